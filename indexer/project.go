package indexer

import (
	"context"
	"errors"
	"fmt"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
)

// errUnreadable is a determination that the ledger cannot have given.
var errUnreadable = errors.New("the ledger told a determination that does not balance")

// project makes the rows of a run of blocks that follow from it alone.
func project(decoded *decodedRun) (*store.ChainRows, error) {
	logs, told := decoded.size()
	rows := &store.ChainRows{
		Blocks:         make([]store.ChainBlock, 0, len(decoded.blocks)),
		Logs:           make([]store.ChainLog, 0, logs),
		Determinations: make([]store.ChainDetermination, 0, told),
	}
	for i := range decoded.blocks {
		block := &decoded.blocks[i]
		rows.Blocks = append(rows.Blocks, store.ChainBlock{
			ChainPoint: store.ChainPoint{Number: block.Number, Hash: block.Hash}, ParentHash: block.ParentHash, Time: block.Time,
			LogCount: len(block.Logs),
		})
		for _, log := range block.Logs {
			rows.Logs = append(rows.Logs, store.ChainLog{
				At: placeOf(block, log), Address: log.Address, Topics: log.Topics, Data: log.Data,
			})
		}
	}
	for _, p := range decoded.events {
		if err := projectEvent(rows, p); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// size counts the logs of a run, and the claims that its journals tell.
func (d *decodedRun) size() (logs, told int) {
	for i := range d.blocks {
		logs += len(d.blocks[i].Logs)
	}
	for i := range d.events {
		told += len(d.events[i].leaves)
	}
	return logs, told
}

// confirm checks the roots that a run of blocks tells, and adds the rows that say
// what became of that. What was before the run must be committed.
func (r *run) confirm(ctx context.Context, decoded *decodedRun) error {
	roots := newRootCheck(r)
	for _, p := range decoded.events {
		if err := roots.follow(ctx, decoded.rows, p); err != nil {
			return err
		}
	}
	return nil
}

// projectEvent adds the rows of one event. Settlements and decisions come with
// their root check.
func projectEvent(rows *store.ChainRows, p placed) error {
	switch e := p.event.(type) {
	case chain.SubmissionReceived:
		rows.Submissions = append(rows.Submissions, store.ChainSubmission{
			At: p.at, Batch: e.Batch, Provider: e.Provider, Sequence: e.Sequence, FirstIndex: e.FirstIndex, Count: e.Count,
			Root: e.Root, IsDelegated: e.IsDelegated,
		})
	case chain.BatchReceived:
		rows.Batches = append(rows.Batches, store.ChainBatch{
			At: p.at, Batch: e.Batch, Root: e.Root, Count: e.Count, SubmissionCount: e.SubmissionCount, ReceivedAt: e.ReceivedAt,
		})
	case chain.SubmissionSettled:
		for i := range e.Journal {
			if err := projectEntry(rows, p.at, e.Batch, e.Provider, &e.Journal[i], p.leaves[i]); err != nil {
				return err
			}
		}
	case chain.ClaimDetermined:
		return projectEntry(rows, p.at, e.Number.Batch, e.Provider, &e.Entry, p.leaves[0])
	case chain.BatchSettled:
		// rootCheck adds it.
	case chain.ClaimLeftOut:
		rows.LeftOut = append(rows.LeftOut, store.ChainLeftOut{At: p.at, Number: e.Number, Reason: e.Reason})
	case chain.ClaimReversed:
		rows.Reversals = append(rows.Reversals, store.ChainReversal{
			At: p.at, Number: e.Number, Version: e.Version, Provider: e.Provider, CoverageYear: e.CoverageYear, Paid: e.Paid,
			ReplacedBy: e.ReplacedBy, ReasonsHash: e.ReasonsHash,
		})
	default:
		projectClock(rows, p)
		projectMoney(rows, p)
		projectParty(rows, p)
		projectCoverage(rows, p)
		projectAppeal(rows, p)
	}
	return nil
}

// projectEntry adds what a journal says of a claim, whose leaf stands.
func projectEntry(
	rows *store.ChainRows, at store.ChainAt, batch claims.BatchID, provider claims.ProviderID, entry *commitment.Entry,
	leaf commitment.Hash,
) error {
	number := claims.Number{Batch: batch, Index: entry.Index}
	made := entry.Determination
	if made == nil {
		rows.Undecided = append(rows.Undecided, store.ChainUndecided{At: at, Number: number, ReceiptLeaf: entry.ReceiptLeaf})
		return nil
	}
	words, err := commitment.EncodeResults(made.Results)
	if err != nil {
		return fmt.Errorf("%w: claim %s: %w", errUnreadable, number, err)
	}
	var charge, allowed, paid, patient, noncovered int64 // 255 amounts of 36 bits fit
	isDenied := len(made.Results) > 0
	for i := range made.Results {
		line := &made.Results[i]
		charge += line.Charge.Cents()
		allowed += line.Allowed.Cents()
		paid += line.Paid.Cents()
		patient += line.PatientShare().Cents()
		noncovered += line.Noncovered.Cents()
		isDenied = isDenied && line.IsDenied()
	}
	rows.Determinations = append(rows.Determinations, store.ChainDetermination{
		At: at, Number: number, Provider: provider, ReceiptLeaf: entry.ReceiptLeaf, DeterminationLeaf: leaf,
		Determination: *made, Result: commitment.Bytes(words),
		Charge: money.Cents(charge), Allowed: money.Cents(allowed), Paid: money.Cents(paid), Patient: money.Cents(patient),
		Noncovered: money.Cents(noncovered), IsDenied: isDenied,
	})
	return nil
}

func projectClock(rows *store.ChainRows, p placed) {
	switch e := p.event.(type) {
	case chain.ClaimPended:
		rows.Clocks = append(rows.Clocks, store.ChainClock{
			At: p.at, Number: e.Number, Provider: e.Provider, Kind: store.ClockPended, Hash: e.ReasonHash,
		})
	case chain.PendEnded:
		rows.Clocks = append(rows.Clocks, store.ChainClock{
			At: p.at, Number: e.Number, Provider: e.Provider, Kind: store.ClockPendEnded, Hash: e.EvidenceHash, Stopped: e.Stopped,
		})
	case chain.ClaimOverdue:
		rows.Clocks = append(rows.Clocks, store.ChainClock{
			At: p.at, Number: e.Number, Provider: e.Provider, Kind: store.ClockOverdue, OverdueDays: e.OverdueDays,
		})
	case chain.ReceiptPosted:
		rows.Receipts = append(rows.Receipts, store.ChainReceipt{
			At: p.at, Batch: e.Batch, Provider: e.Provider, Kind: store.ReceiptPosted, Ciphertext: e.Ciphertext,
		})
	case chain.ReceiptContested:
		rows.Receipts = append(rows.Receipts, store.ChainReceipt{
			At: p.at, Batch: e.Batch, Provider: e.Provider, Kind: store.ReceiptContested,
		})
	case chain.ContestAnswered:
		rows.Receipts = append(rows.Receipts, store.ChainReceipt{
			At: p.at, Batch: e.Batch, Provider: e.Provider, Kind: store.ReceiptAnswered, Ciphertext: e.Ciphertext,
		})
	}
}

func projectAppeal(rows *store.ChainRows, p placed) {
	switch e := p.event.(type) {
	case chain.PanelAppointed:
		panel := store.ChainPanel{At: p.at, ID: uint32(e.Panel), Majority: e.Majority}
		panel.Members = append(panel.Members, e.Members...)
		rows.Panels = append(rows.Panels, panel)
	case chain.AppealFiled:
		filed := store.ChainAppeal{
			At: p.at, Appeal: uint64(e.Appeal), Number: e.Number, Kind: store.AppealFiled, Hash: e.GroundsHash,
			Provider: e.Provider, IsAttested: e.IsAttested, IsDeemedDenied: e.IsDeemedDenied,
		}
		if !e.IsDeemedDenied { // else the insurer is not asked
			filed.AnswerBy = e.AnswerBy
		}
		rows.Appeals = append(rows.Appeals, filed)
	case chain.AppealAnswered:
		rows.Appeals = append(rows.Appeals, store.ChainAppeal{
			At: p.at, Appeal: uint64(e.Appeal), Number: e.Number, Kind: store.AppealAnswered, Outcome: e.Outcome.String(),
			Hash: e.ReasonsHash,
		})
	case chain.AppealEscalated:
		rows.Appeals = append(rows.Appeals, store.ChainAppeal{
			At: p.at, Appeal: uint64(e.Appeal), Number: e.Number, Kind: store.AppealEscalated, Hash: e.GroundsHash,
			Panel: uint32(e.Panel), IsForLateness: e.IsForLateness,
		})
	case chain.AppealLapsed:
		rows.Appeals = append(rows.Appeals, store.ChainAppeal{
			At: p.at, Appeal: uint64(e.Appeal), Number: e.Number, Kind: store.AppealLapsed,
		})
	case chain.AppealRuled:
		rows.Appeals = append(rows.Appeals, store.ChainAppeal{
			At: p.at, Appeal: uint64(e.Appeal), Number: e.Number, Kind: store.AppealRuled, Outcome: e.Outcome.String(), Hash: e.Ruling,
		})
	}
}
