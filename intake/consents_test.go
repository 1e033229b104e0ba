package intake_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store/storetest"
)

func asLogin(t *testing.T, subject string) context.Context {
	t.Helper()
	return auth.WithPrincipal(t.Context(), auth.Principal{Subject: subject, Role: auth.RolePatient})
}

// consents counts those of a patient, and those of them that stand.
func (b *bundle) consents(t *testing.T, subject string) [2]int {
	t.Helper()
	const of = "SELECT count(*) FROM consents k JOIN patients p ON p.id = k.patient_id WHERE p.subject = $1"
	return [2]int{storetest.Count(t, b.url, of, subject), storetest.Count(t, b.url, of+" AND k.revoked_at IS NULL", subject)}
}

func TestConsents_ThePatientGrantsAndRevokes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	patient := asLogin(t, "login-m1")
	grant := intake.GrantConsent{IdempotencyKey: "g1", Provider: b.signing, ExpiresAt: b.clock().Add(time.Hour)}
	for _, step := range []struct {
		name string
		do   func() error
		want [2]int
	}{
		{"granted", func() error { return b.GrantConsent(patient, grant) }, [2]int{1, 1}},
		{"repeated", func() error { return b.GrantConsent(patient, grant) }, [2]int{1, 1}},
		{"granted anew", func() error {
			return b.GrantConsent(patient, intake.GrantConsent{IdempotencyKey: "g2", Provider: b.signing})
		}, [2]int{2, 1}},
		{"to another", func() error {
			return b.GrantConsent(patient, intake.GrantConsent{IdempotencyKey: "g3", Provider: b.delegated})
		}, [2]int{3, 2}},
		{"revoked by somebody else", func() error {
			return b.RevokeConsent(asLogin(t, "login-m2"), intake.RevokeConsent{IdempotencyKey: "r", Provider: b.signing})
		}, [2]int{3, 2}},
		{"revoked", func() error {
			return b.RevokeConsent(patient, intake.RevokeConsent{IdempotencyKey: "r", Provider: b.signing})
		}, [2]int{3, 1}},
		{"revoked again", func() error {
			return b.RevokeConsent(patient, intake.RevokeConsent{IdempotencyKey: "r2", Provider: b.signing})
		}, [2]int{3, 1}},
	} {
		must(t, step.do())
		if got := b.consents(t, "login-m1"); got != step.want {
			t.Errorf("%s: %v, want %v", step.name, got, step.want)
		}
	}
}

func TestConsents_RefusedGivenNoPatientNorProvider(t *testing.T) {
	t.Parallel()
	b := setup(t)
	patient := asLogin(t, "login-m1")
	for _, test := range []struct {
		name string
		who  context.Context
		in   intake.GrantConsent
		want errs.Code
	}{
		{"a stranger", asLogin(t, "login-m3"), intake.GrantConsent{IdempotencyKey: "k", Provider: b.signing}, errs.PatientNotFound},
		{"no provider", patient, intake.GrantConsent{IdempotencyKey: "k", Provider: 99}, errs.ProviderNotFound},
		{"no key", patient, intake.GrantConsent{Provider: b.signing}, errs.IdempotencyKeyRequired},
		{"in the past", patient, intake.GrantConsent{IdempotencyKey: "k", Provider: b.signing, ExpiresAt: b.clock()}, errs.SpanInvalid},
		{"a provider", b.asProvider(t, b.signing), intake.GrantConsent{IdempotencyKey: "k", Provider: b.signing}, errs.Forbidden},
		{"an insurer", b.asInsurer(t), intake.GrantConsent{IdempotencyKey: "k", Provider: b.signing}, errs.Forbidden},
	} {
		err := b.GrantConsent(test.who, test.in)
		var fault *errs.Fault
		isFault := errors.As(err, &fault) && fault.Code == test.want
		if errs.CodeOf(err) != test.want && !isFault {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
	if got := b.consents(t, "login-m1"); got != [2]int{} {
		t.Errorf("there are %v", got)
	}
}
