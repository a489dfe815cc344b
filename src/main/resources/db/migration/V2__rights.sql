-- Who may do what; the roles come from deploy/postgres/roles.sql. Where a role finds a row by a column it may read that column only.

GRANT USAGE ON SCHEMA postern TO postern_intake, postern_mailbox, postern_team, postern_reaper, postern_redealer;

-- Takes requests in. Reads no frame, no mark, and not which day holds what.
GRANT SELECT (day, ordinal), INSERT (day), UPDATE (ordinal) ON day TO postern_intake;
GRANT INSERT, SELECT (id, digest) ON request TO postern_intake;
GRANT SELECT (mark) ON erased_mark TO postern_intake;

-- Hands out mailbox pages and public notes.
GRANT SELECT (tag, number, frame) ON reply TO postern_mailbox;
GRANT SELECT ON note, note_head TO postern_mailbox;

-- Serves signed-in desks and publishing.
GRANT SELECT, INSERT (day), UPDATE (ordinal) ON day TO postern_team;
GRANT SELECT ON request TO postern_team;
GRANT SELECT, INSERT ON reply TO postern_team;
GRANT SELECT, INSERT, UPDATE (used) ON reply_budget TO postern_team;
GRANT SELECT (tag) ON erased_tag TO postern_team;
GRANT SELECT (key, tag) ON erase_key TO postern_team;
GRANT SELECT, UPDATE ON log_head, note_head TO postern_team;
GRANT SELECT, INSERT ON log_entry, note TO postern_team;
GRANT SELECT, INSERT, UPDATE (file, roster) ON epoch TO postern_team;

-- Erases on a person's order and when an epoch ends. Reads no frame and no log body.
GRANT SELECT (day), INSERT (day), UPDATE (ordinal) ON day TO postern_reaper;
GRANT SELECT (id, mark, epoch), DELETE ON request TO postern_reaper;
GRANT SELECT (tag, epoch), DELETE ON reply TO postern_reaper;
GRANT SELECT (day), DELETE ON reply_budget TO postern_reaper;
GRANT SELECT, INSERT, DELETE ON erased_mark, erased_tag, erase_key TO postern_reaper;
GRANT SELECT (epoch), UPDATE (body) ON log_entry TO postern_reaper;
GRANT SELECT (epoch, destroyed), INSERT (epoch, destroyed), UPDATE (destroyed, file, roster) ON epoch TO postern_reaper;

-- Deals closed days again: has to move the frames, so it may read them; nothing else runs as this role.
GRANT SELECT, UPDATE ON day TO postern_redealer;
GRANT SELECT, INSERT, DELETE ON request, reply TO postern_redealer;

-- From PostgreSQL 17 on it may also vacuum what the re-deal left behind; before that, autovacuum does it.
DO $$ BEGIN
    IF current_setting('server_version_num')::integer >= 170000 THEN
        EXECUTE 'GRANT MAINTAIN ON request, reply TO postern_redealer';
    END IF;
END $$;
