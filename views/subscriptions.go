package views

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
)

// Sentinels of subscriptions, and of what waits for a block.
var (
	// ErrSubscriptionTooSlow ends a subscription whose reader falls too far behind.
	ErrSubscriptionTooSlow = errs.New(errs.SubscriptionTooSlow, "changes were not read fast enough; subscribe again after the last token")
	// ErrSubscriptionInterrupted ends subscriptions when changes cannot be followed.
	ErrSubscriptionInterrupted = errs.New(errs.Unavailable, "changes cannot be followed now; subscribe again after the last token")
	// ErrTokenExpired ends a subscription with its token of access.
	ErrTokenExpired = errs.New(errs.Unauthenticated, "the token has expired")
	// ErrResumeTokenInvalid is returned for a token that was not given out here.
	ErrResumeTokenInvalid = errs.New(errs.CursorInvalid, "the token is none of this subscription")
	// ErrResyncRequired is returned when changes after the token are not kept any more.
	ErrResyncRequired = errs.New(errs.ResyncRequired, "changes after the token are not kept any more; read again, then subscribe")
	// ErrStale is returned when a block was not indexed in time.
	ErrStale = errs.New(errs.Stale, "the block is not indexed yet; ask again")
)

const (
	// maxReplays is how many subscriptions read the journal at a time: after an outage all come back at once.
	maxReplays = 4
	// maxLoads is how many statements load what changed at a time. Others wait, while more
	// changes gather that they load together: subscriptions slow themselves and nobody else.
	maxLoads = 4
)

// ClaimChange is a claim that changed, as it is when it is read.
type ClaimChange struct {
	Claim *Claim
	// Token resumes a subscription after this change: see [Views.Subscribe].
	Token string
}

// Subscription is the changes of claims that a principal may see.
type Subscription struct {
	token   string
	changes chan ClaimChange
	err     error // set before changes is closed
}

// Changes returns the channel of changed claims. It closes when the subscription ends.
func (s *Subscription) Changes() <-chan ClaimChange { return s.changes }

// Token resumes the subscription from its start.
func (s *Subscription) Token() string { return s.token }

// Err returns why the subscription ended, once [Subscription.Changes] is closed: nil
// when the subscriber's context ended.
//
// Errors: [ErrSubscriptionTooSlow], [ErrSubscriptionInterrupted], [ErrTokenExpired],
// [ErrResyncRequired].
func (s *Subscription) Err() error { return s.err }

// Subscribe follows the claims that the principal may see, or one of them when id
// is not "". Each change is authorized when it comes. The subscription ends with
// ctx, and with the principal's token.
//
// With the token of a change, or of [Views.Reach], it first shows what changed since: none is
// missed, some may be shown again. Which of the changes the principal may see is
// decided anew, so that another's token shows nothing of the other's.
//
// Errors: [auth.ErrUnauthenticated], [ErrClaimNotFound] when the id is none,
// [ErrResumeTokenInvalid], [ErrResyncRequired], [ErrSubscriptionInterrupted].
func (v *Views) Subscribe(ctx context.Context, id claims.ID, after string) (*Subscription, error) {
	sight, seesAny, err := sightOf(ctx)
	if err != nil {
		return nil, err
	}
	if id != "" && !isID(string(id)) {
		return nil, ErrClaimNotFound
	}
	from := int64(-1)
	if after != "" {
		if from, err = v.parseToken(after); err != nil {
			return nil, err
		}
		if err := v.checkKept(ctx, from); err != nil {
			return nil, err
		}
	}
	joined := newSubscriber(sight, seesAny, id)
	now, err := v.hub.join(ctx, joined)
	if err != nil {
		return nil, err
	}
	if from < 0 {
		from = now
	}
	subscription := &Subscription{token: v.tokenOf(from), changes: make(chan ClaimChange)}
	go func() {
		defer close(subscription.changes)
		defer v.hub.leave(joined)
		subscription.err = v.follow(ctx, joined, span{from, now}, subscription.changes)
	}()
	return subscription, nil
}

// span is a part of the journal: the changes after one position, up to another.
type span struct{ from, through int64 }

