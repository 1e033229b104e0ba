package views

import (
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/store"
)

// ExplanationOfBenefits tells the patient what became of a claim.
type ExplanationOfBenefits struct {
	remit.Statement
	DeterminedAt time.Time
	AppealRight  AppealRight
}

// AppealRight is how a determination can be reviewed.
type AppealRight struct {
	MayAppeal bool
	// LastDate is the last day, at the plan's offset; nil where it may not be appealed for
	// another reason than time.
	LastDate *claims.Date
	// Sentence says how, or why not.
	Sentence string
}

// explanationOfBenefits tells of the determination of a claim that is opened.
func (v *Views) explanationOfBenefits(
	row *store.ClaimView, claim *Claim, plan *coverage.Plan, statement remit.Statement,
) *ExplanationOfBenefits {
	explained := &ExplanationOfBenefits{Statement: statement, DeterminedAt: row.Determination.DeterminedAt}
	at := v.config.Clock()
	if chainAt := row.Clock.ChainAt; chainAt != nil && chainAt.After(at) {
		at = *chainAt
	}
	last := plan.LastAppealDate(explained.DeterminedAt)
	explained.AppealRight = appealRight(claim, last, plan.DateOf(at))
	return explained
}

// appealRight says whether a determination may be appealed on a day, as the ledger
// would: a standing one, in time, of which no appeal is open and no panel has ruled.
func appealRight(claim *Claim, last, today claims.Date) AppealRight {
	isRuled := func(a Appeal) bool { return a.Ruling != nil }
	isOpen := func(a Appeal) bool { return a.Step != AppealClosed && a.Step != AppealRefused }
	switch {
	case claim.Standing == nil || *claim.Standing != Stands:
		return AppealRight{Sentence: "This decision does not stand any more, so there is nothing to appeal."}
	case claim.Frequency == int(claims.Void):
		return AppealRight{Sentence: "This took a claim back at the provider's request, and cannot be appealed."}
	case slices.ContainsFunc(claim.Appeals, isRuled):
		return AppealRight{Sentence: "A panel has ruled on this decision. Its ruling is final."}
	case slices.ContainsFunc(claim.Appeals, isOpen):
		return AppealRight{Sentence: "An appeal of this decision is under way."}
	case last < today:
		return AppealRight{LastDate: &last, Sentence: "The time to appeal ended on " + last.String() + "."}
	}
	return AppealRight{
		MayAppeal: true, LastDate: &last,
		Sentence: "If you do not agree, you may appeal until " + last.String() + ": say here why the decision is wrong. " +
			"The insurer answers; if it does not change the decision, you may take it to an independent panel.",
	}
}
