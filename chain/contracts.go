package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// ErrNotTestToken is returned when tokens of a real settlement token were to be minted.
var ErrNotTestToken = errors.New("the settlement token is not one for tests")

// Call is what a transaction does: data for a contract.
type Call struct {
	Recipient Address
	Data      []byte
}

// Contracts builds calls of a deployment's contracts, reads what they hold and
// decodes what they tell. It is safe for concurrent use.
type Contracts struct {
	client     *Client
	deployment Deployment
	domain     Hash
	block      any // that reads are made on

	organizations *bindings.Organizations
	plans         *bindings.Plans
	coverages     *bindings.Coverages
	ledger        *bindings.ClaimLedger
	escrow        *bindings.Escrow
	token         *bindings.TestToken
	decoders      map[eventID]decoder
}

// NewContracts binds a deployment to the client's chain.
//
// Errors: [ErrWrongChain].
func NewContracts(client *Client, deployment Deployment) (*Contracts, error) {
	if client.ChainID() != deployment.ChainID {
		return nil, fmt.Errorf("%w: %d, not %d", ErrWrongChain, client.ChainID(), deployment.ChainID)
	}
	c := &Contracts{
		client:        client,
		deployment:    deployment,
		domain:        domainSeparator(deployment.ChainID, deployment.Ledger),
		block:         "latest",
		organizations: bindings.NewOrganizations(),
		plans:         bindings.NewPlans(),
		coverages:     bindings.NewCoverages(),
		ledger:        bindings.NewClaimLedger(),
		escrow:        bindings.NewEscrow(),
		token:         bindings.NewTestToken(),
	}
	c.decoders = c.newDecoders()
	return c, nil
}

// Deployment returns where the contracts are.
func (c *Contracts) Deployment() Deployment { return c.deployment }

// InsurerKeys are the accounts that act for an insurer, one a role.
type InsurerKeys struct {
	Admin, Gateway, Adjudicator, Treasurer, Enroller Address
}

// Provider is a provider as the ledger knows it.
type Provider struct {
	Signer Address // signs submissions
	Payee  Address // receives payouts
	// IsDelegated says that the gateway holds the signer's key.
	IsDelegated bool
}

// Enrolment opens a coverage in one benefit year.
type Enrolment struct {
	CoverageYear claims.CoverageYearID
	Plan         claims.PlanID
	Span         claims.Span // closed at its end
	Family       claims.FamilyYearID
}

// SignedSubmission is a submission with its provider's signature.
type SignedSubmission struct {
	Submission
	Signature []byte
}

// Settlement hands in the leaves of a receipt batch: docs/commitment.md, section 6.
type Settlement struct {
	Insurer   claims.InsurerID
	Sequence  uint32
	Coverages []byte
	Families  []byte
	Claims    []byte
}

// Decision decides one claim of a settled batch by its path.
type Decision struct {
	Index           uint16
	Provider        claims.ProviderID
	FirstIndex      uint16
	Count           uint16
	SubmissionIndex uint16
	SubmissionCount uint16
	Claim           []byte
	Coverage        []byte
	Family          claims.FamilyYearID
	InnerSiblings   []commitment.Hash
	OuterSiblings   []commitment.Hash
}

// RegisterInsurer is for the operator to send.
func (c *Contracts) RegisterInsurer(insurer claims.InsurerID, keys InsurerKeys) (Call, error) {
	data, err := c.organizations.TryPackRegisterInsurer(uint32(insurer), [5]common.Address{
		common.Address(keys.Admin), common.Address(keys.Gateway), common.Address(keys.Adjudicator),
		common.Address(keys.Treasurer), common.Address(keys.Enroller),
	})
	return callOf(c.deployment.Organizations, data, err)
}

