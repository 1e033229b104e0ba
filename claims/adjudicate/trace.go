package adjudicate

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// Outcome is what a rule found.
type Outcome uint8

// The outcomes. A rule that had nothing to look at has no step in a trace.
const (
	// Passed: nothing is wrong.
	Passed Outcome = iota + 1
	// Hit: the rule denies the line.
	Hit
	// Waits: the line waits for a person or a document.
	Waits
)

var outcomeNames = [...]string{Passed: "passed", Hit: "hit", Waits: "waits"}

// String returns the name of the outcome, or "".
func (o Outcome) String() string {
	if int(o) >= len(outcomeNames) {
		return ""
	}
	return outcomeNames[o]
}

// Step is a rule that was asked of a line, what it found, and what it looked at.
type Step struct {
	// Line is the sequence of the line.
	Line    int
	Rule    rules.Rule
	Outcome Outcome
	Detail  Detail
}

// ColumnOne says of an NCCI pair that the line itself stands in column 1, and the other,
// which was paid before, is a part of it. Reasons of versions up to 6 do not say it.
const ColumnOne = "column 1"

// ByReview says of an exact duplicate that a person found it one. What it repeats may be
// another provider's; what the rule finds by itself is of the same one.
const ByReview = "review"

// Detail is what a rule looked at, as far as its sentence needs it: see the rule's
// own words in explain.go. Fields that a rule has no use for are empty.
type Detail struct {
	// Date is the day that decides: the first day of the coverage or its last one,
	// the last day for filing, the day of birth.
	Date claims.Date `json:"date"`
	// Kind is a document's, or the name of the payer that pays first.
	Kind string `json:"kind"`
	// Class is the name of the class that the plan does not cover, or that a limit is for.
	Class string `json:"class"`
	// Code is another code: the one that a procedure does not go with.
	Code codes.Code `json:"code"`
	// Text is a modifier, a place of service, a taxonomy code, the name of the rule by
	// which one payer pays before another, [ColumnOne] or [ByReview].
	Text string `json:"text"`
	// Claim is another claim, "" for this one or for one that is not named.
	Claim claims.ID `json:"claim"`
	// Line is another line, of the same claim or of Claim; zero for none. Of an add-on
	// without a primary it is one of the same claim that is not paid.
	Line int `json:"line"`
	// Found is what there is, Limit how much there may be.
	Found int `json:"found"`
	Limit int `json:"limit"`
	// Indicator is that of the NCCI pair or of the unit edit, or the window of a frequency.
	Indicator int `json:"indicator"`
	// Days is the length of a window, zero where it is none of days.
	Days int `json:"days"`
}
