// Package remit explains a determination: to the biller in the adjustments of an
// 835, to the patient in a sentence. What does not balance cannot be built.
package remit

import (
	"errors"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Errors of this package: a determination that contradicts itself or its reasons.
var (
	// ErrPaidAmountExceedsAllowed is returned when a line pays more than it allows.
	ErrPaidAmountExceedsAllowed = errs.New(errs.PaidAmountExceedsAllowed, "the paid amount is above the allowed amount")
	// ErrAllowedExceedsCharge is returned when a line allows more than was charged.
	ErrAllowedExceedsCharge = errs.New(errs.AllowedExceedsCharge, "the allowed amount is above the charge")
	// ErrUnbalanced is returned when charge = paid + Σ adjustments does not hold, or
	// when the results are not those of the claim's lines.
	ErrUnbalanced = errs.New(errs.RemittanceUnbalanced, "the determination does not balance")
	// ErrDenialUnexplained is returned when a line is denied by the engine without a
	// posted reason, or has one and is not denied.
	ErrDenialUnexplained = errs.New(errs.DenialUnexplained, "denials and reasons do not agree")
)

// Adjustment is why a part of a charge is not paid.
type Adjustment struct {
	Group codes.Group
	CARC  string
	// RARC is "" where no remark is posted.
	RARC   string
	Amount money.Amount
	// Units are the units that are not paid; zero where only money is adjusted.
	Units int
}

// Line is a claim line as its determination leaves it. charge = paid + Σ
// adjustments.
type Line struct {
	Sequence int
	Charge   money.Amount
	Allowed  money.Amount
	// Noncovered is what the plan's limits took off the allowed amount.
	Noncovered money.Amount
	Paid       money.Amount
	// PatientResponsibility is the sum of the adjustments of group PR.
	PatientResponsibility money.Amount
	Adjustments           []Adjustment
	// Coordination is how the line was coordinated with prior payers; nil where there
	// were none.
	Coordination *cob.Result
	// PriorAboveCharge is what prior payers paid above the charge. It stands in no
	// adjustment: the ledger does not know of it.
	PriorAboveCharge money.Amount
	// Reason says in a sentence what happened, to the patient.
	Reason string
	// Denial is the ledger's; IsDenied is set when there is one.
	Denial   benefits.Denial
	IsDenied bool
	// Rule and RuleVersion name what denied the line or took a part of it as
	// noncovered; both are "" where nothing did.
	Rule            string
	RuleVersion     string
	IsInformational bool
}

// Remittance is a claim as its determination leaves it.
type Remittance struct {
	// Lines are all lines of the claim in their order, informational ones too.
	Lines                 []Line
	Charge                money.Amount
	Allowed               money.Amount
	Paid                  money.Amount
	PatientResponsibility money.Amount
	// IsDenied is set when every adjudicated line is denied.
	IsDenied bool
}

// Determination is what a remittance explains.
type Determination struct {
	Claim claims.Claim
	// Reasons are the engine's.
	Reasons adjudicate.Reasons
	// Ledger is what the ledger decided on.
	Ledger adjudicate.Ledger
	// Results are those of the claim's adjudicated lines, in their order.
	Results []benefits.LineResult
}

// New explains a determination. Lines of a claim with prior payers are explained by
// the plan's settings of coordination.
//
// Errors: [ErrUnbalanced], [ErrPaidAmountExceedsAllowed], [ErrAllowedExceedsCharge],
// [ErrDenialUnexplained].
func New(d Determination) (Remittance, error) {
	if err := Check(&d.Claim, d.Results); err != nil {
		return Remittance{}, err
	}
	results, above := d.Results, d.aboveCharges()
	r := Remittance{Lines: make([]Line, 0, len(d.Claim.Lines)), IsDenied: len(results) > 0}
	for i := range d.Claim.Lines {
		source := &d.Claim.Lines[i]
		if !source.IsAdjudicated() {
			r.Lines = append(r.Lines, informational(source))
			continue
		}
		line, err := d.adjudicated(source, results[0], above[0])
		if err != nil {
			return Remittance{}, err
		}
		results, above = results[1:], above[1:]
		r.IsDenied = r.IsDenied && line.IsDenied
		r.Lines = append(r.Lines, line)
	}
	return r, r.total()
}

func informational(source *claims.Line) Line {
	return Line{Sequence: source.Sequence, IsInformational: true, Reason: "This line is for information. It has no charge."}
}

// Check holds results to the adjudicated lines of a claim and to the order of their
// amounts, for who shows amounts and explains nothing.
//
// Errors: [ErrUnbalanced], [ErrPaidAmountExceedsAllowed], [ErrAllowedExceedsCharge].
func Check(claim *claims.Claim, results []benefits.LineResult) error {
	if len(results) != claim.AdjudicatedCount() {
		return ErrUnbalanced
	}
	for i := range claim.Lines {
		source := &claim.Lines[i]
		if !source.IsAdjudicated() {
			continue
		}
		if err := check(source, &results[0]); err != nil {
			return err
		}
		results = results[1:]
	}
	return nil
}

// aboveCharges returns what prior payers paid above the charge of each adjudicated line.
func (d *Determination) aboveCharges() []money.Amount {
	above := make([]money.Amount, len(d.Results))
	lefts, _ := cob.Lefts(&d.Claim) // none of answers with faults, which no claim is taken with
	for i := range lefts {
		above[i] = lefts[i].AboveCharge(d.Results[i].Charge)
	}
	return above
}

// adjudicated explains one line, of which prior payers paid something above the charge or
// not, and refuses one that contradicts its reasons.
func (d *Determination) adjudicated(source *claims.Line, result benefits.LineResult, above money.Amount) (Line, error) {
	reason, isExplained := d.Ledger.Explain(source, result, d.Reasons)
	_, isPosted := d.Reasons.Posted(source.Sequence)
	if isPosted && !result.IsDenied() || !isExplained && result.IsDenied() {
		return Line{}, ErrDenialUnexplained
	}
	line := Line{
		Sequence:    source.Sequence,
		Charge:      result.Charge,
		Allowed:     result.Allowed,
		Noncovered:  result.Noncovered,
		Paid:        result.Paid,
		Denial:      result.Denial,
		IsDenied:    result.IsDenied(),
		Rule:        reason.Rule,
		RuleVersion: reason.RuleVersion,
	}
	isBilled := d.Ledger.IsBalanceBilled(source, result)
	posted := explained(reason, source, result)
	if result.IsCoordinated {
		coordinated := cob.Explain(d.Ledger.Plan.Coordination, result, isBilled)
		line.Coordination, line.PriorAboveCharge = &coordinated, above
		line.Adjustments = coordinatedAdjustments(&coordinated, posted)
	} else {
		line.Adjustments = adjustmentsOf(result, posted, isBilled)
	}
	if err := line.balance(); err != nil {
		return Line{}, err
	}
	line.Reason = sentence(line, reason, result, isBilled)
	return line, nil
}

// coordinatedAdjustments returns what lies between the charge and the paid amount of a
// line of a claim with prior payers, what a rule posts last: of a denial what is left
// to deny, of limits what is left of what they took.
func coordinatedAdjustments(r *cob.Result, reason Adjustment) []Adjustment {
	adjustments := make([]Adjustment, 0, 7)
	for _, a := range r.Adjustments() {
		adjustments = append(adjustments, Adjustment{Group: a.Group, CARC: a.CARC, Amount: a.Amount})
	}
	if reason.Amount = r.Noncovered; !r.Denied.IsZero() {
		reason.Amount = r.Denied
	}
	if !reason.Amount.IsZero() {
		adjustments = append(adjustments, reason)
	}
	return adjustments
}

// check holds a result to its line and to the order of its amounts.
func check(source *claims.Line, result *benefits.LineResult) error {
	for _, amount := range []money.Amount{
		result.Charge, result.Allowed, result.Copay, result.Deductible, result.Coinsurance, result.Noncovered, result.Paid,
	} {
		if amount.IsNegative() || amount.Cents() > money.MaxCents {
			return ErrUnbalanced
		}
	}
	switch {
	case result.Charge != source.Charge, result.Units < 0, result.Units > source.Units, !result.Denial.IsKnown():
		return ErrUnbalanced
	case result.Charge.Less(result.Allowed):
		return ErrAllowedExceedsCharge
	case result.Allowed.Less(result.Paid):
		return ErrPaidAmountExceedsAllowed
	case result.IsDenied() && !isWhollyNoncovered(result):
		return ErrUnbalanced
	case result.IsCoordinated && result.Benefit().Less(result.Paid):
		return ErrUnbalanced
	default:
		return nil
	}
}

// isWhollyNoncovered reports whether nothing of a denied line is left: all of what
// was allowed is noncovered where limits were reached, and else nothing was allowed.
func isWhollyNoncovered(result *benefits.LineResult) bool {
	return result.Noncovered == result.Allowed && result.Allowed.IsZero() != (result.Denial == benefits.DenialLimitReached)
}

// explained is the adjustment that a reason is posted with: of the whole charge
// for a denial, of what is noncovered where limits took it.
func explained(reason adjudicate.Reason, source *claims.Line, result benefits.LineResult) Adjustment {
	amount := result.Noncovered
	if result.IsDenied() && result.Denial != benefits.DenialLimitReached {
		amount = result.Charge
	}
	return Adjustment{
		Group: codes.Group(reason.Group), CARC: reason.CARC, RARC: reason.RARC,
		Amount: amount, Units: source.Units - result.Units,
	}
}

// adjustmentsOf returns what lies between the charge and the paid amount of a
// line. A denial takes all of the charge; what limits took stands beside the rest. What
// is above the allowed amount the provider writes off, but for one that may bill it.
func adjustmentsOf(result benefits.LineResult, reason Adjustment, isBilled bool) []Adjustment {
	if reason.Amount == result.Charge && result.IsDenied() {
		return []Adjustment{reason}
	}
	adjustments := make([]Adjustment, 0, 5)
	above := codes.ContractualObligation
	if isBilled {
		above = codes.PatientResponsibility
	}
	for _, a := range [...]Adjustment{
		{Group: above, CARC: codes.CARCAboveFeeSchedule, Amount: writeOff(result)},
		{Group: codes.PatientResponsibility, CARC: codes.CARCDeductible, Amount: result.Deductible},
		{Group: codes.PatientResponsibility, CARC: codes.CARCCoinsurance, Amount: result.Coinsurance},
		{Group: codes.PatientResponsibility, CARC: codes.CARCCopay, Amount: result.Copay},
		reason,
	} {
		if !a.Amount.IsZero() {
			adjustments = append(adjustments, a)
		}
	}
	return adjustments
}

// writeOff is charge − allowed, which the patient owes all the same where the provider
// may bill it; check has seen to it that it is not negative.
func writeOff(result benefits.LineResult) money.Amount {
	return money.Cents(result.Charge.Cents() - result.Allowed.Cents())
}

// balance sums the adjustments and refuses a line where charge = paid + Σ
// adjustments does not hold.
func (l *Line) balance() error {
	rest := l.Charge.Cents() - l.Paid.Cents()
	patient := int64(0)
	for _, a := range l.Adjustments {
		rest -= a.Amount.Cents()
		if a.Group == codes.PatientResponsibility {
			patient += a.Amount.Cents()
		}
	}
	if rest != 0 {
		return ErrUnbalanced
	}
	l.PatientResponsibility = money.Cents(patient)
	return nil
}

// total sums the lines.
func (r *Remittance) total() error {
	for i := range r.Lines {
		line := &r.Lines[i]
		err := errors.Join(
			addTo(&r.Charge, line.Charge), addTo(&r.Allowed, line.Allowed),
			addTo(&r.Paid, line.Paid), addTo(&r.PatientResponsibility, line.PatientResponsibility),
		)
		if err != nil {
			return ErrUnbalanced
		}
	}
	return nil
}

func addTo(sum *money.Amount, amount money.Amount) error {
	next, err := sum.Add(amount)
	*sum = next
	return err
}
