-- The table rule (DESIGN.md, section 5): uuid, bytea, small integers, boolean; a day number is the finest time. No sequence, no
-- timestamp, no text, no foreign key. A test holds it. Sizes are constant per table and repeated here as the last line of defence.

-- One row a day: the ordinal of its last tick, and how often the day was dealt again. Whoever writes a day's rows locks it first.
CREATE TABLE day (
    day     integer NOT NULL PRIMARY KEY,
    ordinal integer NOT NULL DEFAULT 0,
    dealt   integer NOT NULL DEFAULT 0
);

CREATE TABLE request (
    id      uuid    NOT NULL PRIMARY KEY,
    epoch   integer NOT NULL CHECK (epoch > 0),
    mark    bytea   NOT NULL CHECK (length(mark) = 32),
    digest  bytea   NOT NULL CHECK (length(digest) = 32),
    day     integer NOT NULL,
    ordinal integer NOT NULL,
    frame   bytea   NOT NULL CHECK (length(frame) = 32768)
);
CREATE INDEX request_cursor ON request (day, ordinal, id);
ALTER TABLE request ALTER COLUMN frame SET STORAGE EXTERNAL;

CREATE TABLE reply (
    tag     bytea    NOT NULL CHECK (length(tag) = 32),
    number  smallint NOT NULL CHECK (number BETWEEN 0 AND 63),
    epoch   integer  NOT NULL CHECK (epoch > 0),
    digest  bytea    NOT NULL CHECK (length(digest) = 32),
    day     integer  NOT NULL,
    ordinal integer  NOT NULL,
    frame   bytea    NOT NULL CHECK (length(frame) = 8192),
    PRIMARY KEY (tag, number)
);
CREATE INDEX reply_cursor ON reply (day, ordinal, tag, number);
ALTER TABLE reply ALTER COLUMN frame SET STORAGE EXTERNAL;

-- How many replies a desk sent to a mailbox today. It says who answers whom, so a day's rows are gone the night after.
CREATE TABLE reply_budget (
    desk bytea    NOT NULL,
    tag  bytea    NOT NULL,
    day  integer  NOT NULL,
    used smallint NOT NULL,
    PRIMARY KEY (desk, tag, day)
);

-- Tombstones, kept until their epoch is destroyed, so that what arrives late is not stored again.
CREATE TABLE erased_mark (
    mark  bytea   NOT NULL PRIMARY KEY,
    epoch integer NOT NULL
);
CREATE TABLE erased_tag (
    tag   bytea   NOT NULL PRIMARY KEY,
    epoch integer NOT NULL
);
CREATE TABLE erase_key (
    key   bytea   NOT NULL PRIMARY KEY,
    tag   bytea   NOT NULL,
    epoch integer NOT NULL
);

-- The team's own log: positions from 1 without a gap, and a chain over entry hashes, so that bodies can go and the chain stays.
CREATE TABLE log_head (
    one      boolean NOT NULL PRIMARY KEY CHECK (one),
    position bigint  NOT NULL,
    head     bytea   NOT NULL
);
INSERT INTO log_head (one, position, head) VALUES (true, 0, sha256(convert_to('postern/v1/log', 'UTF8')));
CREATE TABLE log_entry (
    position bigint  NOT NULL PRIMARY KEY,
    hash     bytea   NOT NULL UNIQUE,
    head     bytea   NOT NULL,
    epoch    integer NOT NULL,
    body     bytea
);
ALTER TABLE log_entry ALTER COLUMN body SET STORAGE EXTERNAL;

-- What the admins signed and published: kind 1 root, 2 manifest.
CREATE TABLE note_head (
    one      boolean NOT NULL PRIMARY KEY CHECK (one),
    root     integer NOT NULL,
    manifest integer NOT NULL
);
INSERT INTO note_head (one, root, manifest) VALUES (true, 0, 0);
CREATE TABLE note (
    kind    smallint NOT NULL CHECK (kind IN (1, 2)),
    version integer  NOT NULL CHECK (version > 0),
    body    bytea    NOT NULL,
    PRIMARY KEY (kind, version)
);

-- Epochs the service knows. File and roster go when the epoch is destroyed; the row stays, so that it is never opened again.
CREATE TABLE epoch (
    epoch     integer NOT NULL PRIMARY KEY CHECK (epoch > 0),
    destroyed boolean NOT NULL DEFAULT false,
    file      bytea,
    roster    bytea
);
