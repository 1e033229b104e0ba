package adjudicate_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// The scenarios take a claim all the way, edits, rules, benefits and remittance:
//
//	plan       `coordination traditional higher`, `deductible 100.00`, `out-of-pocket unlimited`, `timely-filing 365`, `filing-months 12`,
//	           `filing-from-first-day`, `network-only`,
//	           `limit NAME visits max=2`, `limit NAME units max=3 lifetime`, `limit NAME money max=20000 rolling=365`, `class office covered deductible coinsurance=20% copay=0.00 authorization
//	           evidence limit-a=NAME`, `fee synthetic,ZX101,office,fee,18000`, …
//	rules      the tables, in the words of [ruleText]; start=DATE and end=DATE are the first and the last day that they
//	           decide. `sample` is [rules.Sample], nothing at all [rules.Builtin]
//	table      a file of the next rules as it is, of edits or of prices: kind=KIND, and start=DATE and end=DATE where they are not
//	           those of the rules
//	provider   number=N npi=NPI taxonomy=CODE network=in|out name=NETWORK locality=LOCALITY
//	others     what is known of the coverages of whoever claims from here on, see readOthers
//	register   of prior authorizations, by patient: `NUMBER for=ZX400,ZX401 provider=7 from=DATE to=DATE units=12`
//	coverage   member=ann start=DATE end=DATE (not covered any more) family=NAME born=DATE sex=F
//	claim      member=ann, and the result in full
//	first      the first claim of another patient, who takes what coverage takes and is covered from 2015 on, under the
//	           plan or under one that pays all of every charge; the result in short
//	then       a claim of the same patient
//	void       claim=C1, and what it gives back; totals
//	counterfactual  line=N of the last claim
//	payout     of what was determined since the last one, see payOut
//
// Claims that are determined are called C1, C2, … in their order, `first` and `last` being the patient's. What is determined becomes the
// patient's history, and its accumulators go on. Words of a claim are
//
//	type=institutional provider=N frequency=7 replaces=C1 received=DATE diagnoses=(J069,M170)
//	authorization (there is one), authorization=NUMBER, uncredentialed, network=out, business=NAME
//	duplicate=(LINES) evidence=(KINDS) overdue cleared=(1:RULE) confirmed=(1:RULE) priced=(1:AMOUNT)
//	busy=(DATE:MINUTES)
//
// and a line is `code DATE`, with a charge of 100.00, or
//
//	system:code DATE charge units=N modifiers=25,LT place=21 for=1,2
//
// for being positions of diagnoses, or `none`; the charge `none` is of an informational
// line. `payer NAME DATE PAID GROUP-CARC:AMOUNT…` is the answer of a prior payer, `on LINE PAID
// GROUP-CARC:AMOUNT…` its answer to a line. `go test ./claims/adjudicate -rewrite` writes the results anew.
func TestScenarios_GiveWhatIsWritten(t *testing.T) {
	t.Parallel()
	datadriven.Walk(t, "testdata/scenarios", func(t *testing.T, path string) {
		t.Helper()
		t.Parallel()
		s := newScenario()
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			t.Helper()
			return s.run(t, d)
		})
	})
}

type scenario struct {
	plan      coverage.Plan
	tables    map[string]tableText
	set       *rules.Set
	prices    *pricing.Tables
	providers map[claims.ProviderID]adjudicate.Provider
	members   map[string]*member
	register  []adjudicate.Authorization // nil: none
	others    *adjudicate.Coordination   // nil: nothing is known
	book      *history.Book
	last      history.ClaimID
	lastInput adjudicate.Input
	// lastLedger is what the ledger knew of the last claim, not counting a claim that it replaced.
	lastLedger adjudicate.LedgerState
	patient    *member // of first and then
	// unpaid is what was determined since the last payout, recoverable what payouts took off nobody yet.
	unpaid      remitted
	recoverable int64
}

// tableText is a file as it is, with the first and the last day that it decides.
type tableText struct{ text, start, end string }

// member is a patient with what stands of their claims.
type member struct {
	coverage.Coverage
	adjudicate.Patient
	claims []standing
}

type standing struct {
	number     history.ClaimID
	place      history.ClaimID // the number of its first version
	year       coverage.Year
	past       adjudicate.Past
	remittance remit.Remittance
}

func newScenario() *scenario {
	return &scenario{
		tables: map[string]tableText{}, members: map[string]*member{}, providers: map[claims.ProviderID]adjudicate.Provider{},
	}
}

// wholePlan pays all of every charge.
const wholePlan = "class office covered\nfee *,*,office,percent,10000"

