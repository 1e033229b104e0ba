package views

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

// FiledAppeal is an appeal as the chain shows it, and the claim that it is of: nothing of
// what was submitted. What it has not come to yet is nil.
type FiledAppeal struct {
	Number uint64 // on the chain
	Step   AppealStep
	// StepAt is when it came there; DueAt until when who is to act may: nil before a panel,
	// and once it is closed.
	StepAt                     time.Time
	DueAt                      *time.Time
	ClaimID                    claims.ID
	ClaimNumber                claims.Number
	Insurer                    *Insurer
	Provider                   *Provider
	IsAttested, IsDeemedDenied bool
	FiledAt                    time.Time
	AnswerBy                   *time.Time
	Answer                     *AppealOutcome
	AnsweredAt                 *time.Time
	Panel                      *int
	EscalatedAt                *time.Time
	Ruling                     *AppealOutcome
	RuledAt                    *time.Time
}

// FiledAppealPage is a page of appeals, with a cursor for each.
type FiledAppealPage struct {
	Appeals []*FiledAppeal
	Cursors []string
	Info    PageInfo
}

// AppealFilter says which appeals are wanted; what is zero or nil does not count.
type AppealFilter struct {
	Steps    []AppealStep // any of them
	Insurer  claims.InsurerID
	Provider claims.ProviderID
	Panel    *int
	// FiledFrom and FiledBefore bound when it was filed.
	FiledFrom, FiledBefore time.Time
	// DueBefore is for those of which the deadline is before it.
	DueBefore time.Time
}

// steps returns those on the chain that are wanted; nil is any.
func (f *AppealFilter) steps() []store.AppealStep {
	if f.Steps == nil {
		return nil
	}
	steps := make([]store.AppealStep, len(f.Steps))
	for i, step := range f.Steps {
		steps[i] = store.AppealStep(step) // before the chain there are none
	}
	return steps
}

// Appeals returns a page of the appeals on the chain, in the order given: of a provider's,
// an insurer's or a patient's own claims, and of all for auditors and operators.
//
// Errors: [ErrPageSizeInvalid], [ErrCursorInvalid], [auth.ErrUnauthenticated].
func (v *Views) Appeals(ctx context.Context, filter AppealFilter, order store.AppealOrder, page Page) (FiledAppealPage, error) {
	list, after, err := page.of(ctx, "appeals", []any{filter, order})
	if err != nil {
		return FiledAppealPage{}, err
	}
	query := store.AppealQuery{
		Steps: filter.steps(), Insurer: filter.Insurer, Provider: filter.Provider, Panel: filter.Panel, FiledFrom: filter.FiledFrom,
		FiledBefore: filter.FiledBefore, DueBefore: filter.DueBefore, Order: order, Limit: page.First + 1,
	}
	if after != nil {
		query.AfterAt = after.at
		if query.AfterAppeal, err = strconv.ParseInt(after.id, 10, 64); err != nil || after.at.IsZero() {
			return FiledAppealPage{}, ErrCursorInvalid
		}
	}
	rows, err := v.appealRows(ctx, query)
	if err != nil {
		return FiledAppealPage{}, err
	}
	hasNext := len(rows) > page.First
	if rows, err = v.allowedAppeals(ctx, rows[:min(len(rows), page.First)]); err != nil {
		return FiledAppealPage{}, err
	}
	shown := FiledAppealPage{Appeals: make([]*FiledAppeal, len(rows)), Cursors: make([]string, len(rows))}
	ids := make([]claims.ID, len(rows))
	for i := range rows {
		shown.Appeals[i], ids[i] = filedAppealOf(&rows[i]), rows[i].Claim
		shown.Cursors[i] = list.cursor(position{at: order.Key(&rows[i]), id: strconv.FormatUint(rows[i].Appeal.Appeal, 10)})
	}
	shown.Info = page.info(shown.Cursors, hasNext)
	return shown, v.access(ctx, auth.ActionReadAppeal, ids)
}

// appealRows reads the appeals of a query that the principal sees.
func (v *Views) appealRows(ctx context.Context, query store.AppealQuery) ([]store.ListedAppeal, error) {
	sight, seesAny, err := sightOf(ctx)
	if err != nil {
		return nil, err
	}
	principal, _ := auth.PrincipalFrom(ctx)
	if query.IsOperator = principal.Role == auth.RoleOperator; !seesAny && !query.IsOperator {
		return nil, nil
	}
	query.Scope = sight.scope
	rows, err := v.reads(ctx).AppealList(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("loading appeals: %w", err)
	}
	return rows, nil
}

// allowedAppeals returns those that the policy allows too. The statement bounds what is
// read to the same; where the two differ, the stricter holds.
func (v *Views) allowedAppeals(ctx context.Context, rows []store.ListedAppeal) ([]store.ListedAppeal, error) {
	allowed := make([]store.ListedAppeal, 0, len(rows))
	allow := v.allowOnce(ctx, auth.ActionReadAppeal)
	for i := range rows {
		err := allow(auth.Resource{Insurer: rows[i].Insurer.ID, Provider: rows[i].Provider.ID, PatientSubject: rows[i].PatientSubject})
		if err != nil && !errors.Is(err, auth.ErrForbidden) {
			return nil, err
		}
		if err == nil {
			allowed = append(allowed, rows[i])
		}
	}
	return allowed, nil
}

func filedAppealOf(row *store.ListedAppeal) *FiledAppeal {
	of := appealOf(&row.Appeal)
	return &FiledAppeal{
		Number: row.Appeal.Appeal, Step: of.Step, StepAt: row.StepAt, DueAt: instant(row.DueAt), ClaimID: row.Claim, ClaimNumber: row.Number,
		Insurer: insurerOf(row.Insurer), Provider: providerOf(row.Provider), IsAttested: row.IsAttested, IsDeemedDenied: row.IsDeemedDenied,
		FiledAt: row.FiledAt, AnswerBy: of.AnswerBy, Answer: of.Answer, AnsweredAt: of.AnsweredAt, Panel: of.Panel,
		EscalatedAt: instant(row.EscalatedAt), Ruling: of.Ruling, RuledAt: of.RuledAt,
	}
}
