package chain

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"github.com/clearclaim/clearclaim/claims/commitment"
)

type (
	// AppealID numbers the appeals, from 0.
	AppealID uint64
	// PanelID numbers the panels.
	PanelID uint32
	// Outcome is what became of a determination that was appealed.
	Outcome uint8
	// AppealStep is where an appeal stands.
	AppealStep uint8
)

// The outcomes of appeals.
const (
	Upheld     Outcome = iota // the determination stands
	Overturned                // determined again
)

// The steps of appeals.
const (
	AppealNone        AppealStep = iota
	AppealIsFiled                // the insurer is to answer
	AppealIsUpheld               // the insurer's answer; may be escalated
	AppealIsEscalated            // the panel is to rule
	AppealIsClosed
)

// String returns the outcome's name.
func (o Outcome) String() string { return nameOf(uint8(o), "upheld", "overturned") }

// String returns the step's name.
func (s AppealStep) String() string {
	return nameOf(uint8(s), "none", "filed", "upheld", "escalated", "closed")
}

func (a AppealID) packed() *big.Int { return new(big.Int).SetUint64(uint64(a)) }

// AppointPanel is for the system's panel administrator to send. The members ascend
// by address, and the majority is one of them.
func (c *Contracts) AppointPanel(members []Address, majority uint8) (Call, error) {
	list := make([]common.Address, len(members))
	for i, member := range members {
		list[i] = common.Address(member)
	}
	data, err := c.appeals.TryPackAppointPanel(list, majority)
	return callOf(c.deployment.Appeals, data, err)
}

// FileAppeal is for the provider's signer to send, or the insurer's gateway, which
// so attests a patient's appeal. The recovery, or none, waits for the outcome.
func (c *Contracts) FileAppeal(standing Standing, groundsHash commitment.Hash, recovery RecoveryID) (Call, error) {
	data, err := c.appeals.TryPackFile(boundStanding(standing), groundsHash, recovery.packed())
	return callOf(c.deployment.Appeals, data, err)
}

// FileOverdueAppeal appeals a claim that was found overdue, as deemed denied. It
// goes to a panel at once.
func (c *Contracts) FileOverdueAppeal(header commitment.BatchHeader, index uint16, groundsHash commitment.Hash) (Call, error) {
	data, err := c.appeals.TryPackFileOverdue(boundHeader(header), index, groundsHash)
	return callOf(c.deployment.Appeals, data, err)
}

// UpholdAppeal lets a determination stand, for the insurer's adjudicator to send.
func (c *Contracts) UpholdAppeal(appeal AppealID, reasonsHash commitment.Hash) (Call, error) {
	data, err := c.appeals.TryPackUphold(appeal.packed(), reasonsHash)
	return callOf(c.deployment.Appeals, data, err)
}

// OverturnAppeal determines the claim again, for the insurer's adjudicator to send.
func (c *Contracts) OverturnAppeal(appeal AppealID, standing Standing, decision Decision) (Call, error) {
	data, err := c.appeals.TryPackOverturn(appeal.packed(), boundStanding(standing), boundDecision(decision))
	return callOf(c.deployment.Appeals, data, err)
}

// EscalateAppeal takes an appeal to a panel, for the provider's signer or the
// insurer's gateway to send.
func (c *Contracts) EscalateAppeal(appeal AppealID, groundsHash commitment.Hash) (Call, error) {
	data, err := c.appeals.TryPackEscalate(appeal.packed(), groundsHash)
	return callOf(c.deployment.Appeals, data, err)
}

// LapseAppeal closes an appeal that the insurer upheld and nobody took to a panel
// in time. Anybody may send it.
func (c *Contracts) LapseAppeal(appeal AppealID) (Call, error) {
	data, err := c.appeals.TryPackLapse(appeal.packed())
	return callOf(c.deployment.Appeals, data, err)
}

// RuleUpheld carries a panel's ruling out that the determination stands. The
// signatures ascend by the members' addresses. Anybody may send it.
func (c *Contracts) RuleUpheld(appeal AppealID, signatures [][]byte) (Call, error) {
	data, err := c.appeals.TryPackRuleUpheld(appeal.packed(), signatures)
	return callOf(c.deployment.Appeals, data, err)
}

// RuleOverturned carries a panel's ruling out that the claim is determined
// otherwise. Anybody may send it.
func (c *Contracts) RuleOverturned(appeal AppealID, standing Standing, decision Decision, signatures [][]byte) (Call, error) {
	data, err := c.appeals.TryPackRuleOverturned(appeal.packed(), boundStanding(standing), boundDecision(decision), signatures)
	return callOf(c.deployment.Appeals, data, err)
}

// RuleOverdue is [Contracts.RuleOverturned] for a claim that was deemed denied.
func (c *Contracts) RuleOverdue(appeal AppealID, header commitment.BatchHeader, decision Decision, signatures [][]byte) (Call, error) {
	data, err := c.appeals.TryPackRuleOverdue(appeal.packed(), boundHeader(header), boundDecision(decision), signatures)
	return callOf(c.deployment.Appeals, data, err)
}
