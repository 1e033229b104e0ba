package commitment

import (
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/money"
)

// packPrior packs how prior payers left a line, with what the plan pays of it: zero
// of a claim that is handed in.
func packPrior(prior claims.PriorAmounts, paid money.Amount) Word {
	var p packer
	p.put(1, 1)
	p.skip(111)
	p.cents(prior.Paid)
	p.cents(prior.Owed)
	p.cents(prior.Allowed)
	p.cents(paid)
	return p.word()
}

func readPrior(w Word) (prior claims.PriorAmounts, paid money.Amount, isClean bool) {
	u := unpack(w)
	isMarked := u.take(1) == 1
	u.spare(111)
	prior = claims.PriorAmounts{Paid: u.cents(), Owed: u.cents(), Allowed: u.cents()}
	return prior, u.cents(), isMarked && !u.isDirty
}

// isPrior reports whether a word is one of a prior payer, and not a result: their
// first bits differ.
func isPrior(w Word) bool { return w[0]&0x80 != 0 }

func appendPriors(dst []Word, results []benefits.LineResult) []Word {
	for i := range results {
		dst = append(dst, packPrior(results[i].Prior, results[i].Paid))
	}
	return dst
}

// readPriors reads the words of prior payers into the results that they are of.
func readPriors(results []benefits.LineResult, in *wordReader) (isClean bool) {
	isClean = true
	for i := range results {
		r := &results[i]
		var isPrior bool
		r.Prior, r.Paid, isPrior = readPrior(in.take())
		r.IsCoordinated = true
		isClean = isClean && isPrior
	}
	return isClean
}

func checkPrior(prior claims.PriorAmounts, charge money.Amount) error {
	if !isAmount(prior.Paid) || !isAmount(prior.Owed) || !isAmount(prior.Allowed) {
		return ErrAmountOutOfRange
	}
	if charge.Cents() < prior.Paid.Cents()+prior.Owed.Cents() {
		return ErrUnbalanced
	}
	return nil
}

// fitsPrior reports whether a line pays what prior payers left of it, at most: without
// them its benefit.
func fitsPrior(r *benefits.LineResult) bool {
	if !r.IsCoordinated {
		return r.Prior == claims.PriorAmounts{} && r.Paid == r.Benefit()
	}
	return checkPrior(r.Prior, r.Charge) == nil && !r.Benefit().Less(r.Paid) && !r.Prior.Owed.Less(r.Paid)
}
