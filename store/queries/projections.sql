-- name: ChainCursor :one
SELECT ledger, number, hash, final_number, progressed_at FROM chain_cursor;

-- name: LockChainCursor :one
SELECT number, hash FROM chain_cursor FOR UPDATE;

-- name: PutChainCursor :exec
INSERT INTO chain_cursor (ledger, number, hash, final_number, epoch, progressed_at)
VALUES (@ledger, @number, @hash, @final_number, @epoch, now())
ON CONFLICT (singleton) DO UPDATE
SET ledger = excluded.ledger, number = excluded.number, hash = excluded.hash, epoch = excluded.epoch,
    progressed_at = excluded.progressed_at, final_number = excluded.final_number;

-- name: ChainBlocksBelow :many
-- The newest indexed blocks up to a number, downwards.
SELECT number, hash FROM chain_blocks WHERE number <= @number ORDER BY number DESC LIMIT @row_limit;

-- name: ChainBatch :one
SELECT root, claim_count FROM chain_batches WHERE insurer_id = @insurer_id AND batch = @batch;

-- name: ChainBatchSubmissions :many
SELECT provider_id, first_index, claim_count FROM chain_submissions
WHERE insurer_id = @insurer_id AND batch = @batch
ORDER BY first_index;

-- name: ChainStandingLeaves :many
-- The leaf that stands at each position of a settled batch, as far as they are known.
SELECT COALESCE(d.claim_index, u.claim_index)::integer AS claim_index,
       COALESCE(d.determination_leaf, u.receipt_leaf)::bytea AS leaf
FROM (SELECT * FROM chain_determinations d WHERE d.insurer_id = @insurer_id AND d.batch = @batch) d
FULL JOIN (SELECT * FROM chain_undecided u WHERE u.insurer_id = @insurer_id AND u.batch = @batch) u
    ON u.claim_index = d.claim_index;

-- name: OwedBatches :many
-- Batches of which something was owed to the provider.
SELECT DISTINCT batch FROM chain_payouts
WHERE insurer_id = @insurer_id AND provider_id = @provider_id AND kind = 'owed';

-- name: BatchesAbove :many
-- Batches whose claims change when the blocks above a number are taken back.
SELECT insurer_id, batch FROM chain_batches b WHERE b.block_number > @number
UNION
SELECT insurer_id, batch FROM chain_settlements s WHERE s.block_number > @number
UNION
SELECT insurer_id, batch FROM chain_decisions d WHERE d.block_number > @number
UNION
SELECT insurer_id, batch FROM chain_payouts p WHERE p.block_number > @number AND p.batch > 0
UNION
SELECT o.insurer_id, o.batch FROM chain_payouts r
JOIN chain_payouts o ON o.insurer_id = r.insurer_id AND o.provider_id = r.provider_id AND o.kind = 'owed'
WHERE r.block_number > @number AND r.kind = 'owed_released';

-- name: ChainFaults :one
-- What may never be: gaps in the blocks, blocks that are not linked, roots that are not the ledger's.
SELECT
    (SELECT COALESCE(max(number) - min(number) + 1 - count(*), 0) FROM chain_blocks)::bigint AS gaps,
    (SELECT count(*) FROM chain_blocks b JOIN chain_blocks p ON p.number = b.number - 1 WHERE p.hash <> b.parent_hash)::bigint
        AS unlinked,
    ((SELECT count(*) FROM chain_settlements WHERE NOT is_root_confirmed)
        + (SELECT count(*) FROM chain_decisions WHERE NOT is_root_confirmed))::bigint AS false_roots,
    ((SELECT count(*) FROM chain_settlements WHERE is_root_confirmed IS NULL)
        + (SELECT count(*) FROM chain_decisions WHERE is_root_confirmed IS NULL))::bigint AS unread_roots;

-- name: InsurerMoney :many
-- What the chain's events say of each insurer's escrow.
SELECT i.id AS insurer_id,
    COALESCE((SELECT sum(token_amount) FROM chain_escrow_movements m WHERE m.insurer_id = i.id AND m.kind = 'deposit'), 0)::numeric AS deposited,
    COALESCE((SELECT sum(token_amount) FROM chain_escrow_movements m WHERE m.insurer_id = i.id AND m.kind = 'withdrawal'), 0)::numeric AS withdrawn,
    COALESCE((SELECT sum(token_amount) FROM chain_payouts p WHERE p.insurer_id = i.id AND p.kind <> 'owed'), 0)::numeric AS paid_out,
    COALESCE((SELECT sum(cents) FROM chain_payouts p WHERE p.insurer_id = i.id AND p.kind <> 'owed_released'), 0)::bigint AS due_cents,
    COALESCE((SELECT sum(cents) FROM chain_payouts p WHERE p.insurer_id = i.id AND p.kind <> 'owed'), 0)::bigint AS paid_out_cents,
    COALESCE((SELECT sum(paid_cents) FROM chain_determinations d WHERE d.insurer_id = i.id), 0)::bigint AS paid_cents
