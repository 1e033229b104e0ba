-- The second wall behind the policies of the services: whoever is asking is answered in a transaction that runs as the
-- database role of its persona, which reads what is granted here and no row of another.
--
-- The roles (clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor, clearclaim_operator) belong
-- to the server, not to a database; the migration runner makes them, or says what to run where it may not. They cannot log
-- in, own nothing and do not bypass row-level security. The user of the installation is a member of each.
--
-- Who is asking stands in two settings of the transaction, clearclaim.organization and clearclaim.subject. Policies read
-- them in a sub-select, once a statement and not once a row, so that the indexes on the tenants' columns serve them.
--
-- views/testdata/tables.txt says of each table who reads what, and a test holds this against it.

-- Who reads -------------------------------------------------------------------------------------------------------------

CREATE FUNCTION reader_organization() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(pg_catalog.current_setting('clearclaim.organization', true), '')::bigint;

CREATE FUNCTION reader_subject() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(pg_catalog.current_setting('clearclaim.subject', true), '');

-- What is a patient's: the claims, and where they stand on the ledger once they are received. The view is read with the
-- rights of its owner, so that policies may use it which themselves bound the tables that it joins.
CREATE VIEW reader_claims WITH (security_barrier) AS
    SELECT c.id, c.submission_id, cs.insurer_id, cs.batch, cs.provider_id, cs.sequence, cs.first_index + c.position AS claim_index
    FROM patients pt
    JOIN claims c ON c.patient_id = pt.id
    JOIN submissions s ON s.id = c.submission_id
    LEFT JOIN chain_submissions cs ON cs.insurer_id = s.insurer_id AND cs.provider_id = s.provider_id
        AND cs.sequence = s.sequence AND cs.root = s.root
    WHERE pt.subject = (SELECT reader_subject());

-- What is granted -------------------------------------------------------------------------------------------------------

-- What every participant knows, and the operator.
GRANT SELECT ON insurers, providers, plans
    TO clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor, clearclaim_operator;

-- How far the chain goes: of nobody in particular.
GRANT SELECT (number, mined_at) ON chain_blocks TO clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor;
GRANT SELECT (singleton, number, final_number) ON chain_cursor
    TO clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor;

GRANT SELECT (id, submission_id, position, insurer_id, provider_id, patient_id, coverage_id, coverage_year, charge_cents, content,
    assessment, content_hash, receipt_leaf, stage, refusal, accepted_at, frequency, replaces) ON claims
    TO clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor;
GRANT SELECT (id, insurer_id, provider_id, sequence, root, receipt_by, batch, first_index) ON submissions
    TO clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor;
GRANT SELECT (id, subject, wrapped_key) ON patients
    TO clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor;
GRANT SELECT (id, insurer_id, patient_id, plan_id) ON coverages
    TO clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor;
GRANT SELECT (member_number, start_date, end_date, coordination) ON coverages TO clearclaim_insurer, clearclaim_patient;
GRANT SELECT (insurer_id, id, coverage_id, start_date, end_date) ON coverage_years
    TO clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor;
GRANT SELECT (id, claim_id, line, kind, asked_at, due_at, state) ON evidence_requests
    TO clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor;
GRANT SELECT (id, insurer_id, claim_id, kind, appeal, hash, statement, assessment, version, state, failure, created_at) ON ledger_acts
    TO clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor;
GRANT SELECT (id, claim_id, insurer_id, line, rule, detail, asked_at, state, resolved_at, resolved_by, reasons) ON claim_reviews
    TO clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor;
GRANT SELECT ON chain_submissions, chain_batches, chain_determinations, chain_reversals, chain_payouts, chain_clock_events,
    chain_recovery_events, chain_appeal_events TO clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor;
-- What an insurer owes is read from these.
GRANT SELECT ON chain_debt_cancellations TO clearclaim_insurer, clearclaim_auditor, clearclaim_operator;
GRANT SELECT ON chain_payouts TO clearclaim_operator;
GRANT SELECT ON reader_claims TO clearclaim_patient;

-- Which rows ------------------------------------------------------------------------------------------------------------

DO $$
DECLARE
    -- Written row by row: for their owner row-level security is forced too. Where rows come by COPY, which PostgreSQL
    -- refuses under forced row-level security, it holds for everybody but the owner.
    forced text[] := ARRAY['submissions', 'patients', 'coverages', 'coverage_years', 'evidence_requests', 'ledger_acts', 'claim_reviews'];
    copied text[] := ARRAY['claims', 'chain_submissions', 'chain_batches', 'chain_determinations', 'chain_reversals', 'chain_payouts',
        'chain_clock_events', 'chain_recovery_events', 'chain_appeal_events', 'chain_debt_cancellations'];
    of_insurer text[] := ARRAY['claims', 'submissions', 'coverages', 'coverage_years', 'ledger_acts', 'claim_reviews',
        'chain_submissions', 'chain_batches', 'chain_determinations', 'chain_reversals', 'chain_payouts', 'chain_clock_events',
        'chain_recovery_events', 'chain_appeal_events', 'chain_debt_cancellations'];
    of_provider text[] := ARRAY['claims', 'submissions', 'chain_submissions', 'chain_determinations', 'chain_reversals', 'chain_payouts',
        'chain_clock_events', 'chain_recovery_events'];
    of_claim text[] := ARRAY['evidence_requests', 'ledger_acts', 'claim_reviews'];
    of_number text[] := ARRAY['chain_determinations', 'chain_reversals', 'chain_clock_events', 'chain_recovery_events', 'chain_appeal_events'];
    name text;
