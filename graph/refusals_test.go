package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/graph/generated"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// typeOf returns the name that the schema's types of a mutation begin with.
func typeOf(mutation string) string { return strings.ToUpper(mutation[:1]) + mutation[1:] }

// orRefusal selects what a mutation did, and why it was refused.
func orRefusal(mutation, selects string) string {
	return "{ ... on " + typeOf(mutation) + "Success { " + selects + " } ... on Refusal { __typename code message path } }"
}

// refusal is why a mutation was refused, as it is answered.
type refusal struct {
	Typename string `json:"__typename"`
	Code     errs.Code
	Message  string
	Path     *string
}

// refusals returns those of an answer's fields, by their names.
func (a answer) refusals() map[string]refusal {
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(a.Data, &fields) // what is no object has none
	found := map[string]refusal{}
	for name, text := range fields {
		var r refusal
		if json.Unmarshal(text, &r) == nil && r.Typename == "Refusal" {
			found[name] = r
		}
	}
	return found
}

// refused returns the code that the one mutation of an operation was refused with, "" where it
// was done or is an error.
func (a answer) refused() errs.Code {
	for _, r := range a.refusals() {
		return r.Code
	}
	return ""
}

// isDone reports whether all mutations of an answer were done.
func (a answer) isDone() bool {
	return len(a.Errors) == 0 && len(a.refusals()) == 0 && strings.HasPrefix(string(a.Data), `{"`)
}

func TestSchema_MutationsTakeOneInputAndGiveOnePayload(t *testing.T) {
	t.Parallel()
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	for _, field := range schema.Mutation.Fields {
		if strings.HasPrefix(field.Name, "__") {
			continue
		}
		name := typeOf(field.Name)
		input := field.Arguments.ForName("input")
		if len(field.Arguments) != 1 || input == nil || input.Type.String() != name+"Input!" || input.DefaultValue != nil {
			t.Errorf("%s must take one argument input, of type %sInput!", field.Name, name)
		}
		payload := schema.Types[field.Type.Name()]
		if field.Type.String() != name+"Payload!" || payload.Kind != ast.Union || !reflect.DeepEqual(payload.Types, []string{name + "Success", "Refusal"}) {
			t.Errorf("%s must give %sPayload!, a union of %sSuccess and Refusal", field.Name, name, name)
		}
	}
	if len(schema.Mutation.Fields) < 30 {
		t.Errorf("only %d mutations were looked at", len(schema.Mutation.Fields))
	}
}

// fundIntake takes funds as the test says.
type fundIntake struct {
	graph.Intake
	fund func(intake.FundEscrow) error
}

func (f fundIntake) FundEscrow(_ context.Context, in intake.FundEscrow) error { return f.fund(in) }

const fundEscrow = `mutation { fundEscrow(input: {insurer: 1, amountCents: 5}) @idempotent(key: "k") `

func TestRefusal_IsOfWhatTheCallerMayChange(t *testing.T) {
	t.Parallel()
	field := "claims[0].lines"
	for _, test := range []struct {
		name string
		err  error
		want refusal
	}{
		{"may not", auth.ErrForbidden, refusal{Code: errs.Forbidden, Message: auth.ErrForbidden.Text}},
		{"not there", intake.ErrInsurerNotFound, refusal{Code: errs.InsurerNotFound, Message: intake.ErrInsurerNotFound.Text}},
		{"conflict", intake.ErrIdempotencyKeyConflict, refusal{Code: errs.IdempotencyKeyConflict, Message: intake.ErrIdempotencyKeyConflict.Text}},
		{"refused by the chain", intake.ErrTransactionRefused, refusal{Code: errs.TransactionRefused, Message: intake.ErrTransactionRefused.Text}},
		{
			"wrapped twice", fmt.Errorf("%s: %w", secret, fmt.Errorf("%s: %w", secret, auth.ErrForbidden)),
			refusal{Code: errs.Forbidden, Message: auth.ErrForbidden.Text},
		},
		{
			"of a field", fmt.Errorf("%s: %w", secret, &errs.Fault{Code: errs.FieldTooLong, Path: field, Text: "too long"}),
			refusal{Code: errs.FieldTooLong, Message: "too long", Path: &field},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var code string
			api := serve(t, graph.Config{Intake: fundIntake{fund: func(intake.FundEscrow) error { return test.err }}, Observe: toldCode(&code)})
			got := api.query(viewstest.Insurer1, fundEscrow+orRefusal("fundEscrow", "insurer { id }")+" }", nil)
			test.want.Typename = "Refusal"
			if !reflect.DeepEqual(got.refusals(), map[string]refusal{"fundEscrow": test.want}) || len(got.Errors) > 0 || got.Status != 200 {
				t.Errorf("got %d %s", got.Status, got.Body)
			}
			if code != string(test.want.Code) {
				t.Errorf("the observer was told %q", code)
			}
			if strings.Contains(api.log.String(), "level=ERROR") {
				t.Errorf("logged: %s", api.log)
			}
		})
	}
}

