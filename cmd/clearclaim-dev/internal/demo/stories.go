package demo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sync"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
	"github.com/clearclaim/clearclaim/samples"
)

// story is a folder of what becomes of a claim after its determination.
type story struct {
	folder string
	Title  string      `json:"title"`
	Why    string      `json:"why"`
	Steps  []storyStep `json:"steps"`
}

// storyStep does something and says how the claim ends. Of a correction it is the
// correction that ends.
type storyStep struct {
	Do       string `json:"do"`     // submit, replace, void, appeal, overdue or release
	Of       int    `json:"of"`     // the step whose claim it is done to, from 1
	Submit   string `json:"submit"` // a claim's file
	Provider string `json:"provider"`
	// Until is the status that is waited for; "" is any that is finished.
	Until apiclient.Status `json:"until"`
	// By is who appeals, provider or patient; IsPanel takes it to a panel, after days.
	By            string                     `json:"by"`
	IsPanel       bool                       `json:"isPanel"`
	AdvanceDays   int                        `json:"advanceDays"`
	Determination *apiclient.Redetermination `json:"determination"`
	// FundCents is put in before what is owed is released.
	FundCents int64 `json:"fundCents"`
	OwedCents int64 `json:"owedCents"`
	// RecoveryCents is noticed to the provider, InterestCents paid besides.
	RecoveryCents int64 `json:"recoveryCents"`
	InterestCents int64 `json:"interestCents"`
	// RateBasisPoints is what late payment bears a year.
	RateBasisPoints int64       `json:"rateBasisPoints"`
	Expect          expectation `json:"expect"`

	claim   apiclient.ClaimInput
	advance func(ctx context.Context) error // moves the clock with the other stories that do
}

func loadStories(files fs.FS) ([]story, error) {
	entries, err := fs.ReadDir(files, "corrections")
	if err != nil {
		return nil, fmt.Errorf("listing corrections: %w", err)
	}
	var stories []story
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		read := story{folder: entry.Name()}
		folder := path.Join("corrections", entry.Name())
		if err := readJSON(files, path.Join(folder, "expected.json"), &read); err != nil {
			return nil, err
		}
		for i := range read.Steps {
			if name := read.Steps[i].Submit; name != "" {
				if err := readJSON(files, path.Join(folder, name), &read.Steps[i].claim); err != nil {
					return nil, err
				}
			}
		}
		stories = append(stories, read)
	}
	return stories, nil
}

// isFunding reports whether a story gives the insurer its funds, without which the
// others would owe.
func (s *story) isFunding() bool {
	return slices.ContainsFunc(s.Steps, func(step storyStep) bool { return step.FundCents != 0 })
}

// seedStories registers whom the stories are about, with an insurer of their own,
// where they can be played.
func (s *session) seedStories(ctx context.Context, set sampleSet) (seeded, error) {
	if s.target.AdvanceTime == nil {
		return seeded{}, nil
	}
	own, err := s.seed(ctx, "reviewed-", set.reviewed, samples.Files)
	if err != nil {
		return own, err
	}
	return own, s.appointPanel(ctx)
}

// runStories plays the stories: first those that fund the insurer, then the others
// side by side. There are none where the clock cannot be moved.
func (s *session) runStories(ctx context.Context, set sampleSet, own seeded) ([][]outcome, error) {
	if s.target.AdvanceTime == nil {
		return nil, nil
	}
	played := make([][]outcome, len(set.stories))
	var rest []int
	for i := range set.stories {
		if !set.stories[i].isFunding() {
			rest = append(rest, i)
			continue
		}
		played[i] = s.runStory(ctx, &set.stories[i], own, nil)
	}
	clock := &clockMove{by: set.advance(), move: s.target.AdvanceTime}
	clock.awaited.Add(len(rest))
	err := inParallel(ctx, len(rest), func(ctx context.Context, i int) error {
		arrive := sync.OnceFunc(clock.awaited.Done)
		defer arrive()
		played[rest[i]] = s.runStory(ctx, &set.stories[rest[i]], own, func(ctx context.Context) error {
			arrive()
			return clock.advance(ctx)
		})
		return ctx.Err()
	})
	return played, err
}

// advance returns by how much the stories move the clock: those that do, by the same.
func (s *sampleSet) advance() time.Duration {
	days := 0
	for i := range s.stories {
		for _, step := range s.stories[i].Steps {
			days = max(days, step.AdvanceDays)
		}
	}
	return time.Duration(days) * 24 * time.Hour
}

