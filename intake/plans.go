package intake

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/store"
)

// PublishPlan asks for a new plan version.
type PublishPlan struct {
	IdempotencyKey string
	// Plan lacks its id and its fee schedule; its insurer publishes it. Where it names
	// no rule set it gets the insurer's active one, or the built-in set where there is none;
	// where it names one without prices, it gets the prices of the active set of that root,
	// else of the only one loaded.
	Plan coverage.Plan
	// FeeSchedule is the text of the fee schedule's file.
	FeeSchedule string
}

// PublishPlan gives a plan a number and publishes it on chain. A plan with
// faults is not published: they are returned, all at once.
//
// Errors: [auth.ErrUnauthenticated], [auth.ErrForbidden],
// [ErrIdempotencyKeyConflict], [ErrInsurerNotFound], [ErrPlanAlreadyPublished],
// [ErrTransactionRefused], [assessing.ErrRulesUnknown] where the plan names a rule set
// that is not there, [ErrIdempotencyKeyInvalid], one of rules where several sets have the
// root that the plan names.
func (s *Service) PublishPlan(ctx context.Context, in PublishPlan) (claims.PlanID, []*errs.Fault, error) {
	insurer := in.Plan.Insurer
	if err := s.Policy.Allow(ctx, auth.ActionPublishPlan, auth.Resource{Insurer: insurer}); err != nil {
		return 0, nil, err
	}
	plan, faults := parsePlan(in)
	if len(faults) > 0 {
		return 0, faults, nil
	}
	r, err := s.newJSONRequest(insurerScope(insurer, "publishPlan"), in.IdempotencyKey, plan)
	if err != nil {
		return 0, nil, err
	}
	var admin chain.Address
	prepare := func() (err error) {
		if plan.ID, admin, err = s.newPlanID(ctx, insurer); err != nil {
			return err
		}
		return s.bindRules(ctx, &plan)
	}
	if err := s.unlessAnswered(ctx, r, prepare); err != nil {
		return 0, nil, err
	}
	made, err := s.register(ctx, r, func(tx *store.Tx, made *registration) error {
		made.Number = uint32(plan.ID)
		return s.addPlan(ctx, tx, made, plan, admin)
	})
	return claims.PlanID(made.Number), nil, err
}

// bindRules has a new plan name the insurer's active rule set where it names none, and
// the prices of the set that it names. What it names must be there.
//
// Errors: [assessing.ErrRulesUnknown], a fault of rules where the root leaves open
// which set is meant.
func (s *Service) bindRules(ctx context.Context, plan *coverage.Plan) error {
	active, err := s.DB.ActiveRules(ctx, plan.Insurer)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("finding a rule set: %w", err)
	}
	switch {
	case plan.Rules == ([32]byte{}), plan.Prices == ([32]byte{}) && plan.Rules == active.Root:
		plan.Rules, plan.Prices = active.Root, active.PriceRoot
	case plan.Prices == ([32]byte{}):
		if plan.Prices, err = s.pricesOf(ctx, plan.Rules); err != nil {
			return err
		}
	}
	_, err = s.Rules.Of(ctx, plan)
	return err
}

// pricesOf returns the price root of the one set that has the root, and zero where
// none has. The built-in set, which has no prices, counts among them.
func (s *Service) pricesOf(ctx context.Context, root [32]byte) ([32]byte, error) {
	sets, err := s.DB.RuleSetsOf(ctx, hex.EncodeToString(root[:]))
	if err != nil {
		return [32]byte{}, fmt.Errorf("finding a rule set: %w", err)
	}
	builtin := store.RulesID{Root: rules.Builtin().Root()}
	if root == builtin.Root && !slices.Contains(sets, builtin) {
		sets = append(sets, builtin)
	}
	switch len(sets) {
	case 0:
		return [32]byte{}, nil
	case 1:
		return sets[0].PriceRoot, nil
	}
	return [32]byte{}, faultAt(errs.PlanInvalid, "rules", "several sets of this root have different prices, and none of them is active")
}

// parsePlan puts the plan and its fee schedule together, or lists every fault.
func parsePlan(in PublishPlan) (coverage.Plan, []*errs.Fault) {
	plan := in.Plan
	plan.ID = 0
	schedule, faults := pricing.ParseSchedule(in.FeeSchedule, plan.ClassNames())
	plan.FeeSchedule = schedule
	if placed, err := coverage.Layout(plan.Limits); err == nil { // else it is a fault below
		plan.Limits = placed
	}
	for _, fault := range plan.Validate() {
		// A schedule with faults is empty: that is not another fault.
		if fault.Path != "feeSchedule" || len(faults) == 0 {
			faults = append(faults, fault)
		}
	}
	return plan, faults
}

// newPlanID reserves a number and returns it with the key of the insurer that publishes.
func (s *Service) newPlanID(ctx context.Context, insurer claims.InsurerID) (claims.PlanID, chain.Address, error) {
	if err := s.requireInsurer(ctx, insurer); err != nil {
		return 0, chain.Address{}, err
	}
	admin, err := s.Keyring.AddressOf(ctx, insurerKeyOwner(insurer, "admin"))
	if err != nil {
		return 0, chain.Address{}, fmt.Errorf("finding a key: %w", err)
	}
	id, err := s.DB.ReservePlanID(ctx)
	if err != nil {
		return 0, chain.Address{}, fmt.Errorf("reserving a number: %w", err)
	}
	return id, admin, nil
}

func (s *Service) addPlan(ctx context.Context, tx *store.Tx, made *registration, plan coverage.Plan, admin chain.Address) error {
	plan.Edits = adjudicate.EditsRoot(plan.Rules)
	document, err := json.Marshal(plan)
	if err != nil {
		return fmt.Errorf("writing a plan: %w", err)
	}
	kept := store.Plan{ID: plan.ID, Insurer: plan.Insurer, Name: plan.Name, Document: document, CreatedAt: s.now()}
	if err := tx.AddPlan(ctx, kept); err != nil {
		return coded(err, store.ErrConflict, ErrPlanAlreadyPublished, "adding a plan")
	}
	call, err := s.Contracts.PublishPlan(plan)
	if err != nil {
		return fmt.Errorf("building a call: %w", err)
	}
	return made.addIntent(ctx, tx, planKey(plan.ID), admin, call)
}

// plan returns a plan, which is held: plans are immutable.
//
// Errors: [ErrPlanNotFound].
func (s *Service) plan(ctx context.Context, id claims.PlanID) (*coverage.Plan, error) {
	if known, ok := s.plans.Load(id); ok {
		return known.(*coverage.Plan), nil
	}
	kept, err := s.DB.Plan(ctx, id)
	if err != nil {
		return nil, coded(err, store.ErrNotFound, ErrPlanNotFound, "loading a plan")
	}
	plan := new(coverage.Plan)
	if err := json.Unmarshal(kept.Document, plan); err != nil {
		return nil, fmt.Errorf("reading a plan: %w", err)
	}
	known, _ := s.plans.LoadOrStore(id, plan)
	return known.(*coverage.Plan), nil
}
