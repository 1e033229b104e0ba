package commitment_test

import (
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

func (s sample) receipt(tb testing.TB) commitment.Receipt {
	tb.Helper()
	kind, isKind := commitment.KindOf(s.claim.Frequency)
	if !isKind {
		tb.Fatalf("%s: no kind", s.name)
	}
	return commitment.Receipt{
		ContentHash: commitment.ContentHash(s.salt, must[[]byte](tb)(commitment.Canonical(s.claim))),
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
func determinations(tb testing.TB) []determinationSample {
	tb.Helper()
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
			name: "after a payer before, with a reason", of: list[1], reasons: byEngine,
			is: commitment.Determination{
				Results: afterOthers(paid(list[1])),
				Facts:   commitment.Facts{Flags: commitment.HasPriorPayers}.WithReasons(reasonsOf(list[1])),
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

// afterOthers lets a payer before have paid each line's half, allowed 200.00 of it and
// left 20.00 to the patient.
func afterOthers(results []lineResult) []lineResult {
	for i := range results {
		r := &results[i]
		r.IsCoordinated, r.Paid = true, cents(2000)
		r.Prior = claims.PriorAmounts{Paid: cents(r.Charge.Cents() / 2), Owed: cents(2000), Allowed: cents(20000)}
	}
	return results
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

// numbered returns n different leaves: the bytes of each are its number.
func numbered(n int) []commitment.Hash {
	leaves := make([]commitment.Hash, n)
	for i := range leaves {
		leaves[i][30], leaves[i][31] = byte((i+1)>>8), byte(i+1)
	}
	return leaves
}
