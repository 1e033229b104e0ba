-- name: AddAct :exec
INSERT INTO ledger_acts (id, insurer_id, claim_id, kind, signer, appeal, hash, statement, prepared, assessment, signatures, state, created_at)
VALUES (@id, @insurer_id, @claim_id, @kind, @signer, sqlc.narg('appeal'), @hash, @statement, @prepared, @assessment, @signatures, 'open', @created_at);

-- name: AddClockAct :exec
-- Once a claim and kind.
INSERT INTO ledger_acts (id, insurer_id, claim_id, kind, signer, hash, statement, state, created_at)
VALUES (@id, @insurer_id, @claim_id, @kind, @signer, @hash, @statement, 'open', @created_at)
ON CONFLICT (claim_id, kind) WHERE kind IN ('pend', 'receive_evidence', 'lift_pend') DO NOTHING;

-- name: OpenActs :many
-- In the order in which they came, with the transaction of their last attempt. It took effect when the read model has its logs.
SELECT a.id, a.claim_id, a.kind, a.signer, a.appeal, a.hash, a.prepared, a.signatures, a.attempt, a.failures, a.created_at,
       c.stage AS claim_stage,
       EXISTS (
           SELECT FROM chain_batches b WHERE b.insurer_id = s.insurer_id AND b.batch = s.batch
       )::boolean AS is_received,
       EXISTS (
           SELECT FROM chain_settlements t WHERE t.insurer_id = s.insurer_id AND t.batch = s.batch
       )::boolean AS is_settled,
       EXISTS (
           SELECT FROM chain_determinations d
           WHERE d.insurer_id = s.insurer_id AND d.batch = s.batch AND d.claim_index = s.first_index + c.position
       )::boolean AS is_determined,
       COALESCE((
           SELECT e.kind = 'pended' FROM chain_clock_events e
           WHERE e.insurer_id = s.insurer_id AND e.batch = s.batch AND e.claim_index = s.first_index + c.position
             AND e.kind <> 'overdue'
           ORDER BY e.block_number DESC, e.log_index DESC LIMIT 1
       ), false)::boolean AS is_pended,
       EXISTS (
           SELECT FROM chain_clock_events e
           WHERE e.insurer_id = s.insurer_id AND e.batch = s.batch AND e.claim_index = s.first_index + c.position
             AND e.kind = 'overdue'
       )::boolean AS is_overdue,
       EXISTS (
           SELECT FROM ledger_acts o WHERE o.claim_id = a.claim_id AND o.kind IN ('receive_evidence', 'lift_pend')
       )::boolean AS is_answered,
       s.batch, COALESCE(s.first_index + c.position, 0)::integer AS claim_index,
       COALESCE(i.state, '')::text AS intent_state, COALESCE(i.failure, '')::text AS intent_failure,
       COALESCE(i.block_number, 0)::bigint AS intent_block,
       (SELECT COALESCE(max(number), 0) FROM chain_cursor)::bigint AS indexed_block,
       EXISTS (
           SELECT FROM chain_logs l WHERE l.block_number = i.block_number AND l.tx_hash = i.tx_hash
       )::boolean AS is_shown
FROM ledger_acts a
JOIN claims c ON c.id = a.claim_id
JOIN submissions s ON s.id = c.submission_id
LEFT JOIN transaction_intents i ON i.business_key = 'act/' || a.id || '/' || a.attempt
WHERE a.insurer_id = @insurer_id AND a.state = 'open'
ORDER BY a.created_at, a.id;

-- name: CountAct :exec
UPDATE ledger_acts SET attempt = attempt + 1, version = sqlc.narg('version') WHERE id = @id;

-- name: FailAct :exec
UPDATE ledger_acts SET failures = failures + 1 WHERE id = @id;

-- name: CloseAct :exec
UPDATE ledger_acts SET state = @state, failure = @failure WHERE id = @id;

