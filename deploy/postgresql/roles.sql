-- Four accounts of least privilege. Run once by an administrator, connected to danm's own database;
-- a second time does no harm. Then `danm db upgrade` as danm_owner, then grants.sql.

DO $$
DECLARE
    account text;
BEGIN
    FOREACH account IN ARRAY ARRAY['danm_owner', 'danm_writer', 'danm_keeper', 'danm_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = account) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', account);
        END IF;
    END LOOP;
    -- Nobody else may connect. danm_writer needs TEMPORARY: many rows go in through a table that
    -- lasts as long as its connection.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO danm_owner, danm_writer, danm_keeper, danm_reader', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO danm_writer', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO danm_owner, danm_writer, danm_keeper, danm_reader;
GRANT CREATE ON SCHEMA public TO danm_owner;

-- A query of a dashboard may keep nobody waiting.
ALTER ROLE danm_reader SET default_transaction_read_only = on;
ALTER ROLE danm_reader SET statement_timeout = '30s';
ALTER ROLE danm_reader SET lock_timeout = '2s';
