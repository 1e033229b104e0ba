package settlement

import (
	"context"
	"encoding/hex"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

const (
	testRate                           = 1200 // basis points a year
	testPlan     claims.PlanID         = 3
	testYear     claims.CoverageYearID = 1 << 63
	testFamily   claims.FamilyYearID   = 9
	testPatient                        = "00000000-0000-4000-8000-000000000001"
	testCoverage                       = "00000000-0000-4000-8000-000000000002"
)

// office is an insurer's queue on a database and a chain. What the sender and the
// indexer do between two steps, the test does.
type office struct {
	queue
	*chaintest.Chain
	url    string
	key    chaintest.Key // holds every role
	signer chaintest.Key // of both providers
	point  store.ChainPoint
	batch  map[int]commitment.Claim // by position
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// openOffice has two providers, each with a submission that waits: a clean claim
// and a pended one, and two clean ones of which the ledger cannot determine the second.
func openOffice(t *testing.T) *office {
	t.Helper()
	o := &office{
		Chain: chaintest.New(t), url: storetest.NewURL(t), key: chaintest.NewKey(t), signer: chaintest.NewKey(t),
		batch: map[int]commitment.Claim{},
	}
	db, err := store.Open(t.Context(), o.url)
	must(t, err)
	t.Cleanup(db.Close)
	o.queue = queue{
		Activities: &Activities{DB: db, Contracts: o.Contracts, Clock: func() time.Time { return time.Unix(1, 0) }, Log: slog.New(slog.DiscardHandler)},
		insurer:    testInsurer, keys: insurerKeys{gateway: o.key.Address, adjudicator: o.key.Address},
	}
	o.registerOnChain(t)
	o.registerInStore(t)
	day := claims.NewDate(2026, time.March, 1)
	whole := func(position int, class uint8) commitment.Claim {
		c := commitment.Claim{
			Receipt: commitment.Receipt{
				ContentHash: commitment.Hash{byte(position + 1)}, CoverageYear: testYear, ServiceDay: day,
				Lines: []commitment.Line{{Charge: money.Cents(100_00), Units: 2}},
			},
			Allowances: []commitment.Allowance{{Allowed: money.Cents(80_00), Class: class}},
		}
		o.batch[position] = c
		return c
	}
	o.submit(t, 1, []commitment.Claim{whole(0, 0), whole(1, 0)}, []store.Stage{store.StageClean, store.StagePended})
	o.submit(t, 2, []commitment.Claim{whole(2, 0), whole(3, 60)}, []store.Stage{store.StageClean, store.StageClean})
	return o
}

func (o *office) registerOnChain(t *testing.T) {
	t.Helper()
	contracts, key, operator := o.Contracts, o.key.Address, chaintest.Operator(t)
	o.Fund(t, key)
	send := func(from chaintest.Key) func(chain.Call, error) {
		return func(call chain.Call, err error) {
			must(t, err)
			o.Send(t, from, call)
		}
	}
	send(operator)(contracts.RegisterInsurer(testInsurer, chain.InsurerKeys{
		Admin: key, Gateway: key, Adjudicator: key, Treasurer: key, Enroller: key, Approver: key,
	}))
	send(o.key)(contracts.PublishPlan(coverage.Plan{
		ID: testPlan, Insurer: testInsurer, FamilyDeductible: coverage.Unlimited, Deductible: coverage.LimitOf(money.Cents(10_00)),
		OutOfPocketMax: coverage.Unlimited, FamilyOutOfPocketMax: coverage.Unlimited,
		Classes: []coverage.Class{{IsCovered: true, IsDeductibleApplied: true, Coinsurance: 2000}},
		Clocks: coverage.Clocks{
			PromptPayDays: 30, AppealDays: 1, AppealDecisionDays: 1, RecoveryNoticeDays: 1,
			Interest: []coverage.InterestRate{{FromDate: claims.NewDate(2020, time.January, 1), Rate: testRate}},
		},
	}))
	for _, provider := range []claims.ProviderID{1, 2} {
		send(o.key)(contracts.RegisterProvider(testInsurer, provider, chain.Provider{
			Signer: o.signer.Address, Payee: chaintest.NewKey(t).Address, Guardian: chaintest.NewKey(t).Address,
		}))
		for _, kind := range []chain.CredentialKind{chain.Licence, chain.ProviderEnrolment} {
			send(operator)(contracts.RecordCredential(chain.Credential{
				Provider: provider, Kind: kind, ID: 1, Span: claims.Span{Start: 1, End: chain.OpenEnd},
			}))
		}
	}
	send(o.key)(contracts.Enrol(testInsurer, []chain.Enrolment{
		{CoverageYear: testYear, Plan: testPlan, Span: testSpan(), Family: testFamily},
	}))
	funds := contracts.TokenAmount(10_000_00)
	send(o.key)(contracts.MintTest(key, funds))
	send(o.key)(contracts.Approve(funds))
	send(o.key)(contracts.Deposit(testInsurer, funds))
}

func testSpan() claims.Span {
	return claims.Span{Start: claims.NewDate(2026, time.January, 1), End: claims.NewDate(2027, time.January, 1)}
}

func (o *office) registerInStore(t *testing.T) {
	t.Helper()
	now := o.Clock()
	must(t, o.DB.InTx(t.Context(), func(tx *store.Tx) error {
		ctx := t.Context()
		return errors.Join(
			tx.AddInsurer(ctx, store.Insurer{ID: testInsurer, Name: "Acme", CreatedAt: now}),
			tx.AddProvider(ctx, store.Provider{ID: 1, Identifier: "P1", Name: "One", RegisteredBy: testInsurer, CreatedAt: now}),
			tx.AddProvider(ctx, store.Provider{ID: 2, Identifier: "P2", Name: "Two", RegisteredBy: testInsurer, CreatedAt: now}),
			tx.AddPlan(ctx, store.Plan{ID: testPlan, Insurer: testInsurer, Name: "Gold", Document: []byte(`{}`), CreatedAt: now}),
			tx.AddPatient(ctx, store.Patient{ID: testPatient, WrappedKey: []byte{1}, Details: []byte{2}, CreatedAt: now}),
			tx.AddCoverage(ctx, store.Coverage{
				ID: testCoverage, Insurer: testInsurer, Patient: testPatient, Plan: testPlan, MemberDigest: []byte("m"),
				MemberNumber: []byte{3}, Span: testSpan(), Enrolment: "enrol", CreatedAt: now,
			}),
			addYear(ctx, tx),
		)
	}))
}

func addYear(ctx context.Context, tx *store.Tx) error {
	_, err := tx.AddCoverageYear(ctx, store.CoverageYear{
		ID: testYear, Coverage: testCoverage, Insurer: testInsurer, Span: testSpan(), FamilyYear: testFamily,
	})
	return err
}

func uuid(kind, n int) string {
	return "00000000-0000-4000-8000-0000000000" + string([]byte{'a' + byte(kind), '0' + byte(n)})
}

func claimID(position int) claims.ID { return claims.ID(uuid(1, position)) }

// submit keeps a provider's submission; positions follow those before.
func (o *office) submit(t *testing.T, provider claims.ProviderID, list []commitment.Claim, stages []store.Stage) {
	t.Helper()
	leaves := make([]commitment.Hash, len(list))
	rows := make([]store.NewClaim, len(list))
	for i, c := range list {
		leaf, err := c.Receipt.Leaf()
		must(t, err)
		leaves[i] = leaf
		rows[i] = store.NewClaim{
			ID: claimID(len(o.batch) - len(list) + i), Submission: uuid(0, int(provider)), Position: i, Insurer: testInsurer,
			Provider: provider, Patient: testPatient, Coverage: testCoverage, Plan: testPlan, CoverageYear: testYear,
			ServiceDay: c.Receipt.ServiceDay, ChargeCents: 100_00, Content: []byte{1}, Assessment: []byte{2},
			ContentHash: c.Receipt.ContentHash, ReceiptLeaf: leaf, Prepared: prepared(t, c), Stage: stages[i], AcceptedAt: o.Clock(),
		}
	}
	signed := chain.Submission{
		Insurer: testInsurer, Provider: provider, Sequence: 1, Root: commitment.Root(leaves), Count: uint16(len(list)), Deadline: 1 << 40,
	}
	must(t, o.DB.InTx(t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.AddSubmission(t.Context(), &store.Submission{
				ID: uuid(0, int(provider)), Insurer: testInsurer, Provider: provider, Sequence: 1, Root: signed.Root,
				ClaimCount: len(list), Deadline: 1 << 40, Signature: o.signer.Sign(t, o.Contracts.SubmissionDigest(signed)),
				Acknowledgement: []byte{1}, AcceptedAt: o.Clock(), ReceiptBy: o.Clock(),
			}),
			tx.AddClaims(t.Context(), rows),
		)
	}))
}

