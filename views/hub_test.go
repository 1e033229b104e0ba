package views

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

// changesOf returns changes of so many different claims of a provider.
func changesOf(provider claims.ProviderID, count int) []store.ClaimChange {
	changes := make([]store.ClaimChange, count)
	for i := range changes {
		claim := store.ChangedClaim{ID: claims.ID(fmt.Sprint(i)), Insurer: 1, Provider: provider, PatientSubject: "anna"}
		changes[i] = store.ClaimChange{Position: int64(i + 1), Claims: []store.ChangedClaim{claim}}
	}
	return changes
}

func TestHub_DropsWhoDoesNotReadAndNobodyElse(t *testing.T) {
	t.Parallel()
	h := newHub(&Config{})
	slow := newSubscriber(sight{scope: store.Scope{Provider: 1}}, true, "")
	elsewhere := newSubscriber(sight{scope: store.Scope{Provider: 2}}, true, "")
	one := newSubscriber(sight{scope: store.Scope{Provider: 1}}, true, "7")
	operator := newSubscriber(sight{}, false, "")
	for _, s := range []*subscriber{slow, elsewhere, one, operator} {
		h.subscribers[s] = struct{}{}
	}
	h.tell(changesOf(1, changeBacklog))
	h.tell(changesOf(1, changeBacklog)) // they wait already
	select {
	case <-slow.dropped:
		t.Fatal("dropped with its backlog just full")
	default:
	}
	h.tell(changesOf(1, changeBacklog+1))
	<-slow.dropped
	if !errors.Is(slow.err, ErrSubscriptionTooSlow) || len(h.subscribers) != 3 {
		t.Errorf("got %v, %d are left", slow.err, len(h.subscribers))
	}
	if pending, _ := h.take(one); len(pending) != 1 || pending[0] != (pendingClaim{id: "7", position: 8}) {
		t.Errorf("who follows one claim has %v", pending)
	}
	for _, s := range []*subscriber{elsewhere, operator} {
		if pending, through := h.take(s); len(pending) != 0 || through != changeBacklog+1 {
			t.Errorf("whom it does not concern has %d, through %d", len(pending), through)
		}
	}
}

// A subscriber is told of a claim when each bound of its sight is the claim's.
func TestSight_Covers(t *testing.T) {
	t.Parallel()
	claim := store.ChangedClaim{ID: "c", Insurer: 1, Provider: 2, PatientSubject: "anna"}
	for scope, want := range map[store.Scope]bool{
		{}: true, {Insurer: 1}: true, {Insurer: 2}: false, {Provider: 2}: true, {Provider: 1}: false,
		{PatientSubject: "anna"}: true, {PatientSubject: "ben"}: false, {Insurer: 1, Provider: 1}: false,
	} {
		if got := (sight{scope: scope}).covers(claim); got != want {
			t.Errorf("%+v: got %t", scope, got)
		}
	}
	if (sight{scope: store.Scope{PatientSubject: "anna"}}).covers(store.ChangedClaim{}) {
		t.Error("a claim of nobody is anna's")
	}
}

// A claim is read once for all who share, and again for whoever waits for a later change.
func TestSharedRows_ReadOnceAChange(t *testing.T) {
	t.Parallel()
	s := newSharedRows()
	var read [][]claims.ID
	position := int64(5)
	take := func(waiting ...pendingClaim) int {
		t.Helper()
		rows, err := s.take(t.Context(), waiting, func(ids []claims.ID) ([]store.ClaimView, int64, error) {
			read = append(read, ids)
			rows := make([]store.ClaimView, 0, len(ids))
			for _, id := range ids {
				if id != "hidden" {
					rows = append(rows, store.ClaimView{ID: id})
				}
			}
			return rows, position, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return len(rows)
	}
	if got := take(pendingClaim{id: "a", position: 4}, pendingClaim{id: "hidden", position: 5}); got != 1 {
		t.Errorf("%d rows", got)
	}
	take(pendingClaim{id: "a", position: 4}, pendingClaim{id: "hidden", position: 5})
	position = 7
	take(pendingClaim{id: "a", position: 5}, pendingClaim{id: "a", position: 6}, pendingClaim{id: "b", position: 7})
	if want := [][]claims.ID{{"a", "hidden"}, {"a", "b"}}; !slices.EqualFunc(read, want, slices.Equal) {
		t.Errorf("read %v, want %v", read, want)
	}
	failed := errors.New("no")
	_, err := s.take(t.Context(), []pendingClaim{{id: "c", position: 8}}, func([]claims.ID) ([]store.ClaimView, int64, error) { return nil, 0, failed })
	if !errors.Is(err, failed) || take(pendingClaim{id: "c", position: 7}) != 1 {
		t.Errorf("got %v; what could not be read is read again", err)
	}
	for i := range maxSharedRows + 1 {
		take(pendingClaim{id: claims.ID(fmt.Sprint(i)), position: 1})
	}
	if len(s.rows) > maxSharedRows {
		t.Errorf("%d rows are kept", len(s.rows))
	}
}
