package chain

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"

	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// ContractAudit is what was found of a contract. Fault is empty where its code is
// this version's and it works with the contracts of the file.
type ContractAudit struct {
	Name    string
	Address Address
	Fault   string
}

// checkCode reports whether the contracts are on the client's chain, and are those
// of this version, wired to each other.
//
// Errors: [ErrWrongChain], [ErrDeploymentMismatch].
func (d Deployment) checkCode(ctx context.Context, client *Client) error {
	audits, err := d.auditCode(ctx, client)
	if err != nil {
		return err
	}
	for _, audit := range audits {
		if audit.Fault != "" {
			return fmt.Errorf("%w: %s %s", ErrDeploymentMismatch, audit.Name, audit.Fault)
		}
	}
	return nil
}

func (d Deployment) auditCode(ctx context.Context, client *Client) ([]ContractAudit, error) {
	if client.ChainID() != d.ChainID {
		return nil, fmt.Errorf("%w: %d, not %d", ErrWrongChain, client.ChainID(), d.ChainID)
	}
	list := d.creations()
	addresses := make([]Address, len(list))
	for i, c := range list {
		addresses[i] = *c.address
	}
	codes, err := client.codes(ctx, append(addresses, d.Token))
	if err != nil {
		return nil, err
	}
	audits := make([]ContractAudit, len(list))
	for i, c := range list {
		fault := faultOf(codes[i], bindings.Runtimes[c.name], d.immutables(c.name))
		audits[i] = ContractAudit{Name: c.name, Address: addresses[i], Fault: fault}
	}
	if !d.IsTestToken { // somebody else's
		audit := ContractAudit{Name: "settlement token", Address: d.Token}
		if len(codes[len(list)]) == 0 {
			audit.Fault = "is not there"
		}
		audits = append(audits, audit)
	}
	return audits, nil
}

// faultOf compares code with what it must be: the same but for the words that the
// constructor filled in, and those as the deployment says.
func faultOf(code []byte, runtime bindings.Runtime, immutables map[string]Hash) string {
	if len(code) == 0 {
		return "is not there"
	}
	if len(code) != runtime.Size {
		return "has other code than this version's"
	}
	masked := bytes.Clone(code)
	var wired string
	for _, immutable := range runtime.Immutables {
		want, isKnown := immutables[immutable.Name]
		for _, offset := range immutable.Offsets {
			if !isKnown || Hash(code[offset:offset+32]) != want {
				wired = "has another " + immutable.Name + " than the file says"
			}
			copy(masked[offset:offset+32], make([]byte, 32))
		}
	}
	if sha256.Sum256(masked) != runtime.SHA256 {
		return "has other code than this version's"
	}
	return wired
}

// immutables are the words that a contract's constructor fills in, by their names.
func (d Deployment) immutables(contract string) map[string]Hash {
	words := map[string]Hash{"tokenUnitsPerCent": Hash(wordOf(d.TokenUnitsPerCent))}
	for name, address := range map[string]Address{
		"_manager": d.Manager, "_organizations": d.Organizations, "_credentials": d.Credentials, "_plans": d.Plans,
		"_coverages": d.Coverages, "_escrow": d.Escrow, "_corrections": d.Corrections, "_clocks": d.Clocks, "_ledger": d.Ledger,
		"_token": d.Token,
	} {
		words[name] = Hash(wordOf(new(big.Int).SetBytes(address[:])))
	}
	switch contract {
	case "ClaimLedger":
		maps.Copy(words, eip712Words(d.ChainID, d.Ledger, domainName, domainVersion))
	case "Appeals":
		maps.Copy(words, eip712Words(d.ChainID, d.Appeals, "ClearClaim Appeals", "1"))
		// It calls the ledger's other parts at the ledger's address.
		words["_corrections"], words["_clocks"] = words["_ledger"], words["_ledger"]
	}
	return words
}

