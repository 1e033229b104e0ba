package workflows_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/workflows"
)

// A process that is told to end while it waits for Temporal can tell that this is why.
func TestDial_ThatIsCanceledSaysSo(t *testing.T) {
	t.Parallel()
	var config net.ListenConfig
	mute, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = mute.Close() }()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)

	_, err = workflows.Dial(ctx, mute.Addr().String(), "default", nil, workflows.Options{})

	require.ErrorIs(t, err, context.Canceled)
}
