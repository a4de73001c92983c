-- Growth: the large tables stand in parts, one for each month (UTC), and what has had its time goes by policy.
--
-- Parts live in the schema `parts` as table_YYYY_MM. Each table keeps a default part for keys and times out of the
-- ordinary, so that nothing is ever refused for want of a month.

-- The smallest UUIDv7 (RFC 9562) of a moment: no key made from then on is below it.
CREATE OR REPLACE FUNCTION first_key(at timestamptz) RETURNS uuid
LANGUAGE sql STABLE STRICT SET search_path = public, pg_temp AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- When a UUIDv7 was made.
CREATE OR REPLACE FUNCTION made_at(id uuid) RETURNS timestamptz
LANGUAGE sql STABLE STRICT SET search_path = public, pg_temp AS $$
    SELECT to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
$$;

-- A moment's month, named by its first day.
CREATE OR REPLACE FUNCTION month_of(at timestamptz) RETURNS date
LANGUAGE sql STABLE STRICT SET search_path = public, pg_temp AS $$
    SELECT date_trunc('month', at AT TIME ZONE 'UTC')::date
$$;

-- The name of a month's part.
CREATE OR REPLACE FUNCTION part_name(parent regclass, first_day date) RETURNS text
LANGUAGE sql STABLE STRICT SET search_path = public, pg_temp AS $$
    SELECT format('%s_%s', parent, to_char(first_day, 'YYYY_MM'))
$$;

-- FOR VALUES …: the bounds of a month's part, in the terms of its table's key.
CREATE OR REPLACE FUNCTION part_bounds(parent regclass, first_day date, OUT low text, OUT high text)
LANGUAGE sql STABLE STRICT SET search_path = public, pg_temp AS $$
    SELECT CASE parent WHEN 'call'::regclass THEN first_key(since)::text ELSE since::text END,
           CASE parent WHEN 'call'::regclass THEN first_key(until)::text ELSE until::text END
    FROM (SELECT first_day::timestamp AT TIME ZONE 'UTC' AS since,
                 (first_day + interval '1 month') AT TIME ZONE 'UTC' AS until) AS bounds
$$;

-- The tables in parts, the key of each, and its default part.
CREATE OR REPLACE FUNCTION tables_in_parts(OUT parent regclass, OUT key text, OUT rest regclass) RETURNS SETOF record
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT p.partrelid::regclass, a.attname::text, p.partdefid::regclass
    FROM pg_partitioned_table p
    JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
    WHERE p.partrelid IN ('call'::regclass, 'audit'::regclass, 'agent_state'::regclass)
    ORDER BY p.partrelid::regclass::text DESC
$$;

-- The months of what lies in a default part although it could have a month of its own.
CREATE OR REPLACE FUNCTION months_astray(parent regclass, key text, rest regclass, last_month date) RETURNS date[]
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    found date[];
    at text := CASE parent WHEN 'call'::regclass THEN format('made_at(%I)', key) ELSE quote_ident(key) END;
BEGIN
    EXECUTE format('SELECT coalesce(array_agg(DISTINCT month_of(%1$s)), ''{}'') FROM %2$s'
                   ' WHERE %1$s >= ''2000-01-01Z'' AND month_of(%1$s) <= %3$L', at, rest, last_month) INTO found;
    RETURN found;
END $$;

