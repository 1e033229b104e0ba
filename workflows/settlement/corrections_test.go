package settlement

import (
	"errors"
	"fmt"
	"testing"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// settled has the office's first batch on the ledger: claims 0 to 2 are determined,
// and a decision of the fourth, which cannot be, is in flight.
func settled(t *testing.T) *office {
	t.Helper()
	o := openOffice(t)
	storetest.Exec(t, o.url, "UPDATE claims SET stage = 'clean' WHERE stage = 'pended'")
	o.advance(t)
	o.include(t, "receipt/7/1/1")
	o.advance(t)
	o.include(t, "settle/7/1/1")
	o.advance(t)
	return o
}

// forgetFourth ends the decision in flight, of a claim that the ledger cannot determine.
func (o *office) forgetFourth(t *testing.T) {
	t.Helper()
	storetest.Exec(t, o.url, "UPDATE transaction_intents SET state = 'reverted' WHERE business_key = 'decide/7/1/1'")
	storetest.Exec(t, o.url, "UPDATE claims SET stage = 'closed' WHERE id = $1", string(claimID(3)))
}

// firstClaim is the number of the first provider's first claim.
var firstClaim = claims.Number{Batch: claims.BatchID{Insurer: testInsurer, Sequence: 1}}

// correct keeps a correction of the first provider's first claim, as its next submission.
func (o *office) correct(t *testing.T, kind commitment.Kind, allowed int64) {
	t.Helper()
	c := commitment.Claim{Receipt: commitment.Receipt{
		ContentHash: commitment.Hash{42}, Kind: kind, CoverageYear: testYear, Replaced: firstClaim,
	}}
	frequency := claims.Void
	if kind == commitment.KindReplacement {
		frequency = claims.Replacement
		c.Receipt.ServiceDay = o.batch[0].Receipt.ServiceDay
		c.Receipt.Lines = []commitment.Line{{Charge: money.Cents(100_00), Units: 2}}
		c.Allowances = []commitment.Allowance{{Allowed: money.Cents(allowed)}}
	}
	leaf, err := c.Receipt.Leaf()
	must(t, err)
	signed := chain.Submission{Insurer: testInsurer, Provider: 1, Sequence: 2, Root: leaf, Count: 1, Deadline: 1 << 40}
	charge := int64(0)
	if kind == commitment.KindReplacement {
		charge = 100_00
	}
	must(t, o.DB.InTx(t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.AddSubmission(t.Context(), &store.Submission{
				ID: uuid(0, 9), Insurer: testInsurer, Provider: 1, Sequence: 2, Root: signed.Root, ClaimCount: 1, Deadline: 1 << 40,
				Signature: o.signer.Sign(t, o.Contracts.SubmissionDigest(signed)), Acknowledgement: []byte{1},
				AcceptedAt: o.Clock(), ReceiptBy: o.Clock(),
			}),
			tx.AddClaims(t.Context(), []store.NewClaim{{
				ID: claimID(9), Submission: uuid(0, 9), Insurer: testInsurer, Provider: 1, Patient: testPatient, Coverage: testCoverage,
				Plan: testPlan, CoverageYear: testYear, ServiceDay: c.Receipt.ServiceDay, ChargeCents: charge, Content: []byte{1}, Assessment: []byte{2},
				ContentHash: c.Receipt.ContentHash, ReceiptLeaf: leaf, Prepared: prepared(t, c), Stage: store.StageClean,
				AcceptedAt: o.Clock(), Frequency: frequency, Replaces: claimID(0),
			}}),
		)
	}))
	o.advance(t)
	o.include(t, "receipt/7/2/1")
	o.advance(t)
	o.include(t, "settle/7/2/1")
	o.advance(t)
}

func (o *office) isPosted(t *testing.T, businessKey string) bool {
	t.Helper()
	_, isKnown, err := o.DB.IntentByKey(t.Context(), businessKey)
	must(t, err)
	return isKnown
}

func (o *office) determined(t *testing.T, number claims.Number) store.Determined {
	t.Helper()
	found, err := o.DB.LatestDetermination(t.Context(), number)
	must(t, err)
	return found
}

