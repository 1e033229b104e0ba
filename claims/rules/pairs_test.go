package rules_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// naivePair is a pair as its line says it, the last date inclusive.
type naivePair struct {
	column1, column2 string
	first, last      claims.Date
	indicator        rules.Indicator
}

// Random tables, looked up for every two codes on many dates, say what a search
// through the lines says.
func TestPair_AsAScanOfTheLinesHasIt(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 7))
		lines, text := randomPairs(random, 2+random.IntN(12), 1+random.IntN(300))
		set := parse(t, "ptp-practitioner", text)
		for range 3000 {
			column1, column2 := codeOf(random.IntN(15)), codeOf(random.IntN(15))
			on := claims.NewDate(2020, 1, 1+random.IntN(400))
			got, isPair := set.Pair(rules.Practitioner, set.Procedure(hcpcs(column1)), set.Procedure(hcpcs(column2)), on)
			want, isWanted := scan(lines, column1, column2, on)
			if got != want || isPair != isWanted {
				t.Fatalf("seed %d: %s, %s on %s: got %d, %t", seed, column1, column2, on, got, isPair)
			}
		}
	}
}

func codeOf(i int) string { return fmt.Sprintf("Q%04d", i*i*37%9973) }

// randomPairs returns pairs of which the edits do not overlap, and their file.
func randomPairs(random *rand.Rand, codeCount, tries int) ([]naivePair, string) {
	var lines []naivePair
	var text strings.Builder
	text.WriteString(pairsHead)
	for range tries {
		p := naivePair{column1: codeOf(random.IntN(codeCount)), column2: codeOf(random.IntN(codeCount)), first: claims.NewDate(2020, 1, 1+random.IntN(400))}
		p.last = p.first.AddDays(random.IntN(60))
		p.indicator = []rules.Indicator{0, 1, 9}[random.IntN(3)]
		if p.column1 == p.column2 || p.indicator != rules.NotApplicable && isOverlapping(lines, p) {
			continue
		}
		lines = append(lines, p)
		fmt.Fprintf(&text, "%s,%s,%s,%s,%d\n", p.column1, p.column2, p.first.Time().Format("20060102"), p.last.Time().Format("01/02/2006"), p.indicator)
	}
	return lines, text.String()
}

func isOverlapping(lines []naivePair, p naivePair) bool {
	for _, other := range lines {
		if other.indicator != rules.NotApplicable && other.column1 == p.column1 && other.column2 == p.column2 && other.first <= p.last && p.first <= other.last {
			return true
		}
	}
	return false
}

// scan returns the indicator of an edit, else of one that is none.
func scan(lines []naivePair, column1, column2 string, on claims.Date) (indicator rules.Indicator, isPair bool) {
	for _, p := range lines {
		if p.column1 != column1 || p.column2 != column2 || p.first > on || on > p.last {
			continue
		}
		if p.indicator != rules.NotApplicable {
			return p.indicator, true
		}
		indicator, isPair = p.indicator, true
	}
	return indicator, isPair
}

// A pair that was deleted on the day on which it began is listed beside the one that took
// its place, before or behind it, and hides neither it nor what overlaps it.
func TestPair_OneThatIsDeletedStandsBesideAnEdit(t *testing.T) {
	t.Parallel()
	const deleted, edit = "ZX001,ZX002,20190401,20190401,9\n", "ZX001,ZX002,20190401,20191231,1\n"
	for _, lines := range []string{deleted + edit, edit + deleted, edit + deleted + deleted} {
		set := parse(t, "ptp-practitioner", pairsHead+lines)
		for on, want := range map[string]bool{"2019-03-31": false, "2019-04-01": true, "2019-04-02": true, "2020-01-01": false} {
			indicator, isPair := set.Pair(rules.Practitioner, set.Procedure(hcpcs("ZX001")), set.Procedure(hcpcs("ZX002")), day(t, on))
			if isPair != want || isPair && indicator != rules.ModifierAllowed {
				t.Errorf("%s: got %d, %t", on, indicator, isPair)
			}
		}
		got := faultsOf(files(map[string]string{"ptp-practitioner": pairsHead + lines + "ZX001,ZX002,20190501,20190601,0\n"}))
		if len(got) != 1 || !strings.HasPrefix(got[0], "SPANS_OVERLAP ") {
			t.Errorf("two edits of a day: got %q", got)
		}
	}
}

