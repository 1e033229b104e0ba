package graph

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/complexity"
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph/generated"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/store"
)

// Limits of one operation.
const (
	// maxDocumentBytes bounds the text of an operation; what is large goes into variables.
	maxDocumentBytes = 256 << 10

	maxTokens     = 5_000  // of a document
	maxDepth      = 12     // of nested fields
	maxAliases    = 30     // fields under another name
	maxFields     = 2_000  // after fragments are put in; bounds all walks below
	maxComplexity = 40_000 // fields of the answer, by page sizes
	costUnit      = 2_000  // fields of an answer that cost a budget as much as an operation
	leastCost     = 1      // what every operation spends before it is looked at
	// maxCachedDocument is the longest document, in bytes, that is kept parsed.
	maxCachedDocument = 16 << 10
	cachedDocuments   = 500
)

// Sizes of lists without a page size, as complexity counts them.
const (
	usualLines       = 5
	usualAdjustments = 2
	usualPaidClaims  = 20
	usualTouched     = 5
	usualInsurers    = 10
	usualHits        = 3
	usualReviews     = 2
	usualRequests    = 2
	usualSteps       = 20
	usualYears       = 3
	usualLimits      = 3
	usualClasses     = 5
	usualRuleFiles   = 10
	usualDebts       = 50
	// usualAuthorizations are those of a coverage.
	usualAuthorizations = 5
	// usualDocument is what it costs to read a plan's fee schedule, which may be long; views bound the bytes.
	usualDocument = 100
	// rulesRead is what it costs to unpack a rule set.
	rulesRead = 1_000
	// usualPricing is what it costs to decide a claim once more.
	usualPricing = 100
	// usualCounting is what counting over a period costs.
	usualCounting = 10_000
	// chainRead is what a question to the chain's node costs, in fields of an answer. Views ask it once an answer.
	chainRead = 50
	// documentRead is what it costs to open a document of up to 8 MiB, and rowRead to look for one;
	// views bound the bytes besides.
	documentRead, rowRead = 6_000, 10
	// usualTrials is what a counterfactual costs: the claim is decided again and again.
	usualTrials = 600
)

// errTooComplex is returned for an operation beyond a limit.
var errTooComplex = errs.New(errs.QueryTooComplex, "the operation is too complex; ask for less at once")

// errDocumentTooLarge is returned for an operation whose text is too long.
var errDocumentTooLarge = errs.New(errs.RequestTooLarge, "the operation's text is too long; send values as variables")

// errIntrospectionOff is returned for questions about the schema where they are not answered.
var errIntrospectionOff = errs.New(errs.Forbidden, "introspection is off")

// entry has an operation on a socket spend before it is looked at, as requests do before
// they are read, and looks whether the socket's session still holds.
type entry struct{ limiter *auth.Limiter }

var _ graphql.OperationParameterMutator = entry{}

// ExtensionName implements graphql.HandlerExtension.
func (entry) ExtensionName() string { return "Entry" }

// Validate implements graphql.HandlerExtension.
func (entry) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters implements graphql.OperationParameterMutator.
func (e entry) MutateOperationParameters(ctx context.Context, _ *graphql.RawParams) *gqlerror.Error {
	if !isSocket(ctx) {
		return nil
	}
	if fault := limited(e.limiter.Spend(ctx, leastCost)); fault != nil {
		return fault
	}
	switch err := auth.CheckSession(ctx); {
	case errors.Is(err, auth.ErrUnauthenticated):
		return refused(auth.ErrUnauthenticated)
	case err != nil:
		return refused(auth.ErrUnavailable)
	}
	return nil
}

// gate refuses an operation before it runs: one of nobody known, one that would
// cost too much, and one beyond the caller's budget.
type gate struct {
	schema             graphql.ExecutableSchema
	allowIntrospection bool
	limiter            *auth.Limiter
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
	_, isKnown := auth.PrincipalFrom(ctx)
	if m.asksData && !isKnown {
		return refused(auth.ErrUnauthenticated)
	}
	cost := complexity.Calculate(ctx, g.schema, operation.Operation, operation.Variables)
	if cost > maxComplexity {
		return refused(errTooComplex)
	}
	if !isKnown {
		return nil
	}
	if m.misplacedKeys || m.keys > 0 && operation.Operation.Operation != ast.Mutation {
		return refused(errKeyMisplaced)
	}
	if fault := checkKeys(operation); fault != nil {
		return refused(fault)
	}
	return limited(g.limiter.SpendRest(ctx, leastCost+cost/costUnit, leastCost))
}

// limited returns an error of a budget as gqlgen wants it, with the seconds until it
// makes sense to ask again.
func limited(err error) *gqlerror.Error {
	var over *auth.RateLimitedError
	if !errors.As(err, &over) {
		return nil // nobody was refused before
	}
	shown := refused(auth.ErrRateLimited)
	shown.Extensions[retryExtension] = over.Seconds()
	return shown
}

// retryExtension is where an error says after how many seconds to ask again.
const retryExtension = "retryAfterSeconds"

