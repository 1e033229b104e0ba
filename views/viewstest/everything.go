package viewstest

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/store"
)

// DocumentText and the patient's subject are the document of each settled claim.
const (
	DocumentType = "text/plain"
	DocumentText = "Discharge summary of "
)

// All is what [World.Everything] made.
type All struct {
	// Settled is a claim that was paid, appealed and replaced; Waiting one that waits for a
	// document and a review; Denied one that repeats another; Received is not yet decided;
	// Coordinated was paid after another payer; Refused is a replacement that the ledger
	// refused; Touched was determined while Settled stood.
	Settled, Waiting, Denied, Received, Coordinated, Refused, Touched *Submission
	// Request is the evidence request of the one that waits.
	Request string
}

// Claims returns the claims.
func (a All) Claims() []claims.ID {
	var ids []claims.ID
	for _, s := range []*Submission{a.Settled, a.Waiting, a.Denied, a.Received, a.Coordinated, a.Refused, a.Touched} {
		ids = append(ids, s.Claims[0])
	}
	return ids
}

// Everything adds claims of a provider and a patient to which all has happened that
// can be shown of a claim, in a batch and those after it, so that every table that
// somebody reads has rows of theirs.
func (w *World) Everything(provider claims.ProviderID, subject string, batch uint32) All {
	w.t.Helper()
	block := int64(batch) * 100
	settled := w.Accept(provider, subject, store.StageClean, adjudicate.Reasons{Denial(2)})
	w.Receive(settled, batch, block)
	w.Clock(settled, 0, "pended", block+1, 0)
	w.Clock(settled, 0, "pend_ended", block+2, 60)
	w.Clock(settled, 0, "overdue", block+3, 0)
	w.Determine(settled, 0, block+4, PaidLine(10_000), DeniedLine(5_000))
	w.Pay(settled, "owed", block+4, 7_200)
	w.Pay(settled, "owed_released", block+5, 7_100)
	w.Exec("UPDATE chain_payouts SET owed_reason = 'fundsLacking' WHERE kind = 'owed'")
	sent := w.Request(settled.Claims[0], 1, store.RequestOpen, Due)
	w.Attach(subject, sent, DocumentType, []byte(DocumentText+subject))
	w.Clear(subject, w.Ask(subject, settled.Claims[0], 1, rules.MUEUnits, adjudicate.Detail{}), "fine")
	w.appeals(settled, subject, block+6)
	touched := w.Accept(provider, subject, store.StageClean, adjudicate.Reasons{})
	w.Receive(touched, batch+5, block+6)
	w.Determine(touched, 0, block+7, MetLine(10_000), MetLine(5_000))
	replacing := claims.Number{Batch: claims.BatchID{Insurer: settled.Insurer, Sequence: batch + 1}}
	w.Reverse(settled, 0, 1, block+8, &replacing)
	w.recover(settled, block+8)

	waiting := w.Accept(provider, subject, store.StagePended, adjudicate.Reasons{})
	w.Exec("UPDATE claims SET frequency = 7, replaces = $2 WHERE id = $1", string(waiting.Claims[0]), string(settled.Claims[0]))
	w.Batch(settled, "settled")
	w.Receive(waiting, batch+1, block+9)
	w.Clock(waiting, 0, "pended", block+10, 0)
	request := w.Request(waiting.Claims[0], 1, store.RequestOpen, Due)
	w.Ask(subject, waiting.Claims[0], 2, rules.MUEUnits, adjudicate.Detail{})

	denied := w.Accept(provider, subject, store.StageClean, adjudicate.Reasons{
		{
			Line: 1, Group: "OA", CARC: "18", Rule: rules.DuplicateExact.String(), RuleVersion: adjudicate.RuleVersion, IsPosted: true,
			Detail: adjudicate.Detail{Claim: settled.Claims[0], Line: 1},
		},
		{Line: 2, Group: "CO", CARC: "151", RARC: "N362", Rule: rules.MUEUnits.String(), RuleVersion: adjudicate.RuleVersion, IsPosted: true},
	})
	w.Receive(denied, batch+2, block+11)
	w.Determine(denied, 0, block+12, DeniedLine(10_000), DeniedLine(5_000))
	received := w.Accept(provider, subject, store.StageClean, adjudicate.Reasons{})
	w.Receive(received, batch+3, block+13)
	refused := w.Accept(provider, subject, store.StageClean, adjudicate.Reasons{})
	w.Exec("UPDATE claims SET frequency = 7, replaces = $2, stage = 'refused', refusal = 'ClaimIsFinal' WHERE id = $1",
		string(refused.Claims[0]), string(received.Claims[0]))
	coordinated := w.coordinate(provider, subject, batch+4, block+14)
	w.Authorize(subject, &adjudicate.Authorization{
		Number: "PA-" + subject, Provider: provider, Procedures: []codes.Code{{System: codes.Synthetic, Value: "ZX100"}},
		Span: claims.Span{Start: serviceDate, End: serviceDate.AddDays(30)}, Units: 5,
	})
	w.accesses(settled, subject)
	w.Consent(subject, provider, Now.Add(-time.Hour), Due, Now) // in force no more, and it gives nothing that is not the provider's own
	w.Exec("UPDATE coverages SET end_date = '2027-01-01' WHERE id = $1", CoverageOf[subject])
	w.Final(block + 50)
	return All{
		Settled: settled, Waiting: waiting, Denied: denied, Received: received, Coordinated: coordinated, Refused: refused, Touched: touched,
		Request: string(request),
	}
}

