-- A transaction may fail only since a reorganisation put what it rests on behind it, whether it had succeeded before or
-- not. Then its failure does not count: it is made again when that is final.
ALTER TABLE transaction_intents
    ADD COLUMN is_provisional boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT intent_provisional_failed CHECK (NOT is_provisional OR state IN ('reverted', 'replaced'));
UPDATE transaction_intents SET is_provisional = true WHERE was_included AND state IN ('reverted', 'replaced');
CREATE INDEX transaction_intents_provisional_idx ON transaction_intents (id) WHERE is_provisional;
DROP INDEX transaction_intents_failed_idx;
