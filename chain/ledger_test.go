package chain_test

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

// These tests hold the two implementations of docs/commitment.md together: what Go
// encodes the contracts take, and what they tell is what Go computes.

const (
	testInsurer claims.InsurerID  = 1
	testPlan    claims.PlanID     = 7
	firstYear                     = claims.CoverageYearID(1 << 40) // with family and extension
	secondYear                    = claims.CoverageYearID(1<<40 + 1)
	testFamily                    = claims.FamilyYearID(77)
	provider1   claims.ProviderID = 101
	provider2   claims.ProviderID = 102
)

// The classes of the tests' plan.
const (
	classShared  = iota // deductible and 20 %
	classLimited        // copay of 25.00; two visits a year, 100.00 in a life
)

// book is a chain with an insurer, its plan, two providers and two coverages.
type book struct {
	*chaintest.Chain
	insurer chaintest.Key // holds every role
	signers map[claims.ProviderID]chaintest.Key
	day     claims.Date
	plan    coverage.Plan
	now     time.Time // of the block that has what was sent last
}

func newBook(t *testing.T) *book {
	t.Helper()
	b := &book{Chain: chaintest.New(t), insurer: chaintest.NewKey(t), signers: map[claims.ProviderID]chaintest.Key{}}
	head, err := b.Client.Head(t.Context())
	require.NoError(t, err)
	b.day = claims.DateOf(head.Time).AddDays(-10)
	b.Fund(t, b.insurer.Address)
	key := b.insurer.Address
	b.send(t, chaintest.Operator(t))(b.Contracts.RegisterInsurer(testInsurer, chain.InsurerKeys{
		Admin: key, Gateway: key, Adjudicator: key, Treasurer: key, Enroller: key, Approver: key,
	}))
	b.plan = testPlanOf(t)
	b.send(t, b.insurer)(b.Contracts.PublishPlan(b.plan))
	for _, provider := range []claims.ProviderID{provider1, provider2} {
		b.register(t, provider)
	}
	span := claims.Span{Start: b.day.AddDays(-100), End: b.day.AddDays(200)}
	b.send(t, b.insurer)(b.Contracts.Enrol(testInsurer, []chain.Enrolment{
		{CoverageYear: firstYear, Plan: testPlan, Span: span, Family: testFamily, Extension: 9},
		{CoverageYear: secondYear, Plan: testPlan, Span: span, Extension: 10},
	}))
	tokens := b.Contracts.TokenAmount(1_000_000_00)
	b.send(t, b.insurer)(b.Contracts.MintTest(key, tokens))
	b.send(t, b.insurer)(b.Contracts.Approve(tokens))
	b.send(t, b.insurer)(b.Contracts.Deposit(testInsurer, tokens))
	return b
}

func testPlanOf(t *testing.T) coverage.Plan {
	t.Helper()
	limits, err := coverage.Layout([]coverage.BenefitLimit{
		{Name: "visits", Kind: coverage.Visits, Period: coverage.BenefitYear, Max: 2},
		{Name: "life", Kind: coverage.Money, Period: coverage.Lifetime, Max: 100_00},
		{Name: "window", Kind: coverage.Units, Period: coverage.Rolling, Max: 50, RollingDays: 365},
	})
	require.NoError(t, err)
	return coverage.Plan{
		ID: testPlan, Insurer: testInsurer,
		Deductible: coverage.LimitOf(money.Cents(300_00)), FamilyDeductible: coverage.LimitOf(money.Cents(500_00)),
		OutOfPocketMax: coverage.LimitOf(money.Cents(2_000_00)), FamilyOutOfPocketMax: coverage.Unlimited,
		Coordination: coverage.Coordination{Method: coverage.NonDuplication, Allowable: coverage.LowerAllowed},
		Limits:       limits,
		Classes: []coverage.Class{
			{IsCovered: true, IsDeductibleApplied: true, IsOutOfPocketApplied: true, Coinsurance: 2000},
			{IsCovered: true, IsOutOfPocketApplied: true, Copay: money.Cents(25_00), LimitA: 1, LimitB: 2},
		},
		Clocks: coverage.Clocks{
			UTCOffsetSeconds: -18_000, TimelyFilingDays: 90, PromptPayDays: 30, InterestFromDays: 5, AppealDays: 180,
			AppealDecisionDays: 60, RecoveryNoticeDays: 30,
			Interest: []coverage.InterestRate{{FromDate: 1, Rate: 900, Minimum: money.Cents(100)}},
		},
	}
}

