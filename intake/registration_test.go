package intake_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/evidence"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// intents returns how many intents there are of a kind.
func (b *bundle) intents(tb testing.TB, prefix string) int {
	tb.Helper()
	return storetest.Count(tb, b.url, "SELECT count(*) FROM transaction_intents WHERE starts_with(business_key, $1)", prefix)
}

func TestRegisterInsurer_MakesKeysAndFundsThem(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	id, err := b.RegisterInsurer(operator(t), intake.RegisterInsurer{IdempotencyKey: "i", Name: "Acme"})
	must(t, err)
	for _, role := range []string{"admin", "gateway", "adjudicator", "treasurer", "enroller", "approver"} {
		owner := fmt.Sprintf("insurer/%d/%s", id, role)
		if _, err := b.cfg.Keyring.AddressOf(t.Context(), owner); err != nil {
			t.Errorf("%s: %v", owner, err)
		}
		value := storetest.Row(t, b.url, "SELECT value_wei::text FROM transaction_intents WHERE business_key = $1", "fund-key/"+owner)
		if value[0] != "10000000000000000000" {
			t.Errorf("%s was given %v", owner, value[0])
		}
	}
	want := []string{fmt.Sprintf("register-insurer/%d", id)}
	if got := b.sender.awaited[len(b.sender.awaited)-1:]; !reflect.DeepEqual(got, want) {
		t.Errorf("awaited %v last, want %v", got, want)
	}
	if _, err := b.RegisterInsurer(operator(t), intake.RegisterInsurer{IdempotencyKey: "j", Name: "Acme"}); !errors.Is(err, intake.ErrInsurerAlreadyRegistered) {
		t.Errorf("the name again: got %v", err)
	}
}

// administration is who administers, and after the hand-over that is not the operator.
type administration bool

func (a administration) IsOperatorAdmin(context.Context) (bool, error) { return bool(a), nil }

func TestRegisterInsurer_AfterTheHandOver_RefusedWithoutATrace(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.cfg.Administration = administration(true)
	b.Service = intake.New(b.cfg)
	before := intake.RegisterInsurer{IdempotencyKey: "before", Name: "Acme"}
	id, err := b.RegisterInsurer(operator(t), before)
	must(t, err)
	b.cfg.Administration = administration(false)
	b.Service = intake.New(b.cfg)
	keys := storetest.Count(t, b.url, "SELECT count(*) FROM signing_keys")
	_, err = b.RegisterInsurer(operator(t), intake.RegisterInsurer{IdempotencyKey: "after", Name: "Later"})
	if !errors.Is(err, intake.ErrRegistrationHandedOver) {
		t.Fatalf("got %v", err)
	}
	if storetest.Count(t, b.url, "SELECT count(*) FROM signing_keys") != keys || storetest.Count(t, b.url, "SELECT count(*) FROM insurers") != 1 {
		t.Error("it left keys or an insurer behind")
	}
	if again, err := b.RegisterInsurer(operator(t), before); err != nil || again != id {
		t.Errorf("the first answer is %d, %v", again, err)
	}
}

func TestRegister_RepeatedGetsTheFirstAnswerAndAddsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tables := []string{"insurers", "plans", "providers", "coverages", "coverage_years", "patients", "transaction_intents", "signing_keys", "idempotency_keys"}
	rows := func() (counts []int) {
		for _, table := range tables {
			counts = append(counts, storetest.Count(t, b.url, "SELECT count(*) FROM "+table))
		}
		return counts
	}
	before := rows()
	service := intake.New(b.cfg) // another process
	insurer, err := service.RegisterInsurer(operator(t), intake.RegisterInsurer{IdempotencyKey: "i", Name: "Acme"})
	must(t, err)
	plan, _, err := service.PublishPlan(b.asInsurer(t), b.planRequest("p", "Gold"))
	must(t, err)
	provider, err := service.RegisterProvider(b.asInsurer(t), intake.RegisterProvider{
		IdempotencyKey: "d", Insurer: b.insurer, Identifier: "NPI-1", Name: "Clinic",
	})
	must(t, err)
	enrolled, err := service.EnrolCoverage(b.asInsurer(t), b.enrolment("m1", memberNumber))
	must(t, err)
	if insurer != b.insurer || plan != b.plan || provider != b.delegated || enrolled != b.coverage {
		t.Errorf("got %d %d %d %s", insurer, plan, provider, enrolled)
	}
	if got := rows(); !reflect.DeepEqual(got, before) {
		t.Errorf("got %v rows of %v, want %v", got, tables, before)
	}
}

