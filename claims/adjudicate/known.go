package adjudicate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// Validate lists every fault of what is known of a patient's coverages at once, by the
// paths of the API's input: on each day on which one of them begins there must be an
// order.
func (c *Coordination) Validate() []*errs.Fault {
	if len(c.Others) > MaxOtherCoverages {
		return []*errs.Fault{{Code: errs.CoordinationInvalid, Path: "otherCoverages", Text: "at most 10 other coverages"}}
	}
	var faults []*errs.Fault
	for i := range c.Others {
		faults = append(faults, c.checkOther(i)...)
	}
	if len(faults) > 0 {
		return faults
	}
	coordinating := coverage.Plan{Coordination: coverage.Coordination{Method: coverage.Traditional}}
	for _, day := range c.beginnings() {
		coverages, positions := c.on(day, &coordinating)
		_, found := cob.BuiltIn().Order(day, c.Patient, coverages)
		for _, fault := range found {
			faults = appendNew(faults, &errs.Fault{Code: fault.Code, Path: pathOf(fault.Path, positions), Text: fault.Text})
		}
	}
	return faults
}

// checkOther lists what no day tells of another coverage.
func (c *Coordination) checkOther(i int) (faults []*errs.Fault) {
	other, path := &c.Others[i], fmt.Sprintf("otherCoverages[%d]", i)
	add := func(code errs.Code, field, text string) {
		faults = append(faults, &errs.Fault{Code: code, Path: path + field, Text: text})
	}
	if other.Span.Start < 1 {
		add(errs.DateInvalid, ".startDate", "a first day is needed")
	}
	if !other.Span.End.IsZero() && other.Span.End <= other.Span.Start {
		add(errs.SpanInvalid, ".endDate", "the end is after the start")
	}
	if entitled := c.Patient.Medicare; other.Kind == cob.Medicare && entitled == (cob.Entitlement{}) {
		add(errs.CoordinationInvalid, ".facts.kind", "Medicare needs a reason: age, disability or kidney failure")
	}
	return faults
}

// beginnings returns the days on which a coverage or an entitlement begins: between
// them fewer coverages are in force, and no other ones.
func (c *Coordination) beginnings() []claims.Date {
	days := []claims.Date{c.Patient.Medicare.Age, c.Patient.Medicare.Disability, c.Patient.Medicare.EndStageRenal}
	for i := range c.Others {
		days = append(days, c.Others[i].Span.Start)
	}
	slices.Sort(days)
	return slices.DeleteFunc(slices.Compact(days), func(day claims.Date) bool { return day < 1 })
}

// pathOf returns the path of a fault among the coverages of a day as one of the API's
// input.
func pathOf(path string, positions []int) string {
	number, field, isOfCoverage := strings.Cut(strings.TrimPrefix(path, "coverages["), "]")
	at, err := strconv.Atoi(number)
	switch {
	case path == "patient":
		return "parents"
	case !isOfCoverage || err != nil:
		return strings.TrimPrefix(path, "patient.")
	case at == 0:
		return "own" + field
	case field == ".id":
		field = ".payer"
	default:
		field = ".facts" + field
	}
	return fmt.Sprintf("otherCoverages[%d]%s", positions[at-1], field)
}

func appendNew(faults []*errs.Fault, fault *errs.Fault) []*errs.Fault {
	isThere := slices.ContainsFunc(faults, func(f *errs.Fault) bool { return *f == *fault })
	if isThere {
		return faults
	}
	return append(faults, fault)
}
