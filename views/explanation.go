package views

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/store"
)

// Explanation is why a line is decided as it is, and by which rules.
type Explanation struct {
	// Hits are all rules that hit the line, the posted one first; none until it is determined.
	Hits []Hit
	// RulesRoot names the rule set. EditsRoot, of it and the version of the engine, and
	// FeeScheduleRoot, of the prices, are what the plan names on the chain.
	RulesRoot, EditsRoot, FeeScheduleRoot []byte
	// Coordination is nil until the line is determined, and where nobody paid before.
	Coordination *LineCoordination

	claim    claims.ID
	provider claims.ProviderID // of the claim
	line     int
	// version is that of the rules that the claim is decided by.
	version string
	// decided are all reasons of the claim and hits those of the line, as they stand; only
	// where isDetermined is set.
	decided, hits adjudicate.Reasons
	isDetermined  bool
	// isPayable is set of a line that is determined and not denied.
	isPayable bool
	// isUncredentialed is set where the ledger denied the line for its provider.
	isUncredentialed bool
	// isClear is set where the codes of the claim may be shown.
	isClear bool
	// isUnpriced is set where an edit denied the line, which has no price then.
	isUnpriced bool
}

// Hit is a rule that denied a line, or would have.
type Hit struct {
	Rule, RuleVersion string
	Group, CARC       string
	RARC              *string
	IsPosted          bool
	// Sentence is for the patient and Remedy, what would have had to be different, for the
	// biller; nil for auditors.
	Sentence, Remedy *string
}

// ReviewState is how a review stands.
type ReviewState = store.ReviewState

// Review is what a person has to look at before a line can be decided.
type Review struct {
	Line    int
	Rule    string
	State   ReviewState
	AskedAt time.Time
	// Finding is what the rule found, in a sentence; nil for auditors.
	Finding *string
	// ResolvedAt is nil while it is open, as the two below.
	ResolvedAt *time.Time
	// ResolvedBy is the subject of the person's login, for the insurer alone.
	ResolvedBy *string
	// Reasons are the person's; nil for auditors.
	Reasons *string
}

// RuleStep is a rule that was asked of a line.
type RuleStep struct {
	Rule, RuleVersion string
	Outcome           adjudicate.Outcome
	// Inputs are what the rule looked at.
	Inputs []adjudicate.StepInput
	// Claim is another claim that the line was held against, nil for none or one that is not shown.
	Claim *claims.ID
}

// Change is something that a provider could have coded or sent otherwise.
type Change struct {
	Kind  adjudicate.ChangeKind
	Line  int
	Value string
	// Sentence says it to the biller.
	Sentence string
}

// tables returns the tables of a plan, nil where they are not known here.
func (v *Views) tables(ctx context.Context, plan *coverage.Plan) (*assessing.Tables, error) {
	tables, err := v.config.Rules.Of(ctx, plan)
	if errors.Is(err, assessing.ErrRulesUnknown) {
		return nil, nil //nolint:nilnil // nothing can be looked up in them.
	}
	return tables, err
}

// addExplanations gives each adjudicated line an explanation without hits, unless none is wanted.
func (c *Claim) addExplanations(plan *coverage.Plan, provider claims.ProviderID) {
	if c.isBrief {
		return
	}
	rulesRoot, editsRoot := rulesRootOf(plan)
	prices := pricing.RootOf(plan.FeeSchedule, plan.Prices)
	for i := range c.Lines {
		if line := &c.Lines[i]; !line.IsInformational {
			line.Explanation = &Explanation{
				RulesRoot: rulesRoot[:], EditsRoot: editsRoot[:], FeeScheduleRoot: prices[:],
				claim: c.ID, provider: provider, line: line.Sequence, isClear: true, version: adjudicate.RuleVersion,
			}
		}
	}
}

// addHits explains a line that is determined: what is posted, by the ledger or the
// engine, and what else hit.
func (e *Explanation) addHits(ctx context.Context, d *remit.Determination, line *claims.Line, result benefits.LineResult) {
	e.isUncredentialed = result.Denial == benefits.DenialProviderNotCredentialed
	e.isUnpriced = d.Reasons.IsUnpriced(e.line)
	e.isDetermined, e.isPayable = true, !result.IsDenied()
	e.decided, e.version = d.Reasons, e.versionOf(d.Reasons)
	posted, isPosted := d.Ledger.Explain(line, result, d.Reasons)
	if isPosted {
		if !slices.ContainsFunc(d.Reasons, func(r adjudicate.Reason) bool { return r.Line == e.line && r.Rule == posted.Rule }) {
			posted.RuleVersion = e.version // the ledger's own
		}
		e.hits = append(e.hits, posted)
	}
	for _, reason := range d.Reasons {
		if reason.Line == e.line && reason.Rule != posted.Rule {
			e.hits = append(e.hits, reason)
		}
	}
	for i, reason := range e.hits {
		e.Hits = append(e.Hits, e.hitOf(ctx, reason, isPosted && i == 0))
	}
}

