package claim

import (
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

const (
	testCoverage = "00000000-0000-4000-8000-000000000002"
	testReason   = "1 18748-4\n"
)

// testSalt is the claim's.
var testSalt = commitment.Salt{1}

// world is a claim that needs a document for its first line, on a database.
type world struct {
	*Activities
	url         string
	key         *evidence.PatientKey
	adjudicator chain.Address
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func setup(t *testing.T) *world {
	t.Helper()
	w := &world{url: storetest.NewURL(t)}
	db, err := store.Open(t.Context(), w.url)
	must(t, err)
	t.Cleanup(db.Close)
	kms, err := evidence.OpenLocalKMS(filepath.Join(t.TempDir(), "keyset.json"))
	must(t, err)
	blobs, err := evidence.FileBlobs(t.TempDir())
	must(t, err)
	vault, err := evidence.Open(t.Context(), evidence.Config{KMS: kms, Keys: db, Blobs: blobs})
	must(t, err)
	t.Cleanup(func() { _ = vault.Close() })
	keyring := chain.NewKeyring(db, kms)
	w.adjudicator, err = keyring.Create(t.Context(), "insurer/1/adjudicator")
	must(t, err)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	w.Activities = &Activities{DB: db, Vault: vault, Rules: assessing.NewRuleSets(db), Keyring: keyring, Clock: func() time.Time { return now }}
	w.register(t, now)
	return w
}

func (w *world) register(t *testing.T, now time.Time) {
	t.Helper()
	key, wrapped, err := w.Vault.NewPatientKey(t.Context(), "00000000-0000-4000-8000-000000000001")
	must(t, err)
	w.key = key
	details, err := key.SealDetails(evidence.PatientDetails{Name: "Ann"})
	must(t, err)
	plan := coverage.Plan{
		Name: "Gold", FamilyDeductible: coverage.Unlimited, OutOfPocketMax: coverage.Unlimited, FamilyOutOfPocketMax: coverage.Unlimited,
		EvidenceDeadlineSeconds: 3600, Classes: []coverage.Class{{Name: "all", IsCovered: true}},
		Clocks: coverage.Clocks{PromptPayDays: 30, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30},
	}
	schedule, faults := pricing.ParseSchedule("system,code,class,method,amount,evidence\n*,*,all,percent,10000,18748-4\n", plan.ClassNames())
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	plan.FeeSchedule = schedule
	document, err := plan.MarshalJSON()
	must(t, err)
	year := claims.Span{Start: claims.NewDate(2026, 1, 1), End: claims.NewDate(2027, 1, 1)}
	must(t, w.DB.InTx(t.Context(), func(tx *store.Tx) error {
		ctx := t.Context()
		err := errors.Join(
			tx.AddInsurer(ctx, store.Insurer{ID: 1, Name: "Acme", CreatedAt: now}),
			tx.AddProvider(ctx, store.Provider{ID: 1, Identifier: "P1", Name: "One", RegisteredBy: 1, CreatedAt: now}),
			tx.AddPlan(ctx, store.Plan{ID: 1, Insurer: 1, Name: "Gold", Document: document, CreatedAt: now}),
			tx.AddPatient(ctx, store.Patient{ID: key.Patient(), WrappedKey: wrapped, Details: details, CreatedAt: now}),
			tx.AddCoverage(ctx, store.Coverage{
				ID: testCoverage, Insurer: 1, Patient: key.Patient(), Plan: 1, MemberDigest: []byte("m"), MemberNumber: []byte{3},
				Span: year, Enrolment: "enrol", CreatedAt: now,
			}),
		)
		if err != nil {
			return err
		}
		_, err = tx.AddCoverageYear(ctx, store.CoverageYear{ID: 7, Coverage: testCoverage, Insurer: 1, Span: year})
		return err
	}))
	w.accept(t, now)
}

func (w *world) accept(t *testing.T, now time.Time) {
	t.Helper()
	day := claims.NewDate(2026, 2, 3)
	content := claims.Claim{
		Type: claims.Professional, Frequency: claims.Original, Insurer: 1, Provider: 1, PatientAccountNumber: "A", MemberNumber: "M",
		Diagnoses: []codes.Code{{System: codes.ICD10CM, Value: "E119"}},
		Lines: []claims.Line{{
			Sequence: 1, Procedure: codes.Code{System: codes.Synthetic, Value: "ZX301"}, PlaceOfService: "11", DiagnosisPointers: []int{1},
			ServiceDate: day, Units: 1, Charge: money.Cents(100_00),
		}},
	}
	canonical, err := commitment.Canonical(content)
	must(t, err)
	sealed, err := w.key.SealClaim(testClaim, testSalt, canonical)
	must(t, err)
	reasons, err := w.key.SealReasons(testClaim, adjudicate.Reasons{}.Canonical())
	must(t, err)
	words, err := commitment.EncodeClaim(commitment.Claim{
		Receipt: commitment.Receipt{
			ContentHash: commitment.ContentHash(testSalt, canonical), CoverageYear: 7, ServiceDay: day,
			Lines: []commitment.Line{{Charge: money.Cents(100_00), Units: 1}},
		},
		Allowances: []commitment.Allowance{{}},
	})
	must(t, err)
	const submission = "00000000-0000-4000-8000-000000000003"
	must(t, w.DB.InTx(t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.AddSubmission(t.Context(), &store.Submission{
				ID: submission, Insurer: 1, Provider: 1, Sequence: 1, ClaimCount: 1, Signature: []byte{1}, Acknowledgement: []byte{2},
				AcceptedAt: now, ReceiptBy: now,
			}),
			tx.AddClaims(t.Context(), []store.NewClaim{{
				ID: testClaim, Submission: submission, Insurer: 1, Provider: 1, Patient: w.key.Patient(), Coverage: testCoverage,
				Plan: 1, CoverageYear: 7, ServiceDay: day, ChargeCents: 100_00, Content: sealed, Assessment: reasons,
				Prepared: commitment.Bytes(words), Stage: store.StagePended, AcceptedAt: now,
			}}),
		)
	}))
}

