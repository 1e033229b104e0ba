package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
)

const (
	// restoreWithin is how long a request waits for what a reorganisation took back.
	restoreWithin = 20 * time.Second
	restorePoll   = 100 * time.Millisecond
)

// hidden are the refusals for what a claim does not have, and had before a
// reorganisation that is not over yet, or has and the settlement has not looked at.
var hidden = []error{
	ErrClaimNotDecided, ErrClaimUnderAppeal, chain.ErrAppealNotFound, chain.ErrAppealStepInvalid, chain.ErrClaimNotOverdue,
}

func isHidden(refused error) bool {
	return slices.ContainsFunc(hidden, func(sentinel error) bool { return errors.Is(refused, sentinel) })
}

// restoreBy returns until when a request that begins now waits.
func restoreBy() time.Time { return time.Now().Add(restoreWithin) }

// onceRestored returns what check says of a claim. Where that is a refusal for what
// a reorganisation took back and the sender makes again, or for an act that the ledger
// shows and the settlement has not closed, it asks again when that is done, or until
// the time given is over.
func (s *Service) onceRestored(ctx context.Context, by time.Time, id claims.ID, check func() error) error {
	ticker := time.NewTicker(restorePoll)
	defer ticker.Stop()
	for {
		refused := check()
		if !isHidden(refused) || time.Now().After(by) {
			return refused
		}
		isRestoring, err := s.DB.IsRestoring(ctx, id)
		if err != nil {
			return fmt.Errorf("asking for what was taken back: %w", err)
		}
		if !isRestoring {
			return check() // it may have come back between the two
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for what was taken back: %w", ctx.Err())
		case <-ticker.C:
		}
	}
}
