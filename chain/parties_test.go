package chain_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/stretchr/testify/require"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
)

func hexOf(data []byte) hexutil.Bytes { return data }

func TestCredentials_ValidityFollowsTheRecords(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	spans, err := b.Contracts.ValidityOf(t.Context(), provider1)
	require.NoError(t, err)
	require.Equal(t, []claims.Span{{Start: 1, End: chain.OpenEnd}}, spans)
	exclusion := chain.Credential{
		Provider: provider1, Kind: chain.Exclusion, ID: 1, Span: claims.Span{Start: b.day, End: b.day.AddDays(10)},
		DocumentHash: commitment.Hash{4},
	}
	events := b.send(t, chaintest.Operator(t))(b.Contracts.RecordCredential(exclusion))
	require.Equal(t, []chain.Event{
		chain.CredentialRecorded{
			Provider: provider1, Kind: chain.Exclusion, ID: 1, Span: exclusion.Span, DocumentHash: commitment.Hash{4},
			RecordedBy: chaintest.Operator(t).Address,
		},
		chain.ValidityWithdrawn{Provider: provider1, Span: exclusion.Span},
	}, events)
	spans, err = b.Contracts.ValidityOf(t.Context(), provider1)
	require.NoError(t, err)
	require.Equal(t, []claims.Span{{Start: 1, End: b.day}, {Start: b.day.AddDays(10), End: chain.OpenEnd}}, spans)
	events = b.send(t, chaintest.Operator(t))(b.Contracts.RevokeCredential(provider1, chain.Exclusion, 1, b.day.AddDays(5), commitment.Hash{5}))
	require.Equal(t, claims.Span{Start: b.day.AddDays(5), End: b.day.AddDays(10)}, one[chain.ValidityGranted](t, events).Span)
	count, err := b.Contracts.CredentialCount(t.Context(), provider1, chain.Exclusion)
	require.NoError(t, err)
	require.EqualValues(t, 1, count)
}

func TestCoverages_EndChanged(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	before := b.year(t, secondYear).Span
	events := b.send(t, b.insurer)(b.Contracts.ChangeEnd(testInsurer, secondYear, b.day))
	require.Equal(t, []chain.Event{chain.CoverageEndChanged{
		Insurer: testInsurer, CoverageYear: secondYear, End: b.day, EndBefore: before.End,
	}}, events)
	require.Equal(t, claims.Span{Start: before.Start, End: b.day}, b.year(t, secondYear).Span)
}

func TestConsents_Published(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	sequence, _, err := b.Contracts.LastConsents(t.Context(), testInsurer)
	require.NoError(t, err)
	require.Zero(t, sequence)
	events := b.send(t, b.insurer)(b.Contracts.PublishConsents(testInsurer, 1, chain.Consents{Root: commitment.Hash{8}, Count: 3}))
	told := one[chain.ConsentsPublished](t, events)
	sequence, state, err := b.Contracts.LastConsents(t.Context(), testInsurer)
	require.NoError(t, err)
	require.EqualValues(t, 1, sequence)
	require.Equal(t, chain.Consents{Root: told.Root, Count: told.Count, PublishedAt: told.PublishedAt}, state)
}

func TestKeys_GatewayPassesAtOnceTreasurerIsProposed(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	other := chaintest.NewKey(t).Address
	events := b.send(t, b.insurer)(b.Contracts.ProposeKey(testInsurer, chain.RoleGateway, other))
	require.Equal(t, chain.KeyChanged{
		Insurer: testInsurer, Role: chain.RoleGateway, Key: other, Previous: b.insurer.Address,
	}, one[chain.KeyChanged](t, events))
	hasRole, err := b.Contracts.HasRole(t.Context(), testInsurer, chain.RoleGateway, other)
	require.NoError(t, err)
	require.True(t, hasRole)
	events = b.send(t, b.insurer)(b.Contracts.ProposeKey(testInsurer, chain.RoleTreasurer, other))
	require.Equal(t, b.insurer.Address, one[chain.KeyProposed](t, events).ProposedBy)
	events = b.send(t, b.insurer)(b.Contracts.CancelKey(testInsurer, chain.RoleTreasurer))
	require.Equal(t, other, one[chain.KeyProposalCancelled](t, events).Key)
	events = b.send(t, b.insurer)(b.Contracts.RevokeKey(testInsurer, chain.RoleGateway, other))
	require.Equal(t, chain.RoleGateway, one[chain.KeyRevoked](t, events).Role)
}

