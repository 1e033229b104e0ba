package rules

import (
	"slices"

	"github.com/clearclaim/clearclaim/claims/internal/table"
)

// HasPrices reports whether files have tables of prices among them.
func HasPrices(files map[string][]byte) bool {
	var ignored table.Faults // Parse lists them
	return slices.ContainsFunc(ReadManifest(files, &ignored), func(e Entry) bool { return IsPricingKind(e.Kind) })
}
