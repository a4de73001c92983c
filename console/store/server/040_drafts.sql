-- Scoring: one draft a call, revisions that follow from their marks, and how a call stands.
--
-- A draft is JSON as console/domain/sheet.py writes it. Its owner saves it by a plain UPDATE; everything else is here.

-- A draft as the console builds it.
CREATE OR REPLACE FUNCTION draft_json(draft_id uuid) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT json_build_object(
        'id', d.id, 'call_id', d.call_id, 'inspector_id', d.inspector_id, 'inspector_name', p.name, 'sheet', d.sheet,
        'heard', d.heard, 'version', d.version, 'corrects', d.corrects, 'reason', d.reason)
    FROM draft d JOIN person p ON p.id = d.inspector_id WHERE d.id = draft_id
$$;

-- The draft of a call if it is the caller's; refuses another's, saying whose it is. NULL where there is none.
CREATE OR REPLACE FUNCTION own_draft_of(call_id uuid, actor uuid) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept record;
BEGIN
    SELECT d.id, d.inspector_id, d.opened_at, p.name INTO kept
    FROM draft d JOIN person p ON p.id = d.inspector_id WHERE d.call_id = own_draft_of.call_id;
    IF kept.id IS NULL THEN
        RETURN NULL;
    ELSIF kept.inspector_id IS DISTINCT FROM actor THEN
        PERFORM fail_place('draft_taken',
                           jsonb_build_object('owner', kept.name, 'since', said_time(kept.opened_at)));
    END IF;
    RETURN draft_json(kept.id);
END $$;

-- The caller's draft of a call, begun with this sheet where there is none. `corrects` is the revision that a correction
-- begins from, and then `reason` says why. Sent again it finds what it made.
-- place: no_right, not_found (call), draft_taken (owner, since); input: already_submitted, reason_missing.
CREATE OR REPLACE FUNCTION open_draft(
    draft_id uuid, call_id uuid, sheet json, heard json DEFAULT '[]', corrects uuid DEFAULT NULL, reason text DEFAULT '',
    on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    actor uuid := acting(on_behalf);
    began timestamptz := moment(at);
    standing record;
    mine json;
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager');
    SELECT c.points INTO standing FROM call c WHERE c.id = call_id AND sees_team(c.team);
    IF NOT FOUND THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'call'));
    END IF;
    mine := own_draft_of(call_id, actor);
    IF mine IS NOT NULL THEN
        RETURN mine;
    END IF;
    PERFORM begin_deed();
    mine := own_draft_of(call_id, actor);
    IF mine IS NOT NULL THEN
        RETURN mine;
    END IF;
    SELECT c.points INTO standing FROM call c WHERE c.id = call_id;
    IF standing.points IS NOT NULL AND corrects IS NULL THEN
        PERFORM fail_input('already_submitted');
    ELSIF corrects IS NOT NULL AND btrim(reason, E' \t\n\r\f\v') = '' THEN
        PERFORM fail_input('reason_missing');
    ELSIF corrects IS NOT NULL AND NOT EXISTS (
        SELECT FROM revision r WHERE r.id = corrects AND r.call_id = open_draft.call_id) THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'revision'));
    END IF;
    INSERT INTO draft (id, call_id, inspector_id, sheet, heard, corrects, reason, opened_at, saved_at, version)
    VALUES (draft_id, call_id, actor, sheet, heard, corrects,
            CASE WHEN corrects IS NULL THEN '' ELSE btrim(reason, E' \t\n\r\f\v') END, began, began, 1);
    PERFORM tell('draft_opened', call_id, draft_id, actor);
    RETURN draft_json(draft_id);
END $$;

