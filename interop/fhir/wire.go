package fhir

import "encoding/json"

// The wire shapes hold only what is read. Numbers stay text ([json.Number]).

type wireReference struct {
	Reference  string          `json:"reference"`
	Type       string          `json:"type"`
	Identifier *wireIdentifier `json:"identifier"`
	Display    string          `json:"display"`
}

type wireIdentifier struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

type wireCoding struct {
	System string `json:"system"`
	Code   string `json:"code"`
}

type wireConcept struct {
	Coding []wireCoding `json:"coding"`
	Text   string       `json:"text"`
}

type wirePeriod struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

type wireMoney struct {
	Value    json.Number `json:"value"`
	Currency string      `json:"currency"`
}

type wireQuantity struct {
	Value json.Number `json:"value"`
}

type wireClaim struct {
	ResourceType   string            `json:"resourceType"`
	ID             string            `json:"id"`
	Contained      []json.RawMessage `json:"contained"`
	Identifier     []wireIdentifier  `json:"identifier"`
	Status         string            `json:"status"`
	Type           wireConcept       `json:"type"`
	Use            string            `json:"use"`
	Patient        wireReference     `json:"patient"`
	BillablePeriod wirePeriod        `json:"billablePeriod"`
	Created        string            `json:"created"`
	Insurer        wireReference     `json:"insurer"`
	Provider       wireReference     `json:"provider"`
	Related        []wireRelated     `json:"related"`
	Diagnosis      []wireDiagnosis   `json:"diagnosis"`
	Insurance      []wireInsurance   `json:"insurance"`
	Item           []wireItem        `json:"item"`
}

type wireRelated struct {
	Claim        wireReference   `json:"claim"`
	Relationship wireConcept     `json:"relationship"`
	Reference    *wireIdentifier `json:"reference"`
}

type wireDiagnosis struct {
	Sequence  int            `json:"sequence"`
	Concept   *wireConcept   `json:"diagnosisCodeableConcept"`
	Reference *wireReference `json:"diagnosisReference"`
}

type wireInsurance struct {
	Sequence int           `json:"sequence"`
	Focal    bool          `json:"focal"`
	Coverage wireReference `json:"coverage"`
	PreAuth  []string      `json:"preAuthRef"`
	// ClaimResponse is what a payer before answered.
	ClaimResponse *wireReference `json:"claimResponse"`
}

type wireItem struct {
	Sequence          int           `json:"sequence"`
	DiagnosisSequence []int         `json:"diagnosisSequence"`
	ProductOrService  wireConcept   `json:"productOrService"`
	Modifier          []wireConcept `json:"modifier"`
	ServicedDate      string        `json:"servicedDate"`
	ServicedPeriod    wirePeriod    `json:"servicedPeriod"`
	Location          *wireConcept  `json:"locationCodeableConcept"`
	Quantity          *wireQuantity `json:"quantity"`
	UnitPrice         *wireMoney    `json:"unitPrice"`
	Factor            json.Number   `json:"factor"`
	Net               *wireMoney    `json:"net"`
	Detail            []wireDetail  `json:"detail"`
}

// wireDetail is read only to see whether a price is hidden under an item.
type wireDetail struct {
	UnitPrice *wireMoney   `json:"unitPrice"`
	Net       *wireMoney   `json:"net"`
	SubDetail []wireDetail `json:"subDetail"`
}

func (d wireDetail) isPriced() bool {
	if d.Net != nil || d.UnitPrice != nil {
		return true
	}
	for _, sub := range d.SubDetail {
		if sub.isPriced() {
			return true
		}
	}
	return false
}

// wireResource holds what is read of a party, a coverage, a condition or a payer's answer. Name is
// a text for an organization and a list for a person.
type wireResource struct {
	ResourceType string           `json:"resourceType"`
	ID           string           `json:"id"`
	Identifier   []wireIdentifier `json:"identifier"`
	Name         json.RawMessage  `json:"name"`
	BirthDate    string           `json:"birthDate"`
	Gender       string           `json:"gender"`
	SubscriberID string           `json:"subscriberId"`
	Payor        []wireReference  `json:"payor"`
	Code         *wireConcept     `json:"code"`

	answer *wireAnswer // of a ClaimResponse
}

type wireHumanName struct {
	Text   string   `json:"text"`
	Family string   `json:"family"`
	Given  []string `json:"given"`
}

type wireBundle struct {
	ResourceType string `json:"resourceType"`
	Entry        []struct {
		FullURL  string          `json:"fullUrl"`
		Resource json.RawMessage `json:"resource"`
	} `json:"entry"`
}

type wireExplanation struct {
	ResourceType string            `json:"resourceType"`
	ID           string            `json:"id"`
	Contained    []json.RawMessage `json:"contained"`
	Insurer      wireReference     `json:"insurer"`
	Claim        wireReference     `json:"claim"`
	Insurance    []wireInsurance   `json:"insurance"`
	Item         []struct {
		Sequence     int                `json:"sequence"`
		Adjudication []wireAdjudication `json:"adjudication"`
	} `json:"item"`
}

type wireAdjudication struct {
	Category wireConcept  `json:"category"`
	Reason   *wireConcept `json:"reason"`
	Amount   *wireMoney   `json:"amount"`
}
