package fhir

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// eightyTwenty pays 80 % of every charge after a deductible.
func eightyTwenty(t *testing.T) coverage.Plan {
	t.Helper()
	plan := coverage.Plan{
		ID: 1, Insurer: 1, Name: "eighty-twenty", EvidenceDeadlineSeconds: 1, Deductible: coverage.LimitOf(money.Cents(50_000)),
		FamilyDeductible: coverage.Unlimited, OutOfPocketMax: coverage.LimitOf(money.Cents(500_000)), FamilyOutOfPocketMax: coverage.Unlimited,
		Clocks:  coverage.Clocks{PromptPayDays: 30, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30},
		Classes: []coverage.Class{{Name: "all", IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, Coinsurance: 2000}},
	}
	schedule, faults := pricing.ParseSchedule("*,*,all,percent,10000", plan.ClassNames())
	require.Empty(t, faults)
	plan.FeeSchedule = schedule
	require.Empty(t, plan.Validate())
	return plan
}

// insured is a patient of the corpus with what their claims left behind.
type insured struct {
	adjudicate.Patient
	claims       []claims.Claim
	ids          []claims.ID
	history      []adjudicate.Past
	accumulators map[claims.CoverageYearID]benefits.Accumulators
}

// corpusInsured returns the patients of the corpus, each with their claims in the
// order of service.
func corpusInsured(t *testing.T, folder string) map[string]*insured {
	t.Helper()
	patients := map[string]*insured{}
	for _, document := range corpusLines(t, folder, "Patient") {
		var wire struct{ ID, BirthDate, Gender string }
		require.NoError(t, json.Unmarshal(document, &wire))
		birth, err := claims.ParseDate(wire.BirthDate)
		require.NoError(t, err)
		sex := map[string]rules.Sex{"female": rules.Female, "male": rules.Male}[wire.Gender]
		require.NotZero(t, sex)
		patients[wire.ID] = &insured{Patient: adjudicate.Patient{BirthDate: birth, Sex: sex}, accumulators: map[claims.CoverageYearID]benefits.Accumulators{}}
	}
	read := corpusClaims(t, folder)
	providers := map[string]claims.ProviderID{}
	byDate := slices.SortedFunc(maps.Values(read), func(a, b Claim) int {
		return cmp.Or(cmp.Compare(a.Claim.ServiceDate(), b.Claim.ServiceDate()), cmp.Compare(a.ID, b.ID))
	})
	for _, claim := range byDate {
		provider := claim.Provider.Identifier.Value
		if providers[provider] == 0 {
			providers[provider] = claims.ProviderID(len(providers) + 1)
		}
		id := claim.Patient.Reference.ID
		patient := patients[id]
		require.NotNil(t, patient, "patient %s of claim %s", id, claim.ID)
		claim.Claim.Insurer, claim.Claim.Provider, claim.Claim.MemberNumber = 1, providers[provider], id
		patient.claims, patient.ids = append(patient.claims, claim.Claim), append(patient.ids, claims.ID(claim.ID))
	}
	return patients
}

// enrolled covers a patient without end, with a benefit year on the ledger for each
// calendar year.
func enrolled(member string, plan coverage.Plan) coverage.Coverage {
	c := coverage.Coverage{MemberNumber: member, Plan: plan.ID, Span: claims.Span{Start: claims.NewDate(1900, 1, 1)}}
	for year := 1900; year < 2030; year++ {
		c.Years = append(c.Years, coverage.Year{ID: claims.CoverageYearID(year), Span: plan.BenefitYear(claims.NewDate(year, 1, 1))})
	}
	return c
}

// tally counts what became of the corpus.
type tally struct {
	claims, withoutCharge, rejected, lines, denied, pended int
	// faults are those of rejected claims that have a charge, hits what denied lines or
	// had claims wait.
	faults map[errs.Code]int
	hits   map[string]int
}

// reject counts a claim that the intake edits refuse.
func (c *tally) reject(faults []*errs.Fault) {
	for _, fault := range faults {
		if fault.Code == errs.ClaimWithoutCharge {
			c.withoutCharge++
			return
		}
	}
	c.rejected++
	for _, fault := range faults {
		c.faults[fault.Code]++
	}
}

// The claims of the corpus go all the way: intake edits, rules, benefits, remittance.
// Every line balances. What rules of its vaccines deny was counted apart from this code.
func TestCorpus_EveryClaimIsDecidedAndBalances(t *testing.T) {
	t.Parallel()
	folder := corpusFolder(t, "synthea-r4")
	whole := tally{claims: 1490, withoutCharge: 437, lines: 1953, hits: map[string]int{}, faults: map[errs.Code]int{}}
	edited := whole
	edited.denied, edited.hits = 188, map[string]int{"frequency.reached": 65, "ncci.pair": 96, "procedure.age": 27}
	for _, c := range []struct {
		name string
		set  *rules.Set
		read func(codes.Code) codes.Code
		want tally
	}{
		{"the program's rules", rules.Builtin(), asSent, whole},
		{"the sample's rules", rules.Sample(), asSent, whole},
		{"rules of vaccines", vaccineRules(t), asProcedure, edited},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, decideCorpus(t, folder, c.set, c.read))
		})
	}
}

func asSent(code codes.Code) codes.Code { return code }

