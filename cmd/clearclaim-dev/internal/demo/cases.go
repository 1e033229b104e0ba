package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/cmd/clearclaim-dev/internal/target"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
	"github.com/clearclaim/clearclaim/samples"
)

// outcome is how one sample claim ended.
type outcome struct {
	Case        string           `json:"case"`
	Claim       string           `json:"claim"`
	Number      string           `json:"number"`
	Status      apiclient.Status `json:"status"`
	ChargeCents int64            `json:"charge_cents"`
	PaidCents   int64            `json:"paid_cents"`
	Seconds     float64          `json:"seconds"`
	Differences []string         `json:"differences"`
	// InterestCents and RecoveryCents are what was paid besides, and what of the
	// payment is to be given back.
	InterestCents int64 `json:"interest_cents"`
	RecoveryCents int64 `json:"recovery_cents"`
	// IsOver is set where another outcome takes its place.
	IsOver bool `json:"is_over"`

	id string
}

// check is one expectation that is not a determination.
type check struct {
	What    string `json:"what"`
	Failure string `json:"failure,omitempty"`
}

// runSamples seeds the parties, drives all samples at once and checks how they end.
func (s *session) runSamples(ctx context.Context) (*sampleReport, error) {
	set, err := loadSamples(samples.Files)
	if err != nil {
		return nil, fmt.Errorf("loading samples: %w", err)
	}
	var given, own seeded
	seeding, seedingCtx := errgroup.WithContext(ctx)
	seeding.Go(func() (err error) { given, err = s.seed(seedingCtx, "", set.parties, samples.Files); return err })
	seeding.Go(func() (err error) { own, err = s.seedStories(seedingCtx, set); return err })
	if err := seeding.Wait(); err != nil {
		return nil, err
	}
	own.providers = given.providers
	report := &sampleReport{Run: s.name}
	var played [][]outcome
	running, runningCtx := errgroup.WithContext(ctx)
	running.Go(func() error { return s.runCases(runningCtx, set, given, report) })
	running.Go(func() (err error) { played, err = s.runStories(runningCtx, set, own); return err })
	if err := running.Wait(); err != nil {
		return nil, err
	}
	s.progress("checking rejections, repetitions and rights")
	report.Checks = s.runChecks(ctx, set, given, report.Outcomes)
	if played != nil {
		for _, outcomes := range played {
			report.Outcomes = append(report.Outcomes, outcomes...)
		}
		report.Checks = append(report.Checks, s.checkRefusals(ctx, own, played)...)
	}
	moved, err := s.weigh(ctx, report, own, played != nil)
	if err != nil {
		return nil, err
	}
	report.finish(moved, time.Since(s.begun))
	return report, nil
}

// restoredWithin is how long a reorganisation may hide what was paid.
const restoredWithin = 20 * time.Second

// weigh reads what was paid, and the interest beside it, which are not read at one
// time: where a reorganisation hides something of one, they are read again.
func (s *session) weigh(ctx context.Context, report *sampleReport, own seeded, hasStories bool) (moved target.Summary, err error) {
	begun := time.Now()
	err = poll(ctx, func(ctx context.Context) (isSquare bool, err error) {
		if hasStories {
			if report.InterestCents, err = s.interestPaid(ctx, own.insurer); err != nil {
				return false, err
			}
		}
		if moved, err = s.moved(ctx); err != nil {
			return false, err
		}
		paid, recoveries := report.sums()
		isSquare = moved.IsBalanced && paid+report.InterestCents+recoveries == moved.TransferredCents
		return isSquare || time.Since(begun) > restoredWithin, nil
	})
	return moved, err
}

// runCases drives the cases, side by side.
func (s *session) runCases(ctx context.Context, set sampleSet, given seeded, report *sampleReport) error {
	begun := time.Now()
	outcomes := make([][]outcome, len(set.cases))
	err := inParallel(ctx, len(set.cases), func(ctx context.Context, i int) error {
		outcomes[i] = s.runCase(ctx, set.cases[i], given)
		return ctx.Err()
	})
	report.SettlingSeconds = time.Since(begun).Seconds()
	for i := range outcomes {
		report.Outcomes = append(report.Outcomes, outcomes[i]...)
	}
	return err
}

// runCase drives the claims of a case one after the other: what the first took
// from a deductible is what the second finds.
func (s *session) runCase(ctx context.Context, c sampleCase, given seeded) []outcome {
	outcomes := make([]outcome, 0, len(c.Steps))
	for i, step := range c.Steps {
		begun := time.Now()
		ended := outcome{Case: c.folder, Claim: step.Submit}
		claim, err := s.runStep(ctx, c.folder, i, step, given)
		ended.Seconds = time.Since(begun).Seconds()
		if err != nil {
			ended.Differences = []string{err.Error()}
		} else {
			ended.show(claim, step.Expect)
		}
		s.progress("%s %s: %s", c.folder, step.Submit, ended.verdict())
		outcomes = append(outcomes, ended)
		if err != nil {
			break
		}
	}
	return outcomes
}

