package adjudicate

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/pricing"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Input is all that a decision rests on. Nothing else is looked at. What is not
// known is left empty, and the rules that would look at it are not asked.
type Input struct {
	Claim    claims.Claim
	Plan     coverage.Plan
	Coverage coverage.Coverage
	// Rules are the tables that the claim is edited by; nil is [rules.Builtin].
	Rules *rules.Set
	// IsRulesUnknown is set where the plan names a set that is not to be had: every
	// line waits for it, and nothing is decided by another.
	IsRulesUnknown bool
	// Prices are the tables that the plan's fee schedule is read with; nil is none.
	Prices *pricing.Tables
	// Business is the line of business that postings may depend on.
	Business rules.Business

	Patient  Patient
	Provider Provider
	// ReceivedOn is the day of receipt at the plan's offset.
	ReceivedOn claims.Date
	// History are the patient's other claims that stand with the insurer: not those
	// that were replaced, voided or reversed, and not the one that this claim corrects.
	// What lies before [LookBack] may be left out. They are in the order in which they were
	// accepted, a replacement in the place of its first version, by which they take the ranks
	// of multiple procedures; nothing else rests on it.
	History []Past
	// IsHistoryCut is set where the patient has more claims than are looked at.
	IsHistoryCut bool
	// ProviderDays are the minutes that the provider's claims of other patients take.
	ProviderDays []DayLoad
	// Authorizations are those of the patient; nil where there is no register of
	// them, and a claim's number is taken as it is.
	Authorizations []Authorization
	// Coordination is what is known of the patient's other coverages; nil where nothing is.
	Coordination *Coordination

	// DuplicateLines holds the sequence of each line that repeats a line of a claim
	// that stands and is not in History, or that was found to when it was accepted. A
	// repetition within the claim or of a line in History is found here.
	DuplicateLines map[int]bool
	// EvidenceReceived holds the kinds of document that are there. One document of a
	// kind serves all lines of the claim.
	EvidenceReceived map[string]bool
	// EvidenceOverdue holds the kinds of document whose deadline has passed.
	EvidenceOverdue map[string]bool
	// Reviews are what persons found of what was pended for them.
	Reviews []Review
	// Given is what is taken as found, of a claim that is decided again where not all that
	// it was decided by is at hand; nil is nothing.
	Given *Given
}

// Patient is what the edits look at of a patient.
type Patient struct {
	BirthDate claims.Date
	Sex       rules.Sex
}

// Provider is what the edits and prices look at of a provider. Where the rule set has a
// directory of providers all but the NPI is what that says on each line's day.
type Provider struct {
	NPI rules.NPI
	// IsUnidentified is set where it is not known who the provider is: no directory tells then.
	IsUnidentified bool
	// Taxonomy is its NUCC code.
	Taxonomy string
	Network  rules.Network
	// NetworkName names the network, and Locality the place of prices, in price tables.
	NetworkName, Locality string
}

// on returns what the provider, which has a number in a set, is on a day: what the directory
// says, where the set has one, else what is given.
func (p *Provider) on(set *rules.Set, number rules.ProviderSymbol, date claims.Date) rules.ProviderRow {
	if set.HasDirectory() && !p.IsUnidentified {
		return set.ProviderRow(number, date)
	}
	return rules.ProviderRow{Network: p.Network, NetworkName: p.NetworkName, Locality: p.Locality, Taxonomy: p.Taxonomy}
}

// Past is another claim of the patient.
type Past struct {
	ID       claims.ID
	Provider claims.ProviderID
	// Authorization is the number of a prior authorization that the claim named, or "".
	Authorization string
	// IsLater is set where the claim that is decided is a replacement of which the first
	// version was accepted before this one: this takes no rank before it.
	IsLater bool
	Lines   []PastLine
}

// PastLine is a line of another claim.
type PastLine struct {
	Sequence    int
	ServiceDate claims.Date
	// IsDenied is set when the line was denied; it counts as a duplicate's original
	// and for nothing else. IsRepetition is set when it was so as a duplicate itself: it
	// is nobody's original.
	IsDenied       bool
	IsRepetition   bool
	Procedure      codes.Code
	Modifiers      []string
	PlaceOfService string
	Units          int
	Charge         money.Amount
}

// DayLoad is time that a day has taken.
type DayLoad struct {
	Date    claims.Date
	Minutes int
}

// Authorization is a prior authorization of the patient.
type Authorization struct {
	Number string `json:"number"`
	// Provider it was given to, zero for any.
	Provider claims.ProviderID `json:"provider,omitempty"`
	// Procedures that it is for; none is any.
	Procedures []codes.Code `json:"procedures,omitempty"`
	Span       claims.Span  `json:"span"`
	// Units that it is for: lines in History that were not denied, of claims that named
	// its number, take theirs off.
	Units int `json:"units"`
}

// Review is what a person found of a line that was pended for review.
type Review struct {
	Line int
	Rule string
	// IsCleared is set when there is nothing to what the rule found. Else a suspect
	// duplicate is one, and what another payer shares equally waits for its answer; a signal
	// never denies.
	IsCleared bool
	// Allowed is the price that the person sets of a line that is priced by report.
	Allowed money.Amount
}
