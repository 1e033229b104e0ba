package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/clearclaim/clearclaim/assessing"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/cmd/internal/planfile"
	"github.com/clearclaim/clearclaim/store"
)

// Errors of rule sets.
var (
	// errRulesFaulty is returned when a directory is no rule set; each fault was told.
	errRulesFaulty = errors.New("the rule set is refused; the one before stays active")
	// errRulesAmbiguous is returned when digits begin several roots.
	errRulesAmbiguous = errors.New("several rule sets begin with these digits")
	// errInsurerUnknown is returned for an insurer that is not registered.
	errInsurerUnknown = errors.New("no such insurer")
)

type rulesCommand struct {
	Load rulesLoadCommand `cmd:"" help:"Keep a rule set, and have an insurer's plans get it from now on. The same set again changes nothing."`
	List rulesListCommand `cmd:"" help:"Show the rule sets, and for which insurers they are active."`
	Diff rulesDiffCommand `cmd:"" help:"Show how one rule set differs from another."`
}

// databaseConfig is where the database is.
type databaseConfig struct {
	DatabaseURL string `env:"DATABASE_URL" required:"" mask:"" help:"PostgreSQL, as a URL."`
}

func (c databaseConfig) open(ctx context.Context) (*store.DB, error) {
	db, err := store.Open(ctx, c.DatabaseURL)
	if err != nil {
		return nil, fmt.Errorf("opening database: %w", err)
	}
	return db, nil
}

type rulesLoadCommand struct {
	databaseConfig
	Directory string `arg:"" type:"existingdir" help:"Directory with manifest.csv and the files that it names."`
	Insurer   uint32 `required:"" help:"The insurer's number."`
}

// loadReport is what became of a set, as JSON.
type loadReport struct {
	rulesID
	Insurer uint32              `json:"insurer"`
	IsNew   bool                `json:"isNew"` // false: it was active already
	Files   []assessing.Summary `json:"files"`
}

// rulesID is what a set is named by, in hexadecimal.
type rulesID struct {
	Root      string `json:"root"`
	PriceRoot string `json:"priceRoot,omitempty"`
}

func rulesIDOf(id store.RulesID) rulesID {
	named := rulesID{Root: hex.EncodeToString(id.Root[:])}
	if id.PriceRoot != ([32]byte{}) {
		named.PriceRoot = hex.EncodeToString(id.PriceRoot[:])
	}
	return named
}

// Run prints what was loaded as JSON. Of a faulty set it prints every fault to
// stderr, a line each: FILE:LINE.column: reason.
func (c *rulesLoadCommand) Run(ctx context.Context, out io.Writer) error {
	files, err := planfile.ReadRules(c.Directory)
	if err != nil {
		return err
	}
	db, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	loaded, faults, err := assessing.Load(ctx, db, claims.InsurerID(c.Insurer), files, time.Now())
	switch {
	case len(faults) > 0:
		printFaults(os.Stderr, faults)
		return errRulesFaulty
	case errors.Is(err, store.ErrNotFound):
		return errInsurerUnknown
	case err != nil:
		return err
	}
	return printJSON(out, loadReport{
		rulesID: rulesIDOf(loaded.Tables.ID()), Insurer: c.Insurer, IsNew: loaded.IsNew, Files: assessing.SummaryOf(loaded.Tables.Rules),
	})
}

func printFaults(to io.Writer, faults []*errs.Fault) {
	for _, fault := range faults {
		_, _ = fmt.Fprintf(to, "%s: %s\n", fault.Path, fault.Text)
	}
}

type rulesListCommand struct{ databaseConfig }

// setReport is a set as JSON.
type setReport struct {
	rulesID
	LoadedAt time.Time           `json:"loadedAt"`
	Active   []store.ActiveRules `json:"active"`
	Files    json.RawMessage     `json:"files"`
}

// Run prints the sets as JSON.
func (c *rulesListCommand) Run(ctx context.Context, out io.Writer) error {
	db, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	sets, err := db.RuleSets(ctx)
	if err != nil {
		return fmt.Errorf("loading rule sets: %w", err)
	}
	reports := make([]setReport, len(sets))
	for i, set := range sets {
		reports[i] = setReport{rulesID: rulesIDOf(set.RulesID), LoadedAt: set.CreatedAt, Active: set.Active, Files: set.Summary}
	}
	return printJSON(out, reports)
}

type rulesDiffCommand struct {
	DatabaseURL string `env:"DATABASE_URL" mask:"" help:"PostgreSQL, as a URL; only for roots."`
	From        string `arg:"" help:"A directory, the first digits of a root (ROOT or ROOT:PRICEROOT), or 'builtin'."`
	To          string `arg:"" help:"The same."`
}

// diffReport is a difference as JSON.
type diffReport struct {
	From    rulesID      `json:"from"`
	To      rulesID      `json:"to"`
	Changes []diffChange `json:"changes"`
}

