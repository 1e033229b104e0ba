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
