package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// RulesID names a rule set: by the root of its tables of edits, and by that of its
// tables of prices, which is zero where it has none.
type RulesID struct {
	Root, PriceRoot [32]byte
}

// RuleSet is a rule set as it is kept.
type RuleSet struct {
	RulesID
	Summary   []byte // JSON
	Files     []byte // compressed
	CreatedAt time.Time
}

// RuleSetView is a rule set without its files, and for which insurers it is active.
type RuleSetView struct {
	RulesID
	Summary   []byte // JSON
	CreatedAt time.Time
	Active    []ActiveRules
}

// ActiveRules says for which insurer a set is active, and since when.
type ActiveRules struct {
	Insurer claims.InsurerID `json:"insurer"`
	Since   time.Time        `json:"since"`
}

// priceRoot returns the root of prices as its column has it.
func (id RulesID) priceRoot() []byte {
	if id.PriceRoot == ([32]byte{}) {
		return []byte{}
	}
	return id.PriceRoot[:]
}

func rulesIDOf(root, priceRoot []byte) RulesID {
	id := RulesID{Root: [32]byte(root)}
	copy(id.PriceRoot[:], priceRoot)
	return id
}

// AddRuleSet keeps a rule set. Of one that is there already only the files are replaced,
// which say the same.
func (t *Tx) AddRuleSet(ctx context.Context, s RuleSet) error {
	return faultOf(t.q.InsertRuleSet(ctx, sqlc.InsertRuleSetParams{
		Root: s.Root[:], PriceRoot: s.priceRoot(), Summary: s.Summary, Files: s.Files, CreatedAt: s.CreatedAt,
	}))
}

// ActivateRules makes a set the insurer's from an instant on, and reports false,
// changing nothing, where it is already. Until the transaction ends nobody else
// changes the insurer's set.
func (t *Tx) ActivateRules(ctx context.Context, insurer claims.InsurerID, id RulesID, from time.Time) (bool, error) {
	if err := t.q.LockActiveRules(ctx, int64(insurer)); err != nil {
		return false, faultOf(err)
	}
	active, err := t.ActiveRules(ctx, insurer)
	switch {
	case err == nil && active == id:
		return false, nil
	case err != nil && !errors.Is(err, ErrNotFound):
		return false, err
	}
	return true, faultOf(t.q.ActivateRules(ctx, int64(insurer), id.Root[:], id.priceRoot(), from))
}

// ActiveRules returns the set that an insurer's new plans get.
//
// Errors: [ErrNotFound] where the insurer has none.
func (q Queries) ActiveRules(ctx context.Context, insurer claims.InsurerID) (RulesID, error) {
	row, err := q.q.ActiveRules(ctx, int64(insurer))
	if err != nil {
		return RulesID{}, faultOf(err)
	}
	return rulesIDOf(row.Root, row.PriceRoot), nil
}

// RuleSetFiles returns the files of a set, as they were given to [Tx.AddRuleSet].
//
// Errors: [ErrNotFound].
func (q Queries) RuleSetFiles(ctx context.Context, id RulesID) ([]byte, error) {
	files, err := q.q.RuleSetFiles(ctx, id.Root[:], id.priceRoot())
	return files, faultOf(err)
}

// RuleSetsOf returns up to two sets whose root begins with the hexadecimal digits.
func (q Queries) RuleSetsOf(ctx context.Context, digits string) ([]RulesID, error) {
	rows, err := q.q.RuleSetRoots(ctx, digits)
	if err != nil {
		return nil, faultOf(err)
	}
	ids := make([]RulesID, len(rows))
	for i, row := range rows {
		ids[i] = rulesIDOf(row.Root, row.PriceRoot)
	}
	return ids, nil
}

// RuleSets returns all rule sets, the first loaded first.
func (q Queries) RuleSets(ctx context.Context) ([]RuleSetView, error) {
	rows, err := q.q.RuleSets(ctx)
	if err != nil {
		return nil, faultOf(err)
	}
	sets := make([]RuleSetView, len(rows))
	for i, row := range rows {
		sets[i] = RuleSetView{RulesID: rulesIDOf(row.Root, row.PriceRoot), Summary: row.Summary, CreatedAt: inUTC(row.CreatedAt)}
		if err := json.Unmarshal(row.Active, &sets[i].Active); err != nil {
			return nil, fmt.Errorf("reading active rule sets: %w", err)
		}
		for j := range sets[i].Active {
			sets[i].Active[j].Since = inUTC(sets[i].Active[j].Since)
		}
	}
	return sets, nil
}

// HandOverReviewsOf has all claims looked at again that wait for a review by the rule.
func (t *Tx) HandOverReviewsOf(ctx context.Context, rule string) error {
	if _, err := t.q.HandOverReviewsOf(ctx, rule); err != nil {
		return faultOf(err)
	}
	return t.notify(ctx, ChannelHandOver)
}
