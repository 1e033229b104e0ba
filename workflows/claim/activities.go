package claim

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// carcDuplicate is "exact duplicate claim/service".
const carcDuplicate = "18"

// Activities ask for documents and decide. Fields are set once.
type Activities struct {
	DB      *store.DB
	Vault   *evidence.Vault
	Keyring *chain.Keyring
	Clock   func() time.Time
}

// AskForEvidence keeps a request for each document that the claim needs, has its clock
// stopped on the chain, and returns the deadline. It is idempotent by claim, line and
// kind of document.
func (a *Activities) AskForEvidence(ctx context.Context, id claims.ID) (Asked, error) {
	exception, err := a.load(ctx, id)
	if err != nil || exception.Stage != store.StagePended {
		return Asked{}, err
	}
	assessment, err := exception.assess(nil, false)
	if err != nil {
		return Asked{}, err
	}
	pend, err := a.pend(ctx, &exception, assessment.EvidenceNeeded)
	if err != nil {
		return Asked{}, err
	}
	now := a.Clock()
	dueAt := now.Add(time.Duration(exception.plan.EvidenceDeadlineSeconds) * time.Second)
	err = a.DB.InTx(ctx, func(tx *store.Tx) error {
		for _, need := range assessment.EvidenceNeeded {
			request := store.EvidenceRequest{
				ID: uuid.NewString(), Claim: id, Line: need.Line, Kind: need.Kind, AskedAt: now, DueAt: dueAt,
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
		return tx.ClaimChanged(ctx, id)
	})
	if err != nil {
		return Asked{}, fmt.Errorf("asking for evidence: %w", err)
	}
	return a.standing(ctx, id)
}

// standing returns the earliest deadline among the open requests: those of a
// first run of the activity count, not those of its repetition.
func (a *Activities) standing(ctx context.Context, id claims.ID) (Asked, error) {
	requests, err := a.DB.EvidenceRequestsOf(ctx, id)
	if err != nil {
		return Asked{}, fmt.Errorf("reading evidence requests: %w", err)
	}
	var asked Asked
	for _, request := range requests {
		if request.State == store.RequestOpen && (asked.DueAt.IsZero() || request.DueAt.Before(asked.DueAt)) {
			asked.DueAt = request.DueAt
		}
	}
	return asked, nil
}

// IsEvidenceComplete reports whether nothing that was asked for is missing.
func (a *Activities) IsEvidenceComplete(ctx context.Context, id claims.ID) (bool, error) {
	asked, err := a.standing(ctx, id)
	return asked.DueAt.IsZero(), err
}

// Decide assesses the claim with the documents that are there and hands it to
// settlement. Where one is missing its time has passed, and the clock of the claim
// must not stand still for it. It is idempotent by claim: one that is decided stays.
func (a *Activities) Decide(ctx context.Context, id claims.ID) error {
	exception, err := a.load(ctx, id)
	if err != nil || exception.Stage != store.StagePended {
		return err
	}
	requests, err := a.DB.EvidenceRequestsOf(ctx, id)
	if err != nil {
		return fmt.Errorf("reading evidence requests: %w", err)
	}
	received, isOverdue := receivedOf(requests)
	assessment, err := exception.assess(received, isOverdue)
	if err != nil {
		return err
	}
	documents, err := a.DB.DocumentsOfClaim(ctx, id)
	if err != nil {
		return fmt.Errorf("reading documents: %w", err)
	}
	decided, err := exception.decided(assessment, documents)
	if err != nil {
		return err
	}
	var lift *store.Act
	if isOverdue {
		if lift, err = a.clockAct(ctx, &exception, store.ActLiftPend); err != nil {
			return err
		}
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
func (a *Activities) pend(ctx context.Context, o *opened, needed []adjudicate.EvidenceNeed) (*store.Act, error) {
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
	pend.Hash = commitment.StatementHash(o.salt, reason)
	if pend.Statement, err = o.key.SealStatement(pend.ID, reason); err != nil {
		return nil, fmt.Errorf("sealing the reason of a pend: %w", err)
	}
	return pend, nil
}

// clockAct returns an act on the claim's clock by the insurer's adjudicator.
func (a *Activities) clockAct(ctx context.Context, o *opened, kind store.ActKind) (*store.Act, error) {
	signer, err := a.Keyring.AddressOf(ctx, fmt.Sprintf("insurer/%d/adjudicator", o.Insurer))
	if err != nil {
		return nil, fmt.Errorf("finding adjudicator key: %w", err)
	}
	return &store.Act{
		ID: uuid.NewString(), Insurer: o.Insurer, Claim: o.ID, Kind: kind, Signer: signer, CreatedAt: a.Clock(),
	}, nil
}

// receivedOf returns the kinds of document that are there, and whether one is missing.
func receivedOf(requests []store.EvidenceRequest) (received map[string]bool, isOverdue bool) {
	received = map[string]bool{}
	for _, request := range requests {
		if request.State == store.RequestAnswered {
			received[request.Kind] = true
		} else {
			isOverdue = true
		}
	}
	return received, isOverdue
}

// opened is an exception in the clear. It stays in memory.
type opened struct {
	store.Exception
	key        *evidence.PatientKey
	salt       commitment.Salt
	claim      claims.Claim
	plan       coverage.Plan
	duplicates map[int]bool
}

func (a *Activities) load(ctx context.Context, id claims.ID) (opened, error) {
	row, err := a.DB.Exception(ctx, id)
	if err != nil {
		return opened{}, fmt.Errorf("loading claim: %w", err)
	}
	o := opened{Exception: row}
	if o.key, err = a.Vault.PatientKey(ctx, row.Patient, row.PatientKey); err != nil {
		return opened{}, fmt.Errorf("unwrapping patient key: %w", err)
	}
	if err := o.open(); err != nil {
		return opened{}, fmt.Errorf("opening claim: %w", err)
	}
	plan, err := a.DB.Plan(ctx, row.Plan)
	if err != nil {
		return opened{}, fmt.Errorf("loading plan: %w", err)
	}
	if err := o.plan.UnmarshalJSON(plan.Document); err != nil {
		return opened{}, fmt.Errorf("reading plan: %w", err)
	}
	return o, nil
}

// open decrypts the content, and finds in the first assessment which lines
// repeat another claim's: that was found when the claim was accepted, and stands.
func (o *opened) open() error {
	salt, canonical, err := o.key.OpenClaim(o.ID, o.Content)
	if err != nil {
		return err
	}
	o.salt = salt
	if o.claim, err = commitment.ParseClaim(canonical); err != nil {
		return err
	}
	encoded, err := o.key.OpenReasons(o.ID, o.Assessment)
	if err != nil {
		return err
	}
	reasons, err := adjudicate.ParseReasons(encoded)
	if err != nil {
		return err
	}
	o.duplicates = duplicatesOf(reasons)
	return nil
}

// duplicatesOf returns the lines that repeat another claim's.
func duplicatesOf(reasons adjudicate.Reasons) map[int]bool {
	duplicates := map[int]bool{}
	for _, reason := range reasons {
		if reason.CARC == carcDuplicate && reason.Detail.Line == 0 {
			duplicates[reason.Line] = true
		}
	}
	return duplicates
}

func (o *opened) assess(received map[string]bool, isOverdue bool) (adjudicate.Assessment, error) {
	assessment, err := adjudicate.Assess(adjudicate.Input{
		Claim: o.claim, Plan: o.plan, Coverage: o.Coverage,
		DuplicateLines: o.duplicates, EvidenceReceived: received, IsEvidenceOverdue: isOverdue,
	})
	if err != nil {
		return adjudicate.Assessment{}, fmt.Errorf("assessing claim: %w", err)
	}
	return assessment, nil
}

func (o *opened) decided(assessment adjudicate.Assessment, documents []store.Document) (store.Decided, error) {
	reasons := assessment.Reasons.Canonical()
	sealed, err := o.key.SealReasons(o.ID, reasons)
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
	whole.Facts = o.facts(whole.Facts, assessment.Reasons, documents)
	if words, err = commitment.EncodeClaim(whole); err != nil {
		return store.Decided{}, fmt.Errorf("encoding claim: %w", err)
	}
	return store.Decided{Claim: o.ID, Insurer: o.Insurer, Assessment: sealed, Prepared: commitment.Bytes(words)}, nil
}

// facts are those that the claim came with, with the final reasons and the
// documents: of these the root over their content hashes, in order of their receipt.
func (o *opened) facts(before commitment.Facts, reasons adjudicate.Reasons, documents []store.Document) commitment.Facts {
	facts := commitment.Facts{Flags: before.Flags & commitment.FilingExcused}
	if len(reasons) > 0 {
		facts = facts.WithReasons(commitment.ReasonsHash(o.salt, reasons.Canonical()))
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
