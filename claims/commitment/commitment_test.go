package commitment_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/sha3"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

// keccak is spelt out here so that the layouts below are written down twice.
func keccak(parts ...string) (hash commitment.Hash) {
	state := sha3.NewLegacyKeccak256()
	state.Write([]byte(strings.Join(parts, "")))
	copy(hash[:], state.Sum(nil))
	return hash
}

func TestHashes_HaveTheLayoutOfTheDocument(t *testing.T) {
	t.Parallel()
	salt := saltOf(9)
	content := commitment.ContentHash(salt, []byte("{}"))
	if content != keccak("\x10clearclaim/claim/v1", string(salt[:]), "{}") {
		t.Error("content hash")
	}
	reasons := commitment.ReasonsHash(salt, []byte("[]"))
	if reasons != keccak("\x11clearclaim/reasons/v1", string(salt[:]), "[]") {
		t.Error("reasons hash")
	}
	receipt, err := commitment.ReceiptLeaf(content, 0x0102030405060708, 0x0a0b0c, []money.Amount{cents(0x0102030405), cents(1)})
	if err != nil || receipt != keccak("\x00", string(content[:]), "\x01\x02\x03\x04\x05\x06\x07\x08", "\x0a\x0b\x0c", "\x02",
		"\x01\x02\x03\x04\x05", "\x00\x00\x00\x00\x01") {
		t.Errorf("receipt leaf: %v", err)
	}
	if commitment.DeterminationLeaf(receipt, reasons, []byte("result")) != keccak("\x02", string(receipt[:]), string(reasons[:]), "result") {
		t.Error("determination leaf")
	}
	if commitment.SubmissionNode(0x01020304, 0x0506, 0x0708, receipt) != keccak("\x03\x01\x02\x03\x04\x05\x06\x07\x08", string(receipt[:])) {
		t.Error("submission node")
	}
	if commitment.Root([]commitment.Hash{content, reasons}) != keccak("\x01", string(content[:]), string(reasons[:])) {
		t.Error("inner node")
	}
	if keccak("") != hashOf(t, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470") {
		t.Error("not Keccak-256")
	}
}

func hashOf(t *testing.T, text string) (hash commitment.Hash) {
	t.Helper()
	if err := json.Unmarshal([]byte(`"`+text+`"`), new(string)); err != nil || len(text) != 64 {
		t.Fatal("no hash")
	}
	for i := range hash {
		hash[i] = unhex(text[2*i])<<4 | unhex(text[2*i+1])
	}
	return hash
}

func unhex(c byte) byte {
	if c >= 'a' {
		return c - 'a' + 10
	}
	return c - '0'
}

func TestReceiptLeaf_RefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	one := []money.Amount{cents(1)}
	for _, c := range []struct {
		name    string
		day     claims.Date
		charges []money.Amount
	}{
		{"no day", 0, one},
		{"negative day", -1, one},
		{"day past three bytes", 1 << 24, one},
		{"no line", 1, nil},
		{"too many lines", 1, make([]money.Amount, 256)},
		{"negative charge", 1, []money.Amount{cents(-1)}},
		{"charge past five bytes", 1, []money.Amount{cents(1 << 40)}},
	} {
		if _, err := commitment.ReceiptLeaf(commitment.Hash{}, 1, c.day, c.charges); !errors.Is(err, commitment.ErrOutOfRange) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	if _, err := commitment.ReceiptLeaf(commitment.Hash{}, 1, 1<<24-1, make([]money.Amount, 255)); err != nil {
		t.Errorf("the largest: %v", err)
	}
}

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

func TestTree_EveryPathLeadsToTheRoot(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 33; n++ {
		leaves := numbered(n)
		root := commitment.Root(leaves)
		for i := range leaves {
			path := commitment.Path(leaves, i)
			if !commitment.Verify(leaves[i], i, n, path, root) {
				t.Fatalf("leaf %d of %d does not lead to the root", i, n)
			}
			for j := range leaves {
				if j != i && commitment.Verify(leaves[i], j, n, path, root) {
					t.Fatalf("leaf %d of %d passes for leaf %d", i, n, j)
				}
			}
		}
		if !slices.Equal(leaves, numbered(n)) {
			t.Fatal("the leaves were changed")
		}
	}
}

