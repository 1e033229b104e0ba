package fhir

import (
	"encoding/json"
	"errors"
	"math/big"
	"strconv"
	"strings"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Limits on the decimals read: beyond them a number is no amount of money, and
// expanding it would cost memory out of proportion to its text.
const (
	maxDecimalText = 64
	maxExponent    = 30
)

// plainDecimal writes a JSON number without its exponent. FHIR allows exponents
// in decimals, though few servers write them.
func plainDecimal(number json.Number) (string, bool) {
	text := number.String()
	if len(text) == 0 || len(text) > maxDecimalText {
		return "", false
	}
	mantissa, exponentText, hasExponent := strings.Cut(strings.ToLower(text), "e")
	if !hasExponent {
		return text, true
	}
	exponent, err := strconv.Atoi(strings.TrimPrefix(exponentText, "+"))
	if err != nil || exponent > maxExponent || exponent < -maxExponent {
		return "", false
	}
	return shiftPoint(mantissa, exponent), true
}

// shiftPoint moves the decimal point of a plain number by places to the right.
func shiftPoint(mantissa string, places int) string {
	unsigned, isNegative := strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(unsigned, ".")
	zeros := strings.Repeat("0", maxExponent)
	digits := zeros + whole + fraction + zeros
	point := len(zeros) + len(whole) + places
	shifted := strings.TrimLeft(digits[:point], "0")
	if shifted == "" {
		shifted = "0"
	}
	if rest := strings.TrimRight(digits[point:], "0"); rest != "" {
		shifted += "." + rest
	}
	if isNegative {
		return "-" + shifted
	}
	return shifted
}

// amountOf rounds a FHIR Money to the cent, halves away from zero. The code is
// empty when it could.
func amountOf(value wireMoney) (money.Amount, errs.Code) {
	if value.Currency != "" && value.Currency != "USD" {
		return money.Amount{}, errs.CurrencyUnsupported
	}
	text, ok := plainDecimal(value.Value)
	if !ok {
		return money.Amount{}, errs.AmountTooLarge
	}
	return centsOf(text)
}

func centsOf(text string) (money.Amount, errs.Code) {
	amount, err := money.ParseDecimalHalfUp(text)
	switch {
	case errors.Is(err, money.ErrOverflow):
		return money.Amount{}, errs.AmountTooLarge
	case err != nil:
		return money.Amount{}, errs.MalformedRequest
	case amount.IsNegative():
		return money.Amount{}, errs.AmountNegative
	default:
		return amount, ""
	}
}

// productOf multiplies unit price, quantity and factor exactly and rounds once.
func productOf(item wireItem) (money.Amount, errs.Code) {
	if item.UnitPrice.Currency != "" && item.UnitPrice.Currency != "USD" {
		return money.Amount{}, errs.CurrencyUnsupported
	}
	numbers := []json.Number{item.UnitPrice.Value}
	if item.Quantity != nil {
		numbers = append(numbers, item.Quantity.Value)
	}
	if item.Factor != "" {
		numbers = append(numbers, item.Factor)
	}
	product := big.NewRat(1, 1)
	for _, number := range numbers {
		text, ok := plainDecimal(number)
		if !ok {
			return money.Amount{}, errs.AmountTooLarge
		}
		factor, ok := new(big.Rat).SetString(text)
		if !ok {
			return money.Amount{}, errs.MalformedRequest
		}
		product.Mul(product, factor)
	}
	// FloatString rounds an exact ratio to decimal text, halves away from zero; no float is made.
	return centsOf(product.FloatString(2))
}

// textOfAmount says what is wrong with an amount, for its code.
func textOfAmount(code errs.Code) string {
	switch code { //nolint:exhaustive // the codes that amountOf gives; any other has the last text.
	case errs.CurrencyUnsupported:
		return "only US dollars are settled"
	case errs.AmountTooLarge:
		return "the amount is out of range"
	case errs.AmountNegative:
		return "an amount may not be negative"
	default:
		return "not a decimal number"
	}
}
