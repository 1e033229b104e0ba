package settlement

import (
	"context"
	"errors"
	"fmt"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/store"
)

// act takes the acts on determinations forward, and reports whether any is under
// way. An act is done when the read model shows it; one that fails is made anew, on
// the batch as it then stands, and given up after some attempts.
func (q queue) act(ctx context.Context, tx *store.Tx, acts []store.OpenAct, inFlight busy) (bool, error) {
	isActing := false
	for i := range acts {
		act := &acts[i]
		state, isOver := actState(act)
		switch {
		case isOver:
			if err := q.closeAct(ctx, tx, act, state); err != nil {
				return false, err
			}
			continue
		case act.Kind.IsOfClock() || act.Kind == store.ActAppealOverdue:
			isWaiting, err := q.actOnClock(ctx, tx, act, acts, inFlight)
			if err != nil {
				return false, err
			}
			if !isWaiting {
				continue
			}
		case act.Attempt > 0 && isUnderWay(act.IntentState, act.IntentBlock, act.IndexedBlock):
			inFlight.add(act.Number.Batch.Sequence)
		case act.IntentState == store.IntentIncluded:
			// A reorganisation took its block back: the sender will say what became of it.
			inFlight.add(act.Number.Batch.Sequence)
		case inFlight.hasAny(act.Number.Batch.Sequence):
		default:
			wasPosted, err := q.postAct(ctx, tx, act, inFlight)
			if err != nil {
				return false, err
			}
			if !wasPosted {
				continue
			}
		}
		isActing = true
	}
	return isActing, nil
}

// closeAct ends an act. A ruling may have determined a claim that the insurer still
// had to decide: nobody is asked for anything of it any more.
func (q queue) closeAct(ctx context.Context, tx *store.Tx, act *store.OpenAct, state store.ActState) error {
	if err := tx.CloseAct(ctx, act, state, act.IntentFailure); err != nil {
		return err
	}
	if act.Kind != store.ActRuleOverturned || state != store.ActDone {
		return nil
	}
	_, err := tx.CloseDetermined(ctx, q.insurer, act.Claim, q.Clock())
	return err
}

// actState returns how an act ended; false when it did not.
func actState(act *store.OpenAct) (store.ActState, bool) {
	switch {
	case act.IntentState == store.IntentIncluded && act.IsShown:
		return store.ActDone, true
	case act.IntentState == store.IntentReverted && act.IntentBlock <= act.IndexedBlock && act.Failures+1 >= maxAttempts:
		return store.ActRefused, true
	}
	return "", false
}

// postAct adds the intent of an act's next attempt, and reports whether it did: it
// waits where its claim has no determination, and is refused where that was reversed.
func (q queue) postAct(ctx context.Context, tx *store.Tx, act *store.OpenAct, inFlight busy) (bool, error) {
	call, version, err := q.callOf(ctx, tx, act)
	if err != nil {
		return false, fmt.Errorf("building act %s: %w", act.ID, err)
	}
	if call == nil {
		return false, q.refuseOver(ctx, tx, act)
	}
	inFlight.add(act.Number.Batch.Sequence)
	return true, addAttempt(ctx, tx, act, *call, version)
}

// addAttempt adds the intent of an act's next attempt. Version is that which the act
// determines, 0 for none.
func addAttempt(ctx context.Context, tx *store.Tx, act *store.OpenAct, call chain.Call, version uint8) error {
	if act.IntentState == store.IntentReverted {
		if err := tx.FailAct(ctx, act.ID); err != nil {
			return err
		}
	}
	if err := tx.CountAct(ctx, act.ID, version); err != nil {
		return err
	}
	return tx.AddIntent(ctx, store.Intent{
		BusinessKey: fmt.Sprintf("act/%s/%d", act.ID, act.Attempt+1), Signer: act.Signer,
		Recipient: call.Recipient, Calldata: call.Data,
	})
}

func (q queue) refuseOver(ctx context.Context, tx *store.Tx, act *store.OpenAct) error {
	determined, err := tx.LatestDetermination(ctx, act.Number)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	switch {
	case err != nil:
		return err
	case determined.IsReversed:
		return tx.CloseAct(ctx, act, store.ActRefused, "ClaimAlreadyReversed")
	case act.Kind == store.ActReverse || act.Kind == store.ActAppeal:
		return nil
	}
	acts, err := tx.ActsOfClaim(ctx, act.Claim)
	if err != nil {
		return err
	}
	for _, other := range acts {
		if (other.Kind == store.ActAppeal || other.Kind == store.ActAppealOverdue) && other.State == store.ActOpen {
			return nil // a reorganisation took the filing back: it comes again
		}
	}
	return tx.CloseAct(ctx, act, store.ActRefused, "AppealStepInvalid")
}

