// Package verifying holds a proof of a claim against the chain: it asks a node, and
// no server of ours.
package verifying

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/ethereum/go-ethereum/rpc"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/proof"
)

// Errors of proofs that the chain does not bear out.
var (
	// ErrOtherLedger is returned when a proof is of another ledger, or another chain.
	ErrOtherLedger = errors.New("the proof is of another ledger")
	// ErrNotOnLedger is returned when the ledger stands for another root: the proof is
	// not true, or a claim of the batch was decided since. Export it again then.
	ErrNotOnLedger = errors.New("the ledger does not stand for the proof's root")
	// ErrNotTold is returned when the block that is named does not tell the determination.
	ErrNotTold = errors.New("the block does not tell this determination")
	// ErrOtherResult is returned when the ledger's code gives another result.
	ErrOtherResult = errors.New("the plan's rules give another result")
)

// Report is what was found of a proof that holds.
type Report struct {
	Number string `json:"number"`
	// Provider, ServiceDate and PatientAccountNumber are the document's: by them its holder sees
	// that it is the claim that was asked about, which a server that gives another's proof cannot hide.
	Provider             claims.ProviderID `json:"provider"`
	ServiceDate          claims.Date       `json:"serviceDate"`
	PatientAccountNumber string            `json:"patientAccountNumber"`

	Version      uint8     `json:"version"`
	DeterminedAt time.Time `json:"determinedAt"`
	Plan         uint32    `json:"plan"`
	ChargeCents  int64     `json:"chargeCents"`
	AllowedCents int64     `json:"allowedCents"`
	PaidCents    int64     `json:"paidCents"`
	PatientCents int64     `json:"patientCents"` // with what the plan does not cover
	// IsFinal is set when the determination cannot be taken back by a reorganisation.
	IsFinal bool `json:"isFinal"`
	// IsReversed is set when it does not stand any more.
	IsReversed bool `json:"isReversed"`
	// IsRecomputed is set when the ledger's code was run again on the state before the
	// block, and gave every amount of every line. NotRecomputed says why not.
	IsRecomputed  bool   `json:"isRecomputed"`
	NotRecomputed string `json:"notRecomputed,omitempty"`
	// HasReasons is set when the reasons of denials are in the file, and are those of
	// the determination.
	HasReasons bool `json:"hasReasons"`
	// Prices is what the plan's fee schedule gives, where it was held against the plan:
	// see [CheckDocuments]. Edits is what its rules give.
	Prices *Prices `json:"prices,omitempty"`
	Edits  *Edits  `json:"edits,omitempty"`
}

// check is a verification on its way.
type check struct {
	client    *chain.Client
	contracts *chain.Contracts
	finality  chain.Finality
	proof.Opened
	report *Report
}

// Check verifies a proof: that the document, with its salt, is what was received; that
// the determination is of it; that the ledger stands for both; and that the ledger's
// rules, the plan and what had been used of the coverage's limits by then give it.
//
// Errors: those of [proof.Proof.Open], [ErrOtherLedger], [ErrNotOnLedger],
// [ErrNotTold], [ErrOtherResult], besides those of the node.
func Check(
	ctx context.Context, client *chain.Client, contracts *chain.Contracts, finality chain.Finality, p proof.Proof,
) (*Report, error) {
	opened, err := p.Open()
	if err != nil {
		return nil, err
	}
	c := &check{client: client, contracts: contracts, finality: finality, Opened: opened}
	if c.ChainID != client.ChainID() || chain.Address(c.Ledger) != contracts.Deployment().Ledger {
		return nil, ErrOtherLedger
	}
	c.report = &Report{
		Number: c.Number.String(), Provider: c.Claim.Provider, ServiceDate: c.Claim.ServiceDate(), PatientAccountNumber: c.Claim.PatientAccountNumber,
		Version: c.Determination.Version, DeterminedAt: c.DeterminedAt, HasReasons: c.Reasons != nil,
	}
	c.addAmounts()
	for _, step := range []func(context.Context) error{c.checkSeal, c.checkFinal, c.checkResult} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return c.report, nil
}

func (c *check) addAmounts() {
	for i := range c.Determination.Results {
		line := &c.Determination.Results[i]
		c.report.ChargeCents += line.Charge.Cents()
		c.report.AllowedCents += line.Allowed.Cents()
		c.report.PaidCents += line.Paid.Cents()
		c.report.PatientCents += line.PatientShare().Cents() + line.Noncovered.Cents()
	}
}

// checkSeal: the header, and with it the root, is the one that the ledger keeps.
func (c *check) checkSeal(ctx context.Context) error {
	want, err := c.Header.Seal()
	if err != nil {
		return fmt.Errorf("%w: %w", proof.ErrMalformed, err)
	}
	seal, err := c.contracts.SealOf(ctx, c.Number.Batch)
	if err != nil {
		return fmt.Errorf("reading the batch's seal: %w", err)
	}
	if seal != want {
		return ErrNotOnLedger
	}
	if c.report.IsReversed, err = c.contracts.IsReversed(ctx, c.Header, c.Number.Index); err != nil {
		return fmt.Errorf("reading whether it was reversed: %w", err)
	}
	return nil
}

