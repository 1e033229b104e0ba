package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/graph"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

const explanations = `query($id: ID!) { claim(id: $id) {
	lines { sequence explanation { hits { rule group carc rarc isPosted sentence remedy } rulesRoot counterfactual { kind line value sentence } } }
	reviews { line rule state finding resolvedBy reasons } } }`

type explained struct {
	Claim *struct {
		Lines []struct {
			Explanation *struct {
				Hits []struct {
					Rule, Group, CARC string
					IsPosted          bool
					Sentence, Remedy  *string
				}
				RulesRoot      string
				Counterfactual []struct {
					Kind, Value, Sentence string
					Line                  int
				}
			}
		}
		Reviews []struct {
			Line                         int
			Rule, State                  string
			Finding, ResolvedBy, Reasons *string
		}
	}
}

func (a *api) explain(principal auth.Principal, id string) explained {
	a.t.Helper()
	got := a.query(principal, explanations, map[string]any{"id": model.GlobalID(model.KindClaim, id)})
	var data explained
	if err := json.Unmarshal(got.Data, &data); err != nil || len(got.Errors) > 0 || data.Claim == nil {
		a.t.Fatalf("%s: got %s", principal.Role, got.Body)
	}
	return data
}

// A claim that repeats another says by which rule each line is denied, what would have
// had to be different, and what would make the line payable.
func TestQuery_ExplainsADeniedLine(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	first := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{})
	repeated := adjudicate.Reason{
		Line: 1, Group: "OA", CARC: "18", Rule: rules.DuplicateExact.String(), RuleVersion: adjudicate.RuleVersion, IsPosted: true,
		Detail: adjudicate.Detail{Claim: first.Claims[0], Line: 1},
	}
	also := adjudicate.Reason{Line: 1, Group: "CO", CARC: "29", Rule: rules.FilingLate.String(), RuleVersion: adjudicate.RuleVersion}
	s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{repeated, also}, adjudicate.Reasons{repeated})
	w.Receive(s, 4, 10)
	for index := range s.Claims {
		w.Determine(s, index, 11, viewstest.DeniedLine(10_000), viewstest.PaidLine(5_000))
	}
	api := serve(t, graph.Config{Views: w.Views})
	for _, principal := range []auth.Principal{viewstest.Anna, viewstest.Insurer1, viewstest.Provider1, viewstest.Auditor} {
		lines := api.explain(principal, string(s.Claims[0])).Claim.Lines
		hits := lines[0].Explanation.Hits
		if len(hits) != 2 || hits[0].Rule != "duplicate.exact" || !hits[0].IsPosted || hits[1].Rule != "filing.late" || hits[1].IsPosted {
			t.Fatalf("%s: got %+v", principal.Role, hits)
		}
		if root := rules.Builtin().Root(); lines[0].Explanation.RulesRoot != fmt.Sprintf("0x%x", root) {
			t.Errorf("%s: decided by %s", principal.Role, lines[0].Explanation.RulesRoot)
		}
		if len(lines[1].Explanation.Hits) != 0 || lines[2].Explanation != nil {
			t.Errorf("%s: got %+v", principal.Role, lines[1:])
		}
		isNamed := hits[0].Remedy != nil && strings.Contains(*hits[0].Remedy, string(first.Claims[0]))
		if want := principal.Role != auth.RoleAuditor; isNamed != want { // it is the same provider's
			t.Errorf("%s: the other claim is named: %t", principal.Role, isNamed)
		}
		if changes := lines[0].Explanation.Counterfactual; len(changes) > 0 {
			t.Errorf("%s: of what is late %+v would change something", principal.Role, changes)
		}
		changes := api.explain(principal, string(s.Claims[1])).Claim.Lines[0].Explanation.Counterfactual
		if principal.Role == auth.RoleAuditor {
			if hits[0].Sentence != nil || len(changes) != 0 {
				t.Errorf("the auditor is shown %+v, %+v", hits, changes)
			}
			continue
		}
		if len(changes) != 1 || changes[0].Kind != "ADD_MODIFIER" || changes[0].Value != "76" || changes[0].Line != 1 ||
			changes[0].Sentence != "Modifier 76 is added." {
			t.Errorf("%s: got %+v", principal.Role, changes)
		}
	}
}

