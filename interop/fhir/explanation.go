package fhir

import (
	"encoding/json"
	"strings"

	"github.com/clearclaim/clearclaim/claims/money"
)

// Explanation is what an ExplanationOfBenefit says of the amounts of a claim.
type Explanation struct {
	// ID is the resource's id.
	ID string
	// Claim names the claim that is explained.
	Claim Reference
	// Insurer is who decided, by name or as the coverage names it.
	Insurer Party
	// Items are the items that carry an adjudication.
	Items []ExplanationItem
}

// ExplanationItem is one adjudicated item. An amount that is not there, or that
// cannot be read, is nil.
type ExplanationItem struct {
	// Sequence is the item's, which is the claim item's too.
	Sequence int
	// Submitted is what was billed, Allowed what the plan recognises.
	Submitted, Allowed *money.Amount
	// Paid is what the plan pays to the provider.
	Paid *money.Amount
	// Coinsurance and Deductible are parts of the patient's responsibility.
	Coinsurance, Deductible *money.Amount
}

// ReadExplanation reads an ExplanationOfBenefit. Categories are known by their
// code: FHIR's own, CARIN's, or the last step of a Blue Button URL.
//
// Errors: [ErrMalformed].
func ReadExplanation(document []byte) (Explanation, error) {
	var wire wireExplanation
	if err := json.Unmarshal(document, &wire); err != nil || wire.ResourceType != "ExplanationOfBenefit" {
		return Explanation{}, ErrMalformed
	}
	explanation := Explanation{ID: wire.ID, Claim: wire.Claim.parse(), Insurer: insurerOf(wire)}
	for _, item := range wire.Item {
		if len(item.Adjudication) == 0 {
			continue
		}
		read := ExplanationItem{Sequence: item.Sequence}
		for _, adjudication := range item.Adjudication {
			read.take(adjudication)
		}
		explanation.Items = append(explanation.Items, read)
	}
	return explanation, nil
}

func insurerOf(wire wireExplanation) Party {
	inside := contained(wire.Contained)
	insurer := wire.Insurer.parse()
	party := partyOf(insurer, inside.find(insurer))
	if party.Name != "" || len(wire.Insurance) == 0 {
		return party
	}
	coverage := wire.Insurance[0].Coverage.parse()
	party.Name = coverage.Display
	if resource := inside.find(coverage); resource != nil && len(resource.Payor) > 0 && party.Name == "" {
		party.Name = resource.Payor[0].Display
	}
	return party
}

func (i *ExplanationItem) take(adjudication wireAdjudication) {
	field := i.field(adjudication.Category.code())
	if field == nil || adjudication.Amount == nil || *field != nil {
		return
	}
	if amount, code := amountOf(*adjudication.Amount); code == "" {
		*field = &amount
	}
}

// field returns where the amount of a category goes, or nil when it is not read.
func (i *ExplanationItem) field(category string) **money.Amount {
	switch category[strings.LastIndexByte(category, '/')+1:] {
	case "line_sbmtd_chrg_amt", "submitted":
		return &i.Submitted
	case "line_alowd_chrg_amt", "eligible":
		return &i.Allowed
	case "line_prvdr_pmt_amt", "paidtoprovider", "benefit":
		return &i.Paid
	case "line_coinsrnc_amt", "coinsurance":
		return &i.Coinsurance
	case "line_bene_ptb_ddctbl_amt", "deductible":
		return &i.Deductible
	}
	return nil
}
