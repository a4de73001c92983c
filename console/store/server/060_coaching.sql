-- Coaching notes and appeals: written by one hand, signed or settled by another, and neither in the other's name.
--
-- A save of a note holds the note's row when it comes, at its commit, to the chain. So the functions here that change a
-- note hold it before they begin their deed; everywhere else the chain comes first.

-- Whether a text says nothing: the white space that Python's str.strip() takes away.
CREATE OR REPLACE FUNCTION blank(words text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT btrim(coalesce(words, ''), U&'\0009\000a\000b\000c\000d\001c\001d\001e\001f\0020\0085\00a0\1680\2000\2001\2002'
        '\2003\2004\2005\2006\2007\2008\2009\200a\2028\2029\202f\205f\3000') = ''
$$;

-- A new note is its writer's, unshared and unsigned, whatever the client says; a shared one stays with its agent; a
-- signed one keeps its words for ever and moves on in its follow-up only.
CREATE OR REPLACE FUNCTION guard_note() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT trusted() THEN
            NEW.coach_id := me();
            NEW.made_at := least(NEW.made_at, clock_timestamp());
            NEW.shared := false;
            NEW.acknowledged_at := NULL;
            NEW.version := 1;
        END IF;
    ELSIF OLD.shared AND NEW.agent_id <> OLD.agent_id AND NOT trusted() THEN
        PERFORM fail_place('no_right', '{}');
    ELSIF OLD.acknowledged_at IS NOT NULL AND
        ROW(OLD.id, OLD.agent_id, OLD.coach_id, OLD.made_at, OLD.clips::text, OLD.item_keys::text, OLD.strength,
            OLD.priorities::text, OLD.agent_words, OLD.action, OLD.action_due, OLD.shared, OLD.acknowledged_at)
        IS DISTINCT FROM
        ROW(NEW.id, NEW.agent_id, NEW.coach_id, NEW.made_at, NEW.clips::text, NEW.item_keys::text, NEW.strength,
            NEW.priorities::text, NEW.agent_words, NEW.action, NEW.action_due, NEW.shared, NEW.acknowledged_at)
    THEN
        PERFORM fail_place('no_right', '{}');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER coaching_note_guard BEFORE INSERT OR UPDATE ON coaching_note
    FOR EACH ROW EXECUTE FUNCTION guard_note();

-- Others see that a note is there or has changed; not each keystroke of one that nobody else reads yet. At the commit,
-- so that the chain is not held while the client still writes.
CREATE OR REPLACE FUNCTION tell_note_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM begin_deed();
    PERFORM tell('note_changed', NULL, NEW.id, coalesce(me(), NEW.coach_id));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER coaching_note_added AFTER INSERT ON coaching_note
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tell_note_changed();

CREATE CONSTRAINT TRIGGER coaching_note_changed AFTER UPDATE ON coaching_note
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.shared = NEW.shared AND OLD.acknowledged_at IS NOT DISTINCT FROM NEW.acknowledged_at
          AND (NEW.shared OR OLD.follow_up <> NEW.follow_up))
    EXECUTE FUNCTION tell_note_changed();

-- A call's row says whether any note speaks of it. At the commit too: the chain first, then the call.
CREATE OR REPLACE FUNCTION keep_coached() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    link coaching_note_call := coalesce(NEW, OLD);
    spoken_of boolean;
BEGIN
    PERFORM begin_deed();
    spoken_of := EXISTS (SELECT FROM coaching_note_call l WHERE l.call_id = link.call_id);
    UPDATE call SET coached = spoken_of WHERE call.id = link.call_id AND call.coached <> spoken_of;
    IF FOUND THEN
        PERFORM tell('note_changed', link.call_id, link.note_id, me());
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER coaching_note_call_coached AFTER INSERT OR DELETE ON coaching_note_call
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_coached();

-- What a note still needs before its agent may see it, as console/domain/coaching.py names it.
CREATE OR REPLACE FUNCTION lacks_of_note(note coaching_note) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT array_remove(ARRAY[
        CASE WHEN blank(note.strength) THEN 'strength' END,
        CASE WHEN said > 2 THEN 'too_many_priorities' END,
        CASE WHEN said > 0 AND blank(note.action) THEN 'action' END,
        CASE WHEN NOT blank(note.action) AND note.action_due IS NULL THEN 'action_due' END
    ], NULL)
    FROM (SELECT count(*) FILTER (WHERE NOT blank(p)) AS said FROM json_array_elements_text(note.priorities) AS p) AS s
$$;

-- Show a note to its agent; by its coach alone. Shared already, nothing happens.
-- place: not_found, no_right, changed_elsewhere (owner); input: note_incomplete (lacks).
CREATE OR REPLACE FUNCTION share_note(
    note_id uuid, version int, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    note coaching_note;
    actor uuid;
    lacks text[];
BEGIN
    SELECT n.* INTO note FROM coaching_note n WHERE n.id = note_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'note'));
    END IF;
    actor := acting(coalesce(on_behalf, note.coach_id));
    IF actor IS DISTINCT FROM note.coach_id THEN
        PERFORM fail_place('no_right', '{}');
    END IF;
    IF note.shared THEN
        RETURN;
    END IF;
    IF note.version <> version THEN
        PERFORM fail_place('changed_elsewhere', jsonb_build_object(
            'owner', (SELECT p.name FROM person p WHERE p.id = note.coach_id)));
    END IF;
    lacks := lacks_of_note(note);
    IF lacks <> '{}' THEN
        PERFORM fail_input('note_incomplete', jsonb_build_object('lacks', array_to_string(lacks, ',')));
    END IF;
    PERFORM begin_deed();
    UPDATE coaching_note n SET shared = true, version = n.version + 1 WHERE n.id = note_id;
    PERFORM record('share', actor, note_id, '{}', moment(at));
    PERFORM tell('note_shared', NULL, note_id, actor);
