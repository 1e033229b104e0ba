package coverage

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/pricing"
)

// ErrPlanInvalid is returned when a stored plan document is not one.
var ErrPlanInvalid = errs.New(errs.PlanInvalid, "the plan document is not valid")

// planFields is Plan without its methods, so that it is written field by field.
type planFields Plan

// document is a plan as JSON. Limits are pointers so that a missing one is a
// fault and not a limit of nothing. What else is missing is zero, which says no;
// only isOutOfPocketApplied of a class is true when it is missing.
type document struct {
	*planFields
	Deductible           *Limit          `json:"deductibleCents"`
	FamilyDeductible     *Limit          `json:"familyDeductibleCents"`
	OutOfPocketMax       *Limit          `json:"outOfPocketMaxCents"`
	FamilyOutOfPocketMax *Limit          `json:"familyOutOfPocketMaxCents"`
	Classes              []classDocument `json:"classes"`
	FeeSchedule          string          `json:"feeSchedule"`
	Rules                string          `json:"rules,omitempty"`
	Prices               string          `json:"prices,omitempty"`
	Edits                string          `json:"edits,omitempty"`
}

// classDocument is a class as JSON: it names its limits.
type classDocument struct {
	Class
	IsOutOfPocketApplied *bool  `json:"isOutOfPocketApplied"`
	LimitA               string `json:"limitA,omitempty"`
	LimitB               string `json:"limitB,omitempty"`
}

// MarshalJSON writes the plan document; [ParsePlan] reads it.
func (p Plan) MarshalJSON() ([]byte, error) {
	classes := make([]classDocument, len(p.Classes))
	for i, class := range p.Classes {
		isApplied := class.IsOutOfPocketApplied
		classes[i] = classDocument{
			Class: class, IsOutOfPocketApplied: &isApplied,
			LimitA: p.limitName(class.LimitA), LimitB: p.limitName(class.LimitB),
		}
	}
	return json.Marshal(document{
		planFields:           (*planFields)(&p),
		Deductible:           &p.Deductible,
		FamilyDeductible:     &p.FamilyDeductible,
		OutOfPocketMax:       &p.OutOfPocketMax,
		FamilyOutOfPocketMax: &p.FamilyOutOfPocketMax,
		Classes:              classes,
		FeeSchedule:          p.FeeSchedule.Text(),
		Rules:                rootText(p.Rules),
		Prices:               rootText(p.Prices),
		Edits:                rootText(p.Edits),
	})
}

// rootText returns a root as hexadecimal digits, "" for none.
func rootText(root [32]byte) string {
	if root == ([32]byte{}) {
		return ""
	}
	return hex.EncodeToString(root[:])
}

// limitName returns the name of the limit that a class refers to, or "".
func (p Plan) limitName(position uint8) string {
	if position == 0 || int(position) > len(p.Limits) {
		return ""
	}
	return p.Limits[position-1].Name
}

// LimitPosition returns how a class refers to the limit of a name: its position
// + 1, or zero when the plan has no such limit.
func (p Plan) LimitPosition(name string) uint8 {
	return uint8(1 + slices.IndexFunc(p.Limits, func(l BenefitLimit) bool { return l.Name == name }))
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
// must not be a limit that is absent. The limits get their places from [Layout].
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
	faults := doc.readLimits(&plan)
	faults = append(faults, plan.readClasses(doc.Classes)...)
	faults = append(faults, readRoot(&plan.Rules, "rules", doc.Rules)...)
	faults = append(faults, readRoot(&plan.Prices, "prices", doc.Prices)...)
	faults = append(faults, readRoot(&plan.Edits, "edits", doc.Edits)...)
	if placed, err := Layout(plan.Limits); err == nil { // else it is a fault below
		plan.Limits = placed
	}
	schedule, scheduleFaults := pricing.ParseSchedule(doc.FeeSchedule, plan.ClassNames())
	plan.FeeSchedule = schedule
	faults = append(append(faults, plan.faults()...), scheduleFaults...)
	if len(faults) > 0 {
		return Plan{}, faults
	}
	return plan, nil
}

// readLimits takes over the limits of cost sharing, none of which may be missing.
func (d *document) readLimits(plan *Plan) []*errs.Fault {
	var list faultList
	for _, limit := range []struct {
		path  string
		given *Limit
		field *Limit
	}{
		{"deductibleCents", d.Deductible, &plan.Deductible},
		{"familyDeductibleCents", d.FamilyDeductible, &plan.FamilyDeductible},
		{"outOfPocketMaxCents", d.OutOfPocketMax, &plan.OutOfPocketMax},
		{"familyOutOfPocketMaxCents", d.FamilyOutOfPocketMax, &plan.FamilyOutOfPocketMax},
	} {
		if limit.given == nil {
			list.add(errs.FieldRequired, limit.path, "a limit is cents or the word unlimited")
			continue
		}
		*limit.field = *limit.given
	}
	return list
}

// readRoot reads a root, which may be missing.
func readRoot(root *[32]byte, path, text string) []*errs.Fault {
	read, err := hex.DecodeString(text)
	if err != nil || (len(read) != 0 && len(read) != len(root)) {
		return []*errs.Fault{{Code: errs.PlanInvalid, Path: path, Text: "a root has 64 hexadecimal digits"}}
	}
	copy(root[:], read)
	return nil
}

// readClasses takes the classes over and finds the limits that they name.
func (p *Plan) readClasses(classes []classDocument) []*errs.Fault {
	var list faultList
	p.Classes = make([]Class, len(classes))
	for i, read := range classes {
		class := read.Class
		class.IsOutOfPocketApplied = read.IsOutOfPocketApplied == nil || *read.IsOutOfPocketApplied
		class.LimitA = list.limitNamed(p, fmt.Sprintf("classes[%d].limitA", i), read.LimitA)
		class.LimitB = list.limitNamed(p, fmt.Sprintf("classes[%d].limitB", i), read.LimitB)
		p.Classes[i] = class
	}
	return list
}

func (l *faultList) limitNamed(p *Plan, path, name string) uint8 {
	if name == "" {
		return 0
	}
	position := p.LimitPosition(name)
	if position == 0 {
		l.add(errs.PlanInvalid, path, "no limit of this name")
	}
	return position
}

// pathOf names the field that a JSON error is about, when it says so.
func pathOf(err error) string {
	var typed *json.UnmarshalTypeError
	if errors.As(err, &typed) && typed.Field != "" {
		return typed.Field
	}
	return "plan"
}
