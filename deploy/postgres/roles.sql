-- Roles of Postern, for a database that holds nothing else. Run once by a superuser, inside that database:
--     createdb postern && psql -d postern -f roles.sql
-- then give each role a password (\password postern_intake …) and put the six passwords into the file that db.passwords names.
-- Running it again does no harm. Which role may touch which table is decided by the migrations.

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['migrator', 'intake', 'mailbox', 'team', 'reaper', 'redealer'] LOOP
        name := 'postern_' || name;
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION', name);
        END IF;
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO postern_migrator, postern_intake, postern_mailbox, postern_team,'
        ' postern_reaper, postern_redealer', current_database());
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS postern AUTHORIZATION postern_migrator;

-- Statistics tell how much came in and when. Nobody but the superuser may look.
REVOKE SELECT ON pg_stat_all_tables, pg_stat_user_tables, pg_stat_xact_all_tables, pg_stat_xact_user_tables,
    pg_statio_all_tables, pg_statio_user_tables, pg_stat_database, pg_stat_activity, pg_stat_all_indexes,
    pg_stat_user_indexes FROM PUBLIC;
DO $$
DECLARE f record;
BEGIN
    FOR f IN SELECT oid::regprocedure AS p FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace
        AND (proname ~ '^pg_stat_get' OR proname IN (
            'pg_current_wal_lsn', 'pg_current_wal_insert_lsn', 'pg_current_wal_flush_lsn', 'pg_relation_size',
            'pg_total_relation_size', 'pg_table_size', 'pg_indexes_size', 'pg_database_size', 'pg_current_snapshot',
            'pg_current_xact_id', 'pg_current_xact_id_if_assigned', 'txid_current', 'txid_current_if_assigned',
            'txid_current_snapshot', 'pg_last_committed_xact', 'pg_xact_commit_timestamp'))
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f.p);
    END LOOP;
END $$;