// Authorize registers a prior authorization of a patient.
func (w *World) Authorize(subject string, given *adjudicate.Authorization) {
	w.t.Helper()
	id := w.id()
	sealed, err := w.keys[subject].SealAuthorization(id, given)
	if err != nil {
		w.t.Fatal(err)
	}
	insurer := claims.InsurerID(1)
	if subject == "ben" {
		insurer = 2
	}
	w.inTx(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddAuthorization(ctx, &store.Authorization{
			ID: id, Insurer: insurer, Patient: w.PatientOf(subject), NumberDigest: sha256.Sum256([]byte(given.Number)), Content: sealed, CreatedAt: Now,
		})
	})
}

// coordinate adds a claim that was paid after another payer's answer; for want of one
// the patient's other claims wait.
func (w *World) coordinate(provider claims.ProviderID, subject string, batch uint32, block int64) *Submission {
	w.t.Helper()
	w.RecordOthers(subject, OtherCoverages())
	w.PriorPayers = PriorAnswers()
	defer func() { w.PriorPayers = nil }()
	coordinated := w.Accept(provider, subject, store.StageClean, adjudicate.Reasons{})
	w.Receive(coordinated, batch, block)
	w.Determine(coordinated, 0, block+1, CoordinatedLine(10_000), CoordinatedLine(5_000))
	return coordinated
}

// OtherCoverages is a patient with a plan of the spouse's, after the own one of another
// payer.
func OtherCoverages() *adjudicate.Coordination {
	return &adjudicate.Coordination{
		Own: cob.Coverage{
			Kind: cob.GroupPlan, Relationship: cob.Spouse, Subscriber: "s", Standing: cob.Active, Since: claims.NewDate(2020, 1, 1),
			Birthday: cob.MonthDay{Month: time.May, Day: 5},
		},
		Others: []adjudicate.OtherCoverage{{
			Coverage: cob.Coverage{ID: "60054", Kind: cob.GroupPlan, Relationship: cob.Self, Standing: cob.Active, Since: claims.NewDate(2021, 1, 1)},
			Span:     claims.Span{Start: claims.NewDate(2025, 1, 1), End: claims.NewDate(2027, 1, 1)},
		}},
	}
}

// PriorAnswers is what that payer answered to a claim as [World.Accept] makes it: three
// fifths paid, a fifth left to the patient, a dollar of it on the claim as a whole.
func PriorAnswers() []claims.PriorPayer {
	adjusted := func(group codes.Group, carc string, cents int64) claims.PriorAdjustment {
		return claims.PriorAdjustment{Group: group, CARC: carc, Amount: money.Cents(cents)}
	}
	return []claims.PriorPayer{{
		Payer: "60054", AnswerDate: claims.NewDate(2026, 2, 20), Paid: money.Cents(9_000),
		Adjustments: []claims.PriorAdjustment{adjusted("PR", "2", 100)},
		Lines: []claims.PriorLine{
			{Sequence: 1, Paid: money.Cents(6_000), Adjustments: []claims.PriorAdjustment{adjusted("CO", "45", 2_000), adjusted("PR", "2", 2_000)}},
			{Sequence: 2, Paid: money.Cents(3_100), Adjustments: []claims.PriorAdjustment{adjusted("CO", "45", 1_000), adjusted("PR", "2", 900)}},
		},
	}}
}

// Consent keeps a patient's consent to a provider; it ends or was revoked where there is
// an instant.
func (w *World) Consent(subject string, provider claims.ProviderID, granted, expires, revoked time.Time) {
	w.t.Helper()
	orNone := func(at time.Time) any {
		if at.IsZero() {
			return nil
		}
		return at
	}
	w.Exec("INSERT INTO consents (id, patient_id, provider_id, granted_at, expires_at, revoked_at) VALUES ($1, $2, $3, $4, $5, $6)",
		w.id(), w.keys[subject].Patient(), provider, granted, orNone(expires), orNone(revoked))
}

