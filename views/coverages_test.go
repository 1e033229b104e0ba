package views_test

import (
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

func TestCoverages_ShowTheRunningTotalsToWhomTheyConcern(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	for _, test := range []struct {
		name string
		who  auth.Principal
		want []string
	}{
		{"anna", viewstest.Anna, []string{viewstest.CoverageOf["anna"]}},
		{"ben's insurer", viewstest.Insurer2, []string{viewstest.CoverageOf["ben"]}},
		{"a provider", viewstest.Provider1, nil},
		{"an auditor", viewstest.Auditor, nil},
	} {
		ctx := viewstest.As(t, test.who)
		page, err := w.Coverages(ctx, views.CoverageFilter{}, store.LatestFirst, views.Page{First: 5})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, coverage := range page.Coverages {
			ids = append(ids, string(coverage.ID))
			years, err := w.BenefitYears(ctx, coverage)
			if err != nil {
				t.Fatal(err)
			}
			checkYears(t, years)
		}
		if !slices.Equal(ids, test.want) {
			t.Errorf("%s sees %v, want %v", test.name, ids, test.want)
		}
	}
	w.Expect(2, "SELECT count(*) FROM access_log WHERE action = 'readCoverage'")
}

// checkYears holds a year to what the double of the chain gives under the tests' plan.
func checkYears(t *testing.T, years []*views.BenefitYear) {
	t.Helper()
	if len(years) != 1 {
		t.Fatalf("%d years", len(years))
	}
	year := years[0]
	if year.StartDate != claims.NewDate(2026, 1, 1) || year.EndDate != claims.NewDate(2027, 1, 1) {
		t.Errorf("from %s to %s", year.StartDate, year.EndDate)
	}
	if year.Deductible.Used != money.Cents(12_000) || !year.Deductible.Left.IsZero() {
		t.Errorf("deductible %+v", year.Deductible)
	}
	if year.OutOfPocket.Used != money.Cents(15_000) || *year.OutOfPocket.Limit != money.Cents(200_000) || *year.OutOfPocket.Left != money.Cents(185_000) {
		t.Errorf("out of pocket %+v", year.OutOfPocket)
	}
	if year.FamilyDeductible.Used != money.Cents(17_000) || year.FamilyDeductible.Limit != nil || year.FamilyOutOfPocket.Used != money.Cents(20_000) {
		t.Errorf("family %+v %+v", year.FamilyDeductible, year.FamilyOutOfPocket)
	}
	if len(year.Limits) != 2 || year.Limits[0].Used != 12 || year.Limits[0].Max != 20 || year.Limits[0].WindowStart != nil || year.Limits[1].WindowStart == nil {
		t.Errorf("limits %+v", year.Limits)
	}
}

func TestCoverages_ArePagedByTheirStart(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	anna, ben := viewstest.CoverageOf["anna"], viewstest.CoverageOf["ben"]
	w.Exec("UPDATE coverages SET insurer_id = 1 WHERE id = $1", ben)
	for _, want := range [][]string{{ben, anna}, {anna, ben}} { // equal starts, then anna's is the later one
		var seen []string
		for after := ""; ; {
			page, err := w.Coverages(viewstest.As(t, viewstest.Insurer1), views.CoverageFilter{}, store.LatestFirst, views.Page{First: 1, After: after})
			if err != nil {
				t.Fatal(err)
			}
			for _, coverage := range page.Coverages {
				seen = append(seen, string(coverage.ID))
			}
			if !page.Info.HasNextPage {
				break
			}
			after = *page.Info.EndCursor
		}
		if !slices.Equal(seen, want) {
			t.Errorf("saw %v, want %v", seen, want)
		}
		w.Exec("UPDATE coverages SET start_date = '2026-02-01' WHERE id = $1", anna)
	}
}

func TestExplanationOfBenefits_SaysUntilWhenToAppeal(t *testing.T) {
	t.Parallel()
	last := claims.DateOf(viewstest.ReceivedAt).AddDays(180)
	for _, test := range []struct {
		name string
		make func(w *viewstest.World, s *viewstest.Submission)
		may  bool
		last *claims.Date
		says string
	}{
		{"in time", func(*viewstest.World, *viewstest.Submission) {}, true, &last, "If you do not agree, you may appeal until 2026-08-28"},
		{"too late", func(w *viewstest.World, _ *viewstest.Submission) {
			w.Exec("UPDATE chain_determinations SET determined_at = $1", viewstest.ReceivedAt.Add(-181*24*time.Hour))
		}, false, ptr(last.AddDays(-181)), "The time to appeal ended on 2026-02-28."},
		{"reversed", func(w *viewstest.World, s *viewstest.Submission) { w.Reverse(s, 0, 1, 12, nil) }, false, nil, "This decision does not stand any more, so there is nothing to appeal."},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := viewstest.New(t)
			s := w.Settled()
			test.make(w, s)
			claim, err := w.Claim(viewstest.As(t, viewstest.Anna), s.Claims[0])
			if err != nil {
				t.Fatal(err)
			}
			told := claim.ExplanationOfBenefits
			if told.Summary != "The provider charged $150.00. The plan paid $72.00. $10.00 is not yours to pay. You owe $68.00." || len(told.Reasons) != 2 {
				t.Errorf("got %q, %q", told.Summary, told.Reasons)
			}
			if sum := told.PlanPaid.Cents() + told.OthersPaid.Cents() + told.Owed.Cents() + told.NotOwed.Cents(); sum != claim.Charge.Cents() {
				t.Errorf("the parts sum to %d of %d cents", sum, claim.Charge.Cents())
			}
			right := told.AppealRight
			isSame := right.LastDate == nil && test.last == nil || right.LastDate != nil && test.last != nil && *right.LastDate == *test.last
			if right.MayAppeal != test.may || !isSame || len(right.Sentence) < len(test.says) || right.Sentence[:len(test.says)] != test.says {
				t.Errorf("got %+v", right)
			}
		})
	}
}

