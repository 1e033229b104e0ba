package money_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/clearclaim/clearclaim/claims/money"
)

func TestMulRateHalfUp_HalvesGoUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		cents int64
		rate  money.BasisPoints
		want  int64
	}{
		{"nothing", 0, 2000, 0},
		{"no rate", 12345, 0, 0},
		{"whole", 12345, 10000, 12345},
		{"exact", 10000, 2000, 2000},
		{"just below half", 2499, 2, 0}, // 0.4998
		{"half", 2500, 2, 1},            // 0.5
		{"half of one cent", 1, 5000, 1},
		{"half of three cents", 3, 5000, 2},
		{"just above half", 2501, 2, 1},
		{"least rate of the most", math.MaxInt64, 1, 922337203685478},
		{"whole of the most", math.MaxInt64, 10000, math.MaxInt64},
		{"ledger's most", money.MaxCents, 3333, 22904201596}, // …596.1
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := money.MulRateHalfUp(money.Cents(c.cents), c.rate)
			if err != nil || got.Cents() != c.want {
				t.Errorf("got %d, %v; want %d", got.Cents(), err, c.want)
			}
		})
	}
}

func TestMulRateHalfUp_AgreesWithExactRationals(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	half := big.NewRat(1, 2)
	for range 20_000 {
		cents := random.Int64() >> random.IntN(63)
		rate := money.BasisPoints(random.IntN(10001))
		exact := new(big.Rat).Mul(new(big.Rat).SetInt64(cents), big.NewRat(int64(rate), 10000))
		exact.Add(exact, half)
		want := new(big.Int).Div(exact.Num(), exact.Denom())
		got, err := money.MulRateHalfUp(money.Cents(cents), rate)
		if err != nil || big.NewInt(got.Cents()).Cmp(want) != 0 {
			t.Fatalf("%d × %d: got %d, %v; want %s", cents, rate, got.Cents(), err, want)
		}
	}
}

func TestMulRateHalfUp_RefusesNegativeAndTooHighRate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		cents int64
		rate  money.BasisPoints
	}{{"negative", -1, 1}, {"above the whole", 1, 10001}} {
		if _, err := money.MulRateHalfUp(money.Cents(c.cents), c.rate); !errors.Is(err, money.ErrOverflow) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

func TestAddSub_OverflowIsAnError(t *testing.T) {
	t.Parallel()
	add, sub := money.Amount.Add, money.Amount.Sub
	for _, c := range []struct {
		name   string
		apply  func(money.Amount, money.Amount) (money.Amount, error)
		a, b   int64
		want   int64
		isOver bool
	}{
		{"add", add, 1, 2, 3, false},
		{"add to the most", add, math.MaxInt64 - 1, 1, math.MaxInt64, false},
		{"add past the most", add, math.MaxInt64, 1, 0, true},
		{"add below the least", add, math.MinInt64, -1, 0, true},
		{"add nothing to the least", add, math.MinInt64, 0, math.MinInt64, false},
		{"sub", sub, 1, 2, -1, false},
		{"sub nothing", sub, 5, 0, 5, false},
		{"sub below the least", sub, math.MinInt64, 1, 0, true},
		{"sub the least", sub, 0, math.MinInt64, 0, true},
		{"sub the least from minus one", sub, -1, math.MinInt64, math.MaxInt64, false},
	} {
		got, err := c.apply(money.Cents(c.a), money.Cents(c.b))
		if c.isOver != errors.Is(err, money.ErrOverflow) || got.Cents() != c.want {
			t.Errorf("%s: got %d, %v", c.name, got.Cents(), err)
		}
	}
}

func TestMulInt_OverflowIsAnError(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		cents  int64
		n      int
		want   int64
		isOver bool
	}{
		{"nothing", 0, math.MaxInt, 0, false},
		{"product", 250, 4, 1000, false},
		{"the most", math.MaxInt64, 1, math.MaxInt64, false},
		{"past the most", math.MaxInt64/2 + 1, 2, 0, true},
		{"far past the most", math.MaxInt64, math.MaxInt, 0, true},
		{"negative amount", -1, 1, 0, true},
		{"negative count", 1, -1, 0, true},
	} {
		got, err := money.MulInt(money.Cents(c.cents), c.n)
		if c.isOver != errors.Is(err, money.ErrOverflow) || got.Cents() != c.want {
			t.Errorf("%s: got %d, %v", c.name, got.Cents(), err)
		}
	}
}

