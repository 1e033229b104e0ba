package parity

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// firstOwnBatch is the number of the first batch that a provider posts itself.
const firstOwnBatch = 1 << 31

// secondsInDay is a civil day.
const secondsInDay = 86_400

// maxBatch is how many claims a batch may have.
const maxBatch = 512

// ledger plays the operations of many histories on one chain: what can be settled
// together is settled together, the rest goes claim by claim.
//
// The way of a claim is told by its operation, so that a history takes the same
// ways alone as among others. A determination that is paid at an even second is
// settled with its batch; at an odd second it is left undecided there and decided
// by path, by a review where it is overdue and the second is 3 of 4. A clock that
// stands still for an even number of days does so by a contest of the provider's
// own receipt, for an odd number by a pend. A reversal of a claim of even number is
// a void by the provider, another one the insurer's.
type ledger struct {
	*network
	lastPlan                claims.PlanID
	lastYear                claims.CoverageYearID
	lastFamily              claims.FamilyYearID
	lastExtension           claims.ExtensionID
	accounts, contents      uint64
	lastBatch, lastOwnBatch uint32
	submissions             map[claims.ProviderID]uint64
	now                     uint64 // of the last call
	routes                  map[string]int
}

func newLedger(n *network) *ledger {
	return &ledger{
		network: n, lastOwnBatch: firstOwnBatch - 1, now: deployedAt,
		submissions: map[claims.ProviderID]uint64{}, routes: map[string]int{},
	}
}

// task is an operation that is to be played, with what came of it.
type task struct {
	account *account
	op      history.Operation

	received *claim // by the batches of this step
	isDone   bool
	outcome  history.Outcome
	// refused says why the contracts did not do it.
	refused error
}

func (t *task) refuse(err error) { t.refused, t.isDone = err, true }

// draft is a batch that is being put together.
type draft struct {
	receivedAt, settledAt uint64
	contestedDays         uint64
	// poster is the provider that posts the batch itself, zero for the gateway.
	poster claims.ProviderID
	claims []*claim
	tasks  map[*claim]*task
}

// play does operations, no two of the same history. A refusal is the task's; an
// error is about all of them.
//
// Errors: [errFault], and those of calls that must not fail.
func (l *ledger) play(tasks []*task) error {
	drafts := l.gather(tasks)
	for _, d := range drafts {
		if err := l.post(d); err != nil {
			return err
		}
	}
	for _, t := range tasks {
		if t.isDone {
			continue
		}
		if err := l.finish(t); err != nil {
			t.refuse(err)
		}
	}
	return nil
}

// gather makes the claims of a step and puts them into batches.
func (l *ledger) gather(tasks []*task) []*draft {
	var drafts []*draft
	for _, t := range tasks {
		c, err := t.account.receive(&t.op)
		if err != nil {
			t.refuse(refusalOfEncoding(err))
			continue
		}
		t.received = c
	}
	// First the times of settlements, then who is left undecided in them.
	for _, isSettled := range []bool{true, false} {
		for _, t := range tasks {
			if t.received == nil || t.received.isSettled != isSettled {
				continue
			}
			wanted := l.draftFor(t)
			i := slices.IndexFunc(drafts, wanted.takes)
			if i < 0 {
				i = len(drafts)
				drafts = append(drafts, wanted)
			}
			drafts[i].claims = append(drafts[i].claims, t.received)
			drafts[i].tasks[t.received] = t
		}
	}
	return drafts
}

// draftFor returns the batch that a claim asks for.
func (l *ledger) draftFor(t *task) *draft {
	d := &draft{tasks: map[*claim]*task{}}
	if t.op.Kind == history.Reverse { // a void, which comes and is decided now
		d.receivedAt, d.settledAt = l.now, 0
		return d
	}
	s := &t.op.Submission
	d.receivedAt = uint64(s.ReceivedAt.Unix())
	if s.StoppedDays > 0 && s.StoppedDays%2 == 0 {
		d.contestedDays, d.poster = uint64(s.StoppedDays), t.received.provider
	}
	if t.received.isSettled {
		d.settledAt = uint64(s.PaidAt.Unix())
	}
	return d
}

