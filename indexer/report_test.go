package indexer_test

import (
	"encoding/json"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/indexer"
)

// What operators read has names of its own, with the unit of each amount last.
func TestReport_AsJSONNamesUnits(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(indexer.Report{Insurers: []indexer.InsurerReport{{}}})
	require.NoError(t, err)
	name := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	count := 0
	var walk func(value any)
	walk = func(value any) {
		switch found := value.(type) {
		case map[string]any:
			for key, value := range found {
				count++
				require.Regexp(t, name, key)
				walk(value)
			}
		case []any:
			for _, value := range found {
				walk(value)
			}
		}
	}
	var read any
	require.NoError(t, json.Unmarshal(text, &read))
	walk(read)
	require.Greater(t, count, 20)
	for _, amount := range []string{
		`"determined_paid_cents"`, `"transferred_cents"`, `"escrow_balance_token_units"`, `"owed_on_ledger_cents"`, `"deposited_token_units"`,
	} {
		require.Contains(t, string(text), amount)
	}
}
