package adjudicate

import (
	"encoding/binary"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// LineKey returns what makes a line a repetition of another: insurer, member,
// provider, date of service, procedure, modifiers in any order, units and
// charge, each behind its length. It names a patient: hash it with a secret key
// before it is kept.
func LineKey(c claims.Claim, l claims.Line) []byte {
	key := make([]byte, 0, 96)
	key = append(key, 1) // version of the key
	key = binary.BigEndian.AppendUint32(key, uint32(c.Insurer))
	key = binary.BigEndian.AppendUint32(key, uint32(c.Provider))
	key = appendText(key, c.MemberNumber)
	key = binary.BigEndian.AppendUint32(key, uint32(l.ServiceDate))
	key = appendText(key, string(l.Procedure.System))
	key = appendText(key, l.Procedure.Value)
	modifiers := sortedModifiers(l.Modifiers)
	key = binary.AppendUvarint(key, uint64(len(modifiers)))
	for _, modifier := range modifiers {
		key = appendText(key, modifier)
	}
	key = binary.AppendVarint(key, int64(l.Units))
	return binary.AppendVarint(key, l.Charge.Cents())
}

func appendText(key []byte, text string) []byte {
	key = binary.AppendUvarint(key, uint64(len(text)))
	return append(key, text...)
}

func sortedModifiers(modifiers []string) []string {
	if slices.IsSorted(modifiers) {
		return modifiers
	}
	sorted := slices.Clone(modifiers)
	slices.Sort(sorted)
	return sorted
}

// isSameService compares two lines of one claim as [LineKey] does.
func isSameService(x, y *claims.Line) bool {
	return x.ServiceDate == y.ServiceDate && x.Procedure == y.Procedure && x.Units == y.Units && x.Charge == y.Charge &&
		isSameModifiers(x.Modifiers, y.Modifiers)
}

// checkDuplicate denies a line that repeats one of a claim that stands, or an
// earlier one of this claim, and has a person look at one that nearly does. A
// modifier that says the service was given again stands against taking it for a
// repetition within the claim, and for a near one of a line in the history; a line of
// another claim that agrees in all, its modifiers too, is repeated all the same.
func (r *run) checkDuplicate(line *lineState) {
	if r.in.DuplicateLines[line.Sequence] {
		r.note(line, rules.DuplicateExact, true, &Detail{})
		return
	}
	exact, suspect := Detail{Line: r.duplicateWithin(line)}, Detail{}
	if exact.Line == 0 {
		r.duplicateBefore(line, &exact, &suspect)
	}
	if review := r.reviewOf(line, rules.DuplicateSuspect); review != nil && !review.IsCleared && exact.Line == 0 && suspect.Line != 0 {
		exact = suspect // a person says that it is one
	}
	r.note(line, rules.DuplicateExact, exact.Line != 0, &exact)
	if exact.Line == 0 {
		r.note(line, rules.DuplicateSuspect, suspect.Line != 0, &suspect)
	}
}

// duplicateWithin returns the sequence of an earlier line of the claim that is the
// same, zero for none. Two lines of one claim that differ in their charge are what the
// provider meant.
func (r *run) duplicateWithin(line *lineState) int {
	if line.meaning.Has(rules.Repeat) {
		return 0
	}
	for i := range r.lines {
		earlier := &r.lines[i]
		if earlier.Sequence >= line.Sequence {
			break
		}
		if isSameService(earlier.Line, line.Line) {
			return earlier.Sequence
		}
	}
	return 0
}

// duplicateBefore looks for a line of another claim: an exact one agrees in all, a
// suspect one in the day, the procedure and the modifiers, and not in the provider,
// the units or the charge.
func (r *run) duplicateBefore(line *lineState, exact, suspect *Detail) {
	for i := range r.in.History {
		past := &r.in.History[i]
		for j := range past.Lines {
			other := &past.Lines[j]
			if other.ServiceDate != line.ServiceDate || other.Procedure != line.Procedure ||
				!isSameModifiers(other.Modifiers, line.Modifiers) {
				continue
			}
			if past.Provider == r.in.Claim.Provider && other.Units == line.Units && other.Charge == line.Charge {
				*exact = Detail{Line: other.Sequence, Claim: past.ID}
				return
			}
			if suspect.Line == 0 && !other.IsDenied && !line.meaning.Has(rules.Repeat) {
				*suspect = Detail{Line: other.Sequence, Claim: past.ID}
			}
		}
	}
}

// isSameModifiers compares modifiers in any order.
func isSameModifiers(x, y []string) bool {
	if len(x) != len(y) {
		return false
	}
	for _, modifier := range x {
		if count(x, modifier) != count(y, modifier) {
			return false
		}
	}
	return true
}

func count(modifiers []string, modifier string) (n int) {
	for _, other := range modifiers {
		if other == modifier {
			n++
		}
	}
	return n
}
