package store

import (
	"math/big"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/clearclaim/clearclaim/claims"
	"github.com/clearclaim/clearclaim/claims/commitment"
)

func numeric(n *big.Int) pgtype.Numeric { return pgtype.Numeric{Int: n, Valid: true} }

func tokenAmount(n *big.Int) pgtype.Numeric {
	if n == nil {
		n = new(big.Int)
	}
	return numeric(n)
}

// orNull is NULL for the zero value of what a column may lack.
func orNull[T comparable](value T, column any) any {
	var zero T
	if value == zero {
		return nil
	}
	return column
}

func hashOrNull(hash commitment.Hash) any { return orNull(hash, hash[:]) }

func instantOrNull(at time.Time) any { return orNull(at, at) }

func addressOrNull(address *[20]byte) any {
	if address == nil {
		return nil
	}
	return address[:]
}

// place are the columns block_number and log_index.
func (a *ChainAt) place() []any { return []any{int64(a.Block), int32(a.LogIndex)} }

// sent are the columns tx_hash, block_number and log_index.
func (a *ChainAt) sent() []any { return append([]any{a.TxHash[:]}, a.place()...) }

// row joins columns with those that say where the fact stands.
func row(at []any, columns ...any) []any { return append(columns, at...) }

// batchColumns are insurer_id and batch.
func batchColumns(id claims.BatchID) []any { return []any{int64(id.Insurer), int64(id.Sequence)} }

// numberColumns are insurer_id, batch and claim_index.
func numberColumns(n claims.Number) []any { return append(batchColumns(n.Batch), int32(n.Index)) }

// tables returns what is copied where.
func (r *ChainRows) tables() []copyable {
	tables := append(r.blockTables(), r.ledgerTables()...)
	tables = append(tables, r.claimTables()...)
	tables = append(tables, r.moneyTables()...)
	tables = append(tables, r.partyTables()...)
	return append(tables, r.appealTables()...)
}

func (r *ChainRows) blockTables() []copyable {
	return []copyable{
		tableOf("chain_blocks", "number hash parent_hash mined_at log_count", r.Blocks, func(b *ChainBlock) []any {
			return []any{int64(b.Number), b.Hash[:], b.ParentHash[:], b.Time, int32(b.LogCount)}
		}),
		tableOf("chain_logs", "block_number log_index tx_hash address topics data", r.Logs, func(l *ChainLog) []any {
			topics := make([][]byte, len(l.Topics))
			for n := range l.Topics {
				topics[n] = l.Topics[n][:]
			}
			return append(l.At.place(), l.At.TxHash[:], l.Address[:], topics, notNil(l.Data))
		}),
	}
}

func (r *ChainRows) ledgerTables() []copyable {
	return []copyable{
		tableOf("chain_submissions",
			"insurer_id provider_id sequence batch first_index claim_count root is_delegated block_number log_index",
			r.Submissions, func(s *ChainSubmission) []any {
				return row(s.At.place(), int64(s.Batch.Insurer), int64(s.Provider), int64(s.Sequence), int64(s.Batch.Sequence),
					int32(s.FirstIndex), int32(s.Count), s.Root[:], s.IsDelegated)
			}),
		tableOf("chain_batches",
			"insurer_id batch root claim_count submission_count received_at block_number log_index",
			r.Batches, func(b *ChainBatch) []any {
				return row(b.At.place(), append(batchColumns(b.Batch), b.Root[:], int32(b.Count), int32(b.SubmissionCount), b.ReceivedAt)...)
			}),
		tableOf("chain_settlements",
			"insurer_id batch determination_root decided settled_at is_root_confirmed tx_hash block_number log_index",
			r.Settlements, func(s *ChainSettlement) []any {
				return row(s.At.sent(), append(batchColumns(s.Batch),
					s.DeterminationRoot[:], int32(s.Decided), s.SettledAt, s.IsRootConfirmed)...)
			}),
		tableOf("chain_undecided", "insurer_id batch claim_index receipt_leaf block_number log_index",
			r.Undecided, func(u *ChainUndecided) []any {
				return row(u.At.place(), append(numberColumns(u.Number), u.ReceiptLeaf[:])...)
			}),
		tableOf("chain_decisions", "insurer_id batch claim_index determination_root is_root_confirmed block_number log_index",
			r.Decisions, func(d *ChainDecision) []any {
				return row(d.At.place(), append(numberColumns(d.Number), d.DeterminationRoot[:], d.IsRootConfirmed)...)
			}),
		tableOf("chain_left_out", "insurer_id batch claim_index reason block_number log_index",
			r.LeftOut, func(l *ChainLeftOut) []any {
				return row(l.At.place(), append(numberColumns(l.Number), l.Reason[:])...)
			}),
	}
}

