package auth

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// ErrRateLimited is returned when somebody asks more than its budget gives. It comes
// as a [RateLimitedError].
var ErrRateLimited = errs.New(errs.RateLimited, "too many requests; ask again later")

// RateLimitedError is [ErrRateLimited] with when it makes sense to ask again.
type RateLimitedError struct{ RetryAfter time.Duration }

// Error implements error.
func (e *RateLimitedError) Error() string { return ErrRateLimited.Error() }

// Unwrap returns [ErrRateLimited].
func (e *RateLimitedError) Unwrap() error { return ErrRateLimited }

// Seconds returns after how many whole seconds to ask again, at least one.
func (e *RateLimitedError) Seconds() int {
	return max(1, int(math.Ceil(e.RetryAfter.Seconds())))
}

// retryAfter returns the value of a Retry-After header.
func retryAfter(err error) string {
	var limited *RateLimitedError
	if !errors.As(err, &limited) {
		return "1"
	}
	return strconv.Itoa(limited.Seconds())
}

// Budget is how much somebody may ask: PerSecond in the long run, Burst at once. An
// operation costs 1, a heavy one more.
type Budget struct{ PerSecond, Burst int }

// Budgets are those of each role, and of nobody.
type Budgets map[Role]Budget

// BudgetOfNobody names in [Budgets] that of who has no token: each address has its own.
const BudgetOfNobody = "nobody" // no [Role]

// DefaultBudgets let programs of organizations work and people read.
func DefaultBudgets() Budgets {
	return Budgets{
		RoleProvider: {PerSecond: 200, Burst: 1000}, RoleInsurer: {PerSecond: 200, Burst: 1000},
		RolePatient: {PerSecond: 20, Burst: 100}, RoleAuditor: {PerSecond: 50, Burst: 200},
		RoleOperator: {PerSecond: 50, Burst: 200}, BudgetOfNobody: {PerSecond: 1, Burst: 10},
	}
}

// ParseBudgets reads budgets as in provider=200/1000,patient=20/100: so many a second,
// and so many at once. Roles that it does not name keep their default.
func ParseBudgets(text string) (Budgets, error) {
	budgets := DefaultBudgets()
	for part := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		name, numbers, _ := strings.Cut(strings.TrimSpace(part), "=")
		perSecond, burst, _ := strings.Cut(numbers, "/")
		first, err := strconv.Atoi(perSecond)
		second, err2 := strconv.Atoi(burst)
		_, isRole := budgets[Role(name)]
		if err != nil || err2 != nil || !isRole || first < 1 || second < 1 {
			return nil, fmt.Errorf("reading a budget: %q is not as in patient=20/100", part)
		}
		budgets[Role(name)] = Budget{PerSecond: first, Burst: second}
	}
	return budgets, nil
}

// maxBuckets bounds how many callers are told apart, and so the memory: some 200
// bytes each.
const maxBuckets = 100_000

// sweepPause is the least time between two looks for buckets that are full again.
const sweepPause = time.Second

// Limiter holds callers to their budgets. A nil Limiter holds nobody to anything. It
// counts in this process alone. It is safe for concurrent use.
type Limiter struct {
	budgets Budgets
	clock   func() time.Time
	most    int

	mu      sync.Mutex
	buckets map[caller]*rate.Limiter
	sweptAt time.Time
}

// caller is whose budget it is: a principal, or an address.
type caller struct {
	principal Principal
	address   string
}

// NewLimiter returns a limiter. A nil clock is time.Now.
func NewLimiter(budgets Budgets, clock func() time.Time) *Limiter {
	if clock == nil {
		clock = time.Now
	}
	return &Limiter{budgets: budgets, clock: clock, most: maxBuckets, buckets: map[caller]*rate.Limiter{}}
}

// Spend takes what an operation costs from the budget of who is asking. What costs
// more than a budget ever holds takes all of it.
//
// Errors: [ErrRateLimited], as [RateLimitedError]; [ErrUnauthenticated] for nobody.
func (l *Limiter) Spend(ctx context.Context, cost int) error {
	if l == nil {
		return nil
	}
	principal, ok := PrincipalFrom(ctx)
	if !ok {
		return ErrUnauthenticated
	}
	return l.spend(caller{principal: principal}, principal.Role, cost)
}

// SpendOf is Spend for an address without a token.
//
// Errors: [ErrRateLimited], as [RateLimitedError].
func (l *Limiter) SpendOf(address string, cost int) error {
	if l == nil {
		return nil
	}
	return l.spend(caller{address: address}, BudgetOfNobody, cost)
}

func (l *Limiter) spend(who caller, role Role, cost int) error {
	now := l.clock()
	budget := l.budgets[role]
	bucket := l.bucket(who, budget, now)
	reserved := bucket.ReserveN(now, min(cost, budget.Burst))
	if !reserved.OK() {
		return &RateLimitedError{RetryAfter: time.Second}
	}
	if wait := reserved.DelayFrom(now); wait > 0 {
		reserved.CancelAt(now)
		return &RateLimitedError{RetryAfter: wait}
	}
	return nil
}

// bucket returns a caller's bucket. Where there are too many, those go that are full
// again, which changes nothing for their callers; where none is, any one goes.
func (l *Limiter) bucket(who caller, budget Budget, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if known := l.buckets[who]; known != nil {
		return known
	}
	if len(l.buckets) >= l.most {
		l.makeRoom(now)
	}
	made := rate.NewLimiter(rate.Limit(budget.PerSecond), budget.Burst)
	l.buckets[who] = made
	return made
}

func (l *Limiter) makeRoom(now time.Time) {
	if now.Sub(l.sweptAt) >= sweepPause {
		l.sweptAt = now
		for who, bucket := range l.buckets {
			if bucket.TokensAt(now) >= float64(bucket.Burst()) {
				delete(l.buckets, who)
			}
		}
	}
	for who := range l.buckets {
		if len(l.buckets) < l.most {
			return
		}
		delete(l.buckets, who)
	}
}
