package rules

import "github.com/clearclaim/clearclaim/claims/internal/codeindex"

// Procedure is a set's number for a procedure code. Zero is a code that stands in
// none of its tables.
type Procedure uint32

// Diagnosis is a set's number for a diagnosis code. Zero is a code that stands in
// none of its tables.
type Diagnosis uint32

// ProviderSymbol is a set's number for a national provider identifier. Zero is one that stands
// in none of its tables.
type ProviderSymbol uint32

// Modifier is a procedure modifier: two digits or capital letters. It is the same
// in every set. Zero is none.
type Modifier uint16

// modifierCount is one more than the largest modifier.
const modifierCount = 36*36 + 1

// ModifierOf returns the modifier of a text, zero when it has not the form of one.
func ModifierOf(text string) Modifier {
	if len(text) != 2 {
		return 0
	}
	first, second := codeindex.Digit36(text[0]), codeindex.Digit36(text[1])
	if first < 0 || second < 0 {
		return 0
	}
	return Modifier(1 + first*36 + second)
}

// String returns the two characters of the modifier, or "".
func (m Modifier) String() string {
	if m == 0 || m >= modifierCount {
		return ""
	}
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return string([]byte{digits[(m-1)/36], digits[(m-1)%36]})
}

// Place is a place of service, 1 to 99. It is the same in every set. Zero is none.
type Place uint8

// PlaceOf returns the place of service of two digits, zero when the text is none.
func PlaceOf(text string) Place {
	if len(text) != 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9' {
		return 0
	}
	return Place((text[0]-'0')*10 + text[1] - '0')
}

// String returns the two digits of the place, or "".
func (p Place) String() string {
	if p == 0 || p > 99 {
		return ""
	}
	return string([]byte{'0' + byte(p/10), '0' + byte(p%10)})
}

// PlaceSet is a set of places of service; the zero value is empty.
type PlaceSet [2]uint64

// Has reports whether a place is in the set.
func (s PlaceSet) Has(p Place) bool { return p < 128 && s[p>>6]&(1<<(p&63)) != 0 }

// IsEmpty reports whether no place is in the set.
func (s PlaceSet) IsEmpty() bool { return s == PlaceSet{} }

func (s *PlaceSet) add(p Place) { s[p>>6] |= 1 << (p & 63) }

// NPI is a national provider identifier of ten digits. Zero is none.
type NPI uint64

// NPIOf returns the identifier of ten digits, zero when the text is none.
func NPIOf(text string) NPI {
	if len(text) != 10 {
		return 0
	}
	var npi NPI
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0
		}
		npi = npi*10 + NPI(text[i]-'0')
	}
	return npi
}
