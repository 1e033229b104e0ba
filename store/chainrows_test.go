package store_test

import (
	"context"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// asIndexer runs do with the indexer's lease.
func asIndexer(t *testing.T, db *store.DB, do func(ctx context.Context, epoch int64) (bool, error)) {
	t.Helper()
	done := errors.New("done")
	err := db.HoldLease(t.Context(), store.IndexerLease, func(ctx context.Context, epoch int64) error {
		isMoved, err := do(ctx, epoch)
		if err == nil && isMoved {
			err = done
		}
		return err
	})
	if !errors.Is(err, done) {
		t.Fatalf("moving the chain: %v", err)
	}
}

func point(n uint64) store.ChainPoint {
	return store.ChainPoint{Number: n, Hash: [32]byte{byte(n)}}
}

func appendRows(t *testing.T, db *store.DB, after, to uint64, rows *store.ChainRows) {
	t.Helper()
	var from store.ChainPoint
	if after > 0 {
		from = point(after)
	}
	asIndexer(t, db, func(ctx context.Context, epoch int64) (bool, error) {
		return db.AppendChain(ctx, epoch, from, rows, store.ChainCursor{ChainPoint: point(to), First: 1})
	})
}

// told numbers the logs of a block.
type told struct {
	block, next uint32
}

// at is where the next log stands, in a transaction of the block.
func (l *told) at(transaction byte) store.ChainAt {
	l.next++
	return store.ChainAt{Block: uint64(l.block), LogIndex: l.next, TxHash: [32]byte{byte(l.block), transaction}, Time: now}
}

var (
	firstBatch  = claims.BatchID{Insurer: 1, Sequence: 1}
	secondBatch = claims.BatchID{Insurer: 1, Sequence: 2}
)

func number(batch claims.BatchID, index uint16) claims.Number {
	return claims.Number{Batch: batch, Index: index}
}

// determination pays an amount, with interest beside.
func determination(at store.ChainAt, n claims.Number, version uint8, cents, interest int64) store.ChainDetermination {
	line := benefits.LineResult{Charge: money.Cents(cents), Units: int(min(cents, 1)), Allowed: money.Cents(cents), Paid: money.Cents(cents)}
	words, err := commitment.EncodeResults([]benefits.LineResult{line})
	if err != nil {
		panic(err)
	}
	return store.ChainDetermination{
		At: at, Number: n, Provider: 1, ReceiptLeaf: commitment.Hash{byte(n.Batch.Sequence), byte(n.Index)},
		Determination: commitment.Determination{
			Version: version, ServiceDay: 5, CoverageYear: 7, Interest: money.Cents(interest), Results: []benefits.LineResult{line},
			Facts: commitment.Facts{}.WithReasons(commitment.Hash{}).WithEvidence(commitment.Hash{4}),
		},
		Result: commitment.Bytes(words), Charge: line.Charge, Allowed: line.Allowed, Paid: line.Paid,
	}
}

func units(cents int64) *big.Int { return big.NewInt(100 * cents) }

// history is an insurer's money: in a first block a settlement of which one part is
// paid late and the other owed, in a second what was owed is half cancelled by a
// reversal and half released, and the other reversed; in a third the recovery of
// that is taken off a payout.
func history() []*store.ChainRows {
	first, second, third := told{block: 1}, told{block: 2}, told{block: 3}
	payee := [20]byte{9}
	return []*store.ChainRows{
		{
			Registrations: []store.ChainRegistration{{At: first.at(0), Kind: store.RegisteredInsurer, Insurer: 1, ID: 1}},
			Movements:     []store.ChainMovement{{At: first.at(0), Insurer: 1, TokenAmount: units(1000)}},
			Determinations: []store.ChainDetermination{
				determination(first.at(1), number(firstBatch, 0), 1, 300, 5), determination(first.at(2), number(secondBatch, 0), 1, 80, 2),
			},
			Payouts: []store.ChainPayout{
				{At: first.at(1), Batch: firstBatch, Provider: 1, Kind: store.PayoutReleased, Payee: payee, Cents: 300, InterestCents: 5, TokenAmount: units(305)},
				{At: first.at(2), Batch: secondBatch, Provider: 1, Plan: 1, Kind: store.PayoutOwed, OwedReason: "fundsLacking", Cents: 80},
			},
			Transfers: []store.ChainTransfer{{At: first.at(1), Recipient: payee, TokenAmount: units(305)}},
		},
		{
			Reversals: []store.ChainReversal{
				{At: second.at(1), Number: number(secondBatch, 0), Version: 1, Provider: 1, CoverageYear: 7, Paid: money.Cents(80)},
				{At: second.at(2), Number: number(firstBatch, 0), Version: 1, Provider: 1, CoverageYear: 7, Paid: money.Cents(300), ReasonsHash: commitment.Hash{3}},
			},
			Determinations: []store.ChainDetermination{determination(second.at(1), number(secondBatch, 0), 2, 50, 0)},
			DebtCancellations: []store.ChainDebtCancellation{
				{At: second.at(1), Batch: secondBatch, Number: number(firstBatch, 9), Provider: 1, Plan: 1, Cents: 30},
			},
			Recoveries: []store.ChainRecovery{{
				At: second.at(2), Number: number(firstBatch, 0), Ordinal: 1, Provider: 1, Kind: store.RecoveryNoticed, Cents: 300,
				LeftCents: 300, Plan: 1, EffectiveAt: now,
			}},
			Payouts: []store.ChainPayout{{
				At: second.at(3), Batch: secondBatch, Provider: 1, Plan: 1, Kind: store.PayoutOwedReleased, Payee: payee, Cents: 50,
				InterestCents: 1, TokenAmount: units(51),
			}},
			Transfers: []store.ChainTransfer{{At: second.at(3), Recipient: payee, TokenAmount: units(51)}},
		},
		{
			Determinations: []store.ChainDetermination{determination(third.at(1), number(secondBatch, 1), 1, 200, 0)},
			Recoveries: []store.ChainRecovery{
				{At: third.at(0), Number: number(firstBatch, 0), Ordinal: 1, Provider: 1, Kind: store.RecoveryActivated, Cents: 300, LeftCents: 300},
				{At: third.at(1), Number: number(firstBatch, 0), Ordinal: 1, Provider: 1, Kind: store.RecoveryTaken, Cents: 200, LeftCents: 100, TakenBatch: 2},
			},
			Payouts: []store.ChainPayout{ // all of it was taken off: there is no transfer
				{At: third.at(1), Batch: secondBatch, Provider: 1, Kind: store.PayoutReleased, Payee: payee, Cents: 200, OffsetCents: 200},
			},
		},
	}
}

func appendHistory(t *testing.T, db *store.DB, blocks []*store.ChainRows) {
	t.Helper()
	for i, rows := range blocks {
		block := store.ChainBlock{ChainPoint: point(uint64(i + 1)), Time: now, LogCount: len(rows.Logs)}
		if i > 0 {
			block.ParentHash = point(uint64(i)).Hash
		}
		rows.Blocks = append(rows.Blocks, block)
		appendRows(t, db, uint64(i), uint64(i+1), rows)
	}
}

func TestInsurerMoney_AddsUp(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	appendHistory(t, db, history())
	sums, err := db.InsurerMoney(t.Context())
	if err != nil || len(sums) != 1 {
		t.Fatalf("got %d insurers, %v", len(sums), err)
	}
	m := sums[0]
	got := []int64{
		m.Paid.Cents(), m.Payouts.Cents(), m.Interest.Cents(), m.Owed.Cents(), m.Noticed.Cents(), m.Taken.Cents(), m.Offset.Cents(),
		m.Transferred().Cents(), m.PaidOut.Int64(),
	}
	want := []int64{250, 550, 6, 0, 300, 200, 200, 356, 35_600}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("sum %d is %d, want %d", i, got[i], want[i])
		}
	}
	if m.Paid.Cents() != m.Payouts.Cents()+m.Owed.Cents()-m.Noticed.Cents() {
		t.Error("what stands is not what was paid out, is owed and not to be recovered")
	}
	faults, err := db.ChainFaults(t.Context(), [20]byte{})
	if err != nil || faults != (store.ChainFaults{}) {
		t.Errorf("got %+v, %v", faults, err)
	}
}