func TestRegister_SameKeyOtherContentConflicts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	calls := map[string]func() error{
		"insurer": func() error {
			_, err := b.RegisterInsurer(operator(t), intake.RegisterInsurer{IdempotencyKey: "i", Name: "Other"})
			return err
		},
		"plan": func() error {
			_, _, err := b.PublishPlan(b.asInsurer(t), b.planRequest("p", "Silver"))
			return err
		},
		"provider": func() error {
			_, err := b.RegisterProvider(b.asInsurer(t), intake.RegisterProvider{IdempotencyKey: "d", Insurer: b.insurer, Identifier: "NPI-9", Name: "Clinic"})
			return err
		},
		"coverage": func() error { _, err := b.EnrolCoverage(b.asInsurer(t), b.enrolment("m1", "MEMBER-9")); return err },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, intake.ErrIdempotencyKeyConflict) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestRegister_WhatIsTakenIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, _, err := b.PublishPlan(b.asInsurer(t), b.planRequest("x", "Gold")); !errors.Is(err, intake.ErrPlanAlreadyPublished) {
		t.Errorf("plan: got %v", err)
	}
	if _, err := b.RegisterProvider(b.asInsurer(t), intake.RegisterProvider{
		IdempotencyKey: "x", Insurer: b.insurer, Identifier: "NPI-1", Name: "Clinic",
	}); !errors.Is(err, intake.ErrProviderAlreadyRegistered) {
		t.Errorf("provider: got %v", err)
	}
	again := b.enrolment("x", memberNumber)
	again.Patient.Subject = "another"
	if _, err := b.EnrolCoverage(b.asInsurer(t), again); !errors.Is(err, intake.ErrCoverageAlreadyEnrolled) {
		t.Errorf("coverage: got %v", err)
	}
	if got := storetest.Count(t, b.url, "SELECT count(*) FROM patients WHERE subject = 'another'"); got != 0 {
		t.Error("a refused enrolment left its patient")
	}
}

func TestRegister_CutOffWhileWaitingIsResumedByARepetition(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sender.failWith(func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() })
	ctx, cancel := context.WithTimeout(b.asInsurer(t), 300*time.Millisecond)
	defer cancel()
	in := intake.RegisterProvider{IdempotencyKey: "x", Insurer: b.insurer, Identifier: "NPI-3", Name: "Clinic"}
	if _, err := b.RegisterProvider(ctx, in); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got %v", err)
	}
	b.sender.failWith(nil)
	id, err := b.RegisterProvider(b.asInsurer(t), in)
	must(t, err)
	if got := b.intents(t, fmt.Sprintf("register-provider/%d", id)); got != 1 {
		t.Errorf("%d intents", got)
	}
	if got := storetest.Count(t, b.url, "SELECT count(*) FROM providers WHERE identifier = 'NPI-3'"); got != 1 {
		t.Errorf("%d providers", got)
	}
}

func TestRegister_RefusedByTheChain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sender.failWith(func(context.Context, string) error { return &chain.RevertError{Name: "ProviderExists"} })
	_, err := b.RegisterProvider(b.asInsurer(t), intake.RegisterProvider{IdempotencyKey: "x", Insurer: b.insurer, Identifier: "NPI-3", Name: "C"})
	if !errors.Is(err, intake.ErrTransactionRefused) || errs.CodeOf(err) != errs.TransactionRefused {
		t.Fatalf("got %v", err)
	}
}

