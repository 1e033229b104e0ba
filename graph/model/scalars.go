package model

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
)

// errWrongType is returned for a value that is not of the scalar's kind. It never
// repeats the value.
var errWrongType = errs.New(errs.MalformedRequest, "the value is not of the field's type")

// Faults of a value that is of the right kind. The presenter adds the path.
var (
	errAmountFractional = errs.New(errs.AmountFractional, "the amount is not a whole number of cents")
	errAmountTooLarge   = errs.New(errs.AmountTooLarge, "the amount is out of range")
	errDateInvalid      = errs.New(errs.DateInvalid, "not a date of the form YYYY-MM-DD")
)

func write(text string) graphql.Marshaler { return written(text) }

// written is a value as it stands in the answer.
type written string

// MarshalGQL implements graphql.Marshaler.
func (t written) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, string(t)) }

// MarshalText writes a text.
func MarshalText(text string) graphql.Marshaler { return graphql.MarshalString(text) }

// UnmarshalText reads a text, and no number for one.
//
// Errors: MALFORMED_REQUEST.
func UnmarshalText(v any) (string, error) {
	text, ok := v.(string)
	if !ok {
		return "", errWrongType
	}
	return text, nil
}

// MarshalCents writes an amount as an integer of minor units.
func MarshalCents(amount money.Amount) graphql.Marshaler {
	return write(strconv.FormatInt(amount.Cents(), 10))
}

// UnmarshalCents reads an integer of minor units.
//
// Errors: AMOUNT_FRACTIONAL, AMOUNT_TOO_LARGE, and MALFORMED_REQUEST for what is no number.
func UnmarshalCents(v any) (money.Amount, error) {
	switch v := v.(type) {
	case json.Number:
		return parseCents(string(v))
	case int64:
		return money.Cents(v), nil
	case int:
		return money.Cents(int64(v)), nil
	case float64:
		// A literal with a fraction or an exponent in the document.
		return parseCents(strconv.FormatFloat(v, 'e', -1, 64))
	}
	return money.Amount{}, errWrongType
}

// parseCents reads the text of a JSON number.
func parseCents(text string) (money.Amount, error) {
	cents, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err == nil:
		return money.Cents(cents), nil
	case errors.Is(err, strconv.ErrRange):
		return money.Amount{}, errAmountTooLarge
	case isIntegerText(text):
		return money.Amount{}, errAmountTooLarge
	}
	return money.Amount{}, errAmountFractional
}

// isIntegerText reports whether a number is written without fraction and exponent.
func isIntegerText(text string) bool { return !strings.ContainsAny(text, ".eE") }

// DraftCents is an amount in a claim that is not accepted yet: a number that is no
// amount becomes a fault of its claim and does not end the whole request.
type DraftCents struct {
	Amount money.Amount
	// Err has a code when the number is no amount.
	Err *errs.Error
}

// MarshalDraftCents writes the amount. Drafts are only read; gqlgen wants both.
func MarshalDraftCents(draft DraftCents) graphql.Marshaler { return MarshalCents(draft.Amount) }

// UnmarshalDraftCents reads an integer of minor units.
//
// Errors: MALFORMED_REQUEST for what is no number.
func UnmarshalDraftCents(v any) (DraftCents, error) {
	amount, err := UnmarshalCents(v)
	if coded := draftError(err); coded != nil {
		return DraftCents{Err: coded}, nil //nolint:nilerr // it becomes a fault of the claim.
	}
	return DraftCents{Amount: amount}, err
}

// draftError returns the error that a claim is rejected for, or nil when there
// is none or when it spoils the whole request.
func draftError(err error) *errs.Error {
	var coded *errs.Error
	if errors.As(err, &coded) && coded != errWrongType {
		return coded
	}
	return nil
}

// MarshalDate writes YYYY-MM-DD.
func MarshalDate(date claims.Date) graphql.Marshaler { return write(`"` + date.String() + `"`) }