// toldCode keeps what an observer is told.
func toldCode(code *string) graph.Observer {
	return func(ctx context.Context, _ string) (context.Context, func(string)) {
		return ctx, func(told string) { *code = told }
	}
}

func TestRefusal_IsNoneOfAFaultOrOfARequest(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		fund func(intake.FundEscrow) error
		code errs.Code
	}{
		{"without a code", func(intake.FundEscrow) error { return errors.New("inside") }, errs.Internal},
		{"panic", func(intake.FundEscrow) error { panic(auth.ErrForbidden) }, errs.Internal},
		{"cut off", func(intake.FundEscrow) error { return context.DeadlineExceeded }, errs.Unavailable},
		{"away", func(intake.FundEscrow) error { return fmt.Errorf("asking: %w", auth.ErrUnavailable) }, errs.Unavailable},
		{"stale", func(intake.FundEscrow) error { return views.ErrStale }, errs.Stale},
		{"not known", func(intake.FundEscrow) error { return auth.ErrUnauthenticated }, errs.Unauthenticated},
		{"over budget", func(intake.FundEscrow) error { return &auth.RateLimitedError{} }, errs.RateLimited},
		{"an empty key", func(intake.FundEscrow) error { return intake.ErrIdempotencyKeyRequired }, errs.IdempotencyKeyRequired},
		{"not of its type", func(intake.FundEscrow) error { return &errs.Fault{Code: errs.MalformedRequest, Path: "x", Text: "x"} }, errs.MalformedRequest},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var code string
			api := serve(t, graph.Config{Intake: fundIntake{fund: test.fund}, Observe: toldCode(&code)})
			got := api.query(viewstest.Insurer1, fundEscrow+orRefusal("fundEscrow", "insurer { id }")+" }", nil)
			if got.code() != test.code || string(got.Data) != "null" || strings.Contains(got.Body, "inside") || code != string(test.code) {
				t.Errorf("told %s, got %s", code, got.Body)
			}
		})
	}
}

// What is not of its argument's type is refused before the mutation.
func TestRefusal_IsNoneOfAValueOfAnotherType(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{Intake: fakeIntake{}})
	got := api.query(viewstest.Insurer1, `mutation { fundEscrow(input: {insurer: 1, amountCents: 1.5}) @idempotent(key: "k") `+orRefusal("fundEscrow", "insurer { id }")+" }", nil)
	if got.code() != errs.AmountFractional || got.inputPath() != "amountCents" || string(got.Data) != "null" {
		t.Errorf("got %s", got.Body)
	}
}

func TestRefusal_NamesTheFieldOfTheInput(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{Intake: fakeIntake{}})
	got := api.query(viewstest.Insurer1, `mutation { registerProvider(input: {insurer: 1, identifier: "x", name: "x", payeeAddress: "0x00"}) @idempotent(key: "k") `+
		orRefusal("registerProvider", "provider { id }")+` }`, nil)
	if r := got.refusals()["registerProvider"]; r.Code != errs.AddressInvalid || r.Path == nil || *r.Path != "payeeAddress" {
		t.Errorf("got %s", got.Body)
	}
}