func TestChainFaults_EveryKindIsFound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		do   func(blocks []*store.ChainRows)
		want store.ChainFaults
	}{
		{"a payout that no determination gives", func(b []*store.ChainRows) { b[0].Payouts[0].Cents++ }, store.ChainFaults{Unpaid: 1}},
		{"a recovery of less than was reversed", func(b []*store.ChainRows) {
			b[1].Recoveries[0].Cents, b[1].Recoveries[0].LeftCents = 299, 299
		}, store.ChainFaults{Unpaid: 1, RecoveriesAtOdds: 1}},
		{"interest that no determination gives", func(b []*store.ChainRows) { b[0].Payouts[0].InterestCents = 4 }, store.ChainFaults{InterestAtOdds: 1}},
		{"a debt released twice", func(b []*store.ChainRows) {
			again := b[1].Payouts[0]
			again.At.LogIndex += 50
			again.TokenAmount = new(big.Int)
			b[1].Payouts = append(b[1].Payouts, again)
		}, store.ChainFaults{DebtsAtOdds: 1}},
		{"an offset that no recovery gives", func(b []*store.ChainRows) { b[2].Payouts[0].OffsetCents = 150 }, store.ChainFaults{RecoveriesAtOdds: 1}},
		{"a reversal of what was not paid", func(b []*store.ChainRows) {
			b[1].Reversals[0].Version = 9
			b[1].Determinations = nil
			b[1].DebtCancellations[0].Cents = 80
			b[1].Payouts, b[1].Transfers = nil, nil
		}, store.ChainFaults{ReversalsAtOdds: 1}},
		{"two versions that stand", func(b []*store.ChainRows) {
			second := determination(store.ChainAt{Block: 3, LogIndex: 90, TxHash: [32]byte{3, 9}, Time: now}, number(secondBatch, 1), 2, 0, 0)
			b[2].Determinations = append(b[2].Determinations, second)
		}, store.ChainFaults{Repeated: 1}},
		{"a leaf under two numbers", func(b []*store.ChainRows) {
			second := determination(store.ChainAt{Block: 3, LogIndex: 90, TxHash: [32]byte{3, 9}, Time: now}, number(secondBatch, 7), 1, 0, 0)
			second.ReceiptLeaf = b[2].Determinations[0].ReceiptLeaf
			b[2].Determinations = append(b[2].Determinations, second)
		}, store.ChainFaults{Repeated: 1}},
		{"a transfer of something else", func(b []*store.ChainRows) { b[0].Transfers[0].TokenAmount = units(300) }, store.ChainFaults{PayeesAtOdds: 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			db := storetest.New(t)
			blocks := history()
			test.do(blocks)
			appendHistory(t, db, blocks)
			if got, err := db.ChainFaults(t.Context(), [20]byte{}); err != nil || got != test.want {
				t.Errorf("got %+v, %v, want %+v", got, err, test.want)
			}
		})
	}
}

