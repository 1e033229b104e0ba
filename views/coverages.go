package views

import (
	"context"
	"errors"
	"fmt"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// CoveragePage is a page of coverages, with a cursor for each.
type CoveragePage struct {
	Coverages []*Coverage
	Cursors   []string
	Info      PageInfo
}

// BenefitYear is what a coverage has taken of a plan's limits in one benefit year, as
// the ledger has it now.
type BenefitYear struct {
	StartDate, EndDate claims.Date // half-open
	Deductible         Accumulator
	OutOfPocket        Accumulator
	// FamilyDeductible and FamilyOutOfPocket are nil for a coverage that stands alone.
	FamilyDeductible, FamilyOutOfPocket *Accumulator
	Limits                              []LimitUse
}

// Accumulator is a running total against a limit, nil where there is none.
type Accumulator struct {
	Used        money.Amount
	Limit, Left *money.Amount
}

// LimitUse is what was counted against a benefit limit: visits, units or cents.
type LimitUse struct {
	Name      string
	Kind      coverage.LimitKind
	Period    coverage.LimitPeriod
	Used, Max uint64
	// WindowStart is the first day of the window that was opened last, of a rolling limit
	// against which something was counted; else nil.
	WindowStart *claims.Date
}

// Coverage returns a patient's enrolment.
//
// Errors: [ErrPatientNotFound] when there is none that the principal may know of,
// [auth.ErrUnauthenticated].
func (v *Views) Coverage(ctx context.Context, id CoverageID) (*Coverage, error) {
	if !isID(string(id)) {
		if _, _, err := v.coverageScope(ctx); err != nil {
			return nil, err
		}
		return nil, ErrPatientNotFound
	}
	found, _, err := v.loadCoverages(ctx, store.CoverageQuery{ID: string(id), Limit: 1}, 1)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrPatientNotFound
	}
	return found[0], nil
}

// CoverageFilter says which coverages are wanted; what is zero does not count.
type CoverageFilter struct {
	// MemberNumber is that of the one that is meant, for insurers.
	MemberNumber string
	Plan         claims.PlanID
	// CoveredOn is a day that is covered.
	CoveredOn claims.Date
}

// Coverages returns a page of the coverages that the principal may see, by when they
// begin, in the order given: a patient's own, or the insurer's book.
//
// Errors: [ErrPageSizeInvalid], [ErrCursorInvalid], [auth.ErrUnauthenticated],
// [auth.ErrForbidden] for a member number by who is no insurer.
func (v *Views) Coverages(ctx context.Context, filter CoverageFilter, order store.TimeOrder, page Page) (CoveragePage, error) {
	list, after, err := page.of(ctx, "coverages", []any{filter, order})
	if err != nil {
		return CoveragePage{}, err
	}
	query := store.CoverageQuery{Plan: filter.Plan, CoveredOn: filter.CoveredOn, Order: order, Limit: page.First + 1}
	if filter.MemberNumber != "" {
		principal, _ := auth.PrincipalFrom(ctx)
		if principal.Role != auth.RoleInsurer {
			return CoveragePage{}, auth.ErrForbidden
		}
		digest := v.config.Vault.MemberDigest(principal.Insurer, filter.MemberNumber)
		query.MemberDigest = digest[:]
	}
	if after != nil {
		if !isID(after.id) || after.at.IsZero() {
			return CoveragePage{}, ErrCursorInvalid
		}
		query.AfterStart, query.AfterID = claims.DateOf(after.at), after.id
	}
	found, hasNext, err := v.loadCoverages(ctx, query, page.First)
	if err != nil {
		return CoveragePage{}, err
	}
	cursors := make([]string, len(found))
	for i, coverage := range found {
		cursors[i] = list.cursor(position{at: coverage.StartDate.Time(), id: string(coverage.ID)})
	}
	return CoveragePage{Coverages: found, Cursors: cursors, Info: page.info(cursors, hasNext)}, nil
}

// coverageScope returns whose coverages the principal of ctx reads, and false where it
// reads none: who reads none does not get as far as the database, which would refuse it too.
//
// Errors: [auth.ErrUnauthenticated].
func (v *Views) coverageScope(ctx context.Context) (store.Scope, bool, error) {
	principal, ok := auth.PrincipalFrom(ctx)
	if !ok {
		return store.Scope{}, false, auth.ErrUnauthenticated
	}
	own := auth.Resource{Insurer: principal.Insurer, Provider: principal.Provider, PatientSubject: principal.Subject}
	err := v.config.Policy.Allow(ctx, auth.ActionReadCoverage, own)
	if errors.Is(err, auth.ErrForbidden) {
		return store.Scope{}, false, nil
	}
	scope := store.Scope{Insurer: principal.Insurer}
	if principal.Role == auth.RolePatient {
		scope.PatientSubject = principal.Subject
	}
	return scope, scope != store.Scope{}, err
}

