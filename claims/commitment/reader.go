package commitment

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/money"
)

// ParseClaim reads what [Canonical] wrote, and nothing else.
//
// Errors: [ErrNotCanonical].
func ParseClaim(data []byte) (claims.Claim, error) {
	r := claimReader{rest: string(data)}
	claim := r.claim()
	if r.isBroken || r.rest != "" {
		return claims.Claim{}, ErrNotCanonical
	}
	return claim, nil
}

// claimReader is [claimWriter] the other way round: it takes from rest what that appends,
// to the letter, and remembers what is otherwise. Texts without escapes are parts of the
// one string that it reads. Once it is broken nothing is left, and all it reads is zero.
type claimReader struct {
	rest     string
	isBroken bool
}

func (r *claimReader) fail() { r.rest, r.isBroken = "", true }

func (r *claimReader) raw(text string) {
	rest, ok := strings.CutPrefix(r.rest, text)
	if r.rest = rest; !ok {
		r.fail()
	}
}

// hasNext reports whether a list, whose bracket is read, has an item after the i that were read.
func (r *claimReader) hasNext(i int) bool {
	if rest, isEnd := strings.CutPrefix(r.rest, "]"); isEnd {
		r.rest = rest
		return false
	}
	if i > 0 {
		r.raw(",")
	}
	return !r.isBroken
}

func (r *claimReader) text(key string) string {
	r.raw(key)
	r.raw(`"`)
	end := strings.IndexByte(r.rest, '"')
	if end < 0 {
		r.fail()
		return ""
	}
	if text := r.rest[:end]; isPlain(text) {
		r.rest = r.rest[end+1:]
		return r.valid(text)
	}
	return r.escaped()
}

// isPlain reports whether a text has nothing that is escaped, nor should be.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < 0x20 || text[i] == '\\' {
			return false
		}
	}
	return true
}

func (r *claimReader) valid(text string) string {
	if !utf8.ValidString(text) {
		r.fail()
		return ""
	}
	return text
}

// escaped reads a text up to its closing quote.
func (r *claimReader) escaped() string {
	var text []byte
	for r.rest != "" {
		c := r.rest[0]
		r.rest = r.rest[1:]
		switch {
		case c == '"':
			return r.valid(string(text))
		case c == '\\':
			text = append(text, r.escape())
		case c < 0x20:
			r.fail()
		default:
			text = append(text, c)
		}
	}
	r.fail()
	return ""
}

// shortEscapes are the letters of escapes, at the place of what they stand for in
// shortEscaped; other controls are written by their number.
const (
	shortEscapes = `"\bfnrt`
	shortEscaped = "\"\\\b\f\n\r\t"
)

// escape reads what comes after a backslash.
func (r *claimReader) escape() byte {
	if r.rest == "" {
		r.fail()
		return 0
	}
	if at := strings.IndexByte(shortEscapes, r.rest[0]); at >= 0 {
		r.rest = r.rest[1:]
		return shortEscaped[at]
	}
	r.raw("u00")
	if len(r.rest) < 2 {
		r.fail()
		return 0
	}
	const digits = "0123456789abcdef"
	high, low := strings.IndexByte("01", r.rest[0]), strings.IndexByte(digits, r.rest[1])
	c := byte(high<<4 | low)
	if r.rest = r.rest[2:]; high < 0 || low < 0 || strings.IndexByte(shortEscaped, c) >= 0 {
		r.fail()
		return 0
	}
	return c
}

// number reads a whole number in the range of a type.
func (r *claimReader) number(key string, least, most int64) int64 {
	r.raw(key)
	end := 0
	for end < len(r.rest) && (r.rest[end] == '-' || r.rest[end] >= '0' && r.rest[end] <= '9') {
		end++
	}
	digits := r.rest[:end]
	n, err := strconv.ParseInt(digits, 10, 64)
	isPadded := len(digits) > 1 && digits[0] == '0' || strings.HasPrefix(digits, "-0")
	if err != nil || isPadded || n < least || n > most {
		r.fail()
		return 0
	}
	r.rest = r.rest[end:]
	return n
}

func (r *claimReader) count(key string) int { return int(r.number(key, math.MinInt, math.MaxInt)) }

func (r *claimReader) party(key string) uint32 { return uint32(r.number(key, 0, math.MaxUint32)) }

func (r *claimReader) cents(key string) money.Amount {
	return money.Cents(r.number(key, math.MinInt64, math.MaxInt64))
}

