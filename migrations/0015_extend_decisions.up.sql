-- What the edits of a patient's next claims look at of this one: encrypted, so that the whole claim need not be opened
-- and read. NULL in claims from before, which are opened whole.
ALTER TABLE claims
    ADD COLUMN brief bytea;
