-- name: InsertRuleSet :exec
-- The files of one root say the same; those of a set that is kept again may be more complete.
INSERT INTO rule_sets (root, price_root, summary, files, created_at)
VALUES (@root, @price_root, @summary, @files, @created_at)
ON CONFLICT (root, price_root) DO UPDATE SET files = excluded.files;

-- name: RuleSetFiles :one
SELECT files FROM rule_sets WHERE root = @root AND price_root = @price_root;

-- name: RuleSetRoots :many
-- Roots whose first digits, in hexadecimal, are these.
SELECT root, price_root FROM rule_sets WHERE starts_with(encode(root, 'hex'), @prefix::text) ORDER BY root, created_at LIMIT 2;

-- name: LockActiveRules :exec
SELECT pg_advisory_xact_lock(hashtextextended('rules', @insurer_id::bigint));

-- name: ActiveRules :one
SELECT root, price_root FROM insurer_rule_sets WHERE insurer_id = @insurer_id ORDER BY id DESC LIMIT 1;

-- name: ActivateRules :exec
INSERT INTO insurer_rule_sets (insurer_id, root, price_root, active_from)
VALUES (@insurer_id, @root, @price_root, @active_from);

-- name: RuleSets :many
-- Each with the insurers whose plans get it.
SELECT s.root, s.price_root, s.summary, s.created_at,
       COALESCE((SELECT json_agg(json_build_object('insurer', a.insurer_id, 'since', a.active_from) ORDER BY a.insurer_id) FROM (
           SELECT DISTINCT ON (i.insurer_id) i.insurer_id, i.root, i.price_root, i.active_from
           FROM insurer_rule_sets i ORDER BY i.insurer_id, i.id DESC
       ) a WHERE a.root = s.root AND a.price_root = s.price_root), '[]')::jsonb AS active
FROM rule_sets s ORDER BY s.created_at, s.root, s.price_root;

-- name: HandOverReviewsOf :execrows
-- The claims that wait for what a rule asks are looked at again.
INSERT INTO hand_overs (kind, insurer_id, claim_id, created_at)
SELECT DISTINCT 'review', r.insurer_id, r.claim_id, now() FROM claim_reviews r WHERE r.rule = @rule AND r.state = 'open';

-- name: AskReview :exec
-- Asked again where it was dropped.
INSERT INTO claim_reviews (id, claim_id, insurer_id, line, rule, detail, asked_at, state)
VALUES (@id, @claim_id, @insurer_id, @line, @rule, @detail, @asked_at, 'open')
ON CONFLICT ON CONSTRAINT claim_review_unique DO UPDATE
SET id = EXCLUDED.id, detail = EXCLUDED.detail, state = 'open', resolved_at = NULL, asked_at = EXCLUDED.asked_at
WHERE claim_reviews.state = 'dropped';

-- name: DropReview :exec
UPDATE claim_reviews SET state = 'dropped', resolved_at = @resolved_at::timestamptz WHERE id = @id AND state = 'open';

-- name: DropReviews :exec
UPDATE claim_reviews SET state = 'dropped', resolved_at = @resolved_at::timestamptz WHERE claim_id = @claim_id AND state = 'open';

-- name: ResolveReview :execrows
UPDATE claim_reviews SET state = @state, resolved_at = @resolved_at::timestamptz, resolved_by = @resolved_by::text, reasons = @reasons,
    allowed_cents = sqlc.narg('allowed_cents')
WHERE id = @id AND state = 'open';

-- name: ReviewsOfClaim :many
SELECT id, line, rule, detail, asked_at, state, resolved_at, resolved_by, reasons, COALESCE(allowed_cents, 0)::bigint AS allowed_cents
FROM claim_reviews WHERE claim_id = @claim_id ORDER BY line, rule;

-- name: PastClaimsOfPatients :many
-- Of each patient the newest claims with the insurer that have a service on a day or later, that were accepted before the
-- instant, and those that come before it in its own submission; of them those that stand: not replaced, voided or
-- reversed. First the claims are picked by their index, then each is looked up what became of it: of tables that grew
-- since they were analyzed the planner would read all. The one at the limit is told whether it stands or not. They are
-- in the order in which they were accepted, those of a submission by their position: a later one ranks behind them.
SELECT c.patient_id, c.id, c.provider_id, COALESCE(c.brief, c.content)::bytea AS text, (c.brief IS NULL)::boolean AS is_whole, c.assessment,
       la.assessment AS redetermined, d.result, c.newness, c.replaces, c.accepted_at, c.submission_id, c.position
FROM (SELECT unnest(@patients::uuid[]) AS patient, unnest(@first_days::integer[]) AS first_day) AS asked
CROSS JOIN LATERAL (
    SELECT p.id, p.patient_id, p.provider_id, p.insurer_id, p.submission_id, p.position, p.content, p.brief, p.assessment, p.replaces, p.accepted_at,
           row_number() OVER (ORDER BY p.accepted_at DESC, p.submission_id, p.position DESC) AS newness
    FROM claims p
    WHERE p.patient_id = asked.patient AND p.insurer_id = @insurer_id AND p.frequency <> 8 AND p.stage <> 'refused'
      AND p.service_day >= asked.first_day
      AND p.id <> ALL(@without::uuid[])
      AND (p.accepted_at < @before::timestamptz OR (p.submission_id = sqlc.narg('submission')::uuid AND p.position < sqlc.narg('position')::integer))
    ORDER BY p.accepted_at DESC, p.submission_id, p.position DESC
    LIMIT @row_limit
) AS c
LEFT JOIN LATERAL (
    SELECT e.result, e.version, e.insurer_id, e.batch, e.claim_index
    FROM submissions s
    JOIN chain_determinations e ON e.insurer_id = s.insurer_id AND e.batch = s.batch AND e.claim_index = s.first_index + c.position
    WHERE s.id = c.submission_id
    ORDER BY e.version DESC LIMIT 1
) d ON true
LEFT JOIN LATERAL (
    SELECT a.assessment FROM ledger_acts a
    WHERE a.claim_id = c.id AND a.version = d.version AND a.assessment IS NOT NULL AND a.state <> 'refused'
    ORDER BY a.created_at DESC LIMIT 1
) la ON true
WHERE c.newness = @row_limit OR (SELECT true FROM claims r WHERE r.replaces = c.id AND r.stage <> 'refused' LIMIT 1) IS NULL
  AND (
      d.version IS NULL OR (
          SELECT true FROM chain_reversals v
          WHERE v.insurer_id = d.insurer_id AND v.batch = d.batch AND v.claim_index = d.claim_index AND v.version = d.version
      ) IS NULL
  )
ORDER BY c.patient_id, c.newness DESC;

-- name: PlacesOfClaims :many
-- Where the claims stand in the order of acceptance: a replacement where its first version does.
WITH RECURSIVE versions AS (
    SELECT c.id AS of_claim, c.replaces, c.accepted_at, c.submission_id, c.position FROM claims c WHERE c.id = ANY(@ids::uuid[])
    UNION ALL
    SELECT v.of_claim, c.replaces, c.accepted_at, c.submission_id, c.position FROM versions v JOIN claims c ON c.id = v.replaces
)
SELECT of_claim, accepted_at, submission_id, position FROM versions WHERE replaces IS NULL;