FROM (SELECT r.id::bigint AS id FROM chain_registrations r WHERE r.kind = 'insurer') i
ORDER BY i.id;

-- name: UnpaidDeterminations :one
-- Providers' sums in a transaction that are not what its determinations paid.
SELECT count(*) FROM (
    SELECT insurer_id, batch, provider_id, tx_hash, sum(paid_cents) AS cents
    FROM chain_determinations GROUP BY insurer_id, batch, provider_id, tx_hash HAVING sum(paid_cents) > 0
) d
FULL JOIN (
    SELECT insurer_id, batch, provider_id, tx_hash, sum(cents) AS cents
    FROM chain_payouts WHERE kind <> 'owed_released' GROUP BY insurer_id, batch, provider_id, tx_hash
) p USING (insurer_id, batch, provider_id, tx_hash)
WHERE d.cents IS DISTINCT FROM p.cents;

-- name: PayeesAtOdds :one
-- Payees whom the escrow sent something else than their payouts and withdrawals.
SELECT count(*) FROM (
    SELECT payee AS account, sum(token_amount) AS amount FROM (
        SELECT payee, token_amount FROM chain_payouts WHERE kind <> 'owed'
        UNION ALL
        SELECT counterparty, token_amount FROM chain_escrow_movements WHERE kind = 'withdrawal'
    ) m GROUP BY payee
) told
FULL JOIN (
    SELECT recipient AS account, sum(token_amount) AS amount FROM chain_transfers WHERE sender = @escrow GROUP BY recipient
) sent USING (account)
WHERE told.amount IS DISTINCT FROM sent.amount;

-- name: TransferTotals :one
SELECT COALESCE(sum(token_amount) FILTER (WHERE sender = @escrow), 0)::numeric AS sent,
       COALESCE(sum(token_amount) FILTER (WHERE recipient = @escrow), 0)::numeric AS received
FROM chain_transfers;

-- name: RepeatedDeterminations :one
-- Receipt leaves with more than one determination. A leaf is salted: no two claims share one.
SELECT count(*) FROM (
    SELECT 1 FROM chain_determinations GROUP BY insurer_id, receipt_leaf HAVING count(*) > 1
) repeated;

-- name: ClaimsAgainstChain :one
-- Accepted claims whose submission was given a batch, against what the chain has at their positions.
SELECT count(*)::bigint AS batched,
       count(*) FILTER (WHERE cs.sequence IS NOT NULL)::bigint AS received,
       count(*) FILTER (WHERE d.claim_index IS NOT NULL)::bigint AS determined,
       count(*) FILTER (WHERE cs.sequence IS NOT NULL AND (cs.root <> s.root OR cs.batch <> s.batch
           OR cs.first_index <> s.first_index OR cs.claim_count <> s.claim_count))::bigint AS misplaced,
       count(*) FILTER (WHERE st.batch IS NOT NULL AND d.claim_index IS NULL AND u.claim_index IS NULL)::bigint AS missing,
       count(*) FILTER (WHERE COALESCE(d.receipt_leaf, u.receipt_leaf) <> c.receipt_leaf
           OR d.reasons_hash <> c.reasons_hash)::bigint AS different
FROM submissions s
JOIN claims c ON c.submission_id = s.id
LEFT JOIN chain_submissions cs ON cs.insurer_id = s.insurer_id AND cs.provider_id = s.provider_id AND cs.sequence = s.sequence
LEFT JOIN chain_settlements st ON st.insurer_id = s.insurer_id AND st.batch = s.batch
LEFT JOIN chain_determinations d
    ON d.insurer_id = s.insurer_id AND d.batch = s.batch AND d.claim_index = s.first_index + c.position
LEFT JOIN chain_undecided u
    ON u.insurer_id = s.insurer_id AND u.batch = s.batch AND u.claim_index = s.first_index + c.position
WHERE s.batch IS NOT NULL;
