-- The journal of the chain says of itself what it must hold, so that what is missing is found by a query.

-- How many logs of ours the node gave for a block.
ALTER TABLE chain_blocks
    ADD COLUMN log_count integer NOT NULL DEFAULT 0 CONSTRAINT block_log_count_not_negative CHECK (log_count >= 0);
UPDATE chain_blocks b SET log_count = l.count
FROM (SELECT block_number, count(*) AS count FROM chain_logs GROUP BY block_number) l
WHERE l.block_number = b.number;

-- The first block that can hold anything of the deployment: the journal begins there.
ALTER TABLE chain_cursor
    ADD COLUMN first_number bigint NOT NULL DEFAULT 0;
UPDATE chain_cursor SET first_number = COALESCE((SELECT min(number) FROM chain_blocks), 0);
