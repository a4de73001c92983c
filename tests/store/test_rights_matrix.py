"""Every role on every table and function, asked of PostgreSQL itself with that person's own login."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from tests.rights.cells import Cell, Refusal, all_cells
from tests.rights.functions import FUNCTIONS
from tests.rights.table import TABLES, Verb, Who, samples_for
from tests.rights.world import World, ask_for_numbers, copy_of
from tests.shared_centre import connect_trusted

pytestmark = pytest.mark.postgresql

NO_RIGHT = "42501"
OUR_REFUSAL = "DS002"
OUR_WORDS = ("no_right", "not_found", "account_closed")

Sessions = dict[Who | None, psycopg.Connection[Any]]

CELLS = all_cells()


@pytest.fixture(scope="module")
def world(world_template: World) -> Iterator[World]:
    """One centre for all cells: what a cell does is undone."""
    with copy_of(world_template) as world:
        ask_for_numbers(world)
        yield world


@pytest.fixture(scope="module")
def sessions(world: World) -> Iterator[Sessions]:
    """A session of everybody's, None being the superuser's."""
    opened: Sessions = {who: world.connect(who) for who in Who}
    opened[None] = connect_trusted(world.centre, autocommit=False)
    yield opened
    for connection in opened.values():
        connection.close()


def _try(session: psycopg.Connection[Any], cell: Cell, world: World) -> int | psycopg.Error:
    """How many rows it met, or what PostgreSQL said; nothing of it stays."""
    statement, values = cell.build(world)
    try:
        met = session.execute(statement, values).rowcount
        session.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except psycopg.Error as error:
        return error
    else:
        return met
    finally:
        session.rollback()


def _complaint(sessions: Sessions, cell: Cell, world: World) -> str:
    """What is wrong with the answer; nothing if it is the right one for the right reason."""
    answer = _try(sessions[cell.who], cell, world)
    if cell.allowed:
        return "" if isinstance(answer, int) and answer >= 1 else f"refused: {answer}"
    if isinstance(answer, int):
        if answer or cell.refusal is not Refusal.ROWS:
            return f"let pass: {answer} rows"
    elif not _is_refusal(answer):
        return f"refused for another reason: {answer.sqlstate} {answer}"
    elif cell.refusal is Refusal.SHUT and not str(answer).startswith("permission denied for "):
        return f"refused too late: {answer}"
    if cell.refusal is Refusal.ROWS:
        # The superuser, whom no policy binds, succeeds or meets, at that very row, a trigger that nobody gets past.
        control = _try(sessions[None], cell, world)
        if control == 0 or (isinstance(control, psycopg.Error) and not _is_refusal(control)):
            return f"not a good statement: {control}"
    return ""


def _is_refusal(error: psycopg.Error) -> bool:
    return error.sqlstate == NO_RIGHT or (error.sqlstate == OUR_REFUSAL and error.diag.message_primary in OUR_WORDS)


@pytest.mark.parametrize("thing", sorted({cell.thing for cell in CELLS}))
def test_the_database_answers_as_the_table_says(world: World, sessions: Sessions, thing: str) -> None:
    wrong = [
        f"{cell}: {complaint}"
        for cell in CELLS
        if cell.thing == thing and (complaint := _complaint(sessions, cell, world))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("thing", "hole"),
    [
        ("call", "GRANT SELECT (customer_number) ON call TO deskside_manager"),
        ("call", "CREATE POLICY hole ON call FOR SELECT TO deskside_agent USING (points IS NULL)"),
        ("call", "REVOKE SELECT ON call FROM deskside_agent"),
        ("draft", "ALTER TABLE draft DISABLE ROW LEVEL SECURITY"),
        ("draft", "ALTER POLICY own_saves ON draft USING (true)"),
        ("revision", "GRANT UPDATE ON revision TO deskside_manager"),
        ("coaching_note", "ALTER POLICY own_shared_read ON coaching_note USING (agent_id = (SELECT me()))"),
        ("coaching_note", "GRANT UPDATE ON coaching_note TO deskside_inspector"),
        ("person_team", "ALTER POLICY leaders_read ON person_team USING (true)"),
        ("deed_seen", "GRANT SELECT ON deed_seen TO PUBLIC"),
        ("audit", "GRANT TRUNCATE ON audit TO deskside_administrator"),
        ("publish_form", "CREATE OR REPLACE FUNCTION must_be(VARIADIC roles text[]) RETURNS void LANGUAGE sql AS ''"),
    ],
)
def test_a_hole_is_found(world_template: World, thing: str, hole: str) -> None:
    with copy_of(world_template) as world, ExitStack() as doors:
        root = doors.enter_context(connect_trusted(world.centre, autocommit=False))
        root.execute(hole)
        root.commit()
        sessions: Sessions = {who: doors.enter_context(world.connect(who)) for who in Who}
        sessions[None] = root
        assert any(_complaint(sessions, cell, world) for cell in CELLS if cell.thing == thing)


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
