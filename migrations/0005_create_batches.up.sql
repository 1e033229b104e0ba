-- Receipt batches on their way through the ledger, one row a batch of an insurer.

CREATE TABLE batches (
    insurer_id  bigint NOT NULL REFERENCES insurers (id),
    sequence    bigint NOT NULL CHECK (sequence BETWEEN 1 AND 4294967295),
    claim_count integer NOT NULL CHECK (claim_count BETWEEN 1 AND 512),
    -- receiving: the receipt is posted; settling: it is on chain and the settlement is posted;
    -- settled: the settlement is on chain.
    stage       text NOT NULL CHECK (stage IN ('receiving', 'settling', 'settled')),
    attempt     integer NOT NULL DEFAULT 1 CHECK (attempt > 0), -- of the stage's transaction
    decisions   integer NOT NULL DEFAULT 0 CHECK (decisions >= 0), -- transactions with decisions by path
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (insurer_id, sequence)
);
CREATE INDEX batches_open_idx ON batches (insurer_id, sequence) WHERE stage <> 'settled';
