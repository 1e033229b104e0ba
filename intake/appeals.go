package intake

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/corrections"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
)

// The insurer's answers: what is upheld may be taken to a panel.
const (
	upheld     = "upheld"
	overturned = "overturned"
)

// AppealDetermination asks for the review of a determination.
type AppealDetermination struct {
	IdempotencyKey string
	Claim          claims.ID
	Grounds        string
}

// AppealDetermination files an appeal with the ledger, for the claim's provider or
// patient. What a patient files the insurer's gateway attests, and what a provider
// that signs itself does. A recovery that the claim led to waits for the outcome.
//
// Errors: [auth.ErrUnauthenticated], [ErrClaimNotFound] also where the caller may
// not know of the claim, [ErrClaimNotDecided], [ErrClaimAlreadyReversed],
// [ErrClaimAlreadyReplaced], [ErrClaimUnderAppeal] where a step of an appeal is on its
// way, [ErrCorrectionUnrelated] of a void,
// [chain.ErrAppealAlreadyFiled], [chain.ErrAppealTooLate],
// [ErrIdempotencyKeyConflict], [evidence.ErrErased], a fault.
func (s *Service) AppealDetermination(ctx context.Context, in AppealDetermination) (claims.ID, error) {
	named, err := s.claimFor(ctx, in.Claim, auth.ActionAppealDetermination)
	if err != nil {
		return "", err
	}
	if err := checkText("grounds", in.Grounds, maxStatement); err != nil {
		return "", err
	}
	return s.do(ctx, named, act{
		what: "appeal", key: in.IdempotencyKey, content: in.Grounds, statement: in.Grounds,
		kept: store.Act{Kind: store.ActAppeal}, signer: s.partysKey,
		check: func(ctx context.Context, claim *opened, _ *store.Act) error {
			return s.checkAllowed(ctx, &claim.CorrectedClaim, corrections.Appeal)
		},
	})
}

// AnswerAppeal is what an insurer decides on an appeal.
type AnswerAppeal struct {
	IdempotencyKey string
	Claim          claims.ID // whose open appeal it is
	// Reasons are needed where the determination stands.
	Reasons string
	// Redetermination takes the place of the determination; nil lets it stand.
	Redetermination *Redetermination
}

// Redetermination is how a claim is determined again: what is allowed for the lines
// given; the others stay as they are.
type Redetermination struct {
	Lines []RedeterminedLine
	// IsLateFilingExcused lets a claim pass that was filed late.
	IsLateFilingExcused bool
	// PriorAuthorization is the number of one that the claim lacked, "" for none.
	PriorAuthorization string
}

// RedeterminedLine is what is allowed for a line.
type RedeterminedLine struct {
	Sequence int
	Allowed  money.Amount
	Class    string // of the plan
}

// AnswerAppeal hands an insurer's answer in: its determination stands, and may be
// taken to a panel, or it determines the claim again, which closes the appeal.
//
// Errors: [auth.ErrUnauthenticated], [ErrClaimNotFound] also where the caller
// may not know of the claim, [chain.ErrAppealNotFound], [chain.ErrAppealStepInvalid],
// [ErrIdempotencyKeyConflict], [evidence.ErrErased], a fault.
func (s *Service) AnswerAppeal(ctx context.Context, in AnswerAppeal) (claims.ID, error) {
	named, err := s.claimFor(ctx, in.Claim, auth.ActionAnswerAppeal)
	if err != nil {
		return "", err
	}
	kept := store.Act{Kind: store.ActOverturn}
	if in.Redetermination == nil {
		kept.Kind = store.ActUphold
		if err := checkText("reasons", in.Reasons, maxStatement); err != nil {
			return "", err
		}
	}
	content := in
	content.IdempotencyKey = ""
	return s.do(ctx, named, act{
		what: "answer", key: in.IdempotencyKey, content: content, statement: in.Reasons, kept: kept,
		signer: s.insurersKey("adjudicator"),
		check: func(ctx context.Context, claim *opened, kept *store.Act) error {
			appeal, err := s.openAppeal(ctx, claim)
			if err != nil {
				return err
			}
			if appeal.Answer != "" || appeal.Panel != nil {
				return chain.ErrAppealStepInvalid
			}
			return s.redetermine(ctx, claim, kept, in.Redetermination)
		},
	})
}

