package verifying

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/proof"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Errors of documents that are not those of the plan, and of claims that are none of the day.
var (
	// ErrDocumentFaulty is returned, joined with the faults, when a plan, a fee schedule or a
	// rule set cannot be read. Of a fee schedule the classes may be wrong.
	ErrDocumentFaulty = errors.New("the document is faulty")
	// ErrClassesUnknown is returned when a fee schedule is given without the plan's classes.
	ErrClassesUnknown = errors.New("the ledger counts the plan's classes and does not name them: the plan's directory has the names, else they are to be given")
	// ErrOtherSchedule is returned when the plan on the ledger names another fee schedule,
	// other price tables, or classes in another order.
	ErrOtherSchedule = errors.New("the plan on the ledger names another fee schedule, other price tables, or other classes")
	// ErrOtherRules is returned when the plan on the ledger names another rule set.
	ErrOtherRules = errors.New("the plan on the ledger names another rule set, or rules of a version that this program does not know")
	// ErrOtherPlan is returned when the plan on the ledger has other terms, or the claim was
	// decided under another plan.
	ErrOtherPlan = errors.New("the claim's plan on the ledger has other terms")
	// ErrProviderUnknown is returned when the rule set has a directory, by which the
	// provider's network and locality are looked up, and nobody says who the provider is.
	ErrProviderUnknown = errors.New("the rule set has a directory of providers: the provider's NPI is needed")
	// ErrNotEarlier is returned when another claim is not an earlier one of the same patient
	// and provider.
	ErrNotEarlier = errors.New("not an earlier claim of the same patient and provider")
)

// Documents are what a party has of the documents that a plan names on the ledger, and
// what it knows besides.
type Documents struct {
	// Plan is the plan's document with its fee schedule; nil where there is none. FeeSchedule
	// and Classes are for lack of it: the text of the file, and the plan's in their order.
	Plan        *coverage.Plan
	FeeSchedule string
	Classes     []string
	// Rules are the files of the rule set and its price tables; nil is the built-in set.
	Rules map[string][]byte
	// NPI is the provider's, "" where it is not known: a set with a directory needs it.
	NPI string
	// Patient is what is known of the patient; nothing need be.
	Patient adjudicate.Patient
	// Earlier are proofs of claims that the patient had of the provider on the same days
	// before: among multiple procedures theirs take the first ranks.
	Earlier []proof.Proof
}

// CheckDocuments holds documents against the plan on the ledger that a claim of a proof was
// decided by, prices the claim by them, and asks the edits again. The proof holds ([Check]).
// Whether what was decided is what the rules give, [Edits.Err] says.
//
// Errors: those of [proof.Proof.Open], [ErrDocumentFaulty], [ErrClassesUnknown], [ErrOtherSchedule],
// [ErrOtherRules], [ErrOtherPlan], [ErrProviderUnknown], [ErrNotEarlier], [ErrNotOnLedger] of an
// earlier claim, besides those of the node.
func CheckDocuments(
	ctx context.Context, client *chain.Client, contracts *chain.Contracts, p proof.Proof, documents Documents,
) (*Prices, *Edits, error) {
	opened, err := p.Open()
	if err != nil {
		return nil, nil, err
	}
	h := &held{opened: &opened, documents: &documents}
	if err := h.read(ctx, contracts); err != nil {
		return nil, nil, err
	}
	if err := h.hold(ctx, contracts); err != nil {
		return nil, nil, err
	}
	if h.earlier, err = history(ctx, client, contracts, &opened, documents.Earlier); err != nil {
		return nil, nil, err
	}
	edits, err := h.ask()
	return h.price(), edits, err
}

// held are documents that are those of the plan on the ledger.
type held struct {
	opened    *proof.Opened
	documents *Documents
	year      chain.CoverageYear
	// isYearOfBlock is set where the year is that of the determination's block, and not of now.
	isYearOfBlock bool
	roots         chain.PlanRoots
	kept          coverage.Plan // what the ledger keeps of the plan
	version       string        // of the rules
	in            adjudicate.Input
	earlier       []adjudicate.Past
}

