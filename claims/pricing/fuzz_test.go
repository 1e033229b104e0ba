package pricing_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
)

// checkResults holds what no price may break.
func checkResults(t *testing.T, book *pricing.Book, request *pricing.Request, classCount int) {
	t.Helper()
	results := book.Price(nil, request)
	if again := book.Price(nil, request); !slices.Equal(results, again) {
		t.Fatal("a request has two answers")
	}
	for i := range results {
		result, charge := &results[i], request.Lines[i].Charge
		if result.Allowed.IsNegative() || charge.Less(result.Allowed) && !result.Allowed.IsZero() {
			t.Fatalf("allowed %s of %s", result.Allowed, charge)
		}
		if (result.Outcome == pricing.Priced) == result.Allowed.IsZero() {
			t.Fatalf("allowed %s, but %s", result.Allowed, result.Outcome)
		}
		if int(result.Class) >= classCount || request.Lines[i].IsDenied != (result.Outcome == pricing.Skipped) {
			t.Fatalf("got %+v", result)
		}
		_ = describe(result) + result.Steps.Base.String()
	}
}

func FuzzParseSchedule_PricesWithinTheCharge(f *testing.F) {
	f.Add(file, uint64(1))
	f.Add(everySchedule, uint64(2))
	f.Add(allColumns+"*,*,office,case,68719476735,,26,out,7,L,11,2026-01-01,2027-01-01,no,\n", uint64(3))
	f.Add(allColumns+"synthetic,ZX101,office,in-network,100000,,,out,,,,,,,\nsynthetic,ZX101,lab,percent,10000,,,,,,,,,no,\n", uint64(4))
	tables := fixtureTables(f)
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		s, faults := pricing.ParseSchedule(text, classes)
		if len(faults) > 0 {
			return
		}
		if again, _ := pricing.ParseSchedule(s.Text(), classes); again.Root() != s.Root() {
			t.Fatal("a schedule does not read back")
		}
		request := anyRequest(rand.New(rand.NewPCG(seed, 6)))
		for _, book := range []pricing.Book{{s, nil}, {s, tables}} {
			checkResults(t, &book, &request, len(classes))
		}
	})
}

func FuzzPrice_StaysWithinTheCharge(f *testing.F) {
	f.Add(uint64(1), int64(10_000), 1, "50", "11", "01112-05", "gold", int32(739_700), 3)
	f.Add(uint64(2), int64(math.MaxInt64), math.MaxInt, "80", "", "", "", int32(-1), math.MaxInt)
	f.Add(uint64(3), int64(-1), -1, "\xff\xff", "999", "x", "in", int32(0), -7)
	book := pricing.Book{Tables: fixtureTables(f)}
	book.Schedule, _ = pricing.ParseSchedule(everySchedule, classes)
	f.Fuzz(func(t *testing.T, seed uint64, charge int64, units int, modifier, place, locality, network string, date int32, used int) {
		request := anyRequest(rand.New(rand.NewPCG(seed, 7)))
		request.Network, request.Locality = network, locality
		line := &request.Lines[0]
		line.Charge, line.Units, line.Place, line.Date = money.Cents(charge), units, place, claims.Date(date)
		line.Modifiers = append(line.Modifiers, modifier, "50", "80", "62", "54", "AS")
		request.Used = []pricing.Use{{Date: line.Date, Indicator: '2', Count: used}, {Date: line.Date, Indicator: '5', Count: used}}
		checkResults(t, &book, &request, len(classes))
		uses := book.AppendUses(nil, &request, book.Price(nil, &request))
		for _, use := range uses {
			if use.Base == "" && use.Count < 1 {
				t.Fatalf("got %+v", use)
			}
		}
		request.Used = uses
		checkResults(t, &book, &request, len(classes))
	})
}

func FuzzParseTables_NeverPanics(f *testing.F) {
	for name, data := range fixture(f) {
		f.Add(name, string(data))
	}
	f.Add("contracts.csv", "network,contract,start,end\ngold,C,,\n")
	contents := with(fixture(f), "contracts", "network,contract,start,end\n")
	book := pricing.Book{}
	book.Schedule, _ = pricing.ParseSchedule(everySchedule, classes)
	f.Fuzz(func(t *testing.T, name, text string) {
		changed := make(map[string][]byte, len(contents))
		for file, data := range contents {
			changed[file] = data
		}
		changed[name] = []byte(text)
		tables, faults := pricing.ParseTables(changed)
		if (tables == nil) != (len(faults) > 0) {
			t.Fatalf("tables and faults: %v", faults)
		}
		if tables == nil {
			return
		}
		book := pricing.Book{Schedule: book.Schedule, Tables: tables}
		for seed := range uint64(3) {
			request := anyRequest(rand.New(rand.NewPCG(seed, 8)))
			checkResults(t, &book, &request, len(classes))
		}
	})
}
