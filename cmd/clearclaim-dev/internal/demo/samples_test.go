package demo

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
	"github.com/clearclaim/clearclaim/samples"
)

var today = claims.NewDate(2026, 1, 15)

func loadAll(t *testing.T) sampleSet {
	t.Helper()
	set, err := loadSamples(samples.Files)
	require.NoError(t, err)
	require.NotEmpty(t, set.cases)
	require.NotEmpty(t, set.rejected)
	return set
}

// offline is the engine without chain and database: what the samples expect must
// follow from the rules alone.
type offline struct {
	plans    map[string]coverage.Plan
	members  map[string]member
	accounts map[string]benefits.Accumulators // by member
	families map[string]benefits.Accumulators // by family
	seen     map[string]bool                  // line keys of claims that stand
	rules    *rules.Set
	past     map[string][]adjudicate.Past // by member
}

func newOffline(t *testing.T, parties parties) *offline {
	t.Helper()
	engine := &offline{
		plans: make(map[string]coverage.Plan), members: make(map[string]member),
		accounts: make(map[string]benefits.Accumulators), families: make(map[string]benefits.Accumulators),
		seen: make(map[string]bool), past: make(map[string][]adjudicate.Past),
	}
	if parties.Rules != "" {
		files, err := ruleFiles(samples.Files, parties.Rules)
		require.NoError(t, err)
		set, faults := rules.Parse(files)
		require.Empty(t, faults)
		engine.rules = set
	}
	for _, plan := range parties.Plans {
		engine.plans[plan.Key] = planOf(t, plan.File, plan.FeeSchedule)
	}
	for _, member := range parties.Members {
		engine.members[member.MemberNumber] = member
	}
	return engine
}

func planOf(t *testing.T, file, scheduleFile string) coverage.Plan {
	t.Helper()
	var document apiclient.PublishPlan
	require.NoError(t, readJSON(samples.Files, file, &document))
	plan := coverage.Plan{
		Name:                    document.Name,
		Deductible:              coverage.LimitOf(money.Cents(document.DeductibleCents)),
		FamilyDeductible:        limitOf(document.FamilyDeductibleCents),
		OutOfPocketMax:          limitOf(document.OutOfPocketMaxCents),
		FamilyOutOfPocketMax:    limitOf(document.FamilyOutOfPocketMaxCents),
		EvidenceDeadlineSeconds: uint32(document.EvidenceDeadlineSeconds),
		Clocks: coverage.Clocks{
			PromptPayDays: uint16(document.PromptPayDays), AppealDays: uint16(document.AppealDays),
			AppealDecisionDays: uint16(document.AppealDecisionDays), RecoveryNoticeDays: uint16(document.RecoveryNoticeDays),
		},
	}
	if given := document.Coordination; given != nil {
		plan.Coordination = coverage.Coordination{Method: methods[given.Method], Allowable: coverage.AllowableRule(strings.ToLower(given.Allowable))}
	}
	for _, class := range document.Classes {
		plan.Classes = append(plan.Classes, coverage.Class{
			Name: class.Name, IsCovered: class.IsCovered, IsDeductibleApplied: class.IsDeductibleApplied,
			IsOutOfPocketApplied: class.IsOutOfPocketApplied == nil || *class.IsOutOfPocketApplied,
			Coinsurance:          money.BasisPoints(class.CoinsuranceBasisPoints), Copay: money.Cents(class.CopayCents),
		})
	}
	csv, err := fs.ReadFile(samples.Files, scheduleFile)
	require.NoError(t, err)
	schedule, faults := pricing.ParseSchedule(string(csv), plan.ClassNames())
	require.Empty(t, faults)
	plan.FeeSchedule = schedule
	require.Empty(t, plan.Validate())
	return plan
}

var methods = map[string]coverage.CoordinationMethod{
	"TRADITIONAL": coverage.Traditional, "NON_DUPLICATION": coverage.NonDuplication, "MAINTENANCE_OF_BENEFITS": coverage.MaintenanceOfBenefits,
}

