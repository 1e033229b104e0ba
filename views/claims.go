package views

import (
	"context"
	"errors"
	"fmt"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

// ClaimFilter says which claims are wanted; what is zero or nil does not count.
type ClaimFilter struct {
	Statuses []claims.Status
	Insurer  claims.InsurerID
	Provider claims.ProviderID
}

// sight is how a principal sees claims: which of them, and how much of each.
type sight struct {
	action auth.Action
	scope  store.Scope
}

// sightOf returns how the principal of ctx sees claims, and false when it sees none.
//
// Errors: [auth.ErrUnauthenticated].
func sightOf(ctx context.Context) (sight, bool, error) {
	principal, ok := auth.PrincipalFrom(ctx)
	if !ok {
		return sight{}, false, auth.ErrUnauthenticated
	}
	s := sight{action: auth.ActionReadClaim}
	switch principal.Role {
	case auth.RoleProvider:
		s.scope.Provider = principal.Provider
	case auth.RoleInsurer:
		s.scope.Insurer = principal.Insurer
	case auth.RolePatient:
		s.scope.PatientSubject = principal.Subject
	case auth.RoleAuditor:
		return sight{action: auth.ActionAuditClaim}, true, nil
	case auth.RoleOperator:
		return sight{}, false, nil
	}
	// A scope without bounds would show everything.
	return s, s.scope != store.Scope{}, nil
}

// Claim returns a claim.
//
// Errors: [ErrClaimNotFound] when there is none that the principal may know of,
// [auth.ErrUnauthenticated].
func (v *Views) Claim(ctx context.Context, id claims.ID) (*Claim, error) {
	if !isID(string(id)) {
		if _, _, err := sightOf(ctx); err != nil {
			return nil, err
		}
		return nil, ErrClaimNotFound
	}
	found, err := v.load(ctx, store.ClaimQuery{ID: id})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrClaimNotFound
	}
	return found[0], nil
}

// Claims returns a page of the claims that the principal may see, the newest first.
//
// Errors: [ErrPageSizeInvalid], [ErrCursorInvalid], [auth.ErrUnauthenticated].
func (v *Views) Claims(ctx context.Context, filter ClaimFilter, page Page) (ClaimPage, error) {
	after, err := page.start()
	if err != nil {
		return ClaimPage{}, err
	}
	query := store.ClaimQuery{Insurer: filter.Insurer, Provider: filter.Provider, Limit: page.First + 1}
	if filter.Statuses != nil {
		query.Facts = store.FactsWith(filter.Statuses)
	}
	if after != nil {
		if !isID(after.id) {
			return ClaimPage{}, ErrCursorInvalid
		}
		query.AfterTime, query.AfterID = after.at, after.id
	}
	found, hasNext, err := v.loadPage(ctx, query, page.First)
	if err != nil {
		return ClaimPage{}, err
	}
	cursors := make([]string, len(found))
	for i, claim := range found {
		cursors[i] = position{at: claim.AcceptedAt, id: string(claim.ID)}.cursor()
	}
	return ClaimPage{Claims: found, Cursors: cursors, Info: page.info(cursors, hasNext)}, nil
}

// ClaimOfRequest returns the claim that an evidence request belongs to.
//
// Errors: [ErrEvidenceRequestNotFound], [auth.ErrUnauthenticated].
func (v *Views) ClaimOfRequest(ctx context.Context, id EvidenceRequestID) (*Claim, error) {
	if _, _, err := sightOf(ctx); err != nil {
		return nil, err
	}
	if !isID(string(id)) {
		return nil, ErrEvidenceRequestNotFound
	}
	request, err := v.config.DB.EvidenceRequest(ctx, string(id))
	if err != nil {
		return nil, missing(err, ErrEvidenceRequestNotFound, "loading an evidence request")
	}
	claim, err := v.Claim(ctx, request.Claim)
	if errors.Is(err, ErrClaimNotFound) {
		return nil, ErrEvidenceRequestNotFound
	}
	return claim, err
}

// load returns the claims of a query that the principal may see, decrypted, and
// sees to it that the access is recorded.
func (v *Views) load(ctx context.Context, query store.ClaimQuery) ([]*Claim, error) {
	found, _, err := v.loadPage(ctx, query, 0)
	return found, err
}

// loadPage does as load and shows at most size claims; 0 is all.
func (v *Views) loadPage(ctx context.Context, query store.ClaimQuery, size int) (_ []*Claim, hasNext bool, _ error) {
	sight, seesAny, err := sightOf(ctx)
	if err != nil || !seesAny {
		return nil, false, err
	}
	query.Scope = sight.scope
	rows, err := v.config.DB.Claims(ctx, query)
	if err != nil {
		return nil, false, fmt.Errorf("loading claims: %w", err)
	}
	if size > 0 && len(rows) > size {
		rows, hasNext = rows[:size], true
	}
	shown, err := v.show(ctx, sight, rows)
	return shown, hasNext, err
}

// show checks each claim against the policy, opens it and sees to the record of the access.
func (v *Views) show(ctx context.Context, sight sight, rows []store.ClaimView) ([]*Claim, error) {
	shown := make([]*Claim, 0, len(rows))
	ids := make([]claims.ID, 0, len(rows))
	for i := range rows {
		row := &rows[i]
		resource := auth.Resource{Insurer: row.Insurer.ID, Provider: row.Provider.ID, PatientSubject: row.PatientSubject}
		if err := v.config.Policy.Allow(ctx, sight.action, resource); err != nil {
			// The statement bounds what is read to the same; where the two differ, the stricter holds.
			if errors.Is(err, auth.ErrForbidden) {
				continue
			}
			return nil, err
		}
		claim, err := v.open(ctx, row)
		if err != nil {
			return nil, err
		}
		if sight.action == auth.ActionAuditClaim {
			claim.deidentify()
		}
		shown, ids = append(shown, claim), append(ids, row.ID)
	}
	return shown, v.access(ctx, sight.action, ids)
}
