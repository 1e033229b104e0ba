package assessing_test

import (
	"testing"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
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
