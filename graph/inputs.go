package graph

import (
	"context"
	"encoding/base64"
	"fmt"
	"math"
	"math/big"

	"github.com/clearclaim/clearclaim/auth"
	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/rules"
	"github.com/clearclaim/clearclaim/graph/model"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/views"
)

// partyNumber returns a party's number as the domain has it. What no party can
// have is 0, which none has either.
func partyNumber(n int) uint32 {
	if n < 0 || n > math.MaxUint32 {
		return 0
	}
	return uint32(n)
}

// filterNumber returns the number that a filter asks for; 0 is no filter. What no
// party can have becomes the last number, which is given to none, so that it
// finds nothing.
func filterNumber(n *int) uint32 {
	if n == nil {
		return 0
	}
	if number := partyNumber(*n); number != 0 {
		return number
	}
	return math.MaxUint32
}

func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// providerOf returns the provider that an input names, else that of the caller.
func providerOf(ctx context.Context, named *int) claims.ProviderID {
	if named != nil {
		return claims.ProviderID(partyNumber(*named))
	}
	principal, _ := auth.PrincipalFrom(ctx)
	return principal.Provider
}

func prepareOf(ctx context.Context, input model.PrepareSubmissionInput) (intake.Prepare, error) {
	drafts, err := draftsOf(input.Claims)
	return intake.Prepare{Provider: providerOf(ctx, input.Provider), Drafts: drafts}, err
}

func submissionOf(ctx context.Context, input model.SubmitClaimsInput) (intake.Submission, error) {
	drafts, err := draftsOf(input.Claims)
	if err != nil {
		return intake.Submission{}, err
	}
	signature, err := signatureOf(input.Signature)
	return intake.Submission{
		IdempotencyKey: keyOf(ctx), Provider: providerOf(ctx, input.Provider), Drafts: drafts, Signature: signature,
	}, err
}

// draftsOf returns claims as intake takes them, each with the faults that were
// found in decoding it.
//
// Errors: a [errs.Fault] of a salt, [intake.ErrSubmissionTooLarge].
func draftsOf(inputs []*model.ClaimInput) ([]intake.Draft, error) {
	if len(inputs) > intake.MaxClaims {
		return nil, intake.ErrSubmissionTooLarge
	}
	drafts := make([]intake.Draft, len(inputs))
	for i, input := range inputs {
		draft := &drafts[i]
		draft.Claim = claims.Claim{
			Type: input.Type, Frequency: frequencyOf(input.Frequency), Insurer: input.Insurer,
			PatientAccountNumber: input.PatientAccountNumber, MemberNumber: input.MemberNumber,
			Diagnoses: input.Diagnoses, PriorAuthorization: input.PriorAuthorization,
			Lines: make([]claims.Line, len(input.Lines)),
		}
		if input.Replaces != nil {
			draft.Replaces = claimNamed(*input.Replaces)
		}
		for l := range input.Lines {
			var faults []*errs.Fault
			draft.Claim.Lines[l], faults = lineOf(&input.Lines[l], l)
			draft.Faults = append(draft.Faults, faults...)
		}
		var faults []*errs.Fault
		draft.Claim.PriorPayers, faults = priorPayersOf(input.PriorPayers)
		draft.Faults = append(draft.Faults, faults...)
		if input.Salt == nil {
			continue
		}
		if len(input.Salt) != len(commitment.Salt{}) {
			return nil, &errs.Fault{Code: errs.MalformedRequest, Path: fmt.Sprintf("claims[%d].salt", i), Text: "a salt has 32 bytes"}
		}
		salt := commitment.Salt(input.Salt)
		draft.Salt = &salt
	}
	return drafts, nil
}

// claimNamed returns the id in a claim's global id, else the text, which may be its
// number on the chain.
func claimNamed(text string) string {
	if id := model.IDOf(model.KindClaim, text); id != "" {
		return id
	}
	return text
}

// frequencyOf returns a frequency code; what is none becomes 0, which intake refuses.
func frequencyOf(code int) claims.Frequency {
	if code < 0 || code > math.MaxUint8 {
		return 0
	}
	return claims.Frequency(code)
}

func lineOf(input *model.ClaimLineInput, index int) (claims.Line, []*errs.Fault) {
	line := claims.Line{
		Sequence: input.Sequence, Procedure: input.Procedure, Modifiers: input.Modifiers,
		PlaceOfService: input.PlaceOfService, DiagnosisPointers: input.DiagnosisPointers,
		ServiceDate: input.ServiceDate.Date, Units: input.Units, IsInformational: input.ChargeCents == nil,
	}
	var faults []*errs.Fault
	if err := input.ServiceDate.Err; err != nil {
		faults = append(faults, lineFault(index, "serviceDate", err))
	}
	if input.ChargeCents != nil {
		line.Charge = input.ChargeCents.Amount
		if err := input.ChargeCents.Err; err != nil {
			faults = append(faults, lineFault(index, "chargeCents", err))
		}
	}
	return line, faults
}

