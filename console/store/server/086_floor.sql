-- The floor as people work on it: the rooms' plan, a team's limits, what is asked of the telephone system, alerts and
-- handovers. What the gateway writes is in 087.
--
-- Changes of states are told on a channel of each team whose name only those are told who may see that team (see decision 0020):
-- a notice carries rows, and rows are not for everybody who may LISTEN. `deskside_floor` is for everybody: a bell for
-- plan and limits, and the gateways' signs of life, believed only from the session that `gateway` names.

-- A text of the outside world, made short and plain enough for a notice.
CREATE OR REPLACE FUNCTION plain_words(words text, most int) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT left(regexp_replace(coalesce(words, ''), '[[:cntrl:]]', ' ', 'g'), most)
$$;

-- A moment for a notice: microseconds since 1970.
CREATE OR REPLACE FUNCTION micros(at timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    SELECT (extract(epoch FROM at) * 1000000)::bigint
$$;

-- An agent's state as it is told: the fields of AgentNow in their order, its gateway last. `queues` in place of its own
-- (floor_rows.py).
CREATE OR REPLACE FUNCTION floor_row(number text, a agent_now, queues json DEFAULT NULL) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(number, a.state, micros(a.since), a.reason, a.queue, a.call_key, a.other_number,
        a.direction, a.hold_ms, a.help, a.next_state, a.next_reason, a.why, coalesce(queues, a.queues), micros(a.as_of),
        a.gateway)
$$;

-- The floor that this session may see, as it is told on the teams' channels. What it may see is asked once, not for each
-- of five thousand rows.
CREATE OR REPLACE FUNCTION floor_now() RETURNS TABLE (team text, said jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager');
    RETURN QUERY SELECT p.team, floor_row(p.number, a)
        FROM agent_now a JOIN person p ON p.id = a.agent_id AND p.role = 'agent'
        WHERE p.team = ANY ((SELECT seen_teams())::text[])
           OR (SELECT me_as('manager')) IS NOT NULL OR (SELECT trusted());
END $$;

-- Where the changes of the teams are told that this session may see, and the number of the last one told there.
CREATE OR REPLACE FUNCTION floor_channels() RETURNS TABLE (team text, channel text, seq bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager');
    RETURN QUERY SELECT t.team, t.channel, t.seq FROM floor_team t
        WHERE t.team = ANY ((SELECT seen_teams())::text[])
           OR (SELECT me_as('manager')) IS NOT NULL OR (SELECT trusted());
END $$;

-- The agent somebody wants to do something to. place: no_right; not_found.
CREATE OR REPLACE FUNCTION agent_seen(agent uuid) RETURNS person
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    whom person;
BEGIN
    SELECT p.* INTO whom FROM person p WHERE p.id = agent AND p.role = 'agent' AND sees_team(p.team);
    IF NOT FOUND THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'agent'));
    END IF;
    RETURN whom;
END $$;

-- Lay out a room, new or known by its key: {id, name, rows, columns, version, seats: [{id, row, column, name, agent_id}]}.
-- Seats that are not named are gone; somebody seated here leaves any other seat. Returns the room's new version.
-- Supervisors and managers. place: no_right, changed_elsewhere; input: number_taken when a room has that name.
CREATE OR REPLACE FUNCTION save_room(
    room json, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    actor uuid := acting(save_room.on_behalf);
    room_key uuid := save_room.room ->> 'id';
    known int;
    given int := save_room.room ->> 'version';
BEGIN
    PERFORM must_be('supervisor', 'manager');
    PERFORM begin_deed();
    SELECT r.version INTO known FROM room r WHERE r.id = room_key;
    IF coalesce(known, 0) <> given THEN
        PERFORM fail_place('changed_elsewhere');
    ELSIF EXISTS (SELECT FROM room r WHERE r.name = save_room.room ->> 'name' AND r.id <> room_key) THEN
        PERFORM fail_input('number_taken', jsonb_build_object('number', save_room.room ->> 'name'));
    END IF;
    INSERT INTO room (id, name, grid_rows, grid_columns, version)
    VALUES (room_key, save_room.room ->> 'name', (save_room.room ->> 'rows')::int, (save_room.room ->> 'columns')::int, 1)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, grid_rows = excluded.grid_rows,
        grid_columns = excluded.grid_columns, version = room.version + 1;
    -- Out of the way first: a seat may change places with another, and so may those who sit there.
    UPDATE seat SET grid_row = -1 - grid_row, agent_id = NULL WHERE room_id = room_key;
    UPDATE seat SET agent_id = NULL WHERE agent_id IN (
        SELECT (s.one ->> 'agent_id')::uuid FROM json_array_elements(save_room.room -> 'seats') AS s(one));
    INSERT INTO seat (id, room_id, grid_row, grid_column, name, agent_id)
    SELECT n.id, room_key, n."row", n."column", n.name, n.agent_id
    FROM json_to_recordset(save_room.room -> 'seats') AS n(id uuid, "row" int, "column" int, name text, agent_id uuid)
    ON CONFLICT (id) DO UPDATE SET grid_row = excluded.grid_row, grid_column = excluded.grid_column,
        name = excluded.name, agent_id = excluded.agent_id WHERE seat.room_id = room_key;
    DELETE FROM seat WHERE room_id = room_key AND grid_row < 0;
    PERFORM record('plan_changed', actor, room_key, jsonb_build_object('room', save_room.room ->> 'name'), moment(save_room.at));
    NOTIFY deskside_floor, 'plan';
    RETURN given + 1;
END $$;

-- Take a room away, and its seats. Supervisors and managers. place: no_right, not_found.
CREATE OR REPLACE FUNCTION remove_room(
    room_id uuid, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    actor uuid := acting(on_behalf);
    called text;
BEGIN
    PERFORM must_be('supervisor', 'manager');
    PERFORM begin_deed();
    DELETE FROM seat s WHERE s.room_id = remove_room.room_id;
    DELETE FROM room r WHERE r.id = remove_room.room_id RETURNING r.name INTO called;
    IF called IS NULL THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'room'));
    END IF;
    PERFORM record('plan_changed', actor, remove_room.room_id, jsonb_build_object('room', called, 'removed', 1), moment(at));
    NOTIFY deskside_floor, 'plan';
END $$;

-- The row of a team, made where there is none yet.
CREATE OR REPLACE FUNCTION make_floor_teams(teams text[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO floor_team (team, channel, seq)
    SELECT DISTINCT t, 'deskside_floor_' || replace(gen_random_uuid()::text, '-', ''), 0 FROM unnest(teams) AS t
    ON CONFLICT DO NOTHING
$$;

-- Whoever sees a team no longer must not go on hearing it: its channel gets another name, and everybody who may asks for
-- it again. A person comes to a team, leaves it, or gets another role.
CREATE OR REPLACE FUNCTION renew_channel() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE floor_team t SET channel = 'deskside_floor_' || replace(gen_random_uuid()::text, '-', '')
    WHERE t.team IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.team END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.team END);
    NOTIFY deskside_floor, 'teams';
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER person_moved AFTER UPDATE OF team, role, active ON person
FOR EACH ROW EXECUTE FUNCTION renew_channel();
CREATE OR REPLACE TRIGGER team_granted AFTER INSERT OR DELETE ON person_team
FOR EACH ROW EXECUTE FUNCTION renew_channel();

-- A team's limits from now on, as `Limits.to_json` writes them; NULL for the usual ones. Supervisors for their own
-- teams, managers for all. place: no_right; input: bad_form.
CREATE OR REPLACE FUNCTION set_limits(
    team text, limits json, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    actor uuid := acting(on_behalf);
    part text;
    seconds text;
BEGIN
    PERFORM must_be('supervisor', 'manager');
    IF NOT sees_team(team) THEN
        PERFORM fail_place('no_right');
    END IF;
    IF json_typeof(limits) = 'null' THEN
        limits := NULL;
    END IF;
    IF limits IS NOT NULL THEN
        IF coalesce((limits ->> 'warn_percent')::int, 0) NOT BETWEEN 1 AND 100 THEN
            PERFORM fail_input('bad_form', jsonb_build_object('where', 'warn_percent', 'why', 'must be 1 to 100'));
        END IF;
        FOREACH part IN ARRAY ARRAY['states_s', 'away_reasons_s'] LOOP
            FOR seconds IN SELECT value FROM json_each_text(limits -> part) LOOP
                IF seconds !~ '^\d{1,6}$' THEN
                    PERFORM fail_input('bad_form', jsonb_build_object('where', part, 'why', 'must be whole seconds'));
                END IF;
            END LOOP;
        END LOOP;
    END IF;
    PERFORM begin_deed();
    PERFORM make_floor_teams(ARRAY[team]);
    UPDATE floor_team t SET limits = set_limits.limits WHERE t.team = team;
    PERFORM record('limits_set', actor, NULL, jsonb_build_object('team', team, 'limits', coalesce(limits::text, '')),
                   moment(at));
    NOTIFY deskside_floor, 'limits';
    NOTIFY deskside_floor_asked;
EXCEPTION WHEN data_exception THEN
    PERFORM fail_input('bad_form', jsonb_build_object('where', '', 'why', 'missing or of the wrong kind'));
END $$;

-- Whether a console can be sent sound there: {address, agent_port, customer_port}. The address is this session's own.
CREATE OR REPLACE FUNCTION is_own_address(hear_at json) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    ports int[];
BEGIN
    ports := ARRAY[(hear_at ->> 'agent_port')::int, (hear_at ->> 'customer_port')::int];
    RETURN coalesce((hear_at ->> 'address')::inet = inet_client_addr() AND ports[1] <> ports[2]
                    AND 1024 <= ALL (ports) AND 65535 >= ALL (ports), false);
EXCEPTION WHEN data_exception THEN
    RETURN false;
END $$;

-- Ask the telephone system to do something to an agent or to the call they are on; the gateway carries it out. Asked
-- twice with the same key it is asked once. `call_key` is the call that was meant: another one is not cut off.
-- To listen is a row that stays open. Whispering, joining, and with `listening` taking over and listening again, change
-- what the asker is to the call of an open listening of their own: the one named, or the newest of that call.
-- `hear_at`: where a console that listens can be sent RTP; kept for the gateway alone.
-- Inspectors only listen. place: no_right (why: address), not_found (agent, gateway, listening); input: reason_missing,
-- number_unusable.
CREATE OR REPLACE FUNCTION ask_action(
    action_id uuid, agent uuid, action text, reason text DEFAULT '', to_phone text DEFAULT '', call_key text DEFAULT '',
    listening uuid DEFAULT NULL, hear_at json DEFAULT NULL, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    actor uuid := acting(on_behalf);
    asked_at timestamptz := moment(at);
    whom person;
    heard floor_action;
    through text;
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager');
    IF action IS NULL OR action NOT IN ('listen', 'whisper', 'join', 'take_over', 'end_call', 'sign_off', 'set_away',
                                        'set_ready')
       OR (listening IS NOT NULL AND action NOT IN ('listen', 'whisper', 'join', 'take_over')) THEN
        RAISE invalid_parameter_value USING MESSAGE = 'an action has a name that exists';
    ELSIF action <> 'listen' THEN
        PERFORM must_be('supervisor', 'manager');
    END IF;
    whom := agent_seen(agent);
    IF action = 'set_away' AND reason NOT IN ('rest', 'meal', 'training', 'meeting', 'other') THEN
        PERFORM fail_input('reason_missing');
    ELSIF action = 'take_over' AND listening IS NULL AND to_phone !~ '^[0-9A-Za-z+*#._-]{1,40}$' THEN
        PERFORM fail_input('number_unusable', jsonb_build_object('number', plain_words(to_phone, 40), 'why', 'characters'));
    ELSIF hear_at IS NOT NULL AND (action <> 'listen' OR listening IS NOT NULL OR NOT is_own_address(hear_at)) THEN
        PERFORM fail_place('no_right', jsonb_build_object('why', 'address'));
    END IF;
    SELECT n.gateway INTO through FROM agent_now n WHERE n.agent_id = agent;
    IF through IS NULL THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'gateway'));
    END IF;
    IF listening IS NOT NULL OR action IN ('whisper', 'join') THEN
        SELECT f.* INTO heard FROM floor_action f
        WHERE f.by_id = actor AND f.agent_id = agent AND f.action = 'listen' AND f.listening_id IS NULL
          AND f.ended_at IS NULL AND (f.id = listening OR (listening IS NULL AND f.call_key = plain_words(call_key, 200)))
        ORDER BY f.at DESC, f.id DESC LIMIT 1;
        IF heard.id IS NULL THEN
            PERFORM fail_place('not_found', jsonb_build_object('what', 'listening'));
        END IF;
        call_key := heard.call_key;
        through := heard.gateway;
    END IF;
    PERFORM begin_deed();
    INSERT INTO floor_action (id, at, by_id, agent_id, gateway, action, reason, to_phone, call_key, state, words, listening_id)
    VALUES (action_id, asked_at, actor, agent, through, action, plain_words(reason, 200),
            CASE WHEN action = 'take_over' AND listening IS NULL THEN to_phone ELSE '' END,
            plain_words(call_key, 200), 'pending', '', heard.id)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        IF hear_at IS NOT NULL THEN
            INSERT INTO media_offer (action_id, wish) VALUES (action_id, hear_at);
        END IF;
        PERFORM record('floor_action', actor, agent, jsonb_build_object('id', action_id, 'action', action,
            'agent', whom.number, 'reason', plain_words(reason, 200), 'call', plain_words(call_key, 200))
            || CASE WHEN heard.id IS NULL THEN '{}' ELSE jsonb_build_object('listening', heard.id) END, asked_at);
        NOTIFY deskside_floor_asked;
        NOTIFY deskside_floor, 'actions';
    END IF;
END $$;

-- Listen no longer: one's own listening ends. place: no_right, not_found (listening).
CREATE OR REPLACE FUNCTION stop_listening(action_id uuid, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    actor uuid := acting(on_behalf);
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager');
    UPDATE floor_action f SET stop_at = coalesce(f.stop_at, moment(stop_listening.at))
    WHERE f.id = action_id AND f.by_id = actor AND f.action = 'listen' AND f.listening_id IS NULL;
    IF NOT FOUND THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'listening'));
    END IF;
    NOTIFY deskside_floor_asked;
END $$;

-- Where the sound of one's own listening is fetched: said once, to whoever asked for it, within half a minute. What
-- else is asked for is answered alike, whether there is such a thing or not. place: no_right, not_found (offer).
CREATE OR REPLACE FUNCTION take_offer(action_id uuid, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL)
RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    actor uuid := acting(on_behalf);
    said json;
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager');
    SELECT o.offer INTO said FROM media_offer o JOIN floor_action f ON f.id = o.action_id
    JOIN person p ON p.id = f.agent_id
    WHERE o.action_id = take_offer.action_id AND f.by_id = actor AND sees_team(p.team)
      AND o.made_at > clock_timestamp() - interval '30 seconds'
    FOR UPDATE OF o;
    IF said IS NULL THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'offer'));
    END IF;
    UPDATE media_offer o SET offer = NULL, taken_at = clock_timestamp() WHERE o.action_id = take_offer.action_id;
    RETURN said;
