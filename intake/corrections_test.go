package intake_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// ledger is what the read model shows of a bundle's claims.
type ledger struct {
	*bundle
	point  store.ChainPoint
	other  claims.ProviderID // another provider, where a test registered one
	erased []byte            // the key of a patient that a test erased
}

// show adds rows to the read model, as the indexer would.
func (l *ledger) show(t *testing.T, rows *store.ChainRows) {
	t.Helper()
	next := store.ChainPoint{Number: l.point.Number + 1, Hash: [32]byte{byte(l.point.Number + 1)}}
	done := errors.New("done")
	err := l.cfg.DB.HoldLease(t.Context(), store.IndexerLease, func(ctx context.Context, epoch int64) error {
		isMoved, err := l.cfg.DB.AppendChain(ctx, epoch, l.point, rows, store.ChainCursor{ChainPoint: next})
		if err == nil && isMoved {
			err = done
		}
		return err
	})
	if !errors.Is(err, done) {
		t.Fatalf("indexing: %v", err)
	}
	l.point = next
}

func (l *ledger) at() store.ChainAt {
	return store.ChainAt{Block: l.point.Number + 1, Time: l.clock().Truncate(time.Second), TxHash: [32]byte{1}}
}

// determined submits a claim and has it determined on the ledger.
func (l *ledger) determined(t *testing.T, key string, draft intake.Draft) (claims.ID, claims.Number) {
	t.Helper()
	id, number := l.batched(t, key, draft)
	l.determine(t, number)
	return id, number
}

// batched submits a claim and gives it a batch.
func (l *ledger) batched(t *testing.T, key string, draft intake.Draft) (claims.ID, claims.Number) {
	t.Helper()
	id := l.submit(t, key, draft).Accepted[0].ID
	batch := claims.BatchID{Insurer: l.insurer, Sequence: uint32(l.point.Number) + 1}
	storetest.Exec(t, l.url, "UPDATE submissions SET batch = $1, first_index = 0 WHERE id = (SELECT submission_id FROM claims WHERE id = $2)",
		int64(batch.Sequence), string(id))
	return id, claims.Number{Batch: batch}
}

func (l *ledger) determine(t *testing.T, number claims.Number) {
	t.Helper()
	result := benefits.LineResult{Charge: money.Cents(20000), Denial: benefits.DenialByEngine, Class: benefits.ClassDenied}
	words, err := commitment.EncodeResults([]benefits.LineResult{result, result})
	must(t, err)
	l.show(t, &store.ChainRows{Determinations: []store.ChainDetermination{{
		At: l.at(), Number: number, Provider: l.delegated, Result: commitment.Bytes(words), IsDenied: true,
		Determination: commitment.Determination{Version: 1, Results: []benefits.LineResult{result, result}},
	}}})
}

func newLedger(t *testing.T) *ledger { t.Helper(); return &ledger{bundle: setup(t)} }

func (b *bundle) replacement(of string, units int) intake.Draft {
	draft := b.draft(units)
	draft.Claim.Frequency, draft.Replaces = claims.Replacement, of
	return draft
}

func (b *bundle) submitAs(t *testing.T, provider claims.ProviderID, key string, draft intake.Draft) intake.Answer {
	t.Helper()
	answer, err := b.Submit(b.asProvider(t, provider), intake.Submission{IdempotencyKey: key, Provider: provider, Drafts: []intake.Draft{draft}})
	must(t, err)
	return answer
}

