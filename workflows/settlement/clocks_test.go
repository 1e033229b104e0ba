package settlement

import (
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// waiting is the number of the claim that waits for a document.
var waiting = claims.Number{Batch: firstClaim.Batch, Index: 1}

// withWaiting has the office's first batch on the ledger, but for the second claim,
// which waits for a document.
func withWaiting(t *testing.T) *office {
	t.Helper()
	o := openOffice(t)
	o.advance(t)
	o.include(t, "receipt/7/1/1")
	o.advance(t)
	o.include(t, "settle/7/1/1")
	o.advance(t)
	o.forgetFourth(t)
	return o
}

func (o *office) addClockAct(t *testing.T, n int, kind store.ActKind, hash byte, at time.Time) string {
	t.Helper()
	act := store.Act{
		ID: uuid(2, n), Insurer: testInsurer, Claim: claimID(1), Kind: kind, Signer: o.key.Address, CreatedAt: at,
	}
	if hash != 0 {
		act.Hash = commitment.Hash{hash}
	}
	must(t, o.DB.InTx(t.Context(), func(tx *store.Tx) error { return tx.AddClockAct(t.Context(), &act) }))
	return act.ID
}

// pended has the claim that waits pended on the ledger.
func (o *office) pended(t *testing.T) string {
	t.Helper()
	pend := o.addClockAct(t, 1, store.ActPend, 1, o.Clock().Add(-time.Hour))
	o.advance(t)
	o.include(t, "act/"+pend+"/1")
	o.advance(t)
	return pend
}

// pause has the read model show that the insurer is paused.
func (o *office) pause(t *testing.T) {
	t.Helper()
	o.index(t, &store.ChainRows{InsurerEvents: []store.ChainInsurerEvent{{
		At: store.ChainAt{Block: o.point.Number + 1}, Insurer: testInsurer, Kind: store.InsurerPaused,
	}}}, store.ChainPoint{Number: o.point.Number + 1, Hash: [32]byte{1}})
}

func (o *office) clock(t *testing.T) chain.Clock {
	t.Helper()
	clock, err := o.Contracts.ClockOf(t.Context(), waiting)
	must(t, err)
	return clock
}

// decideWaiting has the workflow of the claim that waits decide it.
func (o *office) decideWaiting(t *testing.T) {
	t.Helper()
	must(t, o.DB.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.DecideClaim(t.Context(), store.Decided{
			Claim: claimID(1), Insurer: testInsurer, Assessment: []byte{3}, Prepared: prepared(t, o.batch[1]),
		}, o.Clock())
	}))
}

// includeDecision includes the batch's last decision.
func (o *office) includeDecision(t *testing.T) {
	t.Helper()
	count := storetest.Count(t, o.url, "SELECT decisions FROM batches WHERE sequence = 1")
	o.include(t, "decide/7/1/"+string([]byte{'0' + byte(count)}))
	o.advance(t)
}

func TestQueue_PendStopsTheClockAndDecisionEndsIt(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	pend := o.addClockAct(t, 1, store.ActPend, 1, o.Clock())
	o.addClockAct(t, 2, store.ActPend, 2, o.Clock()) // the workflow repeats its activity
	o.advance(t)
	o.include(t, "receipt/7/1/1")
	o.advance(t)
	if o.isPosted(t, "act/"+pend+"/1") {
		t.Fatal("pended before its batch is settled, which the ledger refuses")
	}
	if !o.isPosted(t, "settle/7/1/1") {
		t.Fatal("a clean claim waits for another's pend")
	}
	o.include(t, "settle/7/1/1")
	o.advance(t)
	o.forgetFourth(t)
	o.advance(t)
	o.include(t, "act/"+pend+"/1")
	o.advance(t)
	if got := o.actState(t, pend); got != "done" {
		t.Fatalf("the pend is %s", got)
	}
	if o.clock(t).PendedAt.IsZero() {
		t.Fatal("the claim's clock runs")
	}

	evidence := o.addClockAct(t, 3, store.ActReceiveEvidence, 3, o.Clock())
	o.advance(t)
	if o.isPosted(t, "act/"+evidence+"/1") {
		t.Fatal("the evidence is told although the decision may come any moment")
	}
	o.decideWaiting(t)
	o.advance(t)
	o.includeDecision(t)
	if got := o.actState(t, evidence); got != "dropped" {
		t.Errorf("the evidence is %s, want dropped: the decision told", got)
	}
	if clock := o.clock(t); !clock.PendedAt.IsZero() || o.stageOf(t, 1) != "closed" {
		t.Errorf("after the decision: %+v, %s", clock, o.stageOf(t, 1))
	}
	if got := storetest.Count(t, o.url, "SELECT count(*) FROM transaction_intents WHERE business_key LIKE 'act/%'"); got != 1 {
		t.Errorf("%d transactions for the clock, want the pend's", got)
	}
	if !o.advance(t) {
		t.Error("not idle with nothing left to do")
	}
}

