package adjudicate

import (
	"encoding/binary"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
)

// repeatModifiers say that a service was given again, or apart from another: they
// stand against taking a line for a repetition within its claim.
var repeatModifiers = []string{"76", "77", "91", "59", "XE", "XP", "XS", "XU"}

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
		len(x.Modifiers) == len(y.Modifiers) && slices.Equal(sortedModifiers(x.Modifiers), sortedModifiers(y.Modifiers))
}

func isRepeatStated(line *claims.Line) bool {
	return slices.ContainsFunc(line.Modifiers, func(m string) bool { return slices.Contains(repeatModifiers, m) })
}