END $$;

-- Sign a note as its agent, in the agent's own session. `version` is the one that the agent has read: another is not
-- signed unread. Signed already, it stays as it was.
-- place: not_found, no_right (somebody else's, or not shared yet), changed_elsewhere (owner).
CREATE OR REPLACE FUNCTION acknowledge_note(
    note_id uuid, version int DEFAULT NULL, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    note coaching_note;
    actor uuid := acting(on_behalf);
BEGIN
    SELECT n.* INTO note FROM coaching_note n WHERE n.id = note_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'note'));
    ELSIF actor IS DISTINCT FROM note.agent_id OR NOT note.shared THEN
        PERFORM fail_place('no_right', '{}');
    ELSIF note.acknowledged_at IS NOT NULL THEN
        RETURN;
    ELSIF note.version <> version THEN
        PERFORM fail_place('changed_elsewhere', jsonb_build_object(
            'owner', (SELECT p.name FROM person p WHERE p.id = note.coach_id)));
    END IF;
    PERFORM begin_deed();
    UPDATE coaching_note n SET acknowledged_at = moment(at), version = n.version + 1 WHERE n.id = note_id;
    PERFORM record('acknowledge', actor, note_id, '{}', moment(at));
    PERFORM tell('note_acknowledged', NULL, note_id, actor);
END $$;

-- Object to one failed item of one's own newest result, with words. Sent again with the same key it counts once.
-- place: not_found (revision, mark), no_right, changed_elsewhere (a newer revision stands; owner);
-- input: reason_missing, already_appealed.
CREATE OR REPLACE FUNCTION appeal_item(
    appeal_id uuid, revision_id uuid, item_key text, words text,
    on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    actor uuid := acting(on_behalf);
    sheet revision;
    newer text;
BEGIN
    IF blank(words) THEN
        PERFORM fail_input('reason_missing', '{}');
    END IF;
    PERFORM begin_deed();
    IF EXISTS (SELECT FROM appeal a WHERE a.id = appeal_id AND a.agent_id = actor) THEN
        RETURN;
    END IF;
    SELECT r.* INTO sheet FROM revision r WHERE r.id = revision_id;
    IF NOT FOUND THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'revision'));
    ELSIF actor IS NULL OR sheet.agent_id IS DISTINCT FROM actor THEN
        PERFORM fail_place('no_right', '{}');
    END IF;
    SELECT r.inspector_name INTO newer FROM revision r
    WHERE r.call_id = sheet.call_id AND r.number > sheet.number ORDER BY r.number DESC LIMIT 1;
    IF FOUND THEN
        PERFORM fail_place('changed_elsewhere', jsonb_build_object('owner', newer));
    END IF;
    IF NOT EXISTS (SELECT FROM revision_mark m
                   WHERE m.revision_id = revision_id AND m.item_key = item_key AND m.verdict = 2) THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'mark'));
    ELSIF EXISTS (SELECT FROM appeal a WHERE a.revision_id = revision_id AND a.item_key = item_key) THEN
        PERFORM fail_input('already_appealed', '{}');
    END IF;
    INSERT INTO appeal (id, revision_id, item_key, agent_id, words, made_at, outcome, answer)
    VALUES (appeal_id, revision_id, item_key, actor, words, moment(at), '', '');
    PERFORM record('appeal', actor, appeal_id, jsonb_build_object('item', item_key), moment(at));
    PERFORM tell('appealed', sheet.call_id, appeal_id, actor);
END $$;

-- Decide an appeal, with an answer; managers only, and once. The score itself changes by a correction of the sheet.
-- place: not_found, no_right, changed_elsewhere (settled otherwise or by another; owner); input: reason_missing.
CREATE OR REPLACE FUNCTION settle_appeal(
    appeal_id uuid, outcome text, answer text, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    actor uuid := acting(on_behalf);
    found_one appeal;
BEGIN
    IF NOT trusted() AND my_role() IS DISTINCT FROM 'manager' THEN
        PERFORM fail_place('no_right', '{}');
    ELSIF outcome IS NULL OR outcome NOT IN ('upheld', 'rejected') THEN
        RAISE invalid_parameter_value USING MESSAGE = 'an appeal is upheld or rejected';
    ELSIF blank(answer) THEN
        PERFORM fail_input('reason_missing', '{}');
    END IF;
    PERFORM begin_deed();
    SELECT a.* INTO found_one FROM appeal a WHERE a.id = appeal_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM fail_place('not_found', jsonb_build_object('what', 'appeal'));
    ELSIF found_one.outcome = outcome AND found_one.settled_by = actor THEN
        RETURN;
    ELSIF found_one.outcome <> '' THEN
        PERFORM fail_place('changed_elsewhere', jsonb_build_object(
            'owner', (SELECT p.name FROM person p WHERE p.id = found_one.settled_by)));
    END IF;
    UPDATE appeal a
    SET outcome = settle_appeal.outcome, settled_by = actor, settled_at = moment(at), answer = settle_appeal.answer
    WHERE a.id = appeal_id;
    PERFORM record('settle', actor, appeal_id,
                   jsonb_build_object('item', found_one.item_key, 'outcome', outcome), moment(at));
    PERFORM tell('appeal_settled', (SELECT r.call_id FROM revision r WHERE r.id = found_one.revision_id), appeal_id,
                 actor);
END $$;