// takes reports whether a draft is what another asks for: at any time of settlement
// where it does not ask for one.
func (d *draft) takes(other *draft) bool {
	return d.receivedAt == other.receivedAt && d.contestedDays == other.contestedDays && d.poster == other.poster &&
		(d.settledAt == other.settledAt || d.settledAt == 0) && len(other.claims) < maxBatch
}

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
		ContentHash: a.ledger.content(), ServiceDay: s.ServiceDate, CoverageYear: a.ledger.unknownYear(),
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

// unknownYear is an id that no coverage year has.
func (l *ledger) unknownYear() claims.CoverageYearID { return 1<<64 - 1 }

/* Receipt and settlement */

// post receives a batch, stops its clock where it is contested, and settles it.
func (l *ledger) post(d *draft) error {
	var submissions []*submission
	for provider := providerA; provider <= uncredentialed; provider++ {
		s := &submission{provider: provider}
		for _, c := range d.claims {
			if c.provider == provider {
				s.claims = append(s.claims, c)
			}
		}
		if len(s.claims) > 0 {
			submissions = append(submissions, s)
		}
	}
	d.settledAt = max(d.settledAt, d.receivedAt)
	var b *batch
	var err error
	if d.poster == 0 {
		b, err = l.receive(d, submissions)
	} else {
		b, err = l.receiveOwn(d, submissions)
	}
	if err != nil {
		return fmt.Errorf("receiving a batch: %w", err)
	}
	if err := l.settle(d, b); err != nil {
		return fmt.Errorf("settling a batch: %w", err)
	}
	return nil
}

// receive posts a batch as the gateway does.
func (l *ledger) receive(d *draft, submissions []*submission) (*batch, error) {
	l.lastBatch++
	b := newBatch(l.lastBatch, submissions)
	b.header.ReceivedAt = d.receivedAt
	signed := make([]bindings.IClaimLedgerSubmission, len(submissions))
	for i, s := range submissions {
		var err error
		if signed[i], err = l.signed(s, d.receivedAt); err != nil {
			return nil, err
		}
	}
	_, err := l.send(gateway, l.bound.ledger.PackReceiveBatch(insurer, l.lastBatch, signed), d.receivedAt)
	return b, err
}

// receiveOwn posts a batch as a provider does whose gateway does not, and contests it.
func (l *ledger) receiveOwn(d *draft, submissions []*submission) (*batch, error) {
	l.lastOwnBatch++
	b := newBatch(l.lastOwnBatch, submissions)
	b.header.ReceivedAt = d.receivedAt
	signed, err := l.signed(submissions[0], d.receivedAt)
	if err != nil {
		return nil, err
	}
	number := l.lastOwnBatch
	if _, err := l.send(stranger, l.bound.ledger.PackReceiveFromProvider(insurer, number, signed, []byte{1}), d.receivedAt); err != nil {
		return nil, err
	}
	if _, err := l.send(gateway, l.bound.clocks.PackContestReceipt(insurer, number), d.receivedAt); err != nil {
		return nil, err
	}
	answeredAt := d.receivedAt + d.contestedDays*secondsInDay
	_, err = l.send(l.signerOf(d.poster), l.bound.clocks.PackAnswerContest(insurer, number, []byte{2}), answeredAt)
	return b, err
}

// signed is a provider's next submission.
func (l *ledger) signed(s *submission, at uint64) (bindings.IClaimLedgerSubmission, error) {
	l.submissions[s.provider]++
	return l.submissionOf(s, l.submissions[s.provider], at)
}

func (n *network) signerOf(provider claims.ProviderID) common.Address {
	return crypto.PubkeyToAddress(n.keys[provider].PublicKey)
}

func (n *network) sign(provider claims.ProviderID, digest []byte) ([]byte, error) {
	signature, err := crypto.Sign(digest, n.keys[provider])
	if err != nil {
		return nil, fmt.Errorf("signing a submission: %w", err)
	}
	signature[crypto.RecoveryIDOffset] += 27
	return signature, nil
}