// checkKept reports whether the journal has all changes after a position.
//
// Errors: [ErrResyncRequired] when it has not: they were deleted, or the position is of
// another journal, as before a backup was restored.
func (v *Views) checkKept(ctx context.Context, position int64) error {
	first, last, err := v.config.DB.ClaimChangeSpan(ctx)
	if err != nil {
		return fmt.Errorf("looking for changes: %w", err)
	}
	if position < first-1 || position > last {
		return ErrResyncRequired
	}
	return nil
}

// follow shows what was missed and then the changes, until something ends them, and
// returns what did.
func (v *Views) follow(ctx context.Context, joined *subscriber, missed span, into chan<- ClaimChange) error {
	live, cancel := auth.WhileHeld(ctx)
	defer cancel()
	f := &follower{views: v, joined: joined, into: into}
	err := f.replay(live, missed)
	for err == nil {
		select {
		case <-live.Done():
			err = live.Err()
		case <-joined.dropped:
			err = joined.err
		case <-joined.wake:
			pending, through := v.hub.take(joined)
			err = f.show(live, pending, through)
		}
	}
	var known *errs.Error
	switch {
	case auth.HasLostToken(live):
		return ErrTokenExpired
	case live.Err() != nil:
		return nil
	case errors.As(err, &known):
		return known
	}
	v.config.Log.ErrorContext(ctx, "a change could not be shown", "error", err)
	return ErrSubscriptionInterrupted
}

// follower shows changes to one subscriber.
type follower struct {
	views  *Views
	joined *subscriber
	into   chan<- ClaimChange
}

// replay shows what the journal has of a span, beside what comes meanwhile.
//
// Errors: [ErrResyncRequired] when it is deleted while it is read.
func (f *follower) replay(ctx context.Context, missed span) error {
	if missed.from >= missed.through {
		return nil
	}
	// What is replayed has a place of its own: what comes meanwhile waits in the other.
	replayed := newSubscriber(f.joined.sight, f.joined.seesAny, f.joined.only) // it takes notes and loads nothing
	for missed.from < missed.through {
		changes, err := f.journal(ctx, missed)
		if err != nil || len(changes) == 0 {
			return err
		}
		missed.from = changes[len(changes)-1].Position
		var pending []pendingClaim
		for i := range changes {
			replayed.note(&changes[i])
			pending = append(pending, replayed.pending...)
			replayed.pending = nil
		}
		clear(replayed.known)
		if err := f.show(ctx, pending, missed.from); err != nil {
			return err
		}
	}
	return nil
}

