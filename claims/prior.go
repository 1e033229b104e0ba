package claims

import (
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
)

// PriorPayer is what a payer answered that came before the insurer of the claim, as
// the provider was told (loops 2320 and 2430 of an 837). A claim has its prior payers
// in the order in which they answered.
type PriorPayer struct {
	// Payer names it: an opaque identifier, such as the payer id of an 837 (NM109).
	Payer string `json:"payer"`
	// AnswerDate is when it adjudicated the claim (DTP*573).
	AnswerDate Date `json:"answerDate"`
	// Paid is for the whole claim.
	Paid money.Amount `json:"paidCents"`
	// Adjustments are those of the claim beside its lines'.
	Adjustments []PriorAdjustment `json:"adjustments"`
	// Lines are the answers to the adjudicated lines, in their order; none where it
	// answered to the claim as a whole.
	Lines []PriorLine `json:"lines"`
}

// PriorLine is what a prior payer answered to a line.
type PriorLine struct {
	// Sequence is that of the claim's line.
	Sequence    int               `json:"sequence"`
	Paid        money.Amount      `json:"paidCents"`
	Adjustments []PriorAdjustment `json:"adjustments"`
}

// PriorAdjustment is why a prior payer did not pay a part of a charge: one of a CAS
// segment.
type PriorAdjustment struct {
	Group codes.Group `json:"group"`
	CARC  string      `json:"carc"`
	// Amount may be negative, where it paid more than was charged.
	Amount money.Amount `json:"amountCents"`
}
