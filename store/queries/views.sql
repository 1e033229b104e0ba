-- name: PlansOfInsurer :many
SELECT id, name FROM plans WHERE insurer_id = @insurer_id ORDER BY id;

-- name: PlanView :one
-- A plan without its document, which may be long.
SELECT p.id, p.name, p.insurer_id, i.name AS insurer_name
FROM plans p JOIN insurers i ON i.id = p.insurer_id
WHERE p.id = @id;

-- name: CoverageView :one
SELECT c.id, c.insurer_id, c.patient_id, c.member_number, c.start_date, c.end_date, c.coordination,
       p.id AS plan_id, p.name AS plan_name, i.name AS insurer_name, t.wrapped_key, t.subject
FROM coverages c
JOIN plans p ON p.id = c.plan_id
JOIN insurers i ON i.id = c.insurer_id
JOIN patients t ON t.id = c.patient_id
WHERE c.id = @id;