// Every rule that was asked of a line is told with what it found and looked at; the other
// claim is named.
func TestQuery_TracesALine(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	first := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{})
	s := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{})
	w.Receive(s, 4, 10)
	w.Determine(s, 0, 11, viewstest.DeniedLine(10_000), viewstest.PaidLine(5_000))
	api := serve(t, graph.Config{Views: w.Views})
	const query = `query($id: ID!) { claim(id: $id) { lines { explanation { trace { rule ruleVersion outcome claim inputs { name value } } } } } }`
	for _, principal := range []auth.Principal{viewstest.Anna, viewstest.Insurer1, viewstest.Provider1, viewstest.Auditor} {
		got := api.query(principal, query, map[string]any{"id": model.GlobalID(model.KindClaim, string(s.Claims[0]))})
		var data struct {
			Claim struct {
				Lines []struct {
					Explanation *struct {
						Trace []struct {
							Rule, RuleVersion, Outcome string
							Claim                      *string
							Inputs                     []struct{ Name, Value string }
						}
					}
				}
			}
		}
		if err := json.Unmarshal(got.Data, &data); err != nil || len(got.Errors) > 0 {
			t.Fatalf("%s: %s", principal.Role, got.Body)
		}
		trace := data.Claim.Lines[0].Explanation.Trace
		if principal.Role == auth.RoleAuditor {
			if len(trace) > 0 {
				t.Errorf("the auditor is shown %+v", trace)
			}
			continue
		}
		outcomes := map[string]string{}
		for _, step := range trace {
			outcomes[step.Rule] = step.Outcome
			if step.RuleVersion != adjudicate.RuleVersion {
				t.Errorf("%s: rules of version %s", principal.Role, step.RuleVersion)
			}
			isNamed := step.Claim != nil && *step.Claim == model.GlobalID(model.KindClaim, string(first.Claims[0]))
			if want := step.Rule == "duplicate.exact"; isNamed != want {
				t.Errorf("%s: %s names the other claim: %t", principal.Role, step.Rule, isNamed)
			}
		}
		if outcomes["duplicate.exact"] != "HIT" || outcomes["eligibility.before-coverage"] != "PASSED" {
			t.Errorf("%s: got %v", principal.Role, outcomes)
		}
	}
}

func TestQuery_ShowsReviews(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	first := w.Accept(2, "anna", store.StageClean, adjudicate.Reasons{})
	s := w.Accept(1, "anna", store.StagePended, adjudicate.Reasons{})
	detail := adjudicate.Detail{Claim: first.Claims[0], Line: 1}
	w.Clear("anna", w.Ask("anna", s.Claims[0], 1, rules.DuplicateSuspect, detail), "two visits")
	w.Ask("anna", s.Claims[0], 2, rules.SignalImpossibleDay, adjudicate.Detail{Found: 1500, Limit: 1440})
	api := serve(t, graph.Config{Views: w.Views})
	for _, principal := range []auth.Principal{viewstest.Anna, viewstest.Insurer1, viewstest.Provider1, viewstest.Auditor} {
		got := api.explain(principal, string(s.Claims[0])).Claim.Reviews
		if len(got) != 2 || got[0].State != "CLEARED" || got[1].State != "OPEN" || got[1].Rule != "signal.impossible-day" {
			t.Fatalf("%s: got %+v", principal.Role, got)
		}
		if principal.Role == auth.RoleProvider {
			// Whose the other claim is, or that there is one, is not the provider's to know.
			if got[0].Rule != "review" || *got[0].Finding != "The insurer has a person look at this line." || got[0].Reasons != nil || got[0].ResolvedBy != nil {
				t.Errorf("%s: got %+v", principal.Role, got[0])
			}
			continue
		}
		isAuditor := principal.Role == auth.RoleAuditor
		if (got[0].Reasons == nil) != isAuditor || (got[1].Finding == nil) != isAuditor || got[1].Reasons != nil {
			t.Errorf("%s: got %+v", principal.Role, got)
		}
		if (got[0].ResolvedBy != nil) != (principal.Role == auth.RoleInsurer) {
			t.Errorf("%s: resolved by %v", principal.Role, got[0].ResolvedBy)
		}
	}
}

