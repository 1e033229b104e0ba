-- name: InsertHandOver :exec
INSERT INTO hand_overs (kind, insurer_id, claim_id, created_at)
VALUES (@kind, @insurer_id, sqlc.narg('claim_id'), now());

-- name: OpenHandOvers :many
-- In the order in which they were committed to, as far as ids tell.
SELECT id, kind, insurer_id, claim_id, created_at FROM hand_overs
WHERE delivered_at IS NULL
ORDER BY id
LIMIT @row_limit;

-- name: CloseHandOvers :exec
UPDATE hand_overs SET delivered_at = now() WHERE id = ANY(@ids::bigint[]) AND delivered_at IS NULL;

-- name: Notify :exec
SELECT pg_notify(@channel::text, @payload::text);
