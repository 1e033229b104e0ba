// Package chain is the only door to the EVM: it deploys the contracts, builds
// their calls, signs, sends, reads logs and says why a call reverted.
//
// No type of go-ethereum is in what other packages use: addresses and hashes are
// plain byte arrays, events and calls are in the words of the domain.
//
// A transaction goes out through the [Sender] alone, which makes each intent kept
// in an [IntentStore] a transaction exactly once; DESIGN.md in this folder says
// how it survives kills, reorganisations and a second sender. [Deploy] is the one
// exception: it runs before anything else has a key to use.
package chain
