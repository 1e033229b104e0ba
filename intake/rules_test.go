package intake_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// The head of each file, in the columns of its publisher.
const (
	manifestHead = "file,kind,version,source,licence,start,end\n"
	pairHead     = "Column 1,Column 2,*=in existence prior to 1996,Effective Date,Deletion Date *=no data," +
		"Modifier 0=not allowed 1=allowed 9=not applicable,PTP Edit Rationale\n"
	unitHead = "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n"
)

// ruleFiles are a set in which ZX200 is not paid beside ZX100, and of ZX100 a day has
// so many units.
func ruleFiles(units string) map[string][]byte {
	return map[string][]byte{
		"manifest.csv": []byte(manifestHead + "pairs.csv,ptp-practitioner,1,test,none,2020-01-01,\nunits.csv,mue-practitioner,1,test,none,2020-01-01,\n"),
		"pairs.csv":    []byte(pairHead + "ZX100,ZX200,,20200101,*,1,test\n"),
		"units.csv":    []byte(unitHead + "ZX100," + units + ",2 Date of Service Edit: Policy,test\n"),
	}
}

func (b *bundle) load(t *testing.T, files map[string][]byte) assessing.Loaded {
	t.Helper()
	loaded, faults, err := assessing.Load(t.Context(), b.cfg.DB, b.insurer, files, b.clock())
	must(t, err)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	return loaded
}

// withRules publishes a plan that gets the insurer's set, and moves everybody to it.
func (b *bundle) withRules(t *testing.T, files map[string][]byte) assessing.Loaded {
	t.Helper()
	loaded := b.load(t, files)
	plan, faults, err := b.PublishPlan(b.asInsurer(t), b.planRequest("rules", "With rules"))
	must(t, err)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	storetest.Exec(t, b.url, "UPDATE coverages SET plan_id = $1", int64(plan))
	b.plan = plan
	return loaded
}

func (b *bundle) planDocument(t *testing.T) coverage.Plan {
	t.Helper()
	kept, err := b.cfg.DB.Plan(t.Context(), b.plan)
	must(t, err)
	var plan coverage.Plan
	must(t, json.Unmarshal(kept.Document, &plan))
	return plan
}

func TestPublishPlan_NamesTheInsurersActiveRules(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if before := b.planDocument(t); before.Rules != ([32]byte{}) {
		t.Errorf("a plan without a set names %x", before.Rules)
	}
	loaded := b.withRules(t, ruleFiles("1"))
	if got := b.planDocument(t); got.Rules != loaded.Tables.Rules.Root() || got.Prices != ([32]byte{}) {
		t.Errorf("the plan names %x, %x", got.Rules, got.Prices)
	}
	b.load(t, ruleFiles("2"))
	named := b.planRequest("named", "Named")
	named.Plan.Rules = loaded.Tables.Rules.Root()
	id, _, err := b.PublishPlan(b.asInsurer(t), named)
	must(t, err)
	if b.plan = id; b.planDocument(t).Rules != named.Plan.Rules {
		t.Error("a plan that names its set has another")
	}
}

func TestPublishPlan_RefusesASetThatIsNotThere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	named := b.planRequest("named", "Named")
	named.Plan.Rules = [32]byte{1}
	if _, _, err := b.PublishPlan(b.asInsurer(t), named); !errors.Is(err, assessing.ErrRulesUnknown) {
		t.Errorf("got %v", err)
	}
}

func TestLoad_OfTheSameSetChangesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if !b.load(t, ruleFiles("1")).IsNew || b.load(t, ruleFiles("1")).IsNew {
		t.Error("the first time is new, and the second is not")
	}
	rearranged := ruleFiles("1")
	rearranged["units.csv"] = append([]byte("# another comment\n"), rearranged["units.csv"]...)
	if b.load(t, rearranged).IsNew {
		t.Error("a comment makes another set")
	}
	if got := storetest.Count(t, b.url, "SELECT count(*) FROM insurer_rule_sets"); got != 1 {
		t.Errorf("activated %d times", got)
	}
}

