package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// limiting is a limiter with a clock that a test moves.
type limiting struct {
	*Limiter
	now time.Time
}

func newLimiting(budget Budget) *limiting {
	l := &limiting{now: time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)}
	l.Limiter = NewLimiter(Budgets{RolePatient: budget, BudgetOfNobody: budget}, func() time.Time { return l.now })
	return l
}

func asking(subject string) context.Context {
	return WithPrincipal(context.Background(), Principal{Subject: subject, Role: RolePatient})
}

func TestSpend_BoundsEachSubjectAndSaysWhenToComeBack(t *testing.T) {
	t.Parallel()
	l := newLimiting(Budget{PerSecond: 2, Burst: 4})
	for range 2 {
		if err := l.Spend(asking("anna"), 2); err != nil {
			t.Fatal(err)
		}
	}
	err := l.Spend(asking("anna"), 3)
	var over *RateLimitedError
	if !errors.As(err, &over) || errs.CodeOf(err) != errs.RateLimited || over.RetryAfter != 1500*time.Millisecond || over.Seconds() != 2 {
		t.Fatalf("got %v, %+v", err, over)
	}
	if err := l.Spend(asking("ben"), 4); err != nil {
		t.Errorf("another subject: %v", err)
	}
	l.now = l.now.Add(over.RetryAfter)
	if err := l.Spend(asking("anna"), 3); err != nil {
		t.Errorf("what was refused had cost something: %v", err)
	}
	if err := l.Spend(context.Background(), 1); !errors.Is(err, ErrUnauthenticated) {
		t.Errorf("nobody: %v", err)
	}
}

func TestSpend_WhatCostsMoreThanABudgetTakesAllOfIt(t *testing.T) {
	t.Parallel()
	l := newLimiting(Budget{PerSecond: 1, Burst: 4})
	if err := l.Spend(asking("anna"), 100); err != nil {
		t.Fatal(err)
	}
	if err := l.Spend(asking("anna"), 1); err == nil {
		t.Error("something is left")
	}
}

func TestSpendOf_BoundsMemoryAndKeepsWhoIsOver(t *testing.T) {
	t.Parallel()
	l := newLimiting(Budget{PerSecond: 1, Burst: 2})
	l.addresses.most = 100
	if err := errors.Join(l.SpendOf("busy", 2)); err != nil {
		t.Fatal(err)
	}
	l.now = l.now.Add(time.Hour)
	if err := l.SpendOf("busy", 2); err != nil {
		t.Fatal(err)
	}
	for i := range 99 {
		if err := l.SpendOf(fmt.Sprint("quiet", i), 1); err != nil {
			t.Fatal(err)
		}
	}
	l.now = l.now.Add(time.Second) // the quiet ones are full again, the busy one is not
	for i := range 50 {
		if err := l.SpendOf(fmt.Sprint("new", i), 1); err != nil {
			t.Fatal(err)
		}
	}
	if l.SpendOf("busy", 2) == nil {
		t.Error("who was over its budget got another")
	}
	for i := range 10_000 {
		if err := l.SpendOf(fmt.Sprint("flood", i), 1); err != nil {
			t.Fatal(err)
		}
	}
	if len(l.addresses.of) > l.addresses.most {
		t.Errorf("%d buckets", len(l.addresses.of))
	}
}

func TestParseBudgets(t *testing.T) {
	t.Parallel()
	got, err := ParseBudgets("patient=3/5, nobody=1/2")
	if err != nil || got[RolePatient] != (Budget{3, 5}) || got[BudgetOfNobody] != (Budget{1, 2}) || got[RoleInsurer] != DefaultBudgets()[RoleInsurer] {
		t.Errorf("got %v, %v", got, err)
	}
	for _, text := range []string{"patient", "patient=1", "patient=0/1", "patient=1/0", "admin=1/1", "patient=-1/5"} {
		if _, err := ParseBudgets(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
	if err := (*Limiter)(nil).Spend(context.Background(), 1); err != nil {
		t.Errorf("no limiter: %v", err)
	}
}

func TestSpendOf_AnIPv6NetworkHasOneBudget(t *testing.T) {
	t.Parallel()
	l := newLimiting(Budget{PerSecond: 1, Burst: 2})
	spend := func(address string, cost int) error {
		return l.SpendOf(NetworkOf(&http.Request{RemoteAddr: address}), cost)
	}
	for _, address := range []string{"[2001:db8:1:2::1]:9", "[2001:db8:1:2:ffff::9%eth0]:8"} {
		if err := spend(address, 1); err != nil {
			t.Fatal(err)
		}
	}
	if spend("[2001:db8:1:2::3]:9", 1) == nil {
		t.Error("each address of a network has a budget of its own")
	}
	for _, other := range []string{"[2001:db8:1:3::1]:9", "192.0.2.1:9", "192.0.2.2"} {
		if err := spend(other, 2); err != nil {
			t.Errorf("%s: %v", other, err)
		}
	}
	if spend("[::ffff:192.0.2.1]:9", 1) == nil {
		t.Error("an IPv4 address has two budgets")
	}
}

func TestSpendOf_AddressesTakeNoPrincipalsPlace(t *testing.T) {
	t.Parallel()
	l := newLimiting(Budget{PerSecond: 1, Burst: 2})
	l.addresses.most, l.principals.most = 10, 10
	if err := l.Spend(asking("anna"), 2); err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		_ = l.SpendOf(fmt.Sprint("address", i), 2)
	}
	if l.Spend(asking("anna"), 1) == nil {
		t.Error("who was over its budget got another")
	}
}

// An operation whose cost is known late spends in sum what it costs; who waits as long as
// it is told to is answered.
func TestSpendRest_TakesTheRestOfWhatAnOperationCosts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ cost, taken int }{{0, 1}, {1, 1}, {3, 3}, {4, 4}, {100, 4}} {
		l := newLimiting(Budget{PerSecond: 1, Burst: 4})
		ask := func() error { return cmp.Or(l.Spend(asking("anna"), 1), l.SpendRest(asking("anna"), test.cost, 1)) }
		if err := ask(); err != nil {
			t.Fatalf("cost %d: %v", test.cost, err)
		}
		if left := 4 - test.taken; l.Spend(asking("anna"), left+1) == nil || l.Spend(asking("anna"), left) != nil {
			t.Errorf("cost %d did not take %d", test.cost, test.taken)
		}
		l.now = l.now.Add(time.Second) // it is over the budget, and keeps what it spent
		var over *RateLimitedError
		if err := ask(); test.taken > 1 && !errors.As(err, &over) {
			t.Fatalf("cost %d: over its budget: %v", test.cost, err)
		}
		if over == nil {
			continue
		}
		l.now = l.now.Add(over.RetryAfter)
		if err := ask(); err != nil {
			t.Errorf("cost %d: after %s: %v", test.cost, over.RetryAfter, err)
		}
	}
}