func prepared(t *testing.T, c commitment.Claim) []byte {
	t.Helper()
	words, err := commitment.EncodeClaim(c)
	must(t, err)
	return commitment.Bytes(words)
}

// advance makes a step and reports whether nothing is under way.
func (o *office) advance(t *testing.T) bool {
	t.Helper()
	isIdle, err := o.step(t.Context())
	must(t, err)
	return isIdle
}

// include sends an intent's call as the sender would, and indexes what came of it.
func (o *office) include(t *testing.T, businessKey string) {
	t.Helper()
	intent, isKnown, err := o.DB.IntentByKey(t.Context(), businessKey)
	must(t, err)
	if !isKnown {
		t.Fatalf("no intent %s", businessKey)
	}
	tx := o.Send(t, o.key, chain.Call{Recipient: intent.Recipient, Data: intent.Calldata})
	block := o.Included(t, tx)
	rows := &store.ChainRows{}
	for _, log := range block.Logs {
		event, err := o.Contracts.Decode(log)
		must(t, err)
		at := store.ChainAt{Block: block.Number, LogIndex: log.Index, TxHash: tx, Time: block.Time}
		rows.Logs = append(rows.Logs, store.ChainLog{At: at, Address: log.Address, Topics: log.Topics, Data: log.Data})
		project(t, rows, at, event)
	}
	storetest.Exec(t, o.url, "UPDATE transaction_intents SET state = 'included', nonce = id, block_number = $1, tx_hash = $2 WHERE business_key = $3",
		int64(block.Number), tx[:], businessKey)
	o.index(t, rows, store.ChainPoint{Number: block.Number, Hash: block.Hash})
}