func TestRegister_RefusesWhoMayNot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	foreign := auth.WithPrincipal(t.Context(), auth.Principal{Subject: "x", Role: auth.RoleInsurer, Insurer: b.insurer + 1})
	calls := map[string]func(ctx context.Context) error{
		"insurer": func(ctx context.Context) error {
			_, err := b.RegisterInsurer(ctx, intake.RegisterInsurer{IdempotencyKey: "x", Name: "Other"})
			return err
		},
		"plan": func(ctx context.Context) error { _, _, err := b.PublishPlan(ctx, b.planRequest("x", "S")); return err },
		"provider": func(ctx context.Context) error {
			_, err := b.RegisterProvider(ctx, intake.RegisterProvider{IdempotencyKey: "x", Insurer: b.insurer, Identifier: "9", Name: "9"})
			return err
		},
		"coverage": func(ctx context.Context) error { _, err := b.EnrolCoverage(ctx, b.enrolment("x", "M9")); return err },
		"escrow": func(ctx context.Context) error {
			return b.FundEscrow(ctx, intake.FundEscrow{IdempotencyKey: "x", Insurer: b.insurer, Amount: money.Cents(1)})
		},
	}
	for name, call := range calls {
		if err := call(t.Context()); !errors.Is(err, auth.ErrUnauthenticated) {
			t.Errorf("%s by nobody: got %v", name, err)
		}
		if err := call(foreign); !errors.Is(err, auth.ErrForbidden) {
			t.Errorf("%s by another insurer: got %v", name, err)
		}
		if err := call(b.asProvider(t, b.delegated)); !errors.Is(err, auth.ErrForbidden) {
			t.Errorf("%s by a provider: got %v", name, err)
		}
	}
}

func TestRegister_UnknownInsurerOrPlan(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.insurer = 99
	if _, _, err := b.PublishPlan(b.asInsurer(t), b.planRequest("x", "S")); !errors.Is(err, intake.ErrInsurerNotFound) {
		t.Errorf("plan: got %v", err)
	}
	if _, err := b.RegisterProvider(b.asInsurer(t), intake.RegisterProvider{IdempotencyKey: "x", Insurer: 99, Identifier: "9", Name: "9"}); !errors.Is(err, intake.ErrInsurerNotFound) {
		t.Errorf("provider: got %v", err)
	}
	in := b.enrolment("x", "M9")
	in.Plan = 99
	if _, err := b.EnrolCoverage(b.asInsurer(t), in); !errors.Is(err, intake.ErrPlanNotFound) {
		t.Errorf("coverage: got %v", err)
	}
	if _, err := b.EnrolCoverage(t.Context(), in); !errors.Is(err, auth.ErrUnauthenticated) {
		t.Errorf("coverage by nobody: got %v", err)
	}
}

func TestPublishPlan_ListsEveryFault(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := b.planRequest("x", "")
	in.Plan.Classes[0].Coinsurance = 20000
	in.FeeSchedule = "synthetic,ZX100,unknown,fee,10000,\n"
	id, faults, err := b.PublishPlan(b.asInsurer(t), in)
	must(t, err)
	var paths []string
	for _, fault := range faults {
		paths = append(paths, fault.Path)
	}
	for _, want := range []string{"name", "classes[0].coinsuranceBasisPoints", "feeSchedule.lines[1].class"} {
		if !strings.Contains(strings.Join(paths, " "), want) {
			t.Errorf("%v lacks %s", paths, want)
		}
	}
	if id != 0 || storetest.Count(t, b.url, "SELECT count(*) FROM plans") != 1 {
		t.Error("a plan with faults was published")
	}
}

