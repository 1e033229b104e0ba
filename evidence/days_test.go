package evidence_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/clearclaim/clearclaim/evidence"
)

func TestSealMinutes_OpensForItsClaimAndDayInEveryVaultOfTheKeys(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sealed, err := b.open(t).SealMinutes("c1", 739000, 1445)
	if err != nil {
		t.Fatal(err)
	}
	longer, err := b.open(t).SealMinutes("c1", 739000, 2_000_000_000)
	if err != nil || len(longer) != len(sealed) || bytes.Equal(longer, sealed) {
		t.Errorf("the length tells the minutes: %d, %d, %v", len(sealed), len(longer), err)
	}
	v := b.open(t)
	if got, err := v.OpenMinutes("c1", 739000, sealed); err != nil || got != 1445 {
		t.Errorf("got %d, %v", got, err)
	}
	if _, err := v.OpenMinutes("c2", 739000, sealed); !errors.Is(err, evidence.ErrNotOpened) {
		t.Errorf("another claim: got %v", err)
	}
	if _, err := v.OpenMinutes("c1", 739001, sealed); !errors.Is(err, evidence.ErrNotOpened) {
		t.Errorf("another day: got %v", err)
	}
	if _, err := setup(t).open(t).OpenMinutes("c1", 739000, sealed); !errors.Is(err, evidence.ErrNotOpened) {
		t.Errorf("another installation: got %v", err)
	}
}
