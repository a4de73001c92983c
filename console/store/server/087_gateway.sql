-- The gateway's part of the floor: who leads, what every agent is doing, what was asked for, what limits were passed.

-- A key like the console's own, in the order of its making.
CREATE OR REPLACE FUNCTION new_key(at timestamptz) RETURNS uuid
LANGUAGE sql VOLATILE SET search_path = public, pg_temp AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
            || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid
$$;

-- Lead a telephone system: true when this session does so now. The lock is the session's and ends with it, whatever
-- became of the program. A leader that has said nothing for 3 s (its computer lost, or the program stuck) is ended, and
-- so is anybody else's session that only holds the lock: then the next try succeeds. `fresh`: as another program than led
-- before; then everybody is unknown until written anew.
CREATE OR REPLACE FUNCTION lead_floor(gateway text, able json DEFAULT '[]', fresh boolean DEFAULT true) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    lock_key bigint := hashtextextended('deskside gateway ' || gateway, 0);
    last timestamptz;
    heard uuid;
BEGIN
    PERFORM must_be('gateway');
    IF btrim(coalesce(gateway, '')) = '' OR length(gateway) > 60 OR gateway ~ '[[:cntrl:]]' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'a gateway has a name of 1 to 60 letters';
    END IF;
    INSERT INTO gateway (name, backend_pid, as_of, heard_at, link, words, able)
    VALUES (gateway, 0, clock_timestamp(), clock_timestamp(), 'down', '', '[]') ON CONFLICT DO NOTHING;
    IF NOT pg_try_advisory_lock(lock_key) THEN
        IF pg_has_role('pg_signal_backend', 'USAGE')
           AND (SELECT g.heard_at < clock_timestamp() - interval '3 seconds' FROM gateway g WHERE g.name = gateway) THEN
            PERFORM pg_terminate_backend(l.pid) FROM pg_locks l
            WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted AND l.pid <> pg_backend_pid()
              AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
              AND ((l.classid::bigint << 32) | l.objid::bigint) = lock_key;
        END IF;
        RETURN false;
    END IF;
    SELECT g.as_of INTO last FROM gateway g WHERE g.name = gateway;
    UPDATE gateway g SET backend_pid = pg_backend_pid(), heard_at = clock_timestamp(), link = 'down', words = '',
        able = lead_floor.able WHERE g.name = gateway;
    IF fresh THEN
        -- Whoever listened through the last leader hears nothing any more.
        FOR heard IN SELECT a.id FROM floor_action a
            WHERE a.gateway = gateway AND a.action = 'listen' AND a.began_at IS NOT NULL AND a.ended_at IS NULL LOOP
            PERFORM finish_action(heard, 'done', 'the gateway ended');
        END LOOP;
        -- What the last leader had begun is not begun again: nobody knows how far it came.
        UPDATE floor_action a SET state = 'refused', words = 'the gateway ended while it was at it',
            ended_at = clock_timestamp()
        WHERE a.gateway = gateway AND a.state IN ('pending', 'accepted') AND a.taken_at IS NOT NULL
          AND a.ended_at IS NULL;
        -- Nobody has vouched for its agents since it was last heard.
        WITH forgotten AS (
            UPDATE agent_now n SET state = 'unknown', since = last, reason = '', queue = '', call_key = '',
                other_number = '', hold_ms = 0, next_state = '', next_reason = '', why = '0: another gateway took over'
            WHERE n.gateway = gateway AND n.state <> 'unknown'
            RETURNING n.agent_id)
        INSERT INTO agent_state (id, agent_id, state, reason, entered_at, source)
        SELECT new_key(clock_timestamp()), f.agent_id, 'unknown', '', last, gateway FROM forgotten f;
    END IF;
    RETURN true;
END $$;

