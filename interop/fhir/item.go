package fhir

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
)

func (r *reader) readItems() {
	if len(r.wire.Item) == 0 {
		r.fault(errs.FieldRequired, ".item", "the claim has no items")
	}
	for i, item := range r.wire.Item {
		r.claim.Claim.Lines = append(r.claim.Claim.Lines, r.line(item, fmt.Sprintf(".item[%d]", i)))
	}
}

func (r *reader) line(item wireItem, path string) claims.Line {
	line := claims.Line{
		Sequence:          item.Sequence,
		Modifiers:         []string{},
		PlaceOfService:    placeOfService(item.Location),
		DiagnosisPointers: r.pointers(item, path),
		ServiceDate:       r.serviceDate(item, path),
		Units:             r.units(item, path),
	}
	for i, modifier := range item.Modifier {
		code := modifier.code()
		if code == "" {
			r.fault(errs.ModifierInvalid, fmt.Sprintf("%s.modifier[%d]", path, i), "the modifier has no code")
			continue
		}
		line.Modifiers = append(line.Modifiers, code)
	}
	procedure, ok := item.ProductOrService.firstKnown()
	if !ok {
		r.fault(errs.CodeSystemUnknown, path+".productOrService", "no code of a known code system")
	}
	line.Procedure = procedure
	r.price(&line, item, path)
	return line
}

// price sets the charge: the item's net, else unit price × quantity × factor. An
// item with neither is information only, unless a price hides in its details.
func (r *reader) price(line *claims.Line, item wireItem, path string) {
	var code errs.Code
	switch {
	case item.Net != nil:
		path += ".net"
		line.Charge, code = amountOf(*item.Net)
	case item.UnitPrice != nil:
		path += ".unitPrice"
		line.Charge, code = productOf(item)
	case slices.ContainsFunc(item.Detail, wireDetail.isPriced):
		r.fault(errs.FieldRequired, path+".net", "priced details need their sum at the item")
		return
	default:
		line.IsInformational = true
	}
	if code != "" {
		r.fault(code, path, textOfAmount(code))
	}
}

func (r *reader) pointers(item wireItem, path string) []int {
	pointers := []int{}
	for i, sequence := range item.DiagnosisSequence {
		if at, ok := r.diagnosisAt[sequence]; ok {
			pointers = append(pointers, at)
			continue
		}
		if !slices.ContainsFunc(r.wire.Diagnosis, func(d wireDiagnosis) bool { return d.Sequence == sequence }) {
			at := fmt.Sprintf("%s.diagnosisSequence[%d]", path, i)
			r.fault(errs.DiagnosisPointerInvalid, at, "there is no diagnosis of this sequence")
		}
	}
	return pointers
}

func (r *reader) serviceDate(item wireItem, path string) claims.Date {
	text, at := item.ServicedDate, ".servicedDate"
	if text == "" {
		text, at = item.ServicedPeriod.Start, ".servicedPeriod.start"
	}
	if text == "" {
		if r.claim.BillableStart.IsZero() && r.wire.BillablePeriod.Start == "" {
			r.fault(errs.FieldRequired, path+".serviced[x]", "the date of service is missing")
		}
		return r.claim.BillableStart
	}
	date, err := dateOf(text)
	if err != nil {
		r.fault(errs.DateInvalid, path+at, "not a full date")
	}
	return date
}

func (r *reader) units(item wireItem, path string) int {
	if item.Quantity == nil || item.Quantity.Value == "" {
		return 1
	}
	text, ok := plainDecimal(item.Quantity.Value)
	whole, fraction, _ := strings.Cut(text, ".")
	units, err := strconv.ParseInt(whole, 10, 32)
	if !ok || err != nil || strings.Trim(fraction, "0") != "" || units < 1 {
		r.fault(errs.UnitsInvalid, path+".quantity", "units are whole and at least one")
		return 1
	}
	return int(units)
}

// placeOfService is the two-digit code, which both the CMS code set and FHIR's
// example set of service places use.
func placeOfService(location *wireConcept) string {
	if location == nil {
		return ""
	}
	return location.code()
}
