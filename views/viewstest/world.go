// Package viewstest fills a test's database with parties, claims and rows of the
// chain, and puts the views on it.
package viewstest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
	"github.com/clearclaim/clearclaim/views"
)

// The instants of the tests.
var (
	Now        = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	ReceiptBy  = Now.Add(time.Minute)
	ReceivedAt = Now.Add(10 * time.Second)
	Due        = Now.Add(45 * 24 * time.Hour)
)

// PromptPayDays is the clock of both plans, whose days are those of UTC.
const PromptPayDays = 30

// PromptPayUntil is when the clock of what was received at [ReceivedAt] has run out.
var PromptPayUntil = time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC)

// Who asks in the tests.
var (
	Provider1 = auth.Principal{Subject: "p1", Role: auth.RoleProvider, Provider: 1}
	Provider2 = auth.Principal{Subject: "p2", Role: auth.RoleProvider, Provider: 2}
	Insurer1  = auth.Principal{Subject: "i1", Role: auth.RoleInsurer, Insurer: 1}
	Insurer2  = auth.Principal{Subject: "i2", Role: auth.RoleInsurer, Insurer: 2}
	Anna      = auth.Principal{Subject: "anna", Role: auth.RolePatient}
	Ben       = auth.Principal{Subject: "ben", Role: auth.RolePatient}
	Auditor   = auth.Principal{Subject: "a", Role: auth.RoleAuditor}
	Operator  = auth.Principal{Subject: "o", Role: auth.RoleOperator}
)

// As returns a context in which a principal asks.
func As(tb testing.TB, principal auth.Principal) context.Context {
	tb.Helper()
	return auth.WithPrincipal(tb.Context(), principal)
}

// World is a database with two insurers, two providers and two patients, anna of
// insurer 1 and ben of insurer 2, and the views on it.
type World struct {
	*views.Views
	// PriorPayers are those of the claims that are accepted from here on.
	PriorPayers []claims.PriorPayer
	// Alter changes the claims that are accepted from here on; nil leaves them as they are.
	Alter func(*claims.Claim)

	t       testing.TB
	address string
	db      *store.DB
	vault   *evidence.Vault
	config  views.Config
	keys    map[string]*evidence.PatientKey
	number  int // of ids given out

	// Statements counts those that the database was asked, and ChainReads the questions to
	// the chain's node.
	Statements *storetest.Statements
	ChainReads *atomic.Int64
}

// New returns a world with its parties and nothing else, on a database of the test's own.
func New(tb testing.TB) *World {
	tb.Helper()
	address := storetest.NewURL(tb)
	statements, reads := &storetest.Statements{}, &atomic.Int64{}
	db, err := store.Open(tb.Context(), address, store.WithTracer(statements))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(db.Close)
	w := &World{
		t: tb, address: address, db: db, vault: openVault(tb, db), keys: map[string]*evidence.PatientKey{}, Statements: statements, ChainReads: reads,
	}
	policy, err := auth.NewPolicy()
	if err != nil {
		tb.Fatal(err)
	}
	w.config = views.Config{
		DB: db, Vault: w.vault, Policy: policy, Escrows: escrows{reads}, TokenUnitsPerCent: big.NewInt(10_000), Totals: totals{reads},
		Clock: func() time.Time { return Now }, Log: slog.New(slog.DiscardHandler),
	}
	w.Restart()
	tb.Cleanup(func() { w.Close() }) // of the last ones
	w.addParties()
	return w
}

// Restart puts new views on the database, as another process does.
func (w *World) Restart() { w.Views = views.New(w.config) }

// Prune deletes changes that were kept long enough.
func (w *World) Prune() {
	w.t.Helper()
	if _, err := w.db.PruneClaimChanges(w.t.Context(), time.Now().Add(-views.ChangeRetention)); err != nil {
		w.t.Fatal(err)
	}
}

func openVault(tb testing.TB, db *store.DB) *evidence.Vault {
	tb.Helper()
	kms, err := evidence.OpenLocalKMS(filepath.Join(tb.TempDir(), "kms.json"))
	if err != nil {
		tb.Fatal(err)
	}
	blobs, err := evidence.FileBlobs(tb.TempDir())
	if err != nil {
		tb.Fatal(err)
	}
	vault, err := evidence.Open(tb.Context(), evidence.Config{KMS: kms, Keys: db, Blobs: blobs})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = vault.Close() })
	return vault
}

