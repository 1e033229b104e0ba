package chain

import (
	"math/big"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// Events of insurers and providers.
type (
	// InsurerRegistered says that an insurer may act.
	InsurerRegistered struct {
		Insurer claims.InsurerID
		Admin   Address
	}
	// KeyChanged says that an insurer's role passed to a key.
	KeyChanged struct {
		Insurer  claims.InsurerID
		Role     Role
		Key      Address
		Previous Address // zero at registration and after a revocation
	}
	// KeyProposed says that a key may take an insurer's role from a time on.
	KeyProposed struct {
		Insurer    claims.InsurerID
		Role       Role
		Key        Address
		ProposedBy Address
		ReadyAt    time.Time
	}
	// KeyProposalCancelled says that a proposed key is none any more.
	KeyProposalCancelled struct {
		Insurer     claims.InsurerID
		Role        Role
		Key         Address
		CancelledBy Address
	}
	// KeyRevoked says that a key lost its role, which has no key until another is proposed.
	KeyRevoked struct {
		Insurer claims.InsurerID
		Role    Role
		Key     Address
	}
	// ProviderRegistered says that a provider may submit.
	ProviderRegistered struct {
		Provider     claims.ProviderID
		RegisteredBy claims.InsurerID
		Info         Provider
	}
	// PayeeProposed says that payouts may go to another payee from a time on.
	PayeeProposed struct {
		Provider claims.ProviderID
		Payee    Address
		ReadyAt  time.Time
	}
	// PayeeProposalCancelled says that a proposed payee is none any more.
	PayeeProposalCancelled struct {
		Provider    claims.ProviderID
		Payee       Address
		CancelledBy Address
	}
	// PayeeChanged says that payouts go to another payee from now on.
	PayeeChanged struct {
		Provider    claims.ProviderID
		Payee       Address
		Previous    Address
		ConfirmedBy Address
	}
	// GuardianProposed says that a provider's second key may change from a time on.
	GuardianProposed struct {
		Provider claims.ProviderID
		Guardian Address
		ReadyAt  time.Time
	}
	// GuardianProposalCancelled says that a proposed guardian is none any more.
	GuardianProposalCancelled struct {
		Provider    claims.ProviderID
		Guardian    Address
		CancelledBy Address
	}
	// GuardianChanged says that a provider's second key changed.
	GuardianChanged struct {
		Provider    claims.ProviderID
		Guardian    Address
		Previous    Address
		ConfirmedBy Address
	}
	// SignerChanged says that a provider has another signer, which is not confirmed yet.
	SignerChanged struct {
		Provider    claims.ProviderID
		Signer      Address
		Previous    Address
		IsDelegated bool
		ChangedBy   Address
	}
	// SignerConfirmed says that a new signer may propose payees and guardians.
	SignerConfirmed struct {
		Provider    claims.ProviderID
		Signer      Address
		ConfirmedBy Address
	}
)

// Events of credentials.
type (
	// CredentialRecorded says that an authority recorded a licence, an enrolment or an exclusion.
	CredentialRecorded struct {
		Provider     claims.ProviderID
		Kind         CredentialKind
		ID           uint16
		Span         claims.Span
		DocumentHash commitment.Hash
		RecordedBy   Address
	}
	// CredentialRevoked says that a record does not count from a day on.
	CredentialRevoked struct {
		Provider   claims.ProviderID
		Kind       CredentialKind
		ID         uint16
		FromDate   claims.Date
		ReasonHash commitment.Hash
		RevokedBy  Address
	}
	// ValidityWithdrawn says that a provider was valid on days and is not any more: what was decided on them is to be reopened.
	ValidityWithdrawn struct {
		Provider claims.ProviderID
		Span     claims.Span
	}
	// ValidityGranted says that a provider was not valid on days and is now.
	ValidityGranted struct {
		Provider claims.ProviderID
		Span     claims.Span
	}
)

// Events of consents.
type (
	// ConsentsPublished carries the root of an insurer's log of consents as it stands.
	ConsentsPublished struct {
		Insurer     claims.InsurerID
		Sequence    uint64
		Root        commitment.Hash
		Count       uint32
		PublishedAt time.Time
	}
)

func (InsurerRegistered) isEvent()         {}
func (KeyChanged) isEvent()                {}
func (KeyProposed) isEvent()               {}
func (KeyProposalCancelled) isEvent()      {}
func (KeyRevoked) isEvent()                {}
func (ProviderRegistered) isEvent()        {}
func (PayeeProposed) isEvent()             {}
func (PayeeProposalCancelled) isEvent()    {}
func (PayeeChanged) isEvent()              {}
func (GuardianProposed) isEvent()          {}
func (GuardianProposalCancelled) isEvent() {}
func (GuardianChanged) isEvent()           {}
func (SignerChanged) isEvent()             {}
func (SignerConfirmed) isEvent()           {}

func (CredentialRecorded) isEvent() {}
func (CredentialRevoked) isEvent()  {}
func (ValidityWithdrawn) isEvent()  {}
func (ValidityGranted) isEvent()    {}

func (ConsentsPublished) isEvent() {}

func (c *Contracts) organizationEvents() eventTable {
	return eventTable{address: c.deployment.Organizations, contract: abiOf(&bindings.OrganizationsMetaData), decoders: map[string]decoder{
		"InsurerRegistered": decoderOf(c.organizations.UnpackInsurerRegisteredEvent, func(_ *fields, e *bindings.OrganizationsInsurerRegistered) Event {
			return InsurerRegistered{
				Insurer: claims.InsurerID(e.Insurer),
				Admin:   Address(e.Admin),
			}
		}),
		"KeyChanged": decoderOf(c.organizations.UnpackKeyChangedEvent, func(_ *fields, e *bindings.OrganizationsKeyChanged) Event {
			return KeyChanged{
				Insurer:  claims.InsurerID(e.Insurer),
				Role:     Role(e.Role),
				Key:      Address(e.Key),
				Previous: Address(e.Previous),
			}
		}),
		"KeyProposed": decoderOf(c.organizations.UnpackKeyProposedEvent, func(f *fields, e *bindings.OrganizationsKeyProposed) Event {
			return KeyProposed{
				Insurer:    claims.InsurerID(e.Insurer),
				Role:       Role(e.Role),
				Key:        Address(e.Key),
				ProposedBy: Address(e.ProposedBy),
				ReadyAt:    f.instant(e.ReadyAt),
			}
		}),
		"KeyProposalCancelled": decoderOf(c.organizations.UnpackKeyProposalCancelledEvent, func(_ *fields, e *bindings.OrganizationsKeyProposalCancelled) Event {
			return KeyProposalCancelled{
				Insurer:     claims.InsurerID(e.Insurer),
				Role:        Role(e.Role),
				Key:         Address(e.Key),
				CancelledBy: Address(e.CancelledBy),
			}
		}),
		"KeyRevoked": decoderOf(c.organizations.UnpackKeyRevokedEvent, func(_ *fields, e *bindings.OrganizationsKeyRevoked) Event {
			return KeyRevoked{
				Insurer: claims.InsurerID(e.Insurer),
				Role:    Role(e.Role),
				Key:     Address(e.Key),
			}
		}),
		"ProviderRegistered": decoderOf(c.organizations.UnpackProviderRegisteredEvent, func(_ *fields, e *bindings.OrganizationsProviderRegistered) Event {
			return ProviderRegistered{
				Provider: claims.ProviderID(e.Provider), RegisteredBy: claims.InsurerID(e.RegisteredBy),
				Info: Provider{
					Signer: Address(e.Signer), Payee: Address(e.Payee), Guardian: Address(e.Guardian), IsDelegated: e.IsDelegated,
				},
			}
		}),
		"PayeeProposed": decoderOf(c.organizations.UnpackPayeeProposedEvent, func(f *fields, e *bindings.OrganizationsPayeeProposed) Event {
			return PayeeProposed{
				Provider: claims.ProviderID(e.Provider),
				Payee:    Address(e.Payee),
				ReadyAt:  f.instant(e.ReadyAt),
			}
		}),
		"PayeeProposalCancelled": decoderOf(c.organizations.UnpackPayeeProposalCancelledEvent, func(_ *fields, e *bindings.OrganizationsPayeeProposalCancelled) Event {
			return PayeeProposalCancelled{
				Provider:    claims.ProviderID(e.Provider),
				Payee:       Address(e.Payee),
				CancelledBy: Address(e.CancelledBy),
			}
		}),
		"PayeeChanged": decoderOf(c.organizations.UnpackPayeeChangedEvent, func(_ *fields, e *bindings.OrganizationsPayeeChanged) Event {
			return PayeeChanged{
				Provider:    claims.ProviderID(e.Provider),
				Payee:       Address(e.Payee),
				Previous:    Address(e.Previous),
				ConfirmedBy: Address(e.ConfirmedBy),
			}
		}),
		"GuardianProposed": decoderOf(c.organizations.UnpackGuardianProposedEvent, func(f *fields, e *bindings.OrganizationsGuardianProposed) Event {
			return GuardianProposed{
				Provider: claims.ProviderID(e.Provider),
				Guardian: Address(e.Guardian),
				ReadyAt:  f.instant(e.ReadyAt),
			}
		}),
		"GuardianProposalCancelled": decoderOf(c.organizations.UnpackGuardianProposalCancelledEvent, func(_ *fields, e *bindings.OrganizationsGuardianProposalCancelled) Event {
			return GuardianProposalCancelled{
				Provider:    claims.ProviderID(e.Provider),
				Guardian:    Address(e.Guardian),
				CancelledBy: Address(e.CancelledBy),
			}
		}),
		"GuardianChanged": decoderOf(c.organizations.UnpackGuardianChangedEvent, func(_ *fields, e *bindings.OrganizationsGuardianChanged) Event {
			return GuardianChanged{
				Provider:    claims.ProviderID(e.Provider),
				Guardian:    Address(e.Guardian),
				Previous:    Address(e.Previous),
				ConfirmedBy: Address(e.ConfirmedBy),
			}
		}),
		"SignerChanged": decoderOf(c.organizations.UnpackSignerChangedEvent, func(_ *fields, e *bindings.OrganizationsSignerChanged) Event {
			return SignerChanged{
				Provider:    claims.ProviderID(e.Provider),
				Signer:      Address(e.Signer),
				Previous:    Address(e.Previous),
				IsDelegated: e.IsDelegated,
				ChangedBy:   Address(e.ChangedBy),
			}
		}),
		"SignerConfirmed": decoderOf(c.organizations.UnpackSignerConfirmedEvent, func(_ *fields, e *bindings.OrganizationsSignerConfirmed) Event {
			return SignerConfirmed{
				Provider:    claims.ProviderID(e.Provider),
				Signer:      Address(e.Signer),
				ConfirmedBy: Address(e.ConfirmedBy),
			}
		}),
	}}
}

func (c *Contracts) credentialEvents() eventTable {
	return eventTable{address: c.deployment.Credentials, contract: abiOf(&bindings.CredentialsMetaData), decoders: map[string]decoder{
		"CredentialRecorded": decoderOf(c.credentials.UnpackCredentialRecordedEvent, func(f *fields, e *bindings.CredentialsCredentialRecorded) Event {
			return CredentialRecorded{
				Provider:     claims.ProviderID(e.Provider),
				Kind:         CredentialKind(e.Kind),
				ID:           e.Id,
				Span:         f.span(e.StartDay, e.EndDay),
				DocumentHash: e.DocumentHash,
				RecordedBy:   Address(e.RecordedBy),
			}
		}),
		"CredentialRevoked": decoderOf(c.credentials.UnpackCredentialRevokedEvent, func(f *fields, e *bindings.CredentialsCredentialRevoked) Event {
			return CredentialRevoked{
				Provider:   claims.ProviderID(e.Provider),
				Kind:       CredentialKind(e.Kind),
				ID:         e.Id,
				FromDate:   f.date(e.FromDay),
				ReasonHash: e.ReasonHash,
				RevokedBy:  Address(e.RevokedBy),
			}
		}),
		"ValidityWithdrawn": decoderOf(c.credentials.UnpackValidityWithdrawnEvent, func(f *fields, e *bindings.CredentialsValidityWithdrawn) Event {
			return ValidityWithdrawn{
				Provider: claims.ProviderID(e.Provider),
				Span:     f.span(e.FromDay, e.ToDay),
			}
		}),
		"ValidityGranted": decoderOf(c.credentials.UnpackValidityGrantedEvent, func(f *fields, e *bindings.CredentialsValidityGranted) Event {
			return ValidityGranted{
				Provider: claims.ProviderID(e.Provider),
				Span:     f.span(e.FromDay, e.ToDay),
			}
		}),
	}}
}

func (c *Contracts) consentEvents() eventTable {
	return eventTable{address: c.deployment.Consents, contract: abiOf(&bindings.ConsentsMetaData), decoders: map[string]decoder{
		"ConsentsPublished": decoderOf(c.consents.UnpackConsentsPublishedEvent, func(f *fields, e *bindings.ConsentsConsentsPublished) Event {
			return ConsentsPublished{
				Insurer:     claims.InsurerID(e.Insurer),
				Sequence:    e.Sequence,
				Root:        e.Root,
				Count:       e.Count,
				PublishedAt: f.instant(e.PublishedAt),
			}
		}),
	}}
}

func (f *fields) span(start, end *big.Int) claims.Span {
	return claims.Span{Start: f.date(start), End: f.date(end)}
}