-- name: ReopenActs :exec
-- Those that may fare otherwise since the read model was taken back: the refused, the done that it does not show any more,
-- and the dropped of claims that are undecided.
UPDATE ledger_acts SET state = 'open', failure = NULL, failures = 0
WHERE ledger_acts.insurer_id = @insurer_id AND (state = 'refused' OR (state = 'done' AND NOT EXISTS (
    SELECT FROM transaction_intents i
    JOIN chain_logs l ON l.block_number = i.block_number AND l.tx_hash = i.tx_hash
    WHERE i.business_key = 'act/' || ledger_acts.id || '/' || ledger_acts.attempt
)) OR (state = 'dropped' AND NOT EXISTS (
    SELECT FROM claims c
    JOIN submissions s ON s.id = c.submission_id
    JOIN chain_determinations d ON d.insurer_id = s.insurer_id AND d.batch = s.batch AND d.claim_index = s.first_index + c.position
    WHERE c.id = ledger_acts.claim_id
)));

-- name: IsRestoring :one
-- Whether a transaction that the claim's standing rests on was included and is not shown by the read model: a
-- reorganisation took it back, or the indexer is not there yet. Or a reorganisation took back what nobody but the indexer
-- had seen: the settlement makes it again, or has not looked at it yet. Or the transaction is an act's that is on its way to the
-- ledger: what the read model shows of it somebody may act on before the sender has seen its receipt, or the settlement
-- has looked; and it may be gone again and fail before it is there for good.
SELECT (EXISTS (
    SELECT FROM claims c
    JOIN submissions s ON s.id = c.submission_id
    JOIN batches b ON b.insurer_id = s.insurer_id AND b.sequence = s.batch
    CROSS JOIN LATERAL (
        SELECT 'receipt/' || b.insurer_id || '/' || b.sequence || '/' || n AS business_key FROM generate_series(1, b.attempt) AS n
        UNION ALL
        SELECT 'settle/' || b.insurer_id || '/' || b.sequence || '/' || n FROM generate_series(1, b.settle_attempt) AS n
        UNION ALL
        SELECT 'decide/' || b.insurer_id || '/' || b.sequence || '/' || n FROM generate_series(1, b.decisions) AS n
        UNION ALL
        SELECT 'act/' || a.id || '/' || n FROM ledger_acts a, generate_series(1, a.attempt) AS n WHERE a.claim_id = c.id
    ) AS made
    JOIN transaction_intents i ON i.business_key = made.business_key
    WHERE c.id = @id AND i.was_included AND NOT (i.state = 'included' AND EXISTS (
        SELECT FROM chain_logs l WHERE l.block_number = i.block_number AND l.tx_hash = i.tx_hash
    ))
) OR EXISTS (
    SELECT FROM claims c
    JOIN submissions s ON s.id = c.submission_id
    JOIN batches b ON b.insurer_id = s.insurer_id AND b.sequence = s.batch
    LEFT JOIN settlement_progress p ON p.insurer_id = b.insurer_id
    LEFT JOIN chain_rewinds r ON true
    WHERE c.id = @id AND (b.is_rewound OR COALESCE(r.count, 0) <> COALESCE(p.rewinds, 0))
) OR EXISTS (
    SELECT FROM ledger_acts a WHERE a.claim_id = @id AND a.state = 'open' AND a.attempt > 0
))::boolean;

-- name: LockClaim :exec
-- To the transaction's end.
SELECT id FROM claims WHERE id = @id FOR NO KEY UPDATE;