// escrows stands in for the chain: an insurer has 12.345678 in the escrow, owes 1.50 and
// pays at most 5000.00 a day.
type escrows struct{ reads *atomic.Int64 }

func (e escrows) EscrowBalance(context.Context, claims.InsurerID) (*big.Int, error) {
	e.reads.Add(1)
	return big.NewInt(12_345_678), nil
}

func (e escrows) EscrowFree(context.Context, claims.InsurerID) (*big.Int, error) {
	e.reads.Add(1)
	return big.NewInt(1_000_000), nil
}

func (e escrows) CapOf(context.Context, claims.InsurerID) (chain.Cap, error) {
	e.reads.Add(1)
	return chain.Cap{DailyCents: 500_000}, nil
}

func (e escrows) TotalOwed(context.Context, claims.InsurerID) (money.Amount, error) {
	e.reads.Add(1)
	return money.Cents(150), nil
}

// totals stands in for the chain: every benefit year took 120.00 of its deductible and
// 150.00 out of pocket, its family 50.00 more of each, and twelve visits.
type totals struct{ reads *atomic.Int64 }

func (t totals) Accumulators(
	_ context.Context, _ claims.InsurerID, _ *coverage.Plan, years []chain.YearWords,
) ([]benefits.Accumulators, error) {
	t.reads.Add(1)
	taken := make([]benefits.Accumulators, len(years))
	for i := range years {
		taken[i] = benefits.Accumulators{
			Deductible: money.Cents(12_000), OutOfPocket: money.Cents(15_000), HasFamily: true,
			FamilyDeductible: money.Cents(17_000), FamilyOutOfPocket: money.Cents(20_000),
		}
		taken[i].Counters[0].Used = 12
		taken[i].Counters[1] = benefits.Counter{Used: 5, WindowStart: serviceDate}
	}
	return taken, nil
}

func (w *World) id() string {
	w.number++
	return fmt.Sprintf("00000000-0000-4000-8000-%012x", w.number)
}

func (w *World) inTx(do func(ctx context.Context, tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.InTx(w.t.Context(), func(tx *store.Tx) error { return do(w.t.Context(), tx) }); err != nil {
		w.t.Fatal(err)
	}
}

// Exec runs a statement by hand.
func (w *World) Exec(statement string, args ...any) {
	w.t.Helper()
	storetest.Exec(w.t, w.address, statement, args...)
}

// CoverageOf names the coverages of the patients.
var CoverageOf = map[string]string{
	"anna": "00000000-0000-4000-9000-000000000001", "ben": "00000000-0000-4000-9000-000000000002",
}

func (w *World) addParties() {
	gold, tin := planDocument(w.t, 1, "Gold", store.RulesID{}), planDocument(w.t, 2, "Tin", store.RulesID{})
	w.inTx(func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(
			tx.AddInsurer(ctx, store.Insurer{ID: 1, Name: "Acme", CreatedAt: Now}),
			tx.AddInsurer(ctx, store.Insurer{ID: 2, Name: "Best", CreatedAt: Now}),
			tx.AddProvider(ctx, store.Provider{ID: 1, Identifier: "P1", Name: "Clinic", RegisteredBy: 1, IsDelegated: true, CreatedAt: Now}),
			tx.AddProvider(ctx, store.Provider{ID: 2, Identifier: "P2", Name: "Doctor", RegisteredBy: 1, CreatedAt: Now}),
			tx.AddPlan(ctx, store.Plan{ID: 1, Insurer: 1, Name: "Gold", Document: gold, CreatedAt: Now}),
			tx.AddPlan(ctx, store.Plan{ID: 2, Insurer: 2, Name: "Tin", Document: tin, CreatedAt: Now}),
		)
	})
	for insurer, subject := range []string{"anna", "ben"} {
		key, wrapped, err := w.vault.NewPatientKey(w.t.Context(), w.id())
		if err != nil {
			w.t.Fatal(err)
		}
		w.keys[subject] = key
		member, err := key.SealMemberNumber(CoverageOf[subject], "MEMBER-"+subject)
		if err != nil {
			w.t.Fatal(err)
		}
		details, err := key.SealDetails(evidence.PatientDetails{Name: subject})
		if err != nil {
			w.t.Fatal(err)
		}
		digest := w.vault.MemberDigest(claims.InsurerID(insurer+1), "MEMBER-"+subject)
		w.inTx(func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(
				tx.AddPatient(ctx, store.Patient{
					ID: key.Patient(), Subject: subject, WrappedKey: wrapped, Details: details, CreatedAt: Now,
				}),
				tx.AddCoverage(ctx, store.Coverage{
					ID: CoverageOf[subject], Insurer: claims.InsurerID(insurer + 1), Patient: key.Patient(), Plan: claims.PlanID(insurer + 1),
					MemberDigest: digest[:], MemberNumber: member, Span: claims.Span{Start: claims.NewDate(2026, 1, 1)},
					Enrolment: "enrol/" + subject, CreatedAt: Now,
				}),
				addYear(ctx, tx, store.CoverageYear{
					ID: coverageYear, Coverage: CoverageOf[subject], Insurer: claims.InsurerID(insurer + 1),
					Span: claims.Span{Start: claims.NewDate(2026, 1, 1), End: claims.NewDate(2027, 1, 1)},
				}),
			)
		})
	}
}

