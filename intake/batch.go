package intake

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/corrections"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// clockSkew is how far the clocks of several gateways may be apart: what one of them
// accepted is known to the others.
const clockSkew = time.Hour

// batch is a submission on its way in.
type batch struct {
	insurer   claims.InsurerID
	provider  claims.ProviderID
	from      store.Provider
	signature *Signature
	entries   []*entry
}

// entry is a claim on its way in. What it has grows from step to step; with a
// fault it stays where it is.
type entry struct {
	index      int
	id         claims.ID // given with the assessment
	claim      claims.Claim
	faults     []*errs.Fault
	replaces   string                // the claim that is corrected, "" for none
	original   *store.CorrectedClaim // that claim, once it is found
	state      corrections.State     // of that claim
	hasSalt    bool                  // given, not made here
	salt       commitment.Salt
	canonical  []byte
	covered    store.MemberCoverage
	plan       *coverage.Plan
	tables     *assessing.Tables // nil where the plan's are not known here
	key        *evidence.PatientKey
	digests    []lineDigest
	assessment adjudicate.Assessment
	receipt    commitment.Receipt
	leaf       commitment.Hash
}

// lineDigest is the digest of a line that is adjudicated.
type lineDigest struct {
	line   int // its sequence
	digest [16]byte
}

// newBatch takes the drafts as claims of the provider.
//
// Errors: [ErrSubmissionEmpty], [ErrSubmissionTooLarge], [ErrSubmissionInsurersMixed].
func newBatch(provider claims.ProviderID, drafts []Draft) (*batch, error) {
	switch {
	case len(drafts) == 0:
		return nil, ErrSubmissionEmpty
	case len(drafts) > MaxClaims:
		return nil, ErrSubmissionTooLarge
	}
	b := &batch{insurer: drafts[0].Claim.Insurer, provider: provider, entries: make([]*entry, len(drafts))}
	for i := range drafts {
		draft := &drafts[i]
		if draft.Claim.Insurer != b.insurer {
			return nil, ErrSubmissionInsurersMixed
		}
		e := &entry{index: i, claim: draft.Claim, replaces: draft.Replaces, faults: append([]*errs.Fault(nil), draft.Faults...)}
		e.claim.Provider = provider
		if draft.Salt != nil {
			e.hasSalt, e.salt = true, *draft.Salt
		}
		// A claim without a canonical form has faults, which validate names.
		e.canonical, _ = commitment.Canonical(e.claim)
		b.entries[i] = e
	}
	return b, nil
}

// content is what tells the submission from another under the same key.
func (b *batch) content(signature *Signature) []byte {
	out := make([]byte, 0, 1024*len(b.entries))
	add := func(part []byte) {
		out = binary.AppendUvarint(out, uint64(len(part)))
		out = append(out, part...)
	}
	for _, e := range b.entries {
		if e.canonical != nil {
			add(e.canonical)
		} else {
			add(fmt.Appendf(nil, "%#v", e.claim))
		}
		if e.replaces != "" {
			add([]byte(e.replaces))
		}
		if e.hasSalt {
			add(e.salt[:])
		}
		out = binary.AppendUvarint(out, uint64(len(e.faults)))
		for _, fault := range e.faults {
			add([]byte(fault.Code))
			add([]byte(fault.Path))
		}
	}
	if signature != nil {
		out = binary.AppendUvarint(out, signature.Sequence)
		out = binary.AppendVarint(out, signature.Deadline)
		add(signature.Signature)
	}
	return out
}

// accepted returns the claims that have no fault so far, in order.
func (b *batch) accepted() []*entry {
	accepted := make([]*entry, 0, len(b.entries))
	for _, e := range b.entries {
		if len(e.faults) == 0 {
			accepted = append(accepted, e)
		}
	}
	return accepted
}

// faulty returns the claims that have faults, in order.
func (b *batch) faulty() []*entry {
	var faulty []*entry
	for _, e := range b.entries {
		if len(e.faults) > 0 {
			faulty = append(faulty, e)
		}
	}
	return faulty
}

// rejected returns the faults of the claims that have some.
func (b *batch) rejected() []Rejected {
	rejected := []Rejected{}
	for _, e := range b.faulty() {
		rejected = append(rejected, Rejected{Index: e.index, Faults: e.faults})
	}
	return rejected
}

// root returns the root over the accepted claims' leaves.
func (b *batch) root() commitment.Hash {
	accepted := b.accepted()
	leaves := make([]commitment.Hash, len(accepted))
	for i, e := range accepted {
		leaves[i] = e.leaf
	}
	return commitment.Root(leaves)
}

// toSign returns what the provider's signature is over.
func (b *batch) toSign(sequence uint64, deadline int64) chain.Submission {
	return chain.Submission{
		Insurer: b.insurer, Provider: b.provider, Sequence: sequence, Root: b.root(), Count: uint16(len(b.accepted())),
		Deadline: deadline,
	}
}

// reject adds a fault to a claim.
func (e *entry) reject(code errs.Code, path, text string) {
	e.faults = append(e.faults, faultAt(code, path, text))
}

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
	today := claims.DateOf(s.Clock())
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
		digest := s.memberDigest(insurer, e.claim.MemberNumber)
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

