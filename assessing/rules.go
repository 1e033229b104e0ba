package assessing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/store"
)

// ErrRulesUnknown is returned for a rule set that this installation does not have,
// or cannot read as it was when it was loaded.
var ErrRulesUnknown = errs.New(errs.RulesUnknown, "the rule set is not known here")

// maxHeld is how many rule sets a process holds: a large one takes some 100 MB.
const maxHeld = 8

// Tables are a rule set's: those that claims are edited by, and those that a fee
// schedule is read with, nil where it has none.
type Tables struct {
	Rules  *rules.Set
	Prices *pricing.Tables
}

// ID returns what the tables are named by.
func (t *Tables) ID() store.RulesID {
	return store.RulesID{Root: t.Rules.Root(), PriceRoot: t.Prices.Root()}
}

// AddTo has a claim, whose plan is known, decided by the tables; nil are tables that are not known here.
func (t *Tables) AddTo(in *adjudicate.Input) {
	if in.IsRulesUnknown = t == nil; in.IsRulesUnknown {
		return
	}
	in.Rules, in.Prices, in.Business = t.Rules, t.Prices, t.Rules.Business(in.Plan.LineOfBusiness)
}

// AddToLedger has what the ledger takes off a claim, whose plan is known, posted by the tables: by the plan's line
// of business, and by the network that the provider is in, as the directory says. nil are tables that are not known
// here.
func (t *Tables) AddToLedger(ledger *adjudicate.Ledger, identifier string) {
	if t == nil {
		return
	}
	ledger.Rules, ledger.Business = t.Rules, t.Rules.Business(ledger.Plan.LineOfBusiness)
	ledger.Provider = ProviderOf(identifier)
}

// Set returns the tables of edits, those of the program where none are known.
func (t *Tables) Set() *rules.Set {
	if t == nil {
		return rules.Builtin()
	}
	return t.Rules
}

// daysOfYear are the most that a benefit year has, and so the most between two services
// of a claim.
const daysOfYear = 366

// FirstDay returns the day of service before which other claims of the patient decide
// nothing of a claim, zero where all may: see [adjudicate.LookBack]. Claims are kept by
// their first day of service.
func (t *Tables) FirstDay(claim *claims.Claim, authorizations []adjudicate.Authorization) claims.Date {
	first := adjudicate.LookBack(claim, t.Set(), authorizations)
	if first.IsZero() {
		return 0
	}
	return first.AddDays(-daysOfYear)
}

// RuleSets reads rule sets from the database, each once, and holds those that were
// asked for last. It is safe for concurrent use.
type RuleSets struct {
	db      *store.DB
	reading singleflight.Group

	mu   sync.Mutex
	held []*Tables // the one asked for last is the last
	// unreadable are kept sets that this program reads otherwise, or not at all: their
	// files never change. A set that is not kept can come at any time, and is looked
	// for each time, which costs a look into an index.
	unreadable map[store.RulesID]bool
}

// NewRuleSets returns the rule sets of a database.
func NewRuleSets(db *store.DB) *RuleSets {
	return &RuleSets{db: db, unreadable: make(map[store.RulesID]bool)}
}

// Of returns the tables that a plan names: without a root [rules.Builtin], and no prices.
//
// Errors: [ErrRulesUnknown].
func (r *RuleSets) Of(ctx context.Context, plan *coverage.Plan) (*Tables, error) {
	return r.Named(ctx, store.RulesID{Root: plan.Rules, PriceRoot: plan.Prices})
}

// Named returns the tables of a name, as [RuleSets.Of] does.
//
// Errors: [ErrRulesUnknown].
func (r *RuleSets) Named(ctx context.Context, id store.RulesID) (*Tables, error) {
	if isBuiltin(id) {
		return &Tables{Rules: rules.Builtin()}, nil
	}
	if tables, isUnreadable := r.use(id); tables != nil {
		return tables, nil
	} else if isUnreadable {
		return nil, ErrRulesUnknown
	}
	read, err, _ := r.reading.Do(fmt.Sprintf("%x", id), func() (any, error) {
		// Others wait for it too, whose contexts are not this one's.
		tables, err := r.read(context.WithoutCancel(ctx), id)
		if err == nil {
			r.hold(tables)
		}
		return tables, err
	})
	if err != nil {
		return nil, err
	}
	return read.(*Tables), nil
}

// use returns tables that are held, and makes them the last ones asked for; else nil,
// and whether it is known that they cannot be read.
func (r *RuleSets) use(id store.RulesID) (tables *Tables, isUnreadable bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.held, func(t *Tables) bool { return t.ID() == id })
	if i < 0 {
		return nil, r.unreadable[id]
	}
	tables = r.held[i]
	r.held = append(slices.Delete(r.held, i, i+1), tables)
	return tables, false
}

func (r *RuleSets) hold(tables *Tables) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = append(r.held, tables)
	if len(r.held) > maxHeld {
		r.held = slices.Delete(r.held, 0, len(r.held)-maxHeld)
	}
}

