package main

import (
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/cmd/internal/planfile"
)

const planFees = "system,code,class,method,amount,evidence\nsynthetic,ZX100,visit,fee,10000,\n"

// toldPlan is a plan as the API tells it, by the words of its schema.
func toldPlan(t *testing.T, files map[string][]byte) map[string]any {
	t.Helper()
	root := rules.Builtin().Root()
	listed := []map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		listed = append(listed, map[string]any{"name": name, "kind": "x", "version": "1", "source": "test", "licence": "MIT", "content": string(files[name])})
	}
	if files != nil {
		tables, faults := assessing.Parse(files)
		require.Empty(t, faults)
		root = tables.ID().Root
	}
	schedule, faults := pricing.ParseSchedule(planFees, []string{"visit"})
	require.Empty(t, faults)
	fees, edits := pricing.RootOf(schedule, [32]byte{}), adjudicate.EditsRoot(root)
	hexOf := func(root [32]byte) string { return "0x" + hex.EncodeToString(root[:]) }
	return map[string]any{
		"number": 11, "name": "Gold", "insurer": map[string]any{"number": 7}, "feeSchedule": planFees, "ruleFiles": listed,
		"terms": map[string]any{
			"deductibleCents": 25000, "familyDeductibleCents": nil, "outOfPocketMaxCents": 100000, "familyOutOfPocketMaxCents": nil,
			"limits": []any{map[string]any{"name": "visits", "kind": "VISITS", "period": "BENEFIT_YEAR", "max": "20", "rollingDays": 0}},
			"classes": []any{map[string]any{
				"name": "visit", "isCovered": true, "isDeductibleApplied": true, "isOutOfPocketApplied": false, "coinsuranceBasisPoints": 2000,
				"copayCents": 1500, "limitA": "visits", "limitB": nil,
			}},
			"benefitYearStartMonth": 7, "utcOffsetSeconds": -18000, "promptPayDays": 30, "appealDays": 180, "appealDecisionDays": 60,
			"recoveryNoticeDays": 30, "evidenceDeadlineSeconds": 3600, "lineOfBusiness": "dental", "timelyFilingMonths": 12,
			"interest":     []any{map[string]any{"fromDate": "2026-01-01", "rateBasisPoints": 1200, "minimumCents": 100}},
			"coordination": map[string]any{"method": "NON_DUPLICATION", "allowable": "LOWER"},
			"rules":        hexOf(root), "prices": nil, "feeScheduleRoot": hexOf(fees), "editsRoot": hexOf(edits),
		},
	}
}

// telling starts an API that has one plan, and returns how 'plan save' asks it.
func telling(t *testing.T, plan map[string]any) []string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct{ Variables map[string]any }
		_ = json.NewDecoder(r.Body).Decode(&request)
		answer := map[string]any{"plan": nil}
		if request.Variables["number"] == 11.0 || request.Variables["id"] == "p11" {
			answer["plan"] = plan
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": answer})
	}))
	t.Cleanup(server.Close)
	token := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(token, []byte("secret"), 0o600))
	return []string{"--api", server.URL, "--token-file", token}
}

func TestPlanSave_KeepsWhatAVerificationTakes(t *testing.T) {
	t.Parallel()
	files := rules.Complete(map[string][]byte{"manifest.csv": []byte(rulesManifest), "units.csv": []byte(rulesUnits + "ZX100,1,1 Line Edit,test\n")})
	for name, of := range map[string]map[string][]byte{"a set of its own": files, "the program's set": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			directory := filepath.Join(t.TempDir(), "gold")
			said, err := run(t, append([]string{"plan", "save", "11", "--to", directory}, telling(t, toldPlan(t, of))...)...)
			require.NoError(t, err)
			report := decode[planReport](t, said)
			require.Equal(t, []any{uint32(11), "Gold", true, false}, []any{report.Plan, report.Name, report.IsRulesChecked, report.IsOnLedger})
			require.Contains(t, report.NotOnLedger, "no node")
			require.Len(t, report.Files, 2+len(of))

			documents, err := (&verifyCommand{Plan: directory}).documents()
			require.NoError(t, err)
			require.Equal(t, of, documents.Rules)
			plan := documents.Plan
			require.EqualValues(t, []any{11, 7, "dental", 12, -18000}, []any{int(plan.ID), int(plan.Insurer), plan.LineOfBusiness, int(plan.TimelyFilingMonths), int(plan.UTCOffsetSeconds)})
			require.True(t, plan.FamilyDeductible.IsUnlimited())
			require.False(t, plan.Classes[0].IsOutOfPocketApplied)
			require.EqualValues(t, 1, plan.Classes[0].LimitA)
			require.Equal(t, []string{"visits", "benefitYear", "nonDuplication", "lower"},
				[]string{string(plan.Limits[0].Kind), string(plan.Limits[0].Period), string(plan.Coordination.Method), string(plan.Coordination.Allowable)})
			require.Equal(t, report.EditsRoot, hex.EncodeToString(plan.Edits[:]))
			require.Equal(t, planFees, plan.FeeSchedule.Text())

			_, err = run(t, append([]string{"plan", "save", "11", "--to", directory}, telling(t, toldPlan(t, of))...)...)
			require.ErrorIs(t, err, planfile.ErrNotEmpty)
		})
	}
}

