package intake_test

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

const requestID = "00000000-0000-4000-8000-00000000000a"

// pended returns a bundle with a claim that an open request asks a document for.
func pended(t *testing.T) (*bundle, claims.ID) {
	t.Helper()
	b := setup(t)
	draft := b.draft(1)
	draft.Claim.Lines[0].Procedure.Value = "ZX301"
	id := b.submit(t, "k", draft).Accepted[0].ID
	storetest.Exec(t, b.url, `INSERT INTO evidence_requests (id, claim_id, line, kind, asked_at, due_at, state)
		VALUES ($1, $2, 1, '18748-4', $3, $4, 'open')`, requestID, string(id), b.clock(), b.clock().Add(time.Hour))
	return b, id
}

func document(key string) intake.AttachEvidence {
	return intake.AttachEvidence{IdempotencyKey: key, Request: requestID, MediaType: "application/pdf", Content: []byte("report of " + patientName)}
}

func TestAttachEvidence_KeepsTheDocumentAndHandsOver(t *testing.T) {
	t.Parallel()
	b, id := pended(t)
	got, err := b.AttachEvidence(b.asProvider(t, b.delegated), document("k"))
	if err != nil || got != id {
		t.Fatalf("got %s, %v", got, err)
	}
	documents, err := b.cfg.DB.DocumentsOfClaim(t.Context(), id)
	if err != nil || len(documents) != 1 {
		t.Fatalf("got %v, %v", documents, err)
	}
	asked, err := b.cfg.DB.EvidenceRequest(t.Context(), requestID)
	must(t, err)
	key, err := b.cfg.Vault.PatientKey(t.Context(), asked.Patient, asked.PatientKey)
	must(t, err)
	d := documents[0]
	content, err := b.cfg.Vault.Get(t.Context(), key, evidence.Stored{
		Document: d.ID, WrappedKey: d.WrappedKey, ContentHash: d.ContentHash, Blob: d.Blob,
	})
	if err != nil || string(content) != "report of "+patientName || asked.State != store.RequestAnswered {
		t.Errorf("got %q %s, %v", content, asked.State, err)
	}
	open, err := b.cfg.DB.OpenHandOvers(t.Context(), 10)
	must(t, err)
	if last := open[len(open)-1]; last.Kind != store.HandOverEvidence || last.Claim != id {
		t.Errorf("got %+v", last)
	}
	// A repetition gets the first answer, though the request is closed and the blob exists.
	before := b.counts(t)
	if again, err := b.AttachEvidence(b.asProvider(t, b.delegated), document("k")); err != nil || again != id {
		t.Errorf("got %s, %v", again, err)
	}
	if got := b.counts(t); !reflect.DeepEqual(got, before) {
		t.Errorf("got %v, want %v", got, before)
	}
}

