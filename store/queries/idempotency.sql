-- name: LockIdempotencyKey :exec
-- One at a time for a key, to the transaction's end. Two keys that share a lock only wait for each other.
SELECT pg_advisory_xact_lock(hashtextextended(@scope::text || chr(31) || @key::text, 1));

-- name: IdempotencyAnswer :one
SELECT content_hash, answer FROM idempotency_keys WHERE scope = @scope AND key = @key;

-- name: InsertIdempotencyAnswer :exec
INSERT INTO idempotency_keys (scope, key, content_hash, answer, created_at)
VALUES (@scope, @key, @content_hash, @answer, @created_at);
