package oracle

import (
	"math/big"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// view is the history as a service of a coverage year on a date sees it.
type view struct {
	ledger    *Ledger
	enrolment history.Enrolment
	date      claims.Date
}

// line determines one line; the lines before it are in the history already.
func (v *view) line(s *history.Submission, line benefits.Line) benefits.LineResult {
	if denial := v.denial(s, line.Class); denial != benefits.DenialNone {
		return benefits.LineResult{Charge: line.Charge, Class: line.Class, Denial: denial}
	}
	class := v.ledger.plan.Classes[line.Class]
	eligible, units := v.eligible(class, line)
	result := benefits.LineResult{
		Charge: line.Charge, Allowed: line.Allowed, Class: line.Class,
		Noncovered: amount(new(big.Int).Sub(cents(line.Allowed), eligible)),
	}
	if eligible.Sign() == 0 {
		if line.Allowed.Cents() != 0 {
			result.Denial = benefits.DenialLimitReached
		}
		return result
	}
	result.Units = units
	v.share(class, eligible, &result)
	return result
}

// denial goes down the list of reasons; the first that holds is the one.
func (v *view) denial(s *history.Submission, position uint8) benefits.Denial {
	plan := &v.ledger.plan
	var class coverage.Class
	if position != benefits.ClassDenied {
		class = plan.Classes[position]
	}
	daysToReceipt := int(v.ledger.dayOf(s.ReceivedAt) - v.date)
	for _, reason := range []struct {
		denial benefits.Denial
		holds  bool
	}{
		{benefits.DenialOutsideCoverage, v.date < v.enrolment.Span.Start || v.date >= v.enrolment.Span.End},
		{benefits.DenialProviderNotCredentialed, !s.IsProviderCredentialed},
		{
			benefits.DenialFiledLate,
			plan.TimelyFilingDays > 0 && daysToReceipt > int(plan.TimelyFilingDays) && !s.IsLateFilingExcused,
		},
		{benefits.DenialByEngine, position == benefits.ClassDenied},
		{benefits.DenialClassNotCovered, !class.IsCovered},
		{benefits.DenialAuthorizationMissing, class.IsAuthorizationRequired && !s.HasAuthorization},
		{benefits.DenialEvidenceMissing, class.IsEvidenceRequired && !s.HasEvidence},
	} {
		if reason.holds {
			return reason.denial
		}
	}
	return benefits.DenialNone
}

// eligible returns what the limits of the class leave of the allowed amount and
// of the units.
func (v *view) eligible(class coverage.Class, line benefits.Line) (*big.Int, int) {
	eligible, units := new(big.Rat).SetInt(cents(line.Allowed)), line.Units
	for _, position := range []uint8{class.LimitA, class.LimitB} {
		if position == 0 {
			continue
		}
		rest, isLimited := v.counterOf(int(position) - 1).rest(v.date)
		if !isLimited {
			continue
		}
		switch v.ledger.plan.Limits[position-1].Kind {
		case coverage.Visits:
			if rest.Sign() == 0 {
				eligible.SetInt64(0)
			}
		case coverage.Units:
			if big.NewInt(int64(units)).Cmp(rest) > 0 {
				share := new(big.Rat).SetFrac(rest, big.NewInt(int64(units)))
				eligible.SetInt(floor(share.Mul(share, eligible)))
				units = int(rest.Int64())
			}
		case coverage.Money:
			eligible = least(eligible, new(big.Rat).SetInt(rest))
		}
	}
	return floor(eligible), units
}

// share gives each part of the patient's share what the parts before it leave:
// of the eligible amount, and of the room under the out-of-pocket maximum, which
// copay fills first, then deductible, then coinsurance.
func (v *view) share(class coverage.Class, eligible *big.Int, result *benefits.LineResult) {
	plan := &v.ledger.plan
	unpaid := new(big.Rat).SetInt(eligible)
	copay := least(new(big.Rat).SetInt(cents(class.Copay)), unpaid)
	unpaid = less(unpaid, copay)
	deductible := new(big.Rat)
	if class.IsDeductibleApplied {
		rest := v.restOf(plan.Deductible, plan.FamilyDeductible, plan.IsDeductibleAggregate, deductibleOf)
		deductible = least(rest, unpaid)
	}
	unpaid = less(unpaid, deductible)
	coinsurance := new(big.Rat).SetInt(halfUp(new(big.Rat).Mul(unpaid, big.NewRat(int64(class.Coinsurance), 10_000))))
	if class.IsOutOfPocketApplied {
		room := v.restOf(plan.OutOfPocketMax, plan.FamilyOutOfPocketMax, plan.IsOutOfPocketAggregate, v.outOfPocketOf)
		for _, part := range []**big.Rat{&copay, &deductible, &coinsurance} {
			*part = least(*part, room)
			room = less(room, *part)
		}
	}
	result.Copay, result.Deductible, result.Coinsurance = whole(copay), whole(deductible), whole(coinsurance)
	result.Paid = whole(less(less(less(new(big.Rat).SetInt(eligible), copay), deductible), coinsurance))
}

// restOf returns what a limit leaves of what was taken so far.
func (v *view) restOf(individual, family coverage.Limit, isAggregate bool, take taking) *big.Rat {
	own := v.rest(individual, v.isOwn, take)
	if v.enrolment.Family == 0 {
		return own
	}
	shared := v.rest(family, v.isOfFamily, take)
	if isAggregate {
		return shared
	}
	return least(own, shared)
}

func (v *view) rest(limit coverage.Limit, isCounted func(*event) bool, take taking) *big.Rat {
	most := big.NewInt(1<<36 - 1)
	if amount, isLimited := limit.Amount(); isLimited {
		most = cents(amount)
	}
	if most.Sub(most, v.sum(isCounted, take)).Sign() < 0 {
		return new(big.Rat)
	}
	return new(big.Rat).SetInt(most)
}

// taking is what a result takes of a total, in cents.
type taking func(*benefits.LineResult) int64

func deductibleOf(r *benefits.LineResult) int64 { return r.Deductible.Cents() }

func (v *view) outOfPocketOf(r *benefits.LineResult) int64 {
	if r.Class == benefits.ClassDenied || !v.ledger.plan.Classes[r.Class].IsOutOfPocketApplied {
		return 0
	}
	return r.Copay.Cents() + r.Deductible.Cents() + r.Coinsurance.Cents()
}

func (v *view) isOwn(e *event) bool { return e.enrolment.Year == v.enrolment.Year }

func (v *view) isOfFamily(e *event) bool {
	return v.enrolment.Family != 0 && e.enrolment.Family == v.enrolment.Family
}

// sum adds up what standing determinations took.
func (v *view) sum(isCounted func(*event) bool, take taking) *big.Int {
	sum, took := new(big.Int), new(big.Int)
	for _, e := range v.ledger.events {
		if e.isUndone || !isCounted(e) {
			continue
		}
		for i := range e.results {
			sum.Add(sum, took.SetInt64(take(&e.results[i])))
		}
	}
	return sum
}

// least returns the lesser of two numbers.
func least(x, y *big.Rat) *big.Rat {
	if y.Cmp(x) < 0 {
		return y
	}
	return x
}

// less returns x − y.
func less(x, y *big.Rat) *big.Rat { return new(big.Rat).Sub(x, y) }

// whole returns a number that has no fraction; a fraction of a cent is a fault of the oracle.
func whole(x *big.Rat) money.Amount {
	if !x.IsInt() || x.Sign() < 0 {
		panic("oracle: a fraction of a cent, or less than nothing")
	}
	return amount(x.Num())
}