-- name: ClockOfClaim :one
-- What the chain says of a claim's clock, and the time of its last block. What did not happen did so at 0.
SELECT b.received_at,
       COALESCE((
           SELECT min(d.determined_at) FROM chain_determinations d
           WHERE d.insurer_id = b.insurer_id AND d.batch = b.batch AND d.claim_index = @claim_index
       ), to_timestamp(0))::timestamptz AS determined_at,
       COALESCE((
           SELECT CASE WHEN e.kind = 'pended' THEN e.happened_at END FROM chain_clock_events e
           WHERE e.insurer_id = b.insurer_id AND e.batch = b.batch AND e.claim_index = @claim_index AND e.kind <> 'overdue'
           ORDER BY e.block_number DESC, e.log_index DESC LIMIT 1
       ), to_timestamp(0))::timestamptz AS pended_at,
       COALESCE((
           SELECT max(e.stopped_seconds) FROM chain_clock_events e
           WHERE e.insurer_id = b.insurer_id AND e.batch = b.batch AND e.claim_index = @claim_index
       ), 0)::bigint AS stopped_seconds,
       COALESCE((
           SELECT min(e.happened_at) FROM chain_clock_events e
           WHERE e.insurer_id = b.insurer_id AND e.batch = b.batch AND e.claim_index = @claim_index AND e.kind = 'overdue'
       ), to_timestamp(0))::timestamptz AS overdue_at,
       COALESCE((SELECT k.mined_at FROM chain_blocks k ORDER BY k.number DESC LIMIT 1), to_timestamp(0))::timestamptz AS mined_at
FROM chain_batches b
WHERE b.insurer_id = @insurer_id AND b.batch = @batch;

-- name: ActsOfClaim :many
-- One that the read model shows is done, and one that it does not show any more is open again, though whoever posted it
-- has not looked yet.
SELECT id, kind, appeal, hash, statement, prepared, assessment, COALESCE(version, 0)::smallint AS version,
       CASE WHEN a.state NOT IN ('open', 'done') THEN a.state WHEN EXISTS (
           SELECT FROM transaction_intents i
           JOIN chain_logs l ON l.block_number = i.block_number AND l.tx_hash = i.tx_hash
           WHERE i.business_key = 'act/' || a.id || '/' || a.attempt
       ) THEN 'done' ELSE 'open' END::text AS state,
       COALESCE(failure, '')::text AS failure, created_at
FROM ledger_acts a WHERE a.claim_id = @claim_id
ORDER BY created_at, id;

-- name: AppealEvents :many
SELECT appeal, kind, COALESCE(outcome, '')::text AS outcome, hash, COALESCE(is_attested, false)::boolean AS is_attested,
       COALESCE(is_deemed_denied, false)::boolean AS is_deemed_denied, answer_by, panel_id, happened_at, tx_hash
FROM chain_appeal_events
WHERE insurer_id = @insurer_id AND batch = @batch AND claim_index = @claim_index
ORDER BY block_number, log_index;

-- name: RecoveriesOfClaim :many
-- How each recovery that the claim led to stands.
SELECT DISTINCT ON (ordinal) ordinal, kind, left_cents,
       (first_value(cents) OVER told)::bigint AS cents, (first_value(effective_at) OVER told)::timestamptz AS effective_at
