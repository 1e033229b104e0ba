-- name: EvidenceRequest :one
SELECT r.id, r.claim_id, r.line, r.kind, r.asked_at, r.due_at, r.state,
       c.insurer_id, c.provider_id, c.patient_id, p.wrapped_key, p.subject
FROM evidence_requests r
JOIN claims c ON c.id = r.claim_id
JOIN patients p ON p.id = c.patient_id
WHERE r.id = @id;

-- name: AnswerEvidenceRequest :execrows
UPDATE evidence_requests SET state = 'answered', document_id = @document_id::uuid WHERE id = @id AND state = 'open';

-- name: InsertDocument :exec
INSERT INTO documents (id, claim_id, patient_id, wrapped_key, content_hash, media_type, bytes, blob, received_at)
VALUES (@id, @claim_id, @patient_id, @wrapped_key, @content_hash, @media_type, @bytes, @blob, @received_at);

-- name: Document :one
SELECT id, claim_id, patient_id, wrapped_key, content_hash, media_type, bytes, blob, received_at
FROM documents WHERE id = @id;

-- name: DocumentOfRequest :one
-- What answered a request, with the parties of its claim, as far as the reader has it.
SELECT d.id, d.claim_id, d.patient_id, d.wrapped_key, d.content_hash, d.media_type, d.bytes, d.blob, d.received_at,
       c.insurer_id, c.provider_id, p.wrapped_key AS patient_key, p.subject
FROM evidence_requests r
JOIN documents d ON d.id = r.document_id
JOIN claims c ON c.id = d.claim_id
JOIN patients p ON p.id = d.patient_id
WHERE r.id = @request_id;

-- name: DocumentsOfClaim :many
SELECT id, claim_id, patient_id, wrapped_key, content_hash, media_type, bytes, blob, received_at
FROM documents WHERE claim_id = @claim_id ORDER BY received_at, id;

-- name: InsertVaultKey :exec
INSERT INTO vault_keys (name, wrapped_key) VALUES (@name, @wrapped_key) ON CONFLICT (name) DO NOTHING;

-- name: VaultKey :one
SELECT wrapped_key FROM vault_keys WHERE name = @name;
