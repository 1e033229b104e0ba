package views_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// awaits says of a claim, as it is shown, whether it waits.
var awaits = map[store.Awaits]func(claim *views.Claim) bool{
	store.AwaitsReview: func(claim *views.Claim) bool {
		return slices.ContainsFunc(claim.Reviews, func(r views.Review) bool { return r.State == store.ReviewOpen })
	},
	store.AwaitsEvidence: func(claim *views.Claim) bool {
		return slices.ContainsFunc(claim.EvidenceRequests, func(r views.EvidenceRequest) bool { return !r.IsAnswered && !r.IsOverdue })
	},
	store.AwaitsAppealAnswer: func(claim *views.Claim) bool {
		return slices.ContainsFunc(claim.Appeals, func(a views.Appeal) bool { return a.Step == views.AppealFiled })
	},
	store.AwaitsRuling: func(claim *views.Claim) bool {
		return slices.ContainsFunc(claim.Appeals, func(a views.Appeal) bool { return a.Step == views.AppealEscalated })
	},
	store.AwaitsOverdueDecision: func(claim *views.Claim) bool {
		return claim.Clock != nil && claim.Clock.OverdueProvedAt != nil && claim.Version == nil
	},
}

// appeal puts an appeal of a claim on the chain as far as the steps go.
func appeal(t *testing.T, w *viewstest.World, number int, claim claims.Number, block int64, steps ...string) {
	t.Helper()
	for i, kind := range steps {
		w.Exec(`INSERT INTO chain_appeal_events (appeal, insurer_id, batch, claim_index, kind, outcome, provider_id, is_attested, is_deemed_denied,
			answer_by, panel_id, happened_at, tx_hash, block_number, log_index)
			VALUES ($1, $2, $3, $4, $5, CASE $5 WHEN 'answered' THEN 'upheld' END, 1, false, false, $6, 1, $7, decode('01', 'hex'), $8, $9)`,
			number, int64(claim.Batch.Insurer), int64(claim.Batch.Sequence), int(claim.Index), kind, viewstest.Due, viewstest.Now, block, 50+i)
	}
}

// What waits is found as it is shown, by each who sees it and of their own alone.
func TestClaims_AreFoundByWhatTheyAwait(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	for i, mine := range []viewstest.All{w.Everything(1, "anna", 4), w.Everything(2, "ben", 14)} {
		batch, insurer := []uint32{4, 14}[i], []claims.InsurerID{1, 2}[i]
		number := func(offset uint32) claims.Number {
			return claims.Number{Batch: claims.BatchID{Insurer: insurer, Sequence: batch + offset}}
		}
		block := int64(batch) * 100
		w.Clock(mine.Received, 0, "overdue", block+21, 0)
		appeal(t, w, 100+i, number(2), block+22, "filed")
		appeal(t, w, 200+i, number(3), block+23, "filed", "escalated")
		appeal(t, w, 300+i, number(5), block+24, "filed", "answered")
	}
	for _, who := range []auth.Principal{viewstest.Insurer1, viewstest.Insurer2, viewstest.Provider1, viewstest.Anna} {
		ctx := viewstest.As(t, who)
		all, err := w.Claims(ctx, views.ClaimFilter{}, store.NewestFirst, views.Page{First: 50})
		if err != nil {
			t.Fatal(err)
		}
		either := map[claims.ID]bool{}
		for awaited, waits := range awaits {
			var want []claims.ID
			for _, claim := range all.Claims {
				if waits(claim) {
					want = append(want, claim.ID)
				}
			}
			got := claimsOf(t, w, ctx, views.ClaimFilter{Awaits: []store.Awaits{awaited}})
			if len(want) == 0 || len(want) == len(all.Claims) || !slices.Equal(got, slices.Sorted(slices.Values(want))) && !slices.Equal(got, want) {
				t.Errorf("%s: %s is awaited by %v, want %v", who.Role, awaited, got, want)
			}
			if awaited == store.AwaitsReview || awaited == store.AwaitsRuling {
				for _, id := range want {
					either[id] = true
				}
			}
		}
		got := claimsOf(t, w, ctx, views.ClaimFilter{Awaits: []store.Awaits{store.AwaitsReview, store.AwaitsRuling}})
		if len(got) != len(either) {
			t.Errorf("%s: either is awaited by %v, want %v", who.Role, got, either)
		}
		if got := claimsOf(t, w, ctx, views.ClaimFilter{Awaits: []store.Awaits{}}); len(got) > 0 {
			t.Errorf("%s: nothing is awaited by %v", who.Role, got)
		}
	}
	// Who is not shown what documents are asked for is not told of which claims.
	_, err := w.Claims(viewstest.As(t, viewstest.Auditor), views.ClaimFilter{Awaits: []store.Awaits{store.AwaitsReview, store.AwaitsEvidence}},
		store.NewestFirst, views.Page{First: 5})
	if !errors.Is(err, auth.ErrForbidden) {
		t.Errorf("an auditor: %v", err)
	}
}

