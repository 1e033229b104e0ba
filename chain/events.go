package chain

import (
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// ErrEventMalformed is returned when a log of a known event cannot be decoded.
var ErrEventMalformed = errors.New("malformed event")

// Event is one of the typed events below.
type Event interface{ isEvent() }

// The events, in the words of the domain.
type (
	// InsurerRegistered says that an insurer may act.
	InsurerRegistered struct {
		Insurer claims.InsurerID
		Admin   Address
	}
	// ProviderRegistered says that a provider may submit.
	ProviderRegistered struct {
		Provider     claims.ProviderID
		RegisteredBy claims.InsurerID
		Info         Provider
	}
	// PlanPublished says that a plan version is fixed.
	PlanPublished struct {
		Plan        claims.PlanID
		Insurer     claims.InsurerID
		ContentHash Hash
	}
	// CoverageEnrolled says that a coverage is open in a benefit year.
	CoverageEnrolled struct {
		Insurer   claims.InsurerID
		Enrolment Enrolment
	}
	// SubmissionReceived says that a submission stands in a batch.
	SubmissionReceived struct {
		Batch       claims.BatchID
		Provider    claims.ProviderID
		Sequence    uint64
		FirstIndex  uint16
		Count       uint16
		Root        commitment.Hash
		IsDelegated bool
	}
	// BatchReceived says that a batch's receipt time is fixed.
	BatchReceived struct {
		Batch      claims.BatchID
		Root       commitment.Hash
		Count      uint16
		ReceivedAt time.Time
	}
	// ClaimDetermined carries a claim's determination.
	ClaimDetermined struct {
		Number       claims.Number
		Provider     claims.ProviderID
		CoverageYear claims.CoverageYearID
		ServiceDay   claims.Date
		ReceiptLeaf  commitment.Hash
		ReasonsHash  commitment.Hash
		Result       []byte // commitment.DecodeResult reads it
	}
	// ClaimLeftOut says that a claim that was handed in whole stands undecided.
	ClaimLeftOut struct {
		Number claims.Number
		Reason [4]byte // ErrorName names it
	}
	// BatchSettled says that a batch is determined, apart from what was left out.
	BatchSettled struct {
		Batch             claims.BatchID
		DeterminationRoot commitment.Hash
		Decided           uint16
	}
	// ClaimDecided follows the determination of a claim that its settlement left undecided.
	ClaimDecided struct {
		Number            claims.Number
		DeterminationRoot commitment.Hash
	}
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
	// PayoutReleased is the transfer of a batch's (or a decision's) payments to a provider.
	PayoutReleased struct {
		Batch       claims.BatchID
		Provider    claims.ProviderID
		Payee       Address
		Cents       int64
		TokenAmount *big.Int
	}
	// PayoutOwed says that a sum could not be transferred and is owed.
	PayoutOwed struct {
		Batch    claims.BatchID
		Provider claims.ProviderID
		Cents    int64
	}
	// OwedReleased says that everything owed to a provider was transferred.
	OwedReleased struct {
		Insurer     claims.InsurerID
		Provider    claims.ProviderID
		Payee       Address
		Cents       int64
		TokenAmount *big.Int
	}
	// TokenTransferred is a transfer of the settlement token from or to the escrow.
	TokenTransferred struct {
		From, To    Address
		TokenAmount *big.Int
	}
)

func (InsurerRegistered) isEvent()  {}
func (ProviderRegistered) isEvent() {}
func (PlanPublished) isEvent()      {}
func (CoverageEnrolled) isEvent()   {}
func (SubmissionReceived) isEvent() {}
func (BatchReceived) isEvent()      {}
func (ClaimDetermined) isEvent()    {}
func (ClaimLeftOut) isEvent()       {}
func (BatchSettled) isEvent()       {}
func (ClaimDecided) isEvent()       {}
func (Deposited) isEvent()          {}
func (Withdrawn) isEvent()          {}
func (PayoutReleased) isEvent()     {}
func (PayoutOwed) isEvent()         {}
func (OwedReleased) isEvent()       {}
func (TokenTransferred) isEvent()   {}

// transferTopic is the signature of ERC-20's Transfer.
var transferTopic = keccak([]byte("Transfer(address,address,uint256)"))

// LogFilters choose all logs that [Contracts.Decode] knows: everything that our
// contracts tell, and of the token what moves from or to the escrow.
func (c *Contracts) LogFilters() []LogFilter {
	d := c.deployment
	var escrow Hash
	copy(escrow[12:], d.Escrow[:])
	token := []Address{d.Token}
	return []LogFilter{
		{Addresses: []Address{d.Organizations, d.Plans, d.Coverages, d.Ledger, d.Escrow}},
		{Addresses: token, Topics: [][]Hash{{transferTopic}, {escrow}}},
		{Addresses: token, Topics: [][]Hash{{transferTopic}, {}, {escrow}}},
	}
}

type eventID struct {
	address Address
	topic   Hash
}

type decoder func(*types.Log) (Event, error)

// Decode returns the event that a log tells, nil when it is one that nobody here
// needs.
//
// Errors: [ErrEventMalformed].
func (c *Contracts) Decode(log Log) (Event, error) {
	if len(log.Topics) == 0 {
		return nil, nil //nolint:nilnil // an anonymous log is no event of ours
	}
	decode, isKnown := c.decoders[eventID{log.Address, log.Topics[0]}]
	if !isKnown {
		return nil, nil //nolint:nilnil // not one of ours
	}
	raw := types.Log{Address: common.Address(log.Address), Data: log.Data, Topics: make([]common.Hash, len(log.Topics))}
	for i, topic := range log.Topics {
		raw.Topics[i] = common.Hash(topic)
	}
	event, err := decode(&raw)
	if err != nil {
		return nil, fmt.Errorf("%w: log %d of %s: %w", ErrEventMalformed, log.Index, FormatHash(log.TxHash), err)
	}
	return event, nil
}

// decoderOf makes a decoder of what the bindings unpack.
func decoderOf[T any](unpack func(*types.Log) (*T, error), translate func(*T) (Event, error)) decoder {
	return func(log *types.Log) (Event, error) {
		raw, err := unpack(log)
		if err != nil {
			return nil, err
		}
		return translate(raw)
	}
}

// eventTable adds one contract's decoders by the names of its events.
type eventTable struct {
	decoders map[eventID]decoder
}

func (t eventTable) put(address Address, contract contractABI, name string, d decoder) {
	t.decoders[eventID{address, contract.eventTopic(name)}] = d
}

func (c *Contracts) newDecoders() map[eventID]decoder {
	table := eventTable{decoders: map[eventID]decoder{}}
	c.addPartyDecoders(table)
	c.addLedgerDecoders(table)
	c.addEscrowDecoders(table)
	return table.decoders
}

func (c *Contracts) addPartyDecoders(t eventTable) {
	d := c.deployment
	organizations, plans := abiOf(&bindings.OrganizationsMetaData), abiOf(&bindings.PlansMetaData)
	coverages := abiOf(&bindings.CoveragesMetaData)
	t.put(d.Organizations, organizations, "InsurerRegistered", decoderOf(c.organizations.UnpackInsurerRegisteredEvent,
		func(e *bindings.OrganizationsInsurerRegistered) (Event, error) {
			return InsurerRegistered{Insurer: claims.InsurerID(e.Insurer), Admin: Address(e.Admin)}, nil
		}))
	t.put(d.Organizations, organizations, "ProviderRegistered", decoderOf(c.organizations.UnpackProviderRegisteredEvent,
		func(e *bindings.OrganizationsProviderRegistered) (Event, error) {
			return ProviderRegistered{
				Provider: claims.ProviderID(e.Provider), RegisteredBy: claims.InsurerID(e.RegisteredBy),
				Info: Provider{Signer: Address(e.Signer), Payee: Address(e.Payee), IsDelegated: e.IsDelegated},
			}, nil
		}))
	t.put(d.Plans, plans, "PlanPublished", decoderOf(c.plans.UnpackPlanPublishedEvent,
		func(e *bindings.PlansPlanPublished) (Event, error) {
			return PlanPublished{Plan: claims.PlanID(e.Plan), Insurer: claims.InsurerID(e.Insurer), ContentHash: e.ContentHash}, nil
		}))
	t.put(d.Coverages, coverages, "CoverageEnrolled", decoderOf(c.coverages.UnpackCoverageEnrolledEvent,
		func(e *bindings.CoveragesCoverageEnrolled) (Event, error) {
			return CoverageEnrolled{Insurer: claims.InsurerID(e.Insurer), Enrolment: Enrolment{
				CoverageYear: claims.CoverageYearID(e.CoverageYear), Plan: claims.PlanID(e.Plan),
				Span:   claims.Span{Start: claims.Date(e.StartDay.Int64()), End: claims.Date(e.EndDay.Int64())},
				Family: claims.FamilyYearID(e.Family),
			}}, nil
		}))
}

func (c *Contracts) addLedgerDecoders(t eventTable) {
	ledger, address := abiOf(&bindings.ClaimLedgerMetaData), c.deployment.Ledger
	t.put(address, ledger, "SubmissionReceived", decoderOf(c.ledger.UnpackSubmissionReceivedEvent,
		func(e *bindings.ClaimLedgerSubmissionReceived) (Event, error) {
			return SubmissionReceived{
				Batch: batchID(e.Insurer, e.Batch), Provider: claims.ProviderID(e.Provider), Sequence: e.Sequence,
				FirstIndex: e.FirstIndex, Count: e.Count, Root: e.Root, IsDelegated: e.IsDelegated,
			}, nil
		}))
	t.put(address, ledger, "BatchReceived", decoderOf(c.ledger.UnpackBatchReceivedEvent,
		func(e *bindings.ClaimLedgerBatchReceived) (Event, error) {
			return BatchReceived{
				Batch: batchID(e.Insurer, e.Batch), Root: e.Root, Count: e.Count,
				ReceivedAt: time.Unix(int64(e.ReceivedAt), 0).UTC(),
			}, nil
		}))
	t.put(address, ledger, "ClaimDetermined", decoderOf(c.ledger.UnpackClaimDeterminedEvent, translateDetermined))
	t.put(address, ledger, "ClaimLeftOut", decoderOf(c.ledger.UnpackClaimLeftOutEvent,
		func(e *bindings.ClaimLedgerClaimLeftOut) (Event, error) {
			number, err := claimNumber(e.ClaimNumber)
			return ClaimLeftOut{Number: number, Reason: e.Reason}, err
		}))
	t.put(address, ledger, "BatchSettled", decoderOf(c.ledger.UnpackBatchSettledEvent,
		func(e *bindings.ClaimLedgerBatchSettled) (Event, error) {
			return BatchSettled{Batch: batchID(e.Insurer, e.Batch), DeterminationRoot: e.DeterminationRoot, Decided: e.Decided}, nil
		}))
	t.put(address, ledger, "ClaimDecided", decoderOf(c.ledger.UnpackClaimDecidedEvent,
		func(e *bindings.ClaimLedgerClaimDecided) (Event, error) {
			number, err := claimNumber(e.ClaimNumber)
			return ClaimDecided{Number: number, DeterminationRoot: e.DeterminationRoot}, err
		}))
}

func translateDetermined(e *bindings.ClaimLedgerClaimDetermined) (Event, error) {
	number, err := claimNumber(e.ClaimNumber)
	return ClaimDetermined{
		Number: number, Provider: claims.ProviderID(e.Provider), CoverageYear: claims.CoverageYearID(e.CoverageYear),
		ServiceDay: claims.Date(e.ServiceDay.Int64()), ReceiptLeaf: e.ReceiptLeaf, ReasonsHash: e.ReasonsHash, Result: e.Result,
	}, err
}

func (c *Contracts) addEscrowDecoders(t eventTable) {
	escrow, address := abiOf(&bindings.EscrowMetaData), c.deployment.Escrow
	t.put(address, escrow, "Deposited", decoderOf(c.escrow.UnpackDepositedEvent,
		func(e *bindings.EscrowDeposited) (Event, error) {
			return Deposited{Insurer: claims.InsurerID(e.Insurer), From: Address(e.From), TokenAmount: e.TokenAmount}, nil
		}))
	t.put(address, escrow, "Withdrawn", decoderOf(c.escrow.UnpackWithdrawnEvent,
		func(e *bindings.EscrowWithdrawn) (Event, error) {
			return Withdrawn{Insurer: claims.InsurerID(e.Insurer), To: Address(e.To), TokenAmount: e.TokenAmount}, nil
		}))
	t.put(address, escrow, "PayoutReleased", decoderOf(c.escrow.UnpackPayoutReleasedEvent,
		func(e *bindings.EscrowPayoutReleased) (Event, error) {
			cents, err := smallCents(e.Cents)
			return PayoutReleased{
				Batch: batchID(e.Insurer, e.Batch), Provider: claims.ProviderID(e.Provider), Payee: Address(e.Payee),
				Cents: cents, TokenAmount: e.TokenAmount,
			}, err
		}))
	t.put(address, escrow, "PayoutOwed", decoderOf(c.escrow.UnpackPayoutOwedEvent,
		func(e *bindings.EscrowPayoutOwed) (Event, error) {
			cents, err := smallCents(e.Cents)
			return PayoutOwed{Batch: batchID(e.Insurer, e.Batch), Provider: claims.ProviderID(e.Provider), Cents: cents}, err
		}))
	t.put(address, escrow, "OwedReleased", decoderOf(c.escrow.UnpackOwedReleasedEvent,
		func(e *bindings.EscrowOwedReleased) (Event, error) {
			cents, err := smallCents(e.Cents)
			return OwedReleased{
				Insurer: claims.InsurerID(e.Insurer), Provider: claims.ProviderID(e.Provider), Payee: Address(e.Payee),
				Cents: cents, TokenAmount: e.TokenAmount,
			}, err
		}))
	t.put(c.deployment.Token, abiOf(&bindings.TestTokenMetaData), "Transfer", decoderOf(c.token.UnpackTransferEvent,
		func(e *bindings.TestTokenTransfer) (Event, error) {
			return TokenTransferred{From: Address(e.From), To: Address(e.To), TokenAmount: e.Value}, nil
		}))
}

func batchID(insurer, sequence uint32) claims.BatchID {
	return claims.BatchID{Insurer: claims.InsurerID(insurer), Sequence: sequence}
}

// claimNumber unpacks insurer << 48 | batch << 16 | index.
func claimNumber(packed *big.Int) (claims.Number, error) {
	if packed.BitLen() > 80 {
		return claims.Number{}, errors.New("claim number out of range")
	}
	batch := new(big.Int).Rsh(packed, 16).Uint64()
	index := new(big.Int).And(packed, big.NewInt(0xFFFF)).Uint64()
	return claims.Number{Batch: claims.BatchIDFrom(batch), Index: uint16(index)}, nil
}

func smallCents(cents *big.Int) (int64, error) {
	if !cents.IsInt64() {
		return 0, errors.New("amount out of range")
	}
	return cents.Int64(), nil
}

// SettlementInput reads the calldata of a transaction that settles a batch, and
// reports false when it is another call.
func (c *Contracts) SettlementInput(calldata []byte) (Settlement, bool) {
	method := abiOf(&bindings.ClaimLedgerMetaData).abi.Methods["settleBatch"]
	if len(calldata) < 4 || [4]byte(calldata[:4]) != [4]byte(method.ID) {
		return Settlement{}, false
	}
	values, err := method.Inputs.Unpack(calldata[4:])
	if err != nil {
		return Settlement{}, false
	}
	var input struct {
		Settlement bindings.IClaimLedgerSettlement
	}
	if err := method.Inputs.Copy(&input, values); err != nil {
		return Settlement{}, false
	}
	s := input.Settlement
	return Settlement{
		Insurer: claims.InsurerID(s.Insurer), Sequence: s.Sequence, Coverages: s.Coverages, Families: s.Families, Claims: s.Claims,
	}, true
}
