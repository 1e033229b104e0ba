package intake_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"reflect"
	"testing"
	"time"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/chain/chaintest"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/intake"
	"github.com/clearclaim/clearclaim/store"
	"github.com/clearclaim/clearclaim/store/storetest"
)

// onChain puts a bundle on a chain with the contracts and a sender.
func onChain(t *testing.T) (*bundle, *chaintest.Chain) {
	t.Helper()
	b := newBundle(t)
	node := chaintest.New(t)
	b.cfg.Contracts = node.Contracts
	_, err := b.cfg.Keyring.Import(t.Context(), "operator", chaintest.OperatorKey)
	must(t, err)
	depth, err := chain.ParseFinality("depth:32")
	must(t, err)
	sender := chain.NewSender(node.Client, b.cfg.DB, b.cfg.Keyring, chain.SenderOptions{
		Finality: depth, PollInterval: 5 * time.Millisecond, Log: slog.New(slog.DiscardHandler),
	})
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- sender.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the sender ended: %v", err)
		}
	})
	b.cfg.Sender = sender
	b.cfg.Clock = time.Now // the ledger's clock is the real one
	b.Service = intake.New(b.cfg)
	return b, node
}

// Everything that intake registers stands on a real ledger, and the ledger takes
// the receipts of what it accepted.
func TestIntake_OnARealLedger(t *testing.T) {
	t.Parallel()
	b, node := onChain(t)
	b.register(t)
	b.checkRegistrations(t, node)

	ctx, included := intake.WithInclusion(b.asInsurer(t))
	must(t, b.FundEscrow(ctx, intake.FundEscrow{IdempotencyKey: "f", Insurer: b.insurer, Amount: money.Cents(12345)}))
	if head, err := node.Client.Head(ctx); err != nil || included() == 0 || included() > head.Number {
		t.Errorf("included in block %d of %d, %v", included(), head.Number, err)
	}
	must(t, b.FundEscrow(b.asInsurer(t), intake.FundEscrow{IdempotencyKey: "f", Insurer: b.insurer, Amount: money.Cents(12345)}))
	must(t, b.FundEscrow(b.asInsurer(t), intake.FundEscrow{IdempotencyKey: "g", Insurer: b.insurer, Amount: money.Cents(5)}))
	balance, err := node.Contracts.EscrowBalance(t.Context(), b.insurer)
	if want := new(big.Int).Mul(big.NewInt(12350), node.Deployment.TokenUnitsPerCent); err != nil || balance.Cmp(want) != 0 {
		t.Errorf("the escrow has %v, want %v, %v", balance, want, err)
	}

	b.submit(t, "k", b.draft(1), b.draft(2), b.draft(3))
	_, err = b.Submit(b.asProvider(t, b.signing), b.signed(t, "k", b.signer, b.draft(4)))
	must(t, err)
	b.receive(t, node)
}

// checkRegistrations compares the ledger with the database.
func (b *bundle) checkRegistrations(t *testing.T, node *chaintest.Chain) {
	t.Helper()
	provider, err := node.Contracts.ProviderOf(t.Context(), b.delegated)
	kept, keptErr := b.cfg.DB.Provider(t.Context(), b.delegated)
	must(t, errors.Join(err, keptErr))
	if provider.Signer != kept.Signer || provider.Payee != kept.Payee || !provider.IsDelegated {
		t.Errorf("got %+v, want %+v", provider, kept)
	}
	for _, id := range []claims.ProviderID{b.delegated, b.signing} {
		want := []claims.Span{{Start: 1, End: chain.OpenEnd}}
		if spans, err := node.Contracts.ValidityOf(t.Context(), id); err != nil || !reflect.DeepEqual(spans, want) {
			t.Errorf("provider %d is credentialed in %v, %v", id, spans, err)
		}
	}
	row := storetest.Row(t, b.url, "SELECT id::text, family_year FROM coverage_years WHERE coverage_id = $1 ORDER BY start_date LIMIT 1", b.coverage)
	var id uint64
	if _, err := fmt.Sscan(row[0].(string), &id); err != nil {
		t.Fatal(err)
	}
	year, err := node.Contracts.CoverageYear(t.Context(), b.insurer, claims.CoverageYearID(id))
	must(t, err)
	want := claims.Span{Start: claims.NewDate(2024, 3, 1), End: claims.NewDate(2025, 1, 1)}
	if year.Plan != b.plan || year.Span != want || int64(year.Family) != row[1].(int64) {
		t.Errorf("got %+v", year)
	}
}

// receive posts the receipt of all submissions, as the settlement would.
func (b *bundle) receive(t *testing.T, node *chaintest.Chain) {
	t.Helper()
	var submissions []chain.SignedSubmission
	for _, provider := range []claims.ProviderID{b.delegated, b.signing} {
		kept, err := b.cfg.DB.SubmissionBySequence(t.Context(), b.insurer, provider, 1)
		must(t, err)
		submissions = append(submissions, chain.SignedSubmission{
			Submission: chain.Submission{
				Insurer: b.insurer, Provider: provider, Sequence: 1, Root: kept.Root, Count: uint16(kept.ClaimCount), Deadline: int64(kept.Deadline),
			},
			Signature: kept.Signature,
		})
	}
	call, err := node.Contracts.ReceiveBatch(b.insurer, 1, submissions)
	must(t, err)
	gateway, err := b.cfg.Keyring.AddressOf(t.Context(), fmt.Sprintf("insurer/%d/gateway", b.insurer))
	must(t, err)
	must(t, b.cfg.DB.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.AddIntent(t.Context(), store.Intent{BusinessKey: "receipt", Signer: gateway, Recipient: call.Recipient, Calldata: call.Data})
	}))
	_, err = b.cfg.Sender.Await(t.Context(), "receipt")
	must(t, err)
	for _, provider := range []claims.ProviderID{b.delegated, b.signing} {
		if last, err := node.Contracts.LastSubmission(t.Context(), b.insurer, provider); err != nil || last != 1 {
			t.Errorf("the ledger's last submission of %d is %d, %v", provider, last, err)
		}
	}
}