func ptr[T any](value T) *T { return &value }

func TestExplanationOfBenefits_OfAnOpenOrRuledAppeal(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine := w.Everything(1, "anna", 4)
	w.Exec("DELETE FROM chain_reversals")
	claim, err := w.Claim(viewstest.As(t, viewstest.Anna), mine.Settled.Claims[0])
	if err != nil {
		t.Fatal(err)
	}
	if got := claim.ExplanationOfBenefits.AppealRight; got.MayAppeal || got.Sentence != "A panel has ruled on this decision. Its ruling is final." {
		t.Errorf("got %+v", got)
	}
	w.Exec("DELETE FROM chain_appeal_events WHERE kind = 'ruled'")
	if claim, err = w.Claim(viewstest.As(t, viewstest.Anna), mine.Settled.Claims[0]); err != nil {
		t.Fatal(err)
	}
	if got := claim.ExplanationOfBenefits.AppealRight; got.MayAppeal || got.Sentence != "An appeal of this decision is under way." {
		t.Errorf("got %+v", got)
	}
	audited, err := w.Claim(viewstest.As(t, viewstest.Auditor), mine.Settled.Claims[0])
	if err != nil || audited.ExplanationOfBenefits != nil {
		t.Errorf("an auditor is told %+v, %v", audited, err)
	}
}

