-- The public log of what was published, epochs with supplements and recovery, the ceremony's board, and cases that move.
-- The table rule of V1 holds here too.

-- Every root, roster root and manifest, as PROTOCOL.md 8 logs it: a tile log's leaves, from 0 without a gap.
CREATE TABLE leaf (
    place integer NOT NULL PRIMARY KEY CHECK (place >= 0),
    hash  bytea   NOT NULL CHECK (length(hash) = 32),
    body  bytea   NOT NULL CHECK (length(body) BETWEEN 1 AND 65535)
);
ALTER TABLE leaf ALTER COLUMN body SET STORAGE EXTERNAL;

-- note_head is what was taken in; the row is locked by whoever appends. What everybody is shown follows it as soon as
-- the witnesses have cosigned. The checkpoint is empty before the first.
ALTER TABLE note_head ADD COLUMN leaves integer NOT NULL DEFAULT 0;
CREATE TABLE shown (
    one        boolean NOT NULL PRIMARY KEY CHECK (one),
    root       integer NOT NULL,
    manifest   integer NOT NULL,
    leaves     integer NOT NULL,
    checkpoint bytea   NOT NULL
);
INSERT INTO shown (one, root, manifest, leaves, checkpoint) VALUES (true, 0, 0, 0, ''::bytea);

-- An epoch's files: the first, then supplements for people who joined later. `manifest` is the version that brought the
-- row: it is handed out when that one is shown.
CREATE TABLE epoch_file (
    epoch    integer  NOT NULL CHECK (epoch > 0),
    place    smallint NOT NULL CHECK (place >= 0),
    manifest integer  NOT NULL,
    file     bytea    NOT NULL,
    PRIMARY KEY (epoch, place)
);
ALTER TABLE epoch DROP COLUMN file;
ALTER TABLE epoch ADD COLUMN manifest integer NOT NULL DEFAULT 0;
ALTER TABLE epoch ADD COLUMN recovery bytea;

-- The admins' sealed ledger of people.
CREATE TABLE people (
    manifest integer NOT NULL PRIMARY KEY,
    file     bytea   NOT NULL
);

-- Proposals on their way to k signatures, and people's sealed deposits for the next epochs. `follows` is the hash of the
-- manifest note that a proposal would replace.
CREATE TABLE proposal (
    id      bytea NOT NULL PRIMARY KEY CHECK (length(id) = 32),
    follows bytea NOT NULL CHECK (length(follows) = 32),
    body    bytea NOT NULL CHECK (length(body) <= 4194304)
);
ALTER TABLE proposal ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE TABLE deposit (
    epoch integer NOT NULL CHECK (epoch > 0),
    desk  bytea   NOT NULL CHECK (length(desk) = 32),
    file  bytea   NOT NULL,
    PRIMARY KEY (epoch, desk)
);

GRANT SELECT ON leaf, shown TO postern_mailbox, postern_team;
GRANT INSERT ON leaf TO postern_team;
GRANT UPDATE ON shown TO postern_team;

GRANT SELECT, INSERT ON epoch_file, people TO postern_team;
GRANT SELECT (epoch), DELETE ON epoch_file TO postern_reaper;
GRANT SELECT (manifest), DELETE ON people TO postern_reaper;
GRANT SELECT (manifest) ON shown TO postern_reaper;
REVOKE UPDATE ON epoch FROM postern_team;
REVOKE UPDATE (roster) ON epoch FROM postern_team;
GRANT UPDATE (recovery) ON epoch TO postern_reaper;

GRANT SELECT, INSERT, UPDATE (body) ON proposal TO postern_team;
GRANT SELECT (follows), DELETE ON proposal TO postern_reaper;
GRANT SELECT, INSERT, UPDATE (file) ON deposit TO postern_team;
GRANT SELECT (epoch), DELETE ON deposit TO postern_reaper;

-- A case that outlives its epoch is sealed anew by a console; id, mark, tag, number and day of its rows stay.
GRANT UPDATE (epoch, digest, frame) ON request, reply TO postern_team;
