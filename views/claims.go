package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
)

// ClaimFilter says which claims are wanted; what is zero or nil does not count.
type ClaimFilter struct {
	Statuses []claims.Status
	// Categories are X12 claim status categories; a claim's status is of one of them.
	Categories []string
	Insurer    claims.InsurerID
	Provider   claims.ProviderID
	// AcceptedFrom and AcceptedBefore bound the instant of acceptance; Served the day of
	// service that the ledger has, which auditors do not see.
	AcceptedFrom, AcceptedBefore time.Time
	Served                       claims.Span
	// Awaits are what the claims wait for, any of it; nil does not count.
	Awaits []store.Awaits
	// Number is that of the one claim that is meant.
	Number *claims.Number
	// MemberNumber is the coverage's, with Insurer: an insurer that asks need not name itself.
	MemberNumber string
	// AccountNumber is the calling provider's own number of the claim.
	AccountNumber string
	// IsShared is for those of other providers that patients let the calling one read.
	IsShared bool
	// Skip are the parts of the claims that are not wanted: no matter to cursors.
	Skip Parts `json:"-"`
}

// facts returns those of the statuses that are wanted; nil is any.
func (f *ClaimFilter) facts() []store.Facts {
	if f.Statuses == nil && f.Categories == nil {
		return nil
	}
	wanted := []claims.Status{} // none is not any
	for _, status := range claims.Statuses() {
		isStatus := f.Statuses == nil || slices.Contains(f.Statuses, status)
		if isStatus && (f.Categories == nil || slices.Contains(f.Categories, status.Category277())) {
			wanted = append(wanted, status)
		}
	}
	return append([]store.Facts{}, store.FactsWith(wanted)...)
}

// isHidden reports whether the filter is by what the principal is not shown: who may not
// see it could find it by asking.
func (f *ClaimFilter) isHidden(principal auth.Principal) bool {
	if f.AccountNumber != "" && principal.Role != auth.RoleProvider {
		return true
	}
	if principal.Role != auth.RoleAuditor {
		return false
	}
	return f.Served != (claims.Span{}) || f.MemberNumber != "" || slices.Contains(f.Awaits, store.AwaitsEvidence)
}

// member returns the insurer that claims are to be of and the digest of the member number.
//
// Errors: [ErrInsurerNeeded].
func (v *Views) member(principal auth.Principal, filter *ClaimFilter) (claims.InsurerID, []byte, error) {
	if filter.MemberNumber == "" {
		return filter.Insurer, nil, nil
	}
	insurer := filter.Insurer
	if insurer == 0 {
		insurer = principal.Insurer
	}
	if insurer == 0 {
		return 0, nil, ErrInsurerNeeded
	}
	digest := v.config.Vault.MemberDigest(insurer, filter.MemberNumber)
	return insurer, digest[:], nil
}

// Parts are those of a claim that are only loaded where they are wanted; what is left
// out is nil.
type Parts = store.Parts

// The parts of a claim.
const (
	PartClock      = store.PartClock    // Clock, PendedAt, IsOverdue and, with the requests, Holder and HolderUntil
	PartRequests   = store.PartRequests // EvidenceRequests
	PartAppeals    = store.PartAppeals
	PartRecoveries = store.PartRecoveries
	PartReviews    = store.PartReviews
	// PartExplanation is Claim.ExplanationOfBenefits and, of each line, Adjustments, Reason,
	// Explanation and, as of the claim, PatientResponsibility: what names the coverage year.
	PartExplanation = store.PartReasons
)

// sight is how a principal sees claims: which of them, and how much of each.
type sight struct {
	action auth.Action
	scope  store.Scope
	skip   Parts // what is not asked for
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

// covers reports whether a claim is within the scope, as the statements bound it: who is
// told of a change sees it when it is loaded, and who is not told misses it.
func (s sight) covers(claim store.ChangedClaim) bool {
	return (s.scope.Insurer == 0 || s.scope.Insurer == claim.Insurer) &&
		(s.scope.Provider == 0 || s.scope.Provider == claim.Provider || s.isShared(claim)) &&
		(s.scope.PatientSubject == "" || s.scope.PatientSubject == claim.PatientSubject)
}

// isShared reports whether a claim is another provider's that the patient lets the principal read.
func (s sight) isShared(claim store.ChangedClaim) bool {
	return s.scope.Provider != 0 && s.scope.Provider != claim.Provider && slices.Contains(claim.SharedWith, s.scope.Provider)
}

// Claim returns a claim.
//
// Errors: [ErrClaimNotFound] when there is none that the principal may know of,
// [auth.ErrUnauthenticated].
func (v *Views) Claim(ctx context.Context, id claims.ID) (*Claim, error) {
	return v.ClaimWithout(ctx, id, 0)
}

// ClaimWithout does as Claim and leaves parts out.
func (v *Views) ClaimWithout(ctx context.Context, id claims.ID, skip Parts) (*Claim, error) {
	if !isID(string(id)) {
		if _, _, err := sightOf(ctx); err != nil {
			return nil, err
		}
		return nil, ErrClaimNotFound
	}
	found, err := v.load(ctx, store.ClaimQuery{ID: id, Scope: store.Scope{IsShared: true}, Skip: skip})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrClaimNotFound
	}
	return found[0], nil
}

