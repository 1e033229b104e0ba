// Package remit explains a determination: to the biller in the adjustments of an
// 835, to the patient in a sentence. What does not balance cannot be built.
package remit

import (
	"errors"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
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
	// ErrDenialUnexplained is returned when a line is denied without a posted reason,
	// or has one and is not denied.
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
	Paid     money.Amount
	// PatientResponsibility is the sum of the adjustments of group PR.
	PatientResponsibility money.Amount
	Adjustments           []Adjustment
	// Reason says in a sentence what happened, to the patient.
	Reason          string
	IsDenied        bool
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

// New explains the results of a claim's adjudicated lines, which stand in the
// order of the lines.
//
// Errors: [ErrUnbalanced], [ErrPaidAmountExceedsAllowed], [ErrAllowedExceedsCharge],
// [ErrDenialUnexplained].
func New(claim claims.Claim, reasons adjudicate.Reasons, results []benefits.LineResult) (Remittance, error) {
	if len(results) != claim.AdjudicatedCount() {
		return Remittance{}, ErrUnbalanced
	}
	r := Remittance{Lines: make([]Line, 0, len(claim.Lines)), IsDenied: len(results) > 0}
	for i := range claim.Lines {
		source := &claim.Lines[i]
		if !source.IsAdjudicated() {
			r.Lines = append(r.Lines, informational(source))
			continue
		}
		line, err := adjudicated(source, reasons, results[0])
		if err != nil {
			return Remittance{}, err
		}
		results = results[1:]
		r.IsDenied = r.IsDenied && line.IsDenied
		r.Lines = append(r.Lines, line)
	}
	return r, r.total()
}

func informational(source *claims.Line) Line {
	return Line{Sequence: source.Sequence, IsInformational: true, Reason: "This line is for information. It has no charge."}
}

// adjudicated explains one line and refuses one that contradicts itself.
func adjudicated(source *claims.Line, reasons adjudicate.Reasons, result benefits.LineResult) (Line, error) {
	if err := check(source, result); err != nil {
		return Line{}, err
	}
	reason, isPosted := reasons.Posted(source.Sequence)
	if isPosted != result.IsDenied() {
		return Line{}, ErrDenialUnexplained
	}
	line := Line{
		Sequence: source.Sequence,
		Charge:   result.Charge,
		Allowed:  result.Allowed,
		Paid:     result.Paid,
		IsDenied: result.IsDenied(),
	}
	if line.IsDenied {
		line.Adjustments = []Adjustment{{
			Group: codes.Group(reason.Group), CARC: reason.CARC, RARC: reason.RARC,
			Amount: result.Charge, Units: source.Units,
		}}
	} else {
		line.Adjustments = adjustmentsOf(result)
	}
	if err := line.balance(); err != nil {
		return Line{}, err
	}
	line.Reason = sentence(line, reason, result)
	return line, nil
}

// check holds a result to its line and to the order of its amounts.
func check(source *claims.Line, result benefits.LineResult) error {
	for _, amount := range []money.Amount{
		result.Charge, result.Allowed, result.Copay, result.Deductible, result.Coinsurance, result.Paid,
	} {
		if amount.IsNegative() || amount.Cents() > money.MaxCents {
			return ErrUnbalanced
		}
	}
	switch {
	case result.Charge != source.Charge:
		return ErrUnbalanced
	case result.Charge.Less(result.Allowed):
		return ErrAllowedExceedsCharge
	case result.Allowed.Less(result.Paid):
		return ErrPaidAmountExceedsAllowed
	case result.IsDenied() && !result.Allowed.IsZero():
		return ErrUnbalanced
	default:
		return nil
	}
}

// adjustmentsOf returns what lies between the charge and the paid amount of a
// line that is not denied.
func adjustmentsOf(result benefits.LineResult) []Adjustment {
	adjustments := make([]Adjustment, 0, 4)
	for _, a := range [...]Adjustment{
		{Group: codes.ContractualObligation, CARC: codes.CARCAboveFeeSchedule, Amount: writeOff(result)},
		{Group: codes.PatientResponsibility, CARC: codes.CARCDeductible, Amount: result.Deductible},
		{Group: codes.PatientResponsibility, CARC: codes.CARCCoinsurance, Amount: result.Coinsurance},
		{Group: codes.PatientResponsibility, CARC: codes.CARCCopay, Amount: result.Copay},
	} {
		if !a.Amount.IsZero() {
			adjustments = append(adjustments, a)
		}
	}
	return adjustments
}

// writeOff is charge − allowed; check has seen to it that it is not negative.
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