func TestTree_IsOfTheShapeOfRFC6962(t *testing.T) {
	t.Parallel()
	// root(leaves) = node(root(left), root(right)), where left is the largest power of
	// two below the number of leaves.
	var split func(leaves []commitment.Hash) commitment.Hash
	split = func(leaves []commitment.Hash) commitment.Hash {
		if len(leaves) == 1 {
			return leaves[0]
		}
		k := 1
		for 2*k < len(leaves) {
			k *= 2
		}
		left, right := split(leaves[:k]), split(leaves[k:])
		return keccak("\x01", string(left[:]), string(right[:]))
	}
	for _, n := range []int{1, 2, 3, 5, 6, 7, 11, 64, 100, 511, 512} {
		if leaves := numbered(n); commitment.Root(leaves) != split(leaves) {
			t.Errorf("%d leaves", n)
		}
	}
	if commitment.Root(nil) != (commitment.Hash{}) {
		t.Error("no leaves have a root")
	}
}

func TestVerify_RefusesAnythingChanged(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		n := 2 + random.IntN(40)
		leaves := numbered(n)
		i := random.IntN(n)
		path, root := commitment.Path(leaves, i), commitment.Root(leaves)
		leaf, index, count := leaves[i], i, n
		switch change := random.IntN(7); change {
		case 0:
			leaf[random.IntN(32)] ^= 1
		case 1:
			path[random.IntN(len(path))][random.IntN(32)] ^= 1
		case 2:
			root[random.IntN(32)] ^= 1
		case 3:
			path = path[:len(path)-1]
		case 4:
			path = append(path, commitment.Hash{})
		case 5:
			index = []int{-1, n, n + 7, i ^ 1}[random.IntN(4)]
		default:
			path = append([]commitment.Hash{{}}, path...)
		}
		if commitment.Verify(leaf, index, count, path, root) {
			t.Fatalf("leaf %d of %d", i, n)
		}
	}
}

func TestPath_OfNoLeafIsNothing(t *testing.T) {
	t.Parallel()
	for _, index := range []int{-1, 3} {
		if path := commitment.Path(numbered(3), index); path != nil {
			t.Errorf("got %v", path)
		}
	}
}

func TestResult_ReadsBackAndBalances(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		back, err := commitment.DecodeResult(commitment.EncodeResult(s.results))
		if err != nil || !slices.Equal(back, s.results) {
			t.Errorf("%s: got %+v, %v", s.name, back, err)
		}
		lines, err := commitment.EncodeLines(s.lines)
		if err != nil {
			t.Fatal(err)
		}
		if backLines, err := commitment.DecodeLines(lines); err != nil || !slices.Equal(backLines, s.lines) {
			t.Errorf("%s: got %+v, %v", s.name, backLines, err)
		}
	}
}

func TestDecodeResult_RefusesWhatNoDeterminationIs(t *testing.T) {
	t.Parallel()
	good := benefits.LineResult{Charge: cents(10), Allowed: cents(8), Copay: cents(1), Deductible: cents(2), Coinsurance: cents(2), Paid: cents(3)}
	change := func(apply func(*benefits.LineResult)) []byte {
		r := good
		apply(&r)
		return commitment.EncodeResult([]benefits.LineResult{r})
	}
	whole := commitment.EncodeResult([]benefits.LineResult{good})
	if _, err := commitment.DecodeResult(whole); err != nil {
		t.Fatal(err)
	}
	for name, encoded := range map[string][]byte{
		"nothing":                 nil,
		"cut short":               whole[:30],
		"too long":                append(slices.Clone(whole), 0),
		"more lines than allowed": bytes.Repeat(whole, 256),
		"unbalanced":              change(func(r *benefits.LineResult) { r.Paid = cents(4) }),
		"allowed above charge":    change(func(r *benefits.LineResult) { r.Charge = cents(7) }),
		"denied with a payment":   change(func(r *benefits.LineResult) { r.Class = benefits.ClassDenied }),
	} {
		if results, err := commitment.DecodeResult(encoded); !errors.Is(err, commitment.ErrMalformed) {
			t.Errorf("%s: got %+v, %v", name, results, err)
		}
	}
}

