package benefits_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// wordOf spells a word out, its fields from the highest bit down, each as bits.
func wordOf(t *testing.T, fields ...string) *big.Int {
	t.Helper()
	text := strings.Join(fields, "")
	word, ok := new(big.Int).SetString(text, 2)
	if !ok || len(text) != 256 {
		t.Fatalf("%d bits", len(text))
	}
	return word
}

// bits writes a number in so many bits.
func bits(n uint64, width int) string {
	text := new(big.Int).SetUint64(n).Text(2)
	return strings.Repeat("0", width-len(text)) + text
}

func layOut(t *testing.T, limits ...coverage.BenefitLimit) coverage.Plan {
	t.Helper()
	placed, err := coverage.Layout(limits)
	if err != nil {
		t.Fatal(err)
	}
	return coverage.Plan{Limits: placed}
}

func TestWord_HasTheLayoutOfTheDocument(t *testing.T) {
	t.Parallel()
	year := coverage.BenefitLimit{Kind: coverage.Visits, Period: coverage.BenefitYear, Max: 20}
	money36 := coverage.BenefitLimit{Kind: coverage.Money, Period: coverage.BenefitYear, Max: 1<<36 - 2}
	rolling := coverage.BenefitLimit{Kind: coverage.Units, Period: coverage.Rolling, Max: 255, RollingDays: 30}
	y := benefits.CoverageYear{
		Plan: 0x01020304, Span: claims.Span{Start: 739_000, End: 739_365}, Family: 0x05060708,
		Deductible: money.Cents(0x0a0b0c0d0e), OutOfPocket: money.Cents(money.MaxCents),
		Counters: benefits.Counters{{Used: 17}, {Used: 0x123456789}},
	}
	head := []string{bits(0x05060708, 32), bits(365, 12), bits(739_000, 24), bits(0x01020304, 32), bits(1<<36-1, 36), bits(0x0a0b0c0d0e, 36)}

	plain := layOut(t, year, money36)
	got, err := y.Word(plain)
	want := wordOf(t, append([]string{bits(0, 43), bits(0x123456789, 36), bits(17, 5)}, head...)...)
	if err != nil || got.Cmp(want) != 0 {
		t.Errorf("got %x, %v; want %x", got, err, want)
	}

	extended := layOut(t, year, rolling)
	y.Extension, y.Counters = 0x0102030405060708, benefits.Counters{{Used: 17}, {Used: 200, WindowStart: 739_111}}
	got, err = y.Word(extended)
	want = wordOf(t, append([]string{bits(0x0102030405060708, 64), bits(0, 15), bits(17, 5)}, head...)...)
	if err != nil || got.Cmp(want) != 0 {
		t.Errorf("got %x, %v; want %x", got, err, want)
	}

	got, err = benefits.Extension{ID: y.Extension, Counters: y.Counters}.Word(extended)
	want = wordOf(t, bits(0x0102030405060708, 64), bits(0, 160), bits(739_111, 24), bits(200, 8))
	if err != nil || got.Cmp(want) != 0 {
		t.Errorf("got %x, %v; want %x", got, err, want)
	}

	got, err = benefits.FamilyYear{ID: 0x05060708, Deductible: money.Cents(7), OutOfPocket: money.Cents(9)}.Word()
	want = wordOf(t, bits(0, 84), bits(0x05060708, 32), bits(0, 68), bits(9, 36), bits(7, 36))
	if err != nil || got.Cmp(want) != 0 {
		t.Errorf("got %x, %v; want %x", got, err, want)
	}
}

func TestWord_ReadsBack(t *testing.T) {
	t.Parallel()
	year := coverage.BenefitLimit{Kind: coverage.Visits, Period: coverage.BenefitYear, Max: 20}
	rolling := coverage.BenefitLimit{Kind: coverage.Units, Period: coverage.Rolling, Max: 255, RollingDays: 30}
	plan := layOut(t, rolling, year, rolling)
	y := benefits.CoverageYear{
		Plan: 3, Span: claims.Span{Start: 739_000, End: 739_365}, Family: 9, Extension: 1<<64 - 1,
		Deductible: money.Cents(5), OutOfPocket: money.Cents(6), Counters: benefits.Counters{1: {Used: 31}},
	}
	word, err := y.Word(plan)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := benefits.ParseCoverageYear(plan, word); err != nil || back != y {
		t.Errorf("got %+v, %v", back, err)
	}
	e := benefits.Extension{ID: 1<<64 - 1, Counters: benefits.Counters{{Used: 255, WindowStart: 1<<24 - 1}, {}, {Used: 1, WindowStart: 1}}}
	if word, err = e.Word(plan); err != nil {
		t.Fatal(err)
	}
	if back, err := benefits.ParseExtension(plan, word); err != nil || back != e {
		t.Errorf("got %+v, %v", back, err)
	}
	f := benefits.FamilyYear{ID: 1<<32 - 1, Deductible: money.Cents(money.MaxCents), OutOfPocket: money.Cents(money.MaxCents)}
	if word, err = f.Word(); err != nil {
		t.Fatal(err)
	}
	if back, err := benefits.ParseFamilyYear(word); err != nil || back != f {
		t.Errorf("got %+v, %v", back, err)
	}
}

func TestWord_RefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	plan := layOut(t, coverage.BenefitLimit{Kind: coverage.Visits, Period: coverage.BenefitYear, Max: 20})
	for name, y := range map[string]benefits.CoverageYear{
		"amount":         {Deductible: money.Cents(1 << 36)},
		"negative":       {OutOfPocket: money.Cents(-1)},
		"day":            {Span: claims.Span{Start: 1 << 24, End: 1<<24 + 1}},
		"day before":     {Span: claims.Span{Start: -1, End: 1}},
		"too long":       {Span: claims.Span{Start: 1, End: 4097}},
		"ends before":    {Span: claims.Span{Start: 10, End: 9}},
		"counter":        {Counters: benefits.Counters{{Used: 32}}},
		"open, so to it": {Span: claims.Span{Start: 10}},
	} {
		if word, err := y.Word(plan); !errors.Is(err, benefits.ErrWordOverflow) {
			t.Errorf("%s: got %x, %v", name, word, err)
		}
	}
	above := new(big.Int).Lsh(big.NewInt(1), 256)
	for name, word := range map[string]*big.Int{"above": above, "below": big.NewInt(-1), "between counters": new(big.Int).Lsh(big.NewInt(1), 172+5)} {
		if y, err := benefits.ParseCoverageYear(plan, word); !errors.Is(err, benefits.ErrWordOverflow) {
			t.Errorf("%s: got %+v, %v", name, y, err)
		}
	}
	if y, err := benefits.ParseFamilyYear(new(big.Int).Lsh(big.NewInt(1), 72)); !errors.Is(err, benefits.ErrWordOverflow) {
		t.Errorf("got %+v, %v", y, err)
	}
}
