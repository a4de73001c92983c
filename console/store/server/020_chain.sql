-- The chain: whatever is recorded or told is numbered under one lock, and each record carries the hash of all before it.

-- Every deed calls this first. One lock taken first by all means no two deeds can wait for each other, and numbers of
-- records and events follow the order of commits: whoever has seen number 7 never meets a late number 6.
CREATE OR REPLACE FUNCTION begin_deed() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM chain FOR UPDATE;
END $$;

-- A field as it enters a hash: its length in bytes, a colon, its bytes. So no field can run into the next. Without a
-- search path of its own, so that it melts into what asks.
CREATE OR REPLACE FUNCTION netstring(words text) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT convert_to(octet_length(convert_to(coalesce(words, ''), 'UTF8')) || ':' || coalesce(words, ''), 'UTF8')
$$;

-- The hash of a record: sha-256 of the one before (32 zero bytes at the start) and of the record's fields in this order.
-- console/store/audit_chain.py reckons the same; a test holds the two together.
CREATE OR REPLACE FUNCTION chain_hash(
    previous bytea, id bigint, at timestamptz, kind text, person_id uuid, login text, on_behalf_id uuid,
    subject_id uuid, from_where text, facts text
) RETURNS bytea
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN sha256(
        previous
        || netstring(id::text)
        || netstring(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))
        || netstring(kind)
        || netstring(person_id::text)
        || netstring(login)
        || netstring(on_behalf_id::text)
        || netstring(subject_id::text)
        || netstring(from_where)
        || netstring(facts)
    );
END $$;

-- Add a record. Who and from where are the session's own, whatever the caller says of the actor; a record of somebody
-- else's deed (a trusted program at work) says on whose behalf. Returns its number. Deeds call it, nobody else may.
CREATE OR REPLACE FUNCTION record(
    kind text, actor uuid, subject uuid, facts jsonb, at timestamptz, on_behalf uuid DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    number bigint;
    link bytea;
    behalf uuid := coalesce(on_behalf, CASE WHEN actor IS DISTINCT FROM me() THEN actor END);
    client text := concat_ws(' ', host(inet_client_addr()), nullif(current_setting('application_name'), ''));
    said text := coalesce(facts, '{}')::text;
BEGIN
    SELECT chain.audit_id + 1, chain.audit_hash INTO STRICT number, link FROM chain FOR UPDATE;
    link := chain_hash(link, number, at, kind, actor, session_user::text, behalf, subject, client, said);
    INSERT INTO audit (id, at, kind, person_id, login, on_behalf_id, subject_id, from_where, facts, hash)
    VALUES (number, at, kind, actor, session_user::text, behalf, subject, client, said::json, link);
    UPDATE chain SET audit_id = number, audit_hash = link;
    RETURN number;
END $$;

-- Tell every console that something has changed: a numbered row, and a notice that there is one. The notice says
-- nothing, since anybody who may connect can send one; the row has keys only, and what they stand for each console reads
-- under its own rights.
CREATE OR REPLACE FUNCTION tell(kind text, call_id uuid, subject uuid, actor uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    number bigint;
BEGIN
    UPDATE chain SET event_seq = chain.event_seq + 1 RETURNING chain.event_seq INTO STRICT number;
    INSERT INTO event (seq, at, kind, call_id, subject_id, person_id)
    VALUES (number, clock_timestamp(), kind, call_id, subject, actor);
    NOTIFY deskside;
    RETURN number;
END $$;

-- Record a deed that changes nothing else: listening, exporting, printing. Sent again with the same key it counts once;
-- true the first time. Kinds that only a deed of the database can bring about are refused to everybody's own login.
CREATE OR REPLACE FUNCTION record_deed(
    deed_id uuid, kind text, subject uuid, facts json, on_behalf uuid DEFAULT NULL, at timestamptz DEFAULT NULL
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    actor uuid := acting(on_behalf);
BEGIN
    IF kind NOT IN ('listen', 'export', 'print') AND NOT trusted() THEN
        PERFORM fail_place('no_right', '{}');
    END IF;
    PERFORM begin_deed();
    INSERT INTO deed_seen (id, at) VALUES (deed_id, clock_timestamp()) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM record(kind, actor, subject, facts::jsonb, moment(at));
    RETURN true;
END $$;
