package indexer

import (
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

func register(rows *store.ChainRows, p placed, kind store.RegistrationKind, insurer claims.InsurerID, id uint64) {
	rows.Registrations = append(rows.Registrations, store.ChainRegistration{At: p.at, Kind: kind, Insurer: insurer, ID: id})
}

func projectParty(rows *store.ChainRows, p placed) {
	projectInsurer(rows, p)
	projectProvider(rows, p)
	projectCredential(rows, p)
}

func projectInsurer(rows *store.ChainRows, p placed) {
	add := func(row store.ChainInsurerEvent) {
		row.At = p.at
		rows.InsurerEvents = append(rows.InsurerEvents, row)
	}
	switch e := p.event.(type) {
	case chain.InsurerRegistered:
		register(rows, p, store.RegisteredInsurer, e.Insurer, uint64(e.Insurer))
	case chain.KeyChanged:
		add(store.ChainInsurerEvent{
			Insurer: e.Insurer, Kind: store.KeyChanged, Role: e.Role.String(), Key: addressOf(e.Key), Other: unlessZero(e.Previous),
		})
	case chain.KeyProposed:
		add(store.ChainInsurerEvent{
			Insurer: e.Insurer, Kind: store.KeyProposed, Role: e.Role.String(), Key: addressOf(e.Key), Other: addressOf(e.ProposedBy),
			ReadyAt: e.ReadyAt,
		})
	case chain.KeyProposalCancelled:
		add(store.ChainInsurerEvent{
			Insurer: e.Insurer, Kind: store.KeyProposalCancelled, Role: e.Role.String(), Key: addressOf(e.Key),
			Other: addressOf(e.CancelledBy),
		})
	case chain.KeyRevoked:
		add(store.ChainInsurerEvent{Insurer: e.Insurer, Kind: store.KeyRevoked, Role: e.Role.String(), Key: addressOf(e.Key)})
	case chain.InsurerPauseChanged:
		kind := store.InsurerResumed
		if e.IsPaused {
			kind = store.InsurerPaused
		}
		add(store.ChainInsurerEvent{Insurer: e.Insurer, Kind: kind})
	}
}

// accountChange is a change of what a provider has in a place.
type accountChange struct {
	kind         store.ProviderEventKind
	place        store.ProviderPlace
	provider     claims.ProviderID
	account      chain.Address
	previous, by *[20]byte
	isDelegated  *bool
	readyAt      time.Time
}

func (c accountChange) addTo(rows *store.ChainRows, at store.ChainAt) {
	rows.ProviderEvents = append(rows.ProviderEvents, store.ChainProviderEvent{
		At: at, Provider: c.provider, Kind: c.kind, Place: c.place, Account: c.account, Previous: c.previous, By: c.by,
		IsDelegated: c.isDelegated, ReadyAt: c.readyAt,
	})
}

func projectProvider(rows *store.ChainRows, p placed) {
	if e, isRegistered := p.event.(chain.ProviderRegistered); isRegistered {
		register(rows, p, store.RegisteredProvider, e.RegisteredBy, uint64(e.Provider))
	}
	for _, change := range accountChanges(p.event) {
		change.addTo(rows, p.at)
	}
}

func accountChanges(event chain.Event) []accountChange {
	switch e := event.(type) {
	case chain.ProviderRegistered:
		return []accountChange{
			{kind: store.PlaceChanged, place: store.PlaceSigner, provider: e.Provider, account: e.Info.Signer, isDelegated: &e.Info.IsDelegated},
			{kind: store.PlaceChanged, place: store.PlacePayee, provider: e.Provider, account: e.Info.Payee},
			{kind: store.PlaceChanged, place: store.PlaceGuardian, provider: e.Provider, account: e.Info.Guardian},
		}
	case chain.PayeeProposed:
		return proposed(store.PlacePayee, e.Provider, e.Payee, e.ReadyAt)
	case chain.PayeeProposalCancelled:
		return cancelled(store.PlacePayee, e.Provider, e.Payee, e.CancelledBy)
	case chain.PayeeChanged:
		return changed(store.PlacePayee, e.Provider, e.Payee, e.Previous, e.ConfirmedBy)
	case chain.GuardianProposed:
		return proposed(store.PlaceGuardian, e.Provider, e.Guardian, e.ReadyAt)
	case chain.GuardianProposalCancelled:
		return cancelled(store.PlaceGuardian, e.Provider, e.Guardian, e.CancelledBy)
	case chain.GuardianChanged:
		return changed(store.PlaceGuardian, e.Provider, e.Guardian, e.Previous, e.ConfirmedBy)
	case chain.SignerChanged:
		change := changed(store.PlaceSigner, e.Provider, e.Signer, e.Previous, e.ChangedBy)
		change[0].isDelegated = &e.IsDelegated
		return change
	case chain.SignerConfirmed:
		return []accountChange{{
			kind: store.PlaceConfirmed, place: store.PlaceSigner, provider: e.Provider, account: e.Signer, by: addressOf(e.ConfirmedBy),
		}}
	}
	return nil
}

func proposed(place store.ProviderPlace, provider claims.ProviderID, account chain.Address, readyAt time.Time) []accountChange {
	return []accountChange{{kind: store.PlaceProposed, place: place, provider: provider, account: account, readyAt: readyAt}}
}

func cancelled(place store.ProviderPlace, provider claims.ProviderID, account, by chain.Address) []accountChange {
	return []accountChange{{kind: store.PlaceProposalCancelled, place: place, provider: provider, account: account, by: addressOf(by)}}
}

func changed(place store.ProviderPlace, provider claims.ProviderID, account, previous, by chain.Address) []accountChange {
	return []accountChange{{
		kind: store.PlaceChanged, place: place, provider: provider, account: account, previous: addressOf(previous), by: addressOf(by),
	}}
}

func projectCredential(rows *store.ChainRows, p placed) {
	switch e := p.event.(type) {
	case chain.CredentialRecorded:
		rows.Credentials = append(rows.Credentials, store.ChainCredentialEvent{
			At: p.at, Provider: e.Provider, Credential: e.Kind.String(), Ordinal: e.ID, Span: e.Span, Hash: e.DocumentHash,
			By: e.RecordedBy,
		})
	case chain.CredentialRevoked:
		rows.Credentials = append(rows.Credentials, store.ChainCredentialEvent{
			At: p.at, Provider: e.Provider, IsRevoked: true, Credential: e.Kind.String(), Ordinal: e.ID,
			Span: claims.Span{Start: e.FromDate}, Hash: e.ReasonHash, By: e.RevokedBy,
		})
	case chain.ValidityWithdrawn:
		rows.ValidityChanges = append(rows.ValidityChanges, store.ChainValidityChange{At: p.at, Provider: e.Provider, Span: e.Span})
	case chain.ValidityGranted:
		rows.ValidityChanges = append(rows.ValidityChanges, store.ChainValidityChange{
			At: p.at, Provider: e.Provider, IsGranted: true, Span: e.Span,
		})
	case chain.ConsentsPublished:
		rows.Consents = append(rows.Consents, store.ChainConsents{
			At: p.at, Insurer: e.Insurer, Sequence: e.Sequence, Root: e.Root, Count: e.Count, PublishedAt: e.PublishedAt,
		})
	}
}

func projectCoverage(rows *store.ChainRows, p placed) {
	switch e := p.event.(type) {
	case chain.PlanPublished:
		register(rows, p, store.RegisteredPlan, e.Insurer, uint64(e.Plan))
	case chain.CoverageEnrolled:
		year := &e.Enrolment
		register(rows, p, store.RegisteredCoverageYear, e.Insurer, uint64(year.CoverageYear))
		rows.CoverageEvents = append(rows.CoverageEvents, store.ChainCoverageEvent{
			At: p.at, Insurer: e.Insurer, CoverageYear: year.CoverageYear, Plan: year.Plan, Start: year.Span.Start,
			End: year.Span.End, Family: year.Family, Extension: year.Extension,
		})
	case chain.CoverageEndChanged:
		rows.CoverageEvents = append(rows.CoverageEvents, store.ChainCoverageEvent{
			At: p.at, Insurer: e.Insurer, CoverageYear: e.CoverageYear, IsEndChanged: true, End: e.End,
		})
	}
}

func addressOf(a chain.Address) *[20]byte {
	plain := [20]byte(a)
	return &plain
}

// unlessZero is nil for no address.
func unlessZero(a chain.Address) *[20]byte {
	if a == (chain.Address{}) {
		return nil
	}
	return addressOf(a)
}