-- Refuse whoever does not lead.
CREATE OR REPLACE FUNCTION must_lead(gateway text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM must_be('gateway');
    IF NOT EXISTS (SELECT FROM gateway g WHERE g.name = must_lead.gateway AND g.backend_pid = pg_backend_pid()) THEN
        PERFORM fail_place('no_right', jsonb_build_object('why', 'not_leading'));
    END IF;
END $$;

-- Names of queues as they are kept (`plain_queues` of floor_rows.py).
CREATE OR REPLACE FUNCTION plain_queues(names json) RETURNS json
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(json_agg(name ORDER BY name), '[]') FROM (
        SELECT DISTINCT plain_words(given, 40) COLLATE "C" AS name FROM json_array_elements_text(names) AS given
    ) AS known WHERE name <> ''
$$;

-- Keep and tell what has changed, and that the gateway lives: {number, state, since, reason, queue, call_key,
-- other_number, direction, hold_ms, help, next_state, next_reason, why, queues, as_of} for each agent, once. History gets
-- what was entered anew. Queues are told when they are otherwise than before: by a 1, to be read, when a notice should not
-- carry so many; a 0 says that they are as before. Numbers of nobody here are left out: how many were kept.
CREATE OR REPLACE FUNCTION put_floor(
    gateway text, as_of timestamptz, link text, words text, states json DEFAULT '[]'
) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    given agent_now[];
    otherwise uuid[];
    kept int := 0;
BEGIN
    PERFORM must_lead(put_floor.gateway);
    UPDATE gateway g SET as_of = put_floor.as_of, heard_at = clock_timestamp(), link = put_floor.link,
        words = plain_words(put_floor.words, 300)
    WHERE g.name = put_floor.gateway;
    PERFORM pg_notify('deskside_floor', jsonb_build_object('gateway', put_floor.gateway, 'as_of', micros(put_floor.as_of),
        'link', put_floor.link, 'words', plain_words(put_floor.words, 300))::text);
    IF json_array_length(states) = 0 THEN
        RETURN 0;
    END IF;
    given := ARRAY(
        SELECT DISTINCT ON (p.id) ROW(p.id, put_floor.gateway, n.state, n.since, plain_words(n.reason, 40),
            plain_words(n.queue, 40), plain_words(n.call_key, 80), plain_words(n.other_number, 24), n.direction,
            coalesce(n.hold_ms, 0), coalesce(n.help, false), coalesce(n.next_state, ''), plain_words(n.next_reason, 40),
            plain_words(n.why, 160), n.as_of,
            CASE n.queues::text WHEN o.queues::text THEN o.queues ELSE plain_queues(n.queues) END)::agent_now
        FROM json_to_recordset(states) AS n(number text, state text, since timestamptz, reason text, queue text,
            call_key text, other_number text, direction text, hold_ms bigint, help boolean, next_state text,
            next_reason text, why text, queues json, as_of timestamptz)
        JOIN person p ON p.number = n.number AND p.role = 'agent' LEFT JOIN agent_now o ON o.agent_id = p.id);
    INSERT INTO agent_state (id, agent_id, state, reason, entered_at, source, queue, call_key, help)
    SELECT new_key(clock_timestamp()), g.agent_id, g.state, g.reason,
        -- Talk counts from its answer, which lies before a hold, and a call for help comes in the middle of a state;
        -- history goes forward only (`entered_at`, time_kept.py).
        CASE WHEN g.since < o.since OR (g.since, g.state, g.reason) = (o.since, o.state, o.reason)
             THEN greatest(o.since, g.as_of) ELSE g.since END,
        put_floor.gateway, g.queue, g.call_key, g.help
    FROM unnest(given) AS g LEFT JOIN agent_now o ON o.agent_id = g.agent_id
    WHERE o.agent_id IS NULL
       OR (o.state, o.reason, o.since, o.help) IS DISTINCT FROM (g.state, g.reason, g.since, g.help);
    otherwise := ARRAY(SELECT g.agent_id FROM unnest(given) AS g LEFT JOIN agent_now o ON o.agent_id = g.agent_id
        WHERE o.queues::text IS DISTINCT FROM g.queues::text);
    INSERT INTO agent_now SELECT g.* FROM unnest(given) AS g
    ON CONFLICT (agent_id) DO UPDATE SET gateway = excluded.gateway, state = excluded.state, since = excluded.since,
        reason = excluded.reason, queue = excluded.queue, call_key = excluded.call_key,
        other_number = excluded.other_number, direction = excluded.direction, hold_ms = excluded.hold_ms,
        help = excluded.help, next_state = excluded.next_state, next_reason = excluded.next_reason, why = excluded.why,
        as_of = excluded.as_of, queues = excluded.queues;
    GET DIAGNOSTICS kept = ROW_COUNT;
    PERFORM tell_floor(team, rows) FROM (
        SELECT p.team, array_agg(floor_row(p.number, g, CASE WHEN o.agent_id IS NULL THEN '0'
            WHEN length(g.queues::text) > 200 THEN '1' END::json)) AS rows
        FROM unnest(given) AS g JOIN person p ON p.id = g.agent_id
        LEFT JOIN unnest(otherwise) AS o (agent_id) ON o.agent_id = g.agent_id GROUP BY p.team ORDER BY p.team) AS teams;
    RETURN kept;
END $$;

-- Tell a team's changes on its channel, in notices that PostgreSQL can carry (below 8000 bytes). Each has a number and
-- the one before it, so that who missed one knows.
CREATE OR REPLACE FUNCTION tell_floor(team text, rows jsonb[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    told record;
    row_of jsonb;
    said text := '';
    known bigint;
BEGIN
    UPDATE floor_team t SET seq = t.seq + 1 WHERE t.team = team RETURNING t.channel, t.seq INTO told;
    IF NOT FOUND THEN
        PERFORM make_floor_teams(ARRAY[team]);
        NOTIFY deskside_floor, 'teams';
        RETURN;  -- nobody can listen there yet; whoever hears of the new team reads it
    END IF;
    known := told.seq - 1;
    FOREACH row_of IN ARRAY rows LOOP
        IF octet_length(said) + octet_length(row_of::text) > 7900 THEN
            PERFORM pg_notify(told.channel, format('[%s,%s,[%s]]', told.seq, known, said));
            known := told.seq;
            said := '';
        END IF;
        said := said || CASE said WHEN '' THEN '' ELSE ',' END || row_of::text;
    END LOOP;
    PERFORM pg_notify(told.channel, format('[%s,%s,[%s]]', told.seq, known, said));
END $$;

-- Whether somebody may listen to agents of a team, as sees_team says it of oneself.
CREATE OR REPLACE FUNCTION may_hear(who person, team text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT who.active AND (who.role = 'manager' OR (who.role IN ('inspector', 'supervisor') AND (
        may_hear.team IN ('', who.team)
        OR EXISTS (SELECT FROM person_team t WHERE t.person_id = who.id AND t.team = may_hear.team))))
$$;

-- What is asked of this gateway and not yet begun, oldest first; from now on it is begun. What nobody began within 10 s
-- is too late: whoever asked has looked away by then. Then, each time until they have ended, the listenings that are to
-- end: `stop` is `asked`, `barred` where the listener may not hear this agent any more, or `gone` where the listener has no
-- session here. Addresses that nobody fetched are forgotten.
CREATE OR REPLACE FUNCTION take_actions(gateway text)
RETURNS TABLE (id uuid, agent_number text, action text, reason text, to_phone text, call_key text, by_number text,
               listening_id uuid, hear_at json, stop text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    late record;
BEGIN
    PERFORM must_lead(take_actions.gateway);
    -- `ended_at IS NULL` first: what is open has a small index of its own, beside a year of actions.
    FOR late IN SELECT a.id, a.stop_at FROM floor_action a
        WHERE a.ended_at IS NULL AND a.gateway = take_actions.gateway AND a.state = 'pending' AND a.taken_at IS NULL
          AND (a.at < clock_timestamp() - interval '10 seconds' OR a.stop_at IS NOT NULL)
          AND a.at > clock_timestamp() - interval '1 day' LOOP
        PERFORM finish_action(late.id, 'refused', CASE WHEN late.stop_at IS NULL
            THEN 'nobody carried it out in time' ELSE 'not wanted any more' END);
    END LOOP;
    -- Asked row by row: there are a handful of addresses beside a year of actions.
    DELETE FROM media_offer o
    WHERE greatest(o.made_at, (SELECT a.at FROM floor_action a WHERE a.id = o.action_id))
          < clock_timestamp() - interval '30 seconds';
    RETURN QUERY
        WITH taken AS (
            UPDATE floor_action a SET taken_at = clock_timestamp()
            WHERE a.ended_at IS NULL AND a.gateway = take_actions.gateway AND a.state = 'pending' AND a.taken_at IS NULL
              AND a.at > clock_timestamp() - interval '10 seconds'
            RETURNING a.*),
        wished AS (
            DELETE FROM media_offer o USING taken t WHERE o.action_id = t.id RETURNING o.action_id, o.wish)
        SELECT t.id, p.number, t.action, t.reason, t.to_phone, t.call_key, b.number, t.listening_id, w.wish, NULL
        FROM taken t JOIN person p ON p.id = t.agent_id JOIN person b ON b.id = t.by_id
        LEFT JOIN wished w ON w.action_id = t.id
        ORDER BY t.at, t.id;
    RETURN QUERY
        SELECT h.* FROM (
            SELECT a.id, p.number, a.action, a.reason, a.to_phone, a.call_key, b.number, a.listening_id, NULL::json,
                CASE WHEN a.stop_at IS NOT NULL THEN 'asked'
                     WHEN NOT may_hear(b, p.team) THEN 'barred'
                     WHEN a.began_at IS NOT NULL AND NOT EXISTS (SELECT FROM pg_stat_activity s
                                      WHERE s.usename = b.number AND s.datname = current_database()) THEN 'gone' END AS why
            FROM floor_action a JOIN person p ON p.id = a.agent_id JOIN person b ON b.id = a.by_id
            WHERE a.ended_at IS NULL AND a.gateway = take_actions.gateway AND a.action = 'listen'
              AND a.listening_id IS NULL AND a.taken_at IS NOT NULL) AS h
        WHERE h.why IS NOT NULL;
END $$;

-- What came of an action, in the telephone system's words: accepted, done or refused. The last word on it is recorded,
-- and of a listening how long it was. `offer`: where its sound is fetched; who asked for it takes it (take_offer), and
-- it is written nowhere else.
CREATE OR REPLACE FUNCTION finish_action(
    action_id uuid, outcome text, words text DEFAULT '', is_last boolean DEFAULT true, offer json DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    asked floor_action;
    facts jsonb;
BEGIN
    PERFORM must_be('gateway');
    SELECT a.* INTO asked FROM floor_action a WHERE a.id = finish_action.action_id;
    IF asked.id IS NULL THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'action'));
    END IF;
    PERFORM must_lead(asked.gateway);
    IF asked.ended_at IS NOT NULL THEN
        RETURN;
    END IF;
    IF is_last THEN
        PERFORM begin_deed();
        facts := jsonb_build_object('id', asked.id, 'outcome', outcome, 'words', plain_words(finish_action.words, 300));
        IF asked.began_at IS NOT NULL THEN
            facts := facts || jsonb_build_object('call', asked.call_key,
                'seconds', round(extract(epoch FROM clock_timestamp() - asked.began_at))::int);
        END IF;
        PERFORM record('floor_action_ended', NULL, asked.agent_id, facts, clock_timestamp());
        -- Whatever was offered for it leads nowhere now.
        DELETE FROM media_offer o
        WHERE asked.id IN (o.action_id, (SELECT a.listening_id FROM floor_action a WHERE a.id = o.action_id));
    END IF;
    UPDATE floor_action a SET state = outcome, words = plain_words(finish_action.words, 300),
        began_at = CASE WHEN asked.action = 'listen' AND asked.listening_id IS NULL AND outcome = 'accepted'
                             AND NOT is_last THEN coalesce(a.began_at, clock_timestamp()) ELSE a.began_at END,
        ended_at = CASE WHEN is_last THEN clock_timestamp() END WHERE a.id = asked.id;
    IF finish_action.offer IS NOT NULL THEN
        INSERT INTO media_offer (action_id, offer, made_at) VALUES (asked.id, finish_action.offer, clock_timestamp())
        ON CONFLICT DO NOTHING;
    END IF;
    NOTIFY deskside_floor, 'actions';
END $$;

-- How alerts stand: {number, state, reason, since, level, limit_ms, at, ended_at}, `limit_ms` 0 for a call for help. Each
-- level is raised once. One that is over ends, and goes on when it turns out not to be; one that was put off until before
-- `at` stands again for everybody. How many are otherwise than before.
CREATE OR REPLACE FUNCTION put_alerts(gateway text, alerts json) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    stood int;
    raised int;
BEGIN
    PERFORM must_lead(put_alerts.gateway);
    UPDATE alert a SET ended_at = n.ended_at,
        snoozed_until = CASE WHEN n.ended_at IS NULL AND a.snoozed_until <= n.at THEN NULL ELSE a.snoozed_until END
    FROM json_to_recordset(alerts) AS n(number text, state text, since timestamptz, limit_ms bigint, at timestamptz,
        ended_at timestamptz)
    JOIN person p ON p.number = n.number
    WHERE a.agent_id = p.id AND a.since = n.since AND a.state = n.state AND (a.limit_ms = 0) = (n.limit_ms = 0)
      AND (a.ended_at IS DISTINCT FROM n.ended_at OR (n.ended_at IS NULL AND a.snoozed_until <= n.at));
    GET DIAGNOSTICS stood = ROW_COUNT;
    INSERT INTO alert (id, agent_id, state, reason, since, level, limit_ms, raised_at, answer, answer_reason)
    SELECT new_key(clock_timestamp()), p.id, n.state, plain_words(n.reason, 40), n.since, n.level, n.limit_ms,
        clock_timestamp(), '', ''
    FROM json_to_recordset(alerts) AS n(number text, state text, reason text, since timestamptz, level int,
        limit_ms bigint, ended_at timestamptz)
    JOIN person p ON p.number = n.number
    WHERE n.ended_at IS NULL
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS raised = ROW_COUNT;
    IF stood + raised > 0 THEN
        NOTIFY deskside_floor, 'alerts';
    END IF;
    RETURN stood + raised;
END $$;
