package commitment_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

// TestVectors_AreThoseOfTheSecondImplementation computes what was published again
// from the vectors' own numbers.
func TestVectors_AreThoseOfTheSecondImplementation(t *testing.T) {
	t.Parallel()
	var published vectors
	if err := json.Unmarshal(must[[]byte](t)(os.ReadFile(vectorsPath)), &published); err != nil {
		t.Fatal(err)
	}
	same := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %s, published %s", what, got, want)
		}
	}
	for _, v := range published.Claims {
		same(v.Name, v.again(t).String(), v.ReceiptLeaf)
	}
	for _, v := range published.Determinations {
		d := v.read(t)
		same(v.Name, naiveDeterminationLeaf(hashOf(t, v.ReceiptLeaf), d, v.DeterminedAt).String(), v.DeterminationLeaf)
		same(v.Name, strings.Join(textsOf(naiveResults(d.Results)), " "), strings.Join(v.Results, " "))
		words := append(naiveFacts(d.Facts), naivePriors(d.Results)...)
		same(v.Name, strings.Join(textsOf(words), " "), strings.Join(v.Facts, " "))
	}
	for _, v := range published.Trees {
		same("tree", naiveRoot(hashesOf(t, v.Leaves)).String(), v.Root)
	}
	for _, v := range published.Submissions {
		node := naiveNode(claims.ProviderID(v.Provider), int(v.FirstIndex), int(v.Count), hashOf(t, v.Root))
		same("submission", node.String(), v.Node)
	}
	submissions, journals := sampleSettlement(t)
	words := naiveSettlement(submissions)
	same("coverages", strings.Join(textsOf(words.Coverages), " "), strings.Join(published.Settlement.Coverages, " "))
	same("claims", strings.Join(textsOf(words.Claims), " "), strings.Join(published.Settlement.Claims, " "))
	for i, journal := range published.Settlement.Journals {
		same("journal", strings.Join(textsOf(naiveJournal(journals[i])), " "), strings.Join(journal, " "))
	}
	batch := commitment.Batch{Submissions: []commitment.BatchSubmission{{Provider: 7, Count: 4}, {Provider: 8, Count: 3}}}
	batch.Leaves = hashesOf(t, published.Settlement.ReceiptLeaves)
	same("receipt root", naiveBatchRoot(batch).String(), published.Settlement.ReceiptRoot)
	batch.Leaves = hashesOf(t, published.Settlement.StandingLeaves)
	same("determination root", naiveBatchRoot(batch).String(), published.Settlement.DeterminationRoot)
	same("path", published.Settlement.Path.Root, published.Settlement.DeterminationRoot)
	batch.Leaves[published.Settlement.Path.Index] = hashOf(t, published.Settlement.Path.NewLeaf)
	same("new root", naiveBatchRoot(batch).String(), published.Settlement.Path.NewRoot)
	for _, v := range published.Seals {
		header := commitment.BatchHeader{
			Batch: claims.BatchID{Insurer: claims.InsurerID(v.Insurer), Sequence: v.Batch}, Root: hashOf(t, v.Root),
			ReceivedAt: time.Unix(v.ReceivedAt, 0), Count: v.Count, SubmissionCount: v.SubmissionCount,
		}
		if v.SettledAt != 0 {
			header.SettledAt = time.Unix(v.SettledAt, 0)
		}
		same("seal", naiveSeal(header).String(), v.Seal)
	}
}

// again computes a claim's receipt leaf from the vector's numbers.
func (v claimVector) again(t *testing.T) commitment.Hash {
	t.Helper()
	salt := hashOf(t, v.Salt)
	content := keccak("\x10clearclaim/claim/v1", string(salt[:]), v.Canonical)
	if content.String() != v.ContentHash {
		t.Errorf("%s: content hash %s", v.Name, content)
	}
	var year uint64
	if _, err := fmt.Sscanf(v.CoverageYear, "0x%x", &year); err != nil {
		t.Fatal(err)
	}
	r := commitment.Receipt{
		ContentHash: content, Kind: commitment.Kind(v.Kind), CoverageYear: claims.CoverageYearID(year), ServiceDay: claims.Date(v.ServiceDay),
	}
	for _, line := range v.Lines {
		r.Lines = append(r.Lines, commitment.Line{Charge: cents(line.ChargeCents), Units: line.Units})
	}
	number := hashOf(t, v.Replaced)
	for i, b := range number[22:] {
		switch {
		case i < 4:
			r.Replaced.Batch.Insurer = r.Replaced.Batch.Insurer<<8 | claims.InsurerID(b)
		case i < 8:
			r.Replaced.Batch.Sequence = r.Replaced.Batch.Sequence<<8 | uint32(b)
		default:
			r.Replaced.Index = r.Replaced.Index<<8 | uint16(b)
		}
	}
	if head := naiveHead(r, year).word(); head.String() != v.Head || strings.Join(textsOf(naiveMore(r)), " ") != strings.Join(v.More, " ") {
		t.Errorf("%s: head %s", v.Name, head)
	}
	return naiveReceiptLeaf(r)
}

// read returns what a determination leaf takes in, from the vector's numbers.
func (v determinationVector) read(t *testing.T) commitment.Determination {
	t.Helper()
	d := commitment.Determination{Version: v.Version, Facts: commitment.Facts{Flags: commitment.Flags(v.Flags)}}
	facts := hashesOf(t, v.Facts)
	for i, word := range []*commitment.Hash{&d.Facts.ReasonsHash, &d.Facts.Authorization, &d.Facts.Evidence} {
		if v.Flags>>i&1 == 1 {
			*word, facts = facts[0], facts[1:]
		}
	}
	if salt := hashOf(t, v.Salt); v.Reasons != "" && d.Facts.ReasonsHash != keccak("\x11clearclaim/reasons/v1", string(salt[:]), v.Reasons) {
		t.Errorf("%s: reasons hash %s", v.Name, d.Facts.ReasonsHash)
	}
	for _, line := range v.Lines {
		d.Results = append(d.Results, line.read())
	}
	return d
}

func (v resultVector) read() (r lineResult) {
	r.Charge, r.Units, r.Allowed = cents(v.ChargeCents), v.Units, cents(v.AllowedCents)
	r.Class, r.Denial = v.Class, benefits.Denial(v.Denial)
	r.Copay, r.Deductible = cents(v.CopayCents), cents(v.DeductibleCents)
	r.Coinsurance, r.Noncovered, r.Paid = cents(v.CoinsuranceCents), cents(v.NoncoveredCents), cents(v.PaidCents)
	if v.Prior != nil {
		r.IsCoordinated = true
		r.Prior = claims.PriorAmounts{Paid: cents(v.Prior.PaidCents), Owed: cents(v.Prior.OwedCents), Allowed: cents(v.Prior.AllowedCents)}
	}
	return r
}

func hashOf(t *testing.T, text string) commitment.Hash {
	t.Helper()
	decoded, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	if err != nil || len(decoded) != 32 {
		t.Fatalf("%q is no hash", text)
	}
	return commitment.Hash(decoded)
}

func hashesOf(t *testing.T, texts []string) []commitment.Hash {
	t.Helper()
	hashes := make([]commitment.Hash, len(texts))
	for i, text := range texts {
		hashes[i] = hashOf(t, text)
	}
	return hashes
}
