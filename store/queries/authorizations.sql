-- name: InsertAuthorization :exec
INSERT INTO authorizations (id, insurer_id, patient_id, number_digest, content, created_at)
VALUES (@id, @insurer_id, @patient_id, @number_digest, @content, @created_at);

-- name: HasAuthorizations :one
SELECT EXISTS (SELECT 1 FROM authorizations WHERE insurer_id = @insurer_id);

-- name: AuthorizationsOfPatients :many
SELECT id, patient_id, content FROM authorizations
WHERE insurer_id = @insurer_id AND patient_id = ANY(@patients::uuid[])
ORDER BY patient_id, created_at, id;
