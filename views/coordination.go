package views

import (
	"context"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// PriorPayer is what a payer answered that came before. Its name and the date are nil
// for auditors.
type PriorPayer struct {
	Payer       *string
	AnswerDate  *claims.Date
	Paid        money.Amount
	Adjustments []Adjustment
	Lines       []PriorLine
}

// PriorLine is what a prior payer answered to a line.
type PriorLine struct {
	Sequence    int
	Paid        money.Amount
	Adjustments []Adjustment
}

// LineCoordination is how a line was coordinated with prior payers, on the ledger's
// amounts.
type LineCoordination struct {
	Method        coverage.CoordinationMethod
	AllowableRule coverage.AllowableRule
	// PriorPaid, Owed and PriorAllowed are what prior payers paid, left and allowed.
	PriorPaid, Owed, PriorAllowed money.Amount
	// Allowable is the most that all pay together, Benefit what the plan would have paid
	// alone.
	Allowable, Benefit money.Amount
}

// PayerOrder is which payer pays first, by what rule.
type PayerOrder struct {
	Rule, Sentence string
	// MissingPayer pays first and has not answered; nil where none is missing.
	MissingPayer *string
}

// OtherCoverage is a coverage of the patient with another payer.
type OtherCoverage struct {
	Payer        string
	Kind         cob.Kind
	Relationship *cob.Relationship // nil of Medicare and Medicaid
	StartDate    claims.Date
	EndDate      *claims.Date // nil is open
}

func priorPayersOf(given []claims.PriorPayer) []PriorPayer {
	payers := make([]PriorPayer, len(given))
	for i := range given {
		p := &given[i]
		payers[i] = PriorPayer{
			Payer: &p.Payer, AnswerDate: &p.AnswerDate, Paid: p.Paid, Adjustments: priorAdjustmentsOf(p.Adjustments),
			Lines: make([]PriorLine, len(p.Lines)),
		}
		for j := range p.Lines {
			line := &p.Lines[j]
			payers[i].Lines[j] = PriorLine{Sequence: line.Sequence, Paid: line.Paid, Adjustments: priorAdjustmentsOf(line.Adjustments)}
		}
	}
	return payers
}

func priorAdjustmentsOf(given []claims.PriorAdjustment) []Adjustment {
	adjustments := make([]Adjustment, len(given))
	for i, a := range given {
		adjustments[i] = Adjustment{Group: a.Group, CARC: a.CARC, Amount: a.Amount}
	}
	return adjustments
}

// coordinated returns how a line was coordinated, nil where nobody paid before.
func coordinated(settings coverage.Coordination, result benefits.LineResult, explained *cob.Result) *LineCoordination {
	if explained == nil {
		return nil
	}
	return &LineCoordination{
		Method: settings.Method, AllowableRule: settings.Allowable, PriorPaid: result.Prior.Paid, Owed: result.Prior.Owed,
		PriorAllowed: result.Prior.Allowed, Allowable: explained.Allowable, Benefit: explained.Benefit.Paid,
	}
}

// PayerOrder returns which payer pays first for the line of an explanation, as far as
// the insurer knows of the patient's other coverages now; nil where it knows of none on
// the day, and for auditors.
//
// Errors: [evidence.ErrErased].
func (v *Views) PayerOrder(ctx context.Context, e *Explanation) (*PayerOrder, error) {
	if !e.isRetold() {
		return nil, nil //nolint:nilnil // the schema's null.
	}
	assessment, err := once(ctx, assessedOf(e.claim), func() (adjudicate.Assessment, error) { return v.assessNow(ctx, e.claim) })
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(assessment.Trace, func(s adjudicate.Step) bool {
		return s.Line == e.line && s.Rule == rules.PrimaryAnswerMissing
	})
	if at < 0 {
		return nil, nil //nolint:nilnil // nothing is known.
	}
	step := &assessment.Trace[at]
	rule, _ := cob.ParseRule(step.Detail.Text)
	order := &PayerOrder{Rule: rule.String(), Sentence: rule.Sentence()}
	if step.Outcome == adjudicate.Hit {
		order.MissingPayer = &step.Detail.Kind
	}
	return order, nil
}

// assessNow assesses a claim as things stand now.
func (v *Views) assessNow(ctx context.Context, id claims.ID) (adjudicate.Assessment, error) {
	opened, err := v.assess(ctx, id)
	if err != nil {
		return adjudicate.Assessment{}, err
	}
	assessment, err := adjudicate.Assess(opened.Input)
	if err != nil {
		return adjudicate.Assessment{}, fmt.Errorf("assessing claim %s: %w", id, err)
	}
	return assessment, nil
}

// otherCoveragesOf opens what is known of a patient's other coverages.
func otherCoveragesOf(key *evidence.PatientKey, row *store.CoverageView) ([]OtherCoverage, error) {
	known, err := key.OpenCoordination(row.ID, row.Coordination)
	if err != nil {
		return nil, fmt.Errorf("opening other coverages: %w", err)
	}
	if known == nil {
		return nil, nil
	}
	others := make([]OtherCoverage, len(known.Others))
	for i := range known.Others {
		other := &known.Others[i]
		others[i] = OtherCoverage{Payer: other.ID, Kind: other.Kind, StartDate: other.Span.Start}
		if !other.Span.End.IsZero() {
			others[i].EndDate = &other.Span.End
		}
		if other.Kind == cob.GroupPlan || other.Kind == cob.IndividualPlan {
			others[i].Relationship = &other.Relationship
		}
	}
	return others, nil
}
