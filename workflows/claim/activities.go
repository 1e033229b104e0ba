package claim

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// Activities ask for documents and reviews, and decide. Fields are set once.
type Activities struct {
	DB      *store.DB
	Vault   *evidence.Vault
	Keyring *chain.Keyring
	Rules   *assessing.RuleSets
	Clock   func() time.Time
}

// AskForEvidence keeps a request for each document that the claim needs, has its clock
// stopped on the chain, keeps what a person has to look at, and returns what is waited
// for. It is idempotent by claim, line and kind of document or rule.
func (a *Activities) AskForEvidence(ctx context.Context, id claims.ID) (Asked, error) {
	opened, err := a.open(ctx, id)
	if err != nil || opened.Stage != store.StagePended {
		return Asked{}, err
	}
	assessment, err := assess(opened, nil)
	if err != nil {
		return Asked{}, err
	}
	return a.ask(ctx, opened, &assessment)
}

// ask keeps what an assessment waits for.
func (a *Activities) ask(ctx context.Context, opened *assessing.Claim, assessment *adjudicate.Assessment) (Asked, error) {
	pend, err := a.pend(ctx, opened, assessment.EvidenceNeeded)
	if err != nil {
		return Asked{}, err
	}
	now := a.Clock()
	dueAt := now.Add(time.Duration(opened.Plan.EvidenceDeadlineSeconds) * time.Second)
	err = a.DB.InTx(ctx, func(tx *store.Tx) error {
		for _, need := range assessment.EvidenceNeeded {
			request := store.EvidenceRequest{
				ID: uuid.NewString(), Claim: opened.ID, Line: need.Line, Kind: need.Kind, AskedAt: now, DueAt: dueAt,
			}
			if err := tx.AskEvidence(ctx, request); err != nil {
				return err
			}
		}
		if pend != nil {
			if err := tx.AddClockAct(ctx, pend); err != nil {
				return err
			}
		}
		if err := a.askReviews(ctx, tx, opened, assessment.ReviewsNeeded); err != nil {
			return err
		}
		tx.ClaimChanged(opened.ID)
		return nil
	})
	if err != nil {
		return Asked{}, fmt.Errorf("asking for evidence: %w", err)
	}
	asked, err := a.standing(ctx, opened.ID)
	asked.IsReviewNeeded = len(assessment.ReviewsNeeded) > 0
	return asked, err
}

// standing returns the earliest deadline among the open requests, of those that have not
// passed: those of a first run of the activity count, not those of its repetition.
func (a *Activities) standing(ctx context.Context, id claims.ID) (Asked, error) {
	requests, err := a.DB.EvidenceRequestsOf(ctx, id)
	if err != nil {
		return Asked{}, fmt.Errorf("reading evidence requests: %w", err)
	}
	var asked Asked
	now := a.Clock()
	for _, request := range requests {
		if request.State == store.RequestOpen && request.DueAt.After(now) && (asked.DueAt.IsZero() || request.DueAt.Before(asked.DueAt)) {
			asked.DueAt = request.DueAt
		}
	}
	return asked, nil
}

// IsEvidenceComplete reports whether nothing that was asked for may still come.
func (a *Activities) IsEvidenceComplete(ctx context.Context, id claims.ID) (bool, error) {
	asked, err := a.standing(ctx, id)
	return asked.DueAt.IsZero(), err
}

// Decide assesses the claim with the documents that are there and what persons found,
// and hands it to settlement. Of the documents that are missing the time has passed of
// those that were due first: they deny the lines that need them, and the clock of the
// claim must not stand still for them. A claim that still waits for
// something is not decided, and what for is returned; one that the ledger has a
// determination of, as of a panel, is closed with that. It is idempotent by claim: one
// that is decided stays.
func (a *Activities) Decide(ctx context.Context, id claims.ID) (Asked, error) {
	opened, err := a.openPended(ctx, id)
	if err != nil || opened == nil {
		return Asked{}, err
	}
	overdue := overdueAfterTimer(opened, a.Clock())
	assessment, err := assess(opened, overdue)
	if err != nil {
		return Asked{}, err
	}
	if !assessment.IsClean() {
		return a.ask(ctx, opened, &assessment)
	}
	return Asked{}, a.decide(ctx, opened, &assessment, overdue)
}

