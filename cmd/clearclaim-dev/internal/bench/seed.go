package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

const (
	parallelEnrolments = 64
	daysInYear         = 365
)

// feeSchedule covers three services, asks for a document for one, and does not
// cover another.
const feeSchedule = `system,code,class,method,amount,evidence
hcpcs,G0108,general,fee,6000,
hcpcs,J3420,general,fee,1500,
synthetic,ZX301,general,fee,20000,
synthetic,ZX500,general,fee,180000,11504-8
synthetic,ZX800,excluded,fee,40000,
`

// What each kind of claim bills: code set, code, cents.
var (
	cleanLines     = services{{codes.Synthetic, "ZX301", 21000}, {codes.HCPCS, "G0108", 6500}, {codes.HCPCS, "J3420", 1750}}
	exceptionLines = services{{codes.Synthetic, "ZX500", 190000}, {codes.HCPCS, "G0108", 6500}, {codes.HCPCS, "J3420", 1750}}
	deniedLines    = services{{codes.Synthetic, "ZX800", 41000}, {codes.Synthetic, "ZX800", 42000}, {codes.Synthetic, "ZX800", 43000}}
)

type services [linesInClaim]struct {
	system codes.System
	code   string
	cents  int64
}

// kind is how a claim must end.
type kind int

const (
	kindClean kind = iota
	kindDenied
	kindException
)

// kindOf spreads the kinds evenly: of a hundred claims five are denied and one
// is an exception.
func kindOf(index int) kind {
	switch {
	case index%100 == 57:
		return kindException
	case index%20 == 3:
		return kindDenied
	default:
		return kindClean
	}
}

// seed registers the parties, enrols the coverages and funds the escrow.
func (r *run) seed(ctx context.Context) error {
	var err error
	r.insurer, err = r.operator.RegisterInsurer(ctx, apiclient.RegisterInsurer{
		IdempotencyKey: r.key("insurer"), Name: "Bench Insurer " + r.options.Run,
	})
	if err != nil {
		return fmt.Errorf("registering insurer: %w", err)
	}
	r.asInsurer = r.as(auth.RoleInsurer, r.insurer)
	if err := r.publish(ctx); err != nil {
		return fmt.Errorf("publishing plan: %w", err)
	}
	err = r.asInsurer.FundEscrow(ctx, apiclient.FundEscrow{
		IdempotencyKey: r.key("fund"), Insurer: r.insurer, AmountCents: r.funds(),
	})
	if err != nil {
		return fmt.Errorf("funding escrow: %w", err)
	}
	if err := r.registerProviders(ctx); err != nil {
		return fmt.Errorf("registering providers: %w", err)
	}
	return r.enrol(ctx)
}

// funds are more than all claims together can be paid.
func (r *run) funds() int64 {
	const mostPaidCents = 200_000
	return int64(r.options.batches()+1) * claimsInBatch * mostPaidCents
}

func (r *run) publish(ctx context.Context) error {
	family, most, familyMost := int64(100_000), int64(300_000), int64(600_000)
	plan, err := r.asInsurer.PublishPlan(ctx, apiclient.PublishPlan{
		IdempotencyKey: r.key("plan"), Insurer: r.insurer, Name: "Bench",
		DeductibleCents: 50_000, FamilyDeductibleCents: &family,
		OutOfPocketMaxCents: &most, FamilyOutOfPocketMaxCents: &familyMost,
		BenefitYearStartMonth: 1, EvidenceDeadlineSeconds: 45 * 86400,
		Clocks: apiclient.Clocks{PromptPayDays: 30, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30},
		Classes: []apiclient.CostShareClass{
			{Name: "general", IsCovered: true, IsDeductibleApplied: true, CoinsuranceBasisPoints: 2000},
			{Name: "excluded"},
		},
		FeeSchedule: feeSchedule,
	})
	r.plan = plan
	return err
}

func (r *run) registerProviders(ctx context.Context) error {
	r.providers = make([]provider, r.options.Providers)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelEnrolments)
	for i := range r.providers {
		group.Go(func() error {
			number, err := r.asInsurer.RegisterProvider(ctx, apiclient.RegisterProvider{
				IdempotencyKey: r.key("provider", i), Insurer: r.insurer,
				Identifier: fmt.Sprintf("BENCH-%s-%d", r.options.Run, i), Name: fmt.Sprintf("Bench Provider %d", i+1),
			})
			r.providers[i] = provider{number: number, client: r.as(auth.RoleProvider, number)}
			return err
		})
	}
	return group.Wait()
}

func (r *run) enrol(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelEnrolments)
	var enrolled atomic.Int64
	for i := range r.options.Coverages {
		group.Go(func() error {
			_, err := r.asInsurer.EnrolCoverage(ctx, apiclient.EnrolCoverage{
				IdempotencyKey: r.key("coverage", i), Plan: r.plan,
				MemberNumber: memberNumber(i), FamilyNumber: fmt.Sprintf("FAMILY-%d", i/familySize),
				StartDate: firstDay.String(), EndDate: firstDay.AddDays(daysInYear).String(),
				Patient: apiclient.Patient{Name: fmt.Sprintf("Bench Patient %d", i+1)},
			})
			if done := enrolled.Add(1); done%500 == 0 {
				r.progress("%d of %d coverages enrolled", done, r.options.Coverages)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("enrolling coverage: %w", err)
	}
	return nil
}

// firstDay starts the one benefit year of the bench; no leap year.
var firstDay = claims.NewDate(2025, 1, 1)

func memberNumber(i int) string { return "MEMBER-" + strconv.Itoa(i) }

// claim returns the claim of an index. Members take turns, a day later each
// time, so that no claim repeats another's content; after a year of days the
// charges differ by a cent.
func (r *run) claim(index int) apiclient.ClaimInput {
	members := r.options.Coverages
	turn := index / members
	billed := cleanLines
	switch kindOf(index) {
	case kindClean:
	case kindDenied:
		billed = deniedLines
	case kindException:
		billed = exceptionLines
	}
	claim := apiclient.ClaimInput{
		Type: "PROFESSIONAL", Insurer: r.insurer,
		PatientAccountNumber: "BENCH-" + strconv.Itoa(index),
		MemberNumber:         memberNumber(spread(index, members)),
		Diagnoses:            []apiclient.CodedValue{{System: string(codes.ICD10CM), Code: "E119"}},
		Lines:                make([]apiclient.LineInput, linesInClaim),
	}
	for i, service := range billed {
		claim.Lines[i] = apiclient.LineInput{
			Sequence:       i + 1,
			Procedure:      apiclient.CodedValue{System: string(service.system), Code: service.code},
			PlaceOfService: "11", DiagnosisPointers: []int{1}, Units: 1,
			ServiceDate: firstDay.AddDays(turn % daysInYear).String(),
			ChargeCents: json.Number(strconv.FormatInt(service.cents+int64(turn/daysInYear), 10)),
		}
	}
	return claim
}

// spread permutes the members of each turn, so that families and providers mix.
func spread(index, members int) int {
	step := 1237
	for greatestCommonDivisor(step, members) != 1 {
		step++
	}
	return (index % members) * (step % members) % members
}

func greatestCommonDivisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
