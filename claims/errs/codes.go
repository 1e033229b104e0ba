package errs

// Codes that are not tied to one package.
const (
	Internal               Code = "INTERNAL"
	Unauthenticated        Code = "UNAUTHENTICATED"
	Forbidden              Code = "FORBIDDEN"
	MalformedRequest       Code = "MALFORMED_REQUEST"
	RequestTooLarge        Code = "REQUEST_TOO_LARGE"
	IdempotencyKeyRequired Code = "IDEMPOTENCY_KEY_REQUIRED"
	IdempotencyKeyInvalid  Code = "IDEMPOTENCY_KEY_INVALID"
	IdempotencyKeyConflict Code = "IDEMPOTENCY_KEY_CONFLICT"
	Unavailable            Code = "UNAVAILABLE"
	PageSizeInvalid        Code = "PAGE_SIZE_INVALID"
	CursorInvalid          Code = "CURSOR_INVALID"
	QueryTooComplex        Code = "QUERY_TOO_COMPLEX"
	DocumentUnknown        Code = "DOCUMENT_UNKNOWN"
	SubscriptionTooSlow    Code = "SUBSCRIPTION_TOO_SLOW"
	RateLimited            Code = "RATE_LIMITED"
	// Stale: what was asked for is not indexed yet; ask again.
	Stale Code = "STALE"
	// ResyncRequired: changes after the token are not kept any more; read again, then subscribe.
	ResyncRequired Code = "RESYNC_REQUIRED"
)

// Codes of entities that do not exist, or that the caller may not know of.
const (
	ClaimNotFound           Code = "CLAIM_NOT_FOUND"
	InsurerNotFound         Code = "INSURER_NOT_FOUND"
	ProviderNotFound        Code = "PROVIDER_NOT_FOUND"
	PlanNotFound            Code = "PLAN_NOT_FOUND"
	PatientNotFound         Code = "PATIENT_NOT_FOUND"
	NotInsured              Code = "NOT_INSURED"
	EvidenceRequestNotFound Code = "EVIDENCE_REQUEST_NOT_FOUND"
	RemittanceNotFound      Code = "REMITTANCE_NOT_FOUND"
)

// Codes of a submission as a whole.
const (
	SubmissionSignatureInvalid Code = "SUBMISSION_SIGNATURE_INVALID"
	SubmissionSequenceInvalid  Code = "SUBMISSION_SEQUENCE_INVALID"
	SubmissionExpired          Code = "SUBMISSION_EXPIRED"
	SubmissionEmpty            Code = "SUBMISSION_EMPTY"
	SubmissionTooLarge         Code = "SUBMISSION_TOO_LARGE"
)

// Codes of a fault in one claim: the reasons of a rejection.
const (
	FieldRequired           Code = "FIELD_REQUIRED"
	FieldTooLong            Code = "FIELD_TOO_LONG"
	TextInvalid             Code = "TEXT_INVALID"
	AmountNegative          Code = "AMOUNT_NEGATIVE"
	AmountFractional        Code = "AMOUNT_FRACTIONAL"
	AmountTooLarge          Code = "AMOUNT_TOO_LARGE"
	DateInvalid             Code = "DATE_INVALID"
	DateInFuture            Code = "DATE_IN_FUTURE"
	CodeUnknown             Code = "CODE_UNKNOWN"
	ModifierInvalid         Code = "MODIFIER_INVALID"
	PlaceOfServiceUnknown   Code = "PLACE_OF_SERVICE_UNKNOWN"
	DiagnosisPointerInvalid Code = "DIAGNOSIS_POINTER_INVALID"
	UnitsInvalid            Code = "UNITS_INVALID"
	LineSequenceInvalid     Code = "LINE_SEQUENCE_INVALID"
	TooManyLines            Code = "TOO_MANY_LINES"
	ClaimWithoutCharge      Code = "CLAIM_WITHOUT_CHARGE"
	ClaimSpansBenefitYears  Code = "CLAIM_SPANS_BENEFIT_YEARS"
	FrequencyUnsupported    Code = "FREQUENCY_UNSUPPORTED"
	TypeUnsupported         Code = "TYPE_UNSUPPORTED"
	DocumentTooLarge        Code = "DOCUMENT_TOO_LARGE"
	EvidenceRequestClosed   Code = "EVIDENCE_REQUEST_CLOSED"
	PlanInvalid             Code = "PLAN_INVALID"
	SpanInvalid             Code = "SPAN_INVALID"
	CoverageAlreadyEnrolled Code = "COVERAGE_ALREADY_ENROLLED"
	AuthorizationKnown      Code = "AUTHORIZATION_ALREADY_REGISTERED"
	ProviderAlreadyKnown    Code = "PROVIDER_ALREADY_REGISTERED"
	AddressInvalid          Code = "ADDRESS_INVALID"
)

// Codes of a FHIR claim that another form of a claim cannot have.
const (
	StatusUnsupported   Code = "STATUS_UNSUPPORTED"
	UseUnsupported      Code = "USE_UNSUPPORTED"
	CodeSystemUnknown   Code = "CODE_SYSTEM_UNKNOWN"
	CurrencyUnsupported Code = "CURRENCY_UNSUPPORTED"
	ReferenceUnresolved Code = "REFERENCE_UNRESOLVED"
)

