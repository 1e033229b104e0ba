package intake

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

const (
	// maxBenefitYears is how many benefit years one enrolment may open.
	maxBenefitYears = 130
	// enrolAttempts is how often an enrolment is tried when a random id, or the
	// patient's subject, was taken by another at the same time.
	enrolAttempts = 8
)

// Patient is who is to be covered.
type Patient struct {
	Name      string
	BirthDate claims.Date // zero when not known
	Sex       rules.Sex   `json:",omitempty"` // administrative
	Subject   string      // of the patient's login; "" is none
}

// Format implements fmt.Formatter: a patient is never printed.
func (Patient) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "[patient]") }

// EnrolCoverage asks for a patient's enrolment in a plan.
type EnrolCoverage struct {
	IdempotencyKey string
	Plan           claims.PlanID
	MemberNumber   string
	// FamilyNumber is shared by those who share family limits; "" stands alone.
	FamilyNumber string
	Span         claims.Span
	Patient      Patient
}

// EnrolCoverage enrols a patient and opens the benefit years of the coverage on
// chain, in one transaction: to its end, or to the current one when it is open.
// Later ones of an open coverage are opened by the first claim in them. It
// returns the id of the coverage.
//
// A patient with a known subject stays the one that is known.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden],
// [ErrIdempotencyKeyConflict], [ErrPlanNotFound], [ErrCoverageAlreadyEnrolled],
// [ErrTransactionRefused], [evidence.ErrErased] for a patient that was erased, a
// fault.
func (s *Service) EnrolCoverage(ctx context.Context, in EnrolCoverage) (string, error) {
	plan, err := s.plan(ctx, in.Plan)
	if errors.Is(err, ErrPlanNotFound) {
		return "", notFoundUnlessUnauthenticated(s.Policy.Allow(ctx, auth.ActionEnrolCoverage, auth.Resource{}), ErrPlanNotFound)
	}
	if err != nil {
		return "", err
	}
	if err := s.Policy.Allow(ctx, auth.ActionEnrolCoverage, auth.Resource{Insurer: plan.Insurer}); err != nil {
		return "", err
	}
	spans, err := s.checkEnrolment(in, plan)
	if err != nil {
		return "", err
	}
	content := in
	content.IdempotencyKey = ""
	r, err := s.newJSONRequest(insurerScope(plan.Insurer, "enrolCoverage"), in.IdempotencyKey, content)
	if err != nil {
		return "", err
	}
	e := enrolment{EnrolCoverage: in, plan: plan, spans: spans}
	prepare := func() error {
		if err := s.awaitParty(ctx, planKey(plan.ID)); err != nil {
			return err
		}
		e.enroller, err = s.Keyring.AddressOf(ctx, insurerKeyOwner(plan.Insurer, "enroller"))
		return err
	}
	if err := s.unlessAnswered(ctx, r, prepare); err != nil {
		return "", err
	}
	return s.enrol(ctx, r, &e)
}

// enrolment is an enrolment that was checked.
type enrolment struct {
	EnrolCoverage
	plan     *coverage.Plan
	spans    []yearSpan
	enroller chain.Address
}

// yearSpan is a benefit year and the part of it that is covered.
type yearSpan struct {
	benefitYear claims.Date // its start
	covered     claims.Span
}

// enrol registers the enrolment, again when a random id was taken.
func (s *Service) enrol(ctx context.Context, r request, e *enrolment) (string, error) {
	for attempt := 1; ; attempt++ {
		made, err := s.register(ctx, r, func(tx *store.Tx, made *registration) error { return s.addCoverage(ctx, tx, made, e) })
		switch constraint := store.ConstraintOf(err); {
		case constraint == "coverage_member_unique_per_insurer":
			return "", ErrCoverageAlreadyEnrolled
		case constraint != "" && attempt < enrolAttempts:
			continue
		case err != nil:
			return "", err
		}
		if err := s.DB.ConfirmCoverage(ctx, made.ID, made.Awaits[0], s.now()); err != nil {
			return "", fmt.Errorf("confirming a coverage: %w", err)
		}
		return made.ID, nil
	}
}