// What the claim waits for may come before its pend is posted: then there is none.
func TestQueue_NoPendGivenEvidenceBefore(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		meets func(t *testing.T, o *office)
	}{
		{"evidence", func(t *testing.T, o *office) {
			t.Helper()
			o.addClockAct(t, 3, store.ActReceiveEvidence, 3, o.Clock())
		}},
		{"a decision", func(t *testing.T, o *office) { t.Helper(); o.decideWaiting(t) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := withWaiting(t)
			pend := o.addClockAct(t, 1, store.ActPend, 1, o.Clock())
			test.meets(t, o)
			o.advance(t)
			o.advance(t)
			if got := o.actState(t, pend); got != "dropped" || o.isPosted(t, "act/"+pend+"/1") {
				t.Errorf("the pend is %s", got)
			}
			if got := storetest.Count(t, o.url, "SELECT count(*) FROM ledger_acts WHERE state = 'open'"); got != 0 {
				t.Errorf("%d acts are open", got)
			}
		})
	}
}

// An insurer that is late with its decision, or paused, does not keep the clock from
// running on.
func TestQueue_EvidenceIsToldGivenNoDecision(t *testing.T) {
	t.Parallel()
	for kind, hash := range map[store.ActKind]byte{store.ActReceiveEvidence: 3, store.ActLiftPend: 0} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			o := withWaiting(t)
			o.pended(t)
			o.Advance(t, 3*24*time.Hour)
			o.pause(t)
			told := o.addClockAct(t, 3, kind, hash, o.Clock().Add(-decisionGrace))
			o.advance(t)
			o.include(t, "act/"+told+"/1")
			o.advance(t)
			clock := o.clock(t)
			if got := o.actState(t, told); got != "done" || !clock.PendedAt.IsZero() {
				t.Fatalf("%s, %+v", got, clock)
			}
			if clock.Stopped < 3*24*time.Hour || clock.Stopped > 3*24*time.Hour+time.Hour {
				t.Errorf("the clock stood still for %s, want three days", clock.Stopped)
			}
		})
	}
}

// A claim may be pended before its submission has a batch: its pend waits, and nothing
// waits for it.
func TestQueue_PendOfAClaimWithoutABatchWaits(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.pause(t)
	pend := o.addClockAct(t, 1, store.ActPend, 1, o.Clock())
	marked := o.addAct(t, 2, store.Act{Kind: store.ActMarkOverdue, Claim: claimID(1)})
	o.advance(t)
	for _, id := range []string{pend, marked} {
		if got := o.actState(t, id); got != "open" || o.isPosted(t, "act/"+id+"/1") {
			t.Errorf("%s is %s", id, got)
		}
	}
}

// A pend waits for the end of the insurer's pause, which the ledger would refuse.
func TestQueue_GivenPause_NothingIsPended(t *testing.T) {
	t.Parallel()
	o := withWaiting(t)
	o.pause(t)
	pend := o.addClockAct(t, 1, store.ActPend, 1, o.Clock())
	o.advance(t)
	if got := o.actState(t, pend); got != "open" || o.isPosted(t, "act/"+pend+"/1") {
		t.Errorf("the pend is %s", got)
	}
}

