package rules

import "github.com/clearclaim/clearclaim/claims/internal/table"

// PriceEntries returns the lines of the manifest that are of tables of prices.
func PriceEntries(files map[string][]byte) []Entry {
	var ignored table.Faults // Parse lists them
	var prices []Entry
	for _, entry := range ReadManifest(files, &ignored) {
		if IsPricingKind(entry.Kind) {
			prices = append(prices, entry)
		}
	}
	return prices
}
