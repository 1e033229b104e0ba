-- A transaction may fail only since a reorganisation put what it rests on behind it, whether it had succeeded before or
-- not. Then its failure does not count: it is made again when that is final.
ALTER TABLE transaction_intents
    ADD COLUMN is_provisional boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT intent_provisional_failed CHECK (NOT is_provisional OR state IN ('reverted', 'replaced'));
UPDATE transaction_intents SET is_provisional = true WHERE was_included AND state IN ('reverted', 'replaced');
CREATE INDEX transaction_intents_provisional_idx ON transaction_intents (id) WHERE is_provisional;
DROP INDEX transaction_intents_failed_idx;

-- A replacement or a void that the ledger refuses, or that cannot be made any more, is refused for good: what it names
-- may be corrected again. An original that the ledger refuses stays decided, and is not posted any more.
ALTER TABLE claims
    ADD COLUMN decision_failures integer NOT NULL DEFAULT 0 CHECK (decision_failures >= 0), -- since the read model was last taken back
    ADD COLUMN refusal text, -- the error's name
    DROP CONSTRAINT claims_stage_check,
    ADD CONSTRAINT claims_stage_check CHECK (stage IN ('clean', 'pended', 'decided', 'closed', 'refused')),
    ADD CONSTRAINT claim_refused_says_why CHECK ((stage = 'refused') = (refusal IS NOT NULL)),
    ADD CONSTRAINT claim_refused_corrects CHECK (stage <> 'refused' OR frequency <> 1);
DROP INDEX claims_replaces_idx;
CREATE UNIQUE INDEX claims_replaces_idx ON claims (replaces) WHERE replaces IS NOT NULL AND stage <> 'refused';

-- The claim that the decision in flight is of, until its failure is counted.
ALTER TABLE batches ADD COLUMN decision_claim uuid REFERENCES claims (id);
