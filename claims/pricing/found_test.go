package pricing_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/clearclaim/clearclaim/claims/pricing"
)

// What was looked up before changes no price, and the class that is found without a price
// is that of the price.
func TestPrice_IsTheSameOfWhatWasFoundBefore(t *testing.T) {
	t.Parallel()
	book := pricing.Book{Schedule: schedule(t, everySchedule), Tables: fixtureTables(t)}
	random, found := rand.New(rand.NewPCG(9, 9)), 0
	for range 500 {
		request := anyRequest(random)
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
			found++
		}
		if again := book.Price(nil, &request); !reflect.DeepEqual(again, prices) {
			t.Errorf("got %v, before %v", again, prices)
		}
	}
	if found == 0 {
		t.Error("no row was looked for")
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
