-- name: InsertAccess :exec
INSERT INTO access_log (subject, role, organization, action, claim_ids, coverage_ids, fields, at)
VALUES (@subject, @role, @organization, @action, CAST(@claim_ids::text AS uuid[]), CAST(@coverage_ids::text AS uuid[]), @fields::text[], @at);

-- name: AccessesOfReader :many
-- Who read what concerns the patient that asks; the last one first, or the first. They are the patient's: few enough to sort.
SELECT a.id, a.at, a.role, a.organization, a.action, a.fields, COALESCE(a.is_own, false)::boolean AS is_own, a.claim_ids::text[] AS claim_ids,
       a.coverage_ids::text[] AS coverage_ids, COALESCE(i.name, '') AS insurer_name,
       COALESCE(p.name, '') AS provider_name, COALESCE(p.identifier, '') AS provider_identifier, p.signer, p.payee,
       COALESCE(p.is_delegated, false) AS is_delegated
FROM reader_accesses a
LEFT JOIN insurers i ON a.role = 'insurer' AND i.id = a.organization
LEFT JOIN providers p ON a.role = 'provider' AND p.id = a.organization
WHERE (sqlc.narg('since')::timestamptz IS NULL OR a.at >= sqlc.narg('since'))
    AND (sqlc.narg('before')::timestamptz IS NULL OR a.at < sqlc.narg('before'))
    AND (@insurer_id::bigint = 0 OR i.id = @insurer_id)
    AND (@provider_id::bigint = 0 OR p.id = @provider_id)
    AND (sqlc.narg('actions')::text[] IS NULL OR a.action = ANY(sqlc.narg('actions')::text[]))
    AND (sqlc.narg('is_own')::boolean IS NULL OR COALESCE(a.is_own, false) = sqlc.narg('is_own'))
    AND (sqlc.narg('claim_id')::uuid IS NULL OR sqlc.narg('claim_id') = ANY(a.claim_ids))
    AND (sqlc.narg('after_at')::timestamptz IS NULL OR CASE WHEN @is_upwards::boolean
        THEN (a.at, a.id) > (sqlc.narg('after_at'), @after_id::bigint) ELSE (a.at, a.id) < (sqlc.narg('after_at'), @after_id) END)
ORDER BY CASE WHEN @is_upwards THEN a.at END, CASE WHEN @is_upwards THEN a.id END, a.at DESC, a.id DESC
LIMIT @most::integer;
