package commitment_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

// sample is what a claim vector is made of.
type sample struct {
	name     string
	claim    claims.Claim
	salt     commitment.Salt
	year     claims.CoverageYearID
	day      claims.Date
	replaced claims.Number
}

func saltOf(first byte) (salt commitment.Salt) {
	for i := range salt {
		salt[i] = first + byte(i)
	}
	return salt
}

func (s sample) receipt(t testing.TB) commitment.Receipt {
	t.Helper()
	kind, isKind := commitment.KindOf(s.claim.Frequency)
	if !isKind {
		t.Fatalf("%s: no kind", s.name)
	}
	return commitment.Receipt{
		ContentHash: commitment.ContentHash(s.salt, must[[]byte](t)(commitment.Canonical(s.claim))),
		Kind:        kind, CoverageYear: s.year, ServiceDay: s.day, Lines: commitment.ReceiptLines(s.claim), Replaced: s.replaced,
	}
}

var serviceDay = claims.NewDate(2026, 3, 1)

// visits returns n lines of different charges and units.
func visits(n int) []claims.Line {
	lines := make([]claims.Line, n)
	for i := range lines {
		lines[i] = claims.Line{
			Sequence: i + 1, Procedure: codes.Code{System: codes.Synthetic, Value: "ZX101"}, PlaceOfService: "11",
			DiagnosisPointers: []int{1}, ServiceDate: serviceDay, Units: i + 1, Charge: cents(int64(25000 + 1000*i)),
		}
	}
	return lines
}

func professional(lines []claims.Line) claims.Claim {
	return claims.Claim{
		Type: claims.Professional, Frequency: claims.Original, Insurer: 1, Provider: 7,
		PatientAccountNumber: "ACCT-1", MemberNumber: "M-001",
		Diagnoses: []codes.Code{{System: codes.ICD10CM, Value: "J069"}}, Lines: lines,
	}
}

// samples are the claims of the vectors. The first four are originals of 1, 3, 4
// and 9 lines.
func samples() []sample {
	const year = 0x1122334455667788
	four := professional(visits(5))
	four.PatientAccountNumber = "a \"quoted\" \\ number, <b> & é \u2028 \t"
	four.PriorAuthorization = "PA-9"
	four.Lines[1].Charge, four.Lines[1].IsInformational = cents(0), true
	four.Lines[2].Modifiers = []string{"25", "LT"}
	replacement := professional(visits(4))
	replacement.Frequency = claims.Replacement
	void := professional(visits(1))
	void.Frequency = claims.Void
	largest := professional(visits(1))
	largest.Insurer, largest.Provider, largest.Diagnoses = 1<<32-1, 1<<32-1, nil
	largest.Lines[0].Charge, largest.Lines[0].Units, largest.Lines[0].DiagnosisPointers = cents(money.MaxCents), claims.MaxUnits, nil
	largest.Lines[0].ServiceDate = claims.NewDate(9999, 12, 31)
	return []sample{
		{name: "one line", claim: professional(visits(1)), salt: saltOf(0), year: year, day: serviceDay},
		{name: "three lines", claim: professional(visits(3)), salt: saltOf(32), year: year, day: serviceDay},
		{name: "four lines and an informational one", claim: four, salt: saltOf(64), year: 1, day: serviceDay},
		{name: "nine lines", claim: professional(visits(9)), salt: saltOf(96), year: 2, day: serviceDay},
		{
			name: "replacement of four lines", claim: replacement, salt: saltOf(128), year: year, day: serviceDay,
			replaced: claims.Number{Batch: claims.BatchID{Insurer: 1, Sequence: 42}, Index: 7},
		},
		{
			name: "void", claim: void, salt: saltOf(160), year: year, day: serviceDay,
			replaced: claims.Number{Batch: claims.BatchID{Insurer: 1<<32 - 1, Sequence: 1<<32 - 1}, Index: 1<<16 - 1},
		},
		{name: "the largest numbers", claim: largest, salt: saltOf(200), year: 1<<64 - 1, day: claims.NewDate(9999, 12, 31)},
	}
}

// determinedAt is an instant of the ledger.
var determinedAt = time.Unix(1_772_000_000, 0).UTC()

// determinationSample is a determination of a sample claim.
type determinationSample struct {
	name    string
	of      sample
	reasons string
	is      commitment.Determination
}

// word32 is a hash for a fact.
func word32(text string) commitment.Hash { return keccak(text) }

// paidLine is a line that is paid but for ten dollars of each share.
func paidLine(line commitment.Line) lineResult {
	return lineResult{
		Charge: line.Charge, Units: line.Units, Allowed: cents(18000), Class: 1,
		Copay: cents(1000), Deductible: cents(1001), Coinsurance: cents(1002), Noncovered: cents(1003), Paid: cents(13994),
	}
}

