-- How much of its provider's days a claim takes, where the rule set says how long its services take: what the claims of
-- other patients are held to. Minutes are encrypted under a key of the installation, since those claims are decided
-- without the keys of this one's patient.
CREATE TABLE provider_days (
    insurer_id  bigint NOT NULL,
    provider_id bigint NOT NULL,
    service_day integer NOT NULL, -- days since 0001-01-01, which is day 1
    claim_id    uuid NOT NULL REFERENCES claims (id), -- that of a later claim is larger
    minutes     bytea NOT NULL, -- encrypted
    PRIMARY KEY (insurer_id, provider_id, service_day, claim_id)
);

-- Nothing reads it.
ALTER TABLE batches DROP COLUMN decision_attempt;
