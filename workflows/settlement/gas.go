package settlement

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

// The gas limits are bounds, not estimates: a transaction in flight rests on
// others that the estimating node does not have yet. What is not used is not paid.
//
// Under the rules of Osaka, docs/gas.md has the measurements: a settlement of 512
// claims of three lines in families uses 20,300 a claim; a line 1,400, one that counts
// against two limits 3,800; a provider's transfer or debt up to 62,000, and a
// submission of a provider that has one already 7,000.
const (
	maxTransactionGas = 1 << 24 // EIP-7825

	receiptGasBase = 200_000
	receiptGasEach = 60_000 // signature, sequence slot, event

	settleGasBase       = 300_000 // with the allowance that must be left for the last transfer
	settleGasProvider   = 75_000
	settleGasSubmission = 8_000
	settleGasClaim      = 3_000
	settleGasStored     = 5_300 // a word of coverage, family or extension
	settleGasWord       = 1_000
	settleGasLine       = 4_300
	settleGasPrior      = 4_300 // more of a line that is coordinated: it may be determined twice

	// What a claim and its words take before it is known what they are.
	settleGasUnreadClaim = 15_000
	settleGasUnreadWord  = 5_000
)

func receiptGas(submissions int) uint64 {
	return min(maxTransactionGas, receiptGasBase+receiptGasEach*uint64(submissions))
}

// settlementGas adds up what a settlement may use.
type settlementGas struct {
	providers   map[claims.ProviderID]bool
	submissions int
	claims      int // gas of them
}

func (g *settlementGas) addSubmission(provider claims.ProviderID) {
	if g.providers == nil {
		g.providers = map[claims.ProviderID]bool{}
	}
	g.providers[provider] = true
	g.submissions++
}

// addUnread adds claims of which no more is known than how many words they are.
func (g *settlementGas) addUnread(count, words int) {
	g.claims += settleGasUnreadClaim*count + settleGasUnreadWord*words
}

// addIfRoom adds a claim if it still fits the transaction.
func (g *settlementGas) addIfRoom(claim commitment.SettledClaim, words int) bool {
	gas := settleGasClaim + settleGasStored + settleGasWord*words + settleGasLine*len(claim.Whole.Receipt.Lines)
	gas += settleGasPrior * len(claim.Whole.Priors)
	if claim.Family != 0 {
		gas += settleGasStored
	}
	if claim.Extension != 0 {
		gas += settleGasStored
	}
	if g.sum()+uint64(gas) > maxTransactionGas { //nolint:gosec // at most 255 lines
		return false
	}
	g.claims += gas
	return true
}

func (g *settlementGas) sum() uint64 {
	return uint64(settleGasBase + settleGasProvider*len(g.providers) + settleGasSubmission*g.submissions + g.claims) //nolint:gosec // of some thousand claims
}

func (g *settlementGas) limit() uint64 { return min(maxTransactionGas, g.sum()) }
