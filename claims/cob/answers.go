package cob

import (
	"fmt"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Lefts returns a claim's adjudicated lines as its prior payers left them, nil where
// nobody paid before, and every fault of their answers at once: see [Balance].
func Lefts(c *claims.Claim) ([]Left, []*errs.Fault) {
	if len(c.PriorPayers) == 0 {
		return nil, nil
	}
	var sequences []int
	var charges []money.Amount
	for i := range c.Lines {
		if line := &c.Lines[i]; line.IsAdjudicated() {
			sequences, charges = append(sequences, line.Sequence), append(charges, line.Charge)
		}
	}
	if faults := checkSequences(c.PriorPayers, sequences); len(faults) > 0 {
		return nil, faults
	}
	return Balance(charges, priorsOf(c.PriorPayers))
}

// checkSequences lists the answers to lines that are not the claim's next one. Of a
// list that is too long or too short [Balance] says so.
func checkSequences(payers []claims.PriorPayer, sequences []int) []*errs.Fault {
	var list faultList
	for i := range payers[:min(len(payers), MaxPriors)] {
		lines := payers[i].Lines
		if len(lines) != len(sequences) {
			continue
		}
		for j := range lines {
			if lines[j].Sequence != sequences[j] {
				list.add(errs.PriorPaymentUnbalanced, fmt.Sprintf("priorPayers[%d].lines[%d].sequence", i, j),
					"the answers are to the lines with a charge, in their order")
			}
		}
	}
	return list
}

func priorsOf(payers []claims.PriorPayer) []Prior {
	priors := make([]Prior, len(payers))
	for i := range payers {
		payer := &payers[i]
		priors[i] = Prior{Paid: payer.Paid, Adjustments: adjustmentsOf(payer.Adjustments)}
		for j := range payer.Lines {
			line := &payer.Lines[j]
			priors[i].Lines = append(priors[i].Lines, PriorLine{Paid: line.Paid, Adjustments: adjustmentsOf(line.Adjustments)})
		}
	}
	return priors
}

func adjustmentsOf(given []claims.PriorAdjustment) []Adjustment {
	adjustments := make([]Adjustment, len(given))
	for i, a := range given {
		adjustments[i] = Adjustment(a)
	}
	return adjustments
}

// ParseRule returns the rule of a stable name, and whether it is known.
func ParseRule(name string) (Rule, bool) {
	for rule := MedicaidLast; rule.IsKnown(); rule++ {
		if rule.String() == name {
			return rule, true
		}
	}
	return 0, false
}
