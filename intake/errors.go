package intake

import (
	"github.com/clearclaim/clearclaim/claims/errs"
)

// Sentinels of this package.
var (
	// ErrIdempotencyKeyRequired is returned for a request without a key that stores something.
	ErrIdempotencyKeyRequired = errs.New(errs.IdempotencyKeyRequired, "an idempotency key is needed: @idempotent(key:)")
	// ErrIdempotencyKeyInvalid is returned for what can be no key.
	ErrIdempotencyKeyInvalid = errs.New(errs.IdempotencyKeyInvalid, "an idempotency key is UTF-8 of 1 to 255 bytes, without a zero byte")
	// ErrIdempotencyKeyConflict is returned when the key was used for other content.
	ErrIdempotencyKeyConflict = errs.New(errs.IdempotencyKeyConflict, "the idempotency key was used for another request")

	// ErrInsurerNotFound is returned when no insurer has the number.
	ErrInsurerNotFound = errs.New(errs.InsurerNotFound, "no such insurer")
	// ErrProviderNotFound is returned when no provider has the number.
	ErrProviderNotFound = errs.New(errs.ProviderNotFound, "no such provider")
	// ErrPlanNotFound is returned when no plan has the number.
	ErrPlanNotFound = errs.New(errs.PlanNotFound, "no such plan")
	// ErrCoverageNotFound is returned when there is no such coverage, or the caller may not know of it.
	ErrCoverageNotFound = errs.New(errs.PatientNotFound, "no such coverage")
	// ErrEvidenceRequestNotFound is returned when there is no such request, or the caller may not know of it.
	ErrEvidenceRequestNotFound = errs.New(errs.EvidenceRequestNotFound, "no such evidence request")

	// ErrInsurerAlreadyRegistered is returned when the name is taken.
	ErrInsurerAlreadyRegistered = errs.New(errs.InsurerAlreadyRegistered, "an insurer of this name is registered")
	// ErrRegistrationHandedOver is returned once the administration of the contracts was handed over.
	ErrRegistrationHandedOver = errs.New(errs.RegistrationHandedOver,
		"the administration is handed over: insurers are registered by the governor, with 'clearclaim govern schedule register-insurer'")
	// ErrProviderAlreadyRegistered is returned when the identifier is taken.
	ErrProviderAlreadyRegistered = errs.New(errs.ProviderAlreadyKnown, "a provider of this identifier is registered")
	// ErrPlanAlreadyPublished is returned when the insurer has a plan of the name.
	ErrPlanAlreadyPublished = errs.New(errs.PlanAlreadyPublished, "the insurer has a plan of this name")
	// ErrAuthorizationAlreadyRegistered is returned when the insurer has an authorization of the number.
	ErrAuthorizationAlreadyRegistered = errs.New(errs.AuthorizationKnown, "the insurer has an authorization of this number")
	// ErrCoverageAlreadyEnrolled is returned when the insurer has a coverage of the member number.
	ErrCoverageAlreadyEnrolled = errs.New(errs.CoverageAlreadyEnrolled, "the insurer has a coverage of this member number")

	// ErrClaimNotFound is returned when there is no such claim, or the caller may not know of it.
	ErrClaimNotFound = errs.New(errs.ClaimNotFound, "no such claim")
	// ErrClaimNotDecided is returned when the claim has no determination on the ledger.
	ErrClaimNotDecided = errs.New(errs.ClaimNotDecided, "the claim is not determined")
	// ErrClaimAlreadyReplaced is returned when a replacement or a void of the claim was accepted.
	ErrClaimAlreadyReplaced = errs.New(errs.ClaimAlreadyReplaced, "the claim is replaced or voided")
	// ErrClaimAlreadyReversed is returned when the claim's determination does not stand.
	ErrClaimAlreadyReversed = errs.New(errs.ClaimAlreadyReversed, "the determination does not stand")
	// ErrCorrectionUnrelated is returned when the claim is itself a void, or a replacement
	// that is decided with what it replaces.
	ErrCorrectionUnrelated = errs.New(errs.CorrectionUnrelated, "the claim is a void, or not what the correction is for")
	// ErrClaimUnderAppeal is returned when an appeal of the claim is open, or a panel determined it.
	ErrClaimUnderAppeal = errs.New(errs.ClaimUnderAppeal, "the claim is under appeal, or a panel determined it")

	// ErrSubmissionEmpty is returned for a submission without claims.
	ErrSubmissionEmpty = errs.New(errs.SubmissionEmpty, "a submission needs at least one claim")
	// ErrSubmissionTooLarge is returned for a submission of more than [MaxClaims].
	ErrSubmissionTooLarge = errs.New(errs.SubmissionTooLarge, "a submission has at most 512 claims")
	// ErrSubmissionInsurersMixed is returned when the claims are not all for one insurer.
	ErrSubmissionInsurersMixed = errs.New(errs.SubmissionInsurersMixed, "the claims of a submission are all for one insurer")
	// ErrSubmissionSignatureInvalid is returned when the signature is not the provider's over what was submitted.
	ErrSubmissionSignatureInvalid = errs.New(errs.SubmissionSignatureInvalid,
		"the signature is not that of the provider over these claims, this sequence and this deadline")
	// ErrSubmissionSequenceInvalid is returned when the signed sequence is not last + 1: the submission is a replay or comes too early.
	ErrSubmissionSequenceInvalid = errs.New(errs.SubmissionSequenceInvalid, "the sequence is not the last one plus one")
	// ErrSubmissionExpired is returned when the signed deadline leaves no time for the receipt.
	ErrSubmissionExpired = errs.New(errs.SubmissionExpired, "the deadline leaves no time for the receipt")

	// ErrEvidenceRequestClosed is returned when the request is answered or its time has passed.
	ErrEvidenceRequestClosed = errs.New(errs.EvidenceRequestClosed, "the evidence request is closed")
	// ErrDocumentTooLarge is returned for a document of more than [MaxDocumentBytes].
	ErrDocumentTooLarge = errs.New(errs.DocumentTooLarge, "a document has at most 8 MiB")

	// ErrTransactionRefused is returned when the chain refused the transaction of a registration.
	ErrTransactionRefused = errs.New(errs.TransactionRefused, "the chain refused the transaction")
)

// faultAt returns a fault of one field. The text never repeats the value.
func faultAt(code errs.Code, path, text string) *errs.Fault {
	return &errs.Fault{Code: code, Path: path, Text: text}
}
