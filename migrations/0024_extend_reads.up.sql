-- What was sent for a claim is read by who decides it, by who sent it and by the patient: not by another provider that the
-- patient lets read the claim, and not by auditors.
GRANT SELECT (document_id) ON evidence_requests TO clearclaim_provider, clearclaim_insurer, clearclaim_patient;
GRANT SELECT ON documents TO clearclaim_provider, clearclaim_insurer, clearclaim_patient;
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;
CREATE POLICY installation_works ON documents TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY provider_reads ON documents FOR SELECT TO clearclaim_provider
    USING (EXISTS (SELECT FROM claims c WHERE c.id = documents.claim_id AND c.provider_id = (SELECT reader_organization())));
CREATE POLICY insurer_reads ON documents FOR SELECT TO clearclaim_insurer
    USING (EXISTS (SELECT FROM claims c WHERE c.id = documents.claim_id AND c.insurer_id = (SELECT reader_organization())));
CREATE POLICY patient_reads ON documents FOR SELECT TO clearclaim_patient
    USING (patient_id = (SELECT pt.id FROM patients pt WHERE pt.subject = (SELECT reader_subject())));

-- A claim's documents, for the root over their hashes.
CREATE INDEX documents_claim_idx ON documents (claim_id);

-- What waits is found by an index: documents that were asked for, appeals to answer or to rule on, decisions proved overdue.
CREATE INDEX evidence_requests_open_idx ON evidence_requests (claim_id) WHERE state = 'open';
CREATE INDEX chain_appeal_events_waiting_idx ON chain_appeal_events (insurer_id, kind) WHERE kind IN ('filed', 'escalated');
CREATE INDEX chain_clock_events_overdue_idx ON chain_clock_events (insurer_id) WHERE kind = 'overdue';

-- Claims and coverages are found by the keyed hash of the member number.
GRANT SELECT (member_digest) ON coverages TO clearclaim_provider, clearclaim_insurer, clearclaim_patient;
