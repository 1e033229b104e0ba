package commitment_test

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

var isUpdate = flag.Bool("update", false, "write testdata/vectors.json anew")

const vectorsPath = "testdata/vectors.json"

// vectors is the file that goes with docs/commitment.md. Words and hashes are
// hexadecimal after 0x, as are ids that pass 53 bits; amounts are cents and
// instants Unix seconds.
type vectors struct {
	Version        int                   `json:"version"`
	Claims         []claimVector         `json:"claims"`
	Trees          []treeVector          `json:"trees"`
	Submissions    []submissionVector    `json:"submissions"`
	Determinations []determinationVector `json:"determinations"`
	Settlement     settlementVector      `json:"settlement"`
	Seals          []sealVector          `json:"seals"`
}

type claimVector struct {
	Name         string       `json:"name"`
	Salt         string       `json:"salt"`
	Canonical    string       `json:"canonical"`
	ContentHash  string       `json:"contentHash"`
	Kind         int          `json:"kind"`
	ServiceDay   int          `json:"serviceDay"`
	CoverageYear string       `json:"coverageYear"`
	Lines        []lineVector `json:"lines"`
	Replaced     string       `json:"replaced"` // a word, zero for an original
	Head         string       `json:"head"`
	More         []string     `json:"more"`
	ReceiptLeaf  string       `json:"receiptLeaf"`
}

