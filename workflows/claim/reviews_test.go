package claim

import (
	"bytes"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// before adds a claim of the same patient, of the same service with another charge,
// that was accepted before.
func (w *world) before(t *testing.T) claims.ID {
	t.Helper()
	const id claims.ID = "3f0e6f6e-5a51-4d3b-9c3e-1d8f4e8a0002"
	opened, err := w.open(t.Context(), testClaim)
	must(t, err)
	storetest.Exec(t, w.url, `INSERT INTO submissions SELECT '00000000-0000-4000-8000-000000000009', insurer_id, provider_id, 99, root,
		claim_count, deadline, signature, acknowledgement, accepted_at, receipt_by FROM submissions`)
	other := opened.Content
	other.Lines = append([]claims.Line(nil), other.Lines...)
	other.Lines[0].Charge = money.Cents(99_00)
	canonical, err := commitment.Canonical(other)
	must(t, err)
	sealed, err := w.key.SealClaim(id, testSalt, canonical)
	must(t, err)
	reasons, err := w.key.SealReasons(id, adjudicate.Reasons{}.Canonical())
	must(t, err)
	storetest.Exec(t, w.url, `INSERT INTO claims (id, submission_id, position, insurer_id, provider_id, patient_id, coverage_id, plan_id,
			coverage_year, service_day, charge_cents, content, assessment, content_hash, receipt_leaf, prepared, stage, accepted_at)
		SELECT $1, '00000000-0000-4000-8000-000000000009', 0, insurer_id, provider_id, patient_id, coverage_id, plan_id, coverage_year, service_day,
			charge_cents, $2, $3, content_hash, receipt_leaf, prepared, 'clean', accepted_at - interval '1 hour' FROM claims`,
		string(id), sealed, reasons)
	return id
}

func (w *world) reviews(t *testing.T) []store.Review {
	t.Helper()
	rows, err := w.DB.ReviewsOfClaim(t.Context(), testClaim)
	must(t, err)
	return rows
}

func (w *world) resolve(t *testing.T, state store.ReviewState) {
	t.Helper()
	for _, row := range w.reviews(t) {
		if row.State != store.ReviewOpen {
			continue
		}
		reasons, err := w.key.SealReviewReasons(row.ID, "looked at")
		must(t, err)
		must(t, w.DB.InTx(t.Context(), func(tx *store.Tx) error {
			return tx.ResolveReview(t.Context(), store.Review{
				ID: row.ID, State: state, ResolvedAt: w.Clock(), ResolvedBy: "ann", Reasons: reasons,
			})
		}))
	}
}

// A claim that looks like another one's repetition waits for a person and for its
// document; what the person has to look at stops no clock of its own.
func TestAskForEvidence_AsksForDocumentsAndReviews(t *testing.T) {
	t.Parallel()
	w := setup(t)
	other := w.before(t)
	for range 2 {
		asked, err := w.AskForEvidence(t.Context(), testClaim)
		if err != nil || !asked.IsReviewNeeded || asked.DueAt.IsZero() {
			t.Fatalf("got %+v, %v", asked, err)
		}
	}
	rows := w.reviews(t)
	if len(rows) != 1 || rows[0].State != store.ReviewOpen || rows[0].Rule != rules.DuplicateSuspect.String() || rows[0].Line != 1 {
		t.Fatalf("got %+v", rows)
	}
	detail, err := w.key.OpenDetail(rows[0].ID, rows[0].Detail)
	if err != nil || !bytes.Contains(detail, []byte(other)) {
		t.Errorf("got %s, %v", detail, err)
	}
	if acts := w.acts(t); len(acts) != 1 || acts[0].Kind != store.ActPend {
		t.Errorf("got %+v, want the document's pend alone", acts)
	}
}

func TestDecide_FollowsTheReview(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		state store.ReviewState
		want  string
	}{{store.ReviewCleared, ""}, {store.ReviewConfirmed, "duplicate.exact"}} {
		w := setup(t)
		w.before(t)
		if _, err := w.AskForEvidence(t.Context(), testClaim); err != nil {
			t.Fatal(err)
		}
		storetest.Exec(t, w.url, "UPDATE evidence_requests SET state = 'answered'")
		if asked, err := w.Decide(t.Context(), testClaim); err != nil || !asked.IsReviewNeeded {
			t.Fatalf("not looked at: %+v, %v", asked, err)
		}
		w.resolve(t, test.state)
		if isComplete, err := w.AreReviewsComplete(t.Context(), testClaim); err != nil || !isComplete {
			t.Fatalf("%s: complete %t, %v", test.state, isComplete, err)
		}
		if asked, err := w.Decide(t.Context(), testClaim); err != nil || asked.isForAnything() {
			t.Fatalf("%s: %+v, %v", test.state, asked, err)
		}
		row := storetest.Row(t, w.url, "SELECT assessment, stage FROM claims WHERE id = $1", string(testClaim))
		text, err := w.key.OpenReasons(testClaim, row[0].([]byte))
		must(t, err)
		reasons, err := adjudicate.ParseReasons(text)
		must(t, err)
		if posted, _ := reasons.Posted(1); posted.Rule != test.want || row[1] != "decided" {
			t.Errorf("%s: posted %q, %s", test.state, posted.Rule, row[1])
		}
	}
}

