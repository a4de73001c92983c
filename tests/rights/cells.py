"""Every cell of the table of rights as a statement to try: who, what, and whether PostgreSQL has to let it pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import chain

from psycopg import sql

import console.store.floor_tables
import console.store.shared_tables  # noqa: F401 - makes its tables known
from console.store.tables import Base
from tests.rights.functions import CASES, FUNCTIONS
from tests.rights.inserts import INSERTS
from tests.rights.table import TABLES, Line, Table, Verb, Who, samples_for
from tests.rights.world import Key, World

Statement = tuple[sql.Composed | sql.SQL, Key]

COLUMNS = {table.name: tuple(column.name for column in table.columns) for table in Base.metadata.sorted_tables}
"""Of every table; test_rights_catalogue.py holds them to what the database has."""
COLUMNS["alembic_version"] = ("version_num",)

NEW_VALUES: dict[str, str] = {
    "sheet": "'{}'",
    "heard": "'[]'",
    "saved_at": "now()",
    "version": "version + 1",
    "clips": "'[]'",
    "item_keys": "'[]'",
    "strength": "'warm'",
    "priorities": "'[]'",
    "agent_words": "'yes'",
    "action": "'listen'",
    "action_due": "'2026-04-01'",
    "follow_up": "'closed'",
    "agent_id": "(SELECT id FROM person WHERE number = '1003')",
}
"""What an UPDATE sets a column to."""


class Refusal(Enum):
    """How it shows that a refusal has the right reason."""

    SHUT = "PostgreSQL says that permission is denied, before any row is looked at"
    ROWS = "the superuser succeeds with the same statement"
    CALL = "somebody else succeeds with the same arguments"


@dataclass(frozen=True)
class Cell:
    """One question to the database and the answer it has to give."""

    thing: str
    who: Who
    deed: str
    allowed: bool
    refusal: Refusal
    build: Callable[[World], Statement]

    def __str__(self) -> str:
        return f"{self.who} {self.deed}: {'may' if self.allowed else 'may not'}"


def _where(key: Key) -> sql.Composed:
    tests: list[sql.Composable] = [
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in key
    ]
    return sql.SQL(" AND ").join(tests or [sql.SQL("true")])


def _names(columns: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _select(table: str, columns: tuple[str, ...], sample: str, who: Who) -> Callable[[World], Statement]:
    def build(world: World) -> Statement:
        key = world.key(table, sample, who)
        query = sql.SQL("SELECT {} FROM {} WHERE {}").format(_names(columns), sql.Identifier(table), _where(key))
        return query, key

    return build


def _update(table: str, columns: tuple[str, ...], sample: str, who: Who) -> Callable[[World], Statement]:
    def build(world: World) -> Statement:
        key = world.key(table, sample, who)
        values = sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.SQL(NEW_VALUES.get(name, "DEFAULT")))
            for name in columns
        )
        return sql.SQL("UPDATE {} SET {} WHERE {}").format(sql.Identifier(table), values, _where(key)), key

    return build


def _delete(table: str, sample: str, who: Who) -> Callable[[World], Statement]:
    def build(world: World) -> Statement:
        key = world.key(table, sample, who)
        return sql.SQL("DELETE FROM {} WHERE {}").format(sql.Identifier(table), _where(key)), key

    return build


def _whole(template: str, table: str, column: str) -> Callable[[World], Statement]:
    statement = sql.SQL(template).format(table=sql.Identifier(table), column=sql.Identifier(column))
    return lambda _world: (statement, {})


_CLOSED = {
    Verb.SELECT: "SELECT {column} FROM {table}",
    Verb.INSERT: "INSERT INTO {table} DEFAULT VALUES",
    Verb.UPDATE: "UPDATE {table} SET {column} = DEFAULT",
    Verb.DELETE: "DELETE FROM {table}",
    Verb.TRUNCATE: "TRUNCATE {table}",
}


def _cells_of_line(table: Table, line: Line, columns: tuple[str, ...]) -> Iterator[Cell]:
    wanted = line.columns or tuple(name for name in columns if name not in table.sealed)
    samples = table.samples
    if line.verb is Verb.INSERT:
        samples = tuple(sorted(set(chain.from_iterable(reach.samples for reach in line.reaches.values()))))
    for who in Who:
        for sample in samples:
            build: Callable[[World], Statement]
            if line.verb is Verb.SELECT:
                build = _select(table.name, wanted, sample, who)
            elif line.verb is Verb.UPDATE:
                build = _update(table.name, wanted, sample, who)
            elif line.verb is Verb.DELETE:
                build = _delete(table.name, sample, who)
            else:
                build = _case(INSERTS[table.name, sample], who)
            about = f" ({', '.join(line.columns)})" if line.columns else ""
            allowed = sample in samples_for(line.reaches, who)
            deed = f"{line.verb} {table.name}{about} [{sample}]"
            yield Cell(table.name, who, deed, allowed, Refusal.ROWS, build)


def _case(case: Callable[[World, Who], Statement], who: Who) -> Callable[[World], Statement]:
    return lambda world: case(world, who)


def _cells_of_table(table: Table, columns: tuple[str, ...]) -> Iterator[Cell]:
    """Every verb on every kind of row for everybody; `columns` are those the database knows."""
    for verb in Verb:
        lines = [line for line in table.lines if line.verb is verb]
        for line in lines:
            yield from _cells_of_line(table, line, columns)
        if not lines:
            for who in Who:
                build = _whole(_CLOSED[verb], table.name, columns[0])
                yield Cell(table.name, who, f"{verb} {table.name}", False, Refusal.SHUT, build)
    closed = [(Verb.SELECT, name) for name in table.sealed]
    updated = set(chain.from_iterable(line.columns for line in table.lines if line.verb is Verb.UPDATE))
    if updated:
        closed += [(Verb.UPDATE, name) for name in columns if name not in updated]
    for verb, name in closed:
        for who in Who:
            build = _whole(_CLOSED[verb], table.name, name)
            yield Cell(table.name, who, f"{verb} {table.name} ({name})", False, Refusal.SHUT, build)


def _cells_of_functions() -> Iterator[Cell]:
    """Every function people call, for everybody, with the arguments of each sample case."""
    for function in FUNCTIONS:
        for who in Who:
            for sample in function.samples:
                allowed = sample in samples_for(function.reaches, who)
                build = _case(CASES[function.name, sample], who)
                yield Cell(function.name, who, f"{function.name}() [{sample}]", allowed, Refusal.CALL, build)


def all_cells() -> list[Cell]:
    """Every question there is."""
    of_tables = (_cells_of_table(table, COLUMNS[table.name]) for table in TABLES)
    return [*chain.from_iterable(of_tables), *_cells_of_functions()]
