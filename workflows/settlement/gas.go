package settlement

import (
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

// The gas limits are bounds, not estimates: a transaction in flight rests on
// others that the estimating node does not have yet. What is not used is not paid.
//
// They are those of Osaka, and what the chain takes more for storage is added: forks
// differ in that. docs/gas.md has the measurements: a settlement of 512
// claims of three lines in families uses 20,300 a claim; a line 1,400, one that counts
// against two limits 3,800, and after other payers up to 12,300 more; a provider's
// transfer or debt up to 62,000, and a submission of a provider that has one already 7,000.
const (
	maxTransactionGas = 1 << 24 // EIP-7825

	receiptGasBase = 200_000
	receiptGasEach = 60_000 // signature, sequence slot, event
	receiptNew     = 2      // slots besides: the batch and the insurer's sequence

	settleNew           = 2       // slots: the seal, and a word of the claims decided
	settleNewProvider   = 2       // slots of each provider: a debt, or a balance of the token
	settleGasBase       = 300_000 // with the allowance that must be left for the last transfer
	settleGasProvider   = 75_000
	settleGasSubmission = 8_000
	settleGasClaim      = 3_000
	settleGasStored     = 5_300 // a word of coverage, family or extension
	settleGasWord       = 1_000
	settleGasLine       = 4_300
	settleGasPrior      = 14_000 // more of a line after other payers: by maintenance of benefits it is determined three times

	// What a claim and its words take before it is known what they are.
	settleGasUnreadClaim = 15_000
	settleGasUnreadWord  = 5_000
	unreadStored         = 3 // words of coverage, family and extension
)

// prices are what the chain takes more for storage than Osaka, in gas: for a slot that
// is new, and for one that is rewritten.
type prices struct{ newSlot, rewritten uint64 }

func pricesOf(storage chain.StorageGas) prices {
	return prices{newSlot: storage.New - chain.OsakaStorageGas.New, rewritten: storage.Rewritten - chain.OsakaStorageGas.Rewritten}
}

func (p prices) receiptGas(submissions int) uint64 {
	return min(maxTransactionGas, receiptGasBase+receiptNew*p.newSlot+(receiptGasEach+p.newSlot)*uint64(submissions))
}

// settlementGas adds up what a settlement may use.
type settlementGas struct {
	prices      prices
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
	g.claims += (settleGasUnreadClaim+unreadStored*int(g.prices.rewritten))*count + settleGasUnreadWord*words //nolint:gosec // a price
}

// addIfRoom adds a claim if it still fits the transaction.
func (g *settlementGas) addIfRoom(claim commitment.SettledClaim, words int) bool {
	stored := settleGasStored + int(g.prices.rewritten) //nolint:gosec // a price
	gas := settleGasClaim + stored + settleGasWord*words + settleGasLine*len(claim.Whole.Receipt.Lines)
	gas += settleGasPrior * len(claim.Whole.Priors)
	if claim.Family != 0 {
		gas += stored
	}
	if claim.Extension != 0 {
		gas += stored
	}
	if g.sum()+uint64(gas) > maxTransactionGas { //nolint:gosec // at most 255 lines
		return false
	}
	g.claims += gas
	return true
}

func (g *settlementGas) sum() uint64 {
	gas := settleGasBase + settleGasProvider*len(g.providers) + settleGasSubmission*g.submissions + g.claims
	dearer := g.prices.newSlot*uint64(settleNew+settleNewProvider*len(g.providers)) + g.prices.rewritten*uint64(g.submissions) //nolint:gosec // of a batch
	return uint64(gas) + dearer                                                                                                //nolint:gosec // of some thousand claims
}

func (g *settlementGas) limit() uint64 { return min(maxTransactionGas, g.sum()) }
