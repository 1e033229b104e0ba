package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/graph/generated"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/views"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// typeOf returns the name that the schema's types of a mutation begin with.
func typeOf(mutation string) string { return strings.ToUpper(mutation[:1]) + mutation[1:] }

// faulted are the mutations that may answer with the faults of what was given. Of the others, those
// that take many claims answer for each, and the rest is refused for its first fault.
var faulted = []string{"estimateClaim", "publishPlan", "recordOtherCoverages", "replaceClaim", "submitClaim", "voidClaim"}

// orRefusal selects what a mutation did, and why it did not.
func orRefusal(mutation, selects string) string {
	failure := ""
	if slices.Contains(faulted, mutation) {
		failure = " ... on ValidationFailure { __typename faults { code path } }"
	}
	return "{ ... on " + typeOf(mutation) + "Success { " + selects + " }" + failure + " ... on Refusal { __typename code message path } }"
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

// isFaulty reports whether what was given to a mutation of an answer is not accepted.
func (a answer) isFaulty() bool {
	return strings.Contains(string(a.Data), `"__typename":"ValidationFailure"`)
}

// saysNothing reports whether an answer has nothing but nulls.
func (a answer) saysNothing() bool {
	var fields map[string]any
	if json.Unmarshal(a.Data, &fields) != nil {
		return false
	}
	for _, field := range fields {
		if field != nil {
			return false
		}
	}
	return true
}

// isDone reports whether all mutations of an answer were done. One that answers nothing that was
// asked for may have been refused.
func (a answer) isDone() bool {
	var fields map[string]map[string]any
	if json.Unmarshal(a.Data, &fields) != nil || len(fields) == 0 {
		return false
	}
	for _, field := range fields {
		if len(field) == 0 {
			return false
		}
	}
	return len(a.Errors) == 0 && len(a.refusals()) == 0 && !a.isFaulty()
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
		members := []string{name + "Success", "Refusal"}
		if slices.Contains(faulted, field.Name) {
			members = []string{name + "Success", "ValidationFailure", "Refusal"}
		}
		payload, success := schema.Types[field.Type.Name()], schema.Types[name+"Success"]
		if payload == nil || success == nil {
			t.Errorf("%s must give %sPayload, of %sSuccess", field.Name, name, name)
			continue
		}
		if field.Type.String() != name+"Payload" || payload.Kind != ast.Union || !reflect.DeepEqual(payload.Types, members) {
			t.Errorf("%s must give %sPayload, a union of %v", field.Name, name, members)
		}
		if success.Fields.ForName("faults") != nil {
			t.Errorf("%sSuccess must not say that nothing was done", name)
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

func TestRefusal_IsNoneOfAnErrorOfOursOrOfARequest(t *testing.T) {
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
		{"a key that is none", func(intake.FundEscrow) error { return intake.ErrIdempotencyKeyInvalid }, errs.IdempotencyKeyInvalid},
		{
			"kept, and refused by the chain", func(intake.FundEscrow) error {
				return fmt.Errorf("%w: %w", intake.ErrTransactionRefused, &chain.RevertError{Name: "FundsInsufficient"})
			}, errs.TransactionRefused,
		},
		{"too little gas", func(intake.FundEscrow) error { return &chain.RevertError{Name: "GasInsufficient"} }, errs.GasInsufficient},
		{"a remittance that does not balance", func(intake.FundEscrow) error { return remit.ErrUnbalanced }, errs.RemittanceUnbalanced},
		{"a denial without a reason", func(intake.FundEscrow) error { return remit.ErrDenialUnexplained }, errs.DenialUnexplained},
		{"paid above what is allowed", func(intake.FundEscrow) error { return remit.ErrPaidAmountExceedsAllowed }, errs.PaidAmountExceedsAllowed},
		{"not of its type", func(intake.FundEscrow) error { return &errs.Fault{Code: errs.MalformedRequest, Path: "x", Text: "x"} }, errs.MalformedRequest},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var code string
			api := serve(t, graph.Config{Intake: fundIntake{fund: test.fund}, Observe: toldCode(&code)})
			got := api.query(viewstest.Insurer1, fundEscrow+orRefusal("fundEscrow", "insurer { id }")+" }", nil)
			if got.code() != test.code || !got.saysNothing() || strings.Contains(got.Body, "inside") || code != string(test.code) {
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
	if got.code() != errs.AmountFractional || got.inputPath() != "amountCents" || !got.saysNothing() {
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

// An error is of its own mutation: those beside it are done, and answer.
func TestRefusal_IsToldBesideAnErrorOfOurs(t *testing.T) {
	t.Parallel()
	var asked []string
	isAway := true
	api := serve(t, graph.Config{Intake: fakeIntake{submit: func(in intake.Submission) (intake.Answer, error) {
		asked = append(asked, in.IdempotencyKey)
		switch {
		case in.IdempotencyKey == "b":
			return intake.Answer{}, auth.ErrForbidden
		case in.IdempotencyKey == "c" && isAway:
			return intake.Answer{}, auth.ErrUnavailable
		}
		return intake.Answer{Accepted: []intake.Accepted{{ID: claims.ID("x")}}}, nil
	}}})
	var fields strings.Builder
	for _, name := range []string{"a", "b", "c", "d"} {
		fmt.Fprintf(&fields, "%s: submitClaims(input: {claims: []}) @idempotent(key: %q) %s ", name, name, orRefusal("submitClaims", "accepted { index }"))
	}
	mutation := "mutation { " + fields.String() + "}"
	want := fmt.Sprintf(`{"a":{"accepted":[{"index":0}]},"b":%s,"c":null,"d":{"accepted":[{"index":0}]}}`,
		`{"__typename":"Refusal","code":"FORBIDDEN","message":"`+auth.ErrForbidden.Text+`","path":null}`)
	got := api.query(provider, mutation, nil)
	if got.code() != errs.Unavailable || len(got.Errors) != 1 || string(got.Data) != want || strings.Join(asked, "") != "abcd" {
		t.Errorf("asked %v, got %s", asked, got.Body)
	}
	isAway, asked = false, nil
	if got := api.query(provider, mutation, nil); len(got.refusals()) != 1 || len(got.Errors) > 0 || strings.Join(asked, "") != "abcd" {
		t.Errorf("again: asked %v, got %s", asked, got.Body)
	}
}

// hiddenIntake does what it is asked to claims and coverages that nobody is shown.
type hiddenIntake struct{ graph.Intake }

func (hiddenIntake) Submit(context.Context, intake.Submission) (intake.Answer, error) {
	return intake.Answer{Accepted: []intake.Accepted{{ID: claims.ID("x")}}}, nil
}

func (h hiddenIntake) VoidClaim(ctx context.Context, _ intake.VoidClaim) (intake.Answer, error) {
	return h.Submit(ctx, intake.Submission{})
}

func (hiddenIntake) AttachEvidence(context.Context, intake.AttachEvidence) (claims.ID, error) {
	return "x", nil
}

func (hiddenIntake) EnrolCoverage(context.Context, intake.EnrolCoverage) (string, error) {
	return "x", nil
}

func (hiddenIntake) RecordOtherCoverages(context.Context, intake.RecordOtherCoverages) ([]*errs.Fault, error) {
	return nil, nil
}

// What was done is not refused, though its caller cannot be shown it. The other mutations that show
// a claim are held to it beside what they hand on.
func TestRefusal_IsNoneOfWhatWasDoneAndCannotBeShown(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	api := serve(t, graph.Config{Views: w.Views, Intake: hiddenIntake{}})
	for mutation, input := range map[string]string{
		"attachEvidence":       `evidenceRequestId: "x", mediaType: "text/plain", content: ""`,
		"enrolCoverage":        `plan: 1, memberNumber: "M", startDate: "2026-01-01", patient: {name: "A", birthDate: "2000-01-01"}`,
		"recordOtherCoverages": `coverageId: "x", own: {}, otherCoverages: []`,
		"replaceClaim":         `claimId: "x", ` + anyClaim,
		"submitClaim":          anyClaim,
		"voidClaim":            `claimId: "x"`,
	} {
		got := api.query(viewstest.Insurer1, "mutation { "+mutation+"(input: {"+input+`}) @idempotent(key: "k") `+orRefusal(mutation, "__typename")+" }", nil)
		if code := string(got.code()); !strings.HasSuffix(code, "_NOT_FOUND") || !got.saysNothing() {
			t.Errorf("%s: got %s", mutation, got.Body)
		}
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

// faultyIntake accepts nothing, and finds the coverages of whoever is named.
type faultyIntake struct {
	graph.Intake
	coverages []string
}

var twoFaults = []*errs.Fault{{Code: errs.NotInsured, Path: "memberNumber", Text: "x"}, {Code: errs.FieldTooLong, Path: "lines", Text: "y"}}

func (faultyIntake) rejected() (intake.Answer, error) {
	return intake.Answer{Rejected: []intake.Rejected{{Faults: twoFaults}}}, nil
}

func (f faultyIntake) Submit(context.Context, intake.Submission) (intake.Answer, error) {
	return f.rejected()
}

func (f faultyIntake) VoidClaim(context.Context, intake.VoidClaim) (intake.Answer, error) {
	return f.rejected()
}

func (faultyIntake) PublishPlan(context.Context, intake.PublishPlan) (claims.PlanID, []*errs.Fault, error) {
	return 0, twoFaults, nil
}

func (faultyIntake) RecordOtherCoverages(context.Context, intake.RecordOtherCoverages) ([]*errs.Fault, error) {
	return twoFaults, nil
}

func (f faultyIntake) EstimateClaim(context.Context, intake.EstimateClaim) (intake.Estimate, error) {
	return intake.Estimate{Faults: twoFaults, Coverages: f.coverages}, nil
}

const anyClaim = `claim: {type: PROFESSIONAL, insurer: 1, patientAccountNumber: "A", memberNumber: "M",
	lines: [{sequence: 1, procedure: {system: "synthetic", code: "ZX100"}, serviceDate: "2026-02-20", chargeCents: 10000}]}`

// What is not accepted is neither done nor refused: all of its faults are the answer. No error
// is counted of it.
func TestValidationFailure_HasEveryFault(t *testing.T) {
	t.Parallel()
	inputs := map[string]string{
		"estimateClaim": anyClaim,
		"publishPlan": `insurer: 1, name: "Gold", promptPayDays: 30, appealDays: 180, appealDecisionDays: 60, recoveryNoticeDays: 30,
			classes: [], feeSchedule: ""`,
		"recordOtherCoverages": `coverageId: "x", own: {}, otherCoverages: []`,
		"replaceClaim":         `claimId: "x", ` + anyClaim,
		"submitClaim":          anyClaim,
		"voidClaim":            `claimId: "x"`,
	}
	for _, mutation := range faulted {
		t.Run(mutation, func(t *testing.T) {
			t.Parallel()
			key := ` @idempotent(key: "k") `
			if mutation == "estimateClaim" {
				key = " "
			}
			var code string
			api := serve(t, graph.Config{Intake: faultyIntake{}, Observe: toldCode(&code)})
			got := api.query(viewstest.Insurer1, "mutation { "+mutation+"(input: {"+inputs[mutation]+"})"+key+orRefusal(mutation, "__typename")+" }", nil)
			want := `{"` + mutation + `":{"__typename":"ValidationFailure","faults":[{"code":"NOT_INSURED","path":"memberNumber"},{"code":"FIELD_TOO_LONG","path":"lines"}]}}`
			if string(got.Data) != want || len(got.Errors) > 0 || got.isDone() || got.Status != 200 {
				t.Errorf("got %d %s\nwant %s", got.Status, got.Body, want)
			}
			if code != "OK" {
				t.Errorf("the observer was told %q", code)
			}
		})
	}
}

// Faults tell of the patient who was found: they are recorded with what was asked for.
func TestValidationFailure_IsAFieldOfWhatWasRead(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	api := serve(t, graph.Config{Views: w.Views, Intake: faultyIntake{coverages: []string{viewstest.CoverageOf["anna"]}}})
	for selects, fields := range map[string][]string{
		orRefusal("estimateClaim", "estimate { youOweCents }"): {
			"Estimate.youOweCents", "EstimateClaimSuccess.estimate", "Fault.code", "Fault.path", "ValidationFailure.faults",
		},
		"{ ... on ValidationFailure { __typename faults { code } } }": {"Fault.code", "ValidationFailure.faults"},
	} {
		got := api.query(viewstest.Provider1, "mutation { estimateClaim(input: {"+anyClaim+"}) "+selects+" }", nil)
		if !got.isFaulty() {
			t.Fatalf("got %s", got.Body)
		}
		w.Expect(1, "SELECT count(*) FROM access_log WHERE action = 'estimateClaim' AND fields = $1", fields)
	}
}

// unbalancedIntake estimates what cannot be explained.
type unbalancedIntake struct{ graph.Intake }

func (unbalancedIntake) EstimateClaim(context.Context, intake.EstimateClaim) (intake.Estimate, error) {
	line := claims.Line{Sequence: 1, Charge: money.Cents(100), Units: 1}
	return intake.Estimate{Determination: remit.Determination{
		Claim:   claims.Claim{Lines: []claims.Line{line}},
		Results: []benefits.LineResult{{Charge: line.Charge, Allowed: money.Cents(101), Units: 1}},
	}}, nil
}

// An estimate that cannot be explained is an error of ours, whatever its code.
func TestRefusal_IsNoneOfAnEstimateThatCannotBeShown(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	api := serve(t, graph.Config{Views: w.Views, Intake: unbalancedIntake{}})
	got := api.query(viewstest.Provider1, "mutation { estimateClaim(input: {"+anyClaim+"}) "+orRefusal("estimateClaim", "estimate { youOweCents }")+" }", nil)
	if got.code() != errs.AllowedExceedsCharge || !got.saysNothing() {
		t.Errorf("got %s", got.Body)
	}
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