// Codes of a fault in a table of rules or prices.
const (
	TableUnknown  Code = "TABLE_UNKNOWN"
	TableTooLarge Code = "TABLE_TOO_LARGE"
	ColumnUnknown Code = "COLUMN_UNKNOWN"
	ColumnMissing Code = "COLUMN_MISSING"
	RowMalformed  Code = "ROW_MALFORMED"
	RowRepeated   Code = "ROW_REPEATED"
	SpansOverlap  Code = "SPANS_OVERLAP"
	NumberInvalid Code = "NUMBER_INVALID"
	ValueInvalid  Code = "VALUE_INVALID"
	// FaultsOmitted: there are more faults than are listed.
	FaultsOmitted Code = "FAULTS_OMITTED"
)

// Codes of a determination that contradicts itself. They are never a provider's fault.
const (
	PaidAmountExceedsAllowed Code = "PAID_AMOUNT_EXCEEDS_ALLOWED"
	AllowedExceedsCharge     Code = "ALLOWED_EXCEEDS_CHARGE"
	RemittanceUnbalanced     Code = "REMITTANCE_UNBALANCED"
	DenialUnexplained        Code = "DENIAL_UNEXPLAINED"
	ClassUnknown             Code = "CLASS_UNKNOWN"
)

// Codes of coordination with other payers.
const (
	// CoordinationInvalid: coverages or settings from which no order or payment follows.
	CoordinationInvalid Code = "COORDINATION_INVALID"
	// PriorPaymentUnbalanced: of a prior payer's answer charge = paid + adjustments does not hold.
	PriorPaymentUnbalanced Code = "PRIOR_PAYMENT_UNBALANCED"
	// PlanNotCoordinating: a claim with prior payers under a plan that does not pay after others.
	PlanNotCoordinating Code = "PLAN_NOT_COORDINATING"
	// PriorAmountsExceedCharge: what prior payers paid and left to the patient is above the charge.
	PriorAmountsExceedCharge Code = "PRIOR_AMOUNTS_EXCEED_CHARGE"
)

// Codes of registrations, submissions and documents that intake refuses.
const (
	InsurerAlreadyRegistered Code = "INSURER_ALREADY_REGISTERED"
	PlanAlreadyPublished     Code = "PLAN_ALREADY_PUBLISHED"
	SubmissionInsurersMixed  Code = "SUBMISSION_INSURERS_MIXED"
	SubmissionSaltInvalid    Code = "SUBMISSION_SALT_INVALID"
	AmountNotPositive        Code = "AMOUNT_NOT_POSITIVE"
	MediaTypeInvalid         Code = "MEDIA_TYPE_INVALID"
	TransactionRefused       Code = "TRANSACTION_REFUSED"
	// RegistrationHandedOver: the governor registers insurers, not the operator.
	RegistrationHandedOver Code = "REGISTRATION_HANDED_OVER"
	Erased                 Code = "ERASED"
	// RulesUnknown: this installation does not have the rule set.
	RulesUnknown Code = "RULES_UNKNOWN"
	// ReviewNotFound: nobody is asked to review that of the claim. ReviewClosed: it is reviewed.
	ReviewNotFound Code = "REVIEW_NOT_FOUND"
	ReviewClosed   Code = "REVIEW_CLOSED"
	// ReviewNotDeniable: the rule denies nothing, whatever the review finds.
	ReviewNotDeniable Code = "REVIEW_NOT_DENIABLE"
	// ClaimAlreadyReplaced: a replacement or a void of the claim was accepted.
	ClaimAlreadyReplaced Code = "CLAIM_ALREADY_REPLACED"
	// FilingTooLate: a replacement beyond the plan's time for filing, which would be
	// denied in place of what stands.
	FilingTooLate Code = "FILING_TOO_LATE"
)

