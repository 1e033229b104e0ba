package main

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/views"
)

// estimated is an insurer's member with claims that cross the deductible.
type estimated struct {
	*system
	insurer  claims.InsurerID
	provider claims.ProviderID
	patient  context.Context
	asks     context.Context // the provider
}

func newEstimated(ctx context.Context, t *testing.T, s *system) *estimated {
	t.Helper()
	e := &estimated{system: s, patient: auth.WithPrincipal(ctx, auth.Principal{Subject: "pat", Role: auth.RolePatient})}
	var err error
	operator := auth.WithPrincipal(ctx, auth.Principal{Subject: "op", Role: auth.RoleOperator})
	e.insurer, err = s.Intake.RegisterInsurer(operator, intake.RegisterInsurer{IdempotencyKey: "i", Name: "Acme"})
	require.NoError(t, err)
	insurer := auth.WithPrincipal(ctx, auth.Principal{Subject: "in", Role: auth.RoleInsurer, Insurer: e.insurer})
	plan, faults, err := s.Intake.PublishPlan(insurer, intake.PublishPlan{
		IdempotencyKey: "p", FeeSchedule: "system,code,class,method,amount,evidence\nsynthetic,ZX100,office,fee,8000,\n",
		Plan: coverage.Plan{
			Insurer: e.insurer, Name: "Gold", Deductible: coverage.LimitOf(money.Cents(100_00)), FamilyDeductible: coverage.Unlimited,
			OutOfPocketMax: coverage.LimitOf(money.Cents(500_00)), FamilyOutOfPocketMax: coverage.Unlimited, EvidenceDeadlineSeconds: 3600,
			Classes: []coverage.Class{{Name: "office", IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, Coinsurance: 1500}},
			Clocks:  coverage.Clocks{PromptPayDays: 30, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30},
		},
	})
	require.NoError(t, err)
	require.Empty(t, faults)
	e.provider, err = s.Intake.RegisterProvider(insurer, intake.RegisterProvider{IdempotencyKey: "d", Insurer: e.insurer, Identifier: "NPI-1", Name: "Clinic"})
	require.NoError(t, err)
	_, err = s.Intake.EnrolCoverage(insurer, intake.EnrolCoverage{
		IdempotencyKey: "m", Plan: plan, MemberNumber: "M1", Span: claims.Span{Start: claims.DateOf(time.Now()).AddDays(-30)},
		Patient: intake.Patient{Name: "Pat", Subject: "pat"},
	})
	require.NoError(t, err)
	require.NoError(t, s.Intake.FundEscrow(insurer, intake.FundEscrow{IdempotencyKey: "f", Insurer: e.insurer, Amount: money.Cents(1_000_000)}))
	e.asks = auth.WithPrincipal(ctx, auth.Principal{Subject: "pr", Role: auth.RoleProvider, Provider: e.provider})
	return e
}

// draft is a claim of one service on each of the days before today.
func (e *estimated) draft(days ...int) intake.Draft {
	claim := claims.Claim{
		Type: claims.Professional, Frequency: claims.Original, Insurer: e.insurer, PatientAccountNumber: "A", MemberNumber: "M1",
		Diagnoses: []codes.Code{{System: codes.ICD10CM, Value: "J069"}},
	}
	for i, day := range days {
		claim.Lines = append(claim.Lines, claims.Line{
			Sequence: i + 1, Procedure: codes.Code{System: codes.Synthetic, Value: "ZX100"}, PlaceOfService: "11", DiagnosisPointers: []int{1},
			ServiceDate: claims.DateOf(time.Now()).AddDays(-day), Units: 1, Charge: money.Cents(95_13),
		})
	}
	return intake.Draft{Claim: claim}
}

// estimate asks as somebody does.
func (e *estimated) estimate(ctx context.Context, t *testing.T, draft intake.Draft) *views.Estimate {
	t.Helper()
	made, err := e.Intake.EstimateClaim(ctx, intake.EstimateClaim{Provider: e.provider, Draft: draft})
	require.NoError(t, err)
	require.Empty(t, made.Faults)
	estimate, err := e.Views.Estimate(ctx, views.EstimateParts{Determination: made.Determination})
	require.NoError(t, err)
	return estimate
}

// determined submits a claim and returns it when it is determined.
func (e *estimated) determined(t *testing.T, key string, draft intake.Draft) *views.Claim {
	t.Helper()
	answer, err := e.Intake.Submit(e.asks, intake.Submission{IdempotencyKey: key, Provider: e.provider, Drafts: []intake.Draft{draft}})
	require.NoError(t, err)
	require.Len(t, answer.Accepted, 1)
	var claim *views.Claim
	require.Eventually(t, func() bool {
		claim, err = e.Views.Claim(e.patient, answer.Accepted[0].ID)
		return err == nil && claim.Version != nil
	}, demoLimit/2, 100*time.Millisecond)
	return claim
}

// An estimate and the claim after it agree to the cent, also where the running totals
// have moved in between.
func TestEstimate_AgreesWithTheLedgerToTheCent(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), demoLimit)
	defer cancel()
	s, err := start(ctx, &program{Data: dataDir(t), Listen: "127.0.0.1:0"}, slog.New(slog.DiscardHandler), io.Discard)
	require.NoError(t, err)
	defer func() { require.NoError(t, s.stop()) }()
	e := newEstimated(ctx, t, s)
	drafts := []intake.Draft{e.draft(1), e.draft(2, 3), e.draft(4)}
	var owed []int64
	for i, draft := range drafts {
		estimate := e.estimate(e.asks, t, draft)
		require.Equal(t, estimate, e.estimate(e.patient, t, draft), "whoever asks")
		claim := e.determined(t, string(rune('a'+i)), draft)
		require.Equal(t, claim.Allowed, estimate.Allowed)
		require.Equal(t, claim.Paid, estimate.PlanPaid)
		require.Equal(t, claim.PatientResponsibility, estimate.Owed)
		for l := range claim.Lines {
			require.Equal(t, claim.Lines[l].Paid, estimate.Lines[l].Paid)
			require.Equal(t, claim.Lines[l].Reason, estimate.Lines[l].Reason)
		}
		owed = append(owed, estimate.Owed.Cents())
	}
	// 80.00 of the deductible; its other 20.00 and 15 % of 140.00; 15 % of 80.00.
	require.Equal(t, []int64{80_00, 41_00, 12_00}, owed)

	page, err := s.Views.Coverages(e.patient, views.CoverageFilter{}, store.LatestFirst, views.Page{First: 1})
	require.NoError(t, err)
	years, err := s.Views.BenefitYears(e.patient, page.Coverages[0])
	require.NoError(t, err)
	require.Equal(t, money.Cents(100_00), years[0].Deductible.Used)
	require.Equal(t, money.Cents(133_00), years[0].OutOfPocket.Used)
}
