package commitment_test

import (
	"math/big"
	"strings"

	"golang.org/x/crypto/sha3"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

// The second implementation: slow, of large integers shifted into place, with
// every position written down from the lowest bit as the ledger's code has it. It
// shares nothing with the first but the types.

// keccak hashes the parts one after the other.
func keccak(parts ...string) (hash commitment.Hash) {
	state := sha3.NewLegacyKeccak256()
	state.Write([]byte(strings.Join(parts, "")))
	copy(hash[:], state.Sum(nil))
	return hash
}

// naive is a word that grows.
type naive struct{ sum *big.Int }

func naiveWord() naive { return naive{new(big.Int)} }

func (n naive) add(at uint, value uint64) naive {
	field := new(big.Int).Lsh(new(big.Int).SetUint64(value), at)
	return naive{new(big.Int).Add(n.sum, field)}
}

func (n naive) cents(at uint, amount money.Amount) naive { return n.add(at, uint64(amount.Cents())) }

func (n naive) word() (w commitment.Word) {
	n.sum.FillBytes(w[:])
	return w
}

func (n naive) text() string {
	w := n.word()
	return string(w[:])
}

// naiveLeaf is H(TAG ‖ H(outer ‖ chain(words…))), chain(words…, word) = H(chain(words…) ‖ word).
func naiveLeaf(name string, outer commitment.Word, words []commitment.Word) commitment.Hash {
	chained := string(words[0][:])
	for _, w := range words[1:] {
		hash := keccak(chained, string(w[:]))
		chained = string(hash[:])
	}
	tag, all := keccak("clearclaim/"+name+"/v2"), keccak(string(outer[:]), chained)
	return keccak(string(tag[:]), string(all[:]))
}

func naiveHead(r commitment.Receipt, coverage uint64) naive {
	head := naiveWord().add(246, uint64(r.Kind)).add(238, uint64(len(r.Lines))).add(214, uint64(r.ServiceDay)).add(150, coverage)
	for i, line := range r.Lines {
		if i < 3 {
			at := uint(50 * (2 - i))
			head = head.cents(at+14, line.Charge).add(at, uint64(line.Units))
		}
	}
	return head
}

func naiveMore(r commitment.Receipt) (words []commitment.Word) {
	for from := 3; from < len(r.Lines); from += 5 {
		word := naiveWord()
		for i := from; i < from+5 && i < len(r.Lines); i++ {
			at := uint(50 * (4 - (i - from)))
			word = word.cents(at+14, r.Lines[i].Charge).add(at, uint64(r.Lines[i].Units))
		}
		words = append(words, word.word())
	}
	if r.Kind != commitment.KindOriginal {
		words = append(words, naiveNumber(r.Replaced).word())
	}
	return words
}

func naiveNumber(n claims.Number) naive {
	return naiveWord().add(48, uint64(n.Batch.Insurer)).add(16, uint64(n.Batch.Sequence)).add(0, uint64(n.Index))
}

func naiveReceiptLeaf(r commitment.Receipt) commitment.Hash {
	words := append([]commitment.Word{commitment.Word(r.ContentHash)}, naiveMore(r)...)
	return naiveLeaf("receipt", naiveHead(r, uint64(r.CoverageYear)).word(), words)
}

func naiveResults(results []lineResult) (words []commitment.Word) {
	for _, r := range results {
		words = append(words, naiveWord().
			cents(210, r.Charge).add(196, uint64(r.Units)).cents(160, r.Allowed).
			add(152, uint64(r.Class)).add(144, uint64(r.Denial)).
			cents(108, r.Copay).cents(72, r.Deductible).cents(36, r.Coinsurance).cents(0, r.Noncovered).word())
	}
	return words
}

func naiveFacts(f commitment.Facts) (words []commitment.Word) {
	if f.Flags%2 == 1 {
		words = append(words, commitment.Word(f.ReasonsHash))
	}
	if f.Flags/2%2 == 1 {
		words = append(words, commitment.Word(f.Authorization))
	}
	if f.Flags/4%2 == 1 {
		words = append(words, commitment.Word(f.Evidence))
	}
	return words
}

// naivePrior is 2^255 with the amounts below it, and what the plan pays lowest.
func naivePrior(prior claims.PriorAmounts, paid money.Amount) commitment.Word {
	return naiveWord().add(255, 1).cents(108, prior.Paid).cents(72, prior.Owed).cents(36, prior.Allowed).cents(0, paid).word()
}

func naivePriors(results []lineResult) (words []commitment.Word) {
	for _, r := range results {
		if r.IsCoordinated {
			words = append(words, naivePrior(r.Prior, r.Paid))
		}
	}
	return words
}

func naiveDeterminationLeaf(receiptLeaf commitment.Hash, d commitment.Determination, determinedAt int64) commitment.Hash {
	stamp := naiveWord().add(80, uint64(len(d.Results))).add(72, uint64(d.Version)).add(64, uint64(d.Facts.Flags)).add(0, uint64(determinedAt))
	words := append([]commitment.Word{commitment.Word(receiptLeaf)}, naiveResults(d.Results)...)
	words = append(append(words, naiveFacts(d.Facts)...), naivePriors(d.Results)...)
	return naiveLeaf("determination", stamp.word(), words)
}

func naiveClaim(c commitment.Claim, coverage uint64) []commitment.Word {
	words := []commitment.Word{naiveHead(c.Receipt, coverage).word(), commitment.Word(c.Receipt.ContentHash)}
	words = append(words, naiveMore(c.Receipt)...)
	for from := 0; from < len(c.Allowances); from += 5 {
		word := naiveWord()
		if from == 0 {
			word = word.add(248, uint64(c.Facts.Flags))
		}
		for i := from; i < from+5 && i < len(c.Allowances); i++ {
			at := uint(44 * (4 - (i - from)))
			word = word.cents(at+8, c.Allowances[i].Allowed).add(at, uint64(c.Allowances[i].Class))
		}
		words = append(words, word.word())
	}
	words = append(words, naiveFacts(c.Facts)...)
	for _, prior := range c.Priors {
		words = append(words, naivePrior(prior, cents(0)))
	}
	return words
}

// naiveSettlement finds positions by searching, and rank by counting who is less.
func naiveSettlement(submissions []commitment.SettledSubmission) (w commitment.SettlementWords) {
	years := map[uint64][2]uint64{} // to family and extension
	families, extensions := map[uint64]bool{}, map[uint64]bool{}
	for _, s := range submissions {
		for _, c := range s.Claims {
			if c.Whole != nil {
				years[uint64(c.Whole.Receipt.CoverageYear)] = [2]uint64{uint64(c.Family), uint64(c.Extension)}
				families[uint64(c.Family)], extensions[uint64(c.Extension)] = true, true
			}
		}
	}
	delete(families, 0)
	delete(extensions, 0)
	w.Families, w.Extensions = naiveIDs(families), naiveIDs(extensions)
	w.Coverages = make([]commitment.Word, len(years))
	for year, with := range years {
		family, extension := uint64(0xffff), uint64(0xffff)
		if with[0] != 0 {
			family = rankIn(families, with[0])
		}
		if with[1] != 0 {
			extension = rankIn(extensions, with[1])
		}
		w.Coverages[rankIn(years, year)] = naiveWord().add(32, year).add(16, extension).add(0, family).word()
	}
	for _, s := range submissions {
		journal, words := 0, []commitment.Word(nil)
		for _, c := range s.Claims {
			journal += 2
			if c.Whole == nil {
				words = append(words, naiveWord().add(246, 3).word(), commitment.Word(c.ReceiptLeaf))
				continue
			}
			journal += len(c.Whole.Allowances) + len(naiveFacts(c.Whole.Facts)) + len(c.Whole.Priors)
			words = append(words, naiveClaim(*c.Whole, rankIn(years, uint64(c.Whole.Receipt.CoverageYear)))...)
		}
		head := naiveWord().add(32, uint64(s.Provider)).add(16, uint64(len(s.Claims))).add(0, uint64(journal))
		w.Claims = append(append(w.Claims, head.word()), words...)
	}
	return w
}

func naiveIDs(ids map[uint64]bool) []commitment.Word {
	words := make([]commitment.Word, len(ids))
	for id := range ids {
		words[rankIn(ids, id)] = naiveWord().add(0, id).word()
	}
	return words
}

// rankIn counts the ids below one.
func rankIn[T any](ids map[uint64]T, id uint64) (rank uint64) {
	for other := range ids {
		if other < id {
			rank++
		}
	}
	return rank
}

func naiveJournal(entries []commitment.Entry) (words []commitment.Word) {
	for _, e := range entries {
		d := e.Determination
		if d == nil {
			words = append(words, naiveWord().add(156, uint64(e.Index)).add(148, 1).word(), commitment.Word(e.ReceiptLeaf))
			continue
		}
		position := naiveWord().add(156, uint64(e.Index)).add(148, 2).add(140, uint64(d.Version)).add(132, uint64(d.Facts.Flags)).
			add(124, uint64(len(d.Results))).add(100, uint64(d.ServiceDay)).add(36, uint64(d.CoverageYear)).cents(0, d.Interest)
		words = append(words, position.word(), commitment.Word(e.ReceiptLeaf))
		words = append(append(words, naiveResults(d.Results)...), naiveFacts(d.Facts)...)
		words = append(words, naivePriors(d.Results)...)
	}
	return words
}

// naiveRoot is RFC 6962's: root(leaves) = node(root(left), root(right)), where left
// is the largest power of two below the number of leaves.
func naiveRoot(leaves []commitment.Hash) commitment.Hash {
	if len(leaves) == 1 {
		return leaves[0]
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	left, right := naiveRoot(leaves[:k]), naiveRoot(leaves[k:])
	return keccak(string(left[:]), string(right[:]))
}

func naiveNode(provider claims.ProviderID, first, count int, root commitment.Hash) commitment.Hash {
	place := naiveWord().add(32, uint64(provider)).add(16, uint64(first)).add(0, uint64(count))
	return naiveLeaf("submission", place.word(), []commitment.Word{commitment.Word(root)})
}

func naiveBatchRoot(b commitment.Batch) commitment.Hash {
	var nodes []commitment.Hash
	first := 0
	for _, s := range b.Submissions {
		nodes = append(nodes, naiveNode(s.Provider, first, s.Count, naiveRoot(b.Leaves[first:first+s.Count])))
		first += s.Count
	}
	return naiveRoot(nodes)
}

func naiveSeal(h commitment.BatchHeader) commitment.Hash {
	var settledAt uint64
	if !h.SettledAt.IsZero() {
		settledAt = uint64(h.SettledAt.Unix())
	}
	text := naiveWord().add(0, uint64(h.Batch.Insurer)).text() + naiveWord().add(0, uint64(h.Batch.Sequence)).text() +
		string(h.Root[:]) + naiveWord().add(0, uint64(h.ReceivedAt.Unix())).text() + naiveWord().add(0, settledAt).text() +
		naiveWord().add(0, uint64(h.Count)).text() + naiveWord().add(0, uint64(h.SubmissionCount)).text()
	return keccak(text)
}
