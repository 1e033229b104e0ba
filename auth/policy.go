package auth

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/cedar-policy/cedar-go"

	"github.com/clearclaim/clearclaim/claims"
)

// Action is something a principal may be allowed to do.
type Action string

// The actions. Their names are those of the API's mutations and, for reading, of
// what is read; policies.cedar names each of them.
const (
	ActionRegisterInsurer  Action = "registerInsurer"
	ActionPublishPlan      Action = "publishPlan"
	ActionRegisterProvider Action = "registerProvider"
	ActionEnrolCoverage    Action = "enrolCoverage"
	// ActionRegisterAuthorization keeps a prior authorization that an insurer gave.
	ActionRegisterAuthorization Action = "registerAuthorization"
	ActionFundEscrow            Action = "fundEscrow"
	ActionPrepareSubmission     Action = "prepareSubmission"
	// ActionEstimateClaim asks what a claim would give, for a provider or about a patient.
	ActionEstimateClaim  Action = "estimateClaim"
	ActionSubmitClaims   Action = "submitClaims"
	ActionAttachEvidence Action = "attachEvidence"

	// ActionReplaceClaim and ActionVoidClaim are done to the claim that is corrected,
	// beside submitting the correction.
	ActionReplaceClaim Action = "replaceClaim"
	ActionVoidClaim    Action = "voidClaim"
	ActionReverseClaim Action = "reverseClaim"
	// ActionResolveReview says what a person found of a claim that waits for that.
	ActionResolveReview       Action = "resolveReview"
	ActionAppealDetermination Action = "appealDetermination"
	// ActionMarkOverdue proves that a claim is undecided beyond its clock, and
	// ActionAppealOverdueClaim appeals it as deemed denied.
	ActionMarkOverdue        Action = "markOverdue"
	ActionAppealOverdueClaim Action = "appealOverdueClaim"
	ActionAnswerAppeal       Action = "answerAppeal"
	ActionEscalateAppeal     Action = "escalateAppeal"
	ActionAppointPanel       Action = "appointPanel"
	// ActionSubmitRuling hands in what the members of a panel signed.
	ActionSubmitRuling Action = "submitRuling"

	ActionWithdrawEscrow   Action = "withdrawEscrow"
	ActionReleaseOwed      Action = "releaseOwed"
	ActionSetDailyCap      Action = "setDailyCap"
	ActionApproveAboveCap  Action = "approveAboveCap"
	ActionActivateRecovery Action = "activateRecovery"
	ActionWaiveRecovery    Action = "waiveRecovery"
	ActionSetInsurerPaused Action = "setInsurerPaused"

	// ActionReadDirectory reads what is no secret among participants: insurers, providers, plans.
	ActionReadDirectory Action = "readDirectory"
	// ActionReadClaim reads a claim with everything it says.
	ActionReadClaim Action = "readClaim"
	// ActionReadEvidence reads the documents that were sent for a claim.
	ActionReadEvidence Action = "readEvidence"
	// ActionAuditClaim reads a claim without what names the patient or says what was treated.
	ActionAuditClaim Action = "auditClaim"
	// ActionReadAppeal reads where an appeal stands on the chain, and which claim it is of:
	// nothing of what was submitted.
	ActionReadAppeal Action = "readAppeal"
	// ActionReadRemittance reads the payouts to a provider.
	ActionReadRemittance Action = "readRemittance"
	// ActionReadEscrow reads an insurer's settlement balance.
	ActionReadEscrow Action = "readEscrow"
	// ActionReadCoverage reads a patient's enrolment.
	ActionReadCoverage Action = "readCoverage"
	// ActionReadAccessLog reads who read what concerns a patient.
	ActionReadAccessLog Action = "readAccessLog"
	// ActionGrantConsent lets a provider read a patient's claims of others,
	// ActionRevokeConsent ends that, and ActionReadConsents reads what was granted.
	ActionGrantConsent  Action = "grantConsent"
	ActionRevokeConsent Action = "revokeConsent"
	ActionReadConsents  Action = "readConsents"
	// ActionReadMetrics reads what became of an insurer's claims, counted.
	ActionReadMetrics Action = "readMetrics"
)