// A correction rests on two batches: it waits while a decision of the other is in
// flight, then undoes the claim there and determines its own, and both headers are
// the ledger's.
func TestQueue_ReplacementRestsOnTwoBatches(t *testing.T) {
	t.Parallel()
	o := settled(t)
	o.correct(t, commitment.KindReplacement, 90_00)
	if o.isPosted(t, "decide/7/2/1") {
		t.Fatal("the replacement is posted while a decision of the batch of what it replaces is in flight")
	}
	o.forgetFourth(t)
	o.advance(t)
	o.include(t, "decide/7/2/1")
	o.advance(t)
	if got := o.stageOf(t, 9); got != "closed" {
		t.Errorf("the replacement is %s, want closed", got)
	}
	second := claims.BatchID{Insurer: testInsurer, Sequence: 2}
	if !o.determined(t, firstClaim).IsReversed {
		t.Error("what is replaced stands")
	}
	// 90.00 less the deductible of 10.00, of the rest 80 %.
	results := o.determined(t, claims.Number{Batch: second}).Determination.Results
	if len(results) != 1 || results[0].Paid.Cents() != 64_00 {
		t.Errorf("determined %+v, want 64.00 paid", results)
	}
	o.checkSeal(t, second)
	o.checkSeal(t, firstClaim.Batch)
}

func TestQueue_VoidTakesBack(t *testing.T) {
	t.Parallel()
	o := settled(t)
	o.forgetFourth(t)
	o.correct(t, commitment.KindVoid, 0)
	o.include(t, "decide/7/2/1")
	o.advance(t)
	void := claims.Number{Batch: claims.BatchID{Insurer: testInsurer, Sequence: 2}}
	if made := o.determined(t, void); len(made.Determination.Results) != 0 || made.IsReversed {
		t.Errorf("determined %+v", made)
	}
	// 80.00 less the deductible of 10.00, of the rest 80 %.
	recoveries, err := o.DB.Recoveries(t.Context(), void)
	if err != nil || len(recoveries) != 1 || recoveries[0].Cents != 56_00 {
		t.Errorf("recoveries are %+v, %v; want 56.00 noticed", recoveries, err)
	}
	o.checkSeal(t, void.Batch)
	o.checkSeal(t, firstClaim.Batch)
}

// act keeps an act on the first claim and has the queue post it.
func (o *office) addAct(t *testing.T, n int, act store.Act) string {
	t.Helper()
	act.ID, act.Insurer, act.Signer = uuid(2, n), testInsurer, o.key.Address
	if act.Claim == "" {
		act.Claim = claimID(0)
	}
	if act.CreatedAt.IsZero() {
		act.CreatedAt = o.Clock()
	}
	must(t, o.DB.InTx(t.Context(), func(tx *store.Tx) error { return tx.AddAct(t.Context(), &act) }))
	o.advance(t)
	return act.ID
}

func (o *office) actState(t *testing.T, id string) string {
	t.Helper()
	return storetest.Row(t, o.url, "SELECT state || COALESCE(' ' || failure, '') FROM ledger_acts WHERE id = $1", id)[0].(string)
}

// checkRestoring asks whether requests for the first claim are to wait.
func (o *office) checkRestoring(t *testing.T, want bool) {
	t.Helper()
	if got, err := o.DB.IsRestoring(t.Context(), claimID(0)); err != nil || got != want {
		t.Errorf("restoring: %t, %v, want %t", got, err, want)
	}
}