func lineFault(index int, field string, err *errs.Error) *errs.Fault {
	return &errs.Fault{Code: err.Code, Path: fmt.Sprintf("lines[%d].%s", index, field), Text: err.Text}
}

func signatureOf(input *model.SubmissionSignatureInput) (*intake.Signature, error) {
	if input == nil {
		return nil, nil //nolint:nilnil // the gateway signs.
	}
	if !input.Sequence.IsUint64() || !input.Deadline.IsInt64() {
		return nil, &errs.Fault{Code: errs.MalformedRequest, Path: "signature", Text: "a number is out of range"}
	}
	return &intake.Signature{
		Sequence: input.Sequence.Uint64(), Deadline: input.Deadline.Int64(), Signature: input.Signature,
	}, nil
}

func prepareSuccess(prepared intake.Prepared) *model.PrepareSubmissionSuccess {
	success := &model.PrepareSubmissionSuccess{
		Claims: make([]*model.PreparedClaim, len(prepared.Claims)), Rejections: rejectionsOf(prepared.Rejected),
		Root: prepared.Root[:], Sequence: new(big.Int).SetUint64(prepared.Sequence), Digest: prepared.Digest[:],
		Deadline: big.NewInt(prepared.Deadline),
	}
	for i := range prepared.Claims {
		claim := &prepared.Claims[i]
		success.Claims[i] = &model.PreparedClaim{
			Index: claim.Index, Canonical: string(claim.Canonical), Salt: claim.Salt[:], ReceiptLeaf: claim.ReceiptLeaf[:],
			CoverageYear: new(big.Int).SetUint64(uint64(claim.CoverageYear)),
		}
	}
	return success
}

func rejectionsOf(rejected []intake.Rejected) []*model.Rejection {
	rejections := make([]*model.Rejection, len(rejected))
	for i, one := range rejected {
		rejections[i] = &model.Rejection{Index: one.Index, Faults: one.Faults}
	}
	return rejections
}

// notAccepted returns what a submission of one claim that was rejected gives.
func notAccepted(rejected []intake.Rejected) *model.ValidationFailure {
	failure := &model.ValidationFailure{}
	for _, one := range rejected {
		failure.Faults = append(failure.Faults, one.Faults...)
	}
	return failure
}

// notCorrected returns what a correction that was rejected gives. The claim that it names is
// the field replaces of a submitted claim, and claimId of a mutation's input.
func notCorrected(rejected []intake.Rejected) *model.ValidationFailure {
	failure := notAccepted(rejected)
	for i, fault := range failure.Faults {
		if fault.Path == "replaces" {
			failure.Faults[i] = &errs.Fault{Code: fault.Code, Path: "claimId", Text: fault.Text}
		}
	}
	return failure
}

func submitSuccess(answer intake.Answer) *model.SubmitClaimsSuccess {
	success := &model.SubmitClaimsSuccess{
		Accepted: make([]*model.AcceptedClaim, len(answer.Accepted)), Rejected: rejectionsOf(answer.Rejected),
		Acknowledgement: acknowledgementOf(answer.Acknowledgement),
	}
	for i, accepted := range answer.Accepted {
		success.Accepted[i] = &model.AcceptedClaim{Index: accepted.Index, ID: accepted.ID}
	}
	return success
}

func acknowledgementOf(a *intake.Acknowledgement) *model.Acknowledgement {
	if a == nil {
		return nil
	}
	return &model.Acknowledgement{
		Root: a.Root[:], Sequence: new(big.Int).SetUint64(a.Sequence), AcceptedAt: a.AcceptedAt, ReceiptBy: a.ReceiptBy,
		Signature: a.Signature,
	}
}

// attachOf returns a document as intake takes it.
//
// Errors: a [errs.Fault] when the content is no base64.
func attachOf(ctx context.Context, input model.AttachEvidenceInput) (intake.AttachEvidence, error) {
	content, err := base64.StdEncoding.DecodeString(input.Content)
	if err != nil {
		return intake.AttachEvidence{}, &errs.Fault{Code: errs.MalformedRequest, Path: "content", Text: "the content is not base64"}
	}
	return intake.AttachEvidence{
		IdempotencyKey: keyOf(ctx), Request: model.IDOf(model.KindEvidenceRequest, input.EvidenceRequestID),
		MediaType: input.MediaType, Content: content,
	}, nil
}

