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
	subscription, err := w.Subscribe(auth.WithPrincipal(ctx, principal), id, "")
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
		case change, ok := <-subscription.Changes():
			if !ok {
				t.Fatalf("the subscription ended: %v", subscription.Err())
			}
			ids = append(ids, change.Claim.ID)
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
		case _, ok := <-subscription.Changes():
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

	w.Change(other.Claims[0])
	next(t, insurer, 1)
	w.ChangeBatch(claims.BatchID{Insurer: 1, Sequence: 4}) // of both claims
	w.ChangeBatch(claims.BatchID{Insurer: 1, Sequence: 99})
	w.Change("00000000-0000-0000-0000-000000000000")
	w.Change(second.Claims[0], other.Claims[0])

	if got, want := next(t, provider, 3), append(slices.Clone(mine.Claims), second.Claims...); !slices.Equal(got, want) {
		t.Errorf("the provider saw %v, want %v", got, want)
	}
	if got := next(t, insurer, 1); got[0] != other.Claims[0] {
		t.Errorf("the insurer saw %v", got)
	}
	if got := next(t, patient, 1); got[0] != other.Claims[0] {
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
	w.Change(s.Claims[0])
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

func TestSubscribe_TellsOnceOfChangesThatWait(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	first, last := w.Accept(1, "anna", store.StageClean, none), w.Accept(1, "anna", store.StageClean, none)
	subscription := follow(t.Context(), t, w, viewstest.Provider1, "")
	w.Exec("INSERT INTO claim_changes (claim_id) SELECT $1 FROM generate_series(1, 3000)", string(first.Claims[0]))
	w.Change(last.Claims[0])
	seen := 0
	for next(t, subscription, 1)[0] != last.Claims[0] {
		seen++
	}
	if seen < 1 || seen >= 3000 {
		t.Errorf("told %d times", seen)
	}
}

func TestSubscribe_MissesNothingWhenTheListenerIsLost(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, none)
	subscription := follow(t.Context(), t, w, viewstest.Provider1, "")
	w.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
	w.Change(s.Claims[0])
	if got := next(t, subscription, 1); got[0] != s.Claims[0] {
		t.Errorf("saw %v", got)
	}
}

// Word of a change may not come, as when a connection is half open: the journal is read
// every now and then all the same.
func TestSubscribe_MissesNothingWithoutNotifications(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Final(0)
	s := w.Accept(1, "anna", store.StageClean, none)
	subscription := follow(t.Context(), t, w, viewstest.Provider1, "")
	told := make(chan error, 1)
	go func() { told <- w.AwaitBlock(t.Context(), 9, soon) }()
	w.Exec("UPDATE chain_cursor SET number = 9")
	w.Exec("INSERT INTO claim_changes (claim_id) VALUES ($1)", string(s.Claims[0]))
	if got := next(t, subscription, 1); got[0] != s.Claims[0] {
		t.Errorf("saw %v", got)
	}
	if err := <-told; err != nil {
		t.Errorf("who waits for a block: %v", err)
	}
}

func TestSubscribe_EndsWithTheViews(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	subscription := follow(t.Context(), t, w, viewstest.Provider1, "")
	w.Close()
	if err := end(t, subscription); !errors.Is(err, views.ErrSubscriptionInterrupted) {
		t.Errorf("got %v", err)
	}
	if _, err := w.Subscribe(viewstest.As(t, viewstest.Provider1), "", ""); !errors.Is(err, views.ErrSubscriptionInterrupted) {
		t.Errorf("a new one got %v", err)
	}
}

// resume subscribes after a token.
func resume(t *testing.T, w *viewstest.World, principal auth.Principal, token string) *views.Subscription {
	t.Helper()
	subscription, err := w.Subscribe(viewstest.As(t, principal), "", token)
	if err != nil {
		t.Fatal(err)
	}
	return subscription
}

// nextToken returns the token of the next change, which must be of the claim.
func nextToken(t *testing.T, subscription *views.Subscription, want claims.ID) string {
	t.Helper()
	select {
	case change, ok := <-subscription.Changes():
		if !ok || change.Claim.ID != want {
			t.Fatalf("saw %+v, want %s; %v", change.Claim, want, subscription.Err())
		}
		return change.Token
	case <-time.After(soon):
		t.Fatal("no change came")
	}
	return ""
}

