package views

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/proof"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// Ledger says which ledger claims are settled on.
type Ledger struct {
	ChainID uint64
	Address [20]byte
}

// Proof returns the file with which whoever holds it can verify a claim's
// determination without us: see the package proof.
//
// Errors: [ErrClaimNotFound] when there is none that the principal may read in the
// clear, when it is not determined, or when it was erased; [auth.ErrUnauthenticated],
// [ErrTooMuchAtOnce].
func (v *Views) Proof(ctx context.Context, id claims.ID) ([]byte, error) {
	sight, seesAny, err := sightOf(ctx)
	if err != nil {
		return nil, err
	}
	if !seesAny || sight.action != auth.ActionReadClaim { // who is shown claims de-identified has no document of theirs
		return nil, ErrClaimNotFound
	}
	claim, err := v.Claim(ctx, id) // checks, and records the access
	if err != nil {
		return nil, err
	}
	if claim.Number == nil || claim.Version == nil {
		return nil, ErrClaimNotFound
	}
	rows, err := v.reads(ctx).Claims(ctx, store.ClaimQuery{ID: id, Scope: sight.scope})
	if err != nil {
		return nil, fmt.Errorf("loading a claim: %w", err)
	}
	if len(rows) == 0 {
		return nil, ErrClaimNotFound
	}
	opened, err := v.openProof(ctx, &rows[0], *claim.Number)
	if errors.Is(err, evidence.ErrErased) || errors.Is(err, store.ErrNotFound) {
		return nil, ErrClaimNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("proving claim %s: %w", id, err)
	}
	text, err := json.Marshal(proof.New(opened))
	if err != nil {
		return nil, err
	}
	return text, TakeBytes(ctx, int64(len(text)))
}

// openProof gathers what a proof consists of.
func (v *Views) openProof(ctx context.Context, row *store.ClaimView, number claims.Number) (opened proof.Opened, err error) {
	key, err := v.config.Vault.PatientKey(ctx, row.Patient, row.PatientKey)
	if err != nil {
		return opened, err
	}
	if opened.Salt, opened.Document, err = key.OpenClaim(row.ID, row.Content); err != nil {
		return opened, err
	}
	if opened.Reasons, err = key.OpenReasons(row.ID, row.Assessment); err != nil {
		return opened, err
	}
	// The hashes of a batch are of several providers and patients, so no reader has them; of them only the path is told.
	err = v.config.DB.InSnapshot(ctx, func(q store.Queries) error {
		determined, err := q.LatestDetermination(ctx, number)
		if err != nil {
			return err
		}
		opened.Determination, opened.DeterminedAt, opened.Block = determined.Determination, determined.DeterminedAt, determined.Block
		if opened.Header, err = q.BatchHeader(ctx, number.Batch); err != nil {
			return err
		}
		leaves, err := q.ChainBatchLeaves(ctx, number.Batch)
		if err != nil {
			return err
		}
		opened.Path, err = commitment.Batch{Submissions: leaves.Submissions, Leaves: leaves.Standing}.Path(int(number.Index))
		return err
	})
	opened.ChainID, opened.Ledger, opened.Number = v.config.Ledger.ChainID, v.config.Ledger.Address, number
	if row.Replaces != nil {
		opened.Receipt.Replaced = *row.Replaces
	}
	return opened, err
}
