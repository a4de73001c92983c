-- Who asks, and what that session may: every other file rests on these.
--
-- Files run in the order of their names, as deskside_owner, in one transaction, whenever this console brings others
-- than the database has. All functions of ours are dropped before, and with them their triggers and policies: what a
-- file no longer makes is gone. So no column default, index or constraint may rest on a function made here.
--
-- Every deed is one function call and takes two last parameters: on_behalf (whose deed it is) and at (when). The store
-- always passes both; they count for trusted sessions alone. Others are who they logged in as, now.

-- The person of this session; NULL for a login that is nobody here or no longer works here.
CREATE OR REPLACE FUNCTION me() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM person WHERE number = session_user::text AND active
$$;

-- Roles are this database's: groups are the whole server's.
CREATE OR REPLACE FUNCTION my_role() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT role FROM person WHERE number = session_user::text AND active
$$;

-- The own team and those granted.
CREATE OR REPLACE FUNCTION my_teams() RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT array_agg(team) FROM (
        SELECT team FROM person WHERE id = me() AND team <> ''
        UNION SELECT team FROM person_team WHERE person_id = me()
    ) AS mine
$$;

-- Sessions that own the place, as set-up, migration and tests do. They act for whom they say.
CREATE OR REPLACE FUNCTION trusted() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT pg_has_role(session_user, 'deskside_owner', 'MEMBER')
$$;

-- Faults as the console knows them: a kind of console/domain/faults.py, and the facts that its sentence needs.
-- DS001: what was given is at fault. DS002: the place is, or a right is missing.
CREATE OR REPLACE FUNCTION fail_input(kind text, facts jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'DS001', MESSAGE = kind, DETAIL = facts::text;
END $$;

CREATE OR REPLACE FUNCTION fail_place(kind text, facts jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'DS002', MESSAGE = kind, DETAIL = facts::text;
END $$;

-- Whose deed this is. Nobody signs as somebody else.
CREATE OR REPLACE FUNCTION acting(on_behalf uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    who uuid := me();
BEGIN
    IF trusted() THEN
        RETURN coalesce(on_behalf, who);
    END IF;
    IF who IS NULL OR on_behalf <> who THEN
        PERFORM fail_place('no_right');
    END IF;
    RETURN who;
END $$;

-- When this deed is. A client's clock proves nothing.
CREATE OR REPLACE FUNCTION moment(at timestamptz) RETURNS timestamptz
LANGUAGE sql VOLATILE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN at IS NOT NULL AND trusted() THEN at ELSE clock_timestamp() END
$$;

-- Refuse whoever has none of these roles.
CREATE OR REPLACE FUNCTION must_be(VARIADIC roles text[]) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT trusted() AND coalesce(my_role(), '') <> ALL (roles) THEN
        PERFORM fail_place('no_right');
    END IF;
END $$;

-- Whether calls of this team are for this session's eyes; '' stands for calls without a team.
CREATE OR REPLACE FUNCTION sees_team(team text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT trusted() OR CASE my_role()
        WHEN 'manager' THEN true
        WHEN 'supervisor' THEN team = '' OR team = ANY (my_teams())
        WHEN 'inspector' THEN team = '' OR team = ANY (my_teams())
        ELSE false END
$$;

-- A time as Python writes it, for the facts of a fault.
CREATE OR REPLACE FUNCTION said_time(at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
        || CASE WHEN date_part('microseconds', at)::int % 1000000 = 0 THEN '' ELSE to_char(at, '.US') END || '+00:00'
$$;
