-- name: InsertSigningKey :exec
INSERT INTO signing_keys (address, owner, wrapped_key, created_at)
VALUES (@address, @owner, @wrapped_key, now())
ON CONFLICT (owner) DO NOTHING;

-- name: SigningKeyOf :one
SELECT address, wrapped_key FROM signing_keys WHERE owner = @owner;

-- name: SigningKey :one
SELECT owner, wrapped_key FROM signing_keys WHERE address = @address;
