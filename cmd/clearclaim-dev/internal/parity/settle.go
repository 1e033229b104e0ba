package parity

import (
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

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

// submissionOf returns what a provider signs, with its signature.
func (n *network) submissionOf(s *submission, sequence, deadline uint64) (bindings.IClaimLedgerSubmission, error) {
	made := bindings.IClaimLedgerSubmission{
		Provider: uint32(s.provider), Sequence: sequence, Root: s.leaves.root(), Count: uint16(len(s.claims)), Deadline: deadline,
	}
	answer, _, err := n.call(stranger, n.ledger, n.bound.ledger.PackSubmissionDigest(insurer, made), deadline)
	if err != nil {
		return made, fmt.Errorf("asking for a digest: %w", err)
	}
	made.Signature, err = n.sign(s.provider, answer)
	return made, err
}
