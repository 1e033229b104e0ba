package views_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views/viewstest"
)

// What is owed to a provider is told with all that its release asks for: to the provider, and
// to nobody else but auditors.
func TestOwed_IsToldToTheProviderThatMayAskForIt(t *testing.T) {
	t.Parallel()
	w := viewstest.New(t)
	w.Final(0)
	own := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{})
	w.Receive(own, 3, 10)
	w.Pay(own, "owed", 11, 500)
	w.Pay(own, "owed_released", 12, 120)
	settled := w.Accept(1, "anna", store.StageClean, adjudicate.Reasons{})
	w.Receive(settled, 4, 13)
	w.Pay(settled, "owed", 14, 70)
	w.Exec("UPDATE chain_payouts SET owed_reason = 'fundsLacking' WHERE kind = 'owed'")
	w.Exec(`INSERT INTO chain_debt_cancellations (insurer_id, batch, provider_id, plan_id, claim_batch, claim_index, cents, cancelled_at, tx_hash, block_number, log_index)
		SELECT insurer_id, batch, provider_id, plan_id, batch, 0, cents, paid_at, tx_hash, block_number, 9 FROM chain_payouts WHERE batch = 4`)
	for _, test := range []struct {
		by      auth.Principal
		isTold  bool
		ofOther bool
	}{
		{by: viewstest.Provider1, isTold: true},
		{by: viewstest.Auditor, isTold: true, ofOther: true},
		{by: viewstest.Insurer1},
		{by: viewstest.Anna},
		{by: viewstest.Operator},
	} {
		ctx := auth.WithPrincipal(t.Context(), test.by)
		owed, err := w.Owed(ctx, 1)
		require.NoError(t, err)
		require.Equal(t, test.isTold, owed != nil, "%s", test.by.Role)
		if test.isTold {
			require.Len(t, owed, 1)
			debt := owed[0]
			require.EqualValues(t, []int{1, 3, 1}, []int{int(debt.Insurer), debt.Batch, int(debt.Provider)})
			require.Equal(t, money.Cents(380), debt.Owed)
			require.NotZero(t, debt.Plan)
		}
		others, err := w.Owed(ctx, 2)
		require.NoError(t, err)
		require.Equal(t, test.ofOther, others != nil)
	}
}