func TestLoad_KeepsTheSetBeforeGivenFaults(t *testing.T) {
	t.Parallel()
	b := setup(t)
	before := b.load(t, ruleFiles("1"))
	faulty := ruleFiles("many")
	faulty["pairs.csv"] = append(faulty["pairs.csv"], "ZX100,ZX200,,20210101,*,1,test\n"...)
	_, faults, err := assessing.Load(t.Context(), b.cfg.DB, b.insurer, faulty, b.clock())
	must(t, err)
	paths := make([]string, 0, len(faults))
	for _, fault := range faults {
		paths = append(paths, fault.Path)
	}
	if got := strings.Join(paths, " "); !strings.Contains(got, "units.csv:2.") || !strings.Contains(got, "pairs.csv:3") {
		t.Errorf("got %s", got)
	}
	active, err := b.cfg.DB.ActiveRules(t.Context(), b.insurer)
	if err != nil || active != before.Tables.ID() {
		t.Errorf("active is %x, %v", active.Root, err)
	}
}

func TestLoad_RefusesAnUnknownInsurer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, _, err := assessing.Load(t.Context(), b.cfg.DB, b.insurer+1, ruleFiles("1"), b.clock()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

// posted returns the rules that a stored claim's lines are denied by.
func (b *bundle) posted(t *testing.T, id claims.ID) (list []string, stage string) {
	t.Helper()
	_, text, stage := b.stored(t, id)
	reasons, err := adjudicate.ParseReasons([]byte(text))
	must(t, err)
	for _, reason := range reasons {
		if reason.IsPosted {
			list = append(list, reason.Rule)
		}
	}
	return list, stage
}

func (b *bundle) wantPosted(t *testing.T, id claims.ID, stage string, want ...string) {
	t.Helper()
	got, gotStage := b.posted(t, id)
	if strings.Join(got, " ") != strings.Join(want, " ") || gotStage != stage {
		t.Errorf("posted %v, %s; want %v, %s", got, gotStage, want, stage)
	}
}

func TestSubmit_EditsByThePlansRules(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withRules(t, ruleFiles("3"))
	answer := b.submit(t, "k", b.draft(1), b.draft(9))
	b.wantPosted(t, answer.Accepted[0].ID, "clean", "ncci.pair")
	b.wantPosted(t, answer.Accepted[1].ID, "clean", "mue.units", "ncci.pair")
}

func TestSubmit_LooksAtThePatientsClaimsBefore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withRules(t, ruleFiles("3"))
	first, second := b.draft(1), b.draft(1)
	first.Claim.Lines, second.Claim.Lines = first.Claim.Lines[:1], second.Claim.Lines[1:]
	second.Claim.Lines[0].Sequence = 1
	b.wantPosted(t, b.submit(t, "k1", first).Accepted[0].ID, "clean")
	b.wantPosted(t, b.submit(t, "k2", second).Accepted[0].ID, "clean", "ncci.pair")
	other := b.draft(1)
	other.Claim.MemberNumber, other.Claim.Lines = otherMember, second.Claim.Lines
	b.wantPosted(t, b.submit(t, "k3", other).Accepted[0].ID, "clean")
}

func TestSubmit_LooksAtTheSameSubmission(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withRules(t, ruleFiles("3"))
	first, second := b.draft(1), b.draft(1)
	first.Claim.Lines, second.Claim.Lines = first.Claim.Lines[:1], second.Claim.Lines[1:]
	second.Claim.Lines[0].Sequence = 1
	answer := b.submit(t, "k", first, second)
	b.wantPosted(t, answer.Accepted[0].ID, "clean")
	b.wantPosted(t, answer.Accepted[1].ID, "clean", "ncci.pair")
	if _, reasons, _ := b.stored(t, answer.Accepted[1].ID); !strings.Contains(reasons, string(answer.Accepted[0].ID)) {
		t.Errorf("the reason does not name the other claim: %s", reasons)
	}
}

// suspect submits two claims that differ in their charge alone.
func (b *bundle) suspect(t *testing.T) claims.ID {
	t.Helper()
	b.submit(t, "s1", b.draft(1))
	b.setClock(b.clock().Add(time.Minute))
	again := b.draft(1)
	again.Claim.Lines = again.Claim.Lines[:1]
	again.Claim.Lines[0].Charge = b.draft(1).Claim.Lines[1].Charge
	return b.submit(t, "s2", again).Accepted[0].ID
}

func TestSubmit_PendsASuspectDuplicate(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.suspect(t)
	b.wantPosted(t, id, "pended")
	if got := storetest.Count(t, b.url, "SELECT count(*) FROM hand_overs WHERE kind = 'pend' AND claim_id = $1", string(id)); got != 1 {
		t.Errorf("handed over %d times", got)
	}
}

