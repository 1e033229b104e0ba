package remit

import (
	"strings"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Finding says what a rule found of a line that waits, "" for a rule that is not
// known here.
func Finding(rule string, detail adjudicate.Detail) string {
	known, isKnown := rules.ParseRule(rule)
	if !isKnown {
		return ""
	}
	found := explanations[known].why(detail)
	return strings.ToUpper(found[:1]) + found[1:] + "."
}