// RegisterProvider is for the insurer's admin to send.
func (c *Contracts) RegisterProvider(insurer claims.InsurerID, id claims.ProviderID, p Provider) (Call, error) {
	data, err := c.organizations.TryPackRegisterProvider(uint32(insurer), uint32(id), bindings.IOrganizationsProvider{
		Signer: common.Address(p.Signer), Payee: common.Address(p.Payee), IsDelegated: p.IsDelegated,
	})
	return callOf(c.deployment.Organizations, data, err)
}

// PublishPlan is for the insurer's admin to send.
func (c *Contracts) PublishPlan(plan coverage.Plan) (Call, error) {
	content := bindings.IPlansPlan{
		DeductibleCents:           limitCents(plan.Deductible),
		FamilyDeductibleCents:     limitCents(plan.FamilyDeductible),
		OutOfPocketMaxCents:       limitCents(plan.OutOfPocketMax),
		FamilyOutOfPocketMaxCents: limitCents(plan.FamilyOutOfPocketMax),
		PromptPaySeconds:          plan.PromptPaySeconds,
		FeeScheduleRoot:           plan.FeeSchedule.Root(),
		EditsRoot:                 adjudicate.EditsRoot(),
	}
	for _, class := range plan.Classes {
		content.Classes = append(content.Classes, bindings.IPlansCostShare{
			IsCovered:           class.IsCovered,
			IsDeductibleApplied: class.IsDeductibleApplied,
			CoinsuranceBps:      uint16(class.Coinsurance),
			CopayCents:          big.NewInt(class.Copay.Cents()),
		})
	}
	data, err := c.plans.TryPackPublish(uint32(plan.Insurer), uint32(plan.ID), content)
	return callOf(c.deployment.Plans, data, err)
}

func limitCents(limit coverage.Limit) *big.Int { return new(big.Int).SetUint64(limit.LedgerCents()) }

// Enrol is for the insurer's enroller to send.
func (c *Contracts) Enrol(insurer claims.InsurerID, enrolments []Enrolment) (Call, error) {
	list := make([]bindings.ICoveragesEnrolment, len(enrolments))
	for i, enrolment := range enrolments {
		list[i] = bindings.ICoveragesEnrolment{
			CoverageYear: uint64(enrolment.CoverageYear),
			Plan:         uint32(enrolment.Plan),
			StartDay:     big.NewInt(int64(enrolment.Span.Start)),
			EndDay:       big.NewInt(int64(enrolment.Span.End)),
			Family:       uint32(enrolment.Family),
		}
	}
	data, err := c.coverages.TryPackEnrol(uint32(insurer), list)
	return callOf(c.deployment.Coverages, data, err)
}

// ReceiveBatch is for the insurer's gateway to send.
func (c *Contracts) ReceiveBatch(insurer claims.InsurerID, sequence uint32, submissions []SignedSubmission) (Call, error) {
	list := make([]bindings.IClaimLedgerSubmission, len(submissions))
	for i, s := range submissions {
		list[i] = bindings.IClaimLedgerSubmission{
			Provider: uint32(s.Provider), Sequence: s.Sequence, Root: s.Root, Count: s.Count,
			Deadline: uint64(s.Deadline), Signature: s.Signature,
		}
	}
	data, err := c.ledger.TryPackReceiveBatch(uint32(insurer), sequence, list)
	return callOf(c.deployment.Ledger, data, err)
}

// SettleBatch is for the insurer's adjudicator to send.
func (c *Contracts) SettleBatch(s Settlement) (Call, error) {
	data, err := c.ledger.TryPackSettleBatch(bindings.IClaimLedgerSettlement{
		Insurer: uint32(s.Insurer), Sequence: s.Sequence, Coverages: s.Coverages, Families: s.Families, Claims: s.Claims,
	})
	return callOf(c.deployment.Ledger, data, err)
}