func (b *book) register(t *testing.T, provider claims.ProviderID) {
	t.Helper()
	signer := chaintest.NewKey(t)
	b.signers[provider] = signer
	b.send(t, b.insurer)(b.Contracts.RegisterProvider(testInsurer, provider, chain.Provider{
		Signer: signer.Address, Payee: chaintest.NewKey(t).Address, Guardian: chaintest.NewKey(t).Address,
	}))
	for _, kind := range []chain.CredentialKind{chain.Licence, chain.ProviderEnrolment} {
		b.send(t, chaintest.Operator(t))(b.Contracts.RecordCredential(chain.Credential{
			Provider: provider, Kind: kind, ID: 1, Span: claims.Span{Start: 1, End: chain.OpenEnd}, DocumentHash: commitment.Hash{1},
		}))
	}
}

// send makes a transaction of a call and returns its events.
func (b *book) send(t *testing.T, from chaintest.Key) func(chain.Call, error) []chain.Event {
	t.Helper()
	return func(call chain.Call, err error) []chain.Event {
		t.Helper()
		require.NoError(t, err)
		tx := b.Send(t, from, call)
		block := b.Included(t, tx)
		b.now = block.Time
		var events []chain.Event
		for _, log := range block.Logs {
			require.Equal(t, tx, log.TxHash)
			event, err := b.Contracts.Decode(log)
			require.NoError(t, err)
			events = append(events, event)
		}
		return events
	}
}

// eventsOf returns the events of a type.
func eventsOf[E chain.Event](events []chain.Event) []E {
	var found []E
	for _, event := range events {
		if of, isOf := event.(E); isOf {
			found = append(found, of)
		}
	}
	return found
}

// one returns the only event of a type.
func one[E chain.Event](t *testing.T, events []chain.Event) E {
	t.Helper()
	found := eventsOf[E](events)
	require.Len(t, found, 1)
	return found[0]
}

// received is a batch with what Go knows of it.
type received struct {
	header commitment.BatchHeader
	batch  commitment.Batch // its leaves are those that stand
	claims []commitment.Claim
}

// whole is a claim of lines of charge, allowed and class.
func (b *book) whole(year claims.CoverageYearID, lines ...[3]int64) commitment.Claim {
	c := commitment.Claim{Receipt: commitment.Receipt{
		ContentHash: commitment.Hash{byte(len(lines)), byte(lines[0][0])}, CoverageYear: year, ServiceDay: b.day,
	}}
	for i, line := range lines {
		c.Receipt.Lines = append(c.Receipt.Lines, commitment.Line{Charge: money.Cents(line[0]), Units: i + 1})
		c.Allowances = append(c.Allowances, commitment.Allowance{Allowed: money.Cents(line[1]), Class: uint8(line[2])})
	}
	c.Facts = c.Facts.WithReasons(commitment.Hash{0xAA})
	return c
}

// submission is what a provider submits; an entry that is not handed in whole is left undecided.
type submission struct {
	provider claims.ProviderID
	claims   []commitment.Claim
}

func (b *book) sign(t *testing.T, s submission, leaves []commitment.Hash) chain.SignedSubmission {
	t.Helper()
	last, err := b.Contracts.LastSubmission(t.Context(), testInsurer, s.provider)
	require.NoError(t, err)
	signed := chain.Submission{
		Insurer: testInsurer, Provider: s.provider, Sequence: last + 1, Root: commitment.Root(leaves), Count: uint16(len(leaves)),
		Deadline: 1 << 40,
	}
	return chain.SignedSubmission{Submission: signed, Signature: b.signers[s.provider].Sign(t, b.Contracts.SubmissionDigest(signed))}
}