// journal reads the first changes of a span when it is the subscriber's turn. Nobody has a
// turn while it hands changes on: who does not read would hold up all others.
//
// Errors: [ErrResyncRequired].
func (f *follower) journal(ctx context.Context, missed span) ([]store.ClaimChange, error) {
	select {
	case f.views.replaying <- struct{}{}:
		defer func() { <-f.views.replaying }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	changes, err := f.views.config.DB.ClaimChanges(ctx, missed.from, missed.through, changesAtOnce)
	if err != nil {
		return nil, fmt.Errorf("reading the journal: %w", err)
	}
	return changes, f.views.checkKept(ctx, missed.from)
}

// show loads claims that wait and hands them on, in their order. All changes up to the
// position through are shown with them.
func (f *follower) show(ctx context.Context, pending []pendingClaim, through int64) error {
	for chunk := range slices.Chunk(pending, changesAtOnce) {
		found, err := f.load(ctx, chunk)
		if err != nil {
			return err
		}
		pending = pending[len(chunk):]
		for i, waiting := range chunk {
			claim, isSeen := found[waiting.id]
			if !isSeen {
				continue
			}
			// A token stands before the first change that is not shown yet.
			done := through
			if i+1 < len(chunk) {
				done = chunk[i+1].position - 1
			} else if len(pending) > 0 {
				done = pending[0].position - 1
			}
			if err := f.hand(ctx, ClaimChange{Claim: claim, Token: f.views.tokenOf(done)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// load loads claims that wait, those of them that the principal may see.
func (f *follower) load(ctx context.Context, chunk []pendingClaim) (map[claims.ID]*Claim, error) {
	found := make(map[claims.ID]*Claim, len(chunk))
	for _, isShared := range []bool{false, true} {
		waiting := slices.DeleteFunc(slices.Clone(chunk), func(claim pendingClaim) bool { return claim.isShared != isShared })
		if len(waiting) == 0 {
			continue
		}
		rows, err := f.rows(ctx, waiting, isShared)
		if err != nil {
			return nil, err
		}
		loaded, err := f.views.show(ctx, f.joined.sight, rows, isShared)
		if err != nil {
			return nil, err
		}
		for _, claim := range loaded {
			found[claim.ID] = claim
		}
	}
	return found, nil
}

// rows returns the rows of claims that wait. What rests on a consent is read each time,
// and not taken from those of the same sight: the consent may have ended since.
func (f *follower) rows(ctx context.Context, waiting []pendingClaim, isShared bool) ([]store.ClaimView, error) {
	read := func(ids []claims.ID) ([]store.ClaimView, int64, error) { return f.read(ctx, ids, isShared) }
	if !isShared {
		return f.joined.shared.take(ctx, waiting, read)
	}
	ids := make([]claims.ID, len(waiting))
	for i := range waiting {
		ids[i] = waiting[i].id
	}
	rows, _, err := read(ids)
	if err != nil {
		return nil, fmt.Errorf("loading shared claims that changed: %w", err)
	}
	return rows, nil
}

// read reads claims as the principal, when it is the turn of its sight: its own, or those
// that are shared with it. They have all changes up to the position that is returned.
func (f *follower) read(ctx context.Context, ids []claims.ID, isShared bool) ([]store.ClaimView, int64, error) {
	select {
	case f.views.loading <- struct{}{}:
		defer func() { <-f.views.loading }()
	case <-ctx.Done():
		return nil, 0, ctx.Err()
	}
	through := f.views.hub.told()
	scope := f.joined.sight.scope
	scope.IsSharedOnly = isShared
	rows, err := f.views.reads(ctx).Claims(ctx, store.ClaimQuery{IDs: ids, Scope: scope})
	return rows, through, err
}

func (f *follower) hand(ctx context.Context, change ClaimChange) error {
	select {
	case f.into <- change:
		return nil
	case <-f.joined.dropped:
		return f.joined.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Reach is how far what is read now goes, at least.
type Reach struct {
	// Block is the block that the read model of the chain reaches; a reorganisation may take it back.
	Block uint64
	// Token resumes subscriptions so that they miss nothing that changes after it: see [Views.Subscribe].
	Token string
}

// Reach returns how far what is read after it goes.
//
// Errors: [ErrSubscriptionInterrupted].
func (v *Views) Reach(ctx context.Context) (Reach, error) {
	position, block, _, err := v.hub.standing(ctx)
	if err != nil {
		return Reach{}, err
	}
	return Reach{Block: block, Token: v.tokenOf(position)}, nil
}

// AwaitBlock returns when the read model of the chain reaches a block, or after a while.
//
// Errors: [ErrStale] when it does not reach it in time, [ErrSubscriptionInterrupted], the context's.
func (v *Views) AwaitBlock(ctx context.Context, number uint64, atMost time.Duration) error {
	timer := time.NewTimer(atMost)
	defer timer.Stop()
	for {
		_, block, moved, err := v.hub.standing(ctx)
		if err != nil || block >= number {
			return err
		}
		select {
		case <-moved:
		case <-timer.C:
			return ErrStale
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// tokenOf returns a position as clients keep it: one block of AES under a key of the
// vault, since positions would tell how much changes of everybody's. Its first
// half is zero, which a forged one hardly is.
func (v *Views) tokenOf(position int64) string {
	var block [aes.BlockSize]byte
	binary.BigEndian.PutUint64(block[8:], uint64(position))
	v.tokens.Encrypt(block[:], block[:])
	return base64.RawURLEncoding.EncodeToString(block[:])
}

// parseToken returns the position of a token.
//
// Errors: [ErrResumeTokenInvalid].
func (v *Views) parseToken(token string) (int64, error) {
	block, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(block) != aes.BlockSize {
		return 0, ErrResumeTokenInvalid
	}
	v.tokens.Decrypt(block, block)
	position := int64(binary.BigEndian.Uint64(block[8:]))
	if binary.BigEndian.Uint64(block) != 0 || position < 0 {
		return 0, ErrResumeTokenInvalid
	}
	return position, nil
}

// newTokenCipher returns the cipher of tokens: the same for all processes of an installation.
func newTokenCipher(digest func(domain string, value []byte) [32]byte) cipher.Block {
	key := digest("tokens of subscriptions", nil)
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // 32 bytes are a key
	}
	return block
}
