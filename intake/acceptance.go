package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/store"
)

// resentError ends the transaction of a submission that was accepted before
// under the same sequence: its first answer is due.
type resentError struct{ first store.Submission }

// Error implements error.
func (*resentError) Error() string { return "the submission was accepted before" }

// sign returns the submission as it is kept: signed by the provider, or by the
// gateway on its behalf, and acknowledged by the gateway.
//
// Errors: [ErrSubmissionSignatureInvalid], [ErrSubmissionSequenceInvalid],
// [ErrSubmissionExpired], a *resentError.
func (s *Service) sign(
	ctx context.Context, tx *store.Tx, b *batch, next uint64, signer chain.Address, acceptedAt time.Time,
) (store.Submission, error) {
	kept := store.Submission{
		ID: newID(acceptedAt), Insurer: b.insurer, Provider: b.provider, Sequence: next, Root: b.root(),
		ClaimCount: len(b.accepted()), AcceptedAt: acceptedAt, ReceiptBy: acceptedAt.Add(s.ReceiptWithin),
	}
	var err error
	if b.signature != nil {
		err = s.checkSignature(ctx, tx, b, &kept)
	} else {
		kept.Deadline = uint64(acceptedAt.Add(submissionLifetime).Unix())
		digest := s.Contracts.SubmissionDigest(b.toSign(next, int64(kept.Deadline)))
		kept.Signature, err = s.Keyring.SignDigest(ctx, b.from.Signer, digest)
	}
	if err != nil {
		return store.Submission{}, fmt.Errorf("signing a submission: %w", err)
	}
	digest := s.Contracts.AcknowledgementDigest(chain.Acknowledgement{
		Insurer: b.insurer, Provider: b.provider, Sequence: kept.Sequence, Root: kept.Root,
		AcceptedAt: kept.AcceptedAt, ReceiptBy: kept.ReceiptBy,
	})
	if kept.Acknowledgement, err = s.Keyring.SignDigest(ctx, signer, digest); err != nil {
		return store.Submission{}, fmt.Errorf("signing an acknowledgement: %w", err)
	}
	return kept, nil
}

// checkSignature checks the provider's own signature: that it is over these
// claims, then that it is the next one, then that there is time for the receipt.
func (s *Service) checkSignature(ctx context.Context, tx *store.Tx, b *batch, kept *store.Submission) error {
	given := b.signature
	if given.Deadline < 0 {
		return ErrSubmissionSignatureInvalid
	}
	signer, err := chain.RecoverSigner(s.Contracts.SubmissionDigest(b.toSign(given.Sequence, given.Deadline)), given.Signature)
	if err != nil || signer != b.from.Signer {
		return ErrSubmissionSignatureInvalid
	}
	if given.Sequence != kept.Sequence {
		first, err := tx.SubmissionBySequence(ctx, b.insurer, b.provider, given.Sequence)
		switch {
		case err == nil && first.Root == kept.Root && first.ClaimCount == kept.ClaimCount:
			return &resentError{first: first}
		case err == nil || errors.Is(err, store.ErrNotFound):
			return ErrSubmissionSequenceInvalid
		}
		return fmt.Errorf("finding a submission: %w", err)
	}
	if given.Deadline < kept.ReceiptBy.Unix() {
		return ErrSubmissionExpired
	}
	kept.Deadline, kept.Signature = uint64(given.Deadline), given.Signature
	return nil
}

// firstAnswer gives the answer of a submission that was accepted before.
func (s *Service) firstAnswer(ctx context.Context, b *batch, resent *resentError) (Answer, error) {
	ids, err := s.DB.SubmissionClaims(ctx, resent.first.ID)
	if err != nil {
		return Answer{}, fmt.Errorf("loading a submission: %w", err)
	}
	answer := Answer{Rejected: []Rejected{}, Acknowledgement: acknowledgementOf(&resent.first)}
	for i, e := range b.accepted() {
		answer.Accepted = append(answer.Accepted, Accepted{Index: e.index, ID: ids[i]})
	}
	return answer, nil
}

func acknowledgementOf(s *store.Submission) *Acknowledgement {
	return &Acknowledgement{
		Root: s.Root, Sequence: s.Sequence, AcceptedAt: s.AcceptedAt, ReceiptBy: s.ReceiptBy, Signature: s.Acknowledgement,
	}
}