// eip712Words are what OpenZeppelin's EIP712 keeps of its domain.
func eip712Words(chainID uint64, contract Address, name, version string) map[string]Hash {
	return map[string]Hash{
		"_cachedChainId":         word(chainID),
		"_cachedThis":            Hash(wordOf(new(big.Int).SetBytes(contract[:]))),
		"_cachedDomainSeparator": domainSeparatorOf(chainID, contract, name, version),
		"_hashedName":            keccak([]byte(name)),
		"_hashedVersion":         keccak([]byte(version)),
		"_name":                  shortString(name),
		"_version":               shortString(version),
	}
}

// shortString is OpenZeppelin's: up to 31 bytes, and how many there are in the last.
func shortString(text string) Hash {
	var w Hash
	copy(w[:31], text)
	w[31] = byte(len(text))
	return w
}

// RoleAudit is who holds a role. Expected are its holders as the file says, or for
// ADMIN as the state of the hand-over has it.
type RoleAudit struct {
	Name              string
	Holders, Expected []Address
}

// Audit is what anybody finds who compares a deployment's file with its chain.
type Audit struct {
	Contracts []ContractAudit
	Roles     []RoleAudit
	// IsHandedOver says that the timelock, and nobody else but Organizations, administers.
	IsHandedOver bool
	// TimelockDelay is in seconds, as it is now.
	TimelockDelaySeconds int64
	// Faults make the deployment unsound. Notes are changes since it was made, and
	// what an operator should know.
	Faults, Notes []string
}

// IsSound reports whether nothing was found that may not be.
func (a Audit) IsSound() bool { return len(a.Faults) == 0 }

// Verify compares a deployment with its chain, by reading alone: the contracts' code
// and what they are wired to, who holds each role of the system and of the
// timelock, and who may grant them. Who ever got a role is known from the node's
// logs; whether they still have it, from the contracts.
//
// Errors: [ErrWrongChain].
func Verify(ctx context.Context, client *Client, deployment Deployment) (Audit, error) {
	contracts, err := deployment.auditCode(ctx, client)
	if err != nil {
		return Audit{}, fmt.Errorf("verifying the deployment: %w", err)
	}
	a := Audit{Contracts: contracts}
	for _, c := range contracts {
		if c.Fault != "" {
			a.Faults = append(a.Faults, c.Name+" "+c.Fault)
		}
	}
	if !a.IsSound() {
		return a, nil // what other code says of roles is worth nothing
	}
	if err := a.auditRoles(ctx, client, deployment); err != nil {
		return Audit{}, fmt.Errorf("verifying the roles: %w", err)
	}
	return a, nil
}

func (a *Audit) auditRoles(ctx context.Context, client *Client, d Deployment) error {
	manager, err := client.managerRoles(ctx, d)
	if err != nil {
		return err
	}
	timelock, err := client.timelockRoles(ctx, d)
	if err != nil {
		return err
	}
	contract := bindings.NewTimelockController()
	delay, err := ask(ctx, client, d.Timelock, contract.PackGetMinDelay(), contract.UnpackGetMinDelay)
	if err != nil {
		return err
	}
	a.TimelockDelaySeconds = delay.Int64()
	a.Faults, a.Notes = append(a.Faults, manager.faults...), append(a.Notes, manager.notes...)
	a.auditAdmins(manager.holders[roleAdmin], d)
	for _, grant := range d.grants()[1:] {
		if grant.to == d.Operator {
			a.Notes = append(a.Notes, "the operator was given "+RoleName(grant.role))
		}
		a.compare(RoleName(grant.role), manager.holders[grant.role], []Address{grant.to}, grant.role <= rolePayer || grant.role == roleRedeterminer)
	}
	a.compare("timelock's administrator", timelock[timelockAdmin], []Address{d.Timelock}, true)
	for _, role := range []string{timelockProposer, timelockExecutor, timelockCanceller} {
		a.compare("timelock's "+role, timelock[role], []Address{d.Governor}, false)
	}
	if d.Governor == d.Operator {
		a.Notes = append(a.Notes, "the operator is the governor: the administration cannot be handed over")
	}
	return nil
}

