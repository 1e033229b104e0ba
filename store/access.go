package store

import (
	"context"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// Access is a record of who read which claims.
type Access struct {
	Subject      string
	Role         string
	Organization uint32 // 0 where the role has none
	Action       string
	Claims       []claims.ID
	At           time.Time
}

// RecordAccess keeps a record of an access.
func (d *DB) RecordAccess(ctx context.Context, a Access) error {
	ids := make([]string, len(a.Claims))
	for i, id := range a.Claims {
		ids[i] = string(id)
	}
	return faultOf(d.q.InsertAccess(ctx, sqlc.InsertAccessParams{
		Subject: a.Subject, Role: a.Role, Organization: int64(a.Organization), Action: a.Action, ClaimIds: ids, At: a.At,
	}))
}
