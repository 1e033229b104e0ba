package adjudicate

import (
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// checkBirth denies a service before the patient's birth.
func (r *run) checkBirth(line *lineState) {
	if birth := r.in.Patient.BirthDate; !birth.IsZero() {
		r.note(line, rules.BeforeBirth, line.ServiceDate < birth).Date = birth
	}
}

// checkCoverage denies a service outside the coverage.
func (r *run) checkCoverage(line *lineState) {
	span := r.in.Coverage.Span
	r.note(line, rules.BeforeCoverage, line.ServiceDate < span.Start).Date = span.Start
	if !span.End.IsZero() {
		r.note(line, rules.AfterCoverage, line.ServiceDate >= span.End).Date = span.End.AddDays(-1)
	}
}

// checkExclusion denies a service of a provider that is excluded from being paid.
func (r *run) checkExclusion(line *lineState) {
	if r.in.Provider.NPI != 0 {
		r.note(line, rules.ProviderExcluded, r.set.IsExcluded(r.provider, line.ServiceDate))
	}
}

// checkNetwork denies a service of a provider outside the network of a plan that
// has no benefit for that.
func (r *run) checkNetwork(line *lineState) {
	if r.in.Plan.IsInNetworkOnly && line.provider.network != rules.AnyNetwork {
		r.note(line, rules.ProviderOutOfNetwork, line.provider.network == rules.OutOfNetwork)
	}
}

// checkFiling denies a line that was received after the last day for filing it.
func (r *run) checkFiling(line *lineState) {
	last := LastFilingDay(&r.in.Plan, r.filingFrom(line))
	if last.IsZero() || r.in.ReceivedOn.IsZero() {
		return
	}
	r.note(line, rules.FilingLate, r.in.ReceivedOn > last).Date = last
}

// filingFrom returns the day that the time for filing a line counts from: that of the
// service, or the last one of an institutional claim; where the plan says so that of the
// last prior payer's answer, if it is later.
func (r *run) filingFrom(line *lineState) claims.Date {
	last := max(line.ServiceDate, priorAnswerDay(&r.in.Claim, &r.in.Plan))
	if !isFiledByLastDay(&r.in.Claim, &r.in.Plan) {
		return last
	}
	for i := range r.lines {
		last = max(last, lastDay(r.lines[i].rule, r.lines[i].Line))
	}
	return last
}

// IsFilingExcused reports whether the ledger, which counts the time for filing from the
// claim's first day alone to that of the receipt on the chain, has to leave it to the
// rules: a line counts from a later day, and is in time by it; or the claim came on the
// last day, and its receipt may come after midnight. Lines that are late nevertheless the
// rules deny.
func (a *Assessment) IsFilingExcused() bool {
	r := &a.run
	for i := range r.lines { // a void has none
		from := r.filingFrom(&r.lines[i])
		last := LastFilingDay(&r.in.Plan, from)
		if r.in.ReceivedOn == last || from > a.ServiceDate && r.in.ReceivedOn < last {
			return true
		}
	}
	return false
}

func isFiledByLastDay(claim *claims.Claim, plan *coverage.Plan) bool {
	return claim.Type == claims.Institutional && !plan.IsFilingFromFirstDay
}

// priorAnswerDay returns the day on which the last prior payer answered, zero where there
// is none or the plan does not count from it.
func priorAnswerDay(claim *claims.Claim, plan *coverage.Plan) (last claims.Date) {
	if !plan.IsFilingFromPriorAnswer {
		return 0
	}
	for i := range claim.PriorPayers {
		last = max(last, claim.PriorPayers[i].AnswerDate)
	}
	return last
}

// lastDay returns the last day of a line: of a stay that of the discharge.
func lastDay(rule *rules.ProcedureRule, line *claims.Line) claims.Date {
	if stay, isStay := stayOf(rule, line.ServiceDate, line.Units); isStay {
		return stay.End
	}
	return line.ServiceDate
}

// FilingFrom returns the day that the time for filing a claim counts from: the given
// first day of service, or the last one of an institutional claim; where the plan says so
// that of the last prior payer's answer, if it is later.
func FilingFrom(claim *claims.Claim, plan *coverage.Plan, set *rules.Set, first claims.Date) claims.Date {
	last := max(first, priorAnswerDay(claim, plan))
	if !isFiledByLastDay(claim, plan) {
		return last
	}
	for i := range claim.Lines {
		if line := &claim.Lines[i]; line.IsAdjudicated() {
			last = max(last, lastDay(set.Listing(set.Procedure(line.Procedure), line.ServiceDate).Rule, line))
		}
	}
	return last
}

// LastFilingDay returns the last day on which a claim for a service may be
// received, zero for no deadline. A calendar month ends on the same day of a later
// month, or on its last where it has no such day: twelve months after 29 February
// 2024 is 28 February 2025. Of a deadline in days and one in months the earlier counts.
func LastFilingDay(plan *coverage.Plan, service claims.Date) (last claims.Date) {
	if days := plan.TimelyFilingDays; days != 0 {
		last = service.AddDays(int(days))
	}
	if months := plan.TimelyFilingMonths; months != 0 {
		if day := addMonths(service, int(months)); last.IsZero() || day < last {
			last = day
		}
	}
	return last
}

func addMonths(date claims.Date, months int) claims.Date {
	t := date.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	lastDay := first.AddDate(0, 1, -1).Day()
	return claims.NewDate(first.Year(), first.Month(), min(t.Day(), lastDay))
}

// checkAuthorization denies a line whose prior authorization is not there, or is for
// something else. Where there is no register of authorizations it is the ledger
// that asks whether the claim has one.
func (r *run) checkAuthorization(line *lineState) {
	number := r.in.Claim.PriorAuthorization
	if r.in.Authorizations == nil || !r.needsAuthorization(line) {
		return
	}
	given := findAuthorization(r.in.Authorizations, number)
	r.note(line, rules.AuthorizationMissing, given == nil || !given.Span.Contains(line.ServiceDate))
	if given == nil {
		return
	}
	r.note(line, rules.AuthorizationOtherService, !given.isFor(line.Procedure)).Code = line.Procedure
	isProviders := given.Provider == 0 || given.Provider == r.in.Claim.Provider
	r.note(line, rules.AuthorizationOtherProvider, !isProviders)
	used := r.unitsBefore(line, given)
	detail := r.note(line, rules.AuthorizationExceeded, used+line.Units > given.Units)
	detail.Found, detail.Limit = used+line.Units, given.Units
}

// needsAuthorization reports whether the class of the line's price asks for one. Most
// lines need no price for that: the row's class asks for none.
func (r *run) needsAuthorization(line *lineState) bool {
	of, hasRow := line.priced.Class()
	if !hasRow || int(of) >= len(r.in.Plan.Classes) || !r.in.Plan.Classes[of].IsAuthorizationRequired {
		return false
	}
	return r.classOf(r.alone(line)) != nil
}

func findAuthorization(list []Authorization, number string) *Authorization {
	for i := range list {
		if number != "" && list[i].Number == number {
			return &list[i]
		}
	}
	return nil
}

// isFor reports whether the authorization is for a procedure.
func (a *Authorization) isFor(procedure codes.Code) bool {
	return len(a.Procedures) == 0 || slices.Contains(a.Procedures, procedure)
}

// unitsBefore sums the units that other claims that stand and the claim's earlier lines
// take from an authorization: a line takes all of its units, or none where so many are
// not left.
func (r *run) unitsBefore(line *lineState, given *Authorization) int {
	sum := r.unitsTaken(given)
	for i := range r.lines {
		earlier := &r.lines[i]
		if earlier.Sequence >= line.Sequence {
			break
		}
		takes := !earlier.isDenied && r.needsAuthorization(earlier) && given.isFor(earlier.Procedure) && given.Span.Contains(earlier.ServiceDate)
		if takes && sum+earlier.Units <= given.Units {
			sum += earlier.Units
		}
	}
	return sum
}

// UnitsTaken returns how many units the claims in History that name a prior authorization
// took off it, as deciding the input's claim counts them.
func UnitsTaken(in *Input, given *Authorization) int {
	r := prepared(in)
	return r.unitsTaken(given)
}

// unitsTaken sums the units that lines of other claims took from an authorization.
func (r *run) unitsTaken(given *Authorization) (sum int) {
	for i := range r.in.History {
		past := &r.in.History[i]
		for j := range past.Lines {
			line := &past.Lines[j]
			if past.Authorization != given.Number || line.IsDenied || !given.isFor(line.Procedure) || !given.Span.Contains(line.ServiceDate) {
				continue
			}
			state := lineState{provider: r.providerOn(line.ServiceDate), Line: &claims.Line{
				Sequence: line.Sequence, Procedure: line.Procedure, Modifiers: line.Modifiers, PlaceOfService: line.PlaceOfService,
				ServiceDate: line.ServiceDate, Units: line.Units, Charge: line.Charge,
			}}
			state.priced = state.toPrice()
			if r.book.FindRow(&r.request, &state.priced); r.needsAuthorization(&state) {
				sum += line.Units
			}
		}
	}
	return sum
}