func (a *Activities) decide(ctx context.Context, opened *assessing.Claim, assessment *adjudicate.Assessment, overdue map[string]bool) error {
	documents, err := a.DB.DocumentsOfClaim(ctx, opened.ID)
	if err != nil {
		return fmt.Errorf("reading documents: %w", err)
	}
	decided, err := decided(opened, *assessment, documents)
	if err != nil {
		return err
	}
	lift, err := a.lift(ctx, opened, assessment, overdue)
	if err != nil {
		return err
	}
	err = a.DB.InTx(ctx, func(tx *store.Tx) error {
		if lift != nil {
			if err := tx.AddClockAct(ctx, lift); err != nil {
				return err
			}
		}
		return tx.DecideClaim(ctx, decided, a.Clock())
	})
	if err != nil {
		return fmt.Errorf("deciding claim: %w", err)
	}
	return nil
}

// pend returns the act that stops the claim's clock, nil where it needs nothing. Its
// reason is a line for each document needed: line of the claim, 0 for the whole claim,
// and kind.
func (a *Activities) pend(ctx context.Context, o *assessing.Claim, needed []adjudicate.EvidenceNeed) (*store.Act, error) {
	if len(needed) == 0 {
		return nil, nil //nolint:nilnil // nothing to wait for.
	}
	var reason []byte
	for _, need := range needed {
		reason = fmt.Appendf(reason, "%d %s\n", need.Line, need.Kind)
	}
	pend, err := a.clockAct(ctx, o, store.ActPend)
	if err != nil {
		return nil, err
	}
	pend.Hash = commitment.StatementHash(o.Salt, reason)
	if pend.Statement, err = o.Key.SealStatement(pend.ID, reason); err != nil {
		return nil, fmt.Errorf("sealing the reason of a pend: %w", err)
	}
	return pend, nil
}

// lift returns the act that lets the claim's clock run again where the time for its
// documents has passed, nil where it has not, or not for all.
func (a *Activities) lift(
	ctx context.Context, o *assessing.Claim, assessment *adjudicate.Assessment, overdue map[string]bool,
) (*store.Act, error) {
	if len(overdue) == 0 || len(assessment.EvidenceNeeded) > 0 {
		return nil, nil //nolint:nilnil // the clock stands for what may still come.
	}
	return a.clockAct(ctx, o, store.ActLiftPend)
}

// clockAct returns an act on the claim's clock by the insurer's adjudicator.
func (a *Activities) clockAct(ctx context.Context, o *assessing.Claim, kind store.ActKind) (*store.Act, error) {
	signer, err := a.Keyring.AddressOf(ctx, fmt.Sprintf("insurer/%d/adjudicator", o.Insurer))
	if err != nil {
		return nil, fmt.Errorf("finding adjudicator key: %w", err)
	}
	return &store.Act{
		ID: uuid.NewString(), Insurer: o.Insurer, Claim: o.ID, Kind: kind, Signer: signer, CreatedAt: a.Clock(),
	}, nil
}

// open returns a claim in the clear, with what it is decided by.
func (a *Activities) open(ctx context.Context, id claims.ID) (*assessing.Claim, error) {
	assessor := assessing.Assessor{DB: a.DB, Vault: a.Vault, Rules: a.Rules}
	return assessor.Open(ctx, id)
}

// overdueAt returns the kinds of document that were due by an instant and are not there.
func overdueAt(c *assessing.Claim, at time.Time) map[string]bool {
	overdue := map[string]bool{}
	for _, request := range c.Requests {
		if request.State != store.RequestAnswered && !request.DueAt.After(at) {
			overdue[request.Kind] = true
		}
	}
	return overdue
}

