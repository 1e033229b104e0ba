package cob

import (
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Errors of this package, besides those of [benefits.Determine].
var (
	// ErrNotCoordinating is returned when others paid before a plan that has no
	// settings for that: it pays first, so the order is not what it seems.
	ErrNotCoordinating = errs.New(errs.CoordinationInvalid, "the plan does not pay after others")
	// ErrLinesDiffer is returned when the lines as others left them are not those of
	// the claim, or say what no prior payer can have left.
	ErrLinesDiffer = errs.New(errs.CoordinationInvalid, "the lines of prior payers are not those of the claim")
)

// Claim is what a coordinated determination rests on.
type Claim struct {
	Plan   *coverage.Plan
	Facts  benefits.Facts
	Before benefits.Accumulators
	Lines  []benefits.Line
	// Left are the lines as prior payers left them, of [Balance]; nil where the plan
	// pays first.
	Left []Left
	// IsBalanceBilled is set where the provider may bill the patient what is above the
	// allowable expense: outside the network, where nothing prohibits it.
	IsBalanceBilled bool
}

// Result is a line as a plan pays it after others. Its amounts but the first three
// are what lies between charge and paid amount:
//
//	charge = paid + prior payers + above allowable + denied + patient responsibility
type Result struct {
	// Benefit is the determination as if there were no other coverage: deductible,
	// out-of-pocket and limits are credited with it.
	Benefit benefits.LineResult
	// Allowable is the most that all payers together pay.
	Allowable money.Amount
	Paid      money.Amount

	// PriorPayers is what those before paid and wrote off: OA-23.
	PriorPayers money.Amount
	// AboveAllowable is what the patient would still owe above the allowable expense:
	// CO-45, or PR-45 where the provider may bill it all the same.
	AboveAllowable  money.Amount
	IsBalanceBilled bool
	// Denied is what is left to deny, where the line has a denial that keeps nothing.
	Denied money.Amount

	// What the patient owes of the plan's own cost share, at most what is still owed.
	Deductible, Coinsurance, Copay, Noncovered money.Amount
	// PriorShare is what the patient owes beyond that: left by those before, and not
	// covered here (PR-275).
	PriorShare money.Amount
}

// PatientResponsibility returns what the patient owes after all payers.
func (r Result) PatientResponsibility() money.Amount {
	patient := r.Deductible.Cents() + r.Coinsurance.Cents() + r.Copay.Cents() + r.Noncovered.Cents() + r.PriorShare.Cents()
	if r.IsBalanceBilled {
		patient += r.AboveAllowable.Cents()
	}
	return money.Cents(patient)
}

// Adjustments returns what lies between charge and paid amount, but for what a rule
// posts: [Result.Denied] of a denial and [Result.Noncovered] of limits.
func (r Result) Adjustments() []Adjustment {
	adjustments := make([]Adjustment, 0, 6)
	above := codes.ContractualObligation
	if r.IsBalanceBilled {
		above = codes.PatientResponsibility
	}
	for _, a := range [...]Adjustment{
		{codes.OtherAdjustment, codes.CARCPriorPayers, r.PriorPayers},
		{above, codes.CARCAboveFeeSchedule, r.AboveAllowable},
		{codes.PatientResponsibility, codes.CARCDeductible, r.Deductible},
		{codes.PatientResponsibility, codes.CARCCoinsurance, r.Coinsurance},
		{codes.PatientResponsibility, codes.CARCCopay, r.Copay},
		{codes.PatientResponsibility, codes.CARCPriorShare, r.PriorShare},
	} {
		if !a.Amount.IsZero() {
			adjustments = append(adjustments, a)
		}
	}
	return adjustments
}

// Determine determines a claim as [benefits.Determine] does and coordinates each
// line with what others paid. It returns the accumulators as they stand afterwards:
// they are credited as if there were no other coverage, which NAIC Model Regulation
// MO-120, section 7, demands for the deductible; out-of-pocket and the counters of
// limits follow it.
//
// With N what the plan would pay alone, P what was paid before and A the allowable
// expense, a line pays at most what of A is unpaid and what the patient still owed:
//   - traditional: N;
//   - non-duplication: N − P;
//   - maintenance of benefits: what the plan would pay alone if no more than A − P
//     were allowed.
//
// None pays more than N.
//
// Errors: [ErrNotCoordinating], [ErrLinesDiffer], those of [benefits.Determine].
func Determine(c Claim) ([]Result, benefits.Accumulators, error) {
	settings := c.Plan.Coordination
	switch {
	case c.Left != nil && settings.IsZero():
		return nil, c.Before, ErrNotCoordinating
	case c.Left != nil && len(c.Left) != len(c.Lines):
		return nil, c.Before, ErrLinesDiffer
	}
	c.Facts.HasPriorPayers = false // what the plan would pay alone
	alone, after, err := benefits.Determine(*c.Plan, c.Facts, c.Before, c.Lines)
	if err != nil {
		return nil, c.Before, err
	}
	results := make([]Result, len(alone))
	before := c.Before
	for i := range alone {
		left := Left{Owed: c.Lines[i].Charge}
		if c.Left != nil {
			left = c.Left[i]
		}
		if !left.isOf(c.Lines[i].Charge) {
			return nil, c.Before, ErrLinesDiffer
		}
		s := sharing{Left: left, settings: settings, alone: alone[i], counted: alone[i]}
		if settings.Method == coverage.MaintenanceOfBenefits && !s.isDenied() {
			if s.counted, before, err = c.maintained(&s, i, before); err != nil {
				return nil, c.Before, err
			}
		}
		results[i] = s.result()
		results[i].IsBalanceBilled = c.IsBalanceBilled
	}
	return results, after, nil
}

// isOf reports whether prior payers can have left a line of a charge so.
func (l *Left) isOf(charge money.Amount) bool {
	return !l.Owed.IsNegative() && !charge.Less(l.Owed) && !l.Paid.IsNegative()
}

// maintained determines a line on what is unpaid of the allowable expense, met by
// the accumulators that the lines before it leave, and returns those after it.
func (c *Claim) maintained(s *sharing, i int, before benefits.Accumulators) (benefits.LineResult, benefits.Accumulators, error) {
	line := c.Lines[i]
	_, after, err := benefits.Determine(*c.Plan, c.Facts, before, []benefits.Line{line})
	if err != nil {
		return benefits.LineResult{}, before, err
	}
	line.Allowed = money.Min(money.Cents(s.unpaid()), line.Allowed)
	results, _, err := benefits.Determine(*c.Plan, c.Facts, before, []benefits.Line{line})
	if err != nil {
		return benefits.LineResult{}, before, err
	}
	return results[0], after, nil
}

// sharing is a line that is coordinated. Its methods count in cents.
type sharing struct {
	Left
	settings coverage.Coordination
	// alone is what the plan would determine alone; counted is what counts here: the
	// same, but for maintenance of benefits.
	alone, counted benefits.LineResult
}

// isDenied reports whether a denial leaves nothing of the line to share.
func (s *sharing) isDenied() bool {
	return s.alone.IsDenied() && s.alone.Denial != benefits.DenialLimitReached
}

// allowable returns the allowable expense. Who allows nothing does not count.
func (s *sharing) allowable() int64 {
	own := s.alone.Allowed
	chosen := own
	switch s.settings.Allowable {
	case coverage.HigherAllowed:
		if own.Less(s.Highest) {
			chosen = s.Highest
		}
	case coverage.LowerAllowed:
		if !s.Lowest.IsZero() && (own.IsZero() || s.Lowest.Less(own)) {
			chosen = s.Lowest
		}
	case coverage.PrimaryAllowed:
		if !s.First.IsZero() {
			chosen = s.First
		}
	}
	return chosen.Cents()
}

// unpaid returns what is unpaid of the allowable expense.
func (s *sharing) unpaid() int64 { return max(s.allowable()-s.Paid.Cents(), 0) }

// wanted returns what the method gives, before it is held to what is owed.
func (s *sharing) wanted() int64 {
	if s.settings.Method == coverage.NonDuplication {
		return max(s.alone.Paid.Cents()-s.Paid.Cents(), 0)
	}
	return s.counted.Paid.Cents()
}

// result divides the charge. Every part is what the one before it left, so that
// they come to the charge whatever was given.
func (s *sharing) result() Result {
	owed := s.Owed.Cents()
	r := Result{
		Benefit: s.alone, Allowable: money.Cents(s.allowable()), PriorPayers: money.Cents(s.alone.Charge.Cents() - owed),
	}
	if s.isDenied() {
		r.Denied = s.Owed
		return r
	}
	recognised := min(owed, s.unpaid())
	r.AboveAllowable = money.Cents(owed - recognised)
	paid := min(s.wanted(), recognised)
	r.Paid = money.Cents(paid)
	rest := recognised - paid
	for _, share := range [...]struct {
		own money.Amount
		to  *money.Amount
	}{
		{s.counted.Deductible, &r.Deductible},
		{s.counted.Coinsurance, &r.Coinsurance},
		{s.counted.Copay, &r.Copay},
		{s.counted.Noncovered, &r.Noncovered},
	} {
		*share.to = money.Min(share.own, money.Cents(rest))
		rest -= share.to.Cents()
	}
	r.PriorShare = money.Cents(rest)
	return r
}

// EqualShare returns what the payer at a position, from zero, bears of an amount
// that a number of payers share equally, to the cent: the cents that do not divide
// fall to the later ones. All shares together are the amount. A payer pays no more
// than it would have paid alone.
func EqualShare(amount money.Amount, payers, position int) money.Amount {
	upTo := func(n int) int64 { return shareDown(amount.Cents(), uint64(n), uint64(payers)) }
	return money.Cents(upTo(position+1) - upTo(position))
}
