// Package edits says whether a claim can enter adjudication. A claim with a
// fault is rejected, which is not a denial: it gets every fault at once and is
// never adjudicated.
package edits

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// The bounds of a claim. Where the X12 837 has one it is the same.
const (
	MaxLines                = 99
	MaxDiagnoses            = 12
	MaxModifiers            = 4
	MaxDiagnosisPointers    = 4
	MaxUnits                = claims.MaxUnits
	MaxPatientAccountNumber = 38 // CLM01
	MaxMemberNumber         = 80 // NM109
	MaxPriorAuthorization   = 50 // REF02
	MaxCode                 = 18 // a SNOMED CT identifier
	MaxPayer                = 80 // NM109
	MaxCARC                 = 5  // CAS02
)

// firstDate is the first date of service that is taken for one: 1900-01-01.
const firstDate = 693596

// list gathers faults. Texts and paths never repeat a value.
type list struct {
	faults []*errs.Fault
	set    *rules.Set
}

func (l *list) add(code errs.Code, path, text string) {
	l.faults = append(l.faults, &errs.Fault{Code: code, Path: path, Text: text})
}

// Validate lists every fault of a claim at once, or nothing when it can enter
// adjudication. Paths are those of the API's input, positions counted from 0. A
// date of service after today is a fault. Codes are those of the set; nil is
// [rules.Builtin].
//
// Lines without a charge are informational and no fault; a claim of nothing else
// is one, unless it is a void, which has no lines at all.
func Validate(c claims.Claim, today claims.Date, set *rules.Set) []*errs.Fault {
	if set == nil {
		set = rules.Builtin()
	}
	faults := list{set: set}
	faults.kind(&c)
	faults.text("patientAccountNumber", c.PatientAccountNumber, MaxPatientAccountNumber, true)
	faults.text("memberNumber", c.MemberNumber, MaxMemberNumber, true)
	faults.text("priorAuthorization", c.PriorAuthorization, MaxPriorAuthorization, false)
	faults.diagnoses(&c, today)
	if len(c.Lines) > MaxLines {
		// Beyond the bound nothing is looked at, so that a huge claim costs little.
		faults.add(errs.TooManyLines, "lines", "at most 99 lines")
		return faults.faults
	}
	for i := range c.Lines {
		v := lineCheck{list: &faults, claim: &c, index: i, today: today}
		v.check(&c.Lines[i])
	}
	if c.Frequency == claims.Void {
		if len(c.Lines) > 0 {
			faults.add(errs.TooManyLines, "lines", "a void has no lines")
		}
		if len(c.PriorPayers) > 0 {
			faults.add(errs.CoordinationInvalid, "priorPayers", "nobody pays before a void")
		}
		return faults.faults
	}
	faults.charge(&c)
	faults.priorPayers(&c, today)
	return faults.faults
}

// kind checks what kind of claim it is and for whom.
func (l *list) kind(c *claims.Claim) {
	switch c.Type {
	case claims.Professional, claims.Institutional, claims.Oral, claims.Pharmacy, claims.Vision:
	default:
		l.add(errs.TypeUnsupported, "type", "no claim type of this name")
	}
	switch c.Frequency {
	case claims.Original, claims.Replacement, claims.Void:
	default:
		l.add(errs.FrequencyUnsupported, "frequency", "an original, 1, a replacement, 7, or a void, 8")
	}
	if c.Insurer == 0 {
		l.add(errs.FieldRequired, "insurer", "an insurer is needed")
	}
	if c.Provider == 0 {
		l.add(errs.FieldRequired, "provider", "a provider is needed")
	}
}

// text checks a free text: its length in characters and that it can be shown.
func (l *list) text(path, text string, most int, isRequired bool) {
	switch {
	case text == "":
		if isRequired {
			l.add(errs.FieldRequired, path, "a value is needed")
		}
	case len(text) > most*utf8.UTFMax || utf8.RuneCountInString(text) > most:
		l.add(errs.FieldTooLong, path, "at most "+strconv.Itoa(most)+" characters")
	case !utf8.ValidString(text) || strings.ContainsFunc(text, isNotShown) || strings.TrimSpace(text) == "":
		l.add(errs.TextInvalid, path, "printable characters only")
	}
}

// isNotShown also takes in what is invisible or turns the direction of writing,
// by which two texts could be made to look alike.
func isNotShown(r rune) bool { return r != ' ' && !unicode.IsPrint(r) }

func (l *list) diagnoses(c *claims.Claim, today claims.Date) {
	if len(c.Diagnoses) > MaxDiagnoses {
		l.add(errs.FieldTooLong, "diagnoses", "at most 12 diagnoses")
		return
	}
	// A claim may have services of several days; a diagnosis code must be in use on
	// the first one.
	on := dateOr(c.ServiceDate(), today)
	for i, diagnosis := range c.Diagnoses {
		fault, isFault := l.codeFault(diagnosis, codes.IsDiagnosisSystem(diagnosis.System), on)
		if isFault {
			fault.Path = "diagnoses[" + strconv.Itoa(i) + "]." + fault.Path
			l.faults = append(l.faults, &fault)
		}
	}
}

// dateOr returns today for a date that is itself a fault, so that one fault does
// not bring others with it.
func dateOr(date, today claims.Date) claims.Date {
	if date < firstDate {
		return today
	}
	return date
}