// A replacement is no repetition of what it replaces, names it in its leaf, and its
// own lines count as those that stand.
func TestSubmit_ReplacementTakesTheClaimsPlace(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id, number := l.determined(t, "k", l.draft(1))
	for _, name := range []string{string(id), number.String()} {
		prepared, err := l.Prepare(l.asProvider(t, l.delegated), intake.Prepare{Provider: l.delegated, Drafts: []intake.Draft{l.replacement(name, 1)}})
		if err != nil || len(prepared.Rejected) > 0 {
			t.Fatalf("%s: %v, %v", name, prepared.Rejected, err)
		}
	}
	answer := l.submit(t, "r", l.replacement(string(id), 1))
	if len(answer.Rejected) > 0 {
		t.Fatalf("rejected: %v", answer.Rejected[0].Faults[0])
	}
	claim, reasons, stage := l.stored(t, answer.Accepted[0].ID)
	if claim.Frequency != claims.Replacement || reasons != "[]" || stage != "clean" {
		t.Errorf("got frequency %d, reasons %s, stage %s", claim.Frequency, reasons, stage)
	}
	row := storetest.Row(t, l.url, "SELECT prepared, replaces::text, frequency FROM claims WHERE id = $1", string(answer.Accepted[0].ID))
	words, err := commitment.ParseWords(row[0].([]byte))
	must(t, err)
	whole, err := commitment.DecodeClaim(words)
	must(t, err)
	if whole.Receipt.Kind != commitment.KindReplacement || whole.Receipt.Replaced != number || row[1] != string(id) {
		t.Errorf("it commits to %+v and replaces %v", whole.Receipt, row[1])
	}
	again := l.submit(t, "again", l.draft(1)).Accepted[0].ID
	if _, reasons, _ := l.stored(t, again); reasons == "[]" {
		t.Error("a repetition of the replacement is not found")
	}
}

// A repetition that was denied is nobody's original: what it repeated is corrected, or
// voided and sent anew, as if it were not there. It repeats what stands then.
func TestSubmit_WhatWasSentTwiceIsCorrected(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first, _ := l.determined(t, "k", l.draft(1))
	twice, _ := l.determined(t, "twice", l.draft(1))
	l.wantRepeats(t, twice, first)
	corrected := l.submit(t, "r1", l.replacement(string(first), 1)).Accepted[0].ID
	l.wantRepeats(t, corrected, "")
	l.wantRepeats(t, l.submit(t, "r2", l.replacement(string(twice), 1)).Accepted[0].ID, corrected)

	first, _ = l.determined(t, "of another day", l.draft(2))
	twice, _ = l.determined(t, "twice of it", l.draft(2))
	l.wantRepeats(t, twice, first)
	void, err := l.VoidClaim(l.asProvider(t, l.delegated), intake.VoidClaim{IdempotencyKey: "v", Provider: l.delegated, Claim: first})
	if err != nil || len(void.Accepted) != 1 {
		t.Fatalf("got %+v, %v", void, err)
	}
	l.wantRepeats(t, l.submit(t, "anew", l.draft(2)).Accepted[0].ID, "")
}

// rankFiles are a set by which the procedures of drafts are ranked among each other.
func rankFiles() map[string][]byte {
	const values = "0.00,0.00,0.00,0.00,0.00,0.00,0.00,2,0,0,0,0,\n"
	return map[string][]byte{
		"manifest.csv": []byte(manifestHead + "rvu.csv,rvu,1,test,none,2020-01-01,\nstatus.csv,rvu-status,1,test,none,,\nranks.csv,multiple-procedures,1,test,none,,\n"),
		"rvu.csv": []byte("HCPCS,MOD,STATUS CODE,WORK RVU,NON-FAC PE RVU,FACILITY PE RVU,MP RVU,PRE OP,INTRA OP,POST OP,MULT PROC,BILAT SURG,ASST SURG,CO-SURG,TEAM SURG,ENDO BASE\n" +
			"ZX100,,A," + values + "ZX200,,A," + values),
		"status.csv": []byte("status,outcome\nA,priced\n"),
		"ranks.csv":  []byte("indicator,method,joins,rank,rate,start,end\n2,rank,,1,10000,,\n2,rank,,2,5000,,\n2,rank,,3,2500,,\n2,rank,,4+,1000,,\n"),
	}
}

