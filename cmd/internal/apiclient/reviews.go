package apiclient

import (
	"context"
	"time"
)

// Appeal is the review of a determination. What it has not come to yet is empty.
type Appeal struct {
	Number     string     `json:"number"`
	Step       string     `json:"step"`
	Failure    string     `json:"failure"`
	Grounds    string     `json:"grounds"`
	IsAttested *bool      `json:"isAttested"`
	FiledAt    *time.Time `json:"filedAt"`
	Answer     string     `json:"answer"`
	Panel      *int       `json:"panel"`
	Ruling     string     `json:"ruling"`
	RuledAt    *time.Time `json:"ruledAt"`
}

// Recovery is an overpayment that the provider is to give back.
type Recovery struct {
	ID        string `json:"id"`
	Status    string `json:"status"`
	Cents     int64  `json:"cents"`
	LeftCents int64  `json:"leftCents"`
}

// Correction is the input of replaceClaim and voidClaim. A zero provider is the
// caller; a void has no claim.
type Correction struct {
	IdempotencyKey string      `json:"-"`
	Provider       uint32      `json:"provider,omitempty"`
	ClaimID        string      `json:"claimId"`
	Claim          *ClaimInput `json:"claim,omitempty"`
}

// ReplaceClaim submits a claim in place of a determined one, and returns its id.
//
// Errors: [*Error].
func (c *Client) ReplaceClaim(ctx context.Context, in Correction) (string, error) {
	return c.correct(ctx, "replaceClaim", in)
}

// VoidClaim takes a determined claim back, and returns the void's id.
//
// Errors: [*Error].
func (c *Client) VoidClaim(ctx context.Context, in Correction) (string, error) {
	return c.correct(ctx, "voidClaim", in)
}

func (c *Client) correct(ctx context.Context, mutation string, in Correction) (string, error) {
	var did struct {
		Claim struct {
			ID string `json:"id"`
		} `json:"claim"`
	}
	err := c.mutate(ctx, mutation, "claim { id }", keyed{in.IdempotencyKey, in}, &did)
	return did.Claim.ID, err
}

// AppealDetermination is the input of appealDetermination.
type AppealDetermination struct {
	IdempotencyKey string `json:"-"`
	ClaimID        string `json:"claimId"`
	Grounds        string `json:"grounds"`
}

// AppealDetermination has a determination reviewed.
//
// Errors: [*Error].
func (c *Client) AppealDetermination(ctx context.Context, in AppealDetermination) error {
	return c.mutate(ctx, "appealDetermination", "claim { id }", keyed{in.IdempotencyKey, in}, nil)
}

// Redetermination is how a claim is determined again.
type Redetermination struct {
	Lines []RedeterminedLine `json:"lines"`
}

// RedeterminedLine is what is allowed for a line.
type RedeterminedLine struct {
	Sequence     int    `json:"sequence"`
	AllowedCents int64  `json:"allowedCents"`
	Class        string `json:"class"`
}

// AnswerAppeal is the input of answerAppeal; without a determination the standing one stays.
type AnswerAppeal struct {
	IdempotencyKey string           `json:"-"`
	ClaimID        string           `json:"claimId"`
	Reasons        string           `json:"reasons"`
	Determination  *Redetermination `json:"determination,omitempty"`
}

// AnswerAppeal hands an insurer's answer in.
//
// Errors: [*Error].
func (c *Client) AnswerAppeal(ctx context.Context, in AnswerAppeal) error {
	return c.mutate(ctx, "answerAppeal", "claim { id }", keyed{in.IdempotencyKey, in}, nil)
}

// EscalateAppeal is the input of escalateAppeal.
type EscalateAppeal struct {
	IdempotencyKey string `json:"-"`
	ClaimID        string `json:"claimId"`
	Grounds        string `json:"grounds"`
}

// EscalateAppeal takes an appeal to a panel.
//
// Errors: [*Error].
func (c *Client) EscalateAppeal(ctx context.Context, in EscalateAppeal) error {
	return c.mutate(ctx, "escalateAppeal", "claim { id }", keyed{in.IdempotencyKey, in}, nil)
}

// MarkOverdue is the input of markOverdue.
type MarkOverdue struct {
	IdempotencyKey string `json:"-"`
	ClaimID        string `json:"claimId"`
}

// MarkOverdue has it proved that a claim is undecided beyond its plan's clock.
//
// Errors: [*Error].
func (c *Client) MarkOverdue(ctx context.Context, in MarkOverdue) error {
	return c.mutate(ctx, "markOverdue", "claim { id }", keyed{in.IdempotencyKey, in}, nil)
}