func TestRegisterProvider_DelegatedOnlyWithoutASigner(t *testing.T) {
	t.Parallel()
	b := setup(t)
	delegated, err := b.cfg.DB.Provider(t.Context(), b.delegated)
	must(t, err)
	signing, err := b.cfg.DB.Provider(t.Context(), b.signing)
	must(t, err)
	if !delegated.IsDelegated || delegated.Payee == (chain.Address{}) || delegated.Payee == delegated.Signer {
		t.Errorf("got %+v", delegated)
	}
	if signing.IsDelegated || signing.Signer != b.signer || signing.Payee != (chain.Address{9}) {
		t.Errorf("got %+v", signing)
	}
	_, err = b.RegisterProvider(b.asInsurer(t), intake.RegisterProvider{
		IdempotencyKey: "z", Insurer: b.insurer, Identifier: "NPI-3", Name: "C", Payee: new(chain.Address),
	})
	if !errors.Is(err, chain.ErrAddressInvalid) {
		t.Errorf("the zero address: got %v", err)
	}
}

func TestRegisterProvider_OwnSignerNeedsAnotherKeyAsGuardian(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := intake.RegisterProvider{
		IdempotencyKey: "z", Insurer: b.insurer, Identifier: "NPI-3", Name: "C", Signer: &chain.Address{11},
	}
	_, err := b.RegisterProvider(b.asInsurer(t), in)
	var fault *errs.Fault
	if !errors.As(err, &fault) || fault.Path != "guardianAddress" || fault.Code != errs.FieldRequired {
		t.Errorf("without a guardian: got %v", err)
	}
	in.Guardian = &chain.Address{11}
	if _, err := b.RegisterProvider(b.asInsurer(t), in); !errors.Is(err, chain.ErrAddressInvalid) {
		t.Errorf("its own guardian: got %v", err)
	}
	in.Guardian = &chain.Address{12}
	if _, err := b.RegisterProvider(b.asInsurer(t), in); err != nil {
		t.Errorf("with a guardian: got %v", err)
	}
}

func TestRegisterProvider_RecordsCredentialsAfterTheRegistration(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := intake.RegisterProvider{
		IdempotencyKey: "z", Insurer: b.insurer, Identifier: "NPI-3", Name: "C",
		Credentials: intake.Credentials{Licence: claims.Span{Start: claims.NewDate(2020, 1, 1)}},
	}
	// Cut off before the registration is included, nothing is recorded yet.
	b.sender.failWith(func(_ context.Context, key string) error {
		if strings.HasPrefix(key, "register-provider/") {
			return context.Canceled
		}
		return nil
	})
	id, err := b.RegisterProvider(b.asInsurer(t), in)
	if !errors.Is(err, context.Canceled) || b.intents(t, fmt.Sprintf("record-licence/%d", id)) != 0 {
		t.Fatalf("got %v, and the licence is recorded", err)
	}
	b.sender.failWith(nil)
	for range 2 {
		if id, err = b.RegisterProvider(b.asInsurer(t), in); err != nil {
			t.Fatal(err)
		}
	}
	operator := b.cfg.Contracts.Deployment().Operator
	for _, key := range []string{"record-licence/", "record-enrolment/"} {
		row := storetest.Row(t, b.url, "SELECT signer FROM transaction_intents WHERE business_key = $1", fmt.Sprint(key, id))
		if chain.Address(row[0].([]byte)) != operator {
			t.Errorf("%s is signed by %x", key, row[0])
		}
	}
	in.Credentials.Enrolment.End = claims.NewDate(2030, 1, 1)
	if _, err := b.RegisterProvider(b.asInsurer(t), in); !errors.Is(err, intake.ErrIdempotencyKeyConflict) {
		t.Errorf("other credentials: got %v", err)
	}
	in.IdempotencyKey, in.Credentials.Enrolment.Start = "y", claims.NewDate(2030, 1, 1)
	if _, err := b.RegisterProvider(b.asInsurer(t), in); errs.CodeOf(err) != errs.SpanInvalid {
		t.Errorf("an empty span: got %v", err)
	}
}

