package commitment

import (
	"fmt"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/money"
)

// EncodeResults packs a determination's lines, one word a line, and behind them those
// of prior payers, where the claim has some, as many. A void has none.
//
// Errors: [ErrLineCount], [ErrAmountOutOfRange], [ErrUnitsOutOfRange],
// [ErrUnbalanced].
func EncodeResults(results []benefits.LineResult) ([]Word, error) {
	if err := checkResults(results); err != nil {
		return nil, err
	}
	words := appendResults(make([]Word, 0, 2*len(results)), results)
	if len(results) > 0 && results[0].IsCoordinated {
		words = appendPriors(words, results)
	}
	return words, nil
}

// DecodeResults reads what [EncodeResults] packed, and refuses what the arithmetic
// of no plan gives.
//
// Errors: [ErrMalformed].
func DecodeResults(words []Word) ([]benefits.LineResult, error) {
	count := len(words)
	if count > 0 && isPrior(words[count-1]) {
		count /= 2
	}
	in := &wordReader{rest: words}
	results := make([]benefits.LineResult, count)
	isClean := true
	for i := range results {
		var isResult bool
		results[i], isResult = readResult(in.take())
		isClean = isClean && isResult
	}
	if count < len(words) {
		isClean = readPriors(results, in) && isClean
	}
	if !isClean || len(in.rest) > 0 {
		return nil, ErrMalformed
	}
	if err := checkResults(results); err != nil {
		return nil, malformed(err)
	}
	return results, nil
}

// malformed says what in an encoding is wrong.
func malformed(cause error) error { return fmt.Errorf("%w: %w", ErrMalformed, cause) }

func appendResults(dst []Word, results []benefits.LineResult) []Word {
	for i := range results {
		dst = append(dst, packResult(&results[i]))
	}
	return dst
}

func packResult(r *benefits.LineResult) Word {
	var p packer
	p.skip(10)
	p.cents(r.Charge)
	p.put(14, uint64(r.Units))
	p.cents(r.Allowed)
	p.put(8, uint64(r.Class))
	p.put(8, uint64(r.Denial))
	p.cents(r.Copay)
	p.cents(r.Deductible)
	p.cents(r.Coinsurance)
	p.cents(r.Noncovered)
	return p.word()
}

func readResult(w Word) (r benefits.LineResult, isClean bool) {
	u := unpack(w)
	u.spare(10)
	r.Charge = u.cents()
	r.Units = int(u.take(14))
	r.Allowed = u.cents()
	r.Class = uint8(u.take(8))
	r.Denial = benefits.Denial(u.take(8))
	r.Copay = u.cents()
	r.Deductible = u.cents()
	r.Coinsurance = u.cents()
	r.Noncovered = u.cents()
	r.Paid = r.Benefit()
	return r, !u.isDirty
}

func checkResults(results []benefits.LineResult) error {
	if len(results) > MaxLines {
		return ErrLineCount
	}
	for i := range results {
		if results[i].IsCoordinated != results[0].IsCoordinated {
			return ErrUnbalanced
		}
		if err := checkResult(&results[i]); err != nil {
			return fmt.Errorf("adjudicated line %d: %w", i+1, err)
		}
	}
	return nil
}

func checkResult(r *benefits.LineResult) error {
	for _, amount := range [...]money.Amount{r.Charge, r.Allowed, r.Copay, r.Deductible, r.Coinsurance, r.Noncovered, r.Paid} {
		if !isAmount(amount) {
			return ErrAmountOutOfRange
		}
	}
	if r.Units < 0 || r.Units > claims.MaxUnits {
		return ErrUnitsOutOfRange
	}
	if r.Charge.Less(r.Allowed) || !fitsPrior(r) || !fitsDenial(r) {
		return ErrUnbalanced
	}
	return nil
}

// fitsDenial reports whether a line has what its denial leaves it: one at the limit
// its allowed amount, all of it noncovered; any other denied line nothing; and one
// that is not denied something eligible, or nothing allowed. Units count only where
// something is eligible.
func fitsDenial(r *benefits.LineResult) bool {
	isEmpty, isEngines := r.Allowed.IsZero(), r.Class == benefits.ClassDenied
	isEligible := !r.Eligible().IsZero()
	if r.Units != 0 && !isEligible {
		return false
	}
	switch r.Denial {
	case benefits.DenialNone:
		return !isEngines && (isEligible || isEmpty)
	case benefits.DenialByEngine:
		return isEngines && isEmpty
	case benefits.DenialOutsideCoverage, benefits.DenialProviderNotCredentialed, benefits.DenialFiledLate:
		return isEmpty
	case benefits.DenialClassNotCovered, benefits.DenialAuthorizationMissing, benefits.DenialEvidenceMissing:
		return !isEngines && isEmpty
	case benefits.DenialLimitReached:
		return !isEngines && !isEligible && !isEmpty
	}
	return false
}

func (p *packer) cents(amount money.Amount) { p.put(36, uint64(amount.Cents())) }
