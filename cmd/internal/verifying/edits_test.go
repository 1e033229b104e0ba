package verifying_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/cmd/internal/verifying"
)

// By the sample rules ZX301 is part of ZX302, and there are at most two of it a day.
const editedSchedule = "system,code,class,method,amount,evidence\nsynthetic,ZX301,all,fee,40000,\nsynthetic,ZX302,all,fee,50000,\n"

func sampleRules(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, name := range []string{"manifest.csv", "pairs.csv", "units.csv"} {
		content, err := os.ReadFile(filepath.Join("../../../samples/rules", name))
		require.NoError(t, err)
		files[name] = content
	}
	return files
}

// edited is a plan by whose rules claims of synthetic procedures are decided.
type edited struct {
	plan  coverage.Plan
	rules *rules.Set
}

func newEdited(t *testing.T) edited {
	t.Helper()
	tables, faults := assessing.Parse(sampleRules(t))
	require.Empty(t, faults)
	return edited{plan: planOf(t, sampleRules(t), editedSchedule), rules: tables.Rules}
}

// service is a line of a procedure.
func service(sequence int, code string, units int) claims.Line {
	return claims.Line{
		Sequence: sequence, Procedure: codes.Code{System: codes.Synthetic, Value: code}, ServiceDate: theDay, Units: units,
		Charge: money.Cents(800_00), PlaceOfService: "11", DiagnosisPointers: []int{1},
	}
}

// decide returns what the engine gives for lines of a claim, where the patient had others.
func (e edited) decide(t *testing.T, others []claims.Line, lines ...claims.Line) draft {
	t.Helper()
	span := claims.Span{Start: 1}
	in := adjudicate.Input{
		Claim: claims.Claim{Type: claims.Professional, Frequency: claims.Original, Provider: theProvider, Lines: lines, Diagnoses: []codes.Code{{System: codes.ICD10CM, Value: "M170"}}},
		Plan:  e.plan, Rules: e.rules, Coverage: coverage.Coverage{Span: span, Years: []coverage.Year{{ID: 5, Span: span}}},
	}
	if len(others) > 0 {
		in.History = []adjudicate.Past{adjudicate.PastOf("0198-other", &claims.Claim{Provider: theProvider, Lines: others})}
	}
	a, err := adjudicate.Assess(in)
	require.NoError(t, err)
	require.True(t, a.IsClean())
	made := draft{year: 5, lines: lines}
	_, made.allowances = commitment.SplitLines(a.BenefitLines())
	if len(a.Reasons) > 0 {
		made.reasons = a.Reasons.Canonical()
	}
	return made
}

// withReasons changes the reasons of a draft.
func (d draft) withReasons(t *testing.T, change func(adjudicate.Reasons) adjudicate.Reasons) draft {
	t.Helper()
	reasons := adjudicate.Reasons{}
	if d.reasons != nil {
		var err error
		reasons, err = adjudicate.ParseReasons(d.reasons)
		require.NoError(t, err)
	}
	if reasons = change(reasons); len(reasons) == 0 {
		d.reasons = nil
		return d
	}
	d.reasons = reasons.Canonical()
	return d
}

// withFirst gives the ledger something else of the first line.
func (d draft) withFirst(allowance commitment.Allowance) draft {
	d.allowances = slices.Clone(d.allowances)
	d.allowances[0] = allowance
	return d
}

func (s *settled) edits(t *testing.T, of int, documents verifying.Documents, earlier ...int) *verifying.Edits {
	t.Helper()
	for _, i := range earlier {
		documents.Earlier = append(documents.Earlier, file(t, s.proofs[i]))
	}
	_, edits, err := verifying.CheckDocuments(t.Context(), s.Client, s.Contracts, file(t, s.proofs[of]), documents)
	require.NoError(t, err)
	return edits
}

// editedDocuments are those that a plan's directory has.
func (e edited) documents(t *testing.T) verifying.Documents {
	t.Helper()
	plan := e.plan
	return verifying.Documents{Plan: &plan, Rules: sampleRules(t)}
}

var denied = commitment.Allowance{Class: benefits.ClassDenied}

