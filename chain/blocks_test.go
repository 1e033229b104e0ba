package chain_test

import (
	"context"
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

func ethClient(c *chaintest.Chain) *ethclient.Client { return ethclient.NewClient(c.RPC) }

func address(a chain.Address) common.Address { return common.Address(a) }

// registerInsurer makes insurer 5, whose keys are all the operator's: seven logs.
func registerInsurer(t *testing.T, c *chaintest.Chain) chain.Hash {
	t.Helper()
	operator := chaintest.Operator(t)
	call, err := c.Contracts.RegisterInsurer(5, chain.InsurerKeys{
		Admin: operator.Address, Gateway: operator.Address, Adjudicator: operator.Address, Treasurer: operator.Address,
		Enroller: operator.Address, Approver: operator.Address,
	})
	require.NoError(t, err)
	return c.Send(t, operator, call)
}

func TestBlocks_LinkedWithTheirLogs(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	operator := chaintest.Operator(t)
	tx := registerInsurer(t, c)
	head, err := c.Client.Head(t.Context())
	require.NoError(t, err)
	blocks, err := c.Client.Blocks(t.Context(), 0, head.Number, c.Contracts.LogFilters())
	require.NoError(t, err)
	require.Len(t, blocks, int(head.Number)+1)
	var events []chain.Event
	for i, block := range blocks {
		require.EqualValues(t, i, block.Number)
		if i > 0 {
			require.Equal(t, blocks[i-1].Hash, block.ParentHash)
		}
		for _, log := range block.Logs {
			require.Equal(t, tx, log.TxHash)
			event, err := c.Contracts.Decode(log)
			require.NoError(t, err)
			events = append(events, event)
		}
	}
	want := []chain.Event{chain.InsurerRegistered{Insurer: 5, Admin: operator.Address}}
	for role := chain.RoleAdmin; role <= chain.RoleApprover; role++ {
		want = append(want, chain.KeyChanged{Insurer: 5, Role: role, Key: operator.Address})
	}
	require.Equal(t, want, events)
	_, err = c.Client.Blocks(t.Context(), head.Number, head.Number+1, nil)
	require.ErrorIs(t, err, chain.ErrBlockNotFound)
}

// forgetfulCaller gives no logs for a range of blocks, as a node does whose index
// is behind.
type forgetfulCaller struct{ chain.Caller }

func (c forgetfulCaller) BatchCallContext(ctx context.Context, batch []rpc.BatchElem) error {
	if err := c.Caller.BatchCallContext(ctx, batch); err != nil {
		return err
	}
	for i := range batch {
		if batch[i].Method != "eth_getLogs" {
			continue
		}
		if _, isRange := batch[i].Args[0].(map[string]any)["fromBlock"]; isRange {
			chain.Empty(batch[i].Result)
		}
	}
	return nil
}

func TestBlocks_NodeForgetsLogsOfARange_AskedAgainByHash(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	operator := chaintest.Operator(t)
	mint, err := c.Contracts.MintTest(c.Deployment.Escrow, big.NewInt(5)) // a transfer to the escrow
	require.NoError(t, err)
	minted := c.Send(t, operator, mint)
	lengthen(t, c)
	head, err := c.Client.Head(t.Context())
	require.NoError(t, err)
	forgetful, err := chain.NewClientOver(t.Context(), forgetfulCaller{c.RPC})
	require.NoError(t, err)
	want, err := c.Client.Blocks(t.Context(), 0, head.Number, c.Contracts.LogFilters())
	require.NoError(t, err)
	got, err := forgetful.Blocks(t.Context(), 0, head.Number, c.Contracts.LogFilters())
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.True(t, slices.ContainsFunc(got, func(b chain.Block) bool {
		return slices.ContainsFunc(b.Logs, func(l chain.Log) bool { return l.TxHash == minted })
	}))
}

// lengthen makes so many blocks with logs of ours that a node is not asked for each.
func lengthen(t *testing.T, c *chaintest.Chain) {
	t.Helper()
	operator := chaintest.Operator(t)
	mint, err := c.Contracts.MintTest(c.Deployment.Escrow, big.NewInt(5))
	require.NoError(t, err)
	for range chain.MaxByHash + 1 {
		c.Send(t, operator, mint)
	}
}

// logCaller is told of every request for logs, and may change its answer.
type logCaller struct {
	chain.Caller
	told func(filter map[string]any, answer *rpc.BatchElem)
}

func (c logCaller) BatchCallContext(ctx context.Context, batch []rpc.BatchElem) error {
	err := c.Caller.BatchCallContext(ctx, batch)
	for i := range batch {
		if batch[i].Method == "eth_getLogs" {
			c.told(batch[i].Args[0].(map[string]any), &batch[i])
		}
	}
	return err
}

func blocksOver(t *testing.T, c *chaintest.Chain, filters []chain.LogFilter, told func(map[string]any, *rpc.BatchElem)) ([]chain.Block, error) {
	t.Helper()
	client, err := chain.NewClientOver(t.Context(), logCaller{c.RPC, told})
	require.NoError(t, err)
	head, err := client.Head(t.Context())
	require.NoError(t, err)
	return client.Blocks(t.Context(), 0, head.Number, filters)
}

func TestBlocks_ByHashesOrAsARange_SameLogs(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	registerInsurer(t, c)
	asked := map[string]int{}
	count := func(filter map[string]any, _ *rpc.BatchElem) {
		for key := range filter {
			asked[key]++
		}
	}
	byHash, err := blocksOver(t, c, c.Contracts.LogFilters(), count)
	require.NoError(t, err)
	require.Positive(t, asked["blockHash"])
	require.Zero(t, asked["fromBlock"])
	require.NotEmpty(t, slices.Concat(logsOf(byHash)...))
	lengthen(t, c)
	asRange, err := blocksOver(t, c, c.Contracts.LogFilters(), count)
	require.NoError(t, err)
	require.Equal(t, 3, asked["fromBlock"])
	require.Equal(t, byHash, asRange[:len(byHash)])
}

func logsOf(blocks []chain.Block) (logs [][]chain.Log) {
	for i := range blocks {
		logs = append(logs, blocks[i].Logs)
	}
	return logs
}

func TestBlocks_NodeForgetsLogsOfABlock_AskedAgain(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	registerInsurer(t, c)
	want, err := blocksOver(t, c, c.Contracts.LogFilters(), func(map[string]any, *rpc.BatchElem) {})
	require.NoError(t, err)
	asked := map[any]bool{}
	got, err := blocksOver(t, c, c.Contracts.LogFilters(), func(filter map[string]any, answer *rpc.BatchElem) {
		if hash := filter["blockHash"]; !asked[hash] {
			asked[hash] = true
			chain.Empty(answer.Result)
		}
	})
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(got), len(want)) // the chain may have a block more by now
	require.Equal(t, want, got[:len(want)])
}