func TestEscrow_CapMakesPayoutsOwed(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	events := b.send(t, b.insurer)(b.Contracts.SetCap(testInsurer, 10_00))
	require.EqualValues(t, 10_00, one[chain.CapSet](t, events).DailyCents)
	r := b.receive(t, submission{provider1, []commitment.Claim{b.whole(secondYear, [3]int64{400_00, 350_00, classShared})}})
	owed := one[chain.PayoutOwed](t, b.settle(t, r))
	require.Equal(t, chain.PayoutOwed{
		Batch: r.header.Batch, Provider: provider1, Plan: testPlan, Cents: 40_00, Reason: chain.CapReached,
	}, owed)
	debt, err := b.Contracts.Owed(t.Context(), r.header.Batch, provider1, testPlan)
	require.NoError(t, err)
	require.Equal(t, chain.Debt{Owed: money.Cents(40_00), ReceivedAt: r.header.ReceivedAt}, debt)
	release, err := b.Contracts.ReleaseOwed(r.header.Batch, provider1, testPlan)
	require.NoError(t, err)
	require.ErrorIs(t, b.refusal(t, release), chain.ErrCapExceeded)
	head, err := b.Client.Head(t.Context())
	require.NoError(t, err)
	today := claims.DateOf(head.Time)
	events = b.send(t, b.insurer)(b.Contracts.ApproveAbove(testInsurer, today, 50_00))
	require.Equal(t, today, one[chain.AboveCapApproved](t, events).Date)
	released := one[chain.OwedReleased](t, b.send(t, b.insurer)(release, nil))
	require.EqualValues(t, 40_00, released.Cents)
	require.Equal(t, b.Contracts.TokenAmount(40_00), released.TokenAmount)
	capped, err := b.Contracts.CapOf(t.Context(), testInsurer)
	require.NoError(t, err)
	require.Equal(t, chain.Cap{DailyCents: 10_00, ExtraCents: 50_00, PaidCents: 40_00}, capped)
	total, err := b.Contracts.TotalOwed(t.Context(), testInsurer)
	require.NoError(t, err)
	require.True(t, total.IsZero())
}

func TestAppeals_UpheldByTheInsurerOverturnedByThePanel(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	members := []chaintest.Key{chaintest.NewKey(t), chaintest.NewKey(t), chaintest.NewKey(t)}
	slices.SortFunc(members, func(x, y chaintest.Key) int { return bytes.Compare(x.Address[:], y.Address[:]) })
	addresses := []chain.Address{members[0].Address, members[1].Address, members[2].Address}
	appointed := one[chain.PanelAppointed](t, b.send(t, chaintest.Operator(t))(b.Contracts.AppointPanel(addresses, 2)))
	require.Equal(t, addresses, appointed.Members)

	r := b.receive(t, submission{provider1, []commitment.Claim{b.whole(secondYear, [3]int64{400_00, 350_00, classShared})}})
	entry := one[chain.SubmissionSettled](t, b.settle(t, r)).Journal[0]
	standing := r.standing(t, entry, r.header.SettledAt)
	filed := one[chain.AppealFiled](t, b.send(t, b.insurer)(b.Contracts.FileAppeal(standing, commitment.Hash{1}, chain.RecoveryID{})))
	require.True(t, filed.IsAttested)
	reverse, err := b.Contracts.Reverse(standing, commitment.Hash{1})
	require.NoError(t, err)
	require.ErrorIs(t, b.refusal(t, reverse), chain.ErrClaimUnderAppeal)
	answered := one[chain.AppealAnswered](t, b.send(t, b.insurer)(b.Contracts.UpholdAppeal(filed.Appeal, commitment.Hash{2})))
	require.Equal(t, chain.Upheld, answered.Outcome)
	lapse, err := b.Contracts.LapseAppeal(filed.Appeal)
	require.NoError(t, err)
	require.ErrorIs(t, b.refusal(t, lapse), chain.ErrAppealNotLate)
	escalated := one[chain.AppealEscalated](t, b.send(t, b.insurer)(b.Contracts.EscalateAppeal(filed.Appeal, commitment.Hash{3})))
	require.Equal(t, appointed.Panel, escalated.Panel)
	appeal, err := b.Contracts.AppealOf(t.Context(), filed.Appeal)
	require.NoError(t, err)
	require.Equal(t, chain.AppealIsEscalated, appeal.Step)
	require.Equal(t, filed.Number, appeal.Claim)

	r.claims[0].Allowances[0].Allowed = money.Cents(400_00)
	decision := r.decision(t, 0)
	ruling, err := b.Contracts.RulingOf(t.Context(), decision)
	require.NoError(t, err)
	digest, err := b.Contracts.RulingDigest(t.Context(), filed.Appeal, ruling)
	require.NoError(t, err)
	signatures := [][]byte{members[0].Sign(t, digest), members[2].Sign(t, digest)}
	events := b.send(t, b.insurer)(b.Contracts.RuleOverturned(filed.Appeal, standing, decision, signatures))
	require.Equal(t, chain.AppealRuled{
		Appeal: filed.Appeal, Number: filed.Number, Outcome: chain.Overturned, Ruling: ruling,
	}, one[chain.AppealRuled](t, events))
	require.EqualValues(t, 40_00, one[chain.ClaimReversed](t, events).Paid.Cents())
	told := b.determined(t, r, events)
	require.EqualValues(t, 2, told.Entry.Determination.Version)
	require.EqualValues(t, 80_00, told.Entry.Determination.Results[0].Paid.Cents())
	require.EqualValues(t, 40_00, one[chain.PayoutReleased](t, events).Cents)
}
