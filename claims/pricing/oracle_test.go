package pricing_test

import (
	"cmp"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
)

// scheduleHeader has all columns.
const scheduleHeader = "system,code,class,method,amount,evidence,modifier,network,provider,locality,place,start,end,lesser,factor\n"

// oracleRow is a row as the oracle knows it, "" and zero for any.
type oracleRow struct {
	code, modifier, network, locality, place string
	provider                                 claims.ProviderID
	span                                     claims.Span
	method                                   pricing.Method
	amount                                   int64
}

func (r *oracleRow) String() string {
	system, provider := "synthetic", ""
	if r.code == "*" {
		system = "*"
	}
	if r.provider != 0 {
		provider = strconv.Itoa(int(r.provider))
	}
	return strings.Join([]string{
		system, r.code, "office", string(r.method), strconv.FormatInt(r.amount, 10), "", r.modifier, r.network, provider, r.locality, r.place,
		r.span.Start.String(), r.span.End.String(), "", "",
	}, ",")
}

// fits reports whether a row may be a line's, and the position of its modifier.
func (r *oracleRow) fits(request *pricing.Request, line *pricing.Line) (bool, int) {
	at := slices.Index(line.Modifiers, r.modifier)
	isNetwork := r.network == "" || !request.IsInNetwork && r.network == "out" ||
		request.IsInNetwork && (r.network == "in" || r.network == request.Network)
	return (r.code == "*" || r.code == line.Code.Value) && (r.modifier == "" || at >= 0) && isNetwork &&
		(r.provider == 0 || r.provider == request.Provider) && (r.locality == "" || r.locality == request.Locality) &&
		(r.place == "" || r.place == line.Place) && r.span.Contains(line.Date), at
}

// generality is what rows are compared by, in the order of the documentation; the
// smaller is the more specific.
func (r *oracleRow) generality(modifierAt int) []int {
	network := map[string]int{"": 2, "in": 1, "out": 1}[r.network]
	modifier := modifierAt
	if r.modifier == "" {
		modifier = 1000
	}
	return []int{
		truth(r.code == "*"), truth(r.modifier == ""), truth(r.provider == 0), network, truth(r.locality == ""), truth(r.place == ""), modifier,
	}
}

func truth(is bool) int {
	if is {
		return 1
	}
	return 0
}

// rowOf scans all rows and returns the position of the most specific, or -1.
func rowOf(rows []oracleRow, request *pricing.Request, line *pricing.Line) int {
	best, least := -1, []int(nil)
	for i := range rows {
		isFit, at := rows[i].fits(request, line)
		if isFit && (best < 0 || slices.Compare(rows[i].generality(at), least) < 0) {
			best, least = i, rows[i].generality(at)
		}
	}
	return best
}

func parseRows(t *testing.T, rows []oracleRow) pricing.Schedule {
	t.Helper()
	text := scheduleHeader
	for i := range rows {
		text += rows[i].String() + "\n"
	}
	schedule, faults := pricing.ParseSchedule(text, classes)
	if len(faults) > 0 {
		t.Fatalf("%v in\n%s", faults, text)
	}
	return schedule
}

// Of every two of the 96 kinds of row that fit a line the documented one is its row.
func TestPrice_OfEveryTwoKindsOfRowTheMoreSpecificIsUsed(t *testing.T) {
	t.Parallel()
	request := pricing.Request{IsInNetwork: true, Network: "gold", Provider: 7, Locality: "01112-05"}
	line := pricing.Line{Code: code("ZX101"), Modifiers: []string{"59"}, Units: 1, Charge: money.Cents(9999), Place: "11", Date: 739_000}
	request.Lines = []pricing.Line{line}
	var kinds []oracleRow
	for i := range 96 {
		kinds = append(kinds, oracleRow{
			code: []string{"*", "ZX101"}[i%2], modifier: []string{"", "59"}[i/2%2], provider: []claims.ProviderID{0, 7}[i/4%2],
			network: []string{"", "in", "gold"}[i/8%3], locality: []string{"", "01112-05"}[i/24%2], place: []string{"", "11"}[i/48],
			method: pricing.Fee, amount: int64(i + 1),
		})
	}
	for i := range kinds {
		for j := range i {
			rows := []oracleRow{kinds[i], kinds[j]}
			book := pricing.Book{Schedule: parseRows(t, rows)}
			got, want := book.Price(nil, &request)[0], rowOf(rows, &request, &line)+2
			if got.Steps.Line != want || got.Allowed.Cents() != rows[want-2].amount {
				t.Fatalf("line %d instead of %d of\n%s\n%s", got.Steps.Line, want, &rows[0], &rows[1])
			}
		}
	}
}

