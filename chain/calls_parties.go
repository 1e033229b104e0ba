package chain

import (
	"math/big"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// Role is what a key of an insurer may do.
type Role uint8

// The roles of an insurer.
const (
	RoleAdmin       Role = iota // manages keys, providers and plans
	RoleGateway                 // posts receipts and consent roots
	RoleAdjudicator             // settles and decides
	RoleTreasurer               // funds and withdraws
	RoleEnroller                // opens coverage years
	RoleApprover                // allows payouts above the daily cap
)

// String returns the role's name.
func (r Role) String() string {
	return nameOf(uint8(r), "admin", "gateway", "adjudicator", "treasurer", "enroller", "approver")
}

// nameOf names a value of an enumeration of the contracts.
func nameOf(value uint8, names ...string) string {
	if int(value) < len(names) {
		return names[value]
	}
	return "unknown " + strconv.Itoa(int(value))
}

// InsurerKeys are the accounts that act for an insurer, one a role.
type InsurerKeys struct {
	Admin, Gateway, Adjudicator, Treasurer, Enroller, Approver Address
}

// Provider is a provider as the ledger knows it.
type Provider struct {
	Signer Address // signs submissions
	Payee  Address // receives payouts
	// Guardian is the second key. Where signing is delegated there need be none: then
	// the Admin of the insurer that registered the provider stands in.
	Guardian Address
	// IsDelegated says that the gateway holds the signer's key.
	IsDelegated bool
}

// CredentialKind is what an authority records of a provider.
type CredentialKind uint8

// The kinds of credentials.
const (
	Licence CredentialKind = iota
	ProviderEnrolment
	Exclusion
)

// String returns the kind's name.
func (k CredentialKind) String() string {
	return nameOf(uint8(k), "licence", "enrolment", "exclusion")
}

// OpenEnd is the end of a credential that has none.
const OpenEnd claims.Date = maxDay

// Credential is a record of an authority.
type Credential struct {
	Provider claims.ProviderID
	Kind     CredentialKind
	// ID is the provider's last one of the kind plus one, counted from 1.
	ID   uint16
	Span claims.Span // [OpenEnd] where it has no end
	// DocumentHash is salted.
	DocumentHash commitment.Hash
}

// RegisterInsurer is for an administrator to send.
func (c *Contracts) RegisterInsurer(insurer claims.InsurerID, keys InsurerKeys) (Call, error) {
	data, err := c.organizations.TryPackRegisterInsurer(uint32(insurer), [6]common.Address{
		common.Address(keys.Admin), common.Address(keys.Gateway), common.Address(keys.Adjudicator),
		common.Address(keys.Treasurer), common.Address(keys.Enroller), common.Address(keys.Approver),
	})
	return callOf(c.deployment.Organizations, data, err)
}

// ProposeKey is for the insurer's admin to send. Gateway, adjudicator and enroller
// pass at once, the other roles when the key accepts, two days later at the earliest.
func (c *Contracts) ProposeKey(insurer claims.InsurerID, role Role, key Address) (Call, error) {
	data, err := c.organizations.TryPackProposeKey(uint32(insurer), uint8(role), common.Address(key))
	return callOf(c.deployment.Organizations, data, err)
}

// AcceptKey is for the proposed key to send.
func (c *Contracts) AcceptKey(insurer claims.InsurerID, role Role) (Call, error) {
	data, err := c.organizations.TryPackAcceptKey(uint32(insurer), uint8(role))
	return callOf(c.deployment.Organizations, data, err)
}

// CancelKey is for the holder of the role or the insurer's admin to send.
func (c *Contracts) CancelKey(insurer claims.InsurerID, role Role) (Call, error) {
	data, err := c.organizations.TryPackCancelKey(uint32(insurer), uint8(role))
	return callOf(c.deployment.Organizations, data, err)
}

// RevokeKey is for the insurer's admin to send.
func (c *Contracts) RevokeKey(insurer claims.InsurerID, role Role, key Address) (Call, error) {
	data, err := c.organizations.TryPackRevokeKey(uint32(insurer), uint8(role), common.Address(key))
	return callOf(c.deployment.Organizations, data, err)
}

// RegisterProvider is for the insurer's admin to send.
func (c *Contracts) RegisterProvider(insurer claims.InsurerID, id claims.ProviderID, p Provider) (Call, error) {
	data, err := c.organizations.TryPackRegisterProvider(uint32(insurer), uint32(id), bindings.IOrganizationsProvider{
		Signer: common.Address(p.Signer), Payee: common.Address(p.Payee), Guardian: common.Address(p.Guardian),
		IsDelegated: p.IsDelegated,
	})
	return callOf(c.deployment.Organizations, data, err)
}

// ProposePayee is for the provider's signer to send.
func (c *Contracts) ProposePayee(provider claims.ProviderID, payee Address) (Call, error) {
	data, err := c.organizations.TryPackProposePayee(uint32(provider), common.Address(payee))
	return callOf(c.deployment.Organizations, data, err)
}

// ConfirmPayee is for the provider's guardian to send, two days later at the earliest.
func (c *Contracts) ConfirmPayee(provider claims.ProviderID, payee Address) (Call, error) {
	data, err := c.organizations.TryPackConfirmPayee(uint32(provider), common.Address(payee))
	return callOf(c.deployment.Organizations, data, err)
}

// CancelPayee is for the provider's signer or guardian to send.
func (c *Contracts) CancelPayee(provider claims.ProviderID) (Call, error) {
	data, err := c.organizations.TryPackCancelPayee(uint32(provider))
	return callOf(c.deployment.Organizations, data, err)
}

// ProposeGuardian is for the provider's signer to send.
func (c *Contracts) ProposeGuardian(provider claims.ProviderID, guardian Address) (Call, error) {
	data, err := c.organizations.TryPackProposeGuardian(uint32(provider), common.Address(guardian))
	return callOf(c.deployment.Organizations, data, err)
}

// ConfirmGuardian is for the provider's guardian or its insurer's admin to send.
func (c *Contracts) ConfirmGuardian(provider claims.ProviderID, guardian Address) (Call, error) {
	data, err := c.organizations.TryPackConfirmGuardian(uint32(provider), common.Address(guardian))
	return callOf(c.deployment.Organizations, data, err)
}

// CancelGuardian is for the provider's signer or guardian to send.
func (c *Contracts) CancelGuardian(provider claims.ProviderID) (Call, error) {
	data, err := c.organizations.TryPackCancelGuardian(uint32(provider))
	return callOf(c.deployment.Organizations, data, err)
}

// RotateSigner is for the provider's guardian to send. The new signer proposes
// nothing until it is confirmed.
func (c *Contracts) RotateSigner(provider claims.ProviderID, signer Address, isDelegated bool) (Call, error) {
	data, err := c.organizations.TryPackRotateSigner(uint32(provider), common.Address(signer), isDelegated)
	return callOf(c.deployment.Organizations, data, err)
}

// ConfirmSigner is for the admin of the provider's insurer to send, or, where that
// is the guardian, for an administrator.
func (c *Contracts) ConfirmSigner(provider claims.ProviderID, signer Address) (Call, error) {
	data, err := c.organizations.TryPackConfirmSigner(uint32(provider), common.Address(signer))
	return callOf(c.deployment.Organizations, data, err)
}

// RecordCredential is for the authority of the kind to send.
func (c *Contracts) RecordCredential(r Credential) (Call, error) {
	data, err := c.credentials.TryPackRecord(uint32(r.Provider), uint8(r.Kind), r.ID, bindings.ICredentialsRecord{
		StartDay: dayOf(r.Span.Start), EndDay: dayOf(r.Span.End), RevokedFromDay: new(big.Int), DocumentHash: r.DocumentHash,
	})
	return callOf(c.deployment.Credentials, data, err)
}

// RevokeCredential is for the authority of the kind to send. The record does not
// count from the date on. The hash of the reason is salted.
func (c *Contracts) RevokeCredential(
	provider claims.ProviderID, kind CredentialKind, id uint16, from claims.Date, reasonHash commitment.Hash,
) (Call, error) {
	data, err := c.credentials.TryPackRevoke(uint32(provider), uint8(kind), id, dayOf(from), reasonHash)
	return callOf(c.deployment.Credentials, data, err)
}

func dayOf(date claims.Date) *big.Int { return big.NewInt(int64(date)) }

// Consents is a state of an insurer's log of its patients' consents.
type Consents struct {
	Root  commitment.Hash // of the tree over all entries
	Count uint32          // of the entries
	// PublishedAt is when it stood on the chain; the chain sets it.
	PublishedAt time.Time
}

// PublishConsents is for the insurer's gateway to send. Sequence is the last one
// plus one, counted from 1.
func (c *Contracts) PublishConsents(insurer claims.InsurerID, sequence uint64, state Consents) (Call, error) {
	data, err := c.consents.TryPackPublish(uint32(insurer), sequence, state.Root, state.Count)
	return callOf(c.deployment.Consents, data, err)
}
