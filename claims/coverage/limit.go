package coverage

import (
	"encoding/json"

	"github.com/clearclaim/clearclaim/claims/money"
)

// unlimitedWord is how a plan document says that there is no limit.
const unlimitedWord = "unlimited"

// Limit is an amount that a running total must not pass, or no limit at all. A
// limit of nothing is one: as a deductible it means that there is no deductible,
// as an out-of-pocket maximum that the patient never pays.
//
// The zero Limit is a limit of nothing.
type Limit struct {
	amount      money.Amount
	isUnlimited bool
}

// Unlimited is no limit.
var Unlimited = Limit{isUnlimited: true}

// LimitOf returns a limit of an amount.
func LimitOf(amount money.Amount) Limit { return Limit{amount: amount} }

// IsUnlimited reports whether there is no limit.
func (l Limit) IsUnlimited() bool { return l.isUnlimited }

// Amount returns the limit, and false when there is none.
func (l Limit) Amount() (money.Amount, bool) { return l.amount, !l.isUnlimited }

// LedgerCents returns the limit as the ledger keeps it: in cents, 2^36 − 1 when
// there is none.
func (l Limit) LedgerCents() uint64 {
	if l.isUnlimited {
		return money.MaxCents
	}
	return uint64(l.amount.Cents())
}

// Left returns what the limit leaves after what was taken: nothing when it was
// passed. No limit is, as on the ledger, the largest amount that it can carry:
// so no running total ever passes that.
func (l Limit) Left(taken money.Amount) money.Amount {
	limit := l.amount
	if l.isUnlimited {
		limit = money.Cents(money.MaxCents)
	}
	left, err := limit.Sub(taken)
	if err != nil || left.IsNegative() {
		return money.Amount{}
	}
	return left
}

// isAbove reports whether l allows more than other.
func (l Limit) isAbove(other Limit) bool { return l.LedgerCents() > other.LedgerCents() }

// MarshalJSON writes cents, or the word "unlimited".
func (l Limit) MarshalJSON() ([]byte, error) {
	if l.isUnlimited {
		return json.Marshal(unlimitedWord)
	}
	return l.amount.MarshalJSON()
}

// UnmarshalJSON reads what [Limit.MarshalJSON] wrote.
//
// Errors: [money.ErrInexact].
func (l *Limit) UnmarshalJSON(data []byte) error {
	if string(data) == `"`+unlimitedWord+`"` {
		*l = Unlimited
		return nil
	}
	*l = Limit{}
	return l.amount.UnmarshalJSON(data)
}
