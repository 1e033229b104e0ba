-- A key of idempotency is bounded by its bytes.
ALTER TABLE idempotency_keys
    DROP CONSTRAINT idempotency_keys_key_check,
    ADD CONSTRAINT idempotency_key_length CHECK (octet_length(key) BETWEEN 1 AND 255);

-- What changed, in the order in which it was committed: subscriptions are told from it and resume by a position in it. A
-- transaction takes its positions last, one after the other, so that whoever sees a position sees all before it. What is
-- older than the retention is deleted, but for the newest row.
CREATE TABLE claim_changes (
    position   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    claim_id   uuid,   -- one claim,
    insurer_id bigint, -- or those of a batch
    batch      bigint,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT change_of_claim_or_batch CHECK
        ((claim_id IS NULL) <> (batch IS NULL) AND (insurer_id IS NULL) = (batch IS NULL))
);
CREATE INDEX claim_changes_changed_at_idx ON claim_changes USING brin (changed_at);
