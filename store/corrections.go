package store

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// CorrectedClaim is an accepted claim with what a correction or an appeal of it
// rests on.
type CorrectedClaim struct {
	Exception
	Provider       claims.ProviderID
	PatientSubject string // "" is none
	CoverageID     string
	Year           claims.CoverageYearID
	ServiceDay     claims.Date
	Frequency      claims.Frequency
	// Number is the claim's on the ledger, nil until it has a batch.
	Number *claims.Number
	// IsCorrected is set when a replacement or a void of it was accepted.
	IsCorrected bool
}

// ReadableClaim returns the id of a claim that whoever reads may see, by its id or,
// where that is "", by its number on the ledger.
//
// Errors: [ErrNotFound].
func (q Queries) ReadableClaim(ctx context.Context, id claims.ID, number claims.Number) (claims.ID, error) {
	found, err := q.q.ReadableClaim(ctx, string(id), int64(number.Batch.Insurer), sequenceOf(number.Batch), int32(number.Index))
	return claims.ID(found), faultOf(err)
}

// ClaimToCorrect returns a claim by its id.
//
// Errors: [ErrNotFound].
func (q Queries) ClaimToCorrect(ctx context.Context, id claims.ID) (CorrectedClaim, error) {
	if id == "" {
		return CorrectedClaim{}, ErrNotFound
	}
	row, err := q.q.ClaimToCorrect(ctx, string(id), 0, nil, 0)
	return correctedOf(&row), faultOf(err)
}

// ClaimByNumber returns a claim by its number on the ledger.
//
// Errors: [ErrNotFound].
func (q Queries) ClaimByNumber(ctx context.Context, number claims.Number) (CorrectedClaim, error) {
	row, err := q.q.ClaimToCorrect(ctx, "", int64(number.Batch.Insurer), sequenceOf(number.Batch), int32(number.Index))
	return correctedOf(&row), faultOf(err)
}

func correctedOf(row *sqlc.ClaimToCorrectRow) CorrectedClaim {
	found := CorrectedClaim{
		Exception: Exception{
			ID: claims.ID(row.ID), Insurer: claims.InsurerID(row.InsurerID), Patient: row.PatientID, PatientKey: row.WrappedKey,
			Stage: Stage(row.Stage), Content: row.Content, Assessment: row.Assessment, Prepared: row.Prepared,
			Plan: claims.PlanID(row.PlanID),
			Coverage: coverage.Coverage{
				Plan: claims.PlanID(row.PlanID), Span: spanOf(row.StartDate, row.EndDate),
				Years: []coverage.Year{{
					ID: claims.CoverageYearID(row.CoverageYear), Span: spanOf(row.YearStart, &row.YearEnd),
					FamilyYear: claims.FamilyYearID(row.FamilyYear), Extension: claims.ExtensionID(row.Extension),
				}},
			},
		},
		Provider: claims.ProviderID(row.ProviderID), PatientSubject: row.PatientSubject, CoverageID: row.CoverageID,
		Year: claims.CoverageYearID(row.CoverageYear), ServiceDay: claims.Date(row.ServiceDay),
		Frequency: claims.Frequency(row.Frequency), IsCorrected: row.IsCorrected,
	}
	if row.Batch != nil {
		batch := claims.BatchID{Insurer: found.Insurer, Sequence: uint32(*row.Batch)}
		found.Number = &claims.Number{Batch: batch, Index: uint16(row.ClaimIndex)}
	}
	return found
}

// IsRestoring reports whether a transaction that a claim's standing rests on was
// included and is not shown, as a reorganisation took it back or it is not read yet; or is
// an act's that is open yet: its receipt is not known or does not hold, or the settlement
// has not looked.
func (q Queries) IsRestoring(ctx context.Context, id claims.ID) (bool, error) {
	isRestoring, err := q.q.IsRestoring(ctx, string(id))
	return isRestoring, faultOf(err)
}

// Appeal is the review of a determination as the ledger tells it.
type Appeal struct {
	Appeal         uint64
	GroundsHash    string // in hexadecimal
	IsAttested     bool   // filed by the insurer's gateway
	IsDeemedDenied bool   // the claim was overdue
	FiledAt        time.Time
	AnswerBy       time.Time // the zero Time where it went to a panel at once
	// Answer is the insurer's, "" until it answered; AnsweredAt is when.
	Answer     string
	AnsweredAt time.Time
	// Panel is before which it is or was, nil for none.
	Panel       *uint32
	EscalatedAt time.Time
	// Ruling is the panel's, "" until it ruled; RuledAt is when.
	Ruling   string
	RuledAt  time.Time
	LapsedAt time.Time
}

