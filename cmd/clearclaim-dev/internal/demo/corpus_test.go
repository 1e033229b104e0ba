package demo

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/target"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// corpusFolder returns the corpus, and skips the test where there is none: it is
// not part of the repository.
func corpusFolder(t *testing.T) string {
	t.Helper()
	for _, root := range []string{os.Getenv("CLEARCLAIM_CORPUS"), "../../../../../shared/corpus"} {
		folder := filepath.Join(root, "synthea-r4")
		if _, err := os.Stat(folder); root != "" && err == nil {
			return folder
		}
	}
	t.Skip("no corpus: neither CLEARCLAIM_CORPUS nor ../shared/corpus beside the repository holds synthea-r4")
	return ""
}

// answered gives every claim of a corpus the answer that the system owes it.
func answered(t *testing.T, c *corpus) {
	t.Helper()
	for _, claim := range c.claims {
		var faults []*errs.Fault
		full := claim.Claim.Claim
		full.Insurer, full.Provider = 1, 1
		if claim.insurer == "" {
			faults = append(faults, &errs.Fault{Code: errs.NotInsured, Path: "memberNumber"})
		}
		faults = append(faults, edits.Validate(full, claims.NewDate(2026, 1, 1), nil)...)
		for _, fault := range faults {
			claim.rejected = append(claim.rejected, apiclient.Fault{Code: string(fault.Code), Path: fault.Path})
		}
		if len(faults) == 0 {
			claim.id = claim.ID
			claim.shown = eightyTwenty(t, full)
		}
	}
}

func eightyTwenty(t *testing.T, claim claims.Claim) *apiclient.Claim {
	t.Helper()
	shown := &apiclient.Claim{Status: apiclient.Paid}
	var sum int64
	for _, line := range claim.Lines {
		coinsurance, err := money.MulRateHalfUp(line.Charge, 2000)
		require.NoError(t, err)
		charge := line.Charge.Cents()
		paid := charge - coinsurance.Cents()
		sum += paid
		shown.Lines = append(shown.Lines, apiclient.Line{
			Sequence: line.Sequence, ChargeCents: charge, AllowedCents: &charge, PaidCents: &paid,
			Adjustments: []apiclient.Adjustment{{
				Group: string(codes.PatientResponsibility), CARC: codes.CARCCoinsurance, AmountCents: coinsurance.Cents(),
			}},
		})
	}
	shown.PaidCents = &sum
	return shown
}

func TestCorpus_ReportOfRightAnswers(t *testing.T) {
	t.Parallel()
	loaded, err := loadCorpus(corpusFolder(t))
	require.NoError(t, err)
	answered(t, loaded)
	moved := target.Summary{IsBalanced: true, TransferredCents: 23_192_950, Gas: map[string]uint64{"settle": 13760}}
	report := newCorpusReport(loaded, moved, 2*time.Second)
	require.Empty(t, report.failures)
	require.True(t, report.Held())
	require.Equal(t, 1927, report.ClaimsSubmitted)
	require.Equal(t, 1376, report.ClaimsPaid)
	require.Equal(t, 0, report.ClaimsDenied)
	require.Equal(t, map[string]int{rejectedNotInsured: 146, rejectedNoCharge: 405}, report.rejections)
	require.Equal(t, 551, report.ClaimsRejected)
	require.EqualValues(t, 23_192_950, report.PaidCents)
	require.Equal(t, 1808, report.OracleLinesCompared)
	require.Equal(t, 145, report.OracleLinesExcluded)
	require.Equal(t, 0, report.OracleMismatches)
	require.InDelta(t, 963.5, report.ClaimsPerSecond, 0.01)
	require.InDelta(t, 10, report.GasPerClaim, 0.01)
}

func TestCorpus_ReportOfWrongAnswers(t *testing.T) {
	t.Parallel()
	loaded, err := loadCorpus(corpusFolder(t))
	require.NoError(t, err)
	answered(t, loaded)
	wrong := 0
	for _, claim := range loaded.claims {
		if claim.shown != nil && wrong == 0 {
			for i := range claim.shown.Lines {
				if claim.shown.Lines[i].ChargeCents > 0 {
					wrong++
					*claim.shown.Lines[i].PaidCents++
				}
			}
		}
	}
	report := newCorpusReport(loaded, target.Summary{IsBalanced: true}, time.Second)
	require.Equal(t, wrong, report.OracleMismatches)
	require.NotEmpty(t, report.failures, "the tokens transferred are not what was paid")
	require.False(t, report.Held())
}

