-- What has to happen next, committed with the fact that demands it.

-- The dispatcher starts or signals a workflow by natural id and redelivers until done.
CREATE TABLE hand_overs (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('settle', 'pend', 'evidence')),
    insurer_id   bigint NOT NULL,
    claim_id     uuid,
    created_at   timestamptz NOT NULL,
    delivered_at timestamptz
);
CREATE INDEX hand_overs_open_idx ON hand_overs (id) WHERE delivered_at IS NULL;

-- A transaction to be made exactly once. Its business key is unique; its nonce is
-- given and its signed bytes are kept before anything is sent.
CREATE TABLE transaction_intents (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    business_key text NOT NULL UNIQUE, -- 'receipt/1/42', 'settle/1/42', 'enrol/1/…'
    signer      bytea NOT NULL CHECK (length(signer) = 20),
    recipient   bytea NOT NULL CHECK (length(recipient) = 20),
    calldata    bytea NOT NULL,
    value_wei   numeric(78, 0) NOT NULL DEFAULT 0,
    gas_limit   bigint NOT NULL,
    nonce       bigint,
    -- waiting: no nonce yet; sent: signed and broadcast; included: its receipt stands;
    -- reverted: included and failed, or refused before a nonce was given; replaced: its nonce went to a no-op.
    state       text NOT NULL CHECK (state IN ('waiting', 'sent', 'included', 'reverted', 'replaced')),
    failure     text, -- error name, never its arguments
    tx_hash     bytea, -- of the attempt that was included
    block_number bigint,
    block_hash  bytea,
    gas_used    bigint,
    created_at  timestamptz NOT NULL,
    included_at timestamptz,
    CONSTRAINT intent_nonce_unique UNIQUE (signer, nonce),
    CONSTRAINT intent_sent_has_nonce CHECK (state IN ('waiting', 'reverted') OR nonce IS NOT NULL)
);
CREATE INDEX transaction_intents_open_idx ON transaction_intents (signer, id) WHERE state IN ('waiting', 'sent');
CREATE INDEX transaction_intents_included_idx ON transaction_intents (block_number) WHERE block_number IS NOT NULL;

-- Every signed form of an intent: the first, and replacements at the same nonce.
CREATE TABLE transaction_attempts (
    hash       bytea PRIMARY KEY CHECK (length(hash) = 32),
    intent_id  bigint NOT NULL REFERENCES transaction_intents (id),
    raw        bytea NOT NULL,
    fee_cap_wei numeric(78, 0) NOT NULL, -- a unit of gas
    tip_cap_wei numeric(78, 0) NOT NULL,
    is_noop    boolean NOT NULL, -- only uses the nonce up
    sent_at    timestamptz NOT NULL
);
CREATE INDEX transaction_attempts_intent_idx ON transaction_attempts (intent_id);

-- One holder of a lock at a time; the epoch fences a holder that lost it.
CREATE TABLE leases (
    name       text PRIMARY KEY, -- 'sender', 'indexer', 'dispatcher'
    epoch      bigint NOT NULL
);