// receive posts a batch and checks what the ledger tells of it.
func (b *book) receive(t *testing.T, submissions ...submission) *received {
	t.Helper()
	r := &received{}
	var signed []chain.SignedSubmission
	for _, s := range submissions {
		var leaves []commitment.Hash
		for _, c := range s.claims {
			leaf, err := c.Receipt.Leaf()
			require.NoError(t, err)
			leaves = append(leaves, leaf)
		}
		r.batch.Submissions = append(r.batch.Submissions, commitment.BatchSubmission{Provider: s.provider, Count: len(leaves)})
		r.batch.Leaves = append(r.batch.Leaves, leaves...)
		r.claims = append(r.claims, s.claims...)
		signed = append(signed, b.sign(t, s, leaves))
	}
	last, err := b.Contracts.LastBatch(t.Context(), testInsurer)
	require.NoError(t, err)
	events := b.send(t, b.insurer)(b.Contracts.ReceiveBatch(testInsurer, last+1, signed))
	require.Len(t, eventsOf[chain.SubmissionReceived](events), len(submissions))
	told := one[chain.BatchReceived](t, events)
	r.header = commitment.BatchHeader{
		Batch: told.Batch, Root: told.Root, ReceivedAt: told.ReceivedAt, Count: told.Count, SubmissionCount: told.SubmissionCount,
	}
	root, err := r.batch.Root()
	require.NoError(t, err)
	require.Equal(t, root, told.Root, "receipt root")
	b.checkSeal(t, r.header)
	return r
}

// checkSeal compares the ledger's seal with that of the header.
func (b *book) checkSeal(t *testing.T, header commitment.BatchHeader) {
	t.Helper()
	want, err := header.Seal()
	require.NoError(t, err)
	seal, err := b.Contracts.SealOf(t.Context(), header.Batch)
	require.NoError(t, err)
	require.Equal(t, want, seal, "seal")
}

// settlement encodes the batch; the claims of the indices are left undecided.
func (r *received) settlement(t *testing.T, undecided ...int) commitment.SettlementWords {
	t.Helper()
	isUndecided := map[int]bool{}
	for _, index := range undecided {
		isUndecided[index] = true
	}
	var submissions []commitment.SettledSubmission
	index := 0
	for _, s := range r.batch.Submissions {
		settled := commitment.SettledSubmission{Provider: s.Provider}
		for range s.Count {
			c := commitment.SettledClaim{ReceiptLeaf: r.batch.Leaves[index]}
			if !isUndecided[index] {
				c.Whole, c.Extension = &r.claims[index], 10
				if c.Whole.Receipt.CoverageYear == firstYear {
					c.Family, c.Extension = testFamily, 9
				}
			}
			settled.Claims = append(settled.Claims, c)
			index++
		}
		submissions = append(submissions, settled)
	}
	words, err := commitment.EncodeSettlement(submissions)
	require.NoError(t, err)
	return words
}

// settle settles the batch and checks the root that the ledger tells against that
// of the journals' leaves.
func (b *book) settle(t *testing.T, r *received, undecided ...int) []chain.Event {
	t.Helper()
	events := b.send(t, b.insurer)(b.Contracts.SettleBatch(r.header, r.settlement(t, undecided...)))
	require.Empty(t, eventsOf[chain.ClaimLeftOut](events))
	told := one[chain.BatchSettled](t, events)
	require.EqualValues(t, len(r.claims)-len(undecided), told.Decided)
	for _, settled := range eventsOf[chain.SubmissionSettled](events) {
		for i, entry := range settled.Journal {
			require.EqualValues(t, int(settled.FirstIndex)+i, entry.Index)
			r.stand(t, entry, told.SettledAt)
		}
	}
	root, err := r.batch.Root()
	require.NoError(t, err)
	require.Equal(t, root, told.DeterminationRoot, "determination root")
	r.header.Root, r.header.SettledAt = root, told.SettledAt
	b.checkSeal(t, r.header)
	return events
}

// stand puts the leaf of a journal's entry into the batch.
func (r *received) stand(t *testing.T, entry commitment.Entry, at time.Time) {
	t.Helper()
	receiptLeaf, err := r.claims[entry.Index].Receipt.Leaf()
	require.NoError(t, err)
	require.Equal(t, receiptLeaf, entry.ReceiptLeaf)
	r.batch.Leaves[entry.Index], err = entry.StandingLeaf(at)
	require.NoError(t, err)
}

func (r *received) decision(t *testing.T, index int) chain.Decision {
	t.Helper()
	path, err := r.batch.Path(index)
	require.NoError(t, err)
	words, err := commitment.EncodeDecision(r.claims[index])
	require.NoError(t, err)
	return chain.Decision{Path: path, CoverageYear: r.claims[index].Receipt.CoverageYear, Claim: words}
}