// coverageYear is that of both coverages, each with its own insurer.
const coverageYear claims.CoverageYearID = 7

func addYear(ctx context.Context, tx *store.Tx, year store.CoverageYear) error {
	_, err := tx.AddCoverageYear(ctx, year)
	return err
}

// LoadRules has the plan of insurer 1 name a rule set of the files, and its prices; it comes before the
// first look at a claim.
func (w *World) LoadRules(files map[string][]byte) {
	w.t.Helper()
	loaded, faults, err := assessing.Load(w.t.Context(), w.db, 1, files, Now)
	if err != nil || len(faults) > 0 {
		w.t.Fatal(err, faults)
	}
	w.Exec("UPDATE plans SET document = $1 WHERE id = 1", planDocument(w.t, 1, "Gold", loaded.Tables.ID()))
}

// planDocument is a plan of one class, of which a patient pays a fifth.
func planDocument(tb testing.TB, insurer claims.InsurerID, name string, set store.RulesID) []byte {
	tb.Helper()
	plan := coverage.Plan{
		Insurer: insurer, Name: name, Rules: set.Root, Prices: set.PriceRoot, FamilyDeductible: coverage.Unlimited, OutOfPocketMax: coverage.LimitOf(money.Cents(200_000)),
		FamilyOutOfPocketMax: coverage.Unlimited, EvidenceDeadlineSeconds: 1,
		Coordination: coverage.Coordination{Method: coverage.Traditional, Allowable: coverage.HigherAllowed},
		Limits: []coverage.BenefitLimit{
			{Name: "visits", Kind: coverage.Visits, Period: coverage.BenefitYear, Max: 20},
			{Name: "window", Kind: coverage.Units, Period: coverage.Rolling, Max: 50, RollingDays: 365},
		},
		Classes: []coverage.Class{
			{Name: "all", IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, Coinsurance: 2000, LimitA: 1},
		},
		Clocks: coverage.Clocks{PromptPayDays: PromptPayDays, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30},
	}
	var err error
	if plan.Limits, err = coverage.Layout(plan.Limits); err != nil {
		tb.Fatal(err)
	}
	schedule, faults := pricing.ParseSchedule("system,code,class,method,amount,evidence\n*,*,all,percent,9000,\n", plan.ClassNames())
	if len(faults) > 0 {
		tb.Fatal(faults[0])
	}
	plan.FeeSchedule = schedule
	document, err := json.Marshal(plan)
	if err != nil {
		tb.Fatal(err)
	}
	return document
}

// Submission is a submission of the tests, and where it stands on chain.
type Submission struct {
	Insurer  claims.InsurerID
	Provider claims.ProviderID
	Root     [32]byte
	Claims   []claims.ID
	id       string
	sequence uint64
	batch    uint32
}

// serviceDate is that of all lines.
var serviceDate = claims.NewDate(2026, 2, 3)