FROM chain_recovery_events
WHERE insurer_id = @insurer_id AND batch = @batch AND claim_index = @claim_index
WINDOW told AS (PARTITION BY ordinal ORDER BY block_number, log_index ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
ORDER BY ordinal, block_number DESC, log_index DESC;

-- name: DebtsOfInsurer :many
-- What is owed for a batch, provider and plan.
SELECT batch, provider_id, plan_id, sum(cents)::bigint AS cents, max(since)::timestamptz AS owed_since, max(reason)::text AS reason
FROM (
    SELECT batch, provider_id, plan_id, CASE kind WHEN 'owed' THEN cents ELSE -cents END AS cents,
           CASE kind WHEN 'owed' THEN paid_at END AS since, CASE kind WHEN 'owed' THEN owed_reason END AS reason
    FROM chain_payouts p WHERE p.insurer_id = @insurer_id AND kind <> 'released'
    UNION ALL
    SELECT batch, provider_id, plan_id, -cents, NULL, NULL FROM chain_debt_cancellations c WHERE c.insurer_id = @insurer_id
) told
GROUP BY batch, provider_id, plan_id
HAVING sum(cents) > 0
ORDER BY batch, provider_id, plan_id
LIMIT @max_rows::int;

-- name: DebtsToProvider :many
-- What is owed to a provider for a batch and plan.
SELECT insurer_id, batch, plan_id, sum(cents)::bigint AS cents, max(since)::timestamptz AS owed_since, max(reason)::text AS reason
FROM (
    SELECT insurer_id, batch, plan_id, CASE kind WHEN 'owed' THEN cents ELSE -cents END AS cents,
           CASE kind WHEN 'owed' THEN paid_at END AS since, CASE kind WHEN 'owed' THEN owed_reason END AS reason
    FROM chain_payouts p WHERE p.provider_id = @provider_id AND kind <> 'released'
    UNION ALL
    SELECT insurer_id, batch, plan_id, -cents, NULL, NULL FROM chain_debt_cancellations c WHERE c.provider_id = @provider_id
) told
GROUP BY insurer_id, batch, plan_id
HAVING sum(cents) > 0
ORDER BY insurer_id, batch, plan_id
LIMIT @max_rows::int;

-- name: IsInsurerPaused :one
SELECT COALESCE((
    SELECT e.kind = 'paused' FROM chain_insurer_events e
    WHERE e.insurer_id = @insurer_id AND e.kind IN ('paused', 'resumed')
    ORDER BY e.block_number DESC, e.log_index DESC LIMIT 1
), false)::boolean;

-- name: YearsSharingTotals :many
-- The coverage years that share totals with a claim's, under its plan: its own, those of its family, and those of its extension.
SELECT o.id, o.family_year, o.extension, o.start_date, o.end_date, v.plan_id
FROM claims c
JOIN coverage_years y ON y.insurer_id = c.insurer_id AND y.id = c.coverage_year
JOIN coverages v ON v.id = y.coverage_id
JOIN coverage_years o ON o.insurer_id = y.insurer_id
    AND (o.id = y.id OR (y.family_year <> 0 AND o.family_year = y.family_year) OR (y.extension <> 0 AND o.extension = y.extension))
JOIN coverages w ON w.id = o.coverage_id AND w.plan_id = v.plan_id
WHERE c.id = @claim_id
ORDER BY o.id;

-- name: DeterminedUntilCorrected :many
-- Claims of coverage years whose determinations stand, made after the last one of a claim's that was corrected and before it
-- was, in the order in which they were made.
WITH undone AS (
    SELECT d.insurer_id, d.block_number, d.log_index, d.claim_index, v.block_number AS until_block, v.log_index AS until_log
    FROM chain_determinations d
    JOIN chain_reversals v ON v.insurer_id = d.insurer_id AND v.batch = d.batch AND v.claim_index = d.claim_index AND v.version = d.version
    WHERE d.insurer_id = @insurer_id AND d.batch = @batch AND d.claim_index = @claim_index
    ORDER BY d.version DESC LIMIT 1
)
SELECT o.id, t.coverage_year, t.service_day, t.flags, t.result, b.received_at
FROM undone
JOIN chain_determinations t ON t.insurer_id = undone.insurer_id AND t.coverage_year = ANY(@years::numeric[])
    AND (t.block_number, t.log_index, t.claim_index) > (undone.block_number, undone.log_index, undone.claim_index)
    AND (t.block_number, t.log_index) < (undone.until_block, undone.until_log)
JOIN chain_submissions cs ON cs.insurer_id = t.insurer_id AND cs.provider_id = t.provider_id AND cs.batch = t.batch
    AND t.claim_index >= cs.first_index AND t.claim_index < cs.first_index + cs.claim_count
JOIN submissions s ON s.insurer_id = cs.insurer_id AND s.provider_id = cs.provider_id AND s.sequence = cs.sequence AND s.root = cs.root
JOIN claims o ON o.submission_id = s.id AND o.position = t.claim_index - cs.first_index
JOIN chain_batches b ON b.insurer_id = t.insurer_id AND b.batch = t.batch
WHERE NOT EXISTS (
        SELECT FROM chain_determinations n
        WHERE n.insurer_id = t.insurer_id AND n.batch = t.batch AND n.claim_index = t.claim_index AND n.version > t.version
    )
    AND NOT EXISTS (
        SELECT FROM chain_reversals v
        WHERE v.insurer_id = t.insurer_id AND v.batch = t.batch AND v.claim_index = t.claim_index AND v.version = t.version
    )
ORDER BY t.block_number, t.log_index, t.claim_index
LIMIT @most;
