package views

import (
	"context"
	"fmt"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

// maxSharedRows bounds the rows that subscribers of one sight share.
const maxSharedRows = 1024

// sharedRows are the rows of claims that changed, still encrypted, for all subscribers of
// one sight, who read the same: a change is read once for them all. Whether a subscriber may
// see a claim is decided, and its access recorded, for each.
type sharedRows struct {
	members int           // the hub's lock holds it
	turn    chan struct{} // holds one while somebody uses rows
	rows    map[claims.ID]sharedRow
}

type sharedRow struct {
	row     store.ClaimView
	isThere bool
	through int64 // the row has all changes up to this position
}

func newSharedRows() *sharedRows {
	return &sharedRows{turn: make(chan struct{}, 1), rows: map[claims.ID]sharedRow{}}
}

// take returns the rows of the claims that wait, reading with read those that nobody has
// read since they changed.
func (s *sharedRows) take(
	ctx context.Context, waiting []pendingClaim, read func(ids []claims.ID) (rows []store.ClaimView, through int64, err error),
) ([]store.ClaimView, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	var unread []claims.ID
	for _, claim := range waiting {
		if kept, ok := s.rows[claim.id]; !ok || kept.through < claim.position {
			unread = append(unread, claim.id)
		}
	}
	if len(unread) > 0 {
		rows, through, err := read(unread)
		if err != nil {
			return nil, fmt.Errorf("loading claims that changed: %w", err)
		}
		s.keep(unread, rows, through)
	}
	taken := make([]store.ClaimView, 0, len(waiting))
	for _, claim := range waiting {
		if kept := s.rows[claim.id]; kept.isThere {
			taken = append(taken, kept.row)
		}
	}
	s.trim()
	return taken, nil
}

func (s *sharedRows) keep(asked []claims.ID, rows []store.ClaimView, through int64) {
	for _, id := range asked {
		s.rows[id] = sharedRow{through: through}
	}
	for i := range rows {
		s.rows[rows[i].ID] = sharedRow{row: rows[i], isThere: true, through: through}
	}
}

// trim forgets all rows when they are too many: who needs one again reads it again.
func (s *sharedRows) trim() {
	if len(s.rows) > maxSharedRows {
		clear(s.rows)
	}
}