// A replacement ranks where its first version was accepted: claims of the day that came
// after that take no rank before it, in its own submission either.
func TestSubmit_ReplacementKeepsItsRanks(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.withRules(t, rankFiles())
	again := func() intake.Draft {
		draft := l.draft(1)
		for i := range draft.Claim.Lines {
			draft.Claim.Lines[i].Modifiers = []string{"59"}
		}
		return draft
	}
	first, number := l.batched(t, "k", l.draft(1))
	l.setClock(l.clock().Add(time.Minute))
	second := l.submit(t, "second", again()).Accepted[0].ID
	l.determine(t, number)
	l.setClock(l.clock().Add(time.Minute))
	next := again()
	next.Claim.Lines[0].Modifiers, next.Claim.Lines[1].Modifiers = []string{"76"}, []string{"76"}
	answer := l.submit(t, "third", l.replacement(string(first), 1), next)
	replacement := answer.Accepted[0].ID
	for id, want := range map[claims.ID][2]int64{
		first: {10000, 2500}, second: {2500, 500}, replacement: {10000, 2500}, answer.Accepted[1].ID: {1000, 500},
	} {
		got := l.prepared(t, id).Allowances
		if len(got) != 2 || got[0].Allowed.Cents() != want[0] || got[1].Allowed.Cents() != want[1] {
			t.Errorf("claim %s: got %+v, want %v", id, got, want)
		}
	}
	assessor := assessing.Assessor{DB: l.cfg.DB, Vault: l.cfg.Vault, Rules: l.Rules}
	opened, err := assessor.Open(t.Context(), replacement)
	must(t, err)
	if prices := adjudicate.Prices(&opened.Input, func(int) bool { return false }); prices[0].Steps.Rank != 1 || prices[1].Steps.Rank != 2 {
		t.Errorf("opened again it has the ranks %d and %d", prices[0].Steps.Rank, prices[1].Steps.Rank)
	}
}

// A line that was found to repeat one when it was accepted does so when that does not stand
// any more.
func TestAssessor_ARepetitionStands(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first, _ := l.determined(t, "k", l.draft(1))
	twice := l.submit(t, "twice", l.draft(1)).Accepted[0].ID
	if answer := l.submit(t, "r", l.replacement(string(first), 2)); len(answer.Accepted) != 1 {
		t.Fatalf("rejected: %v", answer.Rejected)
	}
	assessor := assessing.Assessor{DB: l.cfg.DB, Vault: l.cfg.Vault, Rules: l.Rules}
	opened, err := assessor.Open(t.Context(), twice)
	must(t, err)
	a, err := adjudicate.Assess(opened.Input)
	must(t, err)
	if !a.IsDenied() {
		t.Errorf("got %+v", a.Reasons)
	}
}

// wantRepeats checks that all lines of a claim repeat those of another, "" for none.
func (l *ledger) wantRepeats(t *testing.T, id, other claims.ID) {
	t.Helper()
	claim, text, _ := l.stored(t, id)
	reasons, err := adjudicate.ParseReasons([]byte(text))
	must(t, err)
	switch {
	case other == "" && len(reasons) == 0:
	case len(reasons) != len(claim.Lines) || !reasons[0].IsRepetition() || reasons[0].Detail.Claim != other:
		t.Errorf("claim %s should repeat %q and has %+v", id, other, reasons)
	}
}

