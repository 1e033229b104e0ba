package views_test

import (
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
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
