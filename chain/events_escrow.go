package chain

import (
	"math/big"
	"time"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// Events of the escrow.
type (
	// Deposited says that tokens came into an insurer's escrow.
	Deposited struct {
		Insurer     claims.InsurerID
		From        Address
		TokenAmount *big.Int
	}
	// Withdrawn says that an insurer took tokens out of its escrow.
	Withdrawn struct {
		Insurer     claims.InsurerID
		To          Address
		TokenAmount *big.Int
	}
	// PayoutReleased is the transfer of a batch's (or a decision's) payments to a provider: Cents + InterestCents − OffsetCents.
	PayoutReleased struct {
		Batch         claims.BatchID
		Provider      claims.ProviderID
		Payee         Address
		Cents         int64
		InterestCents int64
		OffsetCents   int64 // recoveries that were taken off
		TokenAmount   *big.Int
	}
	// PayoutOwed says that a sum was not transferred and is owed.
	PayoutOwed struct {
		Batch    claims.BatchID
		Provider claims.ProviderID
		Plan     claims.PlanID
		Cents    int64
		Reason   OwedReason
	}
	// OwedReleased says that what was owed for a batch, provider and plan was transferred, with its interest.
	OwedReleased struct {
		Batch         claims.BatchID
		Provider      claims.ProviderID
		Plan          claims.PlanID
		Payee         Address
		Cents         int64
		InterestCents int64
		TokenAmount   *big.Int
	}
	// DebtCancelled says that a part of what was owed is no longer, since a claim's payment was reversed.
	DebtCancelled struct {
		Batch    claims.BatchID
		Provider claims.ProviderID
		Plan     claims.PlanID
		Number   claims.Number
		Cents    int64
	}
	// RecoveryNoticed tells a provider that an overpayment will be taken off its payouts.
	RecoveryNoticed struct {
		Recovery    RecoveryID
		Insurer     claims.InsurerID
		Provider    claims.ProviderID
		Number      claims.Number
		Plan        claims.PlanID
		Cents       int64
		EffectiveAt time.Time
	}
	// RecoveryActivated says that a recovery is taken off payouts from now on.
	RecoveryActivated struct {
		Recovery RecoveryID
		Insurer  claims.InsurerID
		Provider claims.ProviderID
		Cents    int64
	}
	// RecoverySuspended says that a recovery waits for an appeal.
	RecoverySuspended struct {
		Recovery RecoveryID
		Insurer  claims.InsurerID
		Provider claims.ProviderID
		Cents    int64
	}
	// RecoveryResumed says that a recovery does not wait for an appeal any more.
	RecoveryResumed struct {
		Recovery RecoveryID
		Insurer  claims.InsurerID
		Provider claims.ProviderID
		Cents    int64
	}
	// RecoveryWaived says that what is left of a recovery is given up.
	RecoveryWaived struct {
		Recovery RecoveryID
		Insurer  claims.InsurerID
		Provider claims.ProviderID
		Cents    int64
	}
	// RecoveryTaken says that a part of a recovery was taken off a batch's payout.
	RecoveryTaken struct {
		Recovery  RecoveryID
		Batch     claims.BatchID
		Provider  claims.ProviderID
		Cents     int64
		LeftCents int64
	}
	// CapSet says that an insurer's payouts of a day are bounded from a time on.
	CapSet struct {
		Insurer     claims.InsurerID
		DailyCents  uint64 // [NoCap] for no bound
		EffectiveAt time.Time
	}
	// AboveCapApproved says that an insurer may pay more than its cap on a day.
	AboveCapApproved struct {
		Insurer    claims.InsurerID
		Date       claims.Date
		ExtraCents uint64
	}
)

// Events of the token.
type (
	// TokenTransferred is a transfer of the settlement token from or to the escrow.
	TokenTransferred struct {
		From, To    Address
		TokenAmount *big.Int
	}
)

func (Deposited) isEvent()         {}
func (Withdrawn) isEvent()         {}
func (PayoutReleased) isEvent()    {}
func (PayoutOwed) isEvent()        {}
func (OwedReleased) isEvent()      {}
func (DebtCancelled) isEvent()     {}
func (RecoveryNoticed) isEvent()   {}
func (RecoveryActivated) isEvent() {}
func (RecoverySuspended) isEvent() {}
func (RecoveryResumed) isEvent()   {}
func (RecoveryWaived) isEvent()    {}
func (RecoveryTaken) isEvent()     {}
func (CapSet) isEvent()            {}
func (AboveCapApproved) isEvent()  {}

func (TokenTransferred) isEvent() {}

func (c *Contracts) escrowEvents() eventTable {
	return eventTable{address: c.deployment.Escrow, contract: abiOf(&bindings.EscrowMetaData), decoders: map[string]decoder{
		"Deposited": decoderOf(c.escrow.UnpackDepositedEvent, func(_ *fields, e *bindings.EscrowDeposited) Event {
			return Deposited{
				Insurer:     claims.InsurerID(e.Insurer),
				From:        Address(e.From),
				TokenAmount: e.TokenAmount,
			}
		}),
		"Withdrawn": decoderOf(c.escrow.UnpackWithdrawnEvent, func(_ *fields, e *bindings.EscrowWithdrawn) Event {
			return Withdrawn{
				Insurer:     claims.InsurerID(e.Insurer),
				To:          Address(e.To),
				TokenAmount: e.TokenAmount,
			}
		}),
		"PayoutReleased": decoderOf(c.escrow.UnpackPayoutReleasedEvent, func(f *fields, e *bindings.EscrowPayoutReleased) Event {
			return PayoutReleased{
				Batch:         batchID(e.Insurer, e.Batch),
				Provider:      claims.ProviderID(e.Provider),
				Payee:         Address(e.Payee),
				Cents:         f.cents(e.Cents),
				InterestCents: f.cents(e.InterestCents),
				OffsetCents:   f.cents(e.OffsetCents),
				TokenAmount:   e.TokenAmount,
			}
		}),
		"PayoutOwed": decoderOf(c.escrow.UnpackPayoutOwedEvent, func(f *fields, e *bindings.EscrowPayoutOwed) Event {
			return PayoutOwed{
				Batch:    batchID(e.Insurer, e.Batch),
				Provider: claims.ProviderID(e.Provider),
				Plan:     claims.PlanID(e.Plan),
				Cents:    f.cents(e.Cents),
				Reason:   OwedReason(e.Reason),
			}
		}),
		"OwedReleased": decoderOf(c.escrow.UnpackOwedReleasedEvent, func(f *fields, e *bindings.EscrowOwedReleased) Event {
			return OwedReleased{
				Batch:         batchID(e.Insurer, e.Batch),
				Provider:      claims.ProviderID(e.Provider),
				Plan:          claims.PlanID(e.Plan),
				Payee:         Address(e.Payee),
				Cents:         f.cents(e.Cents),
				InterestCents: f.cents(e.InterestCents),
				TokenAmount:   e.TokenAmount,
			}
		}),
		"DebtCancelled": decoderOf(c.escrow.UnpackDebtCancelledEvent, func(f *fields, e *bindings.EscrowDebtCancelled) Event {
			return DebtCancelled{
				Batch:    batchID(e.Insurer, e.Batch),
				Provider: claims.ProviderID(e.Provider),
				Plan:     claims.PlanID(e.Plan),
				Number:   f.number(e.ClaimNumber),
				Cents:    f.cents(e.Cents),
			}
		}),
		"RecoveryNoticed": decoderOf(c.escrow.UnpackRecoveryNoticedEvent, func(f *fields, e *bindings.EscrowRecoveryNoticed) Event {
			return RecoveryNoticed{
				Recovery:    f.recovery(e.Recovery),
				Insurer:     claims.InsurerID(e.Insurer),
				Provider:    claims.ProviderID(e.Provider),
				Number:      f.number(e.ClaimNumber),
				Plan:        claims.PlanID(e.Plan),
				Cents:       f.cents(e.Cents),
				EffectiveAt: f.instant(e.EffectiveAt),
			}
		}),
		"RecoveryActivated": decoderOf(c.escrow.UnpackRecoveryActivatedEvent, func(f *fields, e *bindings.EscrowRecoveryActivated) Event {
			return RecoveryActivated{
				Recovery: f.recovery(e.Recovery),
				Insurer:  claims.InsurerID(e.Insurer),
				Provider: claims.ProviderID(e.Provider),
				Cents:    f.cents(e.Cents),
			}
		}),
		"RecoverySuspended": decoderOf(c.escrow.UnpackRecoverySuspendedEvent, func(f *fields, e *bindings.EscrowRecoverySuspended) Event {
			return RecoverySuspended{
				Recovery: f.recovery(e.Recovery),
				Insurer:  claims.InsurerID(e.Insurer),
				Provider: claims.ProviderID(e.Provider),
				Cents:    f.cents(e.Cents),
			}
		}),
		"RecoveryResumed": decoderOf(c.escrow.UnpackRecoveryResumedEvent, func(f *fields, e *bindings.EscrowRecoveryResumed) Event {
			return RecoveryResumed{
				Recovery: f.recovery(e.Recovery),
				Insurer:  claims.InsurerID(e.Insurer),
				Provider: claims.ProviderID(e.Provider),
				Cents:    f.cents(e.Cents),
			}
		}),
		"RecoveryWaived": decoderOf(c.escrow.UnpackRecoveryWaivedEvent, func(f *fields, e *bindings.EscrowRecoveryWaived) Event {
			return RecoveryWaived{
				Recovery: f.recovery(e.Recovery),
				Insurer:  claims.InsurerID(e.Insurer),
				Provider: claims.ProviderID(e.Provider),
				Cents:    f.cents(e.Cents),
			}
		}),
		"RecoveryTaken": decoderOf(c.escrow.UnpackRecoveryTakenEvent, func(f *fields, e *bindings.EscrowRecoveryTaken) Event {
			return RecoveryTaken{
				Recovery:  f.recovery(e.Recovery),
				Batch:     batchID(e.Insurer, e.Batch),
				Provider:  claims.ProviderID(e.Provider),
				Cents:     f.cents(e.Cents),
				LeftCents: f.cents(e.LeftCents),
			}
		}),
		"CapSet": decoderOf(c.escrow.UnpackCapSetEvent, func(f *fields, e *bindings.EscrowCapSet) Event {
			return CapSet{
				Insurer:     claims.InsurerID(e.Insurer),
				DailyCents:  e.DailyCents,
				EffectiveAt: f.instant(e.EffectiveAt),
			}
		}),
		"AboveCapApproved": decoderOf(c.escrow.UnpackAboveCapApprovedEvent, func(f *fields, e *bindings.EscrowAboveCapApproved) Event {
			return AboveCapApproved{
				Insurer:    claims.InsurerID(e.Insurer),
				Date:       f.date(e.Day),
				ExtraCents: e.ExtraCents,
			}
		}),
	}}
}

func (c *Contracts) tokenEvents() eventTable {
	return eventTable{address: c.deployment.Token, contract: abiOf(&bindings.TestTokenMetaData), decoders: map[string]decoder{
		"Transfer": decoderOf(c.token.UnpackTransferEvent, func(_ *fields, e *bindings.TestTokenTransfer) Event {
			return TokenTransferred{From: Address(e.From), To: Address(e.To), TokenAmount: e.Value}
		}),
	}}
}

func (f *fields) recovery(packed *big.Int) RecoveryID {
	claim := f.number(new(big.Int).Rsh(packed, 16))
	ordinal := new(big.Int).And(packed, big.NewInt(0xFFFF)).Uint64()
	return RecoveryID{Claim: claim, Ordinal: uint16(ordinal)}
}