func TestVoidClaim_HasNoLinesAndFreesThem(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id, number := l.determined(t, "k", l.draft(1))
	void := intake.VoidClaim{IdempotencyKey: "v", Provider: l.delegated, Claim: id}
	answer, err := l.VoidClaim(l.asProvider(t, l.delegated), void)
	must(t, err)
	if len(answer.Accepted) != 1 {
		t.Fatalf("rejected: %v", answer.Rejected)
	}
	claim, _, stage := l.stored(t, answer.Accepted[0].ID)
	if claim.Frequency != claims.Void || len(claim.Lines) != 0 || claim.MemberNumber != memberNumber || stage != "clean" {
		t.Errorf("got %+v, %s", claim, stage)
	}
	repeated, err := l.VoidClaim(l.asProvider(t, l.delegated), void)
	if err != nil || repeated.Accepted[0] != answer.Accepted[0] {
		t.Errorf("repeated: %v, %v", repeated, err)
	}
	if got := storetest.Count(t, l.url, "SELECT charge_cents FROM claims WHERE id = $1", string(answer.Accepted[0].ID)); got != 0 {
		t.Errorf("it charges %d", got)
	}
	if _, reasons, _ := l.stored(t, l.submit(t, "new", l.draft(1)).Accepted[0].ID); reasons != "[]" {
		t.Errorf("what was voided is still repeated: %s", reasons)
	}
	row := storetest.Row(t, l.url, "SELECT prepared FROM claims WHERE id = $1", string(answer.Accepted[0].ID))
	words, err := commitment.ParseWords(row[0].([]byte))
	must(t, err)
	if whole, err := commitment.DecodeClaim(words); err != nil || whole.Receipt.Kind != commitment.KindVoid || whole.Receipt.Replaced != number {
		t.Errorf("it commits to %+v, %v", whole.Receipt, err)
	}
}

// Each correction that cannot be made is refused by its own code; a claim of another
// is as one that there is not.
func TestSubmit_CorrectionsThatCannotBeMade(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id, number := l.determined(t, "k", l.draft(1))
	fresh := l.submit(t, "fresh", l.draft(2)).Accepted[0].ID
	reversed, reversedNumber := l.determined(t, "rev", l.draft(3))
	l.show(t, &store.ChainRows{Reversals: []store.ChainReversal{{At: l.at(), Number: reversedNumber, Version: 1, Provider: l.delegated}}})
	appealed, appealedNumber := l.determined(t, "app", l.draft(4))
	l.show(t, &store.ChainRows{Appeals: []store.ChainAppeal{{
		At: l.at(), Appeal: 3, Number: appealedNumber, Kind: store.AppealFiled, Provider: l.delegated,
	}}})
	replaced, _ := l.determined(t, "old", l.draft(5))
	l.submit(t, "old-r", l.replacement(string(replaced), 6))
	voided, _ := l.determined(t, "gone", l.draft(7))
	answer, err := l.VoidClaim(l.asProvider(t, l.delegated), intake.VoidClaim{IdempotencyKey: "gone-v", Provider: l.delegated, Claim: voided})
	must(t, err)
	void := answer.Accepted[0].ID
	otherMember := l.replacement(string(id), 1)
	otherMember.Claim.MemberNumber = "MEMBER-SECRET-2"
	original := l.draft(9)
	original.Replaces = string(id)
	nameless := l.replacement("", 9)

	for _, test := range []struct {
		name  string
		draft intake.Draft
		want  errs.Code
	}{
		{"unknown", l.replacement("00000000-0000-4000-8000-000000000000", 1), errs.ClaimNotFound},
		{"no id", l.replacement("x", 1), errs.ClaimNotFound},
		{"no number", l.replacement("1-99-0", 1), errs.ClaimNotFound},
		{"not determined", l.replacement(string(fresh), 1), errs.ClaimNotDecided},
		{"reversed", l.replacement(string(reversed), 1), errs.ClaimAlreadyReversed},
		{"under appeal", l.replacement(string(appealed), 1), errs.ClaimUnderAppeal},
		{"replaced", l.replacement(string(replaced), 1), errs.ClaimAlreadyReplaced},
		{"voided", l.replacement(string(voided), 1), errs.ClaimAlreadyReplaced},
		{"a void", l.replacement(string(void), 1), errs.CorrectionUnrelated},
		{"another member", otherMember, errs.CorrectionUnrelated},
		{"an original that names one", original, errs.CorrectionUnrelated},
		{"a replacement that names none", nameless, errs.FieldRequired},
	} {
		answer := l.submitAs(t, l.delegated, "bad-"+test.name, test.draft)
		if len(answer.Rejected) != 1 || answer.Rejected[0].Faults[0].Code != test.want {
			t.Errorf("%s: got %+v, want %s", test.name, answer, test.want)
		}
	}
	other := l.otherProvider(t)
	got := l.submitAs(t, other, "foreign", l.replacement(string(id), 1))
	unknown := l.submitAs(t, other, "unknown", l.replacement("00000000-0000-4000-8000-000000000000", 1))
	if *got.Rejected[0].Faults[0] != *unknown.Rejected[0].Faults[0] {
		t.Errorf("another provider is told of %s: %v", number, got.Rejected[0].Faults[0])
	}
	twice, err := l.Submit(l.asProvider(t, l.delegated), intake.Submission{
		IdempotencyKey: "twice", Provider: l.delegated,
		Drafts: []intake.Draft{l.replacement(string(id), 1), l.replacement(number.String(), 2)},
	})
	if err != nil || len(twice.Accepted) != 1 || twice.Rejected[0].Faults[0].Code != errs.ClaimAlreadyReplaced {
		t.Errorf("two corrections of one claim: %+v, %v", twice, err)
	}
}

