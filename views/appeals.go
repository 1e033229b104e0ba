package views

import (
	"fmt"
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// addReviews adds what was done to the claim's determinations, as far as it stands
// in the clear.
func (c *Claim) addReviews(row *store.ClaimView) {
	for i := range row.Appeals {
		c.Appeals = append(c.Appeals, appealOf(&row.Appeals[i]))
	}
	for i := range row.Acts {
		c.addAct(row, &row.Acts[i])
	}
	for _, recovery := range row.Recoveries {
		c.Recoveries = append(c.Recoveries, Recovery{
			ID: fmt.Sprintf("%s-%d", row.Receipt.Number, recovery.Ordinal), Status: statusOf(recovery),
			Noticed: money.Cents(recovery.Cents), Left: money.Cents(recovery.LeftCents), EffectiveAt: recovery.EffectiveAt.UTC(),
		})
	}
}

func appealOf(a *store.Appeal) Appeal {
	number, isAttested, isDeemedDenied := a.Appeal, a.IsAttested, a.IsDeemedDenied
	shown := Appeal{
		Number: &number, Step: stepOf(a), IsAttested: &isAttested, IsDeemedDenied: &isDeemedDenied, FiledAt: instant(a.FiledAt), AnswerBy: instant(a.AnswerBy),
		Answer: outcomeOf(a.Answer), AnsweredAt: instant(a.AnsweredAt), Ruling: outcomeOf(a.Ruling), RuledAt: instant(a.RuledAt),
	}
	if a.Panel != nil {
		panel := int(*a.Panel)
		shown.Panel = &panel
	}
	return shown
}

func stepOf(a *store.Appeal) AppealStep {
	switch {
	case !a.IsOpen():
		return AppealClosed
	case a.Panel != nil:
		return AppealEscalated
	case a.Answer != "":
		return AppealUpheld
	}
	return AppealFiled
}

func outcomeOf(word string) *AppealOutcome {
	if word == "" {
		return nil
	}
	outcome := AppealOutcome(word)
	return &outcome
}

func instant(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

// addAct adds an appeal that is not on the chain, and what the ledger refused of
// one that is.
func (c *Claim) addAct(row *store.ClaimView, act *store.ActView) {
	switch {
	case act.Kind.IsOfClock():
	case isFiling(act) && !isTold(row, act):
		shown := Appeal{Step: AppealSubmitted}
		if act.State == store.ActRefused {
			shown.Step, shown.Failure = AppealRefused, &act.Failure
		}
		c.Appeals = append(c.Appeals, shown)
	case act.State == store.ActRefused:
		if last := len(c.Appeals) - 1; last >= 0 && c.Appeals[last].Step != AppealClosed && act.Kind != store.ActReverse {
			c.Appeals[last].Failure = &act.Failure
		}
	}
}

// isFiling reports whether an act files an appeal.
func isFiling(act *store.ActView) bool {
	return act.Kind == store.ActAppeal || act.Kind == store.ActAppealOverdue
}

// isTold reports whether the chain tells of an appeal that was filed here.
func isTold(row *store.ClaimView, act *store.ActView) bool {
	return slices.ContainsFunc(row.Appeals, func(a store.Appeal) bool { return a.GroundsHash == act.Hash })
}

// openGrounds decrypts the grounds of the appeals that were filed here.
func (c *Claim) openGrounds(key *evidence.PatientKey, row *store.ClaimView) error {
	untold := len(row.Appeals) // those on the chain come first
	for i := range row.Acts {
		act := &row.Acts[i]
		if !isFiling(act) {
			continue
		}
		text, err := key.OpenStatement(act.ID, act.Statement)
		if err != nil {
			return fmt.Errorf("opening the grounds of an appeal: %w", err)
		}
		grounds := string(text)
		if !isTold(row, act) {
			c.Appeals[untold].Grounds = &grounds
			untold++
			continue
		}
		for j := range row.Appeals {
			if row.Appeals[j].GroundsHash == act.Hash {
				c.Appeals[j].Grounds = &grounds
			}
		}
	}
	return nil
}

// statusOf is what a recovery's last event left.
func statusOf(r store.RecoveryView) RecoveryStatus {
	switch r.Last {
	case store.RecoveryNoticed, store.RecoveryResumed:
		return RecoveryNoticed
	case store.RecoveryActivated:
		return RecoveryActive
	case store.RecoverySuspended:
		return RecoverySuspended
	case store.RecoveryWaived:
		return RecoveryWaived
	case store.RecoveryTaken:
		if r.LeftCents > 0 {
			return RecoveryActive
		}
	}
	return RecoveryTaken
}
