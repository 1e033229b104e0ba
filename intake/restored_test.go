package intake_test

import (
	"context"
	"errors"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// takenBack submits a claim whose settlement was included before a reorganisation and
// is on its way again.
func (l *ledger) takenBack(t *testing.T, key string, units int) (claims.ID, claims.Number) {
	t.Helper()
	id, number := l.batched(t, key, l.draft(units))
	storetest.Exec(t, l.url, "INSERT INTO batches (insurer_id, sequence, claim_count, stage, created_at) VALUES ($1, $2, 1, 'settling', now())",
		int64(l.insurer), int64(number.Batch.Sequence))
	storetest.Exec(t, l.url, `INSERT INTO transaction_intents (business_key, signer, recipient, calldata, gas_limit, nonce, state, created_at, was_included)
		VALUES ('settle/' || $1::bigint || '/' || $2::bigint || '/1', decode(repeat('01', 20), 'hex'), decode(repeat('02', 20), 'hex'), '', 1, $2, 'sent', now(), true)`,
		int64(l.insurer), int64(number.Batch.Sequence))
	return id, number
}

// What a reorganisation takes back for a while is not refused: the request waits.
func TestActs_OnWhatAReorganisationTookBack_WaitForIt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		do   func(l *ledger, ctx context.Context, id claims.ID) error
	}{
		{"appeal", func(l *ledger, ctx context.Context, id claims.ID) error {
			_, err := l.AppealDetermination(ctx, intake.AppealDetermination{IdempotencyKey: "k", Claim: id, Grounds: "It is covered."})
			return err
		}},
		{"void", func(l *ledger, ctx context.Context, id claims.ID) error {
			return rejection(l.VoidClaim(ctx, intake.VoidClaim{IdempotencyKey: "k", Provider: l.delegated, Claim: id}))
		}},
		{"replacement", func(l *ledger, ctx context.Context, id claims.ID) error {
			return rejection(l.Submit(ctx, l.submission("k", l.replacement(string(id), 3))))
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			id, number := l.takenBack(t, "first", 1)
			ctx := l.asProvider(t, l.delegated)
			done := make(chan error, 1)
			storetest.Holding(t, l.url, "LOCK TABLE batches IN ACCESS EXCLUSIVE MODE", func() {
				go func() { done <- test.do(l, ctx, id) }()
				storetest.AwaitWaiting(t, l.url, 1) // it misses the determination, and asks why
				l.determine(t, number)
			})
			must(t, <-done)
		})
	}
}

// A step of an appeal that is on its way is not a refusal yet: it may be over before the
// settlement has looked.
func TestVoidClaim_GivenStepOfAnAppealOnItsWay_WaitsForIt(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id, number := l.determined(t, "first", l.draft(1))
	storetest.Exec(t, l.url, "INSERT INTO batches (insurer_id, sequence, claim_count, stage, created_at) VALUES ($1, $2, 1, 'settled', now())",
		int64(l.insurer), int64(number.Batch.Sequence))
	ctx := l.asProvider(t, l.delegated)
	_, err := l.AppealDetermination(ctx, intake.AppealDetermination{IdempotencyKey: "k", Claim: id, Grounds: "It is covered."})
	must(t, err)
	storetest.Exec(t, l.url, "UPDATE ledger_acts SET attempt = 1")
	done := make(chan error, 1)
	storetest.Holding(t, l.url, "LOCK TABLE batches IN ACCESS EXCLUSIVE MODE", func() {
		go func() {
			done <- rejection(l.VoidClaim(ctx, intake.VoidClaim{IdempotencyKey: "k", Provider: l.delegated, Claim: id}))
		}()
		storetest.AwaitWaiting(t, l.url, 1) // it finds the step, and asks whether to wait
		storetest.Exec(t, l.url, "UPDATE ledger_acts SET state = 'refused', failure = 'AppealTooLate'")
	})
	must(t, <-done)
}

// rejection returns the first fault of a submission that was rejected.
func rejection(answer intake.Answer, err error) error {
	if err == nil && len(answer.Rejected) > 0 {
		return answer.Rejected[0].Faults[0]
	}
	return err
}

// An appeal that a reorganisation took back, which nobody has noticed yet, is on its
// way again: the claim is not corrected meanwhile.
func TestVoidClaim_GivenAppealTakenBack_UnderAppeal(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id, _ := l.determined(t, "first", l.draft(1))
	ctx := l.asProvider(t, l.delegated)
	_, err := l.AppealDetermination(ctx, intake.AppealDetermination{IdempotencyKey: "k", Claim: id, Grounds: "It is covered."})
	must(t, err)
	storetest.Exec(t, l.url, "UPDATE ledger_acts SET state = 'done', attempt = 1")
	err = rejection(l.VoidClaim(ctx, intake.VoidClaim{IdempotencyKey: "k", Provider: l.delegated, Claim: id}))
	if errs.CodeOf(err) != errs.ClaimUnderAppeal {
		t.Errorf("voided, or %v", err)
	}
}

// What never was there is refused at once.
func TestActs_OnWhatIsNotDetermined_RefusedAtOnce(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id, number := l.takenBack(t, "first", 1)
	storetest.Exec(t, l.url, "UPDATE transaction_intents SET was_included = false WHERE business_key LIKE 'settle/%'")
	_, err := l.AppealDetermination(l.asProvider(t, l.delegated), intake.AppealDetermination{IdempotencyKey: "k", Claim: id, Grounds: "It is covered."})
	if !errors.Is(err, intake.ErrClaimNotDecided) {
		t.Errorf("claim %s: %v", number, err)
	}
}
