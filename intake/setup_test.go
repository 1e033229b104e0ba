package intake_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// Values that must not be seen outside of ciphertexts.
const (
	memberNumber = "MEMBER-SECRET-1"
	otherMember  = "MEMBER-SECRET-2"
	familyNumber = "FAMILY-SECRET-1"
	patientName  = "Jane Secretdoe"
	account      = "ACCOUNT-SECRET-1"
)

const feeSchedule = `system,code,class,method,amount,evidence
synthetic,ZX100,office,fee,10000,
synthetic,ZX101,office,fee,8000,
synthetic,ZX200,office,fee,5000,
synthetic,ZX301,imaging,fee,90000,18748-4
synthetic,ZX300,none,fee,3000,
`

// sender is the one double: it includes at once what is in the database, unless
// it is told to fail.
type sender struct {
	mu      sync.Mutex
	awaited []string
	fail    func(ctx context.Context, key string) error
}

func (s *sender) Await(ctx context.Context, key string) (chain.Inclusion, error) {
	s.mu.Lock()
	s.awaited = append(s.awaited, key)
	fail := s.fail
	s.mu.Unlock()
	if fail != nil {
		return chain.Inclusion{}, fail(ctx, key)
	}
	return chain.Inclusion{}, ctx.Err()
}

func (s *sender) failWith(fail func(ctx context.Context, key string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = fail
}

// bundle is a service on a database of its own, with an insurer, a plan, a
// provider that delegates signing, one that signs itself, and two members of one
// family.
type bundle struct {
	*intake.Service
	cfg       intake.Config
	kms       evidence.KMS
	url       string
	sender    *sender
	insurer   claims.InsurerID
	plan      claims.PlanID
	delegated claims.ProviderID
	signing   claims.ProviderID
	signer    chain.Address // of the one that signs itself
	coverage  string        // of memberNumber
	documents string        // directory of the blobs

	mu  sync.Mutex
	now time.Time
}

func (b *bundle) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bundle) setClock(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = now
}

// newBundle returns a service with nothing registered.
func newBundle(tb testing.TB) *bundle {
	tb.Helper()
	b := &bundle{url: storetest.NewURL(tb), sender: &sender{}, now: time.Date(2025, 6, 15, 12, 0, 0, 0, time.UTC)}
	db, err := store.Open(tb.Context(), b.url)
	must(tb, err)
	tb.Cleanup(db.Close)
	kms, err := evidence.OpenLocalKMS(filepath.Join(tb.TempDir(), "keyset.json"))
	must(tb, err)
	b.kms = kms
	directory := tb.TempDir()
	b.documents = filepath.Join(directory, "documents")
	blobs, err := evidence.FileBlobs(directory)
	must(tb, err)
	vault, err := evidence.Open(tb.Context(), evidence.Config{KMS: kms, Keys: db, Blobs: blobs})
	must(tb, err)
	tb.Cleanup(func() { _ = vault.Close() })
	policy, err := auth.NewPolicy()
	must(tb, err)
	b.cfg = intake.Config{
		DB: db, Vault: vault, Policy: policy, Contracts: contracts(tb),
		Keyring: chain.NewKeyring(db, kms), Sender: b.sender, Clock: b.clock,
	}
	b.Service = intake.New(b.cfg)
	return b
}

// contracts returns the contracts of a deployment on a chain that only says its id.
func contracts(tb testing.TB) *chain.Contracts {
	tb.Helper()
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct {
			ID json.RawMessage `json:"id"`
		}
		_ = json.NewDecoder(r.Body).Decode(&request)
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":"0x7a69"}`, request.ID)
	}))
	tb.Cleanup(node.Close)
	client, err := chain.Dial(tb.Context(), node.URL, nil)
	must(tb, err)
	tb.Cleanup(client.Close)
	bound, err := chain.NewContracts(client, chain.Deployment{
		ChainID: 31337, Operator: chain.Address{1}, Organizations: chain.Address{2}, Plans: chain.Address{3},
		Coverages: chain.Address{4}, Escrow: chain.Address{5}, Ledger: chain.Address{6}, Token: chain.Address{7},
		IsTestToken: true, TokenUnitsPerCent: big.NewInt(10_000),
	})
	must(tb, err)
	return bound
}

func setup(tb testing.TB) *bundle {
	tb.Helper()
	b := newBundle(tb)
	b.register(tb)
	return b
}

// register registers all that a bundle has.
func (b *bundle) register(tb testing.TB) {
	tb.Helper()
	var err error
	b.insurer, err = b.RegisterInsurer(operator(tb), intake.RegisterInsurer{IdempotencyKey: "i", Name: "Acme"})
	must(tb, err)
	plan, faults, err := b.PublishPlan(b.asInsurer(tb), b.planRequest("p", "Gold"))
	must(tb, err)
	if len(faults) > 0 {
		tb.Fatalf("the plan has faults: %v", faults[0])
	}
	b.plan = plan
	b.delegated, err = b.RegisterProvider(b.asInsurer(tb), intake.RegisterProvider{
		IdempotencyKey: "d", Insurer: b.insurer, Identifier: "NPI-1", Name: "Clinic",
	})
	must(tb, err)
	b.signer, err = b.cfg.Keyring.Create(tb.Context(), "test/provider")
	must(tb, err)
	b.signing, err = b.RegisterProvider(b.asInsurer(tb), intake.RegisterProvider{
		IdempotencyKey: "s", Insurer: b.insurer, Identifier: "NPI-2", Name: "Hospital",
		Signer: &b.signer, Payee: &chain.Address{9}, Guardian: &chain.Address{10},
	})
	must(tb, err)
	b.coverage, err = b.EnrolCoverage(b.asInsurer(tb), b.enrolment("m1", memberNumber))
	must(tb, err)
	_, err = b.EnrolCoverage(b.asInsurer(tb), b.enrolment("m2", otherMember))
	must(tb, err)
}