// EscalateAppeal asks for a panel.
type EscalateAppeal struct {
	IdempotencyKey string
	Claim          claims.ID // whose open appeal it is
	Grounds        string
}

// EscalateAppeal takes an appeal to a panel, for the claim's provider or patient:
// one that the insurer upheld, or did not answer in time.
//
// Errors: [auth.ErrUnauthenticated], [ErrClaimNotFound] also where the caller
// may not know of the claim, [chain.ErrAppealNotFound], [chain.ErrAppealStepInvalid], [chain.ErrAppealNotLate],
// [ErrIdempotencyKeyConflict], [evidence.ErrErased], a fault.
func (s *Service) EscalateAppeal(ctx context.Context, in EscalateAppeal) (claims.ID, error) {
	named, err := s.claimFor(ctx, in.Claim, auth.ActionEscalateAppeal)
	if err != nil {
		return "", err
	}
	if err := checkText("grounds", in.Grounds, maxStatement); err != nil {
		return "", err
	}
	return s.do(ctx, named, act{
		what: "escalate", key: in.IdempotencyKey, content: in, statement: in.Grounds,
		kept: store.Act{Kind: store.ActEscalate}, signer: s.partysKey,
		check: func(ctx context.Context, claim *opened, _ *store.Act) error {
			appeal, err := s.openAppeal(ctx, claim)
			switch {
			case err != nil:
				return err
			case appeal.Panel != nil:
				return chain.ErrAppealStepInvalid
			case appeal.Answer == "" && s.now().Before(appeal.AnswerBy):
				return chain.ErrAppealNotLate
			}
			return nil
		},
	})
}

// CloseAppeal asks to close an appeal that nobody took to a panel.
type CloseAppeal struct {
	IdempotencyKey string
	Claim          claims.ID // whose open appeal it is
}

// CloseAppeal closes an appeal that the insurer upheld and nobody took to a panel in
// time, for the insurer: it may correct the claim again.
//
// Errors: [auth.ErrUnauthenticated], [ErrClaimNotFound] also where the caller
// may not know of the claim, [chain.ErrAppealNotFound], [chain.ErrAppealStepInvalid], [chain.ErrAppealNotLate],
// [ErrIdempotencyKeyConflict], [evidence.ErrErased], [ErrIdempotencyKeyInvalid].
func (s *Service) CloseAppeal(ctx context.Context, in CloseAppeal) (claims.ID, error) {
	named, err := s.claimFor(ctx, in.Claim, auth.ActionAnswerAppeal)
	if err != nil {
		return "", err
	}
	return s.do(ctx, named, act{
		what: "close", key: in.IdempotencyKey, content: "",
		kept: store.Act{Kind: store.ActLapse}, signer: s.insurersKey("gateway"),
		check: func(ctx context.Context, claim *opened, _ *store.Act) error {
			appeal, err := s.openAppeal(ctx, claim)
			if err != nil {
				return err
			}
			if appeal.Answer != upheld || appeal.Panel != nil {
				return chain.ErrAppealStepInvalid
			}
			plan, err := s.plan(ctx, claim.Plan)
			if err != nil {
				return err
			}
			if !s.now().After(appeal.AnsweredAt.Add(time.Duration(plan.AppealDays) * 24 * time.Hour)) {
				return chain.ErrAppealNotLate
			}
			return nil
		},
	})
}

// Ruling is a panel's decision on an appeal.
type Ruling struct {
	Claim claims.ID // whose open appeal it is
	// Redetermination takes the place of the determination; nil lets it stand.
	Redetermination *Redetermination
}

// PreparedRuling is what the members of a panel sign.
type PreparedRuling struct {
	Appeal uint64
	Ruling commitment.Hash // zero to let the determination stand
	Digest chain.Hash      // EIP-712
}

