package auth

import (
	"context"
	"errors"
	"time"
)

// maxLooks is how many sessions are looked at at a time that something is open by: after
// an outage all are due at once.
const maxLooks = 4

// session is what a context remembers of the session that its principal came by.
type session struct {
	signIn *SignIn
	hash   sessionHash
	of     walletSession
}

type sessionKey struct{}

// CheckSession looks again whether the session holds that the principal of ctx came by:
// as each request does, so each operation of a connection that stays open. A token of an
// issuer holds until it ends.
//
// Errors: those of [Verifier.Verify].
func CheckSession(ctx context.Context) error {
	held, ok := ctx.Value(sessionKey{}).(*session)
	if !ok {
		return nil
	}
	_, err := held.signIn.look(ctx, held.hash)
	return err
}

// WhileHeld returns a context that ends with the token of its principal, because of
// [ErrUnauthenticated]. A session may end before its time: by sign-out at once in this
// process, else when it is looked at again, within [recheckAfter]. While it cannot be
// looked at, what is open stays.
func WhileHeld(ctx context.Context) (context.Context, context.CancelFunc) {
	expiresAt, ok := ExpiryFrom(ctx)
	if !ok {
		return context.WithCancel(ctx)
	}
	ctx, cancel := context.WithDeadlineCause(ctx, expiresAt, ErrUnauthenticated)
	of, ok := ctx.Value(sessionKey{}).(*session)
	if !ok {
		return ctx, cancel
	}
	ctx, end := context.WithCancelCause(ctx)
	leave := of.signIn.watch(of, end)
	return ctx, func() {
		leave()
		cancel()
	}
}

// HasLostToken reports whether a context of [WhileHeld] ended with its token.
func HasLostToken(ctx context.Context) bool {
	return errors.Is(context.Cause(ctx), ErrUnauthenticated)
}

// watch looks at one session for all that is open by it.
type watch struct {
	open  map[*context.CancelCauseFunc]bool
	timer *time.Timer
}

// watch has what is open by a session end with it, until leave is called.
func (s *SignIn) watch(held *session, end context.CancelCauseFunc) (leave func()) {
	wait := s.freshFor(held.of)
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.watches[held.hash]
	if w == nil {
		w = &watch{open: map[*context.CancelCauseFunc]bool{}}
		w.timer = time.AfterFunc(wait, func() { s.lookAgain(w, held) })
		s.watches[held.hash] = w
	}
	w.open[&end] = true
	return func() { s.leave(w, held.hash, &end) }
}

func (s *SignIn) leave(w *watch, hash sessionHash, end *context.CancelCauseFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(w.open, end)
	if len(w.open) == 0 && s.watches[hash] == w {
		w.timer.Stop()
		delete(s.watches, hash)
	}
}

// lookAgain looks at a session, and does so again when its key was not looked for a while.
func (s *SignIn) lookAgain(w *watch, held *session) {
	s.looks <- struct{}{}
	ctx, cancel := context.WithTimeout(context.Background(), recheckAfter)
	_, err := s.look(ctx, held.hash)
	cancel()
	<-s.looks
	wait := recheckAfter
	if err == nil {
		wait = s.freshFor(held.of)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.watches[held.hash] == w {
		w.timer.Reset(wait)
	}
}

// endOpen ends what is open by a session.
func (s *SignIn) endOpen(hash sessionHash) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.watches[hash]
	if w == nil {
		return
	}
	w.timer.Stop()
	delete(s.watches, hash)
	for end := range w.open {
		(*end)(ErrUnauthenticated)
	}
}
