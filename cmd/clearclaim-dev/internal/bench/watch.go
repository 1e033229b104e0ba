package bench

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// How the end of claims is found, at little cost to the system under test. The
// claims of a submission are received in one batch on the chain and become
// readable as paid or denied with the settlement of it, so that one of them is
// asked for; when it has ended, some more over the whole of the submission; when
// they all have, it counts as ended. Exceptions are asked for one by one. After
// the run every claim is read; what turns out not to have ended is waited for one
// by one, and counted if it never ends.
const (
	pollEvery       = 250 * time.Millisecond
	exceptionsEvery = 2 // polls
	pageSize        = 100
	reportEvery     = 10 * time.Second
	parallelAttach  = 8
)

// watch asks until all claims have ended, and hands in the documents that
// exceptions wait for. It ends when all batches were sent and nothing is open,
// or when that takes too long.
func (r *run) watch(ctx context.Context, sent <-chan struct{}) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	attached := make(map[string]bool)
	var reported time.Time
	for poll := 0; ; poll++ {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
		if err := r.watchBatches(ctx); err != nil {
			return fmt.Errorf("asking for batches: %w", err)
		}
		if poll%exceptionsEvery == 0 {
			if err := r.watchExceptions(ctx, attached); err != nil {
				return fmt.Errorf("asking for exceptions: %w", err)
			}
		}
		if time.Since(reported) > reportEvery {
			reported = time.Now()
			r.progress("%d claims open", r.book.openCount())
		}
		select {
		case <-sent:
			if r.drainBy.IsZero() {
				r.drainBy = time.Now().Add(r.options.DrainWithin)
			}
			if r.book.openCount() == 0 || time.Now().After(r.drainBy) {
				return nil
			}
		default:
		}
	}
}

// watchBatches finds the submissions that have ended since the last poll.
func (r *run) watchBatches(ctx context.Context) error {
	open := r.book.openBatches()
	probes := make([]string, 0, len(open))
	for _, batch := range open {
		probes = append(probes, batch.probe())
	}
	shown, err := r.asInsurer.ClaimsProgress(ctx, probes)
	if err != nil {
		return err
	}
	var spread []string
	for number, batch := range open {
		if !shown[batch.probe()].Status.IsFinished() {
			delete(open, number)
			continue
		}
		spread = append(spread, batch.spread()...)
	}
	if shown, err = r.asInsurer.ClaimsProgress(ctx, spread); err != nil {
		return err
	}
	now := time.Now()
	for number, batch := range open {
		if haveEnded(batch.spread(), shown) {
			r.book.batchEnded(number, now)
		}
	}
	return nil
}

func haveEnded(ids []string, shown map[string]apiclient.Claim) bool {
	for _, id := range ids {
		if !shown[id].Status.IsFinished() {
			return false
		}
	}
	return true
}

// watchExceptions hands in a document for every open request, once.
func (r *run) watchExceptions(ctx context.Context, attached map[string]bool) error {
	shown, err := r.asInsurer.ClaimsProgress(ctx, r.book.openExceptions())
	if err != nil {
		return err
	}
	now := time.Now()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelAttach)
	for id, claim := range shown {
		if claim.Status.IsFinished() {
			r.book.exceptionEnded(id, now)
			continue
		}
		for _, request := range claim.EvidenceRequests {
			if request.IsAnswered || request.IsOverdue || attached[request.ID] {
				continue
			}
			attached[request.ID] = true
			provider := r.providers[r.book.providerOf(id)].client
			group.Go(func() error { return r.attach(ctx, provider, request.ID) })
		}
	}
	return group.Wait()
}

func (r *run) attach(ctx context.Context, provider *apiclient.Client, request string) error {
	return provider.AttachEvidence(ctx, apiclient.AttachEvidence{
		IdempotencyKey: r.key("evidence", request), EvidenceRequestID: request,
		MediaType: "text/plain", Content: []byte("Operation note, invented for the bench."),
	})
}

// readAll reads every claim of the run once more, after the measurement.
func (r *run) readAll(ctx context.Context) error {
	filter := apiclient.ClaimFilter{Insurer: r.insurer}
	for cursor, hasNext := "", true; hasNext; {
		page, err := r.asInsurer.ClaimStatuses(ctx, pageSize, cursor, filter)
		if err != nil {
			return fmt.Errorf("reading all claims: %w", err)
		}
		for _, claim := range page.Nodes {
			r.book.readAgain(claim)
		}
		cursor, hasNext = page.PageInfo.EndCursor, page.PageInfo.HasNextPage
	}
	return nil
}

// awaitMissed waits for the claims that the sample took for ended and were not,
// as long as the drain has time, and reads every claim once more.
func (r *run) awaitMissed(ctx context.Context) error {
	if r.book.openCount() == 0 {
		return nil
	}
	sent := make(chan struct{})
	close(sent)
	if err := r.watch(ctx, sent); err != nil {
		return err
	}
	return r.readAll(ctx)
}
