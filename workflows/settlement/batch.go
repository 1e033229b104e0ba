package settlement

import (
	"context"
	"errors"
	"fmt"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/store"
)

// errIncomplete is returned for a batch whose submissions and claims, as they are
// kept, do not make it up.
var errIncomplete = errors.New("the claims of a batch are not all there")

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
	count := 0
	for _, submission := range submissions {
		count += submission.ClaimCount
	}
	if count != len(rows) {
		return nil, fmt.Errorf("%w: %d of %d", errIncomplete, len(rows), count)
	}
	return &batch{id: id, submissions: submissions, claims: rows}, nil
}

// settlement encodes the whole batch, and returns the gas that settling it may use.
// Claims that a workflow still has are left undecided, as bare leaves, and so are
// clean ones for which the transaction has no room: those are decided by path. What
// a transaction has room for, a submission's journal has too.
func (b *batch) settlement(p prices) (commitment.SettlementWords, settlementGas, error) {
	gas := settlementGas{prices: p}
	for _, submission := range b.submissions {
		gas.addSubmission(submission.Provider)
	}
	submissions := make([]commitment.SettledSubmission, len(b.submissions))
	next := 0
	for s, submission := range b.submissions {
		submissions[s].Provider = submission.Provider
		for range submission.ClaimCount {
			claim, err := settledClaim(&b.claims[next], &gas)
			if err != nil {
				return commitment.SettlementWords{}, settlementGas{}, err
			}
			submissions[s].Claims = append(submissions[s].Claims, claim)
			next++
		}
	}
	words, err := commitment.EncodeSettlement(submissions)
	return words, gas, err
}

func settledClaim(row *store.BatchClaim, gas *settlementGas) (commitment.SettledClaim, error) {
	bare := commitment.SettledClaim{ReceiptLeaf: row.ReceiptLeaf}
	if !row.IsSettled() {
		return bare, nil
	}
	whole, err := wholeClaim(row)
	if err != nil {
		return commitment.SettledClaim{}, err
	}
	claim := commitment.SettledClaim{Whole: &whole, Family: row.FamilyYear, Extension: row.Extension}
	words := len(row.Prepared) / len(commitment.Word{})
	if whole.Receipt.Kind != commitment.KindOriginal || !gas.addIfRoom(claim, words) { // others the ledger decides by path alone
		return bare, nil
	}
	return claim, nil
}

// wholeClaim reads a claim as it was prepared.
func wholeClaim(row *store.BatchClaim) (commitment.Claim, error) {
	words, err := commitment.ParseWords(row.Prepared)
	if err != nil {
		return commitment.Claim{}, fmt.Errorf("reading prepared claim %s: %w", row.ID, err)
	}
	whole, err := commitment.DecodeClaim(words)
	if err != nil {
		return commitment.Claim{}, fmt.Errorf("reading prepared claim %s: %w", row.ID, err)
	}
	return whole, nil
}

// decide decides claim i by its path under the root that stands.
func (b *batch) decide(i int, whole commitment.Claim) (chain.Decision, error) {
	path, err := b.standing().Path(i)
	if err != nil {
		return chain.Decision{}, fmt.Errorf("finding path of claim %s: %w", b.claims[i].ID, err)
	}
	words, err := commitment.EncodeDecision(whole)
	if err != nil {
		return chain.Decision{}, fmt.Errorf("encoding claim %s: %w", b.claims[i].ID, err)
	}
	return chain.Decision{Path: path, CoverageYear: whole.Receipt.CoverageYear, Claim: words}, nil
}

// standing is the batch with the leaves of its determination root.
func (b *batch) standing() commitment.Batch {
	standing := commitment.Batch{Leaves: make([]commitment.Hash, len(b.claims))}
	for _, submission := range b.submissions {
		standing.Submissions = append(standing.Submissions, commitment.BatchSubmission{
			Provider: submission.Provider, Count: submission.ClaimCount,
		})
	}
	for i := range b.claims {
		standing.Leaves[i] = b.claims[i].StandingLeaf()
	}
	return standing
}
