package cob

import (
	"fmt"
	"math/bits"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Bounds of what prior payers answer: those of the 837 (loops 2320 and 2430, five
// CAS segments of six adjustments).
const (
	MaxPriors      = MaxCoverages - 1
	MaxAdjustments = 30
)

// Adjustment is why a part of a charge is not paid: one of a CAS segment.
type Adjustment struct {
	Group codes.Group
	CARC  string
	// Amount may be negative, where a payer paid more than was charged.
	Amount money.Amount
}

// Prior is what a payer answered that came before.
type Prior struct {
	// Paid is for the whole claim.
	Paid money.Amount
	// Adjustments are those of the claim beside its lines'.
	Adjustments []Adjustment
	// Lines are answers to the claim's adjudicated lines, in their order. A payer that
	// answered to the claim as a whole has none.
	Lines []PriorLine
}

// PriorLine is what a payer answered to a line, before what it adjusted on the
// claim.
type PriorLine struct {
	Paid        money.Amount
	Adjustments []Adjustment
}

// Left is a line as prior payers left it. Without a prior payer everything that was
// charged is owed.
type Left struct {
	// Paid is what they paid together.
	Paid money.Amount
	// Owed is what the patient still owed after the last of them: no more than any of
	// them left to the patient, less what later ones paid.
	Owed money.Amount
	// Highest, Lowest and First are their allowed amounts: what a payer paid with
	// deductible, coinsurance and copay. One that covered nothing has none, nor one
	// that answered after others by CARC 23, which says no more. Zero is none.
	Highest, Lowest, First money.Amount
}

// Amounts returns what of it the ledger takes, for a line of a charge and a plan's
// rule. What prior payers paid beyond the charge, with nothing left owed, and what
// they allowed beyond any charge change no payment: they are left off.
func (l Left) Amounts(rule coverage.AllowableRule, charge money.Amount) claims.PriorAmounts {
	amounts := claims.PriorAmounts{Paid: money.Min(l.Paid, money.Cents(charge.Cents()-l.Owed.Cents())), Owed: l.Owed}
	switch rule {
	case coverage.HigherAllowed:
		amounts.Allowed = l.Highest
	case coverage.LowerAllowed:
		amounts.Allowed = l.Lowest
	case coverage.PrimaryAllowed:
		amounts.Allowed = l.First
	}
	amounts.Allowed = money.Min(amounts.Allowed, money.Cents(money.MaxCents))
	return amounts
}

// AboveCharge returns what prior payers paid above the charge of the line: [Left.Amounts]
// leaves it off.
func (l Left) AboveCharge(charge money.Amount) money.Amount {
	return money.Cents(max(l.Paid.Cents()-charge.Cents(), 0))
}

// Balance checks what prior payers answered, in the order in which they did, and
// returns how they left each line. charges are those of the claim's adjudicated
// lines.
//
// Of each line charge = paid + Σ adjustments must hold, and of the claim paid =
// Σ paid of the lines − Σ adjustments of the claim: the balance of the 835. What is
// adjusted on the claim alone is put on its lines to the cent, each adjustment in
// proportion to what is left paid of the lines (one that adds, to their charges),
// added up from the first line and rounded down: so no line is below zero, and the
// lines come to the whole.
//
// Every fault is listed at once, by the paths priorPayers[i] and
// priorPayers[i].lines[j]; amounts are not repeated.
func Balance(charges []money.Amount, priors []Prior) ([]Left, []*errs.Fault) {
	var list faultList
	if len(priors) > MaxPriors {
		list.add(errs.CoordinationInvalid, "priorPayers", "at most 10 payers came before")
		return nil, list
	}
	if !areCharges(charges) {
		list.add(errs.CoordinationInvalid, "lines", "each line has a charge that the ledger can carry")
		return nil, list
	}
	lefts := make([]Left, len(charges))
	for i := range charges {
		lefts[i].Owed = charges[i]
	}
	parts := make([]part, len(charges))
	for i := range priors {
		before := len(list)
		list.prior(place{i, claimLevel}, charges, &priors[i])
		if len(list) > before {
			continue
		}
		split(parts, charges, &priors[i])
		for j := range lefts {
			lefts[j].follow(parts[j], i == 0)
		}
	}
	if len(list) > 0 {
		return nil, list
	}
	return lefts, nil
}

// place is where a fault is: a payer, and a line or the claim. It is text only once
// there is a fault.
type place struct{ prior, line int }

const claimLevel = -1

func (p place) at(field string) string {
	if p.line == claimLevel {
		return fmt.Sprintf("priorPayers[%d]%s", p.prior, field)
	}
	return fmt.Sprintf("priorPayers[%d].lines[%d]%s", p.prior, p.line, field)
}

func areCharges(charges []money.Amount) bool {
	for _, charge := range charges {
		if charge.Cents() <= 0 || charge.Cents() > money.MaxCents {
			return false
		}
	}
	return len(charges) > 0
}

// prior checks one payer's answer by itself.
func (l *faultList) prior(at place, charges []money.Amount, prior *Prior) {
	before := len(*l)
	l.answer(at, prior.Paid, prior.Adjustments)
	if len(prior.Lines) > 0 && len(prior.Lines) != len(charges) {
		l.add(errs.PriorPaymentUnbalanced, at.at(".lines"), "a payer answers to every line with a charge, or to the claim alone")
		return
	}
	paid := int64(0)
	for i, charge := range charges {
		paid += charge.Cents()
		if len(prior.Lines) == 0 {
			continue
		}
		line, lineAt := &prior.Lines[i], place{at.prior, i}
		beforeLine := len(*l)
		l.answer(lineAt, line.Paid, line.Adjustments)
		if len(*l) == beforeLine && charge.Cents() != line.Paid.Cents()+sum(line.Adjustments) {
			l.add(errs.PriorPaymentUnbalanced, lineAt.at(""), "charge is not paid amount and adjustments")
		}
		paid += line.Paid.Cents() - charge.Cents()
	}
	if len(*l) == before && prior.Paid.Cents() != paid-sum(prior.Adjustments) {
		l.add(errs.PriorPaymentUnbalanced, at.at(""), "the claim's paid amount is not that of its lines less its adjustments")
	}
}

// answer checks amounts and groups.
func (l *faultList) answer(at place, paid money.Amount, adjustments []Adjustment) {
	if paid.IsNegative() || paid.Cents() > money.MaxCents {
		l.add(errs.CoordinationInvalid, at.at(".paid"), "a paid amount is not negative and one that the ledger can carry")
	}
	if len(adjustments) > MaxAdjustments {
		l.add(errs.CoordinationInvalid, at.at(".adjustments"), "at most 30 adjustments")
		return
	}
	for i, a := range adjustments {
		if a.Amount.Cents() > money.MaxCents || a.Amount.Cents() < -money.MaxCents || a.CARC == "" || !isGroup(a.Group) {
			l.add(errs.CoordinationInvalid, at.at(fmt.Sprintf(".adjustments[%d]", i)), "a group, a reason code and an amount")
		}
	}
}

// isGroup reports whether a group code may stand in what is received: those that
// are posted, and corrections.
func isGroup(group codes.Group) bool { return codes.GroupText(group) != "" || group == "CR" }

func sum(adjustments []Adjustment) int64 {
	total := int64(0)
	for _, a := range adjustments {
		total += a.Amount.Cents()
	}
	return total
}

// part is a payer's answer to a line, with what it adjusted on the claim. In cents.
type part struct {
	charge, paid  int64
	patient       int64 // left to the patient
	costShare     int64 // of that deductible, coinsurance and copay
	isAfterOthers bool
}

// split divides a balanced answer among the lines.
func split(parts []part, charges []money.Amount, prior *Prior) {
	for i, charge := range charges {
		p := part{charge: charge.Cents(), paid: charge.Cents()}
		if len(prior.Lines) > 0 {
			for _, a := range prior.Lines[i].Adjustments {
				p.take(a, a.Amount.Cents())
			}
		}
		parts[i] = p
	}
	for _, isAdding := range [...]bool{true, false} { // what adds first, so that enough is there
		for _, a := range prior.Adjustments {
			if a.Amount.IsNegative() == isAdding {
				apportion(parts, a, isAdding)
			}
		}
	}
}

// take takes a part of an adjustment off what is paid.
func (p *part) take(a Adjustment, cents int64) {
	p.paid -= cents
	if a.Group == codes.PatientResponsibility {
		p.patient += cents
		switch a.CARC {
		case codes.CARCDeductible, codes.CARCCoinsurance, codes.CARCCopay:
			p.costShare += cents
		}
	}
	p.isAfterOthers = p.isAfterOthers || a.CARC == codes.CARCPriorPayers
}

// apportion puts an adjustment of the claim on its lines.
func apportion(parts []part, a Adjustment, isAdding bool) {
	weight := func(p *part) uint64 {
		if isAdding {
			return uint64(p.charge)
		}
		return uint64(p.paid)
	}
	total := uint64(0)
	for i := range parts {
		total += weight(&parts[i])
	}
	cents := a.Amount.Cents()
	reached, given := uint64(0), int64(0)
	for i := range parts {
		reached += weight(&parts[i])
		upTo := shareDown(max(cents, -cents), reached, total)
		if isAdding {
			upTo = -upTo
		}
		parts[i].take(a, upTo-given)
		given = upTo
	}
}

// shareDown returns cents × n ÷ d, rounded down; n is not above d, and of nothing
// the share is nothing.
func shareDown(cents int64, n, d uint64) int64 {
	if cents == 0 || d == 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(cents), n)
	quotient, _ := bits.Div64(hi, lo, d)
	return int64(quotient)
}

// follow adds what the next payer answered.
func (l *Left) follow(p part, isFirst bool) {
	l.Paid = money.Cents(l.Paid.Cents() + p.paid)
	l.Owed = money.Cents(max(min(l.Owed.Cents()-p.paid, p.patient), 0))
	allowed := money.Cents(p.paid + p.costShare)
	if p.isAfterOthers || allowed.Cents() <= 0 {
		return
	}
	if isFirst {
		l.First = allowed
	}
	if l.Highest.Less(allowed) {
		l.Highest = allowed
	}
	if l.Lowest.IsZero() || allowed.Less(l.Lowest) {
		l.Lowest = allowed
	}
}
