package settlement

import "github.com/clearclaim/clearclaim/claims"

// The gas limits are bounds, not estimates: a transaction in flight rests on
// others that the estimating node does not have yet. What is not used is not paid.
//
// Of a settlement, a claim of three lines was measured at 17,000, a line at 2,200, a
// provider's transfer or debt at up to 62,000, and a submission of a provider that
// has one already at 7,000.
const (
	maxTransactionGas = 1 << 24 // EIP-7825

	receiptGasBase = 200_000
	receiptGasEach = 60_000 // signature, sequence slot, event

	settleGasBase       = 300_000 // with the allowance that must be left for the last transfer
	settleGasProvider   = 75_000
	settleGasSubmission = 8_000
	settleGasClaim      = 15_000 // with its words of coverage, family and extension
	settleGasWord       = 5_000  // a word of a claim is up to five of its lines
)

func receiptGas(submissions int) uint64 {
	return min(maxTransactionGas, receiptGasBase+receiptGasEach*uint64(submissions))
}

// settlementGas adds up what a settlement may use.
type settlementGas struct {
	providers   map[claims.ProviderID]bool
	submissions int
	claims      int
	words       int
}

func (g *settlementGas) addSubmission(provider claims.ProviderID) {
	if g.providers == nil {
		g.providers = map[claims.ProviderID]bool{}
	}
	g.providers[provider] = true
	g.submissions++
}

func (g *settlementGas) addClaims(count, words int) {
	g.claims += count
	g.words += words
}

func (g *settlementGas) sum() uint64 {
	return uint64(settleGasBase + settleGasProvider*len(g.providers) + settleGasSubmission*g.submissions +
		settleGasClaim*g.claims + settleGasWord*g.words)
}

func (g *settlementGas) limit() uint64 { return min(maxTransactionGas, g.sum()) }

// hasRoom reports whether a claim more fits the transaction.
func (g *settlementGas) hasRoom(words int) bool {
	return g.sum()+settleGasClaim+settleGasWord*uint64(words) <= maxTransactionGas
}
