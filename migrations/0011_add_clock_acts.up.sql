-- What stops a claim's clock on the ledger and lets it run again, the proof that it ran out, and the appeal of a claim
-- that was let lie. They are acts as those of 0010.
ALTER TABLE ledger_acts
    DROP CONSTRAINT ledger_acts_kind_check,
    ADD CONSTRAINT ledger_acts_kind_check CHECK (kind IN
        ('reverse', 'appeal', 'uphold', 'overturn', 'escalate', 'rule_upheld', 'rule_overturned', 'lapse',
         'pend', 'receive_evidence', 'lift_pend', 'mark_overdue', 'appeal_overdue')),
    -- dropped: what it was for came about without it, as when a claim is decided before its pend was posted.
    DROP CONSTRAINT ledger_acts_state_check,
    ADD CONSTRAINT ledger_acts_state_check CHECK (state IN ('open', 'done', 'refused', 'dropped')),
    -- 1: a ruling on a claim that was let lie determines it for the first time.
    DROP CONSTRAINT ledger_acts_version_check,
    ADD CONSTRAINT ledger_acts_version_check CHECK (version BETWEEN 1 AND 255);

-- A claim workflow pends once, and its clock runs again once; whoever repeats that adds nothing.
CREATE UNIQUE INDEX ledger_acts_clock_idx ON ledger_acts (claim_id, kind) WHERE kind IN ('pend', 'receive_evidence', 'lift_pend');
