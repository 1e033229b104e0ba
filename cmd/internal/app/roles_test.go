package app

import (
	"context"
	"errors"
	"testing"
)

// A worker that ends by itself ends its role with it; a role that is told to end has not failed.
func TestAwaitFatal_SaysWhyTheWorkerEnded(t *testing.T) {
	t.Parallel()
	gone := errors.New("the namespace is gone")
	ended := make(chan error, 1)
	ended <- gone
	if err := awaitFatal(t.Context(), ended); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := awaitFatal(ctx, ended); err != nil {
		t.Errorf("told to end: %v", err)
	}
}
