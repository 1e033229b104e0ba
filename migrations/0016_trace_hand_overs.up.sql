-- What a hand-over leads to belongs to the trace of the request that committed it: W3C traceparent, random ids.
ALTER TABLE hand_overs ADD COLUMN trace text CHECK (length(trace) <= 64);
