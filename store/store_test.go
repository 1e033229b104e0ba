package store_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func inTx(t *testing.T, db *store.DB, do func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := db.InTx(t.Context(), func(tx *store.Tx) error { return do(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// setup returns a database with insurer 1, provider 1, plan 1, and a patient with
// a coverage of the benefit years 2024 and 2025.
func setup(t *testing.T) *store.DB {
	t.Helper()
	db := storetest.New(t)
	inTx(t, db, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(
			tx.AddInsurer(ctx, store.Insurer{ID: 1, Name: "Acme", CreatedAt: now}),
			tx.AddProvider(ctx, store.Provider{ID: 1, Identifier: "P1", Name: "Clinic", RegisteredBy: 1, CreatedAt: now}),
			tx.AddPlan(ctx, store.Plan{ID: 1, Insurer: 1, Name: "Gold", Document: []byte(`{}`), CreatedAt: now}),
			tx.AddPatient(ctx, store.Patient{ID: patient, Subject: "sub", WrappedKey: []byte{1}, Details: []byte{2}, CreatedAt: now}),
			tx.AddCoverage(ctx, store.Coverage{
				ID: coverage, Insurer: 1, Patient: patient, Plan: 1, MemberDigest: []byte("m1"), MemberNumber: []byte{3},
				Span: claims.Span{Start: claims.NewDate(2024, 1, 1)}, Enrolment: "enrol/1", CreatedAt: now,
			}),
		)
	})
	for i, id := range []claims.CoverageYearID{math.MaxUint64, 7} {
		addYear(t, db, id, 2024+i)
	}
	return db
}

const (
	patient    = "00000000-0000-4000-8000-000000000001"
	coverage   = "00000000-0000-4000-8000-000000000002"
	submission = "00000000-0000-4000-8000-000000000003"
	claim      = "00000000-0000-4000-8000-000000000004"
)

func addYear(t *testing.T, db *store.DB, id claims.CoverageYearID, year int) {
	t.Helper()
	inTx(t, db, func(ctx context.Context, tx *store.Tx) error {
		span := claims.Span{Start: claims.NewDate(year, 1, 1), End: claims.NewDate(year+1, 1, 1)}
		_, err := tx.AddCoverageYear(ctx, store.CoverageYear{ID: id, Coverage: coverage, Insurer: 1, Span: span})
		return err
	})
}

func TestMigrate_TwiceChangesNothing(t *testing.T) {
	t.Parallel()
	address := storetest.NewURL(t)
	if err := store.Migrate(t.Context(), address); err != nil {
		t.Fatal(err)
	}
}

func TestMigrate_SeveralAtOnceOnAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	address := storetest.NewEmptyURL(t)
	const processes = 4
	done := make(chan error, processes)
	for range processes {
		go func() { done <- store.Migrate(t.Context(), address) }()
	}
	for range processes {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if got := storetest.Count(t, address, "SELECT count(*) FROM insurers"); got != 0 {
		t.Errorf("%d insurers", got)
	}
}

func TestOpen_MalformedURLDoesNotRepeatIt(t *testing.T) {
	t.Parallel()
	_, err := store.Open(t.Context(), "postgres://u:secret@h:port/db")
	if err == nil || err.Error() != "reading the database URL: it is malformed" {
		t.Fatalf("got %v", err)
	}
}

func TestInTx_RollsBackOnError(t *testing.T) {
	t.Parallel()
	db := setup(t)
	failure := errors.New("no")
	err := db.InTx(t.Context(), func(tx *store.Tx) error {
		if err := tx.AddInsurer(t.Context(), store.Insurer{ID: 2, Name: "Other", CreatedAt: now}); err != nil {
			return err
		}
		return failure
	})
	if !errors.Is(err, failure) {
		t.Fatalf("got %v", err)
	}
	if _, err := db.Insurer(t.Context(), 2); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("got %v, want not found", err)
	}
}

func TestAddInsurer_TakenNameConflictsByConstraint(t *testing.T) {
	t.Parallel()
	db := setup(t)
	err := db.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.AddInsurer(t.Context(), store.Insurer{ID: 2, Name: "Acme", CreatedAt: now})
	})
	if !errors.Is(err, store.ErrConflict) || store.ConstraintOf(err) != "insurers_name_key" {
		t.Fatalf("got %v", err)
	}
}