// checkEnrolment checks an enrolment and returns the benefit years to open.
func (s *Service) checkEnrolment(in EnrolCoverage, plan *coverage.Plan) ([]yearSpan, error) {
	if fault := checkText("memberNumber", in.MemberNumber, edits.MaxMemberNumber); fault != nil {
		return nil, fault
	}
	if in.FamilyNumber != "" {
		if fault := checkText("familyNumber", in.FamilyNumber, edits.MaxMemberNumber); fault != nil {
			return nil, fault
		}
	}
	if fault := checkText("patient.name", in.Patient.Name, maxName); fault != nil {
		return nil, fault
	}
	if in.Patient.Subject != "" {
		if fault := checkText("patient.subject", in.Patient.Subject, maxName); fault != nil {
			return nil, fault
		}
	}
	switch {
	case in.Span.Start < 1:
		return nil, faultAt(errs.DateInvalid, "startDate", "a first day is needed")
	case !in.Span.End.IsZero() && in.Span.End <= in.Span.Start:
		return nil, faultAt(errs.SpanInvalid, "endDate", "the end is after the start")
	}
	spans := benefitYears(plan, in.Span, claims.DateOf(s.Clock()))
	if len(spans) > maxBenefitYears {
		return nil, faultAt(errs.SpanInvalid, "startDate", "at most 130 benefit years at once")
	}
	return spans, nil
}

// benefitYears returns the benefit years of a span, an open one up to that of
// today; at least the first, and at most one more than an enrolment may open.
func benefitYears(plan *coverage.Plan, span claims.Span, today claims.Date) []yearSpan {
	end := span.End
	if end.IsZero() {
		end = plan.BenefitYear(max(today, span.Start)).End
	}
	var years []yearSpan
	for start := span.Start; start < end && len(years) <= maxBenefitYears; {
		year := plan.BenefitYear(start)
		covered := claims.Span{Start: start, End: min(year.End, end)}
		years = append(years, yearSpan{benefitYear: year.Start, covered: covered})
		start = year.End
	}
	return years
}

// addCoverage writes the patient, if it is a new one, the coverage, its years and
// the intent that opens them.
func (s *Service) addCoverage(ctx context.Context, tx *store.Tx, made *registration, e *enrolment) error {
	now := s.now()
	key, err := s.patientOf(ctx, tx, e.Patient, now)
	if err != nil {
		return err
	}
	*made = registration{ID: newID(now)}
	sealed, err := key.SealMemberNumber(made.ID, e.MemberNumber)
	if err != nil {
		return err
	}
	member := s.Vault.MemberDigest(e.plan.Insurer, e.MemberNumber)
	kept := store.Coverage{
		ID: made.ID, Insurer: e.plan.Insurer, Patient: key.Patient(), Plan: e.Plan, MemberDigest: member[:],
		MemberNumber: sealed, Span: e.Span, Enrolment: enrolmentKey(made.ID, e.spans[0].covered.Start), CreatedAt: now,
	}
	if e.FamilyNumber != "" {
		digest := s.Vault.Digest("family/"+number(e.plan.Insurer), []byte(e.FamilyNumber))
		kept.FamilyDigest = digest[:]
	}
	if err := tx.AddCoverage(ctx, kept); err != nil {
		return fmt.Errorf("adding a coverage: %w", err)
	}
	call, err := s.addYears(ctx, tx, kept, e.plan, e.spans)
	if err != nil {
		return err
	}
	return made.addIntent(ctx, tx, kept.Enrolment, e.enroller, call)
}

// patientOf returns the key of the patient, which is kept if it is not known by its subject.
func (s *Service) patientOf(ctx context.Context, tx *store.Tx, in Patient, now time.Time) (*evidence.PatientKey, error) {
	if in.Subject != "" {
		known, err := tx.PatientBySubject(ctx, in.Subject)
		if err == nil {
			return s.Vault.PatientKey(ctx, known.ID, known.WrappedKey)
		}
		if !errors.Is(err, store.ErrNotFound) {
			return nil, fmt.Errorf("finding a patient: %w", err)
		}
	}
	key, wrapped, err := s.Vault.NewPatientKey(ctx, newID(now))
	if err != nil {
		return nil, err
	}
	details, err := key.SealDetails(evidence.PatientDetails{Name: in.Name, BirthDate: in.BirthDate, Sex: in.Sex})
	if err != nil {
		return nil, err
	}
	patient := store.Patient{ID: key.Patient(), Subject: in.Subject, WrappedKey: wrapped, Details: details, CreatedAt: now}
	if err := tx.AddPatient(ctx, patient); err != nil {
		return nil, fmt.Errorf("adding a patient: %w", err)
	}
	return key, nil
}

