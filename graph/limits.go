package graph

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/complexity"
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph/generated"
	"github.com/clearclaim/clearclaim/graph/model"
)

// Limits of one operation.
const (
	maxTokens     = 5_000  // of a document
	maxDepth      = 12     // of nested fields
	maxAliases    = 30     // fields under another name
	maxFields     = 2_000  // after fragments are put in; bounds all walks below
	maxComplexity = 40_000 // fields of the answer, by page sizes
	// maxCachedDocument is the longest document, in bytes, that is kept parsed.
	maxCachedDocument = 16 << 10
	cachedDocuments   = 500
)

// Sizes of lists without a page size, as complexity counts them.
const (
	usualLines       = 5
	usualAdjustments = 2
	usualPaidClaims  = 20
	usualPlans       = 10
	usualInsurers    = 10
	usualHits        = 3
	usualReviews     = 2
	// usualTrials is what a counterfactual costs: the claim is decided again and again.
	usualTrials = 600
)

// errTooComplex is returned for an operation beyond a limit.
var errTooComplex = errs.New(errs.QueryTooComplex, "the operation is too complex; ask for less at once")

// errIntrospectionOff is returned for questions about the schema where they are not answered.
var errIntrospectionOff = errs.New(errs.Forbidden, "introspection is off")

// gate refuses an operation before it runs: one of nobody known, and one that
// would cost too much.
type gate struct {
	schema             graphql.ExecutableSchema
	allowIntrospection bool
}

var _ graphql.OperationContextMutator = (*gate)(nil)

// ExtensionName implements graphql.HandlerExtension.
func (g *gate) ExtensionName() string { return "Gate" }

// Validate implements graphql.HandlerExtension.
func (g *gate) Validate(schema graphql.ExecutableSchema) error {
	g.schema = schema
	return nil
}

// MutateOperationContext implements graphql.OperationContextMutator.
func (g *gate) MutateOperationContext(ctx context.Context, operation *graphql.OperationContext) *gqlerror.Error {
	m := measure{}
	m.walk(operation.Operation.SelectionSet, 1)
	if m.fields > maxFields || m.depth > maxDepth || m.aliases > maxAliases {
		return refused(errTooComplex)
	}
	if m.asksSchema && !g.allowIntrospection {
		return refused(errIntrospectionOff)
	}
	operation.DisableIntrospection = !g.allowIntrospection
	if _, ok := auth.PrincipalFrom(ctx); !ok && m.asksData {
		return refused(auth.ErrUnauthenticated)
	}
	if complexity.Calculate(ctx, g.schema, operation.Operation, operation.Variables) > maxComplexity {
		return refused(errTooComplex)
	}
	return nil
}

// refused returns an error of ours as gqlgen wants it: with its code, for
// transports that do not present it again.
func refused(err *errs.Error) *gqlerror.Error {
	return &gqlerror.Error{Err: err, Message: err.Text, Extensions: map[string]any{"code": string(err.Code)}}
}

// measure walks an operation with its fragments put in, and gives up when it has
// met more fields than any operation may have.
type measure struct {
	fields, depth, aliases int
	asksSchema             bool // has a field about the schema
	asksData               bool // has another root field
}

func (m *measure) walk(selections ast.SelectionSet, depth int) {
	for _, selection := range selections {
		// Fragments count too: chains of them are how an operation explodes.
		if m.fields++; m.fields > maxFields {
			return
		}
		switch selection := selection.(type) {
		case *ast.Field:
			m.field(selection, depth)
		case *ast.InlineFragment:
			m.walk(selection.SelectionSet, depth)
		case *ast.FragmentSpread:
			m.walk(selection.Definition.SelectionSet, depth)
		}
	}
}

func (m *measure) field(field *ast.Field, depth int) {
	if field.Alias != field.Name {
		m.aliases++
	}
	isAboutSchema := strings.HasPrefix(field.Name, "__")
	if depth == 1 {
		m.asksSchema = m.asksSchema || isAboutSchema && field.Name != "__typename"
		m.asksData = m.asksData || !isAboutSchema
	}
	if isAboutSchema {
		// The depth of introspection is bounded by a rule of the validator.
		inner := measure{fields: m.fields}
		inner.walk(field.SelectionSet, depth+1)
		m.fields = inner.fields
		return
	}
	m.depth = max(m.depth, depth)
	m.walk(field.SelectionSet, depth+1)
}

// costs says how much the fields with lists cost: what one element costs, times
// how many there may be.
func costs() generated.ComplexityRoot {
	var root generated.ComplexityRoot
	root.Query.Claims = func(child, first int, _ *string, _ *model.ClaimFilter) int { return times(first, child) }
	root.Query.Remittances = func(child, first int, _ *string, _ *model.RemittanceFilter) int { return times(first, child) }
	root.Query.Insurers = func(child int) int { return times(usualInsurers, child) }
	root.Claim.Lines = func(child int) int { return times(usualLines, child) }
	root.ClaimLine.Adjustments = func(child int) int { return times(usualAdjustments, child) }
	root.Query.ReviewQueue = func(child, first int, _ *string, _ *model.ReviewFilter) int { return times(first, child) }
	root.Claim.Reviews = func(child int) int { return times(usualReviews, child) }
	root.LineExplanation.Hits = func(child int) int { return times(usualHits, child) }
	root.LineExplanation.Counterfactual = func(child int) int { return usualTrials + min(child, maxComplexity) }
	root.Remittance.Claims = func(child int) int { return times(usualPaidClaims, child) }
	root.Insurer.Plans = func(child int) int { return times(usualPlans, child) }
	return root
}

// times returns what count elements cost, and stays in range whatever the client asks for.
func times(count, child int) int {
	return 1 + min(max(count, 1), maxComplexity)*min(child, maxComplexity)
}

// documentCache keeps parsed documents, except long ones: those with their values
// inside are many, and each is used once.
type documentCache struct {
	graphql.Cache[*ast.QueryDocument]
}

// Add implements graphql.Cache.
func (c documentCache) Add(ctx context.Context, text string, document *ast.QueryDocument) {
	if len(text) <= maxCachedDocument {
		c.Cache.Add(ctx, text, document)
	}
}
