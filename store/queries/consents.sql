-- name: EndConsent :execrows
-- The patient's standing consent to a provider, if there is one, ends.
UPDATE consents SET revoked_at = GREATEST(granted_at, @at::timestamptz)
WHERE patient_id = @patient_id AND provider_id = @provider_id AND revoked_at IS NULL;

-- name: InsertConsent :exec
INSERT INTO consents (id, patient_id, provider_id, granted_at, expires_at)
VALUES (@id, @patient_id, @provider_id, @granted_at, sqlc.narg('expires_at'));

-- name: ConsentsOfReader :many
-- The consents of the patient that asks, the last one first, or the first. They are the patient's: few enough to sort.
SELECT k.id, k.granted_at, k.expires_at, k.revoked_at, sqlc.embed(p)
FROM consents k JOIN providers p ON p.id = k.provider_id
WHERE (@provider_id::bigint = 0 OR k.provider_id = @provider_id)
    AND (sqlc.narg('is_in_force')::boolean IS NULL
        OR (k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > @at::timestamptz)) = sqlc.narg('is_in_force'))
    AND (sqlc.narg('after_at')::timestamptz IS NULL OR CASE WHEN @is_upwards::boolean
        THEN (k.granted_at, k.id) > (sqlc.narg('after_at'), @after_id::uuid) ELSE (k.granted_at, k.id) < (sqlc.narg('after_at'), @after_id) END)
ORDER BY CASE WHEN @is_upwards THEN k.granted_at END, CASE WHEN @is_upwards THEN k.id END, k.granted_at DESC, k.id DESC
LIMIT @most::integer;
