package chain

import (
	"encoding/hex"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// ErrAddressInvalid is returned when a text is not the address of an account, or
// has a mixed case that is not its checksum.
var ErrAddressInvalid = errs.New(errs.AddressInvalid, "not the address of an account")

type (
	// Address names an account. The zero Address is no account.
	Address = [20]byte
	// Hash names a block or a transaction, or is a digest to sign.
	Hash = [32]byte
)

// ParseAddress reads 0x and 40 hexadecimal digits. Digits of mixed case must be
// the address's checksum (EIP-55), which catches a mistyped one.
//
// Errors: [ErrAddressInvalid].
func ParseAddress(text string) (Address, error) {
	digits, found := strings.CutPrefix(text, "0x")
	raw, err := hex.DecodeString(digits)
	if !found || err != nil || len(raw) != len(Address{}) {
		return Address{}, ErrAddressInvalid
	}
	address := Address(raw)
	isMixed := digits != strings.ToLower(digits) && digits != strings.ToUpper(digits)
	if isMixed && FormatAddress(address) != text {
		return Address{}, ErrAddressInvalid
	}
	return address, nil
}

// ParseAccount is [ParseAddress] for who is to act or receive: not the zero address.
//
// Errors: [ErrAddressInvalid].
func ParseAccount(text string) (Address, error) {
	address, err := ParseAddress(text)
	if err == nil && address == (Address{}) {
		return Address{}, ErrAddressInvalid
	}
	return address, err
}

// FormatAddress returns the address with its checksum (EIP-55).
func FormatAddress(a Address) string { return common.Address(a).Hex() }

// FormatHash returns 0x and the hash in hexadecimal.
func FormatHash(h Hash) string { return "0x" + hex.EncodeToString(h[:]) }