// loadCoverages returns at most size coverages that the principal may see, opened, and
// notes the access.
func (v *Views) loadCoverages(ctx context.Context, query store.CoverageQuery, size int) (_ []*Coverage, hasNext bool, err error) {
	scope, seesAny, err := v.coverageScope(ctx)
	if err != nil || !seesAny {
		return nil, false, err
	}
	query.Scope = scope
	rows, err := v.reads(ctx).CoverageViews(ctx, query)
	if err != nil {
		return nil, false, fmt.Errorf("loading coverages: %w", err)
	}
	if hasNext = len(rows) > size; hasNext {
		rows = rows[:size]
	}
	shown := make([]*Coverage, 0, len(rows))
	for i := range rows {
		resource := auth.Resource{Insurer: rows[i].Plan.Insurer.ID, PatientSubject: rows[i].PatientSubject}
		if err := v.config.Policy.Allow(ctx, auth.ActionReadCoverage, resource); err != nil {
			if errors.Is(err, auth.ErrForbidden) {
				continue // the statement bounds what is read to the same; the stricter holds
			}
			return nil, false, err
		}
		coverage, err := v.openCoverage(ctx, &rows[i])
		if errors.Is(err, evidence.ErrErased) {
			continue
		}
		if err != nil {
			return nil, false, err
		}
		if err := v.accessCoverage(ctx, coverage.ID); err != nil {
			return nil, false, err
		}
		shown = append(shown, coverage)
	}
	return shown, hasNext, nil
}

// openCoverage decrypts a coverage.
//
// Errors: [evidence.ErrErased].
func (v *Views) openCoverage(ctx context.Context, row *store.CoverageView) (*Coverage, error) {
	key, err := v.config.Vault.PatientKey(ctx, row.Patient, row.PatientKey)
	if err != nil {
		return nil, fmt.Errorf("opening a patient's key: %w", err)
	}
	member, err := key.OpenMemberNumber(row.ID, row.MemberNumber)
	if err != nil {
		return nil, fmt.Errorf("opening a member number: %w", err)
	}
	others, err := otherCoveragesOf(key, row)
	if err != nil {
		return nil, err
	}
	coverage := &Coverage{
		ID: CoverageID(row.ID), MemberNumber: member, Plan: planOf(row.Plan), StartDate: row.Span.Start, OtherCoverages: others,
		years: row.Years, patient: row.Patient, patientKey: row.PatientKey,
	}
	if !row.Span.End.IsZero() {
		coverage.EndDate = &row.Span.End
	}
	return coverage, nil
}

// BenefitYears returns what a coverage that was read has taken in each of its benefit
// years, the newest first, as the ledger has it now.
func (v *Views) BenefitYears(ctx context.Context, of *Coverage) ([]*BenefitYear, error) {
	return once(ctx, benefitYearsOf(of.ID), func() ([]*BenefitYear, error) { return v.benefitYears(ctx, of) })
}

func (v *Views) benefitYears(ctx context.Context, of *Coverage) ([]*BenefitYear, error) {
	plan, err := v.plan(ctx, of.Plan.ID)
	if err != nil {
		return nil, err
	}
	totals, err := v.accumulators(ctx, of.Plan.Insurer.ID, plan, of.years)
	if err != nil {
		return nil, err
	}
	years := make([]*BenefitYear, len(totals))
	for i := range totals {
		years[i] = benefitYearOf(plan, of.years[i].Span, &totals[i])
	}
	return years, nil
}

// accumulators reads what coverage years under a plan have taken, in the order given.
func (v *Views) accumulators(
	ctx context.Context, insurer claims.InsurerID, plan *coverage.Plan, years []store.CoverageYear,
) ([]benefits.Accumulators, error) {
	words := make([]chain.YearWords, len(years))
	for i, year := range years {
		words[i] = chain.YearWords{Year: year.ID, Family: year.FamilyYear, Extension: year.Extension}
	}
	totals, err := v.config.Totals.Accumulators(ctx, insurer, plan, words)
	if err != nil {
		return nil, fmt.Errorf("reading running totals: %w", err)
	}
	return totals, nil
}

func benefitYearOf(plan *coverage.Plan, span claims.Span, totals *benefits.Accumulators) *BenefitYear {
	year := &BenefitYear{StartDate: span.Start, EndDate: span.End}
	// With a family whose limit is aggregate the individual's does not count.
	own := func(limit coverage.Limit, isAggregate bool) coverage.Limit {
		if isAggregate && totals.HasFamily {
			return coverage.Unlimited
		}
		return limit
	}
	year.Deductible = accumulatorOf(own(plan.Deductible, plan.IsDeductibleAggregate), totals.Deductible)
	year.OutOfPocket = accumulatorOf(own(plan.OutOfPocketMax, plan.IsOutOfPocketAggregate), totals.OutOfPocket)
	if totals.HasFamily {
		deductible := accumulatorOf(plan.FamilyDeductible, totals.FamilyDeductible)
		outOfPocket := accumulatorOf(plan.FamilyOutOfPocketMax, totals.FamilyOutOfPocket)
		year.FamilyDeductible, year.FamilyOutOfPocket = &deductible, &outOfPocket
	}
	for i := range plan.Limits {
		limit, counter := &plan.Limits[i], &totals.Counters[i]
		use := LimitUse{Name: limit.Name, Kind: limit.Kind, Period: limit.Period, Used: counter.Used, Max: limit.Max}
		if !counter.WindowStart.IsZero() {
			start := counter.WindowStart
			use.WindowStart = &start
		}
		year.Limits = append(year.Limits, use)
	}
	return year
}

func accumulatorOf(limit coverage.Limit, used money.Amount) Accumulator {
	accumulator := Accumulator{Used: used}
	if most, isLimited := limit.Amount(); isLimited {
		left := limit.Left(used)
		accumulator.Limit, accumulator.Left = &most, &left
	}
	return accumulator
}