func (r *ChainRows) claimTables() []copyable {
	return []copyable{
		tableOf("chain_determinations", `insurer_id batch claim_index version provider_id coverage_year service_day receipt_leaf
			flags reasons_hash authorization_fact evidence_fact result determination_leaf charge_cents allowed_cents paid_cents
			patient_cents noncovered_cents interest_cents is_denied determined_at tx_hash block_number log_index`,
			r.Determinations, (*ChainDetermination).columns),
		tableOf("chain_reversals", `insurer_id batch claim_index version provider_id coverage_year paid_cents replaced_by_batch
			replaced_by_index reasons_hash reversed_at tx_hash block_number log_index`,
			r.Reversals, func(v *ChainReversal) []any {
				by := v.ReplacedBy
				return row(v.At.sent(), append(numberColumns(v.Number), int16(v.Version), int64(v.Provider), uint64(v.CoverageYear),
					v.Paid.Cents(), orNull(by, int64(by.Batch.Sequence)), orNull(by, int32(by.Index)), hashOrNull(v.ReasonsHash),
					v.At.Time)...)
			}),
		tableOf("chain_clock_events", `insurer_id batch claim_index provider_id kind hash stopped_seconds overdue_days happened_at
			block_number log_index`,
			r.Clocks, func(k *ChainClock) []any {
				return row(k.At.place(), append(numberColumns(k.Number), int64(k.Provider), string(k.Kind), hashOrNull(k.Hash),
					int64(k.Stopped/time.Second), int64(k.OverdueDays), k.At.Time)...)
			}),
		tableOf("chain_receipt_events", "insurer_id batch provider_id kind ciphertext happened_at block_number log_index",
			r.Receipts, func(p *ChainReceipt) []any {
				return row(p.At.place(), append(batchColumns(p.Batch), int64(p.Provider), string(p.Kind), p.Ciphertext, p.At.Time)...)
			}),
	}
}

func (d *ChainDetermination) columns() []any {
	made := &d.Determination
	columns := append(numberColumns(d.Number),
		int16(made.Version), int64(d.Provider), uint64(made.CoverageYear), int32(made.ServiceDay), d.ReceiptLeaf[:],
		int16(made.Facts.Flags))
	for _, fact := range []struct {
		flag commitment.Flags
		word *commitment.Hash
	}{
		{commitment.HasReasons, &made.Facts.ReasonsHash},
		{commitment.HasAuthorization, &made.Facts.Authorization},
		{commitment.HasEvidence, &made.Facts.Evidence},
	} {
		var word []byte // of a fact that is announced, zero or not
		if made.Facts.Has(fact.flag) {
			word = fact.word[:]
		}
		columns = append(columns, word)
	}
	return row(d.At.sent(), append(columns, notNil(d.Result), d.DeterminationLeaf[:],
		d.Charge.Cents(), d.Allowed.Cents(), d.Paid.Cents(), d.Patient.Cents(), d.Noncovered.Cents(), made.Interest.Cents(),
		d.IsDenied, d.At.Time)...)
}

func (r *ChainRows) moneyTables() []copyable {
	return []copyable{
		tableOf("chain_payouts", `insurer_id batch provider_id plan_id kind owed_reason payee cents interest_cents offset_cents
			token_amount paid_at tx_hash block_number log_index`,
			r.Payouts, func(p *ChainPayout) []any {
				var payee []byte
				if p.Kind != PayoutOwed {
					payee = p.Payee[:]
				}
				return row(p.At.sent(), append(batchColumns(p.Batch), int64(p.Provider), int64(p.Plan), string(p.Kind),
					orNull(p.OwedReason, p.OwedReason), payee, p.Cents, p.InterestCents, p.OffsetCents, tokenAmount(p.TokenAmount),
					p.At.Time)...)
			}),
		tableOf("chain_debt_cancellations", `insurer_id batch provider_id plan_id claim_batch claim_index cents cancelled_at tx_hash
			block_number log_index`,
			r.DebtCancellations, func(d *ChainDebtCancellation) []any {
				return row(d.At.sent(), append(batchColumns(d.Batch), int64(d.Provider), int64(d.Plan),
					int64(d.Number.Batch.Sequence), int32(d.Number.Index), d.Cents, d.At.Time)...)
			}),
		tableOf("chain_recovery_events", `insurer_id batch claim_index ordinal provider_id kind cents left_cents plan_id
			effective_at taken_batch happened_at tx_hash block_number log_index`,
			r.Recoveries, func(v *ChainRecovery) []any {
				return row(v.At.sent(), append(numberColumns(v.Number), int32(v.Ordinal), int64(v.Provider), string(v.Kind),
					v.Cents, v.LeftCents, orNull(v.Plan, int64(v.Plan)), instantOrNull(v.EffectiveAt),
					orNull(v.TakenBatch, int64(v.TakenBatch)), v.At.Time)...)
			}),
		tableOf("chain_cap_events", "insurer_id kind cents effective_at day happened_at block_number log_index",
			r.Caps, (*ChainCap).columns),
		tableOf("chain_escrow_movements", "insurer_id kind counterparty token_amount moved_at block_number log_index",
			r.Movements, func(m *ChainMovement) []any {
				kind := "deposit"
				if m.IsWithdrawal {
					kind = "withdrawal"
				}
				return row(m.At.place(), int64(m.Insurer), kind, m.Counterparty[:], tokenAmount(m.TokenAmount), m.At.Time)
			}),
		tableOf("chain_transfers", "sender recipient token_amount tx_hash block_number log_index",
			r.Transfers, func(t *ChainTransfer) []any {
				return row(t.At.sent(), t.Sender[:], t.Recipient[:], tokenAmount(t.TokenAmount))
			}),
	}
}