func (o *office) index(t *testing.T, rows *store.ChainRows, to store.ChainPoint) {
	t.Helper()
	done := errors.New("done")
	err := o.DB.HoldLease(t.Context(), store.IndexerLease, func(ctx context.Context, epoch int64) error {
		isMoved, err := o.DB.AppendChain(ctx, epoch, o.point, rows, store.ChainCursor{ChainPoint: to})
		if err == nil && isMoved {
			err = done
		}
		return err
	})
	if !errors.Is(err, done) {
		t.Fatalf("indexing: %v", err)
	}
	o.point = to
}

// project adds what the queue reads of an event.
func project(t *testing.T, rows *store.ChainRows, at store.ChainAt, event chain.Event) {
	t.Helper()
	entry := func(batch claims.BatchID, provider claims.ProviderID, e commitment.Entry) {
		number := claims.Number{Batch: batch, Index: e.Index}
		leaf, err := e.StandingLeaf(at.Time)
		must(t, err)
		if e.Determination == nil {
			rows.Undecided = append(rows.Undecided, store.ChainUndecided{At: at, Number: number, ReceiptLeaf: leaf})
			return
		}
		words, err := commitment.EncodeResults(e.Determination.Results)
		must(t, err)
		rows.Determinations = append(rows.Determinations, store.ChainDetermination{
			Result: commitment.Bytes(words), At: at, Number: number, Provider: provider, ReceiptLeaf: e.ReceiptLeaf, DeterminationLeaf: leaf, Determination: *e.Determination,
		})
	}
	switch e := event.(type) {
	case chain.BatchReceived:
		rows.Batches = append(rows.Batches, store.ChainBatch{
			At: at, Batch: e.Batch, Root: e.Root, Count: e.Count, SubmissionCount: e.SubmissionCount, ReceivedAt: e.ReceivedAt,
		})
	case chain.SubmissionSettled:
		for _, told := range e.Journal {
			entry(e.Batch, e.Provider, told)
		}
	case chain.ClaimLeftOut:
		rows.LeftOut = append(rows.LeftOut, store.ChainLeftOut{At: at, Number: e.Number, Reason: e.Reason})
	case chain.BatchSettled:
		rows.Settlements = append(rows.Settlements, store.ChainSettlement{
			At: at, Batch: e.Batch, DeterminationRoot: e.DeterminationRoot, Decided: e.Decided, SettledAt: e.SettledAt,
		})
	case chain.ClaimReversed:
		rows.Reversals = append(rows.Reversals, store.ChainReversal{
			At: at, Number: e.Number, Version: e.Version, Provider: e.Provider, CoverageYear: e.CoverageYear, Paid: e.Paid,
			ReplacedBy: e.ReplacedBy, ReasonsHash: e.ReasonsHash,
		})
	case chain.RecoveryNoticed:
		rows.Recoveries = append(rows.Recoveries, store.ChainRecovery{
			At: at, Number: e.Recovery.Claim, Ordinal: e.Recovery.Ordinal, Provider: e.Provider, Kind: store.RecoveryNoticed,
			Cents: e.Cents, LeftCents: e.Cents, Plan: e.Plan, EffectiveAt: e.EffectiveAt,
		})
	case chain.AppealFiled:
		rows.Appeals = append(rows.Appeals, store.ChainAppeal{
			At: at, Appeal: uint64(e.Appeal), Number: e.Number, Kind: store.AppealFiled, Hash: e.GroundsHash, Provider: e.Provider,
			IsAttested: e.IsAttested, IsDeemedDenied: e.IsDeemedDenied, AnswerBy: e.AnswerBy,
		})
	case chain.AppealEscalated:
		rows.Appeals = append(rows.Appeals, store.ChainAppeal{
			At: at, Appeal: uint64(e.Appeal), Number: e.Number, Kind: store.AppealEscalated, Hash: e.GroundsHash, Panel: uint32(e.Panel),
			IsForLateness: e.IsForLateness,
		})
	case chain.AppealRuled:
		rows.Appeals = append(rows.Appeals, store.ChainAppeal{
			At: at, Appeal: uint64(e.Appeal), Number: e.Number, Kind: store.AppealRuled, Outcome: e.Outcome.String(), Hash: e.Ruling,
		})
	case chain.ClaimPended:
		rows.Clocks = append(rows.Clocks, store.ChainClock{
			At: at, Number: e.Number, Provider: e.Provider, Kind: store.ClockPended, Hash: e.ReasonHash,
		})
	case chain.PendEnded:
		rows.Clocks = append(rows.Clocks, store.ChainClock{
			At: at, Number: e.Number, Provider: e.Provider, Kind: store.ClockPendEnded, Hash: e.EvidenceHash, Stopped: e.Stopped,
		})
	case chain.ClaimOverdue:
		rows.Clocks = append(rows.Clocks, store.ChainClock{
			At: at, Number: e.Number, Provider: e.Provider, Kind: store.ClockOverdue, OverdueDays: e.OverdueDays,
		})
	case chain.AppealAnswered:
		rows.Appeals = append(rows.Appeals, store.ChainAppeal{
			At: at, Appeal: uint64(e.Appeal), Number: e.Number, Kind: store.AppealAnswered, Outcome: e.Outcome.String(), Hash: e.ReasonsHash,
		})
	case chain.ClaimDetermined:
		entry(e.Number.Batch, e.Provider, e.Entry)
		rows.Decisions = append(rows.Decisions, store.ChainDecision{At: at, Number: e.Number, DeterminationRoot: e.DeterminationRoot})
	}
}

