package rules

// IsModifierKnown reports whether a modifier stands in the set's tables, whatever
// the date.
func (s *Set) IsModifierKnown(m Modifier) bool { return false }