// Of two modifiers of a line that have rows the one that stands first is priced, of a code
// with few rows and of one with many.
func TestPrice_OfTwoModifiersTheFirstIsUsed(t *testing.T) {
	t.Parallel()
	for _, others := range []int{0, 20} {
		var rows []oracleRow
		for i, modifier := range []string{"", "25", "26", "59"} {
			rows = append(rows, oracleRow{code: "ZX101", modifier: modifier, method: pricing.Fee, amount: int64(i + 1)})
		}
		for i := range others {
			rows = append(rows, oracleRow{code: "ZX101", provider: claims.ProviderID(100 + i), method: pricing.Fee, amount: 99})
		}
		book := pricing.Book{Schedule: parseRows(t, rows)}
		for _, c := range []struct {
			modifiers []string
			want      int64
		}{{nil, 1}, {[]string{"25", "59"}, 2}, {[]string{"59", "25"}, 4}, {[]string{"LT", "26", "25"}, 3}, {[]string{"LT"}, 1}} {
			line := pricing.Line{Code: code("ZX101"), Modifiers: c.modifiers, Units: 1, Charge: money.Cents(9999), Date: 739_000}
			got := book.Price(nil, &pricing.Request{IsInNetwork: true, Provider: 7, Lines: []pricing.Line{line}})[0]
			if got.Allowed.Cents() != c.want {
				t.Errorf("%d rows, modifiers %v: allowed %d, want %d", len(rows), c.modifiers, got.Allowed.Cents(), c.want)
			}
		}
	}
}

