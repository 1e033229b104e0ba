package store

import (
	"context"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
	"github.com/clearclaim/clearclaim/claims/money"
	"github.com/clearclaim/clearclaim/store/sqlc"
)

// IndexerLease is the lease that fences the writes to the read model of the chain.
const IndexerLease = "indexer"

// chainTables are the tables of the read model of the chain. Each has a
// block_number, but for chain_blocks, whose number it is.
var chainTables = []string{
	"chain_logs", "chain_submissions", "chain_batches", "chain_settlements", "chain_determinations", "chain_undecided",
	"chain_decisions", "chain_left_out", "chain_payouts", "chain_escrow_movements", "chain_transfers", "chain_registrations",
}

// ChainPoint is a block by number and hash. The zero point stands before the first.
type ChainPoint struct {
	Number uint64
	Hash   [32]byte
}

// ChainCursor is how far the read model goes.
type ChainCursor struct {
	ChainPoint
	Ledger       [20]byte // of the deployment that is indexed
	Final        uint64   // number of the newest final block
	ProgressedAt time.Time
}

// ChainAt says where in the chain a fact stands.
type ChainAt struct {
	Block    uint64
	LogIndex uint32
	TxHash   [32]byte
	Time     time.Time // of the block
}

// The rows of the read model of the chain. The documents of the contracts' events
// say what they mean.
type (
	// ChainBlock is an indexed block.
	ChainBlock struct {
		ChainPoint
		ParentHash [32]byte
		Time       time.Time
	}
	// ChainLog is a log as the node gave it.
	ChainLog struct {
		At      ChainAt
		Address [20]byte
		Topics  [][32]byte
		Data    []byte
	}
	// ChainSubmission is a received submission.
	ChainSubmission struct {
		At          ChainAt
		Batch       claims.BatchID
		Provider    claims.ProviderID
		Sequence    uint64
		FirstIndex  uint16
		Count       uint16
		Root        commitment.Hash
		IsDelegated bool
	}
	// ChainBatch is a received batch.
	ChainBatch struct {
		At         ChainAt
		Batch      claims.BatchID
		Root       commitment.Hash
		Count      uint16
		ReceivedAt time.Time
	}
	// ChainSettlement is a settled batch.
	ChainSettlement struct {
		At                ChainAt
		Batch             claims.BatchID
		DeterminationRoot commitment.Hash
		Decided           uint16
		IsRootConfirmed   *bool // nil when it could not be computed
	}
	// ChainDetermination is a claim's determination.
	ChainDetermination struct {
		At                ChainAt
		Number            claims.Number
		Provider          claims.ProviderID
		CoverageYear      claims.CoverageYearID
		ServiceDay        claims.Date
		ReceiptLeaf       commitment.Hash
		ReasonsHash       commitment.Hash
		Result            []byte
		DeterminationLeaf commitment.Hash
		Charge            money.Amount
		Allowed           money.Amount
		Paid              money.Amount
		Patient           money.Amount
	}
	// ChainUndecided is a claim that its settlement left undecided.
	ChainUndecided struct {
		At          ChainAt
		Number      claims.Number
		ReceiptLeaf commitment.Hash
	}
	// ChainDecision is the root after a claim was decided by its path.
	ChainDecision struct {
		At                ChainAt
		Number            claims.Number
		DeterminationRoot commitment.Hash
		IsRootConfirmed   *bool // nil when it could not be computed
	}
	// ChainLeftOut is a claim that was handed in whole and could not be determined.
	ChainLeftOut struct {
		At     ChainAt
		Number claims.Number
		Reason [4]byte
	}
	// ChainPayout is money released to a provider, or owed to it.
	ChainPayout struct {
		At          ChainAt
		Batch       claims.BatchID // sequence 0 for the release of what was owed
		Provider    claims.ProviderID
		Kind        PayoutKind
		Payee       [20]byte // zero while owed
		Cents       int64
		TokenAmount *big.Int // nil while owed
	}
	// ChainMovement is a deposit into an escrow, or a withdrawal.
	ChainMovement struct {
		At           ChainAt
		Insurer      claims.InsurerID
		IsWithdrawal bool
		Counterparty [20]byte
		TokenAmount  *big.Int
	}
	// ChainTransfer is a transfer of the settlement token from or to the escrow.
	ChainTransfer struct {
		At          ChainAt
		Sender      [20]byte
		Recipient   [20]byte
		TokenAmount *big.Int
	}
	// ChainRegistration is something that was registered.
	ChainRegistration struct {
		At      ChainAt
		Kind    RegistrationKind
		Insurer claims.InsurerID
		ID      uint64
	}
)

