package bench

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/figures"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// pipelineReport is what the pipeline bench measured. Times of claims run from when
// their batch was due; a claim that did not end counts with the time it had.
type pipelineReport struct {
	Claims int `json:"claims"`
	// ClaimsPerSecond is how fast claims ended, from the first end to the last: the
	// wait of the last claims for their blocks is latency and not counted twice.
	ClaimsPerSecond float64 `json:"claims_per_s"`
	P50             float64 `json:"submit_to_paid_p50_ms"`
	P99             float64 `json:"submit_to_paid_p99_ms"`
	// Stages are milliseconds a claim: waits by stage, and CPU time by program.
	Stages map[string]float64 `json:"stages"`

	Longest          float64 `json:"submit_to_paid_max_ms"`
	ExceptionP50     float64 `json:"exception_submit_to_paid_p50_ms"`
	AnswerP50        float64 `json:"submit_to_answer_p50_ms"`
	AnswerP99        float64 `json:"submit_to_answer_p99_ms"`
	ClaimsPaid       int     `json:"claims_paid"`
	ClaimsDenied     int     `json:"claims_denied"`
	Exceptions       int     `json:"claims_exceptions"`
	ClaimsRejected   int     `json:"claims_rejected"`
	ClaimsUnfinished int     `json:"claims_unfinished"`
	// ClaimsUnexpected ended otherwise than they should.
	ClaimsUnexpected int     `json:"claims_unexpected"`
	TargetRate       int     `json:"target_claims_per_s"`
	Coverages        int     `json:"coverages"`
	Providers        int     `json:"providers"`
	SetupSeconds     float64 `json:"setup_seconds"`
	RunSeconds       float64 `json:"run_seconds"`
}

// held reports whether every claim was accepted and ended as it should.
func (r *pipelineReport) held() bool {
	return r.ClaimsRejected == 0 && r.ClaimsUnfinished == 0 && r.ClaimsUnexpected == 0
}

// times gathers durations in milliseconds.
type times []float64

func (t *times) add(d time.Duration) { *t = append(*t, figures.Milliseconds(d)) }

func (t times) percentile(p float64) float64 { return figures.Percentile(t, p) }

func (t times) mean() float64 {
	if len(t) == 0 {
		return 0
	}
	sum := 0.0
	for _, value := range t {
		sum += value
	}
	return figures.Round(sum / float64(len(t)))
}

func (r *run) report(spent cpuTime, setup time.Duration) *pipelineReport {
	r.book.mutex.Lock()
	defer r.book.mutex.Unlock()
	now := time.Now()
	report := &pipelineReport{
		Claims: len(r.book.entries), ClaimsRejected: r.book.rejected,
		TargetRate: r.options.Rate, Coverages: r.options.Coverages, Providers: r.options.Providers,
		SetupSeconds: figures.Round(setup.Seconds()), Stages: make(map[string]float64),
	}
	var all, exceptions, answers, late, processing times
	last := r.book.begun
	var ends []time.Time
	for _, claim := range r.book.entries {
		report.count(claim)
		seen := claim.seen
		if seen.IsZero() || !claim.status.IsFinished() {
			seen = now
		} else {
			ends = append(ends, seen)
		}
		if seen.After(last) {
			last = seen
		}
		all.add(seen.Sub(claim.due))
		answers.add(claim.answered.Sub(claim.due))
		late.add(claim.sent.Sub(claim.due))
		processing.add(seen.Sub(claim.answered))
		if claim.kind == kindException {
			exceptions.add(seen.Sub(claim.due))
		}
	}
	report.P50, report.P99, report.Longest = all.percentile(50), all.percentile(99), all.percentile(100)
	report.ExceptionP50 = exceptions.percentile(50)
	report.AnswerP50, report.AnswerP99 = answers.percentile(50), answers.percentile(99)
	report.RunSeconds = figures.Round(last.Sub(r.book.begun).Seconds())
	report.ClaimsPerSecond = figures.Round(rate(ends, r.book.begun))
	report.Stages["wait_due_to_sent_ms"] = late.mean()
	report.Stages["wait_sent_to_answered_ms"] = figures.Round(answers.mean() - late.mean())
	report.Stages["wait_answered_to_readable_ms"] = processing.mean()
	for name, elapsed := range spent {
		report.Stages[name] = figures.Round(figures.Milliseconds(elapsed) / float64(max(1, report.Claims)))
	}
	return report
}

// rate returns how many ends a second followed the first of them. Where all came
// at once the time since the start counts.
func rate(ends []time.Time, begun time.Time) float64 {
	if len(ends) == 0 {
		return 0
	}
	first, last := slices.MinFunc(ends, time.Time.Compare), slices.MaxFunc(ends, time.Time.Compare)
	if first.Equal(last) {
		return float64(len(ends)) / max(last.Sub(begun).Seconds(), 0.001)
	}
	later := 0
	for _, end := range ends {
		if end.After(first) {
			later++
		}
	}
	return float64(later) / last.Sub(first).Seconds()
}

// count files a claim under how it ended.
func (r *pipelineReport) count(claim *entry) {
	want := apiclient.Paid
	switch claim.kind {
	case kindClean:
	case kindDenied:
		want = apiclient.Denied
	case kindException:
		r.Exceptions++
	}
	switch claim.status {
	case apiclient.Paid:
		r.ClaimsPaid++
	case apiclient.Denied:
		r.ClaimsDenied++
	case apiclient.Accepted, apiclient.Received, apiclient.Pended, apiclient.Settling,
		apiclient.Rejected, apiclient.Voided, apiclient.Reversed:
	}
	switch {
	case !claim.status.IsFinished() || claim.seen.IsZero():
		r.ClaimsUnfinished++
	case claim.status != want:
		r.ClaimsUnexpected++
	}
}

// print writes the report as a table.
func (r *pipelineReport) print(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(what string, value any) { _, _ = fmt.Fprintf(table, "%s\t%v\t\n", what, value) }
	row("claims", r.Claims)
	row("claims a second", r.ClaimsPerSecond)
	row("submit to paid, p50, ms", r.P50)
	row("submit to paid, p99, ms", r.P99)
	row("submit to paid, longest, ms", r.Longest)
	row("exceptions, p50, ms", r.ExceptionP50)
	row("submit to answer, p99, ms", r.AnswerP99)
	row("paid / denied", fmt.Sprintf("%d / %d", r.ClaimsPaid, r.ClaimsDenied))
	row("exceptions", r.Exceptions)
	row("rejected / unfinished / unexpected", fmt.Sprintf("%d / %d / %d", r.ClaimsRejected, r.ClaimsUnfinished, r.ClaimsUnexpected))
	names := make([]string, 0, len(r.Stages))
	for name := range r.Stages {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		row("stage "+name, r.Stages[name])
	}
	row("set-up, seconds", r.SetupSeconds)
	return table.Flush()
}
