package chain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/money"
)

// What the ledger's words say is what the model makes of what was determined.
func TestAccumulators_AreWhatWasDetermined(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	years := []chain.YearWords{
		{Year: secondYear, Extension: 10},
		{Year: firstYear, Family: testFamily, Extension: 9},
		{Year: secondYear + 1},
	}
	before, err := b.Contracts.Accumulators(t.Context(), testInsurer, &b.plan, years)
	require.NoError(t, err)
	require.Equal(t, []benefits.Accumulators{{}, {HasFamily: true}, {}}, before)

	r := b.twoSubmissions(t)
	model := before[1]
	for _, event := range eventsOf[chain.SubmissionSettled](b.settle(t, r, 1)) {
		for _, entry := range event.Journal {
			made := entry.Determination
			if made == nil || made.CoverageYear != firstYear {
				continue
			}
			lines := make([]benefits.Line, len(made.Results))
			for i, result := range made.Results {
				lines[i] = benefits.Line{Charge: result.Charge, Units: r.claims[entry.Index].Receipt.Lines[i].Units, Allowed: result.Allowed, Class: result.Class}
			}
			_, model, err = benefits.Determine(b.plan, benefits.Facts{
				ServiceDate: made.ServiceDay, Year: claims.Span{Start: b.day.AddDays(-100), End: b.day.AddDays(200)},
				IsProviderCredentialed: true, ReceiptDate: b.day, HasAuthorization: true,
			}, model, lines)
			require.NoError(t, err)
		}
	}
	after, err := b.Contracts.Accumulators(t.Context(), testInsurer, &b.plan, years)
	require.NoError(t, err)
	require.Equal(t, []benefits.Accumulators{before[0], model, before[2]}, after)
	require.Equal(t, money.Cents(300_00), after[1].Deductible)
	require.Equal(t, after[1].OutOfPocket, after[1].FamilyOutOfPocket)
	require.EqualValues(t, 100_00, after[1].Counters[1].Used, "the counter of a life stands in the extension")
}

func TestAccumulators_OfNoYearsAskNothing(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	totals, err := b.Contracts.Accumulators(t.Context(), testInsurer, &b.plan, nil)
	require.NoError(t, err)
	require.Empty(t, totals)
}