func TestEvidenceRequest_TextThatIsNoIDIsNotFound(t *testing.T) {
	t.Parallel()
	db := setup(t)
	_, err := db.EvidenceRequest(t.Context(), "Jane Doe")
	if !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("got %v", err)
	}
	if text := err.Error(); text != "database error 22P02" {
		t.Fatalf("the error says %q", text)
	}
}

func TestCoveragesOfMembers_NearestYear(t *testing.T) {
	t.Parallel()
	db := setup(t)
	tests := []struct {
		name string
		day  claims.Date
		want claims.CoverageYearID
	}{
		{"before the first", claims.NewDate(1949, 12, 31), math.MaxUint64},
		{"first day of the first", claims.NewDate(2024, 1, 1), math.MaxUint64},
		{"last day of the first", claims.NewDate(2024, 12, 31), math.MaxUint64},
		{"first day of the second", claims.NewDate(2025, 1, 1), 7},
		{"after the last", claims.NewDate(2026, 6, 1), 7},
	}
	asked := []store.MemberDay{{MemberDigest: []byte("unknown"), Day: claims.NewDate(2024, 5, 5)}}
	for _, test := range tests {
		asked = append(asked, store.MemberDay{MemberDigest: []byte("m1"), Day: test.day})
	}
	found, err := db.CoveragesOfMembers(t.Context(), 1, asked)
	if err != nil || len(found) != len(tests) {
		t.Fatalf("got %d rows, %v", len(found), err)
	}
	for i, test := range tests {
		if found[i].Position != i+1 || found[i].Year.ID != test.want || found[i].Coverage != coverage {
			t.Errorf("%s: got %+v, want year %d", test.name, found[i], test.want)
		}
	}
	if found, err := db.CoveragesOfMembers(t.Context(), 2, asked); err != nil || len(found) != 0 {
		t.Errorf("another insurer sees %d rows, %v", len(found), err)
	}
}

func TestFamilyYear_SharedByDigestAndStart(t *testing.T) {
	t.Parallel()
	db := setup(t)
	want := []claims.FamilyYearID{5, 5, 9}
	asked := []struct {
		digest    string
		year      int
		candidate claims.FamilyYearID
	}{{"f", 2024, 5}, {"f", 2024, 6}, {"f", 2025, 9}}
	for i, ask := range asked {
		inTx(t, db, func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.FamilyYear(ctx, 1, []byte(ask.digest), claims.NewDate(ask.year, 1, 1), ask.candidate)
			if got != want[i] {
				t.Errorf("got %d, want %d", got, want[i])
			}
			return err
		})
	}
}

func TestNextSubmissionSequence_RollbackTakesItBack(t *testing.T) {
	t.Parallel()
	db := setup(t)
	take := func(fail error) (sequence uint64) {
		err := db.InTx(t.Context(), func(tx *store.Tx) (err error) {
			if sequence, err = tx.NextSubmissionSequence(t.Context(), 1, 1); err != nil {
				return err
			}
			return fail
		})
		if !errors.Is(err, fail) {
			t.Fatal(err)
		}
		return sequence
	}
	got := []uint64{take(nil), take(errors.New("no")), take(nil)}
	if got[0] != 1 || got[1] != 2 || got[2] != 2 {
		t.Fatalf("got %v", got)
	}
	if last, err := db.LastSubmissionSequence(t.Context(), 1, 1); err != nil || last != 2 {
		t.Fatalf("got %d, %v", last, err)
	}
}

