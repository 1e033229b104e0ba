// Package corrections says what may be done to a claim that was submitted: which
// corrections of it are allowed in which state, and with what code the others are
// refused. It is one table, [Decide]; docs/adjudication.md shows it.
//
// A determination is never edited. A replacement, a void, a reversal and an appeal
// that overturns undo it and put another in its place, or none.
//
// It also lists the claims whose cost share a correction touches ([Touched]).
package corrections

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// State is where a version of a claim stands, as far as corrections ask.
type State uint8

// The states, in the order in which [StateOf] asks for those of a claim that was
// determined.
const (
	// Erased: the key of its patient is erased, so that nobody can read it.
	Erased State = iota
	// VoidItself: it is a void, determined or not.
	VoidItself
	// Accepted: not on the ledger.
	Accepted
	// Received: its receipt is on the ledger, and its clock runs.
	Received
	// Pended: its clock stands still.
	Pended
	// Overdue: it was proved undecided beyond its clock.
	Overdue
	// OverdueAppealed: and appealed as deemed denied; the appeal is open, or a panel let
	// the claim lie.
	OverdueAppealed
	// CorrectionUndecided: it is a replacement that is not determined.
	CorrectionUndecided
	// Corrected: a replacement or a void of it was accepted.
	Corrected
	// Reversed: its insurer undid its determination.
	Reversed
	// Reversing: its insurer's reversal is on its way to the ledger.
	Reversing
	// ReviewMoving: an appeal of it, or a step of one, is on its way to the ledger.
	ReviewMoving
	// UnderAppeal: an appeal of its determination is open.
	UnderAppeal
	// RuledOverturned: a panel determined it.
	RuledOverturned
	// RuledUpheld: a panel let its determination stand.
	RuledUpheld
	// Final: its determination stands, and the time to appeal is over.
	Final
	// Overturned: its insurer determined it again on appeal.
	Overturned
	// Determined: its determination stands: paid, denied or not yet paid out.
	Determined
	stateCount
)

// Correction is what may be asked for.
type Correction uint8

// The corrections. Those after Recovery are replacements too, each out of the
// ordinary in one thing.
const (
	Replacement   Correction = iota // frequency 7, by the claim's provider
	Void                            // frequency 8
	Reversal                        // by the insurer
	Appeal                          // of a determination
	OverdueAppeal                   // of a claim that is overdue, as deemed denied
	// Recovery takes what the version led to: a void, a reversal, or a replacement that
	// pays less than what it replaced.
	Recovery

	SecondReplacement    // beside a correction of the same claim in one submission
	ForeignReplacement   // by another provider
	LateReplacement      // beyond the plan's time for filing
	OtherYearReplacement // for services of another benefit year
	OtherMemberReplacement
	correctionCount
)

// States returns all states in their order.
func States() []State { return all(stateCount) }

// Corrections returns all corrections in their order.
func Corrections() []Correction { return all(correctionCount) }

func all[T ~uint8](count T) []T {
	list := make([]T, count)
	for i := range list {
		list[i] = T(i)
	}
	return list
}

var stateTexts = [stateCount]string{
	Erased:              "erased: nobody can read it",
	VoidItself:          "a void itself",
	Accepted:            "accepted, not on the ledger",
	Received:            "received",
	Pended:              "pended",
	Overdue:             "overdue",
	OverdueAppealed:     "overdue and appealed",
	CorrectionUndecided: "a replacement, undecided",
	Corrected:           "replaced or voided",
	Reversed:            "reversed",
	Reversing:           "reversal on its way",
	ReviewMoving:        "step of an appeal on its way",
	UnderAppeal:         "under appeal",
	RuledOverturned:     "overturned by a panel",
	RuledUpheld:         "upheld by a panel",
	Final:               "determined, time to appeal over",
	Overturned:          "overturned by its insurer",
	Determined:          "determined",
}

// String returns a short text of the state.
func (s State) String() string {
	if s >= stateCount {
		return ""
	}
	return stateTexts[s]
}