-- Take the caller's draft away for good; nothing when it is gone already, or `version` is not the stored one. An older
-- console names no version. place: no_right.
CREATE OR REPLACE FUNCTION discard_draft(
    draft_id uuid, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL, version int DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept draft;
    actor uuid;
BEGIN
    PERFORM begin_deed();
    SELECT d.* INTO kept FROM draft d WHERE d.id = draft_id FOR UPDATE;
    IF kept.id IS NULL THEN
        RETURN;
    END IF;
    actor := acting(CASE WHEN trusted() THEN coalesce(on_behalf, kept.inspector_id) ELSE on_behalf END);
    IF actor IS DISTINCT FROM kept.inspector_id THEN
        PERFORM fail_place('no_right');
    ELSIF kept.version <> discard_draft.version THEN
        RETURN;
    END IF;
    DELETE FROM draft d WHERE d.id = draft_id;
    PERFORM tell('draft_discarded', kept.call_id, draft_id, actor);
END $$;

-- Make another's draft the caller's own; what the former owner heard was not heard by the new one. Supervisors and
-- managers. place: no_right, not_found; input: reason_missing.
CREATE OR REPLACE FUNCTION take_over_draft(
    draft_id uuid, reason text, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    actor uuid := acting(on_behalf);
    kept record;
BEGIN
    PERFORM must_be('supervisor', 'manager');
    IF btrim(reason, E' \t\n\r\f\v') = '' THEN
        PERFORM fail_input('reason_missing');
    END IF;
    PERFORM begin_deed();
    SELECT d.call_id, p.name, c.team INTO kept
    FROM draft d JOIN person p ON p.id = d.inspector_id JOIN call c ON c.id = d.call_id
    WHERE d.id = draft_id FOR UPDATE OF d;
    IF NOT FOUND OR NOT sees_team(kept.team) THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'draft'));
    END IF;
    UPDATE draft d SET inspector_id = actor, heard = '[]', version = d.version + 1, saved_at = moment(at)
    WHERE d.id = draft_id;
    PERFORM record('take_over', actor, draft_id,
                   jsonb_build_object('from', kept.name, 'reason', btrim(reason, E' \t\n\r\f\v')), moment(at));
    PERFORM tell('draft_taken_over', kept.call_id, draft_id, actor);
    RETURN draft_json(draft_id);
END $$;

-- Saving is a plain UPDATE, so the clock of the save is the server's and versions are counted one by one.
CREATE OR REPLACE FUNCTION stamp_draft() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.saved_at := moment(NEW.saved_at);
    IF NEW.version <> OLD.version + 1 THEN
        PERFORM fail_place('changed_elsewhere', jsonb_build_object('owner', ''));
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER draft_stamped BEFORE UPDATE ON draft FOR EACH ROW EXECUTE FUNCTION stamp_draft();

-- The items of a form in printed order. Without a search path of its own, so that it melts into the query that asks.
CREATE OR REPLACE FUNCTION form_items(content json)
RETURNS TABLE (place bigint, key text, may_not_apply boolean, critical boolean)
LANGUAGE sql IMMUTABLE AS $$
    SELECT row_number() OVER (ORDER BY g.place, i.place), i.item ->> 'key',
        coalesce((i.item ->> 'may_not_apply')::boolean, false), coalesce((i.item ->> 'critical')::boolean, false)
    FROM json_array_elements(content -> 'groups') WITH ORDINALITY AS g(part, place)
    CROSS JOIN LATERAL json_array_elements(g.part -> 'items') WITH ORDINALITY AS i(item, place)
$$;

-- A verdict as it is kept (columns.py: VERDICT_CODES); NULL for no verdict at all.
CREATE OR REPLACE FUNCTION verdict_code(verdict text) RETURNS smallint
LANGUAGE sql IMMUTABLE AS $$
    SELECT (array_position(ARRAY['unscored', 'conforms', 'fails', 'not_applicable'], verdict) - 1)::smallint
$$;

-- The score of marks on a form: total less the deduction for each item that fails; critical stands beside it (DOMAIN §2;
-- `score_of` in console/domain/sheet.py). `verdicts` are packed in the form's order. `wrong` says of a mark that the form
-- does not allow where it is and why.
CREATE OR REPLACE FUNCTION score_of(content json, keys text[], codes smallint[])
RETURNS TABLE (points int, critical boolean, verdicts smallint[], wrong jsonb)
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    item_keys text[];
    always_applies boolean[];
    critical_items boolean[];
    code smallint;
    place int;
BEGIN
    SELECT array_agg(i.key ORDER BY i.place), array_agg(NOT i.may_not_apply ORDER BY i.place),
        array_agg(i.critical ORDER BY i.place)
    INTO item_keys, always_applies, critical_items FROM form_items(content) AS i;
    verdicts := array_fill(0::smallint, ARRAY[cardinality(item_keys)]);
    points := content ->> 'total';
    critical := false;
    FOR at IN 1 .. coalesce(cardinality(keys), 0) LOOP
        code := codes[at];
        place := array_position(item_keys, keys[at]);
        IF place IS NULL THEN
            wrong := jsonb_build_object('where', keys[at], 'why', 'the form has no such item');
        ELSIF code IS NULL OR code NOT BETWEEN 0 AND 3 THEN
            wrong := jsonb_build_object('where', keys[at], 'why', 'there is no such verdict');
        ELSIF code = 3 AND always_applies[place] THEN
            wrong := jsonb_build_object('where', keys[at], 'why', 'the item always applies');
        ELSE
            verdicts[place] := code;
            IF code = 2 THEN
                points := points - (content ->> 'deduction')::int;
                critical := critical OR critical_items[place];
            END IF;
        END IF;
    END LOOP;
    RETURN NEXT;
