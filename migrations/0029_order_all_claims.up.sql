-- Auditors read the claims of everybody, the newest first.
CREATE INDEX claims_accepted_idx ON claims (accepted_at DESC, id);
