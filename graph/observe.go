package graph

import (
	"cmp"
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// Observer is told when an operation begins, with its kind: query, mutation or
// subscription. It returns the context that the operation runs in and a function that
// is told once how it ended: with "OK", with the code of the first error of its last answer, or with that of the
// first mutation that was refused. Nothing that a client chose is told, its name for the operation neither.
type Observer func(ctx context.Context, kind string) (context.Context, func(code string))

// codeOK is how an operation without an error ends, for an [Observer].
const codeOK = "OK"

// observe tells an observer of operations. A subscription ends with its stream.
func observe(told Observer) graphql.OperationMiddleware {
	return func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		kind := string(graphql.GetOperationContext(ctx).Operation.Operation)
		ctx, ended := told(ctx, kind)
		refusal := new(errs.Code)
		ctx = context.WithValue(ctx, refusalKey{}, refusal)
		isStream := kind == "subscription"
		code := codeOK
		end := sync.OnceFunc(func() { ended(code) })
		if isStream { // its client may leave at any time
			context.AfterFunc(ctx, end)
		}
		responses := next(ctx)
		return func(ctx context.Context) *graphql.Response {
			response := responses(ctx)
			if !isStream {
				code = codeOf(response, *refusal)
			}
			if !isStream || response == nil {
				end()
			}
			return response
		}
	}
}

// codeOf returns the code of an answer's first error, else that of a refusal, if any.
func codeOf(response *graphql.Response, refusal errs.Code) string {
	if response == nil || len(response.Errors) == 0 {
		return cmp.Or(string(refusal), codeOK)
	}
	if code, ok := response.Errors[0].Extensions["code"].(string); ok {
		return code
	}
	return string(errs.Internal)
}

type refusalKey struct{}

// noteRefusal notes the first refusal of an operation that is observed. Mutations of one
// operation run one after the other.
func noteRefusal(ctx context.Context, code errs.Code) {
	if refusal, ok := ctx.Value(refusalKey{}).(*errs.Code); ok && *refusal == "" {
		*refusal = code
	}
}
