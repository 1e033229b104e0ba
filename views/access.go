package views

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

// accesses gathers which claims a request reads.
type accesses struct {
	mu     sync.Mutex
	action auth.Action
	ids    []claims.ID
}

type accessesKey struct{}

// WithAccess returns a context in which reads of claims are gathered, to be kept
// as one record by [Views.RecordAccess] before the answer leaves. Without it each
// read keeps a record of its own.
func WithAccess(ctx context.Context) context.Context {
	return context.WithValue(ctx, accessesKey{}, &accesses{})
}

// RecordAccess keeps the record of what was read since [WithAccess]. When it
// fails, what was read must not be shown.
func (v *Views) RecordAccess(ctx context.Context) error {
	gathered, ok := ctx.Value(accessesKey{}).(*accesses)
	if !ok {
		return nil
	}
	gathered.mu.Lock()
	action, ids := gathered.action, gathered.ids
	gathered.ids = nil
	gathered.mu.Unlock()
	slices.Sort(ids)
	return v.record(ctx, action, slices.Compact(ids))
}

// access notes that claims are read, or records it where nobody gathers.
func (v *Views) access(ctx context.Context, action auth.Action, ids []claims.ID) error {
	gathered, ok := ctx.Value(accessesKey{}).(*accesses)
	if !ok {
		return v.record(ctx, action, ids)
	}
	gathered.mu.Lock()
	defer gathered.mu.Unlock()
	gathered.action = action // of one principal, so of one kind
	gathered.ids = append(gathered.ids, ids...)
	return nil
}

func (v *Views) record(ctx context.Context, action auth.Action, ids []claims.ID) error {
	if len(ids) == 0 {
		return nil
	}
	principal, ok := auth.PrincipalFrom(ctx)
	if !ok {
		return auth.ErrUnauthenticated
	}
	err := v.config.DB.RecordAccess(ctx, store.Access{
		Subject: principal.Subject, Role: string(principal.Role), Organization: principal.Organization(),
		Action: string(action), Claims: ids, At: v.config.Clock().UTC(),
	})
	if err != nil {
		return fmt.Errorf("recording an access: %w", err)
	}
	return nil
}
