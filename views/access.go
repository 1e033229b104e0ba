package views

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
)

// reads returns what the database lets the principal of ctx read. Whatever is shown
// to somebody is read through it; nobody reads nothing.
func (v *Views) reads(ctx context.Context) store.Queries {
	principal, _ := auth.PrincipalFrom(ctx)
	return v.config.DB.As(store.Reader{
		Persona: string(principal.Role), Organization: principal.Organization(), Subject: principal.Subject,
	})
}

// accesses gathers what a request reads.
type accesses struct {
	mu        sync.Mutex
	action    auth.Action
	ids       []claims.ID
	coverages []string
	bytes     int64 // of documents and files that are shown
	paid      int   // claims that remittances show
}

type accessesKey struct{}

// What one answer shows at most of what may be much.
const (
	// MaxOpenedBytes is of documents as they were sent, three of the largest, of fee
	// schedules, files of rules and proofs, each as often as it is shown. One that is larger is shown alone.
	MaxOpenedBytes = 24 << 20
	// MaxPaidClaims is of the claims of remittances, each of which pays up to 512.
	MaxPaidClaims = 2048
)

// ErrTooMuchAtOnce is returned where an answer would show more than [MaxOpenedBytes] or
// [MaxPaidClaims].
var ErrTooMuchAtOnce = errs.New(errs.QueryTooComplex, "this is more than an answer shows; ask for less at once")

// TakeBytes counts a document or a long text that an answer is to show.
//
// Errors: [ErrTooMuchAtOnce].
func TakeBytes(ctx context.Context, bytes int64) error {
	gathered, ok := ctx.Value(accessesKey{}).(*accesses)
	if !ok {
		return nil // there is one alone
	}
	gathered.mu.Lock()
	defer gathered.mu.Unlock()
	if gathered.bytes > 0 && gathered.bytes+bytes > MaxOpenedBytes {
		return ErrTooMuchAtOnce
	}
	gathered.bytes += bytes
	return nil
}

// takePaid counts the claims of remittances that an answer is to show.
//
// Errors: [ErrTooMuchAtOnce].
func takePaid(ctx context.Context, rows []store.PayoutView) error {
	count := 0
	for i := range rows {
		count += len(rows[i].Claims)
	}
	if gathered, ok := ctx.Value(accessesKey{}).(*accesses); ok {
		gathered.mu.Lock()
		defer gathered.mu.Unlock()
		gathered.paid += count
		count = gathered.paid
	}
	if count > MaxPaidClaims {
		return ErrTooMuchAtOnce
	}
	return nil
}

// WithAccess returns a context in which reads of claims and coverages are gathered, to
// be kept as one record by [Views.RecordAccess] before the answer leaves, and in which
// the same is read once. Without it each read keeps a record of its own.
func WithAccess(ctx context.Context) context.Context {
	return WithMemo(context.WithValue(ctx, accessesKey{}, &accesses{}))
}

type fieldsKey struct{}

// WithFields returns a context in which reads that keep a record of their own, as those of
// a subscription, keep it with the fields that are shown.
func WithFields(ctx context.Context, fields []string) context.Context {
	return context.WithValue(ctx, fieldsKey{}, fields)
}

// RecordAccess keeps the record of what was read since [WithAccess], with the fields
// that are shown of it. When it fails, what was read must not be shown.
func (v *Views) RecordAccess(ctx context.Context, fields func() []string) error {
	gathered, ok := ctx.Value(accessesKey{}).(*accesses)
	if !ok {
		return nil
	}
	read := gathered.take()
	if len(read.Claims) == 0 && len(read.Coverages) == 0 {
		return nil
	}
	read.Fields = fields()
	return v.record(ctx, read)
}

// take returns what was gathered, each once, and begins anew.
func (a *accesses) take() store.Access {
	a.mu.Lock()
	defer a.mu.Unlock()
	read := store.Access{Action: string(a.action), Claims: a.ids, Coverages: a.coverages}
	a.ids, a.coverages = nil, nil
	slices.Sort(read.Claims)
	slices.Sort(read.Coverages)
	read.Claims, read.Coverages = slices.Compact(read.Claims), slices.Compact(read.Coverages)
	return read
}

// access notes that claims are read, or records it where nobody gathers.
func (v *Views) access(ctx context.Context, action auth.Action, ids []claims.ID) error {
	return v.note(ctx, store.Access{Action: string(action), Claims: ids})
}

// accessCoverage is access for a coverage.
func (v *Views) accessCoverage(ctx context.Context, id CoverageID) error {
	return v.note(ctx, store.Access{Action: string(auth.ActionReadCoverage), Coverages: []string{string(id)}})
}

// RecordFound sees to it that it is recorded which coverages were found for the caller by
// what does not read a claim.
func (v *Views) RecordFound(ctx context.Context, action auth.Action, coverages []string) error {
	return v.note(ctx, store.Access{Action: string(action), Coverages: coverages})
}

// saying is how much is said by what is read, among the reads of one principal: a record
// has the action that says most.
var saying = map[auth.Action]int{
	auth.ActionReadAppeal: 0, auth.ActionReadCoverage: 1, auth.ActionEstimateClaim: 1, auth.ActionPrepareSubmission: 1,
	auth.ActionReadClaim: 2, auth.ActionAuditClaim: 2, auth.ActionReadEvidence: 3,
}

func (v *Views) note(ctx context.Context, read store.Access) error {
	gathered, ok := ctx.Value(accessesKey{}).(*accesses)
	if !ok {
		return v.record(ctx, read)
	}
	gathered.mu.Lock()
	defer gathered.mu.Unlock()
	if action := auth.Action(read.Action); gathered.action == "" || saying[action] > saying[gathered.action] {
		gathered.action = action
	}
	gathered.ids = append(gathered.ids, read.Claims...)
	gathered.coverages = append(gathered.coverages, read.Coverages...)
	return nil
}

func (v *Views) record(ctx context.Context, read store.Access) error {
	if len(read.Claims) == 0 && len(read.Coverages) == 0 {
		return nil
	}
	principal, ok := auth.PrincipalFrom(ctx)
	if !ok {
		return auth.ErrUnauthenticated
	}
	if read.Fields == nil {
		read.Fields, _ = ctx.Value(fieldsKey{}).([]string)
	}
	read.Subject, read.Role, read.Organization = principal.Subject, string(principal.Role), principal.Organization()
	read.At = v.config.Clock().UTC()
	if err := v.config.DB.RecordAccess(ctx, read); err != nil {
		return fmt.Errorf("recording an access: %w", err)
	}
	return nil
}
