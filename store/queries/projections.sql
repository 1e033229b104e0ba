-- name: ChainCursor :one
-- The age is that of the last progress, by the server's clock.
SELECT ledger, first_number, number, hash, final_number, progressed_at,
       GREATEST(EXTRACT(EPOCH FROM clock_timestamp() - progressed_at), 0)::double precision AS age_seconds
FROM chain_cursor;

-- name: LockChainCursor :one
SELECT ledger, number, hash FROM chain_cursor FOR UPDATE;

-- name: PutChainCursor :exec
INSERT INTO chain_cursor (ledger, first_number, number, hash, final_number, epoch, progressed_at)
VALUES (@ledger, @first_number, @number, @hash, @final_number, @epoch, now())
ON CONFLICT (singleton) DO UPDATE
SET ledger = excluded.ledger, first_number = excluded.first_number, number = excluded.number, hash = excluded.hash,
    epoch = excluded.epoch, progressed_at = excluded.progressed_at, final_number = excluded.final_number;

-- name: LockLease :exec
-- Nobody writes under the lease to the transaction's end.
SELECT FROM leases WHERE name = @name FOR UPDATE;

-- name: ChainJournalBlocks :many
-- Blocks of the journal, upwards.
SELECT number, hash, parent_hash, mined_at FROM chain_blocks WHERE number BETWEEN @first_number AND @last_number ORDER BY number;

-- name: ChainJournalLogs :many
-- Their logs, in their order.
SELECT block_number, log_index, tx_hash, address, topics, data FROM chain_logs
WHERE block_number BETWEEN @first_number AND @last_number
ORDER BY block_number, log_index;

-- name: ChainBlockHashes :many
-- The hashes of the indexed blocks among the numbers.
SELECT number, hash FROM chain_blocks WHERE number = ANY(@numbers::bigint[]);

-- name: ChainGaps :many
-- Where the journal is not whole: blocks that are missing, that do not follow the one before, or that have another
-- number of logs than the node gave; logs of no block; and a cursor that does not stand at the ends. There are none.
WITH numbered AS (
    SELECT number, hash, parent_hash, lag(number) OVER w AS before, lag(hash) OVER w AS hash_before
    FROM chain_blocks WINDOW w AS (ORDER BY number)
), counted AS (
    SELECT block_number, count(*) AS count FROM chain_logs GROUP BY block_number
)
SELECT 'missing'::text AS fault, before + 1 AS first_number, number - 1 AS last_number FROM numbered WHERE before < number - 1
UNION ALL
SELECT 'unlinked', number, number FROM numbered WHERE before = number - 1 AND hash_before <> parent_hash
UNION ALL
SELECT 'logs', b.number, b.number FROM chain_blocks b LEFT JOIN counted c ON c.block_number = b.number
WHERE b.log_count <> COALESCE(c.count, 0)
UNION ALL
SELECT 'stray', c.block_number, c.block_number FROM counted c
WHERE NOT EXISTS (SELECT FROM chain_blocks b WHERE b.number = c.block_number)
UNION ALL
SELECT 'begin', c.first_number, b.first_indexed - 1 FROM chain_cursor c, (SELECT min(number) AS first_indexed FROM chain_blocks) b
WHERE b.first_indexed > c.first_number
UNION ALL
SELECT 'end', c.number, c.number FROM chain_cursor c
WHERE NOT EXISTS (SELECT FROM chain_blocks b WHERE b.number = c.number AND b.hash = c.hash)
   OR EXISTS (SELECT FROM chain_blocks b WHERE b.number > c.number)
ORDER BY 2, 1;

-- name: CountRewind :exec
INSERT INTO chain_rewinds (count) VALUES (1) ON CONFLICT (singleton) DO UPDATE SET count = chain_rewinds.count + 1;

-- name: ChainBlocksBelow :many
-- The newest indexed blocks up to a number, downwards.
SELECT number, hash FROM chain_blocks WHERE number <= @number ORDER BY number DESC LIMIT @row_limit;

-- name: ChainBatch :one
SELECT root, claim_count FROM chain_batches WHERE insurer_id = @insurer_id AND batch = @batch;

-- name: ChainBatchSubmissions :many
SELECT provider_id, first_index, claim_count FROM chain_submissions
WHERE insurer_id = @insurer_id AND batch = @batch
ORDER BY first_index;

-- name: ChainStandingLeaves :many
-- The leaf that stands at each position of a settled batch, as far as they are known: of the highest version, or as received.
SELECT COALESCE(d.claim_index, u.claim_index)::integer AS claim_index,
       COALESCE(d.determination_leaf, u.receipt_leaf)::bytea AS leaf
