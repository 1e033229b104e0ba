package commitment

import (
	"strconv"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/internal/canonical"
)

// Canonical returns the one form of a claim that is hashed: the JSON of
// [claims.Claim] with the keys in the order of that type, every key present but
// priorPayers of a claim without any, no white space, empty lists as [], dates as
// YYYY-MM-DD and amounts as integers of cents. Of strings only quotes, backslashes
// and controls are escaped.
//
// Errors: [ErrNotCanonical] when a text is not valid UTF-8 or a date has no
// four-digit year: such a claim could not be read back unchanged.
func Canonical(c claims.Claim) ([]byte, error) {
	w := claimWriter{dst: make([]byte, 0, 320+240*len(c.Lines))}
	w.text(`{"type":`, string(c.Type))
	w.number(`,"frequency":`, int64(c.Frequency))
	w.number(`,"insurer":`, int64(c.Insurer))
	w.number(`,"provider":`, int64(c.Provider))
	w.text(`,"patientAccountNumber":`, c.PatientAccountNumber)
	w.text(`,"memberNumber":`, c.MemberNumber)
	w.raw(`,"diagnoses":[`)
	for i, diagnosis := range c.Diagnoses {
		w.separate(i)
		w.code(diagnosis)
	}
	w.text(`],"priorAuthorization":`, c.PriorAuthorization)
	w.raw(`,"lines":[`)
	for i := range c.Lines {
		w.separate(i)
		w.line(&c.Lines[i])
	}
	w.raw(`]`)
	w.priorPayers(c.PriorPayers)
	w.raw(`}`)
	if w.isBroken {
		return nil, ErrNotCanonical
	}
	return w.dst, nil
}

// claimWriter appends to dst and remembers what cannot be written.
type claimWriter struct {
	dst      []byte
	isBroken bool
}

func (w *claimWriter) raw(text string) { w.dst = append(w.dst, text...) }

func (w *claimWriter) separate(i int) {
	if i > 0 {
		w.dst = append(w.dst, ',')
	}
}

func (w *claimWriter) text(key, text string) {
	w.raw(key)
	w.isBroken = w.isBroken || !canonical.IsText(text)
	w.dst = canonical.AppendString(w.dst, text)
}

func (w *claimWriter) number(key string, n int64) {
	w.raw(key)
	w.dst = strconv.AppendInt(w.dst, n, 10)
}

func (w *claimWriter) code(code codes.Code) {
	w.text(`{"system":`, string(code.System))
	w.text(`,"value":`, code.Value)
	w.raw(`}`)
}

// lastDate is 9999-12-31.
const lastDate = 3652059

func (w *claimWriter) date(key string, date claims.Date) {
	w.isBroken = w.isBroken || date < 0 || date > lastDate
	w.text(key, date.String())
}

func (w *claimWriter) line(l *claims.Line) {
	w.number(`{"sequence":`, int64(l.Sequence))
	w.raw(`,"procedure":`)
	w.code(l.Procedure)
	w.raw(`,"modifiers":[`)
	for i, modifier := range l.Modifiers {
		w.separate(i)
		w.text("", modifier)
	}
	w.text(`],"placeOfService":`, l.PlaceOfService)
	w.raw(`,"diagnosisPointers":[`)
	for i, pointer := range l.DiagnosisPointers {
		w.separate(i)
		w.number("", int64(pointer))
	}
	w.date(`],"serviceDate":`, l.ServiceDate)
	w.number(`,"units":`, int64(l.Units))
	w.number(`,"chargeCents":`, l.Charge.Cents())
	w.raw(`,"isInformational":`)
	w.dst = strconv.AppendBool(w.dst, l.IsInformational)
	w.raw(`}`)
}

// priorPayers writes the answers of those who paid before. Without any there is no
// key, so that claims from before there was one keep their hash.
func (w *claimWriter) priorPayers(payers []claims.PriorPayer) {
	if len(payers) == 0 {
		return
	}
	w.raw(`,"priorPayers":[`)
	for i := range payers {
		w.separate(i)
		w.priorPayer(&payers[i])
	}
	w.raw(`]`)
}

func (w *claimWriter) priorPayer(p *claims.PriorPayer) {
	w.text(`{"payer":`, p.Payer)
	w.date(`,"answerDate":`, p.AnswerDate)
	w.number(`,"paidCents":`, p.Paid.Cents())
	w.priorAdjustments(p.Adjustments)
	w.raw(`,"lines":[`)
	for i := range p.Lines {
		w.separate(i)
		w.number(`{"sequence":`, int64(p.Lines[i].Sequence))
		w.number(`,"paidCents":`, p.Lines[i].Paid.Cents())
		w.priorAdjustments(p.Lines[i].Adjustments)
		w.raw(`}`)
	}
	w.raw(`]}`)
}

func (w *claimWriter) priorAdjustments(adjustments []claims.PriorAdjustment) {
	w.raw(`,"adjustments":[`)
	for i, a := range adjustments {
		w.separate(i)
		w.text(`{"group":`, string(a.Group))
		w.text(`,"carc":`, a.CARC)
		w.number(`,"amountCents":`, a.Amount.Cents())
		w.raw(`}`)
	}
	w.raw(`]`)
}
