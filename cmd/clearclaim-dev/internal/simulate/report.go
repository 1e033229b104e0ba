package simulate

import (
	"encoding/json"
	"fmt"
	"io"
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

// Move is what becomes other of lines that end in one way by A and in another by B.
// Cents are B's less A's; a line that is pended has none.
type Move struct {
	From         string `json:"from_rule"` // see [Outcome]
	FromStatus   Status `json:"from_status"`
	To           string `json:"to_rule"`
	ToStatus     Status `json:"to_status"`
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

// Change is a line that ends otherwise.
type Change struct {
	Claim      string `json:"claim"`
	Line       int    `json:"line"`
	From       string `json:"from_rule"` // see [Outcome]
	FromStatus Status `json:"from_status"`
	To         string `json:"to_rule"`
	ToStatus   Status `json:"to_status"`
	AllowedA   int64  `json:"allowed_cents_a"`
	AllowedB   int64  `json:"allowed_cents_b"`
	PaidA      int64  `json:"paid_cents_a"`
	PaidB      int64  `json:"paid_cents_b"`
	OwedA      int64  `json:"patient_cents_a"`
	OwedB      int64  `json:"patient_cents_b"`
}

// Rejection is how many claims cannot enter adjudication for a reason.
type Rejection struct {
	Reason errs.Code `json:"reason"`
	// ClaimsA and ClaimsB are those that each rule set rejects; both what cannot be read.
	ClaimsA int `json:"claims_a"`
	ClaimsB int `json:"claims_b"`
}

// Report compares two rule sets.
type Report struct {
	// Claims are those that enter adjudication by both rule sets.
	Claims int `json:"claims"`
	// LeftOut are claims that cannot enter adjudication by one of the rule sets or both.
	// They count for nothing else.
	LeftOut int `json:"left_out"`
	// Rejected are why, the most claims first.
	Rejected []Rejection `json:"rejected"`
	// NotAsked are rules that no claim or not every claim could be asked.
	NotAsked []Unasked `json:"not_asked"`
	A        Totals    `json:"a"`
	B        Totals    `json:"b"`
	// Moves are of lines that both rule sets decide, the most money first. With Waits they
	// come to B less A.
	Moves []Move `json:"moves"`
	// Waits are of lines that one of the rule sets pends, or both for different rules.
	// Nobody has gained or lost by them yet: they count for none of the sides.
	Waits []Move `json:"waits"`
	// Providers gain what they are paid and what patients owe them, Patients what they
	// need not pay, and the plan what it does not pay: together they gain what they lose.
	Providers Sides `json:"providers"`
	Patients  Sides `json:"patients"`
	Plan      Sides `json:"plan"`
	// Changes are the lines that end otherwise.
	Changes []Change `json:"changes"`
}

// Print writes the report, as JSON or for a person to read.
func (r *Report) Print(out io.Writer, isJSON bool) error {
	if isJSON {
		return json.NewEncoder(out).Encode(r)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(w, "claims: %d; left out, as a rule set rejects them: %d\n\n", r.Claims, r.LeftOut)
	_, _ = fmt.Fprintln(w, "RULE SET\tLINES\tPAID\tDENIED\tPENDED\tALLOWED\tPLAN PAYS\tPATIENTS OWE")
	for i, totals := range [...]Totals{r.A, r.B} {
		name := string(rune('A' + i))
		_, _ = fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%s\t%s\t%s\n", name, totals.Lines, totals.LinesPaid, totals.LinesDenied, totals.LinesPended,
			dollars(totals.AllowedCents), dollars(totals.PaidCents), dollars(totals.PatientCents))
	}
	printMoves(w, r.Moves)
	if len(r.Waits) > 0 {
		_, _ = fmt.Fprintln(w, "\nlines that wait by a rule set: nobody has gained or lost by them yet")
		printMoves(w, r.Waits)
	}
	_, _ = fmt.Fprintln(w, "\nWHO\tGAIN\tBY\tLOSE\tBY")
	for _, side := range []struct {
		name string
		Sides
	}{{"providers", r.Providers}, {"patients", r.Patients}, {"plan", r.Plan}} {
		_, _ = fmt.Fprintf(w, "%s\t%d\t%s\t%d\t%s\n", side.name, side.Gain, dollars(side.GainCents), side.Lose, dollars(side.LoseCents))
	}
	r.printLeftOut(w)
	return w.Flush()
}

func printMoves(w io.Writer, moves []Move) {
	_, _ = fmt.Fprintln(w, "\nBY A\tBY B\tLINES\tALLOWED\tPLAN PAYS\tPATIENTS OWE")
	for i := range moves {
		m := &moves[i]
		_, _ = fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\n", word(m.FromStatus, m.From), word(m.ToStatus, m.To), m.Lines,
			signed(m.AllowedCents), signed(m.PaidCents), signed(m.PatientCents))
	}
}

// printLeftOut writes which claims were not decided, and what was not asked of the others.
func (r *Report) printLeftOut(w io.Writer) {
	if len(r.Rejected) > 0 {
		_, _ = fmt.Fprintln(w, "\nREJECTED FOR\tCLAIMS BY A\tBY B")
	}
	for _, rejection := range r.Rejected {
		_, _ = fmt.Fprintf(w, "%s\t%d\t%d\n", rejection.Reason, rejection.ClaimsA, rejection.ClaimsB)
	}
	if len(r.NotAsked) > 0 {
		_, _ = fmt.Fprintln(w, "\nNOT KNOWN\tOF CLAIMS BY A\tBY B\tRULES NOT ASKED")
	}
	for _, u := range r.NotAsked {
		_, _ = fmt.Fprintf(w, "%s\t%d\t%d\t%s\n", u.Lacking, u.ClaimsA, u.ClaimsB, strings.Join(u.Rules, ", "))
	}
}

// word says how a line ends.
func word(status Status, rule string) string {
	switch {
	case status == Pended:
		return "waits (" + rule + ")"
	case status == Denied:
		return rule
	case rule != "":
		return "paid in part (" + rule + ")"
	default:
		return "paid"
	}
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
