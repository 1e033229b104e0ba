package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// Sizes of what is sent and read at once.
const (
	claimsPerBatch = 100
	claimsPerPage  = 50
)

// corpusFinishWithin bounds the wait for the last claim of a corpus.
const corpusFinishWithin = 20 * time.Minute

// corpusFeeSchedule allows every charge in full.
const corpusFeeSchedule = "system,code,class,method,amount,evidence\n*,*,all,percent,10000,\n"

// corpusParties are the numbers that the parties of a corpus were given.
type corpusParties struct {
	names     []string // of the insurers, in order
	insurers  map[string]uint32
	plans     map[string]uint32
	providers map[string]uint32
}

// runCorpus enrols, submits, waits and compares.
func (s *session) runCorpus(ctx context.Context, folder string) (*corpusReport, error) {
	loaded, err := loadCorpus(folder)
	if err != nil {
		return nil, fmt.Errorf("loading corpus: %w", err)
	}
	s.progress("%d claims and %d explanations read", len(loaded.claims), len(loaded.explanations))
	given, err := s.seedCorpus(ctx, loaded)
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	if err := s.submitCorpus(ctx, loaded, given); err != nil {
		return nil, err
	}
	if err := s.awaitCorpus(ctx, given); err != nil {
		return nil, fmt.Errorf("awaiting determinations: %w", err)
	}
	settled := time.Since(begun)
	if err := s.readCorpus(ctx, loaded, given); err != nil {
		return nil, fmt.Errorf("reading determinations: %w", err)
	}
	moved, err := s.moved(ctx)
	if err != nil {
		return nil, err
	}
	return newCorpusReport(loaded, moved, settled), nil
}

