-- What the ledger's second version takes in: a claim is prepared once, in the words in which a settlement or a
-- decision hands it in, and a coverage year may have a further word of counters.

ALTER TABLE coverage_years
    ADD COLUMN extension numeric(20) NOT NULL DEFAULT 0 CHECK (extension BETWEEN 0 AND 18446744073709551615); -- 0 for none

-- commitment.Bytes of commitment.EncodeClaim: docs/commitment.md section 6, one word after the other, with the
-- coverage year in the head. NULL in claims of the first version, which had "lines" and "reasons_hash" instead;
-- the reasons hash is among the facts now, and only where there are reasons.
ALTER TABLE claims
    ADD COLUMN prepared bytea CONSTRAINT claim_prepared_in_words CHECK (length(prepared) > 0 AND length(prepared) % 32 = 0),
    ALTER COLUMN lines DROP NOT NULL,
    ALTER COLUMN reasons_hash DROP NOT NULL;