func pick[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

// randomRows are rows of few words, so that many fit; none overlaps another.
func randomRows(r *rand.Rand, count int) []oracleRow {
	var rows []oracleRow
	for range count {
		row := oracleRow{
			code: pick(r, "*", "ZX101", "ZX201", "ZX202", "ZX203"), modifier: pick(r, "", "", "", "59", "25"),
			network: pick(r, "", "in", "out", "gold", "silver"), locality: pick(r, "", "01112-05", "10112-00"), place: pick(r, "", "11", "22"),
			provider: pick[claims.ProviderID](r, 0, 0, 7, 8), method: pick(r, pricing.Fee, pricing.Fee, pricing.Fee, pricing.Fee, pricing.Percent, pricing.RBRVS, pricing.PerDiem, pricing.Case),
		}
		row.amount = r.Int64N(10_001)
		if start := r.IntN(4); start > 0 {
			row.span.Start = claims.NewDate(2026, 1, 1+90*start)
		}
		if r.IntN(3) == 0 {
			row.span.End = max(row.span.Start, claims.NewDate(2026, 1, 1)).AddDays(1 + r.IntN(200))
		}
		if !slices.ContainsFunc(rows, row.overlaps) {
			rows = append(rows, row)
		}
	}
	return rows
}

func (r *oracleRow) overlaps(other oracleRow) bool {
	a, b := *r, other
	a.span, b.span, a.method, b.method, a.amount, b.amount = claims.Span{}, claims.Span{}, "", "", 0, 0
	return a == b && (other.span.Contains(r.span.Start) || r.span.Contains(other.span.Start))
}

func randomRequest(r *rand.Rand) pricing.Request {
	request := pricing.Request{
		IsInNetwork: r.IntN(3) > 0, Network: pick(r, "", "gold", "silver", "lead"), Provider: pick[claims.ProviderID](r, 0, 7, 8, 9),
		Locality: pick(r, "", "01112-05", "10112-00", "99999-99"),
	}
	for range 1 + r.IntN(8) {
		line := pricing.Line{
			Code: code(pick(r, "ZX101", "ZX201", "ZX202", "ZX203", "ZX999")), Units: 1 + r.IntN(4), Charge: money.Cents(r.Int64N(30_000)),
			Place: pick(r, "", "11", "22", "12"), Date: claims.NewDate(2026, 1, pick(r, 100, 100, 100, 250)), IsDenied: r.IntN(8) == 0,
		}
		for range r.IntN(4) {
			line.Modifiers = append(line.Modifiers, pick(r, "59", "25", "50", "80", "LT", "?"))
		}
		request.Lines = append(request.Lines, line)
	}
	return request
}

// exactAmount is what a row gives for a line before ranks, of the fixture's tables.
func (r *oracleRow) exactAmount(request *pricing.Request, line *pricing.Line) *big.Rat {
	amount := big.NewRat(r.amount, 1)
	units := big.NewRat(int64(line.Units), 1)
	switch r.method {
	case pricing.Fee:
	case pricing.Case:
		return amount
	case pricing.PerDiem:
		return amount.Mul(amount, units)
	case pricing.Percent:
		return amount.Mul(amount, big.NewRat(line.Charge.Cents(), 10_000))
	case pricing.RBRVS:
		value := relativeAmount(request, line)
		if value == nil {
			return nil
		}
		amount.Mul(amount.Mul(amount, big.NewRat(1, 10_000)), value)
	case pricing.ClaimCase, pricing.InNetwork, pricing.Qualifying:
		panic("not a method of the random rows")
	}
	amount.Mul(amount, units)
	for i, modifier := range line.Modifiers {
		rate := map[string]int64{"50": 150, "80": 16}[modifier]
		if rate == 0 || slices.Contains(line.Modifiers[:i], modifier) {
			continue
		}
		if line.Code.Value == "ZX999" && modifier == "80" {
			return nil // by report: no relative value says whether it is paid
		}
		amount.Mul(amount, big.NewRat(rate, 100))
	}
	return amount
}

// relativeAmount is the amount of ZX101 in cents; the others of the oracle's codes
// have relative values of nothing.
func relativeAmount(request *pricing.Request, line *pricing.Line) *big.Rat {
	indices, isKnown := map[string][3]int64{"01112-05": {1010, 980, 750}, "10112-00": {1000, 869, 575}}[request.Locality]
	if !isKnown || line.Code.Value == "ZX999" {
		return nil
	}
	if line.Code.Value != "ZX101" {
		return new(big.Rat)
	}
	expense := int64(140)
	if line.Place == "22" {
		expense = 60
	}
	value := big.NewRat(130*indices[0]+expense*indices[1]+10*indices[2], 100_000)
	factor := big.NewRat(3300, 1)
	if line.Date >= claims.NewDate(2026, 7, 1) {
		factor = big.NewRat(323_465, 100)
	}
	return value.Mul(value, factor)
}

// oracle prices a request with exact fractions and returns cents by line.
func oracle(rows []oracleRow, request *pricing.Request) []int64 {
	amounts := make([]*big.Rat, len(request.Lines))
	isRanked := make([]bool, len(request.Lines))
	for i := range request.Lines {
		line := &request.Lines[i]
		at := rowOf(rows, request, line)
		if at < 0 || line.IsDenied || line.Charge.Cents() == 0 {
			continue
		}
		amounts[i] = rows[at].exactAmount(request, line)
		isRanked[i] = amounts[i] != nil && amounts[i].Sign() > 0 && strings.HasPrefix(line.Code.Value, "ZX20") &&
			(rows[at].method == pricing.Fee || rows[at].method == pricing.RBRVS)
	}
	unit := func(i int) *big.Rat {
		return new(big.Rat).Quo(amounts[i], big.NewRat(int64(request.Lines[i].Units), 1))
	}
	cents := make([]int64, len(request.Lines))
	for i, amount := range amounts {
		if amount == nil {
			continue
		}
		if isRanked[i] {
			before := 0
			for j := range amounts {
				if isRanked[j] && request.Lines[i].Date == request.Lines[j].Date && (unit(j).Cmp(unit(i)) > 0 || unit(j).Cmp(unit(i)) == 0 && j < i) {
					before += request.Lines[j].Units
				}
			}
			if amount = atRanks(unit(i), before, request.Lines[i].Units); amount == nil {
				continue
			}
		}
		cents[i] = min(halfUp(amount), request.Lines[i].Charge.Cents())
	}
	return cents
}

// atRanks sums up units one by one: the first of the day in full, four more at half, nil
// beyond.
func atRanks(unit *big.Rat, before, units int) *big.Rat {
	sum := new(big.Rat)
	for rank := before + 1; rank <= before+units; rank++ {
		switch {
		case rank == 1:
			sum.Add(sum, unit)
		case rank <= 5:
			sum.Add(sum, new(big.Rat).Mul(unit, big.NewRat(1, 2)))
		default:
			return nil
		}
	}
	return sum
}

// halfUp rounds a fraction of cents.
func halfUp(amount *big.Rat) int64 {
	twice := new(big.Int).Mul(amount.Num(), big.NewInt(2))
	return twice.Add(twice, amount.Denom()).Div(twice, new(big.Int).Mul(amount.Denom(), big.NewInt(2))).Int64()
}

func fixtureTables(tb testing.TB) *pricing.Tables {
	tb.Helper()
	tables, faults := pricing.ParseTables(fixture(tb))
	if len(faults) > 0 {
		tb.Fatal(faults)
	}
	return tables
}

func TestPrice_AgreesWithAnOracleThatScansAllRows(t *testing.T) {
	t.Parallel()
	tables := fixtureTables(t)
	priced, ranked := 0, 0
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 4))
		rows := randomRows(r, []int{80, 20}[seed%2]) // of a code more than a few, or few
		book := pricing.Book{Schedule: parseRows(t, rows), Tables: tables}
		for range 6 {
			request := randomRequest(r)
			want := oracle(rows, &request)
			for i, got := range book.Price(nil, &request) {
				if got.Allowed.Cents() != want[i] || (got.Outcome == pricing.Priced) != (want[i] > 0) {
					t.Fatalf("seed %d, line %d: %s instead of %d of %+v", seed, i+1, describe(&got), want[i], request)
				}
				priced += truth(want[i] > 0)
				ranked += truth(got.Steps.Rank > 1)
			}
		}
	}
	if priced < 10_000 || ranked < 500 {
		t.Errorf("only %d lines were priced, %d by a rank beyond the first", priced, ranked)
	}
}

