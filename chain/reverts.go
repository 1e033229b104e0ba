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
	ErrPlanLimitInvalid           = errs.New(errs.PlanLimitInvalid, "an individual limit is above the family's")
	ErrPlanClockMissing           = errs.New(errs.PlanClockMissing, "a plan needs a clock from receipt to determination")
	ErrCoverageAlreadyEnrolled    = errs.New(errs.CoverageAlreadyEnrolled, "the coverage year is enrolled already")
	ErrCoverageYearNotFound       = errs.New(errs.CoverageYearNotFound, "the coverage year is not enrolled")
	ErrFamilyYearNotFound         = errs.New(errs.FamilyYearNotFound, "the family year is not known")
	ErrSpanInvalid                = errs.New(errs.SpanInvalid, "the span is empty")
	ErrEncodingMalformed          = errs.New(errs.EncodingMalformed, "packed bytes are malformed")
	ErrTableNotAscending          = errs.New(errs.TableNotAscending, "the entries of a table are not ascending")
	ErrFamilyMismatch             = errs.New(errs.FamilyMismatch, "the family is not the one that the coverage was enrolled with")
	ErrBatchSequenceInvalid       = errs.New(errs.BatchSequenceInvalid, "the batch is not the insurer's next one")
	ErrBatchEmpty                 = errs.New(errs.BatchEmpty, "the batch has no submission")
	ErrBatchTooLarge              = errs.New(errs.BatchTooLarge, "the batch has more than 512 claims")
	ErrBatchNotFound              = errs.New(errs.BatchNotFound, "the batch was not received")
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
	ErrClaimWithoutLines          = errs.New(errs.ClaimWithoutLines, "the claim has no adjudicated line")
	ErrClassUnknown               = errs.New(errs.ClassUnknown, "the plan has no such class")
	ErrAllowedExceedsCharge       = errs.New(errs.AllowedExceedsCharge, "an allowed amount is above its charge")
	ErrTokenInvalid               = errs.New(errs.TokenInvalid, "the settlement token is not usable")
	ErrDepositMismatch            = errs.New(errs.DepositMismatch, "a deposit did not arrive whole")
	ErrFundsInsufficient          = errs.New(errs.FundsInsufficient, "the insurer's funds do not suffice")
	ErrNothingOwed                = errs.New(errs.NothingOwed, "nothing is owed to the provider")
	ErrGasInsufficient            = errs.New(errs.GasInsufficient, "the gas does not cover a transfer")
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
	"PlanClockMissing":           ErrPlanClockMissing,
	"CoverageAlreadyEnrolled":    ErrCoverageAlreadyEnrolled,
	"CoverageYearNotFound":       ErrCoverageYearNotFound,
	"FamilyYearNotFound":         ErrFamilyYearNotFound,
	"SpanInvalid":                ErrSpanInvalid,
	"EncodingMalformed":          ErrEncodingMalformed,
	"TableNotAscending":          ErrTableNotAscending,
	"FamilyMismatch":             ErrFamilyMismatch,
	"BatchSequenceInvalid":       ErrBatchSequenceInvalid,
	"BatchEmpty":                 ErrBatchEmpty,
	"BatchTooLarge":              ErrBatchTooLarge,
	"BatchNotFound":              ErrBatchNotFound,
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
	"ClaimWithoutLines":          ErrClaimWithoutLines,
	"ClassUnknown":               ErrClassUnknown,
	"AllowedExceedsCharge":       ErrAllowedExceedsCharge,
	"TokenInvalid":               ErrTokenInvalid,
	"DepositMismatch":            ErrDepositMismatch,
	"FundsInsufficient":          ErrFundsInsufficient,
	"NothingOwed":                ErrNothingOwed,
	"GasInsufficient":            ErrGasInsufficient,
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
		&bindings.AccessManagerMetaData, &bindings.OrganizationsMetaData, &bindings.PlansMetaData,
		&bindings.CoveragesMetaData, &bindings.EscrowMetaData, &bindings.ClaimLedgerMetaData, &bindings.TestTokenMetaData,
	}
}
