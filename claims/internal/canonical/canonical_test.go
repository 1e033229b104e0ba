package canonical_test

import (
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/clearclaim/clearclaim/claims/internal/canonical"
)

func TestAppendString_EscapesAsRFC8785(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                 `""`,
		"plain":            `"plain"`,
		`a"b\c/d`:          `"a\"b\\c/d"`,
		"\b\f\n\r\t":       `"\b\f\n\r\t"`,
		"\x00\x1f\x7f":     "\"\\u0000\\u001f\x7f\"",
		"<b>&\u2028\u2029": "\"<b>&\u2028\u2029\"",
		"é𝄞":               `"é𝄞"`,
	} {
		got := canonical.AppendString([]byte("x"), text)
		var back string
		if err := json.Unmarshal(got[1:], &back); err != nil || string(got[1:]) != want || back != text {
			t.Errorf("%q: got %s, %v", text, got, err)
		}
	}
}

func TestIsText_RefusesWhatIsNotUTF8(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"": true, "é": true, "\xff": false, "a\xc3": false, "\xed\xa0\x80": false} {
		if canonical.IsText(text) != want {
			t.Errorf("%q: got %t", text, !want)
		}
	}
}

func TestKeccak256_IsNotSHA3(t *testing.T) {
	t.Parallel()
	hash := canonical.Keccak256([]byte("a"), nil, []byte("bc"))
	if got := hex.EncodeToString(hash[:]); got != "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45" {
		t.Errorf("got %s", got)
	}
}
