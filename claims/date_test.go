package claims_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
)

func TestDate_CountsDaysFromYearOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want claims.Date
	}{
		{"0001-01-01", 1},
		{"0001-12-31", 365},
		{"0004-02-29", 1155},
		{"1582-10-15", 577736},
		{"1899-12-31", 693595},
		{"1900-01-01", 693596},
		{"1969-12-31", 719162},
		{"1970-01-01", 719163},
		{"2000-02-29", 730179},
		{"2000-03-01", 730180},
		{"2024-02-29", 738945},
		{"2026-11-21", 739941},
		{"9999-12-31", 3652059},
	} {
		got, err := claims.ParseDate(c.text)
		if err != nil || got != c.want {
			t.Errorf("%s: got %d, %v; want %d", c.text, got, err, c.want)
		}
		if c.want.String() != c.text {
			t.Errorf("%d: got %s, want %s", c.want, c.want.String(), c.text)
		}
	}
}

func TestParseDate_RefusesWhatIsNoDay(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "2023-02-29", "1900-02-29", "2024-02-30", "2024-13-01", "2024-00-10", "2024-1-1", "0000-01-01",
		"2024-01-01T00:00:00Z", " 2024-01-01", "10000-01-01", "-001-01-01", "20240101",
	} {
		if got, err := claims.ParseDate(text); !errors.Is(err, claims.ErrInvalidDate) {
			t.Errorf("%q: got %d, %v", text, got, err)
		}
	}
}

func TestDate_EveryDayHasOneTextAndOneNumber(t *testing.T) {
	t.Parallel()
	end := claims.NewDate(2105, time.March, 1)
	for day := claims.NewDate(1895, time.January, 1); day < end; day = day.AddDays(1) {
		back, err := claims.ParseDate(day.String())
		if err != nil || back != day {
			t.Fatalf("day %d reads back as %d, %v", day, back, err)
		}
	}
}

func TestDateOf_ReadsInstantsInUTC(t *testing.T) {
	t.Parallel()
	east := time.FixedZone("east", 10*3600)
	if got := claims.DateOf(time.Date(2024, 3, 1, 5, 0, 0, 0, east)).String(); got != "2024-02-29" {
		t.Errorf("got %s", got)
	}
	if got := claims.DateOf(time.Unix(-1, 0)).String(); got != "1969-12-31" {
		t.Errorf("got %s", got)
	}
}

func TestDate_JSONIsTextAndEmptyIsNoDate(t *testing.T) {
	t.Parallel()
	var dates []claims.Date
	if err := json.Unmarshal([]byte(`["2024-02-29",""]`), &dates); err != nil || len(dates) != 2 || !dates[1].IsZero() {
		t.Fatalf("got %v, %v", dates, err)
	}
	if encoded, err := json.Marshal(dates); err != nil || string(encoded) != `["2024-02-29",""]` {
		t.Errorf("got %s, %v", encoded, err)
	}
	if err := json.Unmarshal([]byte(`["2023-02-29"]`), &dates); !errors.Is(err, claims.ErrInvalidDate) {
		t.Errorf("got %v", err)
	}
}

func TestSpan_IsHalfOpen(t *testing.T) {
	t.Parallel()
	year := claims.Span{Start: 10, End: 20}
	for date, want := range map[claims.Date]bool{9: false, 10: true, 19: true, 20: false} {
		if year.Contains(date) != want {
			t.Errorf("day %d: got %t", date, !want)
		}
	}
	if open := (claims.Span{Start: 10}); !open.Contains(3652059) || open.Contains(9) {
		t.Error("an open span has no last day and a first one")
	}
}
