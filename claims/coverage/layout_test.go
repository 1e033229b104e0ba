package coverage_test

import (
	"errors"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
)

func limit(period coverage.LimitPeriod, most uint64) coverage.BenefitLimit {
	return coverage.BenefitLimit{Kind: coverage.Units, Period: period, Max: most}
}

// The places are golden: plans on the ledger have them.
func TestLayout_GivesPlacesThatNeverChange(t *testing.T) {
	t.Parallel()
	const year, life, rolling = coverage.BenefitYear, coverage.Lifetime, coverage.Rolling
	const wide = 1<<36 - 2
	for _, c := range []struct {
		name   string
		limits []coverage.BenefitLimit
		want   string
	}{
		{"none", nil, ""},
		{"one", []coverage.BenefitLimit{limit(year, 20)}, "0+5"},
		{"powers of two", []coverage.BenefitLimit{limit(year, 1), limit(year, 2), limit(year, 3), limit(year, 4)}, "0+1 1+2 3+2 5+3"},
		{"all of the word", []coverage.BenefitLimit{limit(year, wide), limit(year, wide), limit(year, 4095)}, "0+36 36+36 72+12"},
		{"a bit more", []coverage.BenefitLimit{limit(year, wide), limit(year, wide), limit(year, 4096)}, "x0+36 x36+36 0+13"},
		{
			"seven small ones", slices.Repeat([]coverage.BenefitLimit{limit(year, 7)}, 7),
			"0+3 3+3 6+3 9+3 12+3 15+3 x0+3",
		},
		{"for life", []coverage.BenefitLimit{limit(life, 100), limit(year, 9), limit(life, wide)}, "x0+7 0+4 x7+36"},
		{"rolling has a window", []coverage.BenefitLimit{limit(rolling, 100), limit(rolling, 3), limit(year, 1<<20-1)}, "x0+7 x31+2 0+20"},
		{"all of the extension", slices.Repeat([]coverage.BenefitLimit{limit(rolling, 255)}, 6), "x0+8 x32+8 x64+8 x96+8 x128+8 x160+8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			given := slices.Clone(c.limits)
			placed, err := coverage.Layout(c.limits)
			if got := placesOf(placed); err != nil || got != c.want {
				t.Errorf("got %s, %v; want %s", got, err, c.want)
			}
			if !slices.Equal(given, c.limits) {
				t.Error("the limits were changed")
			}
		})
	}
}

func placesOf(limits []coverage.BenefitLimit) string {
	text := ""
	for i, l := range limits {
		if i > 0 {
			text += " "
		}
		if l.Place.IsExtended {
			text += "x"
		}
		text += fmt.Sprintf("%d+%d", l.Place.Shift, l.Place.Width)
	}
	return text
}

func TestLayout_RefusesWhatHasNoRoom(t *testing.T) {
	t.Parallel()
	const year, life = coverage.BenefitYear, coverage.Lifetime
	for name, limits := range map[string][]coverage.BenefitLimit{
		"a year's beside a life's": {limit(life, 1), limit(year, 1<<20)},
		"seven beside a life's":    append(slices.Repeat([]coverage.BenefitLimit{limit(year, 1)}, 7), limit(life, 1)),
		"past the extension":       slices.Repeat([]coverage.BenefitLimit{limit(life, 1<<36-2)}, 6),
		"past both":                slices.Repeat([]coverage.BenefitLimit{limit(year, 1<<36-2)}, 6),
		"past 64 bits of both":     slices.Repeat([]coverage.BenefitLimit{limit(year, 1<<63)}, 4),
	} {
		if placed, err := coverage.Layout(limits); !errors.Is(err, coverage.ErrLimitsTooWide) {
			t.Errorf("%s: got %s, %v", name, placesOf(placed), err)
		}
	}
}

// breach says which of the ledger's rules about places does not hold, or "".
func breach(limits []coverage.BenefitLimit) string {
	plan := coverage.Plan{Limits: limits}
	var taken [2][192]bool
	inWord := 0
	for _, l := range limits {
		field, room, width := 0, 84, int(l.Place.Width)
		if plan.HasExtension() {
			room = 20
		}
		if l.Place.IsExtended {
			field, room = 1, 192
		} else {
			inWord++
		}
		if l.Period == coverage.Rolling {
			width += 24
		}
		switch {
		case bits.Len64(l.Max) > int(l.Place.Width):
			return "the maximum is below 2^width"
		case int(l.Place.Shift)+width > room:
			return "a counter stays in its room"
		case l.Period != coverage.BenefitYear && !l.Place.IsExtended:
			return "lifetime and rolling limits stand in the extension"
		case l.Place.IsExtended && (l.Period == coverage.BenefitYear) == plan.IsExtensionForLife():
			return "extended limits are all of a benefit year or all of a life"
		}
		for bit := int(l.Place.Shift); bit < int(l.Place.Shift)+width; bit++ {
			if taken[field][bit] {
				return "counters do not overlap"
			}
			taken[field][bit] = true
		}
	}
	if inWord > 6 {
		return "at most six stand in the word"
	}
	return ""
}

