-- What is left of prior authorizations is read by the insurer that gave them and by the patient. To which provider one was
-- given is encrypted with the rest of it, so the database cannot bound a provider to its own: providers read none.
GRANT SELECT (id, insurer_id, patient_id, content, created_at) ON authorizations TO clearclaim_insurer, clearclaim_patient;
ALTER TABLE authorizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE authorizations FORCE ROW LEVEL SECURITY;
CREATE POLICY installation_works ON authorizations TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY insurer_reads ON authorizations FOR SELECT TO clearclaim_insurer
    USING (insurer_id = (SELECT reader_organization()));
CREATE POLICY patient_reads ON authorizations FOR SELECT TO clearclaim_patient
    USING (patient_id = (SELECT pt.id FROM patients pt WHERE pt.subject = (SELECT reader_subject())));
