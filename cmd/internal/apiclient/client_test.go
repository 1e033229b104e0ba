package apiclient

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/graph/generated"
)

// answering starts a server that gives the answers in turn, the last one for ever.
func answering(t *testing.T, answers ...string) (*httptest.Server, *[]string) {
	t.Helper()
	bodies := new([]string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		*bodies = append(*bodies, r.Header.Get("Authorization")+" "+r.URL.Path+" "+string(body))
		answer := answers[min(len(*bodies), len(answers))-1]
		if answer == "" {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return server, bodies
}

func token(context.Context) (string, error) { return "secret", nil }

func TestDo_SendsTokenAndReadsData(t *testing.T) {
	t.Parallel()
	server, bodies := answering(t, `{"data":{"claim":{"id":"c1","number":null,"status":"PAID","paidCents":12}}}`)
	claim, err := New(server.URL, token, nil).Claim(t.Context(), "c1")
	require.NoError(t, err)
	require.Equal(t, Paid, claim.Status)
	require.EqualValues(t, 12, *claim.PaidCents)
	require.Contains(t, (*bodies)[0], "Bearer secret /graphql {")
	require.Contains(t, (*bodies)[0], `"variables":{"id":"c1"}`)
}

func TestDo_ClaimThatIsNotThereIsNil(t *testing.T) {
	t.Parallel()
	server, _ := answering(t, `{"data":{"claim":null}}`)
	claim, err := New(server.URL+"/graphql", nil, nil).Claim(t.Context(), "c1")
	require.NoError(t, err)
	require.Nil(t, claim)
}

func TestDo_ErrorsAreTyped(t *testing.T) {
	t.Parallel()
	server, _ := answering(t, `{"errors":[{"message":"no","path":["submitClaims"],"extensions":{"code":"FORBIDDEN"}}],"data":null}`)
	_, err := New(server.URL, token, nil).SubmitClaims(t.Context(), SubmitClaims{})
	require.Equal(t, errs.Forbidden, CodeOf(err))
	require.EqualError(t, err, "FORBIDDEN: no at submitClaims")
}

func TestDo_NamesTheInputAtFault(t *testing.T) {
	t.Parallel()
	answer := `{"errors":[{"message":"no","path":["publishPlan"],"extensions":{"code":"FIELD_REQUIRED","path":"classes[0].name"}}]}`
	server, _ := answering(t, answer)
	_, err := New(server.URL, token, nil).PublishPlan(t.Context(), PublishPlan{})
	var answered *Error
	require.ErrorAs(t, err, &answered)
	require.Equal(t, "classes[0].name", answered.Path)
}

// What was refused is an error like any other, and is not repeated.
func TestMutate_RefusalsAreErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, path string
		want       Error
	}{
		{"of a field", `"classes[0].name"`, Error{Code: errs.FieldRequired, Message: "no", Path: "classes[0].name"}},
		{"of none", `null`, Error{Code: errs.FieldRequired, Message: "no", Path: "publishPlan"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server, bodies := answering(t, `{"data":{"publishPlan":{"__typename":"Refusal","code":"FIELD_REQUIRED","message":"no","path":`+test.path+`}}}`)
			number, err := New(server.URL, token, nil).PublishPlan(t.Context(), PublishPlan{IdempotencyKey: "k"})
			var answered *Error
			require.ErrorAs(t, err, &answered)
			require.Equal(t, test.want, *answered)
			require.Equal(t, errs.FieldRequired, CodeOf(err))
			require.Zero(t, number)
			require.Len(t, *bodies, 1)
		})
	}
}

func TestMutate_OfNothingReadIsRefusedToo(t *testing.T) {
	t.Parallel()
	server, _ := answering(t, `{"data":{"fundEscrow":{"__typename":"Refusal","code":"FORBIDDEN","message":"no","path":null}}}`)
	err := New(server.URL, token, nil).FundEscrow(t.Context(), FundEscrow{IdempotencyKey: "k"})
	require.EqualError(t, err, "FORBIDDEN: no at fundEscrow")
}