func (o *office) stageOf(t *testing.T, position int) string {
	t.Helper()
	return storetest.Row(t, o.url, "SELECT stage FROM claims WHERE id = $1", string(claimID(position)))[0].(string)
}

// The queue against the ledger itself: what it posts is taken, whatever it rests on
// comes from the read model.
func TestQueue_FromReceiptToDecisionByPath(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	if o.advance(t) {
		t.Error("idle with submissions that wait")
	}
	o.include(t, "receipt/7/1/1")
	o.advance(t)
	o.include(t, "settle/7/1/1")
	o.advance(t)
	if got := o.stageOf(t, 3); got != "decided" {
		t.Errorf("the claim that was left out is %s, want it decided by path", got)
	}

	// The ledger cannot determine the fourth claim by its path either; a workflow decides the second meanwhile.
	if _, isKnown, err := o.DB.IntentByKey(t.Context(), "decide/7/1/1"); err != nil || !isKnown {
		t.Fatalf("the claim that was left out is not posted: %v", err)
	}
	decided := o.batch[1]
	decided.Facts = decided.Facts.WithReasons(commitment.Hash{7}).WithEvidence(commitment.Hash{8})
	decided.Allowances = []commitment.Allowance{{Allowed: money.Cents(50_00)}}
	must(t, o.DB.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.DecideClaim(t.Context(), store.Decided{
			Claim: claimID(1), Insurer: testInsurer, Assessment: []byte{3}, Prepared: prepared(t, decided),
		}, o.Clock())
	}))
	storetest.Exec(t, o.url, "UPDATE transaction_intents SET state = 'reverted' WHERE business_key = 'decide/7/1/1'")
	for key := 2; o.stageOf(t, 1) != "closed" && key < 4; key++ {
		o.advance(t)
		name := "decide/7/1/" + string([]byte{'0' + byte(key)})
		if intent, _, err := o.DB.IntentByKey(t.Context(), name); err == nil && o.isRefused(t, intent.Calldata) {
			storetest.Exec(t, o.url, "UPDATE transaction_intents SET state = 'reverted' WHERE business_key = $1", name)
			continue
		}
		o.include(t, name)
		o.advance(t)
	}
	if got := o.stageOf(t, 1); got != "closed" {
		t.Errorf("the second claim is %s, want closed", got)
	}
	o.checkSeal(t, claims.BatchID{Insurer: testInsurer, Sequence: 1})
	determined, err := o.DB.LatestDetermination(t.Context(), claims.Number{Batch: claims.BatchID{Insurer: 7, Sequence: 1}, Index: 1})
	must(t, err)
	if determined.Determination.Facts != decided.Facts {
		t.Errorf("determined on %+v, want %+v", determined.Determination.Facts, decided.Facts)
	}
}

