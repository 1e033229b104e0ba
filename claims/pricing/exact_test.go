package pricing_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
)

// tenTo returns a power of ten.
func tenTo(power int64) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(power), nil) }

func bigOf(hi, lo uint64) *big.Int {
	value := new(big.Int).Lsh(new(big.Int).SetUint64(hi), 64)
	return value.Add(value, new(big.Int).SetUint64(lo))
}

// randomWord has few or many bits, and often all or none.
func randomWord(r *rand.Rand, bits int) uint64 {
	switch r.IntN(6) {
	case 0:
		return 0
	case 1:
		return 1<<bits - 1
	}
	return r.Uint64() >> (64 - 1 - r.IntN(bits))
}

func TestCentsHalfUp_AgreesWithBigIntegers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	for range 200_000 {
		hi, lo, units := randomWord(r, 42), randomWord(r, 63), randomWord(r, 63)
		value := bigOf(hi, lo)
		value.Mul(value, new(big.Int).SetUint64(units))
		rates := make([]uint64, r.IntN(6))
		for i := range rates {
			rates[i] = randomWord(r, 15)
			value.Mul(value, new(big.Int).SetUint64(rates[i]))
		}
		unit := tenTo(18 + 4*int64(len(rates)))
		value.Add(value, new(big.Int).Rsh(unit, 1)).Div(value, unit)
		want := int64(math.MaxInt64)
		if value.IsInt64() {
			want = value.Int64()
		}
		if got := pricing.CentsHalfUp(pricing.ExactOf(hi, lo), units, rates); got != want {
			t.Fatalf("%d %d x %d x %v: got %d instead of %d", hi, lo, units, rates, got, want)
		}
	}
}

func TestCentsHalfUp_RoundsHalvesUpAndNothingElse(t *testing.T) {
	t.Parallel()
	const cent = 1_000_000_000_000_000_000
	for _, c := range []struct {
		name  string
		exact uint64
		rates []uint64
		want  int64
	}{
		{"nothing", 0, nil, 0},
		{"the least", 1, nil, 0},
		{"just below half", cent/2 - 1, nil, 0},
		{"half", cent / 2, nil, 1},
		{"just above half", cent/2 + 1, nil, 1},
		{"one and a half", cent + cent/2, nil, 2},
		{"half by a rate", cent, []uint64{5000}, 1},
		{"just below half by a rate", cent - 1, []uint64{5000}, 0},
		{"half by five rates", cent, []uint64{10_000, 10_000, 5000, 10_000, 10_000}, 1},
		{"just below half by five rates", cent - 1, []uint64{10_000, 10_000, 5000, 10_000, 10_000}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := pricing.CentsHalfUp(pricing.ExactOf(0, c.exact), 1, c.rates); got != c.want {
				t.Errorf("got %d", got)
			}
		})
	}
}

func TestExact_AgreesWithBigIntegers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2, 2))
	for range 50_000 {
		hi, lo := randomWord(r, 60), randomWord(r, 63)
		e, value := pricing.ExactOf(hi, lo), bigOf(hi, lo)
		text := new(big.Rat).SetFrac(value, tenTo(20))
		if got, isNumber := new(big.Rat).SetString(e.String()); !isNumber || got.Cmp(text) != 0 {
			t.Fatalf("%s instead of %s", e, text.FloatString(20))
		}
		other := pricing.ExactOf(randomWord(r, 60), randomWord(r, 63))
		difference := new(big.Rat).Sub(text, ratOf(other))
		if difference.Sign() < 0 {
			difference = new(big.Rat)
		}
		if got := ratOf(pricing.Less(e, other)); got.Cmp(difference) != 0 {
			t.Fatalf("%s - %s: got %s", e, other, got)
		}
		if e.Compare(other) != text.Cmp(ratOf(other)) {
			t.Fatalf("%s compared with %s", e, other)
		}
		// Shares are taken of whole numbers of 10⁻¹⁴ cents.
		whole, rate := bigOf(hi>>26, lo), int64(randomWord(r, 16))
		whole.Mul(whole, tenTo(4))
		amount := pricing.ExactOf(new(big.Int).Rsh(whole, 64).Uint64(), new(big.Int).And(whole, bigOf(0, math.MaxUint64)).Uint64())
		want := new(big.Rat).Mul(ratOf(amount), big.NewRat(rate, 10_000))
		if got := ratOf(pricing.Share(amount, uint64(rate))); got.Cmp(want) != 0 {
			t.Fatalf("%d of %s: got %s", rate, amount, got)
		}
	}
}

func ratOf(e pricing.Exact) *big.Rat {
	value, _ := new(big.Rat).SetString(e.String())
	return value
}

// Units beyond all bounds rank and multiply without running over. Where the table of ranks
// ends they are priced by a person.
func TestPrice_OfAnyNumberOfUnitsIsTheChargeAtMost(t *testing.T) {
	t.Parallel()
	book := pricing.Book{Schedule: schedule(t, everySchedule), Tables: fixtureTables(t)}
	request := pricing.Request{IsInNetwork: true, Locality: "01112-05"}
	for _, value := range []string{"ZX251", "ZX252", "ZX201", "ZX202", "ZX502"} {
		request.Lines = append(request.Lines, pricing.Line{
			Code: code(value), Units: math.MaxInt, Charge: money.Cents(money.MaxCents), Date: claims.NewDate(2026, 3, 1),
		})
	}
	for i, result := range book.Price(nil, &request) {
		if result.Steps.Indicator == '2' {
			if result.Outcome != pricing.ByReport || result.Steps.Rank < 1 {
				t.Errorf("line %d: %s", i+1, describe(&result))
			}
			continue
		}
		if result.Allowed.Cents() != money.MaxCents || result.Steps.Indicator != 0 && result.Steps.Rank < 1 {
			t.Errorf("line %d: %s", i+1, describe(&result))
		}
	}
}

func TestExactString_HasAtLeastTwoDecimals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		hi, lo uint64
		want   string
	}{
		{0, 0, "0.00"}, {0, 1, "0.00000000000000000001"}, {0, 1_000_000_000_000_000_000, "0.01"}, {5, 7_766_279_631_452_241_920, "1.00"},
	} {
		if got := pricing.ExactOf(c.hi, c.lo).String(); got != c.want {
			t.Errorf("got %s instead of %s", got, c.want)
		}
	}
}
