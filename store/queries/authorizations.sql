-- name: InsertAuthorization :exec
INSERT INTO authorizations (id, insurer_id, patient_id, number_digest, content, created_at)
VALUES (@id, @insurer_id, @patient_id, @number_digest, @content, @created_at);

-- name: HasAuthorizations :one
SELECT EXISTS (SELECT 1 FROM authorizations WHERE insurer_id = @insurer_id);

-- name: AuthorizationsOfPatients :many
SELECT id, patient_id, content FROM authorizations
WHERE insurer_id = @insurer_id AND patient_id = ANY(@patients::uuid[])
ORDER BY patient_id, created_at, id;

-- name: AuthorizationViews :many
-- A patient's prior authorizations with an insurer, as far as the reader has them, those that were registered last first.
SELECT id, content, created_at FROM authorizations
WHERE insurer_id = @insurer_id AND patient_id = @patient_id
ORDER BY created_at DESC, id
LIMIT @most::integer;