// A claim's plan is its coverage's: readers are shown the claim by it.
func TestAddClaims_RefusesThePlanOfAnotherCoverage(t *testing.T) {
	t.Parallel()
	db := setup(t)
	err := db.InTx(t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.AddSubmission(t.Context(), &store.Submission{
				ID: submission, Insurer: 1, Provider: 1, Sequence: 1, ClaimCount: 1, Signature: []byte{1},
				Acknowledgement: []byte{2}, AcceptedAt: now, ReceiptBy: now, Deadline: 99,
			}),
			tx.AddClaims(t.Context(), []store.NewClaim{{
				ID: claim, Submission: submission, Insurer: 1, Provider: 1, Patient: patient, Coverage: coverage, Plan: 2,
				CoverageYear: 1, ServiceDay: 5, ChargeCents: 100, Content: []byte{1}, Assessment: []byte{2},
				Prepared: make([]byte, 64), Stage: store.StageClean, AcceptedAt: now,
			}}),
		)
	})
	if err == nil || !strings.Contains(err.Error(), "claim_coverage_fkey") {
		t.Fatalf("got %v", err)
	}
}

func TestAddClaims_RoundTrip(t *testing.T) {
	t.Parallel()
	db := setup(t)
	digest := [16]byte{9}
	inTx(t, db, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(
			tx.AddSubmission(ctx, &store.Submission{
				ID: submission, Insurer: 1, Provider: 1, Sequence: 1, ClaimCount: 1, Signature: []byte{1},
				Acknowledgement: []byte{2}, AcceptedAt: now, ReceiptBy: now.Add(time.Hour), Deadline: 99,
			}),
			tx.AddClaims(ctx, []store.NewClaim{{
				ID: claim, Submission: submission, Insurer: 1, Provider: 1, Patient: patient, Coverage: coverage,
				Plan: 1, CoverageYear: math.MaxUint64, ServiceDay: 5, ChargeCents: 100, Content: []byte{1}, Assessment: []byte{2},
				Prepared: make([]byte, 64), Stage: store.StageClean, AcceptedAt: now,
			}}),
			tx.AddLineDigests(ctx, []store.LineDigest{{Digest: digest, Insurer: 1, Claim: claim, Line: 1}}),
			tx.AddHandOver(ctx, store.HandOver{Kind: store.HandOverPend, Insurer: 1, Claim: claim}),
		)
	})
	got, err := db.SubmissionBySequence(t.Context(), 1, 1, 1)
	if err != nil || got.Deadline != 99 || !got.AcceptedAt.Equal(now) {
		t.Fatalf("got %+v, %v", got, err)
	}
	ids, err := db.SubmissionClaims(t.Context(), submission)
	if err != nil || len(ids) != 1 || ids[0] != claim {
		t.Fatalf("got %v, %v", ids, err)
	}
	known, err := db.KnownLineDigests(t.Context(), 1, [][16]byte{digest, {8}})
	if err != nil || len(known) != 1 || !slices.Equal(known[digest], []claims.ID{claim}) {
		t.Fatalf("got %v, %v", known, err)
	}
	open, err := db.OpenHandOvers(t.Context(), 10)
	if err != nil || len(open) != 1 || open[0].Claim != claim {
		t.Fatalf("got %v, %v", open, err)
	}
	if err := db.CloseHandOvers(t.Context(), open[0].ID); err != nil {
		t.Fatal(err)
	}
	if open, err = db.OpenHandOvers(t.Context(), 10); err != nil || len(open) != 0 {
		t.Fatalf("got %v, %v", open, err)
	}
}