// refused returns an error of ours as gqlgen wants it: with its code, for
// transports that do not present it again.
func refused(err *errs.Error) *gqlerror.Error {
	shown := &gqlerror.Error{Err: err, Message: err.Text, Extensions: map[string]any{"code": string(err.Code)}}
	if err.Code == errs.RateLimited {
		shown.Extensions[retryExtension] = 1
	}
	return shown
}

// measure walks an operation with its fragments put in, and gives up when it has
// met more fields than any operation may have.
type measure struct {
	fields, depth, aliases int
	asksSchema             bool // has a field about the schema
	asksData               bool // has another root field
	keys                   int  // idempotency keys
	misplacedKeys          bool // one of them is not at a root field
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
	if field.Directives.ForName(idempotentDirective) != nil {
		m.keys++
		m.misplacedKeys = m.misplacedKeys || depth > 1
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
	root.Query.Claims = func(child, first int, _ *string, filter *model.ClaimFilter, _ store.ClaimOrder) int {
		if filter != nil && isCounting(filter) {
			return usualCounting + times(first, child)
		}
		return times(first, child)
	}
	root.Query.Remittances = func(child, first int, _ *string, _ *model.RemittanceFilter, _ store.TimeOrder) int {
		return times(first, child)
	}
	root.Query.Insurers = func(child int) int { return times(usualInsurers, child) }
	root.Claim.Lines = func(child int) int { return times(usualLines, child) }
	root.ClaimLine.Adjustments = func(child int) int { return times(usualAdjustments, child) }
	root.Query.ReviewQueue = func(child, first int, _ *string, _ *model.ReviewFilter, _ store.TimeOrder) int {
		return times(first, child)
	}
	root.Claim.Reviews = func(child int) int { return times(usualReviews, child) }
	root.LineExplanation.Hits = func(child int) int { return times(usualHits, child) }
	root.LineExplanation.Counterfactual = func(child int) int { return usualTrials + min(child, maxComplexity) }
	root.LineExplanation.PayerOrder = func(child int) int { return usualPricing/usualLines + min(child, maxComplexity) }
	root.LineExplanation.Trace = func(child int) int { return usualPricing + times(usualSteps, child) }
	root.Claim.EvidenceRequests = func(child int) int { return times(usualRequests, child) }
	root.EvidenceRequest.Document = func(child int) int { return rowRead + min(child, maxComplexity) }
	root.EvidenceDocument.Content = func(child int) int { return documentRead + min(child, maxComplexity) }
	root.Remittance.Claims = func(child int) int { return times(usualPaidClaims, child) }
	root.Query.Coverages = func(child, first int, _ *string, _ *model.CoverageFilter, _ store.TimeOrder) int {
		return times(first, child)
	}
	root.Query.Consents = func(child, first int, _ *string, _ *model.ConsentFilter, _ store.TimeOrder) int {
		return times(first, child)
	}
	root.Query.ClaimProof = func(int, string) int { return usualPricing }
	root.Query.Outcomes = func(child int, _ *int, _ model.PeriodInput) int { return usualCounting + min(child, maxComplexity) }
	root.Claim.TouchedClaims = func(child int) int { return chainRead + usualPricing + times(usualTouched, child) }
	root.Claim.PaymentCheck = func(child int) int { return usualPricing + times(usualLines, child) }
	root.Query.AccessLog = func(child, first int, _ *string, _ *model.AccessFilter, _ store.TimeOrder) int {
		return times(first, child)
	}
	root.Coverage.Accumulators = func(child int) int { return chainRead + times(usualYears, child) }
	root.Coverage.Authorizations = func(child int) int { return usualPricing + times(usualAuthorizations, child) }
	root.BenefitYear.Limits = func(child int) int { return times(usualLimits, child) }
	root.PlanTerms.Classes = func(child int) int { return times(usualClasses, child) }
	root.PlanTerms.Limits = func(child int) int { return times(usualLimits, child) }
	root.Plan.FeeSchedule = func(int) int { return usualDocument }
	root.Plan.RuleFiles = func(child int, _ *string) int { return rulesRead + times(usualRuleFiles, child) }
	root.Insurer.Plans = func(child, first int, _ *string) int { return rowRead + times(first, child) }
	root.Insurer.Escrow = func(child int) int { return 4*chainRead + rowRead + min(child, maxComplexity) }
	root.Escrow.Debts = func(child int) int { return times(usualDebts, child) }
	root.Provider.Owed = func(child int) int { return rowRead + times(usualDebts, child) }
	root.Query.Appeals = func(child, first int, _ *string, _ *model.AppealFilter, _ store.AppealOrder) int {
		return times(first, child)
	}
	return root
}

// isCounting reports whether a page may have to look at each claim, or at each undecided one.
func isCounting(filter *model.ClaimFilter) bool {
	return filter.Statuses != nil || filter.StatusCategories != nil || slices.Contains(filter.Awaits, store.AwaitsLateDecision)
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