func TestPlanSave_WhatIsNotThePlans_IsNotKept(t *testing.T) {
	t.Parallel()
	own := map[string][]byte{"manifest.csv": []byte(rulesManifest), "units.csv": []byte(rulesUnits + "ZX100,1,1 Line Edit,test\n")}
	file := func(plan map[string]any, at int) map[string]any { return plan["ruleFiles"].([]map[string]any)[at] }
	for _, test := range []struct {
		name   string
		change func(plan map[string]any)
		want   error
	}{
		{"a fee", func(p map[string]any) { p["feeSchedule"] = strings.Replace(planFees, "10000", "9000", 1) }, planfile.ErrOtherDocuments},
		{"a limit of units", func(p map[string]any) { file(p, 1)["content"] = rulesUnits + "ZX100,2,1 Line Edit,test\n" }, planfile.ErrOtherDocuments},
		{"a faulty table", func(p map[string]any) { file(p, 1)["content"] = "nothing" }, planfile.ErrFaulty},
		{"a name beside the directory", func(p map[string]any) {
			p["ruleFiles"] = append(p["ruleFiles"].([]map[string]any), map[string]any{"name": "../../gone.csv", "content": "x"})
		}, planfile.ErrFaulty},
		{"a class that the schedule lacks", func(p map[string]any) {
			p["terms"].(map[string]any)["classes"].([]any)[0].(map[string]any)["name"] = "other"
		}, planfile.ErrFaulty},
		{"no documents", func(p map[string]any) { p["feeSchedule"] = nil }, planfile.ErrNoParty},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan := toldPlan(t, own)
			test.change(plan)
			directory := filepath.Join(t.TempDir(), "gold")
			_, err := run(t, append([]string{"plan", "save", "p11", "--to", directory}, telling(t, plan)...)...)
			require.ErrorIs(t, err, test.want)
			entries, _ := os.ReadDir(directory)
			require.Empty(t, entries)
		})
	}
	wide := toldPlan(t, own)
	wide["terms"].(map[string]any)["appealDays"] = 1<<16 + 180
	_, err := run(t, append([]string{"plan", "save", "p11", "--to", t.TempDir()}, telling(t, wide)...)...)
	require.ErrorContains(t, err, "appealDays")
	_, err = run(t, append([]string{"plan", "save", "12", "--to", t.TempDir()}, telling(t, toldPlan(t, nil))...)...)
	require.ErrorIs(t, err, planfile.ErrNotThere)
	_, err = run(t, append([]string{"plan", "save", "11", "--to", t.TempDir(), "--eth-rpc-url", "http://127.0.0.1:1"}, telling(t, toldPlan(t, nil))...)...)
	require.ErrorIs(t, err, errHalfChain)
}

// What the API may not pass on is named, with where it is to be had.
func TestPlanSave_FilesThatAreNotPassedOn_AreNamed(t *testing.T) {
	t.Parallel()
	plan := toldPlan(t, map[string][]byte{"manifest.csv": []byte(rulesManifest), "units.csv": []byte(rulesUnits + "ZX100,1,1 Line Edit,test\n")})
	delete(plan["ruleFiles"].([]map[string]any)[1], "content")
	directory := t.TempDir()
	said, err := run(t, append([]string{"plan", "save", "11", "--to", directory}, telling(t, plan)...)...)
	require.NoError(t, err)
	report := decode[planReport](t, said)
	require.False(t, report.IsRulesChecked)
	require.Contains(t, report.NotChecked, "missing")
	require.Equal(t, []planfile.MissingFile{{Name: "units.csv", Version: "1", Source: "test", Licence: "MIT"}}, report.Missing)
	saved, err := planfile.Read(directory)
	require.NoError(t, err)
	require.Len(t, saved.Rules, 1)

	// A set that the API does not know is not taken for the program's own.
	plan["ruleFiles"] = []map[string]any{}
	said, err = run(t, append([]string{"plan", "save", "11", "--to", t.TempDir()}, telling(t, plan)...)...)
	require.NoError(t, err)
	require.Contains(t, decode[planReport](t, said).NotChecked, "no files")
}

func TestVerify_PlanBesideAFeeSchedule_Refused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]verifyCommand{
		"fee schedule": {Plan: t.TempDir(), FeeSchedule: "fees.csv"}, "classes": {Plan: t.TempDir(), Classes: []string{"visit"}},
	} {
		_, err := c.documents()
		require.ErrorIs(t, err, errTwoSchedules, name)
	}
	_, err := (&verifyCommand{Plan: t.TempDir()}).documents()
	require.ErrorIs(t, err, os.ErrNotExist)
}
