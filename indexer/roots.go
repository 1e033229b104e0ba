package indexer

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
)

// leaves is what is known of a batch.
type leaves struct {
	receiptRoot commitment.Hash
	submissions []store.ChainSpan
	receipt     []commitment.Hash // as received, of those determined in this run
	standing    []commitment.Hash // as determined, or as received where undecided; zero where unknown
}

// rootCheck computes the roots that the ledger tells again, over one run of
// blocks. What was before the run it reads from the store.
type rootCheck struct {
	run     *run
	batches map[claims.BatchID]*leaves
	// waiting are the submissions of batches whose own event is still to come.
	waiting map[claims.BatchID][]store.ChainSpan
}

func newRootCheck(r *run) *rootCheck {
	return &rootCheck{run: r, batches: map[claims.BatchID]*leaves{}, waiting: map[claims.BatchID][]store.ChainSpan{}}
}

// follow takes the next event in, and adds settlements and decisions with what
// became of their roots.
func (c *rootCheck) follow(ctx context.Context, rows *store.ChainRows, p placed) error {
	switch e := p.event.(type) {
	case chain.SubmissionReceived:
		c.waiting[e.Batch] = append(c.waiting[e.Batch], store.ChainSpan{
			Provider: e.Provider, FirstIndex: int(e.FirstIndex), Count: int(e.Count),
		})
	case chain.BatchReceived:
		c.batches[e.Batch] = &leaves{
			receiptRoot: e.Root, submissions: c.waiting[e.Batch],
			receipt: make([]commitment.Hash, e.Count), standing: make([]commitment.Hash, e.Count),
		}
		delete(c.waiting, e.Batch)
	case chain.ClaimDetermined:
		batch, err := c.batch(ctx, e.Number.Batch)
		if err != nil {
			return err
		}
		if i := int(e.Number.Index); i < len(batch.standing) {
			batch.receipt[i] = e.ReceiptLeaf
			batch.standing[i] = commitment.DeterminationLeaf(e.ReceiptLeaf, e.ReasonsHash, e.Result)
		}
	case chain.BatchSettled:
		return c.settled(ctx, rows, p.at, e)
	case chain.ClaimDecided:
		return c.decided(ctx, rows, p.at, e)
	}
	return nil
}

// batch returns a batch, from the store when it was received before this run.
func (c *rootCheck) batch(ctx context.Context, id claims.BatchID) (*leaves, error) {
	if batch := c.batches[id]; batch != nil {
		return batch, nil
	}
	stored, err := c.run.db.ChainBatchLeaves(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading the leaves of a batch: %w", err)
	}
	c.batches[id] = &leaves{
		receiptRoot: stored.Root, submissions: stored.Submissions, receipt: make([]commitment.Hash, stored.Count),
		standing: stored.Standing,
	}
	return c.batches[id], nil
}

func (c *rootCheck) settled(ctx context.Context, rows *store.ChainRows, at store.ChainAt, e chain.BatchSettled) error {
	batch, err := c.batch(ctx, e.Batch)
	if err != nil {
		return err
	}
	row := store.ChainSettlement{At: at, Batch: e.Batch, DeterminationRoot: e.DeterminationRoot, Decided: e.Decided}
	isComplete, err := c.fillUndecided(ctx, rows, at, e.Batch, batch)
	if err != nil {
		return err
	}
	if isComplete {
		isConfirmed := batch.root(batch.standing) == e.DeterminationRoot && batch.root(batch.receipt) == batch.receiptRoot
		row.IsRootConfirmed = &isConfirmed
	}
	c.report(ctx, e.Batch, row.IsRootConfirmed)
	rows.Settlements = append(rows.Settlements, row)
	return nil
}

// fillUndecided adds the leaves that the settlement left undecided. No event has
// them; the transaction that settled the batch does.
func (c *rootCheck) fillUndecided(
	ctx context.Context, rows *store.ChainRows, at store.ChainAt, id claims.BatchID, batch *leaves,
) (isComplete bool, err error) {
	var missing []int
	for i, leaf := range batch.standing {
		if leaf == (commitment.Hash{}) {
			missing = append(missing, i)
		}
	}
	if len(missing) == 0 {
		return true, nil
	}
	calldata, err := c.run.source.TransactionInput(ctx, at.TxHash)
	if err != nil {
		if errors.Is(err, chain.ErrChainMoved) {
			return false, err
		}
		return false, fmt.Errorf("%w: %w", errNode, err)
	}
	settlement, isDirect := c.run.contracts.SettlementInput(calldata)
	if !isDirect || settlement.Insurer != id.Insurer || settlement.Sequence != id.Sequence {
		return false, nil
	}
	handedIn, err := receiptLeaves(settlement)
	if err != nil || len(handedIn) != len(batch.standing) {
		return false, nil //nolint:nilerr // an encoding that the ledger took and we cannot read is told as such
	}
	for _, i := range missing {
		batch.receipt[i], batch.standing[i] = handedIn[i], handedIn[i]
		rows.Undecided = append(rows.Undecided, store.ChainUndecided{
			At: at, Number: claims.Number{Batch: id, Index: uint16(i)}, ReceiptLeaf: handedIn[i],
		})
	}
	return true, nil
}