// versionOf returns the version of the rules that a claim was decided by: where nothing hit
// it, and so no reason names one, that which its plan names.
func (e *Explanation) versionOf(decided adjudicate.Reasons) string {
	if len(decided) > 0 {
		return decided[0].RuleVersion
	}
	if version, isKnown := adjudicate.VersionOf([32]byte(e.EditsRoot), [32]byte(e.RulesRoot)); isKnown {
		return version
	}
	return adjudicate.RuleVersion
}

func (e *Explanation) hitOf(ctx context.Context, reason adjudicate.Reason, isPosted bool) Hit {
	reason.Detail = shown(ctx, e.provider, reason)
	sentence, remedy := remit.Because(reason), remit.Remedy(reason)
	hit := Hit{
		Rule: reason.Rule, RuleVersion: reason.RuleVersion, Group: reason.Group, CARC: reason.CARC, IsPosted: isPosted,
		Sentence: &sentence, Remedy: &remedy,
	}
	if reason.RARC != "" {
		hit.RARC = &reason.RARC
	}
	return hit
}

// shown returns what a rule looked at of a claim of owner's as far as who asks may know: a
// provider is not told of a claim that may be another provider's.
func shown(ctx context.Context, owner claims.ProviderID, reason adjudicate.Reason) adjudicate.Detail {
	principal, _ := auth.PrincipalFrom(ctx)
	detail := reason.Detail
	switch known, _ := rules.ParseRule(reason.Rule); {
	case principal.Role != auth.RoleProvider:
	case principal.Provider == owner && reason.IsRepetitionOfOwn():
	case known == rules.DuplicateExact, known == rules.DuplicateSuspect, known == rules.SignalOverlappingStay:
		if detail.Claim != "" {
			detail.Claim, detail.Line = "", 0
		}
	case known == rules.FrequencyReached:
		detail.Found, detail.Date = 0, 0 // of all providers
	}
	return detail
}

// reviewed is what a provider is told of a review of other claims of the patient, which
// may be other providers'.
const reviewed = "review"

// conceal takes from a review what a provider may not know.
func (r *Review) conceal(ctx context.Context) {
	if principal, _ := auth.PrincipalFrom(ctx); principal.Role != auth.RoleProvider {
		return
	}
	r.Reasons = nil // written for the insurer and the patient
	if known, _ := rules.ParseRule(r.Rule); known == rules.DuplicateSuspect || known == rules.SignalOverlappingStay {
		finding := "The insurer has a person look at this line."
		r.Rule, r.Finding = reviewed, &finding
	}
}

// openReviews decrypts what persons had to look at.
func (c *Claim) openReviews(ctx context.Context, key *evidence.PatientKey, rows []store.ReviewView) error {
	principal, _ := auth.PrincipalFrom(ctx)
	for i := range rows {
		row := &rows[i]
		text, err := key.OpenDetail(row.ID, row.Detail)
		if err != nil {
			return fmt.Errorf("opening a review: %w", err)
		}
		var detail adjudicate.Detail
		if err := json.Unmarshal(text, &detail); err != nil {
			return fmt.Errorf("reading a review of claim %s: %w", c.ID, evidence.ErrNotOpened)
		}
		finding := remit.Finding(row.Rule, shown(ctx, c.Provider.ID, adjudicate.Reason{Rule: row.Rule, Detail: detail}))
		review := Review{Line: row.Line, Rule: row.Rule, State: row.State, AskedAt: row.AskedAt.UTC(), Finding: &finding}
		if row.ResolvedAt != nil {
			review.ResolvedAt = instant(row.ResolvedAt.UTC())
		}
		if row.Reasons != nil {
			reasons, err := key.OpenReviewReasons(row.ID, row.Reasons)
			if err != nil {
				return fmt.Errorf("opening a review: %w", err)
			}
			review.Reasons = &reasons
		}
		if principal.Role == auth.RoleInsurer && row.ResolvedBy != "" {
			review.ResolvedBy = &row.ResolvedBy
		}
		review.conceal(ctx)
		c.Reviews = append(c.Reviews, review)
	}
	return nil
}

// Counterfactual returns the smallest change of coding or evidence that would make the
// line of an explanation payable, found by deciding the claim again: nothing where none is
// known, where the line is payable, and for auditors. What is left of the plan's limits is
// not looked at, and what a line was denied for that what is at hand does not give is
// nothing to change.
//
// Errors: [evidence.ErrErased].
func (v *Views) Counterfactual(ctx context.Context, e *Explanation) ([]*Change, error) {
	if e.isPayable {
		return nil, nil
	}
	return once(ctx, counterfactualOf{e.claim, e.line}, func() ([]*Change, error) { return v.search(ctx, e) })
}

