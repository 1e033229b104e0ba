package store

import (
	"context"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// Access is a record of who read what.
type Access struct {
	Subject      string
	Role         string
	Organization uint32 // 0 where the role has none
	Action       string
	Claims       []claims.ID
	Coverages    []string // their ids
	// Fields are what was read of them, as Claim.diagnoses; none where that is not known.
	Fields []string
	At     time.Time
}

// PatientAccess is a record of an access, as the patient reads it whom it concerns.
type PatientAccess struct {
	Number int64 // orders records of one instant
	At     time.Time
	Role   string
	// IsOwn is set where the patient read.
	IsOwn  bool
	Action string
	// Insurer and Provider are the organization that read; nil where it was another.
	Insurer  *Insurer
	Provider *Provider
	// Claims and Coverages are those of the patient.
	Claims    []claims.ID
	Coverages []string
	Fields    []string
}

// AccessQuery says which records are read; what is zero or nil does not count.
type AccessQuery struct {
	From, Before time.Time // bound when it was
	Insurer      claims.InsurerID
	Provider     claims.ProviderID
	Actions      []string // any of them
	IsOwn        *bool
	Claim        claims.ID
	Order        TimeOrder
	// AfterAt and AfterNumber are the position of the record before; a zero time is the start.
	AfterAt     time.Time
	AfterNumber int64
	Limit       int
}

// Accesses returns who read what concerns the reader, a patient, in the order given.
//
// Errors: [ErrNotFound] when the claim's id is none.
func (q Queries) Accesses(ctx context.Context, query AccessQuery) ([]PatientAccess, error) {
	rows, err := q.q.AccessesOfReader(ctx, sqlc.AccessesOfReaderParams{
		Since: optionalTime(query.From), Before: optionalTime(query.Before), InsurerID: int64(query.Insurer), ProviderID: int64(query.Provider),
		Actions: query.Actions, IsOwn: query.IsOwn, ClaimID: optional(string(query.Claim)), IsUpwards: query.Order == EarliestFirst,
		AfterAt: optionalTime(query.AfterAt), AfterID: query.AfterNumber, Most: int32(query.Limit),
	})
	if err != nil {
		return nil, faultOf(err)
	}
	accesses := make([]PatientAccess, len(rows))
	for i := range rows {
		row := &rows[i]
		access := PatientAccess{
			Number: row.ID, At: inUTC(row.At), Role: row.Role, IsOwn: row.IsOwn, Action: row.Action, Coverages: row.CoverageIds, Fields: row.Fields,
		}
		for _, id := range row.ClaimIds {
			access.Claims = append(access.Claims, claims.ID(id))
		}
		switch {
		case row.InsurerName != "":
			access.Insurer = &Insurer{ID: claims.InsurerID(row.Organization), Name: row.InsurerName}
		case row.ProviderName != "":
			access.Provider = &Provider{
				ID: claims.ProviderID(row.Organization), Identifier: row.ProviderIdentifier, Name: row.ProviderName,
				Signer: [20]byte(row.Signer), Payee: [20]byte(row.Payee), IsDelegated: row.IsDelegated,
			}
		}
		accesses[i] = access
	}
	return accesses, nil
}

// RecordAccess keeps a record of an access.
func (d *DB) RecordAccess(ctx context.Context, a Access) error {
	return faultOf(d.q.InsertAccess(ctx, sqlc.InsertAccessParams{
		Subject: a.Subject, Role: a.Role, Organization: int64(a.Organization), Action: a.Action, ClaimIds: arrayOf(a.Claims),
		CoverageIds: arrayOf(a.Coverages), Fields: orNone(a.Fields), At: a.At,
	}))
}

// arrayOf writes ids as PostgreSQL reads an array of them: a record names all claims of a
// page, and one text is sent with less work than a list.
func arrayOf[T ~string](ids []T) string {
	var text strings.Builder
	text.WriteByte('{')
	for i, id := range ids {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(string(id))
	}
	text.WriteByte('}')
	return text.String()
}

// orNone returns the list, and an empty one for nil, which would be NULL.
func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
