package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/cmd/internal/planfile"
)

const (
	planText = `{"name":"p","deductibleCents":10000,"familyDeductibleCents":"unlimited","outOfPocketMaxCents":"unlimited",
		"familyOutOfPocketMaxCents":"unlimited","benefitYearStartMonth":1,"promptPayDays":30,"appealDays":180,"appealDecisionDays":60,
		"recoveryNoticeDays":30,"evidenceDeadlineSeconds":1000,
		"classes":[{"name":"office","isCovered":true,"isDeductibleApplied":true,"coinsuranceBasisPoints":2000,"copayCents":0}]}`
	schedule = "synthetic,ZX101,office,fee,20000\nsynthetic,ZX102,office,fee,5000\n"
	// ZX101 and ZX102 on one day.
	claimText = `{"type":"PROFESSIONAL","insurer":1,"patientAccountNumber":"a","memberNumber":"%","diagnoses":[{"system":"icd10cm","code":"J069"}],
		"lines":[{"sequence":1,"procedure":{"system":"synthetic","code":"ZX101"},"placeOfService":"11","diagnosisPointers":[1],"serviceDate":"2026-03-01","units":1,"chargeCents":20000},
		{"sequence":2,"procedure":{"system":"synthetic","code":"ZX102"},"placeOfService":"11","diagnosisPointers":[1],"serviceDate":"2026-03-01","units":1,"chargeCents":5000}]}`
	manifest = "file,kind,version,source,licence,start,end\nptp.csv,ptp-practitioner,1,test,Apache-2.0,2020-01-01,\n"
	pairs    = "Column 1,Column 2,Effective Date,Deletion Date,Modifier\nZX101,ZX102,20200101,*,1\n"
)

// folder writes files and returns their folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

func TestCompare_SaysWhoGainsAndLoses(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{
		"plan.json": planText, "fees.csv": schedule,
		"claims.json": "[" + strings.Join([]string{
			strings.ReplaceAll(claimText, "%", "ann"), strings.ReplaceAll(claimText, "%", "ben"), strings.Replace(claimText, "2026-03-01", "bad", 1),
		}, ",") + "]",
	})
	plan, err := ReadPlan(filepath.Join(dir, "plan.json"), filepath.Join(dir, "fees.csv"))
	require.NoError(t, err)
	list, refused, err := new(Reader).Read([]string{filepath.Join(dir, "claims.json")})
	require.NoError(t, err)
	require.Equal(t, map[errs.Code]int{errs.MalformedRequest: 1}, refused)
	b, err := ReadTables(folder(t, map[string]string{"manifest.csv": manifest, "ptp.csv": pairs}))
	require.NoError(t, err)
	a, err := ReadTables(Builtin)
	require.NoError(t, err)

	before, err := Decide(list, Terms{Plan: plan}, a)
	require.NoError(t, err)
	after, err := Decide(list, Terms{Plan: plan}, b)
	require.NoError(t, err)
	got := Compare(before, after, refused)
	// Each claim: 200.00 after the deductible 80.00 paid, 50.00 of which 40.00 paid and 10.00 owed; the pair takes the second.
	require.Equal(t, []Move{{FromStatus: Paid, To: rules.NCCIPair.String(), ToStatus: Denied, Lines: 2, AllowedCents: -10000, PaidCents: -8000, PatientCents: -2000}}, got.Moves)
	require.Equal(t, Sides{Lose: 1, LoseCents: 10000}, got.Providers)
	require.Equal(t, Sides{Gain: 2, GainCents: 2000}, got.Patients)
	require.Equal(t, Sides{Gain: 1, GainCents: 8000}, got.Plan)
	require.Equal(t, Totals{Lines: 4, LinesPaid: 4, AllowedCents: 50000, PaidCents: 24000, PatientCents: 26000}, got.A)
	require.Equal(t, Totals{Lines: 4, LinesPaid: 2, LinesDenied: 2, AllowedCents: 40000, PaidCents: 16000, PatientCents: 24000}, got.B)
	require.Len(t, got.Changes, 2)
	require.Equal(t, 2, got.Claims)
	require.Equal(t, []Rejection{{Reason: errs.MalformedRequest, ClaimsA: 1, ClaimsB: 1}}, got.Rejected)
	got.NotAsked = UnaskedOf([2][]Decided{before, after}, Terms{Plan: plan}, [2]Tables{a, b})

	same := Compare(before, before, nil)
	require.Empty(t, same.Changes)
	require.Empty(t, same.Moves)

	var text, encoded bytes.Buffer
	require.NoError(t, got.Print(&text, false))
	require.Contains(t, text.String(), "ncci.pair")
	require.Contains(t, text.String(), "MALFORMED_REQUEST")
	require.Contains(t, text.String(), "procedure.sex, diagnosis.sex")
	require.NoError(t, got.Print(&encoded, true))
	var back Report
	require.NoError(t, json.Unmarshal(encoded.Bytes(), &back))
	require.Equal(t, got, back)
}

