package parity

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// finish does what goes claim by claim. Its errors are refusals, or faults of this
// one history.
func (l *ledger) finish(t *task) error {
	switch t.op.Kind {
	case history.Determine:
		return l.decide(t)
	case history.Reverse:
		return l.reverse(t)
	case history.Replace:
		return l.replace(t)
	case history.Redetermine:
		return l.redetermine(t)
	}
	return history.ErrNotStanding
}

// decide determines a claim that its settlement left undecided.
func (l *ledger) decide(t *task) error {
	c := t.received
	if c == nil {
		c = t.account.claims[t.op.Claim] // it is decided, which the ledger should say
	}
	at, err := l.stop(c, &t.op.Submission)
	if err != nil {
		return err
	}
	decision, err := c.decision()
	if err != nil {
		return err
	}
	from, data, route := adjudicator, []byte(nil), "decided"
	if isOverdue, err := l.markOverdue(c, at); err != nil {
		return err
	} else if isOverdue {
		from, data, route = reviewer, l.bound.corrections.PackDecideOnAppeal(c.batch.header, decision), "decided on appeal"
	} else {
		data = l.bound.corrections.PackDecide(c.batch.header, []bindings.IClaimLedgerDecision{decision})
	}
	heard, err := l.tell(from, data, at)
	if err != nil {
		return err
	}
	return l.record(t, c, heard, at, route)
}

// stop lets the clock of an undecided claim stand still where a pend does it, and
// returns when the claim is decided.
func (l *ledger) stop(c *claim, s *history.Submission) (at uint64, err error) {
	at = uint64(s.PaidAt.Unix())
	if s.StoppedDays%2 == 0 || c.determination != nil {
		return at, nil
	}
	l.routes["pended"]++
	pendedAt := c.batch.header.SettledAt
	reason := c.whole.Receipt.ContentHash
	if _, err := l.tell(adjudicator, l.bound.clocks.PackPend(c.batch.header, c.path(), c.leaf, reason), pendedAt); err != nil {
		return 0, err
	}
	data, from := l.bound.clocks.PackLiftPend(c.numberWord()), adjudicator
	if s.StoppedDays%4 == 3 {
		data, from = l.bound.clocks.PackReceiveEvidence(c.numberWord(), reason), l.signerOf(c.provider)
	}
	_, err = l.tell(from, data, pendedAt+uint64(s.StoppedDays)*secondsInDay)
	return at, err
}

// markOverdue proves that a claim is undecided for too long, where the second asks
// for it; false where it is not.
func (l *ledger) markOverdue(c *claim, at uint64) (bool, error) {
	if at%4 != 3 || c.determination != nil {
		return false, nil
	}
	opening, err := commitment.OpenReceipt(c.whole.Receipt)
	if err != nil {
		return false, err
	}
	made := openingOf(opening)
	made.Stamp = bigOf(commitment.Word{})
	_, err = l.send(stranger, l.bound.clocks.PackMarkOverdue(c.batch.header, c.path(), made), at)
	switch nameOf(err) {
	case "":
		return err == nil, err
	case "ClaimNotOverdue", "CoverageYearNotFound":
		return false, nil
	}
	return false, refusal(err)
}

// reverse undoes a determination, by a void where the provider sent one.
func (l *ledger) reverse(t *task) error {
	undone := t.account.claims[t.op.Claim]
	if undone == nil {
		return history.ErrNotStanding
	}
	standing, err := undone.standing()
	if err != nil {
		return err
	}
	if t.received != nil {
		return l.correct(t, standing, l.now)
	}
	heard, err := l.tell(adjudicator, l.bound.corrections.PackReverse(standing, l.content()), l.now)
	if err != nil {
		return err
	}
	l.routes["reversed"]++
	t.outcome, err = heard.difference(nil)
	return err
}

// replace determines a replacement in place of what it names.
func (l *ledger) replace(t *task) error {
	if t.received == nil {
		return t.account.refusalOfReplacement(&t.op)
	}
	standing, err := t.account.claims[t.op.Replaced].standing()
	if err != nil {
		return err
	}
	at, err := l.stop(t.received, &t.op.Submission)
	if err != nil {
		return err
	}
	return l.correct(t, standing, at)
}

// refusalOfReplacement is why there is no claim that could replace another: none of
// it comes to the ledger.
func (a *account) refusalOfReplacement(op *history.Operation) error {
	if a.claims[op.Claim] != nil {
		return history.ErrAlreadyDetermined
	}
	return history.ErrNotStanding
}

