package claimfile

import (
	"io/fs"
	"path"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/interop/fhir"
	"github.com/clearclaim/clearclaim/samples"
)

func TestRead_EverySampleClaim(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(samples.Files, "cases/*/claim*.json")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		t.Run(path.Base(path.Dir(name)), func(t *testing.T) {
			t.Parallel()
			text, err := fs.ReadFile(samples.Files, name)
			require.NoError(t, err)
			entries, err := Read(text, nil)
			require.NoError(t, err)
			require.Len(t, entries, 1)
			require.Empty(t, entries[0].Faults)
			require.NotEmpty(t, entries[0].Input.MemberNumber)
			require.NotEmpty(t, entries[0].Input.Lines)
		})
	}
}

func TestRead_ListsAndStreams(t *testing.T) {
	t.Parallel()
	const one = `{"type":"PROFESSIONAL","insurer":1,"patientAccountNumber":"a","memberNumber":"m","lines":[{"sequence":1,` +
		`"procedure":{"system":"hcpcs","code":"G0463"},"serviceDate":"2025-01-01","units":1,"chargeCents":12.5}]}`
	for _, text := range []string{one, "[" + one + "]", one + "\n" + one, "[" + one + "," + one + "]"} {
		entries, err := Read([]byte(text), nil)
		require.NoError(t, err)
		require.Equal(t, "12.5", entries[0].Input.Lines[0].ChargeCents.String(), "what is in the file is what is sent")
	}
}

func TestRead_RefusesOthers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{
		"":                                ErrMalformed,
		"{}":                              ErrMalformed,
		"[]":                              ErrMalformed,
		"[1]":                             ErrMalformed,
		"nonsense":                        ErrMalformed,
		`{"lines":[],"surprise":1}`:       ErrMalformed,
		`{"resourceType":"Patient"}`:      fhir.ErrNoClaim,
		`{"resourceType":"Claim","id":1}`: fhir.ErrMalformed,
	} {
		_, err := Read([]byte(text), nil)
		require.ErrorIs(t, err, want, text)
	}
}
