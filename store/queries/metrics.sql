-- name: Outcomes :one
-- What became of an insurer's claims that were accepted in a period.
WITH accepted AS (
    SELECT c.id, c.stage, c.charge_cents, cs.insurer_id, cs.batch, cs.first_index + c.position AS claim_index, cb.received_at
    FROM claims c
    JOIN submissions s ON s.id = c.submission_id
    LEFT JOIN chain_submissions cs ON cs.insurer_id = s.insurer_id AND cs.provider_id = s.provider_id
        AND cs.sequence = s.sequence AND cs.root = s.root
    LEFT JOIN chain_batches cb ON cb.insurer_id = cs.insurer_id AND cb.batch = cs.batch
    WHERE c.insurer_id = @insurer_id::bigint AND c.accepted_at >= @accepted_from::timestamptz AND c.accepted_at < @accepted_before::timestamptz
), decided AS (
    SELECT a.id, a.received_at, min(d.determined_at) AS decided_at, sum(d.interest_cents) AS interest_cents,
        (array_agg(d.is_denied ORDER BY d.version DESC))[1] AS is_denied,
        (array_agg(d.allowed_cents ORDER BY d.version DESC))[1] AS allowed_cents,
        (array_agg(d.paid_cents ORDER BY d.version DESC))[1] AS paid_cents,
        EXISTS (SELECT FROM chain_reversals v WHERE v.insurer_id = a.insurer_id AND v.batch = a.batch
            AND v.claim_index = a.claim_index AND v.version = max(d.version)) AS is_reversed
    FROM accepted a
    JOIN chain_determinations d ON d.insurer_id = a.insurer_id AND d.batch = a.batch AND d.claim_index = a.claim_index
    GROUP BY a.id, a.received_at, a.insurer_id, a.batch, a.claim_index
), appealed AS (
    SELECT bool_or(e.outcome = 'overturned') AS is_overturned
    FROM accepted a
    JOIN chain_appeal_events e ON e.insurer_id = a.insurer_id AND e.batch = a.batch AND e.claim_index = a.claim_index
    GROUP BY a.id
)
SELECT
    (SELECT count(*) FROM accepted)::bigint AS submitted,
    (SELECT count(*) FROM accepted WHERE stage = 'pended')::bigint AS pended,
    (SELECT COALESCE(sum(charge_cents), 0) FROM accepted)::bigint AS charge_cents,
    count(*)::bigint AS determined,
    count(*) FILTER (WHERE paid_cents > 0 AND NOT is_reversed)::bigint AS paid,
    count(*) FILTER (WHERE is_denied AND NOT is_reversed)::bigint AS denied,
    count(*) FILTER (WHERE is_reversed)::bigint AS reversed,
    COALESCE(sum(allowed_cents) FILTER (WHERE NOT is_reversed), 0)::bigint AS allowed_cents,
    COALESCE(sum(paid_cents) FILTER (WHERE NOT is_reversed), 0)::bigint AS paid_cents,
    COALESCE(sum(interest_cents), 0)::bigint AS interest_cents,
    count(*) FILTER (WHERE allowed_cents > 0 AND NOT is_reversed)::bigint AS allowed_claims,
    count(*) FILTER (WHERE interest_cents > 0)::bigint AS interest_claims,
    COALESCE(percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - received_at)), -1)::bigint AS median_seconds,
    COALESCE(percentile_disc(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - received_at)), -1)::bigint AS p90_seconds,
    (SELECT count(*) FROM appealed)::bigint AS appealed,
    (SELECT count(*) FILTER (WHERE is_overturned) FROM appealed)::bigint AS overturned
FROM decided;

-- name: Signals :many
-- What persons were asked to look at of an insurer's claims in a period, by the rule that asked.
SELECT rule, count(*)::bigint AS asked, count(*) FILTER (WHERE state = 'open')::bigint AS open,
    count(*) FILTER (WHERE state = 'cleared')::bigint AS cleared, count(*) FILTER (WHERE state = 'confirmed')::bigint AS confirmed,
    count(DISTINCT claim_id)::bigint AS asked_claims, count(DISTINCT claim_id) FILTER (WHERE state = 'open')::bigint AS open_claims,
    count(DISTINCT claim_id) FILTER (WHERE state = 'cleared')::bigint AS cleared_claims,
    count(DISTINCT claim_id) FILTER (WHERE state = 'confirmed')::bigint AS confirmed_claims,
    count(DISTINCT claim_id) FILTER (WHERE state = 'dropped')::bigint AS dropped_claims
FROM claim_reviews
WHERE insurer_id = @insurer_id AND asked_at >= @asked_from AND asked_at < @asked_before
GROUP BY rule
ORDER BY asked DESC, rule;
