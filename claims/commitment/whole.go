package commitment

import (
	"fmt"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/money"
)

// Allowance is what the insurer allows for a line.
type Allowance struct {
	Allowed money.Amount
	// Class is a position in the plan's classes, or [benefits.ClassDenied].
	Class uint8
}

// Claim is a claim handed in whole.
type Claim struct {
	Receipt Receipt
	// Allowances are one for each of the receipt's lines.
	Allowances []Allowance
	Facts      Facts
	// Priors are how prior payers left the lines, one for each where the facts have
	// [HasPriorPayers], else none.
	Priors []claims.PriorAmounts
}

// WithPriors returns the claim with how prior payers left its lines, or with none.
func (c Claim) WithPriors(priors []claims.PriorAmounts) Claim {
	c.Priors = priors
	c.Facts.Flags &^= HasPriorPayers
	if len(priors) > 0 {
		c.Facts.Flags |= HasPriorPayers
	}
	return c
}

// SplitLines returns what a receipt says of the lines, and what is allowed for them.
func SplitLines(lines []benefits.Line) ([]Line, []Allowance) {
	said, allowances := make([]Line, len(lines)), make([]Allowance, len(lines))
	for i, line := range lines {
		said[i] = Line{Charge: line.Charge, Units: line.Units}
		allowances[i] = Allowance{Allowed: line.Allowed, Class: line.Class}
	}
	return said, allowances
}

// BenefitLines returns the lines as [benefits.Determine] takes them.
func (c Claim) BenefitLines() []benefits.Line {
	lines := make([]benefits.Line, len(c.Allowances))
	for i, allowance := range c.Allowances {
		said := c.Receipt.Lines[i]
		lines[i] = benefits.Line{Charge: said.Charge, Units: said.Units, Allowed: allowance.Allowed, Class: allowance.Class}
		if c.Facts.Has(HasPriorPayers) {
			lines[i].Prior = c.Priors[i]
		}
	}
	return lines
}

// EncodeClaim packs a claim as a settlement has it, but for its coverage year,
// which stands in the head by itself.
//
// Errors: those of [Receipt.Leaf], [ErrUnbalanced] for a denied line with an
// allowed amount and for prior payers who left more than the charge,
// [ErrFactsInvalid], also for facts of a void, which has no place for them.
func EncodeClaim(c Claim) ([]Word, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	return c.append(make([]Word, 0, c.wordCount()), uint64(c.Receipt.CoverageYear)), nil
}

// EncodeDecision packs a claim that is decided, determined again or estimated by
// itself: the ledger takes its coverage year beside it, and zero in the head.
//
// Errors: those of [EncodeClaim].
func EncodeDecision(c Claim) ([]Word, error) {
	c.Receipt.CoverageYear = 0
	return EncodeClaim(c)
}

// DecodeClaim reads what [EncodeClaim] packed.
//
// Errors: [ErrMalformed].
func DecodeClaim(words []Word) (Claim, error) {
	in := &wordReader{rest: words}
	c, coverage, err := readClaim(in, in.take())
	if err != nil {
		return Claim{}, err
	}
	if len(in.rest) > 0 {
		return Claim{}, ErrMalformed
	}
	c.Receipt.CoverageYear = claims.CoverageYearID(coverage)
	return c, nil
}

func (c *Claim) check() error {
	if err := c.Receipt.check(); err != nil {
		return err
	}
	if len(c.Allowances) != len(c.Receipt.Lines) {
		return ErrLineCount
	}
	for i, allowance := range c.Allowances {
		if !isAmount(allowance.Allowed) {
			return fmt.Errorf("adjudicated line %d: %w", i+1, ErrAmountOutOfRange)
		}
		if allowance.Class == benefits.ClassDenied && !allowance.Allowed.IsZero() {
			return fmt.Errorf("adjudicated line %d: %w", i+1, ErrUnbalanced)
		}
	}
	if len(c.Allowances) == 0 && c.Facts.Flags != 0 {
		return ErrFactsInvalid
	}
	if err := c.checkPriors(); err != nil {
		return err
	}
	return c.Facts.check()
}