// read reads the claim's coverage and plan on the ledger.
func (h *held) read(ctx context.Context, contracts *chain.Contracts) (err error) {
	insurer, id := h.opened.Number.Batch.Insurer, h.opened.Determination.CoverageYear
	if h.year, err = contracts.At(h.opened.Block).CoverageYear(ctx, insurer, id); err == nil {
		h.isYearOfBlock = true
	} else if h.year, err = contracts.CoverageYear(ctx, insurer, id); err != nil { // nodes forget old state
		return fmt.Errorf("reading which plan it is: %w", err)
	}
	if h.roots, err = contracts.PlanRoots(ctx, h.year.Plan); err != nil {
		return fmt.Errorf("reading the plan's roots: %w", err)
	}
	if h.kept, err = contracts.PlanOf(ctx, h.year.Plan); err != nil {
		return fmt.Errorf("reading the plan: %w", err)
	}
	return nil
}

// hold makes the input that decisions rest on, once the documents have the plan's roots.
func (h *held) hold(ctx context.Context, contracts *chain.Contracts) error {
	tables, plan, err := h.documents.parse(&h.kept)
	if err != nil {
		return err
	}
	id := tables.ID()
	if pricing.RootOf(plan.FeeSchedule, id.PriceRoot) != h.roots.FeeSchedule {
		return ErrOtherSchedule
	}
	var isKnown bool
	if h.version, isKnown = adjudicate.VersionOf(h.roots.Edits, id.Root); !isKnown {
		return ErrOtherRules
	}
	plan.ID, plan.Insurer, plan.Prices, plan.Edits = h.year.Plan, h.opened.Number.Batch.Insurer, id.PriceRoot, h.roots.Edits
	if h.documents.Plan != nil {
		isPlan, err := contracts.IsPlan(ctx, &plan)
		if err != nil {
			return fmt.Errorf("reading the plan: %w", err)
		}
		if !isPlan || h.documents.Plan.ID != plan.ID {
			return ErrOtherPlan
		}
	}
	provider := adjudicate.Provider{NPI: rules.NPIOf(h.documents.NPI)}
	if provider.NPI == 0 && tables.Rules.HasDirectory() {
		return ErrProviderUnknown
	}
	h.in = adjudicate.Input{
		Claim: h.opened.Claim, Plan: plan, Provider: provider, Patient: h.documents.Patient,
		ReceivedOn: plan.DateOf(h.opened.Header.ReceivedAt),
		Coverage:   coverage.Coverage{Span: h.year.Span, Years: []coverage.Year{{ID: h.opened.Determination.CoverageYear, Span: h.year.Span}}},
	}
	tables.AddTo(&h.in)
	return nil
}

// parse reads the documents. Without the plan's document the plan is what the ledger keeps
// of it, with the classes' names.
func (d *Documents) parse(kept *coverage.Plan) (*assessing.Tables, coverage.Plan, error) {
	tables := &assessing.Tables{Rules: rules.Builtin()}
	if d.Rules != nil {
		var faults []*errs.Fault
		if tables, faults = assessing.Parse(d.Rules); len(faults) > 0 {
			return nil, coverage.Plan{}, faulty(faults)
		}
	}
	if d.Plan != nil {
		return tables, *d.Plan, nil
	}
	if len(d.Classes) == 0 {
		return nil, coverage.Plan{}, ErrClassesUnknown
	}
	plan := *kept
	schedule, faults := pricing.ParseSchedule(d.FeeSchedule, d.Classes)
	if len(faults) > 0 {
		return nil, coverage.Plan{}, faulty(faults)
	}
	if len(d.Classes) != len(plan.Classes) {
		return nil, coverage.Plan{}, ErrOtherSchedule
	}
	plan.FeeSchedule, plan.Classes = schedule, slices.Clone(kept.Classes)
	for i, name := range d.Classes {
		plan.Classes[i].Name = name
	}
	return tables, plan, nil
}

func faulty(faults []*errs.Fault) error {
	all := []error{ErrDocumentFaulty}
	for _, fault := range faults {
		all = append(all, fmt.Errorf("%s: %s", fault.Path, fault.Text))
	}
	return errors.Join(all...)
}

