"""Puts the functions, triggers and rights of console/store/server into a PostgreSQL database."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, text

FOLDER = Path(__file__).resolve().parent / "server"
"""Beside this file, so that it is found in a frozen build too. Files run in the order of their names."""

OWNER = "deskside_owner"
"""Owns everything of ours in a database; nobody logs in as it."""

TABLES_OF_0001 = (
    "form",
    "person",
    "audit",
    "call",
    "coaching_note",
    "coaching_note_call",
    "draw",
    "revision",
    "draft",
    "revision_mark",
    "evidence",
    "alembic_version",
)

_TRUSTED = text(
    """
    SELECT coalesce((SELECT pg_has_role(session_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = 'deskside_owner'),
        (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = session_user))
    """
)

_PREPARE = """
DO $prepare$
DECLARE
    may_act boolean;
BEGIN
    IF to_regrole('deskside_owner') IS NULL THEN
        BEGIN
            CREATE ROLE deskside_owner NOLOGIN CREATEROLE;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- a console on another database of this server was quicker
        END;
    END IF;
    -- From PostgreSQL 16 on, who made a role may give it away but not act as it.
    EXECUTE format('SELECT pg_has_role(session_user, %L, %L)', 'deskside_owner',
                   CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
        INTO may_act;
    IF NOT may_act THEN
        EXECUTE format('GRANT deskside_owner TO %I', session_user);
    END IF;
    CREATE SCHEMA IF NOT EXISTS parts;
    IF (SELECT nspowner FROM pg_namespace WHERE nspname = 'parts') <> to_regrole('deskside_owner') THEN
        ALTER SCHEMA parts OWNER TO deskside_owner;
    END IF;
    IF NOT has_schema_privilege('deskside_owner', 'public', 'CREATE') THEN
        GRANT USAGE, CREATE ON SCHEMA public TO deskside_owner;
    END IF;
END $prepare$;
"""

_HAND_OVER = text(
    """
    SELECT format('ALTER TABLE public.%I OWNER TO deskside_owner', relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname = ANY (:names) AND relkind = 'r'
        AND relowner <> to_regrole('deskside_owner')
    UNION ALL
    SELECT 'ALTER FUNCTION public.refuse_change() OWNER TO deskside_owner' FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proname = 'refuse_change'
        AND proowner <> to_regrole('deskside_owner')
    """
)

# As the owner, so that on PostgreSQL 16 and later the owner may also give them to people.
_MAKE_GROUPS = """
DO $groups$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['deskside_person', 'deskside_agent', 'deskside_inspector', 'deskside_supervisor',
                                  'deskside_manager', 'deskside_administrator', 'deskside_gateway'] LOOP
        IF to_regrole(wanted) IS NULL THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;
END $groups$;
"""

# What an older version left behind must not go on living; triggers and policies go with the functions they call.
_CLEAR = """
DO $clear$
DECLARE
    thing record;
BEGIN
    FOR thing IN
        SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proowner = to_regrole('deskside_owner')
    LOOP
        EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', thing.name);
    END LOOP;
END $clear$;
"""


def is_trusted(connection: Connection) -> bool:
    """Whether this session may make structure: a superuser, a member of the owner, or who may make the owner."""
    return bool(connection.scalar(_TRUSTED))


def fingerprint() -> str:
    """Of the server code that this console brings."""
    whole = sha256()
    for name, content in _files():
        whole.update(f"{len(name)}:{name}{len(content)}:{content}".encode())
    return whole.hexdigest()


def installed_fingerprint(connection: Connection) -> str | None:
    """Of the server code that the database has; None before the first. For trusted sessions."""
    found: str | None = connection.scalar(text("SELECT fingerprint FROM installed ORDER BY at DESC LIMIT 1"))
    return found


def become_owner(connection: Connection) -> None:
    """For the rest of the transaction act as the owner, who is made where there is none and given what 0001 made.

    Only for a trusted session.
    """
    _run(connection, _PREPARE)
    for statement in connection.scalars(_HAND_OVER, {"names": list(TABLES_OF_0001)}).all():
        _run(connection, statement)
    _run(connection, f"SET LOCAL ROLE {OWNER}")
    _run(connection, _MAKE_GROUPS)


def install(connection: Connection) -> None:
    """Replace all server code with this console's, within the caller's transaction, as the owner."""
    _run(connection, _CLEAR)
    for _, content in _files():
        _run(connection, content)
    _run(connection, "SELECT make_partitions(3)")
    _run(connection, "DELETE FROM installed")
    connection.execute(text("INSERT INTO installed VALUES (:print, clock_timestamp())"), {"print": fingerprint()})


@cache
def _files() -> tuple[tuple[str, str], ...]:
    return tuple((path.name, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.sql")))


def _run(connection: Connection, statements: str) -> None:
    """Statements as they stand, without parameters: a percent sign is one."""
    connection.exec_driver_sql(statements, execution_options={"no_parameters": True})