func TestLatestDetermination_WhatWasWritten(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	appendHistory(t, db, history())
	latest, err := db.LatestDetermination(t.Context(), number(secondBatch, 0))
	if err != nil || latest.Determination.Version != 2 || latest.IsReversed {
		t.Fatalf("got %+v, %v", latest, err)
	}
	written := history()[1].Determinations[0]
	if latest.Determination.Facts != written.Determination.Facts {
		t.Errorf("facts are %+v, want %+v", latest.Determination.Facts, written.Determination.Facts)
	}
	if got := latest.Determination.Results[0]; got != written.Determination.Results[0] {
		t.Errorf("the line is %+v", got)
	}
	if reversed, err := db.LatestDetermination(t.Context(), number(firstBatch, 0)); err != nil || !reversed.IsReversed {
		t.Errorf("got %+v, %v, want a reversed one", reversed, err)
	}
	if _, err := db.LatestDetermination(t.Context(), number(firstBatch, 5)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v, want not found", err)
	}
}

func TestBatchHeader_RootFollowsTheChain(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	first, second, third := told{block: 1}, told{block: 2}, told{block: 3}
	settledAt := now.Add(time.Minute)
	want := commitment.BatchHeader{Batch: firstBatch, Root: commitment.Hash{1}, ReceivedAt: now, Count: 5, SubmissionCount: 2}
	expect := func() {
		t.Helper()
		if got, err := db.BatchHeader(t.Context(), firstBatch); err != nil || got != want {
			t.Fatalf("got %+v, %v, want %+v", got, err, want)
		}
	}
	appendRows(t, db, 0, 1, &store.ChainRows{Batches: []store.ChainBatch{
		{At: first.at(0), Batch: firstBatch, Root: want.Root, Count: 5, SubmissionCount: 2, ReceivedAt: now},
	}})
	expect()
	appendRows(t, db, 1, 2, &store.ChainRows{Settlements: []store.ChainSettlement{
		{At: second.at(0), Batch: firstBatch, DeterminationRoot: commitment.Hash{2}, SettledAt: settledAt},
	}})
	want.Root, want.SettledAt = commitment.Hash{2}, settledAt
	expect()
	appendRows(t, db, 2, 3, &store.ChainRows{Decisions: []store.ChainDecision{
		{At: third.at(0), Number: number(firstBatch, 0), DeterminationRoot: commitment.Hash{3}},
		{At: third.at(0), Number: number(firstBatch, 1), DeterminationRoot: commitment.Hash{4}},
	}})
	want.Root = commitment.Hash{4}
	expect()
	asIndexer(t, db, func(ctx context.Context, epoch int64) (bool, error) {
		return db.RewindChain(ctx, epoch, point(3), store.ChainCursor{ChainPoint: point(2), First: 1})
	})
	want.Root = commitment.Hash{2}
	expect()
	if _, err := db.BatchHeader(t.Context(), secondBatch); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v, want not found", err)
	}
}

