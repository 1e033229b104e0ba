package adjudicate_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/rules"
)

func TestBrief_RoundTrips(t *testing.T) {
	t.Parallel()
	forEach(t, 21, 2000, func(in adjudicate.Input, random *rand.Rand) {
		want := adjudicate.PastOf("", &in.Claim)
		brief := want.Brief()
		got, err := adjudicate.ParseBrief(brief)
		if err != nil || !reflect.DeepEqual(got, adjudicate.Past{Authorization: want.Authorization, Lines: normal(want.Lines)}) {
			t.Errorf("got  %+v, %v\nwant %+v", got, err, want.Lines)
		}
		if _, err := adjudicate.ParseBrief(brief[:random.IntN(len(brief))]); !errors.Is(err, adjudicate.ErrBriefInvalid) {
			t.Errorf("a part of a brief: got %v", err)
		}
		if _, err := adjudicate.ParseBrief(append(brief, 0)); !errors.Is(err, adjudicate.ErrBriefInvalid) {
			t.Errorf("more than a brief: got %v", err)
		}
	})
}

// normal has no list of nothing.
func normal(lines []adjudicate.PastLine) []adjudicate.PastLine {
	for i := range lines {
		if len(lines[i].Modifiers) == 0 {
			lines[i].Modifiers = nil
		}
	}
	return lines
}

func TestParseBrief_RefusesAnotherVersion(t *testing.T) {
	t.Parallel()
	for _, brief := range [][]byte{nil, {0, 0, 0}, {2, 0, 0}} {
		if _, err := adjudicate.ParseBrief(brief); !errors.Is(err, adjudicate.ErrBriefInvalid) {
			t.Errorf("%v: got %v", brief, err)
		}
	}
}

func FuzzParseBrief_NeverPanics(f *testing.F) {
	f.Add([]byte{1, 1, 'A', 1, 2, 2, 2, 2, 1, 'a', 1, 'b', 0, 0})
	f.Fuzz(func(t *testing.T, brief []byte) {
		past, err := adjudicate.ParseBrief(brief)
		if err != nil {
			return
		}
		if got, err := adjudicate.ParseBrief(past.Brief()); err != nil || !reflect.DeepEqual(got, past) {
			t.Errorf("got %+v, %v, want %+v", got, err, past)
		}
	})
}

// What lies before the look-back of a claim decides nothing of it.
func TestProperty_HistoryBeforeTheLookBackDecidesNothing(t *testing.T) {
	t.Parallel()
	left := 0
	forEach(t, 22, 4000, func(in adjudicate.Input, random *rand.Rand) {
		for i := range in.History {
			for j := range in.History[i].Lines {
				line := &in.History[i].Lines[j]
				line.ServiceDate = line.ServiceDate.AddDays(-random.IntN(200))
			}
		}
		set := in.Rules
		if set == nil {
			set = rules.Builtin()
		}
		first := adjudicate.LookBack(&in.Claim, set, in.Authorizations)
		whole, err := adjudicate.Assess(in)
		if err != nil {
			t.Fatal(err)
		}
		in.History = slices.Clone(in.History)
		for i := range in.History {
			lines := slices.DeleteFunc(slices.Clone(in.History[i].Lines), func(l adjudicate.PastLine) bool { return l.ServiceDate < first })
			left += len(in.History[i].Lines) - len(lines)
			in.History[i].Lines = lines
		}
		part, err := adjudicate.Assess(in)
		if err != nil {
			t.Fatal(err)
		}
		same(t, &part, &whole)
	})
	if left == 0 {
		t.Error("nothing was left out")
	}
}

func TestLookBack_IsAsFarAsTheLimitsOfTheProcedures(t *testing.T) {
	t.Parallel()
	set, faults := rules.Parse(readRules(t, "", "", `procedure ZX502 minutes=1440
frequency ZX600 2 services per=calendar-year
frequency ZX401 5 units per=10_days
frequency ZX200 1 services per=lifetime
frequency ZX100 1 services per=day
`))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	day := claims.NewDate(2026, 3, 15)
	for _, c := range []struct {
		procedure string
		want      claims.Date
	}{
		{"ZX101", day},
		{"ZX100", day},
		{"ZX600", claims.NewDate(2026, 1, 1)},
		{"ZX401", claims.NewDate(2026, 3, 6)},
		{"ZX200", 0},
		{"ZX502", 0},
	} {
		in := setup(t)
		in.Claim.Lines[0].Procedure, in.Claim.Lines[0].ServiceDate = readCode(c.procedure), day
		in.Claim.Lines = in.Claim.Lines[:1]
		if got := adjudicate.LookBack(&in.Claim, set, nil); got != c.want {
			t.Errorf("%s: got %s, want %s", c.procedure, got, c.want)
		}
	}
}
