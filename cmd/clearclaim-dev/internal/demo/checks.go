package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/cmd/internal/apiclient"
)

// runChecks tries what must be refused, what must be repeatable, and who may see what.
func (s *session) runChecks(ctx context.Context, set sampleSet, given seeded, outcomes []outcome) []check {
	var checks []check
	record := func(what string, err error) {
		done := check{What: what}
		if err != nil {
			done.Failure = err.Error()
		}
		checks = append(checks, done)
	}
	for _, sample := range set.rejected {
		record(rejectedWord+sample.text(), s.checkRejected(ctx, sample, given))
	}
	first := set.cases[0]
	record("the same submission again gets the first answer", s.checkRepeated(ctx, first, given, outcomes))
	record("the same key with other content is a conflict", s.checkConflict(ctx, first, given))
	record("a signature that is not the provider's is refused", s.checkSignature(ctx, first, given))
	record("a body that is no request is refused and not repeated", s.checkMalformed(ctx, given))
	record("without a token nothing is answered", s.checkAnonymous(ctx, outcomes))
	record("a patient cannot submit", s.checkForbidden(ctx, first, given))
	record("a patient sees its own claim", s.checkSees(ctx, s.patient(set), outcomes, true))
	record("another patient does not see it", s.checkSees(ctx, s.patientNamed("stranger"), outcomes, false))
	other := s.as(auth.RoleProvider, given.providers["supplier"])
	record("another provider does not see it", s.checkSees(ctx, other, outcomes, false))
	return checks
}

// rejectedWord begins what is said of a sample that was rejected.
const rejectedWord = "rejected: "

// text says what is wrong with a sample, and what it is answered.
func (s rejectedSample) text() string {
	var wants []string
	for _, want := range s.Expect {
		wants = append(wants, want.Code+" at "+want.Path)
	}
	return s.Title + " (" + strings.Join(wants, ", ") + ")"
}

func (s *session) checkRejected(ctx context.Context, sample rejectedSample, given seeded) error {
	number := given.providers[sample.Provider]
	sample.Claim.Insurer = given.insurer
	submitted, err := s.as(auth.RoleProvider, number).SubmitClaims(ctx, apiclient.SubmitClaims{
		IdempotencyKey: s.key("rejected", sample.name), Provider: number, Claims: []apiclient.ClaimInput{sample.Claim},
	})
	if err != nil {
		return err
	}
	if len(submitted.Rejected) != 1 || len(submitted.Accepted) != 0 {
		return errors.New("it was accepted")
	}
	for _, want := range sample.Expect {
		isListed := slices.ContainsFunc(submitted.Rejected[0].Faults, func(fault apiclient.Fault) bool {
			return fault.Code == want.Code && isPath(fault.Path, want.Path)
		})
		if !isListed {
			return fmt.Errorf("no %s at %s, but%s", want.Code, want.Path, faultsText(submitted.Rejected))
		}
	}
	return nil
}

// isPath compares the path of a fault, which may stand under its claim's.
func isPath(got, want string) bool { return got == want || strings.HasSuffix(got, "."+want) }

// firstSubmission is the submission of the first case, as it was sent.
func (s *session) firstSubmission(first sampleCase, given seeded) apiclient.SubmitClaims {
	claim := first.Steps[0].claim
	claim.Insurer = given.insurer
	return apiclient.SubmitClaims{
		IdempotencyKey: s.key("submit", first.folder, 0),
		Provider:       given.providers[first.Steps[0].Provider],
		Claims:         []apiclient.ClaimInput{claim},
	}
}

func (s *session) checkRepeated(ctx context.Context, first sampleCase, given seeded, outcomes []outcome) error {
	again := s.firstSubmission(first, given)
	submitted, err := s.as(auth.RoleProvider, again.Provider).SubmitClaims(ctx, again)
	if err != nil {
		return err
	}
	if len(submitted.Accepted) != 1 || len(outcomes) == 0 || submitted.Accepted[0].ID != outcomes[0].id {
		return errors.New("the answer is another one")
	}
	return nil
}

