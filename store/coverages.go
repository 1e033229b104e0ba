package store

import (
	"context"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// Patient is a person that is or was covered.
type Patient struct {
	ID         string
	Subject    string // of the patient's login; "" is none
	WrappedKey []byte // nil after erasure
	Details    []byte // encrypted
	CreatedAt  time.Time
}

// Coverage is a patient's enrolment in a plan.
type Coverage struct {
	ID           string
	Insurer      claims.InsurerID
	Patient      string
	Plan         claims.PlanID
	MemberDigest []byte
	FamilyDigest []byte // nil for a coverage of its own
	MemberNumber []byte // encrypted
	Span         claims.Span
	Enrolment    string // business key of the transaction that opens its benefit years
	CreatedAt    time.Time
}

// CoverageYear is a coverage in one benefit year, as the chain knows it.
type CoverageYear struct {
	ID         claims.CoverageYearID
	Coverage   string
	Insurer    claims.InsurerID
	Span       claims.Span
	FamilyYear claims.FamilyYearID
	// Extension names the word of further counters; zero for none.
	Extension claims.ExtensionID
}

// MemberDay asks for the coverage of a member on a day.
type MemberDay struct {
	MemberDigest []byte
	Day          claims.Date
}

// MemberCoverage answers a [MemberDay].
type MemberCoverage struct {
	Position    int // in what was asked
	Coverage    string
	Patient     string
	PatientKey  []byte // wrapped; nil after erasure
	Details     []byte // of the patient, encrypted
	Plan        claims.PlanID
	Span        claims.Span
	Enrolment   string // business key of the transaction that opened its last benefit years
	IsConfirmed bool   // that transaction was seen on chain
	// Coordination is what is known of the patient's other coverages, encrypted; nil
	// where nothing is.
	Coordination []byte
	// Year has the day, else it is the nearest benefit year before it, else the first.
	Year CoverageYear
}

// AddPatient keeps a patient.
//
// Errors: [ErrConflict] when the subject has a patient already.
func (t *Tx) AddPatient(ctx context.Context, p Patient) error {
	return faultOf(t.q.InsertPatient(ctx, sqlc.InsertPatientParams{
		ID: p.ID, Subject: optional(p.Subject), WrappedKey: p.WrappedKey, Details: p.Details, CreatedAt: p.CreatedAt,
	}))
}

// PatientBySubject returns the patient of a login.
//
// Errors: [ErrNotFound].
func (q Queries) PatientBySubject(ctx context.Context, subject string) (Patient, error) {
	row, err := q.q.PatientBySubject(ctx, subject)
	if err != nil {
		return Patient{}, faultOf(err)
	}
	return Patient{
		ID: row.ID, Subject: required(row.Subject), WrappedKey: row.WrappedKey, Details: row.Details,
		CreatedAt: inUTC(row.CreatedAt),
	}, nil
}

// AddCoverage keeps a coverage, not yet confirmed.
//
// Errors: [ErrConflict] when the insurer has a coverage of that member number.
func (t *Tx) AddCoverage(ctx context.Context, c Coverage) error {
	return faultOf(t.q.InsertCoverage(ctx, sqlc.InsertCoverageParams{
		ID: c.ID, InsurerID: int64(c.Insurer), PatientID: c.Patient, PlanID: int64(c.Plan), MemberDigest: c.MemberDigest,
		FamilyDigest: c.FamilyDigest, MemberNumber: c.MemberNumber, StartDate: c.Span.Start.Time(),
		EndDate: optionalDate(c.Span.End), Enrolment: c.Enrolment, CreatedAt: c.CreatedAt,
	}))
}

// ConfirmCoverage records that the transaction that opened the coverage's last
// benefit years was seen on chain. Where more were added since it does nothing.
func (d *DB) ConfirmCoverage(ctx context.Context, id, enrolment string, at time.Time) error {
	return faultOf(d.q.ConfirmCoverage(ctx, at, id, enrolment))
}

// ExtendCoverage names the transaction that opens further benefit years, which is
// yet to be confirmed.
func (t *Tx) ExtendCoverage(ctx context.Context, id, enrolment string) error {
	return faultOf(t.q.ExtendCoverage(ctx, enrolment, id))
}

// SetCoordination keeps what is known of a patient's other coverages, encrypted, in
// place of what was; nil is that nothing is.
func (t *Tx) SetCoordination(ctx context.Context, coverage string, coordination []byte) error {
	return faultOf(t.q.SetCoordination(ctx, coordination, coverage))
}

// FamilyYear returns the family's year of a start date; there being none, it is
// made with the id of candidate.
//
// Errors: [ErrConflict] when the insurer has another family year of that id.
func (t *Tx) FamilyYear(ctx context.Context, insurer claims.InsurerID, familyDigest []byte, start claims.Date, candidate claims.FamilyYearID) (claims.FamilyYearID, error) {
	id, err := t.q.InsertFamilyYear(ctx, int64(insurer), int64(candidate), familyDigest, start.Time())
	return claims.FamilyYearID(id), faultOf(err)
}

// AddCoverageYear keeps a coverage year and reports false, keeping nothing,
// where the coverage has a year of that start.
//
// Errors: [ErrConflict] when the insurer has another coverage year of that id.
func (t *Tx) AddCoverageYear(ctx context.Context, y CoverageYear) (bool, error) {
	added, err := t.q.InsertCoverageYear(ctx, sqlc.InsertCoverageYearParams{
		InsurerID: int64(y.Insurer), ID: uint64(y.ID), CoverageID: y.Coverage, StartDate: y.Span.Start.Time(),
		EndDate: y.Span.End.Time(), FamilyYear: int64(y.FamilyYear),
		Extension: uint64(y.Extension),
	})
	return added > 0, faultOf(err)
}

// LockCoverage holds a coverage to the transaction's end and returns it, without
// its member number, and the day up to which its benefit years go.
//
// Errors: [ErrNotFound].
func (t *Tx) LockCoverage(ctx context.Context, id string) (Coverage, claims.Date, error) {
	row, err := t.q.LockCoverage(ctx, id)
	if err != nil {
		return Coverage{}, 0, faultOf(err)
	}
	coverage := Coverage{
		ID: row.ID, Insurer: claims.InsurerID(row.InsurerID), Patient: row.PatientID, Plan: claims.PlanID(row.PlanID),
		FamilyDigest: row.FamilyDigest, Span: spanOf(row.StartDate, row.EndDate),
	}
	return coverage, claims.DateOf(row.EnrolledUntil), nil
}

// CoveragesOfMembers returns the coverages of an insurer's members on days, in
// the order asked. What is not covered is left out.
func (q Queries) CoveragesOfMembers(ctx context.Context, insurer claims.InsurerID, asked []MemberDay) ([]MemberCoverage, error) {
	digests, days := make([][]byte, len(asked)), make([]time.Time, len(asked))
	for i, member := range asked {
		digests[i], days[i] = member.MemberDigest, member.Day.Time()
	}
	rows, err := q.q.CoveragesOfMembers(ctx, digests, days, int64(insurer))
	if err != nil {
		return nil, faultOf(err)
	}
	found := make([]MemberCoverage, len(rows))
	for i := range rows {
		found[i] = memberCoverageOf(insurer, &rows[i])
	}
	return found, nil
}

func memberCoverageOf(insurer claims.InsurerID, row *sqlc.CoveragesOfMembersRow) MemberCoverage {
	return MemberCoverage{
		Position: int(row.Position) - 1, Coverage: row.ID, Patient: row.PatientID, PatientKey: row.WrappedKey, Details: row.Details,
		Plan: claims.PlanID(row.PlanID), Span: spanOf(row.StartDate, row.EndDate), Enrolment: row.Enrolment,
		IsConfirmed: row.EnrolledAt != nil, Coordination: row.Coordination,
		Year: CoverageYear{
			ID: claims.CoverageYearID(row.YearID), Coverage: row.ID, Insurer: insurer,
			Span: spanOf(row.YearStart, &row.YearEnd), FamilyYear: claims.FamilyYearID(row.FamilyYear),
			Extension: claims.ExtensionID(row.Extension),
		},
	}
}

// optionalDate returns nil for no date.
func optionalDate(d claims.Date) *time.Time {
	if d.IsZero() {
		return nil
	}
	t := d.Time()
	return &t
}

func spanOf(start time.Time, end *time.Time) claims.Span {
	span := claims.Span{Start: claims.DateOf(start)}
	if end != nil {
		span.End = claims.DateOf(*end)
	}
	return span
}