type lineVector struct {
	ChargeCents int64 `json:"chargeCents"`
	Units       int   `json:"units"`
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

type determinationVector struct {
	Name              string         `json:"name"`
	Salt              string         `json:"salt"`
	Reasons           string         `json:"reasons"` // empty without a reasons hash
	ReceiptLeaf       string         `json:"receiptLeaf"`
	Version           uint8          `json:"version"`
	Flags             uint8          `json:"flags"`
	DeterminedAt      int64          `json:"determinedAt"`
	Lines             []resultVector `json:"lines"`
	Results           []string       `json:"results"`
	Facts             []string       `json:"facts"`
	DeterminationLeaf string         `json:"determinationLeaf"`
}

type resultVector struct {
	ChargeCents      int64 `json:"chargeCents"`
	Units            int   `json:"units"`
	AllowedCents     int64 `json:"allowedCents"`
	Class            uint8 `json:"class"`
	Denial           uint8 `json:"denial"`
	CopayCents       int64 `json:"copayCents"`
	DeductibleCents  int64 `json:"deductibleCents"`
	CoinsuranceCents int64 `json:"coinsuranceCents"`
	NoncoveredCents  int64 `json:"noncoveredCents"`
	PaidCents        int64 `json:"paidCents"`
	// Prior is how prior payers left the line, nil of a claim without them.
	Prior *priorVector `json:"prior,omitempty"`
}

type priorVector struct {
	PaidCents    int64 `json:"paidCents"`
	OwedCents    int64 `json:"owedCents"`
	AllowedCents int64 `json:"allowedCents"`
}

// settlementVector is a batch of two submissions with what a ledger could make of
// it, and the path of one of its claims.
type settlementVector struct {
	ReceiptRoot       string     `json:"receiptRoot"`
	ReceiptLeaves     []string   `json:"receiptLeaves"`
	Coverages         []string   `json:"coverages"`
	Families          []string   `json:"families"`
	Extensions        []string   `json:"extensions"`
	Claims            []string   `json:"claims"`
	DeterminedAt      int64      `json:"determinedAt"`
	Journals          [][]string `json:"journals"` // one a submission
	StandingLeaves    []string   `json:"standingLeaves"`
	DeterminationRoot string     `json:"determinationRoot"`
	Path              pathVector `json:"path"`
}

type pathVector struct {
	Index           uint16   `json:"index"`
	Provider        uint32   `json:"provider"`
	FirstIndex      uint16   `json:"firstIndex"`
	Count           uint16   `json:"count"`
	SubmissionIndex uint16   `json:"submissionIndex"`
	SubmissionCount uint16   `json:"submissionCount"`
	InnerSiblings   []string `json:"innerSiblings"`
	OuterSiblings   []string `json:"outerSiblings"`
	Leaf            string   `json:"leaf"`
	Root            string   `json:"root"`
	NewLeaf         string   `json:"newLeaf"`
	NewRoot         string   `json:"newRoot"`
}

type sealVector struct {
	Insurer         uint32 `json:"insurer"`
	Batch           uint32 `json:"batch"`
	Root            string `json:"root"`
	ReceivedAt      int64  `json:"receivedAt"`
	SettledAt       int64  `json:"settledAt"` // zero until settled
	Count           uint16 `json:"count"`
	SubmissionCount uint16 `json:"submissionCount"`
	Seal            string `json:"seal"`
}

func textsOf[T fmt.Stringer](list []T) []string {
	texts := make([]string, len(list))
	for i := range list {
		texts[i] = list[i].String()
	}
	return texts
}

func (s sample) vector(t *testing.T) claimVector {
	t.Helper()
	receipt := s.receipt(t)
	leaf := must[commitment.Hash](t)(receipt.Leaf())
	// What the head and more are is told by the claim's own encoding.
	c := commitment.Claim{Receipt: receipt, Allowances: make([]commitment.Allowance, len(receipt.Lines))}
	words := must[[]commitment.Word](t)(commitment.EncodeClaim(c))
	v := claimVector{
		Name: s.name, Salt: "0x" + hex.EncodeToString(s.salt[:]), Canonical: string(must[[]byte](t)(commitment.Canonical(s.claim))),
		ContentHash: receipt.ContentHash.String(), Kind: int(receipt.Kind), ServiceDay: int(receipt.ServiceDay),
		CoverageYear: fmt.Sprintf("0x%016x", uint64(receipt.CoverageYear)), Lines: []lineVector{},
		Replaced: naiveNumber(receipt.Replaced).word().String(), Head: words[0].String(),
		More: textsOf(words[2 : 2+len(naiveMore(receipt))]), ReceiptLeaf: leaf.String(),
	}
	for _, line := range receipt.Lines {
		v.Lines = append(v.Lines, lineVector{ChargeCents: line.Charge.Cents(), Units: line.Units})
	}
	return v
}

func treeVectors() []treeVector {
	var trees []treeVector
	for _, n := range []int{1, 2, 3, 5, 8} {
		leaves := numbered(n)
		tree := treeVector{Leaves: textsOf(leaves), Root: commitment.Root(leaves).String()}
		for i := range leaves {
			tree.Paths = append(tree.Paths, textsOf(commitment.Path(leaves, i)))
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

func (d determinationSample) vector(t *testing.T) determinationVector {
	t.Helper()
	is := d.whole()
	receiptLeaf := must[commitment.Hash](t)(d.of.receipt(t).Leaf())
	words := must[[]commitment.Word](t)(commitment.EncodeJournal([]commitment.Entry{{Determination: &is}}))[2:]
	v := determinationVector{
		Name: d.name, Salt: "0x" + hex.EncodeToString(d.of.salt[:]), Reasons: d.reasons, ReceiptLeaf: receiptLeaf.String(),
		Version: is.Version, Flags: uint8(is.Facts.Flags), DeterminedAt: determinedAt.Unix(),
		Results: textsOf(words[:len(is.Results)]), Facts: textsOf(words[len(is.Results):]),
		DeterminationLeaf: must[commitment.Hash](t)(is.Leaf(receiptLeaf, determinedAt)).String(),
	}
	for _, r := range is.Results {
		v.Lines = append(v.Lines, resultVector{
			ChargeCents: r.Charge.Cents(), Units: r.Units, AllowedCents: r.Allowed.Cents(), Class: r.Class, Denial: uint8(r.Denial),
			CopayCents: r.Copay.Cents(), DeductibleCents: r.Deductible.Cents(), CoinsuranceCents: r.Coinsurance.Cents(),
			NoncoveredCents: r.Noncovered.Cents(), PaidCents: r.Paid.Cents(),
		})
		if r.IsCoordinated {
			v.Lines[len(v.Lines)-1].Prior = &priorVector{r.Prior.Paid.Cents(), r.Prior.Owed.Cents(), r.Prior.Allowed.Cents()}
		}
	}
	return v
}

// sampleSettlement is of the determinations' claims, but for one that was left
// undecided and a replacement, which is not settled with its batch.
func sampleSettlement(t *testing.T) ([]commitment.SettledSubmission, [][]commitment.Entry) {
	t.Helper()
	list := determinations(t)
	whole := func(d determinationSample, family claims.FamilyYearID, extension claims.ExtensionID) commitment.SettledClaim {
		c := commitment.Claim{Receipt: d.of.receipt(t), Facts: d.is.Facts}
		for _, r := range d.is.Results {
			c.Allowances = append(c.Allowances, commitment.Allowance{Allowed: r.Allowed, Class: r.Class})
		}
		return settled(c, family, extension)
	}
	undecided := func(s sample) commitment.SettledClaim {
		return commitment.SettledClaim{ReceiptLeaf: must[commitment.Hash](t)(s.receipt(t).Leaf())}
	}
	submissions := []commitment.SettledSubmission{
		{Provider: 7, Claims: []commitment.SettledClaim{
			whole(list[0], 3, 1<<64-1), undecided(samples()[4]), whole(list[1], 3, 1<<64-1), whole(list[2], 1<<32-1, 0),
		}},
		{Provider: 8, Claims: []commitment.SettledClaim{whole(list[5], 0, 9), whole(list[7], 0, 0), undecided(samples()[5])}},
	}
	determined := [][]*determinationSample{{&list[0], nil, &list[1], &list[2]}, {&list[5], nil, nil}} // the largest was left out
	journals := make([][]commitment.Entry, len(submissions))
	index := uint16(0)
	for s := range submissions {
		for i, c := range submissions[s].Claims {
			entry := commitment.Entry{Index: index, ReceiptLeaf: c.ReceiptLeaf}
			if d := determined[s][i]; d != nil {
				is := d.whole()
				is.Version = 1
				entry.Determination = &is
			}
			journals[s] = append(journals[s], entry)
			index++
		}
	}
	return submissions, journals
}

func settlementVectorOf(t *testing.T) settlementVector {
	t.Helper()
	submissions, journals := sampleSettlement(t)
	words := must[commitment.SettlementWords](t)(commitment.EncodeSettlement(submissions))
	received, standing := commitment.Batch{}, commitment.Batch{}
	v := settlementVector{
		Coverages: textsOf(words.Coverages), Families: textsOf(words.Families), Extensions: textsOf(words.Extensions),
		Claims: textsOf(words.Claims), DeterminedAt: determinedAt.Unix(),
	}
	for s, submission := range submissions {
		received.Submissions = append(received.Submissions, commitment.BatchSubmission{
			Provider: submission.Provider, Count: len(submission.Claims),
		})
		for _, entry := range journals[s] {
			received.Leaves = append(received.Leaves, entry.ReceiptLeaf)
			standing.Leaves = append(standing.Leaves, must[commitment.Hash](t)(entry.StandingLeaf(determinedAt)))
		}
		v.Journals = append(v.Journals, textsOf(must[[]commitment.Word](t)(commitment.EncodeJournal(journals[s]))))
	}
	standing.Submissions = received.Submissions
	v.ReceiptLeaves, v.StandingLeaves = textsOf(received.Leaves), textsOf(standing.Leaves)
	v.ReceiptRoot = must[commitment.Hash](t)(received.Root()).String()
	v.DeterminationRoot = must[commitment.Hash](t)(standing.Root()).String()
	v.Path = pathVectorOf(t, standing, 1)
	return v
}

func pathVectorOf(t *testing.T, b commitment.Batch, index int) pathVector {
	t.Helper()
	path := must[commitment.BatchPath](t)(b.Path(index))
	root, _ := path.Root(b.Leaves[index])
	newLeaf := word32("decided")
	newRoot, _ := path.Root(newLeaf)
	return pathVector{
		Index: path.Index, Provider: uint32(path.Provider), FirstIndex: path.FirstIndex, Count: path.Count,
		SubmissionIndex: path.SubmissionIndex, SubmissionCount: path.SubmissionCount,
		InnerSiblings: textsOf(path.InnerSiblings), OuterSiblings: textsOf(path.OuterSiblings),
		Leaf: b.Leaves[index].String(), Root: root.String(), NewLeaf: newLeaf.String(), NewRoot: newRoot.String(),
	}
}

func sealVectors(t *testing.T) []sealVector {
	t.Helper()
	settledHeader := sampleHeader()
	settledHeader.SettledAt = determinedAt
	largest := commitment.BatchHeader{
		Batch: claims.BatchID{Insurer: 1<<32 - 1, Sequence: 1<<32 - 1}, Root: word32("root"), ReceivedAt: time.Unix(1<<53-1, 0),
		SettledAt: time.Unix(1<<53-1, 0), Count: 1<<16 - 1, SubmissionCount: 1<<16 - 1,
	}
	var list []sealVector
	for _, h := range []commitment.BatchHeader{sampleHeader(), settledHeader, largest} {
		v := sealVector{
			Insurer: uint32(h.Batch.Insurer), Batch: h.Batch.Sequence, Root: h.Root.String(), ReceivedAt: h.ReceivedAt.Unix(),
			Count: h.Count, SubmissionCount: h.SubmissionCount, Seal: must[commitment.Hash](t)(h.Seal()).String(),
		}
		if !h.SettledAt.IsZero() {
			v.SettledAt = h.SettledAt.Unix()
		}
		list = append(list, v)
	}
	return list
}

func TestVectors_StandAsPublished(t *testing.T) { // not parallel: it may write what the next one reads
	current := vectors{
		Version: 2, Trees: treeVectors(), Submissions: submissionVectors(), Settlement: settlementVectorOf(t), Seals: sealVectors(t),
	}
	for _, s := range samples() {
		current.Claims = append(current.Claims, s.vector(t))
	}
	for _, d := range determinations(t) {
		current.Determinations = append(current.Determinations, d.vector(t))
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
	if published := string(must[[]byte](t)(os.ReadFile(vectorsPath))); published != encoded.String() {
		t.Error("the encodings are not those that were published: a change is a new version")
	}
}