// othersOf returns what is known of a member's other coverages, nil where nothing is.
func othersOf(t *testing.T, m member) *adjudicate.Coordination {
	t.Helper()
	if len(m.OtherCoverages) == 0 {
		return nil
	}
	known := &adjudicate.Coordination{Own: factsOf(t, m.Own)}
	for _, given := range m.OtherCoverages {
		other := adjudicate.OtherCoverage{Coverage: factsOf(t, given.Facts)}
		other.ID = given.Payer
		var err error
		other.Span.Start, err = claims.ParseDate(given.StartDate)
		require.NoError(t, err)
		known.Others = append(known.Others, other)
	}
	require.Empty(t, known.Validate())
	return known
}

func factsOf(t *testing.T, in apiclient.CoverageFacts) cob.Coverage {
	t.Helper()
	facts := cob.Coverage{Subscriber: in.Subscriber, Standing: cob.Active, Employees: in.Employees}
	require.NoError(t, facts.Kind.UnmarshalText([]byte(strings.ToLower(in.Kind))))
	require.NoError(t, facts.Relationship.UnmarshalText([]byte(strings.ToLower(in.Relationship))))
	var err error
	facts.Since, err = claims.ParseDate(in.Since)
	require.NoError(t, err)
	if in.Birthday != nil {
		facts.Birthday = cob.MonthDay{Month: time.Month(in.Birthday.Month), Day: in.Birthday.Day}
	}
	return facts
}

func limitOf(cents *int64) coverage.Limit {
	if cents == nil {
		return coverage.Unlimited
	}
	return coverage.LimitOf(money.Cents(*cents))
}

// claimOf reads an input back into the domain, as the API does but for what is no whole
// number of cents.
func claimOf(t *testing.T, in apiclient.ClaimInput) claims.Claim {
	t.Helper()
	in.Lines = slices.Clone(in.Lines)
	for i := range in.Lines {
		if _, err := in.Lines[i].ChargeCents.Int64(); err != nil && in.Lines[i].ChargeCents != "" {
			in.Lines[i].ChargeCents = "0"
		}
	}
	claim, err := in.Claim()
	require.NoError(t, err)
	claim.Insurer, claim.Provider = 1, 1
	return claim
}

// determine gives the determination of a step from the rules alone.
func (o *offline) determine(t *testing.T, step step) (claims.Claim, remit.Remittance) {
	t.Helper()
	claim := claimOf(t, step.claim)
	claim.Provider = max(1, map[string]claims.ProviderID{"hospital": 2, "supplier": 3}[step.Provider])
	require.Empty(t, edits.Validate(claim, today, o.rules))
	member, ok := o.members[claim.MemberNumber]
	require.True(t, ok, "member %s is not enrolled", claim.MemberNumber)
	plan := o.plans[member.Plan]
	require.Empty(t, adjudicate.CheckBenefitYear(claim, plan))
	covered := coverageOf(t, member)
	input := adjudicate.Input{Claim: claim, Plan: plan, Coverage: covered, DuplicateLines: o.duplicates(claim), Rules: o.rules, History: o.past[claim.MemberNumber], Coordination: othersOf(t, member)}
	assessed, err := adjudicate.Assess(input)
	require.NoError(t, err)
	require.Equal(t, step.Attach == "" && !step.PendsUntilDeadline && step.Clear == "", assessed.IsClean())
	if !assessed.IsClean() {
		input.EvidenceReceived = make(map[string]bool)
		input.EvidenceOverdue = make(map[string]bool)
		for _, need := range assessed.EvidenceNeeded {
			input.EvidenceReceived[need.Kind] = step.Attach != ""
			input.EvidenceOverdue[need.Kind] = step.PendsUntilDeadline
		}
		for _, need := range assessed.ReviewsNeeded {
			input.Reviews = append(input.Reviews, adjudicate.Review{Line: need.Line, Rule: need.Rule, IsCleared: step.Clear != ""})
		}
		assessed, err = adjudicate.Assess(input)
		require.NoError(t, err)
	}
	results := o.post(t, member, plan, assessed)
	o.remember(claim, results)
	remittance, err := remit.New(remit.Determination{
		Claim: claim, Reasons: assessed.Reasons, Results: results,
		Ledger: adjudicate.Ledger{Plan: plan, Year: assessed.Year.Span, ServiceDate: assessed.ServiceDate, Rules: o.rules, Provider: input.Provider},
	})
	require.NoError(t, err)
	return claim, remittance
}

