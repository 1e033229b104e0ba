package indexer_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/indexer"
)

// Every block moves the cursor, empty ones too. A pass may take longer than a block: here
// one comes, and is indexed, whenever the ledger is asked.
func TestReconcile_WhileBlocksCome_ComparesAsOfOne(t *testing.T) {
	t.Parallel()
	b := openBook(t, 42)
	b.work(t)
	caughtUp(t, b.index, b.Client)
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			ID     json.RawMessage `json:"id"`
			Method string          `json:"method"`
			Params []any           `json:"params"`
		}
		err := json.NewDecoder(r.Body).Decode(&asked)
		if err == nil && asked.Method == "eth_call" {
			b.Commit()
			err = follow(r.Context(), b.index, b.Client)
		}
		var result json.RawMessage
		if err == nil {
			err = b.RPC.CallContext(r.Context(), &result, asked.Method, asked.Params...)
		}
		assert.NoError(t, err)
		w.Header().Set("Content-Type", "application/json")
		assert.NoError(t, json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": asked.ID, "result": result}))
	}))
	t.Cleanup(node.Close)
	client, err := chain.Dial(t.Context(), node.URL, nil)
	require.NoError(t, err)
	contracts, err := chain.NewContracts(client, b.Deployment)
	require.NoError(t, err)
	x := indexer.New(b.Client, contracts, b.db, chain.Finality{}, indexer.Options{Log: quiet()})
	report, err := x.Reconcile(t.Context())
	require.NoError(t, err)
	require.Empty(t, report.Faults)
	require.NotEmpty(t, report.Insurers)
	cursor, err := b.db.ChainCursor(t.Context())
	require.NoError(t, err)
	require.Less(t, report.Block, cursor.Number)
}

func follow(ctx context.Context, x *indexer.Indexer, c *chain.Client) error {
	head, err := c.Head(ctx)
	if err != nil {
		return err
	}
	return x.CaughtUp(ctx, head.Number)
}

// forking has other blocks, as often as is left, when it is asked for hashes.
type forking struct {
	*chain.Client
	left  int
	asked int
}

func (f *forking) BlockHashes(ctx context.Context, numbers []uint64) ([]chain.Hash, error) {
	f.asked++
	if f.left--; f.left >= 0 {
		return []chain.Hash{{byte(f.asked)}}, nil
	}
	return f.Client.BlockHashes(ctx, numbers)
}

func TestReconcile_BlockLeftTheChain_StartsOver(t *testing.T) {
	t.Parallel()
	b := openBook(t, 43)
	b.work(t)
	for _, test := range []struct {
		name        string
		left, asked int
		want        error
	}{
		{"never", 0, 1, nil},
		{"twice", 2, 3, nil},
		{"always", 1000, 20, indexer.ErrUnsettled},
	} {
		source := &forking{Client: b.Client, left: test.left}
		x := indexer.New(source, b.Contracts, b.db, chain.Finality{}, indexer.Options{Poll: time.Millisecond, Log: quiet()})
		caughtUp(t, x, b.Client)
		_, err := x.Reconcile(t.Context())
		require.ErrorIs(t, err, test.want, test.name)
		require.Equal(t, test.asked, source.asked, test.name)
	}
}
