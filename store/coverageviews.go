package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clearclaim/clearclaim/claims"
)

// CoverageView is a coverage with its plan and insurer, its member number still encrypted.
type CoverageView struct {
	ID             string
	Patient        string
	PatientSubject string // "" is none
	PatientKey     []byte // wrapped; nil after erasure
	MemberNumber   []byte // encrypted
	Coordination   []byte // encrypted; nil where no other coverage is known
	Span           claims.Span
	Plan           PlanView       // without its clock
	Years          []CoverageYear // the newest first
}

// CoverageQuery says which coverages are read.
type CoverageQuery struct {
	// ID is of the one that is meant; "" is all.
	ID string
	// Scope bounds them to an insurer's or a patient's.
	Scope Scope
	// MemberDigest is of the one that has the member number; nil is all.
	MemberDigest []byte
	// Plan is of those under a plan, and CoveredOn of those that cover a day; zero is all.
	Plan      claims.PlanID
	CoveredOn claims.Date
	Order     TimeOrder // by when they begin
	// AfterStart and AfterID are the position of the coverage before; a zero date is the start.
	AfterStart claims.Date
	AfterID    string
	Limit      int
}

// coverageRows reads coverages with their benefit years, the newest first.
const coverageRows = `
	SELECT c.id, c.insurer_id, c.patient_id, COALESCE(t.subject, ''), t.wrapped_key, c.member_number, c.coordination, c.start_date, c.end_date,
		p.id, p.name, i.name,
		COALESCE((
			SELECT json_agg(json_build_object('id', y.id::text, 'start', y.start_date, 'end', y.end_date, 'family', y.family_year,
				'extension', y.extension::text) ORDER BY y.start_date DESC)
			FROM coverage_years y WHERE y.coverage_id = c.id
		), '[]')::text
	FROM coverages c
	JOIN plans p ON p.id = c.plan_id
	JOIN insurers i ON i.id = c.insurer_id
	JOIN patients t ON t.id = c.patient_id`

// CoverageViews returns coverages, in the order given.
//
// Errors: [ErrNotFound] when an id in the query is none.
func (q Queries) CoverageViews(ctx context.Context, query CoverageQuery) ([]CoverageView, error) {
	order := listed{columns: []string{"c.start_date", "c.id"}, isUpwards: query.Order == EarliestFirst}
	where := query.conditions()
	if query.AfterID != "" {
		order.after(where, query.AfterStart.Time(), query.AfterID)
	}
	rows, err := q.db.Query(ctx, coverageRows+where.where()+order.sql()+fmt.Sprintf(" LIMIT %d", query.Limit), where.args...)
	if err != nil {
		return nil, faultOf(err)
	}
	views, err := pgx.CollectRows(rows, scanCoverage)
	return views, faultOf(err)
}

func (query *CoverageQuery) conditions() *conditions {
	where := &conditions{}
	if query.ID != "" {
		where.add("c.id = ?", query.ID)
	}
	if query.Scope.Insurer != 0 {
		where.add("c.insurer_id = ?", int64(query.Scope.Insurer))
	}
	if query.Scope.PatientSubject != "" {
		where.add("t.subject = ?", query.Scope.PatientSubject)
	}
	if query.MemberDigest != nil {
		where.add("c.member_digest = ?", query.MemberDigest)
	}
	if query.Plan != 0 {
		where.add("c.plan_id = ?", int64(query.Plan))
	}
	if query.CoveredOn != 0 {
		where.add("c.start_date <= ? AND (c.end_date IS NULL OR c.end_date > ?)", query.CoveredOn.Time(), query.CoveredOn.Time())
	}
	return where
}

func scanCoverage(row pgx.CollectableRow) (CoverageView, error) {
	var c CoverageView
	var start time.Time
	var end *time.Time
	var years string
	insurer := &c.Plan.Insurer
	err := row.Scan(
		&c.ID, &insurer.ID, &c.Patient, &c.PatientSubject, &c.PatientKey, &c.MemberNumber, &c.Coordination, &start, &end,
		&c.Plan.ID, &c.Plan.Name, &insurer.Name, &years,
	)
	if err != nil {
		return CoverageView{}, err
	}
	c.Span = spanOf(start, end)
	c.Years, err = yearsOf(c.ID, insurer.ID, years)
	return c, err
}

// noID is a UUID that nothing has.
const noID = "00000000-0000-0000-0000-000000000000"

// yearsOf reads the benefit years of a coverage.
func yearsOf(coverage string, insurer claims.InsurerID, text string) ([]CoverageYear, error) {
	var rows []struct {
		ID        claims.CoverageYearID `json:"id,string"`
		Start     claims.Date           `json:"start"`
		End       claims.Date           `json:"end"`
		Family    claims.FamilyYearID   `json:"family"`
		Extension claims.ExtensionID    `json:"extension,string"`
	}
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		return nil, fmt.Errorf("reading benefit years: %w", err)
	}
	years := make([]CoverageYear, len(rows))
	for i, row := range rows {
		years[i] = CoverageYear{
			ID: row.ID, Coverage: coverage, Insurer: insurer, Span: claims.Span{Start: row.Start, End: row.End},
			FamilyYear: row.Family, Extension: row.Extension,
		}
	}
	return years, nil
}

// CoverageView returns a coverage.
//
// Errors: [ErrNotFound].
func (q Queries) CoverageView(ctx context.Context, id string) (CoverageView, error) {
	views, err := q.CoverageViews(ctx, CoverageQuery{ID: id, Limit: 1})
	if err != nil {
		return CoverageView{}, err
	}
	if len(views) == 0 {
		return CoverageView{}, ErrNotFound
	}
	return views[0], nil
}
