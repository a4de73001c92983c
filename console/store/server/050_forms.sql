-- Forms and months: what a manager publishes stands as it is from then on.

-- Keep a form for ever. The same content again is nothing. Managers.
-- place: no_right; input: bad_form (where, why), also when this version is published with another content.
CREATE OR REPLACE FUNCTION publish_form(
    form json, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    actor uuid := acting(on_behalf);
    form_key text;
    form_version int;
    known json;
BEGIN
    PERFORM must_be('manager');
    PERFORM refuse_bad_form(form);
    form_key := form ->> 'key';
    form_version := form ->> 'version';
    PERFORM begin_deed();
    SELECT f.content INTO known FROM form f WHERE f.key = form_key AND f.version = form_version;
    IF known IS NOT NULL THEN
        IF known::jsonb <> form::jsonb THEN
            PERFORM fail_input('bad_form', jsonb_build_object(
                'where', 'version', 'why', 'this version is already published'));
        END IF;
        RETURN;
    END IF;
    INSERT INTO form (key, version, content, published_at) VALUES (form_key, form_version, form, moment(at));
    PERFORM record('form_published', actor, NULL, jsonb_build_object('form', form_key, 'version', form_version),
                   moment(at));
    PERFORM tell('form_published', NULL, NULL, actor);
END $$;

-- The least that a form must be for scores to follow from it; as `_check` in console/domain/forms.py.
CREATE OR REPLACE FUNCTION refuse_bad_form(form json) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    many int;
    different int;
BEGIN
    SELECT count(*), count(DISTINCT i.key) INTO many, different FROM form_items(form) AS i;
    IF coalesce(form ->> 'key', '') = '' OR many = 0 THEN
        PERFORM fail_input('bad_form', jsonb_build_object('where', 'groups', 'why', 'the form has no items'));
    ELSIF different <> many THEN
        PERFORM fail_input('bad_form', jsonb_build_object('where', 'groups', 'why', 'two items have the same key'));
    ELSIF coalesce((form ->> 'deduction')::int, 0) <= 0 OR coalesce((form ->> 'version')::int, 0) <= 0 THEN
        PERFORM fail_input('bad_form', jsonb_build_object('where', 'deduction, version', 'why', 'must be above 0'));
    ELSIF coalesce((form ->> 'total')::int, 0) NOT BETWEEN (form ->> 'deduction')::int * many AND 32767 THEN
        PERFORM fail_input('bad_form', jsonb_build_object('where', 'deduction', 'why', 'the score could fall below 0'));
    END IF;
EXCEPTION WHEN data_exception THEN
    PERFORM fail_input('bad_form', jsonb_build_object('where', '', 'why', 'missing or of the wrong kind'));
END $$;

-- Close a month: its results are published. Closed already, it stays as it was. Managers. place: no_right; input:
-- bad_form when it is no first day of a month.
CREATE OR REPLACE FUNCTION publish_month(
    first_day date, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    actor uuid := acting(on_behalf);
BEGIN
    PERFORM must_be('manager');
    IF extract(day FROM publish_month.first_day) <> 1 THEN
        PERFORM fail_input('bad_form', jsonb_build_object('where', 'first_day', 'why', 'not the first of a month'));
    END IF;
    PERFORM begin_deed();
    INSERT INTO month AS m (first_day, published_at, published_by)
    VALUES (publish_month.first_day, moment(at), actor) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM record('month_published', actor, NULL,
                       jsonb_build_object('month', to_char(publish_month.first_day, 'YYYY-MM')), moment(at));
    END IF;
END $$;