func TestCheckDocuments_WhatTheRulesGive_IsBorneOut(t *testing.T) {
	t.Parallel()
	e := newEdited(t)
	pair := []claims.Line{service(1, "ZX301", 1), service(2, "ZX302", 1)}
	s := settleDrafts(t, e.plan, []draft{
		e.decide(t, nil, service(1, "ZX301", 1)),
		e.decide(t, nil, pair...),
		e.decide(t, []claims.Line{service(1, "ZX301", 1)}, service(1, "ZX301", 2)), // units of the day, with the first claim's
	})
	for _, test := range []struct {
		name    string
		of      int
		earlier []int
		want    []verifying.LineEdits
	}{
		{"nothing is denied", 0, nil, []verifying.LineEdits{{Sequence: 1, Denial: "None", Hits: []verifying.LineHit{}}}},
		{"a line that is part of another", 1, nil, []verifying.LineEdits{
			{Sequence: 1, Denial: "ByEngine", Hits: []verifying.LineHit{{Rule: "ncci.pair", Group: "CO", CARC: "236", RARC: "N20", IsPosted: true, IsGiven: true}}},
			{Sequence: 2, Denial: "None", Hits: []verifying.LineHit{}},
		}},
		{"units that another claim has", 2, nil, []verifying.LineEdits{{Sequence: 1, Denial: "ByEngine", Hits: []verifying.LineHit{
			{Rule: "mue.units", Group: "CO", CARC: "151", RARC: "N362", IsPosted: true, NotAsked: "other claims"},
		}}}},
		{"units that another claim has, which is there", 2, []int{0}, []verifying.LineEdits{{Sequence: 1, Denial: "ByEngine", Hits: []verifying.LineHit{
			{Rule: "mue.units", Group: "CO", CARC: "151", RARC: "N362", IsPosted: true, IsGiven: true},
		}}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			edits := s.edits(t, test.of, e.documents(t), test.earlier...)
			require.NoError(t, edits.Err())
			require.Empty(t, edits.NotAsked)
			require.Equal(t, test.want, edits.Lines)
			unasked := map[string][]string{}
			for _, row := range edits.Unasked {
				unasked[row.Lacking] = row.Rules
			}
			require.Contains(t, unasked["other claims"], "duplicate.exact")
			require.Contains(t, unasked["birth date"], "procedure.age")
			require.NotContains(t, unasked, "terms of the plan")
			require.NotContains(t, unasked, "documents")
		})
	}
	// What is known of patient and provider is asked, and told to be as it was said.
	known := e.documents(t)
	known.NPI, known.Patient = "1234567893", adjudicate.Patient{BirthDate: claims.NewDate(1970, 1, 1), Sex: rules.Female}
	edits := s.edits(t, 0, known)
	require.Equal(t, []string{"NPI", "birth date", "sex"}, edits.Taken[1:])
	require.Equal(t, "other claims", edits.Unasked[0].Lacking)
	require.Len(t, edits.Unasked, 1)
	// Without the plan's document its terms beyond the ledger's are not known.
	edits = s.edits(t, 1, verifying.Documents{FeeSchedule: editedSchedule, Classes: theClasses, Rules: sampleRules(t)})
	require.NoError(t, edits.Err())
	require.True(t, edits.Lines[0].Hits[0].IsGiven)
	require.True(t, slices.ContainsFunc(edits.Unasked, func(u verifying.UnaskedRules) bool { return u.Lacking == "terms of the plan" }))
}

