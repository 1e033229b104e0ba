package views_test

import (
	"encoding/json"
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
		denials, err := w.Denials(viewstest.As(t, who), got)
		if err != nil {
			t.Fatal(err)
		}
		want := `{"Submitted":4,"Pended":1,"Determined":3,"Paid":1,"Denied":1,"Reversed":1,"Appealed":2,"Overturned":1,` +
			`"Charge":60000,"Allowed":9000,"PaidAmount":7200,"Interest":7,"DeniedBasisPoints":3333,"OverturnedBasisPoints":5000,` +
			`"SecondsToDecideMedian":0,"SecondsToDecideP90":90,"ExplainedClaims":4,` +
			`"Signals":[{"Rule":"mue.units","Asked":2,"Open":1,"Cleared":1,"Confirmed":0}]}[{"Group":"PR","CARC":"26","Lines":3}]`
		if who.Role == auth.RoleAuditor { // they are too few
			want = `{"Submitted":null,"Pended":null,"Determined":null,"Paid":null,"Denied":null,"Reversed":null,"Appealed":null,"Overturned":null,` +
				`"Charge":null,"Allowed":null,"PaidAmount":null,"Interest":null,"DeniedBasisPoints":null,"OverturnedBasisPoints":null,` +
				`"SecondsToDecideMedian":null,"SecondsToDecideP90":null,"ExplainedClaims":null,` +
				`"Signals":[{"Rule":"mue.units","Asked":null,"Open":null,"Cleared":null,"Confirmed":null}]}null`
		}
		if text := asJSON(t, got) + asJSON(t, denials); text != want {
			t.Errorf("%s: got %s", who.Role, text)
		}
	}
	w.Expect(2, "SELECT count(*) FROM access_log l, unnest(l.claim_ids) WHERE l.role = 'insurer' AND l.action = 'readClaim'")
	w.Expect(0, "SELECT count(*) FROM access_log WHERE role = 'auditor'")
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Of eleven claims an auditor is told, of ten not; who has what was read finds it.
func TestOutcomes_AuditorsAreToldNothingOfFewClaims(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	ctx := viewstest.As(t, viewstest.Auditor)
	other := viewstest.Denial(2)
	other.Group, other.CARC = "CO", "50"
	reasons := slices.Repeat([]adjudicate.Reasons{{viewstest.Denial(1), viewstest.Denial(2)}}, 10)
	s := w.Accept(1, "anna", store.StageClean, append(reasons, adjudicate.Reasons{viewstest.Denial(1), other})...)
	w.Receive(s, 4, 10)
	for i := range s.Claims {
		w.Determine(s, i, 11, viewstest.DeniedLine(10_000), viewstest.DeniedLine(5_000))
	}
	w.Exec("UPDATE chain_determinations SET interest_cents = 7 WHERE claim_index = 0")
	metrics, err := w.Outcomes(ctx, 1, march)
	if err != nil {
		t.Fatal(err)
	}
	if *metrics.Submitted != 11 || *metrics.Denied != 11 || *metrics.Charge != money.Cents(165_000) || *metrics.DeniedBasisPoints != 10_000 || metrics.Interest != nil {
		t.Errorf("got %s", asJSON(t, metrics))
	}
	w.Expect(0, "SELECT count(*) FROM access_log")
	denials, err := w.Denials(ctx, metrics)
	if want := `[{"Group":"PR","CARC":"26","Lines":21},{"Group":"CO","CARC":"50","Lines":null}]`; err != nil || asJSON(t, denials) != want {
		t.Errorf("got %s, %v", asJSON(t, denials), err)
	}
	w.Expect(11, "SELECT count(*) FROM access_log l, unnest(l.claim_ids) WHERE l.role = 'auditor' AND l.action = 'auditClaim'")
	w.Exec("UPDATE claims SET accepted_at = '2026-05-01' WHERE id = $1", string(s.Claims[10]))
	if metrics, err = w.Outcomes(ctx, 1, march); err != nil || metrics.Submitted != nil || metrics.Charge != nil || metrics.Denied != nil {
		t.Errorf("of ten: %s, %v", asJSON(t, metrics), err)
	}
	if denials, err = w.Denials(ctx, metrics); denials != nil || err != nil {
		t.Errorf("of ten: %s, %v", asJSON(t, denials), err)
	}
	w.Expect(1, "SELECT count(*) FROM access_log")
}

func TestOutcomes_OfNothingAndOfOthers(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Settled()
	ctx := viewstest.As(t, viewstest.Insurer1)
	got, err := w.Outcomes(ctx, 1, claims.Span{Start: march.End, End: march.End + 1})
	if err != nil || *got.Submitted != 0 || *got.Charge != (money.Amount{}) || got.DeniedBasisPoints != nil || got.OverturnedBasisPoints != nil || got.SecondsToDecideP90 != nil {
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
