package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// presenter turns errors into what clients see. It is closed by default.
type presenter struct {
	logger *slog.Logger
	// showsNames lets messages about a document repeat names that stand in it;
	// values are never repeated. For development.
	showsNames bool
}

// present returns what a client sees of an error: the code and text of an error
// of ours, a fixed text for a request that is no valid GraphQL, and nothing but
// the request's id of everything else.
func (p presenter) present(ctx context.Context, err error) *gqlerror.Error {
	var known *gqlerror.Error
	if !errors.As(err, &known) {
		known = gqlerror.WrapPath(graphql.GetPath(ctx), err)
	}
	responsePath, inputPath := splitPath(ctx, known.Path)
	shown := &gqlerror.Error{Path: responsePath, Locations: known.Locations}
	code, text, path := p.explain(ctx, err, known, inputPath)
	shown.Message, shown.Extensions = text, map[string]any{"code": string(code)}
	if path != "" {
		shown.Extensions["path"] = path
	}
	if seconds, ok := known.Extensions[retryExtension]; ok && code == errs.RateLimited {
		shown.Extensions[retryExtension] = seconds
	}
	if code == errs.Internal {
		shown.Extensions["requestId"] = requestID(ctx)
	}
	return shown
}

// explain returns the code, the text and the input field of an error.
func (p presenter) explain(
	ctx context.Context, err error, known *gqlerror.Error, inputPath ast.Path,
) (code errs.Code, text, path string) {
	var fault *errs.Fault
	var coded *errs.Error
	switch {
	case errors.As(err, &fault):
		return fault.Code, fault.Text, joined(inputPath, fault.Path)
	case errors.As(err, &coded):
		return coded.Code, coded.Text, joined(inputPath, "")
	case known.Extensions["code"] == errcode.ParseFailed:
		return errs.MalformedRequest, "the document cannot be parsed", ""
	case known.Extensions["code"] == errcode.ValidationFailed:
		return errs.MalformedRequest, p.validationText(known), joined(inputPath, "")
	case len(inputPath) > 0:
		return errs.MalformedRequest, valueText, joined(inputPath, "")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return errs.Unavailable, "the request was cut off", ""
	}
	p.logger.ErrorContext(ctx, "request failed", "requestId", requestID(ctx), "path", joined(responseFields(ctx), ""), "error", err)
	return errs.Internal, "internal error", ""
}

// recovered turns a panic into an error. Its value may hold anything, so that
// only the runtime's own is logged; the stack tells the rest.
func (p presenter) recovered(ctx context.Context, value any) error {
	what := fmt.Sprintf("%T", value)
	var fault runtime.Error
	if err, ok := value.(error); ok && errors.As(err, &fault) {
		what = fault.Error()
	}
	p.logger.ErrorContext(ctx, "resolver panicked", "requestId", requestID(ctx), "panic", what, "stack", string(debug.Stack()))
	return errPanicked
}

var errPanicked = errors.New("a resolver panicked")

const valueText = "the value is not of the field's type"

// valueTexts are the messages about variables that repeat no value.
var valueTexts = []string{"must be defined", "cannot be null", "unknown field"}

// namingRules are the rules whose messages repeat names of the document, but no values.
var namingRules = []string{
	"FieldsOnCorrectType", "FieldsOnCorrectTypeWithoutSuggestions", "FragmentsOnCompositeTypes", "KnownArgumentNames",
	"KnownDirectives", "KnownFragmentNames", "KnownTypeNames", "NoUndefinedVariables", "NoUnusedFragments",
	"NoUnusedVariables", "ProvidedRequiredArguments", "ScalarLeafs", "ScalarLeafsWithoutSuggestions",
	"SingleFieldSubscriptions", "VariablesInAllowedPosition", "KnownArgumentNamesWithoutSuggestions",
}

// validationText returns a text about a document or variables that do not fit the schema.
func (p presenter) validationText(known *gqlerror.Error) string {
	switch {
	case len(known.Path) > 0 && slices.Contains(valueTexts, known.Message):
		return known.Message
	case len(known.Path) > 0:
		return valueText
	case known.Rule == "":
		return "the document has no such operation"
	case p.showsNames && slices.Contains(namingRules, known.Rule):
		return known.Message
	}
	return "the document breaks the rule " + known.Rule
}

// splitPath tells the path in the response from the path in the input, which
// gqlgen appends to it for arguments and gqlparser gives for variables.
func splitPath(ctx context.Context, path ast.Path) (response, input ast.Path) {
	if len(path) > 0 && path[0] == ast.PathName("variable") {
		return nil, withoutInput(path[1:])
	}
	field := graphql.GetFieldContext(ctx)
	if field == nil {
		return path, nil
	}
	at := len(field.Path())
	if len(path) <= at {
		return path, nil
	}
	argument, ok := path[at].(ast.PathName)
	if !ok || field.Field.Field == nil || field.Field.Definition.Arguments.ForName(string(argument)) == nil {
		return path, nil
	}
	return path[:at], withoutInput(path[at:])
}

// withoutInput drops the name that the one argument of a mutation has, so that
// paths begin with the input's fields.
func withoutInput(path ast.Path) ast.Path {
	if len(path) > 1 && path[0] == ast.PathName("input") {
		return path[1:]
	}
	return path
}

// responseFields returns the path of the field that ctx is at.
func responseFields(ctx context.Context) ast.Path {
	if field := graphql.GetFieldContext(ctx); field != nil {
		return ast.Path{ast.PathName(field.Object), ast.PathName(field.Field.Name)}
	}
	return nil
}

// fieldName is what the schema's names look like. What a client calls a field
// that is not in the schema is only repeated when it looks like one.
var fieldName = regexp.MustCompile(`^[_A-Za-z][_0-9A-Za-z]{0,63}$`)

// joined writes a path as in claims[0].lines[1].chargeCents, and what follows it.
func joined(path ast.Path, rest string) string {
	var text strings.Builder
	for _, element := range path {
		switch element := element.(type) {
		case ast.PathIndex:
			text.WriteString("[" + strconv.Itoa(int(element)) + "]")
		case ast.PathName:
			if text.Len() > 0 {
				text.WriteByte('.')
			}
			if !fieldName.MatchString(string(element)) {
				element = "?"
			}
			text.WriteString(string(element))
		}
	}
	if text.Len() > 0 && rest != "" {
		text.WriteByte('.')
	}
	return text.String() + rest
}
