-- name: LockClaimChanges :exec
-- To the transaction's end: see Tx.journalChanges. 0x6368616e is "chan".
SELECT pg_advisory_xact_lock(1667785070);

-- name: InsertClaimChanges :exec
INSERT INTO claim_changes (claim_id) SELECT unnest(@claim_ids::uuid[]);

-- name: InsertBatchChanges :exec
INSERT INTO claim_changes (insurer_id, batch)
SELECT unnest(@insurer_ids::bigint[]), unnest(@batches::bigint[]);

-- name: ClaimChangeSpan :one
SELECT COALESCE(min(c.position), 0)::bigint AS first, COALESCE(max(c.position), 0)::bigint AS last FROM claim_changes c;

-- name: ClaimChanges :many
-- A batch is what the ledger says of it, and what was posted as it: a receipt that was taken back has the latter alone.
WITH page AS (
    SELECT ch.* FROM claim_changes ch WHERE ch.position > @after AND ch.position <= @through ORDER BY ch.position LIMIT @row_limit
)
SELECT p.position, COALESCE(c.id::text, '')::text AS claim_id, COALESCE(c.insurer_id, 0)::bigint AS insurer_id,
    COALESCE(c.provider_id, 0)::bigint AS provider_id, COALESCE(pt.subject, '')::text AS subject,
    ARRAY(
        SELECT k.provider_id FROM consents k
        WHERE k.patient_id = c.patient_id AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
        ORDER BY k.provider_id
    )::bigint[] AS shared_with
FROM page p
LEFT JOIN LATERAL (
    SELECT o.id, o.insurer_id, o.provider_id, o.patient_id FROM claims o WHERE o.id = p.claim_id
    UNION
    SELECT o.id, o.insurer_id, o.provider_id, o.patient_id FROM chain_submissions cs
    JOIN submissions s ON s.insurer_id = cs.insurer_id AND s.provider_id = cs.provider_id AND s.sequence = cs.sequence AND s.root = cs.root
    JOIN claims o ON o.submission_id = s.id
    WHERE cs.insurer_id = p.insurer_id AND cs.batch = p.batch
    UNION
    SELECT o.id, o.insurer_id, o.provider_id, o.patient_id FROM submissions s
    JOIN claims o ON o.submission_id = s.id
    WHERE s.insurer_id = p.insurer_id AND s.batch = p.batch
) c ON true
LEFT JOIN patients pt ON pt.id = c.patient_id
ORDER BY p.position, c.id;

-- name: PruneClaimChanges :execrows
DELETE FROM claim_changes c
WHERE c.changed_at < @before::timestamptz AND c.position < (SELECT max(l.position) FROM claim_changes l);

-- name: ChainReach :one
SELECT COALESCE(max(number), 0)::bigint FROM chain_cursor;
