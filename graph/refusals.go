package graph

import (
	"context"
	"errors"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph/model"
)

// neverRefusals are the codes of errors that are not a mutation's answer: of errors of ours, of
// what the chain did not take once it was kept here, and of requests that are not served as they
// are. Every other code refuses what was asked.
var neverRefusals = []errs.Code{
	errs.Internal, errs.Unavailable, errs.Stale,
	errs.Unauthenticated, errs.RateLimited,
	errs.MalformedRequest, errs.RequestTooLarge, errs.QueryTooComplex, errs.IdempotencyKeyRequired, errs.IdempotencyKeyInvalid,
	errs.TransactionRefused, errs.GasInsufficient,
	errs.RemittanceUnbalanced, errs.DenialUnexplained, errs.PaidAmountExceedsAllowed,
}

// answerRefusals is a middleware of fields: a mutation that was refused answers so, in place
// of an error. Values that are not of an argument's type never come here: gqlgen has said so
// before.
func (p presenter) answerRefusals(ctx context.Context, next graphql.Resolver) (any, error) {
	value, err := next(ctx)
	if err == nil || graphql.GetFieldContext(ctx).Object != "Mutation" || !isRefusal(err) {
		return value, err
	}
	code, text, path := p.explain(ctx, err, gqlerror.Wrap(err), nil)
	noteRefusal(ctx, code)
	refusal := &model.Refusal{Code: string(code), Message: text}
	if path != "" {
		refusal.Path = &path
	}
	return refusal, nil
}

// isRefusal reports whether an error says that a mutation was not carried out, for a reason
// that is the caller's.
func isRefusal(err error) bool {
	var late *afterwardsError
	return !errors.As(err, &late) && !slices.Contains(neverRefusals, errs.CodeOf(err))
}

// afterwardsError is an error of reading what a mutation did or found. It was done, and is not refused.
type afterwardsError struct{ error }

// Unwrap returns the error itself.
func (e *afterwardsError) Unwrap() error { return e.error }

// afterwards marks the error of reading what a mutation did or found.
func afterwards[T any](value T, err error) (T, error) {
	if err != nil {
		err = &afterwardsError{err}
	}
	return value, err
}