// addYears keeps benefit years of a coverage, each with its family's year, and
// returns the call that opens them. Years that are there already are left out.
func (s *Service) addYears(
	ctx context.Context, tx *store.Tx, c store.Coverage, plan *coverage.Plan, spans []yearSpan,
) (chain.Call, error) {
	enrolments := make([]chain.Enrolment, 0, len(spans))
	for _, span := range spans {
		year := store.CoverageYear{
			ID: claims.CoverageYearID(randomUint64()), Coverage: c.ID, Insurer: c.Insurer, Span: span.covered,
			Extension: s.extension(plan, c.Patient),
		}
		if c.FamilyDigest != nil {
			var err error
			candidate := claims.FamilyYearID(max(uint32(randomUint64()), 1))
			if year.FamilyYear, err = tx.FamilyYear(ctx, c.Insurer, c.FamilyDigest, span.benefitYear, candidate); err != nil {
				return chain.Call{}, fmt.Errorf("adding a family year: %w", err)
			}
		}
		isNew, err := tx.AddCoverageYear(ctx, year)
		if err != nil {
			return chain.Call{}, fmt.Errorf("adding a coverage year: %w", err)
		}
		if isNew {
			enrolments = append(enrolments, chain.Enrolment{
				CoverageYear: year.ID, Plan: c.Plan, Span: year.Span, Family: year.FamilyYear, Extension: year.Extension,
			})
		}
	}
	call, err := s.Contracts.Enrol(c.Insurer, enrolments)
	if err != nil {
		return chain.Call{}, fmt.Errorf("building a call: %w", err)
	}
	return call, nil
}

// extension returns the id of the word that holds a coverage year's further
// counters, zero where the plan has none. Where they last for life it is the same
// in every year and coverage that the patient has with the insurer, as long as the
// limits keep their terms and their places; it is random to whoever lacks the
// vault's key. Else each year has one of its own.
func (s *Service) extension(plan *coverage.Plan, patient string) claims.ExtensionID {
	switch {
	case !plan.HasExtension():
		return 0
	case !plan.IsExtensionForLife():
		return claims.ExtensionID(randomUint64())
	}
	content := []byte(patient)
	for _, limit := range plan.Limits {
		if limit.Place.IsExtended {
			content = fmt.Appendf(content, "|%q %s %s %d %d %d",
				limit.Name, limit.Kind, limit.Period, limit.RollingDays, limit.Place.Shift, limit.Place.Width)
		}
	}
	digest := s.Vault.Digest("extension/"+number(plan.Insurer), content)
	return claims.ExtensionID(max(binary.BigEndian.Uint64(digest[:8]), 1))
}

// extend opens the benefit years of open coverages up to that of today, and
// returns without waiting for the chain.
func (s *Service) extend(ctx context.Context, insurer claims.InsurerID, coverages []store.MemberCoverage) error {
	enroller, err := s.Keyring.AddressOf(ctx, insurerKeyOwner(insurer, "enroller"))
	if err != nil {
		return fmt.Errorf("finding a key: %w", err)
	}
	for _, c := range coverages {
		plan, err := s.plan(ctx, c.Plan)
		if err != nil {
			return err
		}
		for attempt := 1; ; attempt++ {
			err := s.DB.InTx(ctx, func(tx *store.Tx) error { return s.extendOne(ctx, tx, c.Coverage, plan, enroller) })
			if err == nil {
				break
			}
			if store.ConstraintOf(err) == "" || attempt == enrolAttempts {
				return fmt.Errorf("opening benefit years: %w", err)
			}
		}
	}
	return nil
}

func (s *Service) extendOne(ctx context.Context, tx *store.Tx, id string, plan *coverage.Plan, enroller chain.Address) error {
	kept, until, err := tx.LockCoverage(ctx, id)
	if err != nil {
		return err
	}
	span := claims.Span{Start: until, End: plan.BenefitYear(claims.DateOf(s.Clock())).End}
	if span.End <= span.Start {
		return nil // opened meanwhile
	}
	spans := benefitYears(plan, span, 0)
	enrolment := enrolmentKey(id, until)
	call, err := s.addYears(ctx, tx, kept, plan, spans)
	if err != nil {
		return err
	}
	intent := store.Intent{BusinessKey: enrolment, Signer: enroller, Recipient: call.Recipient, Calldata: call.Data}
	if err := tx.AddIntent(ctx, intent); err != nil {
		return err
	}
	return tx.ExtendCoverage(ctx, id, enrolment)
}

// enrolmentKey is the business key of the transaction that opens a coverage's
// benefit years from a day on.
func enrolmentKey(coverage string, from claims.Date) string {
	return "enrol/" + coverage + "/" + strconv.Itoa(int(from))
}

// randomUint64 returns a random number above zero.
func randomUint64() uint64 {
	var raw [8]byte
	_, _ = rand.Read(raw[:]) // never fails: crypto/rand ends the process instead
	return max(binary.BigEndian.Uint64(raw[:]), 1)
}