// history returns earlier claims as the engine looks at them, in the order in which their
// first versions were received. Those that do not stand are left out.
func history(
	ctx context.Context, client *chain.Client, contracts *chain.Contracts, of *proof.Opened, earlier []proof.Proof,
) ([]adjudicate.Past, error) {
	var standing []proof.Opened
	known := make(versions)
	known.add(of)
	for i := range earlier {
		other, err := earlier[i].Open()
		if err != nil {
			return nil, fmt.Errorf("opening an earlier claim: %w", err)
		}
		c := &check{client: client, contracts: contracts, Opened: other, report: &Report{}}
		if c.ChainID != client.ChainID() || chain.Address(c.Ledger) != contracts.Deployment().Ledger {
			return nil, ErrOtherLedger
		}
		if !isOfSame(&other, of) || compare(&other, of) >= 0 {
			return nil, fmt.Errorf("claim %s: %w", other.Number, ErrNotEarlier)
		}
		if err := c.checkSeal(ctx); err != nil {
			return nil, fmt.Errorf("checking claim %s: %w", other.Number, err)
		}
		known.add(&other)
		if !c.report.IsReversed && other.Receipt.Kind != commitment.KindVoid {
			standing = append(standing, other)
		}
	}
	return known.order(of, standing), nil
}

// versions are claims that replaced another, with that one.
type versions map[claims.Number]claims.Number

func (v versions) add(o *proof.Opened) {
	if o.Receipt.Kind == commitment.KindReplacement {
		v[o.Number] = o.Receipt.Replaced
	}
}

// first returns the first version of a claim, as far as the versions are known.
func (v versions) first(number claims.Number) claims.Number {
	for range v {
		if replaced, isReplacement := v[number]; isReplacement {
			number = replaced
		}
	}
	return number
}

// compare orders claims by the receipt of their first versions: an insurer's batches are
// numbered as they are received.
func (v versions) compare(a, b claims.Number) int {
	a, b = v.first(a), v.first(b)
	return cmp.Or(cmp.Compare(a.Batch.Sequence, b.Batch.Sequence), cmp.Compare(a.Index, b.Index))
}

// order returns claims, each once, as a claim looks at them that comes after them or, as a
// replacement, in the place of its first version.
func (v versions) order(of *proof.Opened, standing []proof.Opened) []adjudicate.Past {
	slices.SortFunc(standing, func(a, b proof.Opened) int { return v.compare(a.Number, b.Number) })
	standing = slices.CompactFunc(standing, func(a, b proof.Opened) bool { return a.Number == b.Number })
	pasts := make([]adjudicate.Past, len(standing))
	for i := range standing {
		pasts[i] = pastOf(&standing[i])
		pasts[i].IsLater = of.Receipt.Kind == commitment.KindReplacement && v.compare(standing[i].Number, of.Number) > 0
	}
	return pasts
}

// isOfSame reports whether claims are of one patient and provider, with one insurer.
func isOfSame(a, b *proof.Opened) bool {
	return a.Number.Batch.Insurer == b.Number.Batch.Insurer && a.Claim.Provider == b.Claim.Provider && a.Claim.MemberNumber == b.Claim.MemberNumber
}

// compare orders claims of an insurer by their receipt.
func compare(a, b *proof.Opened) int {
	return cmp.Or(
		a.Header.ReceivedAt.Compare(b.Header.ReceivedAt), cmp.Compare(a.Number.Batch.Sequence, b.Number.Batch.Sequence),
		cmp.Compare(a.Number.Index, b.Number.Index),
	)
}

func pastOf(o *proof.Opened) adjudicate.Past {
	past := adjudicate.PastOf(claims.ID(o.Number.String()), &o.Claim)
	for i := range past.Lines {
		past.Lines[i].IsDenied = o.Determination.Results[i].IsDenied()
	}
	if reasons, err := adjudicate.ParseReasons(o.Reasons); err == nil {
		past.MarkRepetitions(reasons)
	}
	return past
}