// Submissions of two providers for one patient are assessed one after the other, also
// where neither is kept yet when the other begins.
func TestSubmit_LooksAtWhatAnotherProviderSubmitsMeanwhile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	providers := []claims.ProviderID{b.delegated, b.otherProvider(t)}
	answers := make(chan intake.Answer, len(providers))
	storetest.Holding(t, b.url, "LOCK TABLE submissions IN SHARE ROW EXCLUSIVE MODE", func() {
		for i, provider := range providers {
			ctx := b.asProvider(t, provider)
			go func() {
				answer, err := b.Submit(ctx, intake.Submission{IdempotencyKey: "k", Provider: provider, Drafts: []intake.Draft{b.draft(1)}})
				if err != nil {
					t.Error(err)
				}
				answers <- answer
			}()
			storetest.AwaitWaiting(t, b.url, i+1)
		}
	})
	var stages []string
	for range providers {
		answer := <-answers
		if len(answer.Accepted) != 1 {
			t.Fatalf("got %+v", answer)
		}
		_, stage := b.posted(t, answer.Accepted[0].ID)
		stages = append(stages, stage)
	}
	if slices.Sort(stages); !slices.Equal(stages, []string{"clean", "pended"}) {
		t.Errorf("got %v", stages)
	}
}

func TestSubmit_KnowsSexAndAge(t *testing.T) {
	t.Parallel()
	b := setup(t)
	files := map[string][]byte{
		"manifest.csv": []byte(manifestHead + "p.csv,procedures,1,test,none,,\n"),
		"p.csv": []byte("procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes\n" +
			"ZX100,,,,F,,,,,,\nZX200,,,0-17 years,,,,,,,\n"),
	}
	b.withRules(t, files)
	enrolment := b.enrolment("male", "MALE-1")
	enrolment.Patient.Sex = rules.Male
	_, err := b.EnrolCoverage(b.asInsurer(t), enrolment)
	must(t, err)
	draft := b.draft(1)
	draft.Claim.MemberNumber = "MALE-1"
	b.wantPosted(t, b.submit(t, "k", draft).Accepted[0].ID, "clean", "procedure.sex", "procedure.age")
	b.wantPosted(t, b.submit(t, "k2", b.draft(1)).Accepted[0].ID, "clean", "procedure.age")
}

// forget takes the rule sets away, as an installation has them that was set up anew.
func (b *bundle) forget(t *testing.T) {
	t.Helper()
	storetest.Exec(t, b.url, "DELETE FROM insurer_rule_sets")
	storetest.Exec(t, b.url, "DELETE FROM rule_sets")
	b.cfg.Rules = nil
	b.Service = intake.New(b.cfg)
}

func TestSubmit_PendsAClaimWhoseRulesAreUnknown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withRules(t, ruleFiles("3"))
	b.forget(t)
	b.wantPosted(t, b.submit(t, "k", b.draft(1)).Accepted[0].ID, "pended")
}

// A kept set that reads as another one is read once: it may be large, and each claim
// asks for it. One that is not kept is known as soon as it is loaded.
func TestRuleSets_ReadAnUnreadableSetOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	meant, other := b.load(t, ruleFiles("1")).Tables.ID(), b.load(t, ruleFiles("2")).Tables.ID()
	files := storetest.Row(t, b.url, "SELECT files FROM rule_sets WHERE root = $1", meant.Root[:])[0]
	storetest.Exec(t, b.url, "UPDATE rule_sets SET files = (SELECT files FROM rule_sets WHERE root = $2) WHERE root = $1", meant.Root[:], other.Root[:])
	sets := assessing.NewRuleSets(b.cfg.DB)
	if _, err := sets.Named(t.Context(), meant); !errors.Is(err, assessing.ErrRulesUnknown) {
		t.Fatalf("another set's files: %v", err)
	}
	storetest.Exec(t, b.url, "UPDATE rule_sets SET files = $2 WHERE root = $1", meant.Root[:], files)
	if _, err := sets.Named(t.Context(), meant); !errors.Is(err, assessing.ErrRulesUnknown) {
		t.Errorf("it is read again: %v", err)
	}
	if _, err := assessing.NewRuleSets(b.cfg.DB).Named(t.Context(), meant); err != nil {
		t.Errorf("after a start: %v", err)
	}
	tables, faults := assessing.Parse(ruleFiles("3"))
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	if _, err := sets.Named(t.Context(), tables.ID()); !errors.Is(err, assessing.ErrRulesUnknown) {
		t.Errorf("not loaded: %v", err)
	}
	b.load(t, ruleFiles("3"))
	if _, err := sets.Named(t.Context(), tables.ID()); err != nil {
		t.Errorf("just loaded: %v", err)
	}
}

