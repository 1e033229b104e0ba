package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/netip"
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

// maxBuckets bounds how many callers of a kind are told apart, and so the memory: some
// 200 bytes each.
const maxBuckets = 100_000

// networkBits is how many bits of an IPv6 address have a budget of their own: who has one
// address has all of them.
const networkBits = 64

// sweepPause is the least time between two looks for buckets that are full again.
const sweepPause = time.Second

// Limiter holds callers to their budgets. A nil Limiter holds nobody to anything. It
// counts in this process alone. It is safe for concurrent use.
type Limiter struct {
	budgets Budgets
	clock   func() time.Time

	principals buckets[Principal]
	addresses  buckets[string] // apart, so that many addresses take no principal's place
}

// buckets are those of callers of a kind.
type buckets[K comparable] struct {
	most int

	mu      sync.Mutex
	of      map[K]*rate.Limiter
	sweptAt time.Time
}

// NewLimiter returns a limiter. A nil clock is time.Now.
func NewLimiter(budgets Budgets, clock func() time.Time) *Limiter {
	if clock == nil {
		clock = time.Now
	}
	return &Limiter{
		budgets: budgets, clock: clock,
		principals: buckets[Principal]{most: maxBuckets, of: map[Principal]*rate.Limiter{}},
		addresses:  buckets[string]{most: maxBuckets, of: map[string]*rate.Limiter{}},
	}
}

// Spend takes what an operation costs from the budget of who is asking. What costs
// more than a budget ever holds takes all of it.
//
// Errors: [ErrRateLimited], as [RateLimitedError]; [ErrUnauthenticated] for nobody.
func (l *Limiter) Spend(ctx context.Context, cost int) error {
	return l.SpendRest(ctx, cost, 0)
}

// SpendRest is Spend for an operation of whose cost some was spent before: when it was
// not known yet, and is not given back. To ask again is to spend all of it.
//
// Errors: those of [Limiter.Spend].
func (l *Limiter) SpendRest(ctx context.Context, cost, spent int) error {
	if l == nil {
		return nil
	}
	principal, ok := PrincipalFrom(ctx)
	if !ok {
		return ErrUnauthenticated
	}
	now, budget := l.clock(), l.budgets[principal.Role]
	err := spend(l.principals.bucket(principal, budget, now), now, min(cost, budget.Burst)-spent)
	var over *RateLimitedError
	if errors.As(err, &over) && spent > 0 {
		over.RetryAfter += time.Duration(spent) * time.Second / time.Duration(budget.PerSecond)
	}
	return err
}

// SpendOf is Spend for who signs in, by what [NetworkOf] tells of it.
//
// Errors: [ErrRateLimited], as [RateLimitedError].
func (l *Limiter) SpendOf(network string, cost int) error {
	if l == nil {
		return nil
	}
	now, budget := l.clock(), l.budgets[BudgetOfNobody]
	return spend(l.addresses.bucket(network, budget, now), now, min(cost, budget.Burst))
}

// SpendUnknown is SpendOf for one request of who is not known: its budget is not that of
// its network's sign-ins.
//
// Errors: [ErrRateLimited], as [RateLimitedError].
func (l *Limiter) SpendUnknown(network string) error {
	return l.SpendOf("requests of "+network, 1)
}

// Refuse returns how a request is refused whose token was: by that error, or because its
// network is over the budget of who is not known.
func (l *Limiter) Refuse(network string, err error) error {
	if errors.Is(err, ErrUnauthenticated) {
		return cmp.Or(l.SpendUnknown(network), err)
	}
	return err
}

// NetworkOf returns what of a request without a token is held to a budget of its own: its
// IPv4 address, or its IPv6 network of 64 bits.
func NetworkOf(r *http.Request) string {
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		address = r.RemoteAddr
	}
	parsed, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if parsed = parsed.Unmap().WithZone(""); parsed.Is4() {
		return parsed.String()
	}
	whole, err := parsed.Prefix(networkBits)
	if err != nil {
		return address
	}
	return whole.String()
}

func spend(bucket *rate.Limiter, now time.Time, cost int) error {
	reserved := bucket.ReserveN(now, max(cost, 0))
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
func (b *buckets[K]) bucket(who K, budget Budget, now time.Time) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	if known := b.of[who]; known != nil {
		return known
	}
	if len(b.of) >= b.most {
		b.makeRoom(now)
	}
	made := rate.NewLimiter(rate.Limit(budget.PerSecond), budget.Burst)
	b.of[who] = made
	return made
}

func (b *buckets[K]) makeRoom(now time.Time) {
	if now.Sub(b.sweptAt) >= sweepPause {
		b.sweptAt = now
		for who, bucket := range b.of {
			if bucket.TokensAt(now) >= float64(bucket.Burst()) {
				delete(b.of, who)
			}
		}
	}
	for who := range b.of {
		if len(b.of) < b.most {
			return
		}
		delete(b.of, who)
	}
}
