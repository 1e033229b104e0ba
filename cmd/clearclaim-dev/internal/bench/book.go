package bench

import (
	"sync"
	"time"

	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// entry is what is known of a claim that was accepted.
type entry struct {
	due, sent, answered, seen time.Time
	batch, provider           int
	kind                      kind
	// status is the claim's when it was last read.
	status apiclient.Status
}

// submitted is a batch as it was accepted, without its exceptions.
type submitted struct {
	ids []string // in their order
}

// spreadProbes is how many claims of a batch are asked for before it counts as ended.
const spreadProbes = 5

// probe is the claim that is asked for until it has ended: the last one.
func (s submitted) probe() string { return s.ids[len(s.ids)-1] }

// spread returns claims over the whole of the batch, first and last among them.
func (s submitted) spread() []string {
	if len(s.ids) <= spreadProbes {
		return s.ids
	}
	ids := make([]string, spreadProbes)
	for i := range ids {
		ids[i] = s.ids[i*(len(s.ids)-1)/(spreadProbes-1)]
	}
	return ids
}

// book keeps every claim of a run. It is safe for concurrent use.
type book struct {
	mutex      sync.Mutex
	begun      time.Time
	entries    map[string]*entry
	batches    map[int]submitted // that have not ended
	exceptions map[string]bool   // that have not ended, and what the sample of its batch missed
	rejected   int
}

func newBook() *book {
	return &book{entries: make(map[string]*entry), batches: make(map[int]submitted), exceptions: make(map[string]bool)}
}

func (b *book) begin(at time.Time) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.begun = at
}

// answered enters the claims of a batch.
func (b *book) answered(answer apiclient.Submitted, of entry) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.rejected += len(answer.Rejected)
	var batch submitted
	for _, accepted := range answer.Accepted {
		claim := of
		claim.kind = kindOf(of.batch*claimsInBatch + accepted.Index)
		b.entries[accepted.ID] = &claim
		if claim.kind == kindException {
			b.exceptions[accepted.ID] = true
		} else {
			batch.ids = append(batch.ids, accepted.ID)
		}
	}
	if len(batch.ids) > 0 {
		b.batches[of.batch] = batch
	}
}

// openBatches returns the batches that have not ended.
func (b *book) openBatches() map[int]submitted {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	open := make(map[int]submitted, len(b.batches))
	for number, batch := range b.batches {
		open[number] = batch
	}
	return open
}

// openExceptions returns the exceptions that have not ended.
func (b *book) openExceptions() []string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	open := make([]string, 0, len(b.exceptions))
	for id := range b.exceptions {
		open = append(open, id)
	}
	return open
}

// batchEnded notes that the claims of a batch were readable as ended.
func (b *book) batchEnded(number int, at time.Time) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for _, id := range b.batches[number].ids {
		b.entries[id].seen = at
	}
	delete(b.batches, number)
}

// exceptionEnded notes that an exception was readable as ended.
func (b *book) exceptionEnded(id string, at time.Time) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.entries[id].seen = at
	delete(b.exceptions, id)
}

// readAgain notes a claim's status after the run. One that was taken for ended
// and was not is open again, on its own.
func (b *book) readAgain(claim apiclient.Claim) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	known, ok := b.entries[claim.ID]
	if !ok {
		return
	}
	known.status = claim.Status
	if !claim.Status.IsFinished() && !known.seen.IsZero() {
		known.seen = time.Time{}
		b.exceptions[claim.ID] = true
	}
}

// openCount is how many accepted claims have not ended.
func (b *book) openCount() int {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	count := len(b.exceptions)
	for _, batch := range b.batches {
		count += len(batch.ids)
	}
	return count
}

// providerOf returns the position of the provider that submitted a claim.
func (b *book) providerOf(id string) int {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.entries[id].provider
}
