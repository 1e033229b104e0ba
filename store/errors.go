package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Sentinels of this package. They have no code of the API: whoever calls knows
// what was looked for and says so.
var (
	// ErrNotFound is returned when there is no such row, or the id is none.
	ErrNotFound = errors.New("not found in the database")
	// ErrConflict is returned when a write would break a uniqueness or another constraint.
	ErrConflict = errors.New("conflict in the database")
	// ErrRewound is returned when a reorganisation took the read model back meanwhile.
	ErrRewound = errors.New("the read model was taken back meanwhile")
	// ErrSchema is returned when the database lacks what this program needs: migrate.
	ErrSchema = errors.New("the database has another schema")
)

// SQLSTATE codes that mean something to callers.
const (
	classDataException       = "22" // the message repeats the value
	invalidTextRepresentaton = "22P02"
	classIntegrityViolation  = "23"
	queryCanceled            = "57014" // the statement took longer than it may
)

// Error is what the server refused. It names the state and the constraint, never
// the values: the server's own text may repeat them.
type Error struct {
	// State is the five-character SQLSTATE.
	State string
	// Constraint is the constraint that was broken, if one was.
	Constraint string
	text       string
}

// Error returns the state, the constraint and, where it holds no value, the
// server's message.
func (e *Error) Error() string {
	text := "database error " + e.State
	if e.Constraint != "" {
		return text + " of " + e.Constraint
	}
	if e.text != "" {
		text += ": " + e.text
	}
	return text
}

// Is reports whether e is a conflict, names nothing that exists, or took too long, as
// errors of the network do.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrConflict:
		return e.State[:2] == classIntegrityViolation
	case ErrNotFound:
		return e.State == invalidTextRepresentaton
	case context.DeadlineExceeded:
		return e.State == queryCanceled
	}
	return false
}

// ConstraintOf returns the name of the constraint that err says was broken, or "".
func ConstraintOf(err error) string {
	var refused *Error
	if errors.As(err, &refused) {
		return refused.Constraint
	}
	return ""
}

// faultOf turns an error of the driver into one of ours.
func faultOf(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return ErrNotFound
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) && len(refused.Code) == 5 {
		fault := &Error{State: refused.Code, Constraint: refused.ConstraintName}
		if class := refused.Code[:2]; class != classDataException && class != classIntegrityViolation {
			fault.text = refused.Message
		}
		return fault
	}
	return err
}