// determinations are those of the vectors: one for each flag, and all together.
func determinations(t testing.TB) []determinationSample {
	t.Helper()
	list := samples()
	paid := func(s sample) (results []lineResult) {
		for _, line := range commitment.ReceiptLines(s.claim) {
			results = append(results, paidLine(line))
		}
		return results
	}
	const byEngine = `[{"line":1,"group":"PR","carc":"27","rarc":"N30","rule":"eligibility.after-coverage"}]`
	engineDenied := []lineResult{{Charge: cents(25000), Class: benefits.ClassDenied, Denial: benefits.DenialByEngine}}
	all := everyDenial(list[3])
	facts := commitment.Facts{}
	excused := commitment.Facts{Flags: commitment.FilingExcused}
	reasonsOf := func(s sample) commitment.Hash { return commitment.ReasonsHash(s.salt, []byte(byEngine)) }
	return []determinationSample{
		{name: "paid in part", of: list[1], is: commitment.Determination{Results: paid(list[1]), Facts: facts}},
		{
			name: "denied, with reasons", of: list[0], reasons: byEngine,
			is: commitment.Determination{Results: engineDenied, Facts: facts.WithReasons(reasonsOf(list[0]))},
		},
		{
			name: "with an authorization", of: list[2],
			is: commitment.Determination{Results: paid(list[2]), Facts: facts.WithAuthorization(word32("authorization"))},
		},
		{
			name: "with evidence", of: list[4],
			is: commitment.Determination{Results: paid(list[4]), Facts: facts.WithEvidence(word32("evidence"))},
		},
		{name: "filed late and excused", of: list[0], is: commitment.Determination{Results: paid(list[0]), Facts: excused}},
		{
			name: "every denial, with all facts", of: list[3], reasons: byEngine,
			is: commitment.Determination{
				Version: 2, Interest: cents(123), Results: all,
				Facts: excused.WithReasons(reasonsOf(list[3])).WithAuthorization(word32("authorization")).WithEvidence(word32("evidence")),
			},
		},
		{
			name: "the largest numbers", of: list[6],
			is: commitment.Determination{
				Version: 255, Interest: cents(money.MaxCents), Results: []lineResult{{
					Charge: cents(money.MaxCents), Units: claims.MaxUnits, Allowed: cents(money.MaxCents), Class: 63, Paid: cents(money.MaxCents),
				}},
			},
		},
	}
}

// everyDenial returns nine results: one of each denial, from none to the last.
func everyDenial(s sample) []lineResult {
	results := make([]lineResult, 9)
	for i, line := range commitment.ReceiptLines(s.claim) {
		results[i] = lineResult{Charge: line.Charge, Class: uint8(i), Denial: benefits.Denial(i)}
	}
	results[0] = paidLine(commitment.ReceiptLines(s.claim)[0])
	results[benefits.DenialByEngine].Class = benefits.ClassDenied
	atLimit := &results[benefits.DenialLimitReached]
	atLimit.Allowed, atLimit.Noncovered = cents(18000), cents(18000)
	return results
}

// whole returns the determination with version, day and year in it.
func (d determinationSample) whole() commitment.Determination {
	is := d.is
	is.Version = max(is.Version, 1)
	is.ServiceDay, is.CoverageYear = d.of.day, d.of.year
	return is
}

// Random values, for the two implementations to agree on.

func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 2)) }

func randomHash(r *rand.Rand) (h commitment.Hash) {
	for i := range h {
		h[i] = byte(r.Uint32())
	}
	return h
}

// randomCents is often at an end of the range.
func randomCents(r *rand.Rand, most int64) money.Amount {
	switch r.IntN(8) {
	case 0:
		return cents(0)
	case 1:
		return cents(most)
	}
	return cents(r.Int64N(most + 1))
}

func randomReceipt(r *rand.Rand, kind commitment.Kind) commitment.Receipt {
	receipt := commitment.Receipt{
		ContentHash: randomHash(r), Kind: kind, CoverageYear: claims.CoverageYearID(r.Uint64()), ServiceDay: claims.Date(1 + r.IntN(1<<24-1)),
	}
	if kind != commitment.KindOriginal {
		receipt.Replaced = claims.Number{
			Batch: claims.BatchID{Insurer: claims.InsurerID(1 + r.Uint32N(1<<32-1)), Sequence: 1 + r.Uint32N(1<<32-1)}, Index: uint16(r.Uint32()),
		}
	}
	if kind == commitment.KindVoid {
		return receipt
	}
	receipt.Lines = make([]commitment.Line, 1+r.IntN(12))
	if r.IntN(20) == 0 {
		receipt.Lines = make([]commitment.Line, commitment.MaxLines-r.IntN(6))
	}
	for i := range receipt.Lines {
		receipt.Lines[i] = commitment.Line{Charge: randomCents(r, money.MaxCents), Units: 1 + r.IntN(claims.MaxUnits)}
	}
	return receipt
}

