-- name: NextSubmissionSequence :one
-- Holds the pair's row to the transaction's end, so submissions of a pair are accepted one after the other.
INSERT INTO submission_sequences (insurer_id, provider_id, last_sequence) VALUES (@insurer_id, @provider_id, 1)
ON CONFLICT (insurer_id, provider_id) DO UPDATE SET last_sequence = submission_sequences.last_sequence + 1
RETURNING last_sequence;

-- name: LastSubmissionSequence :one
SELECT COALESCE((SELECT last_sequence FROM submission_sequences
                 WHERE insurer_id = @insurer_id AND provider_id = @provider_id), 0)::bigint;

-- name: InsertSubmission :exec
INSERT INTO submissions (id, insurer_id, provider_id, sequence, root, claim_count, deadline, signature,
                         acknowledgement, accepted_at, receipt_by)
VALUES (@id, @insurer_id, @provider_id, @sequence, @root, @claim_count, @deadline, @signature,
        @acknowledgement, @accepted_at, @receipt_by);

-- name: SubmissionBySequence :one
SELECT id, insurer_id, provider_id, sequence, root, claim_count, deadline, signature, acknowledgement,
       accepted_at, receipt_by
FROM submissions
WHERE insurer_id = @insurer_id AND provider_id = @provider_id AND sequence = @sequence;

-- name: SubmissionClaims :many
SELECT id FROM claims WHERE submission_id = @submission_id ORDER BY position;

-- name: KnownLineDigests :many
-- One look into the index for each: of a table that grew since it was last analyzed the planner would read all.
SELECT asked.digest::bytea AS digest
FROM (SELECT DISTINCT unnest(@digests::bytea[]) AS digest) AS asked
CROSS JOIN LATERAL (
    SELECT 1 FROM line_digests l WHERE l.insurer_id = @insurer_id AND l.digest = asked.digest LIMIT 1
) AS known;