BEGIN
    FOREACH name IN ARRAY forced || copied LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        -- The installation's own user decides claims, settles them and follows the chain.
        EXECUTE format('CREATE POLICY installation_works ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name);
        EXECUTE format('CREATE POLICY auditor_reads ON %I FOR SELECT TO clearclaim_auditor USING (true)', name);
    END LOOP;
    FOREACH name IN ARRAY forced LOOP
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
    FOREACH name IN ARRAY of_insurer LOOP
        EXECUTE format('CREATE POLICY insurer_reads ON %I FOR SELECT TO clearclaim_insurer
            USING (insurer_id = (SELECT reader_organization()))', name);
    END LOOP;
    FOREACH name IN ARRAY of_provider LOOP
        EXECUTE format('CREATE POLICY provider_reads ON %I FOR SELECT TO clearclaim_provider
            USING (provider_id = (SELECT reader_organization()))', name);
    END LOOP;
    -- What belongs to a claim is read by whoever reads the claim.
    FOREACH name IN ARRAY of_claim LOOP
        EXECUTE format('CREATE POLICY provider_reads ON %1$I FOR SELECT TO clearclaim_provider
            USING (EXISTS (SELECT FROM claims c WHERE c.id = %1$I.claim_id))', name);
        EXECUTE format('CREATE POLICY patient_reads ON %1$I FOR SELECT TO clearclaim_patient
            USING (claim_id IN (SELECT r.id FROM reader_claims r))', name);
    END LOOP;
    FOREACH name IN ARRAY of_number LOOP
        EXECUTE format('CREATE POLICY patient_reads ON %I FOR SELECT TO clearclaim_patient
            USING ((insurer_id, batch, claim_index) IN (SELECT r.insurer_id, r.batch, r.claim_index FROM reader_claims r))', name);
    END LOOP;
END $$;

CREATE POLICY insurer_reads ON evidence_requests FOR SELECT TO clearclaim_insurer
    USING (EXISTS (SELECT FROM claims c WHERE c.id = evidence_requests.claim_id));

CREATE POLICY patient_reads ON patients FOR SELECT TO clearclaim_patient USING (subject = (SELECT reader_subject()));
CREATE POLICY provider_reads ON patients FOR SELECT TO clearclaim_provider
    USING (EXISTS (SELECT FROM claims c WHERE c.patient_id = patients.id));
CREATE POLICY insurer_reads ON patients FOR SELECT TO clearclaim_insurer
    USING (EXISTS (SELECT FROM coverages v WHERE v.patient_id = patients.id));

CREATE POLICY patient_reads ON claims FOR SELECT TO clearclaim_patient
    USING (patient_id = (SELECT pt.id FROM patients pt WHERE pt.subject = (SELECT reader_subject())));
CREATE POLICY patient_reads ON submissions FOR SELECT TO clearclaim_patient
    USING (id IN (SELECT r.submission_id FROM reader_claims r));
CREATE POLICY patient_reads ON coverages FOR SELECT TO clearclaim_patient
    USING (patient_id = (SELECT pt.id FROM patients pt WHERE pt.subject = (SELECT reader_subject())));
CREATE POLICY provider_reads ON coverages FOR SELECT TO clearclaim_provider
    USING (EXISTS (SELECT FROM claims c WHERE c.patient_id = coverages.patient_id AND c.coverage_id = coverages.id));
CREATE POLICY patient_reads ON coverage_years FOR SELECT TO clearclaim_patient
    USING (EXISTS (SELECT FROM coverages v WHERE v.id = coverage_years.coverage_id));
CREATE POLICY provider_reads ON coverage_years FOR SELECT TO clearclaim_provider
    USING (EXISTS (SELECT FROM coverages v WHERE v.id = coverage_years.coverage_id));

CREATE POLICY patient_reads ON chain_submissions FOR SELECT TO clearclaim_patient
    USING ((insurer_id, provider_id, sequence) IN (SELECT r.insurer_id, r.provider_id, r.sequence FROM reader_claims r));
CREATE POLICY patient_reads ON chain_batches FOR SELECT TO clearclaim_patient
    USING ((insurer_id, batch) IN (SELECT r.insurer_id, r.batch FROM reader_claims r));
CREATE POLICY provider_reads ON chain_batches FOR SELECT TO clearclaim_provider
    USING (EXISTS (SELECT FROM chain_submissions cs WHERE cs.insurer_id = chain_batches.insurer_id AND cs.batch = chain_batches.batch));
CREATE POLICY patient_reads ON chain_payouts FOR SELECT TO clearclaim_patient
    USING ((insurer_id, batch, provider_id) IN (SELECT r.insurer_id, r.batch, r.provider_id FROM reader_claims r));
CREATE POLICY operator_reads ON chain_payouts FOR SELECT TO clearclaim_operator USING (true);
CREATE POLICY operator_reads ON chain_debt_cancellations FOR SELECT TO clearclaim_operator USING (true);
CREATE POLICY provider_reads ON chain_appeal_events FOR SELECT TO clearclaim_provider
    USING (EXISTS (SELECT FROM chain_submissions cs WHERE cs.insurer_id = chain_appeal_events.insurer_id
        AND cs.batch = chain_appeal_events.batch AND chain_appeal_events.claim_index >= cs.first_index
        AND chain_appeal_events.claim_index < cs.first_index + cs.claim_count));

-- The record of an access also says which fields were read, and of which coverages.
ALTER TABLE access_log
    ADD COLUMN fields text[] NOT NULL DEFAULT '{}', -- of the API's types, as Claim.diagnoses
    ADD COLUMN coverage_ids uuid[] NOT NULL DEFAULT '{}';
