-- The read model of the chain. Everything here is dropped and rebuilt from the
-- chain; nothing here is written by anybody but the indexer.
--
-- A reorganisation deletes what is above the fork, by block number, in one
-- transaction. That needs no foreign keys, whose checks would cost more than the
-- rest of a backfill; the block numbers of what only grows are in BRIN indexes.

CREATE TABLE chain_blocks (
    number     bigint NOT NULL PRIMARY KEY,
    hash       bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    parent_hash bytea NOT NULL CHECK (length(parent_hash) = 32),
    mined_at   timestamptz NOT NULL
);

CREATE TABLE chain_cursor (
    singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    ledger     bytea NOT NULL, -- the deployment that is indexed
    number     bigint NOT NULL,
    hash       bytea NOT NULL,
    final_number bigint NOT NULL DEFAULT 0,
    epoch      bigint NOT NULL, -- fencing
    progressed_at timestamptz NOT NULL
);

CREATE TABLE chain_logs (
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    tx_hash      bytea NOT NULL,
    address      bytea NOT NULL,
    topics       bytea[] NOT NULL,
    data         bytea NOT NULL,
    PRIMARY KEY (block_number, log_index)
);

CREATE TABLE chain_submissions (
    insurer_id  bigint NOT NULL,
    provider_id bigint NOT NULL,
    sequence    bigint NOT NULL,
    batch       bigint NOT NULL,
    first_index integer NOT NULL,
    claim_count integer NOT NULL,
    root        bytea NOT NULL,
    is_delegated boolean NOT NULL,
    block_number bigint NOT NULL,
    log_index   integer NOT NULL,
    PRIMARY KEY (insurer_id, provider_id, sequence)
);
CREATE INDEX chain_submissions_batch_idx ON chain_submissions (insurer_id, batch, first_index);

CREATE TABLE chain_batches (
    insurer_id   bigint NOT NULL,
    batch        bigint NOT NULL,
    root         bytea NOT NULL,
    claim_count  integer NOT NULL,
    received_at  timestamptz NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (insurer_id, batch)
);

CREATE TABLE chain_settlements (
    insurer_id   bigint NOT NULL,
    batch        bigint NOT NULL,
    determination_root bytea NOT NULL,
    decided      integer NOT NULL,
    -- Whether the roots, computed again from what was received and determined, are the ledger's;
    -- NULL when the bare leaves could not be read, since another contract made the call.
    is_root_confirmed boolean,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    tx_hash      bytea NOT NULL,
    PRIMARY KEY (insurer_id, batch)
);

CREATE TABLE chain_determinations (
    insurer_id    bigint NOT NULL,
    batch         bigint NOT NULL,
    claim_index   integer NOT NULL,
    provider_id   bigint NOT NULL,
    coverage_year numeric(20) NOT NULL,
    service_day   integer NOT NULL,
    receipt_leaf  bytea NOT NULL,
    reasons_hash  bytea NOT NULL,
    result        bytea NOT NULL, -- docs/commitment.md section 5
    determination_leaf bytea NOT NULL,
    charge_cents  bigint NOT NULL,
    allowed_cents bigint NOT NULL,
    paid_cents    bigint NOT NULL,
    patient_cents bigint NOT NULL,
    determined_at timestamptz NOT NULL,
    tx_hash       bytea NOT NULL,
    block_number  bigint NOT NULL,
    log_index     integer NOT NULL,
    PRIMARY KEY (insurer_id, batch, claim_index),
    CONSTRAINT claim_paid_lte_allowed CHECK (paid_cents <= allowed_cents),
    CONSTRAINT claim_allowed_lte_charge CHECK (allowed_cents <= charge_cents)
);
CREATE INDEX chain_determinations_year_idx ON chain_determinations (insurer_id, coverage_year);

-- Leaves that a settlement left undecided. They stay when the claim is decided: its
-- determination then stands before them.
CREATE TABLE chain_undecided (
    insurer_id   bigint NOT NULL,
    batch        bigint NOT NULL,
    claim_index  integer NOT NULL,
    receipt_leaf bytea NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (insurer_id, batch, claim_index)
);

-- The determination root after a claim was decided by its path.
CREATE TABLE chain_decisions (
    insurer_id   bigint NOT NULL,
    batch        bigint NOT NULL,
    claim_index  integer NOT NULL,
    determination_root bytea NOT NULL,
    is_root_confirmed boolean, -- as in chain_settlements
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);

CREATE TABLE chain_left_out (
    insurer_id   bigint NOT NULL,
    batch        bigint NOT NULL,
    claim_index  integer NOT NULL,
    reason       bytea NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);

CREATE TABLE chain_payouts (
    insurer_id   bigint NOT NULL,
    batch        bigint NOT NULL, -- 0 for a release of what was owed
    provider_id  bigint NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('released', 'owed', 'owed_released')),
    payee        bytea,
    cents        bigint NOT NULL CHECK (cents >= 0),
    token_amount numeric(78, 0) NOT NULL DEFAULT 0,
    paid_at      timestamptz NOT NULL,
    tx_hash      bytea NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);
CREATE INDEX chain_payouts_provider_idx ON chain_payouts (provider_id, paid_at DESC);
CREATE INDEX chain_payouts_batch_idx ON chain_payouts (insurer_id, batch, provider_id);

CREATE TABLE chain_escrow_movements (
    insurer_id   bigint NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('deposit', 'withdrawal')),
    counterparty bytea NOT NULL, -- who deposited, or where a withdrawal went
    token_amount numeric(78, 0) NOT NULL,
    moved_at     timestamptz NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);

-- Transfers of the settlement token from or to the escrow, as the token tells them.
CREATE TABLE chain_transfers (
    sender       bytea NOT NULL,
    recipient    bytea NOT NULL,
    token_amount numeric(78, 0) NOT NULL,
    tx_hash      bytea NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);

CREATE TABLE chain_registrations (
    kind         text NOT NULL CHECK (kind IN ('insurer', 'provider', 'plan', 'coverage_year')),
    insurer_id   bigint NOT NULL,
    id           numeric(20) NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (kind, insurer_id, id)
);

CREATE INDEX chain_submissions_block_idx ON chain_submissions USING brin (block_number);
CREATE INDEX chain_batches_block_idx ON chain_batches USING brin (block_number);
CREATE INDEX chain_settlements_block_idx ON chain_settlements USING brin (block_number);
CREATE INDEX chain_determinations_block_idx ON chain_determinations USING brin (block_number);
CREATE INDEX chain_undecided_block_idx ON chain_undecided USING brin (block_number);
CREATE INDEX chain_registrations_block_idx ON chain_registrations USING brin (block_number);