func TestLayout_KeepsTheLedgersRules(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	placedCount := 0
	for range 20_000 {
		limits := make([]coverage.BenefitLimit, random.IntN(16))
		periods := [][]coverage.LimitPeriod{
			{coverage.BenefitYear}, {coverage.BenefitYear, coverage.Lifetime, coverage.Rolling}, {coverage.Lifetime, coverage.Rolling},
		}[random.IntN(3)]
		for i := range limits {
			limits[i] = limit(periods[random.IntN(len(periods))], 1+random.Uint64N(1<<(1+random.IntN(36))))
		}
		placed, err := coverage.Layout(limits)
		if err != nil {
			continue
		}
		placedCount++
		if rule := breach(placed); rule != "" {
			t.Fatalf("%s: %+v", rule, placed)
		}
	}
	if placedCount < 1000 {
		t.Errorf("only %d were placed", placedCount)
	}
}

func TestClocks_DaysAreThoseOfTheOffset(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		offset  int32
		instant string
		want    string
	}{
		{"UTC", 0, "2026-03-01T00:00:00Z", "2026-03-01"},
		{"last second of a day", 0, "2026-02-28T23:59:59.999Z", "2026-02-28"},
		{"five hours west, before midnight", -18000, "2026-03-01T04:59:59Z", "2026-02-28"},
		{"five hours west, midnight", -18000, "2026-03-01T05:00:00Z", "2026-03-01"},
		{"fourteen hours east", 50400, "2024-02-28T10:00:00Z", "2024-02-29"},
		{"fourteen hours west", -50400, "2024-03-01T13:59:59Z", "2024-02-29"},
		{"before 1970", 0, "1969-12-31T23:59:59Z", "1969-12-31"},
		{"before 1970, floored", -1, "1970-01-01T00:00:00Z", "1969-12-31"},
		{"a second east of 1970", 1, "1969-12-31T23:59:59Z", "1970-01-01"},
		{"an instant of another zone", 0, "2026-03-01T05:00:00+09:00", "2026-02-28"},
	} {
		instant, err := time.Parse(time.RFC3339Nano, c.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := (coverage.Clocks{UTCOffsetSeconds: c.offset}).DateOf(instant); got.String() != c.want {
			t.Errorf("%s: got %s", c.name, got)
		}
	}
	received := time.Date(2026, 2, 27, 12, 0, 0, 0, time.UTC)
	if got := (coverage.Clocks{}).ReceiptDate(received, 3); got != claims.NewDate(2026, 3, 2) {
		t.Errorf("got %s", got)
	}
}

func TestInterestOn_IsTheLastEntryNotAfterTheDay(t *testing.T) {
	t.Parallel()
	clocks := coverage.Clocks{Interest: []coverage.InterestRate{{FromDate: 100, Rate: 1}, {FromDate: 200, Rate: 2}}}
	for date, want := range map[claims.Date]uint16{99: 0, 100: 1, 199: 1, 200: 2, 9999: 2} {
		got, isInForce := clocks.InterestOn(date)
		if uint16(got.Rate) != want || isInForce != (want > 0) {
			t.Errorf("day %d: got %+v", date, got)
		}
	}
}

// The clock ends with the last day in time, at the plan's offset, and days count from there.
func TestClocks_DecideByAndOverdueDays(t *testing.T) {
	t.Parallel()
	clocks := coverage.Clocks{PromptPayDays: 30, UTCOffsetSeconds: -5 * 3600}
	from := time.Date(2026, 3, 2, 4, 59, 59, 0, time.UTC) // still 1 March
	by := time.Date(2026, 4, 1, 5, 0, 0, 0, time.UTC)
	clocks.AppealDays = 180
	if got := clocks.LastAppealDate(from); got != claims.NewDate(2026, 8, 28) {
		t.Errorf("to be appealed until %s", got)
	}
	if got := clocks.DecideBy(from); !got.Equal(by) {
		t.Errorf("to be decided by %s, want %s", got, by)
	}
	for at, want := range map[time.Time]int{
		from: 0, by.Add(-time.Second): 0, by: 1, by.Add(24*time.Hour - time.Second): 1, by.Add(24 * time.Hour): 2,
	} {
		if got := clocks.OverdueDays(from, at); got != want {
			t.Errorf("at %s overdue %d days, want %d", at, got, want)
		}
	}
}
