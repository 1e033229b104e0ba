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
		parts = []string{because(reason), whoPays(line, codes.Group(reason.Group))}
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

// because says why a line is denied. A rule that is not known here, of a later
// version perhaps, is explained by its reason code alone.
func because(reason adjudicate.Reason) string {
	switch reason.Rule {
	case adjudicate.RuleBeforeCoverage:
		return "Not paid: your coverage began on " + reason.Detail.Date.String() + ", after this service."
	case adjudicate.RuleAfterCoverage:
		return "Not paid: your coverage ended on " + reason.Detail.Date.String() + ", before this service."
	case adjudicate.RuleDuplicate:
		return "Not paid: the same service was already billed."
	case adjudicate.RuleEvidenceOverdue:
		return "Not paid: the provider did not send the document that the plan asked for in time."
	case adjudicate.RuleProviderNotCredentialed:
		return "Not paid: the provider was not certified for this service on its date."
	case adjudicate.RuleFiledLate:
		return "Not paid: the provider sent the claim too late."
	case adjudicate.RuleAuthorizationMissing:
		return "Not paid: this service needs a prior authorization, and there was none."
	case adjudicate.RuleEvidenceMissing:
		return "Not paid: this service needs a document that the provider did not send."
	case adjudicate.RuleLimitReached:
		return "Not paid: your plan's limit for this service is used up."
	case adjudicate.RuleVisitsReached:
		return "Not paid: your plan's visits for this service are used up."
	case adjudicate.RuleNoFee, adjudicate.RuleClassNotCovered:
		return "Not paid: your plan does not cover this service."
	case adjudicate.RuleNothingAllowed:
		return "Not paid: the plan pays nothing apart for this service."
	default:
		return "Not paid: " + codes.CARCText(reason.CARC) + "."
	}
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