// outcomeOverturned is the word for a determination that was made again.
const outcomeOverturned = "overturned"

// IsOpen reports whether the appeal waits for somebody.
func (a *Appeal) IsOpen() bool {
	return a.Ruling == "" && a.LapsedAt.IsZero() && a.Answer != outcomeOverturned
}

// IsBinding reports whether a panel determined the claim otherwise: that stays out
// of the insurer's hands.
func (a *Appeal) IsBinding() bool { return a.Ruling == outcomeOverturned }

// Appeals returns the appeals of a claim, in the order of their filing.
func (q Queries) Appeals(ctx context.Context, number claims.Number) ([]Appeal, error) {
	rows, err := q.q.AppealEvents(ctx, int64(number.Batch.Insurer), int64(number.Batch.Sequence), int32(number.Index))
	if err != nil {
		return nil, faultOf(err)
	}
	events := make([]appealEvent, len(rows))
	for i, row := range rows {
		events[i] = appealEvent{
			Appeal: row.Appeal, Kind: AppealKind(row.Kind), Outcome: row.Outcome, IsAttested: row.IsAttested,
			IsDeemedDenied: row.IsDeemedDenied, Hash: hex.EncodeToString(row.Hash), AnswerBy: row.AnswerBy, Panel: row.PanelID, At: row.HappenedAt,
		}
	}
	return appealsOf(events), nil
}

// appealEvent is a step of an appeal as the read model has it.
type appealEvent struct {
	Appeal         int64      `json:"appeal"`
	Kind           AppealKind `json:"kind"`
	Outcome        string     `json:"outcome"`
	Hash           string     `json:"hash"`
	IsAttested     bool       `json:"is_attested"`
	IsDeemedDenied bool       `json:"is_deemed_denied"`
	AnswerBy       *time.Time `json:"answer_by"`
	Panel          *int64     `json:"panel_id"`
	At             time.Time  `json:"happened_at"`
}

// appealsOf follows the events of a claim's appeals.
func appealsOf(events []appealEvent) []Appeal {
	var appeals []Appeal
	for i := range events {
		event := &events[i]
		if event.Kind == AppealFiled {
			appeals = append(appeals, filedAppeal(event))
			continue
		}
		for j := range appeals {
			if appeals[j].Appeal == uint64(event.Appeal) {
				appeals[j].follow(event)
			}
		}
	}
	return appeals
}

func filedAppeal(event *appealEvent) Appeal {
	filed := Appeal{
		Appeal: uint64(event.Appeal), GroundsHash: event.Hash, IsAttested: event.IsAttested, IsDeemedDenied: event.IsDeemedDenied, FiledAt: inUTC(event.At),
	}
	if event.AnswerBy != nil {
		filed.AnswerBy = inUTC(*event.AnswerBy)
	}
	return filed
}

// follow adds what an event after the filing says.
func (a *Appeal) follow(event *appealEvent) {
	at := inUTC(event.At)
	switch event.Kind {
	case AppealAnswered:
		a.Answer, a.AnsweredAt = event.Outcome, at
	case AppealEscalated:
		panel := uint32(*event.Panel)
		a.Panel, a.EscalatedAt = &panel, at
	case AppealRuled:
		a.Ruling, a.RuledAt = event.Outcome, at
	case AppealLapsed:
		a.LapsedAt = at
	case AppealFiled:
	}
}

// IsUnderAppeal reports whether the insurer may not undo a claim's determination:
// an appeal is open, or a panel determined it.
func (q Queries) IsUnderAppeal(ctx context.Context, number claims.Number) (bool, error) {
	appeals, err := q.Appeals(ctx, number)
	if err != nil || len(appeals) == 0 {
		return false, err
	}
	for i := range appeals {
		if appeals[i].IsOpen() || appeals[i].IsBinding() {
			return true, nil
		}
	}
	return false, nil
}

// RecoveryView is how a recovery stands.
type RecoveryView struct {
	Ordinal     uint16       `json:"ordinal"`
	Last        RecoveryKind `json:"kind"`  // what happened last
	Cents       int64        `json:"cents"` // as noticed
	LeftCents   int64        `json:"left_cents"`
	EffectiveAt time.Time    `json:"effective_at"` // not activated before
}

