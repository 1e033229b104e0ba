package adjudicate_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/adjudicate"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/edits"
	"github.com/clearclaim/clearclaim/claims/errs"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/claims/remit"
	"github.com/clearclaim/clearclaim/claims/rules"
)

// today is the day on which scenarios are submitted.
const today = "2026-11-21"

// verdict is what became of a claim.
type verdict struct {
	in         adjudicate.Input
	member     *member
	faults     []*errs.Fault
	err        error
	assessment adjudicate.Assessment
	ledger     adjudicate.Ledger
	results    []benefits.LineResult
	remittance remit.Remittance
	// due is what a replacement pays besides what stood before.
	due           money.Amount
	isReplacement bool
}

// submit takes a claim as far as it goes.
func (s *scenario) submit(t *testing.T, d *datadriven.TestData, m *member) *verdict {
	t.Helper()
	if m == nil {
		d.Fatalf(t, "no such patient")
	}
	replaced := m.claim(argument(t, d, "replaces", ""))
	v := &verdict{in: s.input(t, d, m, replaced), member: m, isReplacement: replaced != ""}
	s.lastInput, s.lastLedger = v.in, adjudicate.LedgerState{IsProviderCredentialed: !d.HasArg("uncredentialed")}
	// The intake has the program's codes, so that those which a set of the file lacks come
	// to the engine.
	v.faults = append(edits.Validate(v.in.Claim, readDate(t, today), nil), adjudicate.CheckBenefitYear(v.in.Claim, s.plan)...)
	v.faults = append(v.faults, adjudicate.CheckPriorPayers(v.in.Claim, s.plan)...)
	if len(v.faults) > 0 {
		return v
	}
	if v.assessment, v.err = adjudicate.Assess(v.in); v.err == nil && v.assessment.IsClean() {
		s.lastLedger.Before = s.totals(t, v.assessment.Year.ID)
		s.decide(t, d, v, replaced)
	}
	return v
}

// totals returns those that the next claim of a year is determined on.
func (s *scenario) totals(t *testing.T, year claims.CoverageYearID) benefits.Accumulators {
	t.Helper()
	totals, err := s.book.Accumulators(year)
	if err != nil {
		t.Fatal(err)
	}
	return totals
}

// input makes an input of the claim and of what stands before it.
func (s *scenario) input(t *testing.T, d *datadriven.TestData, m *member, replaced string) adjudicate.Input {
	t.Helper()
	in := adjudicate.Input{
		Claim: readClaim(t, d, m.MemberNumber), Plan: s.plan, Coverage: m.Coverage, Rules: s.set, Prices: s.prices, Patient: m.Patient,
		DuplicateLines: map[int]bool{}, EvidenceReceived: map[string]bool{}, EvidenceOverdue: map[string]bool{}, IsHistoryCut: d.HasArg("history-cut"),
	}
	in.ReceivedOn = readDate(t, argument(t, d, "received", in.Claim.ServiceDate().AddDays(1).String()))
	in.Provider = s.providers[in.Claim.Provider]
	if s.set != nil {
		in.Business = s.set.Business(argument(t, d, "business", ""))
	}
	in.History = m.history(replaced)
	in.Authorizations, in.Coordination = slices.Clone(s.register), s.others
	readFindings(t, d, &in)
	return in
}

// history returns what stands beside a claim that replaces another, "" for none, in the
// order in which the first versions were accepted.
func (m *member) history(replaced string) []adjudicate.Past {
	place := m.place(replaced)
	ordered := slices.SortedStableFunc(slices.Values(m.claims), func(x, y standing) int { return cmp.Compare(x.place, y.place) })
	var history []adjudicate.Past
	for _, other := range ordered {
		if string(other.past.ID) != replaced {
			other.past.IsLater = place != 0 && other.place > place
			history = append(history, other.past)
		}
	}
	return history
}

// place returns the number of the first version of a claim that stands, zero for another one.
func (m *member) place(id string) history.ClaimID {
	at := slices.IndexFunc(m.claims, func(s standing) bool { return string(s.past.ID) == id })
	if at < 0 {
		return 0
	}
	return m.claims[at].place
}

