package graph

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"strconv"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/views"
)

// What an answer says of the data that it was read from.
const (
	// blockExtension is the number of the block of the chain that the data reflects, in decimal digits.
	blockExtension = "block"
	// tokenExtension resumes subscriptions after the answer.
	tokenExtension = "token"
)

const (
	// atLeastBlock names the directive, and the extension of a request that says the same of a
	// document whose text is given.
	atLeastBlock = "atLeastBlock"
	// maxBlockWait bounds how long a request waits for a block, usualBlockWait is the schema's.
	maxBlockWait   = 30 * time.Second
	usualBlockWait = "5000"
	// lastEventHeader is how a stream of events that was cut off says where.
	lastEventHeader = "Last-Event-ID"
)

var (
	errBlockInvalid = errs.New(errs.MalformedRequest, "atLeastBlock takes a block's number and a wait of 0 to 30000 milliseconds")
	errBlockWritten = errs.New(errs.MalformedRequest, "queries and subscriptions wait for a block, mutations do not")
	errNoStream     = errs.New(errs.MalformedRequest, "a subscription needs a WebSocket, or Accept: text/event-stream")
)

// maxWaiting bounds the operations that wait for a block.
var maxWaiting = Bound{OfOne: 200, InAll: 2_000}

// awaitBlock has operations that ask for a block wait until the data reflects it.
func awaitBlock(shown *views.Views, waiting *places) graphql.OperationMiddleware {
	return func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		arguments, err := blockAsked(graphql.GetOperationContext(ctx))
		if err == nil && arguments != nil {
			err = awaitAsked(ctx, shown, waiting, arguments)
		}
		if err != nil {
			return refusedOperation(err)
		}
		return next(ctx)
	}
}

// blockAsked returns the arguments by which an operation asks for a block, nil for none: those
// of its directive, or else of its request.
//
// Errors: errBlockInvalid, errBlockWritten.
func blockAsked(operation *graphql.OperationContext) (map[string]any, error) {
	if directive := operation.Operation.Directives.ForName(atLeastBlock); directive != nil {
		return directive.ArgumentMap(operation.Variables), nil
	}
	asked, isAsked := operation.Extensions[atLeastBlock]
	if !isAsked {
		return nil, nil
	}
	if operation.Operation.Operation == ast.Mutation {
		return nil, errBlockWritten
	}
	given, isObject := asked.(map[string]any)
	if !isObject {
		return nil, errBlockInvalid
	}
	arguments := map[string]any{"waitMs": usualBlockWait}
	maps.Copy(arguments, given)
	return arguments, nil
}

// awaitAsked waits as the arguments ask.
//
// Errors: [auth.ErrUnauthenticated], errBlockInvalid, [auth.ErrRateLimited] where too many
// wait, those of [views.Views.AwaitBlock].
func awaitAsked(ctx context.Context, shown *views.Views, waiting *places, arguments map[string]any) error {
	principal, ok := auth.PrincipalFrom(ctx)
	if !ok {
		return auth.ErrUnauthenticated // how far the chain goes is not for everybody
	}
	number, isNumber := wholeNumber(arguments["number"])
	wait, isWait := wholeNumber(arguments["waitMs"])
	if !isNumber || !isWait || wait > uint64(maxBlockWait/time.Millisecond) {
		return errBlockInvalid
	}
	err := shown.AwaitBlock(ctx, number, 0)
	if wait == 0 || !errors.Is(err, views.ErrStale) {
		return err
	}
	leave, err := waiting.take(principal)
	if err != nil {
		return err
	}
	defer leave()
	return shown.AwaitBlock(ctx, number, time.Duration(wait)*time.Millisecond)
}

// wholeNumber reads a number from 0 as literals and variables have it.
func wholeNumber(value any) (uint64, bool) {
	switch value := value.(type) {
	case int64:
		return uint64(value), value >= 0
	case json.Number:
		return parseNumber(string(value))
	case string:
		return parseNumber(value)
	}
	return 0, false
}

