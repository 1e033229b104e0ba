package fhir

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
)

// corpusFolder returns a folder of the corpus, and skips the test where there is
// no corpus: it is not part of the repository.
func corpusFolder(t *testing.T, name string) string {
	t.Helper()
	for _, root := range []string{os.Getenv("CLEARCLAIM_CORPUS"), "../../../shared/corpus"} {
		folder := filepath.Join(root, name)
		if _, err := os.Stat(folder); root != "" && err == nil {
			return folder
		}
	}
	t.Skip("no corpus: neither CLEARCLAIM_CORPUS nor ../shared/corpus beside the repository holds " + name)
	return ""
}

func corpusLines(t *testing.T, folder, kind string) [][]byte {
	t.Helper()
	file, err := os.Open(filepath.Join(folder, kind+".ndjson.gz"))
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	unzipped, err := gzip.NewReader(file)
	require.NoError(t, err)
	text, err := io.ReadAll(unzipped)
	require.NoError(t, err)
	return Documents(text)
}

func corpusClaims(t *testing.T, folder string) map[string]Claim {
	t.Helper()
	byID := make(map[string]Claim)
	for _, line := range corpusLines(t, folder, "Claim") {
		read, err := ReadClaims(line, nil)
		require.NoError(t, err)
		for _, claim := range read {
			byID[claim.ID] = claim
		}
	}
	return byID
}

func TestCorpus_ClaimsReadWithoutFaults(t *testing.T) {
	t.Parallel()
	read := corpusClaims(t, corpusFolder(t, "synthea-r4"))
	require.Len(t, read, 1927)
	withoutCharge := 0
	for _, claim := range read {
		require.Empty(t, claim.Faults)
		require.NotEmpty(t, claim.Insurer.Name)
		require.Equal(t, KindURN, claim.Patient.Reference.Kind)
		require.Equal(t, KindConditional, claim.Provider.Reference.Kind)
		require.NotEmpty(t, claim.Provider.Identifier.Value)
		charge, err := claim.Claim.Charge()
		require.NoError(t, err)
		if charge.IsZero() {
			withoutCharge++
		}
		for _, line := range claim.Claim.Lines {
			require.False(t, line.ServiceDate.IsZero())
			require.Equal(t, line.IsInformational, line.Charge.IsZero())
		}
	}
	require.Equal(t, 437, withoutCharge)
}

// The arithmetic that the whole system is held to: the plan pays 80 % of every
// insured line, and the patient's 20 % is rounded half up.
func TestCorpus_EightyTwentyAgreesWithEveryExplanation(t *testing.T) {
	t.Parallel()
	folder := corpusFolder(t, "synthea-r4")
	read := corpusClaims(t, folder)
	var compared, excluded int
	var paid int64
	for _, document := range corpusLines(t, folder, "ExplanationOfBenefit") {
		explanation, err := ReadExplanation(document)
		require.NoError(t, err)
		claim, ok := read[explanation.Claim.ID]
		require.True(t, ok)
		require.Equal(t, claim.Insurer.Name, explanation.Insurer.Name)
		for _, item := range explanation.Items {
			if explanation.Insurer.Name == "NO_INSURANCE" {
				excluded++
				continue
			}
			compared++
			paid += requireEightyTwenty(t, lineOf(t, claim, item.Sequence), item)
		}
	}
	require.Equal(t, 1808, compared)
	require.Equal(t, 145, excluded)
	require.EqualValues(t, 23_192_950, paid)
}

func requireEightyTwenty(t *testing.T, line claims.Line, item ExplanationItem) int64 {
	t.Helper()
	coinsurance, err := money.MulRateHalfUp(line.Charge, 2000)
	require.NoError(t, err)
	paid, err := line.Charge.Sub(coinsurance)
	require.NoError(t, err)
	require.Equal(t, line.Charge, *item.Submitted)
	require.Equal(t, line.Charge, *item.Allowed)
	require.Equal(t, paid, *item.Paid)
	require.Equal(t, coinsurance, *item.Coinsurance)
	require.True(t, item.Deductible.IsZero())
	return paid.Cents()
}

func lineOf(t *testing.T, claim Claim, sequence int) claims.Line {
	t.Helper()
	for _, line := range claim.Claim.Lines {
		if line.Sequence == sequence {
			return line
		}
	}
	require.Failf(t, "no such line", "claim %s line %d", claim.ID, sequence)
	return claims.Line{}
}

// Every resource of other writers is read or refused, never a crash.
func TestCorpus_OtherWritersNeverPanic(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"davinci-pas", "davinci-cdex", "carin-bb"} {
		files, err := filepath.Glob(filepath.Join(corpusFolder(t, name), "*.json"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			document, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NoError(t, new(Resources).Add(document))
			_, _ = ReadClaims(document, nil)
			_, _ = ReadExplanation(document)
		}
	}
}

func TestCorpus_CarinExplanation_ReadsBaseCategories(t *testing.T) {
	t.Parallel()
	folder := corpusFolder(t, "carin-bb")
	document, err := os.ReadFile(filepath.Join(folder, "ExplanationOfBenefit-EOBProfessional2.json"))
	require.NoError(t, err)
	explanation, err := ReadExplanation(document)
	require.NoError(t, err)
	require.NotEmpty(t, explanation.Items)
	require.NotNil(t, explanation.Items[0].Submitted)
}
