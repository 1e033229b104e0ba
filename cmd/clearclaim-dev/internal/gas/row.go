package gas

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

// signedFor is how long a submission may wait for its receipt.
const signedFor = 48 * time.Hour

func callMessage(from, to common.Address, data []byte) ethereum.CallMsg {
	return ethereum.CallMsg{From: from, To: &to, Data: data}
}

// work is a batch ready to be received and settled.
type work struct {
	submissions []chain.SignedSubmission
	words       commitment.SettlementWords
	header      commitment.BatchHeader // but for its times
}

// row receives and settles a batch over the coverage years: more than one where a
// settlement does not fit one transaction, as with the prices of a later fork.
func (w *world) row(ctx context.Context, m measured, set coverageSet) (Row, error) {
	row := Row{Mode: m.mode, Claims: m.claims, Lines: m.lines, IsFamily: m.isFamily, Batches: 1}
	for {
		used, err := w.settleIn(ctx, row.Batches, m, set)
		if errors.Is(err, errTooLarge) && row.Batches < m.claims {
			row.Batches *= 2
			continue
		}
		row.GasPerClaim = int(used.gas) / m.claims //nolint:gosec // gas of some transactions
		row.Calldata, row.SettlementGas = used.calldata/m.claims, used.largest
		return row, err
	}
}

// settleIn receives and settles the claims in so many batches.
func (w *world) settleIn(ctx context.Context, batches int, m measured, set coverageSet) (used consumption, err error) {
	for i := range batches {
		from, to := m.claims*i/batches, m.claims*(i+1)/batches
		part := measured{m.mode, to - from, m.lines, m.isFamily}
		one, err := w.settleOne(ctx, part, coverageSet{enrolments: set.enrolments[from:to]})
		if err != nil {
			return used, err
		}
		used.gas, used.calldata = used.gas+one.gas, used.calldata+one.calldata
		used.largest = max(used.largest, one.largest)
	}
	return used, nil
}

// consumption is what batches used.
type consumption struct {
	gas      uint64
	calldata int
	largest  uint64 // settling transaction
}

func (w *world) settleOne(ctx context.Context, m measured, set coverageSet) (consumption, error) {
	w.batch++
	batch, err := w.prepare(m, set)
	if err != nil {
		return consumption{}, err
	}
	if m.mode == modeSingle {
		both, err := w.do(ctx, func() (chain.Call, error) {
			return w.contracts.ReceiveAndSettle(insurer, w.batch, batch.submissions, batch.words)
		})
		return consumption{both.gas, both.calldata, both.gas}, err
	}
	received, err := w.do(ctx, func() (chain.Call, error) {
		return w.contracts.ReceiveBatch(insurer, w.batch, batch.submissions)
	})
	if err != nil {
		return consumption{}, fmt.Errorf("receiving: %w", err)
	}
	batch.header.ReceivedAt = received.at
	settled, err := w.do(ctx, func() (chain.Call, error) { return w.contracts.SettleBatch(batch.header, batch.words) })
	if err != nil {
		return consumption{}, fmt.Errorf("settling: %w", err)
	}
	return consumption{received.gas + settled.gas, received.calldata + settled.calldata, settled.gas}, nil
}

// prepare makes the claims, shares them out among the providers and signs.
func (w *world) prepare(m measured, set coverageSet) (work, error) {
	made := work{header: commitment.BatchHeader{
		Batch: claims.BatchID{Insurer: insurer, Sequence: w.batch}, Count: uint16(m.claims), //nolint:gosec // at most 512
	}}
	var settled []commitment.SettledSubmission
	tree := commitment.Batch{}
	providers := min(providerCount, m.claims)
	for p := range providers {
		from, to := m.claims*p/providers, m.claims*(p+1)/providers
		submission := commitment.SettledSubmission{Provider: claims.ProviderID(p + 1)} //nolint:gosec // ten of them
		leaves := make([]commitment.Hash, 0, to-from)
		for i := from; i < to; i++ {
			claim := w.claim(m.lines, set.enrolments[i].CoverageYear, i)
			leaf, err := claim.Receipt.Leaf()
			if err != nil {
				return work{}, err
			}
			leaves = append(leaves, leaf)
			submission.Claims = append(submission.Claims, commitment.SettledClaim{Whole: &claim, Family: set.enrolments[i].Family})
		}
		settled = append(settled, submission)
		tree.Submissions = append(tree.Submissions, commitment.BatchSubmission{Provider: submission.Provider, Count: len(leaves)})
		tree.Leaves = append(tree.Leaves, leaves...)
		signed, err := w.signed(p, commitment.Root(leaves), len(leaves))
		if err != nil {
			return work{}, err
		}
		made.submissions = append(made.submissions, signed)
	}
	var err error
	if made.header.Root, err = tree.Root(); err != nil {
		return work{}, err
	}
	made.header.SubmissionCount = uint16(providers) //nolint:gosec // ten of them
	made.words, err = commitment.EncodeSettlement(settled)
	return made, err
}

func (w *world) signed(p int, root commitment.Hash, count int) (chain.SignedSubmission, error) {
	w.sequences[p]++
	submission := chain.Submission{
		Insurer: insurer, Provider: claims.ProviderID(p + 1), Sequence: w.sequences[p], Root: root, //nolint:gosec // ten of them
		Count: uint16(count), Deadline: w.day.Time().Add(signedFor + 30*24*time.Hour).Unix(), //nolint:gosec // at most 512
	}
	signature, err := chain.SignDigestWith(w.signers[p], w.contracts.SubmissionDigest(submission))
	return chain.SignedSubmission{Submission: submission, Signature: signature}, err
}

// claim is one of the batch: its lines go through deductible, copay and coinsurance in turn.
func (w *world) claim(lines int, year claims.CoverageYearID, i int) commitment.Claim {
	number := uint64(w.batch)<<32 | uint64(i) //nolint:gosec // a position
	claim := commitment.Claim{
		Receipt: commitment.Receipt{ContentHash: hashOf(4, number), CoverageYear: year, ServiceDay: w.day},
		Facts:   commitment.Facts{}.WithReasons(hashOf(5, number)),
	}
	for line := range lines {
		amount := int64(80_00 + (i*7919+line*104729)%60_00)
		claim.Receipt.Lines = append(claim.Receipt.Lines, commitment.Line{Charge: money.Cents(amount + 25_37), Units: 1})
		claim.Allowances = append(claim.Allowances, commitment.Allowance{Allowed: money.Cents(amount), Class: uint8(line % 3)}) //nolint:gosec // below three
	}
	return claim
}