func (c *Claim) checkPriors() error {
	if c.Facts.Has(HasPriorPayers) != (len(c.Priors) > 0) {
		return ErrFactsInvalid
	}
	if len(c.Priors) > 0 && len(c.Priors) != len(c.Receipt.Lines) {
		return ErrLineCount
	}
	for i := range c.Priors {
		if err := checkPrior(c.Priors[i], c.Receipt.Lines[i].Charge); err != nil {
			return fmt.Errorf("adjudicated line %d: %w", i+1, err)
		}
	}
	return nil
}

func (c *Claim) wordCount() int {
	return 2 + c.Receipt.moreCount() + wordsOfAllowances(len(c.Allowances)) + c.Facts.count() + len(c.Priors)
}

// wordsOfAllowances is how many words carry the allowances.
func wordsOfAllowances(lineCount int) int { return (lineCount + linesInWord - 1) / linesInWord }

// append packs a claim that fits. coverage is the coverage year or its position.
func (c *Claim) append(dst []Word, coverage uint64) []Word {
	dst = append(dst, c.Receipt.head(coverage), Word(c.Receipt.ContentHash))
	for i := range c.Receipt.moreCount() {
		dst = append(dst, c.Receipt.more(i))
	}
	for i := range wordsOfAllowances(len(c.Allowances)) {
		dst = append(dst, c.allowances(i))
	}
	dst = c.Facts.append(dst)
	for i := range c.Priors {
		dst = append(dst, packPrior(c.Priors[i], money.Amount{}))
	}
	return dst
}

func (c *Claim) allowances(i int) Word {
	var p packer
	if i == 0 {
		p.put(8, uint64(c.Facts.Flags))
	} else {
		p.skip(8)
	}
	p.skip(28)
	from := i * linesInWord
	for _, allowance := range c.Allowances[from:min(from+linesInWord, len(c.Allowances))] {
		p.cents(allowance.Allowed)
		p.put(8, uint64(allowance.Class))
	}
	return p.word()
}

// readClaim reads a whole claim after its head. coverage is what the head has for
// the coverage year.
func readClaim(in *wordReader, head Word) (c Claim, coverage uint64, err error) {
	var lineCount int
	var isClean bool
	c.Receipt, lineCount, coverage, isClean = readHead(head)
	c.Receipt.ContentHash = Hash(in.take())
	isClean = c.Receipt.readMore(in, lineCount) && isClean
	flags, isAllowances := c.readAllowances(in, lineCount)
	c.Facts = readFacts(in, flags)
	isClean = c.readPriors(in, lineCount) && isClean
	if in.isShort || !isClean || !isAllowances {
		return Claim{}, 0, ErrMalformed
	}
	if err := c.check(); err != nil {
		return Claim{}, 0, malformed(err)
	}
	return c, coverage, nil
}

func (c *Claim) readAllowances(in *wordReader, lineCount int) (flags Flags, isClean bool) {
	isClean = true
	c.Allowances = make([]Allowance, 0, lineCount)
	for i := range wordsOfAllowances(lineCount) {
		u := unpack(in.take())
		if i == 0 {
			flags = Flags(u.take(8))
		} else {
			u.spare(8)
		}
		u.spare(28)
		for range linesInWord {
			if len(c.Allowances) == lineCount {
				u.spare(36 + 8)
				continue
			}
			c.Allowances = append(c.Allowances, Allowance{Allowed: u.cents(), Class: uint8(u.take(8))})
		}
		isClean = isClean && !u.isDirty
	}
	return flags, isClean
}

func (c *Claim) readPriors(in *wordReader, lineCount int) (isClean bool) {
	if !c.Facts.Has(HasPriorPayers) {
		return true
	}
	isClean = true
	c.Priors = make([]claims.PriorAmounts, lineCount)
	for i := range c.Priors {
		prior, paid, isPrior := readPrior(in.take())
		c.Priors[i] = prior
		isClean = isClean && isPrior && paid.IsZero()
	}
	return isClean
}