// What was suspected is taken back with the claim that it was compared to.
func TestAreReviewsComplete_DropsWhatIsNotNeeded(t *testing.T) {
	t.Parallel()
	w := setup(t)
	other := w.before(t)
	if _, err := w.AskForEvidence(t.Context(), testClaim); err != nil {
		t.Fatal(err)
	}
	if isComplete, err := w.AreReviewsComplete(t.Context(), testClaim); err != nil || isComplete {
		t.Fatalf("complete %t, %v", isComplete, err)
	}
	storetest.Exec(t, w.url, "UPDATE claims SET frequency = 8, replaces = $1, charge_cents = 0 WHERE id = $2", string(testClaim), string(other))
	if isComplete, err := w.AreReviewsComplete(t.Context(), testClaim); err != nil || !isComplete {
		t.Fatalf("complete %t, %v", isComplete, err)
	}
	if rows := w.reviews(t); len(rows) != 1 || rows[0].State != store.ReviewDropped {
		t.Errorf("got %+v", rows)
	}
}

// A claim whose plan names a set that is not here waits; with the set it is decided,
// and the document asked for that it needs.
func TestDecide_WaitsForTheRuleSet(t *testing.T) {
	t.Parallel()
	w := setup(t)
	files := w.nameRules(t, "", "")
	asked, err := w.AskForEvidence(t.Context(), testClaim)
	if err != nil || !asked.IsReviewNeeded || !asked.DueAt.IsZero() || len(w.acts(t)) != 0 {
		t.Fatalf("got %+v, %v", asked, err)
	}
	if isComplete, err := w.AreReviewsComplete(t.Context(), testClaim); err != nil || isComplete {
		t.Fatalf("without the set: complete %t, %v", isComplete, err)
	}
	if _, _, err := assessing.Load(t.Context(), w.DB, 1, files, w.Clock()); err != nil {
		t.Fatal(err)
	}
	if isComplete, err := w.AreReviewsComplete(t.Context(), testClaim); err != nil || !isComplete {
		t.Fatalf("with the set: complete %t, %v", isComplete, err)
	}
	if asked, err = w.Decide(t.Context(), testClaim); err != nil || !asked.DueAt.Equal(w.Clock().Add(time.Hour)) {
		t.Errorf("got %+v, %v", asked, err)
	}
}

// Once the time for its document has passed the claim's clock runs again, though a
// person was asked to look at it, and once only; the line is denied for the document
// whatever the person finds, so nobody is asked any more.
func TestPassDeadline_LiftsThePendWithAReviewOpen(t *testing.T) {
	t.Parallel()
	for name, pass := range map[string]func(*world) (bool, error){
		"at the deadline": func(w *world) (bool, error) { return w.PassDeadline(t.Context(), testClaim) },
		"by a review": func(w *world) (bool, error) {
			w.Clock = func() time.Time { return time.Date(2026, 3, 1, 13, 0, 0, 0, time.UTC) }
			return w.AreReviewsComplete(t.Context(), testClaim)
		},
	} {
		w := setup(t)
		w.before(t)
		if asked, err := w.AskForEvidence(t.Context(), testClaim); err != nil || !asked.IsReviewNeeded || asked.DueAt.IsZero() {
			t.Fatalf("got %+v, %v", asked, err)
		}
		for range 2 {
			if isComplete, err := pass(w); err != nil || !isComplete {
				t.Fatalf("%s: complete %t, %v", name, isComplete, err)
			}
		}
		acts := w.acts(t) // at the same instant, so in any order
		isLift := func(a store.KeptAct) bool { return a.Kind == store.ActLiftPend }
		if len(acts) != 2 || !slices.ContainsFunc(acts, isLift) {
			t.Errorf("%s: got %+v, want the pend and its end", name, acts)
		}
		if rows := w.reviews(t); len(rows) != 1 || rows[0].State != store.ReviewDropped {
			t.Errorf("%s: got %+v", name, rows)
		}
	}
}

// nameRules has the plan name a set of a span that is not here, and returns its files.
func (w *world) nameRules(t *testing.T, start, end string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{
		"manifest.csv": []byte("file,kind,version,source,licence,start,end\nunits.csv,mue-practitioner,1,test,none," + start + "," + end + "\n"),
		"units.csv":    []byte("HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\nZX100,1,1 Line Edit,test\n"),
	}
	tables, faults := assessing.Parse(files)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	root := tables.Rules.Root()
	storetest.Exec(t, w.url, "UPDATE plans SET document = document || jsonb_build_object('rules', encode($1::bytea, 'hex'))", root[:])
	return files
}

