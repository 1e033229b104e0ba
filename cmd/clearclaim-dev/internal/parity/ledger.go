package parity

import (
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
)

// firstOwnBatch is the number of the first batch that a provider posts itself.
const firstOwnBatch = 1 << 31

// secondsInDay is a civil day.
const secondsInDay = 86_400

// maxBatch is how many claims a batch may have.
const maxBatch = 512

// ledger plays the operations of many histories on one chain: what can be settled
// together is settled together, the rest goes claim by claim.
//
// The way of a claim is told by its operation, so that a history takes the same
// ways alone as among others. A determination that is paid at an even second is
// settled with its batch; at an odd second it is left undecided there and decided
// by path, by a review where it is overdue and the second is 3 of 4. A clock that
// stands still for an even number of days does so by a contest of the provider's
// own receipt, for an odd number by a pend. A reversal of a claim of even number is
// a void by the provider, another one the insurer's.
type ledger struct {
	*network
	lastPlan                claims.PlanID
	lastYear                claims.CoverageYearID
	lastFamily              claims.FamilyYearID
	lastExtension           claims.ExtensionID
	accounts, contents      uint64
	lastBatch, lastOwnBatch uint32
	submissions             map[claims.ProviderID]uint64
	now                     uint64 // of the last call
	routes                  map[string]int
}

func newLedger(n *network) *ledger {
	return &ledger{
		network: n, lastOwnBatch: firstOwnBatch - 1, now: deployedAt,
		submissions: map[claims.ProviderID]uint64{}, routes: map[string]int{},
	}
}

// task is an operation that is to be played, with what came of it.
type task struct {
	account *account
	op      history.Operation

	received *claim // by the batches of this step
	isDone   bool
	outcome  history.Outcome
	// refused says why the contracts did not do it.
	refused error
}

func (t *task) refuse(err error) { t.refused, t.isDone = err, true }

// draft is a batch that is being put together.
type draft struct {
	receivedAt, settledAt uint64
	contestedDays         uint64
	// poster is the provider that posts the batch itself, zero for the gateway.
	poster claims.ProviderID
	claims []*claim
	tasks  map[*claim]*task
}

// play does operations, no two of the same history. A refusal is the task's; an
// error is about all of them.
//
// Errors: [errFault], and those of calls that must not fail.
func (l *ledger) play(tasks []*task) error {
	drafts := l.gather(tasks)
	for _, d := range drafts {
		if err := l.post(d); err != nil {
			return err
		}
	}
	for _, t := range tasks {
		if t.isDone {
			continue
		}
		if err := l.finish(t); err != nil {
			t.refuse(err)
		}
	}
	return nil
}

// gather makes the claims of a step and puts them into batches.
func (l *ledger) gather(tasks []*task) []*draft {
	var drafts []*draft
	for _, t := range tasks {
		c, err := t.account.receive(&t.op)
		if err != nil {
			t.refuse(refusalOfEncoding(err))
			continue
		}
		t.received = c
	}
	// First the times of settlements, then who is left undecided in them.
	for _, isSettled := range []bool{true, false} {
		for _, t := range tasks {
			if t.received == nil || t.received.isSettled != isSettled {
				continue
			}
			wanted := l.draftFor(t)
			i := slices.IndexFunc(drafts, wanted.takes)
			if i < 0 {
				i = len(drafts)
				drafts = append(drafts, wanted)
			}
			drafts[i].claims = append(drafts[i].claims, t.received)
			drafts[i].tasks[t.received] = t
		}
	}
	return drafts
}

// draftFor returns the batch that a claim asks for.
func (l *ledger) draftFor(t *task) *draft {
	d := &draft{tasks: map[*claim]*task{}}
	if t.op.Kind == history.Reverse { // a void, which comes and is decided now
		d.receivedAt, d.settledAt = l.now, 0
		return d
	}
	s := &t.op.Submission
	d.receivedAt = uint64(s.ReceivedAt.Unix())
	if s.StoppedDays > 0 && s.StoppedDays%2 == 0 {
		d.contestedDays, d.poster = uint64(s.StoppedDays), t.received.provider
	}
	if t.received.isSettled {
		d.settledAt = uint64(s.PaidAt.Unix())
	}
	return d
}

// takes reports whether a draft is what another asks for: at any time of settlement
// where it does not ask for one.
func (d *draft) takes(other *draft) bool {
	return d.receivedAt == other.receivedAt && d.contestedDays == other.contestedDays && d.poster == other.poster &&
		(d.settledAt == other.settledAt || d.settledAt == 0) && len(other.claims) < maxBatch
}
