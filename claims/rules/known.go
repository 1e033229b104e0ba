package rules

// IsModifierKnown reports whether a modifier stands in the set's table, whatever
// the date.
func (s *Set) IsModifierKnown(m Modifier) bool { return s.modifiers.isListed(uint32(m)) }

// isListed reports whether a symbol has a row on any date.
func (d *dated[R]) isListed(symbol uint32) bool {
	from, to := d.of(symbol)
	return from < to
}