func parseNumber(text string) (uint64, bool) {
	number, err := strconv.ParseUint(text, 10, 64)
	return number, err == nil
}

// refusedOperation answers an operation that did not run.
func refusedOperation(err error) graphql.ResponseHandler {
	if over := limited(err); over != nil {
		return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{over}})
	}
	var coded *errs.Error
	if !errors.As(err, &coded) {
		coded = views.ErrSubscriptionInterrupted // the request was cut off
	}
	return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{refused(coded)}})
}

// sayReach has an answer say how far the data goes that it was read from, at least: noted
// before it is read. An answer to a mutation reflects the blocks of the mutation's own
// transactions to whoever waits for them.
func sayReach(shown *views.Views) graphql.ResponseMiddleware {
	return func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		kind := kindOf(ctx)
		if _, ok := auth.PrincipalFrom(ctx); !ok || kind == "" {
			return next(ctx)
		}
		if kind == ast.Subscription {
			response := next(ctx)
			extend(response, tokenExtension, takeToken(ctx))
			return response
		}
		reach, err := shown.Reach(ctx)
		ctx, included := intake.WithInclusion(ctx)
		response := next(ctx)
		if err == nil {
			extend(response, blockExtension, strconv.FormatUint(max(reach.Block, included()), 10))
			extend(response, tokenExtension, reach.Token)
		}
		return response
	}
}

// kindOf returns the kind of the operation that ctx runs, "" for a request that came to none.
func kindOf(ctx context.Context) ast.Operation {
	if !graphql.HasOperationContext(ctx) {
		return ""
	}
	if operation := graphql.GetOperationContext(ctx).Operation; operation != nil {
		return operation.Operation
	}
	return ""
}

// extend adds an extension to a response that has data.
func extend(response *graphql.Response, name, value string) {
	if response == nil || value == "" {
		return
	}
	if response.Extensions == nil {
		response.Extensions = map[string]any{}
	}
	response.Extensions[name] = value
}

// tokens are those of a subscription's changes that wait for their responses, one each and
// in their order.
type tokens struct {
	mu      sync.Mutex
	start   string // what the subscription goes on after
	waiting []string
}

type tokensKey struct{}

// keepTokens gives a subscription its place for tokens.
func keepTokens(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	if kindOf(ctx) != ast.Subscription {
		return next(ctx)
	}
	return next(context.WithValue(ctx, tokensKey{}, &tokens{}))
}

// beginAfter notes what a subscription goes on after.
func beginAfter(ctx context.Context, token string) {
	if kept, ok := ctx.Value(tokensKey{}).(*tokens); ok {
		kept.mu.Lock()
		defer kept.mu.Unlock()
		kept.start = token
	}
}

// startToken returns what a subscription that was begun goes on after, "" for none.
func startToken(ctx context.Context) string {
	kept, ok := ctx.Value(tokensKey{}).(*tokens)
	if !ok {
		return ""
	}
	kept.mu.Lock()
	defer kept.mu.Unlock()
	return kept.start
}

// addToken adds the token of the next change.
func addToken(ctx context.Context, token string) {
	if kept, ok := ctx.Value(tokensKey{}).(*tokens); ok {
		kept.mu.Lock()
		defer kept.mu.Unlock()
		kept.waiting = append(kept.waiting, token)
	}
}

// takeToken returns the token of the change that a response shows, "" for none.
func takeToken(ctx context.Context) string {
	kept, ok := ctx.Value(tokensKey{}).(*tokens)
	if !ok {
		return ""
	}
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if len(kept.waiting) == 0 {
		return ""
	}
	token := kept.waiting[0]
	kept.waiting = kept.waiting[1:]
	return token
}

// resumeAfter returns the token that a subscription goes on after, "" for none. A stream of
// events that comes back by itself repeats its request: how far it came is in the header.
func resumeAfter(ctx context.Context, argument *string) string {
	if !isSocket(ctx) {
		if last := graphql.GetOperationContext(ctx).Headers.Get(lastEventHeader); last != "" {
			return last
		}
	}
	return textOf(argument)
}