// standing returns the token of now.
func standing(t *testing.T, w *viewstest.World) string {
	t.Helper()
	reach, err := w.Reach(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return reach.Token
}

func TestSubscribe_ResumedMissesNothingAndShowsNothingForeign(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	mine, theirs := w.Accept(1, "anna", store.StageClean, none, none, none), w.Accept(2, "ben", store.StageClean, none)
	w.Receive(mine, 4, 10)
	start := standing(t, w)
	first := resume(t, w, viewstest.Provider1, start)
	w.Change(mine.Claims[0])
	token := nextToken(t, first, mine.Claims[0])
	// Nobody listens for a while, and the process is another one afterwards.
	w.Close()
	w.Change(theirs.Claims[0])
	w.Change(mine.Claims[1])
	w.ChangeBatch(claims.BatchID{Insurer: 1, Sequence: 4})
	w.Restart()

	again := resume(t, w, viewstest.Provider1, token)
	if got, want := next(t, again, 3), mine.Claims; !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Errorf("resumed, saw %v, want %v", got, want)
	}
	w.Change(mine.Claims[2])
	last := nextToken(t, again, mine.Claims[2])
	if got := next(t, resume(t, w, viewstest.Provider1, start), 3); !slices.Equal(got, slices.Sorted(slices.Values(mine.Claims))) {
		t.Errorf("from the start, saw %v", got)
	}
	// Another's token shows the other's changes to nobody.
	other := resume(t, w, viewstest.Provider2, token)
	if got := next(t, other, 1); got[0] != theirs.Claims[0] {
		t.Errorf("the other provider saw %v", got)
	}
	quiet := resume(t, w, viewstest.Provider1, last)
	w.Change(mine.Claims[1])
	nextToken(t, quiet, mine.Claims[1]) // and nothing before it
}

// Who comes back and does not read what it missed holds nobody else up.
func TestSubscribe_ResumedGivenOthersWhoDoNotRead(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, none)
	start := standing(t, w)
	live := resume(t, w, viewstest.Provider1, start)
	w.Change(s.Claims[0])
	nextToken(t, live, s.Claims[0]) // whoever comes now has missed it
	for range 10 {
		resume(t, w, viewstest.Provider1, start)
	}
	// Some have the change in their hands, besides the first.
	for deadline := time.Now().Add(soon); w.Count("SELECT count(*) FROM access_log") < 5; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nobody reads")
		}
	}
	nextToken(t, resume(t, w, viewstest.Provider1, start), s.Claims[0])
}

// Whatever part of the changes was read, the rest comes after its token.
func TestSubscribe_ResumedAfterEachTokenSeesTheRest(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, none, none, none, none)
	w.Receive(s, 4, 10)
	start := standing(t, w)
	order := []claims.ID{s.Claims[2], s.Claims[0]}
	w.Change(order[0])
	w.Change(order[1])
	w.ChangeBatch(claims.BatchID{Insurer: 1, Sequence: 4})
	w.Change(order[0])
	seen := map[claims.ID]bool{}
	subscription, tokens := resume(t, w, viewstest.Provider1, start), []string{start}
	for len(seen) < len(s.Claims) {
		change := <-subscription.Changes()
		seen[change.Claim.ID] = true
		tokens = append(tokens, change.Token)
	}
	for cut, token := range tokens {
		rest := resume(t, w, viewstest.Provider1, token)
		w.Change(s.Claims[3]) // marks the end
		again := map[claims.ID]bool{}
		for !again[s.Claims[3]] || len(again) < len(s.Claims)-cut {
			select {
			case change := <-rest.Changes():
				again[change.Claim.ID] = true
			case <-time.After(soon):
				t.Fatalf("after %d changes, only %v came again", cut, again)
			}
		}
	}
}

