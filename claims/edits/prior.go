package edits

import (
	"fmt"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// priorPayers checks the answers of those who paid before: each by itself, then
// whether they balance with a claim that has no other fault.
func (l *list) priorPayers(c *claims.Claim, today claims.Date) {
	if len(c.PriorPayers) > cob.MaxPriors {
		l.add(errs.CoordinationInvalid, "priorPayers", "at most 10 payers came before")
		return
	}
	named := make(map[string]bool, len(c.PriorPayers))
	for i := range c.PriorPayers {
		payer, path := &c.PriorPayers[i], fmt.Sprintf("priorPayers[%d]", i)
		if l.text(path+".payer", payer.Payer, MaxPayer, true); named[payer.Payer] {
			l.add(errs.CoordinationInvalid, path+".payer", "a payer answers once")
		}
		named[payer.Payer] = true
		l.answerDate(path+".answerDate", payer.AnswerDate, today)
		l.priorLines(path, payer)
	}
	if len(l.faults) > 0 {
		return
	}
	_, faults := cob.Lefts(c)
	l.faults = append(l.faults, faults...)
}

func (l *list) answerDate(path string, date, today claims.Date) {
	switch {
	case date.IsZero():
		l.add(errs.FieldRequired, path, "the date of the answer is needed")
	case date < firstDate:
		l.add(errs.DateInvalid, path, "not a date of an answer")
	case date > today:
		l.add(errs.DateInFuture, path, "the date of the answer has not come yet")
	}
}

// priorLines checks the codes of an answer. Beyond a bound nothing is looked at.
func (l *list) priorLines(path string, payer *claims.PriorPayer) {
	if len(payer.Lines) > MaxLines {
		l.add(errs.TooManyLines, path+".lines", "at most 99 lines")
		return
	}
	l.priorAdjustments(path, payer.Adjustments)
	for i := range payer.Lines {
		l.priorAdjustments(fmt.Sprintf("%s.lines[%d]", path, i), payer.Lines[i].Adjustments)
	}
}

func (l *list) priorAdjustments(path string, adjustments []claims.PriorAdjustment) {
	if len(adjustments) > cob.MaxAdjustments {
		l.add(errs.CoordinationInvalid, path+".adjustments", "at most 30 adjustments")
		return
	}
	for i := range adjustments {
		if !isCARC(adjustments[i].CARC) {
			l.add(errs.CoordinationInvalid, fmt.Sprintf("%s.adjustments[%d].carc", path, i), "one to five capital letters or digits")
		}
	}
}

// isCARC reports whether a text has the form of a claim adjustment reason code: the
// list is another payer's, of another day perhaps.
func isCARC(text string) bool {
	if text == "" || len(text) > MaxCARC {
		return false
	}
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}
