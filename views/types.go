package views

import (
	"math/big"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
)

// Ids of what has no number of its own.
type (
	// CoverageID names a coverage: a random UUID as text.
	CoverageID string
	// EvidenceRequestID names an evidence request: a random UUID as text.
	EvidenceRequestID string
)

// Holder is who has a claim.
type Holder string

// The holders.
const (
	// HolderGateway has it until the receipt is on the chain.
	HolderGateway Holder = "gateway"
	// HolderInsurer has it until it determines, and until it pays.
	HolderInsurer Holder = "insurer"
	// HolderProvider has it until it sends what was asked.
	HolderProvider Holder = "provider"
	// HolderNobody: the claim is decided and paid, or denied.
	HolderNobody Holder = "nobody"
)

// Standing is whether a determination stands.
type Standing string

// The standings.
const (
	Stands   Standing = "stands"
	Reversed Standing = "reversed"
	// Replaced: reversed by a claim that replaces or voids it.
	Replaced Standing = "replaced"
)

// Viewer is who is asking.
type Viewer struct {
	Subject  string
	Role     auth.Role
	Insurer  *Insurer
	Provider *Provider
}

// Insurer is a health insurer.
type Insurer struct {
	ID   claims.InsurerID
	Name string
}

// Escrow is an insurer's settlement account, as the chain has it now.
type Escrow struct {
	BalanceTokenUnits *big.Int
	// Balance is the balance rounded down to cents.
	Balance money.Amount
	Owed    money.Amount
	// FreeTokenUnits is what is not reserved for what is owed.
	FreeTokenUnits *big.Int
	// DailyCap is nil for none; all three in cents.
	DailyCap         *big.Int
	ApprovedAboveCap *big.Int
	PaidToday        *big.Int
	Debts            []*Debt
}

// OwedReason is why a payout is owed.
type OwedReason string

// The reasons to owe a payout.
const (
	FundsLacking OwedReason = "fundsLacking"
	PayeeRefused OwedReason = "payeeRefused"
	CapReached   OwedReason = "capReached"
)

// Debt is what an insurer owes for a batch, provider and plan.
type Debt struct {
	Insurer   claims.InsurerID
	Batch     int
	Provider  claims.ProviderID
	Plan      claims.PlanID
	Owed      money.Amount // without interest
	OwedSince time.Time
	Reason    OwedReason
}

// AppealStep is where an appeal stands.
type AppealStep string

// The steps of appeals.
const (
	AppealSubmitted AppealStep = "submitted" // not yet on the chain
	AppealRefused   AppealStep = "refused"   // by the ledger
	AppealFiled     AppealStep = "filed"     // the insurer is to answer
	AppealUpheld    AppealStep = "upheld"    // may be taken to a panel
	AppealEscalated AppealStep = "escalated" // a panel is to rule
	AppealClosed    AppealStep = "closed"
)

// AppealOutcome is what became of a determination that was appealed.
type AppealOutcome string

// The outcomes of appeals.
const (
	Upheld     AppealOutcome = "upheld"     // it stands
	Overturned AppealOutcome = "overturned" // determined again
)

// Appeal is the review of a determination. What it has not come to yet is nil.
type Appeal struct {
	Number *uint64 // on the chain
	Step   AppealStep
	// Failure is the error's name where the ledger refused what was handed in last.
	Failure *string
	// Grounds are nil for auditors, and where it was not filed here.
	Grounds    *string
	IsAttested *bool
	// IsDeemedDenied: the claim was overdue, and is not determined.
	IsDeemedDenied *bool
	FiledAt        *time.Time
	AnswerBy       *time.Time
	Answer         *AppealOutcome
	AnsweredAt     *time.Time
	Panel          *int
	Ruling         *AppealOutcome
	RuledAt        *time.Time
}

// RecoveryStatus is how a recovery stands.
type RecoveryStatus string

// The statuses of recoveries.
const (
	RecoveryNoticed   RecoveryStatus = "noticed"
	RecoveryActive    RecoveryStatus = "active"
	RecoverySuspended RecoveryStatus = "suspended"
	RecoveryTaken     RecoveryStatus = "taken"
	RecoveryWaived    RecoveryStatus = "waived"
)

// Recovery is an overpayment that the provider is to give back.
type Recovery struct {
	ID          string // number of the claim that led to it and ordinal
	Status      RecoveryStatus
	Noticed     money.Amount
	Left        money.Amount // to be taken
	EffectiveAt time.Time    // not taken before
}

// Plan is an immutable plan version.
type Plan struct {
	ID      claims.PlanID
	Name    string
	Insurer *Insurer
}

// Provider is a provider of health care.
type Provider struct {
	ID            claims.ProviderID
	Identifier    string
	Name          string
	SignerAddress []byte
	PayeeAddress  []byte
	IsDelegated   bool
}

// Coverage is a patient's enrolment in a plan.
type Coverage struct {
	ID           CoverageID
	MemberNumber string
	Plan         *Plan
	StartDate    claims.Date
	EndDate      *claims.Date // nil is open
	// OtherCoverages are what the insurer knows of the patient's others.
	OtherCoverages []OtherCoverage

	years      []store.CoverageYear // the newest first
	patient    string
	patientKey []byte // wrapped
}