// registerOf returns a provider as intake takes it.
//
// Errors: a [errs.Fault] of an address.
func registerOf(ctx context.Context, input model.RegisterProviderInput) (intake.RegisterProvider, error) {
	register := intake.RegisterProvider{
		IdempotencyKey: keyOf(ctx), Insurer: claims.InsurerID(partyNumber(input.Insurer)),
		Identifier: input.Identifier, Name: input.Name,
	}
	var err error
	if register.Signer, err = addressOf("signerAddress", input.SignerAddress); err != nil {
		return register, err
	}
	if register.Payee, err = addressOf("payeeAddress", input.PayeeAddress); err != nil {
		return register, err
	}
	if register.Guardian, err = addressOf("guardianAddress", input.GuardianAddress); err != nil {
		return register, err
	}
	if given := input.Credentials; given != nil {
		register.Credentials = intake.Credentials{
			Licence:   claims.Span{Start: dateOf(given.LicenceStart), End: dateOf(given.LicenceEnd)},
			Enrolment: claims.Span{Start: dateOf(given.EnrolmentStart), End: dateOf(given.EnrolmentEnd)},
		}
	}
	return register, nil
}

// dateOf returns a date that may be missing; zero is none.
func dateOf(date *claims.Date) claims.Date {
	if date == nil {
		return 0
	}
	return *date
}

func addressOf(path string, data []byte) (*chain.Address, error) {
	if data == nil {
		return nil, nil //nolint:nilnil // the gateway makes one.
	}
	if len(data) != len(chain.Address{}) {
		return nil, &errs.Fault{Code: errs.AddressInvalid, Path: path, Text: "an address has 20 bytes"}
	}
	address := chain.Address(data)
	return &address, nil
}

// sexOf returns a sex that may be missing.
func sexOf(sex *rules.Sex) rules.Sex {
	if sex == nil {
		return rules.AnySex
	}
	return *sex
}

func enrolOf(ctx context.Context, input model.EnrolCoverageInput) intake.EnrolCoverage {
	return intake.EnrolCoverage{
		IdempotencyKey: keyOf(ctx), Plan: claims.PlanID(partyNumber(input.Plan)), MemberNumber: input.MemberNumber,
		FamilyNumber: textOf(input.FamilyNumber), Span: claims.Span{Start: input.StartDate, End: dateOf(input.EndDate)},
		Patient: intake.Patient{
			Name: input.Patient.Name, BirthDate: dateOf(input.Patient.BirthDate), Sex: sexOf(input.Patient.Sex),
			Subject: textOf(input.Patient.Subject),
		},
	}
}

func authorizationOf(ctx context.Context, input model.RegisterAuthorizationInput) intake.RegisterAuthorization {
	procedures := make([]codes.Code, len(input.Procedures))
	for i, code := range input.Procedures {
		procedures[i] = *code
	}
	return intake.RegisterAuthorization{
		IdempotencyKey: keyOf(ctx), Insurer: claims.InsurerID(partyNumber(input.Insurer)), MemberNumber: input.MemberNumber,
		Authorization: adjudicate.Authorization{
			Number: input.Number, Provider: claims.ProviderID(filterNumber(input.Provider)), Procedures: procedures,
			Span: claims.Span{Start: input.StartDate, End: dateOf(input.EndDate)}, Units: input.Units,
		},
	}
}

// filterOf returns which claims are wanted.
func filterOf(filter *model.ClaimFilter) views.ClaimFilter {
	if filter == nil {
		return views.ClaimFilter{}
	}
	return views.ClaimFilter{
		Statuses: filter.Statuses, Categories: filter.StatusCategories,
		Insurer:  claims.InsurerID(filterNumber(filter.Insurer)),
		Provider: claims.ProviderID(filterNumber(filter.Provider)),

		Awaits: filter.Awaits, Number: numberOf(filter.Number), MemberNumber: textOf(filter.MemberNumber), AccountNumber: textOf(filter.PatientAccountNumber),

		IsShared:     filter.IsShared,
		AcceptedFrom: valueOf(filter.AcceptedFrom), AcceptedBefore: valueOf(filter.AcceptedBefore),
		Served: claims.Span{Start: valueOf(filter.ServedFrom), End: valueOf(filter.ServedBefore)},
	}
}

// numberOf returns a claim's number, nil for none; of a text that is no number it is one
// that no claim has.
func numberOf(text *string) *claims.Number {
	if text == nil {
		return nil
	}
	number, err := claims.ParseNumber(*text)
	if err != nil {
		return new(claims.Number)
	}
	return &number
}

// valueOf returns what is pointed at, the zero value for nil.
func valueOf[T any](pointer *T) (value T) {
	if pointer != nil {
		value = *pointer
	}
	return value
}