// PayoutKind is what happened to a sum.
type PayoutKind string

// The kinds of payouts.
const (
	PayoutReleased     PayoutKind = "released"
	PayoutOwed         PayoutKind = "owed"
	PayoutOwedReleased PayoutKind = "owed_released"
)

// RegistrationKind is what was registered.
type RegistrationKind string

// The kinds of registrations.
const (
	RegisteredInsurer      RegistrationKind = "insurer"
	RegisteredProvider     RegistrationKind = "provider"
	RegisteredPlan         RegistrationKind = "plan"
	RegisteredCoverageYear RegistrationKind = "coverage_year"
)

// ChainRows are what a run of blocks adds to the read model.
type ChainRows struct {
	Blocks         []ChainBlock
	Logs           []ChainLog
	Submissions    []ChainSubmission
	Batches        []ChainBatch
	Settlements    []ChainSettlement
	Determinations []ChainDetermination
	Undecided      []ChainUndecided
	Decisions      []ChainDecision
	LeftOut        []ChainLeftOut
	Payouts        []ChainPayout
	Movements      []ChainMovement
	Transfers      []ChainTransfer
	Registrations  []ChainRegistration
}

// ChainCursor returns how far the read model goes.
//
// Errors: [ErrNotFound] when it is empty.
func (q Queries) ChainCursor(ctx context.Context) (ChainCursor, error) {
	row, err := q.q.ChainCursor(ctx)
	if err != nil {
		return ChainCursor{}, faultOf(err)
	}
	return ChainCursor{
		ChainPoint: ChainPoint{Number: uint64(row.Number), Hash: [32]byte(row.Hash)}, Ledger: [20]byte(row.Ledger),
		Final: uint64(row.FinalNumber), ProgressedAt: inUTC(row.ProgressedAt),
	}, nil
}

// ChainBlocksBelow returns up to limit of the newest indexed blocks whose number
// is not above the given one, downwards.
func (q Queries) ChainBlocksBelow(ctx context.Context, number uint64, limit int) ([]ChainPoint, error) {
	rows, err := q.q.ChainBlocksBelow(ctx, int64(number), int32(limit))
	if err != nil {
		return nil, faultOf(err)
	}
	points := make([]ChainPoint, len(rows))
	for i, row := range rows {
		points[i] = ChainPoint{Number: uint64(row.Number), Hash: [32]byte(row.Hash)}
	}
	return points, nil
}

// AppendChain adds the rows of the blocks that follow a point and moves the
// cursor there, in one transaction, and tells whose claims changed.
//
// It writes nothing and returns false when the epoch is not the indexer's any
// more, or the cursor does not stand at the point.
func (d *DB) AppendChain(ctx context.Context, epoch int64, after ChainPoint, rows *ChainRows, next ChainCursor) (bool, error) {
	return d.moveChain(ctx, epoch, after, func(tx *Tx) error {
		for _, table := range rows.tables() {
			if err := table.copyTo(ctx, tx.tx); err != nil {
				return err
			}
		}
		if err := tx.putChainCursor(ctx, epoch, next); err != nil {
			return err
		}
		changed, err := tx.changedBy(ctx, rows)
		if err != nil {
			return err
		}
		return tx.notifyBatches(ctx, changed)
	})
}

