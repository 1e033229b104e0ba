package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clearclaim/clearclaim/claims"
)

// Stage is how far a claim has come off the chain.
type Stage string

// The stages.
const (
	// StageClean: the claim settles with its batch.
	StageClean Stage = "clean"
	// StagePended: a claim workflow has the claim.
	StagePended Stage = "pended"
	// StageDecided: the workflow is done, and the decision goes to the ledger by path.
	StageDecided Stage = "decided"
	// StageClosed: the ledger has that decision, or a panel's in its place.
	StageClosed Stage = "closed"
	// StageRefused: a replacement or a void that the ledger refused, or that cannot be made any more.
	StageRefused Stage = "refused"
)

// NewClaim is an accepted claim as it is kept.
type NewClaim struct {
	ID           claims.ID
	Submission   string
	Position     int // in the submission
	Insurer      claims.InsurerID
	Provider     claims.ProviderID
	Patient      string
	Coverage     string
	Plan         claims.PlanID // the coverage's
	CoverageYear claims.CoverageYearID
	ServiceDay   claims.Date
	ChargeCents  int64
	Content      []byte // encrypted: salt and canonical claim
	Brief        []byte // encrypted: what other claims' edits look at of this one
	Assessment   []byte // encrypted: reasons
	ContentHash  [32]byte
	ReceiptLeaf  [32]byte
	// Prepared is the claim as a settlement or a decision hands it in:
	// commitment.Bytes of commitment.EncodeClaim, with the coverage year in its head.
	Prepared   []byte
	Stage      Stage
	AcceptedAt time.Time
	// Frequency is 0 or claims.Original, or that of a correction of the claim that
	// Replaces names.
	Frequency claims.Frequency
	Replaces  claims.ID
	// AccountDigest is what the provider finds it by: nil until that is known.
	AccountDigest []byte
}

// LineDigest is the keyed hash of what makes a line a repetition of another.
type LineDigest struct {
	Digest  [16]byte
	Insurer claims.InsurerID
	Claim   claims.ID
	Line    int // its sequence in the claim
}

var claimColumns = []string{
	"id", "submission_id", "position", "insurer_id", "provider_id", "patient_id", "coverage_id", "plan_id", "coverage_year",
	"service_day", "charge_cents", "content", "brief", "assessment", "content_hash", "receipt_leaf", "prepared", "stage",
	"accepted_at", "frequency", "replaces", "account_digest",
}

// AddClaims keeps the claims of a submission, by COPY.
//
// Errors: [ErrConflict] when a claim is corrected already.
func (t *Tx) AddClaims(ctx context.Context, added []NewClaim) error {
	row := func(i int) ([]any, error) {
		c := &added[i]
		ids, err := uuidsOf(string(c.ID), c.Submission, c.Patient, c.Coverage)
		if err != nil {
			return nil, err
		}
		var replaces any
		if c.Replaces != "" {
			named, err := uuidsOf(string(c.Replaces))
			if err != nil {
				return nil, err
			}
			replaces = named[0]
		}
		return []any{
			ids[0], ids[1], int32(c.Position), int64(c.Insurer), int64(c.Provider), ids[2], ids[3], int64(c.Plan), numeric(new(big.Int).SetUint64(uint64(c.CoverageYear))),
			int32(c.ServiceDay), c.ChargeCents, c.Content, c.Brief, c.Assessment, c.ContentHash[:], c.ReceiptLeaf[:],
			c.Prepared, string(c.Stage), c.AcceptedAt, int16(max(claims.Original, c.Frequency)), replaces, c.AccountDigest,
		}, nil
	}
	_, err := t.tx.CopyFrom(ctx, pgx.Identifier{"claims"}, claimColumns, pgx.CopyFromSlice(len(added), row))
	return faultOf(err)
}

// AddLineDigests keeps the digests of accepted lines, by COPY.
func (t *Tx) AddLineDigests(ctx context.Context, added []LineDigest) error {
	row := func(i int) ([]any, error) {
		d := &added[i]
		ids, err := uuidsOf(string(d.Claim))
		if err != nil {
			return nil, err
		}
		return []any{d.Digest[:], int64(d.Insurer), ids[0], int32(d.Line)}, nil
	}
	columns := []string{"digest", "insurer_id", "claim_id", "line"}
	_, err := t.tx.CopyFrom(ctx, pgx.Identifier{"line_digests"}, columns, pgx.CopyFromSlice(len(added), row))
	return faultOf(err)
}

// KnownLineDigests returns those of the digests that an accepted line of the insurer
// has, each with the claims that have it: of very many not all, and more than
// [MaxPastClaims]. Claims that are replaced or voided do not count, nor do those that are about to be.
func (q Queries) KnownLineDigests(
	ctx context.Context, insurer claims.InsurerID, digests [][16]byte, corrected ...claims.ID,
) (map[[16]byte][]claims.ID, error) {
	asked := make([][]byte, len(digests))
	for i := range digests {
		asked[i] = digests[i][:]
	}
	without := make([]string, len(corrected))
	for i, id := range corrected {
		without[i] = string(id)
	}
	rows, err := q.q.KnownLineDigests(ctx, asked, int64(insurer), without, MaxPastClaims+1)
	if err != nil {
		return nil, faultOf(err)
	}
	known := make(map[[16]byte][]claims.ID, len(rows))
	for _, row := range rows {
		digest := [16]byte(row.Digest)
		known[digest] = append(known[digest], claims.ID(row.ClaimID))
	}
	return known, nil
}

// uuidsOf reads ids: COPY is binary and takes no text.
func uuidsOf(ids ...string) ([][16]byte, error) {
	read := make([][16]byte, len(ids))
	for i, id := range ids {
		digits := strings.ReplaceAll(id, "-", "")
		if len(digits) != 32 {
			return nil, fmt.Errorf("reading an id: %w", ErrNotFound)
		}
		if _, err := hex.Decode(read[i][:], []byte(digits)); err != nil {
			return nil, fmt.Errorf("reading an id: %w", ErrNotFound)
		}
	}
	return read, nil
}