// Recoveries returns the recoveries that a claim led to: of its own determination
// that was reversed, or of the one that it replaces.
func (q Queries) Recoveries(ctx context.Context, number claims.Number) ([]RecoveryView, error) {
	rows, err := q.q.RecoveriesOfClaim(ctx, int64(number.Batch.Insurer), int64(number.Batch.Sequence), int32(number.Index))
	if err != nil {
		return nil, faultOf(err)
	}
	recoveries := make([]RecoveryView, len(rows))
	for i, row := range rows {
		recoveries[i] = RecoveryView{
			Ordinal: uint16(row.Ordinal), Last: RecoveryKind(row.Kind),
			Cents: row.Cents, LeftCents: row.LeftCents, EffectiveAt: inUTC(row.EffectiveAt),
		}
	}
	return recoveries, nil
}

// DebtView is what an insurer owes for a batch, provider and plan, without interest.
type DebtView struct {
	Insurer   claims.InsurerID
	Batch     uint32
	Provider  claims.ProviderID
	Plan      claims.PlanID
	Cents     int64
	OwedSince time.Time
	Reason    string // the last one: see [ChainPayout]
}

// Debts returns what an insurer owes, by batch, provider and plan, the first limit of them.
func (q Queries) Debts(ctx context.Context, insurer claims.InsurerID, limit int) ([]DebtView, error) {
	rows, err := q.q.DebtsOfInsurer(ctx, int64(insurer), int32(limit))
	if err != nil {
		return nil, faultOf(err)
	}
	debts := make([]DebtView, len(rows))
	for i, row := range rows {
		debts[i] = DebtView{
			Insurer: insurer, Batch: uint32(row.Batch), Provider: claims.ProviderID(row.ProviderID), Plan: claims.PlanID(row.PlanID), Cents: row.Cents,
			OwedSince: inUTC(row.OwedSince), Reason: row.Reason,
		}
	}
	return debts, nil
}

// DebtsTo returns what insurers owe to a provider, by insurer, batch and plan, the first limit of them.
func (q Queries) DebtsTo(ctx context.Context, provider claims.ProviderID, limit int) ([]DebtView, error) {
	rows, err := q.q.DebtsToProvider(ctx, int64(provider), int32(limit))
	if err != nil {
		return nil, faultOf(err)
	}
	debts := make([]DebtView, len(rows))
	for i, row := range rows {
		debts[i] = DebtView{
			Insurer: claims.InsurerID(row.InsurerID), Batch: uint32(row.Batch), Provider: provider, Plan: claims.PlanID(row.PlanID), Cents: row.Cents,
			OwedSince: inUTC(row.OwedSince), Reason: row.Reason,
		}
	}
	return debts, nil
}

// ActKind is what is done to a determination or to the appeal of one.
type ActKind string

// The kinds of acts.
const (
	ActReverse        ActKind = "reverse"
	ActAppeal         ActKind = "appeal"
	ActUphold         ActKind = "uphold"
	ActOverturn       ActKind = "overturn"
	ActEscalate       ActKind = "escalate"
	ActLapse          ActKind = "lapse"
	ActRuleUpheld     ActKind = "rule_upheld"
	ActRuleOverturned ActKind = "rule_overturned"

	// ActPend stops the clock of a claim that waits for documents; ActReceiveEvidence
	// and ActLiftPend let it run again.
	ActPend            ActKind = "pend"
	ActReceiveEvidence ActKind = "receive_evidence"
	ActLiftPend        ActKind = "lift_pend"
	// ActMarkOverdue proves that the clock ran out; ActAppealOverdue is the appeal of a
	// claim of which that is proved.
	ActMarkOverdue   ActKind = "mark_overdue"
	ActAppealOverdue ActKind = "appeal_overdue"
)

// IsOfClock reports whether the act is done to the clock of an undecided claim, and
// leaves determinations and appeals as they are.
func (k ActKind) IsOfClock() bool {
	switch k {
	case ActPend, ActReceiveEvidence, ActLiftPend, ActMarkOverdue:
		return true
	case ActReverse, ActAppeal, ActUphold, ActOverturn, ActEscalate, ActLapse, ActRuleUpheld, ActRuleOverturned, ActAppealOverdue:
	}
	return false
}

// ActState is how far an act has come.
type ActState string

// The states of an act.
const (
	ActOpen    ActState = "open"    // not yet on the ledger
	ActDone    ActState = "done"    // the read model shows it
	ActRefused ActState = "refused" // the ledger refused it
	ActDropped ActState = "dropped" // what it was for came about without it
)