// otherProvider registers another provider that delegates signing.
func (b *bundle) otherProvider(t *testing.T) claims.ProviderID {
	t.Helper()
	id, err := b.RegisterProvider(b.asInsurer(t), intake.RegisterProvider{
		IdempotencyKey: "o", Insurer: b.insurer, Identifier: "NPI-3", Name: "Other",
	})
	must(t, err)
	return id
}

func asPatient(t *testing.T, subject string) context.Context {
	t.Helper()
	return auth.WithPrincipal(t.Context(), auth.Principal{Subject: subject, Role: auth.RolePatient})
}

// acts returns the kinds of the acts that are kept, with their signers' owners.
func (b *bundle) acts(t *testing.T, id claims.ID) []store.KeptAct {
	t.Helper()
	acts, err := b.cfg.DB.ActsOfClaim(t.Context(), id)
	must(t, err)
	return acts
}

func TestAppealDetermination_ByProviderAndPatientAlone(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id, _ := l.determined(t, "k", l.draft(1))
	appeal := intake.AppealDetermination{IdempotencyKey: "a", Claim: id, Grounds: "SECRET-GROUNDS"}
	for name, ctx := range map[string]context.Context{
		"insurer": l.asInsurer(t), "operator": operator(t), "another patient": asPatient(t, "login-m2"),
		"another provider": l.asProvider(t, l.signing),
	} {
		if _, err := l.AppealDetermination(ctx, appeal); errs.CodeOf(err) != errs.ClaimNotFound {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := l.AppealDetermination(t.Context(), appeal); !errors.Is(err, auth.ErrUnauthenticated) {
		t.Errorf("nobody: got %v", err)
	}
	got, err := l.AppealDetermination(asPatient(t, "login-m1"), appeal)
	if err != nil || got != id {
		t.Fatalf("the patient: %v, %v", got, err)
	}
	again, err := l.AppealDetermination(asPatient(t, "login-m1"), appeal)
	if acts := l.acts(t, id); err != nil || again != id || len(acts) != 1 || acts[0].Hash == (commitment.Hash{}) {
		t.Errorf("repeated: %v, %v, %+v", again, err, acts)
	}
	if n := storetest.Count(t, l.url, "SELECT count(*) FROM ledger_acts WHERE position('SECRET' IN encode(statement, 'escape')) > 0"); n != 0 {
		t.Error("the grounds stand in the clear")
	}
	if n := storetest.Count(t, l.url, "SELECT count(*) FROM hand_overs WHERE kind = 'settle' AND delivered_at IS NULL"); n == 0 {
		t.Error("nobody is woken")
	}
	appeal.IdempotencyKey = "b"
	if _, err := l.AppealDetermination(l.asProvider(t, l.delegated), appeal); errs.CodeOf(err) != errs.ClaimUnderAppeal {
		t.Errorf("a second appeal: %v", err)
	}
	if answer := l.submitAs(t, l.delegated, "r", l.replacement(string(id), 2)); answer.Rejected[0].Faults[0].Code != errs.ClaimUnderAppeal {
		t.Errorf("a replacement meanwhile: %+v", answer)
	}
}

func TestAppealDetermination_WhatCannotBeAppealed(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	fresh := l.submit(t, "fresh", l.draft(1)).Accepted[0].ID
	reversed, number := l.determined(t, "rev", l.draft(2))
	l.show(t, &store.ChainRows{Reversals: []store.ChainReversal{{At: l.at(), Number: number, Version: 1, Provider: l.delegated}}})
	old, _ := l.determined(t, "old", l.draft(3))
	ruled, ruledNumber := l.determined(t, "ruled", l.draft(4))
	l.show(t, &store.ChainRows{Appeals: []store.ChainAppeal{
		{At: l.at(), Appeal: 1, Number: ruledNumber, Kind: store.AppealFiled, Provider: l.delegated},
	}})
	l.show(t, &store.ChainRows{Appeals: []store.ChainAppeal{
		{At: l.at(), Appeal: 1, Number: ruledNumber, Kind: store.AppealRuled, Outcome: "upheld"},
	}})
	l.setClock(l.clock().AddDate(0, 0, 181)) // a day beyond the plan's time to appeal
	late, _ := l.determined(t, "late", l.draft(5))
	for _, test := range []struct {
		name    string
		id      claims.ID
		grounds string
		want    errs.Code
	}{
		{"not determined", fresh, "x", errs.ClaimNotDecided},
		{"reversed", reversed, "x", errs.ClaimAlreadyReversed},
		{"too late", old, "x", errs.AppealTooLate},
		{"ruled by a panel", ruled, "x", errs.AppealAlreadyFiled},
		{"without grounds", late, " ", errs.FieldRequired},
	} {
		_, err := l.AppealDetermination(l.asProvider(t, l.delegated), intake.AppealDetermination{
			IdempotencyKey: "bad-" + test.name, Claim: test.id, Grounds: test.grounds,
		})
		if errs.CodeOf(err) != test.want {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
}

func TestAnswerAppeal_DeterminesAgainAsTheInputSays(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	draft := l.draft(1)
	draft.Claim.Lines[0].Procedure.Value = "ZX300" // of a class that the plan does not cover
	id, number := l.determined(t, "k", draft)
	l.show(t, &store.ChainRows{Appeals: []store.ChainAppeal{{At: l.at(), Appeal: 5, Number: number, Kind: store.AppealFiled, Provider: l.delegated}}})
	plain, _ := l.determined(t, "plain", l.draft(2))
	line := func(sequence int, cents int64, class string) *intake.Redetermination {
		return &intake.Redetermination{Lines: []intake.RedeterminedLine{{Sequence: sequence, Allowed: money.Cents(cents), Class: class}}}
	}
	for _, test := range []struct {
		name string
		ctx  context.Context
		in   intake.AnswerAppeal
		want errs.Code
	}{
		{"provider", l.asProvider(t, l.delegated), intake.AnswerAppeal{Claim: id, Reasons: "x"}, errs.ClaimNotFound},
		{"no appeal", l.asInsurer(t), intake.AnswerAppeal{Claim: plain, Reasons: "x"}, errs.AppealNotFound},
		{"no reasons", l.asInsurer(t), intake.AnswerAppeal{Claim: id}, errs.FieldRequired},
		{"no line", l.asInsurer(t), intake.AnswerAppeal{Claim: id, Redetermination: line(3, 1, "office")}, errs.LineSequenceInvalid},
		{"no class", l.asInsurer(t), intake.AnswerAppeal{Claim: id, Redetermination: line(1, 1, "x")}, errs.ClassUnknown},
		{"above the charge", l.asInsurer(t), intake.AnswerAppeal{Claim: id, Redetermination: line(1, 20001, "office")}, errs.AllowedExceedsCharge},
		{"negative", l.asInsurer(t), intake.AnswerAppeal{Claim: id, Redetermination: line(1, -1, "office")}, errs.AmountNegative},
	} {
		test.in.IdempotencyKey = test.name
		if _, err := l.AnswerAppeal(test.ctx, test.in); errs.CodeOf(err) != test.want {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
	_, err := l.AnswerAppeal(l.asInsurer(t), intake.AnswerAppeal{IdempotencyKey: "a", Claim: id, Redetermination: line(1, 15000, "office")})
	must(t, err)
	acts := l.acts(t, id)
	if len(acts) != 1 || acts[0].Kind != store.ActOverturn {
		t.Fatalf("got %+v", acts)
	}
	words, err := commitment.ParseWords(acts[0].Prepared)
	must(t, err)
	whole, err := commitment.DecodeClaim(words)
	must(t, err)
	want := commitment.Allowance{Allowed: money.Cents(15000), Class: 0}
	if whole.Allowances[0] != want || whole.Facts.Has(commitment.HasReasons) {
		t.Errorf("determined %+v on %+v, want the line allowed and no reasons left", whole.Allowances, whole.Facts)
	}
	_, err = l.EscalateAppeal(l.asProvider(t, l.delegated), intake.EscalateAppeal{IdempotencyKey: "e", Claim: id, Grounds: "x"})
	if !errors.Is(err, chain.ErrAppealStepInvalid) {
		t.Errorf("escalated while the answer is on its way: %v", err)
	}
}

func TestReverseClaim_ByItsInsurerAlone(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id, _ := l.determined(t, "k", l.draft(1))
	reverse := intake.ReverseClaim{IdempotencyKey: "r", Claim: id, Reasons: "The coverage ended."}
	foreign := auth.WithPrincipal(t.Context(), auth.Principal{Subject: "in", Role: auth.RoleInsurer, Insurer: l.insurer + 1})
	for name, ctx := range map[string]context.Context{
		"provider": l.asProvider(t, l.delegated), "patient": asPatient(t, "login-m1"), "another insurer": foreign,
	} {
		if _, err := l.ReverseClaim(ctx, reverse); errs.CodeOf(err) != errs.ClaimNotFound {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := l.ReverseClaim(l.asInsurer(t), reverse); err != nil {
		t.Fatal(err)
	}
	if answer := l.submitAs(t, l.delegated, "x", l.replacement(string(id), 2)); answer.Rejected[0].Faults[0].Code != errs.ClaimAlreadyReversed {
		t.Errorf("a replacement meanwhile: %+v", answer)
	}
}

// Who may do the same as another has keys of its own.
func TestIdempotencyKeys_AreOfWhoAsks(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	release := func(ctx context.Context, batch uint32) error {
		return l.ReleaseOwed(ctx, intake.ReleaseOwed{
			IdempotencyKey: "k", Batch: claims.BatchID{Insurer: l.insurer, Sequence: batch}, Provider: l.delegated, Plan: l.plan,
		})
	}
	must(t, errors.Join(release(l.asInsurer(t), 1), release(l.asProvider(t, l.delegated), 2)))
	if err := release(l.asProvider(t, l.delegated), 3); !errors.Is(err, intake.ErrIdempotencyKeyConflict) {
		t.Errorf("a provider's own key for something else: %v", err)
	}

	id, _ := l.determined(t, "first", l.draft(1))
	appeal := intake.AppealDetermination{IdempotencyKey: "k", Claim: id, Grounds: "It is covered."}
	_, err := l.AppealDetermination(l.asProvider(t, l.delegated), appeal)
	must(t, err)
	appeal.Grounds = "I need it."
	if _, err := l.AppealDetermination(asPatient(t, "login-m1"), appeal); errs.CodeOf(err) != errs.ClaimUnderAppeal {
		t.Errorf("the patient's appeal after the provider's: %v", err)
	}
}

// Operations of the escrow are one transaction by the key that is for them, once a request.
func TestOperations_OneTransactionByTheRightKey(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := b.asInsurer(t)
	cents := money.Cents(100)
	for _, test := range []struct {
		name, role string
		do         func(ctx context.Context, key string) error
	}{
		{"withdraw", "treasurer", func(ctx context.Context, key string) error {
			return b.WithdrawEscrow(ctx, intake.WithdrawEscrow{IdempotencyKey: key, Insurer: b.insurer, To: chain.Address{9}, Amount: cents})
		}},
		{"release-owed", "treasurer", func(ctx context.Context, key string) error {
			return b.ReleaseOwed(ctx, intake.ReleaseOwed{IdempotencyKey: key, Batch: claims.BatchID{Insurer: b.insurer, Sequence: 1}, Provider: b.delegated, Plan: b.plan})
		}},
		{"set-cap", "treasurer", func(ctx context.Context, key string) error {
			return b.SetDailyCap(ctx, intake.SetDailyCap{IdempotencyKey: key, Insurer: b.insurer, Daily: &cents})
		}},
		{"approve-above", "approver", func(ctx context.Context, key string) error {
			return b.ApproveAboveCap(ctx, intake.ApproveAboveCap{IdempotencyKey: key, Insurer: b.insurer, Date: claims.NewDate(2026, 1, 1), Extra: cents})
		}},
		{"activate-recovery", "treasurer", func(ctx context.Context, key string) error {
			return b.ActivateRecovery(ctx, intake.StepRecovery{IdempotencyKey: key, Recovery: "1-1-0-1"})
		}},
		{"waive-recovery", "treasurer", func(ctx context.Context, key string) error {
			return b.WaiveRecovery(ctx, intake.StepRecovery{IdempotencyKey: key, Recovery: "1-1-0-1"})
		}},
		{"set-paused", "admin", func(ctx context.Context, key string) error {
			return b.SetInsurerPaused(ctx, intake.SetInsurerPaused{IdempotencyKey: key, Insurer: b.insurer, IsPaused: true})
		}},
	} {
		must(t, errors.Join(test.do(ctx, "k"), test.do(ctx, "k")))
		signer, err := b.cfg.Keyring.AddressOf(t.Context(), "insurer/1/"+test.role)
		must(t, err)
		sent := storetest.Count(t, b.url, "SELECT count(*) FROM transaction_intents WHERE business_key LIKE $1 || '/%' AND signer = $2",
			test.name, signer[:])
		if sent != 1 {
			t.Errorf("%s: %d transactions by the %s", test.name, sent, test.role)
		}
		if err := test.do(asPatient(t, "login-m1"), "p"); errs.CodeOf(err) != errs.Forbidden && errs.CodeOf(err) != errs.RecoveryNotFound {
			t.Errorf("%s by a patient: %v", test.name, err)
		}
		b.sender.failWith(func(context.Context, string) error { return &chain.RevertError{Name: "FundsInsufficient"} })
		if err := test.do(ctx, "refused"); errs.CodeOf(err) != errs.FundsInsufficient {
			t.Errorf("%s refused: %v", test.name, err)
		}
		b.sender.failWith(nil)
	}
	for name, err := range map[string]error{
		string(errs.AddressInvalid):    b.WithdrawEscrow(ctx, intake.WithdrawEscrow{IdempotencyKey: "1", Insurer: b.insurer, Amount: cents}),
		string(errs.AmountNotPositive): b.WithdrawEscrow(ctx, intake.WithdrawEscrow{IdempotencyKey: "2", Insurer: b.insurer, To: chain.Address{9}}),
		string(errs.RecoveryNotFound):  b.WaiveRecovery(ctx, intake.StepRecovery{IdempotencyKey: "3", Recovery: "2-1-0-1"}),
		string(errs.PanelInvalid):      b.AppointPanel(operator(t), intake.AppointPanel{IdempotencyKey: "4", Members: []chain.Address{{1}, {1}}, Majority: 2}),
		string(errs.Forbidden):         b.AppointPanel(ctx, intake.AppointPanel{IdempotencyKey: "5", Members: []chain.Address{{1}}, Majority: 1}),
	} {
		if string(errs.CodeOf(err)) != name {
			t.Errorf("got %v, want %s", err, name)
		}
	}
}
