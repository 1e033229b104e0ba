package store

import (
	"math/big"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

// ChainAt says where in the chain a fact stands.
type ChainAt struct {
	Block    uint64
	LogIndex uint32
	TxHash   [32]byte
	Time     time.Time // of the block
}

// The rows of the read model of the chain. The documents of the contracts' events
// say what they mean.
type (
	// ChainBlock is an indexed block.
	ChainBlock struct {
		ChainPoint
		ParentHash [32]byte
		Time       time.Time
		LogCount   int // of ours, as the node gave them
	}
	// ChainLog is a log as the node gave it.
	ChainLog struct {
		At      ChainAt
		Address [20]byte
		Topics  [][32]byte
		Data    []byte
	}
	// ChainSubmission is a received submission.
	ChainSubmission struct {
		At          ChainAt
		Batch       claims.BatchID
		Provider    claims.ProviderID
		Sequence    uint64
		FirstIndex  uint16
		Count       uint16
		Root        commitment.Hash
		IsDelegated bool
	}
	// ChainBatch is a received batch.
	ChainBatch struct {
		At              ChainAt
		Batch           claims.BatchID
		Root            commitment.Hash
		Count           uint16
		SubmissionCount uint16
		ReceivedAt      time.Time
	}
	// ChainSettlement is a settled batch.
	ChainSettlement struct {
		At                ChainAt
		Batch             claims.BatchID
		DeterminationRoot commitment.Hash
		Decided           uint16
		SettledAt         time.Time
		IsRootConfirmed   *bool // nil when it could not be computed
	}
	// ChainDetermination is one version of a claim's determination.
	ChainDetermination struct {
		At                ChainAt
		Number            claims.Number
		Provider          claims.ProviderID
		ReceiptLeaf       commitment.Hash
		DeterminationLeaf commitment.Hash
		Determination     commitment.Determination
		Result            []byte // the words of its results
		Charge            money.Amount
		Allowed           money.Amount
		Paid              money.Amount
		Patient           money.Amount
		Noncovered        money.Amount
		IsDenied          bool // every line is
	}
	// ChainUndecided is a claim that its settlement left undecided.
	ChainUndecided struct {
		At          ChainAt
		Number      claims.Number
		ReceiptLeaf commitment.Hash
	}
	// ChainDecision is the root after a claim was determined by its path.
	ChainDecision struct {
		At                ChainAt
		Number            claims.Number
		DeterminationRoot commitment.Hash
		IsRootConfirmed   *bool // nil when it could not be computed
	}
	// ChainLeftOut is a claim that was handed in whole and could not be determined.
	ChainLeftOut struct {
		At     ChainAt
		Number claims.Number
		Reason [4]byte
	}
	// ChainReversal is a version that does not stand any more.
	ChainReversal struct {
		At           ChainAt
		Number       claims.Number
		Version      uint8
		Provider     claims.ProviderID
		CoverageYear claims.CoverageYearID
		Paid         money.Amount
		ReplacedBy   claims.Number   // zero for none
		ReasonsHash  commitment.Hash // zero for none
	}
	// ChainClock is what happened to a claim's clock.
	ChainClock struct {
		At          ChainAt
		Number      claims.Number
		Provider    claims.ProviderID
		Kind        ClockKind
		Hash        commitment.Hash // of the pend's reason or the evidence; zero for none
		Stopped     time.Duration   // of [ClockPendEnded], in all
		OverdueDays uint32
	}
	// ChainReceipt is what became of a receipt that a provider posted itself.
	ChainReceipt struct {
		At         ChainAt
		Batch      claims.BatchID
		Provider   claims.ProviderID
		Kind       ReceiptKind
		Ciphertext []byte // nil of [ReceiptContested]
	}
)

// The rows of money.
type (
	// ChainPayout is money released to a provider, or owed to it.
	ChainPayout struct {
		At            ChainAt
		Batch         claims.BatchID
		Provider      claims.ProviderID
		Plan          claims.PlanID // zero of [PayoutReleased], which is of all plans
		Kind          PayoutKind
		OwedReason    string   // "" unless it is owed
		Payee         [20]byte // zero while owed
		Cents         int64
		InterestCents int64
		OffsetCents   int64
		TokenAmount   *big.Int // nil while owed
	}
	// ChainDebtCancellation is what is not owed any more.
	ChainDebtCancellation struct {
		At       ChainAt
		Batch    claims.BatchID // of the debt
		Provider claims.ProviderID
		Plan     claims.PlanID
		// Number is the claim that led to it: the reversed one, or that which replaces it.
		Number claims.Number
		Cents  int64
	}
	// ChainRecovery is what happened to a recovery. Number is as in [ChainDebtCancellation].
	ChainRecovery struct {
		At       ChainAt
		Number   claims.Number
		Ordinal  uint16
		Provider claims.ProviderID
		Kind     RecoveryKind
		Cents    int64
		// LeftCents is what is left to be taken.
		LeftCents int64
		// Plan and EffectiveAt are those of [RecoveryNoticed].
		Plan        claims.PlanID
		EffectiveAt time.Time
		// TakenBatch is the sequence of the batch whose payout it was taken off.
		TakenBatch uint32
	}
	// ChainCap is a bound of an insurer's payouts, or an exception from it.
	ChainCap struct {
		At      ChainAt
		Insurer claims.InsurerID
		// Cents is nil for no bound.
		Cents *uint64
		// Date is that of an exception, zero of the bound itself.
		Date        claims.Date
		EffectiveAt time.Time
	}
	// ChainMovement is a deposit into an escrow, or a withdrawal.
	ChainMovement struct {
		At           ChainAt
		Insurer      claims.InsurerID
		IsWithdrawal bool
		Counterparty [20]byte
		TokenAmount  *big.Int
	}
	// ChainTransfer is a transfer of the settlement token from or to the escrow.
	ChainTransfer struct {
		At          ChainAt
		Sender      [20]byte
		Recipient   [20]byte
		TokenAmount *big.Int
	}
)

// The rows of parties, coverages and appeals.
type (
	// ChainRegistration is something that was registered.
	ChainRegistration struct {
		At      ChainAt
		Kind    RegistrationKind
		Insurer claims.InsurerID
		ID      uint64
	}
	// ChainInsurerEvent is a change of an insurer's keys, or a pause.
	ChainInsurerEvent struct {
		At      ChainAt
		Insurer claims.InsurerID
		Kind    InsurerEventKind
		Role    string    // "" of a pause
		Key     *[20]byte // nil of a pause
		Other   *[20]byte // the key before, or who proposed or cancelled
		ReadyAt time.Time // of a proposal
	}
	// ChainProviderEvent is a change of a provider's signer, payee or guardian.
	ChainProviderEvent struct {
		At          ChainAt
		Provider    claims.ProviderID
		Kind        ProviderEventKind
		Place       ProviderPlace
		Account     [20]byte
		Previous    *[20]byte
		By          *[20]byte
		IsDelegated *bool     // of a signer
		ReadyAt     time.Time // of a proposal
	}
	// ChainCredentialEvent is a credential that was recorded, or revoked from the
	// start of the span on.
	ChainCredentialEvent struct {
		At         ChainAt
		Provider   claims.ProviderID
		IsRevoked  bool
		Credential string // licence, enrolment or exclusion
		Ordinal    uint16
		Span       claims.Span
		Hash       commitment.Hash
		By         [20]byte
	}
	// ChainValidityChange are days on which a provider came to be valid, or is not any more.
	ChainValidityChange struct {
		At        ChainAt
		Provider  claims.ProviderID
		IsGranted bool
		Span      claims.Span
	}
	// ChainCoverageEvent is a coverage year that was enrolled, or whose end changed.
	ChainCoverageEvent struct {
		At           ChainAt
		Insurer      claims.InsurerID
		CoverageYear claims.CoverageYearID
		IsEndChanged bool
		End          claims.Date
		// What follows is of the enrolment.
		Plan      claims.PlanID
		Start     claims.Date
		Family    claims.FamilyYearID
		Extension claims.ExtensionID
	}
	// ChainConsents is a published root of an insurer's log of consents.
	ChainConsents struct {
		At          ChainAt
		Insurer     claims.InsurerID
		Sequence    uint64
		Root        commitment.Hash
		Count       uint32
		PublishedAt time.Time
	}
	// ChainPanel is an appointed panel.
	ChainPanel struct {
		At       ChainAt
		ID       uint32
		Members  [][20]byte
		Majority uint8
	}
	// ChainAppeal is a step of an appeal.
	ChainAppeal struct {
		At      ChainAt
		Appeal  uint64
		Number  claims.Number
		Kind    AppealKind
		Outcome string          // upheld or overturned; "" of the other steps
		Hash    commitment.Hash // of grounds or reasons, or of the ruling; zero when it lapsed, or is ruled to stand
		// Of the filing. AnswerBy is zero where it goes to a panel at once.
		Provider       claims.ProviderID
		IsAttested     bool
		IsDeemedDenied bool
		AnswerBy       time.Time
		// Of the escalation.
		Panel         uint32
		IsForLateness bool
	}
)

// PayoutKind is what happened to a sum.
type PayoutKind string

// The kinds of payouts.
const (
	PayoutReleased     PayoutKind = "released"
	PayoutOwed         PayoutKind = "owed"
	PayoutOwedReleased PayoutKind = "owed_released"
)

// RecoveryKind is what happened to a recovery.
type RecoveryKind string

// The kinds of events of recoveries.
const (
	RecoveryNoticed   RecoveryKind = "noticed"
	RecoveryActivated RecoveryKind = "activated"
	RecoverySuspended RecoveryKind = "suspended"
	RecoveryResumed   RecoveryKind = "resumed"
	RecoveryWaived    RecoveryKind = "waived"
	RecoveryTaken     RecoveryKind = "taken"
)

// ClockKind is what happened to a claim's clock.
type ClockKind string

// The kinds of events of clocks.
const (
	ClockPended    ClockKind = "pended"
	ClockPendEnded ClockKind = "pend_ended"
	ClockOverdue   ClockKind = "overdue"
)

// ReceiptKind is what became of a receipt that a provider posted itself.
type ReceiptKind string

// The kinds of events of such receipts.
const (
	ReceiptPosted    ReceiptKind = "posted"
	ReceiptContested ReceiptKind = "contested"
	ReceiptAnswered  ReceiptKind = "answered"
)

// RegistrationKind is what was registered.
type RegistrationKind string

// The kinds of registrations.
const (
	RegisteredInsurer      RegistrationKind = "insurer"
	RegisteredProvider     RegistrationKind = "provider"
	RegisteredPlan         RegistrationKind = "plan"
	RegisteredCoverageYear RegistrationKind = "coverage_year"
)

// InsurerEventKind is what changed of an insurer.
type InsurerEventKind string

// The kinds of changes of insurers.
const (
	KeyChanged           InsurerEventKind = "key_changed"
	KeyProposed          InsurerEventKind = "key_proposed"
	KeyProposalCancelled InsurerEventKind = "key_proposal_cancelled"
	KeyRevoked           InsurerEventKind = "key_revoked"
	InsurerPaused        InsurerEventKind = "paused"
	InsurerResumed       InsurerEventKind = "resumed"
)

// ProviderEventKind is what changed of a provider.
type ProviderEventKind string

// The kinds of changes of providers.
const (
	PlaceProposed          ProviderEventKind = "proposed"
	PlaceProposalCancelled ProviderEventKind = "proposal_cancelled"
	PlaceChanged           ProviderEventKind = "changed"
	PlaceConfirmed         ProviderEventKind = "confirmed"
)

// ProviderPlace is what an account is to a provider.
type ProviderPlace string

// The places.
const (
	PlaceSigner   ProviderPlace = "signer"
	PlacePayee    ProviderPlace = "payee"
	PlaceGuardian ProviderPlace = "guardian"
)

// AppealKind is a step of an appeal.
type AppealKind string

// The steps of appeals.
const (
	AppealFiled     AppealKind = "filed"
	AppealAnswered  AppealKind = "answered"
	AppealEscalated AppealKind = "escalated"
	AppealLapsed    AppealKind = "lapsed"
	AppealRuled     AppealKind = "ruled"
)

// ChainRows are what a run of blocks adds to the read model.
type ChainRows struct {
	Blocks         []ChainBlock
	Logs           []ChainLog
	Submissions    []ChainSubmission
	Batches        []ChainBatch
	Settlements    []ChainSettlement
	Determinations []ChainDetermination
	Undecided      []ChainUndecided
	Decisions      []ChainDecision
	LeftOut        []ChainLeftOut
	Reversals      []ChainReversal
	Clocks         []ChainClock
	Receipts       []ChainReceipt

	Payouts           []ChainPayout
	DebtCancellations []ChainDebtCancellation
	Recoveries        []ChainRecovery
	Caps              []ChainCap
	Movements         []ChainMovement
	Transfers         []ChainTransfer

	Registrations   []ChainRegistration
	InsurerEvents   []ChainInsurerEvent
	ProviderEvents  []ChainProviderEvent
	Credentials     []ChainCredentialEvent
	ValidityChanges []ChainValidityChange
	CoverageEvents  []ChainCoverageEvent
	Consents        []ChainConsents
	Panels          []ChainPanel
	Appeals         []ChainAppeal
}