func TestCorpus_PartiesAreEnrolledOnce(t *testing.T) {
	t.Parallel()
	loaded, err := loadCorpus(corpusFolder(t))
	require.NoError(t, err)
	names, charges := loaded.insurers()
	require.Equal(t, []string{
		"Aetna", "Anthem", "Blue Cross Blue Shield", "Cigna Health", "Humana", "Medicaid", "Medicare", "UnitedHealthcare",
	}, names)
	require.Positive(t, charges["Humana"])
	require.Len(t, loaded.providers(), 62)
	seen := make(map[coverageKey]claims.Span)
	for _, coverage := range loaded.coverages() {
		require.NotContains(t, seen, coverage.coverageKey)
		require.NotEmpty(t, coverage.patient.Name)
		seen[coverage.coverageKey] = coverage.span
	}
	for _, claim := range loaded.claims {
		if claim.insurer != "" {
			span := seen[coverageKey{claim.insurer, claim.patient}]
			require.True(t, span.Contains(claim.Claim.Claim.ServiceDate()))
		}
	}
}

func TestCorpus_BatchesCoverEveryClaimOnce(t *testing.T) {
	t.Parallel()
	loaded, err := loadCorpus(corpusFolder(t))
	require.NoError(t, err)
	names, _ := loaded.insurers()
	given := &corpusParties{names: names, insurers: make(map[string]uint32), providers: make(map[string]uint32)}
	for i, name := range names {
		given.insurers[name] = uint32(i + 1)
	}
	for i, claim := range loaded.providers() {
		given.providers[claim.provider] = uint32(i + 1)
	}
	seen := make(map[string]bool)
	for _, batch := range loaded.batches(given) {
		require.LessOrEqual(t, len(batch.claims), claimsPerBatch)
		require.NotZero(t, batch.provider)
		for _, claim := range batch.claims {
			require.False(t, seen[claim.ID])
			seen[claim.ID] = true
		}
	}
	require.Len(t, seen, 1927)
}

func TestLoadCorpus_ClaimsAloneAreEnough(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	claim := `{"resourceType":"Claim","id":"c1","patient":{"reference":"Patient/p1"},"provider":{"display":"Clinic"},` +
		`"insurance":[{"coverage":{"display":"NO_INSURANCE"}}]}`
	require.NoError(t, os.WriteFile(filepath.Join(folder, "Claim.ndjson"), []byte(claim+"\n"), 0o600))
	loaded, err := loadCorpus(folder)
	require.NoError(t, err)
	require.Len(t, loaded.claims, 1)
	require.Empty(t, loaded.claims[0].insurer)
	require.NotEmpty(t, loaded.claims[0].Faults, "it has no items")
	require.Empty(t, loaded.coverages())
	require.Len(t, loaded.providers(), 1)
}

func TestLoadCorpus_InsurerComesFromTheExplanationWhereTheClaimHasNone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	claim := `{"resourceType":"Claim","id":"c1","status":"active","use":"claim","type":{"coding":[{"code":"pharmacy"}]},` +
		`"patient":{"reference":"Patient/p1"},"provider":{"display":"Clinic"},"billablePeriod":{"start":"1950-01-02"},` +
		`"item":[{"sequence":1,"productOrService":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"08"}]},"net":{"value":1}}]}`
	explanation := `{"resourceType":"ExplanationOfBenefit","claim":{"reference":"Claim/c1"},` +
		`"contained":[{"resourceType":"Coverage","id":"c","payor":[{"display":"Somebody"}]}],` +
		`"insurance":[{"coverage":{"reference":"#c"}}]}`
	require.NoError(t, os.WriteFile(filepath.Join(folder, "Claim.ndjson"), []byte(claim), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "ExplanationOfBenefit.ndjson"), []byte(explanation), 0o600))
	loaded, err := loadCorpus(folder)
	require.NoError(t, err)
	require.Equal(t, "Somebody", loaded.claims[0].insurer)
	require.Empty(t, loaded.claims[0].Faults)
	require.Len(t, loaded.coverages(), 1)
}

func TestLoadCorpus_WithoutClaimsIsAnError(t *testing.T) {
	t.Parallel()
	_, err := loadCorpus(t.TempDir())
	require.ErrorIs(t, err, os.ErrNotExist)
}