// keep stores the submission with its claims, and hands over what is next.
func (s *Service) keep(ctx context.Context, tx *store.Tx, b *batch, kept store.Submission, answer *Answer) error {
	accepted := b.accepted()
	rows := make([]store.NewClaim, len(accepted))
	var digests []store.LineDigest
	var days []store.ProviderDay
	var pended []claims.ID
	for position, e := range accepted {
		row, err := e.row(&kept, position)
		if err != nil {
			return err
		}
		account := s.Vault.AccountDigest(b.provider, e.claim.PatientAccountNumber)
		row.AccountDigest = account[:]
		rows[position] = row
		for _, d := range e.digests {
			digests = append(digests, store.LineDigest{Digest: d.digest, Insurer: b.insurer, Claim: row.ID, Line: d.line})
		}
		for _, load := range e.loads {
			minutes, err := s.Vault.SealMinutes(row.ID, load.Date, load.Minutes)
			if err != nil {
				return fmt.Errorf("sealing a claim: %w", err)
			}
			days = append(days, store.ProviderDay{Insurer: b.insurer, Provider: b.provider, Date: load.Date, Claim: row.ID, Minutes: minutes})
		}
		if row.Stage == store.StagePended {
			pended = append(pended, row.ID)
		}
		answer.Accepted = append(answer.Accepted, Accepted{Index: e.index, ID: row.ID})
	}
	answer.Acknowledgement = acknowledgementOf(&kept)
	if err := tx.AddSubmission(ctx, &kept); err != nil {
		return fmt.Errorf("adding a submission: %w", err)
	}
	if err := tx.AddClaims(ctx, rows); err != nil {
		return coded(err, store.ErrConflict, ErrClaimAlreadyReplaced, "adding claims")
	}
	if err := tx.AddLineDigests(ctx, digests); err != nil {
		return fmt.Errorf("adding line digests: %w", err)
	}
	if err := tx.AddProviderDays(ctx, days); err != nil {
		return fmt.Errorf("adding a provider's days: %w", err)
	}
	return handOver(ctx, tx, b.insurer, pended)
}

// handOver wakes settlement, which receives every claim, and starts the workflows
// of those that cannot settle yet.
func handOver(ctx context.Context, tx *store.Tx, insurer claims.InsurerID, pended []claims.ID) error {
	overs := []store.HandOver{{Kind: store.HandOverSettle, Insurer: insurer}}
	for _, id := range pended {
		overs = append(overs, store.HandOver{Kind: store.HandOverPend, Insurer: insurer, Claim: id})
	}
	for _, over := range overs {
		if err := tx.AddHandOver(ctx, over); err != nil {
			return fmt.Errorf("handing over: %w", err)
		}
	}
	return nil
}

// row returns the claim as it is kept, sealed under its patient's key.
func (e *entry) row(kept *store.Submission, position int) (store.NewClaim, error) {
	fail := func(err error) (store.NewClaim, error) {
		return store.NewClaim{}, fmt.Errorf("sealing a claim: %w", err)
	}
	id := e.id
	reasons := e.assessment.Reasons.Canonical()
	content, err := e.key.SealClaim(id, e.salt, e.canonical)
	if err != nil {
		return fail(err)
	}
	brief, err := e.key.SealBrief(id, &e.claim)
	if err != nil {
		return fail(err)
	}
	assessment, err := e.key.SealReasons(id, reasons)
	if err != nil {
		return fail(err)
	}
	prepared, err := e.prepared(reasons)
	if err != nil {
		return fail(err)
	}
	charge, err := e.claim.Charge()
	if err != nil {
		return fail(err)
	}
	row := store.NewClaim{
		ID: id, Submission: kept.ID, Position: position, Insurer: kept.Insurer, Provider: kept.Provider,
		Patient: e.covered.Patient, Coverage: e.covered.Coverage, Plan: e.covered.Plan, CoverageYear: e.assessment.Year.ID,
		ServiceDay: e.assessment.ServiceDate, ChargeCents: charge.Cents(), Content: content, Brief: brief, Assessment: assessment,
		ContentHash: e.receipt.ContentHash, ReceiptLeaf: e.leaf, Prepared: prepared,
		Stage: store.StageClean, AcceptedAt: kept.AcceptedAt, Frequency: e.claim.Frequency,
	}
	if e.original != nil {
		row.Replaces = e.original.ID
	}
	if !e.assessment.IsClean() {
		row.Stage = store.StagePended
	}
	return row, nil
}

// prepared returns the claim as settlement hands it in, with the facts that are
// known by now. A document comes later: whoever decides then adds its fact.
func (e *entry) prepared(reasons []byte) ([]byte, error) {
	words, err := commitment.EncodeClaim(e.whole(reasons))
	return commitment.Bytes(words), err
}

// whole returns the claim with what it is allowed and the facts that are known by now.
func (e *entry) whole(reasons []byte) commitment.Claim {
	_, allowances := commitment.SplitLines(e.assessment.BenefitLines())
	whole := commitment.Claim{Receipt: e.receipt, Allowances: allowances, Facts: e.facts(reasons)}
	if len(e.assessment.Priors) > 0 {
		whole = whole.WithPriors(e.assessment.Priors)
	}
	return whole
}

// facts are those of the claim itself: the reasons, where a rule hit, and the
// number of a prior authorization, where the provider names one. That is hashed
// with the salt as a claim is, which no number is long enough to be.
func (e *entry) facts(reasons []byte) commitment.Facts {
	var facts commitment.Facts
	if len(e.assessment.Reasons) > 0 {
		facts = facts.WithReasons(commitment.ReasonsHash(e.salt, reasons))
	}
	if e.assessment.IsFilingExcused() {
		facts.Flags |= commitment.FilingExcused
	}
	if number := e.claim.PriorAuthorization; number != "" && !e.isVoid() {
		facts = facts.WithAuthorization(commitment.ContentHash(e.salt, []byte(number)))
	}
	return facts
}
