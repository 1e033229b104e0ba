package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/fakeapi"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

const schemaFolder = "../../../../graph/schema"

// sampleRules answers every sample as it expects.
func sampleRules(t *testing.T, set sampleSet) func(apiclient.ClaimInput) fakeapi.Decision {
	t.Helper()
	engine := newOffline(t, set.parties)
	steps := make(map[string]step)
	for _, c := range set.cases {
		for _, step := range c.Steps {
			steps[step.claim.PatientAccountNumber] = step
		}
	}
	rejected := make(map[string]rejectedSample)
	for _, sample := range set.rejected {
		text, err := json.Marshal(sample.Claim.Lines)
		require.NoError(t, err)
		rejected[sample.Claim.MemberNumber+string(text)] = sample
	}
	return func(in apiclient.ClaimInput) fakeapi.Decision {
		var decision fakeapi.Decision
		if found, ok := steps[in.PatientAccountNumber]; ok {
			claim, remittance := engine.determine(t, found)
			decision.Ended = *shownAs(claim, remittance)
			decision.Subject = engine.members[in.MemberNumber].Patient.Subject
			if found.Attach != "" || found.PendsUntilDeadline {
				decision.EvidenceKind = "11504-8"
			}
			if found.Clear != "" {
				decision.Review = &apiclient.Review{Line: 1, Rule: "duplicate.suspect"}
			}
			if found.PendsUntilDeadline {
				decision.OverdueAfter = 200 * time.Millisecond
			}
			return decision
		}
		text, _ := json.Marshal(in.Lines)
		for _, fault := range rejected[in.MemberNumber+string(text)].Expect {
			decision.Faults = append(decision.Faults, apiclient.Fault{Code: fault.Code, Path: "claims[0]." + fault.Path})
		}
		return decision
	}
}

func TestRun_SamplesHoldAgainstASystemThatIsRight(t *testing.T) {
	t.Parallel()
	api := fakeapi.New(t, schemaFolder)
	api.Decide = sampleRules(t, loadAll(t))
	var out bytes.Buffer
	state := filepath.Join(t.TempDir(), "run.json")
	held, err := Run(t.Context(), api.Target(), Options{IsJSON: true, Out: &out, StateFile: state})
	require.NoError(t, err)
	require.True(t, held, out.String())
	require.NoFileExists(t, state)
	var report sampleReport
	require.NoError(t, json.Unmarshal(out.Bytes(), &report))
	require.Equal(t, report.PaidCents, report.TokenTransferredCents)
	require.Positive(t, report.ClaimsPaid)
	require.Positive(t, report.ClaimsDenied)
	require.Positive(t, report.ClaimsRejected)
	require.Zero(t, report.ExpectationsFailed)
	require.Equal(t, report.ClaimsSubmitted,
		report.ClaimsPaid+report.ClaimsDenied+report.ClaimsReversed+report.ClaimsRejected, "each claim once")
}

func TestRun_SamplesFailAgainstASystemThatPaysOneCentMore(t *testing.T) {
	t.Parallel()
	api := fakeapi.New(t, schemaFolder)
	right := sampleRules(t, loadAll(t))
	api.Decide = func(in apiclient.ClaimInput) fakeapi.Decision {
		decision := right(in)
		if in.PatientAccountNumber == "ACCT-0101" {
			*decision.Ended.Lines[0].PaidCents++
		}
		return decision
	}
	var out bytes.Buffer
	held, err := Run(t.Context(), api.Target(), Options{Out: &out})
	require.NoError(t, err)
	require.False(t, held)
	require.Contains(t, out.String(), "NO: line 1 is")
}

func TestRun_InterruptedRunIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	api := fakeapi.New(t, schemaFolder)
	api.Decide = sampleRules(t, loadAll(t))
	options := Options{StateFile: filepath.Join(t.TempDir(), "run.json"), Out: new(bytes.Buffer)}
	first, err := begin(t.Context(), api.Target(), options)
	require.NoError(t, err)
	again, err := begin(t.Context(), api.Target(), options)
	require.NoError(t, err)
	require.True(t, again.isResumed)
	again.isResumed = false
	require.Equal(t, first, again)
	other, err := begin(t.Context(), api.Target(), Options{StateFile: options.StateFile, Corpus: "elsewhere"})
	require.NoError(t, err)
	require.NotEqual(t, first.Run, other.Run)
}

func TestRun_CorpusAgreesWithASystemThatIsRight(t *testing.T) {
	t.Parallel()
	folder := corpusFolder(t)
	loaded, err := loadCorpus(folder)
	require.NoError(t, err)
	byID := make(map[string]*corpusClaim)
	for _, claim := range loaded.claims {
		byID[claim.ID] = claim
	}
	api := fakeapi.New(t, schemaFolder)
	api.Decide = func(in apiclient.ClaimInput) fakeapi.Decision {
		claim := byID[in.PatientAccountNumber]
		full := claim.Claim.Claim
		full.Insurer, full.Provider = 1, 1
		var decision fakeapi.Decision
		for _, fault := range edits.Validate(full, claims.NewDate(2026, 1, 1), nil) {
			decision.Faults = append(decision.Faults, apiclient.Fault{Code: string(fault.Code), Path: fault.Path})
		}
		if claim.insurer == "" {
			decision.Faults = append(decision.Faults, apiclient.Fault{Code: string(errs.NotInsured), Path: "memberNumber"})
		}
		decision.Ended = *eightyTwenty(t, full)
		return decision
	}
	var out bytes.Buffer
	held, err := Run(t.Context(), api.Target(), Options{Corpus: folder, IsJSON: true, Out: &out})
	require.NoError(t, err)
	require.True(t, held, out.String())
	var report map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &report))
	require.ElementsMatch(t, []string{
		"claims_submitted", "claims_paid", "claims_denied", "claims_rejected", "paid_cents", "token_transferred_cents",
		"oracle_lines_compared", "oracle_mismatches", "oracle_lines_excluded", "seconds", "claims_per_s", "gas_per_claim",
	}, slices.Collect(maps.Keys(report)))
	require.InDelta(t, 1927, report["claims_submitted"], 0)
	require.InDelta(t, 1808, report["oracle_lines_compared"], 0)
	require.InDelta(t, 145, report["oracle_lines_excluded"], 0)
	require.InDelta(t, 0, report["oracle_mismatches"], 0)
	require.InDelta(t, 23_192_950, report["paid_cents"], 0)
	require.InDelta(t, 23_192_950, report["token_transferred_cents"], 0)
}

func TestExpectCode_TakesTheOneReasonAlone(t *testing.T) {
	t.Parallel()
	one := apiclient.Fault{Code: string(errs.ClaimUnderAppeal)}
	for _, test := range []struct {
		name string
		err  error
		isOK bool
	}{
		{"a refusal", &apiclient.Error{Code: errs.ClaimUnderAppeal}, true},
		{"one fault", &apiclient.Error{Code: errs.ClaimUnderAppeal, Faults: []apiclient.Fault{one}}, true},
		{"two faults", &apiclient.Error{Code: errs.ClaimUnderAppeal, Faults: []apiclient.Fault{one, one}}, false},
		{"another", &apiclient.Error{Code: errs.ClaimNotFound}, false},
		{"no answer", context.Canceled, false},
		{"done", nil, false},
	} {
		if err := expectCode(test.err, errs.ClaimUnderAppeal); (err == nil) != test.isOK {
			t.Errorf("%s: got %v", test.name, err)
		}
	}
}