func TestClaims_AreFoundByTheirNumber(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	before := w.Accept(1, "anna", store.StageClean, none)
	mine := w.Accept(1, "anna", store.StageClean, none, none)
	w.Receive(mine, 42, 10)
	w.Exec("UPDATE chain_submissions SET first_index = 6 WHERE batch = 42") // others of the batch come before it
	number := claims.Number{Batch: claims.BatchID{Insurer: 1, Sequence: 42}, Index: 7}
	find := func(who auth.Principal, number claims.Number, isShared bool) []claims.ID {
		return claimsOf(t, w, viewstest.As(t, who), views.ClaimFilter{Number: &number, IsShared: isShared})
	}
	for _, who := range []auth.Principal{viewstest.Provider1, viewstest.Insurer1, viewstest.Anna, viewstest.Auditor} {
		if got := find(who, number, false); !slices.Equal(got, mine.Claims[1:]) {
			t.Errorf("%s finds %v, want %v", who.Role, got, mine.Claims[1:])
		}
	}
	for _, who := range []auth.Principal{viewstest.Provider2, viewstest.Insurer2, viewstest.Ben, viewstest.Operator} {
		if got := find(who, number, false); len(got) > 0 {
			t.Errorf("another %s finds %v", who.Role, got)
		}
	}
	for _, none := range []claims.Number{{}, {Batch: number.Batch, Index: 5}, {Batch: number.Batch, Index: 8}, {Batch: claims.BatchID{Insurer: 1, Sequence: 43}, Index: 7}} {
		if got := find(viewstest.Insurer1, none, false); len(got) > 0 {
			t.Errorf("by %s is found %v, beside %v", none, got, before.Claims)
		}
	}
	w.Consent("anna", 2, time.Now().Add(-time.Hour), time.Time{}, time.Time{})
	if got := find(viewstest.Provider2, number, true); !slices.Equal(got, mine.Claims[1:]) {
		t.Errorf("what is shared is not found: %v", got)
	}
}

func TestClaims_AreFoundByTheMemberNumber(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	annas := w.Accept(1, "anna", store.StageClean, none).Claims
	w.Accept(1, "ben", store.StageClean, none)
	find := func(who auth.Principal, number string, insurer claims.InsurerID) []claims.ID {
		return claimsOf(t, w, viewstest.As(t, who), views.ClaimFilter{MemberNumber: number, Insurer: insurer})
	}
	for _, got := range [][]claims.ID{
		find(viewstest.Insurer1, "MEMBER-anna", 0), find(viewstest.Provider1, "MEMBER-anna", 1), find(viewstest.Anna, "MEMBER-anna", 1),
	} {
		if !slices.Equal(got, annas) {
			t.Errorf("found %v, want %v", got, annas)
		}
	}
	for _, got := range [][]claims.ID{
		find(viewstest.Insurer2, "MEMBER-anna", 1), find(viewstest.Insurer1, "MEMBER-ben", 0), find(viewstest.Provider1, "MEMBER-anna", 2),
		find(viewstest.Provider2, "MEMBER-anna", 1), find(viewstest.Ben, "MEMBER-anna", 1), find(viewstest.Insurer1, "anna", 0),
	} {
		if len(got) > 0 {
			t.Errorf("found %v", got)
		}
	}
	page := views.Page{First: 5}
	if _, err := w.Claims(viewstest.As(t, viewstest.Provider1), views.ClaimFilter{MemberNumber: "MEMBER-anna"}, store.NewestFirst, page); !errors.Is(err, views.ErrInsurerNeeded) {
		t.Errorf("without an insurer: %v", err)
	}
	if _, err := w.Claims(viewstest.As(t, viewstest.Auditor), views.ClaimFilter{MemberNumber: "MEMBER-anna", Insurer: 1}, store.NewestFirst, page); !errors.Is(err, auth.ErrForbidden) {
		t.Errorf("an auditor: %v", err)
	}
	for number, want := range map[string]int{"MEMBER-anna": 1, "MEMBER-ben": 0, "": 1} {
		if found, err := w.Coverages(viewstest.As(t, viewstest.Insurer1), views.CoverageFilter{MemberNumber: number}, store.LatestFirst, page); err != nil || len(found.Coverages) != want {
			t.Errorf("coverages of %q: %v, %v", number, found.Coverages, err)
		}
	}
	if _, err := w.Coverages(viewstest.As(t, viewstest.Anna), views.CoverageFilter{MemberNumber: "MEMBER-anna"}, store.LatestFirst, page); !errors.Is(err, auth.ErrForbidden) {
		t.Errorf("a patient: %v", err)
	}
}

// A provider finds its own claims by its own number of them, and nobody else does.
func TestClaims_AreFoundByTheProvidersNumber(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	first := w.Accept(1, "anna", store.StageClean, none, none).Claims
	second := w.Accept(2, "anna", store.StageClean, none).Claims
	w.Accept(1, "ben", store.StageClean, none)
	find := func(who auth.Principal, number string, isShared bool) []claims.ID {
		found := claimsOf(t, w, viewstest.As(t, who), views.ClaimFilter{AccountNumber: number, IsShared: isShared})
		slices.Sort(found)
		return found
	}
	if got := find(viewstest.Provider1, "ACCOUNT-anna", false); !slices.Equal(got, first) {
		t.Errorf("provider 1 finds %v, want %v", got, first)
	}
	if got := find(viewstest.Provider2, "ACCOUNT-anna", false); !slices.Equal(got, second) {
		t.Errorf("provider 2 finds %v, want %v", got, second)
	}
	w.Consent("anna", 2, time.Now().Add(-time.Hour), time.Time{}, time.Time{})
	for _, got := range [][]claims.ID{
		find(viewstest.Provider2, "ACCOUNT-anna", true), find(viewstest.Provider2, "ACCOUNT-ben", false), find(viewstest.Provider1, "account-anna", false),
	} {
		if len(got) > 0 {
			t.Errorf("found %v", got)
		}
	}
	for _, who := range []auth.Principal{viewstest.Insurer1, viewstest.Anna, viewstest.Auditor, viewstest.Operator} {
		_, err := w.Claims(viewstest.As(t, who), views.ClaimFilter{AccountNumber: "ACCOUNT-anna"}, store.NewestFirst, views.Page{First: 5})
		if !errors.Is(err, auth.ErrForbidden) {
			t.Errorf("%s: %v", who.Role, err)
		}
	}
}