func TestMulDivDown_NeverRoundsUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		cents int64
		n, d  int64
		want  int64
		err   error
	}{
		{"nothing", 0, 3, 7, 0, nil},
		{"none of it", 100, 0, 3, 0, nil},
		{"a third", 100, 1, 3, 33, nil},
		{"two thirds", 100, 2, 3, 66, nil},
		{"less than a cent", 1, 9999, 10000, 0, nil},
		{"the whole", math.MaxInt64, 3, 3, math.MaxInt64, nil},
		{"a product past 64 bits", math.MaxInt64, math.MaxInt64 - 1, math.MaxInt64, math.MaxInt64 - 1, nil},
		{"past the most", math.MaxInt64, 3, 2, 0, money.ErrOverflow},
		{"far past the most", math.MaxInt64, math.MaxInt64, 1, 0, money.ErrOverflow},
		{"negative amount", -1, 1, 1, 0, money.ErrOverflow},
		{"negative factor", 1, -1, 1, 0, money.ErrOverflow},
		{"divided by nothing", 1, 1, 0, 0, money.ErrOverflow},
		{"divided by less", 1, 1, -1, 0, money.ErrOverflow},
	} {
		got, err := money.MulDivDown(money.Cents(c.cents), c.n, c.d)
		if !errors.Is(err, c.err) || got.Cents() != c.want {
			t.Errorf("%s: got %d, %v; want %d", c.name, got.Cents(), err, c.want)
		}
	}
}

func TestParseDecimalHalfUp_RoundsOnceToTheCent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want int64
		err  error
	}{
		{"12.30", 1230, nil},
		{"12", 1200, nil},
		{"12.", 1200, nil},
		{"28.104000000000003", 2810, nil},
		{"0.005", 1, nil},
		{"0.0049999999", 0, nil},
		{"-0.005", -1, nil},
		{"92233720368547758.07", math.MaxInt64, nil},
		{"92233720368547758.075", 0, money.ErrOverflow},
		{"99999999999999999999", 0, money.ErrOverflow},
		{"", 0, money.ErrInexact},
		{".5", 0, money.ErrInexact},
		{"1e3", 0, money.ErrInexact},
		{"--1", 0, money.ErrInexact},
		{"1.2.3", 0, money.ErrInexact},
		{"١", 0, money.ErrInexact},
	} {
		got, err := money.ParseDecimalHalfUp(c.text)
		if !errors.Is(err, c.err) || got.Cents() != c.want {
			t.Errorf("%q: got %d, %v; want %d, %v", c.text, got.Cents(), err, c.want, c.err)
		}
	}
}

func TestString_ShowsMajorUnits(t *testing.T) {
	t.Parallel()
	for cents, want := range map[int64]string{
		0: "0.00", 5: "0.05", 1230: "12.30", -5: "-0.05", -1230: "-12.30",
		math.MaxInt64: "92233720368547758.07", math.MinInt64: "-92233720368547758.08",
	} {
		if got := money.Cents(cents).String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestJSON_IsAWholeNumberOfCents(t *testing.T) {
	t.Parallel()
	encoded, err := json.Marshal(money.Cents(-1230))
	if err != nil || string(encoded) != "-1230" {
		t.Fatalf("got %s, %v", encoded, err)
	}
	for _, text := range []string{"1.5", `"1"`, "1e2", "null", "true", "9223372036854775808"} {
		var amount money.Amount
		if err := json.Unmarshal([]byte(text), &amount); !errors.Is(err, money.ErrInexact) {
			t.Errorf("%s: got %d, %v", text, amount.Cents(), err)
		}
	}
}

func TestMinAndLess_AgreeWithIntegers(t *testing.T) {
	t.Parallel()
	one, two := money.Cents(1), money.Cents(2)
	if money.Min(one, two) != one || money.Min(two, one) != one || !one.Less(two) || two.Less(one) || one.Less(one) {
		t.Error("amounts are not ordered as integers")
	}
	if !money.Cents(-1).IsNegative() || money.Cents(0).IsNegative() || !money.Cents(0).IsZero() {
		t.Error("signs are wrong")
	}
}
