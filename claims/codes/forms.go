package codes

// isSNOMED reports whether a text is a SNOMED CT identifier: 6 to 18 digits of
// which the last is the Verhoeff check digit over the others.
func isSNOMED(text string) bool {
	if len(text) < 6 || len(text) > 18 || text[0] == '0' {
		return false
	}
	check := byte(0)
	for i := range len(text) {
		digit := text[len(text)-1-i]
		if digit < '0' || digit > '9' {
			return false
		}
		check = dihedral[check][permute(digit-'0', i)]
	}
	return check == 0
}

// dihedral is the multiplication of the dihedral group of order 10.
var dihedral = [10][10]byte{
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
	{1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
	{2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
	{3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
	{4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
	{5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
	{6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
	{7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
	{8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
	{9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
}

// permutation is Verhoeff's; position i applies it i times.
var permutation = [10]byte{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}

func permute(digit byte, times int) byte {
	for range times % 8 {
		digit = permutation[digit]
	}
	return digit
}

// isCVX reports whether a text has the form of a vaccine code: two or three digits.
func isCVX(text string) bool {
	if len(text) != 2 && len(text) != 3 {
		return false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// IsModifier reports whether a text has the form of a procedure modifier: two
// characters, digits or capital letters. The modifiers of HCPCS Level I are not
// listed here, so there is no table to ask.
func IsModifier(text string) bool {
	return len(text) == 2 && isDigitOrCapital(text[0]) && isDigitOrCapital(text[1])
}

func isDigitOrCapital(c byte) bool { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') }