// Whoever records credentials may be another than the operator: then the provider is
// registered all the same, and its credentials follow.
func TestRegisterProvider_GivenTheOperatorIsNoLicensor_IsRegistered(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sender.failWith(func(_ context.Context, key string) error {
		if strings.HasPrefix(key, "record-") {
			return &chain.RevertError{Name: "RoleMissing"}
		}
		return nil
	})
	in := intake.RegisterProvider{IdempotencyKey: "z", Insurer: b.insurer, Identifier: "NPI-3", Name: "C"}
	id, err := b.RegisterProvider(b.asInsurer(t), in)
	if err != nil || id == 0 {
		t.Fatalf("got %d, %v", id, err)
	}
	if again, err := b.RegisterProvider(b.asInsurer(t), in); err != nil || again != id {
		t.Errorf("again: got %d, %v", again, err)
	}
}

// limited is a plan of the bundle's with limits.
func (b *bundle) limited(t *testing.T, name string, limits ...coverage.BenefitLimit) claims.PlanID {
	t.Helper()
	in := b.planRequest(name, name)
	in.Plan.Limits, in.Plan.Classes[0].LimitA = limits, 1
	id, faults, err := b.PublishPlan(b.asInsurer(t), in)
	must(t, err)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	return id
}

// extensions returns those of a coverage's years, in their order.
func (b *bundle) extensions(t *testing.T, coverage string) []string {
	t.Helper()
	row := storetest.Row(t, b.url,
		"SELECT string_agg(extension::text, ',' ORDER BY start_date) FROM coverage_years WHERE coverage_id = $1", coverage)
	return strings.Split(row[0].(string), ",")
}

func TestEnrolCoverage_ExtensionLastsAsLongAsItsLimits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	lifetime := coverage.BenefitLimit{Name: "implants", Kind: coverage.Visits, Period: coverage.Lifetime, Max: 4}
	inWord := coverage.BenefitLimit{Name: "visits", Kind: coverage.Visits, Period: coverage.BenefitYear, Max: 20}
	wide := []coverage.BenefitLimit{}
	for i := range 7 { // more than the coverage year's own word holds
		wide = append(wide, coverage.BenefitLimit{Name: fmt.Sprint("w", i), Kind: coverage.Visits, Period: coverage.BenefitYear, Max: 20})
	}
	enrol := func(key string, plan claims.PlanID, subject string) []string {
		in := b.enrolment(key, "MEMBER-"+key)
		in.Plan, in.Patient.Subject = plan, subject
		id, err := b.EnrolCoverage(b.asInsurer(t), in)
		must(t, err)
		return b.extensions(t, id)
	}
	none := enrol("n", b.limited(t, "Silver", inWord), "login-n")
	if none[0] != "0" || none[1] != "0" {
		t.Errorf("without extended limits: got %v", none)
	}
	yearly := enrol("y", b.limited(t, "Wide", wide...), "login-y")
	if yearly[0] == "0" || yearly[1] == "0" || yearly[0] == yearly[1] {
		t.Errorf("of benefit years: got %v", yearly)
	}
	first, second := b.limited(t, "Life", lifetime), b.limited(t, "Life 2", lifetime)
	kept := enrol("l", first, "login-l")
	if kept[0] == "0" || kept[0] != kept[1] {
		t.Errorf("of a life: got %v", kept)
	}
	if again := enrol("m", second, "login-l"); again[0] != kept[0] {
		t.Errorf("the same person in a plan of the same limits: got %v, want %s", again, kept[0])
	}
	if other := enrol("o", first, "login-o"); other[0] == kept[0] {
		t.Error("two people share an extension")
	}
	lifetime.Max = 100
	if changed := enrol("p", b.limited(t, "Life 3", lifetime), "login-l"); changed[0] == kept[0] {
		t.Error("counters of another width share an extension")
	}
}

