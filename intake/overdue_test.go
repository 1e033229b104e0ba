package intake_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// received submits a claim and has its receipt on the ledger.
func (l *ledger) received(t *testing.T, key string, draft intake.Draft) (claims.ID, claims.Number) {
	t.Helper()
	id := l.submit(t, key, draft).Accepted[0].ID
	batch := claims.BatchID{Insurer: l.insurer, Sequence: uint32(l.point.Number) + 1}
	storetest.Exec(t, l.url, "UPDATE submissions SET batch = $1, first_index = 0 WHERE id = (SELECT submission_id FROM claims WHERE id = $2)",
		int64(batch.Sequence), string(id))
	l.show(t, &store.ChainRows{Batches: []store.ChainBatch{{
		At: l.at(), Batch: batch, Count: 1, SubmissionCount: 1, ReceivedAt: l.clock().Truncate(time.Second),
	}}})
	return id, claims.Number{Batch: batch}
}

func (l *ledger) showClock(t *testing.T, number claims.Number, kind store.ClockKind, stopped time.Duration) {
	t.Helper()
	l.show(t, &store.ChainRows{Clocks: []store.ChainClock{{At: l.at(), Number: number, Provider: l.delegated, Kind: kind, Stopped: stopped}}})
}

// doneActs has the ledger show all acts.
func (l *ledger) doneActs(t *testing.T) {
	t.Helper()
	storetest.Exec(t, l.url, "UPDATE ledger_acts SET state = 'done', attempt = 1")
	storetest.Exec(t, l.url, `INSERT INTO transaction_intents
		(business_key, signer, recipient, calldata, gas_limit, nonce, state, created_at, tx_hash, block_number, block_hash, gas_used)
		SELECT 'act/' || id || '/1', signer, signer, '', 1, 1000, 'included', now(), sha256(id::text::bytea), 1, sha256('1'), 1 FROM ledger_acts`)
	storetest.Exec(t, l.url, `INSERT INTO chain_logs (block_number, log_index, tx_hash, address, topics, data)
		SELECT 1, 1000, sha256(id::text::bytea), signer, '{}', '' FROM ledger_acts`)
}

func (l *ledger) later(days int) { l.setClock(l.clock().AddDate(0, 0, days)) }

