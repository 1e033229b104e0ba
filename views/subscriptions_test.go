package views_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// soon bounds what a test waits for before it fails.
const soon = 20 * time.Second

// follow subscribes as a principal.
func follow(ctx context.Context, t *testing.T, w *viewstest.World, principal auth.Principal, id claims.ID) *views.Subscription {
	t.Helper()
	subscription, err := w.Subscribe(auth.WithPrincipal(ctx, principal), id)
	if err != nil {
		t.Fatal(err)
	}
	return subscription
}

// next returns the next n claims of a subscription.
func next(t *testing.T, subscription *views.Subscription, n int) []claims.ID {
	t.Helper()
	var ids []claims.ID
	deadline := time.After(soon)
	for range n {
		select {
		case claim, ok := <-subscription.Claims():
			if !ok {
				t.Fatalf("the subscription ended: %v", subscription.Err())
			}
			ids = append(ids, claim.ID)
		case <-deadline:
			t.Fatal("no change came")
		}
	}
	slices.Sort(ids)
	return ids
}

// end waits until a subscription ends, and returns why it did.
func end(t *testing.T, subscription *views.Subscription) error {
	t.Helper()
	deadline := time.After(soon)
	for {
		select {
		case _, ok := <-subscription.Claims():
			if !ok {
				return subscription.Err()
			}
		case <-deadline:
			t.Fatal("the subscription did not end")
		}
	}
}

func TestSubscribe_ShowsEachItsOwnChanges(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine, second, other := w.Accept(1, "anna", store.StageClean, none, none), w.Accept(1, "anna", store.StageClean, none), w.Accept(2, "ben", store.StageClean, none)
	w.Receive(mine, 4, 10)
	provider, insurer, patient := follow(t.Context(), t, w, viewstest.Provider1, ""), follow(t.Context(), t, w, viewstest.Insurer2, ""), follow(t.Context(), t, w, viewstest.Ben, "")
	one := follow(t.Context(), t, w, viewstest.Provider1, mine.Claims[1])

	w.Notify(string(other.Claims[0]))
	w.Notify("1-4") // the batch of both claims
	w.Notify("nothing that anybody knows")
	w.Notify(string(second.Claims[0]) + "," + string(other.Claims[0]))

	if got, want := next(t, provider, 3), append(slices.Clone(mine.Claims), second.Claims...); !slices.Equal(got, want) {
		t.Errorf("the provider saw %v, want %v", got, want)
	}
	if got := next(t, insurer, 2); got[0] != other.Claims[0] || got[1] != other.Claims[0] {
		t.Errorf("the insurer saw %v", got)
	}
	if got := next(t, patient, 2); got[0] != other.Claims[0] {
		t.Errorf("the patient saw %v", got)
	}
	if got := next(t, one, 1); got[0] != mine.Claims[1] {
		t.Errorf("the subscription to one claim saw %v", got)
	}
}

func TestSubscribe_EndsWithItsContext(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	ctx, cancel := context.WithCancel(t.Context())
	subscription := follow(ctx, t, w, viewstest.Provider1, "")
	cancel()
	if err := end(t, subscription); err != nil {
		t.Errorf("got %v", err)
	}
	// The next one listens anew.
	s := w.Accept(1, "anna", store.StageClean, none)
	again := follow(t.Context(), t, w, viewstest.Provider1, "")
	w.Notify(string(s.Claims[0]))
	next(t, again, 1)
}

func TestSubscribe_EndsWithItsToken(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	ctx := auth.WithExpiry(t.Context(), time.Now().Add(50*time.Millisecond))
	if err := end(t, follow(ctx, t, w, viewstest.Provider1, "")); !errors.Is(err, views.ErrTokenExpired) {
		t.Errorf("got %v", err)
	}
}

func TestSubscribe_DropsWhoDoesNotRead(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, none)
	slow, quick := follow(t.Context(), t, w, viewstest.Provider1, ""), follow(t.Context(), t, w, viewstest.Insurer1, "")
	// Two rounds are more than may wait; those before them may be taken by the time that the first claim blocks it.
	for range 6 {
		w.Exec(`SELECT pg_notify('claim_changed', gen_random_uuid()::text) FROM generate_series(1, 600)`)
		w.Notify(string(s.Claims[0]))
		if got := next(t, quick, 1); got[0] != s.Claims[0] {
			t.Errorf("the quick one saw %v", got)
		}
	}
	if err := end(t, slow); !errors.Is(err, views.ErrSubscriptionTooSlow) {
		t.Errorf("got %v", err)
	}
}

func TestSubscribe_TellsOnceOfChangesThatWait(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	first, last := w.Accept(1, "anna", store.StageClean, none), w.Accept(1, "anna", store.StageClean, none)
	subscription := follow(t.Context(), t, w, viewstest.Provider1, "")
	// Equal payloads of one transaction are one notification: hence the commas.
	w.Exec(`SELECT pg_notify('claim_changed', repeat(',', n) || $1) FROM generate_series(1, 3000) n`, string(first.Claims[0]))
	w.Notify(string(last.Claims[0]))
	seen := 0
	for next(t, subscription, 1)[0] != last.Claims[0] {
		seen++
	}
	if seen < 1 || seen >= 3000 {
		t.Errorf("told %d times", seen)
	}
}

func TestSubscribe_EndsWhenChangesMayHaveBeenMissed(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	subscription := follow(t.Context(), t, w, viewstest.Provider1, "")
	w.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
	if err := end(t, subscription); !errors.Is(err, views.ErrSubscriptionInterrupted) {
		t.Errorf("got %v", err)
	}
}

func TestSubscribe_NotFoundGivenNoID(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	if _, err := w.Subscribe(viewstest.As(t, viewstest.Provider1), "x"); !errors.Is(err, views.ErrClaimNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestSubscribe_RecordsEachAccess(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, none)
	subscription := follow(t.Context(), t, w, viewstest.Provider1, "")
	w.Notify(string(s.Claims[0]))
	next(t, subscription, 1)
	w.Expect(1, "SELECT count(*) FROM access_log WHERE claim_ids = $1::uuid[]", s.Claims)
}