func (c *ChainCap) columns() []any {
	kind := "cap_set"
	if c.Date != 0 {
		kind = "above_cap_approved"
	}
	var cents any
	if c.Cents != nil {
		cents = *c.Cents
	}
	return row(c.At.place(),
		int64(c.Insurer), kind, cents, instantOrNull(c.EffectiveAt), orNull(c.Date, int32(c.Date)), c.At.Time)
}

func (r *ChainRows) partyTables() []copyable {
	return []copyable{
		tableOf("chain_registrations", "kind insurer_id id block_number log_index", r.Registrations,
			func(g *ChainRegistration) []any {
				return row(g.At.place(), string(g.Kind), int64(g.Insurer), uint64(g.ID))
			}),
		tableOf("chain_insurer_events", "insurer_id kind role key other ready_at happened_at block_number log_index",
			r.InsurerEvents, func(e *ChainInsurerEvent) []any {
				return row(e.At.place(), int64(e.Insurer), string(e.Kind), orNull(e.Role, e.Role), addressOrNull(e.Key),
					addressOrNull(e.Other), instantOrNull(e.ReadyAt), e.At.Time)
			}),
		tableOf("chain_provider_events",
			"provider_id kind place account previous done_by is_delegated ready_at happened_at block_number log_index",
			r.ProviderEvents, func(e *ChainProviderEvent) []any {
				return row(e.At.place(), int64(e.Provider), string(e.Kind), string(e.Place), e.Account[:], addressOrNull(e.Previous),
					addressOrNull(e.By), e.IsDelegated, instantOrNull(e.ReadyAt), e.At.Time)
			}),
		tableOf("chain_credential_events",
			"provider_id kind credential ordinal start_day end_day hash done_by happened_at block_number log_index",
			r.Credentials, func(e *ChainCredentialEvent) []any {
				kind, end := "recorded", any(int32(e.Span.End))
				if e.IsRevoked {
					kind, end = "revoked", nil
				}
				return row(e.At.place(), int64(e.Provider), kind, e.Credential, int32(e.Ordinal), int32(e.Span.Start), end,
					e.Hash[:], e.By[:], e.At.Time)
			}),
		tableOf("chain_validity_changes", "provider_id is_granted start_day end_day happened_at block_number log_index",
			r.ValidityChanges, func(v *ChainValidityChange) []any {
				return row(v.At.place(), int64(v.Provider), v.IsGranted, int32(v.Span.Start), int32(v.Span.End), v.At.Time)
			}),
		tableOf("chain_coverage_events", `insurer_id coverage_year kind plan_id start_day family_year extension end_day
			happened_at block_number log_index`,
			r.CoverageEvents, (*ChainCoverageEvent).columns),
		tableOf("chain_consents", "insurer_id sequence root entry_count published_at block_number log_index",
			r.Consents, func(c *ChainConsents) []any {
				return row(c.At.place(), int64(c.Insurer), int64(c.Sequence), c.Root[:], int64(c.Count), c.PublishedAt)
			}),
	}
}

func (e *ChainCoverageEvent) columns() []any {
	if e.IsEndChanged {
		return row(e.At.place(), int64(e.Insurer), uint64(e.CoverageYear), "end_changed", nil, nil, nil, nil, int32(e.End), e.At.Time)
	}
	return row(e.At.place(), int64(e.Insurer), uint64(e.CoverageYear), "enrolled", int64(e.Plan), int32(e.Start),
		int64(e.Family), uint64(e.Extension), int32(e.End), e.At.Time)
}

func (r *ChainRows) appealTables() []copyable {
	return []copyable{
		tableOf("chain_panels", "id members majority appointed_at block_number log_index", r.Panels, func(p *ChainPanel) []any {
			members := make([][]byte, len(p.Members))
			for i := range p.Members {
				members[i] = p.Members[i][:]
			}
			return row(p.At.place(), int64(p.ID), members, int16(p.Majority), p.At.Time)
		}),
		tableOf("chain_appeal_events", `insurer_id batch claim_index appeal kind outcome hash provider_id is_attested
			is_deemed_denied answer_by panel_id is_for_lateness happened_at tx_hash block_number log_index`,
			r.Appeals, (*ChainAppeal).columns),
	}
}

func (a *ChainAppeal) columns() []any {
	columns := append(numberColumns(a.Number), int64(a.Appeal), string(a.Kind), orNull(a.Outcome, a.Outcome), hashOrNull(a.Hash))
	if a.Kind == AppealFiled {
		columns = append(columns, int64(a.Provider), a.IsAttested, a.IsDeemedDenied, instantOrNull(a.AnswerBy))
	} else {
		columns = append(columns, nil, nil, nil, nil)
	}
	if a.Kind == AppealEscalated {
		columns = append(columns, int64(a.Panel), a.IsForLateness)
	} else {
		columns = append(columns, nil, nil)
	}
	return row(a.At.sent(), append(columns, a.At.Time)...)
}
