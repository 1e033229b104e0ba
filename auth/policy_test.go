package auth_test

import (
	"context"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
)

var (
	provider = auth.Principal{Subject: "p", Role: auth.RoleProvider, Provider: 3}
	insurer  = auth.Principal{Subject: "i", Role: auth.RoleInsurer, Insurer: 3}
	patient  = auth.Principal{Subject: "anna", Role: auth.RolePatient}
	auditor  = auth.Principal{Subject: "a", Role: auth.RoleAuditor}
	operator = auth.Principal{Subject: "o", Role: auth.RoleOperator}
)

// Resources as they stand to provider 3, insurer 3 and the patient "anna".
var (
	nothing = auth.Resource{}
	own     = auth.Resource{Insurer: 3, Provider: 3, PatientSubject: "anna"}
	foreign = auth.Resource{Insurer: 4, Provider: 4, PatientSubject: "ben"}
	crossed = auth.Resource{Insurer: 4, Provider: 4, PatientSubject: ""}
)

// never, ofOwn and ofAny say to which resources a role may do an action.
const (
	never = iota
	ofOwn
	ofAny
)

// matrix holds every right; what is not in it is a refusal.
var matrix = map[auth.Action]map[auth.Role]int{
	auth.ActionRegisterInsurer:       {auth.RoleOperator: ofAny},
	auth.ActionPublishPlan:           {auth.RoleInsurer: ofOwn},
	auth.ActionRegisterProvider:      {auth.RoleInsurer: ofOwn},
	auth.ActionEnrolCoverage:         {auth.RoleInsurer: ofOwn},
	auth.ActionRegisterAuthorization: {auth.RoleInsurer: ofOwn},
	auth.ActionFundEscrow:            {auth.RoleInsurer: ofOwn},
	auth.ActionPrepareSubmission:     {auth.RoleProvider: ofOwn},
	auth.ActionSubmitClaims:          {auth.RoleProvider: ofOwn},
	auth.ActionAttachEvidence:        {auth.RoleProvider: ofOwn},

	auth.ActionReplaceClaim:        {auth.RoleProvider: ofOwn},
	auth.ActionVoidClaim:           {auth.RoleProvider: ofOwn},
	auth.ActionReverseClaim:        {auth.RoleInsurer: ofOwn},
	auth.ActionResolveReview:       {auth.RoleInsurer: ofOwn},
	auth.ActionAppealDetermination: {auth.RoleProvider: ofOwn, auth.RolePatient: ofOwn},
	auth.ActionEscalateAppeal:      {auth.RoleProvider: ofOwn, auth.RolePatient: ofOwn},
	auth.ActionMarkOverdue:         {auth.RoleProvider: ofOwn, auth.RolePatient: ofOwn, auth.RoleInsurer: ofOwn},
	auth.ActionAppealOverdueClaim:  {auth.RoleProvider: ofOwn, auth.RolePatient: ofOwn},
	auth.ActionAnswerAppeal:        {auth.RoleInsurer: ofOwn},
	auth.ActionAppointPanel:        {auth.RoleOperator: ofAny},
	auth.ActionSubmitRuling:        {auth.RoleOperator: ofAny},

	auth.ActionWithdrawEscrow:   {auth.RoleInsurer: ofOwn},
	auth.ActionReleaseOwed:      {auth.RoleInsurer: ofOwn, auth.RoleProvider: ofOwn},
	auth.ActionSetDailyCap:      {auth.RoleInsurer: ofOwn},
	auth.ActionApproveAboveCap:  {auth.RoleInsurer: ofOwn},
	auth.ActionActivateRecovery: {auth.RoleInsurer: ofOwn},
	auth.ActionWaiveRecovery:    {auth.RoleInsurer: ofOwn},
	auth.ActionSetInsurerPaused: {auth.RoleInsurer: ofOwn, auth.RoleOperator: ofAny},

	auth.ActionReadDirectory: {
		auth.RoleProvider: ofAny, auth.RoleInsurer: ofAny, auth.RolePatient: ofAny,
		auth.RoleAuditor: ofAny, auth.RoleOperator: ofAny,
	},
	auth.ActionReadClaim:    {auth.RoleProvider: ofOwn, auth.RoleInsurer: ofOwn, auth.RolePatient: ofOwn},
	auth.ActionReadEvidence: {auth.RoleProvider: ofOwn, auth.RoleInsurer: ofOwn, auth.RolePatient: ofOwn},
	auth.ActionAuditClaim:   {auth.RoleAuditor: ofAny},
	auth.ActionReadAppeal: {
		auth.RoleProvider: ofOwn, auth.RoleInsurer: ofOwn, auth.RolePatient: ofOwn, auth.RoleAuditor: ofAny, auth.RoleOperator: ofAny,
	},
	auth.ActionReadAccessLog:  {auth.RolePatient: ofOwn},
	auth.ActionGrantConsent:   {auth.RolePatient: ofOwn},
	auth.ActionRevokeConsent:  {auth.RolePatient: ofOwn},
	auth.ActionReadConsents:   {auth.RolePatient: ofOwn},
	auth.ActionReadMetrics:    {auth.RoleInsurer: ofOwn, auth.RoleAuditor: ofAny},
	auth.ActionEstimateClaim:  {auth.RoleProvider: ofOwn, auth.RolePatient: ofOwn},
	auth.ActionReadRemittance: {auth.RoleProvider: ofOwn, auth.RoleInsurer: ofOwn, auth.RoleAuditor: ofAny},
	auth.ActionReadEscrow:     {auth.RoleInsurer: ofOwn, auth.RoleAuditor: ofAny, auth.RoleOperator: ofAny},
	auth.ActionReadCoverage:   {auth.RoleInsurer: ofOwn, auth.RolePatient: ofOwn},
}

