package assessing_test

import (
	"testing"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/rules"
)

func TestTables_TellWhatTheProviderIsOnTheDayOfService(t *testing.T) {
	t.Parallel()
	tables, faults := assessing.Parse(map[string][]byte{
		rules.ManifestName: []byte("file,kind,version,source,licence,start,end\nd.csv,directory,1,test,none,,\n"),
		"d.csv":            []byte("npi,start,end,network,name,locality,taxonomy\n1234567893,2026-01-01,,in,gold,01112-05,207Q00000X\n"),
	})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	in := adjudicate.Input{Provider: assessing.ProviderOf("1234567893")}
	in.Claim.Lines = []claims.Line{{ServiceDate: claims.NewDate(2026, 1, 1)}}
	tables.AddTo(&in)
	want := adjudicate.Provider{
		NPI: 1234567893, Network: rules.InNetwork, NetworkName: "gold", Locality: "01112-05", Taxonomy: "207Q00000X",
	}
	if in.Provider != want || in.Rules != tables.Rules {
		t.Errorf("got %+v", in.Provider)
	}
	in.Claim.Lines[0].ServiceDate = claims.NewDate(2025, 12, 31)
	tables.AddTo(&in)
	if in.Provider != (adjudicate.Provider{NPI: 1234567893, Network: rules.OutOfNetwork}) {
		t.Errorf("got %+v", in.Provider)
	}
	var unknown *assessing.Tables
	if unknown.AddTo(&in); !in.IsRulesUnknown {
		t.Error("tables that are not known decide")
	}
}
