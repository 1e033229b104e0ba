package remit

import (
	"strings"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
)

// sentence says to the patient what happened to a line.
func sentence(line Line, reason adjudicate.Reason, result benefits.LineResult, isBilled bool) string {
	var parts []string
	if prior := result.Prior.Paid; !prior.IsZero() {
		parts = append(parts, othersPaid(prior, line.PriorAboveCharge))
	}
	switch {
	case line.IsDenied:
		parts = append(parts, Because(reason), whoPays(line, codes.Group(reason.Group)))
	case line.PatientResponsibility.IsZero():
		parts = append(parts, "The plan paid "+dollars(line.Paid)+".", "You owe nothing.")
	default:
		parts = append(parts, "The plan paid "+dollars(line.Paid)+".",
			"You owe "+dollars(line.PatientResponsibility)+": "+shares(line, result, isBilled)+".")
	}
	isRecognised := !line.IsDenied || line.Denial == benefits.DenialLimitReached
	if discount := above(line, result); isRecognised && !isBilled && !discount.IsZero() {
		parts = append(parts, "The provider may not bill you the "+dollars(discount)+" that the plan does not recognise.")
	}
	return strings.Join(parts, " ")
}

// othersPaid says what prior payers paid: of the charge, and above it.
func othersPaid(ofCharge, above money.Amount) string {
	if above.IsZero() {
		return "Other insurance paid " + dollars(ofCharge) + "."
	}
	whole := money.Cents(ofCharge.Cents() + above.Cents())
	return "Other insurance paid " + dollars(whole) + ", " + dollars(above) + " of it above the charge of a service."
}

// above is what lies above what the plan recognises of a line.
func above(line Line, result benefits.LineResult) money.Amount {
	if line.Coordination != nil {
		return line.Coordination.AboveAllowable
	}
	return writeOff(result)
}

// shares lists what the patient's part is made of.
func shares(line Line, result benefits.LineResult, isBilled bool) string {
	r := cob.Result{
		Deductible: result.Deductible, Copay: result.Copay, Coinsurance: result.Coinsurance, Noncovered: result.Noncovered,
	}
	if line.Coordination != nil {
		r = *line.Coordination
	}
	billed := money.Amount{}
	if isBilled {
		billed = above(line, result)
	}
	var list []string
	for _, share := range [...]struct {
		amount money.Amount
		name   string
	}{
		{r.Deductible, "deductible"},
		{r.Copay, "copay"},
		{r.Coinsurance, "coinsurance"},
		{r.Noncovered, "beyond the plan's limit"},
		{r.PriorShare, "that other insurance left to you and the plan does not cover"},
		{billed, "that the plan does not recognise and the provider, who is not in its network, may bill you"},
	} {
		if !share.amount.IsZero() {
			list = append(list, dollars(share.amount)+" "+share.name)
		}
	}
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

// whoPays says what a denial means for the patient's purse.
func whoPays(line Line, group codes.Group) string {
	switch group {
	case codes.PatientResponsibility:
		if line.PatientResponsibility.IsZero() {
			return "You owe nothing."
		}
		return "You owe " + dollars(line.PatientResponsibility) + "."
	case codes.ContractualObligation:
		return "The provider may not bill you for it."
	case codes.OtherAdjustment:
		return "You owe nothing for it here."
	case codes.PayerInitiated:
		return "The plan does not count it as yours to pay, but has no contract with the provider, who may see it otherwise."
	}
	return ""
}

func dollars(amount money.Amount) string { return "$" + amount.String() }
