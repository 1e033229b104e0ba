package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
)

// claimReader reads the rows of one statement of claims, one after the other: where
// the columns go is the same for all of them.
type claimReader struct {
	claim ClaimView
	row   claimRow
	into  []any
}

// claimRow are the columns of a claim that are not read as they are.
type claimRow struct {
	charge        int64
	facts         int32
	signer, payee []byte

	batch, index, receiptBlock   pgtype.Int8
	replacesBatch, replacesIndex pgtype.Int8
	receivedAt                   pgtype.Timestamptz
	stoppedSeconds               int64

	version, serviceDay, allowed, paid, patient, noncovered, interest, block pgtype.Int8
	determinedAt                                                             pgtype.Timestamptz
	yearStart, yearEnd                                                       *time.Time
	result, transaction                                                      []byte

	reversedAt                                      pgtype.Timestamptz
	replacedByBatch, replacedByIndex, reversalBlock pgtype.Int8
	reasonsHash, reversal                           []byte

	requests, appeals, acts, recoveries, reviews []byte
}

// newClaimReader returns a reader of [columnsBut], after what before reads.
func newClaimReader(skip Parts, before ...any) *claimReader {
	r := &claimReader{}
	c, n := &r.claim, &r.row
	r.into = append(before,
		&c.ID, &c.Patient, &c.PatientSubject, &c.PatientKey, &c.Plan,
		&c.Insurer.ID, &c.Insurer.Name,
		&c.Provider.ID, &c.Provider.Identifier, &c.Provider.Name, &n.signer, &n.payee, &c.Provider.IsDelegated,
		&c.Content, &c.ContentHash, &c.ReceiptLeaf, &n.charge, &c.AcceptedAt, &c.ReceiptBy,
		&n.facts, &c.Refusal, &c.Frequency, &n.replacesBatch, &n.replacesIndex, &n.batch, &n.index, &n.receivedAt, &n.receiptBlock,
		&n.version, &n.result, &n.serviceDay, &n.allowed, &n.paid, &n.patient,
		&n.noncovered, &n.interest, &n.determinedAt, &n.transaction, &n.block,
		&n.reversedAt, &n.replacedByBatch, &n.replacedByIndex, &n.reasonsHash, &n.reversal, &n.reversalBlock,
		&c.PaidOutBlock, &c.FinalBlock)
	parts := map[Parts][]any{
		PartClock:      {&c.Clock.PendedAt, &n.stoppedSeconds, &c.Clock.OverdueAt, &c.Clock.DecidedAt, &c.Clock.ChainAt},
		PartRequests:   {&n.requests},
		PartAppeals:    {&n.appeals, &n.acts},
		PartRecoveries: {&n.recoveries},
		PartReviews:    {&n.reviews},
		PartReasons:    {&c.Assessment, &n.yearStart, &n.yearEnd},
	}
	for _, p := range viewParts {
		if skip&p.part == 0 {
			r.into = append(r.into, parts[p.part]...)
		}
	}
	return r
}

// read reads a row.
func (r *claimReader) read(row pgx.CollectableRow) (ClaimView, error) {
	r.claim, r.row = ClaimView{}, claimRow{}
	if err := row.Scan(r.into...); err != nil {
		return ClaimView{}, err
	}
	c, n := &r.claim, &r.row
	copy(c.Provider.Signer[:], n.signer)
	copy(c.Provider.Payee[:], n.payee)
	c.Charge, c.Facts = money.Cents(n.charge), Facts(n.facts)
	c.AcceptedAt, c.ReceiptBy = inUTC(c.AcceptedAt), inUTC(c.ReceiptBy)
	c.Clock.Stopped = time.Duration(n.stoppedSeconds) * time.Second
	for _, at := range []*time.Time{c.Clock.PendedAt, c.Clock.OverdueAt, c.Clock.DecidedAt, c.Clock.ChainAt} {
		if at != nil {
			*at = inUTC(*at)
		}
	}
	if n.replacesBatch.Valid {
		number := numberOf(c.Insurer.ID, n.replacesBatch, n.replacesIndex)
		c.Replaces = &number
	}
	if n.receivedAt.Valid {
		c.Receipt = &ReceiptView{
			Number: numberOf(c.Insurer.ID, n.batch, n.index), At: inUTC(n.receivedAt.Time), Block: n.receiptBlock.Int64,
		}
	}
	if n.version.Valid {
		c.Determination = n.determination(c.Insurer.ID)
	}
	if err := n.readReviews(c); err != nil {
		return ClaimView{}, err
	}
	return *c, n.readRequests(c)
}

func numberOf(insurer claims.InsurerID, batch, index pgtype.Int8) claims.Number {
	return claims.Number{Batch: claims.BatchID{Insurer: insurer, Sequence: uint32(batch.Int64)}, Index: uint16(index.Int64)}
}

// readReviews reads what was done to the claim's determinations, and before them.
func (n *claimRow) readReviews(into *ClaimView) error {
	var events []appealEvent
	for _, part := range []struct {
		text []byte
		into any
	}{{n.appeals, &events}, {n.acts, &into.Acts}, {n.recoveries, &into.Recoveries}, {n.reviews, &into.Reviews}} {
		if part.text == nil {
			continue
		}
		if err := json.Unmarshal(part.text, part.into); err != nil {
			return fmt.Errorf("reading what was done to a claim: %w", err)
		}
	}
	into.Appeals = appealsOf(events)
	return nil
}

// determination is what the columns say of one.
func (n *claimRow) determination(insurer claims.InsurerID) *DeterminationView {
	d := &DeterminationView{
		Version: int(n.version.Int64), Result: n.result, ServiceDay: claims.Date(n.serviceDay.Int64),
		Allowed: money.Cents(n.allowed.Int64), Paid: money.Cents(n.paid.Int64), Patient: money.Cents(n.patient.Int64),
		Noncovered: money.Cents(n.noncovered.Int64), Interest: money.Cents(n.interest.Int64),
		DeterminedAt: inUTC(n.determinedAt.Time), Transaction: n.transaction, Block: n.block.Int64,
	}
	if n.yearStart != nil {
		d.Year = spanOf(*n.yearStart, n.yearEnd)
	}
	if !n.reversedAt.Valid {
		return d
	}
	d.Reversal = &ReversalView{
		At: inUTC(n.reversedAt.Time), ReasonsHash: n.reasonsHash, Transaction: n.reversal, Block: n.reversalBlock.Int64,
	}
	if n.replacedByBatch.Valid {
		number := numberOf(insurer, n.replacedByBatch, n.replacedByIndex)
		d.Reversal.ReplacedBy = &number
	}
	return d
}

func (n *claimRow) readRequests(into *ClaimView) error {
	if n.requests == nil {
		return nil
	}
	if err := json.Unmarshal(n.requests, &into.Requests); err != nil {
		return fmt.Errorf("reading evidence requests: %w", err)
	}
	for i := range into.Requests {
		into.Requests[i].AskedAt, into.Requests[i].DueAt = inUTC(into.Requests[i].AskedAt), inUTC(into.Requests[i].DueAt)
	}
	return nil
}
