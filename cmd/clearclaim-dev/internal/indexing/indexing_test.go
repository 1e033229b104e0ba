package indexing

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// The chain is small and the peer left out: it is fetched from npm.
func TestRun_OursTwice_SameState(t *testing.T) {
	if os.Getenv("CLEARCLAIM_DEVNET") == "" {
		t.Skip("CLEARCLAIM_DEVNET does not name the devnet program: run make test")
	}
	var out bytes.Buffer
	require.NoError(t, Run(t.Context(), Options{Events: 2500, IsJSON: true, Out: &out, Progress: io.Discard}))
	var report Report
	require.NoError(t, json.Unmarshal(out.Bytes(), &report))
	require.GreaterOrEqual(t, report.Events, 2500)
	require.True(t, report.IsStateEqual)
	require.Len(t, report.Runs, 2)
	require.Greater(t, report.Rows, report.Claims)
}

func TestColumns_EachSideItsOwnForm(t *testing.T) {
	t.Parallel()
	one := table{"t", columnsOf("a", "b", "c")}
	require.Contains(t, one.query(""), "COALESCE(a::text, ''), COALESCE(encode(b, 'hex'), ''), COALESCE(extract(epoch FROM c)::bigint::text, '')")
	require.Contains(t, one.query("s"), `COALESCE(a::text, ''), COALESCE(lower(substr(b, 3)), ''), COALESCE(c::text, '')`)
	require.Contains(t, one.query("s"), `FROM "s"."t"`)
}

func TestPeerLog_SaysWhenThePeerBegan(t *testing.T) {
	t.Parallel()
	said := &peerLog{}
	_, _ = said.Write([]byte("not JSON\n{\"time\":1,\"msg\":\"Created database tables\"}\n"))
	_, isTold := said.begun()
	require.False(t, isTold)
	_, _ = said.Write([]byte(`{"level":30,"time":1700000000123,"msg":"Started backfill indexing"}` + "\n"))
	at, isTold := said.begun()
	require.True(t, isTold)
	require.EqualValues(t, 1_700_000_000_123, at.UnixMilli())
}