// standing opens a determination of which the ledger told.
func (r *received) standing(t *testing.T, entry commitment.Entry, at time.Time) chain.Standing {
	t.Helper()
	path, err := r.batch.Path(int(entry.Index))
	require.NoError(t, err)
	opening, err := commitment.OpenDetermination(r.claims[entry.Index].Receipt, *entry.Determination, at)
	require.NoError(t, err)
	return chain.Standing{Header: r.header, Path: path, Opening: opening}
}

// determined checks the root after a claim was decided by its path.
func (b *book) determined(t *testing.T, r *received, events []chain.Event) chain.ClaimDetermined {
	t.Helper()
	told := one[chain.ClaimDetermined](t, events)
	r.stand(t, told.Entry, b.now)
	root, err := r.batch.Root()
	require.NoError(t, err)
	require.Equal(t, root, told.DeterminationRoot, "determination root")
	r.header.Root = root
	b.checkSeal(t, r.header)
	return told
}

func (b *book) year(t *testing.T, id claims.CoverageYearID) chain.CoverageYear {
	t.Helper()
	year, err := b.Contracts.CoverageYear(t.Context(), testInsurer, id)
	require.NoError(t, err)
	return year
}

// twoSubmissions are a claim of five lines, one that is left undecided, and one at its limit.
func (b *book) twoSubmissions(t *testing.T) *received {
	t.Helper()
	long := b.whole(
		firstYear, [3]int64{500_00, 400_00, classShared}, [3]int64{10_00, 0, benefits.ClassDenied}, [3]int64{60_00, 50_00, classLimited},
		[3]int64{1_00, 1_00, classShared}, [3]int64{2_00, 2_00, classShared},
	)
	long.Facts = long.Facts.WithAuthorization(commitment.Hash{0xBB})
	return b.receive(
		t, submission{provider1, []commitment.Claim{long, b.whole(secondYear, [3]int64{400_00, 350_00, classShared})}},
		submission{provider2, []commitment.Claim{b.whole(firstYear, [3]int64{90_00, 80_00, classLimited})}},
	)
}

func TestSettlement_GoEncodesWhatTheLedgerTakes(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	r := b.twoSubmissions(t)
	estimated, err := b.Contracts.Estimate(t.Context(), testInsurer, r.decision(t, 0))
	require.NoError(t, err)
	events := b.settle(t, r, 1)

	settled := eventsOf[chain.SubmissionSettled](events)
	require.Len(t, settled, 2)
	first := settled[0].Journal[0].Determination
	require.Equal(t, *estimated.Determination, *first, "an estimate is what the settlement gives")
	require.EqualValues(t, 1, first.Version)
	require.Equal(t, firstYear, first.CoverageYear)
	require.Equal(t, b.day, first.ServiceDay)
	require.Equal(t, r.claims[0].Facts, first.Facts)
	require.Equal(t, []benefits.LineResult{
		{
			Charge: money.Cents(500_00), Units: 1, Allowed: money.Cents(400_00), Class: classShared,
			Deductible: money.Cents(300_00), Coinsurance: money.Cents(20_00), Paid: money.Cents(80_00),
		},
		{Charge: money.Cents(10_00), Class: benefits.ClassDenied, Denial: benefits.DenialByEngine},
		{
			Charge: money.Cents(60_00), Units: 3, Allowed: money.Cents(50_00), Class: classLimited,
			Copay: money.Cents(25_00), Paid: money.Cents(25_00),
		},
		{
			Charge: money.Cents(1_00), Units: 4, Allowed: money.Cents(1_00), Coinsurance: money.Cents(20), Paid: money.Cents(80),
		},
		{
			Charge: money.Cents(2_00), Units: 5, Allowed: money.Cents(2_00), Coinsurance: money.Cents(40), Paid: money.Cents(1_60),
		},
	}, first.Results)
	require.Nil(t, settled[0].Journal[1].Determination)
	require.Equal(t, benefits.LineResult{
		Charge: money.Cents(90_00), Units: 1, Allowed: money.Cents(80_00), Class: classLimited, Copay: money.Cents(25_00),
		Noncovered: money.Cents(30_00), Paid: money.Cents(25_00),
	}, settled[1].Journal[0].Determination.Results[0], "50.00 of 100.00 in a life are left")

	released := eventsOf[chain.PayoutReleased](events)
	require.Len(t, released, 2)
	require.EqualValues(t, 107_40, released[0].Cents)
	require.EqualValues(t, 25_00, released[1].Cents)
	require.Len(t, eventsOf[chain.TokenTransferred](events), 2)
	for index, want := range []bool{false, true, false} {
		isUndecided, err := b.Contracts.IsUndecided(t.Context(), r.header, uint16(index))
		require.NoError(t, err)
		require.Equal(t, want, isUndecided)
	}
	year := b.year(t, firstYear)
	require.EqualValues(t, 300_00, year.Deductible.Cents())
	require.EqualValues(t, 370_60, year.OutOfPocket.Cents())
	require.Equal(t, claims.ExtensionID(9), year.Extension)
	require.EqualValues(t, 2, year.Counters[31], "visits")
	family, err := b.Contracts.FamilyYear(t.Context(), testInsurer, testFamily)
	require.NoError(t, err)
	require.EqualValues(t, 370_60, family.OutOfPocket.Cents())
	counters, err := b.Contracts.ExtensionCounters(t.Context(), testInsurer, 9)
	require.NoError(t, err)
	require.EqualValues(t, 100_00, int(counters[30])<<8|int(counters[31]), "cents in a life")
}

