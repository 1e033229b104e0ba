package settlement

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.temporal.io/sdk/activity"

	"github.com/clearclaim/clearclaim/chain"
	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/store"
)

// stepInterval is how often a drain looks whether it can go on.
const stepInterval = 100 * time.Millisecond

// Activities post receipts, settlements and decisions. Fields are set once.
type Activities struct {
	DB        *store.DB
	Contracts *chain.Contracts
	Keyring   *chain.Keyring
	Clock     func() time.Time
	Log       *slog.Logger
}

// Drain takes the insurer's queue forward until nothing is left to do.
//
// It is idempotent by the business keys of its transactions
// (receipt/insurer/batch/attempt and so on), so it may be killed and repeated at
// any step. Errors are those of the database; a transaction that reverted is
// tried again under the next attempt.
func (a *Activities) Drain(ctx context.Context, insurer claims.InsurerID) error {
	keys, err := a.keysOf(ctx, insurer)
	if err != nil {
		return err
	}
	storage, err := a.Contracts.StorageGas(ctx)
	if err != nil {
		a.Log.WarnContext(ctx, "the node does not say what storage costs: Osaka's prices are taken", "error", err)
		storage = chain.OsakaStorageGas
	}
	queue := queue{Activities: a, insurer: insurer, keys: keys, prices: pricesOf(storage)}
	ticker := time.NewTicker(stepInterval)
	defer ticker.Stop()
	for {
		isIdle, err := queue.step(ctx)
		if err != nil || isIdle {
			return err
		}
		activity.RecordHeartbeat(ctx)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}

// insurerKeys are the addresses that act for an insurer here.
type insurerKeys struct{ gateway, adjudicator chain.Address }

func (a *Activities) keysOf(ctx context.Context, insurer claims.InsurerID) (insurerKeys, error) {
	gateway, err := a.Keyring.AddressOf(ctx, fmt.Sprintf("insurer/%d/gateway", insurer))
	if err != nil {
		return insurerKeys{}, fmt.Errorf("finding gateway key: %w", err)
	}
	adjudicator, err := a.Keyring.AddressOf(ctx, fmt.Sprintf("insurer/%d/adjudicator", insurer))
	if err != nil {
		return insurerKeys{}, fmt.Errorf("finding adjudicator key: %w", err)
	}
	return insurerKeys{gateway: gateway, adjudicator: adjudicator}, nil
}
