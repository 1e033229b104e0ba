package chain

import (
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

// ErrEventMalformed is returned when a log of a known event cannot be decoded.
var ErrEventMalformed = errors.New("malformed event")

// Event is one of the typed events of this package, in the words of the domain.
type Event interface{ isEvent() }

// transferTopic is the signature of ERC-20's Transfer.
var transferTopic = keccak([]byte("Transfer(address,address,uint256)"))

// LogFilters choose all logs that [Contracts.Decode] knows: everything that our
// contracts tell, and of the token what moves from or to the escrow.
func (c *Contracts) LogFilters() []LogFilter {
	d := c.deployment
	var escrow Hash
	copy(escrow[12:], d.Escrow[:])
	token := []Address{d.Token}
	return []LogFilter{
		{Addresses: []Address{
			d.Organizations, d.Credentials, d.Plans, d.Coverages, d.Ledger, d.Escrow, d.Consents, d.Appeals,
		}},
		{Addresses: token, Topics: [][]Hash{{transferTopic}, {escrow}}},
		{Addresses: token, Topics: [][]Hash{{transferTopic}, {}, {escrow}}},
	}
}

type eventID struct {
	address Address
	topic   Hash
}

type decoder func(Log) (Event, error)

// Decode returns the event that a log tells, nil when it is one that nobody here
// needs.
//
// Errors: [ErrEventMalformed].
func (c *Contracts) Decode(log Log) (Event, error) {
	if len(log.Topics) == 0 {
		return nil, nil //nolint:nilnil // an anonymous log is no event of ours
	}
	decode, isKnown := c.decoders[eventID{log.Address, log.Topics[0]}]
	if !isKnown {
		return nil, nil //nolint:nilnil // not one of ours
	}
	event, err := decode(log)
	if err != nil {
		return nil, fmt.Errorf("%w: log %d of %s: %w", ErrEventMalformed, log.Index, FormatHash(log.TxHash), err)
	}
	return event, nil
}

// ethLog is the log as the bindings take it.
func ethLog(log Log) *types.Log {
	raw := types.Log{Address: common.Address(log.Address), Data: log.Data, Topics: make([]common.Hash, len(log.Topics))}
	for i, topic := range log.Topics {
		raw.Topics[i] = common.Hash(topic)
	}
	return &raw
}

func (c *Contracts) newDecoders() map[eventID]decoder {
	decoders := map[eventID]decoder{}
	for _, table := range []eventTable{
		c.organizationEvents(), c.credentialEvents(), c.consentEvents(), c.planEvents(), c.coverageEvents(),
		c.ledgerEvents(), c.escrowEvents(), c.appealEvents(), c.tokenEvents(),
	} {
		for name, decode := range table.decoders {
			decoders[eventID{table.address, table.contract.eventTopic(name)}] = decode
		}
	}
	return decoders
}

// eventTable has one contract's decoders by the names of its events.
type eventTable struct {
	address  Address
	contract contractABI
	decoders map[string]decoder
}

// decoderOf makes a decoder of what the bindings unpack.
func decoderOf[T any](unpack func(*types.Log) (*T, error), translate func(*fields, *T) Event) decoder {
	return func(log Log) (Event, error) {
		raw, err := unpack(ethLog(log))
		if err != nil {
			return nil, err
		}
		var f fields
		event := translate(&f, raw)
		if f.err != nil {
			return nil, f.err
		}
		return event, nil
	}
}

// fields translates what an event carries, and remembers the first that is none
// of the domain's.
type fields struct{ err error }

func (f *fields) fail(text string) {
	if f.err == nil {
		f.err = errors.New(text)
	}
}

func batchID(insurer, sequence uint32) claims.BatchID {
	return claims.BatchID{Insurer: claims.InsurerID(insurer), Sequence: sequence}
}

// number unpacks insurer << 48 | batch << 16 | index.
func (f *fields) number(packed *big.Int) claims.Number {
	if packed.BitLen() > 80 {
		f.fail("claim number out of range")
		return claims.Number{}
	}
	batch := new(big.Int).Rsh(packed, 16).Uint64()
	index := new(big.Int).And(packed, big.NewInt(0xFFFF)).Uint64()
	return claims.Number{Batch: claims.BatchIDFrom(batch), Index: uint16(index)}
}

// packNumber is what [fields.number] unpacks.
func packNumber(n claims.Number) *big.Int {
	packed := new(big.Int).SetUint64(n.Batch.Uint64())
	return packed.Or(packed.Lsh(packed, 16), new(big.Int).SetUint64(uint64(n.Index)))
}

func (f *fields) cents(cents uint64) int64 {
	if int64(cents) < 0 {
		f.fail("amount out of range")
	}
	return int64(cents)
}

func (f *fields) amount(cents *big.Int) money.Amount {
	if !cents.IsInt64() {
		f.fail("amount out of range")
		return money.Amount{}
	}
	return money.Cents(cents.Int64())
}

// date reads a day of 24 bits.
func (f *fields) date(day *big.Int) claims.Date {
	if !day.IsInt64() || day.Int64() < 0 || day.Int64() > maxDay {
		f.fail("day out of range")
		return 0
	}
	return claims.Date(day.Int64())
}

// maxDay is the largest day that the ledger can have.
const maxDay = 1<<24 - 1

func (f *fields) instant(seconds uint64) time.Time {
	if int64(seconds) < 0 {
		f.fail("instant out of range")
	}
	return time.Unix(int64(seconds), 0).UTC()
}

// journal reads the entries of claims that follow each other from an index on.
func (f *fields) journal(encoded []byte, first uint16) []commitment.Entry {
	entries, err := decodeJournal(encoded)
	if err != nil {
		f.err = errors.Join(f.err, err)
		return nil
	}
	if len(entries) == 0 || entries[0].Index != first {
		f.fail("the journal is of other claims")
	}
	return entries
}

func decodeJournal(encoded []byte) ([]commitment.Entry, error) {
	words, err := commitment.ParseWords(encoded)
	if err != nil {
		return nil, err
	}
	return commitment.DecodeJournal(words)
}