func TestPublishPlan_LimitsGetTheirPlaces(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.limited(t, "Silver", coverage.BenefitLimit{Name: "visits", Kind: coverage.Visits, Period: coverage.BenefitYear, Max: 20})
	kept, err := b.cfg.DB.Plan(t.Context(), id)
	must(t, err)
	var plan coverage.Plan
	must(t, plan.UnmarshalJSON(kept.Document))
	if len(plan.Limits) != 1 || plan.Limits[0].Place.Width != 5 || plan.Classes[0].LimitA != 1 {
		t.Errorf("got %+v %+v", plan.Limits, plan.Classes[0])
	}
}

func TestEnrolCoverage_OpensTheBenefitYears(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tests := []struct {
		name string
		span claims.Span
		want []string
	}{
		{"open, to the current year", claims.Span{Start: claims.NewDate(2024, 3, 1)}, []string{"2024-03-01 2025-01-01", "2025-01-01 2026-01-01"}},
		{"to its end", claims.Span{Start: claims.NewDate(2024, 12, 31), End: claims.NewDate(2025, 1, 2)}, []string{"2024-12-31 2025-01-01", "2025-01-01 2025-01-02"}},
		{"one day before 1970", claims.Span{Start: claims.NewDate(1950, 6, 1), End: claims.NewDate(1950, 6, 2)}, []string{"1950-06-01 1950-06-02"}},
		{"not yet begun", claims.Span{Start: claims.NewDate(2026, 2, 1)}, []string{"2026-02-01 2027-01-01"}},
	}
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := b.enrolment(fmt.Sprint("t", i), fmt.Sprint("T", i))
			in.Span = test.span
			id, err := b.EnrolCoverage(b.asInsurer(t), in)
			must(t, err)
			row := storetest.Row(t, b.url, "SELECT string_agg(start_date || ' ' || end_date, ',' ORDER BY start_date) FROM coverage_years WHERE coverage_id = $1", id)
			if got := strings.Split(row[0].(string), ","); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
	if got := b.intents(t, "enrol/"); got != 2+len(tests) {
		t.Errorf("%d intents: one an enrolment", got)
	}
}

