package adjudicate

import (
	"maps"
	"slices"
	"strconv"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// ChangeKind is what a change is made to.
type ChangeKind string

// The kinds of change.
const (
	AddModifier      ChangeKind = "add-modifier"
	RemoveModifier   ChangeKind = "remove-modifier"
	SetUnits         ChangeKind = "set-units"
	SetPlace         ChangeKind = "set-place"
	PointToDiagnosis ChangeKind = "point-to-diagnosis"
	DropDiagnosis    ChangeKind = "drop-diagnosis-pointer"
	PutFirst         ChangeKind = "put-diagnosis-first"
	SendDocument     ChangeKind = "send-document"
	NameAuthority    ChangeKind = "name-authorization"
	ObtainAuthority  ChangeKind = "obtain-authorization"
	SendPriorAnswer  ChangeKind = "send-prior-answer"
)

// Change is something that a provider could have coded or sent otherwise. Whether the
// records support it the rules cannot know.
type Change struct {
	Kind ChangeKind
	Line int
	// Value is the modifier, the number of units, the place, the position of the
	// diagnosis, the kind of document, the number of the authorization or the name of
	// the payer whose answer is to be sent. It is "" for a document of any kind, and for
	// an authorization that is not there yet.
	Value string
}

// LedgerState is what the ledger decides a claim by and its input does not hold.
type LedgerState struct {
	IsProviderCredentialed bool
	// HasEvidence is set where documents came, asked for or not.
	HasEvidence bool
	// Before are the totals and counters that the claim is determined on.
	Before benefits.Accumulators
}

const (
	// maxChanges is how many changes together are looked for.
	maxChanges = 3
	// maxModifiers and maxPointers are what a line may have of each.
	maxModifiers, maxPointers = 4, 4
	// maxTrials bounds how often the claim is decided again, minTrials what is tried of
	// a claim however large it is.
	maxTrials, minTrials = 400, 12
)

// trialsOf returns how often a claim is decided again: less often the more lines it
// and its history have, so that none takes more than some fifty milliseconds.
func trialsOf(in *Input) int {
	past := 0
	for i := range in.History {
		past += len(in.History[i].Lines)
	}
	return min(max(1200/max(len(in.Claim.Lines), 1)/(1+past/100), minTrials), maxTrials)
}

// Counterfactual returns the smallest change of coding or evidence that would make a
// line payable which is denied or waits, by a rule or by the ledger: each candidate is
// tried by deciding the claim again and dividing it as the ledger does. It is false where
// nothing that a provider could change helps, and for a line that is payable. What is taken
// as given stays, whatever is changed.
func Counterfactual(in Input, ledger LedgerState, line int) ([]Change, bool) {
	search := search{line: line, left: trialsOf(&in), ledger: ledger}
	if in.Given.denies(line) || search.isPayable(&in) {
		return nil, false
	}
	front := []trial{{in: in}}
	for range maxChanges {
		var next []trial
		for _, from := range front {
			for _, change := range search.candidates(&from.in) {
				tried := trial{in: from.in, changes: append(slices.Clip(from.changes), change)}
				if !change.apply(&tried.in) {
					continue
				}
				if search.isPayable(&tried.in) {
					return tried.changes, true
				}
				next = append(next, tried)
			}
		}
		front = next
	}
	return nil, false
}

// trial is an input with the changes that were made to it.
type trial struct {
	in      Input
	changes []Change
}

type search struct {
	line   int
	left   int // trials
	ledger LedgerState
	last   Assessment
}

// isPayable decides the claim, and reports whether the line is neither denied nor waits.
func (s *search) isPayable(in *Input) bool {
	if s.left--; s.left < 0 || s.last.Decide(in) != nil {
		return false
	}
	isOfLine := func(line int) bool { return line == s.line }
	return s.denial(in) == benefits.DenialNone &&
		!slices.ContainsFunc(s.last.EvidenceNeeded, func(n EvidenceNeed) bool { return isOfLine(n.Line) }) &&
		!slices.ContainsFunc(s.last.ReviewsNeeded, func(n ReviewNeed) bool { return isOfLine(n.Line) })
}

// denial returns what the ledger makes of the line when it determines the claim as it was
// decided last: the engine's denial where that denies it, or decides nothing of it.
func (s *search) denial(in *Input) benefits.Denial {
	index := slices.IndexFunc(s.last.Lines, func(l LineAssessment) bool { return l.Sequence == s.line })
	if index < 0 || s.last.Lines[index].IsDenied && s.last.Lines[index].Class == benefits.ClassDenied {
		return benefits.DenialByEngine
	}
	facts := benefits.Facts{
		Year: s.last.Year.Span, ServiceDate: s.last.ServiceDate, ReceiptDate: in.ReceivedOn,
		IsProviderCredentialed: s.ledger.IsProviderCredentialed, HasAuthorization: in.Claim.PriorAuthorization != "",
		HasEvidence: s.ledger.HasEvidence || in.hasEvidence(), HasPriorPayers: len(s.last.Priors) > 0,
		IsLateFilingExcused: true, // a rule looked at it, by more than the ledger knows
	}
	results, _, err := benefits.Determine(in.Plan, facts, s.ledger.Before, s.last.BenefitLines())
	if err != nil {
		return benefits.DenialByEngine
	}
	return results[index].Denial
}

// hasEvidence reports whether a document of any kind came.
func (in *Input) hasEvidence() bool {
	for _, isReceived := range in.EvidenceReceived {
		if isReceived {
			return true
		}
	}
	return false
}

// candidates returns the changes that what hits the line suggests.
func (s *search) candidates(in *Input) []Change {
	if s.left--; s.left < 0 || s.last.Decide(in) != nil {
		return nil
	}
	index := slices.IndexFunc(in.Claim.Lines, func(l claims.Line) bool { return l.Sequence == s.line })
	if index < 0 {
		return nil
	}
	line := &in.Claim.Lines[index]
	var changes []Change
	add := func(kind ChangeKind, value string) {
		if change := (Change{Kind: kind, Line: s.line, Value: value}); !slices.Contains(changes, change) {
			changes = append(changes, change)
		}
	}
	for i := range s.last.Trace {
		if step := &s.last.Trace[i]; step.Line == s.line && step.Outcome != Passed {
			s.suggest(in, line, step, add)
		}
	}
	switch denial := s.denial(in); {
	case denial == benefits.DenialAuthorizationMissing && in.Authorizations == nil:
		add(ObtainAuthority, "")
	case denial == benefits.DenialEvidenceMissing:
		add(SendDocument, "")
	}
	return changes
}

// suggest adds what may make a rule pass that does not. Of the rules that are not
// here nothing can be coded or sent otherwise.
func (s *search) suggest(in *Input, line *claims.Line, step *Step, add func(ChangeKind, string)) {
	if suggestion, isFound := suggestions[step.Rule]; isFound {
		suggestion(suggestible{search: s, in: in, line: line, detail: &step.Detail, add: add})
	}
}

// suggestible is a line that a rule hits.
type suggestible struct {
	*search
	in     *Input
	line   *claims.Line
	detail *Detail
	add    func(ChangeKind, string)
}

var suggestions = map[rules.Rule]func(suggestible){
	rules.DuplicateExact:                 suggestible.repeated,
	rules.DuplicateSuspect:               suggestible.repeated,
	rules.NCCIPair:                       suggestible.distinct,
	rules.MUEUnits:                       suggestible.fewerUnits,
	rules.FrequencyReached:               suggestible.unitsLeft,
	rules.ProcedureSex:                   func(s suggestible) { s.add(AddModifier, "KX") },
	rules.AuthorizationExceeded:          suggestible.fewerUnits,
	rules.AuthorizationMissing:           suggestible.authorizations,
	rules.AuthorizationOtherService:      suggestible.authorizations,
	rules.AuthorizationOtherProvider:     suggestible.authorizations,
	rules.ModifierNotInForce:             suggestible.modifiers,
	rules.ModifierInconsistent:           suggestible.modifiers,
	rules.PricingModifierUnpriced:        suggestible.modifiers,
	rules.PlaceInconsistent:              suggestible.places,
	rules.DiagnosisProcedure:             suggestible.pointers,
	rules.DiagnosisMissing:               suggestible.pointers,
	rules.DiagnosisAge:                   suggestible.pointers,
	rules.DiagnosisSex:                   suggestible.pointersOrOverride,
	rules.DiagnosisNotInForce:            suggestible.pointers,
	rules.DiagnosisNotCovered:            suggestible.pointers,
	rules.DiagnosisPrincipalUnacceptable: suggestible.otherFirst,
	rules.DiagnosisManifestationFirst:    suggestible.otherFirst,
	rules.EvidenceRequired:               func(s suggestible) { s.add(SendDocument, s.detail.Kind) },
	rules.EvidenceOverdue:                func(s suggestible) { s.add(SendDocument, s.detail.Kind) },
	rules.PrimaryAnswerMissing:           func(s suggestible) { s.add(SendPriorAnswer, s.detail.Kind) },
	rules.EqualShares:                    func(s suggestible) { s.add(SendPriorAnswer, s.detail.Kind) },
}

// repeated says that the service was given again: 76 by the same provider, 77 by another.
func (s suggestible) repeated() {
	isOfOther := slices.ContainsFunc(s.in.History, func(p Past) bool {
		return p.ID == s.detail.Claim && p.Provider != s.in.Claim.Provider
	})
	if isOfOther {
		s.add(AddModifier, "77")
		return
	}
	s.add(AddModifier, "76")
}

func (s suggestible) distinct() {
	if s.detail.Indicator == int(rules.ModifierAllowed) {
		s.add(AddModifier, "59")
	}
}

func (s suggestible) fewerUnits() {
	if units := s.line.Units - (s.detail.Found - s.detail.Limit); units > 0 {
		s.add(SetUnits, strconv.Itoa(units))
	}
}

// unitsLeft is of use where a frequency counts units.
func (s suggestible) unitsLeft() {
	if left := s.detail.Limit - s.detail.Found; left > 0 && left < s.line.Units {
		s.add(SetUnits, strconv.Itoa(left))
	}
}

func (s suggestible) authorizations() {
	for i := range s.in.Authorizations {
		s.add(NameAuthority, s.in.Authorizations[i].Number)
	}
}

func (s suggestible) modifiers() {
	if s.detail.Text != "" {
		s.add(RemoveModifier, s.detail.Text)
		return
	}
	if rule := s.last.run.ruleOf(s.search.line); rule != nil && len(s.line.Modifiers) < maxModifiers {
		for _, modifier := range rule.Required {
			s.add(AddModifier, modifier.String())
		}
	}
}

// places are those where the procedure is given and that intake takes on the day.
func (s suggestible) places() {
	rule, set, on := s.last.run.ruleOf(s.search.line), s.last.run.set, s.line.ServiceDate
	for place := rules.Place(1); rule != nil && place < 100; place++ {
		if rule.Places.Has(place) && (set.IsPlaceInForce(place, on) || !set.Decides(on)) {
			s.add(SetPlace, place.String())
		}
	}
}

func (s suggestible) pointers() {
	if s.in.Claim.Type == claims.Institutional && len(s.line.DiagnosisPointers) == 0 {
		return // its lines have no pointers
	}
	for i := range s.in.Claim.Diagnoses {
		s.add(PointToDiagnosis, strconv.Itoa(i+1))
		s.add(DropDiagnosis, strconv.Itoa(i+1))
	}
}

func (s suggestible) pointersOrOverride() {
	s.pointers()
	s.add(AddModifier, "KX")
}

func (s suggestible) otherFirst() {
	for i := 1; i < len(s.in.Claim.Diagnoses); i++ {
		s.add(PutFirst, strconv.Itoa(i+1))
	}
}

// ruleOf returns what the tables say of a line's procedure.
func (r *run) ruleOf(line int) *rules.ProcedureRule {
	for i := range r.lines {
		if r.lines[i].Sequence == line {
			return r.lines[i].rule
		}
	}
	return nil
}

// apply makes the change to an input whose parts others share, and reports whether it
// changes anything.
func (c Change) apply(in *Input) bool {
	if c.Kind == NameAuthority {
		isOther := in.Claim.PriorAuthorization != c.Value
		in.Claim.PriorAuthorization = c.Value
		return isOther
	}
	if c.Kind == ObtainAuthority {
		isOther := in.Claim.PriorAuthorization == ""
		in.Claim.PriorAuthorization = "obtained" // whatever its number
		return isOther
	}
	if c.Kind == SendPriorAnswer {
		return in.answerFor(c.Value)
	}
	if c.Kind == SendDocument {
		isOther := !in.EvidenceReceived[c.Value]
		received := maps.Clone(in.EvidenceReceived)
		if received == nil {
			received = map[string]bool{}
		}
		received[c.Value] = true
		in.EvidenceReceived = received
		return isOther
	}
	in.Claim.Lines = slices.Clone(in.Claim.Lines)
	index := slices.IndexFunc(in.Claim.Lines, func(l claims.Line) bool { return l.Sequence == c.Line })
	if index < 0 {
		return false
	}
	if c.Kind == PutFirst {
		return putFirst(&in.Claim, c.number())
	}
	if in.DuplicateLines[c.Line] && (c.Kind == AddModifier || c.Kind == RemoveModifier || c.Kind == SetUnits) {
		in.DuplicateLines = maps.Clone(in.DuplicateLines)
		delete(in.DuplicateLines, c.Line) // it does not repeat a line that has other modifiers or units
	}
	return c.applyTo(&in.Claim.Lines[index])
}

// answerFor has a payer answer before, who paid nothing and left everything to the
// patient: what it will have paid decides nothing here.
func (in *Input) answerFor(payer string) bool {
	answer := claims.PriorPayer{Payer: payer}
	for i := range in.Claim.Lines {
		line := &in.Claim.Lines[i]
		if !line.IsAdjudicated() {
			continue
		}
		left := claims.PriorAdjustment{Group: codes.PatientResponsibility, CARC: codes.CARCDeductible, Amount: line.Charge}
		answer.Lines = append(answer.Lines, claims.PriorLine{Sequence: line.Sequence, Adjustments: []claims.PriorAdjustment{left}})
	}
	in.Claim.PriorPayers = append(slices.Clip(in.Claim.PriorPayers), answer)
	return true
}

func (c Change) number() int {
	n, _ := strconv.Atoi(c.Value) // written by suggest
	return n
}

func (c Change) applyTo(line *claims.Line) bool {
	switch c.Kind {
	case AddModifier:
		if len(line.Modifiers) >= maxModifiers || slices.Contains(line.Modifiers, c.Value) {
			return false
		}
		line.Modifiers = append(slices.Clip(line.Modifiers), c.Value)
	case RemoveModifier:
		line.Modifiers = slices.DeleteFunc(slices.Clone(line.Modifiers), func(m string) bool { return m == c.Value })
	case SetUnits:
		line.Units = c.number()
	case SetPlace:
		line.PlaceOfService = c.Value
	case PointToDiagnosis:
		if len(line.DiagnosisPointers) >= maxPointers || slices.Contains(line.DiagnosisPointers, c.number()) {
			return false
		}
		line.DiagnosisPointers = append(slices.Clip(line.DiagnosisPointers), c.number())
	case DropDiagnosis:
		if len(line.DiagnosisPointers) < 2 || !slices.Contains(line.DiagnosisPointers, c.number()) {
			return false
		}
		line.DiagnosisPointers = slices.DeleteFunc(slices.Clone(line.DiagnosisPointers), func(p int) bool { return p == c.number() })
	case PutFirst, SendDocument, NameAuthority, ObtainAuthority, SendPriorAnswer:
		return false // of the claim
	}
	return true
}

// putFirst moves a diagnosis to the front; pointers go on naming the same ones.
func putFirst(claim *claims.Claim, position int) bool {
	if position < 2 || position > len(claim.Diagnoses) {
		return false
	}
	moved := claim.Diagnoses[position-1]
	claim.Diagnoses = slices.Insert(slices.Delete(slices.Clone(claim.Diagnoses), position-1, position), 0, moved)
	for i := range claim.Lines {
		line := &claim.Lines[i]
		line.DiagnosisPointers = slices.Clone(line.DiagnosisPointers)
		for j, pointer := range line.DiagnosisPointers {
			switch {
			case pointer == position:
				line.DiagnosisPointers[j] = 1
			case pointer < position:
				line.DiagnosisPointers[j]++
			}
		}
	}
	return true
}
