package views

import (
	"context"
	"slices"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
)

// PaymentCheck compares what was allowed of a claim with what the plan's fee schedule gives.
type PaymentCheck struct {
	// FeeScheduleRoot names the schedule on the ledger.
	FeeScheduleRoot []byte
	Lines           []LinePaymentCheck
	// Underallowed is the sum over the lines.
	Underallowed money.Amount
}

// LinePaymentCheck is the check of an adjudicated line.
type LinePaymentCheck struct {
	Sequence int
	Allowed  money.Amount
	// Scheduled is what the schedule gives, nil where it gives no price: see Outcome.
	Scheduled *money.Amount
	Outcome   string
	// Underallowed is what Scheduled is above Allowed, zero for a denied line, whose denial
	// says why.
	Underallowed money.Amount
	// ScheduleLine is the line of the schedule's file that was used, nil for none; Method
	// and Base, exact, are what it says.
	ScheduleLine *int
	Method, Base string
}

// PaymentCheck prices a determined claim, which was read, by the plan's fee schedule once
// more, and compares. Among multiple procedures its lines rank behind those of the
// provider's earlier claims of the day that stand today. It is for the claim's provider and insurer; nil for others, until
// the claim is determined, and where the plan's rules are not known here.
//
// Errors: [evidence.ErrErased].
func (v *Views) PaymentCheck(ctx context.Context, claim *Claim) (*PaymentCheck, error) {
	principal, _ := auth.PrincipalFrom(ctx)
	isParty := principal.Role == auth.RoleProvider && principal.Provider == claim.Provider.ID ||
		principal.Role == auth.RoleInsurer && principal.Insurer == claim.Insurer.ID
	if !isParty || claim.Version == nil || claim.ExplanationOfBenefits == nil {
		return nil, nil //nolint:nilnil // the schema's null.
	}
	return once(ctx, paidOf(claim.ID), func() (*PaymentCheck, error) { return v.checkPayment(ctx, claim) })
}

func (v *Views) checkPayment(ctx context.Context, claim *Claim) (*PaymentCheck, error) {
	opened, err := v.assess(ctx, claim.ID)
	if err != nil {
		return nil, err
	}
	if opened.Input.IsRulesUnknown {
		return nil, nil //nolint:nilnil // the schema's null.
	}
	prices := adjudicate.Prices(&opened.Input, func(sequence int) bool { return isUnpriced(claim, sequence) })
	root := pricing.RootOf(opened.Plan.FeeSchedule, opened.Plan.Prices)
	return paymentCheckOf(claim, root, prices), nil
}

// isUnpriced reports whether an edit denied a line, which has no price then.
func isUnpriced(claim *Claim, sequence int) bool {
	return slices.ContainsFunc(claim.Lines, func(l Line) bool {
		return l.Sequence == sequence && l.Explanation != nil && l.Explanation.isUnpriced
	})
}

func paymentCheckOf(claim *Claim, root [32]byte, prices []pricing.Result) *PaymentCheck {
	check := &PaymentCheck{FeeScheduleRoot: root[:]}
	priced, sum := 0, int64(0)
	for i := range claim.Lines {
		line := &claim.Lines[i]
		if line.IsInformational || line.Allowed == nil || priced >= len(prices) {
			continue
		}
		price := &prices[priced]
		priced++
		of := LinePaymentCheck{Sequence: line.Sequence, Allowed: *line.Allowed, Outcome: price.Outcome.String()}
		if price.Outcome.IsScheduled() {
			scheduled := price.Allowed
			of.Scheduled = &scheduled
		}
		if price.Steps.Line > 0 {
			row := price.Steps.Line
			of.ScheduleLine, of.Method, of.Base = &row, string(price.Steps.Method), price.Steps.Base.String()
		}
		isDenied := line.IsDenied != nil && *line.IsDenied
		if of.Scheduled != nil && !isDenied && of.Allowed.Less(*of.Scheduled) {
			of.Underallowed = money.Cents(of.Scheduled.Cents() - of.Allowed.Cents())
			sum += of.Underallowed.Cents()
		}
		check.Lines = append(check.Lines, of)
	}
	check.Underallowed = money.Cents(sum)
	return check
}
