-- name: NextSubmissionSequence :one
-- Holds the pair's row to the transaction's end, so submissions of a pair are accepted one after the other.
INSERT INTO submission_sequences (insurer_id, provider_id, last_sequence) VALUES (@insurer_id, @provider_id, 1)
ON CONFLICT (insurer_id, provider_id) DO UPDATE SET last_sequence = submission_sequences.last_sequence + 1
RETURNING last_sequence;

-- name: LockPatients :exec
-- Holds the patients' rows to the transaction's end, in the order of their ids, so that two never wait for each other. Rows of
-- claims, which refer to them, are written meanwhile. Advisory locks would fill the server's table of locks: a submission
-- has hundreds of patients.
SELECT id FROM patients WHERE id = ANY(@patients::uuid[]) ORDER BY id FOR NO KEY UPDATE;

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
-- Of claims that stand, or will: one that is replaced, voided or reversed has no line to repeat any more.
-- One look into the index for each: of a table that grew since it was last analyzed the planner would read all.
SELECT asked.digest::bytea AS digest, known.claim_id
FROM (SELECT DISTINCT unnest(@digests::bytea[]) AS digest) AS asked
CROSS JOIN LATERAL (
    SELECT DISTINCT l.claim_id FROM line_digests l
    WHERE l.insurer_id = @insurer_id AND l.digest = asked.digest
      AND l.claim_id <> ALL(@corrected::uuid[])
      AND NOT EXISTS (SELECT FROM claims r WHERE r.replaces = l.claim_id AND r.stage <> 'refused')
      AND NOT EXISTS (SELECT FROM claims r WHERE r.id = l.claim_id AND r.stage = 'refused')
      AND NOT EXISTS (
          SELECT FROM claims c
          JOIN submissions s ON s.id = c.submission_id
          JOIN chain_reversals v ON v.insurer_id = s.insurer_id AND v.batch = s.batch AND v.claim_index = s.first_index + c.position
          WHERE c.id = l.claim_id AND NOT EXISTS (
              SELECT FROM chain_determinations d
              WHERE d.insurer_id = v.insurer_id AND d.batch = v.batch AND d.claim_index = v.claim_index AND d.version > v.version
          )
      )
    LIMIT @row_limit
) AS known;

-- name: ReadableClaim :one
-- The id of a claim that whoever reads may see, by its id or its number on the ledger.
SELECT c.id
FROM claims c
JOIN submissions s ON s.id = c.submission_id
WHERE (@id::text <> '' AND c.id = NULLIF(@id::text, '')::uuid)
   OR (@id::text = '' AND s.insurer_id = @insurer_id AND s.batch = @batch AND s.first_index + c.position = @claim_index::integer);

-- name: ClaimToCorrect :one
-- A claim by its id, or by its number on the ledger, with what a correction or an appeal of it rests on.
SELECT c.id, c.insurer_id, c.provider_id, c.patient_id, c.coverage_id, c.coverage_year, c.service_day, c.frequency, c.stage, c.content,
       c.assessment, c.prepared, COALESCE(pt.subject, '')::text AS patient_subject, pt.wrapped_key, v.plan_id, v.start_date, v.end_date,
       y.start_date AS year_start, y.end_date AS year_end, y.family_year, y.extension,
       s.batch, COALESCE(s.first_index + c.position, 0)::integer AS claim_index,
       EXISTS (SELECT FROM claims r WHERE r.replaces = c.id AND r.stage <> 'refused')::boolean AS is_corrected
FROM claims c
JOIN submissions s ON s.id = c.submission_id
JOIN patients pt ON pt.id = c.patient_id
JOIN coverages v ON v.id = c.coverage_id
JOIN coverage_years y ON y.insurer_id = c.insurer_id AND y.id = c.coverage_year
WHERE (@id::text <> '' AND c.id = NULLIF(@id::text, '')::uuid)
   OR (@id::text = '' AND s.insurer_id = @insurer_id AND s.batch = @batch AND s.first_index + c.position = @claim_index::integer);

-- name: UndigestedClaims :many
-- Those that have no digest of the provider's number yet, after another.
SELECT c.id, c.provider_id, c.patient_id, pt.wrapped_key, c.content
FROM claims c JOIN patients pt ON pt.id = c.patient_id
WHERE c.account_digest IS NULL AND c.id > @after_id
ORDER BY c.id LIMIT @most;

-- name: SetAccountDigests :exec
-- The ids are in order, in which the rows are locked.
UPDATE claims SET account_digest = d.digest
FROM (SELECT unnest(@ids::uuid[]) AS id, unnest(@digests::bytea[]) AS digest) d
WHERE claims.id = d.id AND claims.account_digest IS NULL;
