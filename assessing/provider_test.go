package assessing_test

import (
	"testing"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/rules"
)

func TestTables_AddToNamesWhatDecides(t *testing.T) {
	t.Parallel()
	tables := &assessing.Tables{Rules: rules.Sample()}
	in := adjudicate.Input{Provider: assessing.ProviderOf("1234567893")}
	if tables.AddTo(&in); in.Rules != tables.Rules || in.IsRulesUnknown || in.Provider != (adjudicate.Provider{NPI: 1234567893}) {
		t.Errorf("got %+v", in)
	}
	var unknown *assessing.Tables
	if unknown.AddTo(&in); !in.IsRulesUnknown {
		t.Error("tables that are not known decide")
	}
}

// What a line of business posts, a plan of it gets, and no other.
func TestTables_AddToTakesThePlansLineOfBusiness(t *testing.T) {
	t.Parallel()
	tables, faults := assessing.Parse(map[string][]byte{
		rules.ManifestName: []byte("file,kind,version,source,licence,start,end\np.csv,postings,1,test,none,,\n"),
		"p.csv":            []byte("rule,network,business,group,carc,rarc,priority\nfiling.late,any,dental,PR,29,,1\n"),
	})
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	for business, want := range map[string]string{"dental": "PR", "vision": "CO", "": "CO"} {
		in := adjudicate.Input{Plan: coverage.Plan{LineOfBusiness: business}}
		tables.AddTo(&in)
		if got := in.Rules.Posting(rules.FilingLate, rules.InNetwork, in.Business).Group; got != want {
			t.Errorf("%q posts %s, want %s", business, got, want)
		}
		ledger := adjudicate.Ledger{Plan: in.Plan}
		if tables.AddToLedger(&ledger, ""); ledger.Rules != in.Rules || ledger.Business != in.Business {
			t.Errorf("%q: the ledger's own denials are posted by %+v", business, ledger)
		}
	}
}