// codeFault checks an entry of a code set on a date. The path of the fault is
// within the code.
func (l *list) codeFault(code codes.Code, isSystem bool, on claims.Date) (errs.Fault, bool) {
	switch {
	case !isSystem:
		return errs.Fault{Code: errs.CodeUnknown, Path: "system", Text: "no code system of this name for this field"}, true
	case code.Value == "":
		return errs.Fault{Code: errs.FieldRequired, Path: "code", Text: "a code is needed"}, true
	case len(code.Value) > MaxCode:
		return errs.Fault{Code: errs.FieldTooLong, Path: "code", Text: "at most 18 characters"}, true
	case l.set.Decides(on) && !l.set.IsInForce(code, on):
		// A day that no set decides is the engine's to have looked at.
		return errs.Fault{
			Code: errs.CodeUnknown, Path: "code", Text: "no code of this code system in use on the date of service",
		}, true
	}
	return errs.Fault{}, false
}

// charge checks the claim as a sum.
func (l *list) charge(c *claims.Claim) {
	if c.AdjudicatedCount() == 0 {
		l.add(errs.ClaimWithoutCharge, "lines", "a claim needs a line with a charge")
		return
	}
	total, err := c.Charge()
	if err != nil || total.Cents() > money.MaxCents {
		l.add(errs.AmountTooLarge, "lines", "the charges together are at most 2^36 - 1 cents")
	}
}

// lineCheck lists the faults of one line.
type lineCheck struct {
	*list
	claim *claims.Claim
	index int
	today claims.Date
}

// at adds a fault of a field of the line.
func (v *lineCheck) at(code errs.Code, field, text string) {
	v.add(code, "lines["+strconv.Itoa(v.index)+"]."+field, text)
}

func (v *lineCheck) check(line *claims.Line) {
	if line.Sequence != v.index+1 {
		v.at(errs.LineSequenceInvalid, "sequence", "lines are numbered from 1 in their order")
	}
	v.date(line.ServiceDate)
	v.procedure(line)
	v.modifiers(line.Modifiers)
	v.place(line)
	v.pointers(line.DiagnosisPointers)
	if line.Units < 1 || line.Units > MaxUnits {
		v.at(errs.UnitsInvalid, "units", "1 to 16383 units")
	}
	v.amount(line)
}

func (v *lineCheck) date(date claims.Date) {
	switch {
	case date.IsZero():
		v.at(errs.FieldRequired, "serviceDate", "a date of service is needed")
	case date < firstDate:
		v.at(errs.DateInvalid, "serviceDate", "not a date of service")
	case date > v.today:
		v.at(errs.DateInFuture, "serviceDate", "the date of service has not come yet")
	}
}

func (v *lineCheck) procedure(line *claims.Line) {
	isSystem := codes.IsProcedureSystem(line.Procedure.System)
	fault, isFault := v.codeFault(line.Procedure, isSystem, dateOr(line.ServiceDate, v.today))
	if isFault {
		v.at(fault.Code, "procedure."+fault.Path, fault.Text)
	}
}

func (v *lineCheck) modifiers(modifiers []string) {
	if len(modifiers) > MaxModifiers {
		v.at(errs.FieldTooLong, "modifiers", "at most 4 modifiers")
		return
	}
	for i, modifier := range modifiers {
		if !codes.IsModifier(modifier) || slices.Contains(modifiers[:i], modifier) {
			v.at(errs.ModifierInvalid, "modifiers["+strconv.Itoa(i)+"]", "two capital letters or digits, each modifier once")
		}
	}
}

// place checks the place of service where there is one: it decides nothing in
// this version, and not every channel has it.
func (v *lineCheck) place(line *claims.Line) {
	place, on := rules.PlaceOf(line.PlaceOfService), dateOr(line.ServiceDate, v.today)
	isKnown := place != 0 && (v.set.IsPlaceInForce(place, on) || !v.set.Decides(on))
	if line.PlaceOfService != "" && !isKnown {
		v.at(errs.PlaceOfServiceUnknown, "placeOfService", "no place of service in use on the date of service")
	}
}

func (v *lineCheck) pointers(pointers []int) {
	if len(pointers) > MaxDiagnosisPointers {
		v.at(errs.FieldTooLong, "diagnosisPointers", "at most 4 diagnosis pointers")
		return
	}
	for i, pointer := range pointers {
		if pointer < 1 || pointer > len(v.claim.Diagnoses) || slices.Contains(pointers[:i], pointer) {
			v.at(errs.DiagnosisPointerInvalid, "diagnosisPointers["+strconv.Itoa(i)+"]",
				"a position in the claim's diagnoses, counted from 1, each once")
		}
	}
}

func (v *lineCheck) amount(line *claims.Line) {
	switch {
	case line.Charge.IsNegative():
		v.at(errs.AmountNegative, "chargeCents", "a charge is not negative")
	case line.Charge.Cents() > money.MaxCents:
		v.at(errs.AmountTooLarge, "chargeCents", "at most 2^36 - 1 cents")
	case line.IsInformational && !line.Charge.IsZero():
		v.at(errs.MalformedRequest, "isInformational", "an informational line has no charge")
	}
}
