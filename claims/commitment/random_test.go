package commitment_test

import (
	"math/rand/v2"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Random values, for the two implementations to agree on.

func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 2)) }

func randomHash(r *rand.Rand) (h commitment.Hash) {
	for i := range h {
		h[i] = byte(r.Uint32())
	}
	return h
}

// randomCents is often at an end of the range.
func randomCents(r *rand.Rand, most int64) money.Amount {
	switch r.IntN(8) {
	case 0:
		return cents(0)
	case 1:
		return cents(most)
	}
	return cents(r.Int64N(most + 1))
}

func randomReceipt(r *rand.Rand, kind commitment.Kind) commitment.Receipt {
	receipt := commitment.Receipt{
		ContentHash: randomHash(r), Kind: kind, CoverageYear: claims.CoverageYearID(r.Uint64()), ServiceDay: claims.Date(1 + r.IntN(1<<24-1)),
	}
	if kind != commitment.KindOriginal {
		receipt.Replaced = claims.Number{
			Batch: claims.BatchID{Insurer: claims.InsurerID(1 + r.Uint32N(1<<32-1)), Sequence: 1 + r.Uint32N(1<<32-1)}, Index: uint16(r.Uint32()),
		}
	}
	if kind == commitment.KindVoid {
		return receipt
	}
	receipt.Lines = make([]commitment.Line, 1+r.IntN(12))
	if r.IntN(20) == 0 {
		receipt.Lines = make([]commitment.Line, commitment.MaxLines-r.IntN(6))
	}
	for i := range receipt.Lines {
		receipt.Lines[i] = commitment.Line{Charge: randomCents(r, money.MaxCents), Units: 1 + r.IntN(claims.MaxUnits)}
	}
	return receipt
}

func randomFacts(r *rand.Rand) (f commitment.Facts) {
	f.Flags = commitment.Flags(r.IntN(2)) * commitment.FilingExcused
	if r.IntN(2) == 0 {
		f = f.WithReasons(randomHash(r))
	}
	if r.IntN(3) == 0 {
		f = f.WithAuthorization(randomHash(r))
	}
	if r.IntN(3) == 0 {
		f = f.WithEvidence(commitment.Hash{}) // a word that is zero is a word
	}
	return f
}

func randomClaim(r *rand.Rand, kind commitment.Kind) commitment.Claim {
	c := commitment.Claim{Receipt: randomReceipt(r, kind)}
	if kind == commitment.KindVoid {
		return c
	}
	c.Facts = randomFacts(r)
	for _, line := range c.Receipt.Lines {
		allowance := commitment.Allowance{Allowed: randomCents(r, line.Charge.Cents()), Class: uint8(r.IntN(64))}
		if r.IntN(4) == 0 {
			allowance = commitment.Allowance{Class: benefits.ClassDenied}
		}
		c.Allowances = append(c.Allowances, allowance)
	}
	if r.IntN(3) == 0 {
		priors := make([]claims.PriorAmounts, len(c.Receipt.Lines))
		for i, line := range c.Receipt.Lines {
			priors[i] = randomPrior(r, line.Charge)
		}
		c = c.WithPriors(priors)
	}
	return c
}

func randomPrior(r *rand.Rand, charge money.Amount) claims.PriorAmounts {
	paid := randomCents(r, charge.Cents())
	return claims.PriorAmounts{
		Paid: paid, Owed: randomCents(r, charge.Cents()-paid.Cents()), Allowed: randomCents(r, money.MaxCents),
	}
}

func randomResult(r *rand.Rand) lineResult {
	line := lineResult{Charge: randomCents(r, money.MaxCents), Class: uint8(r.IntN(64)), Denial: benefits.Denial(r.IntN(16))}
	if line.Denial > benefits.DenialLimitReached {
		line.Denial = benefits.DenialNone
	}
	if line.Denial == benefits.DenialByEngine {
		line.Class = benefits.ClassDenied
	}
	if line.Denial == benefits.DenialLimitReached {
		line.Charge = cents(1 + r.Int64N(money.MaxCents))
		line.Allowed = cents(1 + r.Int64N(line.Charge.Cents()))
		line.Noncovered = line.Allowed
	}
	if line.Denial != benefits.DenialNone {
		return line
	}
	line.Allowed = randomCents(r, line.Charge.Cents())
	rest := line.Allowed.Cents()
	for _, share := range []*money.Amount{&line.Paid, &line.Copay, &line.Deductible, &line.Coinsurance} {
		*share = randomCents(r, rest)
		rest -= share.Cents()
	}
	if rest < line.Allowed.Cents() {
		line.Noncovered, line.Units = cents(rest), r.IntN(claims.MaxUnits+1)
	} else {
		line.Paid, line.Units = cents(rest), 0
		if rest > 0 {
			line.Units = 1
		}
	}
	return line
}

func randomDetermination(r *rand.Rand) *commitment.Determination {
	return randomDeterminationOf(r, 1+r.IntN(6))
}

func randomDeterminationOf(r *rand.Rand, lineCount int) *commitment.Determination {
	d := &commitment.Determination{
		Version: uint8(1 + r.IntN(255)), ServiceDay: claims.Date(1 + r.IntN(1<<24-1)), CoverageYear: claims.CoverageYearID(r.Uint64()),
		Interest: randomCents(r, money.MaxCents), Results: make([]lineResult, lineCount), Facts: randomFacts(r),
	}
	for i := range d.Results {
		d.Results[i] = randomResult(r)
	}
	if r.IntN(3) == 0 {
		d.Facts.Flags |= commitment.HasPriorPayers
		for i := range d.Results {
			line := &d.Results[i]
			line.IsCoordinated, line.Prior = true, randomPrior(r, line.Charge)
			line.Paid = randomCents(r, min(line.Benefit().Cents(), line.Prior.Owed.Cents()))
		}
	}
	return d
}

func randomSettlement(r *rand.Rand) []commitment.SettledSubmission {
	submissions := make([]commitment.SettledSubmission, 1+r.IntN(4))
	type group struct {
		family    claims.FamilyYearID
		extension claims.ExtensionID
	}
	groups := map[claims.CoverageYearID]group{}
	for i := range submissions {
		submissions[i].Provider = claims.ProviderID(r.Uint32())
		for range 1 + r.IntN(5) {
			if r.IntN(4) == 0 {
				submissions[i].Claims = append(submissions[i].Claims, commitment.SettledClaim{ReceiptLeaf: randomHash(r)})
				continue
			}
			whole := randomClaim(r, commitment.KindOriginal)
			whole.Receipt.CoverageYear = claims.CoverageYearID(r.IntN(6))
			of, isKnown := groups[whole.Receipt.CoverageYear]
			if !isKnown {
				of = group{claims.FamilyYearID(r.IntN(3)), claims.ExtensionID(r.IntN(3))}
				groups[whole.Receipt.CoverageYear] = of
			}
			leaf, err := whole.Receipt.Leaf()
			if err != nil {
				panic(err)
			}
			submissions[i].Claims = append(submissions[i].Claims, commitment.SettledClaim{
				ReceiptLeaf: leaf, Whole: &whole, Family: of.family, Extension: of.extension,
			})
		}
	}
	return submissions
}

func randomEntries(r *rand.Rand) []commitment.Entry {
	entries := make([]commitment.Entry, r.IntN(6))
	first := r.IntN(1 << 15)
	for i := range entries {
		entries[i] = commitment.Entry{Index: uint16(first + i), ReceiptLeaf: randomHash(r)}
		if r.IntN(3) > 0 {
			entries[i].Determination = randomDetermination(r)
		}
	}
	return entries
}