func (v *Views) search(ctx context.Context, e *Explanation) (changes []*Change, err error) {
	err = v.decideAgain(ctx, e, func(in adjudicate.Input) error {
		documents, err := v.reads(ctx).DocumentsOfClaim(ctx, e.claim)
		if err != nil {
			return fmt.Errorf("reading the documents of claim %s: %w", e.claim, err)
		}
		ledger := adjudicate.LedgerState{IsProviderCredentialed: !e.isUncredentialed, HasEvidence: len(documents) > 0}
		found, _ := adjudicate.Counterfactual(in, ledger, e.line)
		changes = make([]*Change, len(found))
		for i, change := range found {
			changes[i] = &Change{Kind: change.Kind, Line: change.Line, Value: change.Value, Sentence: remit.Otherwise(change)}
		}
		return nil
	})
	return changes, err
}

// Trace returns every rule that is asked of the line of an explanation, in their order:
// nothing for auditors. Of a line that is determined those hit that hit it then, and what
// else is told is found by deciding the claim again; of another all is, as things stand now.
//
// Errors: [evidence.ErrErased].
func (v *Views) Trace(ctx context.Context, e *Explanation) (steps []*RuleStep, err error) {
	if !e.isRetold() {
		return nil, nil
	}
	trace, err := once(ctx, tracedOf(e.claim), func() ([]adjudicate.Step, error) { return v.trace(ctx, e) })
	if err != nil {
		return nil, err
	}
	if e.isDetermined {
		trace = adjudicate.Retrace(trace, e.line, e.hits)
	}
	for i := range trace {
		if step := &trace[i]; step.Line == e.line {
			steps = append(steps, e.ruleStepOf(ctx, step))
		}
	}
	return steps, nil
}

// trace decides the claim of an explanation again and returns what was asked of all its lines.
func (v *Views) trace(ctx context.Context, e *Explanation) (trace []adjudicate.Step, err error) {
	err = v.decideAgain(ctx, e, func(in adjudicate.Input) error {
		assessment, err := adjudicate.Assess(in)
		trace = assessment.Trace
		return err
	})
	return trace, err
}

func (e *Explanation) ruleStepOf(ctx context.Context, step *adjudicate.Step) *RuleStep {
	detail := shown(ctx, e.provider, adjudicate.Reason{Rule: step.Rule.String(), RuleVersion: e.version, Detail: step.Detail})
	told := &RuleStep{Rule: step.Rule.String(), RuleVersion: e.version, Outcome: step.Outcome, Inputs: detail.Inputs()}
	if detail.Claim != "" {
		told.Claim = &detail.Claim
	}
	return told
}

// isRetold reports whether the claim of an explanation may be decided again: of an
// estimate, whose claim is "", nothing is kept.
func (e *Explanation) isRetold() bool { return e.isClear && e.claim != "" }

// decideAgain opens the claim of an explanation for deciding it again, with what was found
// when it was determined: never for auditors, for a provider without what others did, and
// for a few at a time.
func (v *Views) decideAgain(ctx context.Context, e *Explanation, decide func(adjudicate.Input) error) error {
	if !e.isRetold() {
		return nil
	}
	opened, err := v.assess(ctx, e.claim)
	if err != nil {
		return err
	}
	in := opened.Input
	if principal, _ := auth.PrincipalFrom(ctx); principal.Role == auth.RoleProvider {
		in.History = slices.DeleteFunc(slices.Clone(in.History), func(p adjudicate.Past) bool { return p.Provider != in.Claim.Provider })
	}
	select {
	case v.searching <- struct{}{}:
		defer func() { <-v.searching }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if e.isDetermined {
		if in, err = adjudicate.Recall(in, e.decided); err != nil {
			return err
		}
	}
	return decide(in)
}

// assess opens a claim for deciding it again, as things stand now. What it returns is shared.
func (v *Views) assess(ctx context.Context, id claims.ID) (*assessing.Claim, error) {
	return once(ctx, openedOf(id), func() (*assessing.Claim, error) { return v.openForAssessing(ctx, id) })
}

func (v *Views) openForAssessing(ctx context.Context, id claims.ID) (*assessing.Claim, error) {
	assessor := assessing.Assessor{DB: v.config.DB, Vault: v.config.Vault, Rules: v.config.Rules}
	opened, err := assessor.Open(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("opening claim %s: %w", id, err)
	}
	opened.Input.EvidenceOverdue = make(map[string]bool)
	for _, request := range opened.Requests {
		if request.State == store.RequestOverdue {
			opened.Input.EvidenceOverdue[request.Kind] = true
		}
	}
	return opened, nil
}

// deidentify takes away what says what was treated.
func (e *Explanation) deidentify() {
	e.isClear = false
	for i := range e.Hits {
		e.Hits[i].Sentence, e.Hits[i].Remedy = nil, nil
	}
}
