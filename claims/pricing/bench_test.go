package pricing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
)

func codeNumber(i int) string { return fmt.Sprintf("Y%05d", i) }

// largeSchedule has one row in ten by a modifier, a network or a place besides.
func largeSchedule(tb testing.TB, rows int) pricing.Schedule {
	tb.Helper()
	var text strings.Builder
	text.WriteString(allColumns)
	for i := range rows {
		row := fmt.Sprintf("synthetic,%s,office,fee,%d,", codeNumber(i), 1000+i%50_000)
		switch i % 30 {
		case 10:
			row = fmt.Sprintf("synthetic,%s,office,fee,%d,,26,,,,,,,,\nsynthetic,%s,office,fee,1,,,,,,,,,,\n", codeNumber(i), i, codeNumber(i))
		case 20:
			row += ",,gold,,,,2026-01-01,2027-01-01,,\n"
		case 29:
			row += ",,,,,22,,,,\n"
		default:
			row += ",,,,,,,,,\n"
		}
		text.WriteString(row)
	}
	s, faults := pricing.ParseSchedule(text.String(), []string{"office"})
	if len(faults) > 0 {
		tb.Fatal(faults[0])
	}
	return s
}

// largeRequests are claims of three lines over all of a schedule.
func largeRequests(rows int) []pricing.Request {
	requests := make([]pricing.Request, 512)
	for i := range requests {
		r := &requests[i]
		*r = pricing.Request{IsInNetwork: true, Network: "gold", Provider: 7, Locality: "01112-05"}
		for j := range 3 {
			r.Lines = append(r.Lines, pricing.Line{
				Code: codes.Code{System: codes.Synthetic, Value: codeNumber((i*7919 + j*104_729) % rows)}, Modifiers: []string{"25"},
				Units: 1 + j, Charge: money.Cents(90_000), Place: "22", Date: claims.NewDate(2026, 3, 1),
			})
		}
	}
	return requests
}

func BenchmarkPrice(b *testing.B) {
	tables := fixtureTables(b)
	for _, rows := range []int{1500, 15_000, 150_000} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			book := pricing.Book{Schedule: largeSchedule(b, rows), Tables: tables}
			benchmarkRequests(b, &book, largeRequests(rows))
		})
	}
}

// BenchmarkPriceReduced prices claims of relative values, modifiers and ranks.
func BenchmarkPriceReduced(b *testing.B) {
	schedule, faults := pricing.ParseSchedule(everySchedule, classes)
	if len(faults) > 0 {
		b.Fatal(faults)
	}
	book := pricing.Book{Schedule: schedule, Tables: fixtureTables(b)}
	benchmarkRequests(b, &book, []pricing.Request{reducedRequest()})
}

func reducedRequest() pricing.Request {
	r := pricing.Request{IsInNetwork: true, Locality: "01112-05"}
	for i, value := range []string{"ZX101", "ZX201", "ZX202"} {
		r.Lines = append(r.Lines, pricing.Line{
			Code: code(value), Modifiers: []string{[]string{"80", "50", "LT"}[i]}, Units: 1, Charge: money.Cents(90_000), Place: "22",
			Date: claims.NewDate(2026, 3, 1),
		})
	}
	return r
}

func benchmarkRequests(b *testing.B, book *pricing.Book, requests []pricing.Request) {
	b.Helper()
	results := make([]pricing.Result, 0, 3)
	b.ReportAllocs()
	lines := 0
	for b.Loop() {
		results = book.Price(results[:0], &requests[lines/3%len(requests)])
		lines += len(results)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(lines), "ns/line")
}

func TestPrice_AllocatesNothing(t *testing.T) {
	book := pricing.Book{Schedule: schedule(t, everySchedule), Tables: fixtureTables(t)}
	families := anyFamilies()
	for name, request := range map[string]pricing.Request{"reduced": reducedRequest(), "families": families} {
		results := make([]pricing.Result, 0, len(request.Lines))
		if got := testing.AllocsPerRun(100, func() { results = book.Price(results[:0], &request) }); got != 0 {
			t.Errorf("%s: %v allocations", name, got)
		}
	}
}

func anyFamilies() pricing.Request {
	r := pricing.Request{Locality: "01112-05"}
	for _, value := range []string{"ZX220", "ZX221", "ZX222", "ZX251", "ZX202"} {
		r.Lines = append(r.Lines, pricing.Line{Code: code(value), Units: 2, Charge: money.Cents(90_000), Date: claims.NewDate(2026, 3, 1)})
	}
	return r
}