// Actions returns every action, in the order of their declaration.
func Actions() []Action {
	return []Action{
		ActionRegisterInsurer, ActionPublishPlan, ActionRegisterProvider, ActionEnrolCoverage, ActionRegisterAuthorization, ActionFundEscrow,
		ActionPrepareSubmission, ActionEstimateClaim, ActionSubmitClaims, ActionAttachEvidence,
		ActionReplaceClaim, ActionVoidClaim, ActionReverseClaim, ActionResolveReview, ActionAppealDetermination, ActionMarkOverdue,
		ActionAppealOverdueClaim, ActionAnswerAppeal, ActionEscalateAppeal, ActionAppointPanel, ActionSubmitRuling,
		ActionWithdrawEscrow, ActionReleaseOwed, ActionSetDailyCap, ActionApproveAboveCap, ActionActivateRecovery,
		ActionWaiveRecovery, ActionSetInsurerPaused,
		ActionReadDirectory, ActionReadClaim, ActionReadEvidence, ActionAuditClaim, ActionReadAppeal, ActionReadRemittance, ActionReadEscrow, ActionReadCoverage, ActionReadAccessLog,
		ActionGrantConsent, ActionRevokeConsent, ActionReadConsents, ActionReadMetrics,
	}
}

// Resource is what an action is done to, by the parties that it belongs to. What
// does not apply is zero, and a zero matches nobody.
type Resource struct {
	Insurer        claims.InsurerID
	Provider       claims.ProviderID
	PatientSubject string
	// SharedWith is the provider that the patient lets read it now.
	SharedWith claims.ProviderID
}

//go:embed policies.cedar
var policyText []byte

// Policy decides what a principal may do. It is safe for concurrent use.
type Policy struct {
	policies *cedar.PolicySet
}

// NewPolicy reads the embedded policies.
func NewPolicy() (*Policy, error) {
	policies, err := cedar.NewPolicySetFromBytes("policies.cedar", policyText)
	if err != nil {
		return nil, fmt.Errorf("reading the policies: %w", err)
	}
	return &Policy{policies: policies}, nil
}

// Allow returns nil when the context's principal may do the action to the
// resource. Whatever no policy permits is forbidden.
//
// Errors: [ErrUnauthenticated] without a principal, [ErrForbidden].
func (p *Policy) Allow(ctx context.Context, action Action, resource Resource) error {
	principal, ok := PrincipalFrom(ctx)
	if !ok || !principal.isWhole() {
		return ErrUnauthenticated
	}
	asking, asked := principalEntity(principal), resourceEntity(resource)
	request := cedar.Request{
		Principal: asking.UID,
		Action:    cedar.NewEntityUID("Action", cedar.String(action)),
		Resource:  asked.UID,
		Context:   cedar.NewRecord(nil),
	}
	decision, diagnostic := cedar.Authorize(p.policies, pair{asking, asked}, request)
	if decision != cedar.Allow || len(diagnostic.Errors) > 0 {
		return ErrForbidden
	}
	return nil
}

// pair is the two entities that a decision needs.
type pair [2]cedar.Entity

// Get implements cedar.EntityGetter.
func (p pair) Get(uid cedar.EntityUID) (cedar.Entity, bool) {
	for _, entity := range p {
		if entity.UID == uid {
			return entity, true
		}
	}
	return cedar.Entity{}, false
}

func principalEntity(p Principal) cedar.Entity {
	attributes := cedar.RecordMap{"subject": cedar.String(p.Subject)}
	if number := p.Organization(); number != 0 {
		attributes["number"] = cedar.Long(number)
	}
	return cedar.Entity{
		UID:        cedar.NewEntityUID(entityTypes[p.Role], cedar.String(p.Subject)),
		Attributes: cedar.NewRecord(attributes),
	}
}

// entityTypes gives the Cedar entity type of a principal with a role.
var entityTypes = map[Role]cedar.EntityType{
	RoleProvider: "Provider",
	RoleInsurer:  "Insurer",
	RolePatient:  "Patient",
	RoleAuditor:  "Auditor",
	RoleOperator: "Operator",
}

func resourceEntity(r Resource) cedar.Entity {
	attributes := cedar.RecordMap{}
	if r.Insurer != 0 {
		attributes["insurer"] = cedar.Long(r.Insurer)
	}
	if r.Provider != 0 {
		attributes["provider"] = cedar.Long(r.Provider)
	}
	if r.PatientSubject != "" {
		attributes["patient"] = cedar.String(r.PatientSubject)
	}
	if r.SharedWith != 0 {
		attributes["sharedWith"] = cedar.Long(r.SharedWith)
	}
	return cedar.Entity{UID: cedar.NewEntityUID("Resource", "asked"), Attributes: cedar.NewRecord(attributes)}
}