// AppealOverdueClaim is the input of appealOverdueClaim.
type AppealOverdueClaim struct {
	IdempotencyKey string `json:"-"`
	ClaimID        string `json:"claimId"`
	Grounds        string `json:"grounds"`
}

// AppealOverdueClaim puts a claim that was let lie before a panel.
//
// Errors: [*Error].
func (c *Client) AppealOverdueClaim(ctx context.Context, in AppealOverdueClaim) error {
	return c.mutate(ctx, "appealOverdueClaim", "claim { id }", keyed{in.IdempotencyKey, in}, nil)
}

// AppointPanel is the input of appointPanel. Addresses are hexadecimal.
type AppointPanel struct {
	IdempotencyKey string   `json:"-"`
	Members        []string `json:"members"`
	Majority       int      `json:"majority"`
}

// AppointPanel appoints a panel.
//
// Errors: [*Error].
func (c *Client) AppointPanel(ctx context.Context, in AppointPanel) error {
	return c.mutate(ctx, "appointPanel", "members", keyed{in.IdempotencyKey, in}, nil)
}

// Ruling is the input of prepareRuling.
type Ruling struct {
	ClaimID       string           `json:"claimId"`
	Determination *Redetermination `json:"determination,omitempty"`
}

// PreparedRuling is what a panel's members sign.
type PreparedRuling struct {
	Appeal string `json:"appeal"`
	Digest string `json:"digest"` // in hexadecimal
}

// PrepareRuling returns what a panel's members sign.
//
// Errors: [*Error].
func (c *Client) PrepareRuling(ctx context.Context, in Ruling) (prepared PreparedRuling, err error) {
	err = c.mutate(ctx, "prepareRuling", "appeal ruling digest", unkeyed{in}, &prepared)
	return prepared, err
}

// SubmitRuling is the input of submitRuling.
type SubmitRuling struct {
	IdempotencyKey string `json:"-"`
	Ruling
	Appeal     string   `json:"appeal"`     // that was signed
	Signatures []string `json:"signatures"` // ascending by the members' addresses
}

// SubmitRuling hands a panel's ruling in.
//
// Errors: [*Error].
func (c *Client) SubmitRuling(ctx context.Context, in SubmitRuling) error {
	return c.mutate(ctx, "submitRuling", "claimId", keyed{in.IdempotencyKey, in}, nil)
}

// Debt is what an insurer owes for a batch, provider and plan.
type Debt struct {
	Batch    uint32 `json:"batch"`
	Provider uint32 `json:"provider"`
	Plan     uint32 `json:"plan"`
	Cents    int64  `json:"cents"`
	Reason   string `json:"reason"`
}

// Escrow is an insurer's settlement account.
type Escrow struct {
	BalanceCents  int64   `json:"balanceCents"`
	OwedCents     int64   `json:"owedCents"`
	DailyCapCents *string `json:"dailyCapCents"`
	Debts         []Debt  `json:"debts"`
}

// Escrow returns an insurer's settlement account.
//
// Errors: [*Error].
func (c *Client) Escrow(ctx context.Context, insurer uint32) (Escrow, error) {
	var answer struct {
		Insurer struct {
			Escrow Escrow `json:"escrow"`
		} `json:"insurer"`
	}
	const query = `query($number: Int!) { insurer(number: $number) {
		escrow { balanceCents owedCents dailyCapCents debts { batch provider plan cents reason } } } }`
	err := c.Do(ctx, query, map[string]any{"number": insurer}, &answer)
	return answer.Insurer.Escrow, err
}

// ReleaseOwed is the input of releaseOwed.
type ReleaseOwed struct {
	IdempotencyKey string `json:"-"`
	Insurer        uint32 `json:"insurer"`
	Batch          uint32 `json:"batch"`
	Provider       uint32 `json:"provider"`
	Plan           uint32 `json:"plan"`
}

// ReleaseOwed pays what is owed.
//
// Errors: [*Error].
func (c *Client) ReleaseOwed(ctx context.Context, in ReleaseOwed) error {
	return c.mutate(ctx, "releaseOwed", "insurer { number }", keyed{in.IdempotencyKey, in}, nil)
}

// WithdrawEscrow is the input of withdrawEscrow. The address is hexadecimal.
type WithdrawEscrow struct {
	IdempotencyKey string `json:"-"`
	Insurer        uint32 `json:"insurer"`
	ToAddress      string `json:"toAddress"`
	AmountCents    int64  `json:"amountCents"`
}

// WithdrawEscrow takes back what is free of an escrow.
//
// Errors: [*Error].
func (c *Client) WithdrawEscrow(ctx context.Context, in WithdrawEscrow) error {
	return c.mutate(ctx, "withdrawEscrow", "insurer { number }", keyed{in.IdempotencyKey, in}, nil)
}
