package chain

import (
	"math"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// Events of the ledger.
type (
	// SubmissionReceived says that a submission stands in a batch.
	SubmissionReceived struct {
		Batch       claims.BatchID
		Provider    claims.ProviderID
		Sequence    uint64
		FirstIndex  uint16
		Count       uint16
		Root        commitment.Hash
		IsDelegated bool
	}
	// BatchReceived says that a batch's receipt time is fixed.
	BatchReceived struct {
		Batch           claims.BatchID
		Root            commitment.Hash
		Count           uint16
		SubmissionCount uint16
		ReceivedAt      time.Time
	}
	// SubmissionSettled carries what came of a submission's claims, one entry for each.
	SubmissionSettled struct {
		Batch      claims.BatchID
		Provider   claims.ProviderID
		FirstIndex uint16
		Journal    []commitment.Entry
	}
	// ClaimLeftOut says that a claim that was handed in whole stands undecided.
	ClaimLeftOut struct {
		Number claims.Number
		Reason [4]byte // ErrorName names it
	}
	// BatchSettled says that a batch is determined, apart from what was left out.
	BatchSettled struct {
		Batch             claims.BatchID
		DeterminationRoot commitment.Hash
		Decided           uint16
		SettledAt         time.Time
	}
	// ClaimDetermined carries the determination of a claim that was decided by its path;
	// the root is its batch's from now on. Its leaf has the time of the event's block.
	ClaimDetermined struct {
		Number            claims.Number
		Provider          claims.ProviderID
		DeterminationRoot commitment.Hash
		Entry             commitment.Entry // with its determination
	}
	// ClaimReversed says that a determination does not stand any more, and what it took was given back.
	ClaimReversed struct {
		Number       claims.Number
		Provider     claims.ProviderID
		CoverageYear claims.CoverageYearID
		Version      uint8
		Paid         money.Amount
		ReplacedBy   claims.Number // the claim that replaces or voids it, zero for none
		ReasonsHash  commitment.Hash
	}
	// ClaimPended says that a claim's clock stands still.
	ClaimPended struct {
		Number     claims.Number
		Provider   claims.ProviderID
		ReasonHash commitment.Hash
		PendedAt   time.Time
	}
	// PendEnded says that a claim's clock runs again.
	PendEnded struct {
		Number       claims.Number
		Provider     claims.ProviderID
		EvidenceHash commitment.Hash // zero where it was lifted without evidence
		Stopped      time.Duration   // in all
	}
	// ClaimOverdue says that a claim is undecided beyond its plan's clock.
	ClaimOverdue struct {
		Number      claims.Number
		Provider    claims.ProviderID
		OverdueDays uint32
	}
	// ReceiptPosted says that a provider posted its own receipt, with its claims encrypted to the insurer.
	ReceiptPosted struct {
		Batch      claims.BatchID
		Provider   claims.ProviderID
		Ciphertext []byte
	}
	// ReceiptContested says that the insurer cannot read the claims of a receipt that a provider posted.
	ReceiptContested struct {
		Batch    claims.BatchID
		Provider claims.ProviderID
	}
	// ContestAnswered carries the claims of a contested receipt again.
	ContestAnswered struct {
		Batch      claims.BatchID
		Provider   claims.ProviderID
		Ciphertext []byte
	}
	// InsurerPauseChanged says that an insurer's receipts and determinations stop or go on.
	InsurerPauseChanged struct {
		Insurer  claims.InsurerID
		IsPaused bool
	}
)

func (SubmissionReceived) isEvent()  {}
func (BatchReceived) isEvent()       {}
func (SubmissionSettled) isEvent()   {}
func (ClaimLeftOut) isEvent()        {}
func (BatchSettled) isEvent()        {}
func (ClaimDetermined) isEvent()     {}
func (ClaimReversed) isEvent()       {}
func (ClaimPended) isEvent()         {}
func (PendEnded) isEvent()           {}
func (ClaimOverdue) isEvent()        {}
func (ReceiptPosted) isEvent()       {}
func (ReceiptContested) isEvent()    {}
func (ContestAnswered) isEvent()     {}
func (InsurerPauseChanged) isEvent() {}

func (c *Contracts) ledgerEvents() eventTable {
	return eventTable{address: c.deployment.Ledger, contract: abiOf(&bindings.ClaimLedgerMetaData), decoders: map[string]decoder{
		"SubmissionReceived": decoderByWords(3, readSubmissionReceived),
		"BatchReceived": decoderOf(c.ledger.UnpackBatchReceivedEvent, func(f *fields, e *bindings.ClaimLedgerBatchReceived) Event {
			return BatchReceived{
				Batch:           batchID(e.Insurer, e.Batch),
				Root:            e.Root,
				Count:           e.Count,
				SubmissionCount: e.SubmissionCount,
				ReceivedAt:      f.instant(e.ReceivedAt),
			}
		}),
		"SubmissionSettled": decoderByWords(3, readSubmissionSettled),
		"ClaimLeftOut": decoderOf(c.ledger.UnpackClaimLeftOutEvent, func(f *fields, e *bindings.ClaimLedgerClaimLeftOut) Event {
			return ClaimLeftOut{
				Number: f.number(e.ClaimNumber),
				Reason: e.Reason,
			}
		}),
		"BatchSettled": decoderOf(c.ledger.UnpackBatchSettledEvent, func(f *fields, e *bindings.ClaimLedgerBatchSettled) Event {
			return BatchSettled{
				Batch:             batchID(e.Insurer, e.Batch),
				DeterminationRoot: e.DeterminationRoot,
				Decided:           e.Decided,
				SettledAt:         f.instant(e.SettledAt),
			}
		}),
		"ClaimDetermined": decoderOf(c.ledger.UnpackClaimDeterminedEvent, translateDetermined),
		"ClaimReversed": decoderOf(c.ledger.UnpackClaimReversedEvent, func(f *fields, e *bindings.ClaimLedgerClaimReversed) Event {
			return ClaimReversed{
				Number:       f.number(e.ClaimNumber),
				Provider:     claims.ProviderID(e.Provider),
				CoverageYear: claims.CoverageYearID(e.CoverageYear),
				Version:      e.Version,
				Paid:         f.amount(e.PaidCents),
				ReplacedBy:   f.number(e.ReplacedBy),
				ReasonsHash:  e.ReasonsHash,
			}
		}),
		"ClaimPended": decoderOf(c.ledger.UnpackClaimPendedEvent, func(f *fields, e *bindings.ClaimLedgerClaimPended) Event {
			return ClaimPended{
				Number:     f.number(e.ClaimNumber),
				Provider:   claims.ProviderID(e.Provider),
				ReasonHash: e.ReasonHash,
				PendedAt:   f.instant(e.PendedAt),
			}
		}),
		"PendEnded": decoderOf(c.ledger.UnpackPendEndedEvent, func(f *fields, e *bindings.ClaimLedgerPendEnded) Event {
			return PendEnded{
				Number:       f.number(e.ClaimNumber),
				Provider:     claims.ProviderID(e.Provider),
				EvidenceHash: e.EvidenceHash,
				Stopped:      f.seconds(e.StoppedSeconds),
			}
		}),
		"ClaimOverdue": decoderOf(c.ledger.UnpackClaimOverdueEvent, func(f *fields, e *bindings.ClaimLedgerClaimOverdue) Event {
			return ClaimOverdue{
				Number:      f.number(e.ClaimNumber),
				Provider:    claims.ProviderID(e.Provider),
				OverdueDays: e.OverdueDays,
			}
		}),
		"ReceiptPosted": decoderOf(c.ledger.UnpackReceiptPostedEvent, func(_ *fields, e *bindings.ClaimLedgerReceiptPosted) Event {
			return ReceiptPosted{
				Batch:      batchID(e.Insurer, e.Batch),
				Provider:   claims.ProviderID(e.Provider),
				Ciphertext: e.Ciphertext,
			}
		}),
		"ReceiptContested": decoderOf(c.ledger.UnpackReceiptContestedEvent, func(_ *fields, e *bindings.ClaimLedgerReceiptContested) Event {
			return ReceiptContested{
				Batch:    batchID(e.Insurer, e.Batch),
				Provider: claims.ProviderID(e.Provider),
			}
		}),
		"ContestAnswered": decoderOf(c.ledger.UnpackContestAnsweredEvent, func(_ *fields, e *bindings.ClaimLedgerContestAnswered) Event {
			return ContestAnswered{
				Batch:      batchID(e.Insurer, e.Batch),
				Provider:   claims.ProviderID(e.Provider),
				Ciphertext: e.Ciphertext,
			}
		}),
		"InsurerPauseChanged": decoderOf(c.ledger.UnpackInsurerPauseChangedEvent, func(_ *fields, e *bindings.ClaimLedgerInsurerPauseChanged) Event {
			return InsurerPauseChanged{
				Insurer:  claims.InsurerID(e.Insurer),
				IsPaused: e.IsPaused,
			}
		}),
	}}
}

func readSubmissionReceived(_ *fields, w *logWords) Event {
	var e SubmissionReceived
	e.Batch.Insurer = claims.InsurerID(w.uint32())
	e.Provider = claims.ProviderID(w.uint32())
	e.Sequence = w.uint(64)
	e.Batch.Sequence = w.uint32()
	e.FirstIndex, e.Count = w.uint16(), w.uint16()
	e.Root = commitment.Hash(w.next())
	e.IsDelegated = w.bool()
	return e
}

func readSubmissionSettled(f *fields, w *logWords) Event {
	var e SubmissionSettled
	e.Batch.Insurer, e.Batch.Sequence = claims.InsurerID(w.uint32()), w.uint32()
	e.Provider = claims.ProviderID(w.uint32())
	e.FirstIndex = w.uint16()
	if journal := w.bytes(); w.err == nil {
		e.Journal = f.journal(journal, e.FirstIndex)
	}
	return e
}

func translateDetermined(f *fields, e *bindings.ClaimLedgerClaimDetermined) Event {
	event := ClaimDetermined{
		Number: f.number(e.ClaimNumber), Provider: claims.ProviderID(e.Provider), DeterminationRoot: e.DeterminationRoot,
	}
	entries := f.journal(e.Journal, event.Number.Index)
	if f.err == nil && (len(entries) != 1 || entries[0].Determination == nil) {
		f.fail("the journal is not of one determination")
	}
	if f.err == nil {
		event.Entry = entries[0]
	}
	return event
}

func (f *fields) seconds(seconds uint64) time.Duration {
	if seconds > math.MaxInt64/uint64(time.Second) {
		f.fail("duration out of range")
		return 0
	}
	return time.Duration(seconds) * time.Second
}
