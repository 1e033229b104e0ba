package indexer_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/benefits"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/coverage"
	"github.com/clearclaim/clearclaim/claims/money"
)

const (
	theInsurer claims.InsurerID = 7
	thePlan    claims.PlanID    = 11
)

// book is an insurer's business on a real chain.
type book struct {
	*chaintest.Chain
	random    *rand.Rand
	key       chaintest.Key // holds every role
	providers []party
	years     []claims.CoverageYearID
	batches   uint32
}

type party struct {
	id       claims.ProviderID
	signer   chaintest.Key
	payee    chain.Address
	sequence uint64
}

// claim is a claim on its way through the ledger.
type claim struct {
	provider    int
	contentHash commitment.Hash
	reasonsHash commitment.Hash
	year        claims.CoverageYearID
	day         claims.Date
	lines       []benefits.Line
	isBare      bool
}

func (c *claim) receiptLeaf(t *testing.T) commitment.Hash {
	t.Helper()
	charges := make([]money.Amount, len(c.lines))
	for i, line := range c.lines {
		charges[i] = line.Charge
	}
	leaf, err := commitment.ReceiptLeaf(c.contentHash, c.year, c.day, charges)
	require.NoError(t, err)
	return leaf
}

func (c *claim) encoded(t *testing.T, position uint16) []byte {
	t.Helper()
	if c.isBare {
		return commitment.EncodeBareClaim(c.receiptLeaf(t))
	}
	encoded, err := commitment.EncodeCleanClaim(c.contentHash, position, c.day, c.reasonsHash, c.lines)
	require.NoError(t, err)
	return encoded
}

func openBook(t *testing.T, seed uint64) *book {
	t.Helper()
	b := &book{Chain: chaintest.New(t), random: rand.New(rand.NewPCG(seed, 1)), key: chaintest.NewKey(t)}
	b.Fund(t, b.key.Address)
	operator := chaintest.Operator(t)
	k := b.key.Address
	b.must(t, operator, first(b.Contracts.RegisterInsurer(theInsurer, chain.InsurerKeys{
		Admin: k, Gateway: k, Adjudicator: k, Treasurer: k, Enroller: k,
	})))
	b.must(t, b.key, first(b.Contracts.PublishPlan(coverage.Plan{
		ID: thePlan, Insurer: theInsurer, Deductible: coverage.LimitOf(money.Cents(50_000)), FamilyDeductible: coverage.Unlimited,
		OutOfPocketMax: coverage.LimitOf(money.Cents(400_000)), FamilyOutOfPocketMax: coverage.Unlimited, PromptPaySeconds: 60,
		Classes: []coverage.Class{{IsCovered: true, IsDeductibleApplied: true, Coinsurance: 2000}, {IsCovered: true, Copay: money.Cents(1500)}},
	})))
	for i := range 3 {
		p := party{id: claims.ProviderID(100 + i), signer: chaintest.NewKey(t), payee: chaintest.NewKey(t).Address}
		b.must(t, b.key, first(b.Contracts.RegisterProvider(theInsurer, p.id, chain.Provider{
			Signer: p.signer.Address, Payee: p.payee, IsDelegated: i == 0,
		})))
		b.providers = append(b.providers, p)
	}
	var enrolments []chain.Enrolment
	for i := range 8 {
		year := claims.CoverageYearID(uint64(i+1)<<60 | b.random.Uint64()>>4)
		b.years = append(b.years, year)
		enrolments = append(enrolments, chain.Enrolment{CoverageYear: year, Plan: thePlan, Span: claims.Span{
			Start: claims.NewDate(2026, time.January, 1), End: claims.NewDate(2027, time.January, 1),
		}})
	}
	b.must(t, b.key, first(b.Contracts.Enrol(theInsurer, enrolments)))
	return b
}

func first(call chain.Call, err error) chain.Call {
	if err != nil {
		panic(err)
	}
	return call
}

func (b *book) must(t *testing.T, from chaintest.Key, call chain.Call) {
	t.Helper()
	b.Send(t, from, call)
}

// deposit puts cents into the insurer's escrow.
func (b *book) deposit(t *testing.T, cents int64) {
	t.Helper()
	amount := b.Contracts.TokenAmount(cents)
	b.must(t, b.key, first(b.Contracts.MintTest(b.key.Address, amount)))
	b.must(t, b.key, first(b.Contracts.Approve(amount)))
	b.must(t, b.key, first(b.Contracts.Deposit(theInsurer, amount)))
}

func (b *book) randomClaim(provider int) *claim {
	c := &claim{
		provider: provider, year: b.years[b.random.IntN(len(b.years))],
		day: claims.NewDate(2026, time.March, 1).AddDays(b.random.IntN(400) - 100), // some before and after the coverage
	}
	for i := range c.contentHash {
		c.contentHash[i], c.reasonsHash[i] = byte(b.random.Uint32()), byte(b.random.Uint32())
	}
	for range 1 + b.random.IntN(4) {
		charge := 100 + b.random.Int64N(100_000)
		class := uint8(b.random.IntN(2))
		allowed := b.random.Int64N(charge + 1)
		if b.random.IntN(10) == 0 {
			class, allowed = benefits.ClassDenied, 0
		}
		c.lines = append(c.lines, benefits.Line{Charge: money.Cents(charge), Allowed: money.Cents(allowed), Class: class})
	}
	switch b.random.IntN(12) {
	case 0:
		c.isBare = true
	case 1:
		c.lines[0].Class = 60 // the plan has no such class: it is left out
		c.lines[0].Allowed = money.Cents(1)
	}
	return c
}