func TestQueue_AppealIsFiledAndDeterminedAgain(t *testing.T) {
	t.Parallel()
	o := settled(t)
	o.forgetFourth(t)
	filed := o.addAct(t, 1, store.Act{Kind: store.ActAppeal, Hash: commitment.Hash{1}})
	o.include(t, fmt.Sprintf("act/%s/1", filed))
	// Who reads the filing and answers it is to wait until the settlement has looked: also
	// where the sender has not seen its receipt, or sees it fail after a reorganisation.
	for _, state := range []string{"sent", "waiting", "reverted", "included"} {
		storetest.Exec(t, o.url, "UPDATE transaction_intents SET state = $1 WHERE business_key LIKE 'act/%'", state)
		o.checkRestoring(t, true)
	}
	o.advance(t)
	o.checkRestoring(t, false)
	if got := o.actState(t, filed); got != "done" {
		t.Fatalf("the filing is %s, want done", got)
	}
	if isUnderAppeal, err := o.DB.IsUnderAppeal(t.Context(), firstClaim); err != nil || !isUnderAppeal {
		t.Errorf("under appeal: %t, %v", isUnderAppeal, err)
	}
	o.correct(t, commitment.KindReplacement, 90_00)
	if o.isPosted(t, "decide/7/2/1") {
		t.Error("a claim under appeal is replaced")
	}

	again := o.batch[0]
	again.Allowances = []commitment.Allowance{{Allowed: money.Cents(100_00)}}
	overturned := o.addAct(t, 2, store.Act{Kind: store.ActOverturn, Prepared: prepared(t, again), Assessment: []byte{1}})
	o.include(t, fmt.Sprintf("act/%s/1", overturned))
	o.advance(t)
	made := o.determined(t, firstClaim)
	if made.Determination.Version != 2 || made.Determination.Results[0].Paid.Cents() != 72_00 || made.IsReversed {
		t.Errorf("determined %+v, want 72.00 paid by the second version", made.Determination)
	}
	o.checkSeal(t, firstClaim.Batch)
	if !o.isPosted(t, "decide/7/2/1") {
		t.Error("what waited for the appeal is not posted")
	}
}

// An act whose transaction failed is made anew, and given up after some attempts; a
// reorganisation gives it another chance, and one that is done comes again.
func TestQueue_ActIsRepeatedRefusedAndReopened(t *testing.T) {
	t.Parallel()
	o := settled(t)
	o.forgetFourth(t)
	before := o.point
	id := o.addAct(t, 1, store.Act{Kind: store.ActReverse, Hash: commitment.Hash{1}})
	for attempt := 1; attempt <= maxAttempts; attempt++ {
		key := fmt.Sprintf("act/%s/%d", id, attempt)
		if !o.isPosted(t, key) {
			t.Fatalf("attempt %d is not posted", attempt)
		}
		storetest.Exec(t, o.url, "UPDATE transaction_intents SET state = 'reverted', failure = 'InsurerPaused' WHERE business_key = $1", key)
		o.advance(t)
	}
	if got := o.actState(t, id); got != "refused InsurerPaused" {
		t.Fatalf("the act is %s", got)
	}
	o.index(t, &store.ChainRows{}, store.ChainPoint{Number: before.Number + 1, Hash: [32]byte{1}})
	o.rewind(t, before)
	o.advance(t)
	key := fmt.Sprintf("act/%s/%d", id, maxAttempts+1)
	o.include(t, key)
	o.advance(t)
	if got := o.actState(t, id); got != "done" || !o.determined(t, firstClaim).IsReversed {
		t.Fatalf("the act is %s", got)
	}
	o.rewind(t, before)
	o.advance(t)
	if got := o.actState(t, id); got != "open" {
		t.Errorf("the act is %s although the chain does not have it any more", got)
	}
}

// Whoever sends a service again whose claim was reversed repeats nothing.
func TestQueue_LinesOfAReversedClaimAreNotKnown(t *testing.T) {
	t.Parallel()
	o := settled(t)
	o.forgetFourth(t)
	digest := [16]byte{7}
	must(t, o.DB.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.AddLineDigests(t.Context(), []store.LineDigest{{Digest: digest, Insurer: testInsurer, Claim: claimID(0), Line: 1}})
	}))
	isKnown := func() bool {
		known, err := o.DB.KnownLineDigests(t.Context(), testInsurer, [][16]byte{digest})
		must(t, err)
		return len(known[digest]) > 0
	}
	if !isKnown() {
		t.Fatal("a line of a claim that stands is not known")
	}
	before := o.point
	id := o.addAct(t, 1, store.Act{Kind: store.ActReverse, Hash: commitment.Hash{1}})
	o.include(t, fmt.Sprintf("act/%s/1", id))
	if isKnown() {
		t.Error("a line of a reversed claim is known")
	}
	o.rewind(t, before)
	if !isKnown() {
		t.Error("a line is not known although the reversal is gone")
	}
}