// diffChange is how a table differs. Keys are codes and first days. At most 100 of each
// kind of change are listed.
type diffChange struct {
	Table   string `json:"table"`
	Added   int    `json:"added"`
	Removed int    `json:"removed"`
	Changed int    `json:"changed"`
	// Dates are the rows that say the same for other dates.
	Dates       int          `json:"dates"`
	AddedKeys   []string     `json:"addedKeys,omitempty"`
	RemovedKeys []string     `json:"removedKeys,omitempty"`
	ChangedRows []rowChange  `json:"changedRows,omitempty"`
	DateChanges []dateChange `json:"dateChanges,omitempty"`
}

// rowChange is how a row differs: of a price table cell by cell.
type rowChange struct {
	Key   string       `json:"key"`
	From  string       `json:"from,omitempty"`
	To    string       `json:"to,omitempty"`
	Cells []cellChange `json:"cells,omitempty"`
}

type cellChange struct {
	Column string `json:"column"`
	From   string `json:"from"`
	To     string `json:"to"`
}

// dateChange counts rows whose dates changed alike, and has the key of the first.
type dateChange struct {
	From string `json:"from"`
	To   string `json:"to"`
	Key  string `json:"key"`
	Rows int    `json:"rows"`
}

func ruleChangeOf(c *rules.Change) diffChange {
	change := diffChange{
		Table: c.Table, Added: c.Added, Removed: c.Removed, Changed: c.Changed, Dates: c.Dates,
		AddedKeys: c.AddedKeys, RemovedKeys: c.RemovedKeys, DateChanges: dateChangesOf(c.DateChanges),
	}
	for _, row := range c.ChangedRows {
		change.ChangedRows = append(change.ChangedRows, rowChange{Key: row.Key, From: row.From, To: row.To})
	}
	return change
}

func priceChangeOf(c *pricing.Change) diffChange {
	change := diffChange{
		Table: c.Table, Added: c.Added, Removed: c.Removed, Changed: c.Changed, Dates: c.Dates,
		AddedKeys: c.AddedKeys, RemovedKeys: c.RemovedKeys, DateChanges: dateChangesOf(c.DateChanges),
	}
	for _, row := range c.ChangedRows {
		changed := rowChange{Key: row.Key}
		for _, cell := range row.Cells {
			changed.Cells = append(changed.Cells, cellChange(cell))
		}
		change.ChangedRows = append(change.ChangedRows, changed)
	}
	return change
}

func dateChangesOf(list rules.DateChanges) []dateChange {
	var changes []dateChange
	for _, change := range list {
		changes = append(changes, dateChange(change))
	}
	return changes
}

// Run prints the difference as JSON.
func (c *rulesDiffCommand) Run(ctx context.Context, out io.Writer) error {
	from, err := c.set(ctx, c.From)
	if err != nil {
		return err
	}
	to, err := c.set(ctx, c.To)
	if err != nil {
		return err
	}
	report := diffReport{From: rulesIDOf(from.ID()), To: rulesIDOf(to.ID()), Changes: []diffChange{}}
	for _, change := range rules.Diff(from.Rules, to.Rules) {
		report.Changes = append(report.Changes, ruleChangeOf(&change))
	}
	for _, change := range pricing.Diff(from.Prices, to.Prices) {
		report.Changes = append(report.Changes, priceChangeOf(&change))
	}
	return printJSON(out, report)
}

// rulesNamed returns the sets whose root begins with digits and, after a colon, whose
// root of prices does: sets of the same edits may differ in their prices alone.
func rulesNamed(ctx context.Context, db *store.DB, digits string) ([]store.RulesID, error) {
	root, price, isFull := strings.Cut(digits, ":")
	if !isFull {
		return db.RuleSetsOf(ctx, root)
	}
	sets, err := db.RuleSets(ctx)
	if err != nil {
		return nil, err
	}
	var found []store.RulesID
	for i := range sets {
		id := sets[i].RulesID
		if strings.HasPrefix(hex.EncodeToString(id.Root[:]), root) && strings.HasPrefix(hex.EncodeToString(id.PriceRoot[:]), price) {
			found = append(found, id)
		}
	}
	return found, nil
}

// set returns the set that a text names.
func (c *rulesDiffCommand) set(ctx context.Context, name string) (*assessing.Tables, error) {
	if name == "builtin" {
		return &assessing.Tables{Rules: rules.Builtin()}, nil
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		files, err := planfile.ReadRules(name)
		if err != nil {
			return nil, err
		}
		tables, faults := assessing.Parse(files)
		if len(faults) > 0 {
			printFaults(os.Stderr, faults)
			return nil, errRulesFaulty
		}
		return tables, nil
	}
	db, err := databaseConfig{c.DatabaseURL}.open(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	found, err := rulesNamed(ctx, db, strings.ToLower(strings.TrimPrefix(name, "0x")))
	switch {
	case err != nil:
		return nil, fmt.Errorf("finding a rule set: %w", err)
	case len(found) == 0:
		return nil, fmt.Errorf("%q: %w", name, assessing.ErrRulesUnknown)
	case len(found) > 1:
		return nil, fmt.Errorf("%q: %w", name, errRulesAmbiguous)
	}
	return assessing.NewRuleSets(db).Named(ctx, found[0])
}
