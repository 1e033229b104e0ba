package settlement

import (
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store"
)

// row is a claim of a batch as the store gives it, with that many lines.
func row(t *testing.T, n, lineCount int, stage store.Stage) store.BatchClaim {
	t.Helper()
	c := commitment.Claim{Receipt: commitment.Receipt{
		ContentHash: commitment.Hash{byte(n), byte(n >> 8), 1}, CoverageYear: testYear + claims.CoverageYearID(n%7),
		ServiceDay: claims.NewDate(2026, time.March, 1),
	}}
	for range lineCount {
		c.Receipt.Lines = append(c.Receipt.Lines, commitment.Line{Charge: money.Cents(100_00), Units: 1})
		c.Allowances = append(c.Allowances, commitment.Allowance{Allowed: money.Cents(90_00)})
	}
	leaf, err := c.Receipt.Leaf()
	must(t, err)
	return store.BatchClaim{ID: claimID(n % 9), Stage: stage, ReceiptLeaf: leaf, Prepared: prepared(t, c)}
}

func TestBatch_WhatDoesNotFitIsLeftUndecided(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name      string
		lineCount int
		isWhole   bool
	}{
		{"claims of three lines fit", 3, true},
		{"claims of many lines do not", 40, false},
		{"claims of all the lines that there may be do not", commitment.MaxLines, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := &batch{submissions: []store.BatchSubmission{{Provider: 1, ClaimCount: maxBatchClaims}}}
			for n := range maxBatchClaims {
				b.claims = append(b.claims, row(t, n, test.lineCount, store.StageClean))
			}
			words, gas, err := b.settlement(prices{})
			must(t, err)
			if gas.sum() > maxTransactionGas {
				t.Errorf("%d gas do not fit a transaction", gas.sum())
			}
			decoded, err := commitment.DecodeSettlement(words)
			must(t, err)
			whole := 0
			for i, c := range decoded[0].Claims {
				if c.ReceiptLeaf != b.claims[i].ReceiptLeaf {
					t.Fatalf("claim %d has another leaf", i)
				}
				if c.Whole != nil {
					whole++
				}
			}
			if (whole == maxBatchClaims) != test.isWhole || whole == 0 {
				t.Errorf("%d of %d claims are whole", whole, maxBatchClaims)
			}
		})
	}
}

// The figures are those of contracts/test/gas: what is measured must be below the
// limit that the transaction is sent with, and that within what a transaction may have.
func TestBatch_LargestInFamiliesIsOneTransaction(t *testing.T) {
	t.Parallel()
	const measured = 20_800 * maxBatchClaims
	b := &batch{}
	for p := range 10 {
		first, end := maxBatchClaims*p/10, maxBatchClaims*(p+1)/10
		b.submissions = append(b.submissions, store.BatchSubmission{Provider: claims.ProviderID(p + 1), ClaimCount: end - first, FirstIndex: first})
		for n := first; n < end; n++ {
			claim := row(t, n, 3, store.StageClean)
			claim.FamilyYear = claims.FamilyYearID(n%7 + 1)
			b.claims = append(b.claims, claim)
		}
	}
	words, gas, err := b.settlement(prices{})
	must(t, err)
	decoded, err := commitment.DecodeSettlement(words)
	must(t, err)
	for _, submission := range decoded {
		for i, c := range submission.Claims {
			if c.Whole == nil {
				t.Fatalf("claim %d of provider %d is left undecided", i, submission.Provider)
			}
		}
	}
	if gas.limit() < measured || gas.limit() > maxTransactionGas {
		t.Errorf("the limit is %d gas, measured were %d", gas.limit(), measured)
	}
}

