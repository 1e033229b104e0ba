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
// another claim that agrees in all, its modifiers too, is repeated all the same. Which
// line is repeated the history tells, where it has it.
func (r *run) checkDuplicate(line *lineState) {
	exact, suspect := repeated{line: r.duplicateWithin(line)}, repeated{}
	if exact.line == 0 {
		exact, suspect = r.duplicateBefore(line)
	}
	if exact.line == 0 && r.in.DuplicateLines[line.Sequence] {
		r.note(line, rules.DuplicateExact, true)
		return
	}
	if review := r.reviewOf(line, rules.DuplicateSuspect); review != nil && !review.IsCleared && exact.line == 0 && suspect.line != 0 {
		exact, exact.isByReview = suspect, true // a person says that it is one
	}
	exact.tell(r.note(line, rules.DuplicateExact, exact.line != 0))
	if exact.line == 0 {
		suspect.tell(r.note(line, rules.DuplicateSuspect, suspect.line != 0))
	}
}

// repeated is a line that another repeats, of another claim or, with "", of this one.
// Line zero is none.
type repeated struct {
	line       int
	claim      claims.ID
	isByReview bool
}

func (x repeated) tell(detail *Detail) {
	detail.Line, detail.Claim = x.line, x.claim
	if x.isByReview {
		detail.Text = ByReview
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

// duplicateBefore looks for an original of another claim: an exact one agrees in all, a
// suspect one in the day, the procedure and the modifiers, and not in the provider,
// the units or the charge.
func (r *run) duplicateBefore(line *lineState) (exact, suspect repeated) {
	for i := range r.others {
		other := &r.others[i]
		if other.ServiceDate != line.ServiceDate || other.Procedure != line.Procedure ||
			!isSameModifiers(other.Modifiers, line.Modifiers) {
			continue
		}
		found := repeated{line: other.Sequence, claim: other.claim.ID}
		if other.claim.Provider == r.in.Claim.Provider && other.Units == line.Units && other.Charge == line.Charge && r.isOriginal(other.PastLine) {
			return found, suspect
		}
		if suspect.line == 0 && !other.IsDenied && !line.meaning.Has(rules.Repeat) {
			suspect = found
		}
	}
	return repeated{}, suspect
}

// isOriginal reports whether a line of another claim can be what a line repeats. A denied
// one can, as it is to be replaced and not sent again, unless it was a repetition: what it
// repeated is. To a replacement none can: it would lose its place to what was denied beside
// the claim that it replaces.
func (r *run) isOriginal(other *PastLine) bool {
	return !other.IsDenied || !other.IsRepetition && r.in.Claim.Frequency != claims.Replacement
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
