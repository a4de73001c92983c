-- People and their logins: each person is a login role named as the work number, a member of deskside_person and of the
-- group of the own role. Roles belong to the whole server, people to this database: hence one centre for each server.
--
-- Passwords come as SCRAM verifiers only, made by the client: no password is ever in a statement, a log or a table.
-- Called by administrators and trusted sessions; set_verifier by anybody, for themselves.

-- What deskside_owner needs to do this: to end the sessions of somebody who was shut out, and from PostgreSQL 16 on, where
-- CREATEROLE alone gives nothing over roles that others made, the right to hand out the groups. Only a superuser can give
-- it; elsewhere what was given before stands, and `deskside admin check` says what is missing.
DO $$
DECLARE
    doer text := current_user;
    group_name text;
BEGIN
    PERFORM set_config('role', 'none', true);
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        GRANT pg_signal_backend TO deskside_owner;
        IF current_setting('server_version_num')::int >= 160000 THEN
            FOREACH group_name IN ARRAY ARRAY['person', 'agent', 'inspector', 'supervisor', 'manager', 'administrator',
                                              'gateway'] LOOP
                EXECUTE format('GRANT %I TO deskside_owner WITH ADMIN TRUE, INHERIT FALSE, SET FALSE',
                               'deskside_' || group_name);
            END LOOP;
        END IF;
    END IF;
    PERFORM set_config('role', doer, true);
END $$;

-- The person of this session signs on, which is recorded. Nobody who is not (or no longer) one of the centre gets past.
CREATE OR REPLACE FUNCTION sign_on(on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL)
RETURNS TABLE (id uuid, number text, name text, role text, team text, seat text, active boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    actor uuid;
BEGIN
    IF me() IS NULL AND NOT (trusted() AND EXISTS (SELECT FROM person p WHERE p.id = on_behalf AND p.active)) THEN
        PERFORM fail_place('account_closed');
    END IF;
    actor := acting(on_behalf);
    PERFORM begin_deed();
    PERFORM record('sign_on', actor, NULL, '{}', moment(sign_on.at));
    PERFORM keep_partitions();
    RETURN QUERY SELECT p.id, p.number, p.name, p.role, p.team, p.seat, p.active FROM person p WHERE p.id = actor;
END $$;

-- Whoever keeps accounts and policies; the first thing that every function below asks.
CREATE OR REPLACE FUNCTION refuse_unless_administrator() RETURNS void
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT must_be('administrator')
$$;

-- Why a work number cannot be the name of a login; NULL when it can. PostgreSQL cuts longer names and keeps some itself;
-- deskside_… are our own groups.
CREATE OR REPLACE FUNCTION unusable_login(number text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT CASE
        WHEN number IS NULL OR btrim(number) = '' THEN 'empty'
        WHEN number <> btrim(number) OR number ~ '[[:cntrl:]]' THEN 'characters'
        WHEN octet_length(convert_to(number, 'UTF8')) > 63 THEN 'too_long'
        WHEN lower(number) IN ('public', 'none') OR lower(number) ~ '^(pg|deskside)_' THEN 'reserved'
    END
$$;

-- Whether a role is a plain login of one of our people: in deskside_person, without any power over the server, without
-- deskside_owner's or any role's that is not ours. Others are never touched, or an administrator could take over who keeps the server.
CREATE OR REPLACE FUNCTION is_plain_login(number text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM pg_roles r
        WHERE r.rolname = number
          AND NOT (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls)
          AND NOT pg_has_role(r.oid, 'deskside_owner', 'MEMBER')
          AND NOT EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
                          WHERE m.member = r.oid AND g.rolname !~ '^deskside_')
          AND EXISTS (SELECT FROM pg_auth_members m
                      WHERE m.member = r.oid AND m.roleid = 'deskside_person'::regrole))
$$;

-- A verifier is what `ALTER ROLE … PASSWORD` would store as it is. Anything else would be taken for a password in plain
-- text and hashed here, after it had been seen on the way.
CREATE OR REPLACE FUNCTION refuse_unless_verifier(verifier text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF verifier !~ '^SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/]+=*\$[A-Za-z0-9+/]+=*:[A-Za-z0-9+/]+=*$' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'a password comes as a SCRAM-SHA-256 verifier only';
    END IF;
END $$;

-- The person with this work number, held until the deed ends. An administrator may not be changed by themselves: nobody
-- raises the own role, and the last one in does not lock the door behind them.
CREATE OR REPLACE FUNCTION person_to_change(number text, actor uuid) RETURNS person
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    found_one person;
BEGIN
    SELECT p.* INTO found_one FROM person p WHERE p.number = number FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'person', 'number', number));
    END IF;
    IF NOT trusted() AND found_one.id = actor THEN
        PERFORM fail_place('no_right', jsonb_build_object('why', 'own_account'));
    END IF;
    RETURN found_one;
