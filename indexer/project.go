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

// errUnreadable is a result that the ledger cannot have given.
var errUnreadable = errors.New("the ledger told a determination that does not balance")

// project makes rows of a run of blocks. It checks the roots as it goes.
func (r *run) project(ctx context.Context, decoded *decodedRun) (*store.ChainRows, error) {
	rows := &store.ChainRows{}
	for i := range decoded.blocks {
		block := &decoded.blocks[i]
		rows.Blocks = append(rows.Blocks, store.ChainBlock{
			ChainPoint: store.ChainPoint{Number: block.Number, Hash: block.Hash}, ParentHash: block.ParentHash, Time: block.Time,
		})
		for _, log := range block.Logs {
			rows.Logs = append(rows.Logs, store.ChainLog{
				At: placeOf(block, log), Address: log.Address, Topics: log.Topics, Data: log.Data,
			})
		}
	}
	roots := newRootCheck(r)
	for _, p := range decoded.events {
		if err := projectEvent(rows, p); err != nil {
			return nil, err
		}
		if err := roots.follow(ctx, rows, p); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// projectEvent adds the rows of one event. Settlements and decisions come with
// their root check.
func projectEvent(rows *store.ChainRows, p placed) error {
	switch e := p.event.(type) {
	case chain.InsurerRegistered:
		register(rows, p, store.RegisteredInsurer, e.Insurer, uint64(e.Insurer))
	case chain.ProviderRegistered:
		register(rows, p, store.RegisteredProvider, e.RegisteredBy, uint64(e.Provider))
	case chain.PlanPublished:
		register(rows, p, store.RegisteredPlan, e.Insurer, uint64(e.Plan))
	case chain.CoverageEnrolled:
		register(rows, p, store.RegisteredCoverageYear, e.Insurer, uint64(e.Enrolment.CoverageYear))
	case chain.SubmissionReceived:
		rows.Submissions = append(rows.Submissions, store.ChainSubmission{
			At: p.at, Batch: e.Batch, Provider: e.Provider, Sequence: e.Sequence, FirstIndex: e.FirstIndex, Count: e.Count,
			Root: e.Root, IsDelegated: e.IsDelegated,
		})
	case chain.BatchReceived:
		rows.Batches = append(rows.Batches, store.ChainBatch{
			At: p.at, Batch: e.Batch, Root: e.Root, Count: e.Count, ReceivedAt: e.ReceivedAt,
		})
	case chain.ClaimDetermined:
		determination, err := determinationOf(p.at, e)
		if err != nil {
			return err
		}
		rows.Determinations = append(rows.Determinations, determination)
	case chain.ClaimLeftOut:
		rows.LeftOut = append(rows.LeftOut, store.ChainLeftOut{At: p.at, Number: e.Number, Reason: e.Reason})
	case chain.BatchSettled, chain.ClaimDecided:
		// rootCheck adds them.
	default:
		projectMoney(rows, p)
	}
	return nil
}

func register(rows *store.ChainRows, p placed, kind store.RegistrationKind, insurer claims.InsurerID, id uint64) {
	rows.Registrations = append(rows.Registrations, store.ChainRegistration{At: p.at, Kind: kind, Insurer: insurer, ID: id})
}

func projectMoney(rows *store.ChainRows, p placed) {
	switch e := p.event.(type) {
	case chain.PayoutReleased:
		rows.Payouts = append(rows.Payouts, store.ChainPayout{
			At: p.at, Batch: e.Batch, Provider: e.Provider, Kind: store.PayoutReleased, Payee: e.Payee, Cents: e.Cents,
			TokenAmount: e.TokenAmount,
		})
	case chain.PayoutOwed:
		rows.Payouts = append(rows.Payouts, store.ChainPayout{
			At: p.at, Batch: e.Batch, Provider: e.Provider, Kind: store.PayoutOwed, Cents: e.Cents,
		})
	case chain.OwedReleased:
		rows.Payouts = append(rows.Payouts, store.ChainPayout{
			At: p.at, Batch: claims.BatchID{Insurer: e.Insurer}, Provider: e.Provider, Kind: store.PayoutOwedReleased,
			Payee: e.Payee, Cents: e.Cents, TokenAmount: e.TokenAmount,
		})
	case chain.Deposited:
		rows.Movements = append(rows.Movements, store.ChainMovement{
			At: p.at, Insurer: e.Insurer, Counterparty: e.From, TokenAmount: e.TokenAmount,
		})
	case chain.Withdrawn:
		rows.Movements = append(rows.Movements, store.ChainMovement{
			At: p.at, Insurer: e.Insurer, IsWithdrawal: true, Counterparty: e.To, TokenAmount: e.TokenAmount,
		})
	case chain.TokenTransferred:
		rows.Transfers = append(rows.Transfers, store.ChainTransfer{
			At: p.at, Sender: e.From, Recipient: e.To, TokenAmount: e.TokenAmount,
		})
	}
}

func determinationOf(at store.ChainAt, e chain.ClaimDetermined) (store.ChainDetermination, error) {
	results, err := commitment.DecodeResult(e.Result)
	if err != nil {
		return store.ChainDetermination{}, fmt.Errorf("%w: claim %s", errUnreadable, e.Number)
	}
	var charge, allowed, paid, patient int64 // 255 amounts of 40 bits fit
	for _, line := range results {
		charge += line.Charge.Cents()
		allowed += line.Allowed.Cents()
		paid += line.Paid.Cents()
		patient += line.PatientShare().Cents()
	}
	return store.ChainDetermination{
		At: at, Number: e.Number, Provider: e.Provider, CoverageYear: e.CoverageYear, ServiceDay: e.ServiceDay,
		ReceiptLeaf: e.ReceiptLeaf, ReasonsHash: e.ReasonsHash, Result: e.Result,
		DeterminationLeaf: commitment.DeterminationLeaf(e.ReceiptLeaf, e.ReasonsHash, e.Result),
		Charge:            money.Cents(charge), Allowed: money.Cents(allowed), Paid: money.Cents(paid), Patient: money.Cents(patient),
	}, nil
}