END $$;

-- What a lead does about an alert: seen, or put off until later for a reason. Supervisors for their own teams, managers.
-- place: no_right, not_found; input: reason_missing.
CREATE OR REPLACE FUNCTION answer_alert(
    alert_id uuid, answer text, reason text DEFAULT '', until timestamptz DEFAULT NULL,
    on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    actor uuid := acting(on_behalf);
    said text := btrim(reason, E' \t\n\r\f\v');
    about uuid;
BEGIN
    PERFORM must_be('supervisor', 'manager');
    SELECT a.agent_id INTO about FROM alert a JOIN person p ON p.id = a.agent_id
    WHERE a.id = alert_id AND sees_team(p.team) FOR UPDATE OF a;
    IF about IS NULL THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'alert'));
    ELSIF answer = 'snoozed' AND (said = '' OR until IS NULL) THEN
        PERFORM fail_input('reason_missing');
    END IF;
    UPDATE alert a SET answer = answer_alert.answer, answer_reason = said, answered_by = actor, answered_at = moment(at),
        snoozed_until = until WHERE a.id = alert_id;
    NOTIFY deskside_floor, 'alerts';
    NOTIFY deskside_floor_asked;
END $$;

-- Leave a note for the next lead: for a team ('' for all), pinned to a seat and a moment or to neither.
-- Inspectors and supervisors for teams they see, managers. place: no_right; input: reason_missing.
CREATE OR REPLACE FUNCTION hand_over(
    handover_id uuid, team text, words text, seat_id uuid DEFAULT NULL, about_at timestamptz DEFAULT NULL,
    on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    actor uuid := acting(on_behalf);
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager');
    IF NOT sees_team(hand_over.team) THEN
        PERFORM fail_place('no_right');
    ELSIF btrim(words, E' \t\n\r\f\v') = '' THEN
        PERFORM fail_input('reason_missing');
    END IF;
    INSERT INTO handover AS h (id, at, by_id, team, seat_id, about_at, words)
    VALUES (handover_id, moment(hand_over.at), actor, hand_over.team, hand_over.seat_id, hand_over.about_at, hand_over.words)
    ON CONFLICT DO NOTHING;
    NOTIFY deskside_floor, 'handovers';
END $$;

-- The next lead signs that they have taken it over; somebody else than who wrote it, once.
-- Supervisors and managers. place: no_right, not_found.
CREATE OR REPLACE FUNCTION sign_handover(
    handover_id uuid, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    actor uuid := acting(on_behalf);
    note handover;
BEGIN
    PERFORM must_be('supervisor', 'manager');
    PERFORM begin_deed();
    SELECT h.* INTO note FROM handover h WHERE h.id = handover_id AND sees_team(h.team) FOR UPDATE;
    IF note.id IS NULL THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'handover'));
    ELSIF note.by_id = actor THEN
        PERFORM fail_place('no_right', jsonb_build_object('why', 'own_note'));
    ELSIF note.signed_by IS NULL THEN
        UPDATE handover h SET signed_by = actor, signed_at = moment(sign_handover.at) WHERE h.id = handover_id;
        PERFORM record('handover_signed', actor, note.by_id, jsonb_build_object('id', handover_id),
                       moment(sign_handover.at));
        NOTIFY deskside_floor, 'handovers';
    END IF;
END $$;