// What a claim took of the ranks of a day rests on those that were accepted before it.
func TestPastClaims_AreInTheOrderOfTheirAcceptance(t *testing.T) {
	t.Parallel()
	db := setup(t)
	var want []claims.ID
	for sequence := range uint64(3) {
		at := now.Add(time.Duration(sequence) * time.Second)
		sent := fmt.Sprintf("0198c0de-0000-7000-8000-00000000000%d", 9-sequence)
		inTx(t, db, func(ctx context.Context, tx *store.Tx) error {
			var batch []store.NewClaim
			for position := range 4 {
				id := claims.ID(fmt.Sprintf("0198c0de-%04d-7000-8000-000000000001", (position*7+3)%10*10+int(9-sequence)))
				batch = append(batch, store.NewClaim{
					ID: id, Submission: sent, Position: position, Insurer: 1, Provider: 1, Patient: patient, Coverage: coverage,
					Plan: 1, CoverageYear: 7, ServiceDay: 5, ChargeCents: 100, Content: []byte{1}, Assessment: []byte{2},
					Prepared: make([]byte, 64), Stage: store.StageClean, AcceptedAt: at,
				})
				want = append(want, id)
			}
			return errors.Join(
				tx.AddSubmission(ctx, &store.Submission{
					ID: sent, Insurer: 1, Provider: 1, Sequence: sequence + 1, ClaimCount: len(batch), Signature: []byte{1},
					Acknowledgement: []byte{2}, AcceptedAt: at, ReceiptBy: at, Deadline: 99,
				}),
				tx.AddClaims(ctx, batch),
			)
		})
	}
	for most, left := range map[int]int{20: 0, 6: 6} { // of more than are asked for the newest
		past, err := db.PastClaims(t.Context(), store.PastQuery{
			Insurer: 1, Patients: map[string]claims.Date{patient: 0}, Before: now.Add(time.Hour), Most: most,
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []claims.ID
		for _, claim := range past[patient].Claims {
			got = append(got, claim.ID)
		}
		if !slices.Equal(got, want[left:]) {
			t.Errorf("of %d: got %v, want %v", most, got, want[left:])
		}
	}
}

// A replacement stands where the first version of it was accepted, however often it was replaced.
func TestPastClaims_ReplacementStandsInThePlaceOfItsFirstVersion(t *testing.T) {
	t.Parallel()
	db := setup(t)
	const first, other, second, third = "0198c0de-0001-7000-8000-000000000001", "0198c0de-0002-7000-8000-000000000001",
		"0198c0de-0003-7000-8000-000000000001", "0198c0de-0004-7000-8000-000000000001"
	replaced := map[claims.ID]claims.ID{second: first, third: second}
	for sequence, id := range []claims.ID{first, other, second, third} {
		at, sent := now.Add(time.Duration(sequence)*time.Second), fmt.Sprintf("0198c0de-0000-7000-8000-00000000000%d", sequence+1)
		frequency := claims.Original
		if replaced[id] != "" {
			frequency = claims.Replacement
		}
		inTx(t, db, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(
				tx.AddSubmission(ctx, &store.Submission{
					ID: sent, Insurer: 1, Provider: 1, Sequence: uint64(sequence) + 1, ClaimCount: 1, Signature: []byte{1},
					Acknowledgement: []byte{2}, AcceptedAt: at, ReceiptBy: at, Deadline: 99,
				}),
				tx.AddClaims(ctx, []store.NewClaim{{
					ID: id, Submission: sent, Insurer: 1, Provider: 1, Patient: patient, Coverage: coverage, Plan: 1, CoverageYear: 7, ServiceDay: 5,
					ChargeCents: 100, Content: []byte{1}, Assessment: []byte{2}, Prepared: make([]byte, 64), Stage: store.StageClean, AcceptedAt: at,
					Frequency: frequency, Replaces: replaced[id],
				}}),
			)
		})
	}
	past, err := db.PastClaims(t.Context(), store.PastQuery{
		Insurer: 1, Patients: map[string]claims.Date{patient: 0}, Before: now.Add(time.Hour), Most: 20,
	})
	if err != nil {
		t.Fatal(err)
	}
	got := past[patient].Claims
	if len(got) != 2 || got[0].ID != third || got[1].ID != other || !got[0].Place.AcceptedAt.Equal(now) {
		t.Errorf("got %+v", got)
	}
}

func TestListen_WakesAtTheCommitOnly(t *testing.T) {
	t.Parallel()
	db := setup(t)
	ctx, cancel := context.WithCancel(t.Context())
	heard, err := db.Listen(ctx, store.ChannelHandOver, store.ChannelIntent)
	if err != nil {
		t.Fatal(err)
	}
	_ = db.InTx(t.Context(), func(tx *store.Tx) error {
		_ = tx.AddHandOver(t.Context(), store.HandOver{Kind: store.HandOverSettle, Insurer: 1})
		return errors.New("rolled back")
	})
	intent := store.Intent{BusinessKey: "test/1"}
	inTx(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.AddIntent(ctx, intent) })
	if n := <-heard; n.Channel != store.ChannelIntent {
		t.Fatalf("heard %+v", n)
	}
	// The same business key again is no news; the hand-over after it is.
	inTx(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.AddIntent(ctx, intent) })
	inTx(t, db, func(ctx context.Context, tx *store.Tx) error {
		return tx.AddHandOver(ctx, store.HandOver{Kind: store.HandOverSettle, Insurer: 1})
	})
	if n := <-heard; n.Channel != store.ChannelHandOver {
		t.Fatalf("heard %+v", n)
	}
	cancel()
	for range heard { //nolint:revive // drained until it closes
	}
}