// PrepareRuling gives what the members of a panel sign. It stores nothing.
//
// Errors: [auth.ErrUnauthenticated], [ErrClaimNotFound], [chain.ErrAppealNotFound],
// [chain.ErrAppealStepInvalid], [evidence.ErrErased], a fault.
func (s *Service) PrepareRuling(ctx context.Context, in Ruling) (PreparedRuling, error) {
	named, err := s.claimFor(ctx, in.Claim, auth.ActionSubmitRuling)
	if err != nil {
		return PreparedRuling{}, err
	}
	claim, err := s.open(ctx, named)
	if err != nil {
		return PreparedRuling{}, err
	}
	var kept store.Act
	var appeal uint64
	err = s.onceRestored(ctx, restoreBy(), claim.ID, func() (err error) {
		appeal, err = s.checkRuling(ctx, &claim, &kept, in)
		return err
	})
	if err != nil {
		return PreparedRuling{}, err
	}
	prepared := PreparedRuling{Appeal: appeal}
	if in.Redetermination != nil {
		decision, err := decisionOf(kept.Prepared)
		if err != nil {
			return PreparedRuling{}, err
		}
		if prepared.Ruling, err = s.Contracts.RulingOf(ctx, decision); err != nil {
			return PreparedRuling{}, fmt.Errorf("hashing a ruling: %w", err)
		}
	}
	if prepared.Digest, err = s.Contracts.RulingDigest(ctx, chain.AppealID(appeal), prepared.Ruling); err != nil {
		return PreparedRuling{}, fmt.Errorf("hashing a ruling: %w", err)
	}
	return prepared, nil
}

// decisionOf returns a prepared claim as it is decided by itself; a ruling is not
// over its path.
func decisionOf(prepared []byte) (chain.Decision, error) {
	words, err := commitment.ParseWords(prepared)
	if err != nil {
		return chain.Decision{}, fmt.Errorf("reading a prepared claim: %w", err)
	}
	whole, err := commitment.DecodeClaim(words)
	if err != nil {
		return chain.Decision{}, fmt.Errorf("reading a prepared claim: %w", err)
	}
	words, err = commitment.EncodeDecision(whole)
	return chain.Decision{CoverageYear: whole.Receipt.CoverageYear, Claim: words}, err
}

// checkRuling returns the number of the appeal that is before a panel.
func (s *Service) checkRuling(ctx context.Context, claim *opened, kept *store.Act, in Ruling) (uint64, error) {
	appeal, err := s.openAppeal(ctx, claim)
	if err != nil {
		return 0, err
	}
	if appeal.Panel == nil {
		return 0, chain.ErrAppealStepInvalid
	}
	return appeal.Appeal, s.redetermine(ctx, claim, kept, in.Redetermination)
}

// SubmitRuling is a ruling with the votes for it.
type SubmitRuling struct {
	IdempotencyKey string
	Ruling
	// Appeal is the number that was signed.
	Appeal uint64
	// Signatures are those of the panel's majority over what [Service.PrepareRuling]
	// gives, ascending by the members' addresses.
	Signatures [][]byte
}

// SubmitRuling hands a panel's ruling in, for the operator: what counts are the
// signatures. The ledger carries it out without asking the insurer.
//
// Errors: those of [Service.PrepareRuling], [chain.ErrRulingUnsigned] for signatures
// that are none, [chain.ErrAppealUnrelated] for another appeal's number,
// [ErrIdempotencyKeyConflict].
func (s *Service) SubmitRuling(ctx context.Context, in SubmitRuling) (claims.ID, error) {
	named, err := s.claimFor(ctx, in.Claim, auth.ActionSubmitRuling)
	if err != nil {
		return "", err
	}
	if len(in.Signatures) == 0 || slices.ContainsFunc(in.Signatures, func(s []byte) bool { return len(s) != 65 }) {
		return "", chain.ErrRulingUnsigned
	}
	kind := store.ActRuleOverturned
	if in.Redetermination == nil {
		kind = store.ActRuleUpheld
	}
	content := in
	content.IdempotencyKey = ""
	return s.do(ctx, named, act{
		what: "rule", key: in.IdempotencyKey, content: content,
		kept:   store.Act{Kind: kind, Appeal: &in.Appeal, Signatures: in.Signatures},
		signer: s.operatorsKey,
		check: func(ctx context.Context, claim *opened, kept *store.Act) error {
			appeal, err := s.checkRuling(ctx, claim, kept, in.Ruling)
			if err == nil && appeal != in.Appeal {
				return chain.ErrAppealUnrelated // a reorganisation gave it another number: it must be signed again
			}
			return err
		},
	})
}