// everything has a row of every kind, in block 2.
func everything() *store.ChainRows {
	l := told{block: 2}
	address := [20]byte{7}
	isDelegated, cents := true, uint64(5)
	return &store.ChainRows{
		Blocks:      []store.ChainBlock{{ChainPoint: point(2), ParentHash: point(1).Hash, Time: now}},
		Logs:        []store.ChainLog{{At: l.at(0), Topics: [][32]byte{{1}}, Data: []byte{1}}},
		Submissions: []store.ChainSubmission{{At: l.at(0), Batch: firstBatch, Provider: 1, Sequence: 1, Count: 3}},
		Batches:     []store.ChainBatch{{At: l.at(0), Batch: firstBatch, Count: 3, SubmissionCount: 1, ReceivedAt: now}},
		Settlements: []store.ChainSettlement{{At: l.at(0), Batch: firstBatch, SettledAt: now}},
		Determinations: []store.ChainDetermination{
			determination(l.at(0), number(firstBatch, 0), 1, 5, 0), determination(l.at(0), number(firstBatch, 0), 2, 5, 0),
		},
		Undecided: []store.ChainUndecided{{At: l.at(0), Number: number(firstBatch, 1)}},
		Decisions: []store.ChainDecision{{At: l.at(0), Number: number(firstBatch, 0)}},
		LeftOut:   []store.ChainLeftOut{{At: l.at(0), Number: number(firstBatch, 1)}},
		Reversals: []store.ChainReversal{{At: l.at(0), Number: number(firstBatch, 0), Version: 1, ReplacedBy: number(secondBatch, 0)}},
		Clocks: []store.ChainClock{
			{At: l.at(0), Number: number(firstBatch, 1), Kind: store.ClockPended, Hash: commitment.Hash{1}},
			{At: l.at(0), Number: number(firstBatch, 1), Kind: store.ClockPendEnded, Stopped: time.Hour},
			{At: l.at(0), Number: number(firstBatch, 1), Kind: store.ClockOverdue, OverdueDays: 3},
		},
		Receipts: []store.ChainReceipt{
			{At: l.at(0), Batch: firstBatch, Kind: store.ReceiptPosted, Ciphertext: []byte{1}},
			{At: l.at(0), Batch: firstBatch, Kind: store.ReceiptContested},
		},
		Payouts:           []store.ChainPayout{{At: l.at(0), Batch: firstBatch, Kind: store.PayoutOwed, OwedReason: "capReached", Cents: 1}},
		DebtCancellations: []store.ChainDebtCancellation{{At: l.at(0), Batch: firstBatch, Number: number(secondBatch, 0), Cents: 1}},
		Recoveries:        []store.ChainRecovery{{At: l.at(0), Number: number(firstBatch, 0), Ordinal: 1, Kind: store.RecoveryWaived}},
		Caps: []store.ChainCap{
			{At: l.at(0), Insurer: 1, EffectiveAt: now}, {At: l.at(0), Insurer: 1, Cents: &cents, Date: 739_000},
		},
		Movements:     []store.ChainMovement{{At: l.at(0), Insurer: 1, TokenAmount: units(1)}},
		Transfers:     []store.ChainTransfer{{At: l.at(0), TokenAmount: units(1)}},
		Registrations: []store.ChainRegistration{{At: l.at(0), Kind: store.RegisteredPlan, Insurer: 1, ID: 1}},
		InsurerEvents: []store.ChainInsurerEvent{
			{At: l.at(0), Insurer: 1, Kind: store.KeyProposed, Role: "approver", Key: &address, Other: &address, ReadyAt: now},
			{At: l.at(0), Insurer: 1, Kind: store.InsurerPaused},
		},
		ProviderEvents: []store.ChainProviderEvent{
			{At: l.at(0), Provider: 1, Kind: store.PlaceChanged, Place: store.PlaceSigner, IsDelegated: &isDelegated, By: &address},
		},
		Credentials: []store.ChainCredentialEvent{
			{At: l.at(0), Provider: 1, Credential: "licence", Ordinal: 1, Span: claims.Span{Start: 1, End: 1<<24 - 1}},
			{At: l.at(0), Provider: 1, IsRevoked: true, Credential: "licence", Ordinal: 1, Span: claims.Span{Start: 5}},
		},
		ValidityChanges: []store.ChainValidityChange{{At: l.at(0), Provider: 1, Span: claims.Span{Start: 5, End: 6}}},
		CoverageEvents: []store.ChainCoverageEvent{
			{At: l.at(0), Insurer: 1, CoverageYear: 1 << 63, Plan: 1, Start: 1, End: 9, Extension: 1 << 63},
			{At: l.at(0), Insurer: 1, CoverageYear: 1 << 63, IsEndChanged: true, End: 5},
		},
		Consents: []store.ChainConsents{{At: l.at(0), Insurer: 1, Sequence: 1, Count: 1, PublishedAt: now}},
		Panels:   []store.ChainPanel{{At: l.at(0), ID: 0, Members: [][20]byte{address}, Majority: 1}},
		Appeals: []store.ChainAppeal{
			{At: l.at(0), Appeal: 0, Number: number(firstBatch, 0), Kind: store.AppealFiled, Provider: 1, AnswerBy: now},
			{At: l.at(0), Appeal: 0, Number: number(firstBatch, 0), Kind: store.AppealAnswered, Outcome: "upheld"},
			{At: l.at(0), Appeal: 0, Number: number(firstBatch, 0), Kind: store.AppealEscalated, Panel: 0, IsForLateness: true},
			{At: l.at(0), Appeal: 0, Number: number(firstBatch, 0), Kind: store.AppealLapsed},
			{At: l.at(0), Appeal: 0, Number: number(firstBatch, 0), Kind: store.AppealRuled, Outcome: "overturned"},
		},
	}
}

func TestRewindChain_TakesEveryRowBack(t *testing.T) {
	t.Parallel()
	url := storetest.NewURL(t)
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	digest := func() string {
		t.Helper()
		d, err := db.ChainDigest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	appendRows(t, db, 0, 1, &store.ChainRows{Blocks: []store.ChainBlock{{ChainPoint: point(1), Time: now}}})
	before := digest()
	appendRows(t, db, 1, 2, everything())
	after := digest()
	for _, table := range store.ChainTables() {
		if storetest.Count(t, url, "SELECT count(*) FROM "+table) == 0 {
			t.Errorf("nothing is in %s", table)
		}
	}
	asIndexer(t, db, func(ctx context.Context, epoch int64) (bool, error) {
		return db.RewindChain(ctx, epoch, point(2), store.ChainCursor{ChainPoint: point(1), First: 1})
	})
	if digest() != before {
		t.Error("something was left behind")
	}
	appendRows(t, db, 1, 2, everything())
	if digest() != after {
		t.Error("the same blocks again give another model")
	}
}
