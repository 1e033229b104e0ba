package adjudicate_test

import (
	"strconv"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// chooser gives numbers from 0 up to n: a seeded generator, or the bytes of a fuzzer.
type chooser interface{ IntN(n int) int }

// world is where random claims are made: a few codes, days and providers, so that
// every rule hits often.
type world struct {
	plan coverage.Plan
	sets []*rules.Set // nil is the program's
}

const worldRules = `pair ZX500 ZX501 modifier-allowed
pair ZX100 ZX101 never
pair ZX120 ZX110 never in=hospital
mue ZX400 4 per=line
mue ZX401 2 per=day
mue ZX200 3 per=day-absolute
procedure ZX104 ages=18-_years minutes=30
procedure ZX301 places=10,11,22 needs-diagnosis
procedure ZX400 taxonomies=22 minutes=60
procedure ZX501 sex=F
procedure ZX502 minutes=1440 required=25,LT
procedure ZX202 not-covered
procedure ZX500 modifiers=25,59,LT,RT,76
diagnosis N400 ages=15-124_years sex=M
diagnosis J918 manifestation
diagnosis Z9981 unacceptable-principal
diagnosis Y6551 not-covered
add-on G2211 primary=ZX101,ZX102
frequency ZX600 2 services per=calendar-year
frequency ZX401 5 units per=10_days
supports ZX500 M,J
exclude 1234567893 from=2026-03-04
modifier 25 meanings=distinct
modifier 59 meanings=distinct,repeat
modifier 76 meanings=repeat
modifier LT meanings=distinct,left-or-right
modifier KX meanings=sex-override
modifier JW procedures=J,Q
modifier ZZ to=2026-03-03
code pos 10 from=2026-03-04
code pos 11
code pos 22
code pos 12
posting ncci.pair CO 97 N20 network=out priority=1
posting mue.units CO 222 N362 business=own priority=2
`

func newWorld(tb testing.TB) *world {
	tb.Helper()
	plan := coverage.Plan{
		ID: 1, Insurer: 1, Name: "world", EvidenceDeadlineSeconds: 1,
		Deductible: coverage.LimitOf(money.Cents(10000)), FamilyDeductible: coverage.Unlimited,
		OutOfPocketMax: coverage.LimitOf(money.Cents(30000)), FamilyOutOfPocketMax: coverage.Unlimited,
		Clocks: coverage.Clocks{TimelyFilingMonths: 6, PromptPayDays: 30, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30},
		Limits: []coverage.BenefitLimit{{Name: "therapy", Kind: coverage.Units, Period: coverage.BenefitYear, Max: 9}},
		Classes: []coverage.Class{
			{Name: "office", IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, Coinsurance: 2000},
			{Name: "therapy", IsCovered: true, IsAuthorizationRequired: true, IsOutOfPocketApplied: true, Copay: money.Cents(1500), LimitA: 1},
			{Name: "cosmetic"},
		},
	}
	placed, err := coverage.Layout(plan.Limits)
	if err != nil {
		tb.Fatal(err)
	}
	plan.Limits = placed
	fees := "synthetic,ZX400,therapy,fee,4000\nsynthetic,ZX500,therapy,fee,4000\nsynthetic,ZX301,office,fee,60000," + mri + "\nsynthetic,ZX800,cosmetic,percent,10000\n" +
		"synthetic,ZX700,office,fee,0\nsynthetic,ZX101,office,fee,9000\n*,*,office,percent,8000\n"
	schedule, faults := pricing.ParseSchedule(fees, plan.ClassNames())
	if plan.FeeSchedule = schedule; len(faults) > 0 {
		tb.Fatal(faults)
	}
	w := &world{plan: plan, sets: []*rules.Set{nil, rules.Sample()}}
	for _, span := range [][2]string{{"", ""}, {"2026-03-02", "2026-03-06"}} {
		set, faults := rules.Parse(readRules(tb, span[0], span[1], worldRules))
		if len(faults) > 0 {
			tb.Fatal(faults)
		}
		w.sets = append(w.sets, set)
	}
	return w
}

func pick[T any](c chooser, list ...T) T { return list[c.IntN(len(list))] }

// isOne reports a chance of one in n.
func isOne(c chooser, n int) bool { return c.IntN(n) == n-1 }

var worldStart = claims.NewDate(2026, 3, 1)

// input makes an input that the intake edits accept.
func (w *world) input(c chooser) adjudicate.Input {
	span := claims.Span{Start: pick(c, claims.NewDate(2026, 1, 1), claims.NewDate(2026, 1, 1), worldStart.AddDays(2)), End: claims.NewDate(2027, 1, 1)}
	in := adjudicate.Input{
		Claim: claims.Claim{
			Type: pick(c, claims.Professional, claims.Professional, claims.Institutional), Frequency: claims.Original, Insurer: 1,
			Provider: claims.ProviderID(1 + c.IntN(2)), PatientAccountNumber: "A", MemberNumber: "M-" + strconv.Itoa(c.IntN(9)),
			PriorAuthorization: pick(c, "", "A-1", "A-2"),
		},
		Plan: w.plan, Rules: pick(c, w.sets...), Business: 0,
		Coverage:         coverage.Coverage{Plan: 1, Span: span, Years: []coverage.Year{{ID: 99, Span: span}}},
		Patient:          adjudicate.Patient{BirthDate: pick(c, 0, claims.NewDate(2015, 1, 1), claims.NewDate(1970, 2, 28), worldStart.AddDays(1)), Sex: rules.Sex(c.IntN(3))},
		Provider:         adjudicate.Provider{NPI: pick[rules.NPI](c, 0, 1234567893, 1245319599), Taxonomy: pick(c, "", "225100000X", "122300000X"), Network: rules.Network(c.IntN(3))},
		ReceivedOn:       worldStart.AddDays(pick(c, 10, 100, 185)),
		EvidenceReceived: map[string]bool{mri: c.IntN(2) == 0}, EvidenceOverdue: map[string]bool{mri: isOne(c, 3)},
	}
	in.Coverage.MemberNumber = in.Claim.MemberNumber
	in.Plan.IsInNetworkOnly = isOne(c, 4)
	if in.Rules != nil {
		in.Business = in.Rules.Business(pick(c, "", "own"))
	}
	for range 1 + c.IntN(4) {
		in.Claim.Diagnoses = append(in.Claim.Diagnoses, codes.Code{
			System: codes.ICD10CM, Value: pick(c, "J069", "N400", "J918", "Z9981", "Y6551", "M170", "O80"),
		})
	}
	for range 1 + c.IntN(5) {
		in.Claim.Lines = append(in.Claim.Lines, w.line(c, len(in.Claim.Lines)+1, len(in.Claim.Diagnoses)))
	}
	w.surround(c, &in)
	if isOne(c, 4) {
		network := in.Provider.Network
		coordinate(c, &in)
		in.Provider.Network = network
	}
	return in
}

// line makes a claim line.
func (w *world) line(c chooser, sequence, diagnoses int) claims.Line {
	line := claims.Line{
		Sequence: sequence, ServiceDate: worldStart.AddDays(c.IntN(6)), PlaceOfService: pick(c, "11", "22", "10", "12", ""),
		Procedure: w.procedure(c), Units: pick(c, 1, 1, 2, 5, 40), Charge: money.Cents(int64(pick(c, 1, 99, 5000, 10000, 25000))),
	}
	if line.IsInformational = isOne(c, 12); line.IsInformational {
		line.Charge = money.Amount{}
	}
	for _, modifier := range [...]string{"25", "59", "76", "LT", "KX", "JW", "ZZ"} {
		if isOne(c, 10) && len(line.Modifiers) < 4 {
			line.Modifiers = append(line.Modifiers, modifier)
		}
	}
	for position := 1; position <= diagnoses; position++ {
		if c.IntN(2) == 0 {
			line.DiagnosisPointers = append(line.DiagnosisPointers, position)
		}
	}
	return line
}

func (w *world) procedure(c chooser) codes.Code {
	return readCode(pick(c, "ZX100", "ZX101", "ZX102", "ZX103", "ZX104", "ZX110", "ZX120", "ZX200", "ZX202", "ZX301", "ZX400", "ZX401",
		"ZX500", "ZX501", "ZX502", "ZX600", "ZX700", "ZX800", "G2211", "V2100", "J1885"))
}

// surround adds what is known besides the claim.
func (w *world) surround(c chooser, in *adjudicate.Input) {
	for i := range c.IntN(4) {
		past := adjudicate.Past{ID: claims.ID("H-" + strconv.Itoa(i)), Provider: claims.ProviderID(1 + c.IntN(2))}
		for range 1 + c.IntN(3) {
			line := w.line(c, len(past.Lines)+1, 0)
			if isOne(c, 3) { // one of the claim's own
				line = in.Claim.Lines[c.IntN(len(in.Claim.Lines))]
			}
			past.Lines = append(past.Lines, adjudicate.PastLine{
				Sequence: len(past.Lines) + 1, ServiceDate: line.ServiceDate, Procedure: line.Procedure, Modifiers: line.Modifiers,
				PlaceOfService: line.PlaceOfService, Units: line.Units, Charge: line.Charge, IsDenied: isOne(c, 4),
			})
		}
		in.History = append(in.History, past)
	}
	if c.IntN(2) == 0 {
		in.Authorizations = []adjudicate.Authorization{
			{Number: "A-1", Provider: 1, Procedures: []codes.Code{readCode("ZX400"), readCode("ZX401")}, Span: claims.Span{Start: worldStart}, Units: 6},
			{Number: "A-3", Span: claims.Span{Start: worldStart, End: worldStart.AddDays(4)}, Units: 3},
		}
	}
	if isOne(c, 4) {
		in.ProviderDays = []adjudicate.DayLoad{{Date: worldStart.AddDays(c.IntN(6)), Minutes: 1400}}
	}
	in.IsHistoryCut = isOne(c, 8)
	if isOne(c, 4) {
		in.DuplicateLines = map[int]bool{1 + c.IntN(5): true}
	}
	for range c.IntN(3) {
		in.Reviews = append(in.Reviews, adjudicate.Review{
			Line: 1 + c.IntN(5), IsCleared: c.IntN(2) == 0,
			Rule: pick(c, rules.DuplicateSuspect, rules.SignalImpossibleDay, rules.SignalOverlappingStay, rules.NoRules).String(),
		})
	}
}
