package graph

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/playground"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/graph/generated"
	"github.com/clearclaim/clearclaim/views"
)

// Paths that the handler serves.
const (
	Path           = "/graphql"
	PlaygroundPath = "/playground"
)

// DefaultMaxBodyBytes bounds the body of a request: a document of 8 MiB in base64, and what goes with it.
const DefaultMaxBodyBytes = 12 << 20

// Authenticator returns a context with the principal of an Authorization header's value.
type Authenticator func(ctx context.Context, header string) (context.Context, error)

// Config is what the API stands on.
type Config struct {
	Intake   Intake
	Views    *views.Views
	Verifier *auth.Verifier
	// Limiter holds callers to their budgets; nil holds nobody to anything.
	Limiter *auth.Limiter
	// SignIn serves sign-in by wallet under [auth.SignInPath]; nil serves none.
	SignIn http.Handler
	// Documents are trusted: a request may name one by its id in place of a query.
	Documents Documents
	// IsTrustedOnly answers trusted documents alone.
	IsTrustedOnly bool
	// Origins are those of web pages that may call the API besides its own: [CheckOrigins].
	Origins []string
	// MaxBodyBytes bounds the body of a request; 0 is [DefaultMaxBodyBytes].
	MaxBodyBytes int64
	// MaxStreams bounds the sockets that are open at a time, and as well the subscriptions:
	// streams of events, and those on sockets. What is 0 is as in [DefaultMaxStreams].
	MaxStreams Bound
	// HasIntrospection answers questions about the schema, serves the playground and
	// names fields in messages about documents: for development.
	HasIntrospection bool
	// Streams ends the streams of events and the sockets when it ends; nil never does.
	Streams context.Context //nolint:containedctx // the lifetime of what outlives requests
	// Observe is told of each operation; nil is nobody.
	Observe Observer
	// Log takes what clients are not told; nil is slog.Default.
	Log *slog.Logger
}

// NewHandler returns the handler of the API: [Path], and [PlaygroundPath] for development.
func NewHandler(config Config) http.Handler {
	if config.MaxBodyBytes == 0 {
		config.MaxBodyBytes = DefaultMaxBodyBytes
	}
	config.MaxStreams.OfOne = cmp.Or(config.MaxStreams.OfOne, DefaultMaxStreams.OfOne)
	config.MaxStreams.InAll = cmp.Or(config.MaxStreams.InAll, DefaultMaxStreams.InAll)
	if config.Log == nil {
		config.Log = slog.Default()
	}
	mux := http.NewServeMux()
	mux.Handle(Path, withRequestID(endingWith(config.Streams, config.Verifier.Middleware(config.Limiter, newServer(config)))))
	if config.SignIn != nil {
		mux.Handle(auth.SignInPath, withRequestID(config.SignIn))
		mux.Handle(auth.SignInPath+"/", withRequestID(config.SignIn))
	}
	if config.HasIntrospection {
		mux.Handle("GET "+PlaygroundPath, playground.Handler("ClearClaim", Path))
	}
	return allowOrigins(config.Origins, mux)
}

// newServer returns the GraphQL server alone, for requests whose principal is known.
func newServer(config Config) *handler.Server {
	server := handler.New(generated.NewExecutableSchema(generated.Config{
		Resolvers:  &Resolver{Intake: config.Intake, Views: config.Views},
		Complexity: costs(),
	}))
	streams := newPlaces(config.MaxStreams)
	server.AddTransport(newSocketTransport(config.Verifier.Authenticate, config.Limiter, newPlaces(config.MaxStreams), config.Origins))
	server.AddTransport(httpTransport{
		maxBodyBytes: config.MaxBodyBytes, documents: config.Documents,
		limiter: config.Limiter, streams: streams, bodies: newPlaces(maxLargeBodies),
	})
	presenter := presenter{logger: config.Log, showsNames: config.HasIntrospection}
	server.SetErrorPresenter(presenter.present)
	server.SetRecoverFunc(presenter.recovered)
	server.SetParserTokenLimit(maxTokens)
	server.SetDisableSuggestion(!config.HasIntrospection)
	server.SetQueryCache(documentCache{lru.New[*ast.QueryDocument](cachedDocuments)})
	server.Use(entry{config.Limiter})
	server.Use(socketDocuments{config.Documents})
	if config.IsTrustedOnly {
		server.Use(trustedOnly{config.Documents})
	}
	server.Use(&gate{allowIntrospection: config.HasIntrospection, limiter: config.Limiter})
	if config.Observe != nil {
		server.AroundOperations(observe(config.Observe))
	}
	server.AroundOperations(holdPlace(streams))
	server.AroundOperations(sayEnd)
	server.AroundOperations(keepTokens)
	server.AroundOperations(awaitBlock(config.Views, newPlaces(maxWaiting)))
	server.AroundResponses(sayReach(config.Views))
	server.AroundResponses(recordAccess(config.Views))
	server.AroundRootFields(readAnew)
	server.AroundFields(generated.WritePlain) // around the next, so that refusals are written plainly too
	server.AroundFields(presenter.answerRefusals)
	return server
}

// readAnew has each mutation of several show what it did, and not what was read before.
func readAnew(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation {
		ctx = views.WithMemo(ctx)
	}
	return next(ctx)
}

// recordAccess keeps one record of the claims that an answer shows and of the fields
// that it shows of them, before it is given. An answer whose record cannot be kept is not given.
func recordAccess(shown *views.Views) graphql.ResponseMiddleware {
	return func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		ctx = views.WithAccess(ctx)
		response := next(ctx)
		if err := shown.RecordAccess(ctx, func() []string { return fieldsOf(ctx) }); err != nil {
			graphql.AddError(ctx, err)
			return &graphql.Response{Errors: graphql.GetErrors(ctx)}
		}
		return response
	}
}