// What is not accepted is an error with all faults, the first of which it is named by.
func TestMutate_FaultsAreAnError(t *testing.T) {
	t.Parallel()
	answer := func(faults string) string {
		return `{"data":{"voidClaim":{"__typename":"ValidationFailure","faults":[` + faults + `]}}}`
	}
	server, bodies := answering(t, answer(`{"code":"CLAIM_UNDER_APPEAL","path":"replaces","message":"no"},{"code":"NOT_INSURED","path":"","message":"x"}`), answer(""))
	client := New(server.URL, token, nil)
	id, err := client.VoidClaim(t.Context(), Correction{IdempotencyKey: "k"})
	var answered *Error
	require.ErrorAs(t, err, &answered)
	require.Equal(t, Error{Code: errs.ClaimUnderAppeal, Message: "no", Path: "replaces", Faults: []Fault{
		{Code: "CLAIM_UNDER_APPEAL", Path: "replaces", Message: "no"}, {Code: "NOT_INSURED", Message: "x"},
	}}, *answered)
	require.Empty(t, id)
	require.Len(t, *bodies, 1)
	_, err = client.VoidClaim(t.Context(), Correction{IdempotencyKey: "k"})
	require.Equal(t, errs.Internal, CodeOf(err), "without a fault it is not done either")
}

// What this client does not know is no success, whatever is read of it.
func TestMutate_WhatIsNotKnownIsNotDone(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"another member":           `{"fundEscrow":{"__typename":"Postponement"}}`,
		"another mutation's":       `{"fundEscrow":{"__typename":"VoidClaimSuccess"}}`,
		"without a name":           `{"fundEscrow":{"insurer":{"number":7}}}`,
		"null":                     `{"fundEscrow":null}`,
		"nothing of this mutation": `{}`,
		"nothing":                  `null`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, bodies := answering(t, `{"data":`+data+`}`)
			require.Error(t, New(server.URL, token, nil).FundEscrow(t.Context(), FundEscrow{IdempotencyKey: "k"}))
			require.Len(t, *bodies, 1)
		})
	}
}

func TestMutate_ReturnsWhatWasDone(t *testing.T) {
	t.Parallel()
	server, _ := answering(t, `{"data":{"replaceClaim":{"__typename":"ReplaceClaimSuccess","claim":{"id":"c2"}},"publishPlan":{"__typename":"PublishPlanSuccess","plan":{"number":7}}}}`)
	client := New(server.URL, token, nil)
	id, err := client.ReplaceClaim(t.Context(), Correction{IdempotencyKey: "k"})
	require.NoError(t, err)
	require.Equal(t, "c2", id)
	number, err := client.PublishPlan(t.Context(), PublishPlan{IdempotencyKey: "k"})
	require.NoError(t, err)
	require.EqualValues(t, 7, number)
}

// Of every mutation a document asks for each member of what it may answer, and for no other.
func TestMutationOf_FitsTheSchema(t *testing.T) {
	t.Parallel()
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	for _, field := range schema.Mutation.Fields {
		members := schema.Types[field.Type.Name()].Types
		for _, hasKey := range []bool{true, false} {
			document := mutationOf(field.Name, "__typename", hasKey)
			_, faults := gqlparser.LoadQueryWithRules(schema, document, nil)
			require.Empty(t, faults, document)
			for _, member := range members {
				require.Contains(t, document, "... on "+member+" {")
			}
			require.Equal(t, len(members), strings.Count(document, "... on "))
		}
	}
}

func TestMutate_AsksForWhatWasDoneAndForARefusal(t *testing.T) {
	t.Parallel()
	server, bodies := answering(t, `{"data":{"fundEscrow":{"__typename":"FundEscrowSuccess"},"prepareRuling":{"__typename":"PrepareRulingSuccess","appeal":"7"}}}`)
	client := New(server.URL, token, nil)
	require.NoError(t, client.FundEscrow(t.Context(), FundEscrow{IdempotencyKey: "k"}))
	require.Contains(t, (*bodies)[0], `mutation($key: String!, $input: FundEscrowInput!) { fundEscrow(input: $input) @idempotent(key: $key) `+
		`{ __typename ... on FundEscrowSuccess { insurer { number } } ... on Refusal { code message path } } }`)
	prepared, err := client.PrepareRuling(t.Context(), Ruling{})
	require.NoError(t, err)
	require.Equal(t, "7", prepared.Appeal)
	require.Contains(t, (*bodies)[1], `mutation($input: PrepareRulingInput!) { prepareRuling(input: $input) { __typename ... on PrepareRulingSuccess {`)
}

func TestDo_RepeatsWhatDidNotArrive(t *testing.T) {
	t.Parallel()
	unavailable := `{"errors":[{"message":"later","extensions":{"code":"UNAVAILABLE"}}]}`
	server, bodies := answering(t, "", unavailable, `{"data":{"registerInsurer":{"__typename":"RegisterInsurerSuccess","insurer":{"number":7}}}}`)
	number, err := New(server.URL, token, nil).RegisterInsurer(t.Context(), RegisterInsurer{IdempotencyKey: "k", Name: "n"})
	require.NoError(t, err)
	require.EqualValues(t, 7, number)
	require.Len(t, *bodies, 3)
	require.Equal(t, (*bodies)[0], (*bodies)[2])
}