// A pend keeps a claim from being overdue for as long as it lasts, and no longer.
func TestMarkOverdue_ByThePlansClock(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id, number := l.received(t, "k", l.draft(1))
	try := 0
	refused := func(want *errs.Error) {
		t.Helper()
		try++
		key := string(rune('a' + try))
		if _, err := l.MarkOverdue(l.asProvider(t, l.delegated), intake.MarkOverdue{IdempotencyKey: key, Claim: id}); !errors.Is(err, want) {
			t.Fatalf("got %v, want %v", err, want)
		}
	}
	l.later(30)
	refused(chain.ErrClaimNotOverdue)
	l.showClock(t, number, store.ClockPended, 0)
	l.later(5)
	refused(chain.ErrClaimNotOverdue)
	l.showClock(t, number, store.ClockPendEnded, 5*24*time.Hour)
	refused(chain.ErrClaimNotOverdue)
	l.later(1)

	mark := intake.MarkOverdue{IdempotencyKey: "mark", Claim: id}
	foreign := auth.WithPrincipal(t.Context(), auth.Principal{Subject: "in", Role: auth.RoleInsurer, Insurer: l.insurer + 1})
	for name, ctx := range map[string]context.Context{
		"operator": operator(t), "another insurer": foreign, "another patient": asPatient(t, "login-m2"), "another provider": l.asProvider(t, l.signing),
	} {
		if _, err := l.MarkOverdue(ctx, mark); !errors.Is(err, intake.ErrClaimNotFound) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for range 2 {
		if got, err := l.MarkOverdue(asPatient(t, "login-m1"), mark); err != nil || got != id {
			t.Fatalf("the patient: %s, %v", got, err)
		}
	}
	acts := l.acts(t, id)
	if len(acts) != 1 || acts[0].Kind != store.ActMarkOverdue {
		t.Fatalf("got %+v", acts)
	}
	signer := l.cfg.Contracts.Deployment().Operator
	if got := storetest.Count(t, l.url, "SELECT count(*) FROM ledger_acts WHERE signer = $1", signer[:]); got != 1 {
		t.Error("not sent by the operator, but by a party")
	}
	refused(chain.ErrClaimAlreadyOverdue) // on its way
	l.showClock(t, number, store.ClockOverdue, 0)
	l.doneActs(t)
	refused(chain.ErrClaimAlreadyOverdue)
}

// The chain's clock decides, where it is ahead of ours.
func TestMarkOverdue_GivenChainAhead(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id, _ := l.received(t, "k", l.draft(1))
	at := l.at()
	at.Time = at.Time.AddDate(0, 0, 31)
	l.show(t, &store.ChainRows{Blocks: []store.ChainBlock{{
		ChainPoint: store.ChainPoint{Number: at.Block, Hash: [32]byte{9}}, ParentHash: [32]byte{8}, Time: at.Time,
	}}})
	if _, err := l.MarkOverdue(l.asInsurer(t), intake.MarkOverdue{IdempotencyKey: "k", Claim: id}); err != nil {
		t.Error(err)
	}
}

func TestMarkOverdue_WhatCannotBe(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	fresh := l.submit(t, "fresh", l.draft(1)).Accepted[0].ID
	decided, number := l.determined(t, "decided", l.draft(2))
	l.show(t, &store.ChainRows{Batches: []store.ChainBatch{{At: l.at(), Batch: number.Batch, Count: 1, SubmissionCount: 1, ReceivedAt: l.clock()}}})
	l.later(40)
	for _, test := range []struct {
		name string
		id   claims.ID
		want error
	}{
		{"not received", fresh, chain.ErrClaimNotOverdue},
		{"determined", decided, chain.ErrClaimAlreadyDecided},
		{"unknown", "00000000-0000-4000-8000-000000000000", intake.ErrClaimNotFound},
	} {
		if _, err := l.MarkOverdue(l.asProvider(t, l.delegated), intake.MarkOverdue{IdempotencyKey: test.name, Claim: test.id}); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
	}
}

func TestAppealOverdueClaim_OnceItIsProved(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id, number := l.received(t, "k", l.draft(1))
	try := 0
	appeal := func(ctx context.Context, grounds string) error {
		try++
		_, err := l.AppealOverdueClaim(ctx, intake.AppealOverdueClaim{IdempotencyKey: string(rune('a' + try)), Claim: id, Grounds: grounds})
		return err
	}
	provider := l.asProvider(t, l.delegated)
	l.later(40)
	if err := appeal(provider, "x"); !errors.Is(err, chain.ErrClaimNotOverdue) {
		t.Errorf("not proved: %v", err)
	}
	l.showClock(t, number, store.ClockOverdue, 0)
	if err := appeal(l.asInsurer(t), "x"); !errors.Is(err, intake.ErrClaimNotFound) {
		t.Errorf("the insurer: %v", err)
	}
	if err := appeal(provider, " "); errs.CodeOf(err) != errs.FieldRequired {
		t.Errorf("no grounds: %v", err)
	}
	if err := appeal(asPatient(t, "login-m1"), "SECRET-GROUNDS"); err != nil {
		t.Fatal(err)
	}
	if acts := l.acts(t, id); len(acts) != 1 || acts[0].Kind != store.ActAppealOverdue || acts[0].Hash == (commitment.Hash{}) {
		t.Errorf("got %+v", acts)
	}
	if err := appeal(provider, "x"); !errors.Is(err, chain.ErrAppealAlreadyFiled) {
		t.Errorf("on its way: %v", err)
	}
	l.doneActs(t)
	panel := uint32(0)
	l.show(t, &store.ChainRows{Appeals: []store.ChainAppeal{
		{At: l.at(), Appeal: 4, Number: number, Kind: store.AppealFiled, Provider: l.delegated, IsDeemedDenied: true},
	}})
	l.show(t, &store.ChainRows{Appeals: []store.ChainAppeal{{At: l.at(), Appeal: 4, Number: number, Kind: store.AppealEscalated, Panel: panel}}})
	if err := appeal(provider, "x"); !errors.Is(err, chain.ErrAppealAlreadyFiled) {
		t.Errorf("filed: %v", err)
	}

	// The panel's ruling determines the claim for the first time.
	signature := make([]byte, 65)
	_, err := l.SubmitRuling(operator(t), intake.SubmitRuling{
		IdempotencyKey: "r", Appeal: 4, Signatures: [][]byte{signature}, Ruling: intake.Ruling{Claim: id, Redetermination: &intake.Redetermination{
			Lines: []intake.RedeterminedLine{{Sequence: 1, Allowed: money.Cents(15000), Class: "office"}},
		}},
	})
	must(t, err)
	acts := l.acts(t, id)
	ruled := slices.IndexFunc(acts, func(a store.KeptAct) bool { return a.Kind == store.ActRuleOverturned })
	if ruled < 0 {
		t.Fatalf("got %+v, want the ruling kept", acts)
	}
	words, err := commitment.ParseWords(acts[ruled].Prepared)
	must(t, err)
	whole, err := commitment.DecodeClaim(words)
	must(t, err)
	if want := (commitment.Allowance{Allowed: money.Cents(15000)}); whole.Allowances[0] != want {
		t.Errorf("ruled %+v", whole.Allowances)
	}
}