// content is a claim of two adjudicated lines, of 100.00 and 50.00, and one that
// is information only.
func content(subject string) claims.Claim {
	code := codes.Code{System: codes.Synthetic, Value: "ZX100"}
	line := func(sequence int, cents int64) claims.Line {
		return claims.Line{
			Sequence: sequence, Procedure: code, Modifiers: []string{"LT"}, PlaceOfService: "11", DiagnosisPointers: []int{1},
			ServiceDate: serviceDate, Units: 1, Charge: money.Cents(cents), IsInformational: cents == 0,
		}
	}
	return claims.Claim{
		Type: claims.Professional, Frequency: claims.Original, PatientAccountNumber: "ACCOUNT-" + subject,
		MemberNumber: "MEMBER-" + subject, Diagnoses: []codes.Code{{System: codes.ICD10CM, Value: "E119"}},
		Lines: []claims.Line{line(1, 10_000), line(2, 5_000), line(3, 0)},
	}
}

// Denial is a posted reason of a line.
func Denial(line int) adjudicate.Reason {
	return adjudicate.Reason{
		Line: line, Group: "PR", CARC: "26", Rule: rules.BeforeCoverage.String(), RuleVersion: "1", IsPosted: true,
		Detail: adjudicate.Detail{Date: claims.NewDate(2026, 1, 1)},
	}
}

// Accept keeps a submission of one claim for each list of reasons, of the patient
// with the subject, accepted an hour after the one before.
func (w *World) Accept(provider claims.ProviderID, subject string, stage store.Stage, reasons ...adjudicate.Reasons) *Submission {
	w.t.Helper()
	key := w.keys[subject]
	s := &Submission{id: w.id(), Insurer: 1, Provider: provider, sequence: uint64(w.number)}
	if subject == "ben" {
		s.Insurer = 2
	}
	s.Root = sha256.Sum256([]byte(s.id))
	at := Now.Add(time.Duration(w.number) * time.Hour)
	rows := make([]store.NewClaim, len(reasons))
	for i := range reasons {
		claim := content(subject)
		claim.PriorPayers = w.PriorPayers
		if w.Alter != nil {
			w.Alter(&claim)
		}
		canonical, err := commitment.Canonical(claim)
		if err != nil {
			w.t.Fatal(err)
		}
		row := store.NewClaim{
			ID: claims.ID(w.id()), Submission: s.id, Position: i, Insurer: s.Insurer, Provider: provider, Patient: key.Patient(),
			Coverage: CoverageOf[subject], Plan: claims.PlanID(s.Insurer), CoverageYear: coverageYear, ServiceDay: serviceDate, ChargeCents: 15_000, Stage: stage,
			Prepared: make([]byte, len(commitment.Word{})), AcceptedAt: at,
		}
		account := w.vault.AccountDigest(provider, claim.PatientAccountNumber)
		row.AccountDigest = account[:]
		if row.Content, err = key.SealClaim(row.ID, commitment.Salt{1}, canonical); err != nil {
			w.t.Fatal(err)
		}
		if row.Assessment, err = key.SealReasons(row.ID, reasons[i].Canonical()); err != nil {
			w.t.Fatal(err)
		}
		rows[i] = row
		s.Claims = append(s.Claims, row.ID)
	}
	w.inTx(func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(
			tx.AddSubmission(ctx, &store.Submission{
				ID: s.id, Insurer: s.Insurer, Provider: provider, Sequence: s.sequence, Root: s.Root, ClaimCount: len(rows),
				Signature: []byte{1}, Acknowledgement: []byte{2}, AcceptedAt: at, ReceiptBy: ReceiptBy,
			}),
			tx.AddClaims(ctx, rows),
		)
	})
	return s
}

// block adds a block to the read model of the chain.
func (w *World) block(number int64) {
	w.t.Helper()
	hash := sha256.Sum256(fmt.Append(nil, number))
	w.Exec(`INSERT INTO chain_blocks (number, hash, parent_hash, mined_at) VALUES ($1, $2, $2, $3)
		ON CONFLICT DO NOTHING`, number, hash[:], Now)
}

// Final says up to which block the chain is final.
func (w *World) Final(number int64) {
	w.t.Helper()
	w.Exec(`INSERT INTO chain_cursor (ledger, number, hash, final_number, epoch, progressed_at) VALUES ('', 0, '', $1, 0, $2)
		ON CONFLICT (singleton) DO UPDATE SET final_number = $1`, number, Now)
}

// Receive puts the submission's receipt on chain, as a batch of its own, in a block.
func (w *World) Receive(s *Submission, batch uint32, block int64) {
	w.t.Helper()
	s.batch = batch
	w.block(block)
	w.Exec(`INSERT INTO chain_submissions VALUES ($1, $2, $3, $4, 0, $5, $6, true, $7, 0)`,
		s.Insurer, s.Provider, s.sequence, batch, len(s.Claims), s.Root[:], block)
	w.Exec(`INSERT INTO chain_batches VALUES ($1, $2, $3, $4, $5, $6, 1)`,
		s.Insurer, batch, s.Root[:], len(s.Claims), ReceivedAt, block)
}

