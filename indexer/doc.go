// Package indexer turns the chain's events into the read model: rows of the
// store's chain_ tables.
//
// Blocks are read in runs, each linked to the one before by its parent hash. What
// a run of blocks tells, the raw logs, the rows and the cursor commit in one
// transaction, with word of whose claims changed; so the model is that of some
// block, always, whatever is killed. When the chain was reorganised, everything
// above the fork is deleted in one transaction and read again. There is no depth
// at which that fails, down to the newest final block: what contradicts that one, or
// lacks blocks that are indexed, is a fault of the node, and the model stays as it is.
//
// Several indexers may run; one has the lease, and the epoch of the lease fences
// the others off. The model can be built again at any time from the chain alone, or
// from the journal of it, beside the one that is read, which it then replaces.
//
// Every root that the ledger tells is computed again from the journals that it
// told of the claims; no transaction's input is ever read. One that differs is logged as an error, kept with the row and found by
// [Indexer.Reconcile].
package indexer
