// Package canonical writes values in one form only, so that their hash is the
// same whoever computes it, and hashes them.
package canonical

import (
	"unicode/utf8"

	"golang.org/x/crypto/sha3"
)

const hexDigits = "0123456789abcdef"

// AppendString appends text as a JSON string: only the quote, the backslash and
// the controls below U+0020 are escaped, as RFC 8785 has it. Text that is not
// valid UTF-8 has no canonical form: see [IsText].
func AppendString(dst []byte, text string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := range len(text) {
		c := text[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, text[start:i]...)
		dst = appendEscape(dst, c)
		start = i + 1
	}
	dst = append(dst, text[start:]...)
	return append(dst, '"')
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	default:
		return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
	}
}

// IsText reports whether text can be written and read back unchanged.
func IsText(text string) bool { return utf8.ValidString(text) }

// Keccak256 hashes the parts as if they were one.
func Keccak256(parts ...[]byte) (hash [32]byte) {
	state := sha3.NewLegacyKeccak256()
	for _, part := range parts {
		state.Write(part)
	}
	state.Sum(hash[:0])
	return hash
}