func (r *claimReader) date(key string) claims.Date {
	text := r.text(key)
	if text == "" {
		return 0
	}
	date, err := claims.ParseDate(text)
	if err != nil {
		r.fail()
	}
	return date
}

func (r *claimReader) code() codes.Code {
	code := codes.Code{System: codes.System(r.text(`{"system":`)), Value: r.text(`,"value":`)}
	r.raw(`}`)
	return code
}

func (r *claimReader) claim() (c claims.Claim) {
	c.Type = claims.Type(r.text(`{"type":`))
	c.Frequency = claims.Frequency(r.number(`,"frequency":`, 0, math.MaxUint8))
	c.Insurer = claims.InsurerID(r.party(`,"insurer":`))
	c.Provider = claims.ProviderID(r.party(`,"provider":`))
	c.PatientAccountNumber = r.text(`,"patientAccountNumber":`)
	c.MemberNumber = r.text(`,"memberNumber":`)
	r.raw(`,"diagnoses":[`)
	c.Diagnoses = []codes.Code{}
	for r.hasNext(len(c.Diagnoses)) {
		c.Diagnoses = append(c.Diagnoses, r.code())
	}
	c.PriorAuthorization = r.text(`,"priorAuthorization":`)
	c.Lines = make([]claims.Line, 0, strings.Count(r.rest, `"units":`))
	r.raw(`,"lines":[`)
	for r.hasNext(len(c.Lines)) {
		c.Lines = append(c.Lines, r.line())
	}
	c.PriorPayers = r.priorPayers()
	r.raw(`}`)
	return c
}

func (r *claimReader) line() (l claims.Line) {
	l.Sequence = r.count(`{"sequence":`)
	r.raw(`,"procedure":`)
	l.Procedure = r.code()
	r.raw(`,"modifiers":[`)
	l.Modifiers = []string{}
	for r.hasNext(len(l.Modifiers)) {
		l.Modifiers = append(l.Modifiers, r.text(""))
	}
	l.PlaceOfService = r.text(`,"placeOfService":`)
	r.raw(`,"diagnosisPointers":[`)
	l.DiagnosisPointers = []int{}
	for r.hasNext(len(l.DiagnosisPointers)) {
		l.DiagnosisPointers = append(l.DiagnosisPointers, r.count(""))
	}
	l.ServiceDate = r.date(`,"serviceDate":`)
	l.Units = r.count(`,"units":`)
	l.Charge = r.cents(`,"chargeCents":`)
	r.raw(`,"isInformational":`)
	if rest, isSet := strings.CutPrefix(r.rest, "true"); isSet {
		l.IsInformational, r.rest = true, rest
	} else {
		r.raw("false")
	}
	r.raw(`}`)
	return l
}

// priorPayers reads none where there is no key, and at least one where there is.
func (r *claimReader) priorPayers() []claims.PriorPayer {
	if strings.HasPrefix(r.rest, "}") {
		return nil
	}
	r.raw(`,"priorPayers":[`)
	payers := []claims.PriorPayer{r.priorPayer()}
	for r.hasNext(len(payers)) {
		payers = append(payers, r.priorPayer())
	}
	return payers
}

func (r *claimReader) priorPayer() (p claims.PriorPayer) {
	p.Payer = r.text(`{"payer":`)
	p.AnswerDate = r.date(`,"answerDate":`)
	p.Paid = r.cents(`,"paidCents":`)
	p.Adjustments = r.priorAdjustments()
	r.raw(`,"lines":[`)
	p.Lines = []claims.PriorLine{}
	for r.hasNext(len(p.Lines)) {
		line := claims.PriorLine{Sequence: r.count(`{"sequence":`), Paid: r.cents(`,"paidCents":`), Adjustments: r.priorAdjustments()}
		r.raw(`}`)
		p.Lines = append(p.Lines, line)
	}
	r.raw(`}`)
	return p
}

func (r *claimReader) priorAdjustments() []claims.PriorAdjustment {
	r.raw(`,"adjustments":[`)
	adjustments := []claims.PriorAdjustment{}
	for r.hasNext(len(adjustments)) {
		adjustments = append(adjustments, claims.PriorAdjustment{
			Group: codes.Group(r.text(`{"group":`)), CARC: r.text(`,"carc":`), Amount: r.cents(`,"amountCents":`),
		})
		r.raw(`}`)
	}
	return adjustments
}