func TestAllow_EveryActionRoleAndResource(t *testing.T) {
	t.Parallel()
	policy := newPolicy(t)
	for _, action := range auth.Actions() {
		rights, ok := matrix[action]
		if !ok {
			t.Errorf("the matrix says nothing of %s", action)
		}
		for _, principal := range []auth.Principal{provider, insurer, patient, auditor, operator} {
			for name, resource := range map[string]auth.Resource{
				"own": own, "foreign": foreign, "crossed": crossed, "nothing": nothing,
			} {
				want := rights[principal.Role] == ofAny || rights[principal.Role] == ofOwn && name == "own"
				err := policy.Allow(auth.WithPrincipal(t.Context(), principal), action, resource)
				if (err == nil) != want {
					t.Errorf("%s %s %s resource: allowed %t, want %t", principal.Role, action, name, err == nil, want)
				}
				if err != nil && errs.CodeOf(err) != errs.Forbidden {
					t.Errorf("%s %s: %v, want FORBIDDEN", principal.Role, action, err)
				}
			}
		}
	}
}

// What is shared with a provider it reads, and does nothing else with.
func TestAllow_WhatIsSharedIsReadAlone(t *testing.T) {
	t.Parallel()
	policy := newPolicy(t)
	shared := foreign
	shared.SharedWith = provider.Provider
	others := foreign
	others.SharedWith = provider.Provider + 1
	for _, action := range auth.Actions() {
		ctx := auth.WithPrincipal(t.Context(), provider)
		isAllowed := policy.Allow(ctx, action, shared) == nil
		if isAllowed != (action == auth.ActionReadClaim || matrix[action][auth.RoleProvider] == ofAny) {
			t.Errorf("%s of what is shared: allowed %t", action, isAllowed)
		}
		if policy.Allow(ctx, action, others) == nil && matrix[action][auth.RoleProvider] != ofAny {
			t.Errorf("%s of what is shared with another is allowed", action)
		}
	}
	if policy.Allow(auth.WithPrincipal(t.Context(), auth.Principal{Subject: "x", Role: auth.RoleInsurer, Insurer: 3}), auth.ActionReadClaim, shared) == nil {
		t.Error("an insurer of a provider's number reads what is shared")
	}
}

func TestAllow_NumbersOfAnotherRoleDoNotCount(t *testing.T) {
	t.Parallel()
	policy := newPolicy(t)
	ctx := auth.WithPrincipal(t.Context(), provider)
	if err := policy.Allow(ctx, auth.ActionReadClaim, auth.Resource{Insurer: 3, Provider: 4}); err == nil {
		t.Error("provider 3 read a claim of insurer 3 and provider 4")
	}
	ctx = auth.WithPrincipal(t.Context(), auth.Principal{Subject: "ben", Role: auth.RoleInsurer, Insurer: 9})
	if err := policy.Allow(ctx, auth.ActionReadClaim, auth.Resource{Insurer: 1, PatientSubject: "ben"}); err == nil {
		t.Error("an insurer read by the subject of a patient")
	}
}

func TestAllow_UnauthenticatedGivenNoWholePrincipal(t *testing.T) {
	t.Parallel()
	policy := newPolicy(t)
	for name, ctx := range map[string]context.Context{
		"none":              t.Context(),
		"empty":             auth.WithPrincipal(t.Context(), auth.Principal{}),
		"no subject":        auth.WithPrincipal(t.Context(), auth.Principal{Role: auth.RoleAuditor}),
		"unknown role":      auth.WithPrincipal(t.Context(), auth.Principal{Subject: "x", Role: "admin"}),
		"no number":         auth.WithPrincipal(t.Context(), auth.Principal{Subject: "x", Role: auth.RoleProvider}),
		"two numbers":       auth.WithPrincipal(t.Context(), auth.Principal{Subject: "x", Role: auth.RoleProvider, Provider: 3, Insurer: 3}),
		"number on patient": auth.WithPrincipal(t.Context(), auth.Principal{Subject: "x", Role: auth.RolePatient, Insurer: 3}),
	} {
		for _, action := range auth.Actions() {
			if err := policy.Allow(ctx, action, own); errs.CodeOf(err) != errs.Unauthenticated {
				t.Errorf("%s: %s gave %v, want UNAUTHENTICATED", name, action, err)
			}
		}
	}
}

func TestPolicies_NameDeclaredActionsAndAllOfThem(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("policies.cedar")
	if err != nil {
		t.Fatal(err)
	}
	named := map[auth.Action]bool{}
	for _, match := range regexp.MustCompile(`Action::"([^"]*)"`).FindAllStringSubmatch(string(text), -1) {
		action := auth.Action(match[1])
		named[action] = true
		if !slices.Contains(auth.Actions(), action) {
			t.Errorf("policies.cedar names %s, which is no action", action)
		}
	}
	for _, action := range auth.Actions() {
		if !named[action] {
			t.Errorf("no policy names %s", action)
		}
	}
}

func BenchmarkAllow(b *testing.B) {
	policy, err := auth.NewPolicy()
	if err != nil {
		b.Fatal(err)
	}
	ctx := auth.WithPrincipal(b.Context(), provider)
	b.ReportAllocs()
	for b.Loop() {
		if err := policy.Allow(ctx, auth.ActionReadClaim, own); err != nil {
			b.Fatal(err)
		}
	}
}

func newPolicy(t *testing.T) *auth.Policy {
	t.Helper()
	policy, err := auth.NewPolicy()
	if err != nil {
		t.Fatal(err)
	}
	return policy
}
