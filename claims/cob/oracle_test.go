package cob_test

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/benefits/history"
	"github.com/clearclaim/clearclaim/claims/benefits/oracle"
	"github.com/clearclaim/clearclaim/claims/cob"
	"github.com/clearclaim/clearclaim/claims/codes"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

// The oracle works in fractions of any size, from what the payers answered to what
// the plan pays, and shares nothing with the package but its types.

func rat(amount money.Amount) *big.Rat { return big.NewRat(amount.Cents(), 1) }

func least(a *big.Rat, others ...*big.Rat) *big.Rat {
	for _, b := range others {
		if b.Cmp(a) < 0 {
			a = b
		}
	}
	return a
}

func atLeastZero(a *big.Rat) *big.Rat {
	if a.Sign() < 0 {
		return new(big.Rat)
	}
	return a
}

func less(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }

// floor rounds down.
func floor(a *big.Rat) *big.Rat {
	quotient, remainder := new(big.Int).QuoRem(a.Num(), a.Denom(), new(big.Int))
	if remainder.Sign() < 0 {
		quotient.Sub(quotient, big.NewInt(1))
	}
	return new(big.Rat).SetInt(quotient)
}

// exactLine is a payer's answer to one line.
type exactLine struct {
	paid, patient, allowed *big.Rat
	saysNothing            bool
}

// exactPrior divides a payer's answer among the lines of the claim.
func exactPrior(charges []*big.Rat, prior cob.Prior) []exactLine {
	lines := make([]exactLine, len(charges))
	shares := make([]*big.Rat, len(charges))
	for i := range lines {
		lines[i] = exactLine{paid: new(big.Rat).Set(charges[i]), patient: new(big.Rat)}
		shares[i] = new(big.Rat)
	}
	post := func(i int, a cob.Adjustment, amount *big.Rat) {
		lines[i].paid.Sub(lines[i].paid, amount)
		lines[i].saysNothing = lines[i].saysNothing || a.CARC == "23"
		if a.Group == "PR" {
			lines[i].patient.Add(lines[i].patient, amount)
			if a.CARC == "1" || a.CARC == "2" || a.CARC == "3" {
				shares[i].Add(shares[i], amount)
			}
		}
	}
	for i := range prior.Lines {
		for _, a := range prior.Lines[i].Adjustments {
			post(i, a, rat(a.Amount))
		}
	}
	for _, sign := range []int{-1, 1} {
		for _, a := range prior.Adjustments {
			if whole := rat(a.Amount); whole.Sign() == sign || whole.Sign() == 0 && sign == 1 {
				for i, amount := range exactShares(charges, lines, whole) {
					post(i, a, amount)
				}
			}
		}
	}
	for i := range lines {
		lines[i].allowed = new(big.Rat).Add(lines[i].paid, shares[i])
	}
	return lines
}

// exactShares divides an adjustment of the claim: what the lines up to each bear of
// it, rounded down, less what those before it do.
func exactShares(charges []*big.Rat, lines []exactLine, whole *big.Rat) []*big.Rat {
	weights, total := make([]*big.Rat, len(lines)), new(big.Rat)
	for i := range lines {
		weights[i] = new(big.Rat).Set(lines[i].paid)
		if whole.Sign() < 0 {
			weights[i].Set(charges[i])
		}
		total.Add(total, weights[i])
	}
	size := new(big.Rat).Abs(whole)
	reached, before := new(big.Rat), new(big.Rat)
	shares := make([]*big.Rat, len(lines))
	for i := range lines {
		reached.Add(reached, weights[i])
		upTo := new(big.Rat)
		if total.Sign() > 0 {
			upTo = floor(new(big.Rat).Mul(size, new(big.Rat).Quo(reached, total)))
		}
		shares[i] = less(upTo, before)
		if whole.Sign() < 0 {
			shares[i].Neg(shares[i])
		}
		before = upTo
	}
	return shares
}

// exactLeft is what a line comes to after all prior payers.
type exactLeft struct {
	paid, owed *big.Rat
	alloweds   []*big.Rat
	first      *big.Rat
}

