package views

import "github.com/clearclaim/clearclaim/store"

// LeastCell is of how many claims a figure is that auditors are told, at least: no cell of
// 1 to 10, nor what gives one, as CMS has it for what is published of its data. It bounds
// one answer; differences of periods that overlap can still be taken.
const LeastCell = 11

// isSmall reports whether a cell is of so few claims that it is withheld. None is told.
func isSmall(claims int) bool { return claims > 0 && claims < LeastCell }

// withhold takes away the figures of few claims, and those that would give one when they
// are taken from others of the answer.
func (m *OutcomeMetrics) withhold(of *store.Outcomes) {
	if isSmall(of.Submitted) {
		*m = OutcomeMetrics{insurer: m.insurer, from: m.from, before: m.before, isWithheld: true}
		return
	}
	undetermined := of.Submitted - of.Determined
	if isSmall(undetermined) {
		m.Submitted, m.ExplainedClaims = nil, nil
	}
	if isSmall(of.Pended) || m.Submitted != nil && (isSmall(undetermined-of.Pended) || isSmall(of.Submitted-of.Pended)) {
		m.Pended = nil
	}
	m.withholdDetermined(of)
	if isSmall(of.Appealed) || isSmall(of.Determined-of.Appealed) || isSmall(of.Submitted-of.Appealed) {
		m.Appealed, m.Overturned = nil, nil
	}
	if isSmall(of.Overturned) || isSmall(of.Appealed-of.Overturned) {
		m.Overturned = nil
	}
	if m.Overturned == nil {
		m.OverturnedBasisPoints = nil
	}
	if isSmall(of.AllowedClaims) {
		m.Allowed = nil
	}
	if isSmall(of.Paid) {
		m.PaidAmount = nil
	}
	if isSmall(of.InterestClaims) {
		m.Interest = nil
	}
}

// withholdDetermined does so with the parts of the determined claims.
func (m *OutcomeMetrics) withholdDetermined(of *store.Outcomes) {
	parts := []**int{&m.Paid, &m.Denied, &m.Reversed}
	told := toldOf(of.Determined-of.Paid-of.Denied-of.Reversed, of.Paid, of.Denied, of.Reversed)
	if isSmall(of.Determined) {
		m.Determined, m.SecondsToDecideMedian, m.SecondsToDecideP90 = nil, nil, nil
		told = make([]bool, len(parts))
	}
	for i, part := range parts {
		if !told[i] {
			*part = nil
		}
	}
	if m.Denied == nil {
		m.DeniedBasisPoints = nil
	}
}

// toldOf returns which parts of a whole may be told beside it: none that is small, and of
// the others no more than leaves untold what is not small together. rest is never told.
func toldOf(rest int, parts ...int) []bool {
	told, untold := make([]bool, len(parts)), rest
	for i, part := range parts {
		if told[i] = !isSmall(part); !told[i] {
			untold += part
		}
	}
	for isSmall(untold) {
		least := -1
		for i, part := range parts {
			if told[i] && part > 0 && (least < 0 || part < parts[least]) {
				least = i
			}
		}
		if least < 0 {
			return make([]bool, len(parts))
		}
		told[least] = false
		untold += parts[least]
	}
	return told
}

// withhold takes away counts of few claims, and all states where one of them is of few.
func (c *SignalCount) withhold(of *store.Signal) {
	if isSmall(of.AskedClaims) {
		c.Asked = nil
	}
	if isSmall(of.AskedClaims) || isSmall(of.OpenClaims) || isSmall(of.ClearedClaims) || isSmall(of.ConfirmedClaims) || isSmall(of.DroppedClaims) {
		c.Open, c.Cleared, c.Confirmed = nil, nil, nil
	}
}