// Batch keeps the submission's batch, which [World.Receive] put on chain, as one of those
// that are posted here: settling or settled.
func (w *World) Batch(s *Submission, stage string) {
	w.t.Helper()
	w.Exec("INSERT INTO batches (insurer_id, sequence, claim_count, stage, created_at) VALUES ($1, $2, $3, $4, $5)",
		s.Insurer, int64(s.batch), len(s.Claims), stage, Now)
	w.Exec("UPDATE submissions SET batch = $2, first_index = 0 WHERE id = $1", s.id, int64(s.batch))
}

// Determine puts a claim's first determination on chain.
func (w *World) Determine(s *Submission, index int, block int64, results ...benefits.LineResult) {
	w.t.Helper()
	w.DetermineVersion(s, index, 1, block, results...)
}

// DetermineVersion puts a determination of a claim on chain, which pays interest of
// a cent for each version before it.
func (w *World) DetermineVersion(s *Submission, index, version int, block int64, results ...benefits.LineResult) {
	w.t.Helper()
	w.block(block)
	var charge, allowed, paid, patient, noncovered int64
	isDenied := true
	for _, r := range results {
		charge, allowed, paid = charge+r.Charge.Cents(), allowed+r.Allowed.Cents(), paid+r.Paid.Cents()
		patient, noncovered = patient+r.PatientShare().Cents(), noncovered+r.Noncovered.Cents()
		isDenied = isDenied && r.IsDenied()
	}
	words, err := commitment.EncodeResults(results)
	if err != nil {
		w.t.Fatal(err)
	}
	var flags commitment.Flags
	if len(results) > 0 && results[0].IsCoordinated {
		flags = commitment.HasPriorPayers
	}
	w.Exec(`INSERT INTO chain_determinations (insurer_id, batch, claim_index, provider_id, coverage_year, service_day,
		receipt_leaf, result, determination_leaf, charge_cents, allowed_cents, paid_cents, patient_cents, noncovered_cents,
		is_denied, interest_cents, version, determined_at, tx_hash, block_number, log_index, flags)
		VALUES ($1, $2, $3, $4, $5, $6, $17, $7, $17, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		s.Insurer, s.batch, index, s.Provider, int64(coverageYear), int64(serviceDate), commitment.Bytes(words), charge, allowed,
		paid, patient, noncovered, isDenied, version-1, version, ReceivedAt, transaction(block), block, 10+index, int16(flags))
}

// Reverse undoes a version of a claim on chain; by is the claim that replaces it,
// of the same insurer, or nil.
func (w *World) Reverse(s *Submission, index, version int, block int64, by *claims.Number) {
	w.t.Helper()
	w.block(block)
	var batch, replacing any
	if by != nil {
		batch, replacing = int64(by.Batch.Sequence), int64(by.Index)
	}
	w.Exec(`INSERT INTO chain_reversals (insurer_id, batch, claim_index, version, provider_id, coverage_year, paid_cents,
		replaced_by_batch, replaced_by_index, reversed_at, tx_hash, block_number, log_index)
		VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11, $12)`,
		s.Insurer, s.batch, index, version, s.Provider, int64(coverageYear), batch, replacing, ReceivedAt, transaction(block),
		block, 50+index)
}

// Clock puts an event of a claim's clock on chain: pended, pend_ended after the
// seconds given in all, or overdue.
func (w *World) Clock(s *Submission, index int, kind string, block, stopped int64) {
	w.t.Helper()
	w.block(block)
	w.Exec(`INSERT INTO chain_clock_events (insurer_id, batch, claim_index, provider_id, kind, stopped_seconds, happened_at,
		block_number, log_index) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		s.Insurer, s.batch, index, s.Provider, kind, stopped, Now, block, 70+index)
}

