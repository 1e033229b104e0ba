package chain_test

import (
	"math/rand/v2"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// wordEvent is an event that is read by its words, with how the bindings read it.
type wordEvent struct {
	log      chain.Log
	byLedger func(*types.Log) (chain.Event, error)
}

func topicOf(value uint64) (topic chain.Hash) {
	for i := range 8 {
		topic[31-i] = byte(value >> (8 * i))
	}
	return topic
}

func randomHash(random *rand.Rand) (hash chain.Hash) {
	for i := range hash {
		hash[i] = byte(random.Uint32())
	}
	return hash
}

// randomReceived makes a log of SubmissionReceived.
func randomReceived(t *testing.T, event abi.Event, random *rand.Rand) wordEvent {
	t.Helper()
	data, err := event.Inputs.NonIndexed().Pack(
		random.Uint32(), uint16(random.Uint32()), uint16(random.Uint32()), [32]byte(randomHash(random)), random.IntN(2) == 1)
	require.NoError(t, err)
	ledger := bindings.NewClaimLedger()
	return wordEvent{
		log: chain.Log{Data: data, Topics: []chain.Hash{
			chain.Hash(event.ID), topicOf(uint64(random.Uint32())), topicOf(uint64(random.Uint32())), topicOf(random.Uint64()),
		}},
		byLedger: func(log *types.Log) (chain.Event, error) {
			e, err := ledger.UnpackSubmissionReceivedEvent(log)
			if err != nil {
				return nil, err
			}
			return chain.SubmissionReceived{
				Batch:    claims.BatchID{Insurer: claims.InsurerID(e.Insurer), Sequence: e.Batch},
				Provider: claims.ProviderID(e.Provider), Sequence: e.Sequence, FirstIndex: e.FirstIndex, Count: e.Count,
				Root: e.Root, IsDelegated: e.IsDelegated,
			}, nil
		},
	}
}

// randomSettled makes a log of SubmissionSettled, of claims that stand undecided.
func randomSettled(t *testing.T, event abi.Event, random *rand.Rand) wordEvent {
	t.Helper()
	first := uint16(random.IntN(1000))
	var entries []commitment.Entry
	for i := range 1 + random.IntN(3) {
		entries = append(entries, commitment.Entry{Index: first + uint16(i), ReceiptLeaf: commitment.Hash(randomHash(random))})
	}
	words, err := commitment.EncodeJournal(entries)
	require.NoError(t, err)
	data, err := event.Inputs.NonIndexed().Pack(first, commitment.Bytes(words))
	require.NoError(t, err)
	ledger := bindings.NewClaimLedger()
	return wordEvent{
		log: chain.Log{Data: data, Topics: []chain.Hash{
			chain.Hash(event.ID), topicOf(uint64(random.Uint32())), topicOf(uint64(random.Uint32())), topicOf(uint64(random.Uint32())),
		}},
		byLedger: func(log *types.Log) (chain.Event, error) {
			e, err := ledger.UnpackSubmissionSettledEvent(log)
			if err != nil {
				return nil, err
			}
			words, err := commitment.ParseWords(e.Journal)
			if err != nil {
				return nil, err
			}
			entries, err := commitment.DecodeJournal(words)
			if err == nil && (len(entries) == 0 || entries[0].Index != e.FirstIndex) {
				err = commitment.ErrMalformed
			}
			return chain.SubmissionSettled{
				Batch:    claims.BatchID{Insurer: claims.InsurerID(e.Insurer), Sequence: e.Batch},
				Provider: claims.ProviderID(e.Provider), FirstIndex: e.FirstIndex, Journal: entries,
			}, err
		},
	}
}

// spoil changes a log: a byte of a topic or of the data, or cuts its end off. What is
// left has data: the bindings take a log without any for one of zeros.
func spoil(log chain.Log, random *rand.Rand) chain.Log {
	log.Topics = append([]chain.Hash(nil), log.Topics...)
	log.Data = append([]byte(nil), log.Data...)
	switch random.IntN(4) {
	case 0:
		log.Topics[1+random.IntN(3)][random.IntN(32)] ^= 1 << random.IntN(8)
	case 1:
		log.Data = log.Data[:1+random.IntN(len(log.Data)-1)]
	case 2:
		log.Data[random.IntN(min(len(log.Data), 96))] ^= 1 << random.IntN(8)
	case 3:
		log.Topics = log.Topics[:1+random.IntN(3)]
	}
	return log
}

// What is read by its words is what the bindings read, and what they refuse is refused.
func TestDecode_ByWords_AsTheBindings(t *testing.T) {
	t.Parallel()
	c := chaintest.New(t)
	parsed, err := bindings.ClaimLedgerMetaData.ParseABI()
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for round := range 4000 {
		made := randomReceived(t, parsed.Events["SubmissionReceived"], random)
		if round%2 == 1 {
			made = randomSettled(t, parsed.Events["SubmissionSettled"], random)
		}
		log := made.log
		if round%4 >= 2 {
			log = spoil(log, random)
		}
		log.Address = c.Deployment.Ledger
		raw := &types.Log{Data: log.Data}
		for _, topic := range log.Topics {
			raw.Topics = append(raw.Topics, common.Hash(topic))
		}
		want, wantErr := made.byLedger(raw)
		got, err := c.Contracts.Decode(log)
		if wantErr != nil {
			require.ErrorIs(t, err, chain.ErrEventMalformed, "%v of %x", wantErr, log)
			refused++
			continue
		}
		require.NoError(t, err, "%x", log)
		require.Equal(t, want, got)
	}
	require.Greater(t, refused, 500)
	require.Less(t, refused, 2000)
}