func TestAttachEvidence_Refused(t *testing.T) {
	t.Parallel()
	b, _ := pended(t)
	ours := b.asProvider(t, b.delegated)
	change := func(do func(*intake.AttachEvidence)) intake.AttachEvidence {
		in := document("k")
		do(&in)
		return in
	}
	if _, err := b.AttachEvidence(t.Context(), document("k")); !errors.Is(err, auth.ErrUnauthenticated) {
		t.Errorf("nobody: got %v", err)
	}
	if _, err := b.AttachEvidence(b.asProvider(t, b.signing), document("k")); !errors.Is(err, intake.ErrEvidenceRequestNotFound) {
		t.Errorf("another provider: got %v", err)
	}
	tests := []struct {
		name string
		in   intake.AttachEvidence
		want errs.Code
	}{
		{"an unknown request", change(func(in *intake.AttachEvidence) { in.Request = "00000000-0000-4000-8000-0000000000ff" }), errs.EvidenceRequestNotFound},
		{"no id at all", change(func(in *intake.AttachEvidence) { in.Request = patientName }), errs.EvidenceRequestNotFound},
		{"empty", change(func(in *intake.AttachEvidence) { in.Content = nil }), errs.FieldRequired},
		{"too large", change(func(in *intake.AttachEvidence) { in.Content = make([]byte, intake.MaxDocumentBytes+1) }), errs.DocumentTooLarge},
		{"no media type", change(func(in *intake.AttachEvidence) { in.MediaType = "" }), errs.MediaTypeInvalid},
		{"half a media type", change(func(in *intake.AttachEvidence) { in.MediaType = "pdf" }), errs.MediaTypeInvalid},
		{"no key", change(func(in *intake.AttachEvidence) { in.IdempotencyKey = "" }), errs.IdempotencyKeyRequired},
	}
	before := b.counts(t)
	for _, test := range tests {
		if _, err := b.AttachEvidence(ours, test.in); errs.CodeOf(err) != test.want {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
	b.setClock(b.clock().Add(time.Hour + time.Second))
	if _, err := b.AttachEvidence(ours, document("k")); !errors.Is(err, intake.ErrEvidenceRequestClosed) {
		t.Errorf("too late: got %v", err)
	}
	if got := b.counts(t); !reflect.DeepEqual(got, before) {
		t.Errorf("left behind: %v", got)
	}
}

func TestAttachEvidence_AtOnceOneDocumentAnswers(t *testing.T) {
	t.Parallel()
	b, _ := pended(t)
	const requests = 6
	var group sync.WaitGroup
	var mu sync.Mutex
	closed := 0
	for i := range requests {
		group.Go(func() {
			_, err := b.AttachEvidence(b.asProvider(t, b.delegated), document(string(rune('a'+i))))
			mu.Lock()
			defer mu.Unlock()
			if errors.Is(err, intake.ErrEvidenceRequestClosed) {
				closed++
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if got := b.counts(t)["documents"]; got != 1 || closed != requests-1 {
		t.Errorf("%d documents, %d refused", got, closed)
	}
	if got := b.blobs(t); got != 1 {
		t.Errorf("%d blobs: those that answer nothing are removed", got)
	}
}

// blobs returns how many documents the store has.
func (b *bundle) blobs(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir(b.documents)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return len(entries)
}

func TestAttachEvidence_SameKeyOtherContentConflicts(t *testing.T) {
	t.Parallel()
	b, _ := pended(t)
	_, err := b.AttachEvidence(b.asProvider(t, b.delegated), document("k"))
	must(t, err)
	in := document("k")
	in.Content = []byte("other")
	if _, err := b.AttachEvidence(b.asProvider(t, b.delegated), in); !errors.Is(err, intake.ErrIdempotencyKeyConflict) {
		t.Fatalf("got %v", err)
	}
}

// Every text that intake gives out about what it was given, for inputs that are
// nothing but secrets.
func TestErrors_SayNothingOfWhatWasGiven(t *testing.T) {
	t.Parallel()
	b, _ := pended(t)
	const secret = "TOPSECRET"
	var texts []string
	add := func(err error) {
		if err == nil {
			return
		}
		texts = append(texts, err.Error())
	}
	draft := b.draft(1)
	draft.Claim.Type, draft.Claim.MemberNumber, draft.Claim.PatientAccountNumber = secret, secret, strings.Repeat(secret, 9)
	draft.Claim.PriorAuthorization = secret + "\x00"
	draft.Claim.Diagnoses[0].Value = secret
	draft.Claim.Lines[0].Procedure.Value, draft.Claim.Lines[0].PlaceOfService = secret, secret
	draft.Claim.Lines[1].Modifiers = []string{secret}
	stranger := b.draft(2)
	stranger.Claim.MemberNumber = secret
	for _, rejected := range b.submit(t, "x", draft, stranger).Rejected {
		for _, fault := range rejected.Faults {
			add(fault)
			texts = append(texts, fault.Path, fault.Text, string(fault.Code))
		}
	}
	_, err := b.Submit(b.asProvider(t, b.delegated), b.submission("x", b.draft(3)))
	add(err)
	_, err = b.Submit(b.asProvider(t, b.delegated), b.submission(strings.Repeat(secret, 40), b.draft(3)))
	add(err)
	storetest.Exec(t, b.url, `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.stage := ''TOPSECRET''; RETURN NEW; END'`)
	storetest.Exec(t, b.url, "CREATE TRIGGER refuse BEFORE INSERT ON claims FOR EACH ROW EXECUTE FUNCTION refuse()")
	_, err = b.Submit(b.asProvider(t, b.delegated), b.submission("y", b.draft(3)))
	add(err)
	in := b.enrolment("y", secret+"\x00")
	_, err = b.EnrolCoverage(b.asInsurer(t), in)
	add(err)
	in = b.enrolment("y", secret)
	in.Patient.Name = secret + "\x00"
	_, err = b.EnrolCoverage(b.asInsurer(t), in)
	add(err)
	attach := document("z")
	attach.Request = secret
	_, err = b.AttachEvidence(b.asProvider(t, b.delegated), attach)
	add(err)
	attach = document("z")
	attach.MediaType = secret
	_, err = b.AttachEvidence(b.asProvider(t, b.delegated), attach)
	add(err)
	if len(texts) < 20 {
		t.Fatalf("only %d texts", len(texts))
	}
	for _, text := range texts {
		if strings.Contains(text, secret) || strings.Contains(text, memberNumber) || strings.Contains(text, account) {
			t.Errorf("an error says %q", text)
		}
	}
}

// The ledger is told once, when the last of the documents asked for is there, whoever
// of those that come at once is the last.
func TestAttachEvidence_LastDocumentLetsTheClockRunAgain(t *testing.T) {
	t.Parallel()
	b, id := pended(t)
	const others = 3
	for i := range others {
		storetest.Exec(t, b.url, `INSERT INTO evidence_requests (id, claim_id, line, kind, asked_at, due_at, state)
			VALUES ($1, $2, $3, '18748-4', $4, $5, 'open')`, requestID[:35]+string(rune('b'+i)), string(id), i+2, b.clock(), b.clock().Add(time.Hour))
	}
	if _, err := b.AttachEvidence(b.asProvider(t, b.delegated), document("first")); err != nil {
		t.Fatal(err)
	}
	if acts := b.acts(t, id); len(acts) != 0 {
		t.Fatalf("the clock runs again with documents missing: %+v", acts)
	}
	var group sync.WaitGroup
	for i := range others {
		group.Go(func() {
			in := document(string(rune('a' + i)))
			in.Request = requestID[:35] + string(rune('b'+i))
			if _, err := b.AttachEvidence(b.asProvider(t, b.delegated), in); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	acts := b.acts(t, id)
	if len(acts) != 1 || acts[0].Kind != store.ActReceiveEvidence {
		t.Fatalf("got %+v, want one act", acts)
	}
	documents, err := b.cfg.DB.DocumentsOfClaim(t.Context(), id)
	must(t, err)
	hashes := make([]commitment.Hash, len(documents))
	for i := range documents {
		hashes[i] = documents[i].ContentHash
	}
	if acts[0].Hash != commitment.Root(hashes) {
		t.Error("the hash is not that of the documents")
	}
	signer, err := b.cfg.Keyring.AddressOf(t.Context(), "insurer/1/gateway")
	must(t, err)
	if got := storetest.Count(t, b.url, "SELECT count(*) FROM ledger_acts WHERE signer = $1", signer[:]); got != 1 {
		t.Error("not by the insurer's gateway")
	}
}