// asProcedure writes a vaccine's CVX code with the five characters that the codes of
// pairs have, as a listed one.
func asProcedure(code codes.Code) codes.Code {
	if code.System == codes.CVX {
		return codes.Code{System: codes.HCPCS, Value: "VX" + strings.Repeat("0", 3-len(code.Value)) + code.Value}
	}
	return code
}

// vaccineRules edits what most lines of the corpus are of: by CVX code, influenza is
// 140, tetanus and diphtheria 113, polio 10, zoster 121.
func vaccineRules(t *testing.T) *rules.Set {
	t.Helper()
	var list bytes.Buffer
	list.WriteString("HCPC,ADD DT,TERM DT,LONG DESCRIPTION\n")
	for cvx := range 1000 {
		fmt.Fprintf(&list, "VX%03d,,,vaccine\n", cvx)
	}
	set, faults := rules.Parse(map[string][]byte{
		rules.ManifestName: []byte("file,kind,version,source,licence,start,end\ncodes.csv,hcpcs,1,test,none,,\nages.csv,procedures,1,test,none,,\n" +
			"often.csv,frequency,1,test,none,,\npairs.csv,ptp-hospital,1,test,none,,\n"),
		"codes.csv": list.Bytes(),
		"ages.csv": []byte("procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes\n" +
			"VX113,,,12- years,,,,,,,\nVX010,,,0-17 years,,,,,,,\nVX121,,,65- years,,,,,,,\n"),
		"often.csv": []byte("procedure,start,end,most,of,per\nVX140,,,1,services,365 days\nVX010,,,3,services,lifetime\n"),
		"pairs.csv": []byte("Column 1,Column 2,Effective Date,Deletion Date *=no data,Modifier 0=not allowed 1=allowed 9=not applicable\n" +
			"VX113,VX140,19900101,*,0\n"),
	})
	require.Empty(t, faults)
	return set
}

func decideCorpus(t *testing.T, folder string, set *rules.Set, read func(codes.Code) codes.Code) tally {
	t.Helper()
	plan, got := eightyTwenty(t), tally{faults: map[errs.Code]int{}, hits: map[string]int{}}
	var assessment adjudicate.Assessment
	for member, patient := range corpusInsured(t, folder) {
		for i, claim := range patient.claims {
			in := adjudicate.Input{
				Claim: claim, Plan: plan, Coverage: enrolled(member, plan), Rules: set, Patient: patient.Patient,
				ReceivedOn: claim.ServiceDate().AddDays(1), History: patient.history,
			}
			faults := append(edits.Validate(claim, claims.NewDate(2026, 11, 21), set), adjudicate.CheckBenefitYear(claim, plan)...)
			if len(faults) > 0 {
				got.reject(faults)
				continue
			}
			for j := range claim.Lines { // as sent until here: intake asks for a code that is known
				claim.Lines[j].Procedure = read(claim.Lines[j].Procedure)
			}
			require.NoError(t, assessment.Decide(&in))
			got.claims++
			if !assessment.IsClean() {
				got.pended++
				for _, need := range assessment.ReviewsNeeded {
					got.hits[need.Rule]++
				}
				continue
			}
			patient.settle(t, &in, &assessment, patient.ids[i], &got)
		}
	}
	return got
}

// settle divides a clean claim, holds its remittance to the balance, and keeps it.
func (p *insured) settle(t *testing.T, in *adjudicate.Input, a *adjudicate.Assessment, id claims.ID, got *tally) {
	t.Helper()
	facts := benefits.Facts{
		Year: a.Year.Span, ServiceDate: a.ServiceDate, ReceiptDate: in.ReceivedOn, IsProviderCredentialed: true, HasAuthorization: true, HasEvidence: true,
	}
	results, after, err := benefits.Determine(in.Plan, facts, p.accumulators[a.Year.ID], a.BenefitLines())
	require.NoError(t, err)
	p.accumulators[a.Year.ID] = after
	remittance, err := remit.New(remit.Determination{
		Claim: in.Claim, Reasons: a.Reasons, Results: results,
		Ledger: adjudicate.Ledger{Plan: in.Plan, Year: a.Year.Span, ServiceDate: a.ServiceDate, Rules: in.Rules, Provider: in.Provider},
	})
	require.NoError(t, err)
	past := adjudicate.Past{ID: id, Provider: in.Claim.Provider}
	for i, line := range remittance.Lines {
		source := &in.Claim.Lines[i]
		sum := line.Paid
		for _, adjustment := range line.Adjustments {
			sum, err = sum.Add(adjustment.Amount)
			require.NoError(t, err)
		}
		require.Equal(t, source.Charge, sum)
		require.False(t, source.Charge.Less(line.Allowed) || line.Allowed.Less(line.Paid))
		if line.IsInformational {
			continue
		}
		if got.lines++; line.IsDenied {
			got.denied++
			got.hits[line.Rule]++
		}
		past.Lines = append(past.Lines, adjudicate.PastLine{
			Sequence: source.Sequence, ServiceDate: source.ServiceDate, Procedure: source.Procedure, Modifiers: source.Modifiers,
			PlaceOfService: source.PlaceOfService, Units: source.Units, Charge: source.Charge, IsDenied: line.IsDenied,
		})
	}
	p.history = append(p.history, past)
}
