package adjudicate_test

import (
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// daySet is a set in which ZX101 takes 60 minutes a unit and ZX102 a day, and the
// provider 1234567893 is so many persons.
func daySet(t *testing.T, persons string) *rules.Set {
	t.Helper()
	set, faults := rules.Parse(map[string][]byte{
		rules.ManifestName: []byte("file,kind,version,source,licence,start,end\nd.csv,directory,1,test,none,,\np.csv,procedures,1,test,none,,\n"),
		"d.csv":            []byte("npi,start,end,network,name,locality,taxonomy,persons\n1234567893,,,in,,,," + persons + "\n"),
		"p.csv": []byte("procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes\n" +
			"ZX101,,,,,,,,,,60\nZX102,,,,,,,,,,1440\n"),
	})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return set
}

func TestAssess_GivesAGroupTheDaysOfItsPersons(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, persons   string
		busy            int
		isWaiting       bool
		wantFound, most int
	}{
		{"one person within the day", "", 1380, false, 1440, 1440},
		{"one person beyond it", "", 1381, true, 1441, 1440},
		{"three persons within their days", "3", 4260, false, 4320, 4320},
		{"three persons beyond them", "3", 4261, true, 4321, 4320},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := setup(t)
			day := claims.NewDate(2026, 3, 1)
			in.Rules, in.Provider.NPI = daySet(t, c.persons), 1234567893
			in.Claim.Lines = []claims.Line{line(1, "ZX101", day, 25000)}
			in.ProviderDays = []adjudicate.DayLoad{{Date: day, Minutes: c.busy}, {Date: day.AddDays(1), Minutes: 9999}}
			got := assess(t, in)
			if isWaiting := len(got.ReviewsNeeded) > 0; isWaiting != c.isWaiting {
				t.Errorf("waits: %v", isWaiting)
			}
			at := slices.IndexFunc(got.Trace, func(s adjudicate.Step) bool { return s.Rule == rules.SignalImpossibleDay })
			if at < 0 || got.Trace[at].Detail.Found != c.wantFound || got.Trace[at].Detail.Limit != c.most {
				t.Errorf("got %+v", got.Trace)
			}
		})
	}
}

// Denied and informational lines take no time, nor do stays and what the set says no
// minutes of.
func TestDayLoadsOf_SumsWhatTakesTime(t *testing.T) {
	t.Parallel()
	day := claims.NewDate(2026, 3, 1)
	claim := claims.Claim{Lines: []claims.Line{
		line(1, "ZX101", day.AddDays(1), 100), line(2, "ZX101", day, 100), line(3, "ZX102", day, 100), line(4, "ZX103", day, 100),
		line(5, "ZX101", day, 100), line(6, "ZX101", day, 0), line(7, "ZX101", day, 100),
	}}
	claim.Lines[1].Units = 3
	set := daySet(t, "")
	got := adjudicate.DayLoadsOf(&claim, set, func(sequence int) bool { return sequence == 5 })
	if want := []adjudicate.DayLoad{{Date: day, Minutes: 240}, {Date: day.AddDays(1), Minutes: 60}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	claim.Lines[0].Procedure = codes.Code{System: codes.Synthetic, Value: "ZX104"}
	if got := adjudicate.DayLoadsOf(&claim, rules.Builtin(), func(int) bool { return false }); got != nil {
		t.Errorf("a set that says no minutes: got %v", got)
	}
}
