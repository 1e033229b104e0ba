package intake_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/corrections"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// appealed shows an appeal of a claim with what came of it.
func (l *ledger) appealed(t *testing.T, number claims.Number, steps ...store.ChainAppeal) {
	t.Helper()
	appeal := int64(l.point.Number) + 1
	filed := store.ChainAppeal{Kind: store.AppealFiled, Provider: l.delegated}
	for _, step := range append([]store.ChainAppeal{filed}, steps...) {
		step.At, step.Appeal, step.Number = l.at(), uint64(appeal), number
		l.show(t, &store.ChainRows{Appeals: []store.ChainAppeal{step}})
	}
}

// into brings a new claim into a state, and returns it.
func (l *ledger) into(t *testing.T, state corrections.State, key string) claims.ID {
	t.Helper()
	if state == corrections.Accepted {
		return l.submit(t, key, l.draft(1)).Accepted[0].ID
	}
	if state < corrections.Received || state > corrections.OverdueAppealed {
		return l.beyond(t, state, key)
	}
	id, number := l.received(t, key, l.draft(1))
	if state == corrections.Pended {
		l.showClock(t, number, store.ClockPended, 0)
	}
	if state >= corrections.Overdue {
		l.showClock(t, number, store.ClockOverdue, 0)
	}
	if state == corrections.OverdueAppealed {
		l.appealed(t, number)
	}
	return id
}

// beyond brings a claim into a state that follows a determination.
func (l *ledger) beyond(t *testing.T, state corrections.State, key string) claims.ID {
	t.Helper()
	id, number := l.determined(t, key, l.draft(1))
	provider := l.asProvider(t, l.delegated)
	switch state {
	case corrections.Erased:
		storetest.Exec(t, l.url, "UPDATE patients SET wrapped_key = NULL WHERE id = (SELECT patient_id FROM claims WHERE id = $1)", string(id))
	case corrections.VoidItself:
		answer, err := l.VoidClaim(provider, intake.VoidClaim{IdempotencyKey: key + "-v", Provider: l.delegated, Claim: id})
		must(t, err)
		return answer.Accepted[0].ID
	case corrections.CorrectionUndecided:
		return l.submit(t, key+"-r", l.replacement(string(id), 1)).Accepted[0].ID
	case corrections.Corrected:
		l.submit(t, key+"-r", l.replacement(string(id), 1))
	case corrections.Reversed:
		l.show(t, &store.ChainRows{Reversals: []store.ChainReversal{{At: l.at(), Number: number, Version: 1, Provider: l.delegated}}})
	case corrections.Reversing:
		_, err := l.ReverseClaim(l.asInsurer(t), intake.ReverseClaim{IdempotencyKey: key + "-x", Claim: id, Reasons: "x"})
		must(t, err)
	case corrections.ReviewMoving:
		_, err := l.AppealDetermination(provider, intake.AppealDetermination{IdempotencyKey: key + "-a", Claim: id, Grounds: "x"})
		must(t, err)
	case corrections.UnderAppeal:
		l.appealed(t, number)
	case corrections.RuledOverturned:
		l.appealed(t, number, store.ChainAppeal{Kind: store.AppealRuled, Outcome: "overturned"})
	case corrections.RuledUpheld:
		l.appealed(t, number, store.ChainAppeal{Kind: store.AppealRuled, Outcome: "upheld"})
	case corrections.Overturned:
		l.appealed(t, number, store.ChainAppeal{Kind: store.AppealAnswered, Outcome: "overturned"})
	case corrections.Final:
		l.later(181) // a day more than the plan's time to appeal
	case corrections.Determined:
	case corrections.Accepted, corrections.Received, corrections.Pended, corrections.Overdue, corrections.OverdueAppealed:
		t.Fatalf("%s is before a determination", state)
	}
	return id
}

// ask asks for a correction and returns the code that it is refused with, or "".
func (l *ledger) ask(t *testing.T, correction corrections.Correction, id claims.ID, key string) errs.Code {
	t.Helper()
	provider := l.asProvider(t, l.delegated)
	draft := l.replacement(string(id), 1)
	var err error
	switch correction {
	case corrections.Void:
		var answer intake.Answer
		if answer, err = l.VoidClaim(provider, intake.VoidClaim{IdempotencyKey: key, Provider: l.delegated, Claim: id}); err == nil {
			return codeOf(answer)
		}
	case corrections.Reversal:
		_, err = l.ReverseClaim(l.asInsurer(t), intake.ReverseClaim{IdempotencyKey: key, Claim: id, Reasons: "x"})
	case corrections.Appeal:
		_, err = l.AppealDetermination(provider, intake.AppealDetermination{IdempotencyKey: key, Claim: id, Grounds: "x"})
	case corrections.OverdueAppeal:
		_, err = l.AppealOverdueClaim(provider, intake.AppealOverdueClaim{IdempotencyKey: key, Claim: id, Grounds: "x"})
	case corrections.ForeignReplacement:
		return codeOf(l.submitAs(t, l.other, key, draft))
	case corrections.SecondReplacement:
		return codeOf(l.submit(t, key, draft, l.replacement(string(id), 2)))
	case corrections.OtherMemberReplacement:
		draft.Claim.MemberNumber = otherMember
		return codeOf(l.submit(t, key, draft))
	case corrections.LateReplacement, corrections.OtherYearReplacement:
		date := claims.NewDate(2024, time.December, 20)
		if correction == corrections.LateReplacement {
			date = claims.NewDate(2024, time.June, 10)
		}
		for i := range draft.Claim.Lines {
			draft.Claim.Lines[i].ServiceDate = date
		}
		return codeOf(l.submit(t, key, draft))
	case corrections.Replacement:
		return codeOf(l.submit(t, key, draft))
	case corrections.Recovery:
		t.Fatal("a recovery is the escrow's to refuse")
	}
	if err != nil {
		return errs.CodeOf(err)
	}
	return ""
}

