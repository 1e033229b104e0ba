-- A claim says of which plan its coverage is. Every read of a claim asks for it, and found it in the coverage, whose
-- policies look for the claim again: a quarter of what a page of a provider's claims cost. A coverage's plan never changes,
-- and the pair is held to it.
ALTER TABLE coverages ADD CONSTRAINT coverage_plan_unique UNIQUE (id, plan_id);

ALTER TABLE claims ADD COLUMN plan_id bigint;
UPDATE claims c SET plan_id = v.plan_id FROM coverages v WHERE v.id = c.coverage_id;
ALTER TABLE claims
    ALTER COLUMN plan_id SET NOT NULL,
    DROP CONSTRAINT claims_coverage_id_fkey,
    ADD CONSTRAINT claim_coverage_fkey FOREIGN KEY (coverage_id, plan_id) REFERENCES coverages (id, plan_id);
CREATE INDEX claims_plan_idx ON claims (provider_id, plan_id); -- whether a provider has claims under a plan

GRANT SELECT (plan_id) ON claims TO clearclaim_provider, clearclaim_insurer, clearclaim_patient, clearclaim_auditor;
