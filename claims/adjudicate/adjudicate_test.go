package adjudicate_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/claims/rules"
)

const mri = "18748-4"

// setup returns an input whose claim has one payable line, within the coverage.
func setup(tb testing.TB) adjudicate.Input {
	tb.Helper()
	plan := coverage.Plan{
		ID: 1, Insurer: 1, Name: "Silver", EvidenceDeadlineSeconds: 1,
		Deductible: coverage.LimitOf(money.Cents(10000)), FamilyDeductible: coverage.Unlimited,
		OutOfPocketMax: coverage.Unlimited, FamilyOutOfPocketMax: coverage.Unlimited,
		Classes: []coverage.Class{
			{Name: "office", IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, Coinsurance: 2000},
			{Name: "cosmetic"},
		},
	}
	fees := "synthetic,ZX101,office,fee,18000\nsynthetic,ZX301,office,fee,60000," + mri + "\nsynthetic,ZX800,cosmetic,percent,10000\n"
	schedule, faults := pricing.ParseSchedule(fees, plan.ClassNames())
	if len(faults) > 0 {
		tb.Fatal(faults)
	}
	plan.FeeSchedule = schedule
	span := claims.Span{Start: claims.NewDate(2026, 1, 1), End: claims.NewDate(2027, 1, 1)}
	return adjudicate.Input{
		Plan: plan,
		Coverage: coverage.Coverage{
			MemberNumber: "M-001", Plan: 1, Span: span, Years: []coverage.Year{{ID: 99, Span: span}},
		},
		Claim: claims.Claim{
			Type: claims.Professional, Frequency: claims.Original, Insurer: 1, Provider: 7, MemberNumber: "M-001",
			Lines: []claims.Line{line(1, "ZX101", claims.NewDate(2026, 3, 1), 25000)},
		},
	}
}

// A fee that is agreed with one provider is not another's.
func TestAssess_FeeOfOneProvider(t *testing.T) {
	t.Parallel()
	in := setup(t)
	in.Plan.FeeSchedule, _ = pricing.ParseSchedule("system,code,class,method,amount,evidence,provider\nsynthetic,ZX101,office,fee,18000,,\nsynthetic,ZX101,office,fee,12300,,7\n", in.Plan.ClassNames())
	for provider, want := range map[claims.ProviderID]int64{7: 12300, 8: 18000} {
		in.Claim.Provider = provider
		if a := assess(t, in); a.Lines[0].Allowed.Cents() != want {
			t.Errorf("provider %d: allowed %d", provider, a.Lines[0].Allowed.Cents())
		}
	}
}

func line(sequence int, code string, date claims.Date, cents int64) claims.Line {
	return claims.Line{
		Sequence: sequence, Procedure: codes.Code{System: codes.Synthetic, Value: code}, ServiceDate: date, Units: 1,
		Charge: money.Cents(cents),
	}
}

func assess(tb testing.TB, in adjudicate.Input) adjudicate.Assessment {
	tb.Helper()
	assessment, err := adjudicate.Assess(in)
	if err != nil {
		tb.Fatal(err)
	}
	return assessment
}

func TestAssess_PayableLineIsPriced(t *testing.T) {
	t.Parallel()
	in := setup(t)
	in.Claim.Lines = append(in.Claim.Lines, claims.Line{Sequence: 2, IsInformational: true})
	got := assess(t, in)
	want := adjudicate.LineAssessment{Sequence: 1, Charge: money.Cents(25000), Units: 1, Allowed: money.Cents(18000), Class: 0}
	if len(got.Lines) != 1 || got.Lines[0] != want || len(got.Reasons) != 0 || !got.IsClean() || got.IsDenied() {
		t.Errorf("got %+v", got)
	}
	if got.Year.ID != 99 || got.ServiceDate != claims.NewDate(2026, 3, 1) {
		t.Errorf("got year %d, date %s", got.Year.ID, got.ServiceDate)
	}
	if lines := got.BenefitLines(); lines[0] != (benefits.Line{Charge: money.Cents(25000), Units: 1, Allowed: money.Cents(18000)}) {
		t.Errorf("got %v", lines)
	}
}

