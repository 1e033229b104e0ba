package commitment_test

import (
	"encoding/hex"
	"errors"
	"testing"

	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

type lineResult = benefits.LineResult

func cents(n int64) money.Amount { return money.Cents(n) }

// must takes a result that cannot fail.
func must[T any](tb testing.TB) func(T, error) T {
	tb.Helper()
	return func(value T, err error) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return value
	}
}

// wantError is a row of a table of errors.
type wantError struct {
	name string
	got  error
	want error
}

func checkErrors(t *testing.T, rows []wantError) {
	t.Helper()
	for _, row := range rows {
		if !errors.Is(row.got, row.want) {
			t.Errorf("%s: got %v, want %v", row.name, row.got, row.want)
		}
	}
}

func TestHashes_HaveTheLayoutOfTheDocument(t *testing.T) {
	t.Parallel()
	salt := saltOf(9)
	if commitment.ContentHash(salt, []byte("{}")) != keccak("\x10clearclaim/claim/v1", string(salt[:]), "{}") {
		t.Error("content hash")
	}
	if commitment.ReasonsHash(salt, []byte("[]")) != keccak("\x11clearclaim/reasons/v1", string(salt[:]), "[]") {
		t.Error("reasons hash")
	}
	if empty := keccak(""); hex.EncodeToString(empty[:]) != "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470" {
		t.Error("not Keccak-256")
	}
}

func TestErrors_OfWhatDoesNotFitAreOutOfRange(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		commitment.ErrAmountOutOfRange, commitment.ErrUnitsOutOfRange, commitment.ErrLineCount,
		commitment.ErrDayOutOfRange, commitment.ErrInstantOutOfRange, commitment.ErrJournalTooLong,
	} {
		if !errors.Is(err, commitment.ErrOutOfRange) {
			t.Errorf("%v", err)
		}
	}
}

func TestParseWords_ReadsWhatBytesGives(t *testing.T) {
	t.Parallel()
	words := []commitment.Word{{1}, {31: 2}}
	back, err := commitment.ParseWords(commitment.Bytes(words))
	if err != nil || len(back) != 2 || back[0] != words[0] || back[1] != words[1] {
		t.Errorf("got %v, %v", back, err)
	}
	if _, err := commitment.ParseWords(make([]byte, 33)); !errors.Is(err, commitment.ErrMalformed) {
		t.Errorf("got %v", err)
	}
}
