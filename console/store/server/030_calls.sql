-- Calls: added once by content, their customers' numbers covered, and uncovered for a reason only.

-- A phone number for those without the right to it: 138****5678; a short one keeps its last digit. As `masked` in
-- console/domain/calls.py. What PostgreSQL cannot keep (columns.py: Words) counts as one unknown letter.
CREATE OR REPLACE FUNCTION masked(number text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT CASE
        WHEN length(digits) >= 9 THEN left(digits, 3) || repeat('*', length(digits) - 7) || right(digits, 4)
        WHEN length(digits) <= 1 THEN digits
        ELSE repeat('*', length(digits) - 1) || right(digits, 1) END
    FROM (SELECT btrim(regexp_replace(number, E'\x10(\x10|[0-9a-f]{4})', '?', 'g'), E' \t\n\r\f\v') AS digits) AS plain
$$;

-- Which of these recordings are calls already, whosever they are: nothing but the content decides.
CREATE OR REPLACE FUNCTION known_recordings(hashes text[]) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager', 'administrator', 'gateway');
    RETURN ARRAY(SELECT content_hash FROM recording_key WHERE content_hash = ANY (hashes));
END $$;

-- When the newest of the last calls ended whose recording lies under `folder`: what a gateway has brought in so far. NULL
-- when there is none of the last month.
CREATE OR REPLACE FUNCTION last_recorded(folder text) RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM must_be('gateway');
    RETURN (SELECT max(newest.ended_at) FROM (
        SELECT c.started_at + c.duration_ms * interval '1 millisecond' AS ended_at FROM call c
        WHERE c.started_at > clock_timestamp() - interval '31 days' AND starts_with(c.sound_paths ->> 0, folder)
        ORDER BY c.started_at DESC LIMIT 500) AS newest);
END $$;

-- The mask stands beside the number whoever adds it, and only what scores a call says how its scoring stands.
CREATE OR REPLACE FUNCTION cover_call() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.customer_masked := masked(NEW.customer_number);
    IF TG_OP = 'INSERT' AND NOT trusted() THEN
        NEW.progress := 'open';
        NEW.points := NULL;
        NEW.critical := false;
        NEW.inspector_name := '';
        NEW.coached := false;
        NEW.sound_gone_at := NULL;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER call_covered BEFORE INSERT OR UPDATE OF customer_number ON call
FOR EACH ROW EXECUTE FUNCTION cover_call();

-- A recording is one call. Parts of a table cannot promise that together, so every content is entered in one place;
-- and what came in is recorded and told once, not once a call. How many were known already, and in whose name a
-- trusted program imports, `add_calls` has left in a setting of its transaction.
CREATE OR REPLACE FUNCTION register_calls() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    said jsonb := coalesce(nullif(current_setting('deskside.import', true), ''), '{}');
    actor uuid := acting((said ->> 'on_behalf')::uuid);
    many int := (SELECT count(*) FROM added);
BEGIN
    IF many = 0 THEN
        RETURN NULL;
    END IF;
    PERFORM begin_deed();
    INSERT INTO recording_key (content_hash, call_id) SELECT content_hash, id FROM added;
    IF NOT coalesce((said ->> 'live')::boolean, false) THEN
        PERFORM record('import', actor, NULL,
                       jsonb_build_object('added', many, 'known', coalesce((said ->> 'known')::int, 0)),
                       moment((said ->> 'at')::timestamptz));
    END IF;
    PERFORM tell('calls_added', NULL, NULL, actor);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER call_registered AFTER INSERT ON call
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION register_calls();

-- Recordings of calls that were scored while they went on become those calls, which keep their keys, agents and teams.
-- Part of add_calls. A person brings in nothing for a call that they do not see.
CREATE OR REPLACE FUNCTION join_live(calls json, actor uuid, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT DISTINCT ON (k.content_hash) n.*, k.content_hash AS live_hash, k.call_id AS live_id
        FROM json_array_elements(calls) WITH ORDINALITY AS c(one, place)
        CROSS JOIN LATERAL json_to_record(c.one) AS n(
            started_at timestamptz, duration_ms int, sound_paths json, agent_side text, raw_rate_hz int,
            content_hash text, agent_number text, direction text, queue text, call_number text, customer_number text,
            ring_ms int, wait_ms int, talk_ms int, hold_ms int, ended_by text, stretches json, sound_at timestamptz,
            search text)
        JOIN recording_key k ON k.content_hash = 'live:' || n.agent_number || ':' || n.call_number
        WHERE n.call_number <> '' AND NOT EXISTS (SELECT FROM recording_key r WHERE r.content_hash = n.content_hash)
        ORDER BY k.content_hash, c.place
    LOOP
        IF my_role() IN ('inspector', 'supervisor')
           AND NOT EXISTS (SELECT FROM call c WHERE c.id = one.live_id AND sees_team(c.team)) THEN
            CONTINUE;
        END IF;
        UPDATE call c SET started_at = one.started_at, duration_ms = one.duration_ms, sound_paths = one.sound_paths,
            agent_side = one.agent_side, raw_rate_hz = one.raw_rate_hz, content_hash = one.content_hash,
            direction = one.direction, queue = one.queue, customer_number = one.customer_number, ring_ms = one.ring_ms,
            wait_ms = one.wait_ms, talk_ms = one.talk_ms, hold_ms = one.hold_ms,
            ended_by = coalesce(one.ended_by, 'unknown'), stretches = coalesce(one.stretches, '[]'),
            sound_at = one.sound_at, search = one.search
        WHERE c.id = one.live_id;
        DELETE FROM recording_key k WHERE k.content_hash = one.live_hash;
        INSERT INTO recording_key (content_hash, call_id) VALUES (one.content_hash, one.live_id);
        PERFORM record('import', actor, one.live_id, jsonb_build_object('added', 1, 'known', 0), at);
        PERFORM tell('calls_added', one.live_id, NULL, actor);
    END LOOP;
END $$;

-- The row of a call that goes on, so that it may be scored before its recording comes: a row of `call` as JSON, of an
-- agent of one's own teams. Whoever begins it again finds the same one. Nothing is recorded: that it was listened to is,
-- and what is scored will be. place: no_right, not_found (agent).
CREATE OR REPLACE FUNCTION begin_live(begun json) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    said record;
    agent record;
    key text;
    known uuid;
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager');
    SELECT * INTO said FROM json_to_record(begun) AS n(
        id uuid, agent_id uuid, live_since timestamptz, direction text, queue text, call_number text,
        customer_number text, search text);
    SELECT p.id, p.number, p.name, p.team INTO agent FROM person p WHERE p.id = said.agent_id;
    IF NOT FOUND OR NOT sees_team(agent.team) THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'agent'));
    END IF;
    key := 'live:' || agent.number || ':' || coalesce(nullif(said.call_number, ''), said.id::text);
    PERFORM begin_deed();
    SELECT k.call_id INTO known FROM recording_key k WHERE k.content_hash = key;
    IF known IS NULL AND said.call_number <> '' THEN
        SELECT c.id INTO known FROM call c
        WHERE c.agent_id = agent.id AND c.call_number = said.call_number
          AND c.started_at BETWEEN said.live_since - interval '1 day' AND said.live_since + interval '1 day'
        ORDER BY c.started_at LIMIT 1;
    END IF;
    IF known IS NOT NULL THEN
        RETURN known;
    END IF;
    PERFORM set_config('deskside.import', '{"live": true}', true);
    INSERT INTO call (id, started_at, duration_ms, sound_paths, agent_side, raw_rate_hz, content_hash, agent_id,
        agent_number, agent_name, team, direction, queue, call_number, customer_number, ended_by, stretches, hand_picked,
        live_since, search, progress, critical, inspector_name, coached)
    VALUES (said.id, said.live_since, 0, '[]', 'left', 8000, key, agent.id, agent.number, agent.name, agent.team,
        said.direction, said.queue, said.call_number, said.customer_number, 'unknown', '[]', false, said.live_since,
        said.search, 'open', false, '', false);
    PERFORM set_config('deskside.import', '', true);
    RETURN said.id;