// asked keeps an open review of a claim, as its workflow does.
func (b *bundle) asked(t *testing.T, id claims.ID, rule rules.Rule) {
	t.Helper()
	row := storetest.Row(t, b.url, "SELECT c.patient_id::text, p.wrapped_key FROM claims c JOIN patients p ON p.id = c.patient_id WHERE c.id = $1", string(id))
	key, err := b.cfg.Vault.PatientKey(t.Context(), row[0].(string), row[1].([]byte))
	must(t, err)
	review := store.Review{ID: "00000000-0000-4000-8000-0000000000aa", Line: 1, Rule: rule.String(), AskedAt: b.clock()}
	review.Detail, err = key.SealDetail(review.ID, []byte("{}"))
	must(t, err)
	must(t, b.cfg.DB.InTx(t.Context(), func(tx *store.Tx) error { return tx.AskReview(t.Context(), b.insurer, id, review) }))
}

func (b *bundle) resolution(id claims.ID, rule rules.Rule, isCleared bool) intake.ResolveReview {
	return intake.ResolveReview{
		IdempotencyKey: "r", Claim: id, Line: 1, Rule: rule.String(), IsCleared: isCleared, Reasons: "REASONS-SECRET-1",
	}
}

func TestResolveReview_KeepsWhatWasFoundOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.suspect(t)
	b.asked(t, id, rules.DuplicateSuspect)
	for range 2 {
		got, err := b.ResolveReview(b.asInsurer(t), b.resolution(id, rules.DuplicateSuspect, true))
		if err != nil || got != id {
			t.Fatalf("got %s, %v", got, err)
		}
	}
	rows, err := b.cfg.DB.ReviewsOfClaim(t.Context(), id)
	if err != nil || len(rows) != 1 || rows[0].State != store.ReviewCleared || rows[0].ResolvedBy != "in" || !rows[0].ResolvedAt.Equal(b.clock()) {
		t.Fatalf("got %+v, %v", rows, err)
	}
	if got := storetest.Count(t, b.url, "SELECT count(*) FROM hand_overs WHERE kind = 'review' AND claim_id = $1", string(id)); got != 1 {
		t.Errorf("handed over %d times", got)
	}
	if text := storetest.Text(t, b.url); strings.Contains(text, "REASONS-SECRET-1") {
		t.Error("the reasons stand in the clear")
	}
	other := b.resolution(id, rules.DuplicateSuspect, false)
	if _, err := b.ResolveReview(b.asInsurer(t), other); !errors.Is(err, intake.ErrIdempotencyKeyConflict) {
		t.Errorf("another answer under the same key: %v", err)
	}
	other.IdempotencyKey = "r2"
	if _, err := b.ResolveReview(b.asInsurer(t), other); !errors.Is(err, intake.ErrReviewClosed) {
		t.Errorf("another answer: %v", err)
	}
}

func TestResolveReview_RefusesWhatIsNotAsked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.suspect(t)
	b.asked(t, id, rules.DuplicateSuspect)
	in := b.resolution(id, rules.SignalImpossibleDay, true)
	if _, err := b.ResolveReview(b.asInsurer(t), in); !errors.Is(err, intake.ErrReviewNotFound) {
		t.Errorf("another rule: %v", err)
	}
	if _, err := b.ResolveReview(b.asProvider(t, b.delegated), b.resolution(id, rules.DuplicateSuspect, true)); !errors.Is(err, intake.ErrClaimNotFound) {
		t.Errorf("the provider: %v", err)
	}
	in = b.resolution(id, rules.DuplicateSuspect, true)
	in.Reasons = ""
	if _, err := b.ResolveReview(b.asInsurer(t), in); err == nil {
		t.Error("without reasons")
	}
	if rows, err := b.cfg.DB.ReviewsOfClaim(t.Context(), id); err != nil || rows[0].State != store.ReviewOpen {
		t.Errorf("got %+v, %v", rows, err)
	}
}