func (c *rootCheck) decided(ctx context.Context, rows *store.ChainRows, at store.ChainAt, e chain.ClaimDecided) error {
	batch, err := c.batch(ctx, e.Number.Batch)
	if err != nil {
		return err
	}
	row := store.ChainDecision{At: at, Number: e.Number, DeterminationRoot: e.DeterminationRoot}
	if !batch.isMissing() {
		isConfirmed := batch.root(batch.standing) == e.DeterminationRoot
		row.IsRootConfirmed = &isConfirmed
	}
	c.report(ctx, e.Number.Batch, row.IsRootConfirmed)
	rows.Decisions = append(rows.Decisions, row)
	return nil
}

func (c *rootCheck) report(ctx context.Context, id claims.BatchID, isConfirmed *bool) {
	switch {
	case isConfirmed == nil:
		c.run.opts.Log.WarnContext(ctx, "a determination root could not be computed again", "insurer", id.Insurer, "batch", id.Sequence)
	case !*isConfirmed:
		c.run.opts.Log.ErrorContext(ctx, "a determination root is not what the ledger says", "insurer", id.Insurer, "batch", id.Sequence)
	}
}

func (b *leaves) isMissing() bool {
	for _, leaf := range b.standing {
		if leaf == (commitment.Hash{}) {
			return true
		}
	}
	return false
}

// root returns the root over leaves at the batch's positions: docs/commitment.md, section 3.
func (b *leaves) root(at []commitment.Hash) commitment.Hash {
	nodes := make([]commitment.Hash, len(b.submissions))
	for i, s := range b.submissions {
		if s.FirstIndex+s.Count > len(at) {
			return commitment.Hash{}
		}
		root := commitment.Root(at[s.FirstIndex : s.FirstIndex+s.Count])
		nodes[i] = commitment.SubmissionNode(s.Provider, uint16(s.FirstIndex), uint16(s.Count), root)
	}
	return commitment.Root(nodes)
}

// errMalformed is a settlement that cannot be read.
var errMalformed = errors.New("malformed settlement")

// receiptLeaves reads the receipt leaves that a settlement hands in, bare or
// whole: docs/commitment.md, section 6.
func receiptLeaves(s chain.Settlement) ([]commitment.Hash, error) {
	in := &reader{rest: s.Claims}
	var found []commitment.Hash
	for len(in.rest) > 0 && !in.isShort {
		header := in.take(6)
		for range binary.BigEndian.Uint16(header[4:]) {
			leaf, err := receiptLeaf(in, s.Coverages)
			if err != nil {
				return nil, err
			}
			found = append(found, leaf)
		}
	}
	if in.isShort {
		return nil, errMalformed
	}
	return found, nil
}

func receiptLeaf(in *reader, coverages []byte) (commitment.Hash, error) {
	switch in.take(1)[0] {
	case 0x00:
		return commitment.Hash(in.take(32)), nil
	case 0x01:
	default:
		return commitment.Hash{}, errMalformed
	}
	contentHash := commitment.Hash(in.take(32))
	position := int(binary.BigEndian.Uint16(in.take(2)))
	day := in.take(3)
	in.take(32) // reasons
	charges := make([]money.Amount, in.take(1)[0])
	for i := range charges {
		line := in.take(11)
		charges[i] = money.Cents(int64(line[0])<<32 | int64(binary.BigEndian.Uint32(line[1:])))
	}
	if in.isShort || len(coverages) < 10*(position+1) {
		return commitment.Hash{}, errMalformed
	}
	year := claims.CoverageYearID(binary.BigEndian.Uint64(coverages[10*position:]))
	serviceDay := claims.Date(int32(day[0])<<16 | int32(day[1])<<8 | int32(day[2]))
	return commitment.ReceiptLeaf(contentHash, year, serviceDay, charges)
}

// reader cuts bytes off. Past the end it gives zeros and remembers.
type reader struct {
	rest    []byte
	isShort bool
}

func (r *reader) take(n int) []byte {
	if len(r.rest) < n {
		r.isShort, r.rest = true, nil
		return make([]byte, n)
	}
	cut := r.rest[:n]
	r.rest = r.rest[n:]
	return cut
}