FROM (
    SELECT DISTINCT ON (d.claim_index) d.claim_index, d.determination_leaf
    FROM chain_determinations d
    WHERE d.insurer_id = @insurer_id AND d.batch = @batch
    ORDER BY d.claim_index, d.version DESC
) d
FULL JOIN (SELECT * FROM chain_undecided u WHERE u.insurer_id = @insurer_id AND u.batch = @batch) u
    ON u.claim_index = d.claim_index;

-- name: BatchHeader :one
-- The root is the receipt's until the batch is settled, then the one that the last decision left.
SELECT COALESCE(
           (SELECT d.determination_root FROM chain_decisions d
            WHERE d.insurer_id = b.insurer_id AND d.batch = b.batch
            ORDER BY d.block_number DESC, d.log_index DESC LIMIT 1),
           s.determination_root, b.root)::bytea AS root,
       b.received_at, s.settled_at, b.claim_count, b.submission_count
FROM chain_batches b
LEFT JOIN chain_settlements s ON s.insurer_id = b.insurer_id AND s.batch = b.batch
WHERE b.insurer_id = @insurer_id AND b.batch = @batch;

-- name: BatchesAbove :many
-- Batches whose claims change when the blocks above a number are taken back.
SELECT insurer_id, batch FROM chain_batches b WHERE b.block_number > @number
UNION
SELECT insurer_id, batch FROM chain_settlements s WHERE s.block_number > @number
UNION
SELECT insurer_id, batch FROM chain_decisions d WHERE d.block_number > @number
UNION
SELECT insurer_id, batch FROM chain_reversals r WHERE r.block_number > @number
UNION
SELECT insurer_id, batch FROM chain_clock_events k WHERE k.block_number > @number
UNION
SELECT insurer_id, batch FROM chain_payouts p WHERE p.block_number > @number
UNION
SELECT insurer_id, batch FROM chain_debt_cancellations c WHERE c.block_number > @number
UNION
SELECT insurer_id, batch FROM chain_recovery_events v WHERE v.block_number > @number
UNION
SELECT insurer_id, batch FROM chain_appeal_events a WHERE a.block_number > @number;

-- name: ChainFaults :one
-- Roots that are not the ledger's, and such as could not be computed again.
SELECT
    ((SELECT count(*) FROM chain_settlements WHERE NOT is_root_confirmed)
        + (SELECT count(*) FROM chain_decisions WHERE NOT is_root_confirmed))::bigint AS false_roots,
    ((SELECT count(*) FROM chain_settlements WHERE is_root_confirmed IS NULL)
        + (SELECT count(*) FROM chain_decisions WHERE is_root_confirmed IS NULL))::bigint AS unread_roots;

-- name: InsurerMoney :many
-- What the chain's events say of each insurer's escrow. paid is what the determinations that stand pay; payouts is
-- what was released of it, at once or later, before recoveries were taken off.
SELECT i.id AS insurer_id,
    COALESCE((SELECT sum(token_amount) FROM chain_escrow_movements m WHERE m.insurer_id = i.id AND m.kind = 'deposit'), 0)::numeric AS deposited,
    COALESCE((SELECT sum(token_amount) FROM chain_escrow_movements m WHERE m.insurer_id = i.id AND m.kind = 'withdrawal'), 0)::numeric AS withdrawn,
    COALESCE(p.token_amount, 0)::numeric AS paid_out,
    (COALESCE((SELECT sum(paid_cents) FROM chain_determinations d WHERE d.insurer_id = i.id), 0)
        - COALESCE((SELECT sum(paid_cents) FROM chain_reversals r WHERE r.insurer_id = i.id), 0))::bigint AS paid_cents,
    COALESCE(p.payout_cents, 0)::bigint AS payout_cents,
    COALESCE(p.interest_cents, 0)::bigint AS interest_cents,
    COALESCE(p.offset_cents, 0)::bigint AS offset_cents,
    (COALESCE(p.owed_cents, 0) - COALESCE(p.owed_released_cents, 0)
        - COALESCE((SELECT sum(cents) FROM chain_debt_cancellations c WHERE c.insurer_id = i.id), 0))::bigint AS owed_cents,
    COALESCE((SELECT sum(cents) FROM chain_recovery_events v WHERE v.insurer_id = i.id AND v.kind = 'noticed'), 0)::bigint AS noticed_cents,
    COALESCE((SELECT sum(cents) FROM chain_recovery_events v WHERE v.insurer_id = i.id AND v.kind = 'taken'), 0)::bigint AS taken_cents
