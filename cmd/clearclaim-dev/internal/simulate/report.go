package simulate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/clearclaim/clearclaim/claims/errs"
)

// Totals are what the lines come to by one rule set.
type Totals struct {
	Lines        int   `json:"lines"`
	LinesPaid    int   `json:"lines_paid"`
	LinesDenied  int   `json:"lines_denied"`
	LinesPended  int   `json:"lines_pended"`
	AllowedCents int64 `json:"allowed_cents"`
	PaidCents    int64 `json:"paid_cents"`
	PatientCents int64 `json:"patient_cents"`
}

// Move is what lines gain or lose that one rule decided and then another; "" is
// none. Cents are B's less A's.
type Move struct {
	From         string `json:"from_rule"`
	To           string `json:"to_rule"`
	Lines        int    `json:"lines"`
	AllowedCents int64  `json:"allowed_cents"`
	PaidCents    int64  `json:"paid_cents"`
	PatientCents int64  `json:"patient_cents"`
}

// Sides are how many gain and lose, and how much.
type Sides struct {
	Gain      int   `json:"gain"`
	GainCents int64 `json:"gain_cents"`
	Lose      int   `json:"lose"`
	LoseCents int64 `json:"lose_cents"`
}

func (s *Sides) add(cents int64) {
	switch {
	case cents > 0:
		s.Gain++
		s.GainCents += cents
	case cents < 0:
		s.Lose++
		s.LoseCents -= cents
	}
}

// Change is a line that ends otherwise.
type Change struct {
	Claim string `json:"claim"`
	Line  int    `json:"line"`
	From  string `json:"from_rule"`
	To    string `json:"to_rule"`
	PaidA int64  `json:"paid_cents_a"`
	PaidB int64  `json:"paid_cents_b"`
	OwedA int64  `json:"patient_cents_a"`
	OwedB int64  `json:"patient_cents_b"`
}

// Rejection is how many claims cannot enter adjudication for a reason.
type Rejection struct {
	Reason errs.Code `json:"reason"`
	Claims int       `json:"claims"`
}

// Report compares two rule sets.
type Report struct {
	// Claims are those that both rule sets decide.
	Claims int `json:"claims"`
	// Rejected claims cannot enter adjudication by one of the rule sets or both, and count
	// for nothing else; by reason, the most first.
	Rejected []Rejection `json:"rejected"`
	// NotAsked are rules that no claim or not every claim could be asked.
	NotAsked []Unasked `json:"not_asked"`
	A        Totals    `json:"a"`
	B        Totals    `json:"b"`
	// Moves are by rule, the most money first.
	Moves []Move `json:"moves"`
	// Providers gain what is allowed them, Patients what they need not pay.
	Providers Sides `json:"providers"`
	Patients  Sides `json:"patients"`
	// Changes are the lines that end otherwise.
	Changes []Change `json:"changes"`
}

