package chain

import (
	"encoding/hex"
	"errors"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// Names of failures that no contract declares.
const (
	// RevertUnexplained is a revert without data, or with data that nobody here knows.
	RevertUnexplained = "RevertUnexplained"
	// RevertOutOfGas is a transaction that used up its gas limit.
	RevertOutOfGas = "OutOfGas"
	// RevertRefused is a transaction that no block can hold: its gas limit or its
	// size is above what the chain accepts.
	RevertRefused = "TransactionRefused"
	// RevertPanic is an arithmetic or other internal fault of a contract.
	RevertPanic = "Panic"
	// RevertMessage is a revert with a text in place of an error.
	RevertMessage = "Error"
)

// ErrReverted is what every [RevertError] is.
var ErrReverted = errors.New("the transaction reverted")

// The errors of our contracts. A [RevertError] of the same name is each of them.
var (
	ErrRoleMissing                = errs.New(errs.RoleMissing, "the account does not have the role")
	ErrIdTaken                    = errs.New(errs.IDTaken, "the id is in use")
	ErrInsurerNotFound            = errs.New(errs.InsurerNotFound, "no such insurer on the ledger")
	ErrProviderNotFound           = errs.New(errs.ProviderNotFound, "no such provider on the ledger")
	ErrPlanNotFound               = errs.New(errs.PlanNotFound, "no such plan of the insurer on the ledger")
	ErrPlanClassCountInvalid      = errs.New(errs.PlanClassCountInvalid, "a plan has 1 to 64 classes")
	ErrCoinsuranceRateInvalid     = errs.New(errs.CoinsuranceRateInvalid, "a coinsurance rate is above the whole")
	ErrPlanLimitInvalid           = errs.New(errs.PlanLimitInvalid, "an individual limit is above the family's, or an amount out of range")
	ErrPlanCounterInvalid         = errs.New(errs.PlanCounterInvalid, "a limit's counter has no room, or a class names no limit of the plan")
	ErrPlanClockInvalid           = errs.New(errs.PlanClockInvalid, "a plan's clock does not run, or its interest does not ascend by day")
	ErrCoverageAlreadyEnrolled    = errs.New(errs.CoverageAlreadyEnrolled, "the coverage year is enrolled already")
	ErrCoverageYearNotFound       = errs.New(errs.CoverageYearNotFound, "the coverage year is not enrolled")
	ErrFamilyYearNotFound         = errs.New(errs.FamilyYearNotFound, "the family year is not known")
	ErrExtensionNotFound          = errs.New(errs.ExtensionNotFound, "the extension is not known")
	ErrSpanInvalid                = errs.New(errs.SpanInvalid, "the span is empty or too long")
	ErrEncodingMalformed          = errs.New(errs.EncodingMalformed, "words are malformed")
	ErrTableNotAscending          = errs.New(errs.TableNotAscending, "the entries of a table are not ascending")
	ErrFamilyMismatch             = errs.New(errs.FamilyMismatch, "the family is not the one that the coverage was enrolled with")
	ErrExtensionMismatch          = errs.New(errs.ExtensionMismatch, "the extension is not the one that the coverage or its plan has")
	ErrBatchSequenceInvalid       = errs.New(errs.BatchSequenceInvalid, "the batch is not the insurer's next one")
	ErrBatchEmpty                 = errs.New(errs.BatchEmpty, "the batch has no submission")
	ErrBatchTooLarge              = errs.New(errs.BatchTooLarge, "the batch has more than 512 claims")
	ErrBatchNotFound              = errs.New(errs.BatchNotFound, "the batch was not received")
	ErrBatchHeaderMismatch        = errs.New(errs.BatchHeaderMismatch, "the header is not that of the batch as it stands")
	ErrInsurerPaused              = errs.New(errs.InsurerPaused, "the insurer is paused")
	ErrCorrectionInSettlement     = errs.New(errs.CorrectionInSettlement, "a replacement or void is not settled with its batch")
	ErrBatchAlreadySettled        = errs.New(errs.BatchAlreadySettled, "the batch is settled already")
	ErrBatchNotSettled            = errs.New(errs.BatchNotSettled, "the batch is not settled yet")
	ErrReceiptRootMismatch        = errs.New(errs.ReceiptRootMismatch, "the leaves do not give the root that was received")
	ErrSubmissionEmpty            = errs.New(errs.SubmissionEmpty, "the submission has no claim")
	ErrSubmissionSequenceInvalid  = errs.New(errs.SubmissionSequenceInvalid, "the submission is not the provider's next one")
	ErrSubmissionExpired          = errs.New(errs.SubmissionExpired, "the submission's deadline has passed")
	ErrSubmissionSignatureInvalid = errs.New(errs.SubmissionSignatureInvalid, "the signature is not that of the provider")
	ErrClaimNotFound              = errs.New(errs.ClaimNotFound, "the batch has no such claim")
	ErrClaimAlreadyDecided        = errs.New(errs.ClaimAlreadyDecided, "the claim is decided already")
	ErrPathInvalid                = errs.New(errs.PathInvalid, "claim and path do not lead to the batch's root")
	ErrInterestOutOfRange         = errs.New(errs.InterestOutOfRange, "the interest of a claim is out of range")
	ErrClaimNotDecided            = errs.New(errs.ClaimNotDecided, "the claim is not decided yet")
	ErrClaimAlreadyReversed       = errs.New(errs.ClaimAlreadyReversed, "the claim's determination does not stand any more")
	ErrCorrectionUnrelated        = errs.New(errs.CorrectionUnrelated, "the claims of a correction do not belong together")
	ErrClaimUnderAppeal           = errs.New(errs.ClaimUnderAppeal, "the claim is under appeal")
	ErrVersionsExhausted          = errs.New(errs.VersionsExhausted, "the claim was determined 255 times")
	ErrReversalReasonsMissing     = errs.New(errs.ReversalReasonsMissing, "a reversal needs reasons")
	ErrPendReasonMissing          = errs.New(errs.PendReasonMissing, "a pend needs a reason")
	ErrClaimAlreadyPended         = errs.New(errs.ClaimAlreadyPended, "the claim is pended already")
	ErrClaimNotPended             = errs.New(errs.ClaimNotPended, "the claim is not pended")
	ErrEvidenceHashMissing        = errs.New(errs.EvidenceHashMissing, "the hash of the evidence is missing")
	ErrClaimNotOverdue            = errs.New(errs.ClaimNotOverdue, "the claim is not overdue")
	ErrClaimAlreadyOverdue        = errs.New(errs.ClaimAlreadyOverdue, "the claim is known to be overdue")
	ErrReceiptAlreadyContested    = errs.New(errs.ReceiptAlreadyContested, "the receipt was contested already")
	ErrReceiptNotContested        = errs.New(errs.ReceiptNotContested, "the receipt does not stand contested")
	ErrCiphertextInvalid          = errs.New(errs.CiphertextInvalid, "the encrypted claims are missing or too long")
	ErrClaimWithoutLines          = errs.New(errs.ClaimWithoutLines, "the claim has no adjudicated line")
	ErrClassUnknown               = errs.New(errs.ClassUnknown, "the plan has no such class")
	ErrAllowedExceedsCharge       = errs.New(errs.AllowedExceedsCharge, "an allowed amount is above its charge")
	ErrPlanNotCoordinating        = errs.New(errs.PlanNotCoordinating, "the plan does not pay after others")
	ErrPriorAmountsExceedCharge   = errs.New(errs.PriorAmountsExceedCharge, "prior payers paid and left more than the charge")
	ErrTokenInvalid               = errs.New(errs.TokenInvalid, "the settlement token is not usable")
	ErrDepositMismatch            = errs.New(errs.DepositMismatch, "a deposit did not arrive whole")
	ErrFundsInsufficient          = errs.New(errs.FundsInsufficient, "the insurer's funds do not suffice")
	ErrNothingOwed                = errs.New(errs.NothingOwed, "nothing is owed to the provider for the batch and plan")
	ErrGasInsufficient            = errs.New(errs.GasInsufficient, "the gas does not cover a transfer")
	ErrProposalNotFound           = errs.New(errs.ProposalNotFound, "nothing of the kind is proposed")
	ErrProposalNotReady           = errs.New(errs.ProposalNotReady, "the proposal has not waited long enough")
	ErrSenderNotSigner            = errs.New(errs.SenderNotSigner, "the account is not the provider's signer")
	ErrSenderNotGuardian          = errs.New(errs.SenderNotGuardian, "the account is not the provider's guardian")
	ErrSignerUnconfirmed          = errs.New(errs.SignerUnconfirmed, "the provider's signer is not confirmed")
	ErrSecondKeyMissing           = errs.New(errs.SecondKeyMissing, "a second key is needed")
	ErrCredentialIdInvalid        = errs.New(errs.CredentialIdInvalid, "the credential's id is not the next one")
	ErrCredentialNotFound         = errs.New(errs.CredentialNotFound, "the provider has no such credential")
	ErrCredentialsExceeded        = errs.New(errs.CredentialsExceeded, "the provider has too many credentials of the kind")
	ErrRevocationInvalid          = errs.New(errs.RevocationInvalid, "the revocation takes nothing away")
	ErrEffectiveSpansExceeded     = errs.New(errs.EffectiveSpansExceeded, "the provider would be valid in too many spans")
	ErrConsentSequenceInvalid     = errs.New(errs.ConsentSequenceInvalid, "the consent root is not the insurer's next one")
	ErrConsentLogEmpty            = errs.New(errs.ConsentLogEmpty, "a consent log needs an entry and a root")
	ErrConsentLogRewritten        = errs.New(errs.ConsentLogRewritten, "a consent log does not lose or change entries")
	ErrCapExceeded                = errs.New(errs.CapExceeded, "the insurer's cap of the day does not allow it")
	ErrDayPassed                  = errs.New(errs.DayPassed, "the day is over")
	ErrRecoveryNotFound           = errs.New(errs.RecoveryNotFound, "no such recovery")
	ErrRecoveryNotDue             = errs.New(errs.RecoveryNotDue, "the recovery's notice has not run yet")
	ErrRecoveryStatusInvalid      = errs.New(errs.RecoveryStatusInvalid, "the recovery's status does not allow it")
	ErrAppealNotFound             = errs.New(errs.AppealNotFound, "no such appeal")
	ErrAppealStepInvalid          = errs.New(errs.AppealStepInvalid, "the appeal is not at the step for it")
	ErrAppealTooLate              = errs.New(errs.AppealTooLate, "the time to appeal is over")
	ErrAppealAlreadyFiled         = errs.New(errs.AppealAlreadyFiled, "the claim has an appeal already")
	ErrAppealGroundsMissing       = errs.New(errs.AppealGroundsMissing, "an appeal and its answer need grounds")
	ErrAppealNotLate              = errs.New(errs.AppealNotLate, "the insurer's time to answer is not over")
	ErrAppealUnrelated            = errs.New(errs.AppealUnrelated, "claim and appeal do not belong together")
	ErrAppealWorsened             = errs.New(errs.AppealWorsened, "an appeal does not leave less than it found")
	ErrPanelInvalid               = errs.New(errs.PanelInvalid, "the panel's members or majority are not valid")
	ErrPanelMissing               = errs.New(errs.PanelMissing, "there is no panel that could decide")
	ErrRulingUnsigned             = errs.New(errs.RulingUnsigned, "the panel's majority did not sign the ruling")
)

// contractErrors finds the error of a name.
var contractErrors = map[string]*errs.Error{
	"RoleMissing":                ErrRoleMissing,
	"IdTaken":                    ErrIdTaken,
	"AddressInvalid":             ErrAddressInvalid,
	"InsurerNotFound":            ErrInsurerNotFound,
	"ProviderNotFound":           ErrProviderNotFound,
	"PlanNotFound":               ErrPlanNotFound,
	"PlanClassCountInvalid":      ErrPlanClassCountInvalid,
	"CoinsuranceRateInvalid":     ErrCoinsuranceRateInvalid,
	"PlanLimitInvalid":           ErrPlanLimitInvalid,
	"PlanCounterInvalid":         ErrPlanCounterInvalid,
	"PlanClockInvalid":           ErrPlanClockInvalid,
	"CoverageAlreadyEnrolled":    ErrCoverageAlreadyEnrolled,
	"CoverageYearNotFound":       ErrCoverageYearNotFound,
	"FamilyYearNotFound":         ErrFamilyYearNotFound,
	"ExtensionNotFound":          ErrExtensionNotFound,
	"SpanInvalid":                ErrSpanInvalid,
	"EncodingMalformed":          ErrEncodingMalformed,
	"TableNotAscending":          ErrTableNotAscending,
	"FamilyMismatch":             ErrFamilyMismatch,
	"ExtensionMismatch":          ErrExtensionMismatch,
	"BatchSequenceInvalid":       ErrBatchSequenceInvalid,
	"BatchEmpty":                 ErrBatchEmpty,
	"BatchTooLarge":              ErrBatchTooLarge,
	"BatchNotFound":              ErrBatchNotFound,
	"BatchHeaderMismatch":        ErrBatchHeaderMismatch,
	"InsurerPaused":              ErrInsurerPaused,
	"CorrectionInSettlement":     ErrCorrectionInSettlement,
	"BatchAlreadySettled":        ErrBatchAlreadySettled,
	"BatchNotSettled":            ErrBatchNotSettled,
	"ReceiptRootMismatch":        ErrReceiptRootMismatch,
	"SubmissionEmpty":            ErrSubmissionEmpty,
	"SubmissionSequenceInvalid":  ErrSubmissionSequenceInvalid,
	"SubmissionExpired":          ErrSubmissionExpired,
	"SubmissionSignatureInvalid": ErrSubmissionSignatureInvalid,
	"ClaimNotFound":              ErrClaimNotFound,
	"ClaimAlreadyDecided":        ErrClaimAlreadyDecided,
	"PathInvalid":                ErrPathInvalid,
	"InterestOutOfRange":         ErrInterestOutOfRange,
	"ClaimNotDecided":            ErrClaimNotDecided,
	"ClaimAlreadyReversed":       ErrClaimAlreadyReversed,
	"CorrectionUnrelated":        ErrCorrectionUnrelated,
	"ClaimUnderAppeal":           ErrClaimUnderAppeal,
	"VersionsExhausted":          ErrVersionsExhausted,
	"ReversalReasonsMissing":     ErrReversalReasonsMissing,
	"PendReasonMissing":          ErrPendReasonMissing,
	"ClaimAlreadyPended":         ErrClaimAlreadyPended,
	"ClaimNotPended":             ErrClaimNotPended,
	"EvidenceHashMissing":        ErrEvidenceHashMissing,
	"ClaimNotOverdue":            ErrClaimNotOverdue,
	"ClaimAlreadyOverdue":        ErrClaimAlreadyOverdue,
	"ReceiptAlreadyContested":    ErrReceiptAlreadyContested,
	"ReceiptNotContested":        ErrReceiptNotContested,
	"CiphertextInvalid":          ErrCiphertextInvalid,
	"ClaimWithoutLines":          ErrClaimWithoutLines,
	"ClassUnknown":               ErrClassUnknown,
	"AllowedExceedsCharge":       ErrAllowedExceedsCharge,
	"PlanNotCoordinating":        ErrPlanNotCoordinating,
	"PriorAmountsExceedCharge":   ErrPriorAmountsExceedCharge,
	"TokenInvalid":               ErrTokenInvalid,
	"DepositMismatch":            ErrDepositMismatch,
	"FundsInsufficient":          ErrFundsInsufficient,
	"NothingOwed":                ErrNothingOwed,
	"GasInsufficient":            ErrGasInsufficient,
	"ProposalNotFound":           ErrProposalNotFound,
	"ProposalNotReady":           ErrProposalNotReady,
	"SenderNotSigner":            ErrSenderNotSigner,
	"SenderNotGuardian":          ErrSenderNotGuardian,
	"SignerUnconfirmed":          ErrSignerUnconfirmed,
	"SecondKeyMissing":           ErrSecondKeyMissing,
	"CredentialIdInvalid":        ErrCredentialIdInvalid,
	"CredentialNotFound":         ErrCredentialNotFound,
	"CredentialsExceeded":        ErrCredentialsExceeded,
	"RevocationInvalid":          ErrRevocationInvalid,
	"EffectiveSpansExceeded":     ErrEffectiveSpansExceeded,
	"ConsentSequenceInvalid":     ErrConsentSequenceInvalid,
	"ConsentLogEmpty":            ErrConsentLogEmpty,
	"ConsentLogRewritten":        ErrConsentLogRewritten,
	"CapExceeded":                ErrCapExceeded,
	"DayPassed":                  ErrDayPassed,
	"RecoveryNotFound":           ErrRecoveryNotFound,
	"RecoveryNotDue":             ErrRecoveryNotDue,
	"RecoveryStatusInvalid":      ErrRecoveryStatusInvalid,
	"AppealNotFound":             ErrAppealNotFound,
	"AppealStepInvalid":          ErrAppealStepInvalid,
	"AppealTooLate":              ErrAppealTooLate,
	"AppealAlreadyFiled":         ErrAppealAlreadyFiled,
	"AppealGroundsMissing":       ErrAppealGroundsMissing,
	"AppealNotLate":              ErrAppealNotLate,
	"AppealUnrelated":            ErrAppealUnrelated,
	"AppealWorsened":             ErrAppealWorsened,
	"PanelInvalid":               ErrPanelInvalid,
	"PanelMissing":               ErrPanelMissing,
	"RulingUnsigned":             ErrRulingUnsigned,
}

// RevertError is returned for a call or a transaction that the contracts refuse.
// It names the error and never carries its arguments. It is [ErrReverted] and,
// where our contracts declare the error, the sentinel of that name, whose code it
// has.
type RevertError struct {
	// Name is the contract error's, "BatchAlreadySettled", or one of the names here.
	Name string
}

// Error returns the name in a sentence.
func (e *RevertError) Error() string { return "the transaction reverted: " + e.Name }

// Is reports whether target is [ErrReverted] or a RevertError of the same name.
func (e *RevertError) Is(target error) bool {
	if target == ErrReverted {
		return true
	}
	other, isRevert := target.(*RevertError)
	return isRevert && other.Name == e.Name
}

// Unwrap returns the sentinel of the name, if there is one.
func (e *RevertError) Unwrap() error {
	if sentinel, isKnown := contractErrors[e.Name]; isKnown {
		return sentinel
	}
	return nil
}

// DecodeRevert returns a [RevertError] when err says that a call was executed and
// reverted, and nil when it is anything else: a lost connection, say.
func DecodeRevert(err error) *RevertError {
	if err == nil {
		return nil
	}
	var revert *RevertError
	if errors.As(err, &revert) {
		return revert
	}
	var withData rpc.DataError
	if errors.As(err, &withData) {
		if data, isData := revertData(withData.ErrorData()); isData {
			return &RevertError{Name: nameOfRevert(data)}
		}
	}
	text := err.Error()
	switch {
	case strings.Contains(text, "execution reverted"), strings.Contains(text, "invalid opcode"):
		return &RevertError{Name: RevertUnexplained}
	case strings.Contains(text, "out of gas"), strings.Contains(text, "gas required exceeds allowance"):
		return &RevertError{Name: RevertOutOfGas}
	}
	return nil
}

// revertData reads the data of a node's error, which is hexadecimal.
func revertData(data any) ([]byte, bool) {
	text, isText := data.(string)
	if !isText {
		return nil, false
	}
	raw, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	return raw, err == nil && strings.HasPrefix(text, "0x")
}

// nameOfRevert names the error of revert data, which may be empty or anything.
// (The bindings' own UnpackError slices it without a look at its length.)
func nameOfRevert(data []byte) string {
	if len(data) < 4 {
		return RevertUnexplained
	}
	if name, isKnown := errorNames()[[4]byte(data[:4])]; isKnown {
		return name
	}
	return RevertUnexplained
}

// ErrorName returns the name of the contract error with a selector, and
// [RevertUnexplained] when no contract has it. Claims that are left out of a
// settlement name their reason by selector.
func ErrorName(selector [4]byte) string { return nameOfRevert(selector[:]) }

// errorNames maps selectors to names, over the ABIs of all contracts.
var errorNames = sync.OnceValue(func() map[[4]byte]string {
	names := map[[4]byte]string{
		{0x08, 0xc3, 0x79, 0xa0}: RevertMessage,
		{0x4e, 0x48, 0x7b, 0x71}: RevertPanic,
	}
	for _, meta := range allContracts() {
		for name, declared := range abiOf(meta).abi.Errors {
			names[[4]byte(declared.ID[:4])] = name
		}
	}
	return names
})

func allContracts() []*bind.MetaData {
	return []*bind.MetaData{
		&bindings.AccessManagerMetaData, &bindings.OrganizationsMetaData, &bindings.CredentialsMetaData, &bindings.PlansMetaData,
		&bindings.CoveragesMetaData, &bindings.EscrowMetaData, &bindings.ClaimLedgerMetaData, &bindings.ClaimCorrectionsMetaData,
		&bindings.ClaimClocksMetaData, &bindings.ConsentsMetaData, &bindings.AppealsMetaData, &bindings.TestTokenMetaData,
		&bindings.TimelockControllerMetaData,
	}
}