// A reorganisation takes a pend back, and what was dropped since it was decided. The
// pend is made anew, with the batch as it then stands, and only once.
func TestQueue_PendIsReopenedGivenReorganisation(t *testing.T) {
	t.Parallel()
	o := withWaiting(t)
	before := o.point
	pend := o.pended(t)
	o.rewind(t, before)
	o.advance(t)
	if got := o.actState(t, pend); got != "open" {
		t.Fatalf("the pend is %s although the chain does not have it any more", got)
	}
	if o.isPosted(t, "act/"+pend+"/2") {
		t.Fatal("pended twice: the first transaction may be included again")
	}
	evidence := o.addClockAct(t, 3, store.ActReceiveEvidence, 3, o.Clock())
	storetest.Exec(t, o.url, "UPDATE transaction_intents SET state = 'reverted', block_number = 0 WHERE business_key = $1", "act/"+pend+"/1")
	o.advance(t)
	o.advance(t)
	for name, id := range map[string]string{"pend": pend, "evidence": evidence} {
		if got := o.actState(t, id); got != "dropped" {
			t.Errorf("the %s is %s, want dropped: the evidence is there before a pend", name, got)
		}
	}
	o.index(t, &store.ChainRows{}, store.ChainPoint{Number: before.Number + 1, Hash: [32]byte{7}})
	o.rewind(t, before)
	storetest.Exec(t, o.url, "DELETE FROM ledger_acts WHERE kind = 'receive_evidence'")
	storetest.Exec(t, o.url, "UPDATE transaction_intents SET state = 'reverted' WHERE business_key LIKE 'decide/%'") // of the fourth claim
	o.advance(t)
	if !o.isPosted(t, "act/"+pend+"/2") {
		t.Error("what was dropped is not looked at again though the chain was taken back")
	}
}

// A claim that nobody pended and nobody decides is proved overdue, appealed as deemed
// denied, and determined by the panel, though the insurer is paused.
func TestQueue_OverdueClaimIsAppealedAndRuled(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name      string
		isSettled bool
	}{{"of a settled batch", true}, {"of a batch that was never settled", false}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t)
			members := o.appointPanel(t)
			o.advance(t)
			o.include(t, "receipt/7/1/1")
			o.advance(t)
			if test.isSettled {
				o.include(t, "settle/7/1/1")
				o.advance(t)
				o.forgetFourth(t)
			}
			o.Advance(t, 40*24*time.Hour)
			marked := o.addAct(t, 1, store.Act{Kind: store.ActMarkOverdue, Claim: claimID(1)})
			o.include(t, "act/"+marked+"/1")
			o.advance(t)
			filed := o.addAct(t, 2, store.Act{Kind: store.ActAppealOverdue, Claim: claimID(1), Hash: commitment.Hash{4}})
			o.include(t, "act/"+filed+"/1")
			o.advance(t)
			appeals, err := o.DB.Appeals(t.Context(), waiting)
			must(t, err)
			if len(appeals) != 1 || !appeals[0].IsDeemedDenied || appeals[0].Panel == nil {
				t.Fatalf("the appeals are %+v, want one before a panel", appeals)
			}

			again := o.batch[1]
			again.Allowances = []commitment.Allowance{{Allowed: money.Cents(100_00)}}
			words, err := commitment.EncodeDecision(again)
			must(t, err)
			ruling, err := o.Contracts.RulingOf(t.Context(), chain.Decision{CoverageYear: testYear, Claim: words})
			must(t, err)
			digest, err := o.Contracts.RulingDigest(t.Context(), chain.AppealID(appeals[0].Appeal), ruling)
			must(t, err)
			number := appeals[0].Appeal
			ruled := o.addAct(t, 3, store.Act{
				Kind: store.ActRuleOverturned, Claim: claimID(1), Appeal: &number, Prepared: prepared(t, again), Assessment: []byte{1},
				Signatures: [][]byte{members.Sign(t, digest)},
			})
			before := o.point
			o.include(t, "act/"+ruled+"/1")
			o.advance(t)
			if got := o.actState(t, ruled); got != "done" {
				t.Fatalf("the ruling is %s", got)
			}
			if got := o.stageOf(t, 1); got != "closed" {
				t.Errorf("the claim is %s, want it closed by the ruling", got)
			}
			made := o.determined(t, waiting)
			if made.Determination.Version != 1 || made.IsReversed {
				t.Errorf("determined %+v, want it for the first time", made.Determination)
			}
			paid := money.Cents(80_00) // 80 %: the first claim took the deductible
			if !test.isSettled {
				paid = money.Cents(72_00)
			}
			if got := made.Determination.Results[0].Paid; got != paid {
				t.Errorf("paid %s, want %s", got, paid)
			}
			if late := o.checkInterest(t, paid); late < 40 {
				t.Errorf("late by %d days, want 40", late)
			}
			o.checkSeal(t, waiting.Batch)
			if got := o.stageOf(t, 0); !test.isSettled && got != "decided" {
				t.Errorf("another claim of the batch is %s, want it decided by path", got)
			}
			o.rewind(t, before)
			o.advance(t)
			if stage, act := o.stageOf(t, 1), o.actState(t, ruled); stage != "closed" || act != "open" {
				t.Errorf("without its block the ruling is %s and the claim %s, want it posted again and nothing beside it", act, stage)
			}
		})
	}
}

