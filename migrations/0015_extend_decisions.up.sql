-- What the edits of a patient's next claims look at of this one: encrypted, so that the whole claim need not be opened
-- and read. NULL in claims from before, which are opened whole.
ALTER TABLE claims
    ADD COLUMN brief bytea;

-- Prior authorizations that insurers registered: which patient it is of stands in the clear as in claims; number,
-- services, dates and units are encrypted under the patient's key.
CREATE TABLE authorizations (
    id            uuid PRIMARY KEY,
    insurer_id    bigint NOT NULL REFERENCES insurers (id),
    patient_id    uuid NOT NULL REFERENCES patients (id),
    number_digest bytea NOT NULL CHECK (length(number_digest) = 32), -- keyed hash of the number
    content       bytea NOT NULL, -- encrypted
    created_at    timestamptz NOT NULL,
    CONSTRAINT authorization_number_unique_per_insurer UNIQUE (insurer_id, number_digest)
);
CREATE INDEX authorizations_patient_idx ON authorizations (patient_id, insurer_id);
