-- Results: beside the rows of revisions and marks, which are the truth, one row for each call as it stands now, packed so
-- that a month's report reads 80,000 of them in a tenth of a second. Triggers keep it, whoever writes.

-- Verdict codes as a byte each. They have one digit, so joined by zeros they are the hexadecimal digits of those bytes.
CREATE OR REPLACE FUNCTION packed(verdicts smallint[]) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT SET search_path = public, pg_temp AS $$
    SELECT CASE cardinality(verdicts) WHEN 0 THEN ''::bytea ELSE decode('0' || array_to_string(verdicts, '0'), 'hex') END
$$;

-- Whether a coaching note spoke of a call before it was first scored, or the agent sat with whoever scored it live: such
-- a score was not given unknowing.
CREATE OR REPLACE FUNCTION was_beside(call_id uuid, scored_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM coaching_note_call l JOIN coaching_note n ON n.id = l.note_id
                   WHERE l.call_id = was_beside.call_id AND n.made_at <= was_beside.scored_at)
        OR EXISTS (SELECT FROM revision r WHERE r.call_id = was_beside.call_id AND r.number = 1
                   AND json_typeof(r.live) = 'object' AND (r.live ->> 'beside')::boolean)
$$;

-- A new revision is its call's result. When it was first scored, hand-picked and side by side stay as they were.
CREATE OR REPLACE FUNCTION result_follows_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO result (call_id, revision_id, agent_id, team, scored_at, form_key, form_version, points, critical,
                        verdicts, hand_picked, side_by_side)
    SELECT NEW.call_id, NEW.id, NEW.agent_id, NEW.team, NEW.submitted_at, NEW.form_key, NEW.form_version, NEW.points,
           NEW.critical, packed(NEW.verdicts), c.hand_picked, was_beside(NEW.call_id, NEW.submitted_at)
    FROM call c WHERE c.id = NEW.call_id
    ON CONFLICT (call_id) DO UPDATE SET
        revision_id = excluded.revision_id, agent_id = excluded.agent_id, team = excluded.team,
        form_key = excluded.form_key, form_version = excluded.form_version, points = excluded.points,
        critical = excluded.critical, verdicts = excluded.verdicts;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER result_follows AFTER INSERT ON revision
    FOR EACH ROW EXECUTE FUNCTION result_follows_revision();

-- A call found to be hand-picked after all takes its result out of the averages, or back in.
CREATE OR REPLACE FUNCTION result_follows_call() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE result SET hand_picked = NEW.hand_picked WHERE call_id = NEW.id;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER result_follows AFTER UPDATE OF hand_picked ON call
    FOR EACH ROW WHEN (OLD.hand_picked <> NEW.hand_picked) EXECUTE FUNCTION result_follows_call();

-- So does a note that takes a call in or lets it go; when a note was made never changes. But no person takes a result
-- that stands out of the averages by a note that says it is older: only history brought in does that.
CREATE OR REPLACE FUNCTION result_follows_note() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NOT trusted() THEN
        RETURN NULL;
    END IF;
    UPDATE result r SET side_by_side = was_beside(r.call_id, r.scored_at)
    WHERE r.call_id = CASE TG_OP WHEN 'INSERT' THEN NEW.call_id ELSE OLD.call_id END
      AND r.side_by_side <> was_beside(r.call_id, r.scored_at);
    RETURN NULL;
END $$;
-- At the commit: until then the client could hold a result that a deed waits for, while it waits for that deed.
CREATE CONSTRAINT TRIGGER result_follows AFTER INSERT OR DELETE ON coaching_note_call
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION result_follows_note();

-- Everything that was submitted before there were results.
INSERT INTO result (call_id, revision_id, agent_id, team, scored_at, form_key, form_version, points, critical, verdicts,
                    hand_picked, side_by_side)
SELECT r.call_id, r.id, r.agent_id, r.team, first.submitted_at, r.form_key, r.form_version, r.points, r.critical,
       packed(r.verdicts), c.hand_picked, was_beside(r.call_id, first.submitted_at)
FROM revision r
JOIN revision first ON first.call_id = r.call_id AND first.number = 1
JOIN call c ON c.id = r.call_id
WHERE NOT EXISTS (SELECT FROM result)
  AND NOT EXISTS (SELECT FROM revision newer WHERE newer.call_id = r.call_id AND newer.number > r.number);