func TestResolveReview_DecidesNothingWithoutTheRules(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withRules(t, ruleFiles("3"))
	b.forget(t)
	id := b.submit(t, "k", b.draft(1)).Accepted[0].ID
	b.asked(t, id, rules.NoRules)
	if _, err := b.ResolveReview(b.asInsurer(t), b.resolution(id, rules.NoRules, true)); !errors.Is(err, assessing.ErrRulesUnknown) {
		t.Errorf("without the set: %v", err)
	}
	b.load(t, ruleFiles("3"))
	if got := storetest.Count(t, b.url, "SELECT count(*) FROM hand_overs WHERE kind = 'review' AND claim_id = $1", string(id)); got != 1 {
		t.Errorf("the set is there: handed over %d times", got)
	}
	if _, err := b.ResolveReview(b.asInsurer(t), b.resolution(id, rules.NoRules, false)); !errors.Is(err, intake.ErrReviewNotDeniable) {
		t.Errorf("nothing to deny by: %v", err)
	}
}

// Codes that only the insurer's set has are no fault with it, and one without.
func TestSubmit_KnowsTheCodesOfTheInsurersSet(t *testing.T) {
	t.Parallel()
	b := setup(t)
	draft := b.draft(1)
	draft.Claim.Lines[0].Procedure.Value = "ZX777"
	if answer := b.submit(t, "k", draft); len(answer.Rejected) != 1 {
		t.Fatalf("accepted: %+v", answer)
	}
	b.withRules(t, map[string][]byte{
		"manifest.csv": []byte(manifestHead + "s.csv,synthetic,1,test,none,,\n"),
		"s.csv":        []byte("code,start,end,text\nZX777,,,Another\nZX200,,,Blood count\n"),
	})
	answer := b.submit(t, "k2", draft)
	if len(answer.Accepted) != 1 {
		t.Fatalf("rejected: %+v", answer.Rejected)
	}
	b.wantPosted(t, answer.Accepted[0].ID, "clean", "pricing.no-fee")
}

// ownCodes are a set whose synthetic codes are these.
func ownCodes(values ...string) map[string][]byte {
	table := "code,start,end,text\n"
	for _, value := range values {
		table += value + ",,,text\n"
	}
	return map[string][]byte{
		"manifest.csv": []byte(manifestHead + "s.csv,synthetic,1,test,none,,\n"), "s.csv": []byte(table),
	}
}

// A set that lacks the codes of the one before makes no fault of claims under older plans.
func TestSubmit_KnowsTheCodesOfThePlansSet(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.withRules(t, ownCodes("ZX777", "ZX200"))
	draft := func(units int, code string) intake.Draft {
		d := l.draft(units)
		d.Claim.Lines[0].Procedure.Value = code
		return d
	}
	id, _ := l.determined(t, "before", draft(1, "ZX777"))
	l.load(t, ownCodes("ZX888", "ZX200"))
	replacement := draft(2, "ZX777")
	replacement.Claim.Frequency, replacement.Replaces = claims.Replacement, string(id)
	if answer := l.submit(t, "plan", draft(3, "ZX777"), replacement); len(answer.Accepted) != 2 {
		t.Errorf("codes of the plan's set: %+v", answer.Rejected)
	}
	faulty, unknown := draft(4, "ZX888"), draft(5, "ZX777")
	faulty.Claim.PatientAccountNumber = ""
	unknown.Claim.MemberNumber = "NOBODY"
	answer := l.submit(t, "other", faulty, unknown)
	if got := faultsOf(answer, 0); got != "FIELD_REQUIRED CODE_UNKNOWN" {
		t.Errorf("a code of the active set alone, with another fault: %s", got)
	}
	if got := faultsOf(answer, 1); got != "CODE_UNKNOWN" {
		t.Errorf("a code that is not of the active set, of nobody's plan: %s", got)
	}
}

// faultsOf returns the codes of the faults of a claim that was rejected, by its position.
func faultsOf(answer intake.Answer, index int) string {
	var list []string
	for _, rejected := range answer.Rejected {
		if rejected.Index == index {
			for _, fault := range rejected.Faults {
				list = append(list, string(fault.Code))
			}
		}
	}
	return strings.Join(list, " ")
}

