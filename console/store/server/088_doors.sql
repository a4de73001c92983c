-- The doors: who may enter the database at all, and what every PostgreSQL leaves open to everybody who is in.
--
-- Apart from the rights to tables, because these do not travel: a copy of a database (CREATE DATABASE … TEMPLATE) or one
-- restored without --create has its doors open again. This file alone, run by a trusted session, closes them.
DO $$
DECLARE
    doer text := current_user;
    large_object regprocedure;
BEGIN
    -- As the session's own user: the database is not deskside_owner's.
    PERFORM set_config('role', 'none', true);
    -- No TEMP: nobody needs it, and whoever can make a function can watch rows pass through a query.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO deskside_person', current_database());
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO deskside_person;
    -- Large objects are files of the database that anybody may write, past every right of ours.
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        FOR large_object IN
            SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
                AND proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_import', 'lo_put', 'lowrite')
        LOOP
            EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', large_object);
        END LOOP;
    END IF;
    PERFORM set_config('role', doer, true);
END $$;