func (w *world) acts(t *testing.T) []store.KeptAct {
	t.Helper()
	acts, err := w.DB.ActsOfClaim(t.Context(), testClaim)
	must(t, err)
	return acts
}

// The claim's clock is stopped once, by the insurer's adjudicator, for the documents
// that it needs: the ledger gets their salted hash, the record keeps them encrypted.
func TestAskForEvidence_PendsTheClaimOnce(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for range 2 {
		asked, err := w.AskForEvidence(t.Context(), testClaim)
		if err != nil || !asked.DueAt.Equal(w.Clock().Add(time.Hour)) {
			t.Fatalf("asked until %s, %v", asked.DueAt, err)
		}
	}
	acts := w.acts(t)
	if len(acts) != 1 || acts[0].Kind != store.ActPend || acts[0].State != store.ActOpen {
		t.Fatalf("got %+v, want one pend", acts)
	}
	if acts[0].Hash != commitment.StatementHash(testSalt, []byte(testReason)) {
		t.Error("the hash is not that of the reason")
	}
	if reason, err := w.key.OpenStatement(acts[0].ID, acts[0].Statement); err != nil || string(reason) != testReason {
		t.Errorf("the reason is %q, %v", reason, err)
	}
	open, err := w.DB.OpenActs(t.Context(), 1)
	must(t, err)
	if len(open) != 1 || open[0].Signer != w.adjudicator {
		t.Error("not signed by the insurer's adjudicator")
	}
	if overs, err := w.DB.OpenHandOvers(t.Context(), 10); err != nil || len(overs) == 0 || overs[0].Kind != store.HandOverSettle {
		t.Errorf("nobody is woken: %v, %v", overs, err)
	}
}

