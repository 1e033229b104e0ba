-- Claims as they were accepted. Content is encrypted under the patient's key;
-- what stands in the clear is what the chain shows too, or is random.

CREATE TABLE submissions (
    id              uuid PRIMARY KEY,
    insurer_id      bigint NOT NULL REFERENCES insurers (id),
    provider_id     bigint NOT NULL REFERENCES providers (id),
    sequence        bigint NOT NULL CHECK (sequence > 0),
    root            bytea NOT NULL CHECK (length(root) = 32),
    claim_count     integer NOT NULL CHECK (claim_count BETWEEN 1 AND 512),
    deadline        bigint NOT NULL, -- Unix seconds
    signature       bytea NOT NULL,
    acknowledgement bytea NOT NULL,
    accepted_at     timestamptz NOT NULL,
    receipt_by      timestamptz NOT NULL,
    -- Chosen when the receipt is posted; NULL while the submission waits.
    batch           bigint,
    first_index     integer,
    CONSTRAINT submission_sequence_unique UNIQUE (insurer_id, provider_id, sequence),
    CONSTRAINT submission_batched_whole CHECK ((batch IS NULL) = (first_index IS NULL))
);
CREATE INDEX submissions_waiting_idx ON submissions (insurer_id, accepted_at, provider_id, sequence) WHERE batch IS NULL;
CREATE INDEX submissions_batch_idx ON submissions (insurer_id, batch, first_index) WHERE batch IS NOT NULL;

-- The last sequence given to a provider's submissions to an insurer; the row is
-- the lock under which the next is given.
CREATE TABLE submission_sequences (
    insurer_id    bigint NOT NULL REFERENCES insurers (id),
    provider_id   bigint NOT NULL REFERENCES providers (id),
    last_sequence bigint NOT NULL CHECK (last_sequence > 0),
    PRIMARY KEY (insurer_id, provider_id)
);

CREATE TABLE claims (
    id             uuid PRIMARY KEY,
    submission_id  uuid NOT NULL REFERENCES submissions (id),
    position       integer NOT NULL CHECK (position >= 0), -- in the submission
    insurer_id     bigint NOT NULL,
    provider_id    bigint NOT NULL,
    patient_id     uuid NOT NULL REFERENCES patients (id),
    coverage_id    uuid NOT NULL REFERENCES coverages (id),
    coverage_year  numeric(20) NOT NULL,
    service_day    integer NOT NULL, -- days since 0001-01-01, which is day 1
    charge_cents   bigint NOT NULL CHECK (charge_cents > 0),
    content        bytea NOT NULL, -- encrypted: salt and canonical claim
    assessment     bytea NOT NULL, -- encrypted: reasons, canonical
    content_hash   bytea NOT NULL CHECK (length(content_hash) = 32),
    receipt_leaf   bytea NOT NULL CHECK (length(receipt_leaf) = 32),
    reasons_hash   bytea NOT NULL CHECK (length(reasons_hash) = 32),
    lines          bytea NOT NULL, -- as settlement hands them in: charge ‖ allowed ‖ class
    -- clean: settles with its batch; pended: a claim workflow has it; decided: the workflow is
    -- done and the decision goes to the ledger by path; closed: the ledger has that decision.
    stage          text NOT NULL CHECK (stage IN ('clean', 'pended', 'decided', 'closed')),
    accepted_at    timestamptz NOT NULL,
    CONSTRAINT claim_position_unique UNIQUE (submission_id, position)
);
CREATE INDEX claims_provider_idx ON claims (provider_id, accepted_at DESC, id);
CREATE INDEX claims_insurer_idx ON claims (insurer_id, accepted_at DESC, id);
CREATE INDEX claims_patient_idx ON claims (patient_id, accepted_at DESC, id);
CREATE INDEX claims_exceptions_idx ON claims (insurer_id, stage) WHERE stage IN ('pended', 'decided');

-- Keyed hashes of what makes a line a repetition of another.
CREATE TABLE line_digests (
    digest     bytea NOT NULL CHECK (length(digest) = 16),
    insurer_id bigint NOT NULL,
    claim_id   uuid NOT NULL REFERENCES claims (id),
    line       integer NOT NULL,
    PRIMARY KEY (insurer_id, digest, claim_id, line)
);

CREATE TABLE evidence_requests (
    id          uuid PRIMARY KEY,
    claim_id    uuid NOT NULL REFERENCES claims (id),
    line        integer NOT NULL,
    kind        text NOT NULL, -- code of the document asked for
    asked_at    timestamptz NOT NULL,
    due_at      timestamptz NOT NULL,
    state       text NOT NULL CHECK (state IN ('open', 'answered', 'overdue')),
    document_id uuid,
    CONSTRAINT evidence_request_unique UNIQUE (claim_id, line, kind)
);

CREATE TABLE documents (
    id          uuid PRIMARY KEY,
    claim_id    uuid NOT NULL REFERENCES claims (id),
    patient_id  uuid NOT NULL REFERENCES patients (id),
    wrapped_key bytea, -- the document's own key, wrapped by the patient's
    content_hash bytea NOT NULL CHECK (length(content_hash) = 32), -- salted
    media_type  text NOT NULL,
    bytes       bigint NOT NULL CHECK (bytes > 0),
    blob        text NOT NULL, -- name in the blob store
    received_at timestamptz NOT NULL
);

CREATE TABLE access_log (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject     text NOT NULL,
    role        text NOT NULL,
    organization bigint NOT NULL DEFAULT 0,
    action      text NOT NULL,
    claim_ids   uuid[] NOT NULL,
    at          timestamptz NOT NULL
);

-- An answer is kept for its key, so that a repetition gets the first answer.
CREATE TABLE idempotency_keys (
    scope        text NOT NULL, -- who and what: 'provider/3/submitClaims'
    key          text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    content_hash bytea NOT NULL,
    answer       jsonb NOT NULL, -- ids, codes and paths: no patient data
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (scope, key)
);
