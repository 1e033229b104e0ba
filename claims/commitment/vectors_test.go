package commitment_test

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

var isUpdate = flag.Bool("update", false, "write testdata/vectors.json anew")

const vectorsPath = "testdata/vectors.json"

// vectors is the file that goes with docs/commitment.md. Bytes are hexadecimal
// after 0x; ids that pass 53 bits are text.
type vectors struct {
	Version     int                `json:"version"`
	Claims      []claimVector      `json:"claims"`
	Trees       []treeVector       `json:"trees"`
	Submissions []submissionVector `json:"submissions"`
	Settlement  settlementVector   `json:"settlement"`
}

type claimVector struct {
	Name              string `json:"name"`
	Salt              string `json:"salt"`
	Canonical         string `json:"canonical"`
	ContentHash       string `json:"contentHash"`
	CoverageYear      string `json:"coverageYear"`
	ServiceDay        int    `json:"serviceDay"`
	Lines             string `json:"lines"`
	ReceiptLeaf       string `json:"receiptLeaf"`
	Reasons           string `json:"reasons"`
	ReasonsHash       string `json:"reasonsHash"`
	Result            string `json:"result"`
	DeterminationLeaf string `json:"determinationLeaf"`
}

type treeVector struct {
	Leaves []string   `json:"leaves"`
	Root   string     `json:"root"`
	Paths  [][]string `json:"paths"`
}

type submissionVector struct {
	Provider   uint32 `json:"provider"`
	FirstIndex uint16 `json:"firstIndex"`
	Count      uint16 `json:"count"`
	Root       string `json:"root"`
	Node       string `json:"node"`
}

// settlementVector is a batch of two submissions: the first with the first two
// claims, of which the second stays undecided, the other with the third.
type settlementVector struct {
	ReceiptRoot       string `json:"receiptRoot"`
	Coverages         string `json:"coverages"`
	Families          string `json:"families"`
	Claims            string `json:"claims"`
	DeterminationRoot string `json:"determinationRoot"`
}

func hexOf(data []byte) string { return "0x" + hex.EncodeToString(data) }

func hexesOf(hashes []commitment.Hash) []string {
	texts := make([]string, len(hashes))
	for i := range hashes {
		texts[i] = hashes[i].String()
	}
	return texts
}

// sample is what a claim vector is made of.
type sample struct {
	name    string
	claim   claims.Claim
	salt    commitment.Salt
	year    claims.CoverageYearID
	day     claims.Date
	lines   []benefits.Line
	reasons adjudicate.Reasons
	results []benefits.LineResult
}

func saltOf(first byte) (salt commitment.Salt) {
	for i := range salt {
		salt[i] = first + byte(i)
	}
	return salt
}

func cents(n int64) money.Amount { return money.Cents(n) }

func samples() []sample {
	day := claims.NewDate(2026, 3, 1)
	visit := claims.Line{
		Sequence: 1, Procedure: codes.Code{System: codes.Synthetic, Value: "ZX101"}, PlaceOfService: "11",
		DiagnosisPointers: []int{1}, ServiceDate: day, Units: 1, Charge: cents(25000),
	}
	paid := claims.Claim{
		Type: claims.Professional, Frequency: claims.Original, Insurer: 1, Provider: 7,
		PatientAccountNumber: "ACCT-1", MemberNumber: "M-001",
		Diagnoses: []codes.Code{{System: codes.ICD10CM, Value: "J069"}}, Lines: []claims.Line{visit},
	}
	denied := paid
	denied.PatientAccountNumber = "a \"quoted\" \\ number, <b> & é \u2028 \t"
	denied.PriorAuthorization = "PA-9"
	denied.Lines = []claims.Line{visit, visit, visit}
	denied.Lines[1].Sequence, denied.Lines[1].Charge, denied.Lines[1].IsInformational = 2, cents(0), true
	denied.Lines[2].Sequence, denied.Lines[2].Modifiers, denied.Lines[2].Charge = 3, []string{"25", "LT"}, cents(1)
	largest := paid
	largest.Insurer, largest.Provider, largest.Diagnoses = 1<<32-1, 1<<32-1, nil
	largest.Lines = []claims.Line{visit}
	largest.Lines[0].Charge, largest.Lines[0].DiagnosisPointers = cents(money.MaxCents), nil
	largest.Lines[0].ServiceDate = claims.NewDate(9999, 12, 31)
	reason := func(line int) adjudicate.Reason {
		return adjudicate.Reason{
			Line: line, Group: "PR", CARC: "27", RARC: "N30", Rule: adjudicate.RuleAfterCoverage,
			RuleVersion: adjudicate.RuleVersion, IsPosted: true, Detail: adjudicate.Detail{Date: day.AddDays(-1)},
		}
	}
	return []sample{
		{
			name: "paid in part", claim: paid, salt: saltOf(0), year: 0x1122334455667788, day: day,
			lines: []benefits.Line{{Charge: cents(25000), Allowed: cents(18000), Class: 0}},
			results: []benefits.LineResult{{
				Charge: cents(25000), Allowed: cents(18000),
				Deductible: cents(10000), Coinsurance: cents(1000), Paid: cents(7000),
			}},
		},
		{
			name: "denied, with an informational line", claim: denied, salt: saltOf(100), year: 1, day: day,
			lines:   []benefits.Line{{Charge: cents(25000), Class: 255}, {Charge: cents(1), Class: 255}},
			reasons: adjudicate.Reasons{reason(1), reason(3)},
			results: []benefits.LineResult{{Charge: cents(25000), Class: 255}, {Charge: cents(1), Class: 255}},
		},
		{
			name: "the largest numbers", claim: largest, salt: saltOf(200), year: 1<<64 - 1, day: claims.NewDate(9999, 12, 31),
			lines: []benefits.Line{{Charge: cents(money.MaxCents), Allowed: cents(money.MaxCents), Class: 63}},
			results: []benefits.LineResult{{
				Charge: cents(money.MaxCents), Allowed: cents(money.MaxCents), Class: 63, Paid: cents(money.MaxCents),
			}},
		},
	}
}

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func (s sample) charges() []money.Amount {
	charges := make([]money.Amount, len(s.lines))
	for i, line := range s.lines {
		charges[i] = line.Charge
	}
	return charges
}

