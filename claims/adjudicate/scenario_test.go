package adjudicate_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/remit"
)

// The scenarios take a claim all the way, edits, rules, benefits and remittance:
//
//	plan       `deductible 100.00`, `out-of-pocket unlimited`, `timely-filing 365`, `limit NAME visits max=2`,
//	           `class office covered deductible coinsurance=20% copay=0.00 authorization evidence limit-a=NAME`,
//	           `fee synthetic,ZX101,office,fee,18000`, …
//	coverage   member=NAME start=DATE end=DATE (not covered any more) family=NAME
//	claim      member=NAME duplicate=(LINES) evidence=(KINDS) overdue received=DATE authorization uncredentialed; a line
//	           is `system:code DATE charge units=N modifiers=25,LT`, charge `none` for an informational one
//
// Accumulators stay from claim to claim. `go test ./claims/adjudicate -rewrite`
// writes the results anew.
func TestScenarios_GiveWhatIsWritten(t *testing.T) {
	t.Parallel()
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		t.Helper()
		t.Parallel()
		s := scenario{members: map[string]*coverage.Coverage{}}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			t.Helper()
			switch d.Cmd {
			case "plan":
				return s.readPlan(t, d)
			case "coverage":
				return s.enrol(t, d)
			case "claim":
				return s.claim(t, d)
			default:
				d.Fatalf(t, "no such command")
				return ""
			}
		})
	})
}

type scenario struct {
	plan    coverage.Plan
	members map[string]*coverage.Coverage
	book    *history.Book
	last    history.ClaimID
}

func (s *scenario) readPlan(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	s.plan = coverage.Plan{
		ID: 1, Insurer: 1, Name: "scenario", EvidenceDeadlineSeconds: 1,
		FamilyDeductible: coverage.Unlimited, OutOfPocketMax: coverage.Unlimited, FamilyOutOfPocketMax: coverage.Unlimited,
		Clocks: coverage.Clocks{PromptPayDays: 30, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30},
	}
	var fees []string
	for text := range strings.Lines(d.Input) {
		words := strings.Fields(text)
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
		case "year-start":
			if err := s.plan.BenefitYearStart.UnmarshalText([]byte(words[1])); err != nil {
				d.Fatalf(t, "%v", err)
			}
		case "limit":
			s.plan.Limits = append(s.plan.Limits, coverage.BenefitLimit{
				Name: words[1], Kind: coverage.LimitKind(words[2]), Period: coverage.BenefitYear,
				Max: uint64(readNumber(t, strings.TrimPrefix(words[3], "max="))),
			})
		case "class":
			s.plan.Classes = append(s.plan.Classes, s.readClass(t, words[1:]))
		case "fee":
			fees = append(fees, words[1])
		default:
			d.Fatalf(t, "no such word: %s", words[0])
		}
	}
	return s.publish(t, strings.Join(fees, "\n"))
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

