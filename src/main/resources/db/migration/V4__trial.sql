-- What is written to learn whether a request could be stored: one frame's size, always the same bytes, nobody's.
-- The table rule of V1 holds here too.
CREATE TABLE trial (
    frame bytea NOT NULL CHECK (length(frame) = 32768)
);
ALTER TABLE trial ALTER COLUMN frame SET STORAGE EXTERNAL;

-- Emptied each time, so that it takes new room on the disk each time, as a request does.
GRANT INSERT, TRUNCATE ON trial TO postern_intake;