func TestReadTables_RefusesFaultyFolders(t *testing.T) {
	t.Parallel()
	_, err := ReadTables(folder(t, map[string]string{"manifest.csv": manifest, "ptp.csv": pairs + "ZX101,ZX102,20210101,*,1\n"}))
	require.ErrorIs(t, err, ErrFaults)
	require.ErrorContains(t, err, "ptp.csv:3")
	if _, err = ReadTables(filepath.Join(t.TempDir(), "none")); err == nil || errors.Is(err, ErrFaults) {
		t.Errorf("got %v", err)
	}
}

// A folder has the files that loading it has, with those of the program beside them in a
// folder of a plan that was saved.
func TestReadTables_TakesWhatLoadingTakes(t *testing.T) {
	t.Parallel()
	want, err := ReadTables(folder(t, map[string]string{"manifest.csv": manifest, "ptp.csv": pairs}))
	require.NoError(t, err)
	hidden := folder(t, map[string]string{"manifest.csv": manifest, "ptp.csv": pairs, ".DS_Store": "x"})
	require.NoError(t, os.Mkdir(filepath.Join(hidden, "q"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(hidden, "q", "note.txt"), []byte("x"), 0o600))
	got, err := ReadTables(hidden)
	require.NoError(t, err)
	require.Equal(t, want.Rules.Root(), got.Rules.Root())

	deep := folder(t, map[string]string{"manifest.csv": strings.ReplaceAll(manifest, "ptp.csv", "q/ptp.csv")})
	require.NoError(t, os.Mkdir(filepath.Join(deep, "q"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(deep, "q", "ptp.csv"), []byte(pairs), 0o600))
	_, err = ReadTables(deep)
	require.ErrorIs(t, err, ErrFaults)

	saved := planfile.Saved{Rules: rules.Complete(map[string][]byte{"manifest.csv": []byte(manifest), "ptp.csv": []byte(pairs)})}
	dir := filepath.Join(t.TempDir(), "plan")
	require.NoError(t, saved.Write(dir))
	rulesDir := filepath.Join(dir, planfile.RulesName)
	got, err = ReadTables(rulesDir)
	require.NoError(t, err)
	require.Equal(t, want.Rules.Root(), got.Rules.Root())
	require.NoError(t, os.WriteFile(filepath.Join(rulesDir, "builtin", "modifiers.csv"), []byte("modifier,start,end,meanings,procedures\n25,,,,\n"), 0o600))
	got, err = ReadTables(rulesDir)
	require.NoError(t, err)
	require.NotEqual(t, want.Rules.Root(), got.Rules.Root(), "the program's tables are those that were saved")
}

func TestReadPlan_RefusesWhatIsNoObject(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"plan.json": "null", "fees.csv": schedule})
	_, err := ReadPlan(filepath.Join(dir, "plan.json"), filepath.Join(dir, "fees.csv"))
	require.ErrorIs(t, err, ErrFaults)
}

// What a claim paid before counts in the next: the deductible is met once.
func TestDecide_AccumulatorsRunInTheOrderOfService(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{
		"plan.json": planText, "fees.csv": schedule,
		"late.json":  strings.ReplaceAll(strings.ReplaceAll(claimText, "%", "ann"), "2026-03-01", "2026-04-01"),
		"early.json": strings.ReplaceAll(claimText, "%", "ann"),
	})
	plan, err := ReadPlan(filepath.Join(dir, "plan.json"), filepath.Join(dir, "fees.csv"))
	require.NoError(t, err)
	list, _, err := new(Reader).Read([]string{filepath.Join(dir, "late.json"), filepath.Join(dir, "early.json")})
	require.NoError(t, err)
	decided, err := Decide(list, Terms{Plan: plan}, Tables{})
	require.NoError(t, err)
	require.Equal(t, int64(16000), decided[0].Lines[0].Paid)
	require.Equal(t, int64(8000), decided[1].Lines[0].Paid)
}

// A limit of a benefit year begins anew with it, one of a lifetime or of a rolling window goes on.
func TestDecide_LimitsLastAsLongAsTheirPeriod(t *testing.T) {
	t.Parallel()
	days := []string{"2024-06-01", "2024-12-20", "2025-01-10", "2025-06-02"}
	for _, c := range []struct {
		period      coverage.LimitPeriod
		rollingDays uint16
		want        [4]int64
	}{
		{coverage.BenefitYear, 0, [4]int64{20000, 0, 20000, 0}},
		{coverage.Lifetime, 0, [4]int64{20000, 0, 0, 0}},
		{coverage.Rolling, 365, [4]int64{20000, 0, 0, 20000}},
	} {
		t.Run(string(c.period), func(t *testing.T) {
			t.Parallel()
			var bundles []told
			for i, day := range days {
				bundles = append(bundles, adult().with(func(b *told) { b.id, b.date, b.created = fmt.Sprint(i), day, "" }))
			}
			list, terms := setup(t, "", Reader{}, bundles...)
			terms.Plan.Limits = []coverage.BenefitLimit{{Name: "visits", Kind: coverage.Visits, Period: c.period, Max: 1, RollingDays: c.rollingDays}}
			terms.Plan.Classes[0] = coverage.Class{Name: "office", IsCovered: true, LimitA: 1}
			decided, err := Decide(list, terms, Tables{})
			require.NoError(t, err)
			var paid [4]int64
			for i := range decided {
				paid[i] = decided[i].Lines[0].Paid
			}
			require.Equal(t, c.want, paid)
		})
	}
}