// RewindChain takes back everything above a point, in one transaction, and tells
// whose claims changed. The zero point empties the read model. It returns false
// as [DB.AppendChain] does.
func (d *DB) RewindChain(ctx context.Context, epoch int64, from ChainPoint, to ChainCursor) (bool, error) {
	return d.moveChain(ctx, epoch, from, func(tx *Tx) error {
		rows, err := tx.q.BatchesAbove(ctx, int64(to.Number))
		if err != nil {
			return faultOf(err)
		}
		if err := tx.deleteAbove(ctx, to.Number); err != nil {
			return err
		}
		if to.ChainPoint == (ChainPoint{}) {
			_, err = tx.tx.Exec(ctx, "DELETE FROM chain_cursor")
			err = faultOf(err)
		} else {
			err = tx.putChainCursor(ctx, epoch, to)
		}
		if err != nil {
			return err
		}
		changed := map[claims.BatchID]bool{}
		for _, row := range rows {
			changed[claims.BatchID{Insurer: claims.InsurerID(row.InsurerID), Sequence: uint32(row.Batch)}] = true
		}
		return tx.notifyBatches(ctx, changed)
	})
}

// ResetChain empties the read model of the chain. An indexer that runs begins
// again from the first block.
func (d *DB) ResetChain(ctx context.Context) error {
	return d.InTx(ctx, func(tx *Tx) error {
		_, err := tx.tx.Exec(ctx, "TRUNCATE chain_cursor, chain_blocks, "+strings.Join(chainTables, ", "))
		return faultOf(err)
	})
}

// SetChainFinal notes up to which block the chain is final. It returns false as
// [DB.AppendChain] does.
func (d *DB) SetChainFinal(ctx context.Context, epoch int64, cursor ChainCursor) (bool, error) {
	return d.moveChain(ctx, epoch, cursor.ChainPoint, func(tx *Tx) error { return tx.putChainCursor(ctx, epoch, cursor) })
}

// moveChain runs do when the lease is held and the cursor stands at the point.
func (d *DB) moveChain(ctx context.Context, epoch int64, at ChainPoint, do func(*Tx) error) (bool, error) {
	isThere := false
	isHeld, err := d.fenced(ctx, IndexerLease, epoch, func(tx *Tx) error {
		row, err := tx.q.LockChainCursor(ctx)
		if err = unlessNotFound(faultOf(err)); err != nil {
			return err
		}
		stands := ChainPoint{Number: uint64(row.Number)}
		copy(stands.Hash[:], row.Hash)
		if isThere = stands == at; !isThere {
			return nil
		}
		return do(tx)
	})
	return isHeld && isThere, err
}

func (t *Tx) putChainCursor(ctx context.Context, epoch int64, cursor ChainCursor) error {
	return faultOf(t.q.PutChainCursor(ctx, sqlc.PutChainCursorParams{
		Ledger: cursor.Ledger[:], Number: int64(cursor.Number), Hash: cursor.Hash[:], FinalNumber: int64(cursor.Final), Epoch: epoch,
	}))
}

func (t *Tx) deleteAbove(ctx context.Context, number uint64) error {
	batch := &pgx.Batch{}
	for _, table := range chainTables {
		batch.Queue("DELETE FROM "+table+" WHERE block_number > $1", int64(number))
	}
	batch.Queue("DELETE FROM chain_blocks WHERE number > $1", int64(number))
	if err := t.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("taking blocks back: %w", faultOf(err))
	}
	return nil
}

