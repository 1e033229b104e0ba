package coverage

import (
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Bounds of a plan's clocks.
const (
	// MaxUTCOffsetSeconds is how far the plan's civil days may be from those of UTC.
	MaxUTCOffsetSeconds = 50_400
	// MaxInterestRates is how many entries the table of interest may have.
	MaxInterestRates = 16
)

// Clocks are the plan's deadlines, in civil days at one fixed offset from UTC:
// no daylight saving time moves them. They are numbers with a legal source, so
// none that the ledger runs on has a default.
type Clocks struct {
	// UTCOffsetSeconds is added to an instant before its day is taken: −18000 is
	// five hours west.
	UTCOffsetSeconds int32 `json:"utcOffsetSeconds"`
	// TimelyFilingDays is how long after the service a claim may be received; zero
	// is no deadline.
	TimelyFilingDays uint16 `json:"timelyFilingDays"`
	// TimelyFilingMonths is the same in calendar months, for the engine alone: the
	// ledger counts days.
	TimelyFilingMonths uint8 `json:"timelyFilingMonths"`
	// IsFilingFromFirstDay has the time for filing an institutional claim count from the
	// first day of each of its lines. Without it the time counts from the claim's last
	// day, the "through" date, as Medicare has it (42 CFR 424.44; Medicare Claims
	// Processing Manual, chapter 1, section 70): for the engine alone.
	IsFilingFromFirstDay bool `json:"isFilingFromFirstDay,omitempty"`
	// IsFilingFromPriorAnswer has the time for filing a claim that others paid before count
	// from the day on which the last of them answered, where that is later: for the engine
	// alone.
	IsFilingFromPriorAnswer bool `json:"isFilingFromPriorAnswer,omitempty"`
	// PromptPayDays is the time from receipt to payment, at least one day.
	PromptPayDays uint16 `json:"promptPayDays"`
	// InterestFromDays is how many days after receipt bear no interest, once it is
	// due at all.
	InterestFromDays uint16 `json:"interestFromDays"`
	// AppealDays is the time from determination to appeal, at least one day.
	AppealDays uint16 `json:"appealDays"`
	// AppealDecisionDays is the time to decide an appeal, at least one day.
	AppealDecisionDays uint16 `json:"appealDecisionDays"`
	// RecoveryNoticeDays is the time from the notice of a recovery until it may be
	// taken, at least one day.
	RecoveryNoticeDays uint16 `json:"recoveryNoticeDays"`
	// Interest is the table of rates, ascending by date. Without one late payment
	// bears no interest.
	Interest []InterestRate `json:"interest"`
}

// InterestRate is what a late payment bears from a date on, until the next
// entry.
type InterestRate struct {
	FromDate claims.Date `json:"fromDate"`
	// Rate is a year's, simple, of 365 days.
	Rate money.BasisPoints `json:"rateBasisPoints"`
	// Minimum is the least interest that is paid at all.
	Minimum money.Amount `json:"minimumCents"`
}

// DateOf returns the civil date of an instant at the plan's offset.
func (c Clocks) DateOf(instant time.Time) claims.Date {
	return claims.DateOf(instant.Add(time.Duration(c.UTCOffsetSeconds) * time.Second))
}

// ReceiptDate returns the day from which the clock of a payment runs: that of
// receipt, moved on by the days for which a pend or an unanswered contest stopped
// the clock. Timely filing counts to the day of receipt itself, [Clocks.DateOf].
func (c Clocks) ReceiptDate(receivedAt time.Time, stoppedDays int) claims.Date {
	return c.DateOf(receivedAt).AddDays(stoppedDays)
}

// DecideBy returns when the clock of a claim has run out that counts from an instant:
// its receipt, moved on by the time for which the clock stood still. That is with the
// last civil day on which the plan may pay in time.
func (c Clocks) DecideBy(from time.Time) time.Time {
	last := c.DateOf(from).AddDays(int(c.PromptPayDays))
	return last.AddDays(1).Time().Add(-time.Duration(c.UTCOffsetSeconds) * time.Second)
}

// LastAppealDate returns the last civil day on which a determination may be appealed.
func (c Clocks) LastAppealDate(determinedAt time.Time) claims.Date {
	return c.DateOf(determinedAt).AddDays(int(c.AppealDays))
}

// OverdueDays returns how many civil days an instant is beyond the clock that counts
// from another, 0 while it runs.
func (c Clocks) OverdueDays(from, at time.Time) int {
	last := c.DateOf(from).AddDays(int(c.PromptPayDays))
	return max(int(c.DateOf(at)-last), 0)
}

// InterestOn returns the entry in force on a date, the last one that is not
// after it, and false before the first.
func (c Clocks) InterestOn(date claims.Date) (InterestRate, bool) {
	for i := len(c.Interest) - 1; i >= 0; i-- {
		if c.Interest[i].FromDate <= date {
			return c.Interest[i], true
		}
	}
	return InterestRate{}, false
}
