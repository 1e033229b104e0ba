package remit

import (
	"strings"

	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
)

// sentence says to the patient what happened to a line.
func sentence(line Line, reason adjudicate.Reason, result benefits.LineResult) string {
	var parts []string
	switch {
	case line.IsDenied:
		parts = []string{Because(reason), whoPays(line, codes.Group(reason.Group))}
	case line.PatientResponsibility.IsZero():
		parts = []string{"The plan paid " + dollars(line.Paid) + ".", "You owe nothing."}
	default:
		parts = []string{
			"The plan paid " + dollars(line.Paid) + ".",
			"You owe " + dollars(line.PatientResponsibility) + ": " + shares(result) + ".",
		}
	}
	isRecognised := !line.IsDenied || line.Denial == benefits.DenialLimitReached
	if discount := writeOff(result); isRecognised && !discount.IsZero() {
		parts = append(parts, "The provider may not bill you the "+dollars(discount)+" that the plan does not recognise.")
	}
	return strings.Join(parts, " ")
}

// shares lists what the patient's part is made of.
func shares(result benefits.LineResult) string {
	var list []string
	for _, share := range [...]struct {
		amount money.Amount
		name   string
	}{
		{result.Deductible, "deductible"},
		{result.Copay, "copay"},
		{result.Coinsurance, "coinsurance"},
		{result.Noncovered, "beyond the plan's limit"},
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
		return "You owe " + dollars(line.PatientResponsibility) + "."
	case codes.ContractualObligation:
		return "The provider may not bill you for it."
	case codes.OtherAdjustment, codes.PayerInitiated:
		return "You owe nothing for it here."
	}
	return ""
}

func dollars(amount money.Amount) string { return "$" + amount.String() }