// isRefused reports whether the ledger refuses a call.
func (o *office) isRefused(t *testing.T, calldata []byte) bool {
	t.Helper()
	err := o.RPC.CallContext(t.Context(), nil, "eth_call", map[string]any{
		"from": chain.FormatAddress(o.key.Address), "to": chain.FormatAddress(o.Deployment.Ledger), "input": "0x" + hex.EncodeToString(calldata),
	}, "latest")
	return err != nil
}

func (o *office) checkSeal(t *testing.T, id claims.BatchID) {
	t.Helper()
	header, err := o.DB.BatchHeader(t.Context(), id)
	must(t, err)
	want, err := header.Seal()
	must(t, err)
	if seal, err := o.Contracts.SealOf(t.Context(), id); err != nil || seal != want {
		t.Errorf("the header's seal is %s, the ledger's %s, %v", want, seal, err)
	}
}

// rewind takes the read model back to before a block, and indexes an empty block in its place.
func (o *office) rewind(t *testing.T, above store.ChainPoint) {
	t.Helper()
	done := errors.New("done")
	err := o.DB.HoldLease(t.Context(), store.IndexerLease, func(ctx context.Context, epoch int64) error {
		isMoved, err := o.DB.RewindChain(ctx, epoch, o.point, store.ChainCursor{ChainPoint: above})
		if err == nil && isMoved {
			err = done
		}
		return err
	})
	if !errors.Is(err, done) {
		t.Fatalf("rewinding: %v", err)
	}
	o.point = above
}

