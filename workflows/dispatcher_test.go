package workflows

import (
	"log/slog"
	"testing"

	"github.com/clearclaim/clearclaim/store"
)

// A hand-over of a kind that this version does not know stays open: whoever knows it
// delivers it.
func TestDeliver_LeavesUnknownKindsOpen(t *testing.T) {
	t.Parallel()
	d := NewDispatcher(nil, nil, slog.New(slog.DiscardHandler))
	done, err := d.deliver(t.Context(), []store.HandOver{{ID: 1, Kind: "other", Insurer: 1}})
	if err == nil || len(done) != 0 {
		t.Errorf("closed %v, %v", done, err)
	}
}