// readFindings reads what is known of a claim besides itself.
func readFindings(t *testing.T, d *datadriven.TestData, in *adjudicate.Input) {
	t.Helper()
	for _, arg := range d.CmdArgs {
		for _, value := range arg.Vals {
			first, rest, _ := strings.Cut(value, ":")
			switch arg.Key {
			case "duplicate":
				in.DuplicateLines[readNumber(t, value)] = true
			case "evidence":
				in.EvidenceReceived[value] = true
			case "overdue":
				in.EvidenceOverdue[value] = true
			case "cleared", "confirmed":
				in.Reviews = append(in.Reviews, adjudicate.Review{Line: readNumber(t, first), Rule: rest, IsCleared: arg.Key == "cleared"})
			case "priced":
				in.Reviews = append(in.Reviews, adjudicate.Review{
					Line: readNumber(t, first), Rule: rules.PricingByReport.String(), Allowed: readAmount(t, rest),
				})
			case "busy":
				in.ProviderDays = append(in.ProviderDays, adjudicate.DayLoad{Date: readDate(t, first), Minutes: readNumber(t, rest)})
			}
		}
	}
}

func readClaim(t *testing.T, d *datadriven.TestData, memberNumber string) claims.Claim {
	t.Helper()
	claim := claims.Claim{
		Type: claims.Type(argument(t, d, "type", string(claims.Professional))), Insurer: 1, PatientAccountNumber: "A-1",
		Frequency: claims.Frequency(readNumber(t, argument(t, d, "frequency", "1"))), MemberNumber: memberNumber,
		Provider: claims.ProviderID(readNumber(t, argument(t, d, "provider", "7"))),
	}
	if arg, isThere := d.Arg("authorization"); isThere {
		claim.PriorAuthorization = append(arg.Vals, "A-0")[0]
	}
	diagnoses := []string{"J069"}
	if arg, isThere := d.Arg("diagnoses"); isThere {
		diagnoses = arg.Vals
	}
	for _, diagnosis := range slices.DeleteFunc(diagnoses, func(code string) bool { return code == "" }) {
		claim.Diagnoses = append(claim.Diagnoses, codes.Code{System: codes.ICD10CM, Value: diagnosis})
	}
	for text := range strings.Lines(d.Input) {
		switch words := strings.Fields(text); words[0] {
		case "payer":
			claim.PriorPayers = append(claim.PriorPayers, readPayer(t, words[1:]))
		case "on":
			payer := &claim.PriorPayers[len(claim.PriorPayers)-1]
			line := claims.PriorLine{Sequence: readNumber(t, words[1]), Paid: readAmount(t, words[2])}
			line.Adjustments = readPriorAdjustments(t, words[3:])
			payer.Lines = append(payer.Lines, line)
		default:
			claim.Lines = append(claim.Lines, readLine(t, len(claim.Lines)+1, words))
		}
	}
	return claim
}

// decide has the ledger determine a clean claim, and keeps it.
func (s *scenario) decide(t *testing.T, d *datadriven.TestData, v *verdict, replaced string) {
	t.Helper()
	a := &v.assessment
	s.last++
	op := history.Operation{Kind: history.Determine, Claim: s.last, Submission: history.Submission{
		Year: a.Year.ID, ServiceDate: a.ServiceDate, ReceivedAt: v.in.ReceivedOn.Time(), PaidAt: v.in.ReceivedOn.Time().Add(time.Hour),
		IsProviderCredentialed: !d.HasArg("uncredentialed"), HasAuthorization: d.HasArg("authorization"), HasPriorPayers: len(a.Priors) > 0,
		HasEvidence: len(v.in.EvidenceReceived) > 0, IsLateFilingExcused: a.IsFilingExcused(), Lines: a.BenefitLines(),
	}}
	place, undone := s.last, remit.Remittance{}
	if replaced != "" {
		op.Kind, op.Replaced = history.Replace, v.member.number(replaced)
		place, undone = v.member.place(replaced), v.member.remove(t, replaced)
	}
	outcome, err := s.book.Apply(op)
	if err != nil {
		d.Fatalf(t, "%v", err)
	}
	v.results, v.due = outcome.Results, outcome.Due
	v.ledger = adjudicate.Ledger{
		Plan: s.plan, Year: a.Year.Span, ServiceDate: a.ServiceDate, Rules: s.set, Provider: v.in.Provider, Business: v.in.Business,
	}
	v.remittance, err = remit.New(remit.Determination{Claim: v.in.Claim, Reasons: a.Reasons, Results: v.results, Ledger: v.ledger})
	if err != nil {
		d.Fatalf(t, "%v", err)
	}
	s.remit(t, outcome.Due, &undone, &v.remittance)
	v.member.keep(s.last, place, v)
}

