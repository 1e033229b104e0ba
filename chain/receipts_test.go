package chain_test

import (
	"context"
	"testing"

	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
)

// lacking is a connection to a node that lacks methods, or does not know the
// finalized tag.
type lacking struct {
	*rpc.Client
	method string
	code   int
}

// refusal is what such a node answers.
type refusal struct{ code int }

func (refusal) Error() string { return "refused" }

func (r refusal) ErrorCode() int { return r.code }

func (l *lacking) CallContext(ctx context.Context, result any, method string, args ...any) error {
	if method == l.method && len(args) > 0 && args[0] == "finalized" {
		return refusal{l.code}
	}
	return l.Client.CallContext(ctx, result, method, args...)
}

func (l *lacking) BatchCallContext(ctx context.Context, batch []rpc.BatchElem) error {
	err := l.Client.BatchCallContext(ctx, batch)
	for i := range batch {
		if batch[i].Method == l.method {
			batch[i].Error = refusal{l.code}
		}
	}
	return err
}

func TestAuditBlocks_ByReceiptsOrByBlock_SameLogs(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	registerInsurer(t, c)
	head, err := c.Client.Head(t.Context())
	require.NoError(t, err)
	blocks, err := c.Client.Blocks(t.Context(), 0, head.Number, c.Contracts.LogFilters())
	require.NoError(t, err)
	without, err := chain.NewClientOver(t.Context(), &lacking{Client: c.RPC, method: "eth_getBlockReceipts", code: -32601})
	require.NoError(t, err)
	hashes := make([]chain.Hash, len(blocks))
	for i := range blocks {
		hashes[i] = blocks[i].Hash
	}
	for evidence, client := range map[chain.Evidence]*chain.Client{chain.ByReceiptsRoot: c.Client, chain.ByBlockHash: without} {
		audited, err := client.AuditBlocks(t.Context(), hashes, c.Contracts.LogFilters())
		require.NoError(t, err)
		require.Len(t, audited, len(blocks))
		logs := 0
		for i := range audited {
			require.Equal(t, evidence, audited[i].Evidence)
			require.Equal(t, blocks[i].Hash, audited[i].Hash)
			require.Equal(t, blocks[i].Logs, audited[i].Logs)
			logs += len(audited[i].Logs)
		}
		require.Equal(t, 7, logs)
		_, err = client.AuditBlocks(t.Context(), []chain.Hash{{1}}, c.Contracts.LogFilters())
		require.ErrorIs(t, err, chain.ErrChainMoved)
	}
}

func TestFinalNumber_NodeWithoutTheTag_SaysSo(t *testing.T) {
	t.Parallel()
	c := chaintest.NewEmpty(t)
	client, err := chain.NewClientOver(t.Context(), &lacking{Client: c.RPC, method: "eth_getBlockByNumber", code: -32602})
	require.NoError(t, err)
	_, err = client.FinalNumber(t.Context(), chain.Finality{})
	require.ErrorIs(t, err, chain.ErrFinalityUnsupported)
	for _, text := range []string{"instant", "depth:0"} {
		finality, err := chain.ParseFinality(text)
		require.NoError(t, err)
		final, err := client.FinalNumber(t.Context(), finality)
		require.NoError(t, err)
		require.Positive(t, final)
	}
}

// forgetful leaves logs out of ranges, and gives them when it is asked for the block.
type forgetful struct{ *rpc.Client }

func (f *forgetful) BatchCallContext(ctx context.Context, batch []rpc.BatchElem) error {
	err := f.Client.BatchCallContext(ctx, batch)
	for _, element := range batch {
		if element.Method != "eth_getLogs" {
			continue
		}
		if _, isOfBlock := element.Args[0].(map[string]any)["blockHash"]; !isOfBlock {
			chain.Empty(element.Result)
		}
	}
	return err
}

func TestBlocks_LogsLeftOutOfARange_AreAskedForAgain(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	registerInsurer(t, c)
	lengthen(t, c)
	head, err := c.Client.Head(t.Context())
	require.NoError(t, err)
	client, err := chain.NewClientOver(t.Context(), &forgetful{c.RPC})
	require.NoError(t, err)
	want, err := c.Client.Blocks(t.Context(), 0, head.Number, c.Contracts.LogFilters())
	require.NoError(t, err)
	got, err := client.Blocks(t.Context(), 0, head.Number, c.Contracts.LogFilters())
	require.NoError(t, err)
	require.Equal(t, want, got)
}