// Claims returns a page of the claims that the principal may see, in the order given.
//
// Errors: [ErrPageSizeInvalid], [ErrCursorInvalid], [auth.ErrUnauthenticated],
// [auth.ErrForbidden] for a filter by what the principal is not shown,
// [ErrInsurerNeeded] for a member number without the insurer.
func (v *Views) Claims(ctx context.Context, filter ClaimFilter, order store.ClaimOrder, page Page) (ClaimPage, error) {
	list, after, err := page.of(ctx, "claims", []any{filter, order})
	if err != nil {
		return ClaimPage{}, err
	}
	principal, _ := auth.PrincipalFrom(ctx)
	if filter.isHidden(principal) {
		return ClaimPage{}, auth.ErrForbidden
	}
	insurer, member, err := v.member(principal, &filter)
	if err != nil {
		return ClaimPage{}, err
	}
	query := store.ClaimQuery{
		Insurer: insurer, MemberDigest: member, Awaits: filter.Awaits, At: v.config.Clock(), Number: filter.Number,
		Provider: filter.Provider, AcceptedFrom: filter.AcceptedFrom, AcceptedBefore: filter.AcceptedBefore,
		Scope:  store.Scope{IsSharedOnly: filter.IsShared},
		Served: filter.Served, Facts: filter.facts(), Order: order, Limit: page.First + 1, Skip: filter.Skip,
	}
	if filter.AccountNumber != "" {
		digest := v.config.Vault.AccountDigest(principal.Provider, filter.AccountNumber)
		query.AccountDigest = digest[:]
	}
	if after != nil {
		if !isID(after.id) || after.at.IsZero() != order.IsByCharge() {
			return ClaimPage{}, ErrCursorInvalid
		}
		query.AfterTime, query.AfterCharge, query.AfterID = after.at, money.Cents(after.number), after.id
	}
	found, hasNext, err := v.loadPage(ctx, query, page.First)
	if err != nil {
		return ClaimPage{}, err
	}
	cursors := make([]string, len(found))
	for i, claim := range found {
		at := position{at: claim.AcceptedAt, id: string(claim.ID)}
		if order.IsByCharge() {
			at = position{number: claim.Charge.Cents(), id: string(claim.ID)}
		}
		cursors[i] = list.cursor(at)
	}
	return ClaimPage{Claims: found, Cursors: cursors, Info: page.info(cursors, hasNext)}, nil
}

// ClaimOfRequest returns the claim that an evidence request belongs to.
//
// Errors: [ErrEvidenceRequestNotFound], [auth.ErrUnauthenticated].
func (v *Views) ClaimOfRequest(ctx context.Context, id EvidenceRequestID) (*Claim, error) {
	_, seesAny, err := sightOf(ctx)
	if err != nil {
		return nil, err
	}
	if !seesAny || !isID(string(id)) {
		return nil, ErrEvidenceRequestNotFound
	}
	request, err := v.reads(ctx).EvidenceRequest(ctx, string(id))
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
	asked := query.Scope
	if query.Scope = sight.scope; query.Scope.Provider != 0 {
		query.Scope.IsShared, query.Scope.IsSharedOnly = asked.IsShared, asked.IsSharedOnly
	} else if asked.IsSharedOnly {
		return nil, false, nil // claims are shared with providers
	}
	rows, err := v.reads(ctx).Claims(ctx, query)
	if err != nil {
		return nil, false, fmt.Errorf("loading claims: %w", err)
	}
	if size > 0 && len(rows) > size {
		rows, hasNext = rows[:size], true
	}
	sight.skip = query.Skip
	shown, err := v.show(ctx, sight, rows, asked.IsShared || asked.IsSharedOnly)
	return shown, hasNext, err
}

// show checks each claim against the policy, opens it and sees to the record of the access.
//
// isShared is set where the statement reads what patients let the principal read too.
func (v *Views) show(ctx context.Context, sight sight, rows []store.ClaimView, isShared bool) ([]*Claim, error) {
	shown := make([]*Claim, 0, len(rows))
	ids := make([]claims.ID, 0, len(rows))
	allow := v.allowOnce(ctx, sight.action)
	for i := range rows {
		row := &rows[i]
		resource := auth.Resource{Insurer: row.Insurer.ID, Provider: row.Provider.ID, PatientSubject: row.PatientSubject}
		isForeign := sight.scope.Provider != 0 && row.Provider.ID != sight.scope.Provider
		if isForeign && isShared {
			resource.SharedWith = sight.scope.Provider // the statement reads no other
		}
		if err := allow(resource); err != nil {
			// The statement bounds what is read to the same; where the two differ, the stricter holds.
			if errors.Is(err, auth.ErrForbidden) {
				continue
			}
			return nil, err
		}
		claim, err := v.open(ctx, row, sight.skip)
		if err != nil {
			return nil, err
		}
		if sight.action == auth.ActionAuditClaim {
			claim.deidentify()
		}
		if isForeign {
			claim.keepBusinessOf()
		}
		shown, ids = append(shown, claim), append(ids, row.ID)
	}
	return shown, v.access(ctx, sight.action, ids)
}

// allowOnce asks the policy once of each resource: most claims of a page are of the same parties.
func (v *Views) allowOnce(ctx context.Context, action auth.Action) func(auth.Resource) error {
	decided := map[auth.Resource]error{}
	return func(resource auth.Resource) error {
		decision, isKnown := decided[resource]
		if !isKnown {
			decision = v.config.Policy.Allow(ctx, action, resource)
			decided[resource] = decision
		}
		return decision
	}
}