// randomClaim has one line or many, and any facts.
func (b *book) randomClaim(r *rand.Rand) commitment.Claim {
	var hash commitment.Hash
	for i := range hash {
		hash[i] = byte(r.Uint32())
	}
	c := commitment.Claim{Receipt: commitment.Receipt{
		ContentHash: hash, CoverageYear: firstYear + claims.CoverageYearID(r.IntN(2)), ServiceDay: b.day.AddDays(-r.IntN(150)),
	}}
	for range 1 + r.IntN(14) {
		line := commitment.Line{Charge: money.Cents(r.Int64N(100_00)), Units: 1 + r.IntN(claims.MaxUnits)}
		allowance := commitment.Allowance{Allowed: money.Cents(r.Int64N(line.Charge.Cents() + 1)), Class: uint8(r.IntN(2))}
		if r.IntN(5) == 0 {
			allowance = commitment.Allowance{Class: benefits.ClassDenied}
		}
		c.Receipt.Lines, c.Allowances = append(c.Receipt.Lines, line), append(c.Allowances, allowance)
	}
	if r.IntN(2) == 0 {
		c.Facts = c.Facts.WithReasons(hash)
	}
	if r.IntN(2) == 0 {
		c.Facts = c.Facts.WithAuthorization(hash)
	}
	if r.IntN(2) == 0 {
		c.Facts = c.Facts.WithEvidence(hash)
	}
	c.Facts.Flags |= commitment.Flags(r.IntN(2)) * commitment.FilingExcused
	if r.IntN(3) == 0 {
		priors := make([]claims.PriorAmounts, len(c.Receipt.Lines))
		for i, line := range c.Receipt.Lines {
			paid := r.Int64N(line.Charge.Cents() + 1)
			priors[i] = claims.PriorAmounts{
				Paid: money.Cents(paid), Owed: money.Cents(r.Int64N(line.Charge.Cents() - paid + 1)), Allowed: money.Cents(r.Int64N(100_00)),
			}
		}
		c = c.WithPriors(priors)
	}
	return c
}

func TestSettlement_RandomClaims_RootsAgree(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	b.register(t, provider2+1)
	r := rand.New(rand.NewPCG(5, 6))
	for range 4 {
		var submissions []submission
		var undecided []int
		count := 0
		for provider := provider1; provider <= provider2+1; provider++ {
			s := submission{provider: provider}
			for range 1 + r.IntN(9) {
				s.claims = append(s.claims, b.randomClaim(r))
				if r.IntN(4) == 0 {
					undecided = append(undecided, count)
				}
				count++
			}
			submissions = append(submissions, s)
		}
		batch := b.receive(t, submissions...)
		b.settle(t, batch, undecided...)
		for _, index := range undecided {
			events := b.send(t, b.insurer)(b.Contracts.Decide(batch.header, []chain.Decision{batch.decision(t, index)}))
			b.determined(t, batch, events)
		}
	}
}