// remember has later claims of the member looked at beside this one.
func (o *offline) remember(claim claims.Claim, results []benefits.LineResult) {
	past := adjudicate.PastOf(claims.ID(claim.PatientAccountNumber), &claim)
	for i := range past.Lines {
		past.Lines[i].IsDenied = results[i].IsDenied()
	}
	o.past[claim.MemberNumber] = append(o.past[claim.MemberNumber], past)
}

func coverageOf(t *testing.T, m member) coverage.Coverage {
	t.Helper()
	start, err := claims.ParseDate(m.StartDate)
	require.NoError(t, err)
	end, err := claims.ParseDate(m.EndDate)
	require.NoError(t, err)
	span := claims.Span{Start: start, End: end}
	covered := coverage.Coverage{
		MemberNumber: m.MemberNumber, Plan: 1, Span: span, Family: m.FamilyNumber,
		Years: []coverage.Year{{ID: 1, Span: span}},
	}
	if m.FamilyNumber != "" {
		covered.Years[0].FamilyYear = 1
	}
	require.Empty(t, covered.Validate())
	return covered
}

func (o *offline) duplicates(claim claims.Claim) map[int]bool {
	duplicates := make(map[int]bool)
	for _, line := range claim.Lines {
		duplicates[line.Sequence] = line.IsAdjudicated() && o.seen[string(adjudicate.LineKey(claim, line))]
	}
	for _, line := range claim.Lines {
		o.seen[string(adjudicate.LineKey(claim, line))] = true
	}
	return duplicates
}

func (o *offline) post(
	t *testing.T, m member, plan coverage.Plan, assessed adjudicate.Assessment,
) []benefits.LineResult {
	t.Helper()
	account := o.accounts[m.MemberNumber]
	if m.FamilyNumber != "" {
		family := o.families[m.FamilyNumber]
		account.HasFamily = true
		account.FamilyDeductible, account.FamilyOutOfPocket = family.FamilyDeductible, family.FamilyOutOfPocket
	}
	facts := benefits.Facts{
		Year: assessed.Year.Span, ServiceDate: assessed.ServiceDate, ReceiptDate: today, IsProviderCredentialed: true,
		HasPriorPayers: len(assessed.Priors) > 0,
	}
	results, after, err := benefits.Determine(plan, facts, account, assessed.BenefitLines())
	require.NoError(t, err)
	o.accounts[m.MemberNumber] = after
	if m.FamilyNumber != "" {
		o.families[m.FamilyNumber] = after
	}
	return results
}

// shownAs writes a remittance as the API shows it.
func shownAs(claim claims.Claim, r remit.Remittance) *apiclient.Claim {
	shown := &apiclient.Claim{
		Status: apiclient.Paid, ChargeCents: r.Charge.Cents(), AllowedCents: centsOf(r.Allowed),
		PaidCents: centsOf(r.Paid), PatientResponsibilityCents: centsOf(r.PatientResponsibility),
	}
	if r.IsDenied {
		shown.Status = apiclient.Denied
	}
	for i, line := range r.Lines {
		shownLine := apiclient.Line{
			Sequence: line.Sequence, ChargeCents: claim.Lines[i].Charge.Cents(), IsInformational: line.IsInformational,
			IsDenied: &line.IsDenied, AllowedCents: centsOf(line.Allowed), PaidCents: centsOf(line.Paid),
			PatientResponsibilityCents: centsOf(line.PatientResponsibility),
		}
		for _, a := range line.Adjustments {
			shownLine.Adjustments = append(shownLine.Adjustments, apiclient.Adjustment{
				Group: string(a.Group), CARC: a.CARC, RARC: a.RARC, AmountCents: a.Amount.Cents(),
			})
		}
		shown.Lines = append(shown.Lines, shownLine)
	}
	return shown
}

