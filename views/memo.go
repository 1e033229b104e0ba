package views

import (
	"context"
	"sync"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

// memo has what an answer read, by what it was read of: a field that is asked for under
// several names, or of several objects that have the same, reads once.
type memo struct {
	mu    sync.Mutex
	known map[any]*reading
}

// reading is what was read, once it was.
type reading struct {
	mu     sync.Mutex
	isDone bool
	value  any
	err    error
}

type memoKey struct{}

// WithMemo returns a context in which the same is read once. It is for what is shown
// together: what was read before something is done may be another afterwards.
func WithMemo(ctx context.Context) context.Context {
	return context.WithValue(ctx, memoKey{}, &memo{known: map[any]*reading{}})
}

// of returns the reading of a key.
func (m *memo) of(key any) *reading {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.known[key]
	if r == nil {
		r = &reading{}
		m.known[key] = r
	}
	return r
}

// once returns what read does, and does it once for a key where ctx has a memo. A key is of
// a type of its own for each thing that is read. What is returned is shared: nobody changes it.
func once[T any](ctx context.Context, key any, read func() (T, error)) (T, error) {
	kept, ok := ctx.Value(memoKey{}).(*memo)
	if !ok {
		return read()
	}
	r := kept.of(key)
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.isDone {
		value, err := read()
		r.value, r.err, r.isDone = value, err, true
	}
	value, _ := r.value.(T)
	return value, r.err
}

// Keys of what is read once.
type (
	escrowOf         claims.InsurerID
	owedTo           claims.ProviderID
	partyOf          claims.PlanID
	ruleFilesOf      store.RulesID
	benefitYearsOf   CoverageID
	authorizationsOf CoverageID
	documentOf       EvidenceRequestID
	openedOf         claims.ID // for deciding it again
	assessedOf       claims.ID // as things stand now
	tracedOf         claims.ID // as it was determined
	touchedBy        claims.ID
	paidOf           claims.ID // checked by the fee schedule

	plansOf struct {
		insurer claims.InsurerID
		page    Page
	}
	denialsOf struct {
		insurer      claims.InsurerID
		from, before time.Time
	}
	counterfactualOf struct {
		claim claims.ID
		line  int
	}
)