// read reads a set. One that was kept without the program's tables that stand in for
// missing ones, and that this version of the program has others of, is not the one meant.
func (r *RuleSets) read(ctx context.Context, id store.RulesID) (*Tables, error) {
	packed, err := r.db.RuleSetFiles(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrRulesUnknown
	}
	if err != nil {
		return nil, fmt.Errorf("loading a rule set: %w", err)
	}
	files, err := unpack(packed)
	if err != nil {
		return nil, err
	}
	tables, faults := Parse(files)
	if len(faults) > 0 || tables.ID() != id {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.unreadable[id] = true
		return nil, ErrRulesUnknown
	}
	return tables, nil
}

// Files returns the files of the set that a plan names, by their names: none where that is
// [rules.Builtin].
//
// Errors: [ErrRulesUnknown].
func (r *RuleSets) Files(ctx context.Context, plan *coverage.Plan) (map[string][]byte, error) {
	id := store.RulesID{Root: plan.Rules, PriceRoot: plan.Prices}
	if isBuiltin(id) {
		return nil, nil
	}
	packed, err := r.db.RuleSetFiles(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrRulesUnknown
	}
	if err != nil {
		return nil, fmt.Errorf("loading a rule set: %w", err)
	}
	return unpack(packed)
}

// isBuiltin reports whether a name is that of [rules.Builtin].
func isBuiltin(id store.RulesID) bool {
	return id.PriceRoot == ([32]byte{}) && (id.Root == ([32]byte{}) || id.Root == rules.Builtin().Root())
}

// Parse reads the tables of a set from the contents of its files, or lists every fault,
// those of rules before those of prices.
func Parse(files map[string][]byte) (*Tables, []*errs.Fault) {
	set, faults := rules.Parse(files)
	tables, own := &Tables{Rules: set}, rules.Own(files)
	if rules.HasPrices(own) {
		prices, priceFaults := pricing.ParseTables(own)
		tables.Prices, faults = prices, join(faults, priceFaults)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return tables, nil
}

// join adds the faults that are not there yet: both sides read the manifest.
func join(faults, more []*errs.Fault) []*errs.Fault {
	for _, fault := range more {
		isThere := slices.ContainsFunc(faults, func(f *errs.Fault) bool { return *f == *fault })
		if !isThere {
			faults = append(faults, fault)
		}
	}
	return faults
}

// Loaded is what became of the loading of a rule set.
type Loaded struct {
	Tables *Tables
	// IsNew is false where the set was the insurer's already, and stays it.
	IsNew bool
}

// Load keeps a rule set and makes it the one that an insurer's plans get from now on.
// With a fault nothing is changed. Claims that wait for a set are looked at again, also
// where it is loaded once more, as after one that could not be read.
//
// Errors: [store.ErrNotFound] for an insurer that is not registered.
func Load(ctx context.Context, db *store.DB, insurer claims.InsurerID, files map[string][]byte, at time.Time) (Loaded, []*errs.Fault, error) {
	tables, faults := Parse(files)
	if len(faults) > 0 {
		return Loaded{}, faults, nil
	}
	if _, err := db.Insurer(ctx, insurer); err != nil {
		return Loaded{}, nil, fmt.Errorf("loading insurer %d: %w", insurer, err)
	}
	packed, err := pack(rules.Complete(files))
	if err != nil {
		return Loaded{}, nil, err
	}
	summary, err := json.Marshal(SummaryOf(tables.Rules))
	if err != nil {
		return Loaded{}, nil, fmt.Errorf("writing what is in a rule set: %w", err)
	}
	kept := store.RuleSet{RulesID: tables.ID(), Summary: summary, Files: packed, CreatedAt: at}
	loaded := Loaded{Tables: tables}
	err = db.InTx(ctx, func(tx *store.Tx) (err error) {
		if err = tx.AddRuleSet(ctx, kept); err != nil {
			return err
		}
		if loaded.IsNew, err = tx.ActivateRules(ctx, insurer, kept.RulesID, at); err != nil {
			return err
		}
		return tx.HandOverReviewsOf(ctx, rules.NoRules.String())
	})
	if err != nil {
		return Loaded{}, nil, fmt.Errorf("keeping a rule set: %w", err)
	}
	return loaded, nil, nil
}

// Summary is what is kept of a file of a set beside it.
type Summary struct {
	Kind    string      `json:"kind"`
	File    string      `json:"file"`
	Version string      `json:"version"`
	Source  string      `json:"source"`
	Licence string      `json:"licence"`
	Start   claims.Date `json:"start,omitempty"`
	End     claims.Date `json:"end,omitempty"`
	Rows    int         `json:"rows"`
}

// SummaryOf lists the files of a set, those of the program among them.
func SummaryOf(set *rules.Set) []Summary {
	tables := set.Tables()
	list := make([]Summary, len(tables))
	for i, t := range tables {
		list[i] = Summary{
			Kind: t.Kind, File: t.File, Version: t.Version, Source: t.Source, Licence: t.Licence,
			Start: t.Span.Start, End: t.Span.End, Rows: t.Rows,
		}
	}
	return list
}