func randomFacts(r *rand.Rand) (f commitment.Facts) {
	f.Flags = commitment.Flags(r.IntN(2)) * commitment.FilingExcused
	if r.IntN(2) == 0 {
		f = f.WithReasons(randomHash(r))
	}
	if r.IntN(3) == 0 {
		f = f.WithAuthorization(randomHash(r))
	}
	if r.IntN(3) == 0 {
		f = f.WithEvidence(commitment.Hash{}) // a word that is zero is a word
	}
	return f
}

func randomClaim(r *rand.Rand, kind commitment.Kind) commitment.Claim {
	c := commitment.Claim{Receipt: randomReceipt(r, kind)}
	if kind == commitment.KindVoid {
		return c
	}
	c.Facts = randomFacts(r)
	for _, line := range c.Receipt.Lines {
		allowance := commitment.Allowance{Allowed: randomCents(r, line.Charge.Cents()), Class: uint8(r.IntN(64))}
		if r.IntN(4) == 0 {
			allowance = commitment.Allowance{Class: benefits.ClassDenied}
		}
		c.Allowances = append(c.Allowances, allowance)
	}
	return c
}

func randomResult(r *rand.Rand) lineResult {
	line := lineResult{Charge: randomCents(r, money.MaxCents), Class: uint8(r.IntN(64)), Denial: benefits.Denial(r.IntN(16))}
	if line.Denial > benefits.DenialLimitReached {
		line.Denial = benefits.DenialNone
	}
	if line.Denial == benefits.DenialByEngine {
		line.Class = benefits.ClassDenied
	}
	if line.Denial == benefits.DenialLimitReached {
		line.Charge = cents(1 + r.Int64N(money.MaxCents))
		line.Allowed = cents(1 + r.Int64N(line.Charge.Cents()))
		line.Noncovered = line.Allowed
	}
	if line.Denial != benefits.DenialNone {
		return line
	}
	line.Allowed = randomCents(r, line.Charge.Cents())
	rest := line.Allowed.Cents()
	for _, share := range []*money.Amount{&line.Paid, &line.Copay, &line.Deductible, &line.Coinsurance} {
		*share = randomCents(r, rest)
		rest -= share.Cents()
	}
	if rest < line.Allowed.Cents() {
		line.Noncovered, line.Units = cents(rest), r.IntN(claims.MaxUnits+1)
	} else {
		line.Paid, line.Units = cents(rest), 0
		if rest > 0 {
			line.Units = 1
		}
	}
	return line
}

func randomDetermination(r *rand.Rand) *commitment.Determination {
	d := &commitment.Determination{
		Version: uint8(1 + r.IntN(255)), ServiceDay: claims.Date(1 + r.IntN(1<<24-1)), CoverageYear: claims.CoverageYearID(r.Uint64()),
		Interest: randomCents(r, money.MaxCents), Results: make([]lineResult, 1+r.IntN(6)), Facts: randomFacts(r),
	}
	for i := range d.Results {
		d.Results[i] = randomResult(r)
	}
	return d
}

func randomSettlement(r *rand.Rand) []commitment.SettledSubmission {
	submissions := make([]commitment.SettledSubmission, 1+r.IntN(4))
	type group struct {
		family    claims.FamilyYearID
		extension claims.ExtensionID
	}
	groups := map[claims.CoverageYearID]group{}
	for i := range submissions {
		submissions[i].Provider = claims.ProviderID(r.Uint32())
		for range 1 + r.IntN(5) {
			if r.IntN(4) == 0 {
				submissions[i].Claims = append(submissions[i].Claims, commitment.SettledClaim{ReceiptLeaf: randomHash(r)})
				continue
			}
			whole := randomClaim(r, commitment.KindOriginal)
			whole.Receipt.CoverageYear = claims.CoverageYearID(r.IntN(6))
			of, isKnown := groups[whole.Receipt.CoverageYear]
			if !isKnown {
				of = group{claims.FamilyYearID(r.IntN(3)), claims.ExtensionID(r.IntN(3))}
				groups[whole.Receipt.CoverageYear] = of
			}
			leaf, err := whole.Receipt.Leaf()
			if err != nil {
				panic(err)
			}
			submissions[i].Claims = append(submissions[i].Claims, commitment.SettledClaim{
				ReceiptLeaf: leaf, Whole: &whole, Family: of.family, Extension: of.extension,
			})
		}
	}
	return submissions
}

func randomEntries(r *rand.Rand) []commitment.Entry {
	entries := make([]commitment.Entry, r.IntN(6))
	first := r.IntN(1 << 15)
	for i := range entries {
		entries[i] = commitment.Entry{Index: uint16(first + i), ReceiptLeaf: randomHash(r)}
		if r.IntN(3) > 0 {
			entries[i].Determination = randomDetermination(r)
		}
	}
	return entries
}

// numbered returns n different leaves: the bytes of each are its number.
func numbered(n int) []commitment.Hash {
	leaves := make([]commitment.Hash, n)
	for i := range leaves {
		leaves[i][30], leaves[i][31] = byte((i+1)>>8), byte(i+1)
	}
	return leaves
}