// accesses keeps records of who read a claim and its patient's coverage.
func (w *World) accesses(s *Submission, subject string) {
	w.t.Helper()
	for _, read := range []store.Access{
		{Subject: "in", Role: "insurer", Organization: uint32(s.Insurer), Action: "readClaim", Claims: s.Claims, Fields: []string{"Claim.diagnoses"}},
		{Subject: "pr", Role: "provider", Organization: uint32(s.Provider), Action: "estimateClaim", Coverages: []string{CoverageOf[subject]}},
		{Subject: subject, Role: "patient", Action: "readCoverage", Coverages: []string{CoverageOf[subject]}, Fields: []string{"Coverage.plan"}},
	} {
		read.At = Now.Add(time.Hour) // before those of the test in the log
		if err := w.db.RecordAccess(w.t.Context(), read); err != nil {
			w.t.Fatal(err)
		}
	}
}

// appeals puts two appeals of a claim on chain: one that was filed here, answered,
// taken to a panel and ruled on, and one whose escalation the ledger refused.
func (w *World) appeals(s *Submission, subject string, block int64) {
	w.t.Helper()
	w.block(block)
	hash := w.act(s, subject, "appeal", "done", nil)
	w.appealEvent(s, block, 200, appealEvent{kind: "filed", hash: hash, provider: int64(s.Provider), answerBy: Due})
	w.appealEvent(s, block, 201, appealEvent{kind: "answered", hash: hash, outcome: "upheld"})
	w.appealEvent(s, block, 202, appealEvent{kind: "escalated", hash: hash, panel: 2})
	w.appealEvent(s, block, 203, appealEvent{kind: "ruled", hash: hash, outcome: "upheld"})
	second := w.act(s, subject, "appeal", "done", nil)
	w.appealEvent(s, block+1, 200, appealEvent{kind: "filed", hash: second, provider: int64(s.Provider), answerBy: Due})
	w.act(s, subject, "escalate", "refused", "AppealTooLate")
}

// act keeps an act on a claim's determination with a statement, and returns its hash.
func (w *World) act(s *Submission, subject, kind, state string, failure any) []byte {
	w.t.Helper()
	id := w.id()
	sealed, err := w.keys[subject].SealStatement(id, []byte("grounds of "+subject))
	if err != nil {
		w.t.Fatal(err)
	}
	hash := sha256.Sum256([]byte(id))
	w.Exec(`INSERT INTO ledger_acts (id, insurer_id, claim_id, kind, signer, hash, statement, state, failure, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id, s.Insurer, string(s.Claims[0]), kind, make([]byte, 20), hash[:], sealed, state, failure, Now)
	return hash[:]
}

// appealEvent is a step of an appeal; what does not apply is nil.
type appealEvent struct {
	kind                               string
	hash                               []byte
	outcome, panel, provider, answerBy any
}

// appealEvent puts a step on chain, of the appeal that is numbered as its block.
func (w *World) appealEvent(s *Submission, block int64, log int, e appealEvent) {
	w.t.Helper()
	w.Exec(`INSERT INTO chain_appeal_events (appeal, insurer_id, batch, claim_index, kind, outcome, hash, provider_id, is_attested,
		is_deemed_denied, answer_by, panel_id, happened_at, tx_hash, block_number, log_index)
		VALUES ($1, $2, $3, 0, $4, $5, $6, $7, true, false, $8, $9, $10, '', $1, $11)`,
		block, s.Insurer, s.batch, e.kind, e.outcome, e.hash, e.provider, e.answerBy, e.panel, Now, log)
}

// recover puts a recovery of a claim on chain, and a debt that was cancelled with it.
func (w *World) recover(s *Submission, block int64) {
	w.t.Helper()
	w.Exec(`INSERT INTO chain_recovery_events (insurer_id, batch, claim_index, ordinal, provider_id, kind, cents, left_cents, plan_id,
		effective_at, happened_at, tx_hash, block_number, log_index) VALUES ($1, $2, 0, 1, $3, 'noticed', 500, 500, $1, $4, $5, '', $6, 300)`,
		s.Insurer, s.batch, s.Provider, Due, Now, block)
	w.Exec(`INSERT INTO chain_debt_cancellations (insurer_id, batch, provider_id, plan_id, claim_batch, claim_index, cents, cancelled_at,
		tx_hash, block_number, log_index) VALUES ($1, $2, $3, $1, $2, 0, 10, $4, '', $5, 301)`, s.Insurer, s.batch, s.Provider, Now, block)
}

// PatientOf returns the id of a patient.
func (w *World) PatientOf(subject string) string { return w.keys[subject].Patient() }
