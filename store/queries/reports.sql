-- name: GasByKind :many
-- The gas of included transactions by kind, which is the first word of the business key.
SELECT split_part(business_key, '/', 1)::text AS kind, COALESCE(sum(gas_used), 0)::bigint AS gas
FROM transaction_intents
WHERE state = 'included'
GROUP BY kind;

-- name: StageMeans :one
-- Mean waits in milliseconds a claim. The chain's clock counts whole seconds.
SELECT
    (COALESCE(avg(extract(epoch FROM b.created_at - s.accepted_at)), 0) * 1000)::float8 AS batch_ms,
    (COALESCE(avg(extract(epoch FROM r.included_at - b.created_at)), 0) * 1000)::float8 AS receipt_ms,
    (COALESCE(avg(extract(epoch FROM t.created_at - r.included_at)), 0) * 1000)::float8 AS index_ms,
    (COALESCE(avg(extract(epoch FROM t.included_at - t.created_at)), 0) * 1000)::float8 AS settle_ms
FROM submissions s
JOIN batches b ON b.insurer_id = s.insurer_id AND b.sequence = s.batch
JOIN transaction_intents r ON r.business_key = 'receipt/' || b.insurer_id || '/' || b.sequence || '/1'
JOIN transaction_intents t ON t.business_key = 'settle/' || b.insurer_id || '/' || b.sequence || '/1'
WHERE s.insurer_id = @insurer_id AND r.included_at IS NOT NULL AND t.included_at IS NOT NULL;

-- name: Backlog :many
-- What waits, how much of it and since when. Each part reads an index of what is open alone.
SELECT 'submission'::text AS what, count(*)::bigint AS waiting, COALESCE(min(accepted_at), now())::timestamptz AS since FROM submissions WHERE batch IS NULL
UNION ALL
SELECT 'batch', count(*), COALESCE(min(created_at), now()) FROM batches WHERE stage <> 'settled'
UNION ALL
SELECT 'exception', count(*), COALESCE(min(accepted_at), now()) FROM claims WHERE stage IN ('pended', 'decided')
UNION ALL
SELECT 'evidence', count(*), COALESCE(min(asked_at), now()) FROM evidence_requests WHERE state = 'open'
UNION ALL
SELECT 'review', count(*), COALESCE(min(asked_at), now()) FROM claim_reviews WHERE state = 'open'
UNION ALL
SELECT 'hand_over', count(*), COALESCE(min(created_at), now()) FROM hand_overs WHERE delivered_at IS NULL
UNION ALL
SELECT 'transaction', count(*), COALESCE(min(created_at), now()) FROM transaction_intents WHERE state IN ('waiting', 'sent')
UNION ALL
SELECT 'act', count(*), COALESCE(min(created_at), now()) FROM ledger_acts WHERE state = 'open';

-- name: LedgerTotals :one
-- Of the read model of the chain: a reorganisation takes from them.
SELECT
    ((SELECT COALESCE(sum(decided), 0) FROM chain_settlements) + (SELECT count(*) FROM chain_decisions))::bigint AS determined,
    (SELECT COALESCE(sum(cents), 0) FROM chain_payouts WHERE kind IN ('released', 'owed_released'))::bigint AS paid_cents,
    (SELECT count(*) FROM chain_left_out)::bigint AS left_out;

-- name: TransactionTotals :many
SELECT split_part(business_key, '/', 1)::text AS kind, state, count(*)::bigint AS transactions, COALESCE(sum(gas_used), 0)::bigint AS gas
FROM transaction_intents
WHERE state IN ('included', 'reverted', 'replaced')
GROUP BY kind, state;