FROM (SELECT r.id::bigint AS id FROM chain_registrations r WHERE r.kind = 'insurer') i
LEFT JOIN (
    SELECT insurer_id,
           sum(token_amount) AS token_amount,
           sum(cents) FILTER (WHERE kind <> 'owed') AS payout_cents,
           sum(interest_cents) AS interest_cents,
           sum(offset_cents) AS offset_cents,
           sum(cents) FILTER (WHERE kind = 'owed') AS owed_cents,
           sum(cents) FILTER (WHERE kind = 'owed_released') AS owed_released_cents
    FROM chain_payouts GROUP BY insurer_id
) p ON p.insurer_id = i.id
ORDER BY i.id;

-- name: UnpaidDeterminations :one
-- A provider's sums in a transaction: what it determined less what it reversed is what was released or owed less
-- what is to be recovered or is not owed any more.
SELECT count(*) FROM (
    SELECT 1 FROM (
        SELECT insurer_id, provider_id, tx_hash, paid_cents AS cents FROM chain_determinations
        UNION ALL
        SELECT insurer_id, provider_id, tx_hash, -paid_cents FROM chain_reversals
        UNION ALL
        SELECT insurer_id, provider_id, tx_hash, -cents FROM chain_payouts WHERE kind <> 'owed_released'
        UNION ALL
        SELECT insurer_id, provider_id, tx_hash, cents FROM chain_recovery_events WHERE kind = 'noticed'
        UNION ALL
        SELECT insurer_id, provider_id, tx_hash, cents FROM chain_debt_cancellations
    ) told
    GROUP BY insurer_id, provider_id, tx_hash HAVING sum(cents) <> 0
) at_odds;

-- name: InterestAtOdds :one
-- Providers' interest in a transaction that is not that of its determinations, but for those where something was owed:
-- that bears its own later.
SELECT count(*) FROM (
    SELECT insurer_id, batch, provider_id, tx_hash, sum(cents) AS cents FROM (
        SELECT insurer_id, batch, provider_id, tx_hash, interest_cents AS cents FROM chain_determinations
        UNION ALL
        SELECT insurer_id, batch, provider_id, tx_hash, -interest_cents FROM chain_payouts WHERE kind = 'released'
    ) told
    GROUP BY insurer_id, batch, provider_id, tx_hash HAVING sum(cents) <> 0
) x
WHERE NOT EXISTS (
    SELECT FROM chain_payouts o WHERE o.tx_hash = x.tx_hash AND o.provider_id = x.provider_id AND o.kind = 'owed'
);

-- name: DebtsAtOdds :one
-- Debts of which more was released or cancelled than was owed.
SELECT count(*) FROM (
    SELECT 1 FROM (
        SELECT insurer_id, batch, provider_id, plan_id, CASE kind WHEN 'owed' THEN cents ELSE -cents END AS cents
        FROM chain_payouts WHERE kind <> 'released'
        UNION ALL
        SELECT insurer_id, batch, provider_id, plan_id, -cents FROM chain_debt_cancellations
    ) told
    GROUP BY insurer_id, batch, provider_id, plan_id HAVING sum(cents) < 0
) at_odds;

-- name: RecoveriesAtOdds :one
-- Recoveries that do not have what was noticed less what was taken, and transactions that took something else off a
-- provider's payouts than their offset.
SELECT (
    (SELECT count(*) FROM (
        SELECT 1 FROM (
            SELECT insurer_id, batch, claim_index, ordinal,
                   sum(CASE kind WHEN 'noticed' THEN cents WHEN 'taken' THEN -cents ELSE 0 END) AS expected,
                   (array_agg(left_cents ORDER BY block_number DESC, log_index DESC))[1] AS left_cents
            FROM chain_recovery_events GROUP BY insurer_id, batch, claim_index, ordinal
        ) v WHERE v.expected <> v.left_cents
    ) wrong)
    + (SELECT count(*) FROM (
        SELECT 1 FROM (
            SELECT insurer_id, provider_id, tx_hash, cents FROM chain_recovery_events WHERE kind = 'taken'
            UNION ALL
            SELECT insurer_id, provider_id, tx_hash, -offset_cents FROM chain_payouts
        ) told
        GROUP BY insurer_id, provider_id, tx_hash HAVING sum(cents) <> 0
    ) wrong))::bigint AS at_odds;

-- name: ReversalsAtOdds :one
-- Reversals of a version that there is not, or that paid something else.
SELECT count(*) FROM chain_reversals r
LEFT JOIN chain_determinations d USING (insurer_id, batch, claim_index, version)
WHERE d.paid_cents IS DISTINCT FROM r.paid_cents;