// correct decides a replacement or a void.
func (l *ledger) correct(t *task, standing bindings.IClaimLedgerStanding, at uint64) error {
	c := t.received
	decision, err := c.decision()
	if err != nil {
		return err
	}
	data := l.bound.corrections.PackCorrect(c.batch.header, decision, standing)
	heard, err := l.tell(adjudicator, data, at)
	if err != nil {
		return err
	}
	if t.op.Kind == history.Replace {
		return l.record(t, c, heard, at, "replaced")
	}
	l.routes["voided"]++
	return l.recordVoid(t, c, heard, at)
}

// redetermine determines a claim again, as a review decided.
func (l *ledger) redetermine(t *task) error {
	c := t.account.claims[t.op.Claim]
	if c == nil {
		return history.ErrNotStanding
	}
	standing, err := c.standing()
	if err != nil {
		return err
	}
	again := *c // what is refused changes nothing
	again.take(&t.op.Submission, l.content())
	decision, err := again.decision()
	if err != nil {
		return refusalOfEncoding(err)
	}
	at := uint64(t.op.Submission.PaidAt.Unix())
	heard, err := l.tell(reviewer, l.bound.corrections.PackRedetermine(standing, decision), at)
	if err != nil {
		return err
	}
	c.whole = again.whole
	return l.record(t, c, heard, at, "redetermined")
}

// tell calls the ledger and reads what it tells.
func (l *ledger) tell(from common.Address, data []byte, at uint64) (*told, error) {
	var logs []*types.Log
	logs, err := l.send(from, data, at)
	if err != nil {
		return nil, refusal(err)
	}
	heard, err := l.listen(logs)
	return &heard, err
}

// record keeps the one determination that a call told of, and gives the task what
// it gave.
func (l *ledger) record(t *task, c *claim, heard *told, at uint64, route string) error {
	l.routes[route]++
	d, err := c.entryOf(heard)
	if err != nil {
		return err
	}
	if err := c.determined(d, at); err != nil {
		return err
	}
	t.account.claims[t.op.Claim] = c
	if err := c.replantTo(heard); err != nil {
		return err
	}
	t.outcome, err = heard.difference(d)
	return err
}

// recordVoid keeps a void's determination, which has no line.
func (l *ledger) recordVoid(t *task, c *claim, heard *told, at uint64) error {
	d, err := c.entryOf(heard)
	if err != nil {
		return err
	}
	if err := c.determined(d, at); err != nil {
		return err
	}
	if err := c.replantTo(heard); err != nil {
		return err
	}
	t.outcome, err = heard.difference(nil)
	return err
}

func (c *claim) entryOf(heard *told) (*commitment.Determination, error) {
	if len(heard.entries) != 1 || heard.entries[0].Determination == nil ||
		int(heard.entries[0].Index) != c.index || heard.entries[0].ReceiptLeaf != c.leaf {
		return nil, fmt.Errorf("%w: the journal is not of the claim: %+v", errFault, heard.entries)
	}
	return heard.entries[0].Determination, nil
}

// replantTo puts the determination's leaf into the batch, whose root must then be
// the one that was told.
func (c *claim) replantTo(heard *told) error {
	c.batch.replant(c)
	if last := len(heard.roots) - 1; last < 0 || heard.roots[last] != commitment.Hash(c.batch.header.Root) {
		return fmt.Errorf("%w: the determination root is not that of the journal", errFault)
	}
	return nil
}

// difference is what a determination gave, nil where only one was undone: what it
// pays, less what it undid. Money that moved must be just that.
func (heard *told) difference(d *commitment.Determination) (history.Outcome, error) {
	outcome := history.Outcome{}
	if d != nil {
		outcome = outcomeOf(d)
	}
	due := outcome.Due.Cents()
	for _, undone := range heard.undone {
		due -= undone
	}
	moved := payout{}
	for _, paid := range heard.paid {
		moved.cents += paid.cents
		moved.interest += paid.interest
	}
	if moved.cents-heard.recovered != due || moved.interest != outcome.Interest.Cents() || (moved.cents > 0 && heard.recovered > 0) {
		return outcome, fmt.Errorf("%w: %d cents are due with %d of interest, %+v were paid and %d are to be recovered",
			errFault, due, outcome.Interest.Cents(), moved, heard.recovered)
	}
	outcome.Due = money.Cents(due)
	return outcome, nil
}
