package apiclient

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Coordination is how a plan pays after others, in the API's words.
type Coordination struct {
	Method    string `json:"method"`
	Allowable string `json:"allowable"`
}

// PriorPayerInput is what a payer answered that came before, as the API takes it.
type PriorPayerInput struct {
	Payer       string                 `json:"payer"`
	AnswerDate  string                 `json:"answerDate"`
	PaidCents   json.Number            `json:"paidCents"`
	Adjustments []PriorAdjustmentInput `json:"adjustments,omitempty"`
	Lines       []PriorLineInput       `json:"lines,omitempty"`
}

// PriorLineInput is what a prior payer answered to a line, as the API takes it.
type PriorLineInput struct {
	Sequence    int                    `json:"sequence"`
	PaidCents   json.Number            `json:"paidCents"`
	Adjustments []PriorAdjustmentInput `json:"adjustments,omitempty"`
}

// PriorAdjustmentInput is why a prior payer paid no more, as the API takes it.
type PriorAdjustmentInput struct {
	Group       string      `json:"group"`
	CARC        string      `json:"carc"`
	AmountCents json.Number `json:"amountCents"`
}

func priorInputOf(p claims.PriorPayer) PriorPayerInput {
	in := PriorPayerInput{
		Payer: p.Payer, AnswerDate: p.AnswerDate.String(), PaidCents: centsText(p.Paid), Adjustments: adjustmentInputsOf(p.Adjustments),
	}
	for _, line := range p.Lines {
		in.Lines = append(in.Lines, PriorLineInput{
			Sequence: line.Sequence, PaidCents: centsText(line.Paid), Adjustments: adjustmentInputsOf(line.Adjustments),
		})
	}
	return in
}

func adjustmentInputsOf(given []claims.PriorAdjustment) (inputs []PriorAdjustmentInput) {
	for _, a := range given {
		inputs = append(inputs, PriorAdjustmentInput{Group: string(a.Group), CARC: a.CARC, AmountCents: centsText(a.Amount)})
	}
	return inputs
}

func centsText(amount money.Amount) json.Number {
	return json.Number(strconv.FormatInt(amount.Cents(), 10))
}

func centsOf(text json.Number) (money.Amount, error) {
	cents, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		return money.Amount{}, fmt.Errorf("reading an amount: %w", err)
	}
	return money.Cents(cents), nil
}

// payer returns the answer of the domain.
func (in PriorPayerInput) payer() (claims.PriorPayer, error) {
	payer := claims.PriorPayer{Payer: in.Payer}
	var err error
	if payer.AnswerDate, err = claims.ParseDate(in.AnswerDate); err != nil {
		return payer, err
	}
	if payer.Paid, err = centsOf(in.PaidCents); err != nil {
		return payer, err
	}
	if payer.Adjustments, err = adjustmentsOf(in.Adjustments); err != nil {
		return payer, err
	}
	for _, given := range in.Lines {
		line := claims.PriorLine{Sequence: given.Sequence}
		if line.Paid, err = centsOf(given.PaidCents); err != nil {
			return payer, err
		}
		if line.Adjustments, err = adjustmentsOf(given.Adjustments); err != nil {
			return payer, err
		}
		payer.Lines = append(payer.Lines, line)
	}
	return payer, nil
}

func adjustmentsOf(inputs []PriorAdjustmentInput) (adjustments []claims.PriorAdjustment, err error) {
	for _, in := range inputs {
		a := claims.PriorAdjustment{Group: codes.Group(in.Group), CARC: in.CARC}
		if a.Amount, err = centsOf(in.AmountCents); err != nil {
			return nil, err
		}
		adjustments = append(adjustments, a)
	}
	return adjustments, nil
}

// MonthDay is a day of the year.
type MonthDay struct {
	Month int `json:"month"`
	Day   int `json:"day"`
}

// CoverageFacts are what the order of payers looks at of a coverage.
type CoverageFacts struct {
	Kind                  string    `json:"kind,omitempty"`
	Relationship          string    `json:"relationship,omitempty"`
	Subscriber            string    `json:"subscriber,omitempty"`
	Birthday              *MonthDay `json:"birthday,omitempty"`
	IsCustodial           bool      `json:"isCustodial,omitempty"`
	Standing              string    `json:"standing,omitempty"`
	Since                 string    `json:"since,omitempty"`
	Employees             int       `json:"employees,omitempty"`
	IsWithoutCoordination bool      `json:"isWithoutCoordination,omitempty"`
}

// OtherCoverage is a coverage of the patient with another payer.
type OtherCoverage struct {
	Payer     string        `json:"payer"`
	StartDate string        `json:"startDate"`
	EndDate   string        `json:"endDate,omitempty"`
	Facts     CoverageFacts `json:"facts"`
}

// RecordOtherCoverages is the input of recordOtherCoverages.
type RecordOtherCoverages struct {
	IdempotencyKey string          `json:"-"`
	CoverageID     string          `json:"coverageId"`
	Own            CoverageFacts   `json:"own"`
	OtherCoverages []OtherCoverage `json:"otherCoverages"`
}

// RecordOtherCoverages records what is known of a patient's other coverages.
//
// Errors: [*Error].
func (c *Client) RecordOtherCoverages(ctx context.Context, in RecordOtherCoverages) error {
	return c.mutate(ctx, "recordOtherCoverages", "coverage { id }", keyed{in.IdempotencyKey, in}, nil)
}
