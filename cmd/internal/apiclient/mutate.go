package apiclient

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
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

// faulted are the mutations that say with a ValidationFailure why what was given is not accepted.
var faulted = []string{"estimateClaim", "publishPlan", "recordOtherCoverages", "replaceClaim", "submitClaim", "voidClaim"}

// typesOf returns what the names of a mutation's types begin with.
func typesOf(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// mutationOf returns the document of a mutation.
func mutationOf(name, selects string, hasKey bool) string {
	parameter, directive := "", ""
	if hasKey {
		parameter, directive = "$key: String!, ", " @idempotent(key: $key)"
	}
	failure := ""
	if slices.Contains(faulted, name) {
		failure = " ... on ValidationFailure { faults { code path message } }"
	}
	types := typesOf(name)
	return "mutation(" + parameter + "$input: " + types + "Input!) { " + name + "(input: $input)" + directive +
		" { __typename ... on " + types + "Success { " + selects + " }" + failure + " ... on Refusal { code message path } } }"
}

// mutate sends a mutation, and decodes into did what it selects of what was done; nil is not told.
//
// Errors: [*Error], where it was refused or is not accepted too.
func (c *Client) mutate(ctx context.Context, name, selects string, variables, did any) error {
	_, hasKey := variables.(keyed)
	var answer map[string]json.RawMessage
	if err := c.Do(ctx, mutationOf(name, selects, hasKey), variables, &answer); err != nil {
		return err
	}
	if err := notDone(name, answer[name]); err != nil || did == nil {
		return err
	}
	if err := json.Unmarshal(answer[name], did); err != nil {
		return fmt.Errorf("decoding answer: %w", err)
	}
	return nil
}

// notDone returns why a mutation was not carried out, as an [*Error]. What is not known to be
// a success is none: a later API may answer what this client never heard of.
func notDone(name string, payload json.RawMessage) error {
	var why struct {
		Typename string    `json:"__typename"`
		Code     errs.Code `json:"code"`
		Message  string    `json:"message"`
		Path     string    `json:"path"`
		Faults   []Fault   `json:"faults"`
	}
	if err := json.Unmarshal(payload, &why); err != nil { // a field that is missing too
		return fmt.Errorf("decoding answer: %w", err)
	}
	switch why.Typename {
	case typesOf(name) + "Success":
		return nil
	case "Refusal":
		return &Error{Code: why.Code, Message: why.Message, Path: cmp.Or(why.Path, name)}
	case "ValidationFailure":
		return faultsError(name, why.Faults)
	}
	return &Error{Code: errs.Internal, Message: "an answer that this client does not know: it may be done", Path: name}
}

// faultsError returns faults as one error.
func faultsError(name string, faults []Fault) *Error {
	if len(faults) == 0 {
		return &Error{Code: errs.Internal, Message: "not accepted, without a fault", Path: name}
	}
	first := faults[0]
	return &Error{Code: errs.Code(first.Code), Message: first.Message, Path: cmp.Or(first.Path, name), Faults: faults}
}