// What is allowed does not depend on the order of the lines.
func TestPrice_RanksDoNotDependOnTheOrderOfLines(t *testing.T) {
	t.Parallel()
	book := pricing.Book{Schedule: schedule(t, everySchedule), Tables: fixtureTables(t)}
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 5))
		request := anyRequest(r)
		want := sortedAmounts(book.Price(nil, &request))
		r.Shuffle(len(request.Lines), func(i, j int) {
			request.Lines[i], request.Lines[j] = request.Lines[j], request.Lines[i]
		})
		if got := sortedAmounts(book.Price(nil, &request)); !slices.Equal(got, want) {
			t.Fatalf("seed %d: %v instead of %v of %+v", seed, got, want, request)
		}
	}
}

func sortedAmounts(results []pricing.Result) []string {
	var amounts []string
	for i := range results {
		amounts = append(amounts, fmt.Sprintf("%s %s", results[i].Outcome, results[i].Allowed))
	}
	slices.SortFunc(amounts, cmp.Compare[string])
	return amounts
}

// everySchedule has a row of every kind for the codes of the fixture, but for claim
// cases, which are shared in the lines' order.
const everySchedule = `system,code,class,method,amount,evidence,network,modifier
synthetic,ZX101,office,rbrvs,12000,,,
synthetic,ZX201,office,fee,40009,,,
synthetic,ZX202,office,fee,30011,,,
synthetic,ZX203,office,fee,20011,,,
synthetic,ZX202,office,in-network,8000,,out,
synthetic,ZX204,office,fee,10007,,,
synthetic,ZX205,office,fee,9001,,,
synthetic,ZX206,office,fee,8009,,,
synthetic,ZX211,office,fee,8011,,,
synthetic,ZX212,office,fee,7001,,,
synthetic,ZX213,office,fee,6007,,,
synthetic,ZX220,office,rbrvs,10000,,,
synthetic,ZX221,office,rbrvs,10000,,,
synthetic,ZX222,office,rbrvs,10000,,,
synthetic,ZX223,office,rbrvs,10000,,,
synthetic,ZX232,office,rbrvs,10000,,,
synthetic,ZX251,office,rbrvs,10000,,,
synthetic,ZX252,office,rbrvs,10000,,,
synthetic,ZX301,office,rbrvs,10000,,,
synthetic,ZX301,office,fee,3000,,,26
synthetic,ZX501,lab,case,30000,,,
synthetic,ZX502,lab,per-diem,30000,,,
synthetic,ZX503,lab,qualifying,30000,,out,
*,*,lab,percent,6667,,,
`

