package parity

import (
	"math/big"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// batch is a receipt batch as it stands on the chain: the ledger keeps its seal
// alone, so whoever calls it must know the rest.
type batch struct {
	header      bindings.IClaimLedgerBatchHeader
	submissions []*submission
	nodes       *tree
}

// submission is one provider's part of a batch.
type submission struct {
	provider claims.ProviderID
	first    int
	claims   []*claim
	leaves   *tree
}

// claim is a claim that was received.
type claim struct {
	// whole is what it was last handed in as.
	whole      commitment.Claim
	family     claims.FamilyYearID
	extension  claims.ExtensionID
	provider   claims.ProviderID
	isSettled  bool // handed in whole with its batch
	leaf       commitment.Hash
	batch      *batch
	submission int
	index      int

	// determination is the last one, nil while the claim is undecided.
	determination *commitment.Determination
	determinedAt  uint64
}

// newBatch makes a batch of submissions with their claims, all undecided.
func newBatch(number uint32, submissions []*submission) *batch {
	b := &batch{submissions: submissions, header: bindings.IClaimLedgerBatchHeader{
		Insurer: insurer, Batch: number, SubmissionCount: uint16(len(submissions)),
	}}
	first := 0
	for i, s := range submissions {
		s.first = first
		for j, c := range s.claims {
			c.batch, c.submission, c.index = b, i, first+j
		}
		first += len(s.claims)
	}
	b.header.Count = uint16(first)
	b.plant()
	return b
}

// plant builds the trees over the leaves as they stand.
func (b *batch) plant() {
	nodes := make([]commitment.Hash, len(b.submissions))
	for i, s := range b.submissions {
		leaves := make([]commitment.Hash, len(s.claims))
		for j, c := range s.claims {
			leaves[j] = c.standingLeaf()
		}
		s.leaves = plant(leaves)
		nodes[i] = s.node()
	}
	b.nodes = plant(nodes)
	b.header.Root = b.nodes.root()
}

// replant puts a claim's leaf as it stands in its place.
func (b *batch) replant(c *claim) {
	s := b.submissions[c.submission]
	s.leaves.set(c.index-s.first, c.standingLeaf())
	b.nodes.set(c.submission, s.node())
	b.header.Root = b.nodes.root()
}

func (s *submission) node() commitment.Hash {
	return commitment.SubmissionNode(s.provider, uint16(s.first), uint16(len(s.claims)), s.leaves.root())
}

// number is the claim's number on the chain.
func (c *claim) number() claims.Number {
	return claims.Number{
		Batch: claims.BatchID{Insurer: insurer, Sequence: c.batch.header.Batch}, Index: uint16(c.index),
	}
}

// numberWord is its number as a call has it.
func (c *claim) numberWord() *big.Int {
	number := c.number()
	word := new(big.Int).SetUint64(number.Batch.Uint64())
	return word.Or(word.Lsh(word, 16), big.NewInt(int64(number.Index)))
}

// standingLeaf is the leaf that the batch's root has of the claim.
func (c *claim) standingLeaf() commitment.Hash {
	if c.determination == nil {
		return c.leaf
	}
	leaf, err := c.determination.Leaf(c.leaf, instant(c.determinedAt))
	if err != nil {
		return commitment.Hash{} // no leaf: the root will not be the chain's
	}
	return leaf
}

// path leads to the batch's root as it stands.
func (c *claim) path() bindings.IClaimLedgerPath {
	s := c.batch.submissions[c.submission]
	return bindings.IClaimLedgerPath{
		Index: uint16(c.index), Provider: uint32(s.provider), FirstIndex: uint16(s.first), Count: uint16(len(s.claims)),
		SubmissionIndex: uint16(c.submission),
		InnerSiblings:   s.leaves.path(c.index - s.first), OuterSiblings: c.batch.nodes.path(c.submission),
	}
}

// decision hands the claim in whole, at its path.
//
// Errors: those of [commitment.EncodeDecision].
func (c *claim) decision() (bindings.IClaimLedgerDecision, error) {
	words, err := commitment.EncodeDecision(c.whole)
	if err != nil {
		return bindings.IClaimLedgerDecision{}, err
	}
	return bindings.IClaimLedgerDecision{
		Path: c.path(), CoverageYear: uint64(c.whole.Receipt.CoverageYear), Claim: bigs(words),
	}, nil
}

// standing proves the claim's determination.
//
// Errors: those of [commitment.OpenDetermination].
func (c *claim) standing() (bindings.IClaimLedgerStanding, error) {
	opening, err := commitment.OpenDetermination(c.whole.Receipt, *c.determination, instant(c.determinedAt))
	if err != nil {
		return bindings.IClaimLedgerStanding{}, err
	}
	return bindings.IClaimLedgerStanding{Header: c.batch.header, Path: c.path(), Opening: openingOf(opening)}, nil
}

func openingOf(o commitment.Opening) bindings.IClaimLedgerOpening {
	return bindings.IClaimLedgerOpening{
		ContentHash: o.ContentHash, Head: bigOf(o.Head), More: bigs(o.More), Stamp: bigOf(o.Stamp),
		Results: bigs(o.Results), Facts: bigs(o.Facts),
	}
}

// settled is the claim as its batch's settlement has it.
func (c *claim) settled() commitment.SettledClaim {
	if !c.isSettled {
		return commitment.SettledClaim{ReceiptLeaf: c.leaf}
	}
	return commitment.SettledClaim{Whole: &c.whole, Family: c.family, Extension: c.extension}
}

func bigOf(word commitment.Word) *big.Int { return new(big.Int).SetBytes(word[:]) }

func bigs(words []commitment.Word) []*big.Int {
	list := make([]*big.Int, len(words))
	for i, word := range words {
		list[i] = bigOf(word)
	}
	return list
}

func instant(seconds uint64) time.Time { return time.Unix(int64(seconds), 0).UTC() }
