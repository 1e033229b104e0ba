package indexing

import (
	"context"
	"fmt"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

// prepared is a batch ready to be received and settled.
type prepared struct {
	submissions []chain.SignedSubmission
	words       commitment.SettlementWords
	header      commitment.BatchHeader // but for the time of its receipt
}

// batches receives and settles so many batches, a wave at a time.
func (w *world) batches(ctx context.Context, count int, progress func(done int)) error {
	for done := 0; done < count; {
		size := min(wave, count-done)
		if err := w.waveOf(ctx, size); err != nil {
			return fmt.Errorf("batches %d to %d: %w", done+1, done+size, err)
		}
		done += size
		progress(done)
	}
	return nil
}

func (w *world) waveOf(ctx context.Context, size int) error {
	made := make([]prepared, size)
	receipts, settlements := &callList{}, &callList{}
	for i := range made {
		w.batch++
		var err error
		if made[i], err = w.prepare(); err != nil {
			return err
		}
		receipts.add(w.contracts.ReceiveBatch(insurer, w.batch, made[i].submissions))
	}
	receivedAt, err := w.sendAll(ctx, receipts)
	if err != nil {
		return fmt.Errorf("receiving: %w", err)
	}
	for i := range made {
		made[i].header.ReceivedAt = receivedAt[i]
		settlements.add(w.contracts.SettleBatch(made[i].header, made[i].words))
	}
	if _, err = w.sendAll(ctx, settlements); err != nil {
		return fmt.Errorf("settling: %w", err)
	}
	return nil
}

// prepare makes the claims of the next batch, shares them out among the providers
// and signs.
func (w *world) prepare() (prepared, error) {
	made := prepared{header: commitment.BatchHeader{
		Batch: claims.BatchID{Insurer: insurer, Sequence: w.batch}, Count: batchClaims,
	}}
	var settled []commitment.SettledSubmission
	tree := commitment.Batch{}
	for from := 0; from < batchClaims; from += w.submissionClaims {
		p := len(settled) % providerCount
		submission := commitment.SettledSubmission{Provider: claims.ProviderID(p + 1)} //nolint:gosec // ten of them
		var leaves []commitment.Hash
		for i := from; i < min(from+w.submissionClaims, batchClaims); i++ {
			claim := w.claim(i)
			leaf, err := claim.Receipt.Leaf()
			if err != nil {
				return prepared{}, err
			}
			leaves = append(leaves, leaf)
			submission.Claims = append(submission.Claims, commitment.SettledClaim{Whole: &claim})
		}
		settled = append(settled, submission)
		tree.Submissions = append(tree.Submissions, commitment.BatchSubmission{Provider: submission.Provider, Count: len(leaves)})
		tree.Leaves = append(tree.Leaves, leaves...)
		signed, err := w.signed(p, commitment.Root(leaves), len(leaves))
		if err != nil {
			return prepared{}, err
		}
		made.submissions = append(made.submissions, signed)
	}
	var err error
	if made.header.Root, err = tree.Root(); err != nil {
		return prepared{}, err
	}
	made.header.SubmissionCount = uint16(len(settled)) //nolint:gosec // at most 512
	made.words, err = commitment.EncodeSettlement(settled)
	return made, err
}

func (w *world) signed(p int, root commitment.Hash, count int) (chain.SignedSubmission, error) {
	w.sequences[p]++
	submission := chain.Submission{
		Insurer: insurer, Provider: claims.ProviderID(p + 1), Sequence: w.sequences[p], Root: root, //nolint:gosec // ten of them
		Count: uint16(count), Deadline: w.day.Time().Add(signedFor).Unix(), //nolint:gosec // at most 512
	}
	signature, err := chain.SignDigestWith(w.signers[p], w.contracts.SubmissionDigest(submission))
	return chain.SignedSubmission{Submission: submission, Signature: signature}, err
}

// claim is the i-th of the batch, with one to three lines.
func (w *world) claim(i int) commitment.Claim {
	number := uint64(w.batch)<<32 | uint64(i) //nolint:gosec // a position
	claim := commitment.Claim{
		Receipt: commitment.Receipt{
			ContentHash: hashOf(4, number), CoverageYear: w.years[number%yearCount], ServiceDay: w.day,
		},
		Facts: commitment.Facts{}.WithReasons(hashOf(5, number)),
	}
	for line := range 1 + i%3 {
		amount := int64(80_00 + (i*7919+line*104729)%60_00)
		claim.Receipt.Lines = append(claim.Receipt.Lines, commitment.Line{Charge: money.Cents(amount + 25_37), Units: 1})
		claim.Allowances = append(claim.Allowances, commitment.Allowance{Allowed: money.Cents(amount), Class: uint8(line % 2)}) //nolint:gosec // below two
	}
	return claim
}

// seal puts empty blocks on top.
func (w *world) seal(ctx context.Context, blocks int) error {
	for range blocks {
		if err := w.raw.CallContext(ctx, nil, "dev_seal"); err != nil {
			return fmt.Errorf("sealing: %w", err)
		}
	}
	return nil
}

// built says what chain was made.
type built struct {
	Events, Blocks, Claims int
	Head                   uint64
	Took                   time.Duration
}

// build makes a chain with at least so many events.
func (w *world) build(ctx context.Context, events int, progress func(string)) (built, error) {
	begun := time.Now()
	if err := w.populate(ctx); err != nil {
		return built{}, err
	}
	const perBatchAround = 2*batchClaims + 20
	var made built
	for {
		missing := events - made.Events
		if missing <= 0 {
			made.Took = time.Since(begun)
			return made, nil
		}
		count := (missing + perBatchAround - 1) / perBatchAround
		if err := w.batches(ctx, count, func(done int) { progress(fmt.Sprintf("%d of %d batches", done, count)) }); err != nil {
			return made, err
		}
		if err := w.seal(ctx, tailBlocks); err != nil {
			return made, err
		}
		var err error
		if made, err = w.count(ctx); err != nil {
			return made, err
		}
	}
}

// count counts the events, as they are told to whoever asks for them.
func (w *world) count(ctx context.Context) (built, error) {
	head, err := w.ours.Head(ctx)
	if err != nil {
		return built{}, err
	}
	made := built{Head: head.Number, Blocks: int(head.Number) + 1, Claims: int(w.batch) * batchClaims} //nolint:gosec // a number of blocks
	const span = 50
	for from := uint64(0); from <= head.Number; from += span {
		blocks, err := w.ours.Blocks(ctx, from, min(from+span-1, head.Number), w.contracts.LogFilters())
		if err != nil {
			return built{}, err
		}
		for i := range blocks {
			made.Events += len(blocks[i].Logs)
		}
	}
	return made, nil
}