// keep makes a determined claim part of the patient's history, in a place.
func (m *member) keep(number, place history.ClaimID, v *verdict) {
	past := adjudicate.Past{ID: claims.ID(fmt.Sprintf("C%d", number)), Provider: v.in.Claim.Provider, Authorization: v.in.Claim.PriorAuthorization}
	results := v.results
	for i := range v.in.Claim.Lines {
		line := &v.in.Claim.Lines[i]
		if !line.IsAdjudicated() {
			continue
		}
		past.Lines = append(past.Lines, adjudicate.PastLine{
			Sequence: line.Sequence, ServiceDate: line.ServiceDate, Procedure: line.Procedure, Modifiers: line.Modifiers,
			PlaceOfService: line.PlaceOfService, Units: line.Units, Charge: line.Charge, IsDenied: results[0].IsDenied(),
		})
		results = results[1:]
	}
	past.MarkRepetitions(v.assessment.Reasons)
	m.claims = append(m.claims, standing{number: number, place: place, year: v.assessment.Year, past: past, remittance: v.remittance})
}

// claim returns the id of a claim, `first` and `last` being of those that stand.
func (m *member) claim(id string) string {
	switch {
	case len(m.claims) == 0:
	case id == "first":
		return string(m.claims[0].past.ID)
	case id == "last":
		return string(m.claims[len(m.claims)-1].past.ID)
	}
	return id
}

// number returns the ledger's number of a claim that stands, zero for another one.
func (m *member) number(id string) history.ClaimID {
	at := slices.IndexFunc(m.claims, func(s standing) bool { return string(s.past.ID) == id })
	if at < 0 {
		return 0
	}
	return m.claims[at].number
}

// remove takes a claim that does not stand any more off the history, and returns what
// its remittance was.
func (m *member) remove(t *testing.T, id string) remit.Remittance {
	t.Helper()
	at := slices.IndexFunc(m.claims, func(s standing) bool { return string(s.past.ID) == id })
	if at < 0 {
		t.Fatalf("no claim %s stands", id)
	}
	undone := m.claims[at].remittance
	m.claims = slices.Delete(m.claims, at, at+1)
	return undone
}

// void takes a claim back, of whichever patient; a claim that does not stand is refused.
func (s *scenario) void(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	id := argument(t, d, "claim", "")
	if s.patient != nil {
		id = s.patient.claim(id)
	}
	op := history.Operation{Kind: history.Reverse, Claim: history.ClaimID(readNumber(t, strings.TrimPrefix(id, "C")))}
	outcome, err := s.book.Apply(op)
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	var out strings.Builder
	fmt.Fprintf(&out, "due %s\n", outcome.Due)
	for _, m := range s.members {
		at := slices.IndexFunc(m.claims, func(s standing) bool { return s.number == op.Claim })
		if at < 0 {
			continue
		}
		if d.HasArg("totals") {
			s.writeTotals(t, &out, m.MemberNumber, m.claims[at].year)
		}
		undone := m.remove(t, id)
		s.remit(t, outcome.Due, &undone, &remit.Remittance{})
	}
	return out.String()
}

func (s *scenario) counterfactual(t *testing.T, line int) string {
	t.Helper()
	changes, isFound := adjudicate.Counterfactual(s.lastInput, s.lastLedger, line)
	if !isFound {
		return "nothing that could be coded or sent otherwise\n"
	}
	var list []string
	for _, change := range changes {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s", change.Kind, change.Value)))
	}
	return "payable with " + strings.Join(list, " and ") + "\n"
}
