-- name: AddSignInNonce :execrows
-- Keeps a nonce while fewer than the most wait to be used.
INSERT INTO sign_in_nonces (hash, expires_at)
SELECT @hash, @expires_at WHERE (SELECT count(*) FROM sign_in_nonces) < @most::bigint;

-- name: DropSignInNonces :exec
DELETE FROM sign_in_nonces WHERE expires_at <= @now;

-- name: TakeSignInNonce :execrows
DELETE FROM sign_in_nonces WHERE hash = @hash AND expires_at > @now;

-- name: AddWalletSession :exec
INSERT INTO wallet_sessions (hash, content, expires_at) VALUES (@hash, @content, @expires_at);

-- name: DropWalletSessions :exec
DELETE FROM wallet_sessions WHERE expires_at <= @now;

-- name: WalletSession :one
SELECT content, expires_at FROM wallet_sessions WHERE hash = @hash AND expires_at > @now;

-- name: EndWalletSession :exec
DELETE FROM wallet_sessions WHERE hash = @hash;