// UnmarshalDate reads YYYY-MM-DD.
//
// Errors: DATE_INVALID, and MALFORMED_REQUEST for what is no text.
func UnmarshalDate(v any) (claims.Date, error) {
	text, ok := v.(string)
	if !ok {
		return 0, errWrongType
	}
	date, err := claims.ParseDate(text)
	if err != nil {
		return 0, errDateInvalid
	}
	return date, nil
}

// DraftDate is a date in a claim that is not accepted yet, as [DraftCents].
type DraftDate struct {
	Date claims.Date
	// Err has a code when the text is no date.
	Err *errs.Error
}

// MarshalDraftDate writes the date.
func MarshalDraftDate(draft DraftDate) graphql.Marshaler { return MarshalDate(draft.Date) }

// UnmarshalDraftDate reads YYYY-MM-DD.
//
// Errors: MALFORMED_REQUEST for what is no text.
func UnmarshalDraftDate(v any) (DraftDate, error) {
	date, err := UnmarshalDate(v)
	if coded := draftError(err); coded != nil {
		return DraftDate{Err: coded}, nil //nolint:nilerr // it becomes a fault of the claim.
	}
	return DraftDate{Date: date}, err
}

// MarshalTime writes an instant in UTC.
func MarshalTime(at time.Time) graphql.Marshaler {
	return write(`"` + at.UTC().Format(time.RFC3339Nano) + `"`)
}

// UnmarshalTime reads an instant.
//
// Errors: DATE_INVALID, and MALFORMED_REQUEST for what is no text.
func UnmarshalTime(v any) (time.Time, error) {
	text, ok := v.(string)
	if !ok {
		return time.Time{}, errWrongType
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}, errDateInvalid
	}
	return at.UTC(), nil
}

// MarshalHex writes bytes as 0x-prefixed digits; no bytes at all are null.
func MarshalHex(data []byte) graphql.Marshaler {
	if data == nil {
		return graphql.Null
	}
	return write(`"0x` + hex.EncodeToString(data) + `"`)
}

// UnmarshalHex reads 0x-prefixed digits.
//
// Errors: MALFORMED_REQUEST.
func UnmarshalHex(v any) ([]byte, error) {
	text, ok := v.(string)
	if !ok {
		return nil, errWrongType
	}
	digits, ok := strings.CutPrefix(text, "0x")
	if !ok {
		return nil, errWrongType
	}
	data, err := hex.DecodeString(digits)
	if err != nil {
		return nil, errWrongType
	}
	return data, nil
}

// MarshalBigInt writes a number as a text of decimal digits.
func MarshalBigInt(number *big.Int) graphql.Marshaler {
	if number == nil {
		return graphql.Null
	}
	return write(`"` + number.String() + `"`)
}

// UnmarshalBigInt reads a number that is not negative, as digits or as an integer.
//
// Errors: MALFORMED_REQUEST.
func UnmarshalBigInt(v any) (*big.Int, error) {
	text, ok := digitsOf(v)
	if !ok {
		return nil, errWrongType
	}
	number, ok := new(big.Int).SetString(text, 10)
	if !ok {
		return nil, errWrongType
	}
	return number, nil
}

// digitsOf returns the decimal digits that a value consists of.
func digitsOf(v any) (string, bool) {
	const longest = 78 // digits of 2²⁵⁶
	var text string
	switch v := v.(type) {
	case string:
		text = v
	case json.Number:
		text = string(v)
	case int64:
		text = strconv.FormatInt(v, 10)
	}
	if text == "" || len(text) > longest || strings.Trim(text, "0123456789") != "" {
		return "", false
	}
	return text, true
}

// MarshalUint64 writes a number as a text of decimal digits.
func MarshalUint64(number uint64) graphql.Marshaler {
	return write(`"` + strconv.FormatUint(number, 10) + `"`)
}

