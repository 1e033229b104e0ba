package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims/proof"
)

func TestVerify_DocumentsWithoutAFeeSchedule_Refused(t *testing.T) {
	t.Parallel()
	none, err := (&verifyCommand{}).documents()
	require.NoError(t, err)
	require.Nil(t, none)
	for name, c := range map[string]verifyCommand{
		"classes": {Classes: []string{"all"}}, "rules": {Rules: t.TempDir()}, "npi": {NPI: "1234567893"}, "earlier": {Earlier: []string{"x"}},
		"birth date": {BirthDate: "1990-01-01"}, "sex": {Sex: "female"},
	} {
		_, err := c.documents()
		require.ErrorIs(t, err, errNoSchedule, name)
	}
}

// A set is the one that an installation keeps with the program's tables beside it, and
// not the one that this program would make of its own files.
func TestVerify_RuleSetWithTheProgramsTablesBeside_IsReadWhole(t *testing.T) {
	t.Parallel()
	directory, want := keptDirectory(t)
	schedule := filepath.Join(t.TempDir(), "fees.csv")
	require.NoError(t, os.WriteFile(schedule, []byte("system,code,class,method,amount,evidence\n"), 0o600))
	documents, err := (&verifyCommand{FeeSchedule: schedule, Rules: directory}).documents()
	require.NoError(t, err)
	got, faults := assessing.Parse(documents.Rules)
	require.Empty(t, faults)
	require.Equal(t, want, got.ID())

	_, err = (&verifyCommand{FeeSchedule: schedule, Earlier: []string{schedule}}).documents()
	require.ErrorIs(t, err, proof.ErrMalformed)
}
