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
	"github.com/clearclaim/clearclaim/indexer"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

const (
	theInsurer claims.InsurerID = 7
	thePlan    claims.PlanID    = 11
)

// book is an insurer's business on a real chain, which is read from a read model
// that follows it: what acts on a batch has nothing else.
type book struct {
	*chaintest.Chain
	db        *store.DB
	index     *indexer.Indexer
	random    *rand.Rand
	key       chaintest.Key // holds every role of the insurer
	providers []party
	years     []coverage.Year
	batches   uint32
	appeals   chain.AppealID // filed
}

type party struct {
	id       claims.ProviderID
	signer   chaintest.Key
	sequence uint64
}

// claim is a claim on its way through the ledger.
type claim struct {
	provider int
	whole    commitment.Claim
	year     coverage.Year
	isBare   bool // its settlement leaves it undecided
}

// batch is a received batch of claims in submissions of one provider each.
type batch struct {
	id          claims.BatchID
	submissions [][]*claim
}

// at returns a claim's number.
func (made *batch) at(index int) claims.Number {
	return claims.Number{Batch: made.id, Index: uint16(index)}
}

// all returns the claims in their positions.
func (made *batch) all() (list []*claim) {
	for _, submission := range made.submissions {
		list = append(list, submission...)
	}
	return list
}

func openBook(t *testing.T, seed uint64) *book {
	t.Helper()
	b := &book{
		Chain: chaintest.New(t), db: storetest.New(t), random: rand.New(rand.NewPCG(seed, 1)), key: chaintest.NewKey(t),
	}
	b.index = indexer.New(b.Client, b.Contracts, b.db, depth(t, "3"), indexer.Options{Poll: 10 * time.Millisecond, Log: quiet()})
	start(t, b.index)
	b.Fund(t, b.key.Address)
	k := b.key.Address
	b.must(t, chaintest.Operator(t), first(b.Contracts.RegisterInsurer(theInsurer, chain.InsurerKeys{
		Admin: k, Gateway: k, Adjudicator: k, Treasurer: k, Enroller: k, Approver: k,
	})))
	b.must(t, b.key, first(b.Contracts.PublishPlan(planOf(t))))
	for i := range 3 {
		b.register(t, claims.ProviderID(100+i), i == 0)
	}
	b.enrol(t)
	return b
}

func planOf(t *testing.T) coverage.Plan {
	t.Helper()
	limits, err := coverage.Layout([]coverage.BenefitLimit{
		{Name: "units", Kind: coverage.Units, Period: coverage.BenefitYear, Max: 12},
		{Name: "life", Kind: coverage.Money, Period: coverage.Lifetime, Max: 2_000_00},
	})
	require.NoError(t, err)
	return coverage.Plan{
		ID: thePlan, Insurer: theInsurer, Deductible: coverage.LimitOf(money.Cents(500_00)),
		FamilyDeductible: coverage.LimitOf(money.Cents(900_00)),
		OutOfPocketMax:   coverage.LimitOf(money.Cents(4_000_00)), FamilyOutOfPocketMax: coverage.Unlimited,
		Limits: limits,
		Classes: []coverage.Class{
			{IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, Coinsurance: 2000},
			{IsCovered: true, IsOutOfPocketApplied: true, Copay: money.Cents(15_00), LimitA: 1, LimitB: 2},
			{IsCovered: true, IsEvidenceRequired: true, Coinsurance: 1000},
		},
		Clocks: coverage.Clocks{
			PromptPayDays: 30, AppealDays: 180, AppealDecisionDays: 60, RecoveryNoticeDays: 30,
			Interest: []coverage.InterestRate{{FromDate: 1, Rate: 900}},
		},
	}
}

func (b *book) register(t *testing.T, id claims.ProviderID, isDelegated bool) {
	t.Helper()
	p := party{id: id, signer: chaintest.NewKey(t)}
	b.providers = append(b.providers, p)
	b.Fund(t, p.signer.Address)
	b.must(t, b.key, first(b.Contracts.RegisterProvider(theInsurer, p.id, chain.Provider{
		Signer: p.signer.Address, Payee: chaintest.NewKey(t).Address, Guardian: chaintest.NewKey(t).Address, IsDelegated: isDelegated,
	})))
	for _, kind := range []chain.CredentialKind{chain.Licence, chain.ProviderEnrolment} {
		b.must(t, chaintest.Operator(t), first(b.Contracts.RecordCredential(chain.Credential{
			Provider: p.id, Kind: kind, ID: 1, Span: claims.Span{Start: 1, End: chain.OpenEnd}, DocumentHash: commitment.Hash{1},
		})))
	}
}

