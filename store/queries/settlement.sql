-- name: LockInsurerQueue :exec
-- One poster an insurer: whoever assigns batches holds this to the transaction's end.
SELECT pg_advisory_xact_lock(hashtextextended('settlement', @insurer_id::bigint));

-- name: WaitingSubmissions :many
-- In the order in which they are batched: a provider's by its sequence, all by acceptance. At least the first, and as
-- many more as have so many claims in all. word_count is that of their prepared claims.
SELECT w.id, w.provider_id, w.claim_count,
       (SELECT COALESCE(sum(length(c.prepared)) / 32, 0) FROM claims c WHERE c.submission_id = w.id)::bigint AS word_count
FROM (
    SELECT s.id, s.provider_id, s.claim_count,
           row_number() OVER waiting AS place, sum(s.claim_count) OVER waiting AS total
    FROM (
        SELECT x.id, x.provider_id, x.claim_count, x.accepted_at, x.sequence
        FROM submissions x
        WHERE x.insurer_id = @insurer_id AND x.batch IS NULL
        ORDER BY x.accepted_at, x.provider_id, x.sequence
        LIMIT @claim_limit
    ) s
    WINDOW waiting AS (ORDER BY s.accepted_at, s.provider_id, s.sequence)
) w
WHERE w.place = 1 OR w.total <= @claim_limit
ORDER BY w.place;

-- name: LastBatch :one
SELECT COALESCE(max(sequence), 0)::bigint FROM batches WHERE insurer_id = @insurer_id;

-- name: CreateBatch :exec
INSERT INTO batches (insurer_id, sequence, claim_count, stage, created_at)
VALUES (@insurer_id, @sequence, @claim_count, 'receiving', @created_at);

-- name: AssignSubmissions :exec
UPDATE submissions SET batch = @batch, first_index = assigned.first_index
FROM (SELECT unnest(@ids::uuid[]) AS id, unnest(@first_indexes::integer[]) AS first_index) AS assigned
WHERE submissions.id = assigned.id AND submissions.batch IS NULL;

-- name: OpenBatches :many
-- The first batches on their way, with the state of the transaction of their stage and what the read model says.
SELECT b.sequence, b.stage, b.attempt, b.settle_attempt, b.is_rewound,
       COALESCE(i.state, '')::text AS intent_state, COALESCE(i.block_number, 0)::bigint AS intent_block,
       (SELECT COALESCE(max(number), 0) FROM chain_cursor)::bigint AS indexed_block,
       (r.insurer_id IS NOT NULL)::boolean AS is_received,
       (s.insurer_id IS NOT NULL)::boolean AS is_settled
FROM batches b
LEFT JOIN transaction_intents i ON i.business_key = CASE b.stage
    WHEN 'receiving' THEN 'receipt/' || b.insurer_id || '/' || b.sequence || '/' || b.attempt
    ELSE 'settle/' || b.insurer_id || '/' || b.sequence || '/' || b.settle_attempt END
LEFT JOIN chain_batches r ON r.insurer_id = b.insurer_id AND r.batch = b.sequence
LEFT JOIN chain_settlements s ON s.insurer_id = b.insurer_id AND s.batch = b.sequence
WHERE b.insurer_id = @insurer_id AND b.stage <> 'settled'
ORDER BY b.sequence
LIMIT @row_limit;

-- name: CloseBatch :exec
UPDATE batches SET stage = 'settled', is_rewound = false WHERE insurer_id = @insurer_id AND sequence = @sequence;

-- name: CountReceipt :exec
UPDATE batches SET stage = 'receiving', attempt = @attempt WHERE insurer_id = @insurer_id AND sequence = @sequence;

-- name: CountSettlement :exec
UPDATE batches SET stage = 'settling', settle_attempt = @attempt WHERE insurer_id = @insurer_id AND sequence = @sequence;

-- name: SeeRewinds :execrows
-- No row where the queue has looked since the last rewind.
INSERT INTO settlement_progress (insurer_id, rewinds)
SELECT @insurer_id::bigint, r.count FROM chain_rewinds r
ON CONFLICT (insurer_id) DO UPDATE SET rewinds = excluded.rewinds WHERE settlement_progress.rewinds <> excluded.rewinds;

-- name: IsRewound :one
SELECT EXISTS (
    SELECT FROM chain_rewinds r
    WHERE r.count <> COALESCE((SELECT p.rewinds FROM settlement_progress p WHERE p.insurer_id = @insurer_id::bigint), 0)
);