// overdueAfterTimer is [overdueAt] once the workflow's timer has fired, or nothing may
// still come: what is due first is overdue, though this clock be behind that one.
func overdueAfterTimer(c *assessing.Claim, now time.Time) map[string]bool {
	var first time.Time
	for _, request := range c.Requests {
		if request.State != store.RequestAnswered && (first.IsZero() || request.DueAt.Before(first)) {
			first = request.DueAt
		}
	}
	if now.Before(first) {
		now = first
	}
	return overdueAt(c, now)
}

// openPended returns a claim that waits to be decided, nil where it does not. One that
// was determined elsewhere is closed.
func (a *Activities) openPended(ctx context.Context, id claims.ID) (*assessing.Claim, error) {
	opened, err := a.open(ctx, id)
	if err != nil || opened.Stage != store.StagePended {
		return nil, err
	}
	var isClosed bool
	err = a.DB.InTx(ctx, func(tx *store.Tx) (err error) {
		isClosed, err = tx.CloseDetermined(ctx, opened.Insurer, id, a.Clock())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("closing a claim: %w", err)
	}
	if isClosed {
		return nil, nil //nolint:nilnil // it is decided.
	}
	return opened, nil
}

// assess decides a claim, given which kinds of document are overdue.
func assess(c *assessing.Claim, overdue map[string]bool) (adjudicate.Assessment, error) {
	in := c.Input
	in.EvidenceOverdue = overdue
	assessment, err := adjudicate.Assess(in)
	if err != nil {
		return adjudicate.Assessment{}, fmt.Errorf("assessing claim: %w", err)
	}
	return assessment, nil
}

func decided(o *assessing.Claim, assessment adjudicate.Assessment, documents []store.Document) (store.Decided, error) {
	reasons := assessment.Reasons.Canonical()
	sealed, err := o.Key.SealReasons(o.ID, reasons)
	if err != nil {
		return store.Decided{}, fmt.Errorf("sealing assessment: %w", err)
	}
	words, err := commitment.ParseWords(o.Prepared)
	if err != nil {
		return store.Decided{}, fmt.Errorf("reading prepared claim: %w", err)
	}
	whole, err := commitment.DecodeClaim(words)
	if err != nil {
		return store.Decided{}, fmt.Errorf("reading prepared claim: %w", err)
	}
	_, whole.Allowances = commitment.SplitLines(assessment.BenefitLines())
	whole.Facts = factsOf(o, whole.Facts, assessment.Reasons, documents)
	if words, err = commitment.EncodeClaim(whole); err != nil {
		return store.Decided{}, fmt.Errorf("encoding claim: %w", err)
	}
	return store.Decided{Claim: o.ID, Insurer: o.Insurer, Assessment: sealed, Prepared: commitment.Bytes(words)}, nil
}

// factsOf are those that the claim came with, prior payers among them, with the final
// reasons and the documents: of these the root over their content hashes, in order of their receipt.
func factsOf(o *assessing.Claim, before commitment.Facts, reasons adjudicate.Reasons, documents []store.Document) commitment.Facts {
	facts := commitment.Facts{Flags: before.Flags & (commitment.FilingExcused | commitment.HasPriorPayers)}
	if len(reasons) > 0 {
		facts = facts.WithReasons(commitment.ReasonsHash(o.Salt, reasons.Canonical()))
	}
	if before.Has(commitment.HasAuthorization) {
		facts = facts.WithAuthorization(before.Authorization)
	}
	hashes := make([]commitment.Hash, len(documents))
	for i := range documents {
		hashes[i] = documents[i].ContentHash
	}
	if len(hashes) > 0 {
		facts = facts.WithEvidence(commitment.Root(hashes))
	}
	return facts
}