// Pay puts a payout of the submission's batch on chain, of the kind given. What is
// owed or was is of the insurer's plan.
func (w *World) Pay(s *Submission, kind string, block, cents int64) {
	w.t.Helper()
	w.block(block)
	plan := claims.PlanID(s.Insurer)
	if kind == "released" {
		plan = 0
	}
	w.Exec(`INSERT INTO chain_payouts (insurer_id, batch, provider_id, plan_id, kind, payee, cents, token_amount, paid_at, tx_hash,
		block_number, log_index) VALUES ($1, $2, $3, $4, $5, $6, $7::bigint, $7::bigint * 10000, $8, $9, $10, $11)`,
		s.Insurer, s.batch, s.Provider, plan, kind, make([]byte, 20), cents, Now.Add(time.Duration(block)*time.Second),
		transaction(block), block, 100+int(s.Provider))
}

func transaction(block int64) []byte {
	hash := sha256.Sum256(fmt.Append(nil, "tx", block))
	return hash[:]
}

// PaidLine is a line of which the plan pays 80 %, after a write-off of a tenth.
func PaidLine(charge int64) benefits.LineResult {
	allowed := charge * 9 / 10
	return benefits.LineResult{
		Charge: money.Cents(charge), Units: 1, Allowed: money.Cents(allowed), Class: 0,
		Coinsurance: money.Cents(allowed / 5), Paid: money.Cents(allowed - allowed/5),
	}
}

// MetLine is a line of which the plan pays all that is allowed, since the most out of
// pocket is met.
func MetLine(charge int64) benefits.LineResult {
	line := PaidLine(charge)
	line.Coinsurance, line.Paid = money.Amount{}, line.Allowed
	return line
}

// CoordinatedLine is a paid line of which a payer before paid three fifths of the charge
// and left a fifth to the patient.
func CoordinatedLine(charge int64) benefits.LineResult {
	line := PaidLine(charge)
	fifth := charge / 5
	line.IsCoordinated = true
	line.Prior = claims.PriorAmounts{Paid: money.Cents(3 * fifth), Owed: money.Cents(fifth), Allowed: money.Cents(4 * fifth)}
	line.Paid = money.Cents(min(fifth, line.Allowed.Cents()-3*fifth))
	return line
}

// RecordOthers keeps what is known of a patient's other coverages.
func (w *World) RecordOthers(subject string, known *adjudicate.Coordination) {
	w.t.Helper()
	sealed, err := w.keys[subject].SealCoordination(CoverageOf[subject], known)
	if err != nil {
		w.t.Fatal(err)
	}
	w.inTx(func(ctx context.Context, tx *store.Tx) error {
		return tx.SetCoordination(ctx, CoverageOf[subject], sealed)
	})
}

// DeniedLine is a line denied by rule.
func DeniedLine(charge int64) benefits.LineResult {
	return benefits.LineResult{Charge: money.Cents(charge), Class: benefits.ClassDenied, Denial: benefits.DenialByEngine}
}

// LimitedLine is a line of which a limit leaves nothing.
func LimitedLine(charge int64) benefits.LineResult {
	return benefits.LineResult{
		Charge: money.Cents(charge), Allowed: money.Cents(charge), Noncovered: money.Cents(charge), Denial: benefits.DenialLimitReached,
	}
}

// UnpaidLine is a line that the deductible takes whole.
func UnpaidLine(charge int64) benefits.LineResult {
	return benefits.LineResult{
		Charge: money.Cents(charge), Units: 1, Allowed: money.Cents(charge), Deductible: money.Cents(charge),
	}
}

// Request adds an evidence request of a claim and returns its id.
func (w *World) Request(claim claims.ID, line int, state store.RequestState, due time.Time) views.EvidenceRequestID {
	w.t.Helper()
	id := w.id()
	w.Exec(`INSERT INTO evidence_requests (id, claim_id, line, kind, asked_at, due_at, state)
		VALUES ($1, $2, $3, '11506-3', $4, $5, $6)`, id, string(claim), line, Now, due, string(state))
	return views.EvidenceRequestID(id)
}

// Attach answers a request of a patient's claim with a document.
func (w *World) Attach(subject string, request views.EvidenceRequestID, mediaType string, content []byte) {
	w.t.Helper()
	asked, err := w.db.EvidenceRequest(w.t.Context(), string(request))
	if err != nil {
		w.t.Fatal(err)
	}
	stored, err := w.vault.Put(w.t.Context(), w.keys[subject], w.id(), content)
	if err != nil {
		w.t.Fatal(err)
	}
	w.inTx(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddDocument(ctx, &store.Document{
			ID: stored.Document, Claim: asked.Claim, Patient: w.keys[subject].Patient(), WrappedKey: stored.WrappedKey,
			ContentHash: stored.ContentHash, MediaType: mediaType, Bytes: stored.Bytes, Blob: stored.Blob, ReceivedAt: Now,
		})
	})
	w.Exec("UPDATE evidence_requests SET state = 'answered', document_id = $2 WHERE id = $1", string(request), stored.Document)
}