// clockMove moves the clock once, when every story is over or has come to where it
// moves: late payment of the others would bear interest.
type clockMove struct {
	by      time.Duration
	move    func(ctx context.Context, by time.Duration) error
	awaited sync.WaitGroup
	once    sync.Once
	err     error
}

func (c *clockMove) advance(ctx context.Context) error {
	c.awaited.Wait()
	c.once.Do(func() { c.err = c.move(ctx, c.by) })
	return c.err
}

// runStory plays the steps of a story, one after the other. It calls advance where it
// moves the clock.
func (s *session) runStory(ctx context.Context, played *story, own seeded, advance func(ctx context.Context) error) []outcome {
	outcomes := make([]outcome, 0, len(played.Steps))
	for i := range played.Steps {
		step := &played.Steps[i]
		step.advance = advance
		begun := time.Now()
		ended := outcome{Case: played.folder, Claim: step.Do}
		if step.Submit != "" {
			ended.Claim += " " + step.Submit
		}
		claim, err := s.runStoryStep(ctx, played.folder, i, step, own, outcomes)
		ended.Seconds = time.Since(begun).Seconds()
		if err != nil {
			ended.Differences = []string{err.Error()}
		} else {
			expect := step.Expect
			if s.isResumed && step.Until != "" && claim.Status.IsFinished() {
				expect.Status = claim.Status // what waited for a later step had it before the interruption
			}
			ended.show(claim, expect)
			ended.showReview(claim, step)
			if step.Of > 0 {
				outcomes[step.Of-1].IsOver = true
			}
		}
		s.progress("%s %s: %s", played.folder, ended.Claim, ended.verdict())
		outcomes = append(outcomes, ended)
		if err != nil {
			break
		}
	}
	return outcomes
}

// showReview adds what was paid besides and what is to be given back.
func (o *outcome) showReview(claim *apiclient.Claim, step *storyStep) {
	o.InterestCents = max(0, cents(claim.InterestCents))
	for _, recovery := range claim.Recoveries {
		o.RecoveryCents += recovery.LeftCents
	}
	if want := step.interest(claim); o.InterestCents != want {
		o.Differences = append(o.Differences, fmt.Sprintf("interest is %d, expected %d", o.InterestCents, want))
	}
	if o.RecoveryCents != step.RecoveryCents {
		o.Differences = append(o.Differences, fmt.Sprintf("recovery is %d, expected %d", o.RecoveryCents, step.RecoveryCents))
	}
	if claim.Standing != "STANDS" {
		o.Differences = append(o.Differences, "it does not stand, but is "+claim.Standing)
	}
}

// interest is what the step expects, for the days that have passed: one more than it
// says where midnight came between, or as many again where the run was interrupted.
func (s *storyStep) interest(claim *apiclient.Claim) int64 {
	if s.InterestCents == 0 || claim.Clock == nil || len(claim.Appeals) != 1 || claim.Appeals[0].RuledAt == nil {
		return s.InterestCents
	}
	days := claims.DateOf(*claim.Appeals[0].RuledAt) - claims.DateOf(claim.Clock.ReceivedAt)
	return s.interestFor(int64(days))
}

// interestFor is the interest on what the step pays, half up to the cent.
func (s *storyStep) interestFor(days int64) int64 {
	const year = 10_000 * 365
	return (2*s.Expect.PaidCents*s.RateBasisPoints*days + year) / (2 * year)
}

func (s *session) runStoryStep(
	ctx context.Context, folder string, index int, step *storyStep, own seeded, before []outcome,
) (*apiclient.Claim, error) {
	ctx, cancel := context.WithTimeout(ctx, finishWithin)
	defer cancel()
	of := ""
	if step.Of > 0 {
		of = before[step.Of-1].id
	}
	key := s.key("story", folder, index)
	id, err := of, error(nil)
	switch step.Do {
	case "submit":
		id, err = s.submitStory(ctx, key, step, own)
	case "replace", "void":
		id, err = s.correct(ctx, key, step, own, of)
	case "appeal":
		err = s.appeal(ctx, key, step, own, of)
	case "overdue":
		id, err = s.letLie(ctx, key, step, own)
	case "release":
		err = s.release(ctx, key, step, own)
	default:
		err = fmt.Errorf("no step %q", step.Do)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", step.Do, err)
	}
	return s.awaitStory(ctx, id, step, own)
}

