package remit

import (
	"strconv"

	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Statement is a claim's determination as an explanation of benefits tells it to the
// patient: who paid what of the charge, and why.
type Statement struct {
	Charge, Allowed money.Amount
	// PlanPaid and OthersPaid are what this plan and payers before it paid of the charge, Owed
	// what the patient owes, and NotOwed the rest: what nobody may bill the patient for this claim.
	PlanPaid, OthersPaid, Owed, NotOwed money.Amount
	// OthersPaidAbove is what payers before paid above the charges of lines.
	OthersPaidAbove money.Amount
	// Summary is in sentences.
	Summary string
	// Reasons are a sentence or more for each line that was charged.
	Reasons []string
}

// StatementOf returns the statement of a remittance, whose results are those of its
// adjudicated lines in their order.
func StatementOf(r *Remittance, results []benefits.LineResult) Statement {
	s := Statement{Charge: r.Charge, Allowed: r.Allowed, PlanPaid: r.Paid, Owed: r.PatientResponsibility}
	others, above := int64(0), int64(0)
	for i := range results {
		others += results[i].Prior.Paid.Cents()
	}
	for i := range r.Lines {
		above += r.Lines[i].PriorAboveCharge.Cents()
	}
	s.OthersPaid, s.OthersPaidAbove = money.Cents(others), money.Cents(above)
	s.NotOwed = money.Cents(max(r.Charge.Cents()-r.Paid.Cents()-others-r.PatientResponsibility.Cents(), 0))
	for i := range r.Lines {
		if line := &r.Lines[i]; !line.IsInformational {
			s.Reasons = append(s.Reasons, "Line "+strconv.Itoa(line.Sequence)+": "+line.Reason)
		}
	}
	s.Summary = s.summary()
	return s
}

func (s *Statement) summary() string {
	text := "The provider charged " + dollars(s.Charge) + ". "
	if !s.OthersPaid.IsZero() {
		text += othersPaid(s.OthersPaid, s.OthersPaidAbove) + " "
	}
	if s.PlanPaid.IsZero() {
		text += "The plan paid nothing. "
	} else {
		text += "The plan paid " + dollars(s.PlanPaid) + ". "
	}
	if !s.NotOwed.IsZero() {
		text += dollars(s.NotOwed) + " is not yours to pay. "
	}
	if s.Owed.IsZero() {
		return text + "You owe nothing."
	}
	return text + "You owe " + dollars(s.Owed) + "."
}