func readAmount(t *testing.T, text string) money.Amount {
	t.Helper()
	amount, err := money.ParseDecimalHalfUp(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
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

func readDate(t *testing.T, text string) claims.Date {
	t.Helper()
	date, err := claims.ParseDate(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return date
}

// enrol opens the benefit years of a coverage; an open one until the end of 2027.
func (s *scenario) enrol(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	var name, start, end, family string
	d.ScanArgs(t, "member", &name)
	d.ScanArgs(t, "start", &start)
	d.MaybeScanArgs(t, "end", &end)
	d.MaybeScanArgs(t, "family", &family)
	m := &coverage.Coverage{MemberNumber: name, Plan: s.plan.ID, Family: family}
	m.Span.Start = readDate(t, start)
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
		if err := s.book.Enrol(history.Enrolment{Year: year.ID, Span: year.Span, Family: year.FamilyYear}); err != nil {
			d.Fatalf(t, "%v", err)
		}
		m.Years = append(m.Years, year)
		date = span.End
	}
	s.members[name] = m
	return faultText(m.Validate())
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

func (s *scenario) claim(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	var name string
	d.ScanArgs(t, "member", &name)
	in := adjudicate.Input{
		Claim: readClaim(t, d, name), Plan: s.plan, Coverage: *s.members[name],
		DuplicateLines: map[int]bool{}, EvidenceReceived: map[string]bool{}, IsEvidenceOverdue: d.HasArg("overdue"),
	}
	for _, arg := range d.CmdArgs {
		for _, value := range arg.Vals {
			switch arg.Key {
			case "duplicate":
				in.DuplicateLines[readNumber(t, value)] = true
			case "evidence":
				in.EvidenceReceived[value] = true
			}
		}
	}
	faults := append(edits.Validate(in.Claim, readDate(t, "2026-11-21")), adjudicate.CheckBenefitYear(in.Claim, s.plan)...)
	if len(faults) > 0 {
		return faultText(faults)
	}
	assessment, err := adjudicate.Assess(in)
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	if !assessment.IsClean() {
		var out strings.Builder
		for _, need := range assessment.EvidenceNeeded {
			fmt.Fprintf(&out, "pended: line %d needs %s\n", need.Line, need.Kind)
		}
		return out.String()
	}
	return s.decide(t, d, in, assessment)
}

func (s *scenario) decide(t *testing.T, d *datadriven.TestData, in adjudicate.Input, assessment adjudicate.Assessment) string {
	t.Helper()
	received := assessment.ServiceDate.AddDays(1).String()
	d.MaybeScanArgs(t, "received", &received)
	s.last++
	op := history.Operation{Kind: history.Determine, Claim: s.last, Submission: history.Submission{
		Year: assessment.Year.ID, ServiceDate: assessment.ServiceDate,
		ReceivedAt: readDate(t, received).Time(), PaidAt: readDate(t, received).Time().Add(time.Hour),
		IsProviderCredentialed: !d.HasArg("uncredentialed"), HasAuthorization: d.HasArg("authorization"),
		HasEvidence: len(in.EvidenceReceived) > 0, Lines: assessment.BenefitLines(),
	}}
	outcome, err := s.book.Apply(op)
	if err != nil {
		d.Fatalf(t, "%v", err)
	}
	remittance, err := remit.New(remit.Determination{
		Claim: in.Claim, Reasons: assessment.Reasons, Results: outcome.Results,
		Ledger: adjudicate.Ledger{Plan: s.plan, Year: assessment.Year.Span, ServiceDate: assessment.ServiceDate},
	})
	if err != nil {
		d.Fatalf(t, "%v", err)
	}
	var out strings.Builder
	writeRemittance(&out, remittance, assessment.Reasons)
	s.writeTotals(t, &out, in.Claim.MemberNumber, assessment.Year)
	return out.String()
}

func (s *scenario) writeTotals(t *testing.T, out *strings.Builder, member string, year coverage.Year) {
	t.Helper()
	after, err := s.book.Accumulators(year.ID)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(out, "%s from %s: deductible %s, out-of-pocket %s\n", member, year.Span.Start, after.Deductible, after.OutOfPocket)
	if after.HasFamily {
		fmt.Fprintf(out, "family: deductible %s, out-of-pocket %s\n", after.FamilyDeductible, after.FamilyOutOfPocket)
	}
	for i, limit := range s.plan.Limits {
		fmt.Fprintf(out, "limit %s: %d of %d\n", limit.Name, after.Counters[i].Used, limit.Max)
	}
}

func writeRemittance(out *strings.Builder, r remit.Remittance, reasons adjudicate.Reasons) {
	for _, line := range r.Lines {
		fmt.Fprintf(out, "line %d: charge %s, allowed %s, paid %s, patient %s", line.Sequence, line.Charge, line.Allowed, line.Paid, line.PatientResponsibility)
		for _, a := range line.Adjustments {
			fmt.Fprintf(out, "; %s-%s %s", a.Group, a.CARC, a.Amount)
			if a.RARC != "" {
				fmt.Fprintf(out, " %s", a.RARC)
			}
			if a.Units > 0 {
				fmt.Fprintf(out, " (%d)", a.Units)
			}
		}
		fmt.Fprintf(out, "\n  %s\n", line.Reason)
		for _, reason := range reasons {
			if reason.Line == line.Sequence && reason.Rule != line.Rule {
				fmt.Fprintf(out, "  also %s\n", reason.Rule)
			}
		}
	}
	fmt.Fprintf(out, "claim: charge %s, allowed %s, paid %s, patient %s\n", r.Charge, r.Allowed, r.Paid, r.PatientResponsibility)
}

func readClaim(t *testing.T, d *datadriven.TestData, memberNumber string) claims.Claim {
	t.Helper()
	claim := claims.Claim{
		Type: claims.Professional, Frequency: claims.Original, Insurer: 1, Provider: 7, PatientAccountNumber: "A-1",
		MemberNumber: memberNumber, Diagnoses: []codes.Code{{System: codes.ICD10CM, Value: "J069"}},
	}
	for text := range strings.Lines(d.Input) {
		claim.Lines = append(claim.Lines, readLine(t, len(claim.Lines)+1, strings.Fields(text)))
	}
	return claim
}

func readLine(t *testing.T, sequence int, words []string) claims.Line {
	t.Helper()
	system, value, _ := strings.Cut(words[0], ":")
	line := claims.Line{
		Sequence: sequence, Procedure: codes.Code{System: codes.System(system), Value: value}, PlaceOfService: "11",
		DiagnosisPointers: []int{1}, ServiceDate: readDate(t, words[1]), Units: 1,
	}
	if line.IsInformational = words[2] == "none"; !line.IsInformational {
		line.Charge = readAmount(t, words[2])
	}
	for _, word := range words[3:] {
		switch key, value, _ := strings.Cut(word, "="); key {
		case "units":
			units, err := strconv.Atoi(value)
			if err != nil {
				t.Fatal(err)
			}
			line.Units = units
		case "modifiers":
			line.Modifiers = slices.Collect(strings.SplitSeq(value, ","))
		default:
			t.Fatalf("no such word: %s", word)
		}
	}
	return line
}
