-- The tables that claims are edited and priced by, as they were loaded, and what persons find of claims that wait for them.

-- A set is what its files say: it never changes, and it is kept for as long as a plan may name it.
CREATE TABLE rule_sets (
    root       bytea NOT NULL CHECK (length(root) = 32), -- of the tables of edits
    price_root bytea NOT NULL CHECK (length(price_root) IN (0, 32)), -- of the tables of prices; empty where there are none
    summary    jsonb NOT NULL, -- what the manifest says of each file, and how many rows it has
    files      bytea NOT NULL, -- a gzipped tar, as they were loaded
    created_at timestamptz NOT NULL,
    PRIMARY KEY (root, price_root)
);

-- Which set the plans get that an insurer publishes from then on.
CREATE TABLE insurer_rule_sets (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the last one counts
    insurer_id  bigint NOT NULL REFERENCES insurers (id),
    root        bytea NOT NULL,
    price_root  bytea NOT NULL,
    active_from timestamptz NOT NULL,
    FOREIGN KEY (root, price_root) REFERENCES rule_sets (root, price_root)
);
CREATE INDEX insurer_rule_sets_insurer_idx ON insurer_rule_sets (insurer_id, id DESC);

-- What a person has to look at before a line can be decided. No clock of the ledger stops for it.
CREATE TABLE claim_reviews (
    id          uuid PRIMARY KEY,
    claim_id    uuid NOT NULL REFERENCES claims (id),
    insurer_id  bigint NOT NULL REFERENCES insurers (id),
    line        integer NOT NULL CHECK (line > 0),
    rule        text NOT NULL, -- the rule's stable name
    detail      bytea NOT NULL, -- encrypted: what the rule found
    asked_at    timestamptz NOT NULL,
    -- open: waits; cleared: there is nothing to it; confirmed: there is; dropped: it is not asked any more.
    state       text NOT NULL CHECK (state IN ('open', 'cleared', 'confirmed', 'dropped')),
    resolved_at timestamptz,
    resolved_by text, -- subject of the login
    reasons     bytea, -- encrypted
    allowed_cents bigint CHECK (allowed_cents >= 0), -- what the person allows of a line that is priced by report
    CONSTRAINT claim_review_unique UNIQUE (claim_id, line, rule),
    CONSTRAINT claim_review_resolved_whole CHECK ((state IN ('cleared', 'confirmed')) = (resolved_by IS NOT NULL)
        AND (resolved_by IS NULL) = (reasons IS NULL) AND (state = 'open') = (resolved_at IS NULL))
);
CREATE INDEX claim_reviews_open_idx ON claim_reviews (insurer_id, asked_at, id) WHERE state = 'open';

-- review: a person has looked at what a claim waited for, or the rule set is there that it waited for.
ALTER TABLE hand_overs
    DROP CONSTRAINT hand_overs_kind_check,
    ADD CONSTRAINT hand_overs_kind_check CHECK (kind IN ('settle', 'pend', 'evidence', 'review'));
