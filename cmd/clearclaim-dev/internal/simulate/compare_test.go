package simulate

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// written is a claim of a member, a line a procedure, as in "ZX101 ZX102*2" for two units
// of the second one.
func written(member, day, procedures string) string {
	var lines []string
	for i, procedure := range strings.Fields(procedures) {
		code, units, isSeveral := strings.Cut(procedure, "*")
		if !isSeveral {
			units = "1"
		}
		lines = append(lines, fmt.Sprintf(`{"sequence":%d,"procedure":{"system":"synthetic","code":%q},"placeOfService":"11","diagnosisPointers":[1],
			"serviceDate":%q,"units":%s,"chargeCents":25000}`, i+1, code, day, units))
	}
	return fmt.Sprintf(`{"type":"PROFESSIONAL","insurer":1,"patientAccountNumber":"a","memberNumber":%q,
		"diagnoses":[{"system":"icd10cm","code":"J069"}],"lines":[%s]}`, member, strings.Join(lines, ","))
}

// setupWritten reads claims in their order, and a plan that does not cover ZX103 and asks
// for a document of ZX104.
func setupWritten(t *testing.T, written ...string) ([]Claim, Terms) {
	t.Helper()
	dir := folder(t, map[string]string{
		"plan.json": strings.Replace(planText, `"copayCents":0}]`, `"copayCents":0},
			{"name":"none","isCovered":false,"isDeductibleApplied":false,"coinsuranceBasisPoints":0,"copayCents":0}]`, 1),
		"fees.csv":    schedule + "synthetic,ZX103,none,fee,5000\nsynthetic,ZX104,office,fee,5000,operative-note\n",
		"claims.json": "[" + strings.Join(written, ",") + "]",
	})
	plan, err := ReadPlan(filepath.Join(dir, "plan.json"), filepath.Join(dir, "fees.csv"))
	require.NoError(t, err)
	list, refused, err := new(Reader).Read([]string{filepath.Join(dir, "claims.json")})
	require.NoError(t, err)
	require.Empty(t, refused)
	return list, Terms{Plan: plan}
}

// minutes is a rule set by which a unit of each procedure takes more than half of a day.
func minutes(t *testing.T, procedures ...string) Tables {
	t.Helper()
	text := "procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes\n"
	for _, procedure := range procedures {
		text += procedure + ",,,,,,,,,,800\n"
	}
	return tables(t, "procedures", text)
}

// compared decides claims by two rule sets, and compares.
func compared(t *testing.T, list []Claim, terms Terms, a, b Tables) Report {
	t.Helper()
	both := [2]Tables{a, b}
	decided, err := DecideBoth(list, terms, both)
	require.NoError(t, err)
	report := Compare(decided[0], decided[1], nil)
	report.NotAsked = UnaskedOf(decided, terms, both)
	return report
}

// Nobody has gained or lost by a claim that waits, and every line of it says for what.
func TestCompare_LinesThatWaitAreKeptApart(t *testing.T) {
	t.Parallel()
	list, terms := setupWritten(t, written("ann", "2026-03-01", "ZX101*2 ZX102 ZX103"))
	got := compared(t, list, terms, Tables{}, minutes(t, "ZX101"))
	day := rules.SignalImpossibleDay.String()
	// ZX101 200.00 each, of which 250.00 is charged, and ZX102 50.00, with the deductible of 100.00; ZX103 is the patient's.
	require.Equal(t, []Move{
		{FromStatus: Paid, To: day, ToStatus: Pended, Lines: 2, AllowedCents: -30000, PaidCents: -16000, PatientCents: -14000},
		{From: rules.PricingClassNotCovered.String(), FromStatus: Denied, To: day, ToStatus: Pended, Lines: 1, PatientCents: -25000},
	}, got.Waits)
	require.Empty(t, got.Moves)
	require.Equal(t, [3]Sides{}, [3]Sides{got.Providers, got.Patients, got.Plan})
	require.Equal(t, 3, got.B.LinesPended)
	require.Len(t, got.Changes, 3)
	require.Equal(t, Change{
		Claim: "claims.json#1", Line: 2, FromStatus: Paid, To: day, ToStatus: Pended, AllowedA: 5000, PaidA: 4000, OwedA: 1000,
	}, got.Changes[1])

	back := compared(t, list, terms, minutes(t, "ZX101"), Tables{})
	require.Equal(t, int64(16000), back.Waits[0].PaidCents)
	require.Equal(t, Pended, back.Waits[0].FromStatus)
	require.Equal(t, Sides{}, back.Plan)

	var text, encoded bytes.Buffer
	require.NoError(t, got.Print(&text, false))
	require.Contains(t, text.String(), "nobody has gained or lost")
	require.Regexp(t, `(?m)^paid +waits \(signal\.impossible-day\) +2 `, text.String())
	require.Regexp(t, `(?m)^pricing\.class-not-covered +waits \(signal\.impossible-day\) +1 `, text.String())
	require.NoError(t, got.Print(&encoded, true))
	require.Contains(t, encoded.String(), `"to_rule":"signal.impossible-day","to_status":"pended"`)
	require.Contains(t, encoded.String(), `"moves":[]`)
}