// seedCorpus registers insurers with an 80/20 plan each, providers and coverages.
func (s *session) seedCorpus(ctx context.Context, c *corpus) (*corpusParties, error) {
	given, err := s.seedInsurers(ctx, c)
	if err != nil {
		return nil, err
	}
	s.progress("%d insurers registered, funded, plans published", len(given.names))
	if err := s.seedProviders(ctx, c, given); err != nil {
		return nil, fmt.Errorf("registering providers: %w", err)
	}
	s.progress("%d providers registered", len(given.providers))
	coverages := c.coverages()
	var enrolled atomic.Int64
	err = inParallel(ctx, len(coverages), func(ctx context.Context, i int) error {
		err := s.enrolCorpus(ctx, coverages[i], given)
		if done := enrolled.Add(1); done%50 == 0 {
			s.progress("%d of %d coverages enrolled", done, len(coverages))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("enrolling coverage: %w", err)
	}
	s.progress("%d coverages enrolled", len(coverages))
	return given, nil
}

func (s *session) seedInsurers(ctx context.Context, c *corpus) (*corpusParties, error) {
	names, charges := c.insurers()
	if len(names) == 0 {
		// Claims that nobody insures still have to be submitted to somebody.
		names = []string{"Insurer"}
	}
	numbers, plans := make([]uint32, len(names)), make([]uint32, len(names))
	err := inParallel(ctx, len(names), func(ctx context.Context, i int) error {
		var err error
		numbers[i], plans[i], err = s.seedInsurer(ctx, names[i], charges[names[i]])
		return err
	})
	if err != nil {
		return nil, err
	}
	given := &corpusParties{
		names:    names,
		insurers: make(map[string]uint32), plans: make(map[string]uint32), providers: make(map[string]uint32),
	}
	for i, name := range names {
		given.insurers[name], given.plans[name] = numbers[i], plans[i]
	}
	return given, nil
}

func (s *session) seedInsurer(ctx context.Context, name string, chargeCents int64) (number, plan uint32, err error) {
	number, err = s.as(auth.RoleOperator, 0).RegisterInsurer(ctx, apiclient.RegisterInsurer{
		IdempotencyKey: s.key("insurer", name), Name: s.own(name),
	})
	if err != nil {
		return 0, 0, fmt.Errorf("registering insurer: %w", err)
	}
	insurer := s.as(auth.RoleInsurer, number)
	plan, err = insurer.PublishPlan(ctx, apiclient.PublishPlan{
		IdempotencyKey: s.key("plan", name), Insurer: number, Name: "80/20",
		BenefitYearStartMonth: 1, EvidenceDeadlineSeconds: 45 * 86400,
		Clocks:      apiclient.Clocks{PromptPayDays: 30, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30},
		Classes:     []apiclient.CostShareClass{{Name: "all", IsCovered: true, CoinsuranceBasisPoints: 2000}},
		FeeSchedule: corpusFeeSchedule,
	})
	if err != nil {
		return 0, 0, fmt.Errorf("publishing plan: %w", err)
	}
	err = insurer.FundEscrow(ctx, apiclient.FundEscrow{
		IdempotencyKey: s.key("fund", name), Insurer: number, AmountCents: max(1, chargeCents),
	})
	if err != nil {
		return 0, 0, fmt.Errorf("funding escrow: %w", err)
	}
	return number, plan, nil
}

// seedProviders registers each provider once, with the insurer of its first
// claim: a provider is the same to all insurers.
func (s *session) seedProviders(ctx context.Context, c *corpus, given *corpusParties) error {
	providers := c.providers()
	numbers := make([]uint32, len(providers))
	err := inParallel(ctx, len(providers), func(ctx context.Context, i int) error {
		claim := providers[i]
		insurer := given.insurerOf(claim)
		name := claim.Provider.Name
		if name == "" {
			name = claim.provider
		}
		var err error
		numbers[i], err = s.as(auth.RoleInsurer, insurer).RegisterProvider(ctx, apiclient.RegisterProvider{
			IdempotencyKey: s.key("provider", claim.provider), Insurer: insurer,
			Identifier: s.own(claim.provider), Name: name,
		})
		return err
	})
	for i, claim := range providers {
		given.providers[claim.provider] = numbers[i]
	}
	return err
}

// insurerOf returns the number of the insurer that a claim is submitted to: its
// own, or the first where nobody insures it.
func (g *corpusParties) insurerOf(claim *corpusClaim) uint32 {
	if number, ok := g.insurers[claim.insurer]; ok {
		return number
	}
	return g.insurers[g.names[0]]
}

func (s *session) enrolCorpus(ctx context.Context, coverage corpusCoverage, given *corpusParties) error {
	patient := apiclient.Patient{Name: coverage.patient.Name, BirthDate: coverage.patient.BirthDate.String()}
	if patient.Name == "" {
		patient.Name = coverage.coverageKey.patient
	}
	_, err := s.as(auth.RoleInsurer, given.insurers[coverage.insurer]).EnrolCoverage(ctx, apiclient.EnrolCoverage{
		IdempotencyKey: s.key("coverage", coverage.insurer, coverage.coverageKey.patient),
		Plan:           given.plans[coverage.insurer],
		MemberNumber:   coverage.coverageKey.patient,
		StartDate:      coverage.span.Start.String(),
		EndDate:        coverage.span.End.String(),
		Patient:        patient,
	})
	return err
}

// batch is what is submitted at once: claims of one insurer and provider.
type batch struct {
	insurer, provider uint32
	claims            []*corpusClaim
}

// batches cuts the claims into submissions. The order is that of the files, so
// that an interrupted run repeats the same submissions.
func (c *corpus) batches(given *corpusParties) []batch {
	type parties struct{ insurer, provider uint32 }
	byParties := make(map[parties][]*corpusClaim)
	var order []parties
	for _, claim := range c.claims {
		if len(claim.Faults) > 0 {
			continue
		}
		key := parties{given.insurerOf(claim), given.providers[claim.provider]}
		if _, ok := byParties[key]; !ok {
			order = append(order, key)
		}
		byParties[key] = append(byParties[key], claim)
	}
	var all []batch
	for _, key := range order {
		for chunk := range slices.Chunk(byParties[key], claimsPerBatch) {
			all = append(all, batch{insurer: key.insurer, provider: key.provider, claims: chunk})
		}
	}
	return all
}

func (s *session) submitCorpus(ctx context.Context, c *corpus, given *corpusParties) error {
	for _, claim := range c.claims {
		for _, fault := range claim.Faults {
			claim.rejected = append(claim.rejected, apiclient.Fault{Code: string(fault.Code), Path: fault.Path})
		}
	}
	batches := c.batches(given)
	s.progress("submitting %d batches", len(batches))
	err := inParallel(ctx, len(batches), func(ctx context.Context, i int) error {
		return s.submitBatch(ctx, batches[i], i)
	})
	if err != nil {
		return fmt.Errorf("submitting claims: %w", err)
	}
	s.progress("all batches submitted")
	return nil
}

func (s *session) submitBatch(ctx context.Context, b batch, index int) error {
	inputs := make([]apiclient.ClaimInput, len(b.claims))
	for i, claim := range b.claims {
		claim.Claim.Claim.Insurer = insurerID(b.insurer)
		inputs[i] = apiclient.ClaimInputOf(claim.Claim.Claim)
	}
	answer, err := s.as(auth.RoleProvider, b.provider).SubmitClaims(ctx, apiclient.SubmitClaims{
		IdempotencyKey: s.key("submit", index), Provider: b.provider, Claims: inputs,
	})
	if err != nil {
		return err
	}
	if len(answer.Accepted)+len(answer.Rejected) != len(inputs) {
		return errors.New("the answer does not cover the submission")
	}
	for _, accepted := range answer.Accepted {
		b.claims[accepted.Index].id = accepted.ID
	}
	for _, rejected := range answer.Rejected {
		b.claims[rejected.Index].rejected = rejected.Faults
	}
	return nil
}

// unfinished are the statuses of claims that something still happens to.
var unfinished = []apiclient.Status{apiclient.Accepted, apiclient.Received, apiclient.Pended, apiclient.Settling}

// awaitCorpus waits until no insurer of the run has an unfinished claim.
func (s *session) awaitCorpus(ctx context.Context, given *corpusParties) error {
	ctx, cancel := context.WithTimeout(ctx, corpusFinishWithin)
	defer cancel()
	for _, name := range given.names {
		number := given.insurers[name]
		insurer := s.as(auth.RoleInsurer, number)
		err := poll(ctx, func(ctx context.Context) (bool, error) {
			filter := apiclient.ClaimFilter{Statuses: unfinished, Insurer: number}
			page, err := insurer.ClaimStatuses(ctx, 1, "", filter)
			return len(page.Nodes) == 0, err
		})
		if err != nil {
			return err
		}
		s.progress("all claims of insurer %d are determined", number)
	}
	return nil
}

// readCorpus reads back every claim of the run as its insurer.
func (s *session) readCorpus(ctx context.Context, c *corpus, given *corpusParties) error {
	byID := make(map[string]*corpusClaim, len(c.claims))
	for _, claim := range c.claims {
		if claim.id != "" {
			byID[claim.id] = claim
		}
	}
	for _, name := range given.names {
		insurer := s.as(auth.RoleInsurer, given.insurers[name])
		filter := apiclient.ClaimFilter{Insurer: given.insurers[name]}
		for cursor, hasNext := "", true; hasNext; {
			page, err := insurer.Claims(ctx, claimsPerPage, cursor, filter)
			if err != nil {
				return err
			}
			for _, shown := range page.Nodes {
				if claim, ok := byID[shown.ID]; ok {
					claim.shown = &shown
				}
			}
			cursor, hasNext = page.PageInfo.EndCursor, page.PageInfo.HasNextPage
		}
	}
	return nil
}