// Claim is a claim as somebody may see it. For auditors everything that names the
// patient or says what was treated is nil or empty; for everybody once the
// content is erased.
type Claim struct {
	ID                    claims.ID
	Number                *claims.Number // nil until received
	Status                claims.Status
	Failure               *string // the error's name, where the ledger refused the correction
	IsFinal               bool
	Holder                Holder
	HolderUntil           *time.Time   // nil when nobody has it, or without a clock
	Type                  *claims.Type // nil once the content is erased
	Insurer               *Insurer
	Provider              *Provider
	Plan                  *Plan
	PatientAccountNumber  *string
	MemberNumber          *string
	Diagnoses             []codes.Code
	AcceptedAt            time.Time
	Charge                money.Amount
	Allowed               *money.Amount // nil until determined, as the two below
	Paid                  *money.Amount
	PatientResponsibility *money.Amount
	// Interest is what is paid beside, and Version counts the determinations; nil
	// until determined, as the standing.
	Interest *money.Amount
	Version  *int
	Standing *Standing
	// Frequency is the claim frequency code; Replaces is nil for an original.
	Frequency int
	Replaces  *claims.Number
	// ReversedAt is nil while the determination stands; ReplacedBy where no claim
	// replaced or voided it.
	ReversedAt *time.Time
	ReplacedBy *claims.Number
	// PendedAt is when the plan's clock stopped on the chain, nil while it runs.
	PendedAt *time.Time
	// IsOverdue is set for a claim that is undecided beyond the plan's clock.
	IsOverdue bool
	// Clock is nil until the receipt is on the chain.
	Clock            *ClaimClock
	Appeals          []Appeal
	Recoveries       []Recovery
	Lines            []Line
	PriorPayers      []PriorPayer
	EvidenceRequests []EvidenceRequest
	// Reviews are what persons have to look at, or had to.
	Reviews []Review
	// ExplanationOfBenefits is nil until the claim is determined, and for auditors.
	ExplanationOfBenefits    *ExplanationOfBenefits
	ContentHash              []byte
	ReceiptLeaf              []byte
	DeterminationTransaction []byte // nil until determined

	// isBrief is set for a claim without what [PartExplanation] stands for.
	isBrief bool
}

// ClaimClock is the plan's clock of a received claim, as the chain counts it.
type ClaimClock struct {
	ReceivedAt time.Time
	PendedAt   *time.Time // nil while it runs
	// StoppedSeconds is how long it stood still in all, a pend of now until now.
	StoppedSeconds int
	PromptPayDays  int
	DecideBy       *time.Time // nil while it stands still, and once the claim is decided
	// OverdueDays are civil days at the plan's offset, until the first decision.
	OverdueDays     int
	OverdueProvedAt *time.Time // nil where nobody proved it
}

// StatusCategory returns the X12 claim status category of the status.
func (c *Claim) StatusCategory() string { return c.Status.Category277() }

// Line is a service on a claim.
type Line struct {
	Sequence        int
	Procedure       *codes.Code
	Modifiers       []string
	PlaceOfService  *string
	ServiceDate     *claims.Date
	Units           *int
	Charge          money.Amount
	IsInformational bool
	IsDenied        *bool // nil until determined, as all below
	// Denial is why, on the ledger; nil where it does not deny the line.
	Denial *benefits.Denial
	// CountedUnits are those that count against the plan's limits.
	CountedUnits          *int
	Allowed               *money.Amount
	Noncovered            *money.Amount
	Paid                  *money.Amount
	PatientResponsibility *money.Amount
	// Adjustments sum to charge − paid.
	Adjustments []Adjustment
	// Reason is a plain sentence for the patient.
	Reason *string
	// Explanation is nil for a line that is not adjudicated, and until the claim is
	// determined or waits.
	Explanation *Explanation
}

// Adjustment is a difference between charge and payment.
type Adjustment struct {
	Group  codes.Group
	CARC   string
	RARC   *string
	Amount money.Amount
	// Units are those that are not paid; nil where only money is adjusted, and for auditors.
	Units *int
}

// EvidenceRequest is a document asked for.
type EvidenceRequest struct {
	ID         EvidenceRequestID
	Line       int
	Kind       string
	AskedAt    time.Time
	DueAt      time.Time
	IsAnswered bool
	IsOverdue  bool
}

// Remittance is a payout to a provider.
type Remittance struct {
	ID       RemittanceID
	Insurer  *Insurer
	Provider *Provider
	Batch    int
	// Plan is that of the release of what was owed; nil for what was paid at once.
	Plan *int
	// Paid + Interest − Offset is what was transferred.
	Paid     money.Amount
	Interest money.Amount
	// Offset are recoveries that were taken off.
	Offset       money.Amount
	TokenUnits   *big.Int
	PayeeAddress []byte
	PaidAt       time.Time
	Transaction  []byte
	IsFinal      bool
	Claims       []*Claim
}

// RemittanceID names a remittance: its transaction, insurer, batch, provider and
// the position of its log, which tells it from others of the same transaction.
type RemittanceID string