END $$;

-- Take a call away that waits for its recording and that nobody has marked anything on; whether it went. place: no_right.
CREATE OR REPLACE FUNCTION drop_live(call_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager');
    PERFORM begin_deed();
    DELETE FROM call c
    WHERE c.id = drop_live.call_id AND starts_with(c.content_hash, 'live:') AND c.points IS NULL AND sees_team(c.team)
      AND NOT EXISTS (SELECT FROM draft d WHERE d.call_id = c.id)
      AND NOT EXISTS (SELECT FROM draw w WHERE w.call_id = c.id)
      AND NOT EXISTS (SELECT FROM coaching_note_call l WHERE l.call_id = c.id);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM recording_key k WHERE k.call_id = drop_live.call_id;
    PERFORM tell('calls_added', drop_live.call_id, NULL, me());
    RETURN true;
END $$;

-- Add those of `calls` that are not there yet, by content: a JSON list of rows of `call`. Returns how many were new.
-- Others may be sent again, or by two consoles at once: the second finds them. place: no_right.
CREATE OR REPLACE FUNCTION add_calls(
    calls json, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    new_count int;
    all_count int := json_array_length(calls);
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager', 'administrator', 'gateway');
    PERFORM acting(add_calls.on_behalf);
    PERFORM begin_deed();
    SELECT count(DISTINCT h) INTO new_count
    FROM json_array_elements(calls) AS c(one), LATERAL (SELECT one ->> 'content_hash' AS h) AS asked
    WHERE NOT EXISTS (SELECT FROM recording_key WHERE content_hash = h);
    PERFORM set_config('deskside.import', jsonb_build_object(
        'known', all_count - new_count, 'on_behalf', add_calls.on_behalf, 'at', add_calls.at)::text, true);
    PERFORM join_live(calls, acting(add_calls.on_behalf), moment(add_calls.at));
    INSERT INTO call (id, started_at, duration_ms, sound_paths, agent_side, raw_rate_hz, content_hash, agent_id,
        agent_number, agent_name, team, direction, queue, call_number, customer_number, ring_ms, wait_ms, talk_ms,
        hold_ms, ended_by, stretches, hand_picked, sound_at, search, progress, critical, inspector_name, coached)
    SELECT DISTINCT ON (n.content_hash) n.id, n.started_at, n.duration_ms, n.sound_paths, n.agent_side, n.raw_rate_hz,
        n.content_hash, n.agent_id, n.agent_number, n.agent_name, n.team, n.direction, n.queue, n.call_number,
        n.customer_number, n.ring_ms, n.wait_ms, n.talk_ms, n.hold_ms, coalesce(n.ended_by, 'unknown'),
        coalesce(n.stretches, '[]'), n.hand_picked, n.sound_at, n.search, 'open', false, '', false
    FROM json_array_elements(calls) WITH ORDINALITY AS c(one, place)
    CROSS JOIN LATERAL json_to_record(one) AS n(
        id uuid, started_at timestamptz, duration_ms int, sound_paths json, agent_side text, raw_rate_hz int,
        content_hash text, agent_id uuid, agent_number text, agent_name text, team text, direction text, queue text,
        call_number text, customer_number text, ring_ms int, wait_ms int, talk_ms int, hold_ms int, ended_by text,
        stretches json, hand_picked boolean, sound_at timestamptz, search text)
    WHERE NOT EXISTS (SELECT FROM recording_key k WHERE k.content_hash = n.content_hash)
    ORDER BY n.content_hash, c.place;
    PERFORM set_config('deskside.import', '', true);
    RETURN new_count;
END $$;

-- The customer's whole number comes in two steps, because a record that is rolled back is none: first who asks and why
-- is recorded, and only what stands committed is answered. Returns the number of the record.
-- place: no_right, not_found; input: reason_missing.
CREATE OR REPLACE FUNCTION reveal_number(
    call_id uuid, reason text, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    actor uuid := acting(on_behalf);
    why text := btrim(reason, E' \t\n\r\f\v');
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager');
    IF coalesce(why, '') = '' THEN
        PERFORM fail_input('reason_missing');
    ELSIF NOT EXISTS (SELECT FROM call c WHERE c.id = call_id AND sees_team(c.team)) THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'call'));
    END IF;
    PERFORM begin_deed();
    RETURN record('reveal', actor, call_id, jsonb_build_object('reason', why), moment(at));
END $$;

-- The number that the caller's record `record_id` asked for, within five minutes: later it takes a record of its own.
-- Only in a transaction that has written nothing: there whatever is seen is committed. place: no_right, not_found.
CREATE OR REPLACE FUNCTION revealed_number(record_id bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    number text;
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager');
    IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
        PERFORM fail_place('no_right');
    END IF;
    SELECT c.customer_number INTO number
    FROM audit a JOIN call c ON c.id = a.subject_id
    WHERE a.id = record_id AND a.kind = 'reveal' AND a.login = session_user::text AND sees_team(c.team)
      AND (trusted() OR a.at > clock_timestamp() - interval '5 minutes');
    IF number IS NULL THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'call'));
    END IF;
    RETURN number;
END $$;
