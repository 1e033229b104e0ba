package settlement

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/store"
)

// batch is a receipt batch with its claims in their positions.
type batch struct {
	id          claims.BatchID
	submissions []store.BatchSubmission
	claims      []store.BatchClaim
}

func loadBatch(ctx context.Context, tx *store.Tx, id claims.BatchID) (*batch, error) {
	submissions, err := tx.BatchSubmissions(ctx, id)
	if err != nil {
		return nil, err
	}
	rows, err := tx.BatchClaims(ctx, id)
	if err != nil {
		return nil, err
	}
	return &batch{id: id, submissions: submissions, claims: rows}, nil
}

// tables are the coverage years and family years that a settlement touches, ascending.
type tables struct {
	years    []commitment.CoverageEntry
	families []claims.FamilyYearID
}

// tablesOf collects the tables of the claims that are settled in full.
func tablesOf(rows []store.BatchClaim) tables {
	familyOf := map[claims.CoverageYearID]claims.FamilyYearID{}
	var t tables
	for _, row := range rows {
		if !row.IsSettled() {
			continue
		}
		familyOf[row.CoverageYear] = row.FamilyYear
		if row.FamilyYear != 0 {
			t.families = append(t.families, row.FamilyYear)
		}
	}
	slices.Sort(t.families)
	t.families = slices.Compact(t.families)
	for year, family := range familyOf {
		position := uint16(commitment.NoFamily)
		if family != 0 {
			i, _ := slices.BinarySearch(t.families, family)
			position = uint16(i)
		}
		t.years = append(t.years, commitment.CoverageEntry{Year: year, Family: position})
	}
	slices.SortFunc(t.years, func(a, b commitment.CoverageEntry) int {
		if a.Year < b.Year {
			return -1
		}
		return 1
	})
	return t
}

// positionOf returns where a coverage year stands in the table.
func (t tables) positionOf(year claims.CoverageYearID) uint16 {
	i, _ := slices.BinarySearchFunc(t.years, year, func(entry commitment.CoverageEntry, year claims.CoverageYearID) int {
		switch {
		case entry.Year < year:
			return -1
		case entry.Year > year:
			return 1
		}
		return 0
	})
	return uint16(i)
}

// settlement encodes the whole batch: claims that a workflow still has go as bare leaves.
func (b *batch) settlement() (chain.Settlement, error) {
	t := tablesOf(b.claims)
	var encoded []byte
	next := 0
	for _, submission := range b.submissions {
		encoded = append(encoded, commitment.EncodeSubmissionHeader(submission.Provider, uint16(submission.ClaimCount))...)
		for range submission.ClaimCount {
			claim, err := encodeClaim(b.claims[next], t)
			if err != nil {
				return chain.Settlement{}, err
			}
			encoded = append(encoded, claim...)
			next++
		}
	}
	years, yearsErr := commitment.EncodeCoverages(t.years)
	families, familiesErr := commitment.EncodeFamilies(t.families)
	return chain.Settlement{
		Insurer: b.id.Insurer, Sequence: b.id.Sequence, Coverages: years, Families: families, Claims: encoded,
	}, errors.Join(yearsErr, familiesErr)
}

func encodeClaim(claim store.BatchClaim, t tables) ([]byte, error) {
	if !claim.IsSettled() {
		return commitment.EncodeBareClaim(claim.ReceiptLeaf), nil
	}
	return encodeClean(claim, t.positionOf(claim.CoverageYear))
}

func encodeClean(claim store.BatchClaim, position uint16) ([]byte, error) {
	lines, err := commitment.DecodeLines(claim.Lines)
	if err != nil {
		return nil, err
	}
	return commitment.EncodeCleanClaim(claim.ContentHash, position, claim.ServiceDay, claim.ReasonsHash, lines)
}

// decision opens the standing root at claim i.
func (b *batch) decision(i int) (chain.Decision, error) {
	claim := b.claims[i]
	s, submission := b.submissionOf(i)
	var nodes []commitment.Hash
	var inner []commitment.Hash
	for n, other := range b.submissions {
		leaves := b.leaves(other)
		if n == s {
			inner = commitment.Path(leaves, i-other.FirstIndex)
		}
		nodes = append(nodes, commitment.SubmissionNode(
			other.Provider, uint16(other.FirstIndex), uint16(other.ClaimCount), commitment.Root(leaves)))
	}
	encoded, err := encodeClean(claim, 0)
	if err != nil {
		return chain.Decision{}, err
	}
	family := uint16(commitment.NoFamily)
	if claim.FamilyYear != 0 {
		family = 0
	}
	coverage, err := commitment.EncodeCoverages([]commitment.CoverageEntry{{Year: claim.CoverageYear, Family: family}})
	if err != nil {
		return chain.Decision{}, err
	}
	return chain.Decision{
		Index:           uint16(i),
		Provider:        submission.Provider,
		FirstIndex:      uint16(submission.FirstIndex),
		Count:           uint16(submission.ClaimCount),
		SubmissionIndex: uint16(s),
		SubmissionCount: uint16(len(b.submissions)),
		Claim:           encoded,
		Coverage:        coverage,
		Family:          claim.FamilyYear,
		InnerSiblings:   inner,
		OuterSiblings:   commitment.Path(nodes, s),
	}, nil
}

func (b *batch) submissionOf(i int) (int, store.BatchSubmission) {
	for s, submission := range b.submissions {
		if i < submission.FirstIndex+submission.ClaimCount {
			return s, submission
		}
	}
	panic(fmt.Sprintf("claim %d lies beyond its batch", i))
}

// leaves returns a submission's leaves as they stand in the determination root.
func (b *batch) leaves(submission store.BatchSubmission) []commitment.Hash {
	leaves := make([]commitment.Hash, submission.ClaimCount)
	for i := range leaves {
		leaves[i] = b.claims[submission.FirstIndex+i].StandingLeaf()
	}
	return leaves
}