// One mutation's refusal is its own: those beside it are done and answer, and the first is counted.
func TestRefusal_LeavesOtherMutationsAlone(t *testing.T) {
	t.Parallel()
	var code string
	var asked []string
	api := serve(t, graph.Config{Observe: toldCode(&code), Intake: fakeIntake{submit: func(in intake.Submission) (intake.Answer, error) {
		asked = append(asked, in.IdempotencyKey)
		switch in.IdempotencyKey {
		case "b":
			return intake.Answer{}, auth.ErrForbidden
		case "d":
			return intake.Answer{}, intake.ErrSubmissionEmpty
		}
		return intake.Answer{Accepted: []intake.Accepted{{ID: claims.ID("x")}}}, nil
	}}})
	var fields strings.Builder
	for _, name := range []string{"a", "b", "c", "d"} {
		fmt.Fprintf(&fields, "%s: submitClaims(input: {claims: []}) @idempotent(key: %q) %s ", name, name, orRefusal("submitClaims", "accepted { index }"))
	}
	got := api.query(provider, "mutation { "+fields.String()+"}", nil)
	want := fmt.Sprintf(`{"a":{"accepted":[{"index":0}]},"b":%s,"c":{"accepted":[{"index":0}]},"d":%s}`,
		`{"__typename":"Refusal","code":"FORBIDDEN","message":"`+auth.ErrForbidden.Text+`","path":null}`,
		`{"__typename":"Refusal","code":"SUBMISSION_EMPTY","message":"`+intake.ErrSubmissionEmpty.Text+`","path":null}`)
	if string(got.Data) != want || len(got.Errors) > 0 || strings.Join(asked, "") != "abcd" {
		t.Errorf("asked %v, got %s\nwant %s", asked, got.Body, want)
	}
	if code != "FORBIDDEN" {
		t.Errorf("the observer was told %q", code)
	}
}

// What was done is not refused, though its caller cannot be shown it.
func TestRefusal_IsNoneOfWhatWasDoneAndCannotBeShown(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	r := &recorder{claim: w.Settled().Claims[0]}
	api := serve(t, graph.Config{Views: w.Views, Intake: r})
	const closeAppeal = `mutation { closeAppeal(input: {claimId: "x"}) @idempotent(key: "k") { __typename ... on Refusal { code } } }`
	if got := api.query(viewstest.Insurer1, closeAppeal, nil); string(got.Data) != `{"closeAppeal":{"__typename":"CloseAppealSuccess"}}` {
		t.Errorf("got %s", got.Body)
	}
	if got := api.query(viewstest.Insurer2, closeAppeal, nil); got.code() != errs.ClaimNotFound || string(got.Data) != "null" {
		t.Errorf("got %s", got.Body)
	}
}

// What a record of access says of an answer is what was shown of claims: no refusal is.
func TestRefusal_IsNoFieldOfWhatWasRead(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	r := &recorder{claim: w.Settled().Claims[0]}
	api := serve(t, graph.Config{Views: w.Views, Intake: r})
	got := api.query(viewstest.Insurer1, `mutation { closeAppeal(input: {claimId: "x"}) @idempotent(key: "k") `+orRefusal("closeAppeal", "claim { id }")+` }`, nil)
	if !got.isDone() {
		t.Fatalf("got %s", got.Body)
	}
	w.Expect(1, "SELECT count(*) FROM access_log WHERE fields = $1", []string{"Claim.id", "CloseAppealSuccess.claim"})
}

// What is asked of a query that has the code of a refusal is an error.
func TestRefusal_IsOfMutationsAlone(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{})
	got := api.query(viewstest.Insurer1, `{ claims(first: 0) { nodes { id } } }`, nil)
	if got.code() != errs.PageSizeInvalid {
		t.Errorf("got %s", got.Body)
	}
}