func exactLefts(charges []*big.Rat, priors []cob.Prior) []exactLeft {
	lefts := make([]exactLeft, len(charges))
	answers := make([][]exactLine, len(priors))
	for k := range priors {
		answers[k] = exactPrior(charges, priors[k])
	}
	for i := range lefts {
		lefts[i] = exactLeft{paid: new(big.Rat), owed: new(big.Rat).Set(charges[i])}
		for k := range answers {
			line := answers[k][i]
			lefts[i].paid.Add(lefts[i].paid, line.paid)
			lefts[i].owed = atLeastZero(least(line.patient, less(lefts[i].owed, line.paid)))
			if !line.saysNothing && line.allowed.Sign() > 0 {
				lefts[i].alloweds = append(lefts[i].alloweds, line.allowed)
				if k == 0 {
					lefts[i].first = line.allowed
				}
			}
		}
	}
	return lefts
}

func (l exactLeft) allowable(rule coverage.AllowableRule, own *big.Rat) *big.Rat {
	all := l.alloweds
	if own.Sign() > 0 {
		all = append([]*big.Rat{own}, all...)
	}
	switch {
	case len(all) == 0 || rule == "" || rule == coverage.PrimaryAllowed && l.first == nil:
		return own
	case rule == coverage.PrimaryAllowed:
		return l.first
	case rule == coverage.LowerAllowed:
		return least(all[0], all[1:]...)
	default:
		highest := all[0]
		for _, a := range all {
			if a.Cmp(highest) > 0 {
				highest = a
			}
		}
		return highest
	}
}