// Non-duplication, by the lower allowed amount: of a benefit of 120.00, 80.00 were
// paid before. A reversal recovers what was paid.
func TestSettlement_AfterAPayerBefore(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	prior := claims.PriorAmounts{Paid: money.Cents(80_00), Owed: money.Cents(400_00), Allowed: money.Cents(480_00)}
	claim := b.whole(firstYear, [3]int64{500_00, 450_00, classShared}).WithPriors([]claims.PriorAmounts{prior})
	r := b.receive(t, submission{provider1, []commitment.Claim{claim}})
	estimated, err := b.Contracts.Estimate(t.Context(), testInsurer, r.decision(t, 0))
	require.NoError(t, err)
	events := b.settle(t, r)
	entry := eventsOf[chain.SubmissionSettled](events)[0].Journal[0]
	require.Equal(t, *estimated.Determination, *entry.Determination)
	require.Equal(t, []benefits.LineResult{{
		Charge: money.Cents(500_00), Units: 1, Allowed: money.Cents(450_00), Deductible: money.Cents(300_00),
		Coinsurance: money.Cents(30_00), Paid: money.Cents(40_00), IsCoordinated: true, Prior: prior,
	}}, entry.Determination.Results)
	require.EqualValues(t, 40_00, one[chain.PayoutReleased](t, events).Cents)

	reversed := b.send(t, b.insurer)(b.Contracts.Reverse(r.standing(t, entry, r.header.SettledAt), commitment.Hash{1}))
	require.EqualValues(t, 40_00, one[chain.ClaimReversed](t, reversed).Paid.Cents())
	require.EqualValues(t, 0, b.year(t, firstYear).OutOfPocket.Cents())
}

func TestSettlement_ReceivedAndSettledInOne(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	r := &received{claims: []commitment.Claim{b.whole(secondYear, [3]int64{400_00, 350_00, classShared})}}
	leaf, err := r.claims[0].Receipt.Leaf()
	require.NoError(t, err)
	r.batch = commitment.Batch{
		Submissions: []commitment.BatchSubmission{{Provider: provider1, Count: 1}}, Leaves: []commitment.Hash{leaf},
	}
	signed := b.sign(t, submission{provider: provider1}, r.batch.Leaves)
	events := b.send(t, b.insurer)(b.Contracts.ReceiveAndSettle(testInsurer, 1, []chain.SignedSubmission{signed}, r.settlement(t)))
	told, settled := one[chain.BatchReceived](t, events), one[chain.BatchSettled](t, events)
	require.Equal(t, told.ReceivedAt, settled.SettledAt)
	r.stand(t, one[chain.SubmissionSettled](t, events).Journal[0], settled.SettledAt)
	root, err := r.batch.Root()
	require.NoError(t, err)
	require.Equal(t, root, settled.DeterminationRoot)
}

func TestSettlement_ClaimThatCannotBeDetermined_LeftOut(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	r := b.receive(t, submission{provider1, []commitment.Claim{
		b.whole(12345, [3]int64{400_00, 350_00, classShared}), b.whole(secondYear, [3]int64{400_00, 350_00, classShared}),
	}})
	words := r.settlement(t)
	words.Coverages[0][29], words.Coverages[0][28] = 0xFF, 0xFF // the unknown one has no extension
	words.Extensions = words.Extensions[:1]
	events := b.send(t, b.insurer)(b.Contracts.SettleBatch(r.header, words))
	left := one[chain.ClaimLeftOut](t, events)
	require.EqualValues(t, 0, left.Number.Index)
	require.Equal(t, "CoverageYearNotFound", chain.ErrorName(left.Reason))
	settled := one[chain.BatchSettled](t, events)
	for _, entry := range one[chain.SubmissionSettled](t, events).Journal {
		r.stand(t, entry, settled.SettledAt)
	}
	root, err := r.batch.Root()
	require.NoError(t, err)
	require.Equal(t, root, settled.DeterminationRoot)
}

