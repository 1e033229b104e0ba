package chain

import (
	"context"
	"math/big"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

// Appeal is a review of a determination, or of the lack of one.
type Appeal struct {
	Claim      claims.Number
	Insurer    claims.InsurerID
	Provider   claims.ProviderID
	Plan       claims.PlanID
	Panel      PanelID // from escalation on
	Step       AppealStep
	IsAttested bool       // filed by the insurer for a patient
	AnswerBy   time.Time  // the insurer's last
	EscalateBy time.Time  // from the insurer's answer on, else the zero Time
	Recovery   RecoveryID // that waits for the outcome, zero for none
}

// AppealOf returns an appeal.
//
// Errors: [ErrAppealNotFound].
func (c *Contracts) AppealOf(ctx context.Context, id AppealID) (Appeal, error) {
	raw, err := read(ctx, c, c.deployment.Appeals, c.appeals.PackAppealOf(id.packed()), c.appeals.UnpackAppealOf)
	if err != nil {
		return Appeal{}, err
	}
	var f fields
	appeal := Appeal{
		Claim: f.number(raw.ClaimNumber), Insurer: claims.InsurerID(raw.Insurer), Provider: claims.ProviderID(raw.Provider),
		Plan: claims.PlanID(raw.Plan), Panel: PanelID(raw.Panel), Step: AppealStep(raw.Step), IsAttested: raw.IsAttested,
		Recovery: f.recovery(raw.Recovery),
	}
	if raw.AnswerBy != 0 {
		appeal.AnswerBy = f.instant(raw.AnswerBy)
	}
	if raw.EscalateBy != 0 {
		appeal.EscalateBy = f.instant(raw.EscalateBy)
	}
	return appeal, f.err
}

// RulingOf returns the hash of a full determination, as a panel signs it.
func (c *Contracts) RulingOf(ctx context.Context, decision Decision) (commitment.Hash, error) {
	ruling, err := read(ctx, c, c.deployment.Appeals, c.appeals.PackRulingOf(boundDecision(decision)), c.appeals.UnpackRulingOf)
	return commitment.Hash(ruling), err
}

// RulingDigest returns what a panel's member signs. The ruling is [Contracts.RulingOf]
// the decision, the zero Hash to let the determination stand.
func (c *Contracts) RulingDigest(ctx context.Context, appeal AppealID, ruling commitment.Hash) (Hash, error) {
	data := c.appeals.PackRulingDigest(new(big.Int).SetUint64(uint64(appeal)), ruling)
	return read(ctx, c, c.deployment.Appeals, data, c.appeals.UnpackRulingDigest)
}