var correctionTexts = [correctionCount]string{
	Replacement:            "replacement (7)",
	Void:                   "void (8)",
	Reversal:               "reversal",
	Appeal:                 "appeal",
	OverdueAppeal:          "appeal of an overdue claim",
	Recovery:               "recovery",
	SecondReplacement:      "second replacement in one submission",
	ForeignReplacement:     "replacement by another provider",
	LateReplacement:        "replacement beyond timely filing",
	OtherYearReplacement:   "replacement in another benefit year",
	OtherMemberReplacement: "replacement for another member",
}

// String returns a short text of the correction.
func (c Correction) String() string {
	if c >= correctionCount {
		return ""
	}
	return correctionTexts[c]
}

// Facts are what the state of a claim follows from.
type Facts struct {
	Frequency claims.Frequency
	// IsReceived: its receipt is on the ledger.
	IsReceived bool
	IsPended   bool
	// IsOverdue: that was proved on the ledger.
	IsOverdue bool
	// IsDetermined: it has a determination, standing or not.
	IsDetermined bool
	// IsCorrected: a replacement or a void of it was accepted.
	IsCorrected bool
	// IsReversed: its last determination does not stand.
	IsReversed bool
	// IsReversing and IsReviewMoving: such a step is on its way to the ledger.
	IsReversing    bool
	IsReviewMoving bool
	IsAppealOpen   bool
	// IsRuled: a panel ruled; IsOverruled: and determined it otherwise.
	IsRuled     bool
	IsOverruled bool
	// IsOverturned: its insurer determined it again on appeal.
	IsOverturned bool
	// IsAppealTooLate: the plan's time to appeal the last determination is over.
	IsAppealTooLate bool
	IsErased        bool
}

// StateOf returns the one state that the facts give.
func StateOf(f Facts) State {
	switch {
	case f.IsErased:
		return Erased
	case f.Frequency == claims.Void:
		return VoidItself
	case !f.IsDetermined:
		return undecided(&f)
	case f.IsCorrected:
		return Corrected
	case f.IsReversed:
		return Reversed
	case f.IsReversing:
		return Reversing
	case f.IsReviewMoving:
		return ReviewMoving
	case f.IsAppealOpen:
		return UnderAppeal
	case f.IsOverruled:
		return RuledOverturned
	case f.IsRuled:
		return RuledUpheld
	case f.IsAppealTooLate:
		return Final
	case f.IsOverturned:
		return Overturned
	default:
		return Determined
	}
}

func undecided(f *Facts) State {
	switch {
	case f.Frequency == claims.Replacement:
		return CorrectionUndecided
	case !f.IsReceived:
		return Accepted
	case f.IsOverdue && (f.IsReviewMoving || f.IsAppealOpen || f.IsRuled || f.IsOverruled):
		return OverdueAppealed
	case f.IsOverdue:
		return Overdue
	case f.IsPended:
		return Pended
	default:
		return Received
	}
}

// Verdict is what becomes of a correction.
type Verdict struct {
	// Code is what it is refused with, or "" where it is allowed.
	Code errs.Code
	// Why says in a sentence why, or what follows.
	Why string
}

// IsAllowed reports whether the correction may be made.
func (v Verdict) IsAllowed() bool { return v.Code == "" }

// Decide says whether a correction of a claim may be made. States and corrections
// are those above.
//
// It is what a claim's parties are told when they ask. The ledger decides later, by
// what stands then: it can refuse what was allowed here.
func Decide(state State, correction Correction) Verdict {
	if correction <= Recovery {
		return verdicts[table[state][correction]]
	}
	ordinary, special := verdicts[table[state][Replacement]], verdicts[outOfTheOrdinary[correction]]
	switch {
	case correction == ForeignReplacement:
		return verdicts[unknown]
	case !ordinary.IsAllowed():
		return ordinary
	default:
		return special
	}
}
