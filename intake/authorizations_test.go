package intake_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// withAuthorizedClass has the members covered by a plan whose one class needs a prior
// authorization.
func (b *bundle) withAuthorizedClass(t *testing.T) {
	t.Helper()
	request := b.planRequest("authorized", "Authorized")
	for i := range request.Plan.Classes {
		request.Plan.Classes[i].IsAuthorizationRequired = true
	}
	plan, faults, err := b.PublishPlan(b.asInsurer(t), request)
	must(t, err)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	storetest.Exec(t, b.url, "UPDATE coverages SET plan_id = $1", int64(plan))
}

// authorization is one of ZX100 for three units in May 2025.
func (b *bundle) authorization(key, number string) intake.RegisterAuthorization {
	return intake.RegisterAuthorization{
		IdempotencyKey: key, Insurer: b.insurer, MemberNumber: memberNumber,
		Authorization: adjudicate.Authorization{
			Number: number, Provider: b.delegated, Procedures: []codes.Code{{System: codes.Synthetic, Value: "ZX100"}},
			Span: claims.Span{Start: claims.NewDate(2025, 5, 1), End: claims.NewDate(2025, 6, 1)}, Units: 3,
		},
	}
}

func (b *bundle) registerAuthorization(t *testing.T, in intake.RegisterAuthorization) {
	t.Helper()
	_, err := b.RegisterAuthorization(b.asInsurer(t), in)
	must(t, err)
}

// authorized is a claim of one line that names an authorization.
func (b *bundle) authorized(number string, units int, date claims.Date) intake.Draft {
	draft := b.draft(1)
	draft.Claim.PriorAuthorization = number
	draft.Claim.Lines = draft.Claim.Lines[:1]
	draft.Claim.Lines[0].Units, draft.Claim.Lines[0].ServiceDate = units, date
	return draft
}

// Claims that stand take their units off; one that is not there, is over, or is for
// something else, is none.
func TestSubmit_HoldsClaimsToTheRegisterOfAuthorizations(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withAuthorizedClass(t)
	may := claims.NewDate(2025, 5, 5)
	submit := func(key string, draft intake.Draft) claims.ID { return b.submit(t, key, draft).Accepted[0].ID }
	b.wantPosted(t, submit("k0", b.authorized("any", 1, claims.NewDate(2025, 4, 1))), "clean") // no register yet
	b.registerAuthorization(t, b.authorization("r1", "A-1"))
	first := submit("k1", b.authorized("A-1", 2, may))
	b.wantPosted(t, first, "clean")
	b.wantPosted(t, submit("k2", b.authorized("A-1", 2, may.AddDays(1))), "clean", "authorization.exceeded")
	b.wantPosted(t, submit("k3", b.authorized("A-1", 1, may.AddDays(2))), "clean")
	b.wantPosted(t, submit("k4", b.authorized("A-1", 1, may.AddDays(3))), "clean", "authorization.exceeded")
	b.wantPosted(t, submit("k5", b.authorized("A-2", 1, may.AddDays(4))), "clean", "authorization.missing")
	b.wantPosted(t, submit("k6", b.authorized("A-1", 1, claims.NewDate(2025, 4, 30))), "clean", "authorization.missing")
	b.registerAuthorization(t, b.authorization("r3", "A-3"))
	other := b.authorized("A-3", 1, may.AddDays(5))
	other.Claim.Lines[0].Procedure.Value = "ZX200"
	b.wantPosted(t, submit("k7", other), "clean", "authorization.other-service")
}

func TestSubmit_TakesUnitsWithinASubmission(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withAuthorizedClass(t)
	b.registerAuthorization(t, b.authorization("r1", "A-1"))
	may := claims.NewDate(2025, 5, 5)
	answer := b.submit(t, "k", b.authorized("A-1", 3, may), b.authorized("A-1", 1, may.AddDays(1)))
	b.wantPosted(t, answer.Accepted[0].ID, "clean")
	b.wantPosted(t, answer.Accepted[1].ID, "clean", "authorization.exceeded")
}

func TestRegisterAuthorization_KeepsEachNumberOnceAndInTheClearNowhere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := b.authorization("r1", "A-SECRET-1")
	first, err := b.RegisterAuthorization(b.asInsurer(t), in)
	must(t, err)
	if again, err := b.RegisterAuthorization(b.asInsurer(t), in); err != nil || again != first {
		t.Errorf("repeated: got %s, %v", again, err)
	}
	in.IdempotencyKey = "r2"
	if _, err := b.RegisterAuthorization(b.asInsurer(t), in); !errors.Is(err, intake.ErrAuthorizationAlreadyRegistered) {
		t.Errorf("the same number: got %v", err)
	}
	row := storetest.Row(t, b.url, "SELECT number_digest || content FROM authorizations")
	if kept := row[0].([]byte); bytes.Contains(kept, []byte("SECRET")) || bytes.Contains(kept, []byte("ZX100")) {
		t.Errorf("kept in the clear: %q", kept)
	}
}

func TestRegisterAuthorization_RefusesWhatItCannotKeep(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, err := b.RegisterAuthorization(b.asProvider(t, b.delegated), b.authorization("r", "A-1")); !errors.Is(err, auth.ErrForbidden) {
		t.Errorf("a provider: got %v", err)
	}
	for _, c := range []struct {
		name  string
		spoil func(in *intake.RegisterAuthorization)
		want  errs.Code
	}{
		{"no number", func(in *intake.RegisterAuthorization) { in.Authorization.Number = "" }, errs.FieldRequired},
		{"no units", func(in *intake.RegisterAuthorization) { in.Authorization.Units = 0 }, errs.NumberInvalid},
		{"over before it begins", func(in *intake.RegisterAuthorization) { in.Authorization.Span.End = in.Authorization.Span.Start }, errs.SpanInvalid},
		{"a diagnosis", func(in *intake.RegisterAuthorization) { in.Authorization.Procedures[0].System = codes.ICD10CM }, errs.CodeUnknown},
		{"nobody", func(in *intake.RegisterAuthorization) { in.MemberNumber = "nobody" }, errs.NotInsured},
	} {
		in := b.authorization("r-"+c.name, "A-1")
		c.spoil(&in)
		_, err := b.RegisterAuthorization(b.asInsurer(t), in)
		var fault *errs.Fault
		isFault := errors.As(err, &fault) && fault.Code == c.want
		if !isFault && (c.want != errs.NotInsured || !errors.Is(err, adjudicate.ErrNotInsured)) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}