// A node that caps its answers, and does not say so, cuts a block's logs in two.
func TestBlocks_NodeCutsARange_EveryLogIsThere(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	b.twoSubmissions(t)
	lengthen(t, b.Chain)
	filters := b.Contracts.LogFilters()
	want, err := blocksOver(t, b.Chain, filters, func(map[string]any, *rpc.BatchElem) {})
	require.NoError(t, err)
	all := map[chain.Address]int{}
	for _, log := range slices.Concat(logsOf(want)...) {
		all[log.Address]++
	}
	require.Greater(t, len(all), 3)
	for _, test := range []struct {
		name string
		// isOut says which logs are out of an answer, by how many came before, of all and of the contract.
		isOut func(log chain.Log, before, ofContract int) bool
	}{
		{"after some logs", func(_ chain.Log, before, _ int) bool { return before >= 3 }},
		{"without the last log of each contract", func(log chain.Log, _, ofContract int) bool { return ofContract == all[log.Address]-1 }},
		{"after two logs of each contract", func(_ chain.Log, _, ofContract int) bool { return ofContract >= 2 }},
		{"without the ledger", func(log chain.Log, _, _ int) bool { return log.Address == b.Deployment.Ledger }},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out := 0
			got, err := blocksOver(t, b.Chain, filters, func(filter map[string]any, answer *rpc.BatchElem) {
				if _, isRange := filter["fromBlock"]; !isRange {
					return
				}
				before, ofContract := 0, map[chain.Address]int{}
				chain.Without(answer.Result, func(log chain.Log) bool {
					isOut := test.isOut(log, before, ofContract[log.Address])
					before, ofContract[log.Address] = before+1, ofContract[log.Address]+1
					if isOut {
						out++
					}
					return isOut
				})
			})
			require.NoError(t, err)
			require.Positive(t, out)
			require.Equal(t, want, got[:len(want)])
		})
	}
}