-- name: ReopenBatches :exec
-- Batches whose receipt or settlement is not on chain any more.
UPDATE batches SET is_rewound = true, stage = CASE WHEN x.is_received THEN 'settling' ELSE 'receiving' END
FROM (
    SELECT b.sequence, r.insurer_id IS NOT NULL AS is_received
    FROM batches b
    LEFT JOIN chain_batches r ON r.insurer_id = b.insurer_id AND r.batch = b.sequence
    LEFT JOIN chain_settlements s ON s.insurer_id = b.insurer_id AND s.batch = b.sequence
    WHERE b.insurer_id = @insurer_id AND b.stage <> 'receiving' AND s.insurer_id IS NULL
) x
WHERE batches.insurer_id = @insurer_id AND batches.sequence = x.sequence;

-- name: ReopenClosed :exec
-- Claims whose determination by path is not on chain any more, but for those that a panel determined: its ruling is
-- posted again, and what the insurer had of them need not be a decision.
UPDATE claims SET stage = 'decided'
FROM submissions s
WHERE claims.stage = 'closed' AND claims.insurer_id = @insurer_id AND s.id = claims.submission_id
  AND NOT EXISTS (
      SELECT FROM chain_determinations d
      WHERE d.insurer_id = s.insurer_id AND d.batch = s.batch AND d.claim_index = s.first_index + claims.position
  )
  AND NOT EXISTS (SELECT FROM ledger_acts a WHERE a.claim_id = claims.id AND a.kind = 'rule_overturned' AND a.version = 1);

-- name: BatchSubmissions :many
SELECT provider_id, sequence, root, claim_count, deadline, signature, first_index::integer AS first_index
FROM submissions
WHERE insurer_id = @insurer_id AND batch = @batch
ORDER BY first_index;

-- name: BatchClaims :many
-- The leaf is that of the highest version.
SELECT c.id, (s.first_index + c.position)::integer AS claim_index, c.stage, c.decision_failures,
       y.family_year, y.extension, c.receipt_leaf, c.prepared,
       (SELECT d.determination_leaf FROM chain_determinations d
        WHERE d.insurer_id = s.insurer_id AND d.batch = s.batch AND d.claim_index = s.first_index + c.position
        ORDER BY d.version DESC LIMIT 1)::bytea AS determination_leaf
FROM submissions s
JOIN claims c ON c.submission_id = s.id
JOIN coverage_years y ON y.insurer_id = c.insurer_id AND y.id = c.coverage_year
WHERE s.insurer_id = @insurer_id AND s.batch = @batch
ORDER BY claim_index;

-- name: BatchesToDecide :many
-- Settled batches with claims that are decided and not yet in the ledger, but for those that failed so often, with the
-- transaction of the last decision and the claim that it was of, until its failure is counted.
SELECT DISTINCT b.sequence, b.decisions, COALESCE(b.decision_other, 0)::bigint AS decision_other,
       COALESCE(b.decision_claim::text, '')::text AS decision_claim, COALESCE(i.failure, '')::text AS intent_failure,
       COALESCE(i.is_provisional, false)::boolean AS is_provisional,
       COALESCE(i.state, '')::text AS intent_state, COALESCE(i.block_number, 0)::bigint AS intent_block,
       (SELECT COALESCE(max(number), 0) FROM chain_cursor)::bigint AS indexed_block
FROM claims c
JOIN submissions s ON s.id = c.submission_id
JOIN batches b ON b.insurer_id = s.insurer_id AND b.sequence = s.batch
LEFT JOIN transaction_intents i
    ON i.business_key = 'decide/' || b.insurer_id || '/' || b.sequence || '/' || b.decisions
WHERE c.insurer_id = @insurer_id AND c.stage = 'decided' AND b.stage = 'settled' AND c.decision_failures < @most
ORDER BY b.sequence;

-- name: CountDecision :exec
UPDATE batches SET decisions = decisions + 1, decision_other = sqlc.narg('other'), decision_claim = @claim
WHERE insurer_id = @insurer_id AND sequence = @sequence;

-- name: CountDecisionFailure :one
-- How often the decision of the claim failed, with this time.
UPDATE claims SET decision_failures = decision_failures + 1 WHERE id = @id RETURNING decision_failures;