func (s *session) checkConflict(ctx context.Context, first sampleCase, given seeded) error {
	other := s.firstSubmission(first, given)
	other.Claims[0].PatientAccountNumber += "-OTHER"
	_, err := s.as(auth.RoleProvider, other.Provider).SubmitClaims(ctx, other)
	return expectCode(err, errs.IdempotencyKeyConflict)
}

// checkSignature signs a prepared submission with nobody's key.
func (s *session) checkSignature(ctx context.Context, first sampleCase, given seeded) error {
	submission := s.firstSubmission(first, given)
	submission.IdempotencyKey = s.key("signature")
	provider := s.as(auth.RoleProvider, submission.Provider)
	prepared, err := provider.PrepareSubmission(ctx, submission.Provider, submission.Claims)
	if err != nil {
		return err
	}
	if len(prepared.Claims) != 1 {
		return fmt.Errorf("not prepared:%s", faultsText(prepared.Rejections))
	}
	submission.Claims[0].Salt = prepared.Claims[0].Salt
	submission.Signature = &apiclient.Signature{
		Sequence: prepared.Sequence, Deadline: prepared.Deadline, Signature: "0x" + strings.Repeat("1b", 65),
	}
	_, err = provider.SubmitClaims(ctx, submission)
	return expectCode(err, errs.SubmissionSignatureInvalid)
}

func (s *session) checkForbidden(ctx context.Context, first sampleCase, given seeded) error {
	submission := s.firstSubmission(first, given)
	submission.IdempotencyKey = s.key("forbidden")
	_, err := s.patientNamed("stranger").SubmitClaims(ctx, submission)
	return expectCode(err, errs.Forbidden)
}

// expectCode holds that something was not done for this reason, and for no other beside it.
func expectCode(err error, want errs.Code) error {
	var answered *apiclient.Error
	if !errors.As(err, &answered) || answered.Code != want || len(answered.Faults) > 1 {
		return fmt.Errorf("expected %s, got %w", want, cmpErr(err))
	}
	return nil
}

// cmpErr names the absence of an error.
func cmpErr(err error) error {
	if err == nil {
		return errors.New("no error")
	}
	return err
}

func (s *session) checkMalformed(ctx context.Context, given seeded) error {
	const secret = "a-patients-secret"
	client := s.as(auth.RoleProvider, given.providers["clinic"])
	_, answer, err := client.Raw(ctx, "application/json", []byte(`{"query": "`+secret))
	if err != nil {
		return err
	}
	if strings.Contains(string(answer), secret) {
		return errors.New("the body was repeated in the answer")
	}
	if !strings.Contains(string(answer), string(errs.MalformedRequest)) {
		return errors.New("the error has no code")
	}
	return nil
}

func (s *session) checkAnonymous(ctx context.Context, outcomes []outcome) error {
	if len(outcomes) == 0 {
		return errors.New("there is no claim to ask for")
	}
	_, err := apiclient.New(s.target.APIURL, nil, s.http).Claim(ctx, outcomes[0].id)
	return expectCode(err, errs.Unauthenticated)
}

// patient is the login of the first member that has one.
func (s *session) patient(set sampleSet) *apiclient.Client {
	for _, member := range set.parties.Members {
		if member.Patient.Subject != "" {
			return s.patientNamed(member.Patient.Subject)
		}
	}
	return s.patientNamed("stranger")
}

func (s *session) patientNamed(subject string) *apiclient.Client {
	return s.asSubject(auth.RolePatient, 0, subject+"-"+s.name)
}

func (s *session) checkSees(ctx context.Context, client *apiclient.Client, outcomes []outcome, want bool) error {
	if len(outcomes) == 0 {
		return errors.New("there is no claim to ask for")
	}
	claim, err := client.Claim(ctx, outcomes[0].id)
	if err != nil {
		if code := apiclient.CodeOf(err); !want && (code == errs.ClaimNotFound || code == errs.Forbidden) {
			return nil
		}
		return err
	}
	if (claim != nil) != want {
		return fmt.Errorf("seen: %t", claim != nil)
	}
	return nil
}
