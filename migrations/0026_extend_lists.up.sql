-- Lists of appeals, claims that are late, and the orders of lists.

-- Days and the offset that statements count with; a plan's document, which never changes, may be long.
ALTER TABLE plans
    ADD COLUMN prompt_pay_days integer GENERATED ALWAYS AS ((document ->> 'promptPayDays')::integer) STORED,
    ADD COLUMN appeal_days integer GENERATED ALWAYS AS ((document ->> 'appealDays')::integer) STORED,
    ADD COLUMN utc_offset_seconds integer GENERATED ALWAYS AS ((document ->> 'utcOffsetSeconds')::integer) STORED;

-- An operator, who hands in what panels signed, sees of an appeal what the ledger shows of it, and which claim it is of: a
-- random id. Nothing of what was submitted.
GRANT SELECT (appeal, insurer_id, batch, claim_index, kind, outcome, provider_id, is_attested, is_deemed_denied, answer_by, panel_id,
    happened_at, block_number, log_index) ON chain_appeal_events TO clearclaim_operator;
CREATE POLICY operator_reads ON chain_appeal_events FOR SELECT TO clearclaim_operator USING (true);

-- The appeals of claims that were submitted here. The view is read with the rights of its owner.
CREATE VIEW reader_appeals WITH (security_barrier) AS
    SELECT e.appeal, c.id AS claim_id, c.plan_id
    FROM chain_appeal_events e
    JOIN chain_submissions cs ON cs.insurer_id = e.insurer_id AND cs.batch = e.batch
        AND e.claim_index >= cs.first_index AND e.claim_index < cs.first_index + cs.claim_count
    JOIN submissions s ON s.insurer_id = cs.insurer_id AND s.provider_id = cs.provider_id
        AND s.sequence = cs.sequence AND s.root = cs.root
    JOIN claims c ON c.submission_id = s.id AND c.position = e.claim_index - cs.first_index
    WHERE e.kind = 'filed';
GRANT SELECT ON reader_appeals TO clearclaim_operator;

CREATE INDEX chain_appeal_events_filed_idx ON chain_appeal_events (happened_at, appeal) WHERE kind = 'filed';
CREATE INDEX chain_appeal_events_insurer_idx ON chain_appeal_events (insurer_id, happened_at, appeal) WHERE kind = 'filed';
CREATE INDEX chain_appeal_events_provider_idx ON chain_appeal_events (provider_id, happened_at, appeal) WHERE kind = 'filed';
CREATE INDEX chain_appeal_events_closed_idx ON chain_appeal_events (appeal) WHERE kind IN ('ruled', 'lapsed') OR outcome = 'overturned';

-- Which batches are on their way: a clean claim is undecided while its batch is, and a claim that is late is looked for among
-- those and the exceptions, and not in the whole book.
GRANT SELECT (insurer_id, sequence, stage) ON batches
    TO clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor;
ALTER TABLE batches ENABLE ROW LEVEL SECURITY;
ALTER TABLE batches FORCE ROW LEVEL SECURITY;
CREATE POLICY installation_works ON batches TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY auditor_reads ON batches FOR SELECT TO clearclaim_auditor USING (true);
CREATE POLICY insurer_reads ON batches FOR SELECT TO clearclaim_insurer USING (insurer_id = (SELECT reader_organization()));
CREATE POLICY provider_reads ON batches FOR SELECT TO clearclaim_provider
    USING (EXISTS (SELECT FROM submissions s WHERE s.insurer_id = batches.insurer_id AND s.batch = batches.sequence));
CREATE POLICY patient_reads ON batches FOR SELECT TO clearclaim_patient
    USING (EXISTS (SELECT FROM submissions s WHERE s.insurer_id = batches.insurer_id AND s.batch = batches.sequence));

-- Payouts, by when they were made, of an insurer, of a provider and of all.
DROP INDEX chain_payouts_provider_idx;
CREATE INDEX chain_payouts_provider_idx ON chain_payouts (provider_id, paid_at, block_number, log_index) WHERE kind IN ('released', 'owed_released');
CREATE INDEX chain_payouts_insurer_idx ON chain_payouts (insurer_id, paid_at, block_number, log_index) WHERE kind IN ('released', 'owed_released');
CREATE INDEX chain_payouts_paid_idx ON chain_payouts (paid_at, block_number, log_index) WHERE kind IN ('released', 'owed_released');

-- An insurer's book, and that of one plan, by when coverages began.
CREATE INDEX coverages_insurer_idx ON coverages (insurer_id, start_date, id);
CREATE INDEX coverages_plan_idx ON coverages (plan_id, start_date, id);

-- A provider finds its claims by its own number of them, which stands in what is encrypted: by a keyed hash, as coverages are by
-- the member number. NULL: taken before there was one, and not opened since; empty: the patient was erased before.
ALTER TABLE claims
    ADD COLUMN account_digest bytea,
    ADD CONSTRAINT claim_account_digest_length CHECK (length(account_digest) IN (0, 32));
GRANT SELECT (account_digest) ON claims TO clearclaim_provider;
CREATE INDEX claims_account_idx ON claims (provider_id, account_digest) WHERE account_digest IS NOT NULL;
CREATE INDEX claims_undigested_idx ON claims (id) WHERE account_digest IS NULL;
