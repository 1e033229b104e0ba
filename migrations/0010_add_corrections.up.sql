-- Replacements, voids, reversals and appeals on their way to the ledger.

-- A claim that corrects another names it. One claim is corrected once: what comes after corrects the correction.
ALTER TABLE claims
    ADD COLUMN frequency smallint NOT NULL DEFAULT 1 CHECK (frequency IN (1, 7, 8)),
    ADD COLUMN replaces uuid REFERENCES claims (id),
    ADD CONSTRAINT claim_correction_names_claim CHECK ((frequency = 1) = (replaces IS NULL)),
    DROP CONSTRAINT claims_charge_cents_check,
    ADD CONSTRAINT claim_charge_unless_void CHECK (charge_cents > 0 OR (frequency = 8 AND charge_cents = 0));
CREATE UNIQUE INDEX claims_replaces_idx ON claims (replaces) WHERE replaces IS NOT NULL;

-- The other batch that the decision in flight rests on: that of the claim which is replaced or voided.
ALTER TABLE batches
    ADD COLUMN decision_other bigint;

-- What a party does to a determination, or to the appeal of one. It rests on the batch as it stands, so its
-- transaction is made anew where that moved on: business key 'act/id/attempt'.
CREATE TABLE ledger_acts (
    id         uuid PRIMARY KEY,
    insurer_id bigint NOT NULL REFERENCES insurers (id),
    claim_id   uuid NOT NULL REFERENCES claims (id),
    kind       text NOT NULL CHECK (kind IN
        ('reverse', 'appeal', 'uphold', 'overturn', 'escalate', 'rule_upheld', 'rule_overturned', 'lapse')),
    signer     bytea NOT NULL CHECK (length(signer) = 20), -- of its transaction
    appeal     bigint, -- a ruling is signed over the appeal's number; others are of the claim's open appeal
    hash       bytea CHECK (length(hash) = 32), -- salted: of the statement
    statement  bytea, -- encrypted: grounds or reasons
    -- A determination in place of the one that stands: as claims.prepared and claims.assessment.
    prepared   bytea CHECK (length(prepared) > 0 AND length(prepared) % 32 = 0),
    assessment bytea,
    version    smallint CHECK (version BETWEEN 2 AND 255), -- that it determines; NULL until it was posted
    signatures bytea[], -- of the panel's members
    attempt    integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    failures   integer NOT NULL DEFAULT 0 CHECK (failures >= 0), -- since the read model was last taken back
    -- open: not yet on the ledger; done: the read model shows it; refused: the ledger did.
    state      text NOT NULL CHECK (state IN ('open', 'done', 'refused')),
    failure    text, -- refused: the error's name
    created_at timestamptz NOT NULL,
    CONSTRAINT act_determines_whole CHECK ((prepared IS NULL) = (assessment IS NULL)
        AND (prepared IS NULL) = (kind NOT IN ('overturn', 'rule_overturned'))),
    CONSTRAINT act_ruling_names_appeal CHECK ((appeal IS NULL) = (kind NOT IN ('rule_upheld', 'rule_overturned')))
);
CREATE INDEX ledger_acts_open_idx ON ledger_acts (insurer_id, created_at, id) WHERE state = 'open';
CREATE INDEX ledger_acts_claim_idx ON ledger_acts (claim_id, created_at);