// A pause of the insurer stops what it does itself, and not what is done to it.
func TestQueue_GivenPause_OnlyReviewsGoOn(t *testing.T) {
	t.Parallel()
	o := settled(t)
	o.forgetFourth(t)
	o.index(t, &store.ChainRows{InsurerEvents: []store.ChainInsurerEvent{{
		At: store.ChainAt{Block: o.point.Number + 1}, Insurer: testInsurer, Kind: store.InsurerPaused,
	}}}, store.ChainPoint{Number: o.point.Number + 1, Hash: [32]byte{1}})
	reversal := o.addAct(t, 1, store.Act{Kind: store.ActReverse, Hash: commitment.Hash{1}})
	filing := o.addAct(t, 2, store.Act{Kind: store.ActAppeal, Hash: commitment.Hash{1}})
	if o.advance(t) {
		t.Error("idle while something waits for the end of the pause")
	}
	if o.isPosted(t, "act/"+reversal+"/1") || !o.isPosted(t, "act/"+filing+"/1") {
		t.Error("the reversal is posted, or the appeal is not")
	}
}

// A step into which a reorganisation falls has seen the filing done and then gone: the
// escalation that rests on it waits for it.
func TestQueue_StepIsForgottenGivenReorganisationWithinIt(t *testing.T) {
	t.Parallel()
	o := settled(t)
	o.forgetFourth(t)
	before := o.point
	filed := o.addAct(t, 1, store.Act{Kind: store.ActAppeal, Hash: commitment.Hash{1}})
	o.include(t, fmt.Sprintf("act/%s/1", filed))
	o.advance(t)
	escalation := store.Act{
		ID: uuid(2, 2), Insurer: testInsurer, Signer: o.key.Address, Claim: claimID(0),
		Kind: store.ActEscalate, Hash: commitment.Hash{1}, CreatedAt: o.Clock(),
	}
	must(t, o.DB.InTx(t.Context(), func(tx *store.Tx) error { return tx.AddAct(t.Context(), &escalation) }))

	holding, stepping := make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(holding)
		storetest.Exec(t, o.url, `DO $$ BEGIN
			LOCK TABLE ledger_acts;
			WHILE NOT EXISTS (SELECT FROM chain_rewinds) LOOP PERFORM pg_sleep(0.01); END LOOP;
		END $$`)
	}()
	o.untilLocked(t, true)
	go func() {
		_, err := o.step(t.Context())
		stepping <- err
	}()
	o.untilLocked(t, false)
	o.rewind(t, before)
	<-holding
	must(t, <-stepping)
	if got := o.actState(t, escalation.ID); got != "open" {
		t.Errorf("the escalation is %s, want open", got)
	}
}

// untilLocked returns once somebody holds the acts, or waits for them.
func (o *office) untilLocked(t *testing.T, isHeld bool) {
	t.Helper()
	for storetest.Count(t, o.url, `SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
		WHERE d.datname = current_database() AND l.relation = 'ledger_acts'::regclass AND l.granted = $1
		  AND (NOT l.granted OR l.mode = 'AccessExclusiveLock')`, isHeld) == 0 {
		if t.Context().Err() != nil {
			t.Fatal("nobody locks the acts")
		}
	}
}

// fail ends a transaction with the error of a contract, and has the queue look.
func (o *office) fail(t *testing.T, businessKey, failure string) {
	t.Helper()
	if !o.isPosted(t, businessKey) {
		t.Fatalf("%s is not posted", businessKey)
	}
	storetest.Exec(t, o.url, "UPDATE transaction_intents SET state = 'reverted', failure = $2 WHERE business_key = $1", businessKey, failure)
	o.advance(t)
}