// Every pair of rules that can hit one line: the earlier one in the order is
// posted, the other one kept.
func TestAssess_PostsTheFirstRuleInTheOrder(t *testing.T) {
	t.Parallel()
	outside := func(in *adjudicate.Input) { in.Claim.Lines[0].ServiceDate = claims.NewDate(2025, 12, 31) }
	after := func(in *adjudicate.Input) { in.Claim.Lines[0].ServiceDate = claims.NewDate(2027, 1, 1) }
	repeated := func(in *adjudicate.Input) { in.DuplicateLines = map[int]bool{1: true} }
	overdue := func(in *adjudicate.Input) {
		in.Claim.Lines[0].Procedure.Value, in.EvidenceOverdue = "ZX301", map[string]bool{mri: true}
	}
	unpriced := func(in *adjudicate.Input) { in.Claim.Lines[0].Procedure.Value = "ZX500" }
	uncovered := func(in *adjudicate.Input) { in.Claim.Lines[0].Procedure.Value = "ZX800" }
	for _, c := range []struct {
		name    string
		changes []func(*adjudicate.Input)
		want    string
	}{
		{"before coverage", []func(*adjudicate.Input){outside}, "eligibility.before-coverage"},
		{"after coverage", []func(*adjudicate.Input){after}, "eligibility.after-coverage"},
		{"duplicate", []func(*adjudicate.Input){repeated}, "duplicate.exact"},
		{"overdue", []func(*adjudicate.Input){overdue}, "evidence.overdue"},
		{"unpriced", []func(*adjudicate.Input){unpriced}, "pricing.no-fee"},
		{"uncovered", []func(*adjudicate.Input){uncovered}, "pricing.class-not-covered"},
		{"eligibility and duplicate", []func(*adjudicate.Input){outside, repeated}, "eligibility.before-coverage duplicate.exact"},
		{"eligibility and evidence", []func(*adjudicate.Input){after, overdue}, "eligibility.after-coverage"},
		{"eligibility and pricing", []func(*adjudicate.Input){outside, unpriced}, "eligibility.before-coverage"},
		{"duplicate and evidence", []func(*adjudicate.Input){repeated, overdue}, "duplicate.exact"},
		{"duplicate and pricing", []func(*adjudicate.Input){repeated, uncovered}, "duplicate.exact"},
		{"three", []func(*adjudicate.Input){after, repeated, overdue}, "eligibility.after-coverage duplicate.exact"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := setup(t)
			for _, change := range c.changes {
				change(&in)
			}
			got := assess(t, in)
			var hits []string
			for i, reason := range got.Reasons {
				hits = append(hits, reason.Rule)
				if reason.IsPosted != (i == 0) {
					t.Errorf("%s is posted: %t", reason.Rule, reason.IsPosted)
				}
			}
			if strings.Join(hits, " ") != c.want {
				t.Errorf("got %v", hits)
			}
			// What the plan does not cover the ledger sees by itself.
			wantClass := uint8(benefits.ClassDenied)
			if hits[0] == rules.PricingClassNotCovered.String() {
				wantClass = 1
			}
			if got.Lines[0].Class != wantClass || !got.Lines[0].Allowed.IsZero() || !got.IsDenied() || !got.IsClean() {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestAssess_ReasonsHaveTheRemarkThatTheirCodeDemands(t *testing.T) {
	t.Parallel()
	in := setup(t)
	in.EvidenceOverdue = map[string]bool{mri: true}
	in.DuplicateLines = map[int]bool{4: true}
	date := claims.NewDate(2026, 3, 1)
	in.Claim.Lines = []claims.Line{
		line(1, "ZX101", claims.NewDate(2025, 3, 1), 100), line(2, "ZX101", claims.NewDate(2027, 3, 1), 100),
		line(3, "ZX301", date, 100), line(4, "ZX101", date, 100), line(5, "ZX500", date, 100), line(6, "ZX800", date, 100),
	}
	got := assess(t, in)
	if len(got.Reasons) != 6 {
		t.Fatalf("got %+v", got.Reasons)
	}
	for _, reason := range got.Reasons {
		if codes.DemandsRemark(reason.CARC) && reason.RARC == "" {
			t.Errorf("%s: CARC %s stands without a remark", reason.Rule, reason.CARC)
		}
		if codes.CARCText(reason.CARC) == "" || codes.GroupText(codes.Group(reason.Group)) == "" ||
			(reason.RARC != "" && codes.RARCText(reason.RARC) == "") || reason.RuleVersion == "" {
			t.Errorf("%+v has a code without a text, or no version", reason)
		}
	}
}

func TestAssess_AsksForDocumentsOfPayableLinesAlone(t *testing.T) {
	t.Parallel()
	in := setup(t)
	in.Claim.Lines[0].Procedure.Value = "ZX301"
	got := assess(t, in)
	if !slices.Equal(got.EvidenceNeeded, []adjudicate.EvidenceNeed{{Line: 1, Kind: mri}}) || got.IsClean() {
		t.Errorf("got %+v", got.EvidenceNeeded)
	}
	// While it waits nothing is allowed: settled by mistake, it could not be explained.
	if !got.Lines[0].Allowed.IsZero() || got.Lines[0].Class != benefits.ClassDenied || len(got.Reasons) != 0 {
		t.Errorf("got %+v", got)
	}
	results, _, err := benefits.Determine(in.Plan, factsOf(got), benefits.Accumulators{}, got.BenefitLines())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := remit.New(remit.Determination{Claim: in.Claim, Reasons: got.Reasons, Results: results}); !errors.Is(err, remit.ErrDenialUnexplained) {
		t.Errorf("got %v", err)
	}
	in.EvidenceReceived = map[string]bool{mri: true}
	if got = assess(t, in); !got.IsClean() || got.Lines[0].Allowed.Cents() != 25000 {
		t.Errorf("got %+v", got)
	}
	in.EvidenceReceived = map[string]bool{"11506-3": true}
	if got = assess(t, in); got.IsClean() {
		t.Error("a document of another kind was taken")
	}
}

// factsOf is what the ledger knows of a claim of which nothing is missing.
func factsOf(a adjudicate.Assessment) benefits.Facts {
	return benefits.Facts{
		Year: a.Year.Span, ServiceDate: a.ServiceDate, ReceiptDate: a.ServiceDate,
		IsProviderCredentialed: true, HasAuthorization: true, HasEvidence: true, HasPriorPayers: len(a.Priors) > 0,
	}
}

func TestLedger_KnowsOnWhichSideOfTheYearAServiceLies(t *testing.T) {
	t.Parallel()
	outside := benefits.LineResult{Charge: money.Cents(100), Denial: benefits.DenialOutsideCoverage}
	l, third := adjudicate.Ledger{Year: claims.Span{Start: 100, End: 200}}, &claims.Line{Sequence: 3}
	for date, want := range map[claims.Date]adjudicate.Reason{
		99:  {CARC: "26", Rule: rules.BeforeCoverage.String(), Detail: adjudicate.Detail{Date: 100}},
		200: {CARC: "27", Rule: rules.AfterCoverage.String(), Detail: adjudicate.Detail{Date: 199}},
	} {
		l.ServiceDate = date
		got, isFound := l.Explain(third, outside, nil)
		if !isFound || !got.IsPosted || got.Line != 3 || got.CARC != want.CARC || got.Rule != want.Rule || got.Detail != want.Detail {
			t.Errorf("day %d: got %+v", date, got)
		}
	}
	if got, isFound := l.Explain(third, benefits.LineResult{Charge: money.Cents(100)}, nil); isFound || got.IsPosted {
		t.Errorf("got %+v", got)
	}
	if got, isFound := l.Explain(third, benefits.LineResult{Denial: benefits.DenialByEngine}, nil); isFound {
		t.Errorf("got %+v", got)
	}
}

func TestAssess_NamesTheYearAndTheDayOfTheService(t *testing.T) {
	t.Parallel()
	first := claims.Span{Start: claims.NewDate(2025, 7, 1), End: claims.NewDate(2026, 1, 1)}
	second := claims.Span{Start: claims.NewDate(2026, 1, 1), End: claims.NewDate(2026, 10, 1)}
	for _, c := range []struct {
		name  string
		dates []claims.Date
		year  claims.CoverageYearID
		date  claims.Date
		want  error
	}{
		{"first year", []claims.Date{claims.NewDate(2025, 12, 31)}, 1, claims.NewDate(2025, 12, 31), nil},
		{"second year", []claims.Date{claims.NewDate(2026, 1, 1)}, 2, claims.NewDate(2026, 1, 1), nil},
		{"earliest of several", []claims.Date{claims.NewDate(2026, 3, 2), claims.NewDate(2026, 3, 1)}, 2, claims.NewDate(2026, 3, 1), nil},
		{"before", []claims.Date{claims.NewDate(2020, 1, 1)}, 1, claims.NewDate(2020, 1, 1), nil},
		{"after", []claims.Date{claims.NewDate(2027, 1, 1)}, 2, claims.NewDate(2027, 1, 1), nil},
		{"before and within", []claims.Date{claims.NewDate(2025, 6, 30), claims.NewDate(2025, 7, 2)}, 1, claims.NewDate(2025, 7, 2), nil},
		{"two years", []claims.Date{claims.NewDate(2025, 12, 31), claims.NewDate(2026, 1, 1)}, 0, 0, adjudicate.ErrClaimSpansBenefitYears},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := setup(t)
			in.Coverage.Span = claims.Span{Start: first.Start, End: second.End}
			in.Coverage.Years = []coverage.Year{{ID: 1, Span: first}, {ID: 2, Span: second}}
			in.Claim.Lines = nil
			for i, date := range c.dates {
				in.Claim.Lines = append(in.Claim.Lines, line(i+1, "ZX101", date, 100))
			}
			got, err := adjudicate.Assess(in)
			if !errors.Is(err, c.want) || got.Year.ID != c.year || got.ServiceDate != c.date {
				t.Errorf("got year %d, date %s, %v", got.Year.ID, got.ServiceDate, err)
			}
		})
	}
}

func TestAssess_DeniesNobodyForAYearThatIsNotEnrolled(t *testing.T) {
	t.Parallel()
	in := setup(t)
	in.Coverage.Span.End = 0
	in.Claim.Lines[0].ServiceDate = claims.NewDate(2027, 1, 1)
	if got, err := adjudicate.Assess(in); !errors.Is(err, adjudicate.ErrCoverageYearNotFound) {
		t.Errorf("got %+v, %v", got, err)
	}
	in.Coverage.Span = claims.Span{Start: claims.NewDate(2030, 1, 1)}
	in.Coverage.Years = nil
	if got, err := adjudicate.Assess(in); !errors.Is(err, adjudicate.ErrNotInsured) || errs.CodeOf(err) != errs.NotInsured {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestCheckBenefitYear_LinesAreInOneYear(t *testing.T) {
	t.Parallel()
	in := setup(t)
	in.Plan.BenefitYearStart = coverage.YearStart{Month: 7, Day: 1}
	in.Claim.Lines = []claims.Line{
		line(1, "ZX101", claims.NewDate(2025, 12, 31), 100), line(2, "ZX101", claims.NewDate(2026, 6, 30), 100),
		{Sequence: 3, ServiceDate: claims.NewDate(2026, 7, 1), IsInformational: true},
	}
	if faults := adjudicate.CheckBenefitYear(in.Claim, in.Plan); len(faults) != 0 {
		t.Errorf("got %v", faults)
	}
	in.Claim.Lines[1].ServiceDate = claims.NewDate(2026, 7, 1)
	faults := adjudicate.CheckBenefitYear(in.Claim, in.Plan)
	if len(faults) != 1 || faults[0].Code != errs.ClaimSpansBenefitYears {
		t.Errorf("got %v", faults)
	}
	if faults := adjudicate.CheckBenefitYear(claims.Claim{}, in.Plan); len(faults) != 0 {
		t.Errorf("got %v", faults)
	}
}

func TestLineKey_IsOneForARepetitionAndAnotherForAnyDifference(t *testing.T) {
	t.Parallel()
	base := setup(t).Claim
	base.Lines[0].Modifiers = []string{"25", "LT"}
	key := string(adjudicate.LineKey(base, base.Lines[0]))
	repetition := base.Lines[0]
	repetition.Sequence, repetition.Modifiers = 9, []string{"LT", "25"}
	repetition.DiagnosisPointers, repetition.PlaceOfService = []int{2}, "22"
	if string(adjudicate.LineKey(base, repetition)) != key {
		t.Error("a repetition has another key")
	}
	if !slices.Equal(repetition.Modifiers, []string{"LT", "25"}) {
		t.Error("the modifiers were put in order in place")
	}
	seen := map[string]string{key: "the line itself"}
	for name, change := range map[string]func(*claims.Claim, *claims.Line){
		"insurer":         func(c *claims.Claim, _ *claims.Line) { c.Insurer++ },
		"provider":        func(c *claims.Claim, _ *claims.Line) { c.Provider++ },
		"member":          func(c *claims.Claim, _ *claims.Line) { c.MemberNumber += "1" },
		"date":            func(_ *claims.Claim, l *claims.Line) { l.ServiceDate++ },
		"system":          func(_ *claims.Claim, l *claims.Line) { l.Procedure.System = codes.HCPCS },
		"code":            func(_ *claims.Claim, l *claims.Line) { l.Procedure.Value = "ZX102" },
		"one modifier":    func(_ *claims.Claim, l *claims.Line) { l.Modifiers = []string{"25"} },
		"no modifier":     func(_ *claims.Claim, l *claims.Line) { l.Modifiers = nil },
		"other modifiers": func(_ *claims.Claim, l *claims.Line) { l.Modifiers = []string{"25", "RT"} },
		"glued modifiers": func(_ *claims.Claim, l *claims.Line) { l.Modifiers = []string{"25LT"} },
		"units":           func(_ *claims.Claim, l *claims.Line) { l.Units++ },
		"charge":          func(_ *claims.Claim, l *claims.Line) { l.Charge = money.Cents(25001) },
	} {
		c, l := base, base.Lines[0]
		change(&c, &l)
		other := string(adjudicate.LineKey(c, l))
		if same, isTaken := seen[other]; isTaken {
			t.Errorf("%s has the key of %s", name, same)
		}
		seen[other] = name
	}
}

func TestEditsRoot_NamesTheRuleSet(t *testing.T) {
	t.Parallel()
	root := adjudicate.EditsRoot([32]byte{})
	if root == ([32]byte{}) || root != adjudicate.EditsRoot(rules.Builtin().Root()) {
		t.Errorf("no set is not the built-in one: %x", root)
	}
	if root == adjudicate.EditsRoot([32]byte{1}) {
		t.Error("another set has the same root")
	}
}

func TestReasons_HaveOneForm(t *testing.T) {
	t.Parallel()
	reasons := adjudicate.Reasons{
		{
			Line: 1, Group: "PR", CARC: "27", RARC: "N30", Rule: rules.AfterCoverage.String(), RuleVersion: "1", IsPosted: true,
			Detail: adjudicate.Detail{Date: claims.NewDate(2026, 6, 30)},
		},
		{Line: 1, Group: "OA", CARC: "18", Rule: rules.DuplicateExact.String(), RuleVersion: "1", Detail: adjudicate.Detail{Line: 2, Class: "a \"b\"", Kind: "x"}},
	}
	want := `[{"line":1,"group":"PR","carc":"27","rarc":"N30","rule":"eligibility.after-coverage","ruleVersion":"1","isPosted":true,` +
		`"detail":{"date":"2026-06-30","kind":"","class":"","code":{"system":"","value":""},"text":"","claim":"","line":0,"found":0,"limit":0,"indicator":0,"days":0}},` +
		`{"line":1,"group":"OA","carc":"18","rarc":"","rule":"duplicate.exact","ruleVersion":"1","isPosted":false,` +
		`"detail":{"date":"","kind":"x","class":"a \"b\"","code":{"system":"","value":""},"text":"","claim":"","line":2,"found":0,"limit":0,"indicator":0,"days":0}}]`
	if got := string(reasons.Canonical()); got != want {
		t.Errorf("got %s", got)
	}
	if marshalled, err := json.Marshal(reasons); err != nil || string(marshalled) != want {
		t.Errorf("got %s, %v", marshalled, err)
	}
	if back, err := adjudicate.ParseReasons([]byte(want)); err != nil || !slices.Equal(back, reasons) {
		t.Errorf("got %+v, %v", back, err)
	}
	if got := string(adjudicate.Reasons(nil).Canonical()); got != "[]" {
		t.Errorf("got %s", got)
	}
	for _, text := range []string{"", "null", "[ ]", want + "\n", strings.Replace(want, `"line":1`, `"line":01`, 1), "[{}]"} {
		if _, err := adjudicate.ParseReasons([]byte(text)); !errors.Is(err, adjudicate.ErrReasonsInvalid) {
			t.Errorf("%q: got %v", text, err)
		}
	}
	if posted, ok := reasons.Posted(1); !ok || posted != reasons[0] {
		t.Errorf("got %+v", posted)
	}
	if _, ok := reasons.Posted(2); ok {
		t.Error("a line that was not hit has a reason")
	}
}

// randomInput makes an input of up to six lines that any rule may hit.
func randomInput(tb testing.TB, random *rand.Rand) adjudicate.Input {
	tb.Helper()
	in := setup(tb)
	in.Claim.Lines = nil
	in.EvidenceOverdue = map[string]bool{mri: random.IntN(2) == 0}
	in.EvidenceReceived = map[string]bool{mri: random.IntN(2) == 0}
	in.DuplicateLines = map[int]bool{1 + random.IntN(6): true}
	for i := range 1 + random.IntN(6) {
		code := []string{"ZX101", "ZX301", "ZX500", "ZX800"}[random.IntN(4)]
		date := claims.NewDate(2025, 12, 25).AddDays(random.IntN(380))
		l := line(i+1, code, date, random.Int64N(100_000))
		l.Units = 1 + random.IntN(3)
		if random.IntN(4) == 0 {
			l.Modifiers = []string{"76"}
		}
		in.Claim.Lines = append(in.Claim.Lines, l)
	}
	if random.IntN(2) == 0 {
		coordinate(random, &in)
	}
	return in
}

// checkWhole takes an input all the way and holds it to what must hold of every
// claim: lines balance, nothing is paid above what is allowed, a denial has its
// reason.
func checkWhole(t *testing.T, in adjudicate.Input) {
	t.Helper()
	assessment, err := adjudicate.Assess(in)
	if err != nil || !assessment.IsClean() {
		return
	}
	results, _, err := benefits.Determine(in.Plan, factsOf(assessment), benefits.Accumulators{}, assessment.BenefitLines())
	if err != nil {
		t.Fatalf("%+v: %v", in, err)
	}
	remittance, err := remit.New(remit.Determination{
		Claim: in.Claim, Reasons: assessment.Reasons, Results: results,
		Ledger: adjudicate.Ledger{Plan: in.Plan, Year: assessment.Year.Span, ServiceDate: assessment.ServiceDate, Provider: in.Provider},
	})
	if err != nil {
		t.Fatalf("%+v: %v", in, err)
	}
	for i, l := range remittance.Lines {
		sum := l.Paid.Cents()
		for _, a := range l.Adjustments {
			sum += a.Amount.Cents()
			if a.Group == codes.ContractualObligation && a.CARC == codes.CARCAboveFeeSchedule && a.Amount == l.Charge {
				t.Fatalf("line %d: CO-45 takes the whole charge", i)
			}
		}
		if sum != in.Claim.Lines[i].Charge.Cents() || l.Allowed.Less(l.Paid) || l.Reason == "" {
			t.Fatalf("line %d: %+v", i, l)
		}
	}
	if back, err := adjudicate.ParseReasons(assessment.Reasons.Canonical()); err != nil || len(back) != len(assessment.Reasons) {
		t.Fatalf("reasons do not read back: %v", err)
	}
}

func TestAssess_RandomClaimsAreExplainedToTheCent(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	for range 5_000 {
		checkWhole(t, randomInput(t, random))
	}
}

func FuzzAssess_NeverPanicsNorPaysAboveAllowed(f *testing.F) {
	f.Add(uint64(1), "M-001", "ZX101", int32(739700), int64(25000), 1, "76")
	f.Add(uint64(2), "", "", int32(-5), int64(-1), -7, "")
	f.Add(uint64(44), "", "", int32('F'), int64(73), 13, "\xe1")
	f.Fuzz(func(t *testing.T, seed uint64, member, code string, date int32, cents int64, units int, modifier string) {
		in := randomInput(t, rand.New(rand.NewPCG(seed, seed)))
		in.Claim.MemberNumber = member
		extra := line(len(in.Claim.Lines)+1, code, claims.Date(date), cents)
		extra.Units, extra.Modifiers = units, []string{modifier}
		in.Claim.Lines = append(in.Claim.Lines, extra)
		_ = adjudicate.LineKey(in.Claim, extra)
		_ = adjudicate.CheckBenefitYear(in.Claim, in.Plan)
		// What can be accepted: a claim has its canonical form, which is UTF-8, before it is decided.
		isText := utf8.ValidString(member) && utf8.ValidString(code) && utf8.ValidString(modifier)
		if isText && cents >= 0 && cents <= money.MaxCents && units >= 1 && units <= claims.MaxUnits {
			checkWhole(t, in)
		} else if _, err := adjudicate.Assess(in); err != nil && errs.CodeOf(err) == errs.Internal {
			t.Errorf("an error without a code: %v", err)
		}
	})
}

func BenchmarkAssess(b *testing.B) {
	in := setup(b)
	date := claims.NewDate(2026, 3, 1)
	in.Claim.Lines = append(in.Claim.Lines, line(2, "ZX101", date, 18000), line(3, "ZX101", date, 9000))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := adjudicate.Assess(in); err != nil {
			b.Fatal(err)
		}
	}
}