// enrol opens coverage years, of which two families share theirs.
func (b *book) enrol(t *testing.T) {
	t.Helper()
	var enrolments []chain.Enrolment
	for i := range 8 {
		year := coverage.Year{
			ID: claims.CoverageYearID(uint64(8-i)<<60 | b.random.Uint64()>>4), Extension: claims.ExtensionID(1 + b.random.Uint64()>>1),
			Span: claims.Span{Start: claims.NewDate(2025, time.January, 1), End: claims.NewDate(2027, time.January, 1)},
		}
		if i < 4 {
			year.FamilyYear = claims.FamilyYearID(70 - i/2)
		}
		b.years = append(b.years, year)
		enrolments = append(enrolments, chain.Enrolment{
			CoverageYear: year.ID, Plan: thePlan, Span: year.Span, Family: year.FamilyYear, Extension: year.Extension,
		})
	}
	b.must(t, b.key, first(b.Contracts.Enrol(theInsurer, enrolments)))
}

func first(call chain.Call, err error) chain.Call {
	if err != nil {
		panic(err)
	}
	return call
}

// must makes a transaction and waits until the read model has it.
func (b *book) must(t *testing.T, from chaintest.Key, call chain.Call) {
	t.Helper()
	b.Send(t, from, call)
	caughtUp(t, b.index, b.Client)
}

// deposit puts cents into the insurer's escrow.
func (b *book) deposit(t *testing.T, cents int64) {
	t.Helper()
	amount := b.Contracts.TokenAmount(cents)
	b.must(t, b.key, first(b.Contracts.MintTest(b.key.Address, amount)))
	b.must(t, b.key, first(b.Contracts.Approve(amount)))
	b.must(t, b.key, first(b.Contracts.Deposit(theInsurer, amount)))
}

func (b *book) randomHash() (hash commitment.Hash) {
	for i := range hash {
		hash[i] = byte(b.random.Uint32())
	}
	return hash
}

func (b *book) randomClaim(provider int) *claim {
	c := &claim{provider: provider, year: b.years[b.random.IntN(len(b.years))]}
	c.whole.Receipt = commitment.Receipt{
		ContentHash: b.randomHash(), CoverageYear: c.year.ID,
		ServiceDay: claims.NewDate(2025, time.March, 1).AddDays(b.random.IntN(400) - 70), // some before the coverage
	}
	b.fill(&c.whole)
	switch b.random.IntN(12) {
	case 0:
		c.isBare = true
	case 1:
		c.whole.Allowances[0].Class = 60 // the plan has no such class: it is left out
	}
	return c
}

// fill gives a claim random lines and facts.
func (b *book) fill(c *commitment.Claim) {
	c.Receipt.Lines, c.Allowances, c.Facts = nil, nil, commitment.Facts{}
	for range 1 + b.random.IntN(5) {
		charge := 100 + b.random.Int64N(1_000_00)
		allowance := commitment.Allowance{Allowed: money.Cents(b.random.Int64N(charge + 1)), Class: uint8(b.random.IntN(3))}
		if b.random.IntN(10) == 0 {
			allowance = commitment.Allowance{Class: benefits.ClassDenied}
		}
		c.Receipt.Lines = append(c.Receipt.Lines, commitment.Line{Charge: money.Cents(charge), Units: 1 + b.random.IntN(6)})
		c.Allowances = append(c.Allowances, allowance)
	}
	for _, with := range []func(commitment.Hash) commitment.Facts{
		func(h commitment.Hash) commitment.Facts { return c.Facts.WithReasons(h) },
		func(h commitment.Hash) commitment.Facts { return c.Facts.WithAuthorization(h) },
		func(h commitment.Hash) commitment.Facts { return c.Facts.WithEvidence(h) },
	} {
		if b.random.IntN(2) == 0 {
			c.Facts = with(b.randomHash())
		}
	}
}

