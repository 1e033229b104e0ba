package settlement

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/store"
)

// decisionGrace is how long a pended claim's clock waits for the decision, which lets
// it run again by itself, before the ledger is told that its evidence is there.
const decisionGrace = 30 * time.Second

// actOnClock takes an act on the clock of an undecided claim forward, and reports
// whether something is under way. Such an act changes no root: others of its batch
// do not wait for it, and several may be in flight.
func (q queue) actOnClock(
	ctx context.Context, tx *store.Tx, act *store.OpenAct, acts []store.OpenAct, inFlight busy,
) (bool, error) {
	switch {
	case act.Attempt > 0 && isUnderWay(act.IntentState, act.IntentBlock, act.IndexedBlock):
		return true, nil
	case act.IntentState == store.IntentIncluded:
		return true, nil // a reorganisation took its block back: the sender will say what became of it
	}
	switch next := q.nextOnClock(act, acts); {
	case next.state != "":
		return false, tx.CloseAct(ctx, act, next.state, next.failure)
	case !next.isDue:
		return next.isSoon, nil
	case inFlight.hasAny(act.Number.Batch.Sequence):
		return true, nil // it rests on the root that is about to change
	}
	call, err := q.callOnClock(ctx, tx, act)
	if err != nil {
		return false, fmt.Errorf("building act %s: %w", act.ID, err)
	}
	return true, addAttempt(ctx, tx, act, call, 0)
}

// onClock is what becomes of an act on a claim's clock.
type onClock struct {
	state   store.ActState // that it ends in; "" while it is open
	failure string         // the error's name, where it is refused
	isDue   bool           // it can be posted
	isSoon  bool           // it is to be looked at again, though nothing else may happen
}

func (q queue) nextOnClock(act *store.OpenAct, acts []store.OpenAct) onClock {
	switch act.Kind {
	case store.ActPend:
		return nextPend(act)
	case store.ActReceiveEvidence, store.ActLiftPend:
		return q.nextResumption(act, acts)
	case store.ActMarkOverdue:
		switch {
		case act.IsDetermined:
			return onClock{state: store.ActRefused, failure: "ClaimAlreadyDecided"}
		case act.IsOverdue:
			return onClock{state: store.ActDropped} // somebody else proved it
		}
		return onClock{isDue: act.IsReceived}
	case store.ActAppealOverdue:
		switch {
		case act.IsDetermined:
			return onClock{state: store.ActRefused, failure: "ClaimAlreadyDecided"}
		case !act.IsOverdue && !isOpen(acts, act.Claim, store.ActMarkOverdue):
			return onClock{state: store.ActRefused, failure: "ClaimNotOverdue"}
		}
		return onClock{isDue: act.IsOverdue}
	case store.ActReverse, store.ActAppeal, store.ActUphold, store.ActOverturn, store.ActEscalate, store.ActLapse,
		store.ActRuleUpheld, store.ActRuleOverturned:
	}
	return onClock{} // not of a clock
}

// nextPend: a pend is posted as soon as the ledger takes it, and not where what the
// claim waits for came before.
func nextPend(act *store.OpenAct) onClock {
	if act.IsDetermined || act.IsPended || act.IsAnswered || act.Stage != store.StagePended {
		return onClock{state: store.ActDropped}
	}
	return onClock{isDue: act.IsSettled}
}

// nextResumption: a decision lets the clock run again by itself, so the ledger is told
// only where that does not come soon, as while the insurer is paused.
func (q queue) nextResumption(act *store.OpenAct, acts []store.OpenAct) onClock {
	switch {
	case act.IsDetermined:
		return onClock{state: store.ActDropped}
	case !act.IsPended && isOpen(acts, act.Claim, store.ActPend):
		return onClock{isSoon: true} // it may be on its way
	case !act.IsPended:
		return onClock{state: store.ActDropped}
	case q.Clock().Before(act.CreatedAt.Add(decisionGrace)):
		return onClock{isSoon: true}
	}
	return onClock{isDue: true}
}

// isOpen reports whether a claim has an act of a kind on its way.
func isOpen(acts []store.OpenAct, claim claims.ID, kind store.ActKind) bool {
	return slices.ContainsFunc(acts, func(a store.OpenAct) bool { return a.Claim == claim && a.Kind == kind })
}

// isHeldByPause reports whether an act waits for the end of the insurer's pause.
func isHeldByPause(act *store.OpenAct) bool {
	switch act.Kind {
	case store.ActReverse:
		return act.Attempt == 0
	case store.ActPend:
		return act.IntentState == "" || act.IntentState == store.IntentReverted
	case store.ActAppeal, store.ActUphold, store.ActOverturn, store.ActEscalate, store.ActLapse, store.ActRuleUpheld,
		store.ActRuleOverturned, store.ActReceiveEvidence, store.ActLiftPend, store.ActMarkOverdue, store.ActAppealOverdue:
	}
	return false
}

func (q queue) callOnClock(ctx context.Context, tx *store.Tx, act *store.OpenAct) (chain.Call, error) {
	switch act.Kind {
	case store.ActReceiveEvidence:
		return q.Contracts.ReceiveEvidence(act.Number, act.Hash)
	case store.ActLiftPend:
		return q.Contracts.LiftPend(act.Number)
	case store.ActPend, store.ActMarkOverdue, store.ActAppealOverdue, store.ActReverse, store.ActAppeal, store.ActUphold,
		store.ActOverturn, store.ActEscalate, store.ActLapse, store.ActRuleUpheld, store.ActRuleOverturned:
	}
	claim, err := q.undecided(ctx, tx, act.Number)
	if err != nil {
		return chain.Call{}, err
	}
	switch act.Kind { //nolint:exhaustive // the others are not handed in with the claim's path.
	case store.ActPend:
		return q.Contracts.Pend(claim.header, claim.path, claim.leaf, act.Hash)
	case store.ActMarkOverdue:
		return q.Contracts.MarkOverdue(claim.header, claim.path, claim.opening)
	default:
		return q.Contracts.FileOverdueAppeal(claim.header, act.Number.Index, act.Hash)
	}
}

// undecided is a claim that has no determination, as the ledger is shown it.
type undecided struct {
	header  commitment.BatchHeader
	path    commitment.BatchPath
	leaf    commitment.Hash    // of its receipt
	opening commitment.Opening // of that leaf
}

// undecided returns a claim of a received batch that has no determination.
func (q queue) undecided(ctx context.Context, tx *store.Tx, number claims.Number) (undecided, error) {
	batch, err := loadBatch(ctx, tx, number.Batch)
	if err != nil {
		return undecided{}, err
	}
	header, err := tx.BatchHeader(ctx, number.Batch)
	if err != nil {
		return undecided{}, fmt.Errorf("reading batch header: %w", err)
	}
	row := &batch.claims[number.Index]
	if row.DeterminationLeaf != (commitment.Hash{}) {
		return undecided{}, errDetermined
	}
	whole, err := wholeClaim(row)
	if err != nil {
		return undecided{}, err
	}
	opening, err := commitment.OpenReceipt(whole.Receipt)
	if err != nil {
		return undecided{}, fmt.Errorf("opening receipt: %w", err)
	}
	path, err := batch.standing().Path(int(number.Index))
	if err != nil {
		return undecided{}, fmt.Errorf("finding path: %w", err)
	}
	return undecided{header: header, path: path, leaf: row.ReceiptLeaf, opening: opening}, nil
}

// errDetermined is returned for a claim of which it was just read that it is undecided:
// the read model moved on meanwhile, and the step is made again.
var errDetermined = errors.New("the claim is determined by now")