// callOf returns the call of an act, and the version that it determines, 0 for
// none. The call is nil where no determination stands that it could be done to.
func (q queue) callOf(ctx context.Context, tx *store.Tx, act *store.OpenAct) (*chain.Call, uint8, error) {
	appeal, isOpen, err := appealOf(ctx, tx, act)
	if !isOpen || err != nil {
		return nil, 0, err
	}
	var call chain.Call
	switch act.Kind {
	case store.ActUphold:
		call, err = q.Contracts.UpholdAppeal(appeal, act.Hash)
	case store.ActEscalate:
		call, err = q.Contracts.EscalateAppeal(appeal, act.Hash)
	case store.ActLapse:
		call, err = q.Contracts.LapseAppeal(appeal)
	case store.ActRuleUpheld:
		call, err = q.Contracts.RuleUpheld(appeal, act.Signatures)
	case store.ActReverse, store.ActAppeal, store.ActOverturn, store.ActRuleOverturned:
		return q.callOnStanding(ctx, tx, act, appeal)
	case store.ActPend, store.ActReceiveEvidence, store.ActLiftPend, store.ActMarkOverdue, store.ActAppealOverdue:
		return nil, 0, fmt.Errorf("an act of kind %q is done to an undecided claim", act.Kind)
	default:
		return nil, 0, fmt.Errorf("no act of kind %q", act.Kind)
	}
	return &call, 0, err
}

// appealOf returns the appeal that an act is of: the claim's open one, whose number a
// reorganisation may change, but for a ruling, which is signed over it. False where
// there is none now.
func appealOf(ctx context.Context, tx *store.Tx, act *store.OpenAct) (chain.AppealID, bool, error) {
	if act.Kind == store.ActReverse || act.Kind == store.ActAppeal {
		return 0, true, nil
	}
	appeals, err := tx.Appeals(ctx, act.Number)
	if err != nil || len(appeals) == 0 || !appeals[len(appeals)-1].IsOpen() {
		return 0, false, err
	}
	if act.Appeal != nil {
		return chain.AppealID(*act.Appeal), true, nil
	}
	return chain.AppealID(appeals[len(appeals)-1].Appeal), true, nil
}

// callOnStanding returns the call of an act that is handed in with the standing
// determination.
func (q queue) callOnStanding(
	ctx context.Context, tx *store.Tx, act *store.OpenAct, appeal chain.AppealID,
) (*chain.Call, uint8, error) {
	standing, err := q.standing(ctx, tx, act.Number)
	if err != nil {
		return nil, 0, err
	}
	if standing == nil && act.Kind == store.ActRuleOverturned && !act.IsDetermined {
		return q.callOnOverdue(ctx, tx, act, appeal)
	}
	if standing == nil {
		return nil, 0, nil
	}
	var call chain.Call
	if act.Kind == store.ActReverse {
		call, err = q.Contracts.Reverse(*standing, act.Hash)
		return &call, 0, err
	}
	if act.Kind == store.ActAppeal {
		recovery, err := q.recoveryOf(ctx, tx, act)
		if err != nil {
			return nil, 0, err
		}
		call, err = q.Contracts.FileAppeal(*standing, act.Hash, recovery)
		return &call, 0, err
	}
	redetermined, err := decisionAgain(standing.Path, act.Prepared)
	if err != nil {
		return nil, 0, err
	}
	if act.Kind == store.ActOverturn {
		call, err = q.Contracts.OverturnAppeal(appeal, *standing, redetermined)
	} else {
		call, err = q.Contracts.RuleOverturned(appeal, *standing, redetermined, act.Signatures)
	}
	return &call, standing.Version() + 1, err
}

// callOnOverdue returns the call of a ruling on a claim that was deemed denied, which
// determines it for the first time.
func (q queue) callOnOverdue(
	ctx context.Context, tx *store.Tx, act *store.OpenAct, appeal chain.AppealID,
) (*chain.Call, uint8, error) {
	undecided, err := q.undecided(ctx, tx, act.Number)
	if err != nil {
		return nil, 0, err
	}
	decided, err := decisionAgain(undecided.path, act.Prepared)
	if err != nil {
		return nil, 0, err
	}
	call, err := q.Contracts.RuleOverdue(appeal, undecided.header, decided, act.Signatures)
	return &call, 1, err
}

// decisionAgain decides a claim as a review found, by its path.
func decisionAgain(path commitment.BatchPath, prepared []byte) (chain.Decision, error) {
	words, err := commitment.ParseWords(prepared)
	if err != nil {
		return chain.Decision{}, err
	}
	whole, err := commitment.DecodeClaim(words)
	if err != nil {
		return chain.Decision{}, err
	}
	if words, err = commitment.EncodeDecision(whole); err != nil {
		return chain.Decision{}, err
	}
	return chain.Decision{Path: path, CoverageYear: whole.Receipt.CoverageYear, Claim: words}, nil
}

// recoveryOf returns the claim's last recovery that is not over, which an appeal
// holds up; the zero RecoveryID for none.
func (q queue) recoveryOf(ctx context.Context, tx *store.Tx, act *store.OpenAct) (chain.RecoveryID, error) {
	recoveries, err := tx.Recoveries(ctx, act.Number)
	if err != nil {
		return chain.RecoveryID{}, err
	}
	var open chain.RecoveryID
	for _, recovery := range recoveries {
		switch recovery.Last {
		case store.RecoveryNoticed, store.RecoveryActivated, store.RecoveryResumed:
			open = chain.RecoveryID{Claim: act.Number, Ordinal: recovery.Ordinal}
		case store.RecoveryTaken:
			if recovery.LeftCents > 0 {
				open = chain.RecoveryID{Claim: act.Number, Ordinal: recovery.Ordinal}
			}
		case store.RecoverySuspended, store.RecoveryWaived:
		}
	}
	return open, nil
}
