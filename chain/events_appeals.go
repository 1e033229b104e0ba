package chain

import (
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/contracts/bindings"
)

// Events of appeals.
type (
	// PanelAppointed says that reviewers may rule, by their majority.
	PanelAppointed struct {
		Panel    PanelID
		Members  []Address
		Majority uint8
	}
	// AppealFiled says that a determination, or the lack of one, is to be reviewed.
	AppealFiled struct {
		Appeal         AppealID
		Number         claims.Number
		Insurer        claims.InsurerID
		Provider       claims.ProviderID
		GroundsHash    commitment.Hash
		IsAttested     bool // filed by the insurer for a patient
		IsDeemedDenied bool // the claim was overdue
		AnswerBy       time.Time
	}
	// AppealAnswered is what the insurer itself decided on an appeal.
	AppealAnswered struct {
		Appeal      AppealID
		Number      claims.Number
		Outcome     Outcome
		ReasonsHash commitment.Hash
	}
	// AppealEscalated says that an appeal is before a panel.
	AppealEscalated struct {
		Appeal        AppealID
		Number        claims.Number
		Panel         PanelID
		GroundsHash   commitment.Hash
		IsForLateness bool // the insurer did not answer in time
	}
	// AppealLapsed says that the insurer's answer was not taken to a panel in time.
	AppealLapsed struct {
		Appeal AppealID
		Number claims.Number
	}
	// AppealRuled is what a panel decided; it binds the insurer.
	AppealRuled struct {
		Appeal  AppealID
		Number  claims.Number
		Outcome Outcome
		Ruling  commitment.Hash
	}
)

func (PanelAppointed) isEvent()  {}
func (AppealFiled) isEvent()     {}
func (AppealLapsed) isEvent()    {}
func (AppealAnswered) isEvent()  {}
func (AppealEscalated) isEvent() {}
func (AppealRuled) isEvent()     {}

func (c *Contracts) appealEvents() eventTable {
	return eventTable{address: c.deployment.Appeals, contract: abiOf(&bindings.AppealsMetaData), decoders: map[string]decoder{
		"PanelAppointed": decoderOf(c.appeals.UnpackPanelAppointedEvent, func(_ *fields, e *bindings.AppealsPanelAppointed) Event {
			return PanelAppointed{
				Panel:    PanelID(e.Panel),
				Members:  plainAddresses(e.Members),
				Majority: e.Majority,
			}
		}),
		"AppealFiled": decoderOf(c.appeals.UnpackAppealFiledEvent, func(f *fields, e *bindings.AppealsAppealFiled) Event {
			return AppealFiled{
				Appeal:         f.appeal(e.Appeal),
				Number:         f.number(e.ClaimNumber),
				Insurer:        claims.InsurerID(e.Insurer),
				Provider:       claims.ProviderID(e.Provider),
				GroundsHash:    e.GroundsHash,
				IsAttested:     e.IsAttested,
				IsDeemedDenied: e.IsDeemedDenied,
				AnswerBy:       f.instant(e.AnswerBy),
			}
		}),
		"AppealAnswered": decoderOf(c.appeals.UnpackAppealAnsweredEvent, func(f *fields, e *bindings.AppealsAppealAnswered) Event {
			return AppealAnswered{
				Appeal:      f.appeal(e.Appeal),
				Number:      f.number(e.ClaimNumber),
				Outcome:     Outcome(e.Outcome),
				ReasonsHash: e.ReasonsHash,
			}
		}),
		"AppealEscalated": decoderOf(c.appeals.UnpackAppealEscalatedEvent, func(f *fields, e *bindings.AppealsAppealEscalated) Event {
			return AppealEscalated{
				Appeal:        f.appeal(e.Appeal),
				Number:        f.number(e.ClaimNumber),
				Panel:         PanelID(e.Panel),
				GroundsHash:   e.GroundsHash,
				IsForLateness: e.IsForLateness,
			}
		}),
		"AppealLapsed": decoderOf(c.appeals.UnpackAppealLapsedEvent, func(f *fields, e *bindings.AppealsAppealLapsed) Event {
			return AppealLapsed{Appeal: f.appeal(e.Appeal), Number: f.number(e.ClaimNumber)}
		}),
		"AppealRuled": decoderOf(c.appeals.UnpackAppealRuledEvent, func(f *fields, e *bindings.AppealsAppealRuled) Event {
			return AppealRuled{
				Appeal:  f.appeal(e.Appeal),
				Number:  f.number(e.ClaimNumber),
				Outcome: Outcome(e.Outcome),
				Ruling:  e.Ruling,
			}
		}),
	}}
}

func (f *fields) appeal(appeal *big.Int) AppealID {
	if !appeal.IsUint64() {
		f.fail("appeal out of range")
		return 0
	}
	return AppealID(appeal.Uint64())
}

func plainAddresses(addresses []common.Address) []Address {
	plain := make([]Address, len(addresses))
	for i, address := range addresses {
		plain[i] = Address(address)
	}
	return plain
}
