package commitment_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

func TestCanonical_IsTheJSONOfTheType(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		canonical, err := commitment.Canonical(s.claim)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		encoder := json.NewEncoder(&want)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(s.claim); err != nil {
			t.Fatal(err)
		}
		// The library writes null for an empty list and escapes two separators that
		// the canonical form leaves alone.
		text := strings.NewReplacer(":null", ":[]", `\u2028`, "\u2028").Replace(strings.TrimSpace(want.String()))
		if string(canonical) != text {
			t.Errorf("%s:\n got %s\nwant %s", s.name, canonical, text)
		}
	}
}

func TestCanonical_ReadsBackUnchanged(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		canonical, err := commitment.Canonical(s.claim)
		if err != nil {
			t.Fatal(err)
		}
		back, err := commitment.ParseClaim(canonical)
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		again, err := commitment.Canonical(back)
		if err != nil || !bytes.Equal(again, canonical) {
			t.Errorf("%s: got %s, %v", s.name, again, err)
		}
	}
}

func TestCanonical_RefusesWhatCannotBeReadBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		claim claims.Claim
	}{
		{"text that is not UTF-8", claims.Claim{MemberNumber: "\xff"}},
		{"code that is not UTF-8", claims.Claim{Diagnoses: []codes.Code{{Value: "\xc3"}}}},
		{"modifier that is not UTF-8", claims.Claim{Lines: []claims.Line{{Modifiers: []string{"\x80"}}}}},
		{"date before the first", claims.Claim{Lines: []claims.Line{{ServiceDate: -1}}}},
		{"date after 9999", claims.Claim{Lines: []claims.Line{{ServiceDate: 3652060}}}},
	} {
		if canonical, err := commitment.Canonical(c.claim); !errors.Is(err, commitment.ErrNotCanonical) {
			t.Errorf("%s: got %s, %v", c.name, canonical, err)
		}
	}
}

func TestParseClaim_RefusesEveryOtherForm(t *testing.T) {
	t.Parallel()
	canonical, err := commitment.Canonical(samples()[0].claim)
	if err != nil {
		t.Fatal(err)
	}
	text := string(canonical)
	for name, other := range map[string]string{
		"white space":       text + " ",
		"another order":     strings.Replace(text, `"insurer":1,"provider":7`, `"provider":7,"insurer":1`, 1),
		"key twice":         strings.Replace(text, `"insurer":1`, `"insurer":2,"insurer":1`, 1),
		"key in capitals":   strings.Replace(text, `"insurer"`, `"INSURER"`, 1),
		"unknown key":       strings.Replace(text, `"insurer":1`, `"insurer":1,"x":1`, 1),
		"missing key":       strings.Replace(text, `"insurer":1,`, ``, 1),
		"null":              "null",
		"number as a float": strings.Replace(text, `"units":1`, `"units":1.0`, 1),
		"needless escape":   strings.Replace(text, `"M-001"`, `"M\u002d001"`, 1),
		"list that is null": strings.Replace(text, `"modifiers":[]`, `"modifiers":null`, 1),
		"nothing":           "",
	} {
		if other == text {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := commitment.ParseClaim([]byte(other)); !errors.Is(err, commitment.ErrNotCanonical) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func FuzzParseClaim_TakesTheCanonicalFormAlone(f *testing.F) {
	for _, s := range samples() {
		canonical, err := commitment.Canonical(s.claim)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(canonical)
	}
	f.Add([]byte(`{"type":"\ud800"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		claim, err := commitment.ParseClaim(data)
		if err != nil {
			return
		}
		if again, err := commitment.Canonical(claim); err != nil || !bytes.Equal(again, data) {
			t.Errorf("%s reads back as %s, %v", data, again, err)
		}
	})
}

func FuzzCanonical_TextReadsBackUnchanged(f *testing.F) {
	f.Add("plain", "\u2028\x00\x1f\"\\</script>")
	f.Add("\xff", "é𝄞")
	f.Fuzz(func(t *testing.T, account, member string) {
		claim := claims.Claim{PatientAccountNumber: account, MemberNumber: member}
		canonical, err := commitment.Canonical(claim)
		if err != nil {
			return
		}
		back, err := commitment.ParseClaim(canonical)
		if err != nil || back.PatientAccountNumber != account || back.MemberNumber != member {
			t.Errorf("%s reads back as %q, %q, %v", canonical, back.PatientAccountNumber, back.MemberNumber, err)
		}
	})
}
