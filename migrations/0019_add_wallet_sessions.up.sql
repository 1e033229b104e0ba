-- Sign-in by wallet: nonces that were given out, each for one message, and the sessions that signed messages began. Both by
-- the SHA-256 of what the client has: who reads the tables can use neither.

CREATE TABLE sign_in_nonces (
    hash       bytea PRIMARY KEY CHECK (length(hash) = 32),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_nonces_expires_idx ON sign_in_nonces (expires_at);

CREATE TABLE wallet_sessions (
    hash       bytea PRIMARY KEY CHECK (length(hash) = 32),
    content    jsonb NOT NULL, -- role, organization and account
    expires_at timestamptz NOT NULL
);
CREATE INDEX wallet_sessions_expires_idx ON wallet_sessions (expires_at);
