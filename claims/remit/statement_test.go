package remit_test

import (
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/claims/rules"
)

func TestStatement_SaysWhoPaysTheCharge(t *testing.T) {
	t.Parallel()
	denied := benefits.LineResult{Charge: cents(5000), Class: benefits.ClassDenied, Denial: benefits.DenialByEngine}
	for _, test := range []struct {
		name    string
		charges []int64
		reasons adjudicate.Reasons
		results []benefits.LineResult
		priors  []claims.PriorPayer
		want    remit.Statement
		summary string
		first   string
	}{
		{
			name: "paid in part", charges: []int64{25000, 0}, results: []benefits.LineResult{paid()},
			want:    remit.Statement{Charge: cents(25000), Allowed: cents(18000), PlanPaid: cents(6500), Owed: cents(11500), NotOwed: cents(7000)},
			summary: "The provider charged $250.00. The plan paid $65.00. $70.00 is not yours to pay. You owe $115.00.",
			first:   "Line 1: The plan paid $65.00. You owe $115.00: $100.00 deductible, $5.00 copay and $10.00 coinsurance. The provider may not bill you the $70.00 that the plan does not recognise.",
		},
		{
			name: "denied, the patient's", charges: []int64{5000}, results: []benefits.LineResult{denied},
			reasons: adjudicate.Reasons{denial(1, "PR", "26", rules.BeforeCoverage.String())},
			want:    remit.Statement{Charge: cents(5000), Owed: cents(5000)},
			summary: "The provider charged $50.00. The plan paid nothing. You owe $50.00.",
		},
		{
			name: "denied, the provider's", charges: []int64{5000}, results: []benefits.LineResult{denied},
			reasons: adjudicate.Reasons{denial(1, "CO", "151", rules.MUEUnits.String())},
			want:    remit.Statement{Charge: cents(5000), NotOwed: cents(5000)},
			summary: "The provider charged $50.00. The plan paid nothing. $50.00 is not yours to pay. You owe nothing.",
		},
		{
			// The ledger has $100.00 of what others paid for the first line. The parts come to the charge all the same.
			name: "others paid above a charge", charges: []int64{10000, 10000},
			results: []benefits.LineResult{
				coordinated(claims.PriorAmounts{Paid: cents(10000)}),
				coordinated(claims.PriorAmounts{Paid: cents(5000), Owed: cents(2000), Allowed: cents(7000)}),
			},
			priors: []claims.PriorPayer{{Payer: "60054", Paid: cents(17000), Lines: []claims.PriorLine{
				{Sequence: 1, Paid: cents(12000), Adjustments: []claims.PriorAdjustment{{Group: "OA", CARC: "94", Amount: cents(-2000)}}},
				{Sequence: 2, Paid: cents(5000), Adjustments: []claims.PriorAdjustment{{Group: "CO", CARC: "45", Amount: cents(3000)}, {Group: "PR", CARC: "2", Amount: cents(2000)}}},
			}}},
			want: remit.Statement{
				Charge: cents(20000), Allowed: cents(14000), OthersPaid: cents(15000), OthersPaidAbove: cents(2000), Owed: cents(2000), NotOwed: cents(3000),
			},
			summary: "The provider charged $200.00. Other insurance paid $170.00, $20.00 of it above the charge of a service. The plan paid nothing. $30.00 is not yours to pay. You owe $20.00.",
		},
	} {
		claim := claimOf(test.charges...)
		claim.PriorPayers = test.priors
		r, err := explain(claim, test.reasons, test.results)
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		got := remit.StatementOf(&r, test.results)
		if got.Summary != test.summary || test.first != "" && !slices.Equal(got.Reasons, []string{test.first}) {
			t.Errorf("%s: got %q, %q", test.name, got.Summary, got.Reasons)
		}
		got.Summary, got.Reasons = "", nil
		if !isSameStatement(got, test.want) {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
}

// coordinated is a line of $100.00 of which the deductible takes the $70.00 that are allowed.
func coordinated(prior claims.PriorAmounts) benefits.LineResult {
	return benefits.LineResult{
		Charge: cents(10000), Units: 2, Allowed: cents(7000), Deductible: cents(7000), IsCoordinated: true, Prior: prior,
	}
}

func isSameStatement(a, b remit.Statement) bool {
	return a.Charge == b.Charge && a.Allowed == b.Allowed && a.PlanPaid == b.PlanPaid && a.OthersPaid == b.OthersPaid &&
		a.OthersPaidAbove == b.OthersPaidAbove &&
		a.Owed == b.Owed && a.NotOwed == b.NotOwed
}