// changedBy returns the batches whose claims the rows change.
func (t *Tx) changedBy(ctx context.Context, rows *ChainRows) (map[claims.BatchID]bool, error) {
	changed := map[claims.BatchID]bool{}
	for i := range rows.Batches {
		changed[rows.Batches[i].Batch] = true
	}
	for i := range rows.Settlements {
		changed[rows.Settlements[i].Batch] = true
	}
	for i := range rows.Determinations {
		changed[rows.Determinations[i].Number.Batch] = true
	}
	for i := range rows.Payouts {
		payout := &rows.Payouts[i]
		if payout.Kind != PayoutOwedReleased {
			changed[payout.Batch] = true
			continue
		}
		owed, err := t.q.OwedBatches(ctx, int64(payout.Batch.Insurer), int64(payout.Provider))
		if err != nil {
			return nil, faultOf(err)
		}
		for _, sequence := range owed {
			changed[claims.BatchID{Insurer: payout.Batch.Insurer, Sequence: uint32(sequence)}] = true
		}
	}
	return changed, nil
}

// maxNotification is what a notification may hold, with room to spare.
const maxNotification = 7000

// notifyBatches tells that the claims of batches changed: insurer-sequence,
// separated by commas.
func (t *Tx) notifyBatches(ctx context.Context, batches map[claims.BatchID]bool) error {
	var payload strings.Builder
	flush := func() error {
		if payload.Len() == 0 {
			return nil
		}
		defer payload.Reset()
		return t.notify(ctx, ChannelClaimChanged, payload.String())
	}
	for batch := range batches {
		if payload.Len() > 0 {
			payload.WriteByte(',')
		}
		payload.WriteString(strconv.FormatUint(uint64(batch.Insurer), 10) + "-" + strconv.FormatUint(uint64(batch.Sequence), 10))
		if payload.Len() > maxNotification {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// ChainBatchLeaves is what the read model knows of a batch's leaves.
type ChainBatchLeaves struct {
	Root        commitment.Hash
	Count       int
	Submissions []ChainSpan
	// Standing are the leaves of a settled batch by position; zero where unknown.
	Standing []commitment.Hash
}

// ChainSpan is where a submission stands in its batch.
type ChainSpan struct {
	Provider   claims.ProviderID
	FirstIndex int
	Count      int
}

// ChainBatchLeaves returns the leaves of a received batch.
//
// Errors: [ErrNotFound].
func (q Queries) ChainBatchLeaves(ctx context.Context, id claims.BatchID) (ChainBatchLeaves, error) {
	insurer, sequence := int64(id.Insurer), int64(id.Sequence)
	batch, err := q.q.ChainBatch(ctx, insurer, sequence)
	if err != nil {
		return ChainBatchLeaves{}, faultOf(err)
	}
	found := ChainBatchLeaves{
		Root: commitment.Hash(batch.Root), Count: int(batch.ClaimCount), Standing: make([]commitment.Hash, batch.ClaimCount),
	}
	submissions, err := q.q.ChainBatchSubmissions(ctx, insurer, sequence)
	if err != nil {
		return ChainBatchLeaves{}, faultOf(err)
	}
	for _, row := range submissions {
		found.Submissions = append(found.Submissions, ChainSpan{
			Provider: claims.ProviderID(row.ProviderID), FirstIndex: int(row.FirstIndex), Count: int(row.ClaimCount),
		})
	}
	leaves, err := q.q.ChainStandingLeaves(ctx, insurer, sequence)
	if err != nil {
		return ChainBatchLeaves{}, faultOf(err)
	}
	for _, row := range leaves {
		if int(row.ClaimIndex) < len(found.Standing) {
			found.Standing[row.ClaimIndex] = commitment.Hash(row.Leaf)
		}
	}
	return found, nil
}

// ChainDigest returns a hash of the whole read model of the chain, apart from
// when and by whom it was written: two that hold the same have the same.
func (q Queries) ChainDigest(ctx context.Context) (string, error) {
	var parts []string
	for _, table := range append([]string{"chain_blocks"}, chainTables...) {
		parts = append(parts, "SELECT '"+table+"' AS name, md5(COALESCE(string_agg(t::text, E'\\n' ORDER BY t::text), '')) AS digest FROM "+table+" t")
	}
	parts = append(parts, "SELECT 'chain_cursor', md5(COALESCE(string_agg(ledger::text || number || hash::text, ''), '')) FROM chain_cursor")
	var digest string
	err := q.db.QueryRow(ctx,
		"SELECT md5(string_agg(name || digest, ',' ORDER BY name)) FROM ("+strings.Join(parts, " UNION ALL ")+") parts").Scan(&digest)
	return digest, faultOf(err)
}

// copyable is a table with rows to copy.
type copyable struct {
	name    string
	columns []string
	count   int
	row     func(i int) []any
}

func (c copyable) copyTo(ctx context.Context, tx pgx.Tx) error {
	if c.count == 0 {
		return nil
	}
	source := pgx.CopyFromSlice(c.count, func(i int) ([]any, error) { return c.row(i), nil })
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{c.name}, c.columns, source); err != nil {
		return fmt.Errorf("copying into %s: %w", c.name, faultOf(err))
	}
	return nil
}

func numeric(n *big.Int) pgtype.Numeric { return pgtype.Numeric{Int: n, Valid: true} }

func tokenAmount(n *big.Int) pgtype.Numeric {
	if n == nil {
		n = new(big.Int)
	}
	return numeric(n)
}

func fields(names string) []string { return strings.Fields(names) }

// tables returns what is copied where. The order of columns is that of each row.
func (r *ChainRows) tables() []copyable {
	return append(r.ledgerTables(), r.moneyTables()...)
}

func (r *ChainRows) ledgerTables() []copyable {
	return []copyable{
		{"chain_blocks", fields("number hash parent_hash mined_at"), len(r.Blocks), func(i int) []any {
			b := &r.Blocks[i]
			return []any{int64(b.Number), b.Hash[:], b.ParentHash[:], b.Time}
		}},
		{"chain_logs", fields("block_number log_index tx_hash address topics data"), len(r.Logs), func(i int) []any {
			l := &r.Logs[i]
			topics := make([][]byte, len(l.Topics))
			for n := range l.Topics {
				topics[n] = l.Topics[n][:]
			}
			return []any{int64(l.At.Block), int32(l.At.LogIndex), l.At.TxHash[:], l.Address[:], topics, notNil(l.Data)}
		}},
		{
			"chain_submissions",
			fields("insurer_id provider_id sequence batch first_index claim_count root is_delegated block_number log_index"),
			len(r.Submissions), func(i int) []any {
				s := &r.Submissions[i]
				return []any{
					int64(s.Batch.Insurer), int64(s.Provider), int64(s.Sequence), int64(s.Batch.Sequence), int32(s.FirstIndex),
					int32(s.Count), s.Root[:], s.IsDelegated, int64(s.At.Block), int32(s.At.LogIndex),
				}
			},
		},
		{"chain_batches", fields("insurer_id batch root claim_count received_at block_number log_index"), len(r.Batches), func(i int) []any {
			b := &r.Batches[i]
			return []any{
				int64(b.Batch.Insurer), int64(b.Batch.Sequence), b.Root[:], int32(b.Count), b.ReceivedAt, int64(b.At.Block),
				int32(b.At.LogIndex),
			}
		}},
		{
			"chain_settlements",
			fields("insurer_id batch determination_root decided is_root_confirmed block_number log_index tx_hash"),
			len(r.Settlements), func(i int) []any {
				s := &r.Settlements[i]
				return []any{
					int64(s.Batch.Insurer), int64(s.Batch.Sequence), s.DeterminationRoot[:], int32(s.Decided), s.IsRootConfirmed,
					int64(s.At.Block), int32(s.At.LogIndex), s.At.TxHash[:],
				}
			},
		},
		{
			"chain_determinations",
			fields(`insurer_id batch claim_index provider_id coverage_year service_day receipt_leaf reasons_hash result
				determination_leaf charge_cents allowed_cents paid_cents patient_cents determined_at tx_hash block_number log_index`),
			len(r.Determinations), func(i int) []any { return r.Determinations[i].columns() },
		},
		{
			"chain_undecided", fields("insurer_id batch claim_index receipt_leaf block_number log_index"),
			len(r.Undecided), func(i int) []any {
				u := &r.Undecided[i]
				return append(numberColumns(u.Number), u.ReceiptLeaf[:], int64(u.At.Block), int32(u.At.LogIndex))
			},
		},
		{
			"chain_decisions", fields("insurer_id batch claim_index determination_root is_root_confirmed block_number log_index"),
			len(r.Decisions), func(i int) []any {
				d := &r.Decisions[i]
				return append(numberColumns(d.Number),
					d.DeterminationRoot[:], d.IsRootConfirmed, int64(d.At.Block), int32(d.At.LogIndex))
			},
		},
		{
			"chain_left_out", fields("insurer_id batch claim_index reason block_number log_index"),
			len(r.LeftOut), func(i int) []any {
				l := &r.LeftOut[i]
				return append(numberColumns(l.Number), l.Reason[:], int64(l.At.Block), int32(l.At.LogIndex))
			},
		},
	}
}

func numberColumns(n claims.Number) []any {
	return []any{int64(n.Batch.Insurer), int64(n.Batch.Sequence), int32(n.Index)}
}

func (d *ChainDetermination) columns() []any {
	year := new(big.Int).SetUint64(uint64(d.CoverageYear))
	return append(numberColumns(d.Number),
		int64(d.Provider), numeric(year), int32(d.ServiceDay), d.ReceiptLeaf[:], d.ReasonsHash[:], d.Result,
		d.DeterminationLeaf[:], d.Charge.Cents(), d.Allowed.Cents(), d.Paid.Cents(), d.Patient.Cents(), d.At.Time,
		d.At.TxHash[:], int64(d.At.Block), int32(d.At.LogIndex))
}

func (r *ChainRows) moneyTables() []copyable {
	return []copyable{
		{
			"chain_payouts",
			fields("insurer_id batch provider_id kind payee cents token_amount paid_at tx_hash block_number log_index"),
			len(r.Payouts), func(i int) []any {
				p := &r.Payouts[i]
				var payee []byte
				if p.Kind != PayoutOwed {
					payee = p.Payee[:]
				}
				return []any{
					int64(p.Batch.Insurer), int64(p.Batch.Sequence), int64(p.Provider), string(p.Kind), payee, p.Cents,
					tokenAmount(p.TokenAmount), p.At.Time, p.At.TxHash[:], int64(p.At.Block), int32(p.At.LogIndex),
				}
			},
		},
		{
			"chain_escrow_movements", fields("insurer_id kind counterparty token_amount moved_at block_number log_index"),
			len(r.Movements), func(i int) []any {
				m := &r.Movements[i]
				kind := "deposit"
				if m.IsWithdrawal {
					kind = "withdrawal"
				}
				return []any{
					int64(m.Insurer), kind, m.Counterparty[:], tokenAmount(m.TokenAmount), m.At.Time, int64(m.At.Block),
					int32(m.At.LogIndex),
				}
			},
		},
		{
			"chain_transfers", fields("sender recipient token_amount tx_hash block_number log_index"),
			len(r.Transfers), func(i int) []any {
				t := &r.Transfers[i]
				return []any{
					t.Sender[:], t.Recipient[:], tokenAmount(t.TokenAmount), t.At.TxHash[:], int64(t.At.Block),
					int32(t.At.LogIndex),
				}
			},
		},
		{
			"chain_registrations", fields("kind insurer_id id block_number log_index"),
			len(r.Registrations), func(i int) []any {
				g := &r.Registrations[i]
				id := new(big.Int).SetUint64(g.ID)
				return []any{string(g.Kind), int64(g.Insurer), numeric(id), int64(g.At.Block), int32(g.At.LogIndex)}
			},
		},
	}
}