// auditAdmins looks who administers: Organizations, with the operator before the
// hand-over and the timelock after it, and nobody else.
func (a *Audit) auditAdmins(holders []Address, d Deployment) {
	a.IsHandedOver = slices.Contains(holders, d.Timelock) && !slices.Contains(holders, d.Operator)
	expected := []Address{d.Organizations, d.Operator}
	if a.IsHandedOver {
		expected[1] = d.Timelock
	} else {
		a.Notes = append(a.Notes, "the operator administers: the administration is not handed over")
	}
	a.compare(RoleName(roleAdmin), holders, expected, true)
	for _, holder := range holders {
		if !slices.Contains(expected, holder) {
			a.Faults = append(a.Faults, FormatAddress(holder)+" administers too")
		}
	}
	a.IsHandedOver = a.IsHandedOver && len(holders) == len(expected)
}

// compare notes how a role's holders differ from those expected. One that is
// essential and missing is a fault.
func (a *Audit) compare(name string, holders, expected []Address, isEssential bool) {
	slices.SortFunc(holders, func(x, y Address) int { return bytes.Compare(x[:], y[:]) })
	a.Roles = append(a.Roles, RoleAudit{Name: name, Holders: holders, Expected: expected})
	for _, account := range expected {
		if slices.Contains(holders, account) {
			continue
		}
		text := fmt.Sprintf("%s does not hold %s", FormatAddress(account), name)
		if isEssential {
			a.Faults = append(a.Faults, text)
		} else {
			a.Notes = append(a.Notes, text)
		}
	}
	for _, account := range holders {
		if !slices.Contains(expected, account) && name != RoleName(roleAdmin) {
			a.Notes = append(a.Notes, fmt.Sprintf("%s holds %s, which the deployment did not give it", FormatAddress(account), name))
		}
	}
}

// Roles of the timelock, by the names that an audit has for them.
const (
	timelockAdmin     = "administrator"
	timelockProposer  = "proposer"
	timelockExecutor  = "executor"
	timelockCanceller = "canceller"
)

// timelockRoles returns who holds each role of the timelock.
func (c *Client) timelockRoles(ctx context.Context, d Deployment) (map[string][]Address, error) {
	contract := bindings.NewTimelockController()
	granted := abiOf(&bindings.TimelockControllerMetaData).eventTopic("RoleGranted")
	logs, err := c.logsSince(ctx, d.Block, LogFilter{Addresses: []Address{d.Timelock}, Topics: [][]Hash{{granted}}})
	if err != nil {
		return nil, err
	}
	held := map[string][]Address{}
	for i := range logs {
		event, err := contract.UnpackRoleGrantedEvent(ethLog(logs[i]))
		if err != nil {
			return nil, fmt.Errorf("reading a log of the timelock: %w", err)
		}
		name, isKnown := timelockRoleNames[event.Role]
		if !isKnown || slices.Contains(held[name], Address(event.Account)) {
			continue
		}
		isHeld, err := ask(ctx, c, d.Timelock, contract.PackHasRole(event.Role, event.Account), contract.UnpackHasRole)
		if err != nil {
			return nil, err
		}
		if isHeld {
			held[name] = append(held[name], Address(event.Account))
		}
	}
	return held, nil
}

// timelockRoleNames are by the ids of TimelockController and AccessControl.
var timelockRoleNames = map[Hash]string{
	{}:                               timelockAdmin,
	keccak([]byte("PROPOSER_ROLE")):  timelockProposer,
	keccak([]byte("EXECUTOR_ROLE")):  timelockExecutor,
	keccak([]byte("CANCELLER_ROLE")): timelockCanceller,
}

// managerRoles is who holds each role of the AccessManager that is not an insurer's,
// and which roles can be granted past its administrators.
type managerRoles struct {
	holders       map[uint64][]Address
	faults, notes []string
}