// alone determines lines by the exact oracle of benefits, after those before them.
func alone(t *testing.T, c cob.Claim, standing []benefits.Line, line benefits.Line) benefits.LineResult {
	t.Helper()
	ledger := oracle.New(*c.Plan)
	if err := ledger.Enrol(history.Enrolment{Year: 1, Span: c.Facts.Year}); err != nil {
		t.Fatal(err)
	}
	var last history.Outcome
	for i, one := range append(append([]benefits.Line(nil), standing...), line) {
		var err error
		last, err = ledger.Apply(history.Operation{Kind: history.Determine, Claim: history.ClaimID(i + 1), Submission: history.Submission{
			Year: 1, ServiceDate: c.Facts.ServiceDate, ReceivedAt: c.Facts.ReceiptDate.Time(), PaidAt: c.Facts.ReceiptDate.Time(),
			IsProviderCredentialed: true, Lines: []benefits.Line{one},
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	return last.Results[0]
}

// checkAgainstOracle holds a claim that meets empty accumulators against the
// oracle, and every claim against what must hold of all.
func checkAgainstOracle(t *testing.T, c cob.Claim, priors []cob.Prior, results []cob.Result) {
	t.Helper()
	charges := make([]*big.Rat, len(c.Lines))
	for i := range c.Lines {
		charges[i] = rat(c.Lines[i].Charge)
	}
	lefts := exactLefts(charges, priors)
	isFirst := c.Before == benefits.Accumulators{}
	for i := range results {
		checkLine(t, lefts[i], &results[i])
		if !isFirst {
			continue
		}
		own := alone(t, c, c.Lines[:i], c.Lines[i])
		if own != results[i].Benefit {
			t.Errorf("line %d: alone %+v, the oracle says %+v", i, results[i].Benefit, own)
		}
		if want := lefts[i].allowable(c.Plan.Coordination.Allowable, rat(own.Allowed)); rat(results[i].Allowable).Cmp(want) != 0 {
			t.Errorf("line %d: allowable %s, the oracle says %s cents", i, results[i].Allowable, want.RatString())
		}
		want := exactPaid(t, c, i, lefts[i], own)
		if rat(results[i].Paid).Cmp(want) != 0 {
			t.Errorf("line %d: paid %s, the oracle says %s cents", i, results[i].Paid, want.RatString())
		}
	}
}

func exactPaid(t *testing.T, c cob.Claim, i int, left exactLeft, own benefits.LineResult) *big.Rat {
	t.Helper()
	if own.IsDenied() && own.Denial != benefits.DenialLimitReached {
		return new(big.Rat)
	}
	unpaid := atLeastZero(less(left.allowable(c.Plan.Coordination.Allowable, rat(own.Allowed)), left.paid))
	benefit := rat(own.Paid)
	switch c.Plan.Coordination.Method {
	case coverage.NonDuplication:
		benefit = atLeastZero(less(benefit, left.paid))
	case coverage.MaintenanceOfBenefits:
		reduced := c.Lines[i]
		reduced.Allowed = money.Cents(least(unpaid, rat(reduced.Allowed)).Num().Int64())
		benefit = least(benefit, rat(alone(t, c, c.Lines[:i], reduced).Paid))
	case coverage.Traditional:
	}
	return least(benefit, unpaid, left.owed)
}

// checkLine holds a result to what is true of every one.
func checkLine(t *testing.T, left exactLeft, r *cob.Result) {
	t.Helper()
	total := new(big.Rat).Add(rat(r.Paid), rat(r.PatientResponsibility()))
	for _, a := range []money.Amount{r.PriorPayers, r.AboveAllowable, r.Denied} {
		total.Add(total, rat(a))
	}
	posted := new(big.Rat).Add(rat(r.Paid), new(big.Rat).Add(rat(r.Denied), rat(r.Noncovered)))
	for _, a := range r.Adjustments() {
		if a.Amount.IsNegative() || a.Amount.IsZero() {
			t.Errorf("an adjustment of %s: %+v", a.Amount, r)
		}
		posted.Add(posted, rat(a.Amount))
	}
	switch charge := rat(r.Benefit.Charge); {
	case total.Cmp(charge) != 0 || posted.Cmp(charge) != 0:
		t.Errorf("charge %s is not the sum %s of its parts, nor that of its adjustments %s: %+v", charge, total, posted, r)
	case r.Paid.IsNegative() || r.Benefit.Paid.Less(r.Paid):
		t.Errorf("paid %s, alone it pays %s", r.Paid, r.Benefit.Paid)
	case new(big.Rat).Add(rat(r.Paid), rat(r.PatientResponsibility())).Cmp(left.owed) > 0:
		t.Errorf("paid %s and patient %s are above what was owed, %s", r.Paid, r.PatientResponsibility(), left.owed)
	case !r.Paid.IsZero() && new(big.Rat).Add(rat(r.Paid), left.paid).Cmp(rat(r.Allowable)) > 0:
		t.Errorf("all payers pay more than the allowable %s: %+v", r.Allowable, r)
	}
}

// source is what a random case is made of: chance, or the bytes of a fuzzer.
type source func(n int) int

var reasons = []cob.Adjustment{
	{Group: codes.ContractualObligation, CARC: "45"},
	{Group: codes.PatientResponsibility, CARC: "1"},
	{Group: codes.PatientResponsibility, CARC: "2"},
	{Group: codes.PatientResponsibility, CARC: "96"},
	{Group: codes.OtherAdjustment, CARC: "23"},
	{Group: codes.OtherAdjustment, CARC: "94"},
}

// cents makes small amounts, where rounding shows, and large ones.
func (s source) cents(most int64) int64 {
	switch s(4) {
	case 0:
		return min(int64(s(4)), most)
	case 1:
		return most
	default:
		return int64(uint64(s(1<<16))<<20|uint64(s(1<<20))) % (most + 1)
	}
}

// divide divides what is between charge and paid amount among reasons.
func (s source) divide(cents int64) []cob.Adjustment {
	var made []cob.Adjustment
	for range s(3) {
		a := reasons[s(len(reasons))]
		part := s.cents(cents)
		a.Amount = money.Cents(part)
		if cents -= part; a.CARC == "94" {
			a.Amount = money.Cents(-part)
			cents += 2 * part
		}
		made = append(made, a)
	}
	if cents > 0 {
		a := reasons[s(4)]
		a.Amount = money.Cents(cents)
		made = append(made, a)
	}
	return made
}

// claim makes a claim with what others answered, which balances.
func (s source) claim() (cob.Claim, []cob.Prior) {
	methods := []coverage.CoordinationMethod{coverage.Traditional, coverage.NonDuplication, coverage.MaintenanceOfBenefits}
	rules := []coverage.AllowableRule{coverage.HigherAllowed, coverage.LowerAllowed, coverage.PrimaryAllowed}
	plan := coverage.Plan{
		Coordination: coverage.Coordination{Method: methods[s(3)], Allowable: rules[s(3)]},
		Deductible:   coverage.LimitOf(money.Cents(s.cents(20_000))), OutOfPocketMax: coverage.LimitOf(money.Cents(s.cents(50_000))),
		Classes: []coverage.Class{{
			IsCovered: true, IsDeductibleApplied: s(2) == 0, IsOutOfPocketApplied: s(2) == 0,
			Coinsurance: money.BasisPoints(s(10_001)), Copay: money.Cents(s.cents(3000)),
		}},
	}
	lines := make([]benefits.Line, 1+s(4))
	for i := range lines {
		charge := 1 + s.cents(200_000)
		lines[i] = benefits.Line{Charge: money.Cents(charge), Units: 1, Allowed: money.Cents(s.cents(charge))}
		if s(8) == 0 {
			lines[i] = benefits.Line{Charge: money.Cents(charge), Units: 1, Class: benefits.ClassDenied}
		}
	}
	priors := make([]cob.Prior, s(4))
	for i := range priors {
		priors[i] = s.prior(lines)
	}
	return cob.Claim{Plan: &plan, Facts: facts, Lines: lines}, priors
}

// prior makes an answer by line, by claim, or both.
func (s source) prior(lines []benefits.Line) cob.Prior {
	var prior cob.Prior
	paid := int64(0)
	isByLine := s(3) > 0
	for _, line := range lines {
		charge := line.Charge.Cents()
		if !isByLine {
			paid += charge
			continue
		}
		linePaid := s.cents(charge)
		paid += linePaid
		prior.Lines = append(prior.Lines, cob.PriorLine{Paid: money.Cents(linePaid), Adjustments: s.divide(charge - linePaid)})
	}
	if !isByLine || s(2) == 0 {
		prior.Paid = money.Cents(s.cents(paid))
		prior.Adjustments = s.divide(paid - prior.Paid.Cents())
		return prior
	}
	prior.Paid = money.Cents(paid)
	return prior
}

// run coordinates a case that balances and holds it against the oracle.
func run(t *testing.T, c cob.Claim, priors []cob.Prior) {
	t.Helper()
	if len(priors) > 0 {
		charges := make([]money.Amount, len(c.Lines))
		for i := range c.Lines {
			charges[i] = c.Lines[i].Charge
		}
		left, faults := cob.Balance(charges, priors)
		if len(faults) > 0 {
			t.Fatalf("%v of %+v", faults, priors)
		}
		c.Left = left
		checkSplit(t, charges, priors, left)
	}
	results, after, err := cob.Determine(c)
	if err != nil {
		t.Fatal(err)
	}
	checkAgainstOracle(t, c, priors, results)
	checkAgainstLedger(t, c, results, after)
	if _, want, err := benefits.Determine(*c.Plan, c.Facts, c.Before, c.Lines); err != nil || after != want {
		t.Errorf("credited %+v, want %+v as if there were no other coverage, %v", after, want, err)
	}
}

// checkSplit holds what was put on lines against the claim's whole.
func checkSplit(t *testing.T, charges []money.Amount, priors []cob.Prior, left []cob.Left) {
	t.Helper()
	paid, owed := int64(0), int64(0)
	for i := range left {
		paid += left[i].Paid.Cents()
		owed += left[i].Owed.Cents()
		if left[i].Paid.IsNegative() || left[i].Owed.IsNegative() || charges[i].Less(left[i].Owed) {
			t.Errorf("line %d of %s is left as %+v", i, charges[i], left[i])
		}
	}
	for i := range priors {
		paid -= priors[i].Paid.Cents()
	}
	if paid != 0 {
		t.Errorf("the lines are paid %d cents more than the claim: %+v, %+v", paid, priors, left)
	}
}

func TestDetermine_AsTheOracleSays(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		c, priors := source(r.IntN).claim()
		if run(t, c, priors); t.Failed() {
			t.Fatalf("%+v, %+v, %+v", c.Plan.Coordination, c.Lines, priors)
		}
	}
}

func FuzzDetermine(f *testing.F) {
	f.Add([]byte{0})
	f.Add([]byte("a claim of some lines that several payers answered to in their own ways"))
	f.Fuzz(func(t *testing.T, data []byte) {
		at := 0
		c, priors := source(func(n int) int {
			value := 0
			for range 3 {
				if value <<= 8; at < len(data) {
					value |= int(data[at])
					at++
				}
			}
			return value % n
		}).claim()
		run(t, c, priors)
	})
}