// A claim after other payers gets room for the dearest way that the ledger has: of
// three lines 63,700 with its share of the batch, by contracts/test/gas/snapshot.json.
func TestSettlementGas_RoomForAClaimAfterOtherPayers(t *testing.T) {
	t.Parallel()
	whole, err := wholeClaim(new(row(t, 1, 3, store.StageClean)))
	must(t, err)
	whole = whole.WithPriors(make([]claims.PriorAmounts, 3))
	words, err := commitment.EncodeClaim(whole)
	must(t, err)
	var gas settlementGas
	before := gas.sum()
	if !gas.addIfRoom(commitment.SettledClaim{Whole: &whole}, len(words)) || gas.sum()-before < 63_700 {
		t.Errorf("room for %d", gas.sum()-before)
	}
}

func TestBatch_OnlyWhatIsClearIsSettled(t *testing.T) {
	t.Parallel()
	b := &batch{
		submissions: []store.BatchSubmission{{Provider: 1, ClaimCount: 1}, {Provider: 2, ClaimCount: 2, FirstIndex: 1}},
		claims: []store.BatchClaim{
			row(t, 0, 2, store.StagePended), row(t, 1, 6, store.StageDecided), row(t, 2, 1, store.StageClean),
		},
	}
	words, _, err := b.settlement(prices{})
	must(t, err)
	decoded, err := commitment.DecodeSettlement(words)
	must(t, err)
	for i, c := range append(decoded[0].Claims, decoded[1].Claims...) {
		if (c.Whole != nil) != (i > 0) {
			t.Errorf("claim %d is whole: %t", i, c.Whole != nil)
		}
	}
	if decoded[1].Provider != 2 {
		t.Errorf("the second submission is of provider %d", decoded[1].Provider)
	}
}

func TestFill_AsManyAsFitOneTransaction(t *testing.T) {
	t.Parallel()
	waiting := func(n, claimCount, wordCount int, isOneProvider bool) (list []store.WaitingSubmission) {
		for i := range n {
			provider := claims.ProviderID(1)
			if !isOneProvider {
				provider += claims.ProviderID(i)
			}
			list = append(list, store.WaitingSubmission{Provider: provider, ClaimCount: claimCount, WordCount: wordCount})
		}
		return list
	}
	for _, test := range []struct {
		name string
		in   []store.WaitingSubmission
		want int
	}{
		{"by claims", waiting(60, 10, 30, true), 51},
		{"by the gas of many providers", waiting(512, 1, 3, false), 145},
		{"by the gas of long claims", waiting(10, 50, 1000, true), 2},
		{"the first in any case", waiting(2, 512, 60_000, true), 1},
		{"all there is", waiting(3, 5, 15, false), 3},
	} {
		if got := len(fill(test.in, prices{})); got != test.want {
			t.Errorf("%s: took %d, want %d", test.name, got, test.want)
		}
	}
}

// At Amsterdam's prices the largest batch in families does not fit one transaction:
// what has no room is decided by path, and what is in has its gas.
func TestBatch_AtDearerStorage_LessIsInATransaction(t *testing.T) {
	t.Parallel()
	amsterdam := pricesOf(chain.StorageGas{New: 110_000, Rewritten: 12_100})
	b := &batch{submissions: []store.BatchSubmission{{Provider: 1, ClaimCount: maxBatchClaims}}}
	for n := range maxBatchClaims {
		claim := row(t, n, 3, store.StageClean)
		claim.FamilyYear = claims.FamilyYearID(n%7 + 1)
		b.claims = append(b.claims, claim)
	}
	words, gas, err := b.settlement(amsterdam)
	must(t, err)
	decoded, err := commitment.DecodeSettlement(words)
	must(t, err)
	whole := uint64(0)
	for _, c := range decoded[0].Claims {
		if c.Whole != nil {
			whole++
		}
	}
	// docs/gas.md: 37,600 a claim, with its receipt.
	if whole == 0 || whole == maxBatchClaims || gas.limit() < 37_600*whole {
		t.Errorf("%d claims have %d gas", whole, gas.limit())
	}
	if amsterdam.receiptGas(10) <= (prices{}).receiptGas(10) {
		t.Error("a receipt has no more gas for new slots")
	}
}
