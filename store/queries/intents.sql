-- name: InsertIntent :execrows
-- Nothing where the business key has an intent already.
INSERT INTO transaction_intents (business_key, signer, recipient, calldata, value_wei, gas_limit, state, created_at)
VALUES (@business_key, @signer, @recipient, @calldata, @value_wei, @gas_limit, 'waiting', now())
ON CONFLICT (business_key) DO NOTHING;

-- name: WaitingIntents :many
SELECT id, business_key, signer, recipient, calldata, value_wei, gas_limit
FROM transaction_intents
WHERE state = 'waiting'
ORDER BY id
LIMIT @row_limit;

-- name: SentIntents :many
SELECT * FROM transaction_intents WHERE state = 'sent' ORDER BY id;

-- name: SettledIntents :many
-- With a receipt in a block above the number, or with a failure that is provisional.
SELECT * FROM transaction_intents
WHERE block_number > @above OR is_provisional
ORDER BY id;

-- name: IntentByKey :one
SELECT * FROM transaction_intents WHERE business_key = @business_key;

-- name: AttemptsOf :many
SELECT * FROM transaction_attempts WHERE intent_id = ANY(@ids::bigint[]) ORDER BY intent_id, sent_at, fee_cap_wei;

-- name: LastNonce :one
SELECT COALESCE(max(nonce), -1)::bigint FROM transaction_intents WHERE signer = @signer;

-- name: MarkIntentSent :execrows
UPDATE transaction_intents
SET state = 'sent', nonce = @nonce, gas_limit = @gas_limit, failure = @failure
WHERE id = @id AND state IN ('waiting', 'sent');

-- name: InsertAttempt :exec
INSERT INTO transaction_attempts (hash, intent_id, raw, fee_cap_wei, tip_cap_wei, is_noop, sent_at)
VALUES (@hash, @intent_id, @raw, @fee_cap_wei, @tip_cap_wei, @is_noop, @sent_at);

-- name: MarkIntentOutcome :execrows
UPDATE transaction_intents
SET state = @state, failure = @failure, nonce = @nonce, tx_hash = @tx_hash, block_number = @block_number,
    block_hash = @block_hash, gas_used = @gas_used, included_at = @included_at, gas_limit = @gas_limit,
    was_included = @was_included, is_provisional = @is_provisional
WHERE id = @id;

-- name: DeleteAttempts :exec
DELETE FROM transaction_attempts WHERE intent_id = @intent_id;
