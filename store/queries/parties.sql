-- name: ReserveInsurerID :one
SELECT nextval(pg_get_serial_sequence('insurers', 'id'))::bigint AS id;

-- name: ReserveProviderID :one
SELECT nextval(pg_get_serial_sequence('providers', 'id'))::bigint AS id;

-- name: ReservePlanID :one
SELECT nextval(pg_get_serial_sequence('plans', 'id'))::bigint AS id;

-- name: InsertInsurer :exec
INSERT INTO insurers (id, name, created_at) VALUES (@id, @name, @created_at);

-- name: Insurer :one
SELECT id, name, created_at FROM insurers WHERE id = @id;

-- name: Insurers :many
SELECT id, name, created_at FROM insurers ORDER BY id;

-- name: InsertProvider :exec
INSERT INTO providers (id, identifier, name, registered_by, signer, payee, is_delegated, created_at)
VALUES (@id, @identifier, @name, @registered_by, @signer, @payee, @is_delegated, @created_at);

-- name: Provider :one
SELECT id, identifier, name, registered_by, signer, payee, is_delegated, created_at FROM providers WHERE id = @id;

-- name: InsertPlan :exec
INSERT INTO plans (id, insurer_id, name, document, created_at)
VALUES (@id, @insurer_id, @name, @document, @created_at);

-- name: Plan :one
SELECT id, insurer_id, name, document, created_at FROM plans WHERE id = @id;

-- name: InsertPatient :exec
INSERT INTO patients (id, subject, wrapped_key, details, created_at)
VALUES (@id, sqlc.narg('subject'), @wrapped_key, @details, @created_at);

-- name: PatientBySubject :one
SELECT id, subject, wrapped_key, details, created_at FROM patients WHERE subject = @subject::text;

-- name: InsertCoverage :exec
INSERT INTO coverages (id, insurer_id, patient_id, plan_id, member_digest, family_digest, member_number,
                       start_date, end_date, enrolment, created_at)
VALUES (@id, @insurer_id, @patient_id, @plan_id, @member_digest, sqlc.narg('family_digest'), @member_number,
        @start_date, sqlc.narg('end_date'), @enrolment, @created_at);

-- name: ConfirmCoverage :exec
-- Nothing where benefit years were added since.
UPDATE coverages SET enrolled_at = @enrolled_at::timestamptz
WHERE id = @id AND enrolment = @enrolment AND enrolled_at IS NULL;

-- name: ExtendCoverage :exec
UPDATE coverages SET enrolment = @enrolment, enrolled_at = NULL WHERE id = @id;

-- name: SetCoordination :exec
UPDATE coverages SET coordination = @coordination WHERE id = @id;

-- name: InsertFamilyYear :one
-- The family year of a start date, made with the id given when there is none.
INSERT INTO family_years (insurer_id, id, family_digest, start_date)
VALUES (@insurer_id, @id, @family_digest, @start_date)
ON CONFLICT (insurer_id, family_digest, start_date) DO UPDATE SET start_date = EXCLUDED.start_date
RETURNING id;

-- name: InsertCoverageYear :execrows
-- Nothing where the coverage has a year of that start already.
INSERT INTO coverage_years (insurer_id, id, coverage_id, start_date, end_date, family_year, extension)
VALUES (@insurer_id, @id, @coverage_id, @start_date, @end_date, @family_year, @extension)
ON CONFLICT (coverage_id, start_date) DO NOTHING;

-- name: LockCoverage :one
SELECT c.id, c.insurer_id, c.patient_id, c.plan_id, c.family_digest, c.start_date, c.end_date,
       (SELECT max(y.end_date) FROM coverage_years y WHERE y.coverage_id = c.id)::date AS enrolled_until
FROM coverages c WHERE c.id = @id FOR UPDATE;

-- name: CoveragesOfMembers :many
-- For each member and date asked: the coverage and the benefit year that has the date, else the nearest
-- before it, else the first. Members that are not covered have no row.
SELECT asked.position::bigint AS position, c.id, c.patient_id, c.plan_id, c.start_date, c.end_date, c.enrolment, c.enrolled_at,
       c.coordination, p.wrapped_key, p.details,
       y.id AS year_id, y.start_date AS year_start, y.end_date AS year_end, y.family_year, y.extension
FROM (SELECT unnest(@member_digests::bytea[]) AS member_digest, unnest(@dates::date[]) AS date,
             generate_subscripts(@member_digests::bytea[], 1) AS position) AS asked
JOIN LATERAL (
    SELECT cc.id, cc.patient_id, cc.plan_id, cc.start_date, cc.end_date, cc.enrolment, cc.enrolled_at, cc.coordination
    FROM coverages cc
    WHERE cc.insurer_id = @insurer_id AND cc.member_digest = asked.member_digest
    LIMIT 1
) c ON true
JOIN patients p ON p.id = c.patient_id
JOIN LATERAL (
    SELECT cy.id, cy.start_date, cy.end_date, cy.family_year, cy.extension
    FROM coverage_years cy
    WHERE cy.coverage_id = c.id
    ORDER BY (cy.start_date <= asked.date) DESC, abs(asked.date - cy.start_date)
    LIMIT 1
) y ON true
ORDER BY asked.position;
