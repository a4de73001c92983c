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
    PERFORM record('import', actor, NULL,
                   jsonb_build_object('added', many, 'known', coalesce((said ->> 'known')::int, 0)),
                   moment((said ->> 'at')::timestamptz));
    PERFORM tell('calls_added', NULL, NULL, actor);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER call_registered AFTER INSERT ON call
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION register_calls();

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
    INSERT INTO call (id, started_at, duration_ms, sound_paths, agent_side, raw_rate_hz, content_hash, agent_id,
        agent_number, agent_name, team, direction, queue, call_number, customer_number, ring_ms, wait_ms, talk_ms,
        hold_ms, ended_by, stretches, hand_picked, search, progress, critical, inspector_name, coached)
    SELECT DISTINCT ON (n.content_hash) n.id, n.started_at, n.duration_ms, n.sound_paths, n.agent_side, n.raw_rate_hz,
        n.content_hash, n.agent_id, n.agent_number, n.agent_name, n.team, n.direction, n.queue, n.call_number,
        n.customer_number, n.ring_ms, n.wait_ms, n.talk_ms, n.hold_ms, coalesce(n.ended_by, 'unknown'),
        coalesce(n.stretches, '[]'), n.hand_picked, n.search, 'open', false, '', false
    FROM json_array_elements(calls) WITH ORDINALITY AS c(one, place)
    CROSS JOIN LATERAL json_to_record(one) AS n(
        id uuid, started_at timestamptz, duration_ms int, sound_paths json, agent_side text, raw_rate_hz int,
        content_hash text, agent_id uuid, agent_number text, agent_name text, team text, direction text, queue text,
        call_number text, customer_number text, ring_ms int, wait_ms int, talk_ms int, hold_ms int, ended_by text,
        stretches json, hand_picked boolean, search text)
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
