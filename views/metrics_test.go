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
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

var march = claims.Span{Start: claims.NewDate(2026, 3, 1), End: claims.NewDate(2026, 4, 1)}

func TestOutcomes_CountWhatBecameOfClaims(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Settled() // one line paid, one denied PR-26
	denied := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{viewstest.Denial(1), viewstest.Denial(2)})
	w.Receive(denied, 5, 20)
	w.Determine(denied, 0, 21, viewstest.DeniedLine(10_000), viewstest.DeniedLine(5_000))
	w.Exec("UPDATE chain_determinations SET determined_at = $1, interest_cents = 7 WHERE batch = 5", viewstest.ReceivedAt.Add(90*time.Second))
	reversed := w.Accept(1, "anna", store.StageClean, none)
	w.Receive(reversed, 6, 22)
	w.Determine(reversed, 0, 23, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
	w.Reverse(reversed, 0, 1, 24, nil)
	pended := w.Accept(1, "anna", store.StagePended, none)
	w.Ask("anna", pended.Claims[0], 1, rules.MUEUnits, adjudicate.Detail{})
	w.Clear("anna", w.Ask("anna", pended.Claims[0], 2, rules.MUEUnits, adjudicate.Detail{}), "fine")
	w.Accept(1, "ben", store.StagePended, none) // of insurer 2
	w.Exec(`INSERT INTO chain_appeal_events (appeal, insurer_id, batch, claim_index, kind, outcome, happened_at, tx_hash, block_number, log_index)
		VALUES (1, 1, 4, 0, 'filed', NULL, $1, '', 11, 900), (1, 1, 4, 0, 'answered', 'overturned', $1, '', 11, 901), (2, 1, 5, 0, 'filed', NULL, $1, '', 11, 902)`,
		viewstest.Now)
	for _, who := range []auth.Principal{viewstest.Insurer1, viewstest.Auditor} {
		got, err := w.Outcomes(viewstest.As(t, who), 1, march)
		if err != nil {
			t.Fatal(err)
		}
		want := store.Outcomes{
			Submitted: 4, Pended: 1, Determined: 3, Paid: 1, Denied: 1, Reversed: 1, Appealed: 2, Overturned: 1,
			Charge: money.Cents(60_000), Allowed: money.Cents(9_000), PaidAmount: money.Cents(7_200), Interest: money.Cents(7), P90Seconds: 90,
		}
		if got.Outcomes != want {
			t.Errorf("%s: got %+v, want %+v", who.Role, got.Outcomes, want)
		}
		if *got.DeniedBasisPoints != 3333 || *got.OverturnedBasisPoints != 5000 || *got.SecondsToDecideMedian != 0 || *got.SecondsToDecideP90 != 90 {
			t.Errorf("%s: rates %d %d, %d and %d seconds", who.Role, *got.DeniedBasisPoints, *got.OverturnedBasisPoints, *got.SecondsToDecideMedian, *got.SecondsToDecideP90)
		}
		if !slices.Equal(got.Denials, []views.DenialCount{{Group: "PR", CARC: "26", Lines: 3}}) || got.ExplainedClaims != 4 {
			t.Errorf("%s: denials %+v of %d claims", who.Role, got.Denials, got.ExplainedClaims)
		}
		if !slices.Equal(got.Signals, []store.Signal{{Rule: rules.MUEUnits.String(), Asked: 2, Open: 1, Cleared: 1}}) {
			t.Errorf("%s: signals %+v", who.Role, got.Signals)
		}
	}
	w.Expect(0, "SELECT count(*) FROM access_log")
}

func TestOutcomes_OfNothingAndOfOthers(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Settled()
	ctx := viewstest.As(t, viewstest.Insurer1)
	got, err := w.Outcomes(ctx, 1, claims.Span{Start: march.End, End: march.End + 1})
	if err != nil || got.Outcomes != (store.Outcomes{MedianSeconds: -1, P90Seconds: -1}) || got.DeniedBasisPoints != nil || got.OverturnedBasisPoints != nil || got.SecondsToDecideP90 != nil {
		t.Errorf("of no claims: %+v, %v", got, err)
	}
	if got, err := w.Outcomes(viewstest.As(t, viewstest.Insurer2), 1, march); got != nil || err != nil {
		t.Errorf("another insurer gets %+v, %v", got, err)
	}
	for _, who := range []auth.Principal{viewstest.Provider1, viewstest.Anna, viewstest.Operator} {
		if _, err := w.Outcomes(viewstest.As(t, who), 1, march); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("%s: got %v", who.Role, err)
		}
	}
	for _, period := range []claims.Span{{Start: 10, End: 10}, {Start: 10, End: 9}, {Start: 10, End: 377}} {
		if _, err := w.Outcomes(ctx, 1, period); errs.CodeOf(err) != errs.SpanInvalid {
			t.Errorf("%v: got %v", period, err)
		}
	}
}