// openAppeal returns the appeal of the claim that waits for somebody, and for nothing
// that is on its way to the ledger. A claim has one at most.
//
// Errors: [chain.ErrAppealNotFound], [chain.ErrAppealStepInvalid].
func (s *Service) openAppeal(ctx context.Context, claim *opened) (store.Appeal, error) {
	if claim.Number == nil {
		return store.Appeal{}, chain.ErrAppealNotFound
	}
	var acts []store.KeptAct
	var appeals []store.Appeal
	err := s.DB.InSnapshot(ctx, func(from store.Queries) (err error) {
		if acts, err = from.ActsOfClaim(ctx, claim.ID); err == nil {
			appeals, err = from.Appeals(ctx, *claim.Number)
		}
		return err
	})
	if err != nil {
		return store.Appeal{}, fmt.Errorf("reading acts and appeals: %w", err)
	}
	if slices.ContainsFunc(acts, func(a store.KeptAct) bool { return a.State == store.ActOpen && !a.Kind.IsOfClock() }) {
		return store.Appeal{}, chain.ErrAppealStepInvalid
	}
	if len(appeals) == 0 {
		return store.Appeal{}, chain.ErrAppealNotFound
	}
	last := appeals[len(appeals)-1]
	if !last.IsOpen() {
		return store.Appeal{}, chain.ErrAppealStepInvalid
	}
	return last, nil
}

// redetermine prepares the determination that takes the place of the standing one,
// if it is to be replaced.
//
// Errors: a fault.
func (s *Service) redetermine(ctx context.Context, claim *opened, kept *store.Act, in *Redetermination) error {
	if in == nil {
		return nil
	}
	plan, err := s.plan(ctx, claim.Plan)
	if err != nil {
		return err
	}
	whole, reasons, err := s.determinedLast(ctx, claim)
	if err != nil {
		return err
	}
	if err := in.apply(claim, plan, &whole, &reasons); err != nil {
		return err
	}
	words, err := commitment.EncodeClaim(whole)
	if err != nil {
		return fmt.Errorf("encoding a claim: %w", err)
	}
	kept.Prepared = commitment.Bytes(words)
	if kept.Assessment, err = claim.key.SealReasons(claim.ID, reasons.Canonical()); err != nil {
		return fmt.Errorf("sealing reasons: %w", err)
	}
	return nil
}

// determinedLast returns what the claim's last determination was made of.
func (s *Service) determinedLast(ctx context.Context, claim *opened) (commitment.Claim, adjudicate.Reasons, error) {
	prepared, assessment := claim.Prepared, claim.Assessment
	acts, err := s.DB.ActsOfClaim(ctx, claim.ID)
	if err != nil {
		return commitment.Claim{}, nil, fmt.Errorf("reading acts: %w", err)
	}
	for _, act := range acts {
		if act.State == store.ActDone && act.Prepared != nil {
			prepared, assessment = act.Prepared, act.Assessment
		}
	}
	words, err := commitment.ParseWords(prepared)
	if err != nil {
		return commitment.Claim{}, nil, fmt.Errorf("reading a prepared claim: %w", err)
	}
	whole, err := commitment.DecodeClaim(words)
	if err != nil {
		return commitment.Claim{}, nil, fmt.Errorf("reading a prepared claim: %w", err)
	}
	text, err := claim.key.OpenReasons(claim.ID, assessment)
	if err != nil {
		return commitment.Claim{}, nil, fmt.Errorf("opening reasons: %w", err)
	}
	reasons, err := adjudicate.ParseReasons(text)
	return whole, reasons, err
}

