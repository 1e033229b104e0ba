package claims_test

import (
	"errors"
	"math"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
)

func TestNumber_ReadsBackWhatItWrites(t *testing.T) {
	t.Parallel()
	for _, number := range []claims.Number{
		{},
		{Batch: claims.BatchID{Insurer: 1, Sequence: 42}, Index: 7},
		{Batch: claims.BatchID{Insurer: math.MaxUint32, Sequence: math.MaxUint32}, Index: math.MaxUint16},
	} {
		back, err := claims.ParseNumber(number.String())
		if err != nil || back != number {
			t.Errorf("%s: got %v, %v", number, back, err)
		}
		if claims.BatchIDFrom(number.Batch.Uint64()) != number.Batch {
			t.Errorf("%s: the batch id does not unpack", number)
		}
	}
}

func TestParseNumber_RefusesWhatIsNoNumber(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "1-2", "1-2-3-4", "a-2-3", "1--3", "-1-2-3", "1-2-65536", "4294967296-1-1", "+1-2-3", "1-2- 3"} {
		if number, err := claims.ParseNumber(text); !errors.Is(err, claims.ErrInvalidNumber) {
			t.Errorf("%q: got %v, %v", text, number, err)
		}
	}
}

func TestProgress_GivesOneStatusForEveryFact(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		progress claims.Progress
		want     claims.Status
		category string
	}{
		{"stored", claims.Progress{}, claims.StatusAccepted, "A2"},
		{"receipt on chain", claims.Progress{IsReceived: true}, claims.StatusReceived, "P1"},
		{"document asked for", claims.Progress{IsReceived: true, IsPended: true}, claims.StatusPended, "P3"},
		{"pended before its receipt", claims.Progress{IsPended: true}, claims.StatusPended, "P3"},
		{"determined", claims.Progress{IsReceived: true, IsDetermined: true}, claims.StatusSettling, "P1"},
		{"paid out", claims.Progress{IsReceived: true, IsDetermined: true, IsPaidOut: true}, claims.StatusPaid, "F1"},
		{"denied in a batch that paid", claims.Progress{IsDetermined: true, IsDenied: true, IsPaidOut: true}, claims.StatusDenied, "F2"},
		{"correction that was refused", claims.Progress{IsReceived: true, IsVoid: true, IsRefused: true}, claims.StatusRejected, "A3"},
		{"void", claims.Progress{IsReceived: true, IsDetermined: true, IsPaidOut: true, IsVoid: true}, claims.StatusVoided, "F4"},
		{"void before its determination", claims.Progress{IsReceived: true, IsVoid: true}, claims.StatusReceived, "P1"},
		{"paid and undone", claims.Progress{IsReceived: true, IsDetermined: true, IsPaidOut: true, IsReversed: true}, claims.StatusReversed, "F3"},
		{"denied and undone", claims.Progress{IsReceived: true, IsDetermined: true, IsDenied: true, IsReversed: true}, claims.StatusReversed, "F3"},
		{"paid after a pend", claims.Progress{IsReceived: true, IsPended: true, IsDetermined: true, IsPaidOut: true}, claims.StatusPaid, "F1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := c.progress.Status()
			if got != c.want || got.Category277() != c.category {
				t.Errorf("got %s, %s", got, got.Category277())
			}
		})
	}
	if got := claims.Status("unknown").Category277(); got != "" {
		t.Errorf("an unknown status has category %s", got)
	}
}

func TestClaim_SumsAndDates(t *testing.T) {
	t.Parallel()
	claim := claims.Claim{Lines: []claims.Line{
		{ServiceDate: 20, Charge: money.Cents(100)},
		{ServiceDate: 10, IsInformational: true},
		{ServiceDate: 30, Charge: money.Cents(50)},
	}}
	if total, err := claim.Charge(); err != nil || total.Cents() != 150 {
		t.Errorf("got %d, %v", total.Cents(), err)
	}
	if claim.ServiceDate() != 10 || claim.AdjudicatedCount() != 2 {
		t.Errorf("got %d, %d", claim.ServiceDate(), claim.AdjudicatedCount())
	}
	claim.Lines[0].Charge = money.Cents(math.MaxInt64)
	if _, err := claim.Charge(); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("got %v", err)
	}
	if date := (claims.Claim{}).ServiceDate(); !date.IsZero() {
		t.Errorf("a claim without lines has date %s", date)
	}
}
