"""What PostgreSQL's own catalogue says of rights: nothing is there that the table of rights does not name."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from tests.rights.cells import COLUMNS
from tests.rights.functions import ASKED_BY_POLICIES, FUNCTIONS
from tests.rights.knocking import Session
from tests.rights.table import TABLES, Who
from tests.rights.world import GROUPS, World
from tests.rights_page import PAGE, page

pytestmark = pytest.mark.postgresql

CALLED = (*(function.name for function in FUNCTIONS), *ASKED_BY_POLICIES)
STRANGERS = [*GROUPS, "public"]
"""Who must hold nothing beyond the table."""


def _names(root: Session, query: str) -> set[str]:
    return {name for (name,) in root.execute(query)}


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.rights_page"


def test_every_table_column_and_function_is_named(root: Session) -> None:
    relations = _names(
        root,
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('i', 'I', 't')"
        " AND NOT relispartition",
    )
    assert relations == {table.name for table in TABLES}
    columns = root.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    ).fetchall()
    assert set(columns) == {(table, column) for table, names in COLUMNS.items() for column in names}
    reached = root.execute(
        "SELECT DISTINCT proname FROM pg_proc p, unnest(%s::text[]) g WHERE pronamespace IN"
        " (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')"
        " AND has_function_privilege(g, p.oid, 'EXECUTE')",
        (STRANGERS,),
    ).fetchall()
    assert {name for (name,) in reached} == set(CALLED)
    schemas = _names(root, "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'")
    assert schemas == {"public", "parts", "information_schema"}
    groups = _names(root, "SELECT rolname FROM pg_roles WHERE rolname ~ '^deskside_' AND rolname <> 'deskside_owner'")
    assert groups == set(GROUPS)


@pytest.mark.parametrize("who", Who)
def test_inner_functions_are_for_nobody(attacked: World, root: Session, who: Who) -> None:
    inner = root.execute(
        "SELECT proname, provariadic <> 0, coalesce((SELECT array_agg(format_type(t, NULL) ORDER BY at)"
        " FROM unnest(proargtypes) WITH ORDINALITY AS a(t, at)), '{}') FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND NOT proname = ANY (%s)",
        (list(CALLED),),
    ).fetchall()
    assert len(inner) > 50
    with attacked.connect(who, autocommit=True) as session:
        for name, is_variadic, types in inner:
            # In sub-selects, for a call with a plain NULL may be left out where that alone makes the result NULL.
            values = [sql.SQL("(SELECT NULL::{})").format(sql.SQL(kind)) for kind in types]
            if is_variadic:
                values[-1] = sql.SQL("VARIADIC {}").format(values[-1])
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for function"):
                session.execute(sql.SQL("SELECT {}({})").format(sql.Identifier(name), sql.SQL(", ").join(values)))


def test_no_other_kind_of_right_is_held(root: Session) -> None:
    for schema, rights, columns in (
        (
            "parts",
            "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER",
            "SELECT, INSERT, UPDATE, REFERENCES",
        ),
        ("public", "REFERENCES, TRIGGER, TRUNCATE", "REFERENCES"),
    ):
        held = root.execute(
            "SELECT c.relname, g FROM pg_class c, unnest(%s::text[]) g"
            " WHERE c.relnamespace = to_regnamespace(%s) AND c.relkind IN ('r', 'p', 'v', 'm')"
            " AND (has_table_privilege(g, c.oid, %s) OR has_any_column_privilege(g, c.oid, %s))",
            (STRANGERS, schema, rights, columns),
        ).fetchall()
        assert held == []
    for schema, rights in (("public", "CREATE"), ("parts", "USAGE, CREATE")):
        for group in STRANGERS:
            held = root.execute("SELECT has_schema_privilege(%s, %s, %s)", (group, schema, rights)).fetchall()
            assert held == [(False,)], (group, schema)
    doors = root.execute("SELECT has_database_privilege('public', current_database(), 'CONNECT, TEMP, CREATE')")
    assert doors.fetchall() == [(False,)]


def test_row_rights_are_on_everywhere(root: Session) -> None:
    root.execute("SELECT make_partitions(6)")
    unguarded = _names(
        root,
        "SELECT relname FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'parts'::regnamespace)"
        " AND relkind IN ('r', 'p') AND NOT relrowsecurity",
    )
    assert unguarded == set()


def test_what_is_made_later_is_closed_too(attacked: World, root: Session) -> None:
    root.execute("SET ROLE deskside_owner")
    root.execute("CREATE TABLE later (id int)")
    root.execute("CREATE FUNCTION later() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    with attacked.connect(Who.MANAGER, autocommit=True) as session:
        for query in ("SELECT FROM later", "SELECT later()"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(query)


def test_functions_look_nowhere_but_in_our_schema(root: Session) -> None:
    """A search path of the caller's choosing would let their objects stand for ours.

    Inner functions that act as their caller look where that one does: nobody else calls them.
    """
    loose = _names(
        root,
        "SELECT proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace"
        " AND NOT 'search_path=public, pg_temp' = ANY (coalesce(proconfig, '{}'))"
        " AND (prosecdef OR prorettype = 'trigger'::regtype"
        " OR has_function_privilege('deskside_person', p.oid, 'EXECUTE'))",
    )
    assert loose == set()
    foreign = _names(
        root,
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND proowner <> 'deskside_owner'::regrole",
    )
    assert foreign == set()
