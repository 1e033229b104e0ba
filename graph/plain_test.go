package graph_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/transport"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/graph/generated"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// bare is gqlgen over the resolvers, for one principal, with nothing of ours around it.
type bare struct {
	server *handler.Server
	fields atomic.Int64 // that went through gqlgen
}

func newBare(shown *views.Views, around ...graphql.FieldMiddleware) *bare {
	return newBareWith(&graph.Resolver{Views: shown}, around...)
}

func newBareWith(resolver *graph.Resolver, around ...graphql.FieldMiddleware) *bare {
	b := &bare{server: handler.New(generated.NewExecutableSchema(generated.Config{Resolvers: resolver}))}
	b.server.AddTransport(transport.POST{})
	for _, middleware := range around {
		b.server.AroundFields(middleware)
	}
	b.server.AroundFields(func(ctx context.Context, next graphql.Resolver) (any, error) {
		b.fields.Add(1)
		return next(ctx)
	})
	return b
}

func (b *bare) ask(principal auth.Principal, query string) string {
	request := httptest.NewRequest(http.MethodPost, graph.Path, strings.NewReader(`{"query":`+quoted(query)+`}`))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	b.server.ServeHTTP(recorder, request.WithContext(views.WithAccess(auth.WithPrincipal(request.Context(), principal))))
	return recorder.Body.String()
}

// Every field of every type is written as gqlgen alone writes it.
func TestWritePlain_AnswersAreGqlgensOwn(t *testing.T) {
	t.Parallel()
	p := readPermissions(t)
	world := newPermissionWorld(t)
	alone, plain := newBare(world.world.Views), newBare(world.world.Views, generated.WritePlain)
	for name := range p.ways {
		if p.ways[name] == "" {
			continue
		}
		for _, query := range p.fieldsQueries(name) {
			for _, form := range world.forms(query) {
				for _, who := range askers {
					want, got := alone.ask(who.owner, form), plain.ask(who.owner, form)
					if got != want {
						t.Fatalf("%s: %s\n%s\nand not\n%s", who.owner.Role, form, got, want)
					}
				}
			}
		}
	}
	if plain.fields.Load()*2 > alone.fields.Load() {
		t.Errorf("%d of %d fields went through gqlgen", plain.fields.Load(), alone.fields.Load())
	}
}

func TestWritePlain_TakesWhatNeedsNoResolver(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Everything(1, "anna", 4)
	alone, plain := newBare(w.Views), newBare(w.Views, generated.WritePlain)
	for _, test := range []struct {
		name, query string
		fields      int64
	}{
		{"a page", `{ claims(first: 50) { pageInfo { hasNextPage } nodes { id provider { name } lines { procedure { code } paidCents } } } }`, 1},
		{"with conditions", `{ claims(first: 50) { nodes { id @skip(if: true) number @include(if: false) status @include(if: true) } } }`, 1},
		{"with fragments", `{ claims(first: 50) { nodes { ...a ... on Claim { it: status __typename } } } } fragment a on Claim { id provider { id } }`, 1},
		{"of an interface", `{ viewer { subject } claims(first: 1) { nodes { ... on Node { id __typename } } } }`, 2},
		{"of a node", `{ node(id: ` + quoted(model.GlobalID(model.KindInsurer, "1")) + `) { id ... on Insurer { name __typename } ... on Claim { status } } }`, 1},
		{"a field of an object by a resolver", `{ insurers { name escrow { balanceCents dailyCapCents } } }`, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := alone.ask(viewstest.Insurer1, test.query)
			plain.fields.Store(0)
			if got := plain.ask(viewstest.Insurer1, test.query); got != want || strings.Contains(got, "errors") {
				t.Errorf("got\n%s\nand not\n%s", got, want)
			}
			if got := plain.fields.Load(); test.fields > 0 && got != test.fields {
				t.Errorf("%d fields went through gqlgen, not %d", got, test.fields)
			}
		})
	}
}

// What a mutation answers is one of a union.
func TestWritePlain_TakesWhatAMutationAnswers(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	resolver := &graph.Resolver{Views: w.Views, Intake: &recorder{claim: w.Settled().Claims[0]}}
	refuse := func(context.Context, graphql.Resolver) (any, error) {
		return &model.Refusal{Code: "FORBIDDEN", Message: "no"}, nil
	}
	for _, test := range []struct {
		name, mutation, selects string
		around                  []graphql.FieldMiddleware
	}{
		{"what it did", "closeAppeal", "__typename ... on CloseAppealSuccess { claim { id lines { paidCents } } } ... on Refusal { code }", nil},
		{"faults", "voidClaim", "__typename ... on VoidClaimSuccess { claim { id } } ... on ValidationFailure { faults { code path message } }", nil},
		{"a refusal", "closeAppeal", "__typename ... on CloseAppealSuccess { claim { id } } ... on Refusal { code message path }", []graphql.FieldMiddleware{onlyMutations(refuse)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			alone := newBareWith(resolver, test.around...)
			plain := newBareWith(resolver, append([]graphql.FieldMiddleware{generated.WritePlain}, test.around...)...)
			mutation := `mutation { ` + test.mutation + `(input: {claimId: "x"}) @idempotent(key: "k") { ` + test.selects + ` } }`
			want, got := alone.ask(viewstest.Insurer1, mutation), plain.ask(viewstest.Insurer1, mutation)
			if got != want || strings.Contains(got, "errors") {
				t.Errorf("got\n%s\nand not\n%s", got, want)
			}
			if fields := plain.fields.Load(); fields > 1 {
				t.Errorf("%d fields went through gqlgen", fields)
			}
		})
	}
}

// onlyMutations has a middleware around the fields of Mutation alone.
func onlyMutations(around graphql.FieldMiddleware) graphql.FieldMiddleware {
	return func(ctx context.Context, next graphql.Resolver) (any, error) {
		if graphql.GetFieldContext(ctx).Object != "Mutation" {
			return next(ctx)
		}
		return around(ctx, next)
	}
}
