package coverage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
)

// ErrPlanInvalid is returned when a stored plan document is not one.
var ErrPlanInvalid = errs.New(errs.PlanInvalid, "the plan document is not valid")

// maxName bounds the names of plans and classes, in characters.
const maxName = 100

// planFields is Plan without its methods, so that it is written field by field.
type planFields Plan

// document is a plan as JSON. Limits are pointers so that a missing one is a
// fault and not a limit of nothing.
type document struct {
	*planFields
	Deductible           *Limit `json:"deductibleCents"`
	FamilyDeductible     *Limit `json:"familyDeductibleCents"`
	OutOfPocketMax       *Limit `json:"outOfPocketMaxCents"`
	FamilyOutOfPocketMax *Limit `json:"familyOutOfPocketMaxCents"`
	FeeSchedule          string `json:"feeSchedule"`
}

// MarshalJSON writes the plan document; [ParsePlan] reads it.
func (p Plan) MarshalJSON() ([]byte, error) {
	return json.Marshal(document{
		planFields:           (*planFields)(&p),
		Deductible:           &p.Deductible,
		FamilyDeductible:     &p.FamilyDeductible,
		OutOfPocketMax:       &p.OutOfPocketMax,
		FamilyOutOfPocketMax: &p.FamilyOutOfPocketMax,
		FeeSchedule:          p.FeeSchedule.Text(),
	})
}

// UnmarshalJSON reads a plan document that was valid when it was written.
//
// Errors: [ErrPlanInvalid], joined with the faults.
func (p *Plan) UnmarshalJSON(data []byte) error {
	plan, faults := ParsePlan(data)
	if len(faults) == 0 {
		*p = plan
		return nil
	}
	all := make([]error, 0, len(faults)+1)
	all = append(all, ErrPlanInvalid)
	for _, fault := range faults {
		all = append(all, fault)
	}
	return errors.Join(all...)
}

// ParsePlan reads a plan document and lists every fault at once; with a fault
// the plan is of no use. Unknown keys are faults too: a limit that is misspelt
// must not be a limit that is absent.
func ParsePlan(data []byte) (Plan, []*errs.Fault) {
	var plan Plan
	doc := document{planFields: (*planFields)(&plan)}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&doc); err != nil {
		return Plan{}, []*errs.Fault{{Code: errs.PlanInvalid, Path: pathOf(err), Text: "the plan document cannot be read"}}
	}
	if decoder.More() {
		return Plan{}, []*errs.Fault{{Code: errs.PlanInvalid, Path: "plan", Text: "something follows the plan document"}}
	}
	var faults []*errs.Fault
	for _, limit := range []struct {
		path  string
		given *Limit
		field *Limit
	}{
		{"deductibleCents", doc.Deductible, &plan.Deductible},
		{"familyDeductibleCents", doc.FamilyDeductible, &plan.FamilyDeductible},
		{"outOfPocketMaxCents", doc.OutOfPocketMax, &plan.OutOfPocketMax},
		{"familyOutOfPocketMaxCents", doc.FamilyOutOfPocketMax, &plan.FamilyOutOfPocketMax},
	} {
		if limit.given == nil {
			faults = append(faults, &errs.Fault{Code: errs.FieldRequired, Path: limit.path, Text: "a limit is cents or the word unlimited"})
			continue
		}
		*limit.field = *limit.given
	}
	schedule, scheduleFaults := pricing.ParseSchedule(doc.FeeSchedule, plan.ClassNames())
	plan.FeeSchedule = schedule
	faults = append(append(faults, plan.faults()...), scheduleFaults...)
	if len(faults) > 0 {
		return Plan{}, faults
	}
	return plan, nil
}

// pathOf names the field that a JSON error is about, when it says so.
func pathOf(err error) string {
	var typed *json.UnmarshalTypeError
	if errors.As(err, &typed) && typed.Field != "" {
		return typed.Field
	}
	return "plan"
}

// Validate lists every fault of a plan at once.
func (p Plan) Validate() []*errs.Fault {
	faults := p.faults()
	if p.FeeSchedule.Text() == "" {
		faults = append(faults, &errs.Fault{Code: errs.FieldRequired, Path: "feeSchedule", Text: "a plan needs a fee schedule"})
	}
	return faults
}

// faults lists the faults that do not concern the fee schedule.
func (p Plan) faults() []*errs.Fault {
	var list faultList
	list.name("name", p.Name)
	list.limits(p)
	if len(p.Classes) == 0 || len(p.Classes) > pricing.MaxClasses {
		list.add(errs.PlanInvalid, "classes", "a plan has 1 to 64 classes")
	}
	for i, class := range p.Classes {
		list.class(i, class)
		if slices.ContainsFunc(p.Classes[:i], func(c Class) bool { return c.Name == class.Name }) {
			list.add(errs.PlanInvalid, fmt.Sprintf("classes[%d].name", i), "the class stands twice")
		}
	}
	if !p.BenefitYearStart.isValid() {
		list.add(errs.DateInvalid, "benefitYearStart", "not a day that every year has")
	}
	if p.PromptPaySeconds == 0 {
		list.add(errs.FieldRequired, "promptPaySeconds", "a plan needs a clock from receipt to determination")
	}
	if p.EvidenceDeadlineSeconds == 0 {
		list.add(errs.FieldRequired, "evidenceDeadlineSeconds", "a plan needs a deadline for documents")
	}
	return list
}

type faultList []*errs.Fault

func (l *faultList) add(code errs.Code, path, text string) {
	*l = append(*l, &errs.Fault{Code: code, Path: path, Text: text})
}

func (l *faultList) name(path, name string) {
	switch {
	case name == "":
		l.add(errs.FieldRequired, path, "a name is needed")
	case !utf8.ValidString(name) || utf8.RuneCountInString(name) > maxName:
		l.add(errs.FieldTooLong, path, "at most 100 characters")
	}
}

func (l *faultList) limits(p Plan) {
	for _, pair := range []struct {
		path, familyPath   string
		individual, family Limit
	}{
		{"deductibleCents", "familyDeductibleCents", p.Deductible, p.FamilyDeductible},
		{"outOfPocketMaxCents", "familyOutOfPocketMaxCents", p.OutOfPocketMax, p.FamilyOutOfPocketMax},
	} {
		l.limit(pair.path, pair.individual)
		l.limit(pair.familyPath, pair.family)
		if pair.individual.isAbove(pair.family) {
			l.add(errs.PlanInvalid, pair.path, "the individual limit is above the family's")
		}
	}
}

func (l *faultList) limit(path string, limit Limit) {
	amount, isLimited := limit.Amount()
	if isLimited {
		l.amount(path, amount)
	}
}

// amount checks one in cents; the largest of the ledger stands there for "no limit".
func (l *faultList) amount(path string, amount money.Amount) {
	switch {
	case amount.IsNegative():
		l.add(errs.AmountNegative, path, "an amount is not negative")
	case amount.Cents() >= money.MaxCents:
		l.add(errs.AmountTooLarge, path, "below 2^36 - 1 cents")
	}
}

func (l *faultList) class(i int, class Class) {
	path := fmt.Sprintf("classes[%d]", i)
	l.name(path+".name", class.Name)
	if class.Coinsurance > 10000 {
		l.add(errs.PlanInvalid, path+".coinsuranceBasisPoints", "at most 10000 basis points")
	}
	l.amount(path+".copayCents", class.Copay)
}
