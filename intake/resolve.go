package intake

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// activeSet returns the insurer's active set, or nil for the built-in one.
func (s *Service) activeSet(ctx context.Context, insurer claims.InsurerID) (*rules.Set, error) {
	id, err := s.DB.ActiveRules(ctx, insurer)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil //nolint:nilnil // the built-in one.
	}
	if err != nil {
		return nil, fmt.Errorf("finding a rule set: %w", err)
	}
	tables, err := s.Rules.Named(ctx, id)
	if errors.Is(err, assessing.ErrRulesUnknown) {
		return nil, nil //nolint:nilnil // the built-in one.
	}
	if err != nil {
		return nil, err
	}
	return tables.Rules, nil
}

// validate finds the faults that the claim has by itself. Its codes are those of the set.
func (e *entry) validate(today claims.Date, set *rules.Set, isSaltNeeded bool) {
	decoded := make(map[string]bool, len(e.faults))
	for _, fault := range e.faults {
		decoded[fault.Path] = true
	}
	for _, fault := range edits.Validate(e.claim, today, set) {
		if !decoded[fault.Path] { // what could not be decoded looks as if it were missing
			e.faults = append(e.faults, fault)
		}
	}
	if len(e.faults) == 0 && e.canonical == nil {
		e.reject(errs.TextInvalid, "claim", "a text or date has no canonical form")
	}
	if e.hasSalt {
		return
	}
	if isSaltNeeded {
		e.reject(errs.SubmissionSaltInvalid, "salt", "the salt that the signed leaf was made with is needed")
		return
	}
	_, _ = rand.Read(e.salt[:]) // never fails: crypto/rand ends the process instead
}

// firstDay is the earliest date of a line that is adjudicated.
func (e *entry) firstDay() claims.Date {
	var first claims.Date
	for i := range e.claim.Lines {
		line := &e.claim.Lines[i]
		if line.IsAdjudicated() && (first.IsZero() || line.ServiceDate < first) {
			first = line.ServiceDate
		}
	}
	return first
}

// resolve validates all claims and finds the coverage, plan and patient of each.
func (s *Service) resolve(ctx context.Context, b *batch) error {
	if err := s.lookUp(ctx, b.insurer, b.dated()); err != nil {
		return err
	}
	if err := s.validate(ctx, b); err != nil {
		return err
	}
	if err := s.findOriginals(ctx, b); err != nil {
		return err
	}
	if err := s.findCoverages(ctx, b); err != nil {
		return err
	}
	return s.ready(ctx, b)
}

// ready holds the claims, whose coverages are found, to their plans, and opens the keys
// of their patients.
func (s *Service) ready(ctx context.Context, b *batch) error {
	for _, e := range b.accepted() {
		e.checkCoverage()
		if len(e.faults) > 0 {
			continue
		}
		if err := s.findPlan(ctx, e); err != nil {
			return err
		}
		if e.faults = adjudicate.CheckBenefitYear(e.claim, *e.plan); len(e.faults) > 0 {
			continue
		}
		if e.faults = adjudicate.CheckPriorPayers(e.claim, *e.plan); len(e.faults) > 0 {
			continue
		}
		if e.checkFiling(e.plan.DateOf(s.now())); len(e.faults) > 0 {
			continue
		}
		var err error
		e.key, err = s.Vault.PatientKey(ctx, e.covered.Patient, e.covered.PatientKey)
		if errors.Is(err, evidence.ErrErased) {
			e.rejectUninsured()
		} else if err != nil {
			return err
		}
	}
	return nil
}

// dated returns the claims whose coverage a day tells, also those with faults: by
// whose codes a claim is written its plan says, and all faults are told at once.
func (b *batch) dated() []*entry {
	var dated []*entry
	for _, e := range b.entries {
		if !e.isVoid() && !e.firstDay().IsZero() { // a void's coverage is that of the claim that it voids
			dated = append(dated, e)
		}
	}
	return dated
}

// findPlan finds the plan of a claim's coverage, and the plan's tables.
func (s *Service) findPlan(ctx context.Context, e *entry) (err error) {
	if e.plan != nil {
		return nil
	}
	if e.plan, err = s.plan(ctx, e.covered.Plan); err != nil {
		return err
	}
	if e.tables, err = s.Rules.Of(ctx, e.plan); err != nil && !errors.Is(err, assessing.ErrRulesUnknown) {
		return err
	}
	return nil
}

