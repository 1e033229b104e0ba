package views_test

import (
	"os"
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// The tests' schedule gives nine tenths of a charge: 90.00 and 45.00.
func TestPaymentCheck_FindsWhatWasAllowedTooLittle(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, none, adjudicate.Reasons{viewstest.Denial(2)})
	w.Receive(s, 4, 10)
	short := viewstest.PaidLine(10_000)
	short.Allowed, short.Coinsurance, short.Paid = money.Cents(8_000), money.Cents(1_600), money.Cents(6_400)
	w.Determine(s, 0, 11, short, viewstest.PaidLine(5_000))
	w.Determine(s, 1, 12, viewstest.PaidLine(10_000), viewstest.DeniedLine(5_000))
	check := func(who auth.Principal, index int) *views.PaymentCheck {
		t.Helper()
		ctx := viewstest.As(t, who)
		claim, err := w.Claim(ctx, s.Claims[index])
		if err != nil {
			t.Fatal(err)
		}
		checked, err := w.PaymentCheck(ctx, claim)
		if err != nil {
			t.Fatal(err)
		}
		return checked
	}
	// What the insurer comes to know later changes nothing of the prices.
	w.RecordOthers("anna", viewstest.OtherCoverages())
	for _, who := range []auth.Principal{viewstest.Provider1, viewstest.Insurer1} {
		got := check(who, 0)
		if got.Underallowed != money.Cents(1_000) || len(got.Lines) != 2 || got.Lines[0].Underallowed != money.Cents(1_000) ||
			*got.Lines[0].Scheduled != money.Cents(9_000) || !got.Lines[1].Underallowed.IsZero() || *got.Lines[1].Scheduled != money.Cents(4_500) {
			t.Errorf("%s: got %+v", who.Role, got)
		}
		if got.Lines[0].Outcome != "priced" || got.Lines[0].Method != "percent" || *got.Lines[0].ScheduleLine != 2 || len(got.FeeScheduleRoot) != 32 {
			t.Errorf("%s: priced by %+v", who.Role, got.Lines[0])
		}
	}
	if got := check(viewstest.Provider1, 1); !got.Underallowed.IsZero() || !got.Lines[1].Allowed.IsZero() {
		t.Errorf("of a denied line: %+v", got)
	}
	for _, who := range []auth.Principal{viewstest.Anna, viewstest.Auditor} {
		if got := check(who, 0); got != nil {
			t.Errorf("%s gets %+v", who.Role, got)
		}
	}
}

// reducedTables are price tables by which the tests' procedure, of which each further one
// of a day is worth half, is a multiple procedure.
func reducedTables(t *testing.T) map[string][]byte {
	t.Helper()
	relative, err := os.ReadFile("../claims/pricing/testdata/tables/rvu.csv")
	if err != nil {
		t.Fatal(err)
	}
	relative = append(relative, "ZX100,,\"a text\",A,,0.00,0.00,,0.00,,0.00,0.00,0.00,0,000,0.00,0.00,0.00,2,1,2,0,0,,33.0000,09,0,99,0.00,0.00,0.00\n"...)
	statuses, err := os.ReadFile("../claims/pricing/testdata/tables/rvu-status.csv")
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"rvu.csv": relative, "status.csv": statuses, "ranks.csv": []byte("indicator,method,joins,rank,rate,start,end\n2,rank,,1,10000,,\n2,rank,,2+,5000,,\n"),
		pricing.Manifest: []byte("file,kind,version,source,licence,start,end\nrvu.csv,rvu,1,test,none,,\n" +
			"status.csv,rvu-status,1,test,none,,\nranks.csv,multiple-procedures,1,test,none,,\n"),
	}
}

// allowedLine is [viewstest.PaidLine] with another amount allowed.
func allowedLine(charge, allowed int64) benefits.LineResult {
	line := viewstest.PaidLine(charge)
	line.Allowed, line.Coinsurance, line.Paid = money.Cents(allowed), money.Cents(allowed/5), money.Cents(allowed-allowed/5)
	return line
}

// feeOf has the tests' plan allow a fee for the procedure: only fees have ranks.
const feeOf = "UPDATE plans SET document = jsonb_set(document, '{feeSchedule}', to_jsonb($1::text)) WHERE id = 1"

func TestPaymentCheck_LaterMultipleProcedure_RanksBehindTheDaysEarlierClaim(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.LoadRules(reducedTables(t))
	w.Exec(feeOf, theFee)
	first := w.Accept(1, "anna", store.StageClean, none)
	second := w.Accept(1, "anna", store.StageClean, none)
	denied := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{viewstest.Denial(1)})
	w.Receive(first, 4, 10)
	w.Determine(first, 0, 11, allowedLine(10_000, 4_000), allowedLine(5_000, 2_000))
	w.Receive(second, 5, 12)
	w.Determine(second, 0, 13, allowedLine(10_000, 2_000), allowedLine(5_000, 2_000))
	w.Receive(denied, 6, 14)
	w.Determine(denied, 0, 15, viewstest.DeniedLine(10_000), allowedLine(5_000, 1_900))
	for i, want := range []struct {
		submission *viewstest.Submission
		scheduled  [2]int64 // −1: the line is denied and has no price
		less       int64
	}{
		{first, [2]int64{4_000, 2_000}, 0},
		{second, [2]int64{2_000, 2_000}, 0},
		{denied, [2]int64{-1, 2_000}, 100},
	} {
		ctx := viewstest.As(t, viewstest.Provider1)
		claim, err := w.Claim(ctx, want.submission.Claims[0])
		if err != nil {
			t.Fatal(err)
		}
		got, err := w.PaymentCheck(ctx, claim)
		if err != nil || got == nil {
			t.Fatal(got, err)
		}
		if got.Underallowed != money.Cents(want.less) {
			t.Errorf("claim %d: underallowed by %s", i, got.Underallowed)
		}
		for j, cents := range want.scheduled {
			isSame := cents < 0 && got.Lines[j].Scheduled == nil || got.Lines[j].Scheduled != nil && *got.Lines[j].Scheduled == money.Cents(cents)
			if !isSame {
				t.Errorf("claim %d, line %d: scheduled %v, want %d", i, j+1, got.Lines[j].Scheduled, cents)
			}
		}
	}
}