// Act is something that a party does to a determination. It rests on the batch as
// it stands, so its transaction is made by whoever posts for the insurer.
type Act struct {
	ID      string
	Insurer claims.InsurerID
	Claim   claims.ID
	Kind    ActKind
	Signer  [20]byte
	Appeal  *uint64 // that a ruling is signed over, else nil
	// Hash is that of the statement, zero for none; Statement is encrypted.
	Hash      commitment.Hash
	Statement []byte
	// Prepared and Assessment are those of a determination that takes the place of
	// the standing one, else nil: see [NewClaim].
	Prepared   []byte
	Assessment []byte
	Signatures [][]byte // of a panel's members
	CreatedAt  time.Time
}

// AddAct keeps an act, which whoever posts for the insurer must be woken for.
func (t *Tx) AddAct(ctx context.Context, a *Act) error {
	params := sqlc.AddActParams{
		ID: a.ID, InsurerID: int64(a.Insurer), ClaimID: string(a.Claim), Kind: string(a.Kind), Signer: a.Signer[:],
		Statement: a.Statement, Prepared: a.Prepared, Assessment: a.Assessment, Signatures: a.Signatures, CreatedAt: a.CreatedAt,
	}
	if a.Appeal != nil {
		appeal := int64(*a.Appeal)
		params.Appeal = &appeal
	}
	if a.Hash != (commitment.Hash{}) {
		params.Hash = a.Hash[:]
	}
	return faultOf(t.q.AddAct(ctx, params))
}

// AddClockAct keeps an act of a claim workflow on the claim's clock, once a claim and
// kind: see [Tx.AddAct].
func (t *Tx) AddClockAct(ctx context.Context, a *Act) error {
	params := sqlc.AddClockActParams{
		ID: a.ID, InsurerID: int64(a.Insurer), ClaimID: string(a.Claim), Kind: string(a.Kind), Signer: a.Signer[:],
		Statement: a.Statement, CreatedAt: a.CreatedAt,
	}
	if a.Hash != (commitment.Hash{}) {
		params.Hash = a.Hash[:]
	}
	if err := t.q.AddClockAct(ctx, params); err != nil {
		return faultOf(err)
	}
	return t.AddHandOver(ctx, HandOver{Kind: HandOverSettle, Insurer: a.Insurer, CreatedAt: a.CreatedAt})
}

// LockClaim has others who lock the claim wait for the transaction's end.
func (t *Tx) LockClaim(ctx context.Context, id claims.ID) error {
	return faultOf(t.q.LockClaim(ctx, string(id)))
}

// ClaimClock is what the chain says of a received claim's clock. What did not happen
// is the zero Time.
type ClaimClock struct {
	ReceivedAt   time.Time
	DeterminedAt time.Time     // first
	PendedAt     time.Time     // since when it stands still
	Stopped      time.Duration // by pends that ended
	OverdueAt    time.Time     // when it was proved to have run out
	ChainAt      time.Time     // of the last block that is indexed
}

// ClockOfClaim returns the clock of a claim.
//
// Errors: [ErrNotFound] when its receipt is not on the chain.
func (q Queries) ClockOfClaim(ctx context.Context, number claims.Number) (ClaimClock, error) {
	row, err := q.q.ClockOfClaim(ctx, int32(number.Index), int64(number.Batch.Insurer), int64(number.Batch.Sequence))
	if err != nil {
		return ClaimClock{}, faultOf(err)
	}
	return ClaimClock{
		ReceivedAt: inUTC(row.ReceivedAt), DeterminedAt: happened(row.DeterminedAt), PendedAt: happened(row.PendedAt),
		Stopped: time.Duration(row.StoppedSeconds) * time.Second, OverdueAt: happened(row.OverdueAt), ChainAt: happened(row.MinedAt),
	}, nil
}

// happened returns the zero Time for what a query gives as 0.
func happened(at time.Time) time.Time {
	if at.Unix() == 0 {
		return time.Time{}
	}
	return inUTC(at)
}

// OpenAct is an act that is not on the ledger yet, with the transaction of its last attempt.
type OpenAct struct {
	Act
	// Number is the claim's on the ledger, zero until it has a batch.
	Number        claims.Number
	Attempt       int
	Failures      int // since the read model was last taken back
	IntentState   IntentState
	IntentFailure string
	IntentBlock   uint64
	IndexedBlock  uint64
	// IsShown is set when the read model has what the transaction told.
	IsShown bool
	Progress
}

// Progress is how far the claim of an act has come.
type Progress struct {
	Stage Stage
	// IsReceived, IsSettled and IsDetermined are of its batch, and of the claim itself, on the chain.
	IsReceived   bool
	IsSettled    bool
	IsDetermined bool
	IsPended     bool // its clock stands still on the chain
	IsOverdue    bool // that was proved
	IsAnswered   bool // what it was pended for is there, or its time has passed
}