// The ledger is told by which rules and prices a plan's claims are decided.
func TestPublishPlan_TellsTheLedgerOfItsRules(t *testing.T) {
	t.Parallel()
	b := setup(t)
	calldata := func() []byte {
		key := fmt.Sprintf("publish-plan/%d", b.plan)
		return storetest.Row(t, b.url, "SELECT calldata FROM transaction_intents WHERE business_key = $1", key)[0].([]byte)
	}
	builtin := adjudicate.EditsRoot([32]byte{})
	if !bytes.Contains(calldata(), builtin[:]) {
		t.Error("the plan without a set does not name the built-in one")
	}
	loaded := b.withRules(t, ruleFiles("1"))
	root := adjudicate.EditsRoot(loaded.Tables.Rules.Root())
	if !bytes.Contains(calldata(), root[:]) || bytes.Contains(calldata(), builtin[:]) {
		t.Error("the plan does not name its set")
	}
}

// A set with price tables is another set than one without, and its plans name both.
func TestLoad_KeepsPriceTablesApart(t *testing.T) {
	t.Parallel()
	b := setup(t)
	without := b.load(t, ruleFiles("1"))
	with := b.load(t, pricedFiles("basic"))
	if !with.IsNew || with.Tables.ID().Root != without.Tables.ID().Root || with.Tables.Prices == nil {
		t.Fatalf("got %+v", with.Tables.ID())
	}
	plan, _, err := b.PublishPlan(b.asInsurer(t), b.planRequest("priced", "Priced"))
	must(t, err)
	b.plan = plan
	if got := b.planDocument(t); got.Prices != with.Tables.Prices.Root() {
		t.Errorf("the plan names the prices %x", got.Prices)
	}
	storetest.Exec(t, b.url, "UPDATE coverages SET plan_id = $1", int64(plan))
	if _, stage := b.posted(t, b.submit(t, "k", b.draft(1)).Accepted[0].ID); stage != "clean" {
		t.Errorf("the claim is %s", stage)
	}
}

// pricedFiles are ruleFiles("1") with price tables, which name the contract.
func pricedFiles(contract string) map[string][]byte {
	files := ruleFiles("1")
	files["manifest.csv"] = append(files["manifest.csv"], "contracts.csv,contracts,1,test,none,2020-01-01,\n"...)
	files["contracts.csv"] = []byte("network,contract,start,end\nbasic," + contract + ",,\n")
	return files
}

// A plan names a set by its root, and gets the prices of the set too.
func TestPublishPlan_GetsThePricesOfTheSetThatItNames(t *testing.T) {
	t.Parallel()
	b := setup(t)
	publish := func(key string, root [32]byte) (coverage.Plan, error) {
		named := b.planRequest(key, key)
		named.Plan.Rules = root
		id, _, err := b.PublishPlan(b.asInsurer(t), named)
		if err != nil {
			return coverage.Plan{}, err
		}
		b.plan = id
		return b.planDocument(t), nil
	}
	want := func(name string, id store.RulesID) {
		t.Helper()
		plan, err := publish(name, id.Root)
		if err != nil || plan.Rules != id.Root || plan.Prices != id.PriceRoot {
			t.Errorf("%s: the plan names %x, %x, %v", name, plan.Rules, plan.Prices, err)
		}
	}
	priced := b.load(t, pricedFiles("basic")).Tables.ID()
	want("active", priced)
	b.load(t, ruleFiles("2"))
	want("the only one loaded", priced)
	want("built-in", store.RulesID{Root: rules.Builtin().Root()})
	other := b.load(t, pricedFiles("other")).Tables.ID()
	if other.Root != priced.Root || other == priced {
		t.Fatalf("got %x", other)
	}
	want("active of several", other)
	b.load(t, ruleFiles("2"))
	_, err := publish("several", priced.Root)
	var fault *errs.Fault
	if !errors.As(err, &fault) || fault.Path != "rules" {
		t.Errorf("several: %v", err)
	}
}

