package remit_test

import (
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/claims/rules"
)

func TestExplanations_EveryRuleSaysWhyAndWhatWouldHelp(t *testing.T) {
	t.Parallel()
	full := adjudicate.Detail{
		Date: claims.NewDate(2026, 3, 1), Kind: "11504-8", Class: "office", Code: codes.Code{System: codes.Synthetic, Value: "ZX101"},
		Text: "59", Claim: "c1", Line: 2, Found: 3, Limit: 2, Indicator: 1, Days: 365,
	}
	for _, rule := range rules.Rules() {
		for _, detail := range []adjudicate.Detail{{}, full} {
			reason := adjudicate.Reason{Rule: rule.String(), Detail: detail}
			why, remedy := remit.Because(reason), remit.Remedy(reason)
			if !strings.HasPrefix(why, "Not paid: ") || !strings.HasSuffix(why, ".") || strings.Contains(why, "..") {
				t.Errorf("%s: %q", rule, why)
			}
			if len(remedy) < 10 || !strings.HasSuffix(remedy, ".") || remedy[0] < 'A' || remedy[0] > 'Z' {
				t.Errorf("%s: %q", rule, remedy)
			}
		}
	}
	if got := remit.Remedy(adjudicate.Reason{Rule: "a.later-rule"}); got != "" {
		t.Errorf("got %q", got)
	}
}