// checkInterest checks the interest that was paid on the claim that waits, to the cent,
// and returns for how many days it is late.
func (o *office) checkInterest(t *testing.T, paid money.Amount) int64 {
	t.Helper()
	clock, err := o.DB.ClockOfClaim(t.Context(), waiting)
	must(t, err)
	late := int64(claims.DateOf(clock.DeterminedAt) - claims.DateOf(clock.ReceivedAt.Add(clock.Stopped)))
	want := int64(0)
	if late > 30 {
		const year = 10_000 * 365
		want = (2*paid.Cents()*testRate*late + year) / (2 * year) // half up
	}
	if got := o.determined(t, waiting).Determination.Interest.Cents(); got != want {
		t.Errorf("interest is %d cents for %d days, want %d", got, late, want)
	}
	return late
}

// No interest runs for the time of a pend, whether the evidence ended it or the decision.
func TestQueue_NoInterestForTheTimeOfThePend(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		runs   int // days between evidence and decision; 0: the decision ends the pend
		isLate bool
	}{{"decided at once", 0, false}, {"decided in time", 25, false}, {"decided late", 35, true}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := withWaiting(t)
			o.pended(t)
			o.Advance(t, 50*24*time.Hour)
			if test.runs > 0 {
				told := o.addClockAct(t, 3, store.ActReceiveEvidence, 3, o.Clock().Add(-decisionGrace))
				o.advance(t)
				o.include(t, "act/"+told+"/1")
				o.Advance(t, time.Duration(test.runs)*24*time.Hour)
			}
			o.decideWaiting(t)
			o.advance(t)
			o.includeDecision(t)
			if late := o.checkInterest(t, money.Cents(64_00)); (late > 30) != test.isLate || late > int64(test.runs)+1 {
				t.Errorf("late by %d days", late)
			}
			if got := o.determined(t, waiting).Determination.Results[0].Paid.Cents(); got != 64_00 {
				t.Errorf("paid %d", got)
			}
		})
	}
}

// appointPanel appoints a panel of one.
func (o *office) appointPanel(t *testing.T) chaintest.Key {
	t.Helper()
	member := chaintest.NewKey(t)
	call, err := o.Contracts.AppointPanel([]chain.Address{member.Address}, 1)
	must(t, err)
	o.Send(t, chaintest.Operator(t), call)
	return member
}

// Proofs and appeals of what is decided by now are refused by the ledger's name for it.
func TestQueue_OverdueActsAreRefusedGivenDetermination(t *testing.T) {
	t.Parallel()
	o := withWaiting(t)
	for n, kind := range []store.ActKind{store.ActMarkOverdue, store.ActAppealOverdue} {
		id := o.addAct(t, n+1, store.Act{Kind: kind, Hash: commitment.Hash{1}}) // of the first claim
		if got := o.actState(t, id); got != "refused ClaimAlreadyDecided" {
			t.Errorf("%s is %s", kind, got)
		}
	}
	id := o.addAct(t, 3, store.Act{Kind: store.ActAppealOverdue, Claim: claimID(1), Hash: commitment.Hash{1}})
	if got := o.actState(t, id); got != "refused ClaimNotOverdue" {
		t.Errorf("an appeal of what is not overdue is %s", got)
	}
}
