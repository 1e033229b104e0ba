package graph

import (
	"context"
	"fmt"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/intake"
)

// priorReader puts the answers of prior payers together and notes what could not be
// decoded.
type priorReader struct {
	faults []*errs.Fault
}

func priorPayersOf(inputs []model.PriorPayerInput) ([]claims.PriorPayer, []*errs.Fault) {
	var read priorReader
	var payers []claims.PriorPayer
	for i := range inputs {
		payers = append(payers, read.payer(fmt.Sprintf("priorPayers[%d]", i), &inputs[i]))
	}
	return payers, read.faults
}

func (r *priorReader) payer(path string, input *model.PriorPayerInput) claims.PriorPayer {
	payer := claims.PriorPayer{
		Payer: input.Payer, AnswerDate: input.AnswerDate.Date, Paid: r.amount(path+".paidCents", input.PaidCents),
		Adjustments: r.adjustments(path, input.Adjustments),
	}
	if err := input.AnswerDate.Err; err != nil {
		r.fault(path+".answerDate", err)
	}
	for i := range input.Lines {
		line, linePath := &input.Lines[i], fmt.Sprintf("%s.lines[%d]", path, i)
		payer.Lines = append(payer.Lines, claims.PriorLine{
			Sequence: line.Sequence, Paid: r.amount(linePath+".paidCents", line.PaidCents), Adjustments: r.adjustments(linePath, line.Adjustments),
		})
	}
	return payer
}

func (r *priorReader) adjustments(path string, inputs []model.PriorAdjustmentInput) []claims.PriorAdjustment {
	var adjustments []claims.PriorAdjustment
	for i := range inputs {
		adjustments = append(adjustments, claims.PriorAdjustment{
			Group: codes.Group(inputs[i].Group), CARC: inputs[i].CARC,
			Amount: r.amount(fmt.Sprintf("%s.adjustments[%d].amountCents", path, i), inputs[i].AmountCents),
		})
	}
	return adjustments
}

func (r *priorReader) amount(path string, input model.DraftCents) money.Amount {
	if input.Err != nil {
		r.fault(path, input.Err)
	}
	return input.Amount
}

func (r *priorReader) fault(path string, err *errs.Error) {
	r.faults = append(r.faults, &errs.Fault{Code: err.Code, Path: path, Text: err.Text})
}

// recordOf returns what is known of other coverages as intake takes it.
func recordOf(ctx context.Context, input model.RecordOtherCoveragesInput) intake.RecordOtherCoverages {
	known := adjudicate.Coordination{Own: coverageFactsOf("", input.Own), Patient: cob.Patient{Parents: input.Parents}}
	if input.Decree != nil {
		known.Patient.Decree = *input.Decree
	}
	if given := input.Medicare; given != nil {
		known.Patient.Medicare = cob.Entitlement{
			Age: dateOf(given.Age), Disability: dateOf(given.Disability), EndStageRenal: dateOf(given.EndStageRenal),
		}
	}
	for _, other := range input.OtherCoverages {
		known.Others = append(known.Others, adjudicate.OtherCoverage{
			Coverage: coverageFactsOf(other.Payer, other.Facts), Span: claims.Span{Start: other.StartDate, End: dateOf(other.EndDate)},
		})
	}
	return intake.RecordOtherCoverages{
		IdempotencyKey: keyOf(ctx), Coverage: model.IDOf(model.KindCoverage, input.CoverageID), Known: known,
	}
}

func coverageFactsOf(payer string, input *model.CoverageFactsInput) cob.Coverage {
	facts := cob.Coverage{
		ID: payer, Kind: input.Kind, Relationship: input.Relationship, Subscriber: input.Subscriber, IsCustodial: input.IsCustodial,
		Standing: input.Standing, Since: dateOf(input.Since), Employees: input.Employees,
		IsWithoutCoordination: input.IsWithoutCoordination,
	}
	if day := input.Birthday; day != nil {
		facts.Birthday = cob.MonthDay{Month: time.Month(day.Month), Day: day.Day}
	}
	return facts
}
