package bench

import (
	"errors"
	"io"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/target"
)

func TestSubscriptions_RefusesWhatNoBenchShouldDo(t *testing.T) {
	t.Parallel()
	sound := SubscriptionsOptions{Subscribers: 10, Providers: 2, Rate: 5, Duration: time.Second, Out: io.Discard}
	for name, change := range map[string]func(*SubscriptionsOptions){
		"nobody": func(o *SubscriptionsOptions) { o.Subscribers = 0 }, "too many": func(o *SubscriptionsOptions) { o.Subscribers = maxSubscribers + 1 },
		"no provider": func(o *SubscriptionsOptions) { o.Providers = 0 }, "providers that nobody follows": func(o *SubscriptionsOptions) { o.Providers = 11 },
		"no rate": func(o *SubscriptionsOptions) { o.Rate = 0 }, "no time": func(o *SubscriptionsOptions) { o.Duration = time.Millisecond },
		"too much": func(o *SubscriptionsOptions) { o.Rate = maxClaims },
	} {
		options := sound
		change(&options)
		if err := Subscriptions(t.Context(), target.Target{APIURL: "http://localhost:1"}, options); !errors.Is(err, ErrOutOfBounds) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := Subscriptions(t.Context(), target.Target{APIURL: "http://example.org"}, sound); !errors.Is(err, ErrNotLoopback) {
		t.Errorf("elsewhere: got %v", err)
	}
}

// Each provider has its followers, in turn; a change counts once for each of them.
func TestFollowing_ExpectsEachChangeOfEachFollower(t *testing.T) {
	t.Parallel()
	f := &following{options: SubscriptionsOptions{Subscribers: 5, Providers: 2}}
	f.order = []*changedClaim{{provider: 0}, {provider: 0}, {provider: 1}}
	if got := f.expected(); got != 3+3+2 {
		t.Errorf("got %d", got)
	}
}
