package coverage

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// maxName bounds the names of plans, classes and limits, in characters.
const maxName = 100

// maxRate is the whole, in basis points.
const maxRate = 10000

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
	if p.LineOfBusiness != "" && !rules.IsBusinessName(p.LineOfBusiness) {
		list.add(errs.PlanInvalid, "lineOfBusiness", "at most 32 small letters, digits and hyphens")
	}
	list.limits(p)
	list.benefitLimits(p.Limits)
	list.classes(p)
	if !p.BenefitYearStart.isValid() {
		list.add(errs.DateInvalid, "benefitYearStart", "not a day that every year has")
	}
	list.clocks(p.Clocks)
	list.coordination(p.Coordination)
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

func (l *faultList) classes(p Plan) {
	if len(p.Classes) == 0 || len(p.Classes) > pricing.MaxClasses {
		l.add(errs.PlanInvalid, "classes", "a plan has 1 to 64 classes")
	}
	for i, class := range p.Classes {
		path := fmt.Sprintf("classes[%d]", i)
		l.class(path, class, len(p.Limits))
		if slices.ContainsFunc(p.Classes[:i], func(c Class) bool { return c.Name == class.Name }) {
			l.add(errs.PlanInvalid, path+".name", "the class stands twice")
		}
	}
}

func (l *faultList) class(path string, class Class, limits int) {
	l.name(path+".name", class.Name)
	l.rate(path+".coinsuranceBasisPoints", class.Coinsurance)
	l.amount(path+".copayCents", class.Copay)
	for _, reference := range [...]struct {
		path     string
		position uint8
	}{{path + ".limitA", class.LimitA}, {path + ".limitB", class.LimitB}} {
		if int(reference.position) > limits {
			l.add(errs.PlanInvalid, reference.path, "no limit stands there")
		}
	}
	if class.LimitA != 0 && class.LimitA == class.LimitB {
		l.add(errs.PlanInvalid, path+".limitB", "a line goes through a limit once")
	}
}

func (l *faultList) rate(path string, rate money.BasisPoints) {
	if rate > maxRate {
		l.add(errs.PlanInvalid, path, "at most 10000 basis points")
	}
}

// clocks checks what the ledger checks of a plan's deadlines.
func (l *faultList) clocks(c Clocks) {
	if c.UTCOffsetSeconds < -MaxUTCOffsetSeconds || c.UTCOffsetSeconds > MaxUTCOffsetSeconds {
		l.add(errs.PlanInvalid, "utcOffsetSeconds", "-50400 to 50400 seconds")
	}
	for _, clock := range [...]struct {
		path string
		days uint16
	}{
		{"promptPayDays", c.PromptPayDays},
		{"appealDays", c.AppealDays},
		{"appealDecisionDays", c.AppealDecisionDays},
		{"recoveryNoticeDays", c.RecoveryNoticeDays},
	} {
		if clock.days == 0 {
			l.add(errs.FieldRequired, clock.path, "a plan needs this clock, one day at least")
		}
	}
	if len(c.Interest) > MaxInterestRates {
		l.add(errs.PlanInvalid, "interest", "at most 16 rates of interest")
		return
	}
	for i, entry := range c.Interest {
		path := fmt.Sprintf("interest[%d]", i)
		l.rate(path+".rateBasisPoints", entry.Rate)
		l.amount(path+".minimumCents", entry.Minimum)
		if entry.FromDate < 1 || (i > 0 && entry.FromDate <= c.Interest[i-1].FromDate) {
			l.add(errs.DateInvalid, path+".fromDate", "rates of interest stand by their dates, ascending")
		}
	}
}