-- Make parts for months whose rows lie in the default part already, and move the rows. Whoever points at the table lets
-- go meanwhile, because a row must not vanish from it even between two statements; all in one transaction, under locks
-- that nobody reads past. Rare: a month is late only if nobody signed on for a quarter, or history was upgraded.
CREATE OR REPLACE FUNCTION move_months(parent regclass, key text, rest regclass, months date[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    columns text := (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                     WHERE attrelid = parent AND attnum > 0 AND NOT attisdropped);
    pointers jsonb := (SELECT coalesce(jsonb_agg(jsonb_build_object('holder', conrelid::regclass::text, 'name', conname,
                                                           'words', pg_get_constraintdef(oid))), '[]')
                       FROM pg_constraint WHERE confrelid = parent AND contype = 'f' AND conparentid = 0);
    pointer jsonb;
    first_day date;
    low text;
    high text;
    part text;
BEGIN
    FOR pointer IN SELECT jsonb_array_elements(pointers) LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', pointer ->> 'holder', pointer ->> 'name');
    END LOOP;
    EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', parent, rest);
    FOREACH first_day IN ARRAY months LOOP
        part := part_name(parent, first_day);
        SELECT b.low, b.high INTO low, high FROM part_bounds(parent, first_day) b;
        EXECUTE format('CREATE TABLE parts.%I (LIKE %s INCLUDING ALL)', part, parent);
        EXECUTE format('WITH moved AS (DELETE FROM %1$s WHERE %2$I >= %3$L AND %2$I < %4$L RETURNING %5$s)'
                       ' INSERT INTO parts.%6$I (%5$s) SELECT %5$s FROM moved', rest, key, low, high, columns, part);
        EXECUTE format('ALTER TABLE %s ATTACH PARTITION parts.%I FOR VALUES FROM (%L) TO (%L)', parent, part, low, high);
    END LOOP;
    EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s DEFAULT', parent, rest);
    FOR pointer IN SELECT jsonb_array_elements(pointers) LOOP
        EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', pointer ->> 'holder', pointer ->> 'name', pointer ->> 'words');
    END LOOP;
END $$;

-- The parts that are lacking, of this month and so many ahead; with `may_move` of older months too, where the default
-- part holds some of theirs. Returns how many were made.
CREATE OR REPLACE FUNCTION add_parts(months_ahead int, may_move boolean) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    this_month date := month_of(clock_timestamp());
    last_month date := (this_month + make_interval(months => months_ahead))::date;
    divided record;
    astray date[];
    late date[];
    first_day date;
    made int := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('deskside parts'));
    FOR divided IN SELECT * FROM tables_in_parts() LOOP
        astray := months_astray(divided.parent, divided.key, divided.rest, last_month);
        late := ARRAY(SELECT m FROM unnest(astray) m
                      WHERE to_regclass('parts.' || part_name(divided.parent, m)) IS NULL ORDER BY m);
        IF may_move AND cardinality(late) > 0 THEN
            PERFORM move_months(divided.parent, divided.key, divided.rest, late);
            made := made + cardinality(late);
        END IF;
        FOR first_day IN SELECT generate_series(this_month, last_month, interval '1 month')::date LOOP
            CONTINUE WHEN first_day = ANY (astray) OR to_regclass('parts.' || part_name(divided.parent, first_day)) IS NOT NULL;
            EXECUTE format('CREATE TABLE parts.%I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)',
                           part_name(divided.parent, first_day), divided.parent,
                           (part_bounds(divided.parent, first_day)).low, (part_bounds(divided.parent, first_day)).high);
            made := made + 1;
        END LOOP;
    END LOOP;
    FOR divided IN
        SELECT c.oid::regclass AS part FROM pg_class c
        WHERE c.relnamespace = 'parts'::regnamespace AND c.relkind = 'r' AND NOT c.relrowsecurity
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', divided.part);
    END LOOP;
    RETURN made;
END $$;

-- For administrators and set-up: every part that is lacking, rows astray moved to theirs. Again is nothing. It waits
-- for a lock no longer than everybody else can wait behind it.
CREATE OR REPLACE FUNCTION make_partitions(months_ahead int DEFAULT 3) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '3s' AS $$
BEGIN
    PERFORM refuse_unless_administrator();
    RETURN add_parts(least(greatest(months_ahead, 1), 24), true);
END $$;

-- So that nobody need remember: at each sign-on one look whether the next month has its parts, and if not, three months
-- are made ahead. Never waits long and never fails the sign-on; the next one tries again, and rows meanwhile find room
-- in the default part.
CREATE OR REPLACE FUNCTION keep_partitions() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '500ms' AS $$
DECLARE
    next_month date := month_of(clock_timestamp() + interval '1 month');
BEGIN
    IF EXISTS (SELECT FROM tables_in_parts() t WHERE to_regclass('parts.' || part_name(t.parent, next_month)) IS NULL) THEN
        PERFORM add_parts(3, false);
    END IF;
EXCEPTION
    WHEN lock_not_available OR deadlock_detected THEN NULL;
END $$;

-- The moment before which things of a kind have had their time. PlaceFault not_found for a kind without a policy.
CREATE OR REPLACE FUNCTION retention_limit(kind text, at timestamptz DEFAULT NULL) RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept_months int := (SELECT p.months FROM policy p WHERE p.key = kind);
    limit_at timestamptz := (moment(at) AT TIME ZONE 'UTC' - make_interval(months => kept_months)) AT TIME ZONE 'UTC';
BEGIN
    IF kept_months IS NULL THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'policy'));
    END IF;
    -- Logs go by the month, as their parts do.
    RETURN CASE kind WHEN 'logs' THEN month_of(limit_at)::timestamp AT TIME ZONE 'UTC' ELSE limit_at END;