// batch is a received batch of claims in submissions of one provider each.
type batch struct {
	id          claims.BatchID
	submissions [][]*claim
}

func (b *book) receive(t *testing.T) *batch {
	t.Helper()
	b.batches++
	made := &batch{id: claims.BatchID{Insurer: theInsurer, Sequence: b.batches}}
	var signed []chain.SignedSubmission
	for i := range b.providers {
		p := &b.providers[i]
		if i > 0 && b.random.IntN(3) == 0 {
			continue
		}
		var list []*claim
		var leaves []commitment.Hash
		for range 1 + b.random.IntN(6) {
			c := b.randomClaim(i)
			list, leaves = append(list, c), append(leaves, c.receiptLeaf(t))
		}
		p.sequence++
		submission := chain.Submission{
			Insurer: theInsurer, Provider: p.id, Sequence: p.sequence, Root: commitment.Root(leaves), Count: uint16(len(list)),
			Deadline: 1 << 40,
		}
		signed = append(signed, chain.SignedSubmission{
			Submission: submission, Signature: p.signer.Sign(t, b.Contracts.SubmissionDigest(submission)),
		})
		made.submissions = append(made.submissions, list)
	}
	b.must(t, b.key, first(b.Contracts.ReceiveBatch(theInsurer, made.id.Sequence, signed)))
	return made
}

func (b *book) settle(t *testing.T, made *batch) {
	t.Helper()
	var entries []commitment.CoverageEntry
	for _, year := range b.years { // ascending by construction
		entries = append(entries, commitment.CoverageEntry{Year: year, Family: commitment.NoFamily})
	}
	coverages, err := commitment.EncodeCoverages(entries)
	require.NoError(t, err)
	var encoded []byte
	for _, list := range made.submissions {
		encoded = append(encoded, commitment.EncodeSubmissionHeader(b.providers[list[0].provider].id, uint16(len(list)))...)
		for _, c := range list {
			encoded = append(encoded, c.encoded(t, b.position(c.year))...)
		}
	}
	b.must(t, b.key, first(b.Contracts.SettleBatch(chain.Settlement{
		Insurer: theInsurer, Sequence: made.id.Sequence, Coverages: coverages, Claims: encoded,
	})))
}

func (b *book) position(year claims.CoverageYearID) uint16 {
	for i, known := range b.years {
		if known == year {
			return uint16(i)
		}
	}
	panic("no such year")
}

// decide decides the bare claims of a settled batch by their paths, one
// transaction each. The read model gives the leaves, as it must.
func (b *book) decide(t *testing.T, made *batch, standing []commitment.Hash) {
	t.Helper()
	index := 0
	for s, list := range made.submissions {
		firstIndex := index
		for _, c := range list {
			if c.isBare {
				c.isBare = false
				b.decideOne(t, made, standing, decisionAt{submission: s, first: firstIndex, index: index, claim: c})
			}
			index++
		}
	}
}

type decisionAt struct {
	submission, first, index int
	claim                    *claim
}

func (b *book) decideOne(t *testing.T, made *batch, standing []commitment.Hash, at decisionAt) {
	t.Helper()
	list := made.submissions[at.submission]
	var nodes []commitment.Hash
	offset := 0
	for _, other := range made.submissions {
		nodes = append(nodes, commitment.SubmissionNode(b.providers[other[0].provider].id, uint16(offset), uint16(len(other)),
			commitment.Root(standing[offset:offset+len(other)])))
		offset += len(other)
	}
	coverages, err := commitment.EncodeCoverages([]commitment.CoverageEntry{{Year: at.claim.year, Family: commitment.NoFamily}})
	require.NoError(t, err)
	lines, err := commitment.EncodeLines(at.claim.lines)
	require.NoError(t, err)
	result, err := b.Contracts.Estimate(t.Context(), theInsurer, at.claim.year, at.claim.day, lines)
	require.NoError(t, err)
	b.must(t, b.key, first(b.Contracts.Decide(theInsurer, made.id.Sequence, []chain.Decision{{
		Index: uint16(at.index), Provider: b.providers[at.claim.provider].id, FirstIndex: uint16(at.first), Count: uint16(len(list)),
		SubmissionIndex: uint16(at.submission), SubmissionCount: uint16(len(made.submissions)),
		Claim: at.claim.encoded(t, 0), Coverage: coverages,
		InnerSiblings: commitment.Path(standing[at.first:at.first+len(list)], at.index-at.first),
		OuterSiblings: commitment.Path(nodes, at.submission),
	}})))
	standing[at.index] = commitment.DeterminationLeaf(at.claim.receiptLeaf(t), at.claim.reasonsHash, result)
}