// Claims that wait are looked at again also by a set that is the insurer's already.
func TestLoad_HandsOverTheWaitingEachTime(t *testing.T) {
	t.Parallel()
	w := setup(t)
	files := w.nameRules(t, "", "")
	if _, err := w.AskForEvidence(t.Context(), testClaim); err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		loaded, _, err := assessing.Load(t.Context(), w.DB, 1, files, w.Clock())
		if err != nil || loaded.IsNew != (i == 0) {
			t.Fatalf("new %t, %v", loaded.IsNew, err)
		}
		if got := storetest.Count(t, w.url, "SELECT count(*) FROM hand_overs WHERE kind = 'review'"); got != i+1 {
			t.Errorf("handed over %d times, want %d", got, i+1)
		}
	}
}

// With the set there the review is another: who saw that the set was missing has not
// seen that it does not know the day.
func TestAreReviewsComplete_AsksAnewForADayOutsideTheSet(t *testing.T) {
	t.Parallel()
	w := setup(t)
	files := w.nameRules(t, "2026-06-01", "2027-01-01")
	if _, err := w.AskForEvidence(t.Context(), testClaim); err != nil {
		t.Fatal(err)
	}
	missing := w.reviews(t)[0]
	if _, faults, err := assessing.Load(t.Context(), w.DB, 1, files, w.Clock()); err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	var outside store.Review
	for range 2 { // the second finds it asked
		if isComplete, err := w.AreReviewsComplete(t.Context(), testClaim); err != nil || isComplete {
			t.Fatalf("complete %t, %v", isComplete, err)
		}
		rows := w.reviews(t)
		if len(rows) != 1 || rows[0].State != store.ReviewOpen || rows[0].ID == missing.ID {
			t.Fatalf("got %+v", rows)
		}
		if outside.ID != "" && outside.ID != rows[0].ID {
			t.Error("asked anew without a change")
		}
		outside = rows[0]
	}
	if detail, err := w.key.OpenDetail(outside.ID, outside.Detail); err != nil || !bytes.Contains(detail, []byte("2026-06-01")) {
		t.Errorf("got %s, %v", detail, err)
	}
}

// determine has the ledger determine the claim without the insurer, as a panel does.
func (w *world) determine(t *testing.T) {
	t.Helper()
	storetest.Exec(t, w.url, `INSERT INTO batches (insurer_id, sequence, claim_count, stage, created_at) VALUES (1, 1, 1, 'settled', now())`)
	storetest.Exec(t, w.url, `UPDATE submissions SET batch = 1, first_index = 0
		WHERE id = (SELECT submission_id FROM claims WHERE id = $1)`, string(testClaim))
	storetest.Exec(t, w.url, `INSERT INTO chain_determinations (insurer_id, batch, claim_index, provider_id, coverage_year, service_day,
			receipt_leaf, result, determination_leaf, charge_cents, allowed_cents, paid_cents, patient_cents, determined_at, tx_hash,
			block_number, log_index)
		VALUES (1, 1, 0, 1, 7, 0, '', '', '', 10000, 10000, 10000, 0, now(), '', 1, 0)`)
}

// A claim that a panel determined is not decided beside it: its reviews are dropped,
// and what the insurer had found stays as it was.
func TestDecide_ClosesWhatWasDeterminedElsewhere(t *testing.T) {
	t.Parallel()
	for name, look := range map[string]func(*world) error{
		"deciding": func(w *world) error {
			asked, err := w.Decide(t.Context(), testClaim)
			if asked.isForAnything() {
				t.Errorf("asks for %+v", asked)
			}
			return err
		},
		"looking again": func(w *world) error {
			isComplete, err := w.AreReviewsComplete(t.Context(), testClaim)
			if !isComplete {
				t.Error("waits for a person")
			}
			return err
		},
	} {
		w := setup(t)
		w.before(t)
		if asked, err := w.AskForEvidence(t.Context(), testClaim); err != nil || !asked.IsReviewNeeded {
			t.Fatalf("got %+v, %v", asked, err)
		}
		const query = "SELECT assessment, prepared FROM claims WHERE id = $1"
		was := storetest.Row(t, w.url, query, string(testClaim))
		w.determine(t)
		must(t, look(w))
		must(t, look(w))
		if got := storetest.Row(t, w.url, query, string(testClaim)); !reflect.DeepEqual(got, was) {
			t.Errorf("%s: the assessment was overwritten", name)
		}
		if got := storetest.Row(t, w.url, "SELECT stage FROM claims WHERE id = $1", string(testClaim))[0]; got != "closed" {
			t.Errorf("%s: the claim is %s", name, got)
		}
		if rows := w.reviews(t); len(rows) != 1 || rows[0].State != store.ReviewDropped {
			t.Errorf("%s: got %+v", name, rows)
		}
	}
}
