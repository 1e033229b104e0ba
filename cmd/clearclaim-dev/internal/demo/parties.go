package demo

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// seeded are the numbers that the parties of the samples were given.
type seeded struct {
	insurer   uint32
	plans     map[string]uint32
	providers map[string]uint32
}

// seed registers the parties of the samples under the run's own names; scope keeps
// them apart from other parties of the run.
func (s *session) seed(ctx context.Context, scope string, parties parties, files fs.FS) (seeded, error) {
	given := seeded{plans: make(map[string]uint32), providers: make(map[string]uint32)}
	var err error
	given.insurer, err = s.as(auth.RoleOperator, 0).RegisterInsurer(ctx, apiclient.RegisterInsurer{
		IdempotencyKey: s.key(scope + "insurer"), Name: s.own(parties.Insurer),
	})
	if err != nil {
		return given, fmt.Errorf("registering insurer: %w", err)
	}
	s.progress("insurer %d registered", given.insurer)
	insurer := s.as(auth.RoleInsurer, given.insurer)
	if err := s.loadRules(ctx, given.insurer, parties.Rules, files); err != nil {
		return given, err
	}
	for _, plan := range parties.Plans {
		if given.plans[plan.Key], err = s.publish(ctx, insurer, given.insurer, files, plan.File, plan.FeeSchedule); err != nil {
			return given, fmt.Errorf("publishing plan %s: %w", plan.Key, err)
		}
	}
	for _, provider := range parties.Providers {
		given.providers[provider.Key], err = insurer.RegisterProvider(ctx, apiclient.RegisterProvider{
			IdempotencyKey: s.key("provider", provider.Key), Insurer: given.insurer,
			Identifier: s.own(provider.Identifier), Name: provider.Name,
		})
		if err != nil {
			return given, fmt.Errorf("registering provider %s: %w", provider.Key, err)
		}
	}
	s.progress("%d plans published, %d providers registered", len(given.plans), len(given.providers))
	return given, s.enrolAndFund(ctx, insurer, scope, parties, given)
}

// loadRules loads the insurer's rule set, before the plans that get it.
func (s *session) loadRules(ctx context.Context, insurer uint32, folder string, files fs.FS) error {
	if folder == "" {
		return nil
	}
	contents, err := ruleFiles(files, folder)
	if err != nil {
		return err
	}
	if err := s.target.LoadRules(ctx, insurer, contents); err != nil {
		return fmt.Errorf("loading rules: %w", err)
	}
	s.progress("rule set loaded")
	return nil
}

func (s *session) publish(
	ctx context.Context, insurer *apiclient.Client, number uint32, files fs.FS, planFile, scheduleFile string,
) (uint32, error) {
	var plan apiclient.PublishPlan
	if err := readJSON(files, planFile, &plan); err != nil {
		return 0, err
	}
	schedule, err := fs.ReadFile(files, scheduleFile)
	if err != nil {
		return 0, fmt.Errorf("reading fee schedule: %w", err)
	}
	plan.IdempotencyKey, plan.Insurer, plan.FeeSchedule = s.key("plan", planFile), number, string(schedule)
	return insurer.PublishPlan(ctx, plan)
}

// recordOthers records a member's other coverages.
func (s *session) recordOthers(ctx context.Context, insurer *apiclient.Client, coverage string, m member) error {
	return insurer.RecordOtherCoverages(ctx, apiclient.RecordOtherCoverages{
		IdempotencyKey: s.key("others", m.MemberNumber), CoverageID: coverage, Own: m.Own, OtherCoverages: m.OtherCoverages,
	})
}

func (s *session) enrolAndFund(
	ctx context.Context, insurer *apiclient.Client, scope string, parties parties, given seeded,
) error {
	err := inParallel(ctx, len(parties.Members), func(ctx context.Context, i int) error {
		member := parties.Members[i]
		if member.Patient.Subject != "" {
			member.Patient.Subject += "-" + s.name
		}
		id, err := insurer.EnrolCoverage(ctx, apiclient.EnrolCoverage{
			IdempotencyKey: s.key("coverage", member.MemberNumber),
			Plan:           given.plans[member.Plan],
			MemberNumber:   member.MemberNumber,
			FamilyNumber:   member.FamilyNumber,
			StartDate:      member.StartDate,
			EndDate:        member.EndDate,
			Patient:        member.Patient,
		})
		if err != nil || len(member.OtherCoverages) == 0 {
			return err
		}
		return s.recordOthers(ctx, insurer, id, member)
	})
	if err != nil {
		return fmt.Errorf("enrolling coverage: %w", err)
	}
	s.progress("%d coverages enrolled", len(parties.Members))
	if parties.FundCents == 0 {
		return nil
	}
	err = insurer.FundEscrow(ctx, apiclient.FundEscrow{
		IdempotencyKey: s.key(scope + "fund"), Insurer: given.insurer, AmountCents: parties.FundCents,
	})
	if err != nil {
		return fmt.Errorf("funding escrow: %w", err)
	}
	s.progress("escrow funded")
	return nil
}
