-- What insurers owe to a provider is read by the provider too: it may ask for its release.
GRANT SELECT ON chain_debt_cancellations TO clearclaim_provider;
CREATE POLICY provider_reads ON chain_debt_cancellations FOR SELECT TO clearclaim_provider
    USING (provider_id = (SELECT reader_organization()));

-- Few payouts are not released at once.
CREATE INDEX chain_payouts_owed_idx ON chain_payouts (provider_id) WHERE kind <> 'released';
CREATE INDEX chain_debt_cancellations_provider_idx ON chain_debt_cancellations (provider_id);
