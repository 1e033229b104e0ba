package corrections

import "github.com/clearclaim/clearclaim/claims/errs"

// reason is why a correction is allowed or refused.
type reason uint8

const (
	replaces reason = iota
	voids
	reverses
	reviews
	reviewsLateness
	recovers
	givesBackItsYear

	undecidedYet
	alreadyCorrected
	alreadyReversed
	underAppeal
	stepMoving
	boundByPanel
	voidStands
	cannotBeRead
	appealFiled
	appealRuled
	appealTooLate
	clockRuns
	alreadyDecided
	decidedWithItsOriginal
	noRecovery
	recoverySuspended
	correctedTwice
	unknown
	filedTooLate
	forSomebodyElse
	reasonCount
)

var verdicts = [reasonCount]Verdict{
	replaces:         {"", "Its determination is undone and that of the replacement put in its place; only the difference is paid or recovered."},
	voids:            {"", "Its determination is undone and nothing put in its place; what it paid is recovered."},
	reverses:         {"", "Its determination is undone, with reasons; what it paid is recovered after notice."},
	reviews:          {"", "The insurer answers in the plan's time, and a panel may follow."},
	reviewsLateness:  {"", "It counts as denied, and goes to a panel at once."},
	recovers:         {"", "What it led to is taken off later payouts once its notice has run; there is something where less is paid than before."},
	givesBackItsYear: {"", "What stands is given back to its own benefit year, and the replacement is determined in the other."},

	undecidedYet:           {errs.ClaimNotDecided, "Nothing is determined that could be undone or reviewed."},
	alreadyCorrected:       {errs.ClaimAlreadyReplaced, "A replacement or a void of it was accepted: correct that one."},
	alreadyReversed:        {errs.ClaimAlreadyReversed, "Its determination does not stand, or not for long."},
	underAppeal:            {errs.ClaimUnderAppeal, "What is under review stays as it is until the review ends."},
	stepMoving:             {errs.ClaimUnderAppeal, "A step of an appeal is on its way to the ledger: what it leads to is not known yet."},
	boundByPanel:           {errs.ClaimUnderAppeal, "What a panel determined binds both sides."},
	voidStands:             {errs.CorrectionUnrelated, "A void has no line: there is nothing to correct, to review or to wait for."},
	cannotBeRead:           {errs.Erased, "The patient's key is erased, and nobody can read the claim."},
	appealFiled:            {errs.AppealAlreadyFiled, "An appeal of it is open."},
	appealRuled:            {errs.AppealAlreadyFiled, "A panel ruled, and nobody is above it."},
	appealTooLate:          {errs.AppealTooLate, "The plan's time to appeal is over."},
	clockRuns:              {errs.ClaimNotOverdue, "Nobody proved that its clock ran out."},
	alreadyDecided:         {errs.ClaimAlreadyDecided, "It was determined: appeal the determination."},
	decidedWithItsOriginal: {errs.CorrectionUnrelated, "A replacement is decided with what it replaces, which stands meanwhile."},
	noRecovery:             {errs.RecoveryNotFound, "Nothing was determined, so nothing was paid too much."},
	recoverySuspended:      {errs.RecoveryStatusInvalid, "A recovery waits for the outcome of the appeal."},
	correctedTwice:         {errs.ClaimAlreadyReplaced, "A claim of the same submission corrects it already."},
	unknown:                {errs.ClaimNotFound, "A claim of another provider is as one that there is not."},
	filedTooLate:           {errs.FilingTooLate, "It would be denied as filed late, in place of what stands."},
	forSomebodyElse:        {errs.CorrectionUnrelated, "A replacement is for the same member: void the claim and submit another."},
}

// table has a row for each state; its columns are replacement, void, reversal,
// appeal, appeal of an overdue claim, recovery.
var table = [stateCount][Recovery + 1]reason{
	Erased:              {cannotBeRead, cannotBeRead, cannotBeRead, cannotBeRead, cannotBeRead, recovers},
	VoidItself:          {voidStands, voidStands, voidStands, voidStands, voidStands, recovers},
	Accepted:            {undecidedYet, undecidedYet, undecidedYet, undecidedYet, clockRuns, noRecovery},
	Received:            {undecidedYet, undecidedYet, undecidedYet, undecidedYet, clockRuns, noRecovery},
	Pended:              {undecidedYet, undecidedYet, undecidedYet, undecidedYet, clockRuns, noRecovery},
	Overdue:             {undecidedYet, undecidedYet, undecidedYet, undecidedYet, reviewsLateness, noRecovery},
	OverdueAppealed:     {undecidedYet, undecidedYet, undecidedYet, undecidedYet, appealFiled, noRecovery},
	CorrectionUndecided: {undecidedYet, undecidedYet, undecidedYet, undecidedYet, decidedWithItsOriginal, noRecovery},
	Corrected:           {alreadyCorrected, alreadyCorrected, alreadyCorrected, alreadyCorrected, alreadyDecided, recovers},
	Reversed:            {alreadyReversed, alreadyReversed, alreadyReversed, alreadyReversed, alreadyDecided, recovers},
	Reversing:           {alreadyReversed, alreadyReversed, alreadyReversed, alreadyReversed, alreadyDecided, recovers},
	ReviewMoving:        {stepMoving, stepMoving, stepMoving, stepMoving, alreadyDecided, recovers},
	UnderAppeal:         {underAppeal, underAppeal, underAppeal, appealFiled, alreadyDecided, recoverySuspended},
	RuledOverturned:     {boundByPanel, boundByPanel, boundByPanel, appealRuled, alreadyDecided, recovers},
	RuledUpheld:         {replaces, voids, reverses, appealRuled, alreadyDecided, recovers},
	Final:               {replaces, voids, reverses, appealTooLate, alreadyDecided, recovers},
	Overturned:          {replaces, voids, reverses, reviews, alreadyDecided, recovers},
	Determined:          {replaces, voids, reverses, reviews, alreadyDecided, recovers},
}

// outOfTheOrdinary are the reasons of replacements that would be allowed but for
// one thing.
var outOfTheOrdinary = [correctionCount]reason{
	SecondReplacement:      correctedTwice,
	LateReplacement:        filedTooLate,
	OtherYearReplacement:   givesBackItsYear,
	OtherMemberReplacement: forSomebodyElse,
}
