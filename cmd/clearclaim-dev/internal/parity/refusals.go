package parity

import (
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"

	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// refusals are what the contracts' errors are called by the model.
var refusals = map[string]error{
	"AllowedExceedsCharge":    benefits.ErrAllowedExceedsCharge,
	"ClassUnknown":            benefits.ErrClassUnknown,
	"PlanNotCoordinating":     benefits.ErrNotCoordinating,
	"InterestOutOfRange":      benefits.ErrAmountOutOfRange,
	"ClaimAlreadyDecided":     history.ErrAlreadyDetermined,
	"ClaimAlreadyReversed":    history.ErrNotStanding,
	"ClaimNotDecided":         history.ErrNotStanding,
	"CoverageYearNotFound":    history.ErrNotEnrolled,
	"CoverageAlreadyEnrolled": history.ErrEnrolmentInvalid,
	"ExtensionMismatch":       history.ErrEnrolmentInvalid,
	"SpanInvalid":             history.ErrEnrolmentInvalid,
}

// unencodable are what does not come to the ledger at all: no word has room for it.
var unencodable = map[error]error{
	commitment.ErrAmountOutOfRange: benefits.ErrAmountOutOfRange,
	commitment.ErrUnitsOutOfRange:  benefits.ErrUnitsOutOfRange,
	commitment.ErrUnbalanced:       benefits.ErrPriorExceedsCharge,
}

// abis are those of the contracts that are called.
var abis = parseABIs(
	&bindings.ClaimLedgerMetaData, &bindings.ClaimCorrectionsMetaData, &bindings.ClaimClocksMetaData,
	&bindings.CoveragesMetaData, &bindings.EscrowMetaData, &bindings.PlansMetaData,
)

func parseABIs(contracts ...*bind.MetaData) []*abi.ABI {
	parsed := make([]*abi.ABI, len(contracts))
	for i, contract := range contracts {
		var err error
		if parsed[i], err = contract.ParseABI(); err != nil {
			panic(err) // generated code
		}
	}
	return parsed
}

// errorName returns the name of a contracts' error, or "".
func errorName(selector [4]byte) string {
	for _, contract := range abis {
		if found, err := contract.ErrorByID(selector); err == nil {
			return found.Name
		}
	}
	return ""
}

// refusal returns a contract's refusal as the model says it. What the model has no
// word for stays what it is, with its name: the two differ then.
func refusal(err error) error {
	var revert *revertError
	if !errors.As(err, &revert) {
		return err
	}
	return refusalNamed(errorName(revert.selector()), err)
}

func refusalNamed(name string, err error) error {
	if known := refusals[name]; known != nil {
		return known
	}
	return fmt.Errorf("%w: %s: %w", errFault, name, err)
}

// refusalOfEncoding does the same for what has no encoding.
func refusalOfEncoding(err error) error {
	for cause, known := range unencodable {
		if errors.Is(err, cause) {
			return known
		}
	}
	return err
}
