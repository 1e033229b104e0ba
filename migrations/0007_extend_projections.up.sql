-- The read model of the ledger's second version. What the first version's deployment told is dropped with it; the
-- columns that are new have a default, so that nothing depends on when that happens.

-- With these and the roots that follow, a batch's header can be handed in: docs/commitment.md.
ALTER TABLE chain_batches
    ADD COLUMN submission_count integer NOT NULL DEFAULT 0 CHECK (submission_count >= 0);
ALTER TABLE chain_settlements
    ADD COLUMN settled_at timestamptz NOT NULL DEFAULT 'epoch';
CREATE INDEX chain_decisions_batch_idx ON chain_decisions (insurer_id, batch, block_number, log_index);
-- is_root_confirmed is NULL now where the leaves are not all known: an appeal opened a batch that its insurer had
-- let lie, and whose claims no settlement told.

-- A claim number has one row for each version; the highest is in its batch's root.
ALTER TABLE chain_determinations
    ADD COLUMN version smallint NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 255),
    -- Which facts the determination rests on, and their words: docs/commitment.md section 5.
    ADD COLUMN flags smallint NOT NULL DEFAULT 0,
    ALTER COLUMN reasons_hash DROP NOT NULL,
    ADD COLUMN authorization_fact bytea,
    ADD COLUMN evidence_fact bytea,
    -- Every line has a denial.
    ADD COLUMN is_denied boolean NOT NULL DEFAULT false,
    ADD COLUMN noncovered_cents bigint NOT NULL DEFAULT 0 CHECK (noncovered_cents >= 0),
    -- Beside paid_cents, as computed when it was determined; of a version or a claim that replaces another, on what it
    -- pays more. What is owed bears its own, until it is released.
    ADD COLUMN interest_cents bigint NOT NULL DEFAULT 0 CHECK (interest_cents >= 0),
    -- result: the words of the lines, one after the other; a void has none.
    ADD CONSTRAINT claim_shares_balance CHECK (paid_cents + patient_cents + noncovered_cents = allowed_cents) NOT VALID,
    DROP CONSTRAINT chain_determinations_pkey,
    ADD PRIMARY KEY (insurer_id, batch, claim_index, version);

-- A determination that does not stand any more.
CREATE TABLE chain_reversals (
    insurer_id    bigint NOT NULL,
    batch         bigint NOT NULL,
    claim_index   integer NOT NULL,
    version       smallint NOT NULL,
    provider_id   bigint NOT NULL,
    coverage_year numeric(20) NOT NULL,
    paid_cents    bigint NOT NULL CHECK (paid_cents >= 0), -- by the determination
    -- The claim that replaces or voids it, of the same insurer; NULL where it was reversed alone or is determined
    -- again under its own number.
    replaced_by_batch bigint,
    replaced_by_index integer,
    reasons_hash  bytea, -- NULL for none
    reversed_at   timestamptz NOT NULL,
    tx_hash       bytea NOT NULL,
    block_number  bigint NOT NULL,
    log_index     integer NOT NULL,
    PRIMARY KEY (insurer_id, batch, claim_index, version),
    CONSTRAINT reversal_replaced_whole CHECK ((replaced_by_batch IS NULL) = (replaced_by_index IS NULL))
);
CREATE INDEX chain_reversals_block_idx ON chain_reversals USING brin (block_number);

ALTER TABLE chain_payouts
    ADD COLUMN plan_id bigint NOT NULL DEFAULT 0, -- of what is owed or was; 0 for what was released at once, of all plans
    ADD COLUMN interest_cents bigint NOT NULL DEFAULT 0 CHECK (interest_cents >= 0),
    ADD COLUMN offset_cents bigint NOT NULL DEFAULT 0 CHECK (offset_cents >= 0), -- recoveries that were taken off
    ADD COLUMN owed_reason text CHECK (owed_reason IN ('fundsLacking', 'payeeRefused', 'capReached')),
    ADD CONSTRAINT payout_offset_lte_paid CHECK (offset_cents <= cents + interest_cents);
CREATE INDEX chain_payouts_tx_idx ON chain_payouts (tx_hash);

-- A part of what was owed is no longer, since a claim's payment was reversed.
CREATE TABLE chain_debt_cancellations (
    insurer_id   bigint NOT NULL,
    batch        bigint NOT NULL,
    provider_id  bigint NOT NULL,
    plan_id      bigint NOT NULL,
    claim_batch  bigint NOT NULL, -- the claim that led to it: the reversed one, or that which replaces it
    claim_index  integer NOT NULL,
    cents        bigint NOT NULL CHECK (cents > 0),
    cancelled_at timestamptz NOT NULL,
    tx_hash      bytea NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);

-- An overpayment that is taken back. A recovery is named by the claim that led to it, the reversed one or that which
-- replaces it, and an ordinal.
CREATE TABLE chain_recovery_events (
    insurer_id   bigint NOT NULL,
    batch        bigint NOT NULL,
    claim_index  integer NOT NULL,
    ordinal      integer NOT NULL,
    provider_id  bigint NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('noticed', 'activated', 'suspended', 'resumed', 'waived', 'taken')),
    cents        bigint NOT NULL CHECK (cents >= 0), -- taken: this much; else what is left of the recovery
    left_cents   bigint NOT NULL CHECK (left_cents >= 0),
    plan_id      bigint, -- noticed
    effective_at timestamptz, -- noticed: not activated before
    taken_batch  bigint, -- taken: the batch whose payout it was taken off
    happened_at  timestamptz NOT NULL,
    tx_hash      bytea NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);
CREATE INDEX chain_recovery_events_claim_idx ON chain_recovery_events (insurer_id, batch, claim_index, ordinal);
CREATE INDEX chain_recovery_events_provider_idx ON chain_recovery_events (provider_id, insurer_id);

-- What bounds an insurer's payouts of a day.
CREATE TABLE chain_cap_events (
    insurer_id   bigint NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('cap_set', 'above_cap_approved')),
    cents        numeric(20) CHECK (cents >= 0), -- NULL: no cap
    effective_at timestamptz, -- cap_set
    day          integer, -- above_cap_approved: that day alone; days count from 0001-01-01, which is day 1
    happened_at  timestamptz NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);
CREATE INDEX chain_cap_events_insurer_idx ON chain_cap_events (insurer_id, block_number, log_index);

-- What stopped a claim's clock, let it run again, or proved that it ran out.
CREATE TABLE chain_clock_events (
    insurer_id   bigint NOT NULL,
    batch        bigint NOT NULL,
    claim_index  integer NOT NULL,
    provider_id  bigint NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('pended', 'pend_ended', 'overdue')),
    hash         bytea, -- salted: the reason of a pend, the evidence that ended it; NULL for none
    stopped_seconds bigint NOT NULL DEFAULT 0, -- pend_ended: in all, of this pend and those before
    overdue_days bigint NOT NULL DEFAULT 0,
    happened_at  timestamptz NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);
CREATE INDEX chain_clock_events_claim_idx ON chain_clock_events (insurer_id, batch, claim_index);

-- Receipts that providers posted themselves.
CREATE TABLE chain_receipt_events (
    insurer_id   bigint NOT NULL,
    batch        bigint NOT NULL,
    provider_id  bigint NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('posted', 'contested', 'answered')),
    ciphertext   bytea, -- the claims, encrypted to the insurer; NULL when contested
    happened_at  timestamptz NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);
CREATE INDEX chain_receipt_events_batch_idx ON chain_receipt_events (insurer_id, batch);