func TestEncodeResult_PanicsRatherThanCutAnAmount(t *testing.T) {
	t.Parallel()
	for _, amount := range []money.Amount{cents(-1), cents(1 << 40)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was encoded", amount)
				}
			}()
			commitment.EncodeResult([]benefits.LineResult{{Charge: amount}})
		}()
	}
}

func TestSettlement_RefusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	one := []benefits.Line{{Charge: cents(1)}}
	clean := func(day claims.Date, lines []benefits.Line) error {
		_, err := commitment.EncodeCleanClaim(commitment.Hash{}, 0, day, commitment.Hash{}, lines)
		return err
	}
	coverages := func(entries ...commitment.CoverageEntry) error {
		_, err := commitment.EncodeCoverages(entries)
		return err
	}
	families := func(ids ...claims.FamilyYearID) error {
		_, err := commitment.EncodeFamilies(ids)
		return err
	}
	lines := func(list []benefits.Line) error {
		_, err := commitment.EncodeLines(list)
		return err
	}
	for _, c := range []struct {
		name string
		got  error
		want error
	}{
		{"claim", clean(1, one), nil},
		{"claim without a line", clean(1, nil), commitment.ErrOutOfRange},
		{"claim of too many lines", clean(1, make([]benefits.Line, 256)), commitment.ErrOutOfRange},
		{"claim without a day", clean(0, one), commitment.ErrOutOfRange},
		{"charge past five bytes", clean(1, []benefits.Line{{Charge: cents(1 << 40)}}), commitment.ErrOutOfRange},
		{"negative allowed", clean(1, []benefits.Line{{Allowed: cents(-1)}}), commitment.ErrOutOfRange},
		{"no lines", lines(nil), commitment.ErrOutOfRange},
		{"most lines", lines(make([]benefits.Line, 255)), nil},
		{"no coverages", coverages(), nil},
		{"coverages in order", coverages(commitment.CoverageEntry{Year: 1}, commitment.CoverageEntry{Year: 2}), nil},
		{"coverage twice", coverages(commitment.CoverageEntry{Year: 1}, commitment.CoverageEntry{Year: 1}), commitment.ErrNotAscending},
		{"coverages out of order", coverages(commitment.CoverageEntry{Year: 2}, commitment.CoverageEntry{Year: 1}), commitment.ErrNotAscending},
		{"families in order", families(1, 2, 1<<32-1), nil},
		{"family twice", families(1, 1), commitment.ErrNotAscending},
		{"families past the mark of none", families(make([]claims.FamilyYearID, 0x10000)...), commitment.ErrOutOfRange},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: got %v", c.name, c.got)
		}
	}
}

func TestDecodeLines_RefusesWhatIsNoList(t *testing.T) {
	t.Parallel()
	for name, encoded := range map[string][]byte{"nothing": nil, "cut short": make([]byte, 10), "too many": make([]byte, 11*256)} {
		if _, err := commitment.DecodeLines(encoded); !errors.Is(err, commitment.ErrMalformed) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func FuzzDecodeResult_NeverPanics(f *testing.F) {
	for _, s := range samples() {
		f.Add(commitment.EncodeResult(s.results))
	}
	f.Fuzz(func(t *testing.T, encoded []byte) {
		results, err := commitment.DecodeResult(encoded)
		if err == nil && !bytes.Equal(commitment.EncodeResult(results), encoded) {
			t.Errorf("%x reads as %+v", encoded, results)
		}
		if lines, err := commitment.DecodeLines(encoded); err == nil {
			if again, err := commitment.EncodeLines(lines); err != nil || !bytes.Equal(again, encoded) {
				t.Errorf("%x reads as %+v", encoded, lines)
			}
		}
	})
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

func BenchmarkReceiptLeaf(b *testing.B) {
	s := samples()[1]
	b.ReportAllocs()
	for b.Loop() {
		canonical, err := commitment.Canonical(s.claim)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := commitment.ReceiptLeaf(commitment.ContentHash(s.salt, canonical), s.year, s.day, s.charges()); err != nil {
			b.Fatal(err)
		}
	}
}
