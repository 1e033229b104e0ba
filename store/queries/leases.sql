-- name: NextEpoch :one
-- The lock of the session is held; the epoch fences whoever held it before.
INSERT INTO leases (name, epoch) VALUES (@name, 1)
ON CONFLICT (name) DO UPDATE SET epoch = leases.epoch + 1
RETURNING epoch;

-- name: LockEpoch :one
-- Whether the epoch is the lease's; to the transaction's end nobody gets the next one.
SELECT epoch = @epoch AS is_held FROM leases WHERE name = @name FOR SHARE;
