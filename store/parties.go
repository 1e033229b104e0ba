package store

import (
	"context"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// Insurer is a registered insurer.
type Insurer struct {
	ID        claims.InsurerID
	Name      string
	CreatedAt time.Time
}

// Provider is a registered provider of health care.
type Provider struct {
	ID           claims.ProviderID
	Identifier   string
	Name         string
	RegisteredBy claims.InsurerID
	Signer       [20]byte
	Payee        [20]byte
	IsDelegated  bool // the gateway holds the signing key
	CreatedAt    time.Time
}

// Plan is an immutable plan version.
type Plan struct {
	ID        claims.PlanID
	Insurer   claims.InsurerID
	Name      string
	Document  []byte // JSON
	CreatedAt time.Time
}

// ReserveInsurerID gives out a number that no other insurer gets, used or not.
func (d *DB) ReserveInsurerID(ctx context.Context) (claims.InsurerID, error) {
	id, err := d.q.ReserveInsurerID(ctx)
	return claims.InsurerID(id), faultOf(err)
}

// ReserveProviderID gives out a number that no other provider gets, used or not.
func (d *DB) ReserveProviderID(ctx context.Context) (claims.ProviderID, error) {
	id, err := d.q.ReserveProviderID(ctx)
	return claims.ProviderID(id), faultOf(err)
}

// ReservePlanID gives out a number that no other plan gets, used or not.
func (d *DB) ReservePlanID(ctx context.Context) (claims.PlanID, error) {
	id, err := d.q.ReservePlanID(ctx)
	return claims.PlanID(id), faultOf(err)
}

// AddInsurer keeps an insurer.
//
// Errors: [ErrConflict] when the name is taken.
func (t *Tx) AddInsurer(ctx context.Context, i Insurer) error {
	return faultOf(t.q.InsertInsurer(ctx, int64(i.ID), i.Name, i.CreatedAt))
}

// Insurer returns an insurer.
//
// Errors: [ErrNotFound].
func (q Queries) Insurer(ctx context.Context, id claims.InsurerID) (Insurer, error) {
	row, err := q.q.Insurer(ctx, int64(id))
	if err != nil {
		return Insurer{}, faultOf(err)
	}
	return insurerOf(row), nil
}

// Insurers returns all insurers by their numbers.
func (q Queries) Insurers(ctx context.Context) ([]Insurer, error) {
	rows, err := q.q.Insurers(ctx)
	if err != nil {
		return nil, faultOf(err)
	}
	insurers := make([]Insurer, len(rows))
	for i, row := range rows {
		insurers[i] = insurerOf(row)
	}
	return insurers, nil
}

func insurerOf(row sqlc.Insurer) Insurer {
	return Insurer{ID: claims.InsurerID(row.ID), Name: row.Name, CreatedAt: inUTC(row.CreatedAt)}
}

// AddProvider keeps a provider.
//
// Errors: [ErrConflict] when the identifier is taken.
func (t *Tx) AddProvider(ctx context.Context, p Provider) error {
	return faultOf(t.q.InsertProvider(ctx, sqlc.InsertProviderParams{
		ID: int64(p.ID), Identifier: p.Identifier, Name: p.Name, RegisteredBy: int64(p.RegisteredBy),
		Signer: p.Signer[:], Payee: p.Payee[:], IsDelegated: p.IsDelegated, CreatedAt: p.CreatedAt,
	}))
}

// Provider returns a provider.
//
// Errors: [ErrNotFound].
func (q Queries) Provider(ctx context.Context, id claims.ProviderID) (Provider, error) {
	row, err := q.q.Provider(ctx, int64(id))
	if err != nil {
		return Provider{}, faultOf(err)
	}
	return Provider{
		ID: claims.ProviderID(row.ID), Identifier: row.Identifier, Name: row.Name,
		RegisteredBy: claims.InsurerID(row.RegisteredBy), Signer: [20]byte(row.Signer), Payee: [20]byte(row.Payee),
		IsDelegated: row.IsDelegated, CreatedAt: inUTC(row.CreatedAt),
	}, nil
}

// AddPlan keeps a plan.
//
// Errors: [ErrConflict] when the insurer has a plan of that name.
func (t *Tx) AddPlan(ctx context.Context, p Plan) error {
	return faultOf(t.q.InsertPlan(ctx, sqlc.InsertPlanParams{
		ID: int64(p.ID), InsurerID: int64(p.Insurer), Name: p.Name, Document: p.Document, CreatedAt: p.CreatedAt,
	}))
}

// Plan returns a plan.
//
// Errors: [ErrNotFound].
func (q Queries) Plan(ctx context.Context, id claims.PlanID) (Plan, error) {
	row, err := q.q.Plan(ctx, int64(id))
	if err != nil {
		return Plan{}, faultOf(err)
	}
	return Plan{
		ID: claims.PlanID(row.ID), Insurer: claims.InsurerID(row.InsurerID), Name: row.Name, Document: row.Document,
		CreatedAt: inUTC(row.CreatedAt),
	}, nil
}
