package scenario

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// defaultServiceDate is the day of a service that has none.
var defaultServiceDate = claims.NewDate(2026, time.March, 1)

// readSubmission reads what is determined; what is not given is that of earlier,
// where there is one.
func readSubmission(args arguments, earlier history.Submission, input string) (history.Submission, error) {
	s := history.Submission{
		ServiceDate: args.date("date", or(earlier.ServiceDate, defaultServiceDate)),
		StoppedDays: int(args.number("stopped", 0)),
	}
	const noonOfTheNextDay = 36 * time.Hour
	s.ReceivedAt = args.instant("received", or(earlier.ReceivedAt, s.ServiceDate.Time().Add(noonOfTheNextDay)))
	s.PaidAt = args.instant("paid", or(earlier.PaidAt, s.ReceivedAt))
	s.HasAuthorization = args.flag("authorization")
	s.HasEvidence = args.flag("evidence")
	s.IsLateFilingExcused = args.flag("excused")
	s.IsProviderCredentialed = !args.flag("uncredentialed")
	if err := args.done(); err != nil {
		return s, err
	}
	var err error
	s.Lines, s.HasPriorPayers, err = readLines(input)
	return s, err
}

// or returns the first of two that is not zero.
func or[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

// readLines reads `charge allowed class units`, and behind it in a claim with prior
// payers `paid/owed/allowed`, as they left the line.
func readLines(input string) (lines []benefits.Line, hasPriors bool, err error) {
	for text := range strings.Lines(input) {
		words := strings.Fields(text)
		last := len(words) - 1
		isPrior := last > 0 && strings.Contains(words[last], "/")
		if len(lines) > 0 && isPrior != hasPriors {
			return nil, false, unreadable("prior payers answer to all lines or to none: %s", text)
		}
		line := benefits.Line{Units: 1}
		if hasPriors = isPrior; isPrior {
			if line.Prior, err = readPrior(words[last]); err != nil {
				return nil, false, err
			}
			words = words[:last]
		}
		if len(words) == 3 {
			words = append(words, "1")
		}
		var charge, allowed int64
		if _, err := fmt.Sscan(strings.Join(words, " "), &charge, &allowed, &line.Class, &line.Units); err != nil || len(words) != 4 {
			return nil, false, unreadable("a line is charge, allowed, class, units: %s", text)
		}
		line.Charge, line.Allowed = money.Cents(charge), money.Cents(allowed)
		lines = append(lines, line)
	}
	return lines, hasPriors, nil
}

func readPrior(word string) (claims.PriorAmounts, error) {
	var paid, owed, allowed int64
	if _, err := fmt.Sscanf(word+" ", "%d/%d/%d ", &paid, &owed, &allowed); err != nil {
		return claims.PriorAmounts{}, unreadable("prior payers leave paid/owed/allowed: %s", word)
	}
	return claims.PriorAmounts{Paid: money.Cents(paid), Owed: money.Cents(owed), Allowed: money.Cents(allowed)}, nil
}

// readPlan reads a plan and lays out its limits. Clocks that are not given are
// common ones.
func readPlan(input string) (coverage.Plan, error) {
	p := planReader{plan: coverage.Plan{
		Name:                 "scenario",
		FamilyDeductible:     coverage.Unlimited,
		OutOfPocketMax:       coverage.Unlimited,
		FamilyOutOfPocketMax: coverage.Unlimited,
		Clocks: coverage.Clocks{
			PromptPayDays: 30, InterestFromDays: 30, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30,
		},
	}}
	for text := range strings.Lines(input) {
		words := strings.Fields(text)
		if len(words) == 0 || !p.read(words[0], words[1:]) {
			return coverage.Plan{}, unreadable("a plan does not say: %s", text)
		}
	}
	placed, err := coverage.Layout(p.plan.Limits)
	if err != nil {
		return coverage.Plan{}, unreadable("%v", err)
	}
	p.plan.Limits = placed
	return p.plan, nil
}

type planReader struct{ plan coverage.Plan }

// read takes one line of a plan and reports whether it could.
func (p *planReader) read(word string, rest []string) bool {
	switch word {
	case "class":
		return p.class(rest)
	case "limit":
		return p.limit(rest)
	case "interest":
		return p.interest(rest)
	case "aggregate":
		return p.aggregate(rest)
	case "coordination":
		return p.coordination(rest)
	}
	if len(rest) != 1 {
		return false
	}
	if limit, isLimit := map[string]*coverage.Limit{
		"deductible": &p.plan.Deductible, "family-deductible": &p.plan.FamilyDeductible,
		"out-of-pocket": &p.plan.OutOfPocketMax, "family-out-of-pocket": &p.plan.FamilyOutOfPocketMax,
	}[word]; isLimit {
		return readLimit(rest[0], limit)
	}
	if days, isClock := map[string]*uint16{
		"timely-filing": &p.plan.TimelyFilingDays, "prompt-pay": &p.plan.PromptPayDays, "interest-from": &p.plan.InterestFromDays,
	}[word]; isClock {
		return readNumber(rest[0], days)
	}
	return word == "utc-offset" && readNumber(rest[0], &p.plan.UTCOffsetSeconds)
}

func (p *planReader) aggregate(words []string) bool {
	for _, word := range words {
		switch word {
		case "deductible":
			p.plan.IsDeductibleAggregate = true
		case "out-of-pocket":
			p.plan.IsOutOfPocketAggregate = true
		default:
			return false
		}
	}
	return len(words) > 0
}

// coordination reads `METHOD RULE`, as a plan document names them.
func (p *planReader) coordination(words []string) bool {
	if len(words) != 2 {
		return false
	}
	p.plan.Coordination = coverage.Coordination{
		Method: coverage.CoordinationMethod(words[0]), Allowable: coverage.AllowableRule(words[1]),
	}
	for _, fault := range p.plan.Validate() {
		if strings.HasPrefix(fault.Path, "coordination") {
			return false
		}
	}
	return true
}

// limit reads `NAME KIND PERIOD max=N`.
func (p *planReader) limit(words []string) bool {
	if len(words) != 4 {
		return false
	}
	limit := coverage.BenefitLimit{Name: words[0], Kind: coverage.LimitKind(words[1])}
	period, days, isRolling := strings.Cut(words[2], "=")
	limit.Period = map[string]coverage.LimitPeriod{
		"year": coverage.BenefitYear, "lifetime": coverage.Lifetime, "rolling": coverage.Rolling,
	}[period]
	if isRolling && !readNumber(days, &limit.RollingDays) {
		return false
	}
	most, hasMost := strings.CutPrefix(words[3], "max=")
	isRead := hasMost && limit.Period != "" && readNumber(most, &limit.Max)
	p.plan.Limits = append(p.plan.Limits, limit)
	return isRead
}

// interest reads `DATE rate=N minimum=N`.
func (p *planReader) interest(words []string) bool {
	if len(words) == 0 {
		return false
	}
	date, err := claims.ParseDate(words[0])
	entry := coverage.InterestRate{FromDate: date}
	for _, word := range words[1:] {
		key, value, _ := strings.Cut(word, "=")
		var cents int64
		switch {
		case key == "rate" && readNumber(value, &entry.Rate):
		case key == "minimum" && readNumber(value, &cents):
			entry.Minimum = money.Cents(cents)
		default:
			return false
		}
	}
	p.plan.Interest = append(p.plan.Interest, entry)
	return err == nil
}

func (p *planReader) class(words []string) bool {
	class := coverage.Class{Name: fmt.Sprintf("class %d", len(p.plan.Classes)), IsOutOfPocketApplied: true}
	for _, word := range words {
		if !p.classWord(&class, word) {
			return false
		}
	}
	p.plan.Classes = append(p.plan.Classes, class)
	return true
}

func (p *planReader) classWord(class *coverage.Class, word string) bool {
	key, value, _ := strings.Cut(word, "=")
	switch key {
	case "covered":
		class.IsCovered = true
	case "not-covered":
	case "deductible":
		class.IsDeductibleApplied = true
	case "no-out-of-pocket":
		class.IsOutOfPocketApplied = false
	case "authorization":
		class.IsAuthorizationRequired = true
	case "evidence":
		class.IsEvidenceRequired = true
	case "coinsurance":
		return readNumber(value, &class.Coinsurance)
	case "copay":
		var cents int64
		isRead := readNumber(value, &cents)
		class.Copay = money.Cents(cents)
		return isRead
	case "limit-a":
		class.LimitA = p.plan.LimitPosition(value)
		return class.LimitA != 0
	case "limit-b":
		class.LimitB = p.plan.LimitPosition(value)
		return class.LimitB != 0
	default:
		return false
	}
	return true
}

func readLimit(text string, limit *coverage.Limit) bool {
	if text == "unlimited" {
		*limit = coverage.Unlimited
		return true
	}
	var cents int64
	isRead := readNumber(text, &cents)
	*limit = coverage.LimitOf(money.Cents(cents))
	return isRead
}

// readNumber reads a whole number that fits.
func readNumber[T ~int32 | ~int64 | ~uint16 | ~uint64](text string, number *T) bool {
	n, err := strconv.ParseInt(text, 10, 64)
	*number = T(n)
	return err == nil && int64(*number) == n
}