func (o *outcome) show(claim *apiclient.Claim, expect expectation) {
	o.id, o.Number, o.Status = claim.ID, claim.Number, claim.Status
	o.ChargeCents, o.PaidCents = claim.ChargeCents, max(0, cents(claim.PaidCents))
	o.Differences = expect.differences(claim)
}

func (o *outcome) verdict() string {
	if len(o.Differences) > 0 {
		return "NOT as expected: " + o.Differences[0]
	}
	return string(o.Status) + ", as expected"
}

// errRejected is returned when a claim that should be adjudicated is not accepted.
var errRejected = errors.New("rejected")

// runStep submits a claim, hands in what is asked for, and waits until it is finished.
func (s *session) runStep(
	ctx context.Context, folder string, index int, step step, given seeded,
) (*apiclient.Claim, error) {
	ctx, cancel := context.WithTimeout(ctx, finishWithin)
	defer cancel()
	number := given.providers[step.Provider]
	provider := s.as(auth.RoleProvider, number)
	step.claim.Insurer = given.insurer
	submitted, err := provider.SubmitClaims(ctx, apiclient.SubmitClaims{
		IdempotencyKey: s.key("submit", folder, index), Provider: number, Claims: []apiclient.ClaimInput{step.claim},
	})
	if err != nil {
		return nil, fmt.Errorf("submitting: %w", err)
	}
	if len(submitted.Accepted) != 1 {
		return nil, fmt.Errorf("%w: %s", errRejected, faultsText(submitted.Rejected))
	}
	id := submitted.Accepted[0].ID
	if err := s.await(ctx, provider, id, step, given.insurer); err != nil {
		return nil, fmt.Errorf("awaiting: %w", err)
	}
	var claim *apiclient.Claim
	err = poll(ctx, func(ctx context.Context) (bool, error) {
		if claim, err = provider.Claim(ctx, id); err == nil && claim == nil {
			err = errors.New("the claim cannot be read")
		}
		// A reorganisation may have taken it back since.
		return err == nil && claim.Status.IsFinished(), err
	})
	if err == nil && step.Clear != "" && !slices.ContainsFunc(claim.Reviews, isCleared) {
		err = errors.New("nobody had to look at the claim")
	}
	if err == nil && claim.PendedAt != nil {
		err = errors.New("the claim's clock stands still after its decision")
	}
	return claim, err
}

// await polls a claim until it is finished, answering what is asked for as soon as its
// clock stands still on the chain. A claim that must wait for its deadline is seen
// pended on the way.
func (s *session) await(ctx context.Context, provider *apiclient.Client, id string, step step, insurer uint32) error {
	wasPended := false
	err := poll(ctx, func(ctx context.Context) (bool, error) {
		claim, err := provider.ClaimProgress(ctx, id)
		if err != nil || claim == nil {
			return false, err
		}
		wasPended = wasPended || claim.Status == apiclient.Pended
		if step.document != nil && claim.PendedAt != nil {
			if err := s.answer(ctx, provider, claim, step.document); err != nil {
				return false, err
			}
		}
		if step.Clear != "" {
			if err := s.clear(ctx, insurer, claim, step.Clear); err != nil {
				return false, err
			}
		}
		return claim.Status.IsFinished(), nil
	})
	if err == nil && step.PendsUntilDeadline && !wasPended {
		return errors.New("the claim was never seen pended")
	}
	return err
}

func isCleared(r apiclient.Review) bool { return r.State == apiclient.ReviewCleared }

// clear has the insurer clear every open review; repetitions change nothing.
func (s *session) clear(ctx context.Context, insurer uint32, claim *apiclient.Claim, reasons string) error {
	// The insurer is told more of what waits than the provider.
	seen, err := s.as(auth.RoleInsurer, insurer).ClaimProgress(ctx, claim.ID)
	if err != nil || seen == nil {
		return err
	}
	for _, review := range seen.Reviews {
		if review.State != apiclient.ReviewOpen {
			continue
		}
		err := s.as(auth.RoleInsurer, insurer).ResolveReview(ctx, apiclient.ResolveReview{
			IdempotencyKey: s.key("review", claim.ID, review.Line, review.Rule), ClaimID: claim.ID,
			Line: review.Line, Rule: review.Rule, IsCleared: true, Reasons: reasons,
		})
		if err != nil {
			return fmt.Errorf("resolving a review: %w", err)
		}
	}
	return nil
}

// answer hands in a document for every open request; repetitions change nothing.
func (s *session) answer(ctx context.Context, provider *apiclient.Client, claim *apiclient.Claim, document []byte) error {
	for _, request := range claim.EvidenceRequests {
		if request.IsAnswered || request.IsOverdue {
			continue
		}
		err := provider.AttachEvidence(ctx, apiclient.AttachEvidence{
			IdempotencyKey:    s.key("evidence", request.ID),
			EvidenceRequestID: request.ID,
			MediaType:         "text/plain",
			Content:           document,
		})
		if err != nil {
			return fmt.Errorf("attaching evidence: %w", err)
		}
	}
	return nil
}

func faultsText(rejected []apiclient.Rejection) string {
	text := ""
	for _, rejection := range rejected {
		for _, fault := range rejection.Faults {
			text += fmt.Sprintf(" %s at %s", fault.Code, fault.Path)
		}
	}
	return text
}
