-- name: InsertHandOver :exec
INSERT INTO hand_overs (kind, insurer_id, claim_id, trace, created_at)
VALUES (@kind, @insurer_id, sqlc.narg('claim_id'), sqlc.narg('trace'), now());

-- name: HandOverRewound :execrows
-- Every insurer with batches looks again at what it posted.
INSERT INTO hand_overs (kind, insurer_id, created_at)
SELECT 'settle', i.insurer_id, now() FROM (SELECT DISTINCT insurer_id FROM batches) i;

-- name: OpenHandOvers :many
-- In the order in which they were committed to, as far as ids tell.
SELECT id, kind, insurer_id, claim_id, trace, created_at FROM hand_overs
WHERE delivered_at IS NULL
ORDER BY id
LIMIT @row_limit;

-- name: CloseHandOvers :exec
UPDATE hand_overs SET delivered_at = now() WHERE id = ANY(@ids::bigint[]) AND delivered_at IS NULL;

-- name: Notify :exec
-- It only wakes: what happened is read from the tables.
SELECT pg_notify(@channel::text, '');