func TestDo_EndsWithItsContext(t *testing.T) {
	t.Parallel()
	server, _ := answering(t, "")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := New(server.URL, token, nil).Claim(ctx, "c1")
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestDo_TokenErrorIsReturned(t *testing.T) {
	t.Parallel()
	server, bodies := answering(t, `{}`)
	broken := errors.New("broken")
	_, err := New(server.URL, func(context.Context) (string, error) { return "", broken }, nil).Claim(t.Context(), "c1")
	require.ErrorIs(t, err, broken)
	require.Empty(t, *bodies)
}

func TestCached_AsksAgainWhenOld(t *testing.T) {
	t.Parallel()
	asked := 0
	source := func(context.Context) (string, error) {
		asked++
		return "t", nil
	}
	for range 3 {
		long := Cached(source, time.Hour)
		for range 5 {
			_, err := long(t.Context())
			require.NoError(t, err)
		}
	}
	require.Equal(t, 3, asked)
	short := Cached(source, 0)
	_, _ = short(t.Context())
	_, _ = short(t.Context())
	require.Equal(t, 5, asked)
}

func TestClaimInputOf_KeepsWhatIsInformational(t *testing.T) {
	t.Parallel()
	in := ClaimInputOf(claims.Claim{
		Type: claims.Professional, Frequency: claims.Original, Insurer: 3, PatientAccountNumber: "a", MemberNumber: "m",
		Diagnoses: []codes.Code{{System: codes.ICD10CM, Value: "E119"}},
		Lines: []claims.Line{
			{Sequence: 1, Units: 1, Charge: money.Cents(125), ServiceDate: claims.NewDate(2025, 1, 2)},
			{Sequence: 2, Units: 1, IsInformational: true, ServiceDate: claims.NewDate(1915, 4, 20)},
		},
	})
	text, err := json.Marshal(in)
	require.NoError(t, err)
	require.Equal(t, "PROFESSIONAL", in.Type)
	require.Contains(t, string(text), `"chargeCents":125`)
	require.Equal(t, json.Number(""), in.Lines[1].ChargeCents)
	require.Equal(t, "1915-04-20", in.Lines[1].ServiceDate)
}

func TestClaimsProgress_AsksForSeveralAtOnce(t *testing.T) {
	t.Parallel()
	server, bodies := answering(t,
		`{"data":{"c0":{"id":"a","status":"PAID"},"c1":null}}`, `{"data":{"c0":{"id":"z","status":"PENDED"}}}`)
	ids := make([]string, claimsAtOnce+1)
	for i := range ids {
		ids[i] = string(rune('a' + i))
	}
	found, err := New(server.URL, token, nil).ClaimsProgress(t.Context(), ids)
	require.NoError(t, err)
	require.Len(t, *bodies, 2)
	require.Contains(t, (*bodies)[1], `"variables":{"i0":"z"}`)
	require.Len(t, found, 2)
	require.Equal(t, Paid, found["a"].Status)
	require.Equal(t, Pended, found["z"].Status)
}

func TestClaimsProgress_OfNoneAsksNothing(t *testing.T) {
	t.Parallel()
	server, bodies := answering(t, `{}`)
	found, err := New(server.URL, token, nil).ClaimsProgress(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, found)
	require.Empty(t, *bodies)
}

// What the commands of clearclaim send is a document that servers know.
func TestDocuments_AreWhatIsSent(t *testing.T) {
	t.Parallel()
	server, bodies := answering(t, `{"data":{"submitClaims":{"__typename":"SubmitClaimsSuccess"}}}`)
	client := New(server.URL, token, nil)
	_, err := client.SubmitClaims(t.Context(), SubmitClaims{IdempotencyKey: "k"})
	require.NoError(t, err)
	_, err = client.Claim(t.Context(), "c1")
	require.NoError(t, err)
	_, err = client.ClaimProof(t.Context(), "c1")
	require.NoError(t, err)
	_, err = client.Plan(t.Context(), "11")
	require.NoError(t, err)
	_, err = client.Plan(t.Context(), "p1")
	require.NoError(t, err)
	require.Len(t, *bodies, len(Documents()))
	for i, document := range Documents() {
		text, err := json.Marshal(document)
		require.NoError(t, err)
		require.Contains(t, (*bodies)[i], `"query":`+string(text))
	}
}