// UnmarshalUint64 reads a number of 64 bits, as digits or as an integer.
//
// Errors: MALFORMED_REQUEST.
func UnmarshalUint64(v any) (uint64, error) {
	text, ok := digitsOf(v)
	if !ok {
		return 0, errWrongType
	}
	number, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, errWrongType
	}
	return number, nil
}

// MarshalClaimNumber writes insurer-batch-index.
func MarshalClaimNumber(number claims.Number) graphql.Marshaler {
	return write(`"` + number.String() + `"`)
}

// UnmarshalClaimNumber reads insurer-batch-index.
//
// Errors: MALFORMED_REQUEST.
func UnmarshalClaimNumber(v any) (claims.Number, error) {
	text, ok := v.(string)
	if !ok {
		return claims.Number{}, errWrongType
	}
	number, err := claims.ParseNumber(text)
	if err != nil {
		return claims.Number{}, errWrongType
	}
	return number, nil
}

// unmarshalNumber reads a party's number. One that nobody can have is 0, which
// nobody has either, so that it is not found.
func unmarshalNumber(v any) (uint32, error) {
	number, err := graphql.UnmarshalInt64(v)
	if err != nil {
		return 0, errWrongType
	}
	if number < 0 || number > math.MaxUint32 {
		return 0, nil
	}
	return uint32(number), nil
}

// MarshalInsurerNumber writes an insurer's number.
func MarshalInsurerNumber(id claims.InsurerID) graphql.Marshaler {
	return write(strconv.FormatUint(uint64(id), 10))
}

// UnmarshalInsurerNumber reads an insurer's number.
func UnmarshalInsurerNumber(v any) (claims.InsurerID, error) {
	number, err := unmarshalNumber(v)
	return claims.InsurerID(number), err
}

// MarshalProviderNumber writes a provider's number.
func MarshalProviderNumber(id claims.ProviderID) graphql.Marshaler {
	return write(strconv.FormatUint(uint64(id), 10))
}

// UnmarshalProviderNumber reads a provider's number.
func UnmarshalProviderNumber(v any) (claims.ProviderID, error) {
	number, err := unmarshalNumber(v)
	return claims.ProviderID(number), err
}

// MarshalPlanNumber writes a plan's number.
func MarshalPlanNumber(id claims.PlanID) graphql.Marshaler {
	return write(strconv.FormatUint(uint64(id), 10))
}

// UnmarshalPlanNumber reads a plan's number.
func UnmarshalPlanNumber(v any) (claims.PlanID, error) {
	number, err := unmarshalNumber(v)
	return claims.PlanID(number), err
}

// MarshalCodeSystem writes the name of a code set.
func MarshalCodeSystem(system codes.System) graphql.Marshaler {
	return graphql.MarshalString(string(system))
}

// UnmarshalCodeSystem reads the name of a code set. Whether there is such a set
// is for intake to say.
//
// Errors: MALFORMED_REQUEST for what is no text.
func UnmarshalCodeSystem(v any) (codes.System, error) {
	text, ok := v.(string)
	if !ok {
		return "", errWrongType
	}
	return codes.System(text), nil
}

// MarshalFaultCode writes the code of an error.
func MarshalFaultCode(code errs.Code) graphql.Marshaler { return graphql.MarshalString(string(code)) }

// UnmarshalFaultCode reads the code of an error.
//
// Errors: MALFORMED_REQUEST for what is no text.
func UnmarshalFaultCode(v any) (errs.Code, error) {
	text, ok := v.(string)
	if !ok {
		return "", errWrongType
	}
	return errs.Code(text), nil
}

// MarshalGroupCode writes a claim adjustment group code.
func MarshalGroupCode(group codes.Group) graphql.Marshaler {
	return graphql.MarshalString(string(group))
}

// UnmarshalGroupCode reads a claim adjustment group code.
//
// Errors: MALFORMED_REQUEST for what is no text.
func UnmarshalGroupCode(v any) (codes.Group, error) {
	text, ok := v.(string)
	if !ok {
		return "", errWrongType
	}
	return codes.Group(text), nil
}