// A settlement that is included again in other blocks fails, since its header has
// the time of the receipt's block: the queue posts it anew, with the new header.
func TestQueue_GivenReorganisation_WhatDoesNotHoldIsPostedAgain(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	storetest.Exec(t, o.url, "UPDATE claims SET stage = 'clean' WHERE stage = 'pended'")
	o.advance(t)
	before := o.point
	o.include(t, "receipt/7/1/1")
	o.advance(t)
	o.include(t, "settle/7/1/1")
	o.advance(t) // settled
	o.advance(t)
	first, err := o.DB.BatchHeader(t.Context(), claims.BatchID{Insurer: testInsurer, Sequence: 1})
	must(t, err)
	storetest.Exec(t, o.url, "UPDATE claims SET stage = 'closed' WHERE id = $1", string(claimID(3)))

	// The indexer alone has seen what is taken back, and then the settlement, which makes it again.
	storetest.Exec(t, o.url, "UPDATE transaction_intents SET was_included = false")
	o.checkRestoring(t, false)
	o.rewind(t, before)
	o.checkRestoring(t, true)
	if open, err := o.DB.OpenHandOvers(t.Context(), 10); err != nil || len(open) != 1 || open[0].Kind != store.HandOverSettle {
		t.Errorf("the settlement is not woken: %v, %v", open, err)
	}
	if o.advance(t) {
		t.Error("idle although the receipt is gone")
	}
	if got := o.stageOf(t, 3); got != "decided" {
		t.Errorf("a claim without its determination is %s, want decided", got)
	}
	if batchStage(t, o) != "receiving" {
		t.Errorf("the batch is %s, want receiving", batchStage(t, o))
	}
	o.checkRestoring(t, true)

	// The receipt comes again a second later; the settlement that was sent fails.
	received := store.ChainPoint{Number: before.Number + 100, Hash: [32]byte{100}}
	o.index(t, &store.ChainRows{Batches: []store.ChainBatch{{
		At: store.ChainAt{Block: received.Number}, Batch: first.Batch, Root: commitment.Hash{1}, Count: first.Count,
		SubmissionCount: first.SubmissionCount, ReceivedAt: first.ReceivedAt.Add(time.Second),
	}}}, received)
	o.advance(t)
	if _, isKnown, err := o.DB.IntentByKey(t.Context(), "settle/7/1/2"); err != nil || isKnown {
		t.Fatalf("posted again before the first failed: %v", err)
	}
	storetest.Exec(t, o.url, "UPDATE transaction_intents SET state = 'reverted', block_number = $1 WHERE business_key = 'settle/7/1/1'",
		int64(received.Number)+1)
	o.advance(t)
	if _, isKnown, err := o.DB.IntentByKey(t.Context(), "settle/7/1/2"); err != nil || isKnown {
		t.Fatalf("posted again before the read model shows what came of it: %v", err)
	}
	o.index(t, &store.ChainRows{}, store.ChainPoint{Number: received.Number + 1, Hash: [32]byte{101}})
	o.advance(t)
	again, isKnown, err := o.DB.IntentByKey(t.Context(), "settle/7/1/2")
	must(t, err)
	if !isKnown {
		t.Fatal("the settlement is not posted again")
	}
	second, err := o.DB.BatchHeader(t.Context(), first.Batch)
	must(t, err)
	call, err := o.Contracts.SettleBatch(second, commitment.SettlementWords{})
	must(t, err)
	const header = 4 + 7*32
	if string(again.Calldata[:header]) != string(call.Data[:header]) {
		t.Error("the settlement is not posted with the new header")
	}
}

func batchStage(t *testing.T, o *office) string {
	t.Helper()
	return storetest.Row(t, o.url, "SELECT stage FROM batches")[0].(string)
}