func centsOf(amount money.Amount) *int64 {
	cents := amount.Cents()
	return &cents
}

func TestSamples_ExpectationsFollowFromTheRules(t *testing.T) {
	t.Parallel()
	set := loadAll(t)
	for _, c := range set.cases {
		t.Run(c.folder, func(t *testing.T) {
			t.Parallel()
			engine := newOffline(t, set.parties)
			require.NotEmpty(t, c.Title)
			require.NotEmpty(t, c.Why)
			for _, step := range c.Steps {
				claim, remittance := engine.determine(t, step)
				require.Empty(t, step.Expect.differences(shownAs(claim, remittance)), step.Submit)
			}
		})
	}
}

func TestSamples_CasesCoverWhatTheyPromise(t *testing.T) {
	t.Parallel()
	reasons := make(map[string]bool)
	var formats []string
	for _, c := range loadAll(t).cases {
		for _, step := range c.Steps {
			for _, line := range step.Expect.Lines {
				for _, adjustment := range line.Adjustments {
					reasons[adjustment.Group+"-"+adjustment.CARC] = true
				}
			}
			text, err := fs.ReadFile(samples.Files, "cases/"+c.folder+"/"+step.Submit)
			require.NoError(t, err)
			var head struct{ ResourceType string }
			require.NoError(t, json.Unmarshal(text, &head))
			formats = append(formats, head.ResourceType)
		}
	}
	for _, reason := range []string{"CO-45", "CO-226", "PR-1", "PR-2", "PR-3", "PR-26", "PR-27", "PR-96", "OA-18", "CO-236", "CO-151", "OA-22", "OA-23", "PR-275"} {
		require.True(t, reasons[reason], reason)
	}
	require.Contains(t, formats, "Bundle")
	require.Contains(t, formats, "")
}

// A rejected sample has the faults that it promises. What cannot be said in the
// domain (a fraction of a cent) and what only the coverages tell is left out.
func TestSamples_RejectedClaimsHaveTheirFaults(t *testing.T) {
	t.Parallel()
	set := loadAll(t)
	outside := []string{string(errs.AmountFractional), string(errs.NotInsured)}
	for _, sample := range set.rejected {
		t.Run(sample.name, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, sample.Expect)
			faults := edits.Validate(claimOf(t, sample.Claim), today, nil)
			for _, want := range sample.Expect {
				if slices.Contains(outside, want.Code) {
					continue
				}
				require.True(t, slices.ContainsFunc(faults, func(f *errs.Fault) bool {
					return string(f.Code) == want.Code && f.Path == want.Path
				}), "no %s at %s in %v", want.Code, want.Path, faults)
			}
		})
	}
}

// The samples name no code of a licensed code set.
func TestSamples_CodesAreFree(t *testing.T) {
	t.Parallel()
	for _, c := range loadAll(t).cases {
		for _, step := range c.Steps {
			for _, line := range step.claim.Lines {
				system := codes.System(line.Procedure.System)
				require.Contains(t, []codes.System{codes.HCPCS, codes.Synthetic}, system)
				require.False(t, system == codes.HCPCS && line.Procedure.Code[0] == 'D', "a CDT code")
			}
		}
	}
}

func TestSamples_MembersAreUsedByOneCase(t *testing.T) {
	t.Parallel()
	caseOf := make(map[string]string)
	for _, c := range loadAll(t).cases {
		for _, step := range c.Steps {
			number := step.claim.MemberNumber
			require.Contains(t, []string{"", c.folder}, caseOf[number], "cases run at the same time")
			caseOf[number] = c.folder
		}
	}
}
