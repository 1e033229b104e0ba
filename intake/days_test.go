package intake_test

import (
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// minuteFiles are a set in which a unit of ZX100 takes an hour, and one of ZX300, which
// the plan does not cover.
func minuteFiles() map[string][]byte {
	return map[string][]byte{
		"manifest.csv":   []byte(manifestHead + "procedures.csv,procedures,1,test,none,2020-01-01,\n"),
		"procedures.csv": []byte("procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes\nZX100,,,,,,,,,,60\nZX300,,,,,,,,,,60\n"),
	}
}

// hours is a claim of so many units of ZX100 on a day in May 2025.
func (b *bundle) hours(member string, day, hours int) intake.Draft {
	draft := b.draft(1)
	draft.Claim.MemberNumber, draft.Claim.Lines = member, draft.Claim.Lines[:1]
	draft.Claim.Lines[0].Units, draft.Claim.Lines[0].ServiceDate = hours, claims.NewDate(2025, 5, day)
	return draft
}

// waitsFor returns the rules by which a claim waits for a person, as whoever decides it
// finds it now, and fails where a line is denied.
func (b *bundle) waitsFor(t *testing.T, id claims.ID) []string {
	t.Helper()
	assessor := assessing.Assessor{DB: b.cfg.DB, Vault: b.cfg.Vault, Rules: assessing.NewRuleSets(b.cfg.DB)}
	opened, err := assessor.Open(t.Context(), id)
	must(t, err)
	assessment, err := adjudicate.Assess(opened.Input)
	must(t, err)
	for _, line := range opened.Content.Lines {
		if posted, isDenied := assessment.Reasons.Posted(line.Sequence); isDenied {
			t.Errorf("denied by %s", posted.Rule)
		}
	}
	var waits []string
	for _, need := range assessment.ReviewsNeeded {
		waits = append(waits, need.Rule)
	}
	return waits
}

// wantDay checks whether a claim of a provider's day waits for a person, both when it was
// accepted and when it is decided.
func (b *bundle) wantDay(t *testing.T, id claims.ID, isImpossible bool) {
	t.Helper()
	stage, want := "clean", 0
	if isImpossible {
		stage, want = "pended", 1
	}
	b.wantPosted(t, id, stage)
	waits := b.waitsFor(t, id)
	if len(waits) != want || isImpossible && waits[0] != rules.SignalImpossibleDay.String() {
		t.Errorf("waits for %v", waits)
	}
}

// submitNext submits a minute later than what came before.
func (b *bundle) submitNext(t *testing.T, key string, drafts ...intake.Draft) intake.Answer {
	t.Helper()
	b.setClock(b.clock().Add(time.Minute))
	return b.submit(t, key, drafts...)
}

// enrol enrols members beside those that every bundle has.
func (b *bundle) enrol(t *testing.T, members ...string) {
	t.Helper()
	for _, member := range members {
		_, err := b.EnrolCoverage(b.asInsurer(t), b.enrolment(member, member))
		must(t, err)
	}
}

func TestSubmit_HoldsAProvidersDayOverAllItsPatients(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withRules(t, minuteFiles())
	b.enrol(t, "M-3")
	submit := func(key string, draft intake.Draft) claims.ID { return b.submitNext(t, key, draft).Accepted[0].ID }
	first := submit("k1", b.hours(memberNumber, 5, 20))
	b.wantDay(t, first, false)
	b.wantDay(t, submit("k2", b.hours(otherMember, 5, 4)), false)
	full := submit("k3", b.hours("M-3", 5, 1))
	b.wantDay(t, full, true)
	b.wantDay(t, submit("k4", b.hours(otherMember, 6, 13)), false)
	again := b.hours(otherMember, 6, 8) // its own patient's 13 hours count once
	again.Claim.Lines[0].Modifiers = []string{"76"}
	b.wantDay(t, submit("k5", again), false)
	b.wantDay(t, first, false) // what came later does not count
	if got := storetest.Count(t, b.url, "SELECT count(*) FROM provider_days"); got != 5 {
		t.Errorf("kept %d days", got)
	}
}

func TestSubmit_HoldsAProvidersDayWithinASubmission(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withRules(t, minuteFiles())
	answer := b.submit(t, "k", b.hours(memberNumber, 5, 24), b.hours(otherMember, 5, 1), b.hours(otherMember, 6, 1))
	for i, isImpossible := range []bool{false, true, false} {
		b.wantDay(t, answer.Accepted[i].ID, isImpossible)
	}
}

// What is denied takes no time, nor does what was replaced; another provider's time is
// its own.
func TestSubmit_CountsOfADayWhatStands(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withRules(t, minuteFiles())
	b.enrol(t, "M-3", "M-4")
	denied := b.hours(memberNumber, 5, 24)
	denied.Claim.Lines[0].Procedure.Value = "ZX300"
	replacement := b.submitNext(t, "k0", denied).Accepted[0].ID
	b.wantPosted(t, replacement, "clean", "pricing.class-not-covered")
	day := b.submitNext(t, "k1", b.hours(memberNumber, 5, 24)).Accepted[0].ID
	storetest.Exec(t, b.url, "UPDATE provider_days SET provider_id = $1", int64(b.signing))
	b.wantDay(t, b.submitNext(t, "k2", b.hours(otherMember, 5, 1)).Accepted[0].ID, false)
	storetest.Exec(t, b.url, "UPDATE provider_days SET provider_id = $1", int64(b.delegated))
	b.wantDay(t, b.submitNext(t, "k3", b.hours("M-3", 5, 1)).Accepted[0].ID, true)
	storetest.Exec(t, b.url, "UPDATE claims SET frequency = 7, replaces = $1 WHERE id = $2", string(day), string(replacement))
	b.wantDay(t, b.submitNext(t, "k4", b.hours("M-4", 5, 1)).Accepted[0].ID, false)
	if got := storetest.Count(t, b.url, "SELECT count(*) FROM provider_days"); got != 4 {
		t.Errorf("kept %d days: the denied claim takes none", got)
	}
}

// Without minutes nothing is read or kept.
func TestSubmit_AsksForNoDayWithoutMinutes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.submit(t, "k", b.hours(memberNumber, 5, 25))
	if got := storetest.Count(t, b.url, "SELECT count(*) FROM provider_days"); got != 0 {
		t.Errorf("kept %d days", got)
	}
}
