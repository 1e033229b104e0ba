-- name: InsertAccess :exec
INSERT INTO access_log (subject, role, organization, action, claim_ids, at)
VALUES (@subject, @role, @organization, @action, @claim_ids::uuid[], @at);