// validate finds the faults that the claims have by themselves. Codes are those of
// the plan's set; without a coverage, or where that set is not known here, those of
// the insurer's active one.
func (s *Service) validate(ctx context.Context, b *batch) error {
	today := max(claims.DateOf(s.Clock()), b.asOf)
	active := sync.OnceValues(func() (*rules.Set, error) { return s.activeSet(ctx, b.insurer) })
	for _, e := range b.entries {
		if e.covered.Coverage != "" {
			if err := s.findPlan(ctx, e); err != nil {
				return err
			}
		}
		if e.tables != nil {
			e.validate(today, e.tables.Rules, b.signature != nil)
			continue
		}
		set, err := active()
		if err != nil {
			return err
		}
		e.validate(today, set, b.signature != nil)
	}
	return nil
}

// rejectUninsured says no more than that the insurer covers nobody of the number.
func (e *entry) rejectUninsured() {
	e.reject(errs.NotInsured, "memberNumber", "the insurer covers nobody of this member number")
}

// findCoverages has the coverage of each claim, which was looked up, ready for it.
// Benefit years of open coverages that are not yet open are opened, and the coverages
// looked up again.
func (s *Service) findCoverages(ctx context.Context, b *batch) error {
	var entries []*entry
	for _, e := range b.accepted() {
		if !e.isVoid() {
			entries = append(entries, e)
		}
	}
	if missing := unopened(entries); len(missing) > 0 {
		if err := s.extend(ctx, b.insurer, missing); err != nil {
			return err
		}
		if err := s.lookUp(ctx, b.insurer, entries); err != nil {
			return err
		}
	}
	if err := s.confirm(ctx, entries); err != nil {
		return err
	}
	return s.rejectUncovered(ctx, b.insurer, entries)
}

// lookUp finds the coverages of claims, in one query.
func (s *Service) lookUp(ctx context.Context, insurer claims.InsurerID, entries []*entry) error {
	if len(entries) == 0 {
		return nil
	}
	asked := make([]store.MemberDay, len(entries))
	for i, e := range entries {
		digest := s.Vault.MemberDigest(insurer, e.claim.MemberNumber)
		asked[i] = store.MemberDay{MemberDigest: digest[:], Day: e.firstDay()}
	}
	found, err := s.DB.CoveragesOfMembers(ctx, insurer, asked)
	if err != nil {
		return fmt.Errorf("finding coverages: %w", err)
	}
	for i := range found {
		entries[found[i].Position].covered = found[i]
	}
	return nil
}

// unopened returns the open coverages that have no benefit year yet for their claim.
func unopened(entries []*entry) []store.MemberCoverage {
	var missing []store.MemberCoverage
	seen := make(map[string]bool)
	for _, e := range entries {
		c := &e.covered
		if c.Coverage != "" && c.Span.End.IsZero() && e.firstDay() >= c.Year.Span.End && !seen[c.Coverage] {
			seen[c.Coverage] = true
			missing = append(missing, *c)
		}
	}
	return missing
}

// confirm waits until the benefit years of all coverages are on chain: else a
// settlement could come before them.
func (s *Service) confirm(ctx context.Context, entries []*entry) error {
	seen := make(map[string]bool)
	for _, e := range entries {
		c := &e.covered
		if c.Coverage == "" || c.IsConfirmed || seen[c.Coverage] {
			continue
		}
		seen[c.Coverage] = true
		if err := s.await(ctx, c.Enrolment); err != nil {
			return err
		}
		if err := s.DB.ConfirmCoverage(ctx, c.Coverage, c.Enrolment, s.now()); err != nil {
			return fmt.Errorf("confirming a coverage: %w", err)
		}
	}
	return nil
}

// rejectUncovered rejects the claims without a coverage, and names the insurer
// where that is what does not exist.
func (s *Service) rejectUncovered(ctx context.Context, insurer claims.InsurerID, entries []*entry) error {
	isKnown := false
	for _, e := range entries {
		isKnown = isKnown || e.covered.Coverage != ""
	}
	if !isKnown && len(entries) > 0 {
		_, err := s.DB.Insurer(ctx, insurer)
		if isKnown = err == nil; !isKnown && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("loading an insurer: %w", err)
		}
	}
	for _, e := range entries {
		switch {
		case !isKnown:
			e.reject(errs.InsurerNotFound, "insurer", "no such insurer")
		case e.covered.Coverage == "":
			e.rejectUninsured()
		}
	}
	return nil
}