-- name: PayeesAtOdds :one
-- Payees whom the escrow sent something else than their payouts and withdrawals.
SELECT count(*) FROM (
    SELECT payee AS account, sum(token_amount) AS amount FROM (
        SELECT payee, token_amount FROM chain_payouts WHERE kind <> 'owed'
        UNION ALL
        SELECT counterparty, token_amount FROM chain_escrow_movements WHERE kind = 'withdrawal'
    ) m GROUP BY payee
) told
FULL JOIN (
    SELECT recipient AS account, sum(token_amount) AS amount FROM chain_transfers WHERE sender = @escrow GROUP BY recipient
) sent USING (account)
WHERE COALESCE(told.amount, 0) <> COALESCE(sent.amount, 0);

-- name: TransferTotals :one
SELECT COALESCE(sum(token_amount) FILTER (WHERE sender = @escrow), 0)::numeric AS sent,
       COALESCE(sum(token_amount) FILTER (WHERE recipient = @escrow), 0)::numeric AS received
FROM chain_transfers;

-- name: RepeatedDeterminations :one
-- Claim numbers of which more than one version stands, and receipt leaves that were determined under more than one
-- number. A leaf is salted: no two claims share one.
SELECT (
    (SELECT count(*) FROM (
        SELECT 1 FROM chain_determinations d
        WHERE NOT EXISTS (
            SELECT FROM chain_reversals r
            WHERE r.insurer_id = d.insurer_id AND r.batch = d.batch AND r.claim_index = d.claim_index AND r.version = d.version
        )
        GROUP BY d.insurer_id, d.batch, d.claim_index HAVING count(*) > 1
    ) repeated)
    + (SELECT count(*) FROM (
        SELECT 1 FROM chain_determinations GROUP BY insurer_id, receipt_leaf
        HAVING count(DISTINCT (batch, claim_index)) > 1
    ) repeated))::bigint AS repeated;

-- name: ClaimsAgainstChain :one
-- Accepted claims whose submission was given a batch, against what the chain has at their positions. The reasons are
-- compared where the settlement determined the claim: what is decided later may rest on others.
SELECT count(*)::bigint AS batched,
       count(*) FILTER (WHERE cs.sequence IS NOT NULL)::bigint AS received,
       count(*) FILTER (WHERE d.claim_index IS NOT NULL)::bigint AS determined,
       count(*) FILTER (WHERE cs.sequence IS NOT NULL AND (cs.root <> s.root OR cs.batch <> s.batch
           OR cs.first_index <> s.first_index OR cs.claim_count <> s.claim_count))::bigint AS misplaced,
       count(*) FILTER (WHERE st.batch IS NOT NULL AND d.claim_index IS NULL AND u.claim_index IS NULL)::bigint AS missing,
       count(*) FILTER (WHERE COALESCE(d.receipt_leaf, u.receipt_leaf) <> c.receipt_leaf
           OR (d.tx_hash = st.tx_hash AND position(d.reasons_hash IN c.prepared) = 0))::bigint AS different
FROM submissions s
JOIN claims c ON c.submission_id = s.id
LEFT JOIN chain_submissions cs ON cs.insurer_id = s.insurer_id AND cs.provider_id = s.provider_id AND cs.sequence = s.sequence
LEFT JOIN chain_settlements st ON st.insurer_id = s.insurer_id AND st.batch = s.batch
LEFT JOIN chain_determinations d
    ON d.insurer_id = s.insurer_id AND d.batch = s.batch AND d.claim_index = s.first_index + c.position AND d.version = 1
LEFT JOIN chain_undecided u
    ON u.insurer_id = s.insurer_id AND u.batch = s.batch AND u.claim_index = s.first_index + c.position
WHERE s.batch IS NOT NULL;

-- name: LatestDetermination :one
-- The highest version of a claim's determination, and whether it was reversed.
SELECT d.version, d.provider_id, d.coverage_year, d.service_day, d.receipt_leaf, d.flags, d.reasons_hash, d.authorization_fact,
       d.evidence_fact, d.result, d.determination_leaf, d.interest_cents, d.determined_at, d.block_number,
       EXISTS (
           SELECT FROM chain_reversals r
           WHERE r.insurer_id = d.insurer_id AND r.batch = d.batch AND r.claim_index = d.claim_index AND r.version = d.version
       )::boolean AS is_reversed
FROM chain_determinations d
WHERE d.insurer_id = @insurer_id AND d.batch = @batch AND d.claim_index = @claim_index
ORDER BY d.version DESC
LIMIT 1;
