package simulate

import (
	"cmp"
	"slices"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/errs"
)

// comparison is a report in the making.
type comparison struct {
	Report
	moves     map[[2]ending]*Move
	rejected  map[errs.Code]*Rejection
	providers map[claims.ProviderID]int64
	patients  map[string]int64
	plan      int64
}

// ending is how a line ends, whatever the money.
type ending struct {
	status Status
	rule   string
}

func (o *Outcome) ending() ending { return ending{o.Status, o.Rule} }

// Compare says what becomes other from a to b, which [DecideBoth] gave. What could not
// even be read is counted already, by reason.
func Compare(a, b []Decided, refused map[errs.Code]int) Report {
	c := comparison{
		Report: Report{Rejected: []Rejection{}, NotAsked: []Unasked{}, Moves: []Move{}, Waits: []Move{}, Changes: []Change{}},
		moves:  map[[2]ending]*Move{}, rejected: map[errs.Code]*Rejection{},
		providers: map[claims.ProviderID]int64{}, patients: map[string]int64{},
	}
	for reason, count := range refused {
		c.reject(reason, count, count)
		c.LeftOut += count
	}
	for i := range a {
		if c.isLeftOut(&a[i], &b[i]) {
			continue
		}
		c.Claims++
		for j := range a[i].Lines {
			c.compare(a[i].Claim, &a[i].Lines[j], &b[i].Lines[j])
		}
	}
	c.finish()
	return c.Report
}

// isLeftOut reports whether a claim cannot enter adjudication, and counts why.
func (c *comparison) isLeftOut(a, b *Decided) bool {
	if a.Refusal == "" && b.Refusal == "" {
		return false
	}
	c.LeftOut++
	if a.Refusal != "" {
		c.reject(a.Refusal, 1, 0)
	}
	if b.Refusal != "" {
		c.reject(b.Refusal, 0, 1)
	}
	return true
}

func (c *comparison) reject(reason errs.Code, byA, byB int) {
	if c.rejected[reason] == nil {
		c.rejected[reason] = &Rejection{Reason: reason}
	}
	c.rejected[reason].ClaimsA += byA
	c.rejected[reason].ClaimsB += byB
}

// compare adds a line of a claim. One that waits moves nobody's money.
func (c *comparison) compare(claim *Claim, from, to *Outcome) {
	c.A.add(from)
	c.B.add(to)
	if *from == *to {
		return
	}
	if from.Status != Pended && to.Status != Pended {
		c.providers[claim.Provider] += to.Paid + to.Patient - from.Paid - from.Patient
		c.patients[claim.MemberNumber] += from.Patient - to.Patient
		c.plan += from.Paid - to.Paid
	}
	key := [2]ending{from.ending(), to.ending()}
	if c.moves[key] == nil {
		c.moves[key] = &Move{From: from.Rule, FromStatus: from.Status, To: to.Rule, ToStatus: to.Status}
	}
	c.moves[key].add(from, to)
	c.Changes = append(c.Changes, Change{
		Claim: claim.Name, Line: from.Line, From: from.Rule, FromStatus: from.Status, To: to.Rule, ToStatus: to.Status,
		AllowedA: from.Allowed, AllowedB: to.Allowed, PaidA: from.Paid, PaidB: to.Paid, OwedA: from.Patient, OwedB: to.Patient,
	})
}

// finish makes the sums and lists of what was gathered.
func (c *comparison) finish() {
	for _, cents := range c.providers {
		c.Providers.add(cents)
	}
	for _, cents := range c.patients {
		c.Patients.add(cents)
	}
	c.Plan.add(c.plan)
	for _, move := range c.moves {
		if move.FromStatus == Pended || move.ToStatus == Pended {
			c.Waits = append(c.Waits, *move)
		} else {
			c.Moves = append(c.Moves, *move)
		}
	}
	slices.SortFunc(c.Moves, byMoney)
	slices.SortFunc(c.Waits, byMoney)
	for _, rejection := range c.rejected {
		c.Rejected = append(c.Rejected, *rejection)
	}
	slices.SortFunc(c.Rejected, func(x, y Rejection) int {
		return cmp.Or(cmp.Compare(y.ClaimsA+y.ClaimsB, x.ClaimsA+x.ClaimsB), cmp.Compare(x.Reason, y.Reason))
	})
}

// byMoney orders moves by the most that they are about, whoever pays it.
func byMoney(x, y Move) int {
	return cmp.Or(
		cmp.Compare(y.money(), x.money()), cmp.Compare(y.Lines, x.Lines),
		cmp.Compare(x.FromStatus, y.FromStatus), cmp.Compare(x.From, y.From),
		cmp.Compare(x.ToStatus, y.ToStatus), cmp.Compare(x.To, y.To),
	)
}

func (m *Move) money() int64 {
	return max(magnitude(m.AllowedCents), magnitude(m.PaidCents), magnitude(m.PatientCents))
}

func magnitude(cents int64) int64 { return max(cents, -cents) }

func (m *Move) add(from, to *Outcome) {
	m.Lines++
	m.AllowedCents += to.Allowed - from.Allowed
	m.PaidCents += to.Paid - from.Paid
	m.PatientCents += to.Patient - from.Patient
}

func (t *Totals) add(o *Outcome) {
	t.Lines++
	switch o.Status {
	case Pended:
		t.LinesPended++
	case Denied:
		t.LinesDenied++
	case Paid:
		t.LinesPaid++
	}
	t.AllowedCents += o.Allowed
	t.PaidCents += o.Paid
	t.PatientCents += o.Patient
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
