package apiclient

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// keyed are the variables of a mutation that stores something.
type keyed struct {
	Key   string `json:"key"`
	Input any    `json:"input"`
}

// unkeyed are those of one that stores nothing.
type unkeyed struct {
	Input any `json:"input"`
}

// mutationOf returns the document of a mutation, whose types have names that begin with its own.
func mutationOf(name, selects string, hasKey bool) string {
	parameter, directive := "", ""
	if hasKey {
		parameter, directive = "$key: String!, ", " @idempotent(key: $key)"
	}
	types := strings.ToUpper(name[:1]) + name[1:]
	return "mutation(" + parameter + "$input: " + types + "Input!) { " + name + "(input: $input)" + directive +
		" { __typename ... on " + types + "Success { " + selects + " } ... on Refusal { code message path } } }"
}

// mutate sends a mutation, and decodes into did what it selects of what was done; nil is not told.
//
// Errors: [*Error], where it was refused too.
func (c *Client) mutate(ctx context.Context, name, selects string, variables, did any) error {
	_, hasKey := variables.(keyed)
	var answer map[string]json.RawMessage
	if err := c.Do(ctx, mutationOf(name, selects, hasKey), variables, &answer); err != nil {
		return err
	}
	if err := refusalOf(name, answer[name]); err != nil || did == nil {
		return err
	}
	if err := json.Unmarshal(answer[name], did); err != nil {
		return fmt.Errorf("decoding answer: %w", err)
	}
	return nil
}

// refusalOf returns the refusal that a mutation answered with, as an [*Error].
func refusalOf(name string, payload json.RawMessage) error {
	var refusal struct {
		Typename string    `json:"__typename"`
		Code     errs.Code `json:"code"`
		Message  string    `json:"message"`
		Path     string    `json:"path"`
	}
	if err := json.Unmarshal(payload, &refusal); err != nil {
		return fmt.Errorf("decoding answer: %w", err)
	}
	if refusal.Typename != "Refusal" {
		return nil
	}
	return &Error{Code: refusal.Code, Message: refusal.Message, Path: cmp.Or(refusal.Path, name)}
}