func TestResolveReview_TakesThePriceThatIsAskedFor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.suspect(t)
	b.asked(t, id, rules.PricingByReport)
	cents := func(n int64) *money.Amount { amount := money.Cents(n); return &amount }
	for _, c := range []struct {
		name      string
		rule      rules.Rule
		isCleared bool
		allowed   *money.Amount
	}{
		{"no price", rules.PricingByReport, true, nil},
		{"a price and not cleared", rules.PricingByReport, false, cents(1)},
		{"a negative price", rules.PricingByReport, true, cents(-1)},
		{"a price beyond what the ledger takes", rules.PricingByReport, true, cents(money.MaxCents + 1)},
		{"a price of another rule", rules.DuplicateSuspect, true, cents(1)},
	} {
		in := b.resolution(id, c.rule, c.isCleared)
		in.Allowed = c.allowed
		if _, err := b.ResolveReview(b.asInsurer(t), in); err == nil {
			t.Errorf("%s is taken", c.name)
		}
	}
	in := b.resolution(id, rules.PricingByReport, true)
	in.Allowed = cents(4200)
	if _, err := b.ResolveReview(b.asInsurer(t), in); err != nil {
		t.Fatal(err)
	}
	rows, err := b.cfg.DB.ReviewsOfClaim(t.Context(), id)
	at := slices.IndexFunc(rows, func(r store.Review) bool { return r.Rule == rules.PricingByReport.String() })
	if err != nil || at < 0 || rows[at].Allowed != money.Cents(4200) || rows[at].State != store.ReviewCleared {
		t.Errorf("got %+v, %v", rows, err)
	}
}

// What other claims' edits look at of a claim is read from its brief, and from the whole
// claim where it has none.
func TestSubmit_ReadsTheBriefOfAClaimBefore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, spoil string }{
		{"the whole claim is not opened", `UPDATE claims SET content = '\x00'`},
		{"a claim from before", "UPDATE claims SET brief = NULL"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.withRules(t, ruleFiles("3"))
			first, second := b.draft(1), b.draft(1)
			first.Claim.Lines, second.Claim.Lines = first.Claim.Lines[:1], second.Claim.Lines[1:]
			second.Claim.Lines[0].Sequence = 1
			b.submit(t, "k1", first)
			storetest.Exec(t, b.url, c.spoil)
			b.wantPosted(t, b.submit(t, "k2", second).Accepted[0].ID, "clean", "ncci.pair")
		})
	}
}

func TestPastClaims_TellsThatThereAreMore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.submit(t, "k1", b.draft(1))
	b.submit(t, "k2", b.draft(2)) // on the day before
	patient := storetest.Row(t, b.url, "SELECT DISTINCT patient_id::text FROM claims")[0].(string)
	day := b.draft(2).Claim.ServiceDate()
	for _, c := range []struct {
		name  string
		most  int
		first claims.Date
		want  int
		isCut bool
	}{
		{"as many as there are", 2, day, 2, false},
		{"one more", 1, day, 1, true},
		{"later services alone", 1, day.AddDays(1), 1, false},
		{"none", 2, day.AddDays(2), 0, false},
		{"from the beginning", 2, 0, 2, false},
	} {
		past, err := b.cfg.DB.PastClaims(t.Context(), store.PastQuery{
			Insurer: b.insurer, Patients: map[string]claims.Date{patient: c.first}, Before: b.clock().Add(time.Hour), Most: c.most,
		})
		must(t, err)
		if history := past[patient]; len(history.Claims) != c.want || history.IsCut != c.isCut {
			t.Errorf("%s: got %d, %t", c.name, len(history.Claims), history.IsCut)
		}
	}
}

// A set that was kept by a program whose own tables were others is there after an
// upgrade, and plans that name it are decided by it.
func TestRuleSets_ReadASetThatAnOlderProgramKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	files := rules.Complete(ruleFiles("3"))
	const today, before = "mue.units,any,any,CO,151,", "mue.units,any,any,CO,222,"
	files["builtin/postings.csv"] = bytes.Replace(files["builtin/postings.csv"], []byte(today), []byte(before), 1)
	loaded := b.withRules(t, files)
	if own, faults := assessing.Parse(ruleFiles("3")); len(faults) > 0 || own.ID() == loaded.Tables.ID() {
		t.Fatalf("the older program's tables do not count: %v", faults)
	}
	if again := b.load(t, files); again.IsNew {
		t.Error("the kept set is another one when it is loaded again")
	}
	answer := b.submit(t, "k", b.draft(9))
	_, text, stage := b.stored(t, answer.Accepted[0].ID)
	if !strings.Contains(text, `"carc":"222"`) || stage != "clean" {
		t.Errorf("%s: %s", stage, text)
	}
}

func TestPublishPlan_KeepsWhatItNamesOnTheLedger(t *testing.T) {
	t.Parallel()
	b := setup(t)
	loaded := b.withRules(t, ruleFiles("1"))
	if got := b.planDocument(t).Edits; got != adjudicate.EditsRoot(loaded.Tables.Rules.Root()) {
		t.Errorf("got %x", got)
	}
}