// Each line that waits says its own rule; the others, denied ones too, the claim's first.
func TestDecide_LinesSayWhatTheyWaitFor(t *testing.T) {
	t.Parallel()
	list, terms := setupWritten(t, written("ann", "2026-03-01", "ZX103 ZX102 ZX104 ZX101*2"))
	decided, err := Decide(list, terms, minutes(t, "ZX101", "ZX103"))
	require.NoError(t, err)
	var found []string
	for _, line := range decided[0].Lines {
		require.Equal(t, Pended, line.Status)
		found = append(found, line.Rule)
	}
	document := rules.EvidenceRequired.String()
	require.Equal(t, []string{document, document, document, rules.SignalImpossibleDay.String()}, found)
}

// What B less A is, the rows add up to; what one gains another loses; and the order of the
// rows does not rest on chance.
func TestCompare_SumsAgree(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test repeats itself
	endings := []ending{{Paid, ""}, {Paid, "limit.reached"}, {Denied, "x"}, {Denied, "y"}, {Pended, "x"}, {Pended, "z"}}
	decide := func(claim *Claim) Decided {
		d := Decided{Claim: claim, Lines: make([]Outcome, 3)}
		for i := range d.Lines {
			end := endings[random.IntN(len(endings))]
			d.Lines[i] = Outcome{Line: i + 1, Status: end.status, Rule: end.rule}
			if end.status != Pended {
				d.Lines[i].Allowed, d.Lines[i].Paid, d.Lines[i].Patient = random.Int64N(3), random.Int64N(3), random.Int64N(3)
			}
		}
		return d
	}
	for range 200 {
		var a, b []Decided
		for i := range 20 {
			claim := &Claim{Name: fmt.Sprint(i), Claim: claims.Claim{Provider: claims.ProviderID(i % 3), MemberNumber: fmt.Sprint(i % 5)}}
			a, b = append(a, decide(claim)), append(b, decide(claim))
		}
		got := Compare(a, b, nil)
		require.Equal(t, got, Compare(a, b, nil))
		var rows, changes Move
		for _, move := range append(got.Moves, got.Waits...) {
			rows.Lines += move.Lines
			rows.AllowedCents += move.AllowedCents
			rows.PaidCents += move.PaidCents
			rows.PatientCents += move.PatientCents
		}
		for _, change := range got.Changes {
			changes.Lines++
			changes.AllowedCents += change.AllowedB - change.AllowedA
			changes.PaidCents += change.PaidB - change.PaidA
			changes.PatientCents += change.OwedB - change.OwedA
		}
		require.Equal(t, rows, changes)
		require.Equal(t, [3]int64{rows.AllowedCents, rows.PaidCents, rows.PatientCents}, [3]int64{
			got.B.AllowedCents - got.A.AllowedCents, got.B.PaidCents - got.A.PaidCents, got.B.PatientCents - got.A.PatientCents,
		})
		var paid, owed int64
		for _, move := range got.Moves {
			paid, owed = paid+move.PaidCents, owed+move.PatientCents
		}
		require.Equal(t, [3]int64{paid + owed, -owed, -paid}, [3]int64{net(got.Providers), net(got.Patients), net(got.Plan)})
	}
}

func net(s Sides) int64 { return s.GainCents - s.LoseCents }

// A provider does not lose what it may bill the patient instead.
func TestCompare_ProvidersGainWhatPatientsOwe(t *testing.T) {
	t.Parallel()
	list, terms := setup(t, `"isInNetworkOnly":true,`, Reader{}, adult())
	const directory = "npi,start,end,network,name,locality,taxonomy\n1234567893,,,%s,,,\n"
	got := compared(t, list, terms, tables(t, "directory", fmt.Sprintf(directory, "in")), tables(t, "directory", fmt.Sprintf(directory, "out")))
	require.Equal(t, []Move{{
		FromStatus: Paid, To: rules.ProviderOutOfNetwork.String(), ToStatus: Denied, Lines: 1,
		AllowedCents: -20000, PaidCents: -8000, PatientCents: 8000, // PR-242
	}}, got.Moves)
	require.Equal(t, Sides{}, got.Providers)
	require.Equal(t, Sides{Lose: 1, LoseCents: 8000}, got.Patients)
	require.Equal(t, Sides{Gain: 1, GainCents: 8000}, got.Plan)
}