const queue = `query($after: String, $rule: String) { reviewQueue(first: 2, after: $after, filter: {rule: $rule}) {
	nodes { claim { id } review { line rule state finding } } edges { cursor node { review { line } } } pageInfo { hasNextPage endCursor } } }`

type queued struct {
	ReviewQueue struct {
		Nodes []struct {
			Claim  struct{ ID string }
			Review struct{ Rule, State string }
		}
		PageInfo struct {
			HasNextPage bool
			EndCursor   *string
		}
	}
}

// The insurer sees what waits longest first, of its own claims alone.
func TestReviewQueue_PagesThroughTheInsurersOwn(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	s := w.Accept(1, "anna", store.StagePended, adjudicate.Reasons{}, adjudicate.Reasons{})
	other := w.Accept(1, "ben", store.StagePended, adjudicate.Reasons{})
	w.Ask("anna", s.Claims[1], 1, rules.DuplicateSuspect, adjudicate.Detail{})
	w.Ask("anna", s.Claims[0], 1, rules.SignalImpossibleDay, adjudicate.Detail{})
	w.Ask("anna", s.Claims[0], 2, rules.DuplicateSuspect, adjudicate.Detail{})
	w.Ask("ben", other.Claims[0], 1, rules.DuplicateSuspect, adjudicate.Detail{})
	w.Clear("anna", w.Ask("anna", s.Claims[1], 2, rules.DuplicateSuspect, adjudicate.Detail{}), "apart")
	api := serve(t, graph.Config{Views: w.Views})
	page := func(variables map[string]any, want ...string) queued {
		t.Helper()
		got := api.query(viewstest.Insurer1, queue, variables)
		var data queued
		if err := json.Unmarshal(got.Data, &data); err != nil || len(got.Errors) > 0 {
			t.Fatal(got.Body)
		}
		var seen []string
		for _, node := range data.ReviewQueue.Nodes {
			seen = append(seen, model.IDOf(model.KindClaim, node.Claim.ID)+" "+node.Review.Rule)
		}
		if strings.Join(seen, "\n") != strings.Join(want, "\n") {
			t.Errorf("got %v, want %v", seen, want)
		}
		return data
	}
	suspect, signal := " duplicate.suspect", " signal.impossible-day"
	first := page(nil, string(s.Claims[1])+suspect, string(s.Claims[0])+signal)
	if !first.ReviewQueue.PageInfo.HasNextPage {
		t.Error("there is no other page")
	}
	page(map[string]any{"after": *first.ReviewQueue.PageInfo.EndCursor}, string(s.Claims[0])+suspect)
	page(map[string]any{"rule": "signal.impossible-day"}, string(s.Claims[0])+signal)
	page(map[string]any{"rule": "no.such"})
	for _, principal := range []auth.Principal{viewstest.Provider1, viewstest.Anna, viewstest.Auditor, viewstest.Operator} {
		if got := api.query(principal, queue, nil); got.code() != errs.Forbidden {
			t.Errorf("%s: got %s", principal.Role, got.Body)
		}
	}
	if got := api.query(viewstest.Insurer1, queue, map[string]any{"after": "x"}); got.code() != errs.CursorInvalid {
		t.Errorf("got %s", got.Body)
	}
}

// A counterfactual decides the claim again and again: a page of them is too much.
func TestQuery_CounterfactualsOfManyClaimsAreTooComplex(t *testing.T) {
	t.Parallel()
	api := serve(t, graph.Config{Views: viewstest.New(t).Views})
	const query = `{ claims(first: %d) { nodes { lines { explanation { counterfactual { kind } } } } } }`
	if got := api.query(viewstest.Anna, fmt.Sprintf(query, 10), nil); len(got.Errors) > 0 {
		t.Errorf("ten: %s", got.Body)
	}
	if got := api.query(viewstest.Anna, fmt.Sprintf(query, 100), nil); got.code() != errs.QueryTooComplex {
		t.Errorf("a hundred: %s", got.Body)
	}
}