// Ask has a person look at a line of a patient's claim, and returns the review's id.
func (w *World) Ask(subject string, claim claims.ID, line int, rule rules.Rule, detail adjudicate.Detail) string {
	w.t.Helper()
	id := w.id()
	text, err := json.Marshal(detail)
	if err != nil {
		w.t.Fatal(err)
	}
	sealed, err := w.keys[subject].SealDetail(id, text)
	if err != nil {
		w.t.Fatal(err)
	}
	w.Exec(`INSERT INTO claim_reviews (id, claim_id, insurer_id, line, rule, detail, asked_at, state)
		SELECT $1, id, insurer_id, $3, $4, $5, $6, 'open' FROM claims WHERE id = $2`, id, string(claim), line, rule.String(), sealed,
		Now.Add(time.Duration(w.number)*time.Minute))
	return id
}

// Clear ends a review of a patient's claim: there is nothing to it.
func (w *World) Clear(subject, review, reasons string) {
	w.t.Helper()
	sealed, err := w.keys[subject].SealReviewReasons(review, reasons)
	if err != nil {
		w.t.Fatal(err)
	}
	w.Exec("UPDATE claim_reviews SET state = 'cleared', resolved_at = $2, resolved_by = 'ines', reasons = $3 WHERE id = $1", review, Now, sealed)
}

// Change tells of changes of claims in one transaction, as those do who change them.
func (w *World) Change(ids ...claims.ID) {
	w.t.Helper()
	err := w.db.InTx(w.t.Context(), func(tx *store.Tx) error {
		for _, id := range ids {
			tx.ClaimChanged(id)
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// ChangeBatch tells of a change of all claims of a batch, as the indexer does.
func (w *World) ChangeBatch(batch claims.BatchID) {
	w.t.Helper()
	w.Exec("INSERT INTO claim_changes (insurer_id, batch) VALUES ($1, $2)", int64(batch.Insurer), int64(batch.Sequence))
	w.Exec("SELECT pg_notify('claim_changed', '')")
}

// MoveChain has the read model of the chain reach a block.
func (w *World) MoveChain(number uint64) {
	w.t.Helper()
	w.Exec("UPDATE chain_cursor SET number = $1", int64(number))
	w.Exec("SELECT pg_notify('chain_moved', '')")
}

// Expect checks the one number that a query gives. Ids of claims are given as they are.
func (w *World) Expect(want int, query string, args ...any) {
	w.t.Helper()
	for i, arg := range args {
		if ids, ok := arg.([]claims.ID); ok {
			texts := make([]string, len(ids))
			for j, id := range ids {
				texts[j] = string(id)
			}
			args[i] = texts
		}
	}
	if got := storetest.Count(w.t, w.address, query, args...); got != want {
		w.t.Errorf("%s gave %d, want %d", query, got, want)
	}
}

// Settled adds a paid claim of one paid and one denied line, of anna and provider
// 1, with an evidence request that was answered.
func (w *World) Settled() *Submission {
	w.t.Helper()
	s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{Denial(2)})
	w.Receive(s, 4, 10)
	w.Determine(s, 0, 11, PaidLine(10_000), DeniedLine(5_000))
	w.Pay(s, "released", 11, 7_200)
	w.Request(s.Claims[0], 1, store.RequestAnswered, Due)
	return s
}

// Store returns the database.
func (w *World) Store() *store.DB { return w.db }

// Vault returns the vault of the patients' keys.
func (w *World) Vault() *evidence.Vault { return w.vault }

// Count returns the one number that a query gives.
func (w *World) Count(query string, args ...any) int {
	w.t.Helper()
	return storetest.Count(w.t, w.address, query, args...)
}

// ReadAs returns the rows of a table that a persona's database role reads.
func (w *World) ReadAs(persona string, who storetest.Settings, table string) []string {
	w.t.Helper()
	return storetest.RowsAs(w.t, w.address, persona, who, table)
}
