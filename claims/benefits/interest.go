package benefits

import (
	"math/bits"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// interestDivisor is a year of 365 days in basis points of a day.
const interestDivisor = 10_000 * 365

// Interest returns what a late payment bears, in cents, rounded half up once:
// simple interest, a year of 365 days whatever the calendar says, at the rate of
// each day.
//
// receipt is [coverage.Clocks.ReceiptDate] and payment the day of the transfer,
// both at the plan's offset. Nothing is due within promptPayDays of the receipt;
// after them interest counts from the day receipt + 1 + interestFromDays to the
// day of payment, both included. Less than the minimum of the day of payment is
// nothing. Days before the first rate bear nothing.
//
// Errors: [ErrAmountOutOfRange] when the amount or its interest is not one that
// the ledger can carry.
func Interest(clocks coverage.Clocks, amount money.Amount, receipt, payment claims.Date) (money.Amount, error) {
	if !isInRange(amount) {
		return money.Amount{}, ErrAmountOutOfRange
	}
	last, isInForce := clocks.InterestOn(payment)
	if !isInForce || int(payment-receipt) <= int(clocks.PromptPayDays) {
		return money.Amount{}, nil
	}
	from := receipt.AddDays(1 + int(clocks.InterestFromDays))
	hi, lo := bits.Mul64(uint64(amount.Cents()), rateDays(clocks.Interest, from, payment.AddDays(1)))
	lo, carry := bits.Add64(lo, interestDivisor/2, 0)
	if hi+carry >= interestDivisor {
		return money.Amount{}, ErrAmountOutOfRange
	}
	cents, _ := bits.Div64(hi+carry, lo, interestDivisor)
	switch {
	case cents > money.MaxCents:
		return money.Amount{}, ErrAmountOutOfRange
	case cents < uint64(last.Minimum.Cents()):
		return money.Amount{}, nil
	default:
		return money.Cents(int64(cents)), nil
	}
}

// rateDays returns Σ rate of the day over the days [from, end), in basis points.
func rateDays(rates []coverage.InterestRate, from, end claims.Date) uint64 {
	sum := uint64(0)
	for i, entry := range rates {
		until := end
		if i+1 < len(rates) {
			until = min(end, rates[i+1].FromDate)
		}
		if days := until - max(from, entry.FromDate); days > 0 {
			sum += uint64(days) * uint64(entry.Rate)
		}
	}
	return sum
}