END $$;

-- Turn a draft into the call's next revision, its score reckoned here from its marks. `submitted_at` is for history that
-- a trusted program brings in from elsewhere. A draft submitted before is not submitted again: what is returned then has
-- `earlier` and the key of the revision it became, else it is the new revision with the draft's sheet.
-- place: no_right, not_found (draft, form), changed_elsewhere (owner); input: bad_form (where, why).
CREATE OR REPLACE FUNCTION submit_draft(
    draft_id uuid, version int, revision_id uuid, submitted_at timestamptz DEFAULT NULL,
    on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept record;
    form_content json;
    keys text[];
    codes smallint[];
    score record;
    actor uuid;
    submitted timestamptz := moment(coalesce(submitted_at, at));
    earlier uuid;
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager');
    PERFORM begin_deed();
    SELECT d.call_id, d.inspector_id, d.sheet, d.heard, d.corrects, d.reason, d.version, p.name, c.agent_id, c.team,
        (SELECT max(r.number) FROM revision r WHERE r.call_id = d.call_id) AS last INTO kept
    FROM draft d JOIN person p ON p.id = d.inspector_id JOIN call c ON c.id = d.call_id
    WHERE d.id = draft_id FOR UPDATE OF d;
    IF kept.call_id IS NULL THEN
        SELECT r.id INTO earlier FROM revision r
        WHERE r.draft_id = submit_draft.draft_id AND (trusted() OR r.inspector_id = me());
        IF earlier IS NULL THEN
            PERFORM fail_place('not_found', jsonb_build_object('what', 'draft'));
        END IF;
        RETURN json_build_object('earlier', true, 'id', earlier);
    ELSIF NOT sees_team(kept.team) THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'draft'));
    ELSIF kept.version <> submit_draft.version THEN
        PERFORM fail_place('changed_elsewhere', jsonb_build_object('owner', kept.name));
    END IF;
    actor := acting(CASE WHEN trusted() THEN coalesce(on_behalf, kept.inspector_id) ELSE on_behalf END);
    IF actor IS DISTINCT FROM kept.inspector_id THEN
        PERFORM fail_place('no_right');
    END IF;
    SELECT f.content INTO form_content FROM form f
    WHERE f.key = kept.sheet -> 'form' ->> 0 AND f.version = (kept.sheet -> 'form' ->> 1)::int;
    IF form_content IS NULL THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'form'));
    END IF;
    SELECT array_agg(m.key), array_agg(verdict_code(m.value ->> 0)) INTO keys, codes
    FROM json_each(kept.sheet -> 'marks') AS m;
    SELECT s.* INTO score FROM score_of(form_content, keys, codes) AS s;
    IF score.wrong IS NOT NULL THEN
        PERFORM fail_input('bad_form', score.wrong);
    END IF;
    INSERT INTO revision (id, draft_id, call_id, number, agent_id, team, inspector_id, inspector_name, submitted_at,
        form_key, form_version, points, critical, verdicts, pins, notes, advice, heard, reason, live)
    VALUES (revision_id, draft_id, kept.call_id, coalesce(kept.last, 0) + 1, kept.agent_id, kept.team, actor,
        kept.name, submitted, kept.sheet -> 'form' ->> 0, (kept.sheet -> 'form' ->> 1)::int, score.points,
        score.critical, score.verdicts, kept.sheet -> 'pins', kept.sheet ->> 'notes', kept.sheet ->> 'advice',
        kept.heard, kept.reason, kept.sheet -> 'live');
    INSERT INTO revision_mark (revision_id, item_key, verdict, note)
    SELECT submit_draft.revision_id, m.key, verdict_code(m.value ->> 0), m.value ->> 1
    FROM json_each(kept.sheet -> 'marks') AS m;
    INSERT INTO evidence (revision_id, item_key, start_ms, end_ms)
    SELECT DISTINCT submit_draft.revision_id, m.key, (span ->> 0)::int, (span ->> 1)::int
    FROM json_each(kept.sheet -> 'marks') AS m CROSS JOIN LATERAL json_array_elements(m.value -> 2) AS span;
    DELETE FROM draft d WHERE d.id = draft_id;
    PERFORM record(CASE WHEN kept.last IS NULL THEN 'submit' ELSE 'correct' END, actor, revision_id,
                   jsonb_strip_nulls(jsonb_build_object('number', coalesce(kept.last, 0) + 1, 'points', score.points,
                                                        'reason', nullif(kept.reason, ''))), moment(at));
    PERFORM tell('submitted', kept.call_id, revision_id, actor);
    RETURN json_build_object(
        'earlier', false, 'id', revision_id, 'call_id', kept.call_id, 'number', coalesce(kept.last, 0) + 1,
        'inspector_id', actor, 'inspector_name', kept.name, 'submitted_at', submitted, 'sheet', kept.sheet,
        'points', score.points, 'critical', score.critical, 'heard', kept.heard, 'reason', kept.reason);
