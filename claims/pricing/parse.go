package pricing

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

const (
	wildcard = "*"
	header   = "system,code,class,method,amount,evidence"
	// maxRows and maxField bound what a fee schedule may take.
	maxRows  = 200_000
	maxField = 64
)

// ParseSchedule reads a fee schedule and lists every fault at once; with a fault
// the schedule is of no use.
//
// A row is `system,code,class,method,amount,evidence`. The class is one of
// classNames, in the plan's order. The method `fee` has an amount in cents for
// each unit, `percent` one in basis points of the charge. The evidence is a
// document kind, a LOINC code for example, or empty. The row `*,*,…` is for every
// code that has none of its own. Lines that start with # are comments; a first
// line of column names is passed over.
//
// Fault paths name the line of the file, from 1: `feeSchedule.lines[3].amount`.
func ParseSchedule(csv string, classNames []string) (Schedule, []*errs.Fault) {
	p := parser{classes: make(map[string]uint8, len(classNames)), rows: make(map[codes.Code]row)}
	if len(classNames) > MaxClasses {
		p.fault(errs.PlanInvalid, 0, "", "a plan has at most 64 classes")
		classNames = classNames[:MaxClasses]
	}
	for i, name := range classNames {
		p.classes[name] = uint8(i)
	}
	number := 0
	for text := range strings.Lines(csv) {
		number++
		p.line(number, strings.TrimRight(text, "\r\n"))
	}
	if len(p.rows) == 0 && p.fallback == nil {
		p.fault(errs.PlanInvalid, 0, "", "a fee schedule needs a row")
	}
	if len(p.rows) > maxRows {
		p.fault(errs.PlanInvalid, 0, "", "a fee schedule has at most 200000 rows")
	}
	if len(p.faults) > 0 {
		return Schedule{}, p.faults
	}
	return Schedule{text: csv, rows: p.rows, fallback: p.fallback, root: rootOf(p.rows, p.fallback)}, nil
}

// parser gathers rows and faults.
type parser struct {
	classes  map[string]uint8
	rows     map[codes.Code]row
	fallback *row
	faults   []*errs.Fault
	isBegun  bool
}

func (p *parser) fault(code errs.Code, number int, field, text string) {
	path := "feeSchedule"
	if number > 0 {
		path = fmt.Sprintf("feeSchedule.lines[%d]", number)
	}
	if field != "" {
		path += "." + field
	}
	p.faults = append(p.faults, &errs.Fault{Code: code, Path: path, Text: text})
}

func (p *parser) line(number int, text string) {
	if strings.TrimSpace(text) == "" || strings.HasPrefix(text, "#") {
		return
	}
	isFirst := !p.isBegun
	p.isBegun = true
	if isFirst && text == header {
		return
	}
	fields := strings.Split(text, ",")
	if len(fields) == 5 {
		fields = append(fields, "")
	}
	if len(fields) != 6 {
		p.fault(errs.PlanInvalid, number, "", "a row has six columns")
		return
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	code := codes.Code{System: codes.System(fields[0]), Value: fields[1]}
	p.add(number, code, p.row(number, fields))
}

// add files a row under its code, once.
func (p *parser) add(number int, code codes.Code, r row) {
	if code == (codes.Code{System: wildcard, Value: wildcard}) {
		if p.fallback != nil {
			p.fault(errs.PlanInvalid, number, "code", "the default row stands twice")
		}
		p.fallback = &r
		return
	}
	if !codes.IsProcedureSystem(code.System) {
		p.fault(errs.CodeUnknown, number, "system", "no procedure code system of this name")
	}
	if code.Value == "" || code.Value == wildcard || len(code.Value) > maxField {
		p.fault(errs.CodeUnknown, number, "code", "a row needs a code")
	}
	if _, isTwice := p.rows[code]; isTwice {
		p.fault(errs.PlanInvalid, number, "code", "the code stands twice")
	}
	p.rows[code] = r
}

// row reads the columns after the code.
func (p *parser) row(number int, fields []string) row {
	class, ok := p.classes[fields[2]]
	if !ok {
		p.fault(errs.ClassUnknown, number, "class", "the plan has no class of this name")
	}
	r := row{method: Method(fields[3]), class: class, evidence: fields[5]}
	if len(r.evidence) > maxField {
		p.fault(errs.FieldTooLong, number, "evidence", "at most 64 characters")
	}
	amount, err := strconv.ParseUint(fields[4], 10, 63)
	if err != nil {
		p.fault(errs.PlanInvalid, number, "amount", "the amount is a whole number of cents or basis points")
		return r
	}
	switch r.method {
	case Fee:
		if amount > money.MaxCents {
			p.fault(errs.AmountTooLarge, number, "amount", "at most 2^36 - 1 cents")
		}
		r.fee = money.Cents(int64(amount))
	case Percent:
		if amount > 10000 {
			p.fault(errs.AmountTooLarge, number, "amount", "at most 10000 basis points")
			return r
		}
		r.rate = money.BasisPoints(amount)
	default:
		p.fault(errs.PlanInvalid, number, "method", "the method is fee or percent")
	}
	return r
}
