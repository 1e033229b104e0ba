package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/store"
)

const secret = "SSN 123-45-6789"

func TestPresent_ShowsCodesAndNothingElse(t *testing.T) {
	t.Parallel()
	sentinel := errs.New(errs.ClaimNotFound, "no such claim")
	fault := &errs.Fault{Code: errs.AmountNegative, Path: "lines[0].chargeCents", Text: "negative"}
	coded := func(code string, path ast.Path) error {
		return &gqlerror.Error{Message: secret, Path: path, Extensions: map[string]any{"code": code}}
	}
	inVariable := ast.Path{ast.PathName("variable"), ast.PathName("input"), ast.PathName("claims"), ast.PathIndex(2), ast.PathName(secret)}
	for _, test := range []struct {
		name     string
		err      error
		code     errs.Code
		text     string
		path     string
		isLogged bool
	}{
		{"sentinel", sentinel, errs.ClaimNotFound, "no such claim", "", false},
		{"wrapped sentinel", fmt.Errorf("%s: %w", secret, sentinel), errs.ClaimNotFound, "no such claim", "", false},
		{"fault", fmt.Errorf("%s: %w", secret, fault), errs.AmountNegative, "negative", "lines[0].chargeCents", false},
		{"unknown", errors.New("inner text"), errs.Internal, "internal error", "", true},
		{"parser", coded(errcode.ParseFailed, nil), errs.MalformedRequest, "the document cannot be parsed", "", false},
		{"variable", coded(errcode.ValidationFailed, inVariable), errs.MalformedRequest, valueText, "claims[2].?", false},
		{"another package's code", coded("PERSISTED_QUERY_NOT_FOUND", nil), errs.Internal, "internal error", "", true},
		{"cut off", fmt.Errorf("reading: %w", context.DeadlineExceeded), errs.Unavailable, "the request was cut off", "", false},
		{"cut off by the database", fmt.Errorf("reading: %w", &store.Error{State: "57014"}), errs.Unavailable, "the request was cut off", "", false},
		{"panic", errPanicked, errs.Internal, "internal error", "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var log strings.Builder
			p := presenter{logger: slog.New(slog.NewTextHandler(&log, nil))}
			ctx := graphql.WithResponseContext(context.WithValue(t.Context(), requestIDKey{}, "r1"), p.present, p.recovered)
			shown := p.present(ctx, test.err)
			path, _ := shown.Extensions["path"].(string)
			if shown.Extensions["code"] != string(test.code) || shown.Message != test.text || path != test.path {
				t.Errorf("got %q %v", shown.Message, shown.Extensions)
			}
			if isLogged := strings.Contains(log.String(), "r1"); isLogged != test.isLogged {
				t.Errorf("logged %t: %s", isLogged, log.String())
			}
			if (shown.Extensions["requestId"] == "r1") != (test.code == errs.Internal) {
				t.Errorf("got %v", shown.Extensions)
			}
			if test.name != "another package's code" && strings.Contains(log.String()+shown.Error(), secret) {
				t.Errorf("health information leaked: %v, log %s", shown, log.String())
			}
		})
	}
}

func TestJoined_WritesPathsInTheWordsOfTheAPI(t *testing.T) {
	t.Parallel()
	for want, path := range map[string]ast.Path{
		"":                         nil,
		"claims[0].lines[3].units": {ast.PathName("claims"), ast.PathIndex(0), ast.PathName("lines"), ast.PathIndex(3), ast.PathName("units")},
		"claims[1].?":              {ast.PathName("claims"), ast.PathIndex(1), ast.PathName("John Smith")},
		"?.x":                      {ast.PathName(strings.Repeat("a", 65)), ast.PathName("x")},
	} {
		if got := joined(path, ""); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := joined(ast.Path{ast.PathName("claims"), ast.PathIndex(1)}, "lines[0]"); got != "claims[1].lines[0]" {
		t.Errorf("got %q", got)
	}
}