// apply changes what was determined to what is determined now.
func (in *Redetermination) apply(claim *opened, plan *coverage.Plan, whole *commitment.Claim, reasons *adjudicate.Reasons) error {
	positions := make(map[int]int) // of adjudicated lines, by their sequence
	for i := range claim.content.Lines {
		if line := &claim.content.Lines[i]; line.IsAdjudicated() {
			positions[line.Sequence] = len(positions)
		}
	}
	for i, line := range in.Lines {
		path := fmt.Sprintf("determination.lines[%d].", i)
		position, isFound := positions[line.Sequence]
		class := slices.IndexFunc(plan.Classes, func(c coverage.Class) bool { return c.Name == line.Class })
		switch {
		case !isFound:
			return faultAt(errs.LineSequenceInvalid, path+"sequence", "the claim has no adjudicated line of this sequence")
		case class < 0:
			return faultAt(errs.ClassUnknown, path+"class", "the plan has no class of this name")
		case line.Allowed.IsNegative():
			return faultAt(errs.AmountNegative, path+"allowedCents", "an allowed amount is not negative")
		case whole.Receipt.Lines[position].Charge.Less(line.Allowed):
			return faultAt(errs.AllowedExceedsCharge, path+"allowedCents", "not more than the charge")
		}
		whole.Allowances[position] = commitment.Allowance{Allowed: line.Allowed, Class: uint8(class)}
		*reasons = slices.DeleteFunc(slices.Clone(*reasons), func(r adjudicate.Reason) bool { return r.Line == line.Sequence })
	}
	whole.Facts = in.facts(claim, whole.Facts, *reasons)
	return nil
}

// facts are those before, with the reasons that are left and what is put right. What
// prior payers answered stays what it was.
func (in *Redetermination) facts(claim *opened, before commitment.Facts, reasons adjudicate.Reasons) commitment.Facts {
	facts := commitment.Facts{Flags: before.Flags & (commitment.FilingExcused | commitment.HasPriorPayers)}
	if in.IsLateFilingExcused {
		facts.Flags |= commitment.FilingExcused
	}
	if len(reasons) > 0 {
		facts = facts.WithReasons(commitment.ReasonsHash(claim.salt, reasons.Canonical()))
	}
	switch {
	case in.PriorAuthorization != "":
		facts = facts.WithAuthorization(commitment.ContentHash(claim.salt, []byte(in.PriorAuthorization)))
	case before.Has(commitment.HasAuthorization):
		facts = facts.WithAuthorization(before.Authorization)
	}
	if before.Has(commitment.HasEvidence) {
		facts = facts.WithEvidence(before.Evidence)
	}
	return facts
}

// AppointPanel asks for a panel.
type AppointPanel struct {
	IdempotencyKey string
	Members        []chain.Address
	Majority       uint8
}

// AppointPanel appoints a panel, for the operator. Appeals go to the panels in turn.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden], [chain.ErrPanelInvalid],
// [ErrIdempotencyKeyConflict], [ErrTransactionRefused], [ErrIdempotencyKeyInvalid].
func (s *Service) AppointPanel(ctx context.Context, in AppointPanel) error {
	if err := s.Policy.Allow(ctx, auth.ActionAppointPanel, auth.Resource{}); err != nil {
		return err
	}
	members := slices.Clone(in.Members)
	slices.SortFunc(members, func(a, b chain.Address) int { return slices.Compare(a[:], b[:]) })
	isRepeated := len(slices.Compact(slices.Clone(members))) != len(members)
	if len(members) == 0 || len(members) > 15 || isRepeated || int(in.Majority) > len(members) || 2*int(in.Majority) <= len(members) {
		return chain.ErrPanelInvalid
	}
	r, err := s.newJSONRequest("operator/appointPanel", in.IdempotencyKey, []any{members, in.Majority})
	if err != nil {
		return err
	}
	call, err := s.Contracts.AppointPanel(members, in.Majority)
	return s.operate(ctx, r, operation{name: "appoint-panel", signer: s.Contracts.Deployment().Operator, call: call, err: err})
}