// What a whole range costs besides: the last blocks of the contracts, and those where a
// transfer to the escrow may by the bloom be one from it.
func TestBlocks_WholeRange_FewBlocksAreAskedForAgain(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	b.twoSubmissions(t)
	lengthen(t, b.Chain)
	asked := 0
	_, err := blocksOver(t, b.Chain, b.Contracts.LogFilters(), func(filter map[string]any, _ *rpc.BatchElem) {
		if _, isOfBlock := filter["blockHash"]; isOfBlock {
			asked++
		}
	})
	require.NoError(t, err)
	require.Positive(t, asked)
	require.LessOrEqual(t, asked, 16+chain.MaxByHash+1)
}

func TestBlocks_BlockIsGoneWhenItsLogsAreRead_ChainMoved(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	registerInsurer(t, c)
	for _, gone := range []error{errors.New("unknown block"), errors.New("Unknown block"), refusal{-39001}} {
		_, err := blocksOver(t, c, c.Contracts.LogFilters(), func(_ map[string]any, answer *rpc.BatchElem) { answer.Error = gone })
		require.ErrorIs(t, err, chain.ErrChainMoved)
	}
}

// A block without transactions is not asked for; whatever else its bloom says, it has no logs.
func TestBlocks_EmptyBlocks_NotAskedFor(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	c.Commit()
	head, err := c.Client.Head(t.Context())
	require.NoError(t, err)
	isAsked := false
	blocks, err := blocksOver(t, c, c.Contracts.LogFilters(), func(filter map[string]any, _ *rpc.BatchElem) {
		isAsked = isAsked || filter["blockHash"] == common.Hash(head.Hash)
	})
	require.NoError(t, err)
	require.Empty(t, blocks[len(blocks)-1].Logs)
	require.False(t, isAsked)
}

func TestDecode_AppealLapsed(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	parsed, err := bindings.AppealsMetaData.ParseABI()
	require.NoError(t, err)
	number := claims.Number{Batch: claims.BatchID{Insurer: 7, Sequence: 3}, Index: 5}
	event, err := c.Contracts.Decode(chain.Log{Address: c.Deployment.Appeals, Topics: []chain.Hash{
		chain.Hash(parsed.Events["AppealLapsed"].ID), {31: 9}, {25: 7, 29: 3, 31: 5},
	}})
	require.NoError(t, err)
	require.Equal(t, chain.AppealLapsed{Appeal: 9, Number: number}, event)
}

func TestDecode_MalformedLog_Refused(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	for _, filter := range c.Contracts.LogFilters() {
		for _, address := range filter.Addresses {
			event, err := c.Contracts.Decode(chain.Log{Address: address})
			require.NoError(t, err)
			require.Nil(t, event)
			event, err = c.Contracts.Decode(chain.Log{Address: address, Topics: []chain.Hash{{1}}})
			require.NoError(t, err)
			require.Nil(t, event)
		}
	}
	for id := range chain.EventsOf(c.Contracts) {
		_, err := c.Contracts.Decode(chain.Log{Address: id.Address, Topics: []chain.Hash{id.Topic}, Data: []byte{1}})
		require.ErrorIs(t, err, chain.ErrEventMalformed)
	}
}

// Each event that a contract of ours declares is decoded, at the address where it is told.
func TestDecode_EveryDeclaredEvent(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	d := c.Deployment
	known := chain.EventsOf(c.Contracts)
	for _, contract := range []struct {
		meta *bind.MetaData
		at   chain.Address
	}{
		{&bindings.OrganizationsMetaData, d.Organizations},
		{&bindings.CredentialsMetaData, d.Credentials},
		{&bindings.PlansMetaData, d.Plans},
		{&bindings.CoveragesMetaData, d.Coverages},
		{&bindings.ClaimLedgerMetaData, d.Ledger},
		{&bindings.ClaimCorrectionsMetaData, d.Ledger},
		{&bindings.ClaimClocksMetaData, d.Ledger},
		{&bindings.EscrowMetaData, d.Escrow},
		{&bindings.ConsentsMetaData, d.Consents},
		{&bindings.AppealsMetaData, d.Appeals},
	} {
		parsed, err := contract.meta.ParseABI()
		require.NoError(t, err)
		for name, event := range parsed.Events {
			if name != "EIP712DomainChanged" { // OpenZeppelin's, never told
				require.True(t, known[chain.EventID{Address: contract.at, Topic: chain.Hash(event.ID)}], name)
			}
		}
	}
}