// receive puts random claims of the providers, and the given one where it is any, into a batch.
func (b *book) receive(t *testing.T, given *claim) *batch {
	t.Helper()
	var submissions [][]*claim
	for i := range b.providers {
		isGiven := given != nil && given.provider == i
		if i > 0 && !isGiven && b.random.IntN(3) == 0 {
			continue
		}
		list := make([]*claim, 1+b.random.IntN(6))
		for n := range list {
			list[n] = b.randomClaim(i)
		}
		if isGiven {
			list = append(list, given)
		}
		submissions = append(submissions, list)
		if b.random.IntN(3) == 0 { // another submission of the same provider
			submissions = append(submissions, []*claim{b.randomClaim(i)})
		}
	}
	b.batches++
	made := &batch{id: claims.BatchID{Insurer: theInsurer, Sequence: b.batches}, submissions: submissions}
	var signed []chain.SignedSubmission
	for _, list := range submissions {
		signed = append(signed, b.sign(t, list))
	}
	b.must(t, b.key, first(b.Contracts.ReceiveBatch(theInsurer, made.id.Sequence, signed)))
	return made
}

func (b *book) sign(t *testing.T, list []*claim) chain.SignedSubmission {
	t.Helper()
	var leaves []commitment.Hash
	for _, c := range list {
		leaves = append(leaves, c.receiptLeaf(t))
	}
	p := &b.providers[list[0].provider]
	p.sequence++
	submission := chain.Submission{
		Insurer: theInsurer, Provider: p.id, Sequence: p.sequence, Root: commitment.Root(leaves), Count: uint16(len(list)),
		Deadline: 1 << 40,
	}
	return chain.SignedSubmission{
		Submission: submission, Signature: p.signer.Sign(t, b.Contracts.SubmissionDigest(submission)),
	}
}

func (c *claim) receiptLeaf(t *testing.T) commitment.Hash {
	t.Helper()
	leaf, err := c.whole.Receipt.Leaf()
	require.NoError(t, err)
	return leaf
}

func (b *book) header(t *testing.T, id claims.BatchID) commitment.BatchHeader {
	t.Helper()
	header, err := b.db.BatchHeader(t.Context(), id)
	require.NoError(t, err)
	want, err := header.Seal()
	require.NoError(t, err)
	seal, err := b.Contracts.SealOf(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, want, seal, "the read model has the header that the ledger has the seal of")
	return header
}

// path returns the path of a claim under the root that stands.
func (b *book) path(t *testing.T, number claims.Number) commitment.BatchPath {
	t.Helper()
	leaves, err := b.db.ChainBatchLeaves(t.Context(), number.Batch)
	require.NoError(t, err)
	path, err := commitment.Batch{Submissions: leaves.Submissions, Leaves: leaves.Standing}.Path(int(number.Index))
	require.NoError(t, err)
	return path
}

func (b *book) settle(t *testing.T, made *batch) {
	t.Helper()
	var submissions []commitment.SettledSubmission
	for _, list := range made.submissions {
		settled := commitment.SettledSubmission{Provider: b.providers[list[0].provider].id}
		for _, c := range list {
			entry := commitment.SettledClaim{ReceiptLeaf: c.receiptLeaf(t)}
			if !c.isBare {
				entry.Whole, entry.Family, entry.Extension = &c.whole, c.year.FamilyYear, c.year.Extension
			}
			settled.Claims = append(settled.Claims, entry)
		}
		submissions = append(submissions, settled)
	}
	words, err := commitment.EncodeSettlement(submissions)
	require.NoError(t, err)
	b.must(t, b.key, first(b.Contracts.SettleBatch(b.header(t, made.id), words)))
}

// decide decides the bare originals of a settled batch by their paths.
func (b *book) decide(t *testing.T, made *batch) {
	t.Helper()
	for i, c := range made.all() {
		if c.isBare && c.whole.Receipt.Kind == commitment.KindOriginal {
			decision := b.decision(t, made, i)
			b.must(t, b.key, first(b.Contracts.Decide(b.header(t, made.id), []chain.Decision{decision})))
		}
	}
}

func (b *book) decision(t *testing.T, made *batch, index int) chain.Decision {
	t.Helper()
	c := made.all()[index]
	words, err := commitment.EncodeDecision(c.whole)
	require.NoError(t, err)
	return chain.Decision{Path: b.path(t, made.at(index)), CoverageYear: c.year.ID, Claim: words}
}

// standing opens a determination that stands, as the read model has it.
func (b *book) standing(t *testing.T, made *batch, index int) chain.Standing {
	t.Helper()
	determined, err := b.db.LatestDetermination(t.Context(), made.at(index))
	require.NoError(t, err)
	require.False(t, determined.IsReversed)
	opening, err := commitment.OpenDetermination(made.all()[index].whole.Receipt, determined.Determination, determined.DeterminedAt)
	require.NoError(t, err)
	return chain.Standing{Header: b.header(t, made.id), Path: b.path(t, made.at(index)), Opening: opening}
}

