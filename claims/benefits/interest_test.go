package benefits_test

import (
	"errors"
	"math/big"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

func clocks(rates ...coverage.InterestRate) coverage.Clocks {
	return coverage.Clocks{PromptPayDays: 30, InterestFromDays: 30, Interest: rates}
}

func TestInterest_IsOnTheWholeAmountAndTheWholeTime(t *testing.T) {
	t.Parallel()
	always := coverage.InterestRate{FromDate: 1, Rate: 1000}
	for _, c := range []struct {
		name             string
		clocks           coverage.Clocks
		cents            int64
		receipt, payment claims.Date
		want             int64
		err              error
	}{
		{"in time", clocks(always), 36500, 1000, 1030, 0, nil},
		{"late by a day", clocks(always), 36500, 1000, 1031, 10, nil},
		{"paid before it was received", clocks(always), 36500, 1000, 900, 0, nil},
		{"no table", clocks(), 36500, 1000, 2000, 0, nil},
		{"half a cent goes up", clocks(always), 1825, 1000, 1031, 1, nil},
		{"less than half a cent", clocks(always), 1824, 1000, 1031, 0, nil},
		{"the most, for a year", clocks(always), money.MaxCents, 1000, 1395, 6871947674, nil},
		{"the most, for ten years and a day", clocks(always), money.MaxCents, 1000, 1030 + 3650, money.MaxCents, nil},
		{"more than the ledger carries", clocks(always), money.MaxCents, 1000, 1030 + 3651, 0, benefits.ErrAmountOutOfRange},
		{"past 64 bits", clocks(coverage.InterestRate{FromDate: 1, Rate: 10000}), money.MaxCents, 1, 2_000_000_000, 0, benefits.ErrAmountOutOfRange},
		{"negative amount", clocks(always), -1, 1000, 1031, 0, benefits.ErrAmountOutOfRange},
		{"amount past the ledger's", clocks(always), money.MaxCents + 1, 1000, 1001, 0, benefits.ErrAmountOutOfRange},
		{"nothing", clocks(always), 0, 1000, 5000, 0, nil},
		{"minimum is met", clocks(coverage.InterestRate{FromDate: 1, Rate: 1000, Minimum: money.Cents(10)}), 36500, 1000, 1031, 10, nil},
		{"minimum is met by rounding", clocks(coverage.InterestRate{FromDate: 1, Rate: 1000, Minimum: money.Cents(1)}), 1825, 1000, 1031, 1, nil},
		{"minimum is missed", clocks(coverage.InterestRate{FromDate: 1, Rate: 1000, Minimum: money.Cents(11)}), 36500, 1000, 1031, 0, nil},
		{"rate that begins on the last day", clocks(coverage.InterestRate{FromDate: 1040, Rate: 1000}), 36500, 1000, 1040, 10, nil},
		{"rate that begins after it", clocks(coverage.InterestRate{FromDate: 1041, Rate: 1000}), 36500, 1000, 1040, 0, nil},
		{"rate that ends", clocks(always, coverage.InterestRate{FromDate: 1036, Rate: 0}), 36500, 1000, 1040, 50, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := benefits.Interest(c.clocks, money.Cents(c.cents), c.receipt, c.payment)
			if got.Cents() != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %d, %v; want %d", got.Cents(), err, c.want)
			}
		})
	}
}

// Whatever the days, amount × days is not cut short on the way.
func FuzzInterest_IsExact(f *testing.F) {
	f.Add(int64(125000), uint16(1200), int32(739256), int32(46))
	f.Add(int64(money.MaxCents), uint16(10000), int32(1), int32(1<<30))
	f.Fuzz(func(t *testing.T, cents int64, rate uint16, receipt, late int32) {
		if receipt < 1 || late < 0 || receipt > 1<<30 || late > 1<<30 {
			return
		}
		table := clocks(coverage.InterestRate{FromDate: 1, Rate: money.BasisPoints(rate)})
		got, err := benefits.Interest(table, money.Cents(cents), claims.Date(receipt), claims.Date(receipt+late))
		if err != nil {
			return
		}
		exact := new(big.Rat).SetFrac64(int64(max(late-30, 0)), 3_650_000)
		exact.Mul(exact, new(big.Rat).SetInt64(cents)).Mul(exact, new(big.Rat).SetInt64(int64(rate)))
		exact.Add(exact, big.NewRat(1, 2))
		if want := new(big.Int).Div(exact.Num(), exact.Denom()); want.Cmp(big.NewInt(got.Cents())) != 0 {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}