func (c *check) checkFinal(ctx context.Context) error {
	final, err := c.client.FinalNumber(ctx, c.finality)
	if err != nil && !errors.Is(err, chain.ErrFinalityUnsupported) {
		return fmt.Errorf("reading what is final: %w", err)
	}
	c.report.IsFinal = err == nil && c.Block <= final
	return nil
}

// told is what a block tells of determinations.
type told struct {
	number claims.Number
	entry  commitment.Entry
}

// inBlock returns the determinations that a block tells, in their order.
func (c *check) inBlock(ctx context.Context) (list []told, at time.Time, err error) {
	blocks, err := c.client.Blocks(ctx, c.Block, c.Block, c.contracts.LogFilters()[:1])
	if errors.Is(err, chain.ErrBlockNotFound) {
		return nil, time.Time{}, ErrNotTold
	}
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("reading the block: %w", err)
	}
	for _, log := range blocks[0].Logs {
		event, err := c.contracts.Decode(log)
		if err != nil {
			return nil, time.Time{}, err
		}
		switch e := event.(type) {
		case chain.SubmissionSettled:
			for _, entry := range e.Journal {
				list = append(list, told{claims.Number{Batch: e.Batch, Index: entry.Index}, entry})
			}
		case chain.ClaimDetermined:
			list = append(list, told{e.Number, e.Entry})
		}
	}
	return list, blocks[0].Time, nil
}

// checkResult: the ledger's code gives the same on the state before the block.
func (c *check) checkResult(ctx context.Context) error {
	all, at, err := c.inBlock(ctx)
	if err != nil {
		return err
	}
	var before []told
	var own *commitment.Determination
	for i := range all {
		if all[i].number == c.Number && all[i].entry.Determination != nil && all[i].entry.Determination.Version == c.Determination.Version {
			own = all[i].entry.Determination
			break
		}
		before = append(before, all[i])
	}
	if own == nil || !at.Equal(c.DeterminedAt) || !isSameResult(own.Results, c.Determination.Results) {
		return ErrNotTold
	}
	year, err := c.contracts.At(c.Block).CoverageYear(ctx, c.Number.Batch.Insurer, c.Determination.CoverageYear)
	if _, isAnswer := errors.AsType[rpc.Error](err); isAnswer && !errors.Is(err, chain.ErrNodeBusy) {
		c.report.NotRecomputed = "the node does not keep the state of that block"
		return nil // what was proved stands
	}
	if err != nil {
		return fmt.Errorf("reading the coverage's year before the block: %w", err)
	}
	c.report.Plan = uint32(year.Plan)
	return c.recompute(ctx, year, before)
}

func (c *check) recompute(ctx context.Context, year chain.CoverageYear, before []told) error {
	if c.Determination.Version > 1 || c.Receipt.Kind != commitment.KindOriginal {
		c.report.NotRecomputed = "what it replaces was given back in the same transaction"
		return nil
	}
	whole := c.Whole()
	words, err := commitment.EncodeDecision(whole)
	if err != nil {
		return fmt.Errorf("%w: %w", proof.ErrMalformed, err)
	}
	estimate, err := c.contracts.At(c.Block-1).Estimate(ctx, c.Number.Batch.Insurer, chain.Decision{
		Path: commitment.BatchPath{Provider: c.Path.Provider}, CoverageYear: c.Determination.CoverageYear, Claim: words,
	})
	if err == nil && isSameResult(estimate.Determination.Results, c.Determination.Results) {
		c.report.IsRecomputed = true
		return nil
	}
	isShared, sharedErr := c.isShared(ctx, year, before)
	switch {
	case sharedErr != nil:
		return sharedErr
	case isShared:
		c.report.NotRecomputed = "an earlier claim of the coverage or its family was determined in the same block"
		return nil
	case err != nil:
		return fmt.Errorf("running the ledger's code again: %w", err)
	}
	return ErrOtherResult
}

// isShared reports whether claims before this one in its block took of the same
// limits: of the same coverage year, family or extension.
func (c *check) isShared(ctx context.Context, year chain.CoverageYear, before []told) (bool, error) {
	seen := map[claims.CoverageYearID]bool{}
	for i := range before {
		made := before[i].entry.Determination
		if made == nil || seen[made.CoverageYear] || before[i].number.Batch.Insurer != c.Number.Batch.Insurer {
			continue
		}
		seen[made.CoverageYear] = true
		if made.CoverageYear == c.Determination.CoverageYear {
			return true, nil
		}
		if year.Family == 0 && year.Extension == 0 {
			continue
		}
		other, err := c.contracts.At(c.Block).CoverageYear(ctx, c.Number.Batch.Insurer, made.CoverageYear)
		if err != nil {
			return false, fmt.Errorf("reading a coverage: %w", err)
		}
		if (year.Family != 0 && other.Family == year.Family) || (year.Extension != 0 && other.Extension == year.Extension) {
			return true, nil
		}
	}
	return false, nil
}

// isSameResult compares what leaves are made of: of limits, the units that count.
func isSameResult(a, b []benefits.LineResult) bool { return reflect.DeepEqual(a, b) }
