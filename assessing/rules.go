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
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/store"
)

// ErrRulesUnknown is returned for a rule set that this installation does not have,
// or cannot read as it was when it was loaded.
var ErrRulesUnknown = errs.New(errs.RulesUnknown, "the rule set is not known here")

// maxHeld is how many rule sets a process holds: a large one takes some 100 MB.
const maxHeld = 8

// RuleSets reads rule sets from the database, each once, and holds those that were
// asked for last. It is safe for concurrent use.
type RuleSets struct {
	db      *store.DB
	reading singleflight.Group

	mu   sync.Mutex
	held []*rules.Set // the one asked for last is the last
}

// NewRuleSets returns the rule sets of a database.
func NewRuleSets(db *store.DB) *RuleSets { return &RuleSets{db: db} }

// Set returns the rule set of a root; the zero root is that of [rules.Builtin].
//
// Errors: [ErrRulesUnknown].
func (r *RuleSets) Set(ctx context.Context, root [32]byte) (*rules.Set, error) {
	if builtin := rules.Builtin(); root == ([32]byte{}) || root == builtin.Root() {
		return builtin, nil
	}
	if set := r.use(root); set != nil {
		return set, nil
	}
	read, err, _ := r.reading.Do(string(root[:]), func() (any, error) {
		// Others wait for it too, whose contexts are not this one's.
		set, err := r.read(context.WithoutCancel(ctx), root)
		if err == nil {
			r.hold(set)
		}
		return set, err
	})
	if err != nil {
		return nil, err
	}
	return read.(*rules.Set), nil
}

// use returns a set that is held, and makes it the last one asked for.
func (r *RuleSets) use(root [32]byte) *rules.Set {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.held, func(s *rules.Set) bool { return s.Root() == root })
	if i < 0 {
		return nil
	}
	set := r.held[i]
	r.held = append(slices.Delete(r.held, i, i+1), set)
	return set
}

func (r *RuleSets) hold(set *rules.Set) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = append(r.held, set)
	if len(r.held) > maxHeld {
		r.held = slices.Delete(r.held, 0, len(r.held)-maxHeld)
	}
}

// read reads a set. One that another version of the program reads otherwise, because
// the tables that stand in for missing ones are part of it, is not the one meant.
func (r *RuleSets) read(ctx context.Context, root [32]byte) (*rules.Set, error) {
	packed, err := r.db.RuleSetFiles(ctx, root)
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
	set, faults := rules.Parse(files)
	if len(faults) > 0 || set.Root() != root {
		return nil, ErrRulesUnknown
	}
	return set, nil
}

// Loaded is what became of the loading of a rule set.
type Loaded struct {
	Set *rules.Set
	// IsNew is false where the set was the insurer's already: nothing is changed.
	IsNew bool
}

// Load keeps a rule set and makes it the one that an insurer's plans get from now on.
// With a fault nothing is changed. Claims that wait for a set are looked at again.
//
// Errors: [store.ErrNotFound] for an insurer that is not registered.
func Load(ctx context.Context, db *store.DB, insurer claims.InsurerID, files map[string][]byte, at time.Time) (Loaded, []*errs.Fault, error) {
	set, faults := Parse(files)
	if len(faults) > 0 {
		return Loaded{}, faults, nil
	}
	if _, err := db.Insurer(ctx, insurer); err != nil {
		return Loaded{}, nil, fmt.Errorf("loading insurer %d: %w", insurer, err)
	}
	packed, err := pack(files)
	if err != nil {
		return Loaded{}, nil, err
	}
	summary, err := json.Marshal(SummaryOf(set))
	if err != nil {
		return Loaded{}, nil, fmt.Errorf("writing what is in a rule set: %w", err)
	}
	kept := store.RuleSet{RulesID: store.RulesID{Root: set.Root()}, Summary: summary, Files: packed, CreatedAt: at}
	loaded := Loaded{Set: set}
	err = db.InTx(ctx, func(tx *store.Tx) (err error) {
		if err = tx.AddRuleSet(ctx, kept); err != nil {
			return err
		}
		if loaded.IsNew, err = tx.ActivateRules(ctx, insurer, kept.RulesID, at); err != nil || !loaded.IsNew {
			return err
		}
		return tx.HandOverReviewsOf(ctx, rules.NoRules.String())
	})
	if err != nil {
		return Loaded{}, nil, fmt.Errorf("keeping a rule set: %w", err)
	}
	return loaded, nil, nil
}

// Parse reads a rule set as [rules.Parse] does, and refuses tables of prices: a plan
// has its prices with it.
func Parse(files map[string][]byte) (*rules.Set, []*errs.Fault) {
	set, faults := rules.Parse(files)
	for _, entry := range rules.PriceEntries(files) {
		faults = append(faults, &errs.Fault{
			Code: errs.TableUnknown, Path: fmt.Sprintf("%s:%d.kind", rules.ManifestName, entry.Line),
			Text: "a table of prices: the prices of a plan are its fee schedule",
		})
	}
	return set, faults
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