func TestDecide_ByPath(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	r := b.twoSubmissions(t)
	b.settle(t, r, 0, 1)
	for _, index := range []int{1, 0} {
		events := b.send(t, b.insurer)(b.Contracts.Decide(r.header, []chain.Decision{r.decision(t, index)}))
		told := b.determined(t, r, events)
		require.Equal(t, provider1, told.Provider)
		require.Equal(t, claims.Number{Batch: r.header.Batch, Index: uint16(index)}, told.Number)
		require.Equal(t, r.claims[index].Facts, told.Entry.Determination.Facts)
		require.Equal(t, provider1, one[chain.PayoutReleased](t, events).Provider)
	}
	_, err := b.Contracts.IsUndecided(t.Context(), r.header, 3)
	require.ErrorIs(t, err, chain.ErrClaimNotFound)
	stale := r.header
	stale.Root[0]++
	call, err := b.Contracts.Decide(stale, []chain.Decision{r.decision(t, 0)})
	require.NoError(t, err)
	require.ErrorIs(t, b.refusal(t, call), chain.ErrBatchHeaderMismatch)
}

func TestReverse_GivesBackWhatItTook(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	r := b.twoSubmissions(t)
	events := b.settle(t, r, 1)
	entry := eventsOf[chain.SubmissionSettled](events)[0].Journal[0]
	events = b.send(t, b.insurer)(b.Contracts.Reverse(r.standing(t, entry, r.header.SettledAt), commitment.Hash{3}))
	reversed := one[chain.ClaimReversed](t, events)
	require.Equal(t, chain.ClaimReversed{
		Number: claims.Number{Batch: r.header.Batch}, Provider: provider1, CoverageYear: firstYear, Version: 1,
		Paid: money.Cents(107_40), ReasonsHash: commitment.Hash{3},
	}, reversed)
	noticed := one[chain.RecoveryNoticed](t, events)
	require.Equal(t, chain.RecoveryID{Claim: reversed.Number, Ordinal: 1}, noticed.Recovery)
	require.EqualValues(t, 107_40, noticed.Cents)
	recovery, err := b.Contracts.RecoveryOf(t.Context(), noticed.Recovery)
	require.NoError(t, err)
	require.Equal(t, chain.Recovery{
		Provider: provider1, Left: money.Cents(107_40), EffectiveAt: noticed.EffectiveAt, Status: chain.RecoveryIsNoticed,
	}, recovery)
	b.checkSeal(t, r.header)
	isReversed, err := b.Contracts.IsReversed(t.Context(), r.header, 0)
	require.NoError(t, err)
	require.True(t, isReversed)
	year := b.year(t, firstYear)
	require.Zero(t, year.Deductible.Cents())
	require.EqualValues(t, 25_00, year.OutOfPocket.Cents())

	events = b.send(t, b.insurer)(b.Contracts.WaiveRecovery(noticed.Recovery))
	require.Equal(t, noticed.Recovery, one[chain.RecoveryWaived](t, events).Recovery)
}

func TestCorrect_ReplacementThenVoid(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	r := b.receive(t, submission{provider1, []commitment.Claim{b.whole(secondYear, [3]int64{400_00, 350_00, classShared})}})
	events := b.settle(t, r)
	entry, at := one[chain.SubmissionSettled](t, events).Journal[0], r.header.SettledAt

	replacement := b.whole(secondYear, [3]int64{500_00, 450_00, classShared}, [3]int64{7_00, 7_00, classShared})
	replacement.Receipt.Kind, replacement.Receipt.Replaced = commitment.KindReplacement, claims.Number{Batch: r.header.Batch}
	second := b.receive(t, submission{provider1, []commitment.Claim{replacement}})
	b.settle(t, second, 0)
	events = b.send(t, b.insurer)(b.Contracts.Correct(second.header, second.decision(t, 0), r.standing(t, entry, at)))
	reversed := one[chain.ClaimReversed](t, events)
	require.Equal(t, claims.Number{Batch: r.header.Batch}, reversed.Number)
	require.Equal(t, claims.Number{Batch: second.header.Batch}, reversed.ReplacedBy)
	told := b.determined(t, second, events)
	require.EqualValues(t, 40_00, reversed.Paid.Cents())
	require.EqualValues(t, 120_00, told.Entry.Determination.Results[0].Paid.Cents())
	require.EqualValues(t, 85_60, one[chain.PayoutReleased](t, events).Cents, "the difference")
	replacedAt := b.now

	void := commitment.Claim{Receipt: commitment.Receipt{
		ContentHash: commitment.Hash{9}, Kind: commitment.KindVoid, CoverageYear: secondYear,
		Replaced: claims.Number{Batch: second.header.Batch},
	}}
	third := b.receive(t, submission{provider1, []commitment.Claim{void}})
	b.settle(t, third, 0)
	standing := second.standing(t, told.Entry, replacedAt)
	events = b.send(t, b.insurer)(b.Contracts.Correct(third.header, third.decision(t, 0), standing))
	require.EqualValues(t, 125_60, one[chain.ClaimReversed](t, events).Paid.Cents())
	require.Empty(t, b.determined(t, third, events).Entry.Determination.Results)
	require.Zero(t, b.year(t, secondYear).OutOfPocket.Cents())
}

