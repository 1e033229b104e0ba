-- The read model of parties, coverages and appeals: one row an event, the newest says how it is.

CREATE TABLE chain_insurer_events (
    insurer_id   bigint NOT NULL,
    kind         text NOT NULL CHECK (kind IN
        ('key_changed', 'key_proposed', 'key_proposal_cancelled', 'key_revoked', 'paused', 'resumed')),
    role         text CHECK (role IN ('admin', 'gateway', 'adjudicator', 'treasurer', 'enroller', 'approver')),
    key          bytea CHECK (length(key) = 20),
    other        bytea CHECK (length(other) = 20), -- the key before, or who proposed or cancelled
    ready_at     timestamptz, -- key_proposed: not accepted before
    happened_at  timestamptz NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);
CREATE INDEX chain_insurer_events_insurer_idx ON chain_insurer_events (insurer_id, block_number, log_index);

CREATE TABLE chain_provider_events (
    provider_id  bigint NOT NULL,
    kind         text NOT NULL CHECK (kind IN
        ('proposed', 'proposal_cancelled', 'changed', 'confirmed')),
    place        text NOT NULL CHECK (place IN ('signer', 'payee', 'guardian')),
    account      bytea NOT NULL CHECK (length(account) = 20), -- in the place, or proposed for it
    previous     bytea CHECK (length(previous) = 20), -- changed; NULL at registration
    done_by      bytea CHECK (length(done_by) = 20), -- who confirmed, cancelled or changed
    is_delegated boolean, -- the signer's key is held by the gateway
    ready_at     timestamptz, -- proposed: not confirmed before
    happened_at  timestamptz NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index, place) -- a registration fills all places
);
CREATE INDEX chain_provider_events_provider_idx ON chain_provider_events (provider_id, place, block_number, log_index);

-- Days count from 0001-01-01, which is day 1; spans are half-open.
CREATE TABLE chain_credential_events (
    provider_id  bigint NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('recorded', 'revoked')),
    credential   text NOT NULL CHECK (credential IN ('licence', 'enrolment', 'exclusion')),
    ordinal      integer NOT NULL, -- of the provider's records of the kind
    start_day    integer NOT NULL, -- recorded: the first day; revoked: the first day on which it does not count
    end_day      integer, -- recorded
    hash         bytea NOT NULL, -- salted: of the document, or of the reason
    done_by      bytea NOT NULL CHECK (length(done_by) = 20),
    happened_at  timestamptz NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);
CREATE INDEX chain_credential_events_provider_idx ON chain_credential_events (provider_id, credential, ordinal);

-- Days on which a provider came to be valid, or is not any more: what was decided on those must be reopened.
CREATE TABLE chain_validity_changes (
    provider_id  bigint NOT NULL,
    is_granted   boolean NOT NULL,
    start_day    integer NOT NULL,
    end_day      integer NOT NULL,
    happened_at  timestamptz NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);
CREATE INDEX chain_validity_changes_provider_idx ON chain_validity_changes (provider_id, block_number, log_index);

CREATE TABLE chain_coverage_events (
    insurer_id    bigint NOT NULL,
    coverage_year numeric(20) NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('enrolled', 'end_changed')),
    plan_id       bigint, -- enrolled, as the three that follow
    start_day     integer,
    family_year   bigint, -- 0 for none
    extension     numeric(20), -- 0 for none
    end_day       integer NOT NULL, -- exclusive
    happened_at   timestamptz NOT NULL,
    block_number  bigint NOT NULL,
    log_index     integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);
CREATE INDEX chain_coverage_events_year_idx ON chain_coverage_events (insurer_id, coverage_year);

CREATE TABLE chain_consents (
    insurer_id   bigint NOT NULL,
    sequence     bigint NOT NULL,
    root         bytea NOT NULL,
    entry_count  bigint NOT NULL,
    published_at timestamptz NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (insurer_id, sequence)
);

CREATE TABLE chain_panels (
    id           bigint NOT NULL PRIMARY KEY,
    members      bytea[] NOT NULL,
    majority     smallint NOT NULL,
    appointed_at timestamptz NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL
);

CREATE TABLE chain_appeal_events (
    appeal       bigint NOT NULL,
    insurer_id   bigint NOT NULL, -- of the claim, as the two that follow
    batch        bigint NOT NULL,
    claim_index  integer NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('filed', 'answered', 'escalated', 'lapsed', 'ruled')),
    outcome      text CHECK (outcome IN ('upheld', 'overturned')), -- answered, ruled
    hash         bytea, -- of the grounds or reasons, or of the ruling; NULL when it lapsed, or is ruled to stand
    provider_id  bigint, -- filed, as the three that follow
    is_attested  boolean, -- by the insurer, for a patient
    is_deemed_denied boolean, -- the claim was overdue
    answer_by    timestamptz, -- NULL where it goes to a panel at once
    panel_id     bigint, -- escalated, as the next
    is_for_lateness boolean,
    happened_at  timestamptz NOT NULL,
    tx_hash      bytea NOT NULL,
    block_number bigint NOT NULL,
    log_index    integer NOT NULL,
    PRIMARY KEY (block_number, log_index)
);
CREATE INDEX chain_appeal_events_appeal_idx ON chain_appeal_events (appeal, block_number, log_index);
CREATE INDEX chain_appeal_events_claim_idx ON chain_appeal_events (insurer_id, batch, claim_index);

CREATE INDEX chain_coverage_events_block_idx ON chain_coverage_events USING brin (block_number);