func TestListen_ALostConnectionIsMadeAnewAndSaid(t *testing.T) {
	t.Parallel()
	address := storetest.NewURL(t)
	db, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	heard, err := db.Listen(t.Context(), store.ChannelIntent)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Exec(t, address, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
	if n := <-heard; n.Channel != "" {
		t.Fatalf("heard %+v, want word of the loss", n)
	}
	inTx(t, db, func(ctx context.Context, tx *store.Tx) error {
		return tx.AddIntent(ctx, store.Intent{BusinessKey: "test/1"})
	})
	if n := <-heard; n.Channel != store.ChannelIntent {
		t.Fatalf("heard %+v", n)
	}
}

func TestVaultKey_FirstWins(t *testing.T) {
	t.Parallel()
	db := setup(t)
	for _, candidate := range []string{"one", "two"} {
		key, err := db.VaultKey(t.Context(), "digests", []byte(candidate))
		if err != nil || string(key) != "one" {
			t.Fatalf("got %q, %v", key, err)
		}
	}
}

func TestLockIdempotencyKey_OneAtATime(t *testing.T) {
	t.Parallel()
	db := setup(t)
	const rounds = 8
	made := make(chan bool, rounds)
	for range rounds {
		go func() {
			isFirst := false
			err := db.InTx(t.Context(), func(tx *store.Tx) error {
				if err := tx.LockIdempotencyKey(t.Context(), "s", "k"); err != nil {
					return err
				}
				if _, err := tx.IdempotencyAnswer(t.Context(), "s", "k"); !errors.Is(err, store.ErrNotFound) {
					return err
				}
				isFirst = true
				return tx.KeepAnswer(t.Context(), store.Answer{Scope: "s", Key: "k", ContentHash: []byte{1}, Answer: []byte(`1`), CreatedAt: now})
			})
			if err != nil {
				t.Error(err)
			}
			made <- isFirst
		}()
	}
	firsts := 0
	for range rounds {
		if <-made {
			firsts++
		}
	}
	if firsts != 1 {
		t.Fatalf("%d transactions found the key free", firsts)
	}
}

func TestHandOver_GoesOnWithTheTraceOfItsRequest(t *testing.T) {
	t.Parallel()
	db := setup(t)
	request := trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: trace.TraceID{1, 2, 3}, SpanID: trace.SpanID{4, 5}, TraceFlags: trace.FlagsSampled,
	})
	inTx(t, db, func(ctx context.Context, tx *store.Tx) error {
		traced := trace.ContextWithSpanContext(ctx, request)
		return errors.Join(
			tx.AddHandOver(traced, store.HandOver{Kind: store.HandOverSettle, Insurer: 1}),
			tx.AddHandOver(ctx, store.HandOver{Kind: store.HandOverSettle, Insurer: 1}),
		)
	})
	open, err := db.OpenHandOvers(t.Context(), 10)
	if err != nil || len(open) != 2 {
		t.Fatalf("got %v, %v", open, err)
	}
	after := trace.SpanContextFromContext(open[0].Context(t.Context()))
	if after.TraceID() != request.TraceID() || after.SpanID() != request.SpanID() || !after.IsRemote() {
		t.Errorf("got the trace %v", after)
	}
	if after := trace.SpanContextFromContext(open[1].Context(t.Context())); after.IsValid() {
		t.Errorf("got the trace %v of a hand-over without one", after)
	}
}