// send calls the ledger and remembers when.
func (l *ledger) send(from common.Address, data []byte, at uint64) ([]*types.Log, error) {
	_, logs, err := l.call(from, l.ledger, data, at)
	l.now = max(l.now, at)
	return logs, err
}

// settle settles a batch and hands out what the journals say.
func (l *ledger) settle(d *draft, b *batch) error {
	words, err := settlementOf(b)
	if err != nil {
		return err
	}
	logs, err := l.send(adjudicator, l.bound.ledger.PackSettleBatch(b.header, words), d.settledAt)
	if err != nil {
		return fmt.Errorf("%w (%s)", err, nameOf(err))
	}
	heard, err := l.listen(logs)
	if err != nil {
		return err
	}
	if err := l.handOut(d, b, &heard); err != nil {
		return err
	}
	b.header.SettledAt = d.settledAt
	b.plant()
	if len(heard.roots) != 1 || heard.roots[0] != commitment.Hash(b.header.Root) {
		return fmt.Errorf("%w: the determination root is not that of the journals", errFault)
	}
	return nil
}

func nameOf(err error) string {
	var revert *revertError
	if errors.As(err, &revert) {
		return errorName(revert.selector())
	}
	return ""
}

func settlementOf(b *batch) (bindings.IClaimLedgerSettlement, error) {
	settled := make([]commitment.SettledSubmission, len(b.submissions))
	for i, s := range b.submissions {
		settled[i].Provider = s.provider
		for _, c := range s.claims {
			settled[i].Claims = append(settled[i].Claims, c.settled())
		}
	}
	words, err := commitment.EncodeSettlement(settled)
	if err != nil {
		return bindings.IClaimLedgerSettlement{}, err
	}
	return bindings.IClaimLedgerSettlement{
		Coverages: bigs(words.Coverages), Families: bigs(words.Families), Extensions: bigs(words.Extensions), Claims: bigs(words.Claims),
	}, nil
}

// handOut gives each task of a settlement what its journal says, and holds what
// was paid to the sum of them.
func (l *ledger) handOut(d *draft, b *batch, heard *told) error {
	i := 0
	for _, s := range b.submissions {
		sum := payout{}
		for _, c := range s.claims {
			if i == len(heard.entries) || int(heard.entries[i].Index) != c.index || heard.entries[i].ReceiptLeaf != c.leaf {
				return fmt.Errorf("%w: the journal is not of the batch's claims", errFault)
			}
			entry := heard.entries[i]
			i++
			if !c.isSettled {
				continue
			}
			t := d.tasks[c]
			t.isDone = true
			if entry.Determination == nil {
				t.refuse(refusalNamed(heard.leftOut[c.number()], errFault))
				continue
			}
			l.routes[d.route()]++
			t.refused = c.determined(entry.Determination, d.settledAt)
			t.account.claims[t.op.Claim] = c
			t.outcome = outcomeOf(entry.Determination)
			sum.cents += t.outcome.Due.Cents()
			sum.interest += t.outcome.Interest.Cents()
		}
		if heard.paid[s.provider] != sum {
			return fmt.Errorf("%w: provider %d is paid %+v, the journals sum up to %+v", errFault, s.provider, heard.paid[s.provider], sum)
		}
	}
	return nil
}

// route is the way of the claims that are settled with a batch.
func (d *draft) route() string {
	if d.poster != 0 {
		return "settled after a contest"
	}
	return "settled"
}

// determined keeps what a journal says of the claim.
//
// Errors: [errFault] where it is about another.
func (c *claim) determined(d *commitment.Determination, at uint64) error {
	c.determination, c.determinedAt = d, at
	r := &c.whole.Receipt
	isSame := d.CoverageYear == r.CoverageYear && d.ServiceDay == r.ServiceDay && d.Facts == c.whole.Facts
	if !isSame {
		return fmt.Errorf("%w: the journal says %+v of %+v", errFault, d, c.whole)
	}
	return nil
}

// outcomeOf is what a first determination gives.
func outcomeOf(d *commitment.Determination) history.Outcome {
	return history.Outcome{
		Version: int(d.Version), Results: d.Results, Due: benefits.Paid(d.Results), Interest: d.Interest,
	}
}