func (o *office) isCorrected(t *testing.T, id claims.ID) bool {
	t.Helper()
	found, err := o.DB.ClaimToCorrect(t.Context(), id)
	must(t, err)
	return found.IsCorrected
}

func (o *office) refusalOf(t *testing.T, id claims.ID) string {
	t.Helper()
	return storetest.Row(t, o.url, "SELECT stage || COALESCE(' ' || refusal, '') FROM claims WHERE id = $1", string(id))[0].(string)
}

// A correction that the ledger refuses is refused with the error's name, and its
// original is free again; a reorganisation gives it another chance.
func TestQueue_RefusedCorrectionFreesItsOriginal(t *testing.T) {
	t.Parallel()
	o := settled(t)
	o.forgetFourth(t)
	o.correct(t, commitment.KindReplacement, 90_00)
	before := o.point
	for attempt := 1; attempt <= maxAttempts; attempt++ {
		if !o.isCorrected(t, claimID(0)) {
			t.Fatalf("free after %d attempts", attempt-1)
		}
		o.fail(t, fmt.Sprintf("decide/7/2/%d", attempt), "CoverageYearNotFound")
	}
	if got := o.refusalOf(t, claimID(9)); got != "refused CoverageYearNotFound" {
		t.Fatalf("the replacement is %s", got)
	}
	if o.isCorrected(t, claimID(0)) {
		t.Error("the original is still being replaced")
	}
	if !o.advance(t) {
		t.Error("not idle though nothing can be done")
	}
	o.index(t, &store.ChainRows{}, store.ChainPoint{Number: before.Number + 1, Hash: [32]byte{1}})
	o.rewind(t, before)
	o.advance(t)
	o.forgetFourth(t) // it came again too
	storetest.Exec(t, o.url, "UPDATE transaction_intents SET state = 'reverted' WHERE business_key = 'decide/7/1/2'")
	o.advance(t)
	o.include(t, fmt.Sprintf("decide/7/2/%d", maxAttempts+1))
	o.advance(t)
	if got := o.refusalOf(t, claimID(9)); got != "closed" {
		t.Errorf("the replacement is %s after a reorganisation", got)
	}
}

// A correction of what its insurer undid meanwhile cannot be made any more.
func TestQueue_CorrectionOfWhatWasReversed_Refused(t *testing.T) {
	t.Parallel()
	o := settled(t)
	o.correct(t, commitment.KindReplacement, 90_00) // waits for the decision in flight
	o.forgetFourth(t)
	reversal := o.addAct(t, 1, store.Act{Kind: store.ActReverse, Hash: commitment.Hash{1}})
	if o.isPosted(t, "decide/7/2/1") {
		t.Fatal("both are in flight")
	}
	o.include(t, fmt.Sprintf("act/%s/1", reversal))
	o.advance(t)
	if got := o.refusalOf(t, claimID(9)); got != "refused ClaimAlreadyReversed" {
		t.Errorf("the replacement is %s", got)
	}
}

// A claim that the ledger refuses keeps no other of its batch back, however often.
func TestQueue_RefusedDecisionKeepsNoOtherBack(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.advance(t)
	o.include(t, "receipt/7/1/1")
	o.advance(t)
	o.include(t, "settle/7/1/1")
	o.advance(t)
	pended := claims.ID(storetest.Row(t, o.url, "SELECT id::text FROM claims WHERE stage = 'pended'")[0].(string))
	for attempt := 1; attempt <= maxAttempts; attempt++ {
		o.fail(t, fmt.Sprintf("decide/7/1/%d", attempt), "ClaimAlreadyDecided")
	}
	storetest.Exec(t, o.url, "UPDATE claims SET stage = 'decided' WHERE id = $1", string(pended))
	o.advance(t)
	o.include(t, fmt.Sprintf("decide/7/1/%d", maxAttempts+1))
	o.advance(t)
	if got := o.refusalOf(t, pended); got != "closed" {
		t.Errorf("the other claim is %s", got)
	}
}
