package parity

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

// told is what the contracts told of one call.
type told struct {
	// roots are those of determinations, in their order.
	roots   []commitment.Hash
	entries []commitment.Entry
	leftOut map[claims.Number]string
	// undone is what reversed determinations had paid, in cents.
	undone []int64
	// paid is what was transferred to each provider.
	paid      map[claims.ProviderID]payout
	recovered int64 // cents that are noticed for recovery
}

// payout is what a provider gets, in cents.
type payout struct{ cents, interest int64 }

// events are how what the contracts tell is read, by the event's id.
var events = eventsOf(map[string]func(*told, *bound, *types.Log) error{
	"SubmissionSettled": (*told).submissionSettled,
	"BatchSettled":      (*told).batchSettled,
	"ClaimLeftOut":      (*told).claimLeftOut,
	"ClaimDetermined":   (*told).claimDetermined,
	"ClaimReversed":     (*told).claimReversed,
	"PayoutReleased":    (*told).payoutReleased,
	"RecoveryNoticed":   (*told).recoveryNoticed,
	"PayoutOwed":        (*told).unexpected,
	"DebtCancelled":     (*told).unexpected,
	"RecoveryTaken":     (*told).unexpected,
})

func eventsOf[T any](byName map[string]T) map[common.Hash]T {
	byID := map[common.Hash]T{}
	for _, contract := range abis {
		for name, read := range byName {
			if event, isThere := contract.Events[name]; isThere {
				byID[event.ID] = read
			}
		}
	}
	return byID
}

// listen reads what a call told.
//
// Errors: [errFault] where it contradicts itself.
func (n *network) listen(logs []*types.Log) (told, error) {
	t := told{leftOut: map[claims.Number]string{}, paid: map[claims.ProviderID]payout{}}
	for _, log := range logs {
		read := events[log.Topics[0]]
		if read == nil {
			continue
		}
		if err := read(&t, n.bound, log); err != nil {
			return told{}, fmt.Errorf("%w: reading an event: %w", errFault, err)
		}
	}
	return t, nil
}

func (t *told) submissionSettled(b *bound, log *types.Log) error {
	event, err := b.ledger.UnpackSubmissionSettledEvent(log)
	if err != nil {
		return err
	}
	return t.journal(event.Journal)
}

func (t *told) claimDetermined(b *bound, log *types.Log) error {
	event, err := b.ledger.UnpackClaimDeterminedEvent(log)
	if err != nil {
		return err
	}
	t.roots = append(t.roots, event.DeterminationRoot)
	return t.journal(event.Journal)
}

func (t *told) journal(journal []byte) error {
	words, err := commitment.ParseWords(journal)
	if err != nil {
		return err
	}
	entries, err := commitment.DecodeJournal(words)
	t.entries = append(t.entries, entries...)
	return err
}

func (t *told) batchSettled(b *bound, log *types.Log) error {
	event, err := b.ledger.UnpackBatchSettledEvent(log)
	if err != nil {
		return err
	}
	t.roots = append(t.roots, event.DeterminationRoot)
	return nil
}

func (t *told) claimLeftOut(b *bound, log *types.Log) error {
	event, err := b.ledger.UnpackClaimLeftOutEvent(log)
	if err != nil {
		return err
	}
	word := event.ClaimNumber.Uint64() // the insurer's upper bits are zero
	number := claims.Number{Batch: claims.BatchIDFrom(word >> 16), Index: uint16(word)}
	t.leftOut[number] = errorName(event.Reason)
	return nil
}

func (t *told) claimReversed(b *bound, log *types.Log) error {
	event, err := b.ledger.UnpackClaimReversedEvent(log)
	if err != nil {
		return err
	}
	t.undone = append(t.undone, event.PaidCents.Int64())
	return nil
}

func (t *told) payoutReleased(b *bound, log *types.Log) error {
	event, err := b.escrow.UnpackPayoutReleasedEvent(log)
	if err != nil {
		return err
	}
	provider := claims.ProviderID(event.Provider)
	if _, isPaid := t.paid[provider]; isPaid || event.Payee != payeeOf(provider) || event.OffsetCents != 0 {
		return fmt.Errorf("a payout that should not be: %+v", event)
	}
	t.paid[provider] = payout{int64(event.Cents), int64(event.InterestCents)}
	return nil
}

func (t *told) recoveryNoticed(b *bound, log *types.Log) error {
	event, err := b.escrow.UnpackRecoveryNoticedEvent(log)
	if err != nil {
		return err
	}
	t.recovered += int64(event.Cents)
	return nil
}

func (t *told) unexpected(_ *bound, log *types.Log) error {
	return fmt.Errorf("an event that should not be: %v", log.Topics)
}