func TestClaims_ByFilterAndOrder(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	settled := w.Settled().Claims[0]
	waiting := w.Accept(1, "anna", store.StagePended, none).Claims[0]
	second := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{viewstest.Denial(1), viewstest.Denial(2)})
	w.Receive(second, 5, 20)
	w.Determine(second, 0, 21, viewstest.DeniedLine(10_000), viewstest.DeniedLine(5_000))
	third := w.Accept(1, "anna", store.StageClean, none)
	w.Receive(third, 6, 22)
	denied, received := second.Claims[0], third.Claims[0]
	for i, id := range []claims.ID{received, settled, denied, waiting} {
		w.Exec("UPDATE claims SET service_day = service_day + $2 WHERE id = $1", string(id), i)
	}
	ctx := viewstest.As(t, viewstest.Provider1)
	all, err := w.Claims(ctx, views.ClaimFilter{}, store.OldestFirst, views.Page{First: 10})
	if err != nil || !slices.Equal(idsOf(all.Claims), []claims.ID{settled, waiting, denied, received}) {
		t.Fatalf("oldest first: %v, %v", idsOf(all.Claims), err)
	}
	for _, test := range []struct {
		name   string
		filter views.ClaimFilter
		want   []claims.ID
	}{
		{"category", views.ClaimFilter{Categories: []string{"F1", "F2"}}, []claims.ID{denied, settled}},
		{"category and status", views.ClaimFilter{Categories: []string{"F1", "F2"}, Statuses: []claims.Status{claims.StatusDenied, claims.StatusPended}}, []claims.ID{denied}},
		{"no such category", views.ClaimFilter{Categories: []string{"Z9"}}, nil},
		{"no status", views.ClaimFilter{Statuses: []claims.Status{}}, nil},
		{"accepted from", views.ClaimFilter{AcceptedFrom: all.Claims[2].AcceptedAt}, []claims.ID{received, denied}},
		{"accepted before", views.ClaimFilter{AcceptedBefore: all.Claims[2].AcceptedAt}, []claims.ID{waiting, settled}},
		{"served before", views.ClaimFilter{Served: claims.Span{End: claims.NewDate(2026, 2, 4)}}, []claims.ID{received}},
		{"served from", views.ClaimFilter{Served: claims.Span{Start: claims.NewDate(2026, 2, 6)}}, []claims.ID{waiting}},
	} {
		page, err := w.Claims(ctx, test.filter, store.NewestFirst, views.Page{First: 10})
		if err != nil || !slices.Equal(idsOf(page.Claims), test.want) {
			t.Errorf("%s: %v, %v, want %v", test.name, idsOf(page.Claims), err, test.want)
		}
	}
	if _, err := w.Claims(viewstest.As(t, viewstest.Auditor), views.ClaimFilter{Served: claims.Span{Start: 1}}, store.NewestFirst, views.Page{First: 10}); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("an auditor asked by the day of service and got %v", err)
	}
}

// Pages of one claim visit every claim once, in each order, also among equals.
func TestClaims_OrdersPageThroughEqualKeys(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	var accepted []claims.ID
	for range 2 {
		s := w.Accept(1, "anna", store.StageClean, none, none, none)
		accepted = append(accepted, s.Claims...)
	}
	for i, id := range accepted {
		w.Exec("UPDATE claims SET charge_cents = $2 WHERE id = $1", string(id), 100+i%2)
	}
	ctx := viewstest.As(t, viewstest.Provider1)
	even, odd := []claims.ID{accepted[0], accepted[2], accepted[4]}, []claims.ID{accepted[1], accepted[3], accepted[5]}
	for order, want := range map[store.ClaimOrder][]claims.ID{
		store.NewestFirst:   append(slices.Clone(accepted[3:]), accepted[:3]...),
		store.OldestFirst:   accepted,
		store.GreatestFirst: append(slices.Clone(odd), even...),
		store.LeastFirst:    append(slices.Clone(even), odd...),
	} {
		var seen []claims.ID
		for after := ""; ; {
			page, err := w.Claims(ctx, views.ClaimFilter{}, order, views.Page{First: 1, After: after})
			if err != nil {
				t.Fatal(err)
			}
			seen = append(seen, idsOf(page.Claims)...)
			if !page.Info.HasNextPage {
				break
			}
			after = *page.Info.EndCursor
		}
		if !slices.Equal(seen, want) {
			t.Errorf("order %d: saw %v, want %v", order, seen, want)
		}
	}
}