// awaitStory returns the claim when it has come to where the step says.
func (s *session) awaitStory(ctx context.Context, id string, step *storyStep, own seeded) (claim *apiclient.Claim, err error) {
	insurer := s.as(auth.RoleInsurer, own.insurer)
	err = poll(ctx, func(ctx context.Context) (bool, error) {
		if claim, err = insurer.Claim(ctx, id); err != nil || claim == nil {
			return false, err
		}
		for _, appeal := range claim.Appeals {
			if appeal.Failure != "" {
				return false, fmt.Errorf("refused: %s", appeal.Failure)
			}
			if appeal.Step != "CLOSED" {
				return false, nil
			}
		}
		if step.Until != "" && claim.Status == step.Until {
			return true, nil
		}
		return claim.Status.IsFinished(), nil
	})
	return claim, err
}

func (s *session) submitStory(ctx context.Context, key string, step *storyStep, own seeded) (string, error) {
	number := own.providers[step.Provider]
	step.claim.Insurer = own.insurer
	submitted, err := s.as(auth.RoleProvider, number).SubmitClaims(ctx, apiclient.SubmitClaims{
		IdempotencyKey: key, Provider: number, Claims: []apiclient.ClaimInput{step.claim},
	})
	if err != nil {
		return "", err
	}
	if len(submitted.Accepted) != 1 {
		return "", fmt.Errorf("%w:%s", errRejected, faultsText(submitted.Rejected))
	}
	return submitted.Accepted[0].ID, nil
}

func (s *session) correct(ctx context.Context, key string, step *storyStep, own seeded, of string) (string, error) {
	number := own.providers[step.Provider]
	provider := s.as(auth.RoleProvider, number)
	correction := apiclient.Correction{IdempotencyKey: key, Provider: number, ClaimID: of}
	do := provider.VoidClaim
	if step.Do == "replace" {
		step.claim.Insurer = own.insurer
		correction.Claim, do = &step.claim, provider.ReplaceClaim
	}
	return do(ctx, correction)
}

// interestPaid sums what an insurer paid besides, as its remittances have it: what a
// reorganisation puts behind a move of the clock bears interest too.
func (s *session) interestPaid(ctx context.Context, insurer uint32) (int64, error) {
	page, err := s.as(auth.RoleInsurer, insurer).Remittances(ctx, 100, "", insurer)
	if err != nil {
		return 0, fmt.Errorf("reading remittances: %w", err)
	}
	var sum int64
	for _, remittance := range page.Nodes {
		sum += remittance.InterestCents
	}
	return sum, nil
}

// release funds the insurer and has what it owes paid.
func (s *session) release(ctx context.Context, key string, step *storyStep, own seeded) error {
	insurer := s.as(auth.RoleInsurer, own.insurer)
	debt, err := s.awaitDebt(ctx, insurer, step, own)
	if err != nil || debt == nil {
		return err
	}
	if err := s.tryRelease(ctx, insurer, key+"/early", *debt); !s.isResumed {
		if err := expectCode(err, errs.FundsInsufficient); err != nil {
			return err
		}
	}
	err = insurer.FundEscrow(ctx, apiclient.FundEscrow{
		IdempotencyKey: key + "/fund", Insurer: own.insurer, AmountCents: step.FundCents,
	})
	if err != nil {
		return err
	}
	return s.tryRelease(ctx, insurer, key, *debt)
}

// awaitDebt returns what the insurer owes when it is as expected; nil where it was
// released before the run was interrupted.
func (s *session) awaitDebt(
	ctx context.Context, insurer *apiclient.Client, step *storyStep, own seeded,
) (debt *apiclient.ReleaseOwed, err error) {
	err = poll(ctx, func(ctx context.Context) (bool, error) {
		escrow, err := insurer.Escrow(ctx, own.insurer)
		if err != nil || (s.isResumed && len(escrow.Debts) == 0) {
			return err == nil, err
		}
		if len(escrow.Debts) != 1 || escrow.Debts[0].Cents != step.OwedCents || escrow.OwedCents != step.OwedCents {
			return false, nil // a reorganisation may have taken it back for a while
		}
		owed := escrow.Debts[0]
		if owed.Reason != "FUNDS_LACKING" {
			return false, errors.New("it is owed for " + owed.Reason)
		}
		debt = &apiclient.ReleaseOwed{Insurer: own.insurer, Batch: owed.Batch, Provider: owed.Provider, Plan: owed.Plan}
		return true, nil
	})
	return debt, err
}

// tryRelease releases a debt, if it was not before the run was interrupted.
func (s *session) tryRelease(ctx context.Context, insurer *apiclient.Client, key string, debt apiclient.ReleaseOwed) error {
	debt.IdempotencyKey = key
	err := insurer.ReleaseOwed(ctx, debt)
	if s.isResumed && apiclient.CodeOf(err) == errs.NothingOwed {
		return nil
	}
	return err
}
