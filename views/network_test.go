package views_test

import (
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// What a provider outside the network charges above the allowed amount it may bill, and
// the patient is told so; of one whose network nobody knows it is written off.
func TestClaim_SaysWhoBearsWhatIsAboveTheAllowedAmount(t *testing.T) {
	t.Parallel()
	directory := map[string][]byte{
		rules.ManifestName: []byte("file,kind,version,source,licence,start,end\nd.csv,directory,1,test,none,,\n"),
		"d.csv":            []byte("npi,start,end,network,name,locality,taxonomy\n1234567893,2026-01-01,,in,gold,01112-05,207Q00000X\n"),
	}
	for _, test := range []struct {
		name         string
		isListed     bool
		group        string
		patient      int64
		sentencePart string
	}{
		{"nobody knows", false, "CO", 27_00, "The provider may not bill you the $10.00"},
		{"out of the network", true, "PR", 42_00, "$10.00 that the plan does not recognise and the provider, who is not in its network, may bill you"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := viewstest.New(t)
			if test.isListed {
				w.LoadRules(directory)
			}
			s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{})
			w.Receive(s, 4, 10)
			w.Determine(s, 0, 11, viewstest.PaidLine(10_000), viewstest.PaidLine(5_000))
			claim, err := w.Claim(viewstest.As(t, viewstest.Anna), s.Claims[0])
			if err != nil {
				t.Fatal(err)
			}
			line := claim.Lines[0]
			above := views.Adjustment{Group: line.Adjustments[0].Group, CARC: "45", Amount: money.Cents(1_000)}
			if string(above.Group) != test.group || line.Adjustments[0] != above || !strings.Contains(*line.Reason, test.sentencePart) {
				t.Errorf("got %+v, %s", line.Adjustments, *line.Reason)
			}
			if *claim.PatientResponsibility != money.Cents(test.patient) {
				t.Errorf("the patient owes %s", claim.PatientResponsibility)
			}
		})
	}
}

// Of a provider that joins the network or leaves it within a claim each line is told by its own
// day, and so is what the ledger denies.
func TestClaim_SaysWhoBearsWhatByTheDayOfEachLine(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, before, after string
		above, denied       string // the groups of the first line, paid in part, and of the second, denied
		patient             int64
		told                [2]string
	}{
		{"joins", "out", "in", "PR", "CO", 28_00, [2]string{"is not in its network", "may not bill you for it"}},
		{"leaves", "in", "out", "CO", "PI", 18_00, [2]string{"may not bill you the $10.00", "has no contract with the provider"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := viewstest.New(t)
			w.Exec("UPDATE providers SET identifier = '1234567893' WHERE id = 1")
			w.LoadRules(map[string][]byte{
				rules.ManifestName: []byte("file,kind,version,source,licence,start,end\nd.csv,directory,1,test,none,,\n"),
				"d.csv": []byte("npi,start,end,network,name,locality,taxonomy\n" +
					"1234567893,,2026-02-04," + test.before + ",,,\n1234567893,2026-02-04,," + test.after + ",,,\n"),
			})
			w.Alter = func(c *claims.Claim) { c.Lines[1].ServiceDate = c.Lines[1].ServiceDate.AddDays(1) }
			s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{})
			w.Receive(s, 4, 10)
			denied := benefits.LineResult{Charge: money.Cents(5_000), Denial: benefits.DenialEvidenceMissing}
			w.Determine(s, 0, 11, viewstest.PaidLine(10_000), denied)
			claim, err := w.Claim(viewstest.As(t, viewstest.Anna), s.Claims[0])
			if err != nil {
				t.Fatal(err)
			}
			for i, group := range []string{test.above, test.denied} {
				line := claim.Lines[i]
				if string(line.Adjustments[0].Group) != group || !strings.Contains(*line.Reason, test.told[i]) {
					t.Errorf("line %d: got %+v, %s", i+1, line.Adjustments, *line.Reason)
				}
			}
			if hit := claim.Lines[1].Explanation.Hits[0]; hit.Group != test.denied || *claim.PatientResponsibility != money.Cents(test.patient) {
				t.Errorf("the denial is explained as %s, the patient owes %s", hit.Group, claim.PatientResponsibility)
			}
		})
	}
}
