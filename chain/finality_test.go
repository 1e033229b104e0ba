package chain_test

import (
	"context"
	"testing"

	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
)

func TestFinalNumber_WhatNodesAnswerForTheTag(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		fault any
		want  error
	}{
		{name: "null: nothing is final yet"},
		{name: "go-ethereum: nothing is final yet", fault: fault(-32000, "finalized block not found")},
		{name: "Besu, Erigon", fault: fault(-39001, "Unknown block"), want: chain.ErrFinalityUnsupported},
		{name: "invalid request", fault: fault(-32600, "Invalid request"), want: chain.ErrFinalityUnsupported},
		{name: "invalid parameters", fault: fault(-32602, "Invalid params"), want: chain.ErrFinalityUnsupported},
		{name: "server error", fault: fault(-32000, "hex string without 0x prefix"), want: chain.ErrFinalityUnsupported},
		{name: "internal error", fault: fault(-32603, "Internal error"), want: chain.ErrFinalityUnsupported},
		{name: "too often, by code", fault: fault(429, "capacity exceeded"), want: chain.ErrNodeBusy},
		{name: "too often, by text", fault: fault(-32029, "Too Many Requests"), want: chain.ErrNodeBusy},
		{name: "still indexing", fault: fault(-32000, "transaction indexing is in progress"), want: chain.ErrNodeBehind},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			n := newFakeNode(t, func(string, []any) (any, any) { return nil, test.fault })
			client, err := chain.Dial(t.Context(), n.URL, nil)
			require.NoError(t, err)
			final, err := client.FinalNumber(t.Context(), chain.Finality{})
			require.ErrorIs(t, err, test.want)
			require.Zero(t, final)
		})
	}
	n := newFakeNode(t, func(string, []any) (any, any) { return nil, fault(-32005, "limit exceeded") })
	client, err := chain.Dial(t.Context(), n.URL, nil)
	require.NoError(t, err)
	_, err = client.FinalNumber(t.Context(), chain.Finality{})
	require.Error(t, err)
	require.NotErrorIs(t, err, chain.ErrFinalityUnsupported)
}

func fault(code int, message string) map[string]any {
	return map[string]any{"code": code, "message": message}
}

// besu is a node that answers as Besu does on a chain where nothing is final.
type besu struct{ chain.Caller }

func (b besu) CallContext(ctx context.Context, result any, method string, args ...any) error {
	if len(args) > 0 && args[0] == "finalized" {
		return refusal{-39001}
	}
	return b.Caller.CallContext(ctx, result, method, args...)
}

func (b besu) BatchCallContext(ctx context.Context, batch []rpc.BatchElem) error {
	err := b.Caller.BatchCallContext(ctx, batch)
	for i := range batch {
		if len(batch[i].Args) > 0 && batch[i].Args[0] == "finalized" {
			batch[i].Error = refusal{-39001}
		}
	}
	return err
}

func TestSender_NodeHasNothingFinal_Sends(t *testing.T) {
	t.Parallel()
	b := setup(t)
	client, err := chain.NewClientOver(t.Context(), besu{b.RPC})
	require.NoError(t, err)
	options := b.options()
	options.Finality = chain.Finality{}
	sender := chain.NewSender(client, b.db, b.keys, options)
	b.start(t, sender)
	b.mint(t, "mint/1", payee, 0)
	_, err = await(t, sender, "mint/1")
	require.NoError(t, err)
	require.EqualValues(t, 1, b.tokens(t, payee))
}
