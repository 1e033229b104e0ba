package chain

import (
	"bytes"
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// CoverageYear is what the ledger keeps of a coverage in one benefit year.
type CoverageYear struct {
	Plan        claims.PlanID
	Span        claims.Span
	Family      claims.FamilyYearID
	Extension   claims.ExtensionID
	Deductible  money.Amount // posted so far
	OutOfPocket money.Amount // posted so far
	// Counters are packed as the plan's limits say.
	Counters commitment.Word
}

// FamilyYear is what the ledger keeps of a family in one benefit year.
type FamilyYear struct {
	Deductible  money.Amount // posted so far
	OutOfPocket money.Amount // posted so far
}

// Clock is what the ledger keeps of a claim's clock; all zero for one that always ran.
type Clock struct {
	Provider claims.ProviderID
	// PendedAt is the zero Time when the claim is not pended.
	PendedAt      time.Time
	Stopped       time.Duration // by pends that ended
	IsOverdue     bool
	IsUnderAppeal bool
}

// read makes a view call and unpacks its answer.
func read[T any](ctx context.Context, c *Contracts, to Address, data []byte, unpack func([]byte) (T, error)) (T, error) {
	var none T
	answer, err := c.view(ctx, to, data)
	if err != nil {
		return none, err
	}
	value, err := unpack(answer)
	if err != nil {
		return none, fmt.Errorf("reading a contract's answer: %w", err)
	}
	return value, nil
}

// SealOf returns the hash of a batch's header as it stands, the zero Hash when it
// was not received. It equals [commitment.BatchHeader.Seal] of the right header.
func (c *Contracts) SealOf(ctx context.Context, id claims.BatchID) (commitment.Hash, error) {
	data := c.ledger.PackSealOf(uint32(id.Insurer), id.Sequence)
	seal, err := read(ctx, c, c.deployment.Ledger, data, c.ledger.UnpackSealOf)
	return commitment.Hash(seal), err
}

// LastBatch returns the sequence of an insurer's last batch, 0 for none.
func (c *Contracts) LastBatch(ctx context.Context, insurer claims.InsurerID) (uint32, error) {
	return read(ctx, c, c.deployment.Ledger, c.ledger.PackLastBatchOf(uint32(insurer)), c.ledger.UnpackLastBatchOf)
}

// LastProviderBatch returns the sequence of the last batch that a provider posted
// itself to an insurer, 0 for none.
func (c *Contracts) LastProviderBatch(ctx context.Context, insurer claims.InsurerID) (uint32, error) {
	return read(ctx, c, c.deployment.Ledger, c.ledger.PackLastProviderBatchOf(uint32(insurer)), c.ledger.UnpackLastProviderBatchOf)
}

// LastSubmission returns the sequence of a provider's last submission to an
// insurer, 0 for none.
func (c *Contracts) LastSubmission(ctx context.Context, insurer claims.InsurerID, provider claims.ProviderID) (uint64, error) {
	data := c.ledger.PackLastSubmissionOf(uint32(insurer), uint32(provider))
	return read(ctx, c, c.deployment.Ledger, data, c.ledger.UnpackLastSubmissionOf)
}

// IsUndecided reports whether a claim of a batch has no determination. The header
// is taken at its word: [Contracts.SealOf] says whether it is the batch's.
//
// Errors: [ErrClaimNotFound].
func (c *Contracts) IsUndecided(ctx context.Context, header commitment.BatchHeader, index uint16) (bool, error) {
	data := c.clocks.PackIsUndecided(boundHeader(header), index)
	return read(ctx, c, c.deployment.Ledger, data, c.clocks.UnpackIsUndecided)
}

// IsReversed reports whether a claim's determination does not stand any more. The
// header is taken at its word, as in [Contracts.IsUndecided].
func (c *Contracts) IsReversed(ctx context.Context, header commitment.BatchHeader, index uint16) (bool, error) {
	data := c.clocks.PackIsReversed(boundHeader(header), index)
	return read(ctx, c, c.deployment.Ledger, data, c.clocks.UnpackIsReversed)
}

// ClockOf returns what stops or ended a claim's clock.
func (c *Contracts) ClockOf(ctx context.Context, number claims.Number) (Clock, error) {
	raw, err := read(ctx, c, c.deployment.Ledger, c.clocks.PackClockOf(packNumber(number)), c.clocks.UnpackClockOf)
	if err != nil {
		return Clock{}, err
	}
	var f fields
	clock := Clock{
		Provider: claims.ProviderID(raw.Provider), Stopped: f.seconds(raw.StoppedSeconds), IsOverdue: raw.IsOverdue,
		IsUnderAppeal: raw.IsUnderAppeal,
	}
	if raw.PendedAt != 0 {
		clock.PendedAt = f.instant(raw.PendedAt)
	}
	return clock, f.err
}

// Estimate returns what a claim would give if it were determined now, by the code
// that settles claims; nothing is committed. Of the path the provider counts alone,
// and the content hash may be anything.
//
// Errors: [ErrCoverageYearNotFound] and the other reasons to leave a claim out.
func (c *Contracts) Estimate(ctx context.Context, insurer claims.InsurerID, decision Decision) (commitment.Entry, error) {
	data, err := c.corrections.TryPackEstimate(uint32(insurer), boundDecision(decision))
	if err != nil {
		return commitment.Entry{}, fmt.Errorf("encoding an estimate: %w", err)
	}
	journal, err := read(ctx, c, c.deployment.Ledger, data, c.corrections.UnpackEstimate)
	if err != nil {
		return commitment.Entry{}, err
	}
	entries, err := decodeJournal(journal)
	if err != nil {
		return commitment.Entry{}, fmt.Errorf("reading an estimate: %w", err)
	}
	if len(entries) != 1 || entries[0].Determination == nil {
		return commitment.Entry{}, fmt.Errorf("reading an estimate: %w", commitment.ErrMalformed)
	}
	return entries[0], nil
}

// CoverageYear returns a coverage in one benefit year.
//
// Errors: [ErrCoverageYearNotFound].
func (c *Contracts) CoverageYear(ctx context.Context, insurer claims.InsurerID, id claims.CoverageYearID) (CoverageYear, error) {
	data := c.coverages.PackCoverageYearOf(uint32(insurer), uint64(id))
	year, err := read(ctx, c, c.deployment.Coverages, data, c.coverages.UnpackCoverageYearOf)
	if err != nil {
		return CoverageYear{}, err
	}
	var f fields
	return CoverageYear{
		Plan:        claims.PlanID(year.Plan),
		Span:        f.span(year.StartDay, year.EndDay),
		Family:      claims.FamilyYearID(year.Family),
		Extension:   claims.ExtensionID(year.Extension),
		Deductible:  f.amount(year.DeductibleCents),
		OutOfPocket: f.amount(year.OutOfPocketCents),
		Counters:    wordOf(year.Counters),
	}, f.err
}

// PlanRoots are what a plan names its documents by.
type PlanRoots struct {
	// FeeSchedule is of the fee schedule and its price tables, Edits of the rule set and
	// the engine's version.
	FeeSchedule, Edits commitment.Hash
}

// PlanRoots returns what a plan names its documents by.
//
// Errors: [ErrPlanNotFound].
func (c *Contracts) PlanRoots(ctx context.Context, id claims.PlanID) (PlanRoots, error) {
	plan, err := read(ctx, c, c.deployment.Plans, c.plans.PackPlanOf(uint32(id)), c.plans.UnpackPlanOf)
	return PlanRoots{FeeSchedule: plan.FeeScheduleRoot, Edits: plan.EditsRoot}, err
}

// PlanOf returns what the ledger keeps of a plan and the engine looks at: classes and
// limits without their names, coordination, clocks without the table of interest.
//
// Errors: [ErrPlanNotFound].
func (c *Contracts) PlanOf(ctx context.Context, id claims.PlanID) (coverage.Plan, error) {
	kept, err := read(ctx, c, c.deployment.Plans, c.plans.PackPlanOf(uint32(id)), c.plans.UnpackPlanOf)
	if err != nil {
		return coverage.Plan{}, err
	}
	var f fields
	plan := coverage.Plan{ID: id, Clocks: coverage.Clocks{
		UTCOffsetSeconds: kept.Clocks.UtcOffsetSeconds, TimelyFilingDays: kept.Clocks.TimelyFilingDays, PromptPayDays: kept.Clocks.PromptPayDays,
		InterestFromDays: kept.Clocks.InterestFromDays, AppealDays: kept.Clocks.AppealDays,
		AppealDecisionDays: kept.Clocks.AppealDecisionDays, RecoveryNoticeDays: kept.Clocks.RecoveryNoticeDays,
	}}
	if kept.CoordinationMethod != 0 {
		plan.Coordination = coverage.Coordination{
			Method: keyOf(&f, coordinationMethods, kept.CoordinationMethod), Allowable: keyOf(&f, allowableRules, kept.AllowableRule),
		}
	}
	for _, limit := range kept.Limits {
		plan.Limits = append(plan.Limits, coverage.BenefitLimit{
			Kind: keyOf(&f, limitKinds, limit.Kind), Period: keyOf(&f, limitPeriods, limit.Period), Max: limit.Max.Uint64(), RollingDays: limit.RollingDays,
			Place: coverage.Place{IsExtended: limit.IsExtended, Shift: limit.Shift, Width: limit.Width},
		})
	}
	for _, class := range kept.Classes {
		plan.Classes = append(plan.Classes, coverage.Class{
			IsCovered: class.IsCovered, IsDeductibleApplied: class.IsDeductibleApplied, IsOutOfPocketApplied: class.IsOutOfPocketApplied,
			IsAuthorizationRequired: class.IsAuthorizationRequired, IsEvidenceRequired: class.IsEvidenceRequired,
			Coinsurance: money.BasisPoints(class.CoinsuranceBps), Copay: f.amount(class.CopayCents), LimitA: class.LimitA, LimitB: class.LimitB,
		})
	}
	return plan, f.err
}

// keyOf returns what the ledger counts as a number, which is a fault for none.
func keyOf[K, V comparable](f *fields, numbers map[K]V, number V) (key K) {
	for k, v := range numbers {
		if v == number {
			return k
		}
	}
	f.fail("a word of a plan that is not known")
	return key
}

// IsPlan reports whether the ledger keeps a plan as it is here: all that [Contracts.PublishPlan]
// tells it, and the root of the edits that the plan was published with.
//
// Errors: [ErrPlanNotFound].
func (c *Contracts) IsPlan(ctx context.Context, plan *coverage.Plan) (bool, error) {
	kept, err := read(ctx, c, c.deployment.Plans, c.plans.PackPlanOf(uint32(plan.ID)), c.plans.UnpackPlanOf)
	if err != nil {
		return false, err
	}
	content := planContent(*plan)
	if plan.Edits != ([32]byte{}) {
		content.EditsRoot = plan.Edits
	}
	here, err := c.plans.TryPackPublish(0, 0, content)
	if err != nil {
		return false, fmt.Errorf("encoding a plan: %w", err)
	}
	there, err := c.plans.TryPackPublish(0, 0, kept)
	return bytes.Equal(here, there), err
}

// wordOf is what [boundWord] makes a number of.
func wordOf(n *big.Int) (word commitment.Word) {
	n.FillBytes(word[:])
	return word
}

// FamilyYear returns what a family's coverages took together in one benefit year.
//
// Errors: [ErrFamilyYearNotFound].
func (c *Contracts) FamilyYear(ctx context.Context, insurer claims.InsurerID, id claims.FamilyYearID) (FamilyYear, error) {
	data := c.coverages.PackFamilyYearOf(uint32(insurer), uint32(id))
	year, err := read(ctx, c, c.deployment.Coverages, data, c.coverages.UnpackFamilyYearOf)
	if err != nil {
		return FamilyYear{}, err
	}
	var f fields
	return FamilyYear{Deductible: f.amount(year.DeductibleCents), OutOfPocket: f.amount(year.OutOfPocketCents)}, f.err
}

// ExtensionCounters returns what an extension holds, packed as the plan's limits say.
//
// Errors: [ErrExtensionNotFound].
func (c *Contracts) ExtensionCounters(ctx context.Context, insurer claims.InsurerID, id claims.ExtensionID) (commitment.Word, error) {
	data := c.coverages.PackExtensionOf(uint32(insurer), uint64(id))
	counters, err := read(ctx, c, c.deployment.Coverages, data, c.coverages.UnpackExtensionOf)
	if err != nil {
		return commitment.Word{}, err
	}
	return wordOf(counters), nil
}

// ProviderOf returns a provider, the zero Provider when it is not registered.
func (c *Contracts) ProviderOf(ctx context.Context, id claims.ProviderID) (Provider, error) {
	p, err := read(ctx, c, c.deployment.Organizations, c.organizations.PackProviderOf(uint32(id)), c.organizations.UnpackProviderOf)
	if err != nil {
		return Provider{}, err
	}
	return Provider{
		Signer: Address(p.Signer), Payee: Address(p.Payee), Guardian: Address(p.Guardian), IsDelegated: p.IsDelegated,
	}, nil
}

// HasRole reports whether an account may act for an insurer in a role.
func (c *Contracts) HasRole(ctx context.Context, insurer claims.InsurerID, role Role, account Address) (bool, error) {
	data := c.organizations.PackHasRole(uint32(insurer), uint8(role), common.Address(account))
	return read(ctx, c, c.deployment.Organizations, data, c.organizations.UnpackHasRole)
}

// IsOperatorAdmin reports whether the operator administers the contracts: until the
// hand-over it registers insurers, then the governor does through the timelock.
func (c *Contracts) IsOperatorAdmin(ctx context.Context) (bool, error) {
	manager := bindings.NewAccessManager()
	data := manager.PackHasRole(roleAdmin, common.Address(c.deployment.Operator))
	access, err := read(ctx, c, c.deployment.Manager, data, manager.UnpackHasRole)
	return access.IsMember, err
}

// ValidityOf returns the spans in which a provider is licensed, enrolled and not
// excluded, ascending; [OpenEnd] ends the one that has no end.
func (c *Contracts) ValidityOf(ctx context.Context, provider claims.ProviderID) ([]claims.Span, error) {
	data := c.credentials.PackValidityOf(uint32(provider))
	word, err := read(ctx, c, c.deployment.Credentials, data, c.credentials.UnpackValidityOf)
	if err != nil {
		return nil, err
	}
	return validSpans(word), nil
}

// validSpans reads the effective spans of contracts/DESIGN.md, section 2: each
// start day 24, end day 24, from the lowest bit up.
func validSpans(word *big.Int) []claims.Span {
	const spansInWord, dayBits = 5, 24
	dayAt := func(shift int) claims.Date {
		day := new(big.Int).Rsh(word, uint(shift))
		return claims.Date(day.And(day, big.NewInt(maxDay)).Int64())
	}
	var spans []claims.Span
	for i := range spansInWord {
		span := claims.Span{Start: dayAt(2 * i * dayBits), End: dayAt((2*i + 1) * dayBits)}
		if span != (claims.Span{}) {
			spans = append(spans, span)
		}
	}
	return spans
}

// CredentialCount returns how many records of a kind a provider has: the id of the last one.
func (c *Contracts) CredentialCount(ctx context.Context, provider claims.ProviderID, kind CredentialKind) (uint16, error) {
	data := c.credentials.PackRecordCountOf(uint32(provider), uint8(kind))
	return read(ctx, c, c.deployment.Credentials, data, c.credentials.UnpackRecordCountOf)
}

// LastConsents returns the sequence of an insurer's last publication of consents
// and what it published; zero before the first.
func (c *Contracts) LastConsents(ctx context.Context, insurer claims.InsurerID) (uint64, Consents, error) {
	sequence, err := read(ctx, c, c.deployment.Consents, c.consents.PackLast(uint32(insurer)), c.consents.UnpackLast)
	if err != nil || sequence == 0 {
		return 0, Consents{}, err
	}
	data := c.consents.PackRootAt(uint32(insurer), sequence)
	state, err := read(ctx, c, c.deployment.Consents, data, c.consents.UnpackRootAt)
	if err != nil {
		return 0, Consents{}, err
	}
	return sequence, consentsOf(state), nil
}

func consentsOf(state bindings.IConsentsPublication) Consents {
	return Consents{Root: state.Root, Count: state.Count, PublishedAt: time.Unix(int64(state.PublishedAt), 0).UTC()}
}

// Balance returns the native coins of an account, which pay for gas, in wei.
func (c *Client) Balance(ctx context.Context, account Address) (*big.Int, error) {
	return c.balance(ctx, common.Address(account))
}