func TestClocks_PendAndEvidence(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	r := b.twoSubmissions(t)
	b.settle(t, r, 1)
	number := claims.Number{Batch: r.header.Batch, Index: 1}
	path, err := r.batch.Path(1)
	require.NoError(t, err)
	events := b.send(t, b.insurer)(b.Contracts.Pend(r.header, path, r.batch.Leaves[1], commitment.Hash{5}))
	pended := one[chain.ClaimPended](t, events)
	require.Equal(t, number, pended.Number)
	clock, err := b.Contracts.ClockOf(t.Context(), number)
	require.NoError(t, err)
	require.Equal(t, chain.Clock{Provider: provider1, PendedAt: pended.PendedAt}, clock)
	events = b.send(t, b.insurer)(b.Contracts.ReceiveEvidence(number, commitment.Hash{6}))
	require.Equal(t, commitment.Hash{6}, one[chain.PendEnded](t, events).EvidenceHash)

	opening, err := commitment.OpenReceipt(r.claims[1].Receipt)
	require.NoError(t, err)
	call, err := b.Contracts.MarkOverdue(r.header, path, opening)
	require.NoError(t, err)
	require.ErrorIs(t, b.refusal(t, call), chain.ErrClaimNotOverdue)

	events = b.send(t, b.insurer)(b.Contracts.SetPaused(testInsurer, true))
	require.True(t, one[chain.InsurerPauseChanged](t, events).IsPaused)
	call, err = b.Contracts.Decide(r.header, []chain.Decision{r.decision(t, 1)})
	require.NoError(t, err)
	require.ErrorIs(t, b.refusal(t, call), chain.ErrInsurerPaused)
}

func TestReceiveFromProvider_ContestedAndAnswered(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	b.Fund(t, b.signers[provider1].Address)
	leaf, err := b.whole(secondYear, [3]int64{400_00, 350_00, classShared}).Receipt.Leaf()
	require.NoError(t, err)
	signed := b.sign(t, submission{provider: provider1}, []commitment.Hash{leaf})
	events := b.send(t, b.signers[provider1])(b.Contracts.ReceiveFromProvider(chain.FirstProviderBatch, signed, []byte("claims")))
	posted := one[chain.ReceiptPosted](t, events)
	require.Equal(t, "claims", string(posted.Ciphertext))
	require.Equal(t, posted.Batch, one[chain.BatchReceived](t, events).Batch)
	last, err := b.Contracts.LastProviderBatch(t.Context(), testInsurer)
	require.NoError(t, err)
	require.EqualValues(t, chain.FirstProviderBatch, last)
	events = b.send(t, b.insurer)(b.Contracts.ContestReceipt(posted.Batch))
	require.Equal(t, provider1, one[chain.ReceiptContested](t, events).Provider)
	events = b.send(t, b.signers[provider1])(b.Contracts.AnswerContest(posted.Batch, []byte("again")))
	require.Equal(t, "again", string(one[chain.ContestAnswered](t, events).Ciphertext))
}

// refusal returns why the contracts refuse a call of the insurer.
func (b *book) refusal(t *testing.T, call chain.Call) error {
	t.Helper()
	err := b.RPC.CallContext(t.Context(), nil, "eth_call", map[string]any{
		"from": chain.FormatAddress(b.insurer.Address), "to": chain.FormatAddress(call.Recipient), "input": hexOf(call.Data),
	}, "latest")
	require.Error(t, err)
	revert := chain.DecodeRevert(err)
	require.NotNil(t, revert, err)
	return revert
}
