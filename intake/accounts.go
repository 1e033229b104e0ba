package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// digestedAtOnce is how many claims [DigestAccounts] opens and updates at a time.
const digestedAtOnce = 256

// errUnreadable is returned for a claim that was opened and is none.
var errUnreadable = errors.New("the claim cannot be read")

// DigestAccounts gives claims that were taken before there was one the digest of their
// provider's own number, by which the provider finds them. It ends when there is none
// left; whoever does it at the same time, or again, changes nothing. A claim that
// cannot be opened is told to unreadable, and stays as it is.
//
// Errors: those of the database and of the key service; what is left is done when it is called again.
func DigestAccounts(ctx context.Context, db *store.DB, vault *evidence.Vault, unreadable func(claim claims.ID, err error)) error {
	var fault error // of the key service, for some; the others go on
	for after := claims.ID(""); ctx.Err() == nil; {
		found, err := db.UndigestedClaims(ctx, after, digestedAtOnce)
		if err != nil {
			return fmt.Errorf("finding claims without a digest: %w", err)
		}
		if len(found) == 0 {
			return fault
		}
		after = found[len(found)-1].ID
		ids, digests := make([]claims.ID, 0, len(found)), make([][]byte, 0, len(found))
		for i := range found {
			digest, err := accountDigest(ctx, vault, &found[i])
			if errors.Is(err, errUnreadable) || errors.Is(err, evidence.ErrNotOpened) {
				unreadable(found[i].ID, err)
				continue
			}
			if err != nil {
				fault = fmt.Errorf("claim %s: %w", found[i].ID, err)
				continue
			}
			ids, digests = append(ids, found[i].ID), append(digests, digest)
		}
		if err := db.SetAccountDigests(ctx, ids, digests); err != nil {
			return fmt.Errorf("keeping the digests of claims: %w", err)
		}
	}
	return ctx.Err()
}

// accountDigest opens a claim for its digest, which is empty once the patient is erased.
func accountDigest(ctx context.Context, vault *evidence.Vault, claim *store.UndigestedClaim) ([]byte, error) {
	key, err := vault.PatientKey(ctx, claim.Patient, claim.PatientKey)
	if errors.Is(err, evidence.ErrErased) {
		return []byte{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("opening a patient's key: %w", err)
	}
	_, canonical, err := key.OpenClaim(claim.ID, claim.Content)
	if err != nil {
		return nil, fmt.Errorf("opening a claim: %w", err)
	}
	content, err := commitment.ParseClaim(canonical)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	digest := vault.AccountDigest(claim.Provider, content.PatientAccountNumber)
	return digest[:], nil
}