func TestEnrolCoverage_FamilyYearsAreSharedAlsoAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const members = 10
	var group sync.WaitGroup
	for i := range members {
		group.Go(func() {
			in := b.enrolment(fmt.Sprint("f", i), fmt.Sprint("F", i))
			in.FamilyNumber, in.Patient.Subject = "F", "one and the same"
			if _, err := b.EnrolCoverage(b.asInsurer(t), in); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if got := storetest.Count(t, b.url, "SELECT count(*) FROM family_years"); got != 4 { // two families, two years
		t.Errorf("%d family years", got)
	}
	if got := storetest.Count(t, b.url, "SELECT count(*) FROM patients WHERE subject = 'one and the same'"); got != 1 {
		t.Errorf("%d patients of one subject", got)
	}
	alone := b.enrolment("a", "A")
	alone.FamilyNumber = ""
	id, err := b.EnrolCoverage(b.asInsurer(t), alone)
	must(t, err)
	if got := storetest.Count(t, b.url, "SELECT sum(family_year) FROM coverage_years WHERE coverage_id = $1", id); got != 0 {
		t.Error("a coverage of its own has a family year")
	}
}

func TestEnrolCoverage_Faults(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tests := []struct {
		name   string
		change func(*intake.EnrolCoverage)
		want   string
	}{
		{"no member number", func(in *intake.EnrolCoverage) { in.MemberNumber = "" }, "FIELD_REQUIRED memberNumber"},
		{"a long member number", func(in *intake.EnrolCoverage) { in.MemberNumber = strings.Repeat("1", 81) }, "FIELD_TOO_LONG memberNumber"},
		{"an unprintable family number", func(in *intake.EnrolCoverage) { in.FamilyNumber = "\x00" }, "TEXT_INVALID familyNumber"},
		{"no name", func(in *intake.EnrolCoverage) { in.Patient.Name = " " }, "FIELD_REQUIRED patient.name"},
		{"no start", func(in *intake.EnrolCoverage) { in.Span.Start = 0 }, "DATE_INVALID startDate"},
		{"an end before the start", func(in *intake.EnrolCoverage) { in.Span.End = in.Span.Start }, "SPAN_INVALID endDate"},
		{"centuries", func(in *intake.EnrolCoverage) { in.Span.Start = claims.NewDate(1066, 1, 1) }, "SPAN_INVALID startDate"},
		{"for ever", func(in *intake.EnrolCoverage) { in.Span.End = claims.NewDate(9999, 1, 1) }, "SPAN_INVALID startDate"},
	}
	for _, test := range tests {
		in := b.enrolment("x", "M9")
		test.change(&in)
		_, err := b.EnrolCoverage(b.asInsurer(t), in)
		var fault *errs.Fault
		if !errors.As(err, &fault) || string(fault.Code)+" "+fault.Path != test.want {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
	if got := storetest.Count(t, b.url, "SELECT count(*) FROM coverages"); got != 2 {
		t.Errorf("%d coverages", got)
	}
}

func TestEnrolCoverage_ErasedPatient(t *testing.T) {
	t.Parallel()
	b := setup(t)
	storetest.Exec(t, b.url, "UPDATE patients SET wrapped_key = NULL WHERE subject = 'login-m1'")
	in := b.enrolment("x", "M9")
	in.Patient.Subject = "login-m1"
	if _, err := b.EnrolCoverage(b.asInsurer(t), in); !errors.Is(err, evidence.ErrErased) {
		t.Fatalf("got %v", err)
	}
}

func TestFundEscrow_MintsApprovesAndDepositsInOrder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	fund := func(key string, cents int64) error {
		return b.FundEscrow(b.asInsurer(t), intake.FundEscrow{IdempotencyKey: key, Insurer: b.insurer, Amount: money.Cents(cents)})
	}
	// Cut off at the deposit, it goes on from there.
	b.sender.failWith(func(_ context.Context, key string) error {
		if strings.HasSuffix(key, "/deposit") {
			return context.Canceled
		}
		return nil
	})
	if err := fund("f", 500); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	b.sender.failWith(nil)
	must(t, fund("f", 500))
	must(t, fund("f", 500))
	must(t, fund("g", 700))
	row := storetest.Row(t, b.url, `SELECT string_agg(regexp_replace(business_key, '.*/(mint|deposit)$', '\1'), ' ' ORDER BY id)
		FROM transaction_intents WHERE business_key ~ '^(fund|approve)-escrow/'`)
	if want := fmt.Sprintf("mint approve-escrow/%d deposit mint deposit", b.insurer); row[0] != want {
		t.Errorf("got %v, want %s", row[0], want)
	}
	if err := fund("f", 501); !errors.Is(err, intake.ErrIdempotencyKeyConflict) {
		t.Errorf("got %v", err)
	}
	for _, cents := range []int64{0, -5} {
		if err := fund("h", cents); errs.CodeOf(err) != errs.AmountNotPositive {
			t.Errorf("%d cents: got %v", cents, err)
		}
	}
	if err := fund("h", money.MaxCents+1); errs.CodeOf(err) != errs.AmountTooLarge {
		t.Errorf("got %v", err)
	}
}

func TestPlan_SurvivesTheDatabase(t *testing.T) {
	t.Parallel()
	b := setup(t)
	kept, err := b.cfg.DB.Plan(t.Context(), b.plan)
	must(t, err)
	var plan coverage.Plan
	must(t, plan.UnmarshalJSON(kept.Document))
	if plan.ID != b.plan || plan.Insurer != b.insurer || plan.FeeSchedule.Len() != 5 {
		t.Errorf("got %+v", plan)
	}
}