func TestSubscribe_RefusesTokensThatAreNone(t *testing.T) {
	t.Parallel()
	w, another := viewstest.New(t), viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, none)
	ctx := viewstest.As(t, viewstest.Provider1)
	token := standing(t, w)
	forged := []byte(token)
	forged[3] ^= 1
	for name, bad := range map[string]string{
		"text": "x", "no base64": "%%%", "another length": token[:10], "longer": token + token, "forged": string(forged),
		"of another installation": standing(t, another), "a page's cursor": "MjAyNi0wMy0wMVQxMjowMDowMFogMQ", "injection": "' OR 1=1 --",
	} {
		if _, err := w.Subscribe(ctx, "", bad); !errors.Is(err, views.ErrResumeTokenInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := w.Subscribe(t.Context(), "", token); !errors.Is(err, auth.ErrUnauthenticated) {
		t.Errorf("nobody: got %v", err)
	}
	// What is deleted cannot be shown again; nor is a token good whose changes never were, as after a backup is restored.
	w.Change(s.Claims[0])
	w.Change(s.Claims[0])
	w.Exec("UPDATE claim_changes SET changed_at = changed_at - interval '25 hours'")
	w.Prune()
	w.Expect(1, "SELECT count(*) FROM claim_changes")
	if _, err := w.Subscribe(ctx, "", token); !errors.Is(err, views.ErrResyncRequired) {
		t.Errorf("older than what is kept: got %v", err)
	}
	w.Close()
	w.Restart()
	subscription := resume(t, w, viewstest.Provider1, standing(t, w))
	w.Change(s.Claims[0])
	newest := nextToken(t, subscription, s.Claims[0])
	w.Exec("DELETE FROM claim_changes WHERE position = (SELECT max(position) FROM claim_changes)")
	if _, err := w.Subscribe(ctx, "", newest); !errors.Is(err, views.ErrResyncRequired) {
		t.Errorf("of a journal that is not this one: got %v", err)
	}
}

func TestAwaitBlock(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Final(0)
	w.MoveChain(7)
	if err := w.AwaitBlock(t.Context(), 7, time.Minute); err != nil {
		t.Errorf("a block that is there: %v", err)
	}
	if err := w.AwaitBlock(t.Context(), 1<<63, 10*time.Millisecond); !errors.Is(err, views.ErrStale) {
		t.Errorf("a block that does not come: %v", err)
	}
	told := make(chan error, 1)
	go func() { told <- w.AwaitBlock(t.Context(), 9, soon) }()
	w.MoveChain(8)
	w.MoveChain(9)
	if err := <-told; err != nil {
		t.Errorf("a block that comes: %v", err)
	}
	w.MoveChain(5) // a reorganisation
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	for reach, err := w.Reach(ctx); reach.Block != 5; reach, err = w.Reach(ctx) {
		if err != nil || ctx.Err() != nil {
			t.Fatalf("still at %d: %v", reach.Block, err)
		}
		time.Sleep(time.Millisecond)
	}
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	if err := w.AwaitBlock(ctx, 6, time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("a request that ends: %v", err)
	}
}

func TestSubscribe_NotFoundGivenNoID(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	if _, err := w.Subscribe(viewstest.As(t, viewstest.Provider1), "x", ""); !errors.Is(err, views.ErrClaimNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestSubscribe_RecordsEachAccess(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StageClean, none)
	subscription := follow(t.Context(), t, w, viewstest.Provider1, "")
	w.Change(s.Claims[0])
	next(t, subscription, 1)
	w.Expect(1, "SELECT count(*) FROM access_log WHERE claim_ids = $1::uuid[]", s.Claims)
}

// A provider hears of the claims that a patient lets it read, as long as it may.
func TestSubscribe_ToldOfWhatIsSharedWhileTheConsentIsInForce(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	theirs, own := w.Accept(1, "anna", store.StageClean, none).Claims[0], w.Accept(2, "ben", store.StageClean, none).Claims[0]
	start := standing(t, w)
	all, one := follow(t.Context(), t, w, viewstest.Provider2, ""), follow(t.Context(), t, w, viewstest.Provider2, theirs)
	hears := func(name string, subscription *views.Subscription, want ...claims.ID) {
		t.Helper()
		for _, id := range want {
			if got := next(t, subscription, 1); got[0] != id {
				t.Errorf("%s: heard of %v, want %v", name, got, id)
			}
		}
	}
	w.Change(theirs)
	w.Change(own)
	hears("without a consent", all, own)

	w.Consent("anna", 2, time.Now().Add(-time.Hour), time.Time{}, time.Time{})
	w.Change(theirs)
	for _, subscription := range []*views.Subscription{all, one} {
		change := <-subscription.Changes()
		if change.Claim.ID != theirs || change.Claim.Diagnoses == nil || change.Claim.PatientAccountNumber != nil {
			t.Errorf("heard of %+v", change.Claim)
		}
	}
	resumed := resume(t, w, viewstest.Provider2, start)
	if got := next(t, resumed, 2); !slices.Contains(got, theirs) || !slices.Contains(got, own) {
		t.Errorf("resumed, heard of %v", got)
	}
	w.Expect(3, "SELECT count(*) FROM access_log WHERE organization = 2 AND claim_ids = $1::uuid[]", []claims.ID{theirs})

	w.Exec("UPDATE consents SET expires_at = $1, granted_at = $2", time.Now().Add(-time.Hour), time.Now().Add(-2*time.Hour))
	w.Change(theirs)
	w.Change(own)
	hears("after its end", all, own)
	w.Exec("UPDATE consents SET expires_at = NULL, revoked_at = now()")
	w.Change(theirs)
	w.Change(own)
	hears("once it is revoked", all, own)
	hears("resumed once it is revoked", resume(t, w, viewstest.Provider2, start), own)
	select {
	case change := <-one.Changes():
		t.Errorf("heard of %v without a consent", change.Claim.ID)
	default:
	}
}

// The rows that subscribers share are their own: what another read under a consent is not
// shown when it is over.
func TestSubscribe_ARevokedConsentHoldsForWhoLagsBehind(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	theirs, own := w.Accept(1, "anna", store.StageClean, none).Claims[0], w.Accept(2, "ben", store.StageClean, none).Claims[0]
	w.Consent("anna", 2, time.Now().Add(-time.Hour), time.Time{}, time.Time{})
	quick, slow := follow(t.Context(), t, w, viewstest.Provider2, ""), follow(t.Context(), t, w, viewstest.Provider2, "")
	w.Change(own)
	next(t, quick, 1)
	// The slow one has the first change in its hands, and asks for no other before that is taken.
	for deadline := time.Now().Add(soon); w.Count("SELECT count(*) FROM access_log WHERE claim_ids = $1::uuid[]", []claims.ID{own}) < 2; {
		if time.Now().After(deadline) {
			t.Fatal("the slow subscriber reads nothing")
		}
		time.Sleep(time.Millisecond)
	}
	w.Change(theirs)
	if got := next(t, quick, 1); got[0] != theirs {
		t.Fatalf("heard of %v", got)
	}
	w.Exec("UPDATE consents SET revoked_at = now()")
	next(t, slow, 1)
	w.Change(own)
	if got := next(t, slow, 1); got[0] != own {
		t.Errorf("heard of %v once the consent was revoked", got)
	}
}
