-- name: ProviderDays :many
-- What claims take of a provider's days: of each day the newest so many claims, and of them those that stand, as in
-- PastClaimsOfPatients, and for the same reason picked first and looked up then.
SELECT d.service_day, d.claim_id, c.patient_id, d.minutes
FROM (SELECT DISTINCT unnest(@days::integer[]) AS day) AS asked
CROSS JOIN LATERAL (
    SELECT p.service_day, p.claim_id, p.minutes FROM provider_days p
    WHERE p.insurer_id = @insurer_id AND p.provider_id = @provider_id AND p.service_day = asked.day AND p.claim_id <> ALL(@without::uuid[])
    ORDER BY p.claim_id DESC
    LIMIT @row_limit
) AS d
CROSS JOIN LATERAL (
    SELECT k.id, k.patient_id, k.submission_id, k.position FROM claims k
    WHERE k.id = d.claim_id AND k.stage <> 'refused'
      AND (k.accepted_at < @before::timestamptz OR (k.submission_id = sqlc.narg('submission')::uuid AND k.position < sqlc.narg('position')::integer))
    LIMIT 1
) AS c
LEFT JOIN LATERAL (
    SELECT e.version, e.insurer_id, e.batch, e.claim_index
    FROM submissions s
    JOIN chain_determinations e ON e.insurer_id = s.insurer_id AND e.batch = s.batch AND e.claim_index = s.first_index + c.position
    WHERE s.id = c.submission_id
    ORDER BY e.version DESC LIMIT 1
) r ON true
WHERE (SELECT true FROM claims l WHERE l.replaces = c.id AND l.stage <> 'refused' LIMIT 1) IS NULL
  AND (
      r.version IS NULL OR (
          SELECT true FROM chain_reversals v
          WHERE v.insurer_id = r.insurer_id AND v.batch = r.batch AND v.claim_index = r.claim_index AND v.version = r.version
      ) IS NULL
  );
