package pricing_test

import (
	"math/rand/v2"
	"testing"

	"github.com/clearclaim/clearclaim/claims/pricing"
)

// The class that is found without a price is that of the price.
func TestClassOf_IsThatOfThePrice(t *testing.T) {
	t.Parallel()
	book := pricing.Book{Schedule: schedule(t, everySchedule), Tables: fixtureTables(t)}
	random, found := rand.New(rand.NewPCG(9, 9)), 0
	for range 500 {
		request := anyRequest(random)
		for i := range request.Lines {
			request.Lines[i].IsDenied = false
		}
		for i, price := range book.Price(nil, &request) {
			class, hasRow := book.ClassOf(&request, &request.Lines[i])
			if hasPrice := price.Steps.Line != 0; hasRow != hasPrice || class != price.Class {
				t.Errorf("class %d, %t, of %s", class, hasRow, describe(&price))
			}
			if hasRow {
				found++
			}
		}
	}
	if found == 0 {
		t.Error("no line had a row")
	}
}
