package chain

import (
	"context"
	"errors"
	"fmt"

	"github.com/clearclaim/clearclaim/claims"
)

// RecoverPersonal returns the account that signed a message as wallets do (EIP-191,
// personal_sign), with its checksum. A last byte of 0 or 1, as some devices write it,
// is taken for 27 or 28.
//
// Errors: [ErrSignatureInvalid].
func (c *Contracts) RecoverPersonal(message, signature []byte) (string, error) {
	if len(signature) != SignatureSize {
		return "", ErrSignatureInvalid
	}
	normal := append([]byte(nil), signature...)
	if normal[64] < 2 {
		normal[64] += 27
	}
	signer, err := RecoverSigner(PersonalDigest(message), normal)
	if err != nil {
		return "", err
	}
	return FormatAddress(signer), nil
}

// PersonalDigest returns what a wallet signs of a message (EIP-191).
func PersonalDigest(message []byte) Hash {
	return keccak(fmt.Appendf(nil, "\x19Ethereum Signed Message:\n%d", len(message)), message)
}

// HoldsKey reports whether an account is now the key of an organization: for the role
// "provider" that by which the provider itself signs, for "insurer" its
// administrator's. A provider whose key the gateway holds has none of its own.
func (c *Contracts) HoldsKey(ctx context.Context, role string, organization uint32, account string) (bool, error) {
	address, err := ParseAccount(account)
	if err != nil {
		return false, nil //nolint:nilerr // what is no account holds no key.
	}
	isHeld := false
	switch role {
	case "provider":
		provider, err := c.ProviderOf(ctx, claims.ProviderID(organization))
		if err != nil {
			return false, unlessReverted(err)
		}
		isHeld = provider.Signer == address && !provider.IsDelegated
	case "insurer":
		if isHeld, err = c.HasRole(ctx, claims.InsurerID(organization), RoleAdmin, address); err != nil {
			return false, unlessReverted(err)
		}
	}
	return isHeld, nil
}

// unlessReverted drops the contract's answer that there is no such organization.
func unlessReverted(err error) error {
	var reverted *RevertError
	if errors.As(err, &reverted) {
		return nil
	}
	return err
}