func (s *scenario) run(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	if s.book == nil && d.Cmd != "plan" {
		s.readPlan(t, wholePlan)
	}
	switch d.Cmd {
	case "plan":
		return s.readPlan(t, d.Input)
	case "rules":
		return s.readRules(t, d)
	case "table":
		s.tables[argument(t, d, "kind", "")] = tableText{d.Input + "\n", argument(t, d, "start", ""), argument(t, d, "end", "")}
		return "ok\n"
	case "provider":
		return s.readProvider(t, d)
	case "register":
		return s.readRegister(t, d)
	case "others":
		return s.readOthers(t, d)
	case "coverage":
		_, faults := s.enrol(t, d, argument(t, d, "member", ""), "")
		return faults
	case "claim":
		v := s.submit(t, d, s.members[argument(t, d, "member", "")])
		return v.inFull(t, s)
	case "first":
		s.patient, _ = s.enrol(t, d, fmt.Sprintf("P%d", len(s.members)+1), "2015-01-01")
		return s.submit(t, d, s.patient).inShort()
	case "then":
		return s.submit(t, d, s.patient).inShort()
	case "void":
		return s.void(t, d)
	case "payout":
		return s.payOut()
	case "counterfactual":
		return s.counterfactual(t, readNumber(t, argument(t, d, "line", "")))
	default:
		d.Fatalf(t, "no such command")
		return ""
	}
}

// argument returns the value of an argument, or another where it is not there.
func argument(t *testing.T, d *datadriven.TestData, key, other string) string {
	t.Helper()
	d.MaybeScanArgs(t, key, &other)
	return other
}

func (s *scenario) readRules(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	if d.HasArg("sample") {
		s.set = rules.Sample()
		return "ok\n"
	}
	start, end := argument(t, d, "start", ""), argument(t, d, "end", "")
	files := readRules(t, start, end, d.Input)
	for kind, table := range s.tables {
		files[kind+".raw"] = []byte(table.text)
		row := fmt.Sprintf("%s.raw,%s,1,scenario,none,%s,%s\n", kind, kind, orElse(table.start, start), dayAfter(t, orElse(table.end, end)))
		files[rules.ManifestName] = append(files[rules.ManifestName], row...)
	}
	set, faults := rules.Parse(files)
	prices, priceFaults := pricing.ParseTables(files)
	if faults = append(faults, priceFaults...); len(faults) == 0 {
		s.set, s.prices = set, prices
	}
	return faultText(faults)
}

func (s *scenario) readProvider(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	number := readNumber(t, argument(t, d, "number", "7"))
	s.providers[claims.ProviderID(number)] = adjudicate.Provider{
		NPI: rules.NPIOf(argument(t, d, "npi", "")), Taxonomy: argument(t, d, "taxonomy", ""),
		Network: readNetwork(t, argument(t, d, "network", "")), NetworkName: argument(t, d, "name", ""),
		Locality: argument(t, d, "locality", ""),
	}
	return "ok\n"
}

func readNetwork(t *testing.T, text string) rules.Network {
	t.Helper()
	switch text {
	case "in":
		return rules.InNetwork
	case "out":
		return rules.OutOfNetwork
	case "":
		return rules.AnyNetwork
	}
	t.Fatalf("no such network: %s", text)
	return 0
}

func (s *scenario) readRegister(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	s.register = []adjudicate.Authorization{}
	for text := range strings.Lines(d.Input) {
		words := strings.Fields(text)
		a := adjudicate.Authorization{Number: words[0], Units: claims.MaxUnits}
		for _, word := range words[1:] {
			switch key, value, _ := strings.Cut(word, "="); key {
			case "for":
				for code := range strings.SplitSeq(value, ",") {
					a.Procedures = append(a.Procedures, readCode(code))
				}
			case "provider":
				a.Provider = claims.ProviderID(readNumber(t, value))
			case "from":
				a.Span.Start = readDate(t, value)
			case "to":
				a.Span.End = readDate(t, value).AddDays(1)
			case "units":
				a.Units = readNumber(t, value)
			default:
				t.Fatalf("no such word: %s", word)
			}
		}
		s.register = append(s.register, a)
	}
	return "ok\n"
}