// leaves returns a sample's content hash, receipt leaf, reasons hash and determination leaf.
func (s sample) leaves(t *testing.T) (content, receipt, reasons, determination commitment.Hash) {
	t.Helper()
	content = commitment.ContentHash(s.salt, must[[]byte](t)(commitment.Canonical(s.claim)))
	receipt = must[commitment.Hash](t)(commitment.ReceiptLeaf(content, s.year, s.day, s.charges()))
	reasons = commitment.ReasonsHash(s.salt, s.reasons.Canonical())
	return content, receipt, reasons, commitment.DeterminationLeaf(receipt, reasons, commitment.EncodeResult(s.results))
}

func (s sample) vector(t *testing.T) claimVector {
	t.Helper()
	content, receipt, reasons, determination := s.leaves(t)
	return claimVector{
		Name: s.name, Salt: hexOf(s.salt[:]), Canonical: string(must[[]byte](t)(commitment.Canonical(s.claim))),
		ContentHash: content.String(), CoverageYear: hexOf(must[[]byte](t)(commitment.EncodeCoverages([]commitment.CoverageEntry{{Year: s.year}}))[:8]),
		ServiceDay: int(s.day), Lines: hexOf(must[[]byte](t)(commitment.EncodeLines(s.lines))), ReceiptLeaf: receipt.String(),
		Reasons: string(s.reasons.Canonical()), ReasonsHash: reasons.String(),
		Result: hexOf(commitment.EncodeResult(s.results)), DeterminationLeaf: determination.String(),
	}
}

// numbered returns n different leaves: the bytes of each are its number.
func numbered(n int) []commitment.Hash {
	leaves := make([]commitment.Hash, n)
	for i := range leaves {
		leaves[i][30], leaves[i][31] = byte((i+1)>>8), byte(i+1)
	}
	return leaves
}

func treeVectors() []treeVector {
	var trees []treeVector
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 13} {
		leaves := numbered(n)
		tree := treeVector{Leaves: hexesOf(leaves), Root: commitment.Root(leaves).String()}
		for i := range leaves {
			tree.Paths = append(tree.Paths, hexesOf(commitment.Path(leaves, i)))
		}
		trees = append(trees, tree)
	}
	return trees
}

func submissionVectors() []submissionVector {
	var list []submissionVector
	for _, s := range []submissionVector{
		{Provider: 1, FirstIndex: 0, Count: 1},
		{Provider: 7, FirstIndex: 511, Count: 512},
		{Provider: 1<<32 - 1, FirstIndex: 1<<16 - 1, Count: 1<<16 - 1},
	} {
		root := commitment.Root(numbered(3))
		s.Root = root.String()
		s.Node = commitment.SubmissionNode(claims.ProviderID(s.Provider), s.FirstIndex, s.Count, root).String()
		list = append(list, s)
	}
	return list
}

func settlement(t *testing.T) settlementVector {
	t.Helper()
	list := samples()
	coverages := []commitment.CoverageEntry{
		{Year: list[1].year, Family: commitment.NoFamily}, {Year: list[0].year, Family: 1}, {Year: list[2].year, Family: 0},
	}
	var receipt, determined [3]commitment.Hash
	var encoded [3][]byte
	for i, position := range []uint16{1, 0, 2} {
		content, leaf, reasons, determination := list[i].leaves(t)
		receipt[i], determined[i] = leaf, determination
		encoded[i] = must[[]byte](t)(commitment.EncodeCleanClaim(content, position, list[i].day, reasons, list[i].lines))
	}
	encoded[1], determined[1] = commitment.EncodeBareClaim(receipt[1]), receipt[1]
	batch := func(leaves [3]commitment.Hash) string {
		return commitment.Root([]commitment.Hash{
			commitment.SubmissionNode(7, 0, 2, commitment.Root(leaves[:2])),
			commitment.SubmissionNode(8, 2, 1, commitment.Root(leaves[2:])),
		}).String()
	}
	return settlementVector{
		ReceiptRoot: batch(receipt), DeterminationRoot: batch(determined),
		Coverages: hexOf(must[[]byte](t)(commitment.EncodeCoverages(coverages))),
		Families:  hexOf(must[[]byte](t)(commitment.EncodeFamilies([]claims.FamilyYearID{3, 1<<32 - 1}))),
		Claims: hexOf(slices.Concat(
			commitment.EncodeSubmissionHeader(7, 2), encoded[0], encoded[1],
			commitment.EncodeSubmissionHeader(8, 1), encoded[2],
		)),
	}
}

func TestVectors_StandAsPublished(t *testing.T) {
	t.Parallel()
	current := vectors{Version: 1, Trees: treeVectors(), Submissions: submissionVectors(), Settlement: settlement(t)}
	for _, s := range samples() {
		current.Claims = append(current.Claims, s.vector(t))
	}
	var encoded strings.Builder
	encoder := json.NewEncoder(&encoded)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(current); err != nil {
		t.Fatal(err)
	}
	if *isUpdate {
		if err := os.WriteFile(vectorsPath, []byte(encoded.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	published, err := os.ReadFile(vectorsPath)
	if err != nil {
		t.Fatal(err)
	}
	if string(published) != encoded.String() {
		t.Error("the encodings are not those that were published: a change is a new version")
	}
}