// anyRequest has lines of different amounts, since equal ones rank by their order.
func anyRequest(r *rand.Rand) pricing.Request {
	values := []string{
		"ZX101", "ZX201", "ZX202", "ZX203", "ZX204", "ZX205", "ZX206", "ZX211", "ZX212", "ZX213", "ZX220", "ZX221", "ZX222", "ZX223", "ZX232",
		"ZX251", "ZX252", "ZX301", "ZX401", "ZX501", "ZX502", "ZX503",
	}
	r.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
	request := pricing.Request{IsInNetwork: r.IntN(2) == 0, Locality: pick(r, "01112-05", "10112-00")}
	for _, value := range values[:1+r.IntN(12)] {
		line := pricing.Line{
			Code: codes.Code{System: codes.Synthetic, Value: value}, Units: 1 + r.IntN(3), Charge: money.Cents(r.Int64N(60_000)),
			Place: pick(r, "11", "22"), Date: claims.NewDate(2026, 3, 1+r.IntN(2)), IsDenied: r.IntN(9) == 0,
		}
		if r.IntN(4) == 0 {
			line.Modifiers = []string{pick(r, "50", "80", "26", "66", "54")}
		}
		request.Lines = append(request.Lines, line)
	}
	return request
}

// Procedures that are billed one by one, the highest first, have the ranks that they
// have on one claim.
func TestAppendUses_ClaimsOfADayRankAsOneClaimWould(t *testing.T) {
	t.Parallel()
	book := pricing.Book{Schedule: schedule(t, everySchedule), Tables: fixtureTables(t)}
	whole := pricing.Request{IsInNetwork: true, Locality: "10112-00"}
	for _, value := range []string{
		"ZX201", "ZX222", "ZX223", "ZX221", "ZX202", "ZX203", "ZX204", "ZX205", "ZX211", "ZX212", "ZX213", "ZX252", "ZX251", "ZX101",
	} {
		whole.Lines = append(whole.Lines, pricing.Line{
			Code: code(value), Units: 1 + truth(value == "ZX252"), Charge: money.Cents(90_000), Date: claims.NewDate(2026, 3, 1),
		})
	}
	want := book.Price(nil, &whole)
	part := whole
	ranks := 0
	for i := range whole.Lines {
		part.Lines = whole.Lines[i : i+1]
		got := book.Price(nil, &part)
		if got[0].Allowed != want[i].Allowed || got[0].Outcome != want[i].Outcome {
			t.Errorf("%s: %s instead of %s", whole.Lines[i].Code.Value, describe(&got[0]), describe(&want[i]))
		}
		ranks = max(ranks, want[i].Steps.Rank)
		part.Used = book.AppendUses(part.Used, &part, got)
	}
	if ranks != 6 || want[7].Outcome != pricing.ByReport {
		t.Errorf("the highest rank is %d, the seventh line is %s", ranks, want[7].Outcome)
	}
}

// Lines of several affiliations have, each, the price of a request of that affiliation.
func TestPrice_IsByTheAffiliationOfTheLinesDay(t *testing.T) {
	t.Parallel()
	book := pricing.Book{Schedule: schedule(t, everySchedule), Tables: fixtureTables(t)}
	random := rand.New(rand.NewPCG(8, 8))
	differing := 0
	for range 500 {
		days := [2]pricing.Request{anyRequest(random), anyRequest(random)}
		whole := pricing.Request{Network: "lead"}
		var want []pricing.Result
		for i := range days {
			for j := range days[i].Lines {
				line := &days[i].Lines[j]
				if line.Code.Value == "ZX501" { // a case rate is of the claim
					line.Code.Value = "ZX502"
				}
				line.Date = claims.NewDate(2026, 3, 1+i)
				whole.Lines = append(whole.Lines, *line)
				whole.Lines[len(whole.Lines)-1].Affiliation = &pricing.Affiliation{
					IsInNetwork: days[i].IsInNetwork, Network: days[i].Network, Locality: days[i].Locality,
				}
			}
			want = book.Price(want, &days[i])
		}
		if got := book.Price(nil, &whole); !slices.Equal(got, want) {
			t.Fatalf("got  %+v\nwant %+v", got, want)
		}
		if days[0].IsInNetwork != days[1].IsInNetwork || days[0].Locality != days[1].Locality {
			differing++
		}
	}
	if differing == 0 {
		t.Error("all affiliations were the same")
	}
}
