package views

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

// AccessRecord says that somebody read what concerns the patient that asks.
type AccessRecord struct {
	At       time.Time
	Role     auth.Role
	Insurer  *Insurer  // nil where it was none
	Provider *Provider // nil where it was none
	// IsOwn is set where the patient read.
	IsOwn     bool
	Action    auth.Action
	Claims    []claims.ID
	Coverages []CoverageID
	Fields    []string
}

// AccessPage is a page of records of accesses, with a cursor for each.
type AccessPage struct {
	Records []*AccessRecord
	Cursors []string
	Info    PageInfo
}

// AccessFilter says which records are wanted; what is zero or nil does not count.
type AccessFilter struct {
	From, Before time.Time // bound when it was
	Insurer      claims.InsurerID
	Provider     claims.ProviderID
	Actions      []auth.Action // any of them
	IsOwn        *bool
	// Claim is one that was read; what is no claim's id none has.
	Claim *claims.ID
}

// actions returns the actions as the log has them; nil is any.
func (f *AccessFilter) actions() []string {
	if f.Actions == nil {
		return nil
	}
	actions := make([]string, len(f.Actions))
	for i, action := range f.Actions {
		actions[i] = string(action)
	}
	return actions
}

// AccessLog returns a page of who read what concerns the patient that asks, in the
// order given.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [ErrPageSizeInvalid],
// [ErrCursorInvalid].
func (v *Views) AccessLog(ctx context.Context, filter AccessFilter, order store.TimeOrder, page Page) (AccessPage, error) {
	principal, _ := auth.PrincipalFrom(ctx)
	if err := v.config.Policy.Allow(ctx, auth.ActionReadAccessLog, auth.Resource{PatientSubject: principal.Subject}); err != nil {
		return AccessPage{}, err
	}
	list, after, err := page.of(ctx, "accesses", []any{filter, order})
	if err != nil {
		return AccessPage{}, err
	}
	query := store.AccessQuery{
		From: filter.From, Before: filter.Before, Insurer: filter.Insurer, Provider: filter.Provider, Actions: filter.actions(), IsOwn: filter.IsOwn,
		Order: order, Limit: page.First + 1,
	}
	if after != nil {
		query.AfterAt = after.at
		if query.AfterNumber, err = strconv.ParseInt(after.id, 10, 64); err != nil || after.at.IsZero() {
			return AccessPage{}, ErrCursorInvalid
		}
	}
	if filter.Claim != nil {
		if query.Claim = *filter.Claim; !isID(string(query.Claim)) {
			return AccessPage{Info: page.info(nil, false)}, nil
		}
	}
	rows, err := v.reads(ctx).Accesses(ctx, query)
	if err != nil {
		return AccessPage{}, fmt.Errorf("loading records of accesses: %w", err)
	}
	hasNext := len(rows) > page.First
	rows = rows[:min(len(rows), page.First)]
	shown := AccessPage{Records: make([]*AccessRecord, len(rows)), Cursors: make([]string, len(rows))}
	for i := range rows {
		shown.Records[i] = accessRecordOf(&rows[i])
		shown.Cursors[i] = list.cursor(position{at: rows[i].At, id: strconv.FormatInt(rows[i].Number, 10)})
	}
	shown.Info = page.info(shown.Cursors, hasNext)
	return shown, nil
}

func accessRecordOf(row *store.PatientAccess) *AccessRecord {
	record := &AccessRecord{
		At: row.At, Role: auth.Role(row.Role), IsOwn: row.IsOwn, Action: auth.Action(row.Action), Claims: row.Claims, Fields: row.Fields,
	}
	for _, id := range row.Coverages {
		record.Coverages = append(record.Coverages, CoverageID(id))
	}
	if row.Insurer != nil {
		record.Insurer = insurerOf(*row.Insurer)
	}
	if row.Provider != nil {
		record.Provider = providerOf(*row.Provider)
	}
	return record
}
