package verifying

import (
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/proof"
)

// A replacement ranks where its first version was received, and so do those beside it.
func TestVersions_OrderByTheFirst(t *testing.T) {
	t.Parallel()
	received := func(sequence, replaced uint32) *proof.Opened {
		o := &proof.Opened{Number: claims.Number{Batch: claims.BatchID{Insurer: 1, Sequence: sequence}}}
		if o.Receipt.Kind = commitment.KindOriginal; replaced > 0 {
			o.Receipt.Kind, o.Receipt.Replaced = commitment.KindReplacement, claims.Number{Batch: claims.BatchID{Insurer: 1, Sequence: replaced}}
		}
		return o
	}
	known := make(versions)
	of := received(6, 4) // 2, 4, 6
	for _, o := range []*proof.Opened{of, received(4, 2), received(5, 1)} {
		known.add(o)
	}
	got := known.order(of, []proof.Opened{*received(3, 0), *received(5, 1), *received(3, 0)})
	if len(got) != 2 || got[0].ID != "1-5-0" || got[0].IsLater || got[1].ID != "1-3-0" || !got[1].IsLater {
		t.Errorf("got %+v", got)
	}
}