// codeOf is the code of the last claim of an answer, or "" where it was accepted.
func codeOf(answer intake.Answer) errs.Code {
	if len(answer.Rejected) == 0 {
		return ""
	}
	return answer.Rejected[len(answer.Rejected)-1].Faults[0].Code
}

// Intake refuses what the table says, with its codes, in every state: each is
// brought about anew for each correction. Recoveries it hands on to the escrow.
func TestCorrections_AsTheTableSays(t *testing.T) {
	t.Parallel()
	for name, clocks := range map[string]coverage.Clocks{"a year in days": {TimelyFilingDays: 365}, "a year in months": {TimelyFilingMonths: 12}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			l.filedWithin(t, clocks)
			l.other = l.otherProvider(t)
			l.askAll(t)
		})
	}
}

// askAll asks for every correction in every state.
func (l *ledger) askAll(t *testing.T) {
	t.Helper()
	asked := slices.DeleteFunc(corrections.Corrections(), func(c corrections.Correction) bool { return c == corrections.Recovery })
	// What erases a patient comes last: nothing can be submitted for it any more.
	states := append(corrections.States()[1:], corrections.Erased)
	for _, state := range states {
		for _, correction := range asked {
			key := fmt.Sprintf("%d-%d", state, correction)
			if state == corrections.Erased && correction > 0 {
				storetest.Exec(t, l.url, "UPDATE patients SET wrapped_key = $1 WHERE wrapped_key IS NULL", l.erased)
			}
			if state == corrections.Erased {
				l.erased = storetest.Row(t, l.url, "SELECT p.wrapped_key FROM patients p JOIN coverages c ON c.patient_id = p.id WHERE c.id = $1", l.coverage)[0].([]byte)
			}
			now := l.clock()
			id := l.into(t, state, key)
			if got, want := l.ask(t, correction, id, key+"-ask"), corrections.Decide(state, correction).Code; got != want {
				t.Errorf("%s of a claim %s: %q, want %q", correction, state, got, want)
			}
			l.setClock(now)
		}
	}
}

// A replacement on the last day of the plan's time for filing is taken, one on the
// day after it refused; a void is, whenever it comes. Of days and months the earlier
// end counts.
func TestSubmit_ReplacementBeyondTimelyFiling(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		clocks   coverage.Clocks
		dayAfter time.Time // of a service of 2025-05-05
	}{
		{"days", coverage.Clocks{TimelyFilingDays: 60}, time.Date(2025, 7, 5, 0, 0, 0, 0, time.UTC)},
		{"months", coverage.Clocks{TimelyFilingMonths: 3}, time.Date(2025, 8, 6, 0, 0, 0, 0, time.UTC)},
		{"months before days", coverage.Clocks{TimelyFilingMonths: 2, TimelyFilingDays: 90}, time.Date(2025, 7, 6, 0, 0, 0, 0, time.UTC)},
		{"days before months", coverage.Clocks{TimelyFilingMonths: 3, TimelyFilingDays: 90}, time.Date(2025, 8, 4, 0, 0, 0, 0, time.UTC)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			l.filedWithin(t, test.clocks)
			id, _ := l.determined(t, "k", l.draft(1))
			prepare := func() errs.Code {
				t.Helper()
				prepared, err := l.Prepare(l.asProvider(t, l.delegated), intake.Prepare{
					Provider: l.delegated, Drafts: []intake.Draft{l.replacement(string(id), 101)},
				})
				must(t, err)
				return codeOf(intake.Answer{Rejected: prepared.Rejected})
			}
			l.setClock(test.dayAfter.Add(-time.Second))
			if got := prepare(); got != "" {
				t.Errorf("on the last day: %s", got)
			}
			l.setClock(test.dayAfter)
			if got := prepare(); got != errs.FilingTooLate {
				t.Errorf("on the day after: %q", got)
			}
			if got := l.ask(t, corrections.Void, id, "v"); got != "" {
				t.Errorf("a void: %s", got)
			}
		})
	}
}
