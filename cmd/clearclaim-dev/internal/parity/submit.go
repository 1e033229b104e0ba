package parity

import (
	"encoding/binary"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

// unknownYear is an id that no coverage year has.
const unknownYear claims.CoverageYearID = 1<<64 - 1

// receive makes the claim that an operation is about, or nil where it needs none.
//
// Errors: those of [commitment.EncodeClaim].
func (a *account) receive(op *history.Operation) (*claim, error) {
	var c *claim
	switch op.Kind {
	case history.Determine, history.Replace:
		if a.claims[op.Claim] != nil {
			return nil, nil
		}
		c = a.submit(op)
	case history.Reverse:
		undone := a.claims[op.Claim]
		if undone == nil || op.Claim%2 != 0 {
			return nil, nil
		}
		c = a.void(undone)
	case history.Redetermine:
		return nil, nil
	}
	if c == nil {
		return nil, nil
	}
	if _, err := commitment.EncodeClaim(c.whole); err != nil {
		return nil, err
	}
	var err error
	c.leaf, err = c.whole.Receipt.Leaf()
	return c, err
}

// submit makes the claim of a submission; of a replacement nil, where what it
// replaces was never received.
func (a *account) submit(op *history.Operation) *claim {
	s := &op.Submission
	c := &claim{provider: a.provider, isSettled: op.Kind == history.Determine && isWithBatch(s)}
	if !s.IsProviderCredentialed {
		c.provider = uncredentialed
	}
	c.whole.Receipt = commitment.Receipt{
		ContentHash: a.ledger.content(), ServiceDay: s.ServiceDate, CoverageYear: unknownYear,
	}
	if e, isKnown := a.years[s.Year]; isKnown {
		c.whole.Receipt.CoverageYear, c.family, c.extension = e.Year, e.Family, e.Extension
	}
	if op.Kind == history.Replace {
		replaced := a.claims[op.Replaced]
		if replaced == nil {
			return nil
		}
		c.whole.Receipt.Kind, c.whole.Receipt.Replaced = commitment.KindReplacement, replaced.number()
	}
	c.take(s, a.ledger.content())
	return c
}

// take puts lines and facts of a submission into the claim.
func (c *claim) take(s *history.Submission, word commitment.Hash) {
	c.whole.Receipt.Lines, c.whole.Allowances = commitment.SplitLines(s.Lines)
	c.whole.Facts = commitment.Facts{}
	if word[len(word)-1]%2 == 0 {
		c.whole.Facts = c.whole.Facts.WithReasons(word)
	}
	if s.HasAuthorization {
		c.whole.Facts = c.whole.Facts.WithAuthorization(word)
	}
	if s.HasEvidence {
		c.whole.Facts = c.whole.Facts.WithEvidence(word)
	}
	if s.IsLateFilingExcused {
		c.whole.Facts.Flags |= commitment.FilingExcused
	}
	c.whole = c.whole.WithPriors(priorsOf(s))
}

// priorsOf returns how prior payers left the lines, or nil.
func priorsOf(s *history.Submission) []claims.PriorAmounts {
	if !s.HasPriorPayers {
		return nil
	}
	priors := make([]claims.PriorAmounts, len(s.Lines))
	for i := range s.Lines {
		priors[i] = s.Lines[i].Prior
	}
	return priors
}

// void makes the claim that voids another.
func (a *account) void(undone *claim) *claim {
	c := &claim{provider: undone.provider}
	c.whole.Receipt = commitment.Receipt{
		ContentHash: a.ledger.content(), Kind: commitment.KindVoid, ServiceDay: undone.whole.Receipt.ServiceDay,
		CoverageYear: undone.whole.Receipt.CoverageYear, Replaced: undone.number(),
	}
	return c
}

// isWithBatch reports whether a determination is settled with its batch.
func isWithBatch(s *history.Submission) bool { return s.PaidAt.Unix()%2 == 0 && s.StoppedDays%2 == 0 }

// content returns a word that no other claim has.
func (l *ledger) content() (word commitment.Hash) {
	l.contents++
	binary.BigEndian.PutUint64(word[24:], l.contents)
	return word
}