END $$;

-- Calls whose evaluation has had its time: nothing of it is newer, nobody is at work on it, no appeal waits.
CREATE OR REPLACE FUNCTION evaluations_due(before timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.call_id FROM result r
    WHERE r.scored_at < before
      AND NOT EXISTS (SELECT FROM revision v WHERE v.call_id = r.call_id AND v.submitted_at >= before)
      AND NOT EXISTS (SELECT FROM draft d WHERE d.call_id = r.call_id)
      AND NOT EXISTS (SELECT FROM revision v JOIN appeal a ON a.revision_id = v.id
                      WHERE v.call_id = r.call_id AND a.outcome = '')
    ORDER BY r.scored_at
$$;

-- Calls whose recording has had its time and is not yet known to be gone; one that an appeal waits for stays.
CREATE OR REPLACE FUNCTION recordings_due(before timestamptz)
RETURNS TABLE (id uuid, started_at timestamptz, sound_paths json)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.started_at, c.sound_paths FROM call c
    WHERE c.started_at < before AND c.sound_gone_at IS NULL
      AND NOT EXISTS (SELECT FROM revision v JOIN appeal a ON a.revision_id = v.id
                      WHERE v.call_id = c.id AND a.outcome = '')
$$;

-- Calls that are only a shell by now: old, their recording gone, no evaluation, draft or note.
CREATE OR REPLACE FUNCTION calls_due(before timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id FROM call c
    WHERE c.started_at < before AND c.sound_gone_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM revision v WHERE v.call_id = c.id)
      AND NOT EXISTS (SELECT FROM draft d WHERE d.call_id = c.id)
      AND NOT EXISTS (SELECT FROM coaching_note_call n WHERE n.call_id = c.id)
    ORDER BY c.started_at
$$;

-- The parts of a table whose months ended before a limit, oldest first.
CREATE OR REPLACE FUNCTION parts_due(parent regclass, before timestamptz) RETURNS TABLE (part regclass, first_day date)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT c.oid::regclass, to_date(right(c.relname, 7), 'YYYY_MM')
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = parent AND c.relname ~ '_\d{4}_\d\d$'
      AND (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' <= before
    ORDER BY 2
$$;

-- What would go now: a line for each kind, with how many months it is kept, the limit, how much, the oldest, and the
-- bytes where the database holds them.
CREATE OR REPLACE FUNCTION retention_plan(at timestamptz DEFAULT NULL)
RETURNS TABLE (kind text, months int, before timestamptz, things bigint, oldest timestamptz, bytes bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    limit_at timestamptz;
BEGIN
    PERFORM refuse_unless_administrator();
    limit_at := retention_limit('recordings', at);
    RETURN QUERY SELECT 'recordings', p.months, limit_at, count(d.id), min(d.started_at), NULL::bigint
        FROM policy p LEFT JOIN recordings_due(limit_at) d ON true WHERE p.key = 'recordings' GROUP BY p.months;
    limit_at := retention_limit('logs', at);
    RETURN QUERY SELECT 'logs', p.months, limit_at,
            (SELECT count(*) FROM audit a WHERE a.at < limit_at),
            (SELECT min(a.at) FROM audit a WHERE a.at < limit_at),
            (SELECT sum(pg_total_relation_size(d.part))::bigint
             FROM (SELECT part FROM parts_due('audit', limit_at) UNION ALL
                   SELECT part FROM parts_due('agent_state', limit_at)) d)
        FROM policy p WHERE p.key = 'logs';
    limit_at := retention_limit('evaluations', at);
    RETURN QUERY SELECT 'evaluations', p.months, limit_at,
            (SELECT count(*) FROM evaluations_due(limit_at)),
            (SELECT min(r.scored_at) FROM result r JOIN evaluations_due(limit_at) d ON d = r.call_id), NULL::bigint
        FROM policy p WHERE p.key = 'evaluations';
    RETURN QUERY SELECT 'notes', p.months, limit_at, count(n.id), min(n.made_at), NULL::bigint
        FROM policy p LEFT JOIN coaching_note n ON n.made_at < limit_at WHERE p.key = 'evaluations' GROUP BY p.months;
    RETURN QUERY SELECT 'calls', p.months, limit_at, count(c.id), min(c.started_at), NULL::bigint
        FROM policy p LEFT JOIN (SELECT c.id, c.started_at FROM call c JOIN calls_due(limit_at) d ON d = c.id) c ON true
        WHERE p.key = 'evaluations' GROUP BY p.months;
END $$;

-- Recordings whose time is over, oldest first, for the program that removes their files.
CREATE OR REPLACE FUNCTION recordings_to_remove(most int, at timestamptz DEFAULT NULL)
RETURNS TABLE (id uuid, started_at timestamptz, sound_paths json)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM refuse_unless_administrator();
    RETURN QUERY SELECT d.id, d.started_at, d.sound_paths FROM recordings_due(retention_limit('recordings', at)) d
        ORDER BY d.started_at, d.id LIMIT most;
END $$;

-- Let go of what has had its time; returns how many things went, 0 when nothing is left to do.
-- recordings: marks those of `calls` that are due, their files having been removed.
-- logs: drops whole months of audit and agent states; the last link dropped stays as the chain's anchor.
-- evaluations: at most `most` calls' evaluations, notes and empty calls each, so that nobody waits long behind it.
--
-- Tables are locked after the chain, and somebody who saves a note comes to the chain after the tables. So a lock that
-- does not come soon is given up, the chain with it, and everything is tried again: whoever works goes first.
CREATE OR REPLACE FUNCTION apply_retention(
    kind text, calls uuid[] DEFAULT NULL, most int DEFAULT 500, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '400ms' AS $$
#variable_conflict use_variable
DECLARE
    tries CONSTANT int := 12;
    actor uuid;
    limit_at timestamptz;
    gone bigint;
BEGIN
    PERFORM refuse_unless_administrator();
    actor := CASE WHEN on_behalf IS NULL AND trusted() THEN NULL ELSE acting(on_behalf) END;
    limit_at := retention_limit(kind, at);
    FOR attempt IN 1 .. tries LOOP
        BEGIN
            PERFORM begin_deed();
            gone := CASE kind WHEN 'recordings' THEN mark_recordings_gone(calls, limit_at, moment(at))
                              WHEN 'logs' THEN drop_logs(limit_at)
                              WHEN 'evaluations' THEN drop_evaluations(limit_at, least(most, 5000)) END;
            IF gone > 0 THEN
                PERFORM record('retention', actor, NULL, jsonb_build_object(
                    'what', kind, 'before', to_char(limit_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 'count', gone), moment(at));
            END IF;
            RETURN gone;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            IF attempt = tries THEN
                RAISE;
            END IF;
        END;
        PERFORM pg_sleep(0.2 * attempt);
    END LOOP;
END $$;

-- The calls of the list that are due have no sound from now on. Part of apply_retention.
CREATE OR REPLACE FUNCTION mark_recordings_gone(calls uuid[], before timestamptz, at timestamptz) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    UPDATE call c SET sound_gone_at = mark_recordings_gone.at
    WHERE c.id = ANY (calls) AND c.id IN (SELECT d.id FROM recordings_due(before) d);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;

-- Whole months of the record go, oldest first, as long as none of their numbers is above one that stays: the rest must
-- still be a chain. Part of apply_retention.
CREATE OR REPLACE FUNCTION drop_logs(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    due record;
    last_link record;
    next_id bigint;
    rows_gone bigint;
    gone bigint := 0;
BEGIN
    PERFORM add_parts(3, true);
    FOR due IN SELECT * FROM parts_due('audit', before) LOOP
        EXECUTE format('SELECT id, hash, at FROM %s ORDER BY id DESC LIMIT 1', due.part) INTO last_link;
        IF last_link.id IS NOT NULL THEN
            SELECT min(a.id) INTO next_id FROM audit a WHERE a.tableoid <> due.part::oid;
            EXIT WHEN next_id < last_link.id;
            DELETE FROM audit_anchor;
            INSERT INTO audit_anchor (id, hash, at) VALUES (last_link.id, last_link.hash, last_link.at);
        END IF;
        EXECUTE format('SELECT count(*) FROM %s', due.part) INTO rows_gone;
        EXECUTE format('DROP TABLE %s', due.part);
        gone := gone + rows_gone;
    END LOOP;
    FOR due IN SELECT * FROM parts_due('agent_state', before) LOOP
        EXECUTE format('SELECT count(*) FROM %s', due.part) INTO rows_gone;
        EXECUTE format('DROP TABLE %s', due.part);
        gone := gone + rows_gone;
    END LOOP;
    DELETE FROM floor_action f WHERE f.at < before;
    DELETE FROM alert l WHERE l.raised_at < before;
    DELETE FROM handover h WHERE h.at < before;
    DELETE FROM event e WHERE e.at < before;
    DELETE FROM deed_seen s WHERE s.at < before;
    RETURN gone;
END $$;

-- Evaluations, notes and calls that have had their time. What guards these tables is put off for this one deed, under a
-- lock that no other deed passes. Part of apply_retention.
CREATE OR REPLACE FUNCTION drop_evaluations(before timestamptz, most int) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    guarded CONSTANT text[] := ARRAY['revision', 'revision_mark', 'evidence', 'result', 'appeal', 'coaching_note',
                                     'coaching_note_call', 'call'];
    scored uuid[] := ARRAY(SELECT evaluations_due(before) LIMIT most);
    sheets uuid[] := ARRAY(SELECT v.id FROM revision v WHERE v.call_id = ANY (scored));
    notes uuid[] := ARRAY(SELECT n.id FROM coaching_note n WHERE n.made_at < before ORDER BY n.made_at LIMIT most);
    spoken_of uuid[] := ARRAY(SELECT DISTINCT l.call_id FROM coaching_note_call l WHERE l.note_id = ANY (notes));
    shells uuid[];
    name text;
    gone bigint;
BEGIN
    FOREACH name IN ARRAY guarded LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', name);
    END LOOP;
    DELETE FROM appeal a WHERE a.revision_id = ANY (sheets);
    DELETE FROM evidence e WHERE e.revision_id = ANY (sheets);
    DELETE FROM revision_mark m WHERE m.revision_id = ANY (sheets);
    DELETE FROM result r WHERE r.call_id = ANY (scored);
    DELETE FROM revision v WHERE v.id = ANY (sheets);
    DELETE FROM coaching_note_call l WHERE l.note_id = ANY (notes);
    DELETE FROM coaching_note n WHERE n.id = ANY (notes);
    UPDATE call c SET progress = 'open', points = NULL, critical = false, inspector_name = '' WHERE c.id = ANY (scored);
    UPDATE call c SET coached = false
    WHERE c.id = ANY (spoken_of) AND NOT EXISTS (SELECT FROM coaching_note_call l WHERE l.call_id = c.id);
    shells := ARRAY(SELECT calls_due(before) LIMIT most);
    DELETE FROM draw d WHERE d.call_id = ANY (shells);
    DELETE FROM recording_key k WHERE k.call_id = ANY (shells);
    DELETE FROM call c WHERE c.id = ANY (shells);
    FOREACH name IN ARRAY guarded LOOP
        EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', name);
    END LOOP;
    gone := cardinality(scored) + cardinality(notes) + cardinality(shells);
    IF gone = 0 THEN
        PERFORM drop_empty_months(before);
    END IF;
    RETURN gone;
END $$;

-- Months of calls in which none is left: every one less is a little less to plan with each question. Part of
-- apply_retention.
CREATE OR REPLACE FUNCTION drop_empty_months(before timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    due record;
    lived_in boolean;
BEGIN
    FOR due IN SELECT * FROM parts_due('call', before) LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', due.part) INTO lived_in;
        IF NOT lived_in THEN
            EXECUTE format('ALTER TABLE call DETACH PARTITION %s', due.part);
            EXECUTE format('DROP TABLE %s', due.part);
        END IF;
    END LOOP;
END $$;

-- How many months a kind is kept from now on; the one before is in the record.
CREATE OR REPLACE FUNCTION set_retention(
    kind text, months int, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    actor uuid;
    before int;
BEGIN
    PERFORM refuse_unless_administrator();
    actor := CASE WHEN on_behalf IS NULL AND trusted() THEN NULL ELSE acting(on_behalf) END;
    PERFORM begin_deed();
    SELECT p.months INTO before FROM policy p WHERE p.key = kind;
    IF before IS NULL THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'policy'));
    END IF;
    IF before <> months THEN
        UPDATE policy p SET months = set_retention.months WHERE p.key = kind;
        PERFORM record('policy_set', actor, NULL, jsonb_build_object('what', kind, 'from', before, 'to', months), moment(at));
    END IF;
END $$;
