package chain

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// An intent rests on those that were added before it: whoever adds one relies on what
// it saw. So it fails for good only where all of them stand before it.

// restsOnNothing reports whether nothing older than the intent is waiting or on its
// way, or will be made again. After a while, counted from the time given, only those
// of its own signer count: another's may be stuck.
func (r *run) restsOnNothing(intent Intent, since time.Time) bool {
	isPatient := time.Since(since) < patience
	for other := range r.known(nil) {
		if other.ID < intent.ID && (isPatient || other.Signer == intent.Signer) && isOutstanding(other) {
			return false
		}
	}
	return true
}

func isOutstanding(intent *Intent) bool {
	return intent.State == StateWaiting || intent.State == StateSent || intent.IsProvisional
}

// judgeFailures marks those outcomes that are failures which do not count: of what
// succeeded before a reorganisation, and of what something older is not before.
func (r *run) judgeFailures(outcomes []Intent) {
	slices.SortFunc(outcomes, func(a, b Intent) int { return cmp.Compare(a.ID, b.ID) })
	landed := make(map[int64]*Intent, len(outcomes))
	for i := range outcomes {
		landed[outcomes[i].ID] = &outcomes[i]
	}
	for i := range outcomes {
		failed := &outcomes[i]
		failed.IsProvisional = false
		switch failed.State {
		case StateReplaced:
			failed.IsProvisional = failed.WasIncluded
		case StateReverted:
			failed.IsProvisional = failed.WasIncluded || r.isAhead(failed, landed)
		}
	}
}

// isAhead reports whether something older than a failed intent is not before it on
// the chain. landed are the intents of this round, as they are now.
func (r *run) isAhead(failed *Intent, landed map[int64]*Intent) bool {
	for other := range r.known(landed) {
		if other.ID >= failed.ID {
			continue
		}
		// One signer's are in the order of their nonces.
		isBehind := other.State == StateIncluded && other.Signer != failed.Signer && other.BlockNumber >= failed.BlockNumber
		if isBehind || isOutstanding(other) {
			return true
		}
	}
	return false
}

// known gives all intents in memory, those that landed in this round as they are now.
func (r *run) known(landed map[int64]*Intent) iter.Seq[*Intent] {
	return func(yield func(*Intent) bool) {
		give := func(intent *Intent) bool {
			if now := landed[intent.ID]; now != nil {
				intent = now
			}
			return yield(intent)
		}
		for i := range r.waiting {
			if !give(&r.waiting[i]) {
				return
			}
		}
		for _, l := range r.lanes {
			for _, f := range l.flights {
				if !give(&f.Intent) {
					return
				}
			}
		}
		for _, intent := range r.settled {
			if !give(intent) {
				return
			}
		}
	}
}
