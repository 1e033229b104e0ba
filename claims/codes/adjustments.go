package codes

import "sync"

// Group is a claim adjustment group code: who bears an adjustment.
type Group string

// The group codes that are posted.
const (
	ContractualObligation Group = "CO"
	PatientResponsibility Group = "PR"
	OtherAdjustment       Group = "OA"
	PayerInitiated        Group = "PI"
)

// The reason codes that follow from the arithmetic of benefits.
const (
	CARCDeductible       = "1"
	CARCCoinsurance      = "2"
	CARCCopay            = "3"
	CARCAboveFeeSchedule = "45"
	// CARCPriorPayers stands with group OA alone: what prior payers paid and wrote off.
	CARCPriorPayers = "23"
	// CARCPriorShare stands with group PR alone: what prior payers left to the patient
	// and this one does not cover.
	CARCPriorShare = "275"
)

// adjustments are the group, reason and remark codes by kind and code.
var adjustments = sync.OnceValue(func() map[[2]string]string {
	records := read("data/adjustments.csv", 3)
	loaded := make(map[[2]string]string, len(records))
	for _, record := range records {
		loaded[[2]string{record[0], record[1]}] = record[2]
	}
	return loaded
})

// GroupText returns a short text of our own of a group code, or "".
func GroupText(group Group) string { return adjustments()[[2]string{"group", string(group)}] }

// CARCText returns a short text of our own of a claim adjustment reason code, or "".
func CARCText(code string) string { return adjustments()[[2]string{"carc", code}] }

// RARCText returns a short text of our own of a remittance advice remark code, or "".
func RARCText(code string) string { return adjustments()[[2]string{"rarc", code}] }

// DemandsRemark reports whether a claim adjustment reason code must stand with a
// remark code. Source: the texts of X12 external code list 139 and, for 16 and
// 96, CAQH CORE 360.
func DemandsRemark(carc string) bool {
	switch carc {
	case "16", "96", "125", "129", "226", "227", "234", "237", "250", "251", "252", "A1":
		return true
	default:
		return false
	}
}