// Compare says what becomes other from a to b, which decide the same claims. What could
// not even be read is counted already, by reason.
func Compare(a, b []Decided, refused map[errs.Code]int) Report {
	var r Report
	refused = maps.Clone(refused)
	if refused == nil {
		refused = map[errs.Code]int{}
	}
	moves := map[[2]string]*Move{}
	providers, patients := map[uint32]int64{}, map[string]int64{}
	for i := range a {
		if refusal := cmp.Or(a[i].Refusal, b[i].Refusal); refusal != "" {
			refused[refusal]++
			continue
		}
		r.Claims++
		for j := range a[i].Lines {
			from, to := &a[i].Lines[j], &b[i].Lines[j]
			r.A.add(from)
			r.B.add(to)
			providers[uint32(a[i].Provider)] += to.Allowed - from.Allowed
			patients[a[i].MemberNumber] += from.Patient - to.Patient
			if *from == *to {
				continue
			}
			key := [2]string{from.Rule, to.Rule}
			if moves[key] == nil {
				moves[key] = &Move{From: from.Rule, To: to.Rule}
			}
			moves[key].add(from, to)
			r.Changes = append(r.Changes, Change{
				Claim: a[i].Name, Line: from.Line, From: from.Rule, To: to.Rule,
				PaidA: from.Paid, PaidB: to.Paid, OwedA: from.Patient, OwedB: to.Patient,
			})
		}
	}
	r.reject(refused)
	for _, cents := range providers {
		r.Providers.add(cents)
	}
	for _, cents := range patients {
		r.Patients.add(cents)
	}
	for _, move := range moves {
		r.Moves = append(r.Moves, *move)
	}
	slices.SortFunc(r.Moves, func(x, y Move) int {
		return cmp.Or(cmp.Compare(magnitude(y.AllowedCents), magnitude(x.AllowedCents)), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	})
	return r
}

func (r *Report) reject(refused map[errs.Code]int) {
	for reason, count := range refused {
		r.Rejected = append(r.Rejected, Rejection{Reason: reason, Claims: count})
	}
	slices.SortFunc(r.Rejected, func(x, y Rejection) int {
		return cmp.Or(cmp.Compare(y.Claims, x.Claims), cmp.Compare(x.Reason, y.Reason))
	})
}

func (t *Totals) add(o *Outcome) {
	t.Lines++
	switch {
	case o.IsPended:
		t.LinesPended++
	case o.Rule != "":
		t.LinesDenied++
	default:
		t.LinesPaid++
	}
	t.AllowedCents += o.Allowed
	t.PaidCents += o.Paid
	t.PatientCents += o.Patient
}

func (m *Move) add(from, to *Outcome) {
	m.Lines++
	m.AllowedCents += to.Allowed - from.Allowed
	m.PaidCents += to.Paid - from.Paid
	m.PatientCents += to.Patient - from.Patient
}

func magnitude(cents int64) int64 { return max(cents, -cents) }

// Print writes the report, as JSON or for a person to read.
func (r *Report) Print(out io.Writer, isJSON bool) error {
	if isJSON {
		return json.NewEncoder(out).Encode(r)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "RULE SET\tLINES\tPAID\tDENIED\tPENDED\tALLOWED\tPLAN PAYS\tPATIENTS OWE")
	for i, totals := range [...]Totals{r.A, r.B} {
		name := string(rune('A' + i))
		_, _ = fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%s\t%s\t%s\n", name, totals.Lines, totals.LinesPaid, totals.LinesDenied, totals.LinesPended,
			dollars(totals.AllowedCents), dollars(totals.PaidCents), dollars(totals.PatientCents))
	}
	_, _ = fmt.Fprintln(w, "\nBY A\tBY B\tLINES\tALLOWED\tPLAN PAYS\tPATIENTS OWE")
	for _, move := range r.Moves {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\n", word(move.From), word(move.To), move.Lines, signed(move.AllowedCents), signed(move.PaidCents), signed(move.PatientCents))
	}
	_, _ = fmt.Fprintln(w, "\nWHO\tGAIN\tBY\tLOSE\tBY")
	for _, side := range []struct {
		name string
		Sides
	}{{"providers", r.Providers}, {"patients", r.Patients}} {
		_, _ = fmt.Fprintf(w, "%s\t%d\t%s\t%d\t%s\n", side.name, side.Gain, dollars(side.GainCents), side.Lose, dollars(side.LoseCents))
	}
	r.printLeftOut(w)
	return w.Flush()
}

// printLeftOut writes which claims were not decided, and what was not asked of the others.
func (r *Report) printLeftOut(w io.Writer) {
	if len(r.Rejected) > 0 {
		_, _ = fmt.Fprintln(w, "\nREJECTED FOR\tCLAIMS")
	}
	for _, rejection := range r.Rejected {
		_, _ = fmt.Fprintf(w, "%s\t%d\n", rejection.Reason, rejection.Claims)
	}
	if len(r.NotAsked) > 0 {
		_, _ = fmt.Fprintln(w, "\nNOT KNOWN\tOF CLAIMS BY A\tBY B\tRULES NOT ASKED")
	}
	for _, u := range r.NotAsked {
		_, _ = fmt.Fprintf(w, "%s\t%d\t%d\t%s\n", u.Lacking, u.ClaimsA, u.ClaimsB, strings.Join(u.Rules, ", "))
	}
}

func word(rule string) string {
	if rule == "" {
		return "paid"
	}
	return rule
}

func dollars(cents int64) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	return fmt.Sprintf("%s%d.%02d", sign, cents/100, cents%100)
}

func signed(cents int64) string {
	if cents > 0 {
		return "+" + dollars(cents)
	}
	return dollars(cents)
}
