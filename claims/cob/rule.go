package cob

// Rule is what decides which of two coverages pays first.
type Rule uint8

// The rules, in the order in which they are asked. Between two coverages the
// first that tells them apart decides.
const (
	// MedicaidLast: Medicaid pays after everybody.
	MedicaidLast Rule = iota + 1
	// WorkingAged, Disability and EndStageRenal: Medicare pays after this group plan.
	WorkingAged
	Disability
	EndStageRenal
	// MedicareFirst: no rule makes Medicare pay after this plan.
	MedicareFirst
	// MedicareBetween: one plan pays before Medicare, the other after it.
	MedicareBetween
	// NoProvision: a plan that does not coordinate pays first.
	NoProvision
	// NonDependent: who covers the patient itself pays before who covers a dependent.
	NonDependent
	// CourtDecree: who a court holds responsible for a child's care pays first.
	CourtDecree
	// Custody: the custodial parent, its spouse, the other parent, its spouse.
	Custody
	// Birthday: the parent, or the spouse of a grown child, whose birthday comes first
	// in the year.
	Birthday
	// LongerParent: of parents of one birthday, who has been covered longer.
	LongerParent
	// ContinuationLast: continued coverage, as under COBRA, pays after other coverage.
	ContinuationLast
	// ActiveEmployee: coverage by work that goes on pays before that of who was laid
	// off or retired.
	ActiveEmployee
	// LongerCoverage: who has covered the person longer.
	LongerCoverage
	// EqualShares: nothing tells the two apart; they share what is allowable equally
	// ([EqualShare]). Their order is that of their ids.
	EqualShares
)

const (
	naicOrder  = "NAIC Coordination of Benefits Model Regulation (MO-120, October 2013), section 6"
	naicDefine = naicOrder + "D"
)

// ruleTexts are names, sources and sentences of the rules. A source that is "" is
// that of the row of the table that decided.
var ruleTexts = [...]struct{ name, source, sentence string }{
	MedicaidLast:     {"medicaid.last", "", "Medicaid pays after all other coverage."},
	WorkingAged:      {"msp.working-aged", "", "Medicare pays after the plan of an employer for whom the patient or the spouse still works."},
	Disability:       {"msp.disability", "", "Medicare for a disability pays after the plan of a large employer for whom somebody of the family still works."},
	EndStageRenal:    {"msp.esrd", "", "In the first months of kidney failure Medicare pays after a group plan."},
	MedicareFirst:    {"msp.medicare-first", "42 U.S.C. 1395y(b)", "Medicare pays before this plan."},
	MedicareBetween:  {"msp.medicare-between", naicDefine + "(1)(b)", "One plan pays before Medicare and the other after it."},
	NoProvision:      {"naic.no-provision", naicOrder + "B", "A plan that does not coordinate benefits pays first."},
	NonDependent:     {"naic.non-dependent", naicDefine + "(1)", "A plan that covers the patient in their own name pays before one that covers them as a dependent."},
	CourtDecree:      {"naic.court-decree", naicDefine + "(2)", "A court made one parent responsible for the child's care, and that coverage pays first."},
	Custody:          {"naic.custody", naicDefine + "(2)", "The coverage of the parent with custody pays first, then that parent's spouse's, then the other parent's."},
	Birthday:         {"naic.birthday", naicDefine + "(2)", "Of two people who cover the patient, the coverage of the one whose birthday comes earlier in the year pays first."},
	LongerParent:     {"naic.longer-parent", naicDefine + "(2)", "Both parents have the same birthday, so the coverage of the one covered longer pays first."},
	ContinuationLast: {"naic.continuation", naicDefine + "(4)", "Continued coverage pays after other coverage."},
	ActiveEmployee:   {"naic.active-employee", naicDefine + "(3)", "Coverage by current work pays before coverage of a person who was laid off or retired."},
	LongerCoverage:   {"naic.longer-coverage", naicDefine + "(5)", "The coverage that has lasted longer pays first."},
	EqualShares:      {"naic.equal-shares", naicDefine + "(6)", "Nothing tells the two coverages apart, so they share the cost equally."},
}

// IsKnown reports whether the rule is one of those above.
func (r Rule) IsKnown() bool { return r >= MedicaidLast && int(r) < len(ruleTexts) }

// String returns the rule's stable name, or "".
func (r Rule) String() string {
	if !r.IsKnown() {
		return ""
	}
	return ruleTexts[r].name
}

// Sentence says to the patient why one coverage pays before another. It names
// nobody.
func (r Rule) Sentence() string {
	if !r.IsKnown() {
		return ""
	}
	return ruleTexts[r].sentence
}
