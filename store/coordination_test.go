package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// A determination's parts come to what is allowed; of one with prior payers, which is
// paid less, they do not pass it.
func TestAppendChain_HoldsSharesToTheAllowedAmount(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name          string
		isCoordinated bool
		patient       int64
		isKept        bool
	}{
		{"a cent less", false, 199, false},
		{"whole", false, 200, true},
		{"coordinated and less", true, 100, true},
		{"coordinated and whole", true, 200, true},
		{"coordinated and more", true, 201, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			db := storetest.New(t)
			block := told{block: 1}
			made := determination(block.at(1), number(firstBatch, 0), 1, 300, 0)
			made.Charge, made.Allowed, made.Patient = money.Cents(500), money.Cents(500), money.Cents(test.patient)
			if test.isCoordinated {
				made.Determination.Facts.Flags |= commitment.HasPriorPayers
			}
			done := errors.New("done")
			err := db.HoldLease(t.Context(), store.IndexerLease, func(ctx context.Context, epoch int64) error {
				rows := &store.ChainRows{Determinations: []store.ChainDetermination{made}}
				_, err := db.AppendChain(ctx, epoch, store.ChainPoint{}, rows, store.ChainCursor{ChainPoint: point(1)})
				return errors.Join(err, done)
			})
			if isKept := store.ConstraintOf(err) == ""; isKept != test.isKept || !errors.Is(err, done) {
				t.Errorf("got %v", err)
			}
		})
	}
}
