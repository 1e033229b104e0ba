// Package intake is the one way in, for every channel: it checks who asks and
// what is asked, commits to it, stores it and hands over what has to happen next.
//
// # Submissions
//
// A submission is taken in one transaction: the claims that are free of faults,
// encrypted under their patients' keys, with their leaves under one signed root,
// the digests by which a repetition is found, and the hand-over to settlement.
// A claim with faults is rejected with all of them at once and leaves nothing
// behind. What was acknowledged is committed before the acknowledgement is given.
//
// # Registrations
//
// A registration stands in the database and on the chain: the rows and the
// transaction's intent are committed together, and the answer is given once the
// transaction is included. Cut off while it waits, it is resumed by a repetition.
//
// # Idempotency
//
// Every request carries a key. The same key with the same content gets the first
// answer, with other content [ErrIdempotencyKeyConflict]; requests of one key are
// taken one after the other. An error is no answer and is not kept.
package intake