// OpenActs returns an insurer's acts that are not on the ledger yet, in their order.
func (q Queries) OpenActs(ctx context.Context, insurer claims.InsurerID) ([]OpenAct, error) {
	rows, err := q.q.OpenActs(ctx, int64(insurer))
	if err != nil {
		return nil, faultOf(err)
	}
	open := make([]OpenAct, len(rows))
	for i := range rows {
		open[i] = openActOf(insurer, &rows[i])
	}
	return open, nil
}

func openActOf(insurer claims.InsurerID, row *sqlc.OpenActsRow) OpenAct {
	act := OpenAct{
		Act: Act{
			ID: row.ID, Insurer: insurer, Claim: claims.ID(row.ClaimID), Kind: ActKind(row.Kind), Signer: [20]byte(row.Signer),
			Appeal: appealOf(row.Appeal), Hash: hashOf(row.Hash), Prepared: row.Prepared, Signatures: row.Signatures,
			CreatedAt: inUTC(row.CreatedAt),
		},
		Attempt: int(row.Attempt), Failures: int(row.Failures), IntentState: IntentState(row.IntentState),
		IntentFailure: row.IntentFailure, IntentBlock: uint64(row.IntentBlock), IndexedBlock: uint64(row.IndexedBlock),
		IsShown: row.IsShown,
		Progress: Progress{
			Stage: Stage(row.ClaimStage), IsReceived: row.IsReceived, IsSettled: row.IsSettled, IsDetermined: row.IsDetermined,
			IsPended: row.IsPended, IsOverdue: row.IsOverdue, IsAnswered: row.IsAnswered,
		},
	}
	if row.Batch != nil {
		act.Number = claims.Number{
			Batch: claims.BatchID{Insurer: insurer, Sequence: uint32(*row.Batch)}, Index: uint16(row.ClaimIndex),
		}
	}
	return act
}

func appealOf(column *int64) *uint64 {
	if column == nil {
		return nil
	}
	appeal := uint64(*column)
	return &appeal
}

// CountAct counts an attempt. Version is that which the act determines, 0 for none.
func (t *Tx) CountAct(ctx context.Context, id string, version uint8) error {
	var determines *int16
	if version != 0 {
		of := int16(version)
		determines = &of
	}
	return faultOf(t.q.CountAct(ctx, determines, id))
}

// FailAct counts an attempt that failed.
func (t *Tx) FailAct(ctx context.Context, id string) error { return faultOf(t.q.FailAct(ctx, id)) }

// CloseAct notes that an act is done, or refused with the name of an error.
func (t *Tx) CloseAct(ctx context.Context, act *OpenAct, state ActState, failure string) error {
	if err := t.q.CloseAct(ctx, string(state), optional(failure), act.ID); err != nil {
		return faultOf(err)
	}
	t.ClaimChanged(act.Claim)
	return nil
}

// KeptAct is an act as it is shown.
type KeptAct struct {
	ID        string
	Kind      ActKind
	Appeal    *uint64
	Hash      commitment.Hash
	Statement []byte // encrypted
	// Prepared, Assessment and Version are those of a determination that it makes,
	// else nil and 0: see [Act].
	Prepared   []byte
	Assessment []byte
	Version    uint8
	State      ActState
	Failure    string // the error's name, where it was refused
	CreatedAt  time.Time
}

// ActsOfClaim returns what was done to a claim's determinations, in its order.
func (q Queries) ActsOfClaim(ctx context.Context, id claims.ID) ([]KeptAct, error) {
	rows, err := q.q.ActsOfClaim(ctx, string(id))
	if err != nil {
		return nil, faultOf(err)
	}
	acts := make([]KeptAct, len(rows))
	for i, row := range rows {
		acts[i] = KeptAct{
			ID: row.ID, Kind: ActKind(row.Kind), Appeal: appealOf(row.Appeal), Hash: hashOf(row.Hash), Statement: row.Statement,
			Prepared: row.Prepared, Assessment: row.Assessment, Version: uint8(row.Version), State: ActState(row.State), Failure: row.Failure, CreatedAt: inUTC(row.CreatedAt),
		}
	}
	return acts, nil
}

// IsInsurerPaused reports whether the ledger takes no receipts and determinations
// of an insurer now.
func (q Queries) IsInsurerPaused(ctx context.Context, insurer claims.InsurerID) (bool, error) {
	isPaused, err := q.q.IsInsurerPaused(ctx, int64(insurer))
	return isPaused, faultOf(err)
}