// lineDigests computes the digests by which the accepted claims' lines are
// compared with others, and returns them all.
func (b *batch) lineDigests(vault *evidence.Vault) [][16]byte {
	domain := "line/" + number(b.insurer)
	var all [][16]byte
	for _, e := range b.accepted() {
		e.digests = e.digests[:0]
		for _, line := range e.claim.Lines {
			if !line.IsAdjudicated() {
				continue
			}
			full := vault.Digest(domain, adjudicate.LineKey(e.claim, line))
			digest := lineDigest{line: line.Sequence, digest: [16]byte(full[:16])}
			e.digests = append(e.digests, digest)
			all = append(all, digest.digest)
		}
	}
	return all
}

// known is what is known of the patients of a batch before it.
type known struct {
	digests map[[16]byte]bool
	past    map[string][]store.PastClaim // by patient, still encrypted
}

// known finds what the accepted claims may repeat or not go with. It holds their
// patients, so that no other submission, whoever's, is accepted beside this one
// without knowing of it.
func (s *Service) known(ctx context.Context, tx *store.Tx, b *batch) (known, error) {
	query := store.PastQuery{Insurer: b.insurer, Without: b.corrected()}
	for _, e := range b.accepted() {
		if !e.isVoid() {
			query.Patients = append(query.Patients, e.covered.Patient)
		}
	}
	if err := tx.LockPatients(ctx, query.Patients); err != nil {
		return known{}, fmt.Errorf("holding patients: %w", err)
	}
	query.Before = s.now().Add(clockSkew) // after the waiting
	digests, err := tx.KnownLineDigests(ctx, b.insurer, b.lineDigests(s.Vault), b.corrected()...)
	if err != nil {
		return known{}, fmt.Errorf("finding repetitions: %w", err)
	}
	rows, err := tx.PastClaims(ctx, query)
	if err != nil {
		return known{}, fmt.Errorf("finding patients' claims: %w", err)
	}
	past := make(map[string][]store.PastClaim)
	for i := range rows {
		past[rows[i].Patient] = append(past[rows[i].Patient], rows[i])
	}
	return known{digests: digests, past: past}, nil
}

// assess decides the accepted claims and makes their leaves. Lines repeat what is
// known, or what an earlier claim of the same submission has. at is the instant of
// acceptance.
func assess(b *batch, before known, at time.Time) error {
	seen := make(map[[16]byte]bool)
	histories := make(map[string][]adjudicate.Past)
	for _, e := range b.accepted() {
		e.id = claims.ID(newID(at))
		duplicates := make(map[int]bool)
		for _, d := range e.digests {
			if before.digests[d.digest] || seen[d.digest] {
				duplicates[d.line] = true
			}
		}
		for _, d := range e.digests {
			seen[d.digest] = true
		}
		if e.isVoid() {
			if err := e.assessVoid(); err != nil {
				return err
			}
			continue
		}
		patient := e.covered.Patient
		history, isOpened := histories[patient]
		if !isOpened {
			var err error
			if history, err = assessing.HistoryOf(e.key, before.past[patient]); err != nil {
				return err
			}
		}
		if err := e.assess(b, duplicates, history, at); err != nil {
			return err
		}
		histories[patient] = append(history, e.past())
	}
	return nil
}

// past returns the claim as the history of those that come after it in the submission.
func (e *entry) past() adjudicate.Past {
	past := adjudicate.PastOf(e.id, &e.claim)
	for i := range past.Lines {
		_, past.Lines[i].IsDenied = e.assessment.Reasons.Posted(past.Lines[i].Sequence)
	}
	return past
}

func (e *entry) assess(b *batch, duplicates map[int]bool, history []adjudicate.Past, at time.Time) error {
	c := &e.covered
	patient, err := assessing.PatientOf(e.key, c.Details)
	if err != nil {
		return fmt.Errorf("opening a patient's details: %w", err)
	}
	year := coverage.Year{
		ID: c.Year.ID, Span: c.Year.Span, FamilyYear: c.Year.FamilyYear, Extension: c.Year.Extension,
	}
	in := adjudicate.Input{
		Claim: e.claim,
		Plan:  *e.plan,
		Coverage: coverage.Coverage{
			MemberNumber: e.claim.MemberNumber, Plan: c.Plan, Span: c.Span, Years: []coverage.Year{year},
		},
		Patient: patient, Provider: assessing.ProviderOf(b.from.Identifier),
		ReceivedOn: e.plan.DateOf(at), History: history, DuplicateLines: duplicates,
	}
	e.tables.AddTo(&in)
	if e.assessment, err = adjudicate.Assess(in); err != nil {
		return fmt.Errorf("assessing a claim: %w", err)
	}
	return e.makeLeaf()
}

// makeLeaf commits to the claim as it was assessed.
func (e *entry) makeLeaf() (err error) {
	kind, _ := commitment.KindOf(e.claim.Frequency) // the edits let nothing pass that has none
	e.receipt = commitment.Receipt{
		ContentHash:  commitment.ContentHash(e.salt, e.canonical),
		Kind:         kind,
		CoverageYear: e.assessment.Year.ID,
		ServiceDay:   e.assessment.ServiceDate,
		Lines:        commitment.ReceiptLines(e.claim),
	}
	if e.original != nil {
		e.receipt.Replaced = *e.original.Number
	}
	if e.leaf, err = e.receipt.Leaf(); err != nil {
		return fmt.Errorf("making a leaf: %w", err)
	}
	return nil
}