// A claim that one set rejects is nobody's history by the other, and meets no deductible.
func TestDecideBoth_LeavesOutWhatEitherRejects(t *testing.T) {
	t.Parallel()
	list, terms := setupWritten(t, written("ann", "2026-03-01", "ZX101"), written("ann", "2026-03-02", "ZX102"), written("ben", "2026-03-02", "ZX102"))
	other := tables(t, "synthetic", "code,start,end,text\nZX102,,,\n")
	for _, c := range []struct {
		name string
		a, b Tables
		want Rejection
	}{
		{"B rejects", Tables{}, other, Rejection{errs.CodeUnknown, 0, 1}},
		{"A rejects", other, Tables{}, Rejection{errs.CodeUnknown, 1, 0}},
		{"both reject", other, other, Rejection{errs.CodeUnknown, 1, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := compared(t, list, terms, c.a, c.b)
			require.Equal(t, []Rejection{c.want}, got.Rejected)
			require.Equal(t, [2]int{2, 1}, [2]int{got.Claims, got.LeftOut})
			require.Empty(t, got.Changes)
			require.Equal(t, Totals{Lines: 2, LinesPaid: 2, AllowedCents: 10000, PatientCents: 10000}, got.A)
			require.Equal(t, got.A, got.B)
		})
	}
}

// A line that is denied bundles nothing of another claim, also where its own claim waits.
func TestDecide_DeniedLineOfAWaitingClaimBundlesNothing(t *testing.T) {
	t.Parallel()
	list, terms := setupWritten(t, written("ann", "2026-03-01", "ZX103 ZX104"), written("ann", "2026-03-01", "ZX102"))
	pair := tables(t, "ptp-practitioner", "Column 1,Column 2,Effective Date,Deletion Date,Modifier\nZX103,ZX102,20200101,*,1\n")
	require.Equal(t, []string{rules.EvidenceRequired.String(), ""}, rulesOf(t, list, terms, pair))
}

// A provider's day has what its claims took when they were accepted: not what the engine
// denied, but what the ledger denied later.
func TestDecide_ProvidersDayIsAsWhenClaimsWereAccepted(t *testing.T) {
	t.Parallel()
	by := minutes(t, "ZX102", "ZX103")
	list, terms := setupWritten(t, written("ann", "2026-03-01", "ZX103 ZX104"), written("ben", "2026-03-01", "ZX102"))
	require.Equal(t, []string{rules.EvidenceRequired.String(), ""}, rulesOf(t, list, terms, by))

	list, terms = setupWritten(t, written("ann", "2026-03-01", "ZX101"), written("ann", "2026-03-02", "ZX102"), written("ben", "2026-03-02", "ZX102"))
	terms.Plan.Limits = []coverage.BenefitLimit{{Name: "visits", Kind: coverage.Visits, Period: coverage.BenefitYear, Max: 1}}
	terms.Plan.Classes[0].LimitA = 1
	require.Equal(t, []string{"", rules.LimitVisitsReached.String(), rules.SignalImpossibleDay.String()}, rulesOf(t, list, terms, by))
}

// What a limit takes of a line that is paid is the limit's.
func TestCompare_PaidInPartIsTheRulesThatTookTheRest(t *testing.T) {
	t.Parallel()
	list, terms := setup(t, "", Reader{}, adult())
	terms.Plan.Limits = []coverage.BenefitLimit{{Name: "money", Kind: coverage.Money, Period: coverage.BenefitYear, Max: 15000}}
	terms.Plan.Classes[0].LimitA = 1
	decided, err := Decide(list, terms, Tables{})
	require.NoError(t, err)
	require.Equal(t, []Outcome{{Line: 1, Status: Paid, Rule: rules.LimitReached.String(), Allowed: 20000, Paid: 4000, Patient: 16000}}, decided[0].Lines)
	require.Equal(t, "paid in part (limit.reached)", word(decided[0].Lines[0].Status, decided[0].Lines[0].Rule))
	require.Equal(t, 1, Compare(decided, decided, nil).A.LinesPaid)
}

func TestUnaskedOf_FamiliesAreNotKnown(t *testing.T) {
	t.Parallel()
	const lacking = "family of the member, for what the plan counts of it"
	list, terms := setup(t, "", Reader{}, adult())
	require.Zero(t, unaskedOf(t, list, terms, Tables{}, lacking))
	terms.Plan.FamilyDeductible = terms.Plan.Deductible
	require.Equal(t, 1, unaskedOf(t, list, terms, Tables{}, lacking))
}