// When the time for a document has passed the clock must run again, decision or not.
func TestDecide_LiftsThePendGivenNoEvidence(t *testing.T) {
	t.Parallel()
	for _, isAnswered := range []bool{false, true} {
		w := setup(t)
		if _, err := w.AskForEvidence(t.Context(), testClaim); err != nil {
			t.Fatal(err)
		}
		if isAnswered {
			storetest.Exec(t, w.url, "UPDATE evidence_requests SET state = 'answered'")
		}
		for range 2 {
			if asked, err := w.Decide(t.Context(), testClaim); err != nil || asked.isForAnything() {
				t.Fatalf("waits for %+v, %v", asked, err)
			}
		}
		lifts := 0
		for _, act := range w.acts(t) {
			if act.Kind == store.ActLiftPend {
				lifts++
			}
		}
		if want := map[bool]int{false: 1, true: 0}[isAnswered]; lifts != want {
			t.Errorf("answered %t: lifted %d times, want %d", isAnswered, lifts, want)
		}
		if got := storetest.Count(t, w.url, "SELECT count(*) FROM claims WHERE stage = 'decided'"); got != 1 {
			t.Errorf("answered %t: not decided", isAnswered)
		}
	}
}

// What prior payers left is the provider's to say: a decision keeps it.
func TestDecide_KeepsWhatPriorPayersLeft(t *testing.T) {
	t.Parallel()
	w := setup(t)
	prepared := func() commitment.Claim {
		row := storetest.Row(t, w.url, "SELECT prepared FROM claims")
		words, err := commitment.ParseWords(row[0].([]byte))
		must(t, err)
		whole, err := commitment.DecodeClaim(words)
		must(t, err)
		return whole
	}
	want := []claims.PriorAmounts{{Paid: money.Cents(60_00), Owed: money.Cents(20_00), Allowed: money.Cents(80_00)}}
	words, err := commitment.EncodeClaim(prepared().WithPriors(want))
	must(t, err)
	storetest.Exec(t, w.url, "UPDATE claims SET prepared = $1", commitment.Bytes(words))
	if _, err := w.AskForEvidence(t.Context(), testClaim); err != nil {
		t.Fatal(err)
	}
	if asked, err := w.Decide(t.Context(), testClaim); err != nil || asked.isForAnything() {
		t.Fatalf("waits for %+v, %v", asked, err)
	}
	if got := prepared(); !slices.Equal(got.Priors, want) || !got.Facts.Has(commitment.HasPriorPayers|commitment.HasReasons) {
		t.Errorf("got %+v", got)
	}
}

// What was due first is overdue once the workflow's timer has fired, whatever this clock
// says; what is due later is when its time comes, and what was answered never.
func TestOverdueAfterTimer_TakesWhatIsDueFirst(t *testing.T) {
	t.Parallel()
	noon := time.Date(2025, 6, 15, 12, 0, 0, 0, time.UTC)
	request := func(kind string, due time.Duration, state store.RequestState) store.EvidenceRequest {
		return store.EvidenceRequest{Kind: kind, DueAt: noon.Add(due), State: state}
	}
	requests := []store.EvidenceRequest{
		request("late", 2*time.Hour, store.RequestOpen), request("first", 0, store.RequestOpen), request("as-first", 0, store.RequestOverdue),
		request("answered", -time.Hour, store.RequestAnswered),
	}
	for _, c := range []struct {
		name     string
		requests []store.EvidenceRequest
		now      time.Duration
		want     []string
	}{
		{"a clock behind the timer's", requests, -time.Minute, []string{"as-first", "first"}},
		{"a clock far behind", requests, -24 * time.Hour, []string{"as-first", "first"}},
		{"on the instant", requests, 0, []string{"as-first", "first"}},
		{"before the later one", requests, 2*time.Hour - 1, []string{"as-first", "first"}},
		{"with the later one", requests, 2 * time.Hour, []string{"as-first", "first", "late"}},
		{"all answered", requests[3:], time.Hour, nil},
		{"nothing asked", nil, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := overdueAfterTimer(&assessing.Claim{Requests: c.requests}, noon.Add(c.now))
			if kinds := slices.Sorted(maps.Keys(got)); !slices.Equal(kinds, c.want) {
				t.Errorf("got %v, want %v", kinds, c.want)
			}
		})
	}
}
