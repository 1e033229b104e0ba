package chain

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/clearclaim/clearclaim/claims"
)

// NoCap is the daily cap of an insurer that has none.
const NoCap uint64 = math.MaxUint64

// OwedReason is why a payout is owed.
type OwedReason uint8

// The reasons to owe a payout.
const (
	FundsLacking OwedReason = iota // the balance, less what is reserved, does not give it
	PayeeRefused                   // the transfer failed
	CapReached                     // the insurer's cap of the day would be passed
)

// String returns the reason's name.
func (r OwedReason) String() string {
	return nameOf(uint8(r), "fundsLacking", "payeeRefused", "capReached")
}

// RecoveryID names a recovery: the claim whose payment was reversed and which of
// its recoveries it is, counted from 1. The zero RecoveryID is none.
type RecoveryID struct {
	Claim   claims.Number
	Ordinal uint16
}

// String returns insurer-sequence-index-ordinal, as in "1-42-7-1".
func (r RecoveryID) String() string { return fmt.Sprintf("%s-%d", r.Claim, r.Ordinal) }

// ErrRecoveryIDInvalid is returned when a text names no recovery.
var ErrRecoveryIDInvalid = errors.New("invalid recovery id")

// ParseRecoveryID reads what [RecoveryID.String] wrote.
//
// Errors: [ErrRecoveryIDInvalid].
func ParseRecoveryID(text string) (RecoveryID, error) {
	at := strings.LastIndexByte(text, '-')
	if at < 0 {
		return RecoveryID{}, ErrRecoveryIDInvalid
	}
	number, err := claims.ParseNumber(text[:at])
	ordinal, ordinalErr := strconv.ParseUint(text[at+1:], 10, 16)
	if err != nil || ordinalErr != nil || ordinal == 0 {
		return RecoveryID{}, ErrRecoveryIDInvalid
	}
	return RecoveryID{Claim: number, Ordinal: uint16(ordinal)}, nil
}

// packed returns claimNumber << 16 | ordinal.
func (r RecoveryID) packed() *big.Int {
	packed := packNumber(r.Claim)
	return packed.Or(packed.Lsh(packed, 16), big.NewInt(int64(r.Ordinal)))
}

// RecoveryStatus is how a recovery stands.
type RecoveryStatus uint8

// The statuses of recoveries.
const (
	RecoveryNone        RecoveryStatus = iota
	RecoveryIsNoticed                  // waits for its time
	RecoveryIsActive                   // is taken off payouts
	RecoveryIsSuspended                // an appeal is pending
	RecoveryIsTaken                    // wholly
	RecoveryIsWaived
)

// String returns the status's name.
func (s RecoveryStatus) String() string {
	return nameOf(uint8(s), "none", "noticed", "active", "suspended", "taken", "waived")
}

// Deposit moves tokens of the sender to the insurer's escrow; the sender must
// have approved the escrow before. The amount is in units of the token.
func (c *Contracts) Deposit(insurer claims.InsurerID, tokenAmount *big.Int) (Call, error) {
	data, err := c.escrow.TryPackDeposit(uint32(insurer), tokenAmount)
	return callOf(c.deployment.Escrow, data, err)
}

// Withdraw takes tokens out of the insurer's escrow, for its treasurer to send.
func (c *Contracts) Withdraw(insurer claims.InsurerID, to Address, tokenAmount *big.Int) (Call, error) {
	data, err := c.escrow.TryPackWithdraw(uint32(insurer), common.Address(to), tokenAmount)
	return callOf(c.deployment.Escrow, data, err)
}

// ReleaseOwed transfers what is owed for a batch, provider and plan, with its
// interest. Anybody may send it.
func (c *Contracts) ReleaseOwed(batch claims.BatchID, provider claims.ProviderID, plan claims.PlanID) (Call, error) {
	data, err := c.escrow.TryPackReleaseOwed(uint32(batch.Insurer), batch.Sequence, uint32(provider), uint32(plan))
	return callOf(c.deployment.Escrow, data, err)
}

// SetCap bounds what is paid on one civil day, UTC, for the insurer's treasurer to
// send. A higher cap, [NoCap] too, holds after a day.
func (c *Contracts) SetCap(insurer claims.InsurerID, dailyCents uint64) (Call, error) {
	data, err := c.escrow.TryPackSetCap(uint32(insurer), dailyCents)
	return callOf(c.deployment.Escrow, data, err)
}

// ApproveAbove allows more than the cap on one civil day, UTC, for the insurer's
// approver to send.
func (c *Contracts) ApproveAbove(insurer claims.InsurerID, date claims.Date, extraCents uint64) (Call, error) {
	data, err := c.escrow.TryPackApproveAbove(uint32(insurer), dayOf(date), extraCents)
	return callOf(c.deployment.Escrow, data, err)
}

// ActivateRecovery makes a recovery whose time has come be taken off payouts.
// Anybody may send it.
func (c *Contracts) ActivateRecovery(recovery RecoveryID) (Call, error) {
	data, err := c.escrow.TryPackActivateRecovery(recovery.packed())
	return callOf(c.deployment.Escrow, data, err)
}

// WaiveRecovery gives up what is left of a recovery, for the insurer's treasurer to send.
func (c *Contracts) WaiveRecovery(recovery RecoveryID) (Call, error) {
	data, err := c.escrow.TryPackWaiveRecovery(recovery.packed())
	return callOf(c.deployment.Escrow, data, err)
}

// Approve lets the escrow take tokens of the sender, in units of the token.
func (c *Contracts) Approve(tokenAmount *big.Int) (Call, error) {
	data, err := c.token.TryPackApprove(common.Address(c.deployment.Escrow), tokenAmount)
	return callOf(c.deployment.Token, data, err)
}

// MintTest makes tokens for an account, in units of the token.
//
// Errors: [ErrNotTestToken].
func (c *Contracts) MintTest(to Address, tokenAmount *big.Int) (Call, error) {
	if !c.deployment.IsTestToken {
		return Call{}, ErrNotTestToken
	}
	data, err := c.token.TryPackMint(common.Address(to), tokenAmount)
	return callOf(c.deployment.Token, data, err)
}
