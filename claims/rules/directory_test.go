package rules_test

import (
	"testing"

	"github.com/clearclaim/clearclaim/claims/rules"
)

func TestProvider_IsWhatTheDirectorySaysOnTheDate(t *testing.T) {
	t.Parallel()
	set := parse(t, "directory", directoryText)
	out := rules.ProviderRow{Network: rules.OutOfNetwork}
	for _, c := range []struct {
		npi, date string
		want      rules.ProviderRow
	}{
		{"1234567893", "2019-12-31", out},
		{"1234567893", "2020-01-01", rules.ProviderRow{Network: rules.InNetwork, NetworkName: "gold", Locality: "01112-05", Taxonomy: "207Q00000X"}},
		{"1234567893", "2021-01-01", out},
		{"1245319599", "2026-01-01", rules.ProviderRow{Network: rules.InNetwork}},
		{"1111111111", "2026-01-01", out},
		{"not an NPI", "2026-01-01", out},
	} {
		if got := set.ProviderRow(set.ProviderOf(rules.NPIOf(c.npi)), day(t, c.date)); got != c.want {
			t.Errorf("%s on %s: got %+v", c.npi, c.date, got)
		}
	}
	if got := rules.Builtin().ProviderRow(rules.Builtin().ProviderOf(rules.NPIOf("1234567893")), day(t, "2020-01-01")); got != (rules.ProviderRow{}) {
		t.Errorf("without a directory: got %+v", got)
	}
}

// What a column that came later adds to a root is in the rows that use it alone.
func TestProvider_IsOnePersonUnlessTheDirectorySaysMore(t *testing.T) {
	t.Parallel()
	head := "npi,start,end,network,name,locality,taxonomy"
	without := parse(t, "directory", head+"\n1234567893,,,in,,,\n")
	one := parse(t, "directory", head+",persons\n1234567893,,,in,,,,1\n")
	group := parse(t, "directory", head+",persons\n1234567893,,,in,,,,12\n")
	if without.Root() != one.Root() || without.Root() == group.Root() {
		t.Error("one person makes another set, or twelve do not")
	}
	on := day(t, "2026-01-01")
	if got := one.ProviderRow(one.ProviderOf(rules.NPIOf("1234567893")), on).Persons; got != 0 {
		t.Errorf("one person: got %d", got)
	}
	if got := group.ProviderRow(group.ProviderOf(rules.NPIOf("1234567893")), on).Persons; got != 12 {
		t.Errorf("a group: got %d", got)
	}
}