func (s *scenario) readPlan(t *testing.T, text string) string {
	t.Helper()
	s.plan = coverage.Plan{
		ID: 1, Insurer: 1, Name: "scenario", EvidenceDeadlineSeconds: 1,
		FamilyDeductible: coverage.Unlimited, OutOfPocketMax: coverage.Unlimited, FamilyOutOfPocketMax: coverage.Unlimited,
		Clocks: coverage.Clocks{PromptPayDays: 30, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30},
	}
	var fees []string
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch words[0] {
		case "deductible":
			s.plan.Deductible = readLimit(t, words[1])
		case "family-deductible":
			s.plan.FamilyDeductible = readLimit(t, words[1])
		case "out-of-pocket":
			s.plan.OutOfPocketMax = readLimit(t, words[1])
		case "family-out-of-pocket":
			s.plan.FamilyOutOfPocketMax = readLimit(t, words[1])
		case "timely-filing":
			s.plan.TimelyFilingDays = uint16(readNumber(t, words[1]))
		case "filing-months":
			s.plan.TimelyFilingMonths = uint8(readNumber(t, words[1]))
		case "filing-from-first-day":
			s.plan.IsFilingFromFirstDay = true
		case "filing-from-prior-answer":
			s.plan.IsFilingFromPriorAnswer = true
		case "network-only":
			s.plan.IsInNetworkOnly = true
		case "coordination":
			s.plan.Coordination = coverage.Coordination{
				Method: coverage.CoordinationMethod(words[1]), Allowable: coverage.AllowableRule(words[2]),
			}
		case "year-start":
			if err := s.plan.BenefitYearStart.UnmarshalText([]byte(words[1])); err != nil {
				t.Fatal(err)
			}
		case "limit":
			s.plan.Limits = append(s.plan.Limits, readBenefitLimit(t, words[1:]))
		case "class":
			s.plan.Classes = append(s.plan.Classes, s.readClass(t, words[1:]))
		case "fee":
			fees = append(fees, words[1])
		default:
			t.Fatalf("no such word: %s", words[0])
		}
	}
	return s.publish(t, strings.Join(fees, "\n"))
}

// readBenefitLimit reads `NAME KIND max=N`, and `lifetime` or `rolling=DAYS` where it is not of a benefit year.
func readBenefitLimit(t *testing.T, words []string) coverage.BenefitLimit {
	t.Helper()
	limit := coverage.BenefitLimit{Name: words[0], Kind: coverage.LimitKind(words[1]), Period: coverage.BenefitYear}
	for _, word := range words[2:] {
		switch key, value, _ := strings.Cut(word, "="); key {
		case "max":
			limit.Max = uint64(readNumber(t, value))
		case "lifetime":
			limit.Period = coverage.Lifetime
		case "rolling":
			limit.Period, limit.RollingDays = coverage.Rolling, uint16(readNumber(t, value))
		default:
			t.Fatalf("no such word: %s", word)
		}
	}
	return limit
}

func (s *scenario) publish(t *testing.T, fees string) string {
	t.Helper()
	placed, err := coverage.Layout(s.plan.Limits)
	if err != nil {
		t.Fatal(err)
	}
	s.plan.Limits = placed
	schedule, faults := pricing.ParseSchedule(fees, s.plan.ClassNames())
	s.plan.FeeSchedule = schedule
	s.book = history.NewBook(s.plan)
	return faultText(append(faults, s.plan.Validate()...))
}

func (s *scenario) readClass(t *testing.T, words []string) coverage.Class {
	t.Helper()
	class := coverage.Class{Name: words[0], IsOutOfPocketApplied: true}
	for _, word := range words[1:] {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "covered":
			class.IsCovered = true
		case "not-covered":
		case "deductible":
			class.IsDeductibleApplied = true
		case "authorization":
			class.IsAuthorizationRequired = true
		case "evidence":
			class.IsEvidenceRequired = true
		case "no-balance-billing":
			class.IsBalanceBillingProhibited = true
		case "limit-a":
			class.LimitA = s.plan.LimitPosition(value)
		case "limit-b":
			class.LimitB = s.plan.LimitPosition(value)
		case "coinsurance":
			class.Coinsurance = money.BasisPoints(readNumber(t, strings.TrimSuffix(value, "%")) * 100)
		case "copay":
			class.Copay = readAmount(t, value)
		default:
			t.Fatalf("no such word: %s", word)
		}
	}
	return class
}