END $$;

-- The login's groups, exactly: everybody's and that of one role, none else of ours.
CREATE OR REPLACE FUNCTION set_groups(number text, role text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    wanted text[] := ARRAY['deskside_person', 'deskside_' || role];
    extra text;
    lacking text;
BEGIN
    FOR extra IN
        SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
        WHERE m.member = to_regrole(quote_ident(number)) AND g.rolname ~ '^deskside_' AND g.rolname <> ALL (wanted)
    LOOP
        EXECUTE format('REVOKE %I FROM %I', extra, number);
    END LOOP;
    FOREACH lacking IN ARRAY wanted LOOP
        IF NOT EXISTS (SELECT FROM pg_auth_members m
                       WHERE m.member = to_regrole(quote_ident(number)) AND m.roleid = to_regrole(lacking)) THEN
            EXECUTE format('GRANT %I TO %I', lacking, number);
        END IF;
    END LOOP;
END $$;

-- The login of a person, made where there is none yet, open, in its groups. Twenty connections: a console holds up to
-- four, and those of a PC that crashed linger until the server notices. input: number_unusable (login_of_another).
CREATE OR REPLACE FUNCTION open_login(number text, role text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF to_regrole(quote_ident(number)) IS NULL THEN
        EXECUTE format('CREATE ROLE %I LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS '
                       'CONNECTION LIMIT 20', number);
    ELSIF is_plain_login(number) THEN
        EXECUTE format('ALTER ROLE %I LOGIN', number);
    ELSE
        PERFORM fail_input('number_unusable', jsonb_build_object('number', number, 'why', 'login_of_another'));
    END IF;
    PERFORM set_groups(number, role);
END $$;

-- Make an account and its login; gives the person's key. A login of the same name is taken over when it is one of ours
-- already (a restored server, a second database), and keeps its password if none is sent.
-- input: number_unusable (why), number_taken.
CREATE OR REPLACE FUNCTION add_person(
    number text, name text, role text, team text DEFAULT '', seat text DEFAULT '', verifier text DEFAULT NULL,
    person_id uuid DEFAULT gen_random_uuid(), on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    actor uuid := acting(on_behalf);
    why text := unusable_login(number);
BEGIN
    PERFORM refuse_unless_administrator();
    IF role NOT IN ('agent', 'inspector', 'supervisor', 'manager', 'administrator', 'gateway') OR btrim(name) = '' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'a person has a name and a role that exists';
    END IF;
    IF why IS NOT NULL THEN
        PERFORM fail_input('number_unusable', jsonb_build_object('number', number, 'why', why));
    END IF;
    PERFORM begin_deed();
    IF EXISTS (SELECT FROM person p WHERE p.number = number) THEN
        PERFORM fail_input('number_taken', jsonb_build_object('number', number));
    END IF;
    PERFORM open_login(number, role);
    IF verifier IS NOT NULL THEN
        PERFORM refuse_unless_verifier(verifier);
        EXECUTE format('ALTER ROLE %I PASSWORD %L', number, verifier);
    END IF;
    INSERT INTO person (id, number, name, role, team, seat, active, wrong_passwords, wrong_pins, version)
    VALUES (person_id, number, name, role, team, seat, true, 0, 0, 1);
    PERFORM record('person_added', actor, person_id, jsonb_build_object('number', number, 'role', role), moment(at));
    RETURN person_id;
END $$;

-- Let somebody in again (a login that is lacking is made, without a password), or no longer: then the login is closed and the sessions that it has are ended (where the owner
-- may do that). True when something changed.
CREATE OR REPLACE FUNCTION set_person_active(
    number text, active boolean, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    actor uuid := acting(on_behalf);
    whom person;
    changed boolean;
BEGIN
    PERFORM refuse_unless_administrator();
    PERFORM begin_deed();
    whom := person_to_change(number, actor);
    changed := whom.active <> active
        OR active <> coalesce((SELECT r.rolcanlogin FROM pg_roles r WHERE r.rolname = number), false);
    IF NOT changed THEN
        RETURN false;
    END IF;
    UPDATE person SET active = set_person_active.active, version = version + 1 WHERE id = whom.id;
    IF active THEN
        PERFORM open_login(number, whom.role);
    ELSIF is_plain_login(number) THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN', number);
        IF pg_has_role('pg_signal_backend', 'USAGE') THEN
            PERFORM pg_terminate_backend(s.pid) FROM pg_stat_activity s
            WHERE s.usename = number AND s.pid <> pg_backend_pid();
        END IF;
    END IF;
    PERFORM record(CASE WHEN active THEN 'person_enabled' ELSE 'person_disabled' END, actor, whom.id,
                   jsonb_build_object('number', number), moment(at));
    RETURN true;
END $$;

-- Give a login a new password, as a verifier: one's own, or as an administrator anybody's plain login.
CREATE OR REPLACE FUNCTION set_verifier(
    number text, verifier text, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    actor uuid := acting(on_behalf);
    whom_id uuid;
BEGIN
    IF number IS DISTINCT FROM session_user::text OR me() IS NULL THEN
        PERFORM refuse_unless_administrator();
    END IF;
    PERFORM refuse_unless_verifier(coalesce(verifier, ''));
    PERFORM begin_deed();
    SELECT p.id INTO whom_id FROM person p WHERE p.number = number FOR UPDATE;
    IF whom_id IS NULL THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'person', 'number', number));
    ELSIF NOT is_plain_login(number) THEN
        PERFORM fail_place('no_right', jsonb_build_object('why', 'login_of_another'));
    END IF;
    EXECUTE format('ALTER ROLE %I PASSWORD %L', number, verifier);
    PERFORM record('secret_set', actor, whom_id, jsonb_build_object('which', 'password'), moment(at));
END $$;

-- Let an inspector or a supervisor see a team's calls, besides the own one. True when it is new.
CREATE OR REPLACE FUNCTION grant_team(
    number text, team text, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    actor uuid := acting(on_behalf);
    whom person;
BEGIN
    PERFORM refuse_unless_administrator();
    IF coalesce(btrim(team), '') = '' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'a team has a name';
    END IF;
    PERFORM begin_deed();
    whom := person_to_change(number, actor);
    INSERT INTO person_team (person_id, team) VALUES (whom.id, team) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM record('team_granted', actor, whom.id, jsonb_build_object('number', number, 'team', team), moment(at));
    RETURN true;
END $$;

-- Take a granted team away again; the own team stays. True when it was granted.
CREATE OR REPLACE FUNCTION revoke_team(
    number text, team text, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    actor uuid := acting(on_behalf);
    whom person;
BEGIN
    PERFORM refuse_unless_administrator();
    PERFORM begin_deed();
    whom := person_to_change(number, actor);
    DELETE FROM person_team t WHERE t.person_id = whom.id AND t.team = team;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM record('team_revoked', actor, whom.id, jsonb_build_object('number', number, 'team', team), moment(at));
    RETURN true;
END $$;

-- Give somebody another role, here and in the groups of the login. True when something changed.
CREATE OR REPLACE FUNCTION set_person_role(
    number text, role text, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    actor uuid := acting(on_behalf);
    whom person;
BEGIN
    PERFORM refuse_unless_administrator();
    IF role NOT IN ('agent', 'inspector', 'supervisor', 'manager', 'administrator', 'gateway') THEN
        RAISE invalid_parameter_value USING MESSAGE = 'a person has a role that exists';
    END IF;
    PERFORM begin_deed();
    whom := person_to_change(number, actor);
    IF is_plain_login(number) THEN
        PERFORM set_groups(number, role);
    END IF;
    IF whom.role = role THEN
        RETURN false;
    END IF;
    UPDATE person SET role = set_person_role.role, version = version + 1 WHERE id = whom.id;
    DELETE FROM agent_now WHERE agent_id = whom.id;  -- no gateway tells any more what became of that state
    PERFORM record('role_changed', actor, whom.id,
                   jsonb_build_object('number', number, 'from', whom.role, 'to', role), moment(at));
    RETURN true;
END $$;

-- Correct a name, or give somebody another team or seat; what is NULL stays. True when something changed.
CREATE OR REPLACE FUNCTION change_person(
    number text, name text DEFAULT NULL, team text DEFAULT NULL, seat text DEFAULT NULL,
    on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    actor uuid := acting(on_behalf);
    whom person;
    wanted text[];
BEGIN
    PERFORM refuse_unless_administrator();
    PERFORM begin_deed();
    whom := person_to_change(number, actor);
    wanted := ARRAY[coalesce(nullif(btrim(name), ''), whom.name), coalesce(team, whom.team), coalesce(seat, whom.seat)];
    IF wanted = ARRAY[whom.name, whom.team, whom.seat] THEN
        RETURN false;
    END IF;
    UPDATE person SET name = wanted[1], team = wanted[2], seat = wanted[3], version = version + 1 WHERE id = whom.id;
    PERFORM record('person_changed', actor, whom.id, jsonb_build_object(
        'number', number, 'name', wanted[1], 'team', wanted[2], 'seat', wanted[3]), moment(at));
    RETURN true;
END $$;
