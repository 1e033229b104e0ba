-- name: UseSignInNonce :execrows
-- Nothing where the nonce was used before.
INSERT INTO sign_in_nonces (hash, expires_at) VALUES (@hash, @expires_at) ON CONFLICT (hash) DO NOTHING;

-- name: DropSignInNonces :exec
DELETE FROM sign_in_nonces WHERE expires_at <= @now;

-- name: AddWalletSession :exec
INSERT INTO wallet_sessions (hash, content, expires_at) VALUES (@hash, @content, @expires_at);

-- name: DropWalletSessions :exec
DELETE FROM wallet_sessions WHERE expires_at <= @now;

-- name: WalletSession :one
SELECT content, expires_at FROM wallet_sessions WHERE hash = @hash AND expires_at > @now;

-- name: EndWalletSession :exec
DELETE FROM wallet_sessions WHERE hash = @hash;
