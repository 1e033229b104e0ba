package views

import (
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// A provider is told which of its own claims a line repeats: by that number it corrects it. Of
// what may be another's, and of a claim that a patient lets it read, it is told nothing.
func TestShown_ProvidersAreToldOfTheirOwnClaimsAlone(t *testing.T) {
	t.Parallel()
	exact, suspect := rules.DuplicateExact.String(), rules.DuplicateSuspect.String()
	own := auth.Principal{Role: auth.RoleProvider, Provider: 1}
	for _, test := range []struct {
		name          string
		by            auth.Principal
		rule, version string
		text          string
		isNamed       bool
	}{
		{"its own", own, exact, adjudicate.RuleVersion, "", true},
		{"found by a person", own, exact, adjudicate.RuleVersion, adjudicate.ByReview, false},
		{"of rules that did not tell", own, exact, "6", "", false},
		{"suspect", own, suspect, adjudicate.RuleVersion, "", false},
		{"of a claim that it may read", auth.Principal{Role: auth.RoleProvider, Provider: 2}, exact, adjudicate.RuleVersion, "", false},
		{"to the patient", auth.Principal{Role: auth.RolePatient}, exact, adjudicate.RuleVersion, adjudicate.ByReview, true},
	} {
		ctx := auth.WithPrincipal(t.Context(), test.by)
		detail := shown(ctx, claims.ProviderID(1), adjudicate.Reason{
			Rule: test.rule, RuleVersion: test.version, Detail: adjudicate.Detail{Claim: "x", Line: 2, Text: test.text},
		})
		if isNamed := detail.Claim == "x" && detail.Line == 2; isNamed != test.isNamed || (detail.Claim == "") == test.isNamed {
			t.Errorf("%s: got %+v", test.name, detail)
		}
	}
}
