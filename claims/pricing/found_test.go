package pricing_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
)

// A base that has no rank by itself may take one of its family's, wherever it stands.
func TestSymbol_BaseOfAFamilyMayRank(t *testing.T) {
	t.Parallel()
	files := fixture(t)
	const row = "%s,%s,text,A,,1.00,0.00,,0.00,,0.00,0.00,0.00,0,000,0.00,0.00,0.00,%s,0,0,0,0,%s,33.0000,09,0,99,0.00,0.00,0.00\n"
	for _, of := range [][]any{
		{"ZX801", "", "3", "ZX802"},
		{"ZX802", "", "0", ""},
		{"ZX803", "", "2", ""},
		{"ZX803", "26", "0", ""},
		{"ZX804", "", "0", ""},
	} {
		files["rvu.csv"] = fmt.Appendf(files["rvu.csv"], row, of...)
	}
	tables, faults := pricing.ParseTables(files)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	book := pricing.Book{Tables: tables}
	for value, want := range map[string]bool{"ZX801": true, "ZX802": true, "ZX803": true, "ZX804": false, "ZX999": false} {
		if got := book.Symbol(code(value)).MayRank(); got != want {
			t.Errorf("%s: got %t", value, got)
		}
	}
}

// What was looked up before changes no price, and the class that is found without a price
// is that of the price.
func TestPrice_IsTheSameOfWhatWasFoundBefore(t *testing.T) {
	t.Parallel()
	cases := "synthetic,ZX504,lab,claim-case,20000,,,\nsynthetic,ZX505,lab,claim-case,10000,,,\n"
	book := pricing.Book{Schedule: schedule(t, everySchedule+cases), Tables: fixtureTables(t)}
	random, found, shared := rand.New(rand.NewPCG(9, 9)), 0, 0
	for range 500 {
		request := anyRequest(random)
		for range random.IntN(4) {
			request.Lines = append(request.Lines, pricing.Line{
				Code: code(pick(random, "ZX504", "ZX505")), Units: 1, Charge: money.Cents(random.Int64N(20_000)), Date: claims.NewDate(2026, 3, 1),
			})
		}
		prices := book.Price(nil, &request)
		own := pricing.Affiliation{IsInNetwork: request.IsInNetwork, Network: request.Network, Locality: request.Locality}
		book.FindAffiliation(request.Provider, &own)
		for i := range request.Lines {
			line := &request.Lines[i]
			if random.IntN(2) == 0 {
				line.Affiliation = &own
			}
			if random.IntN(2) == 0 {
				line.Symbol = book.Symbol(line.Code)
			}
			if random.IntN(2) == 0 {
				continue
			}
			book.FindRow(&request, line)
			class, hasRow := line.Class()
			if price := &prices[i]; price.Outcome != pricing.NoContract && price.Outcome != pricing.Skipped {
				if hasPrice := price.Steps.Line != 0; hasRow != hasPrice || class != price.Class {
					t.Errorf("class %d, %t, of %s", class, hasRow, describe(price))
				}
			}
			if hasRow {
				found++
			}
			if prices[i].Steps.Cap == pricing.CapCase {
				shared++
			}
		}
		if again := book.Price(nil, &request); !reflect.DeepEqual(again, prices) {
			t.Errorf("got %v, before %v", again, prices)
		}
	}
	if found == 0 || shared == 0 {
		t.Errorf("%d lines had a row, %d had what others left of a case", found, shared)
	}
}

// Lines of codes that take no rank change none, so that they need not be priced again.
func TestAppendUses_IsTheSameWithoutLinesThatTakeNoRank(t *testing.T) {
	t.Parallel()
	book := pricing.Book{Schedule: schedule(t, everySchedule), Tables: fixtureTables(t)}
	random, left := rand.New(rand.NewPCG(3, 9)), 0
	for range 2_000 {
		request := anyRequest(random)
		uses := book.AppendUses(nil, &request, book.Price(nil, &request))
		ranked := request
		ranked.Lines = nil
		for _, line := range request.Lines {
			if book.Symbol(line.Code).MayRank() {
				ranked.Lines = append(ranked.Lines, line)
			} else {
				left++
			}
		}
		if got := book.AppendUses(nil, &ranked, book.Price(nil, &ranked)); !reflect.DeepEqual(got, uses) {
			t.Errorf("got %v, want %v", got, uses)
		}
	}
	if left == 0 {
		t.Error("all lines take ranks")
	}
}