func TestCheckDocuments_WhatTheRulesDoNotGive_IsTold(t *testing.T) {
	t.Parallel()
	e := newEdited(t)
	one, pair := e.decide(t, nil, service(1, "ZX302", 1)), e.decide(t, nil, service(1, "ZX301", 1), service(2, "ZX302", 1))
	priced := commitment.Allowance{Allowed: money.Cents(400_00)}
	first := func(change func(*adjudicate.Reason)) func(adjudicate.Reasons) adjudicate.Reasons {
		return func(r adjudicate.Reasons) adjudicate.Reasons { change(&r[0]); return r }
	}
	forge := func(rule rules.Rule, detail adjudicate.Detail) func(adjudicate.Reasons) adjudicate.Reasons {
		return func(adjudicate.Reasons) adjudicate.Reasons {
			posting := e.rules.Posting(rule, rules.AnyNetwork, 0)
			return adjudicate.Reasons{{
				Line: 1, Group: posting.Group, CARC: posting.CARC, RARC: posting.RARC, Rule: rule.String(), RuleVersion: adjudicate.RuleVersion, IsPosted: true, Detail: detail,
			}}
		}
	}
	tests := []struct {
		name string
		made draft
		want string
	}{
		{"a denial without a rule", one.withFirst(denied), "line 1: it was denied, and the rules do not deny it"},
		{
			"a denial by a rule that does not hit", one.withFirst(denied).withReasons(t, forge(rules.PlaceInconsistent, adjudicate.Detail{Text: "11"})),
			"line 1: place.inconsistent was found, and the rules do not find it",
		},
		{
			"a limit that the tables lack", one.withFirst(denied).withReasons(t, forge(rules.MUEUnits, adjudicate.Detail{Found: 5, Limit: 1, Indicator: 3})),
			"line 1: mue.units was found, and the rules do not find it",
		},
		{
			"a day beyond the coverage", one.withFirst(denied).withReasons(t, forge(rules.AfterCoverage, adjudicate.Detail{Date: theDay})),
			"line 1: eligibility.after-coverage was found, and the rules do not find it",
		},
		{
			"an authorization that no class needs", one.withFirst(denied).withReasons(t, forge(rules.AuthorizationMissing, adjudicate.Detail{})),
			"line 1: authorization.missing was found, and the rules do not find it",
		},
		{
			"a late claim of a plan without a deadline", one.withFirst(denied).withReasons(t, forge(rules.FilingLate, adjudicate.Detail{Date: theDay})),
			"line 1: filing.late was found, and the rules do not find it",
		},
		{
			"a hit that is left out", pair.withFirst(priced).withReasons(t, func(adjudicate.Reasons) adjudicate.Reasons { return nil }),
			"line 1: ncci.pair was left out: CO-236 N20",
		},
		{"a line that is paid beside its reason", pair.withFirst(priced), "line 1: it was not denied, and the rules deny it"},
		{
			"another code", pair.withReasons(t, first(func(r *adjudicate.Reason) { r.CARC, r.RARC = "50", "" })),
			"line 1: ncci.pair was given CO-50, and the rules give CO-236 N20",
		},
		{
			"another line that it is part of", pair.withReasons(t, first(func(r *adjudicate.Reason) { r.Detail.Line = 3 })),
			"line 1: ncci.pair was found, and the rules do not find it",
		},
		{"nothing allowed", one.withFirst(commitment.Allowance{}), "line 1: nothing was allowed of it, and no rule denies it"},
		{"another class", one.withFirst(commitment.Allowance{Allowed: money.Cents(500_00), Class: 1}), "line 1: it was decided in class 1, and the rules give class 0, counted from 0"},
		{"a reason of a line that is not there", one.withReasons(t, func(adjudicate.Reasons) adjudicate.Reasons {
			return first(func(r *adjudicate.Reason) { r.Line = 9 })(forge(rules.PlaceInconsistent, adjudicate.Detail{})(nil))
		}), "place.inconsistent was found of line 9, which is none that is decided"},
	}
	var drafts []draft
	for _, test := range tests {
		drafts = append(drafts, test.made)
	}
	s := settleDrafts(t, e.plan, drafts)
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := s.edits(t, i, e.documents(t)).Err()
			require.ErrorIs(t, err, verifying.ErrOtherDecision)
			require.Contains(t, err.Error(), test.want)
		})
	}
}

func TestCheckDocuments_RulesThatCannotBeAsked_AreNotAsked(t *testing.T) {
	t.Parallel()
	e := newEdited(t)
	pair := e.decide(t, nil, service(1, "ZX301", 1), service(2, "ZX302", 1))
	unknown := pair
	unknown.reasons = []byte(`["written by hand"]`)
	s := settleDrafts(t, e.plan, []draft{
		pair,
		pair.withReasons(t, func(r adjudicate.Reasons) adjudicate.Reasons { r[0].RuleVersion = "4"; return r }),
		unknown,
	})
	for i, want := range []string{
		"the proof lacks the reasons of the determination", "the claim was decided by rules of version 4, and this program has version " + adjudicate.RuleVersion,
		"the reasons of the determination are not the engine's",
	} {
		p := file(t, s.proofs[i])
		if i == 0 {
			p.Determination.Reasons = ""
		}
		prices, edits, err := verifying.CheckDocuments(t.Context(), s.Client, s.Contracts, p, e.documents(t))
		require.NoError(t, err)
		require.NoError(t, edits.Err())
		require.Equal(t, want, edits.NotAsked)
		require.Empty(t, edits.Lines)
		require.Len(t, prices.Lines, 2)
	}
}

func TestCheckDocuments_OtherTermsThanThePlans_Refused(t *testing.T) {
	t.Parallel()
	e := newEdited(t)
	s := settleDrafts(t, e.plan, []draft{e.decide(t, nil, service(1, "ZX301", 1))})
	for name, change := range map[string]func(*coverage.Plan){
		"a deductible":         func(p *coverage.Plan) { p.Deductible = coverage.LimitOf(money.Cents(1)) },
		"no limit":             func(p *coverage.Plan) { p.OutOfPocketMax = coverage.Unlimited },
		"a class's cost share": func(p *coverage.Plan) { p.Classes = slices.Clone(p.Classes); p.Classes[0].Coinsurance++ },
		"a clock":              func(p *coverage.Plan) { p.PromptPayDays++ },
		"another plan":         func(p *coverage.Plan) { p.ID++ },
		"a coordination": func(p *coverage.Plan) {
			p.Coordination = coverage.Coordination{Method: coverage.Traditional, Allowable: coverage.HigherAllowed}
		},
	} {
		documents := e.documents(t)
		change(documents.Plan)
		_, _, err := verifying.CheckDocuments(t.Context(), s.Client, s.Contracts, file(t, s.proofs[0]), documents)
		require.ErrorIs(t, err, verifying.ErrOtherPlan, name)
	}
}