func (b *bundle) planRequest(key, name string) intake.PublishPlan {
	return intake.PublishPlan{
		IdempotencyKey: key,
		Plan: coverage.Plan{
			Insurer: b.insurer, Name: name, Deductible: coverage.LimitOf(money.Cents(10000)),
			FamilyDeductible: coverage.Unlimited, OutOfPocketMax: coverage.Unlimited, FamilyOutOfPocketMax: coverage.Unlimited,
			Classes: []coverage.Class{
				{Name: "office", IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, Coinsurance: 2000},
				{Name: "imaging", IsCovered: true, IsOutOfPocketApplied: true, Coinsurance: 1000},
				{Name: "none", IsOutOfPocketApplied: true},
			},
			Clocks:                  coverage.Clocks{PromptPayDays: 30, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30},
			EvidenceDeadlineSeconds: 3600,
		},
		FeeSchedule: feeSchedule,
	}
}

func (b *bundle) enrolment(key, member string) intake.EnrolCoverage {
	return intake.EnrolCoverage{
		IdempotencyKey: key, Plan: b.plan, MemberNumber: member, FamilyNumber: familyNumber,
		Span:    claims.Span{Start: claims.NewDate(2024, 3, 1)},
		Patient: intake.Patient{Name: patientName, BirthDate: claims.NewDate(1950, 2, 3), Subject: "login-" + key},
	}
}

// draft returns a clean claim of two lines. Units and the day tell one from another.
func (b *bundle) draft(units int) intake.Draft {
	line := func(sequence int, code string, cents int64) claims.Line {
		return claims.Line{
			Sequence: sequence, Procedure: codes.Code{System: codes.Synthetic, Value: code}, PlaceOfService: "11",
			DiagnosisPointers: []int{1}, ServiceDate: claims.NewDate(2025, 5, 5).AddDays(-((units - 1) % 100)), Units: units, Charge: money.Cents(cents),
		}
	}
	return intake.Draft{Claim: claims.Claim{
		Type: claims.Professional, Frequency: claims.Original, Insurer: b.insurer, PatientAccountNumber: account,
		MemberNumber: memberNumber, Diagnoses: []codes.Code{{System: codes.ICD10CM, Value: "J069"}},
		Lines: []claims.Line{line(1, "ZX100", 20000), line(2, "ZX200", 6000)},
	}}
}

func (b *bundle) submission(key string, drafts ...intake.Draft) intake.Submission {
	return intake.Submission{IdempotencyKey: key, Provider: b.delegated, Drafts: drafts}
}

// submit submits as the provider that delegates signing.
func (b *bundle) submit(tb testing.TB, key string, drafts ...intake.Draft) intake.Answer {
	tb.Helper()
	answer, err := b.Submit(b.asProvider(tb, b.delegated), b.submission(key, drafts...))
	must(tb, err)
	return answer
}

// counts returns how many rows the tables of submissions have.
func (b *bundle) counts(tb testing.TB) map[string]int {
	tb.Helper()
	counts := make(map[string]int)
	for _, table := range []string{
		"submissions", "claims", "line_digests", "hand_overs", "submission_sequences", "documents",
	} {
		counts[table] = storetest.Count(tb, b.url, "SELECT count(*) FROM "+table)
	}
	counts["answers"] = storetest.Count(tb, b.url,
		"SELECT count(*) FROM idempotency_keys WHERE scope LIKE 'provider/%'")
	return counts
}

// stored reads a claim back as its workflow would.
func (b *bundle) stored(tb testing.TB, id claims.ID) (claim claims.Claim, reasons, stage string) {
	tb.Helper()
	conn := storetest.Row(tb, b.url, `SELECT c.content, c.assessment, c.stage, c.patient_id::text, p.wrapped_key
		FROM claims c JOIN patients p ON p.id = c.patient_id WHERE c.id = $1`, string(id))
	key, err := b.cfg.Vault.PatientKey(tb.Context(), conn[3].(string), conn[4].([]byte))
	must(tb, err)
	_, canonical, err := key.OpenClaim(id, conn[0].([]byte))
	must(tb, err)
	claim, err = commitment.ParseClaim(canonical)
	must(tb, err)
	opened, err := key.OpenReasons(id, conn[1].([]byte))
	must(tb, err)
	return claim, string(opened), conn[2].(string)
}

func operator(tb testing.TB) context.Context {
	tb.Helper()
	return auth.WithPrincipal(tb.Context(), auth.Principal{Subject: "op", Role: auth.RoleOperator})
}

func (b *bundle) asInsurer(tb testing.TB) context.Context {
	tb.Helper()
	return auth.WithPrincipal(tb.Context(), auth.Principal{Subject: "in", Role: auth.RoleInsurer, Insurer: b.insurer})
}

func (b *bundle) asProvider(tb testing.TB, id claims.ProviderID) context.Context {
	tb.Helper()
	return auth.WithPrincipal(tb.Context(), auth.Principal{Subject: "pr", Role: auth.RoleProvider, Provider: id})
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
