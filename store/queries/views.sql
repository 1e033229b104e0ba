-- name: PlansOfInsurer :many
SELECT id, name FROM plans WHERE insurer_id = @insurer_id AND id > @after_id ORDER BY id LIMIT @most::integer;

-- name: PlanView :one
-- A plan without its document, which may be long.
SELECT p.id, p.name, p.insurer_id, i.name AS insurer_name
FROM plans p JOIN insurers i ON i.id = p.insurer_id
WHERE p.id = @id;

-- name: HasCoverageOfPlan :one
-- Whether there is a coverage under the plan among those that the reader may read.
SELECT EXISTS (SELECT FROM coverages WHERE plan_id = @plan_id);

-- name: HasClaimOfPlan :one
-- Whether the provider has a claim of its own under the plan, among those that the reader may read.
SELECT EXISTS (
    SELECT FROM claims c
    WHERE c.provider_id = @provider_id AND c.plan_id = @plan_id AND c.stage <> 'refused'
);
