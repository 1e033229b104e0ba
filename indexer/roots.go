package indexer

import (
	"context"
	"fmt"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/store"
)

// leaves is what is known of a batch.
type leaves struct {
	receiptRoot commitment.Hash
	submissions []commitment.BatchSubmission
	receipt     []commitment.Hash // as received; zero before the settlement
	standing    []commitment.Hash // as determined, or as received where undecided; zero where unknown
	settled     int               // claims that the settlement told so far
	isAtOdds    bool              // the settlement told them of another submission
}

// rootCheck computes the roots that the ledger tells again, from the journals
// alone, over one run of blocks. What was before the run it reads from the store.
type rootCheck struct {
	run     *run
	batches map[claims.BatchID]*leaves
	// waiting are the submissions of batches whose own event is still to come.
	waiting map[claims.BatchID][]commitment.BatchSubmission
}

func newRootCheck(r *run) *rootCheck {
	return &rootCheck{
		run: r, batches: map[claims.BatchID]*leaves{}, waiting: map[claims.BatchID][]commitment.BatchSubmission{},
	}
}

// follow takes the next event in, and adds settlements and decisions with what
// became of their roots.
func (c *rootCheck) follow(ctx context.Context, rows *store.ChainRows, p placed) error {
	switch e := p.event.(type) {
	case chain.SubmissionReceived:
		c.waiting[e.Batch] = append(c.waiting[e.Batch], commitment.BatchSubmission{Provider: e.Provider, Count: int(e.Count)})
	case chain.BatchReceived:
		c.batches[e.Batch] = &leaves{
			receiptRoot: e.Root, submissions: c.waiting[e.Batch],
			receipt: make([]commitment.Hash, e.Count), standing: make([]commitment.Hash, e.Count),
		}
		delete(c.waiting, e.Batch)
	case chain.SubmissionSettled:
		return c.told(ctx, e, p.leaves)
	case chain.BatchSettled:
		return c.settled(ctx, rows, p.at, e)
	case chain.ClaimDetermined:
		return c.determined(ctx, rows, p, e)
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

// told takes in what a settlement tells of a submission, and the leaves that follow.
func (c *rootCheck) told(ctx context.Context, e chain.SubmissionSettled, leaves []commitment.Hash) error {
	batch, err := c.batch(ctx, e.Batch)
	if err != nil {
		return err
	}
	provider, count := batch.submissionAt(int(e.FirstIndex))
	batch.isAtOdds = batch.isAtOdds || provider != e.Provider || count != len(e.Journal)
	for n := range e.Journal {
		entry := &e.Journal[n]
		if i := int(entry.Index); i < len(batch.standing) {
			batch.receipt[i], batch.standing[i] = entry.ReceiptLeaf, leaves[n]
		}
		batch.settled++
	}
	return nil
}

func (c *rootCheck) settled(ctx context.Context, rows *store.ChainRows, at store.ChainAt, e chain.BatchSettled) error {
	batch, err := c.batch(ctx, e.Batch)
	if err != nil {
		return err
	}
	var isConfirmed bool
	if batch.settled == 0 {
		// An appeal opened a batch that its insurer had let lie: the tree stays what it was.
		isConfirmed = e.Decided == 0 && e.DeterminationRoot == batch.receiptRoot
	} else {
		isConfirmed = !batch.isAtOdds && batch.settled == len(batch.standing) && e.SettledAt.Equal(at.Time) &&
			batch.hasRoot(batch.receipt, batch.receiptRoot) && batch.hasRoot(batch.standing, e.DeterminationRoot)
	}
	c.report(ctx, e.Batch, &isConfirmed)
	rows.Settlements = append(rows.Settlements, store.ChainSettlement{
		At: at, Batch: e.Batch, DeterminationRoot: e.DeterminationRoot, Decided: e.Decided, SettledAt: e.SettledAt,
		IsRootConfirmed: &isConfirmed,
	})
	return nil
}

// determined takes in a determination by path, and checks the root that it leaves.
func (c *rootCheck) determined(ctx context.Context, rows *store.ChainRows, p placed, e chain.ClaimDetermined) error {
	batch, err := c.batch(ctx, e.Number.Batch)
	if err != nil {
		return err
	}
	if i := int(e.Number.Index); i < len(batch.standing) {
		batch.standing[i] = p.leaves[0]
	}
	row := store.ChainDecision{At: p.at, Number: e.Number, DeterminationRoot: e.DeterminationRoot}
	if !batch.isMissing() {
		isConfirmed := batch.hasRoot(batch.standing, e.DeterminationRoot)
		row.IsRootConfirmed = &isConfirmed
	}
	c.report(ctx, e.Number.Batch, row.IsRootConfirmed)
	rows.Decisions = append(rows.Decisions, row)
	return nil
}

func (c *rootCheck) report(ctx context.Context, id claims.BatchID, isConfirmed *bool) {
	switch {
	case isConfirmed == nil:
		c.run.opts.Log.InfoContext(ctx, "a determination root rests on leaves that were not told", "insurer", id.Insurer, "batch", id.Sequence)
	case !*isConfirmed:
		c.run.opts.Log.ErrorContext(ctx, "a determination root is not what the ledger says", "insurer", id.Insurer, "batch", id.Sequence)
	}
}

// submissionAt returns the provider and the count of the submission that begins at
// an index; no provider where none does.
func (b *leaves) submissionAt(index int) (claims.ProviderID, int) {
	first := 0
	for _, submission := range b.submissions {
		if first == index {
			return submission.Provider, submission.Count
		}
		first += submission.Count
	}
	return 0, 0
}

func (b *leaves) isMissing() bool {
	for _, leaf := range b.standing {
		if leaf == (commitment.Hash{}) {
			return true
		}
	}
	return false
}

// hasRoot reports whether leaves at the batch's positions give a root.
func (b *leaves) hasRoot(at []commitment.Hash, root commitment.Hash) bool {
	found, err := commitment.Batch{Submissions: b.submissions, Leaves: at}.Root()
	return err == nil && found == root
}
