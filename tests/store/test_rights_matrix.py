"""Every role on every table and function, asked of PostgreSQL itself with that person's own login."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg import sql

import console.store.shared_tables  # noqa: F401 - makes its tables known
from console.store.tables import Base
from tests.rights.cells import Cell, cells_of_functions, cells_of_table
from tests.rights.functions import ASKED_BY_POLICIES, FUNCTIONS, INTERNAL
from tests.rights.table import TABLES, Verb, Who, samples_for
from tests.rights.world import World, make_world
from tests.shared_centre import SharedCentre, connect_trusted

pytestmark = pytest.mark.postgresql

NO_RIGHT = "42501"
OUR_REFUSAL = "DS002"
OUR_WORDS = ("no_right", "not_found", "account_closed")

COLUMNS = {table.name: tuple(column.name for column in table.columns) for table in Base.metadata.sorted_tables}
COLUMNS["alembic_version"] = ("version_num",)

CELLS = [*(cell for table in TABLES for cell in cells_of_table(table, COLUMNS[table.name])), *cells_of_functions()]


@pytest.fixture(scope="module")
def world(centre_template: SharedCentre) -> Iterator[World]:
    """One centre for all cells: what a cell does is undone."""
    server = centre_template.server
    name = server.fresh_database(centre_template.database)
    yield make_world(replace(centre_template, database=name))
    server.drop_database(name)


@pytest.fixture(scope="module")
def sessions(world: World) -> Iterator[dict[Who | None, psycopg.Connection[Any]]]:
    """A session of everybody's, None being the superuser's."""
    opened: dict[Who | None, psycopg.Connection[Any]] = {who: world.connect(who) for who in Who}
    opened[None] = connect_trusted(world.centre, autocommit=False)
    yield opened
    for connection in opened.values():
        connection.close()


def _try(session: psycopg.Connection[Any], cell: Cell, world: World) -> int | psycopg.Error:
    """How many rows it met, or what PostgreSQL said; nothing of it stays."""
    statement, values = cell.build(world)
    try:
        return session.execute(statement, values).rowcount
    except psycopg.Error as error:
        return error
    finally:
        session.rollback()


def _is_refusal(answer: int | psycopg.Error) -> bool:
    if isinstance(answer, int):
        return answer == 0
    said = answer.diag.message_primary or ""
    return answer.sqlstate == NO_RIGHT or (answer.sqlstate == OUR_REFUSAL and said in OUR_WORDS)


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_the_database_answers_as_the_table_says(
    world: World, sessions: dict[Who | None, psycopg.Connection[Any]], cell: Cell
) -> None:
    answer = _try(sessions[cell.who], cell, world)
    if cell.allowed:
        assert not isinstance(answer, psycopg.Error), f"refused: {answer}"
        assert answer == 1
        return
    assert _is_refusal(answer), answer
    if cell.shut:
        assert isinstance(answer, psycopg.Error)
        assert (answer.diag.message_primary or "").startswith("permission denied for ")
        return
    # Refused for the right reason only if the same statement is a good one: the superuser, whom no policy binds,
    # succeeds with it or meets a trigger that nobody gets past.
    control = _try(sessions[None], cell, world)
    if isinstance(control, psycopg.Error):
        assert control.sqlstate in (NO_RIGHT, OUR_REFUSAL), control
        assert isinstance(answer, psycopg.Error), f"hidden, but {control}"
    else:
        assert control == 1, "there is no such row"


def test_the_matrix_is_large_enough() -> None:
    assert len(CELLS) >= 400
    assert len({str(cell) for cell in CELLS}) == len(CELLS)
    assert all(Counter(cell.who for cell in CELLS)[who] >= 100 for who in Who)


def test_every_case_is_allowed_to_somebody() -> None:
    """So its arguments are known to be good, and who is refused is refused for who they are."""
    for function in FUNCTIONS:
        for sample in function.samples:
            assert any(sample in samples_for(function.reaches, who) for who in Who), (function.name, sample)
    for table in TABLES:
        for line in table.lines:
            for reach in line.reaches.values():
                assert reach.samples <= set(table.samples) or line.verb is Verb.INSERT, (table.name, line.verb)


def test_the_table_names_everything_there_is(world: World) -> None:
    with connect_trusted(world.centre) as connection:
        relations = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('i', 'I', 't')"
            " AND NOT relispartition"
        ).fetchall()
        functions = connection.execute(
            "SELECT DISTINCT proname FROM pg_proc WHERE pronamespace IN (SELECT oid FROM pg_namespace"
            " WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')"
        ).fetchall()
        columns = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        ).fetchall()
        schemas = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'").fetchall()
    assert {name for (name,) in relations} == {table.name for table in TABLES}
    assert {name for (name,) in functions} == {
        *(function.name for function in FUNCTIONS),
        *ASKED_BY_POLICIES,
        *INTERNAL,
    }
    assert {(table, column) for table, columns in COLUMNS.items() for column in columns} == set(columns)
    assert {name for (name,) in schemas} == {"public", "parts", "information_schema"}


def test_what_no_cell_asks_is_closed(world: World) -> None:
    """By the catalogue: internal functions, parts of tables, rights that no verb stands for, everybody's defaults."""
    with connect_trusted(world.centre) as connection:
        who = [group for (group,) in connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname ~ '^deskside_' AND rolname <> 'deskside_owner'"
        )]
        assert len(who) == 7
        internal = connection.execute(
            "SELECT p.proname, g FROM pg_proc p, unnest(%s::text[] || 'public') g"
            " WHERE p.pronamespace = 'public'::regnamespace AND p.proname = ANY (%s)"
            " AND has_function_privilege(g, p.oid, 'EXECUTE')",
            (who, list(INTERNAL)),
        ).fetchall()
        assert internal == []
        parts = connection.execute(
            "SELECT c.relname, g FROM pg_class c, unnest(%s::text[] || 'public') g"
            " WHERE c.relnamespace = 'parts'::regnamespace AND c.relkind IN ('r', 'p')"
            " AND (has_table_privilege(g, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')"
            " OR has_any_column_privilege(g, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))",
            (who,),
        ).fetchall()
        assert parts == []
        odd = connection.execute(
            "SELECT c.relname, g FROM pg_class c, unnest(%s::text[] || 'public') g"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')"
            " AND (has_table_privilege(g, c.oid, 'REFERENCES, TRIGGER, TRUNCATE')"
            " OR has_any_column_privilege(g, c.oid, 'REFERENCES'))",
            (who,),
        ).fetchall()
        assert odd == []
        for schema, right in (("public", "CREATE"), ("parts", "USAGE, CREATE")):
            for group in (*who, "public"):
                held = connection.execute("SELECT has_schema_privilege(%s, %s, %s)", (group, schema, right)).fetchone()
                assert held == (False,), (group, schema)
        unguarded = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relrowsecurity"
        ).fetchall()
        assert unguarded == []


def test_functions_look_nowhere_but_in_our_schema(world: World) -> None:
    """A search path of the caller's choosing would let their objects stand for ours."""
    with connect_trusted(world.centre) as connection:
        loose = connection.execute(
            "SELECT proname, proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " AND NOT 'search_path=public, pg_temp' = ANY (coalesce(proconfig, '{}'))"
        ).fetchall()
        assert loose == []
        foreign = connection.execute(
            sql.SQL(
                "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
                " AND proowner <> 'deskside_owner'::regrole"
            )
        ).fetchall()
        assert foreign == []
