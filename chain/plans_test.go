package chain_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// The ledger has a plan as it was published, and no other.
func TestIsPlan_KnowsEveryTermThatTheLedgerKeeps(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	isPlan := func(plan coverage.Plan) bool {
		t.Helper()
		is, err := b.Contracts.IsPlan(t.Context(), &plan)
		require.NoError(t, err)
		return is
	}
	require.True(t, isPlan(b.plan))
	renamed := b.plan
	renamed.Name, renamed.LineOfBusiness = "another", "dental" // which the ledger does not keep
	require.True(t, isPlan(renamed))
	for name, change := range map[string]func(*coverage.Plan){
		"deductible":   func(p *coverage.Plan) { p.Deductible = coverage.LimitOf(money.Cents(1)) },
		"aggregate":    func(p *coverage.Plan) { p.IsDeductibleAggregate = !p.IsDeductibleAggregate },
		"limit":        func(p *coverage.Plan) { p.Limits = slices.Clone(p.Limits); p.Limits[0].Max++ },
		"copay":        func(p *coverage.Plan) { p.Classes = slices.Clone(p.Classes); p.Classes[0].Copay = money.Cents(1) },
		"coordination": func(p *coverage.Plan) { p.Coordination.Method = coverage.MaintenanceOfBenefits },
		"clock":        func(p *coverage.Plan) { p.AppealDays++ },
		"interest": func(p *coverage.Plan) {
			p.Interest = append(slices.Clone(p.Interest), coverage.InterestRate{FromDate: b.day})
		},
		"prices": func(p *coverage.Plan) { p.Prices[0] ^= 1 },
		"rules":  func(p *coverage.Plan) { p.Rules[0] ^= 1 },
		"edits":  func(p *coverage.Plan) { p.Edits[0] ^= 1 },
	} {
		changed := b.plan
		change(&changed)
		require.False(t, isPlan(changed), name)
	}
	missing := b.plan
	missing.ID++
	_, err := b.Contracts.IsPlan(t.Context(), &missing)
	require.ErrorIs(t, err, chain.ErrPlanNotFound)

	kept, err := b.Contracts.PlanOf(t.Context(), b.plan.ID)
	require.NoError(t, err)
	want := coverage.Plan{ID: b.plan.ID, Classes: slices.Clone(b.plan.Classes), Limits: slices.Clone(b.plan.Limits), Clocks: b.plan.Clocks, Coordination: b.plan.Coordination}
	want.Interest, want.TimelyFilingMonths = nil, 0
	for i := range want.Classes {
		want.Classes[i].Name = ""
	}
	for i := range want.Limits {
		want.Limits[i].Name = ""
	}
	require.Equal(t, want, kept)
}

// A word that a later ledger has is no word of today's.
func TestLimitKindOf_UnknownNumber_IsAFault(t *testing.T) {
	t.Parallel()
	kind, err := chain.LimitKindOf(2)
	require.NoError(t, err)
	require.Equal(t, coverage.Money, kind)
	_, err = chain.LimitKindOf(3)
	require.Error(t, err)
}