func (c *Client) managerRoles(ctx context.Context, d Deployment) (managerRoles, error) {
	abi := abiOf(&bindings.AccessManagerMetaData)
	granted, adminChanged := abi.eventTopic("RoleGranted"), abi.eventTopic("RoleAdminChanged")
	guardianChanged := abi.eventTopic("RoleGuardianChanged")
	logs, err := c.logsSince(ctx, d.Block, LogFilter{
		Addresses: []Address{d.Manager}, Topics: [][]Hash{{granted, adminChanged, guardianChanged}},
	})
	if err != nil {
		return managerRoles{}, err
	}
	roles := managerRoles{holders: map[uint64][]Address{}}
	for i := range logs {
		switch logs[i].Topics[0] {
		case granted:
			err = c.addHolder(ctx, d, &roles, logs[i])
		case adminChanged, guardianChanged:
			role := new(big.Int).SetBytes(logs[i].Topics[1][:])
			roles.faults = append(roles.faults, fmt.Sprintf("role %s was given another administrator or guardian", role))
		}
		if err != nil {
			return managerRoles{}, err
		}
	}
	return roles, nil
}

// addHolder adds who was granted a role of the system and still holds it.
func (c *Client) addHolder(ctx context.Context, d Deployment, roles *managerRoles, log Log) error {
	contract := bindings.NewAccessManager()
	event, err := contract.UnpackRoleGrantedEvent(ethLog(log))
	if err != nil {
		return fmt.Errorf("reading a log of the AccessManager: %w", err)
	}
	if event.RoleId > maxSystemRole {
		return c.noteInsurerKey(ctx, d, roles, event)
	}
	if slices.Contains(roles.holders[event.RoleId], Address(event.Account)) {
		return nil
	}
	access, err := ask(ctx, c, d.Manager, contract.PackGetAccess(event.RoleId, event.Account), contract.UnpackGetAccess)
	if err == nil && access.Since.Sign() != 0 { // now, or from a later time on
		roles.holders[event.RoleId] = append(roles.holders[event.RoleId], Address(event.Account))
	}
	return err
}

// noteInsurerKey notes who holds an insurer's role past Organizations: the operator
// can grant it so, until the hand-over.
func (c *Client) noteInsurerKey(ctx context.Context, d Deployment, roles *managerRoles, event *bindings.AccessManagerRoleGranted) error {
	if event.RoleId > uint64(math.MaxUint32)<<8|uint64(RoleApprover) || Role(uint8(event.RoleId)) > RoleApprover {
		return nil // no role of anybody
	}
	manager, organizations := bindings.NewAccessManager(), bindings.NewOrganizations()
	access, err := ask(ctx, c, d.Manager, manager.PackGetAccess(event.RoleId, event.Account), manager.UnpackGetAccess)
	if err != nil || access.Since.Sign() == 0 {
		return err
	}
	call := organizations.PackKeyOf(uint32(event.RoleId>>8), uint8(event.RoleId))
	key, err := ask(ctx, c, d.Organizations, call, organizations.UnpackKeyOf)
	if err == nil && key != event.Account {
		roles.notes = append(roles.notes, fmt.Sprintf("%s holds %s past Organizations", event.Account.Hex(), RoleName(event.RoleId)))
	}
	return err
}

// maxLogSpan is how many blocks logs are asked for at once. Nodes that take fewer
// are asked for fewer.
const maxLogSpan = 10_000

// logsSince returns the logs of a filter from a block to the newest.
func (c *Client) logsSince(ctx context.Context, from uint64, filter LogFilter) ([]Log, error) {
	head, err := c.Head(ctx)
	if err != nil {
		return nil, err
	}
	var all []Log
	span := uint64(maxLogSpan)
	for from <= head.Number {
		to := min(head.Number, from+span-1)
		logs, err := c.rangeLogs(ctx, from, to, []LogFilter{filter})
		if err != nil && span > 1 && ctx.Err() == nil {
			span /= 2
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, log := range logs[0] {
			all = append(all, log.Log)
		}
		from = to + 1
	}
	return all, nil
}
