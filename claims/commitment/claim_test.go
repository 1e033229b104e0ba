package commitment_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
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

// libraryParseClaim is the second implementation: what the JSON library reads, if that is
// written again as it was.
func libraryParseClaim(data []byte) (claims.Claim, error) {
	var c claims.Claim
	if err := json.Unmarshal(data, &c); err != nil {
		return claims.Claim{}, commitment.ErrNotCanonical
	}
	again, err := commitment.Canonical(c)
	if err != nil || !bytes.Equal(again, data) {
		return claims.Claim{}, commitment.ErrNotCanonical
	}
	return c, nil
}

// wantParsedAlike holds the two implementations to the same answer.
func wantParsedAlike(t *testing.T, data []byte) {
	t.Helper()
	want, wantErr := libraryParseClaim(data)
	got, err := commitment.ParseClaim(data)
	if !errors.Is(err, wantErr) || !reflect.DeepEqual(got, want) {
		t.Errorf("%q: got %+v, %v, the library reads %+v, %v", data, got, err, want, wantErr)
	}
}

// hostilePieces are put into canonical claims, or in the place of a part of one.
var hostilePieces = []string{
	"", " ", "\n", ",", "]", "}", "[", "{", `"`, `\`, `\"`, `\u0000`, `\u001f`, `\u001F`, `\u000a`, `\n`, `\/`, `\u00e9`, `\ud800`, "\x00", "\x1f", "\x7f",
	"\xff", "é", "0", "-", "-0", "00", "-1", "+1", "1.0", "1e3", "256", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808",
	"-9223372036854775808", "true", "false", "null", "[]", `{}`, `""`, "2024-02-29", "2023-02-29", "0000-01-01", "0001-01-01", "9999-12-31", "2024-2-29",
	`,"priorPayers":[]`, `,"diagnoses":[]`,
}

func TestParseClaim_ReadsAsTheLibrary(t *testing.T) {
	t.Parallel()
	r := newRandom(13)
	var all [][]byte
	for _, s := range samples() {
		all = append(all, must[[]byte](t)(commitment.Canonical(s.claim)))
	}
	all = append(all, must[[]byte](t)(commitment.Canonical(answered())), must[[]byte](t)(commitment.Canonical(claims.Claim{})))
	taken := 0
	for range 1000 {
		claim := randomWords(r)
		all = append(all, must[[]byte](t)(commitment.Canonical(claim)))
	}
	for _, canonical := range all {
		wantParsedAlike(t, canonical)
		if _, err := commitment.ParseClaim(canonical); err != nil {
			t.Errorf("%s: %v", canonical, err)
		}
		for range 20 {
			from := r.IntN(len(canonical) + 1)
			to := from + r.IntN(min(len(canonical)-from, 12)+1)
			other := slices.Concat(canonical[:from], []byte(hostilePieces[r.IntN(len(hostilePieces))]), canonical[to:])
			wantParsedAlike(t, other)
			if _, err := commitment.ParseClaim(other); err == nil && !bytes.Equal(other, canonical) {
				taken++
			}
		}
	}
	if taken == 0 {
		t.Error("no other claim was read: the changes are too coarse")
	}
}

// randomWords is a claim of random texts, numbers and dates, as no provider would send it.
func randomWords(r *rand.Rand) (c claims.Claim) {
	number := func() int64 { return r.Int64() >> r.IntN(64) * int64(1-2*r.IntN(2)) }
	date := func() claims.Date { return claims.Date(r.IntN(3652060)) * claims.Date(r.IntN(4)%2) }
	runes := []rune("aZ0\"\\/\b\f\n\r\t\x00\x1f\x7fé\u2028𝄞\ufffd")
	text := func() string {
		var text []rune
		for range r.IntN(6) {
			text = append(text, runes[r.IntN(len(runes))])
		}
		return string(text)
	}
	adjustments := func() (list []claims.PriorAdjustment) {
		for range r.IntN(3) {
			list = append(list, claims.PriorAdjustment{Group: codes.Group(text()), CARC: text(), Amount: cents(number())})
		}
		return list
	}
	code := func() codes.Code { return codes.Code{System: codes.System(text()), Value: text()} }
	c = claims.Claim{
		Type: claims.Type(text()), Frequency: claims.Frequency(number()), Insurer: claims.InsurerID(number()), Provider: claims.ProviderID(number()),
		PatientAccountNumber: text(), MemberNumber: text(), PriorAuthorization: text(),
	}
	for range r.IntN(3) {
		c.Diagnoses = append(c.Diagnoses, code())
	}
	for range r.IntN(4) {
		line := claims.Line{
			Sequence: int(number()), Procedure: code(), PlaceOfService: text(), ServiceDate: date(), Units: int(number()),
			Charge: cents(number()), IsInformational: r.IntN(2) == 0,
		}
		for range r.IntN(3) {
			line.Modifiers, line.DiagnosisPointers = append(line.Modifiers, text()), append(line.DiagnosisPointers, int(number()))
		}
		c.Lines = append(c.Lines, line)
	}
	for range max(r.IntN(6)-3, 0) {
		payer := claims.PriorPayer{Payer: text(), AnswerDate: date(), Paid: cents(number()), Adjustments: adjustments()}
		for range r.IntN(3) {
			payer.Lines = append(payer.Lines, claims.PriorLine{Sequence: int(number()), Paid: cents(number()), Adjustments: adjustments()})
		}
		c.PriorPayers = append(c.PriorPayers, payer)
	}
	return c
}

func FuzzParseClaim_ReadsAsTheLibrary(f *testing.F) {
	for _, s := range samples() {
		f.Add(must[[]byte](f)(commitment.Canonical(s.claim)))
	}
	f.Add(must[[]byte](f)(commitment.Canonical(answered())))
	f.Add([]byte(`{"type":"\ud800"}`))
	f.Fuzz(wantParsedAlike)
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