// paid returns the positions of the batch's claims of a provider that pay something and stand.
func (b *book) paid(t *testing.T, made *batch, provider int) (positions []int) {
	t.Helper()
	for i, c := range made.all() {
		determined, err := b.db.LatestDetermination(t.Context(), made.at(i))
		if c.provider == provider && err == nil && !determined.IsReversed && !benefits.Paid(determined.Determination.Results).IsZero() {
			positions = append(positions, i)
		}
	}
	return positions
}

// correct replaces or voids a claim of an earlier batch of the first provider.
func (b *book) correct(t *testing.T, before *batch, index int, kind commitment.Kind) {
	t.Helper()
	old := before.all()[index]
	c := &claim{provider: old.provider, year: old.year, isBare: true, whole: old.whole}
	c.whole.Receipt.ContentHash, c.whole.Receipt.Kind, c.whole.Receipt.Replaced = b.randomHash(), kind, before.at(index)
	if kind == commitment.KindVoid {
		c.whole.Receipt.Lines, c.whole.Allowances, c.whole.Facts = nil, nil, commitment.Facts{}
	} else {
		b.fill(&c.whole)
	}
	made := b.receive(t, c)
	b.settle(t, made)
	b.decide(t, made)
	for i, other := range made.all() {
		if other == c {
			decision, standing := b.decision(t, made, i), b.standing(t, before, index)
			b.must(t, b.key, first(b.Contracts.Correct(b.header(t, made.id), decision, standing)))
		}
	}
}

// overturn appeals a determination, and has the insurer determine the claim again.
func (b *book) overturn(t *testing.T, made *batch, index int) {
	t.Helper()
	c := made.all()[index]
	signer := b.providers[c.provider].signer
	appeal := b.appeals
	b.appeals++
	b.must(t, signer, first(b.Contracts.FileAppeal(b.standing(t, made, index), b.randomHash(), chain.RecoveryID{})))
	for i := range c.whole.Allowances { // allow everything
		c.whole.Allowances[i] = commitment.Allowance{Allowed: c.whole.Receipt.Lines[i].Charge, Class: 0}
	}
	decision := b.decision(t, made, index)
	b.must(t, b.key, first(b.Contracts.OverturnAppeal(appeal, b.standing(t, made, index), decision)))
}

// pend stops the clock of the batch's bare claims and lets it run again.
func (b *book) pend(t *testing.T, made *batch) {
	t.Helper()
	for i, c := range made.all() {
		if c.isBare {
			header, path := b.header(t, made.id), b.path(t, made.at(i))
			b.must(t, b.key, first(b.Contracts.Pend(header, path, c.receiptLeaf(t), b.randomHash())))
			b.must(t, b.key, first(b.Contracts.ReceiveEvidence(made.at(i), b.randomHash())))
		}
	}
}

// releaseAll releases what is owed.
func (b *book) releaseAll(t *testing.T) {
	t.Helper()
	for sequence := range b.batches {
		id := claims.BatchID{Insurer: theInsurer, Sequence: sequence + 1}
		for _, p := range b.providers {
			debt, err := b.Contracts.Owed(t.Context(), id, p.id, thePlan)
			require.NoError(t, err)
			if !debt.Owed.IsZero() {
				b.must(t, b.key, first(b.Contracts.ReleaseOwed(id, p.id, thePlan)))
			}
		}
	}
}

// work makes a few batches of every kind, with whatever follows a settlement: at
// first there is not enough for all, so that some is owed.
func (b *book) work(t *testing.T) {
	t.Helper()
	b.deposit(t, 4_000_00)
	var made []*batch
	for range 4 {
		next := b.receive(t, nil)
		b.settle(t, next)
		b.pend(t, next)
		b.decide(t, next)
		made = append(made, next)
	}
	reasons := b.randomHash()
	for i, before := range made {
		for _, provider := range []int{0, 1} {
			positions := b.paid(t, before, provider)
			if len(positions) == 0 {
				continue
			}
			index := positions[b.random.IntN(len(positions))]
			switch (i + provider) % 4 {
			case 0:
				b.correct(t, before, index, commitment.KindReplacement)
			case 1:
				b.must(t, b.key, first(b.Contracts.Reverse(b.standing(t, before, index), reasons)))
			case 2:
				b.overturn(t, before, index)
			case 3:
				b.correct(t, before, index, commitment.KindVoid)
			}
		}
	}
}
