-- What more the personas read: the API's running totals, access log, consents and metrics.

-- Which words of the ledger hold what a coverage year took.
GRANT SELECT (family_year, extension) ON coverage_years TO clearclaim_insurer, clearclaim_patient;

-- Claims are found by their day of service, by those who are shown it.
GRANT SELECT (service_day) ON claims TO clearclaim_provider, clearclaim_insurer, clearclaim_patient;

-- A patient reads who read the patient's claims and coverages: of each record what concerns the patient, and no subject of
-- somebody's login.
CREATE INDEX access_log_claims_idx ON access_log USING gin (claim_ids);
CREATE INDEX access_log_coverages_idx ON access_log USING gin (coverage_ids);
CREATE VIEW reader_accesses WITH (security_barrier) AS
    SELECT a.id, a.at, a.role, a.organization, a.action, a.fields, a.role = 'patient' AND a.subject = (SELECT reader_subject()) AS is_own,
        ARRAY(SELECT c.id FROM patients pt JOIN claims c ON c.patient_id = pt.id
            WHERE pt.subject = (SELECT reader_subject()) AND c.id = ANY(a.claim_ids) ORDER BY c.id) AS claim_ids,
        ARRAY(SELECT v.id FROM patients pt JOIN coverages v ON v.patient_id = pt.id
            WHERE pt.subject = (SELECT reader_subject()) AND v.id = ANY(a.coverage_ids) ORDER BY v.id) AS coverage_ids
    FROM access_log a
    WHERE a.claim_ids && ARRAY(SELECT c.id FROM patients pt JOIN claims c ON c.patient_id = pt.id WHERE pt.subject = (SELECT reader_subject()))
        OR a.coverage_ids && ARRAY(SELECT v.id FROM patients pt JOIN coverages v ON v.patient_id = pt.id WHERE pt.subject = (SELECT reader_subject()));
GRANT SELECT ON reader_accesses TO clearclaim_patient;

-- A patient lets a provider read the patient's claims of other providers, until the consent ends or is revoked. Nothing is
-- deleted: a consent that was revoked, or that another took the place of, stays with the time of its end.
CREATE TABLE consents (
    id          uuid PRIMARY KEY,
    patient_id  uuid NOT NULL REFERENCES patients (id),
    provider_id bigint NOT NULL REFERENCES providers (id),
    granted_at  timestamptz NOT NULL,
    expires_at  timestamptz, -- NULL is open
    revoked_at  timestamptz,
    CONSTRAINT consent_span_not_empty CHECK (expires_at > granted_at),
    CONSTRAINT consent_revoked_after_grant CHECK (revoked_at >= granted_at)
);
CREATE UNIQUE INDEX consents_standing_idx ON consents (provider_id, patient_id) WHERE revoked_at IS NULL;
CREATE INDEX consents_patient_idx ON consents (patient_id, granted_at DESC, id);
GRANT SELECT ON consents TO clearclaim_patient;
ALTER TABLE consents ENABLE ROW LEVEL SECURITY;
ALTER TABLE consents FORCE ROW LEVEL SECURITY;
CREATE POLICY installation_works ON consents TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY patient_reads ON consents FOR SELECT TO clearclaim_patient
    USING (patient_id = (SELECT pt.id FROM patients pt WHERE pt.subject = (SELECT reader_subject())));

-- The claims of other providers that patients let the reader, a provider, see now, and where they stand on the chain.
CREATE VIEW reader_shared_claims WITH (security_barrier) AS
    SELECT c.id, c.submission_id, cs.insurer_id, cs.batch, cs.provider_id, cs.sequence, cs.first_index + c.position AS claim_index
    FROM consents k
    JOIN claims c ON c.patient_id = k.patient_id AND c.provider_id <> k.provider_id
    JOIN submissions s ON s.id = c.submission_id
    LEFT JOIN chain_submissions cs ON cs.insurer_id = s.insurer_id AND cs.provider_id = s.provider_id
        AND cs.sequence = s.sequence AND cs.root = s.root
    WHERE k.provider_id = (SELECT reader_organization()) AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now());
GRANT SELECT ON reader_shared_claims TO clearclaim_provider;

-- What belongs to a claim follows the claim: see the policies of providers on patients, coverages and evidence.
ALTER POLICY provider_reads ON claims
    USING (provider_id = (SELECT reader_organization()) OR id IN (SELECT r.id FROM reader_shared_claims r));
ALTER POLICY provider_reads ON submissions
    USING (provider_id = (SELECT reader_organization()) OR id IN (SELECT r.submission_id FROM reader_shared_claims r));
ALTER POLICY provider_reads ON chain_submissions
    USING (provider_id = (SELECT reader_organization())
        OR (insurer_id, provider_id, sequence) IN (SELECT r.insurer_id, r.provider_id, r.sequence FROM reader_shared_claims r));
ALTER POLICY provider_reads ON chain_payouts
    USING (provider_id = (SELECT reader_organization())
        OR (insurer_id, batch, provider_id) IN (SELECT r.insurer_id, r.batch, r.provider_id FROM reader_shared_claims r));
ALTER POLICY provider_reads ON chain_appeal_events
    USING (EXISTS (SELECT FROM chain_submissions cs WHERE cs.insurer_id = chain_appeal_events.insurer_id
            AND cs.batch = chain_appeal_events.batch AND cs.provider_id = (SELECT reader_organization())
            AND chain_appeal_events.claim_index >= cs.first_index AND chain_appeal_events.claim_index < cs.first_index + cs.claim_count)
        OR (insurer_id, batch, claim_index) IN (SELECT r.insurer_id, r.batch, r.claim_index FROM reader_shared_claims r));
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['chain_determinations', 'chain_reversals', 'chain_clock_events', 'chain_recovery_events'] LOOP
        EXECUTE format('ALTER POLICY provider_reads ON %I USING (provider_id = (SELECT reader_organization())
            OR (insurer_id, batch, claim_index) IN (SELECT r.insurer_id, r.batch, r.claim_index FROM reader_shared_claims r))', name);
    END LOOP;
END $$;
