package graph

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/graph/generated"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/views"
)

// guide returns the guide to the API.
func guide(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// codesOfTable returns the codes of claims/errs, as its source has them.
func codesOfTable(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../claims/errs/codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	ast.Inspect(file, func(node ast.Node) bool {
		if literal, ok := node.(*ast.BasicLit); ok {
			code, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, code)
		}
		return true
	})
	return codes
}

func TestGuide_SaysOnceWhatEachCodeMeans(t *testing.T) {
	t.Parallel()
	var said []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| ([^|]+) \\|$").FindAllStringSubmatch(guide(t), -1) {
		said = append(said, row[1])
	}
	known := codesOfTable(t)
	slices.Sort(said)
	slices.Sort(known)
	if len(known) == 0 || !slices.Equal(said, known) {
		t.Errorf("docs/api.md has rows of\n%v, the table of codes has\n%v", said, known)
	}
}

// A code is in the errors of a mutation, or that of a refusal: the guide says which.
func TestGuide_SaysWhichCodesAreNoRefusals(t *testing.T) {
	t.Parallel()
	var named []string
	for _, code := range neverRefusals {
		named = append(named, "`"+string(code)+"`")
	}
	if said := "is in `errors`: " + strings.Join(named, ", ") + ";"; !strings.Contains(strings.ReplaceAll(guide(t), "\n", " "), said) {
		t.Errorf("docs/api.md does not say %s", said)
	}
}

func TestGuide_SaysWhichMutationsAnswerWithFaults(t *testing.T) {
	t.Parallel()
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	var named []string
	for _, mutation := range schema.Mutation.Fields {
		if slices.Contains(schema.Types[mutation.Type.Name()].Types, "ValidationFailure") {
			named = append(named, "`"+mutation.Name+"`")
		}
	}
	slices.Sort(named)
	if said := "`ValidationFailure`, of " + strings.Join(named, ", ") + ":"; len(named) == 0 || !strings.Contains(guide(t), said) {
		t.Errorf("docs/api.md does not say %s", said)
	}
}

func TestGuide_SaysTheLimits(t *testing.T) {
	t.Parallel()
	text := guide(t)
	budgets := auth.DefaultBudgets()
	rate := func(role auth.Role) string {
		return fmt.Sprintf("%s a second, %s at once", grouped(budgets[role].PerSecond), grouped(budgets[role].Burst))
	}
	places := func(of Bound) string {
		return fmt.Sprintf("%s of one caller, %s in all", grouped(of.OfOne), grouped(of.InAll))
	}
	for name, limit := range map[string]string{
		"body of a request":                        fmt.Sprintf("%d MiB", DefaultMaxBodyBytes>>20),
		"body of a request without a token":        fmt.Sprintf("%d KiB", maxUnknownBody>>10),
		"body of a request for a stream of events": fmt.Sprintf("%d KiB", maxStreamBody>>10),
		fmt.Sprintf("requests with a body above %d MiB, after %d seconds of waiting", maxUsualBody>>20, placeWait/time.Second): places(maxLargeBodies),
		"requests without a valid token, by address": rate(auth.BudgetOfNobody),
		"JSON values of a body":                      grouped(maxValues),
		"message on a WebSocket":                     fmt.Sprintf("%d KiB", maxSocketMessage>>10),
		"text of an operation":                       fmt.Sprintf("%d KiB", maxDocumentBytes>>10),
		"tokens of a document":                       grouped(maxTokens),
		"nested fields":                              grouped(maxDepth),
		"fields under another name":                  grouped(maxAliases),
		"fields, fragments put in":                   grouped(maxFields),
		"times that a selection has one name":        grouped(maxRepetitions),
		"cost: fields of the answer, by page sizes":  grouped(maxComplexity),
		"bytes of documents, fee schedules, rule files, proofs and prepared claims that an answer shows": fmt.Sprintf("%d MiB", views.MaxOpenedBytes>>20),
		"claims of remittances that an answer shows":                                                     grouped(views.MaxPaidClaims),
		"items of a page":                                         grouped(views.MaxPageSize),
		"claims of a submission":                                  grouped(intake.MaxClaims),
		"a document that is attached":                             fmt.Sprintf("%d MiB", intake.MaxDocumentBytes>>20),
		"operations of a provider or insurer":                     rate(auth.RoleProvider),
		"of an auditor or operator":                               rate(auth.RoleAuditor),
		"subscriptions and other streams of events that are open": places(DefaultMaxStreams),
		"operations that wait for a block":                        places(maxWaiting),
		"sockets that are open":                                   places(DefaultMaxStreams),
		"of a patient":                                            rate(auth.RolePatient),
	} {
		if !strings.Contains(text, "\n| "+name+" | "+limit+" | ") {
			t.Errorf("docs/api.md does not say that the limit of %s is %s", name, limit)
		}
	}
	if budgets[auth.RoleProvider] != budgets[auth.RoleInsurer] || budgets[auth.RoleAuditor] != budgets[auth.RoleOperator] {
		t.Error("docs/api.md has one line for budgets that differ")
	}
	for _, said := range []string{
		fmt.Sprintf("costs %d of the budget", leastCost), grouped(usualTrials) + " fields", grouped(costUnit) + " fields", grouped(usualCounting) + " more",
		"`escrow` counts as " + grouped(4*chainRead+rowRead) + " fields, its `debts` as " + grouped(usualDebts) + " times", "`ruleFiles` as " + grouped(rulesRead),
		"a figure of fewer than " + grouped(views.LeastCell) + " claims is null",
	} {
		if !strings.Contains(text, said) {
			t.Errorf("docs/api.md does not say %s", said)
		}
	}
}

// A request that asks for a block beside its document waits as long as the directive has it.
func TestSchema_HasTheUsualWaitForABlock(t *testing.T) {
	t.Parallel()
	directive := generated.NewExecutableSchema(generated.Config{}).Schema().Directives[atLeastBlock]
	if got := directive.Arguments.ForName("waitMs").DefaultValue.Raw; got != usualBlockWait {
		t.Errorf("it waits %s ms, the directive %s", usualBlockWait, got)
	}
}

// The example of the guide is the file that the client's tests compile.
func TestGuide_ShowsTheExampleThatIsCompiled(t *testing.T) {
	t.Parallel()
	example, err := os.ReadFile("client/test/example.ts")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(guide(t), "```ts\n"+string(example)+"```\n") {
		t.Error("the example of docs/api.md is not client/test/example.ts")
	}
}

// grouped writes a number as in 40,000.
func grouped(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}
