package intake

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// clockSkew is how far the clocks of several gateways may be apart: what one of them
// accepted is known to the others.
const clockSkew = time.Hour

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
	digests map[[16]byte][]claims.ID  // the claims that have a line of the digest
	past    map[string]store.History  // by patient, still encrypted
	places  map[claims.ID]store.Place // of the claims that are corrected
	days    *assessing.Days           // of the provider
}

// patients returns those of the accepted claims that are assessed, each once.
func (b *batch) patients() []string {
	var patients []string
	for _, e := range b.accepted() {
		if !e.isVoid() {
			patients = append(patients, e.covered.Patient)
		}
	}
	slices.Sort(patients)
	return slices.Compact(patients)
}

// firstDays returns the patients of the accepted claims, each with the day before which
// other claims decide nothing: see [assessing.Tables.FirstDay].
func (b *batch) firstDays() map[string]claims.Date {
	days := make(map[string]claims.Date)
	for _, e := range b.accepted() {
		if e.isVoid() {
			continue
		}
		day := e.tables.FirstDay(&e.claim, e.authorizations)
		if known, isKnown := days[e.covered.Patient]; isKnown {
			day = min(day, known)
		}
		days[e.covered.Patient] = day
	}
	return days
}

// known finds what the accepted claims may repeat or not go with. It holds their
// patients, so that no other submission, whoever's, is accepted beside this one
// without knowing of it.
func (s *Service) known(ctx context.Context, tx *store.Tx, b *batch) (known, error) {
	if err := tx.LockPatients(ctx, b.patients()); err != nil {
		return known{}, fmt.Errorf("holding patients: %w", err)
	}
	return s.knownNow(ctx, tx.Queries, b)
}

// knownNow is known of what is there now, and holds nobody.
func (s *Service) knownNow(ctx context.Context, q store.Queries, b *batch) (known, error) {
	register, err := q.Authorizations(ctx, b.insurer, b.patients())
	if err != nil {
		return known{}, fmt.Errorf("finding authorizations: %w", err)
	}
	for _, e := range b.accepted() {
		if e.isVoid() {
			continue
		}
		if e.authorizations, err = assessing.AuthorizationsOf(e.key, &register); err != nil {
			return known{}, err
		}
	}
	query := store.PastQuery{Insurer: b.insurer, Without: b.corrected(), Patients: b.firstDays(), Most: store.MaxPastClaims}
	query.Before = s.now().Add(clockSkew) // after the waiting
	digests, err := q.KnownLineDigests(ctx, b.insurer, b.lineDigests(s.Vault), b.corrected()...)
	if err != nil {
		return known{}, fmt.Errorf("finding repetitions: %w", err)
	}
	past, err := q.PastClaims(ctx, query)
	if err != nil {
		return known{}, fmt.Errorf("finding patients' claims: %w", err)
	}
	places, err := q.PlacesOf(ctx, b.corrected())
	if err != nil {
		return known{}, fmt.Errorf("finding the first versions of claims: %w", err)
	}
	days, err := s.daysKnown(ctx, q, b, query.Before)
	if err != nil {
		return known{}, err
	}
	return known{digests: digests, past: past, places: places, days: days}, nil
}

// daysKnown finds what the provider's claims take of the days that the accepted claims
// take something of. Where rule sets say no minutes nothing is read.
func (s *Service) daysKnown(ctx context.Context, q store.Queries, b *batch, before time.Time) (*assessing.Days, error) {
	query := store.DayQuery{Insurer: b.insurer, Provider: b.provider, Without: b.corrected(), Before: before, Most: store.MaxDayClaims}
	for _, e := range b.accepted() {
		if e.loads = nil; !e.isVoid() {
			e.loads = e.tables.LoadsOf(&e.claim)
		}
		for _, load := range e.loads {
			query.Days = append(query.Days, load.Date)
		}
	}
	if len(query.Days) == 0 {
		return new(assessing.Days), nil
	}
	taken, err := q.ProviderDays(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("finding a provider's days: %w", err)
	}
	return assessing.DaysOf(s.Vault, taken)
}

// repeated returns which lines of a claim repeat one of a claim that its history does not
// show: what that shows the rules look at, and they know what was denied.
func (k *known) repeated(e *entry, history []adjudicate.Past) map[int]bool {
	lines := make(map[int]bool)
	for _, d := range e.digests {
		for _, id := range k.digests[d.digest] {
			isShown := slices.ContainsFunc(history, func(p adjudicate.Past) bool { return p.ID == id })
			lines[d.line] = lines[d.line] || !isShown
		}
	}
	return lines
}

// assess decides the accepted claims and makes their leaves. What an earlier claim of the
// same submission has is history to the later ones. at is the instant of acceptance.
func assess(b *batch, before known, at time.Time) error {
	histories := make(map[string]*assessing.History)
	for _, e := range b.accepted() {
		e.id = claims.ID(newID(at))
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
			if history, err = assessing.HistoryOf(e.key, before.past[patient].Claims); err != nil {
				return err
			}
			histories[patient] = history
		}
		place := store.Place{AcceptedAt: at, Position: e.index}
		others := past{history.Claims, before.past[patient].IsCut, before.days.Others(patient, e.loads)}
		if e.original != nil {
			place = before.places[e.original.ID]
			others.claims = history.SeenFrom(place)
		}
		if err := e.assess(b, before.repeated(e, history.Claims), others, at); err != nil {
			return err
		}
		history.Add(e.past(), place)
		for _, load := range e.loads {
			before.days.Add(patient, load)
		}
	}
	return nil
}

// past is what a patient had, in the clear, and what other patients' claims take of the
// provider's days.
type past struct {
	claims []adjudicate.Past
	isCut  bool
	days   []adjudicate.DayLoad
}

// past returns the claim as the history of those that come after it in the submission.
func (e *entry) past() adjudicate.Past {
	past := adjudicate.PastOf(e.id, &e.claim)
	past.MarkDenied(e.assessment.Reasons)
	return past
}

func (e *entry) assess(b *batch, duplicates map[int]bool, before past, at time.Time) error {
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
		ReceivedOn: e.plan.DateOf(at), History: before.claims, IsHistoryCut: before.isCut, DuplicateLines: duplicates,
		Authorizations: e.authorizations, ProviderDays: before.days, EvidenceReceived: e.evidence,
	}
	if in.Coordination, err = e.key.OpenCoordination(c.Coverage, c.Coordination); err != nil {
		return fmt.Errorf("opening a patient's other coverages: %w", err)
	}
	e.tables.AddTo(&in)
	if e.assessment, err = adjudicate.Assess(in); err != nil {
		return fmt.Errorf("assessing a claim: %w", err)
	}
	if len(e.loads) > 0 {
		e.loads = adjudicate.DayLoadsOf(&e.claim, e.tables.Set(), func(line int) bool {
			_, isDenied := e.assessment.Reasons.Posted(line)
			return isDenied
		})
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
