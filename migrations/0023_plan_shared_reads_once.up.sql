-- What patients let a provider read stands in the policies of nine tables, and those stand behind each table that a claim
-- is joined with. As a view the planner put its four tables into a statement's plan again for each of them: the plan of a
-- claim had more of them than of the claim. A function in PL/pgSQL is planned apart, once a connection, and is only run
-- where a statement comes upon a row that is not the provider's own. It runs with the rights of who reads, as the policies
-- did: what may be read is what it was.
CREATE FUNCTION reader_shared() RETURNS SETOF reader_shared_claims LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 AS $$
BEGIN
    RETURN QUERY SELECT * FROM reader_shared_claims;
END $$;

ALTER POLICY provider_reads ON claims
    USING (provider_id = (SELECT reader_organization()) OR id IN (SELECT r.id FROM reader_shared() r));
ALTER POLICY provider_reads ON submissions
    USING (provider_id = (SELECT reader_organization()) OR id IN (SELECT r.submission_id FROM reader_shared() r));
ALTER POLICY provider_reads ON chain_submissions
    USING (provider_id = (SELECT reader_organization())
        OR (insurer_id, provider_id, sequence) IN (SELECT r.insurer_id, r.provider_id, r.sequence FROM reader_shared() r));
ALTER POLICY provider_reads ON chain_payouts
    USING (provider_id = (SELECT reader_organization())
        OR (insurer_id, batch, provider_id) IN (SELECT r.insurer_id, r.batch, r.provider_id FROM reader_shared() r));
ALTER POLICY provider_reads ON chain_appeal_events
    USING (EXISTS (SELECT FROM chain_submissions cs WHERE cs.insurer_id = chain_appeal_events.insurer_id
            AND cs.batch = chain_appeal_events.batch AND cs.provider_id = (SELECT reader_organization())
            AND chain_appeal_events.claim_index >= cs.first_index AND chain_appeal_events.claim_index < cs.first_index + cs.claim_count)
        OR (insurer_id, batch, claim_index) IN (SELECT r.insurer_id, r.batch, r.claim_index FROM reader_shared() r));
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['chain_determinations', 'chain_reversals', 'chain_clock_events', 'chain_recovery_events'] LOOP
        EXECUTE format('ALTER POLICY provider_reads ON %I USING (provider_id = (SELECT reader_organization())
            OR (insurer_id, batch, claim_index) IN (SELECT r.insurer_id, r.batch, r.claim_index FROM reader_shared() r))', name);
    END LOOP;
END $$;