// Codes of the contracts' own errors, of the same words, that no other code stands for.
const (
	RoleMissing             Code = "ROLE_MISSING"
	IDTaken                 Code = "ID_TAKEN"
	PlanClassCountInvalid   Code = "PLAN_CLASS_COUNT_INVALID"
	CoinsuranceRateInvalid  Code = "COINSURANCE_RATE_INVALID"
	PlanLimitInvalid        Code = "PLAN_LIMIT_INVALID"
	PlanCounterInvalid      Code = "PLAN_COUNTER_INVALID"
	PlanClockInvalid        Code = "PLAN_CLOCK_INVALID"
	CoverageYearNotFound    Code = "COVERAGE_YEAR_NOT_FOUND"
	FamilyYearNotFound      Code = "FAMILY_YEAR_NOT_FOUND"
	ExtensionNotFound       Code = "EXTENSION_NOT_FOUND"
	EncodingMalformed       Code = "ENCODING_MALFORMED"
	TableNotAscending       Code = "TABLE_NOT_ASCENDING"
	FamilyMismatch          Code = "FAMILY_MISMATCH"
	ExtensionMismatch       Code = "EXTENSION_MISMATCH"
	BatchSequenceInvalid    Code = "BATCH_SEQUENCE_INVALID"
	BatchEmpty              Code = "BATCH_EMPTY"
	BatchTooLarge           Code = "BATCH_TOO_LARGE"
	BatchNotFound           Code = "BATCH_NOT_FOUND"
	BatchHeaderMismatch     Code = "BATCH_HEADER_MISMATCH"
	InsurerPaused           Code = "INSURER_PAUSED"
	CorrectionInSettlement  Code = "CORRECTION_IN_SETTLEMENT"
	BatchAlreadySettled     Code = "BATCH_ALREADY_SETTLED"
	BatchNotSettled         Code = "BATCH_NOT_SETTLED"
	ReceiptRootMismatch     Code = "RECEIPT_ROOT_MISMATCH"
	ClaimAlreadyDecided     Code = "CLAIM_ALREADY_DECIDED"
	PathInvalid             Code = "PATH_INVALID"
	InterestOutOfRange      Code = "INTEREST_OUT_OF_RANGE"
	ClaimNotDecided         Code = "CLAIM_NOT_DECIDED"
	ClaimAlreadyReversed    Code = "CLAIM_ALREADY_REVERSED"
	CorrectionUnrelated     Code = "CORRECTION_UNRELATED"
	ClaimUnderAppeal        Code = "CLAIM_UNDER_APPEAL"
	VersionsExhausted       Code = "VERSIONS_EXHAUSTED"
	ReversalReasonsMissing  Code = "REVERSAL_REASONS_MISSING"
	PendReasonMissing       Code = "PEND_REASON_MISSING"
	ClaimAlreadyPended      Code = "CLAIM_ALREADY_PENDED"
	ClaimNotPended          Code = "CLAIM_NOT_PENDED"
	EvidenceHashMissing     Code = "EVIDENCE_HASH_MISSING"
	ClaimNotOverdue         Code = "CLAIM_NOT_OVERDUE"
	ClaimAlreadyOverdue     Code = "CLAIM_ALREADY_OVERDUE"
	ReceiptAlreadyContested Code = "RECEIPT_ALREADY_CONTESTED"
	ReceiptNotContested     Code = "RECEIPT_NOT_CONTESTED"
	CiphertextInvalid       Code = "CIPHERTEXT_INVALID"
	ClaimWithoutLines       Code = "CLAIM_WITHOUT_LINES"
	TokenInvalid            Code = "TOKEN_INVALID"
	DepositMismatch         Code = "DEPOSIT_MISMATCH"
	FundsInsufficient       Code = "FUNDS_INSUFFICIENT"
	NothingOwed             Code = "NOTHING_OWED"
	GasInsufficient         Code = "GAS_INSUFFICIENT"
	ProposalNotFound        Code = "PROPOSAL_NOT_FOUND"
	ProposalNotReady        Code = "PROPOSAL_NOT_READY"
	SenderNotSigner         Code = "SENDER_NOT_SIGNER"
	SenderNotGuardian       Code = "SENDER_NOT_GUARDIAN"
	SignerUnconfirmed       Code = "SIGNER_UNCONFIRMED"
	SecondKeyMissing        Code = "SECOND_KEY_MISSING"
	CredentialIdInvalid     Code = "CREDENTIAL_ID_INVALID"
	CredentialNotFound      Code = "CREDENTIAL_NOT_FOUND"
	CredentialsExceeded     Code = "CREDENTIALS_EXCEEDED"
	RevocationInvalid       Code = "REVOCATION_INVALID"
	EffectiveSpansExceeded  Code = "EFFECTIVE_SPANS_EXCEEDED"
	ConsentSequenceInvalid  Code = "CONSENT_SEQUENCE_INVALID"
	ConsentLogEmpty         Code = "CONSENT_LOG_EMPTY"
	ConsentLogRewritten     Code = "CONSENT_LOG_REWRITTEN"
	CapExceeded             Code = "CAP_EXCEEDED"
	DayPassed               Code = "DAY_PASSED"
	RecoveryNotFound        Code = "RECOVERY_NOT_FOUND"
	RecoveryNotDue          Code = "RECOVERY_NOT_DUE"
	RecoveryStatusInvalid   Code = "RECOVERY_STATUS_INVALID"
	AppealNotFound          Code = "APPEAL_NOT_FOUND"
	AppealStepInvalid       Code = "APPEAL_STEP_INVALID"
	AppealTooLate           Code = "APPEAL_TOO_LATE"
	AppealAlreadyFiled      Code = "APPEAL_ALREADY_FILED"
	AppealGroundsMissing    Code = "APPEAL_GROUNDS_MISSING"
	AppealNotLate           Code = "APPEAL_NOT_LATE"
	AppealUnrelated         Code = "APPEAL_UNRELATED"
	AppealWorsened          Code = "APPEAL_WORSENED"
	PanelInvalid            Code = "PANEL_INVALID"
	PanelMissing            Code = "PANEL_MISSING"
	RulingUnsigned          Code = "RULING_UNSIGNED"
)