func readNumber(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func readAmount(tb testing.TB, text string) money.Amount {
	tb.Helper()
	amount, err := money.ParseDecimalHalfUp(text)
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return amount
}

func readLimit(t *testing.T, text string) coverage.Limit {
	t.Helper()
	if text == "unlimited" {
		return coverage.Unlimited
	}
	return coverage.LimitOf(readAmount(t, text))
}

func readDate(tb testing.TB, text string) claims.Date {
	tb.Helper()
	date, err := claims.ParseDate(text)
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return date
}

// enrol opens the benefit years of a coverage; an open one until the end of 2027.
func (s *scenario) enrol(t *testing.T, d *datadriven.TestData, name, start string) (enrolled *member, faults string) {
	t.Helper()
	end, family := argument(t, d, "end", ""), argument(t, d, "family", "")
	m := &member{Coverage: coverage.Coverage{MemberNumber: name, Plan: s.plan.ID, Family: family}}
	m.Span.Start = readDate(t, argument(t, d, "start", start))
	last := readDate(t, "2027-12-31")
	if end != "" {
		m.Span.End = readDate(t, end)
		last = m.Span.End.AddDays(-1)
	}
	for date := m.Span.Start; date <= last; {
		span := s.plan.BenefitYear(date)
		year := coverage.Year{ID: claims.CoverageYearID(1000*len(s.members) + len(m.Years) + 1)}
		year.Span = claims.Span{Start: date, End: min(span.End, last.AddDays(1))}
		if family != "" {
			year.FamilyYear = claims.FamilyYearID(span.Start.Year())
		}
		switch {
		case s.plan.IsExtensionForLife():
			year.Extension = claims.ExtensionID(len(s.members) + 1)
		case s.plan.HasExtension():
			year.Extension = claims.ExtensionID(year.ID)
		}
		enrolment := history.Enrolment{Year: year.ID, Span: year.Span, Family: year.FamilyYear, Extension: year.Extension}
		if err := s.book.Enrol(enrolment); err != nil {
			d.Fatalf(t, "%v", err)
		}
		m.Years = append(m.Years, year)
		date = span.End
	}
	m.readPatient(t, d)
	s.members[name] = m
	return m, faultText(m.Validate())
}

func (m *member) readPatient(t *testing.T, d *datadriven.TestData) {
	t.Helper()
	if born := argument(t, d, "born", ""); born != "" {
		m.BirthDate = readDate(t, born)
	}
	switch sex := argument(t, d, "sex", ""); sex {
	case "F":
		m.Sex = rules.Female
	case "M":
		m.Sex = rules.Male
	case "":
	default:
		d.Fatalf(t, "no such sex: %s", sex)
	}
}

func faultText(faults []*errs.Fault) string {
	var out strings.Builder
	for _, fault := range faults {
		fmt.Fprintf(&out, "fault %s at %s: %s\n", fault.Code, fault.Path, fault.Text)
	}
	if out.Len() == 0 {
		return "ok\n"
	}
	return out.String()
}

func (s *scenario) writeTotals(t *testing.T, out *strings.Builder, member string, year coverage.Year) {
	t.Helper()
	after := s.totals(t, year.ID)
	fmt.Fprintf(out, "%s from %s: deductible %s, out-of-pocket %s\n", member, year.Span.Start, after.Deductible, after.OutOfPocket)
	if after.HasFamily {
		fmt.Fprintf(out, "family: deductible %s, out-of-pocket %s\n", after.FamilyDeductible, after.FamilyOutOfPocket)
	}
	for i, limit := range s.plan.Limits {
		fmt.Fprintf(out, "limit %s: %d of %d\n", limit.Name, after.Counters[i].Used, limit.Max)
	}
}

func readLine(t *testing.T, sequence int, words []string) claims.Line {
	t.Helper()
	line := claims.Line{
		Sequence: sequence, Procedure: readCode(words[0]), PlaceOfService: "11", DiagnosisPointers: []int{1},
		ServiceDate: readDate(t, words[1]), Units: 1, Charge: money.Cents(10000),
	}
	words = words[2:]
	if len(words) > 0 && !strings.Contains(words[0], "=") {
		if line.IsInformational = words[0] == "none"; line.IsInformational {
			line.Charge = money.Amount{}
		} else {
			line.Charge = readAmount(t, words[0])
		}
		words = words[1:]
	}
	for _, word := range words {
		switch key, value, _ := strings.Cut(word, "="); key {
		case "units":
			line.Units = readNumber(t, value)
		case "modifiers":
			line.Modifiers = slices.Collect(strings.SplitSeq(value, ","))
		case "place":
			line.PlaceOfService = value
		case "for":
			line.DiagnosisPointers = readPointers(t, value)
		default:
			t.Fatalf("no such word: %s", word)
		}
	}
	return line
}

func readPointers(t *testing.T, text string) (pointers []int) {
	t.Helper()
	if text == "none" {
		return nil
	}
	for value := range strings.SplitSeq(text, ",") {
		pointers = append(pointers, readNumber(t, value))
	}
	return pointers
}

// readCode reads `system:code`, or a code alone where its form says the system.
func readCode(text string) codes.Code {
	if system, value, isWhole := strings.Cut(text, ":"); isWhole {
		return codes.Code{System: codes.System(system), Value: value}
	}
	if strings.HasPrefix(text, "ZX") {
		return codes.Code{System: codes.Synthetic, Value: text}
	}
	return codes.Code{System: codes.HCPCS, Value: text}
}
