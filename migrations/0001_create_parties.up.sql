-- Insurers, providers, plans and coverages: what the API registers. The chain's
-- own view of them is in 0004.

CREATE TABLE insurers (
    id          bigint PRIMARY KEY CHECK (id BETWEEN 1 AND 4294967295),
    name        text NOT NULL UNIQUE,
    created_at  timestamptz NOT NULL
);

CREATE TABLE providers (
    id            bigint PRIMARY KEY CHECK (id BETWEEN 1 AND 4294967295),
    identifier    text NOT NULL UNIQUE, -- the identifier the provider is known by, e.g. an NPI
    name          text NOT NULL,
    registered_by bigint NOT NULL REFERENCES insurers (id),
    signer        bytea NOT NULL CHECK (length(signer) = 20),
    payee         bytea NOT NULL CHECK (length(payee) = 20),
    is_delegated  boolean NOT NULL, -- the gateway holds the signing key
    created_at    timestamptz NOT NULL
);

CREATE TABLE plans (
    id           bigint PRIMARY KEY CHECK (id BETWEEN 1 AND 4294967295),
    insurer_id   bigint NOT NULL REFERENCES insurers (id),
    name         text NOT NULL,
    document     jsonb NOT NULL, -- coverage.Plan: no patient data
    created_at   timestamptz NOT NULL,
    CONSTRAINT plan_name_unique_per_insurer UNIQUE (insurer_id, name)
);

-- A patient's key wraps everything that is known of the patient; erasing it is
-- the erasure of the patient.
CREATE TABLE patients (
    id          uuid PRIMARY KEY,
    subject     text UNIQUE, -- of the patient's login, when there is one
    wrapped_key bytea, -- NULL after erasure
    details     bytea NOT NULL, -- encrypted: name, birth date
    created_at  timestamptz NOT NULL
);

CREATE TABLE coverages (
    id            uuid PRIMARY KEY,
    insurer_id    bigint NOT NULL REFERENCES insurers (id),
    patient_id    uuid NOT NULL REFERENCES patients (id),
    plan_id       bigint NOT NULL REFERENCES plans (id),
    member_digest bytea NOT NULL, -- keyed hash of the member number
    family_digest bytea, -- keyed hash of the family's number
    member_number bytea NOT NULL, -- encrypted
    start_date    date NOT NULL,
    end_date      date, -- exclusive; NULL is open
    created_at    timestamptz NOT NULL,
    CONSTRAINT coverage_span_not_empty CHECK (end_date IS NULL OR end_date > start_date),
    CONSTRAINT coverage_member_unique_per_insurer UNIQUE (insurer_id, member_digest)
);
CREATE INDEX coverages_patient_idx ON coverages (patient_id);

CREATE TABLE family_years (
    insurer_id    bigint NOT NULL REFERENCES insurers (id),
    id            bigint NOT NULL CHECK (id BETWEEN 1 AND 4294967295), -- random
    family_digest bytea NOT NULL,
    start_date    date NOT NULL,
    PRIMARY KEY (insurer_id, id),
    UNIQUE (insurer_id, family_digest, start_date)
);

CREATE TABLE coverage_years (
    insurer_id  bigint NOT NULL REFERENCES insurers (id),
    id          numeric(20) NOT NULL CHECK (id BETWEEN 1 AND 18446744073709551615), -- random
    coverage_id uuid NOT NULL REFERENCES coverages (id),
    start_date  date NOT NULL,
    end_date    date NOT NULL,
    family_year bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (insurer_id, id),
    UNIQUE (coverage_id, start_date),
    CONSTRAINT coverage_year_span_not_empty CHECK (end_date > start_date)
);

-- Keys that the gateway holds for insurers (one a role) and for providers that
-- delegate signing, wrapped by the key management service.
CREATE TABLE signing_keys (
    address     bytea PRIMARY KEY CHECK (length(address) = 20),
    owner       text NOT NULL UNIQUE, -- 'insurer/1/gateway', 'provider/3'
    wrapped_key bytea NOT NULL,
    created_at  timestamptz NOT NULL
);
