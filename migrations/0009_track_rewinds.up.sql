-- What was posted rests on the read model, and may not hold any more when that was taken back: a batch's header has
-- the time of its receipt's block, and a leaf that of its determination. The queue looks again after each rewind.

-- How often the read model was taken back. It is no part of it.
CREATE TABLE chain_rewinds (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    count     bigint NOT NULL
);

-- Up to which rewind an insurer's queue has looked.
CREATE TABLE settlement_progress (
    insurer_id bigint PRIMARY KEY REFERENCES insurers (id),
    rewinds    bigint NOT NULL
);

-- Each stage counts its own attempts, since a batch may come back to one. "attempt" is the receipt's.
ALTER TABLE batches
    ADD COLUMN settle_attempt integer NOT NULL DEFAULT 1 CHECK (settle_attempt > 0),
    ADD COLUMN decision_attempt integer NOT NULL DEFAULT 1 CHECK (decision_attempt > 0),
    -- Its settlement may have to be posted again: those after it wait, so that claims are determined in their order.
    ADD COLUMN is_rewound boolean NOT NULL DEFAULT false;

CREATE INDEX claims_closed_idx ON claims (insurer_id) WHERE stage = 'closed';

-- A transaction that succeeded before a reorganisation and failed after it is made again.
ALTER TABLE transaction_intents ADD COLUMN was_included boolean NOT NULL DEFAULT false;
UPDATE transaction_intents SET was_included = true WHERE state = 'included';
CREATE INDEX transaction_intents_failed_idx ON transaction_intents (id) WHERE was_included AND state IN ('reverted', 'replaced');
