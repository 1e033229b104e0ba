-- Coordination of benefits.

-- What the insurer knows of the patient's coverages with other payers. Encrypted; NULL where it knows of none.
ALTER TABLE coverages ADD COLUMN coordination bytea;

-- A claim with prior payers (flag 16) is paid at most what it would be without them. Its cost shares are credited as
-- if there were none, so that nothing sums up to what is allowed.
ALTER TABLE chain_determinations
    DROP CONSTRAINT claim_shares_balance,
    ADD CONSTRAINT claim_shares_balance CHECK (CASE
        WHEN flags & 16 = 0 THEN paid_cents + patient_cents + noncovered_cents = allowed_cents
        ELSE paid_cents + patient_cents + noncovered_cents <= allowed_cents
    END) NOT VALID;