// Decide is for the insurer's adjudicator to send. Each decision's path is
// against the root that the one before it leaves.
func (c *Contracts) Decide(insurer claims.InsurerID, sequence uint32, decisions []Decision) (Call, error) {
	list := make([]bindings.IClaimLedgerDecision, len(decisions))
	for i, d := range decisions {
		list[i] = bindings.IClaimLedgerDecision{
			Index: d.Index, Provider: uint32(d.Provider), FirstIndex: d.FirstIndex, Count: d.Count,
			SubmissionIndex: d.SubmissionIndex, SubmissionCount: d.SubmissionCount,
			Claim: d.Claim, Coverage: d.Coverage, Family: uint32(d.Family),
			InnerSiblings: plainHashes(d.InnerSiblings), OuterSiblings: plainHashes(d.OuterSiblings),
		}
	}
	data, err := c.ledger.TryPackDecide(uint32(insurer), sequence, list)
	return callOf(c.deployment.Ledger, data, err)
}

func plainHashes(hashes []commitment.Hash) [][32]byte {
	plain := make([][32]byte, len(hashes))
	for i, hash := range hashes {
		plain[i] = hash
	}
	return plain
}

// Deposit moves tokens of the sender to the insurer's escrow; the sender must
// have approved the escrow before. The amount is in units of the token.
func (c *Contracts) Deposit(insurer claims.InsurerID, tokenAmount *big.Int) (Call, error) {
	data, err := c.escrow.TryPackDeposit(uint32(insurer), tokenAmount)
	return callOf(c.deployment.Escrow, data, err)
}

// Withdraw takes tokens out of the insurer's escrow, for its treasurer to send.
func (c *Contracts) Withdraw(insurer claims.InsurerID, to Address, tokenAmount *big.Int) (Call, error) {
	data, err := c.escrow.TryPackWithdraw(uint32(insurer), common.Address(to), tokenAmount)
	return callOf(c.deployment.Escrow, data, err)
}

// ReleaseOwed transfers everything that the insurer owes a provider. Anybody may send it.
func (c *Contracts) ReleaseOwed(insurer claims.InsurerID, provider claims.ProviderID) (Call, error) {
	data, err := c.escrow.TryPackReleaseOwed(uint32(insurer), uint32(provider))
	return callOf(c.deployment.Escrow, data, err)
}

// Approve lets the escrow take tokens of the sender, in units of the token.
func (c *Contracts) Approve(tokenAmount *big.Int) (Call, error) {
	data, err := c.token.TryPackApprove(common.Address(c.deployment.Escrow), tokenAmount)
	return callOf(c.deployment.Token, data, err)
}

// MintTest makes tokens for an account, in units of the token.
//
// Errors: [ErrNotTestToken].
func (c *Contracts) MintTest(to Address, tokenAmount *big.Int) (Call, error) {
	if !c.deployment.IsTestToken {
		return Call{}, ErrNotTestToken
	}
	data, err := c.token.TryPackMint(common.Address(to), tokenAmount)
	return callOf(c.deployment.Token, data, err)
}

func callOf(recipient Address, data []byte, err error) (Call, error) {
	if err != nil {
		return Call{}, fmt.Errorf("encoding a call: %w", err)
	}
	return Call{Recipient: recipient, Data: data}, nil
}

// TokenAmount returns cents in units of the settlement token.
func (c *Contracts) TokenAmount(cents int64) *big.Int {
	return new(big.Int).Mul(big.NewInt(cents), c.deployment.TokenUnitsPerCent)
}

// At returns the same contracts, read as they were after a block.
func (c *Contracts) At(number uint64) *Contracts {
	then := *c
	then.block = hexutil.Uint64(number)
	return &then
}

// view makes a call that changes nothing.
//
// Errors: [*RevertError].
func (c *Contracts) view(ctx context.Context, to Address, data []byte) ([]byte, error) {
	return c.client.ethCall(ctx, callArgs(Address{}, to, data, nil), c.block)
}

func (c *Client) ethCall(ctx context.Context, args map[string]any, block any) ([]byte, error) {
	var result hexutil.Bytes
	if err := c.call(ctx, &result, "eth_call", args, block); err != nil {
		if revert := DecodeRevert(err); revert != nil {
			return nil, revert
		}
		return nil, err
	}
	return result, nil
}
