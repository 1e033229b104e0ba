// Package store is the only door to PostgreSQL: it opens the database, brings
// its schema up to date, and reads and writes what the other packages keep.
//
// A [DB] reads on its own; what belongs together is written in one [Tx], which
// reads too. What is shown to somebody is read [DB.As] that somebody, under a role of
// the database that row-level security bounds. Statements live in queries/*.sql and are made into Go by sqlc (the
// package sqlc under this one); COPY is by hand. No type of the driver leaves
// this package, and neither does a text of the server that may repeat a value:
// see [Error].
package store

//go:generate sqlc generate -f sqlc.yaml