// generatedPairs returns a file of so many pairs of 12,000 codes, which is about
// how many the published pairs are of.
func generatedPairs(count int) []byte {
	random := rand.New(rand.NewPCG(3, 4))
	text := make([]byte, 0, 40*count+100)
	text = append(text, "Column 1\tColumn 2\tPrior *in existence prior to 1996\tEffective Date\tDeletion Date *=no data\tModifier 0=not allowed\tPTP Edit Rationale\n"...)
	const codeCount = 12_000
	each := (count + codeCount - 1) / codeCount
	for i, made := 0, 0; made < count; i++ {
		for j := 0; j < each && made < count; j++ {
			second := (i + 1 + j*(codeCount/each-1) + random.IntN(codeCount/each-1)) % codeCount
			text = fmt.Appendf(text, "%s\t%s\t\t2015%02d01\t*\t%d\tMore extensive procedure\n", benchCode(i), benchCode(second), 1+random.IntN(12), random.IntN(2))
			made++
		}
	}
	return text
}

func benchCode(i int) string { return fmt.Sprintf("%c%04d", 'A'+i%25, i/25*7) }

func TestGeneratedPairs_AreAsManyAsAskedFor(t *testing.T) {
	t.Parallel()
	set := parse(t, "ptp-practitioner", string(generatedPairs(50_000)))
	table := tableOf(t, set, "ptp-practitioner")
	if table.Rows != 50_000 || table.Bytes > 20*50_000 {
		t.Errorf("%d pairs in %d bytes", table.Rows, table.Bytes)
	}
	if whole := set.Bytes(); whole < table.Bytes || whole > table.Bytes+1<<21 {
		t.Errorf("the set takes %d bytes, its pairs %d", whole, table.Bytes)
	}
}

func BenchmarkParse_Pairs(b *testing.B) {
	const count = 1_000_000
	contents := files(map[string]string{"ptp-practitioner": string(generatedPairs(count))})
	b.SetBytes(int64(len(contents["ptp-practitioner"])))
	b.ReportAllocs()
	for b.Loop() {
		set, faults := rules.Parse(contents)
		if len(faults) > 0 {
			b.Fatal(faults[0])
		}
		for _, table := range set.Tables() {
			if table.Kind == "ptp-practitioner" {
				b.ReportMetric(float64(table.Bytes)/count, "bytes/pair")
			}
		}
	}
}

func BenchmarkPair(b *testing.B) {
	for _, count := range []int{10_000, 100_000, 1_000_000} {
		set, faults := rules.Parse(files(map[string]string{"ptp-practitioner": string(generatedPairs(count))}))
		if len(faults) > 0 {
			b.Fatal(faults[0])
		}
		benchmarkPair(b, set, fmt.Sprintf("pairs=%d", count))
	}
}

// benchmarkPair looks up pairs of random codes, of which few are a pair, and pairs
// that are one; codes are numbers already, as in the engine.
func benchmarkPair(b *testing.B, set *rules.Set, name string) {
	b.Helper()
	random := rand.New(rand.NewPCG(5, 6))
	on := claims.NewDate(2024, 1, 1)
	const looked = 1 << 16
	var misses, hits [][2]rules.Procedure
	for len(misses) < looked {
		misses = append(misses, [2]rules.Procedure{
			set.Procedure(hcpcs(benchCode(random.IntN(12_000)))), set.Procedure(hcpcs(benchCode(random.IntN(12_000)))),
		})
	}
	for column1 := rules.Procedure(1); len(hits) < looked; column1 = column1%12_000 + 1 {
		for range 40 {
			column2 := rules.Procedure(1 + random.IntN(12_000))
			if _, isPair := set.Pair(rules.Practitioner, column1, column2, on); isPair {
				hits = append(hits, [2]rules.Procedure{column1, column2})
			}
		}
		if column1 == 12_000 && len(hits) > 1000 {
			break
		}
	}
	random.Shuffle(len(hits), func(i, j int) { hits[i], hits[j] = hits[j], hits[i] })
	for _, kind := range []string{"random", "found"} {
		pairs := misses
		if kind == "found" {
			pairs = hits
		}
		b.Run(name+"/"+kind, func(b *testing.B) {
			b.ReportAllocs()
			found := 0
			i := 0
			for b.Loop() {
				pair := &pairs[i%len(pairs)]
				if _, isPair := set.Pair(rules.Practitioner, pair[0], pair[1], on); isPair {
					found++
				}
				i++
			}
			if kind == "found" && found != i {
				b.Fatalf("%d of %d", found, i)
			}
		})
	}
}