-- name: ForgetDecision :exec
-- The failure of the batch's last decision is counted.
UPDATE batches SET decision_claim = NULL WHERE insurer_id = @insurer_id AND sequence = @sequence;

-- name: RefuseCorrection :execrows
-- A replacement or a void that cannot be made: what it names may be corrected again.
UPDATE claims SET stage = 'refused', refusal = @refusal
FROM submissions s
WHERE claims.id = @id AND claims.stage = 'decided' AND claims.frequency <> 1 AND s.id = claims.submission_id
  AND NOT EXISTS (
      SELECT FROM chain_determinations d
      WHERE d.insurer_id = s.insurer_id AND d.batch = s.batch AND d.claim_index = s.first_index + claims.position
  );

-- name: ForgetDecisionFailures :exec
UPDATE claims SET decision_failures = 0 WHERE insurer_id = @insurer_id AND decision_failures > 0;

-- name: ReopenRefused :exec
-- Corrections that may fare otherwise since the read model was taken back, unless another came after them.
UPDATE claims SET stage = 'decided', refusal = NULL
WHERE claims.stage = 'refused' AND claims.insurer_id = @insurer_id AND NOT EXISTS (
    SELECT FROM claims o WHERE o.replaces = claims.replaces AND o.id <> claims.id AND (o.stage <> 'refused' OR o.id > claims.id)
);

-- name: CloseDecided :exec
-- A decided claim whose determination is on chain is closed.
UPDATE claims SET stage = 'closed'
FROM submissions s, chain_determinations d
WHERE claims.stage = 'decided' AND claims.insurer_id = @insurer_id
  AND s.id = claims.submission_id AND d.insurer_id = s.insurer_id AND d.batch = s.batch
  AND d.claim_index = s.first_index + claims.position;

-- name: CloseDetermined :execrows
-- A pended claim that somebody else determined, as a panel does with one that was let lie.
UPDATE claims SET stage = 'closed'
FROM submissions s, chain_determinations d
WHERE claims.id = @id AND claims.stage = 'pended'
  AND s.id = claims.submission_id AND d.insurer_id = s.insurer_id AND d.batch = s.batch
  AND d.claim_index = s.first_index + claims.position;

-- name: ReopenUndecided :exec
-- A clean claim that its settlement left undecided goes by path, like an exception.
UPDATE claims SET stage = 'decided'
FROM submissions s
WHERE claims.stage = 'clean' AND s.insurer_id = @insurer_id AND s.batch = @batch AND s.id = claims.submission_id
  AND NOT EXISTS (
      SELECT FROM chain_determinations d
      WHERE d.insurer_id = s.insurer_id AND d.batch = s.batch AND d.claim_index = s.first_index + claims.position
  );

-- name: ClaimForDecision :one
-- What a claim workflow needs to assess a claim again.
SELECT c.id, c.insurer_id, c.provider_id, c.patient_id, c.stage, c.content, c.assessment, c.prepared, c.accepted_at,
       c.submission_id, c.position, p.wrapped_key, p.details, pr.identifier AS provider_identifier,
       v.id AS coverage_id, v.plan_id, v.start_date, v.end_date, v.coordination,
       y.id AS year_id, y.start_date AS year_start, y.end_date AS year_end, y.family_year, y.extension
FROM claims c
JOIN patients p ON p.id = c.patient_id
JOIN providers pr ON pr.id = c.provider_id
JOIN coverages v ON v.id = c.coverage_id
JOIN coverage_years y ON y.insurer_id = c.insurer_id AND y.id = c.coverage_year
WHERE c.id = @id;

-- name: AskEvidence :exec
INSERT INTO evidence_requests (id, claim_id, line, kind, asked_at, due_at, state)
VALUES (@id, @claim_id, @line, @kind, @asked_at, @due_at, 'open')
ON CONFLICT ON CONSTRAINT evidence_request_unique DO NOTHING;

-- name: EvidenceRequestsOf :many
SELECT id, line, kind, asked_at, due_at, state FROM evidence_requests WHERE claim_id = @claim_id ORDER BY line, kind;

-- name: CloseEvidenceRequests :exec
UPDATE evidence_requests SET state = 'overdue' WHERE claim_id = @claim_id AND state = 'open';

-- name: DecideClaim :exec
UPDATE claims SET stage = 'decided', assessment = @assessment, prepared = @prepared
WHERE id = @id AND stage = 'pended';