END $$;

-- Where in the recording the tape lies that the times of the caller's live revision are of: the revision itself never
-- changes. What is kept already stays. place: no_right, not_found (revision, or one whose times are not of a tape).
CREATE OR REPLACE FUNCTION place_revision(revision_id uuid, place json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of_call uuid;
BEGIN
    PERFORM must_be('inspector', 'supervisor', 'manager');
    SELECT r.call_id INTO of_call FROM revision r
    WHERE r.id = place_revision.revision_id AND (trusted() OR r.inspector_id = me())
      AND json_typeof(r.live) = 'object' AND json_array_length(r.live -> 'placed') = 0;
    IF of_call IS NULL THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'revision'));
    END IF;
    PERFORM begin_deed();
    INSERT INTO revision_place (revision_id, pieces, how, placed_at)
    VALUES (place_revision.revision_id, place -> 'pieces', place ->> 'how', clock_timestamp())
    ON CONFLICT DO NOTHING;
    PERFORM tell('calls_added', of_call, place_revision.revision_id, me());
END $$;

-- Whoever inserted a revision, and however: at its commit the score is that of its marks.
CREATE OR REPLACE FUNCTION check_score(revision revision) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    score record;
BEGIN
    SELECT s.* INTO score
    FROM form f
    CROSS JOIN LATERAL (SELECT array_agg(m.item_key) AS keys, array_agg(m.verdict) AS codes
                        FROM revision_mark m WHERE m.revision_id = revision.id) AS marks
    CROSS JOIN LATERAL score_of(f.content, marks.keys, marks.codes) AS s
    WHERE f.key = revision.form_key AND f.version = revision.form_version;
    IF score.wrong IS NOT NULL THEN
        PERFORM fail_input('bad_form', score.wrong);
    ELSIF (score.points, score.critical, score.verdicts)
          IS DISTINCT FROM (revision.points::int, revision.critical, revision.verdicts) THEN
        PERFORM fail_input('bad_form', jsonb_build_object('where', 'score', 'why', 'not the score of the marks'));
    END IF;
END $$;

CREATE OR REPLACE FUNCTION check_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM check_score(NEW);
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS revision_scored_right ON revision;
CREATE CONSTRAINT TRIGGER revision_scored_right AFTER INSERT ON revision DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION check_revision();

-- A mark put under a revision of an earlier transaction would change what was scored.
CREATE OR REPLACE FUNCTION check_late_marks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM check_score(r) FROM revision r
    WHERE r.id IN (SELECT a.revision_id FROM added a) AND r.xmin <> pg_current_xact_id()::xid;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER mark_not_late AFTER INSERT ON revision_mark
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_late_marks();

-- How a call stands follows from its draft and revisions, whoever writes them.
CREATE OR REPLACE FUNCTION stand_by_draft() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE call c SET progress = 'open', inspector_name = ''
        WHERE c.id = OLD.call_id AND c.points IS NULL AND OLD.corrects IS NULL;
    ELSIF NEW.corrects IS NULL THEN
        UPDATE call c SET progress = 'draft', inspector_name = p.name
        FROM person p WHERE p.id = NEW.inspector_id AND c.id = NEW.call_id AND c.points IS NULL;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER draft_stands AFTER INSERT OR DELETE OR UPDATE OF inspector_id ON draft
FOR EACH ROW EXECUTE FUNCTION stand_by_draft();

CREATE OR REPLACE FUNCTION stand_by_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE call c SET progress = CASE NEW.number WHEN 1 THEN 'scored' ELSE 'corrected' END, points = NEW.points,
        critical = NEW.critical, inspector_name = NEW.inspector_name
    WHERE c.id = NEW.call_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER revision_stands AFTER INSERT ON revision
FOR EACH ROW EXECUTE FUNCTION stand_by_revision();
