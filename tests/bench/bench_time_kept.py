"""Time kept of 500 agents with 60,000 changes of state a day: a day of all, a month of one, on both databases."""

from __future__ import annotations

import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from console.domain.attendance import AttendanceRules
from console.domain.floor import AgentState
from console.store.connecting import Login
from console.store.store import Store
from tests.bench.table import record, table
from tests.shared_centre import make_shared_centre
from tests.store.centres import QUICK_HASHES, HandClock, make_centre

AGENTS = 500
CHANGES = 120
"""Changes of state of one agent on one day."""
MONTH = date(2026, 6, 1)
DAY = date(2026, 6, 17)
DAYS = (datetime(2026, 7, 1, tzinfo=UTC) - datetime(2026, 5, 25, tzinfo=UTC)).days
ROUNDS = 5

_TURN = ("ready", "ringing", "talking", "on_hold", "talking", "after_call")
STATE = "id, agent_id, state, reason, entered_at, source, queue, call_key, help"


def agents() -> list[tuple[UUID, str, str, str]]:
    """Key, number, name, team."""
    return [(UUID(int=1 + n), f"8{n:04}", f"坐席{n}", f"班组{n % 12}") for n in range(AGENTS)]


def states() -> Iterator[tuple[Any, ...]]:
    """Rows of STATE as they come in: by time, all agents among each other."""
    number = 0
    for day in range(DAYS):
        began = datetime(2026, 5, 25, 8, 20, tzinfo=UTC) + timedelta(days=day)
        for turn in range(CHANGES):
            state = AgentState.SIGNED_OFF.value if turn == CHANGES - 1 else _TURN[turn % len(_TURN)]
            for agent in range(AGENTS):
                number += 1
                at = began + timedelta(seconds=turn * 285 + agent * 0.4)
                key = UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62 | number)
                call = "" if state in ("ready", "signed_off") else f"{day}.{agent}.{turn // len(_TURN)}"
                yield (key, UUID(int=1 + agent), state, "", at, "pbx", "600", call, False)


def now_rows() -> list[tuple[Any, ...]]:
    """Rows of agent_now: everybody was heard of."""
    at = datetime(2026, 6, 30, 20, tzinfo=UTC)
    return [(key, "pbx", "signed_off", at, "", "", "", "", "unknown", 0, False, "", "", "", at) for key, *_ in agents()]


NOW = (
    "agent_id, gateway, state, since, reason, queue, call_key, other_number, direction, hold_ms, help, next_state,"
    " next_reason, why, as_of"
)


def fill_postgresql(url: str) -> None:
    """By COPY."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        cursor.executemany(
            "INSERT INTO person (id, number, name, team, role, seat, active, wrong_passwords, wrong_pins, version)"
            " VALUES (%s, %s, %s, %s, 'agent', '', true, 0, 0, 1)",
            agents(),
        )
        cursor.execute("UPDATE person SET team = '班组1' WHERE number = '3001'")
        for columns, name, rows in ((STATE, "agent_state", states()), (NOW, "agent_now", iter(now_rows()))):
            with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT make_partitions(1)")  # a part for each of these months, as in service
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def fill_sqlite(path: Path) -> None:
    """The same rows."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")

    def plain(row: tuple[Any, ...]) -> list[Any]:
        return [
            value.hex
            if isinstance(value, UUID)
            else value.replace(tzinfo=None).isoformat(" ", "microseconds")
            if isinstance(value, datetime)
            else value
            for value in row
        ]

    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO person (id, number, name, team, role, seat, active, wrong_passwords, wrong_pins, version)"
        " VALUES (?, ?, ?, ?, 'agent', '', 1, 0, 0, 1)",
        map(plain, agents()),
    )
    for columns, name, rows in ((STATE, "agent_state", states()), (NOW, "agent_now", iter(now_rows()))):
        marks = ", ".join("?" for _ in columns.split(","))
        connection.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", map(plain, rows))
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


def measure(store: Store, where: str, seen: int) -> None:
    """A day of everybody seen, a month and a day of one of them."""
    rules, one = AttendanceRules(), UUID(int=2)

    def median_ms(deed: Callable[[], Any]) -> float:
        taken = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            deed()
            taken.append((time.perf_counter() - began) * 1000)
        return statistics.median(taken)

    days = store.time_kept.day(DAY, rules, UTC)
    assert len(days) == seen
    assert {day.kept.calls_taken for day in days} == {CHANGES // len(_TURN)}
    assert len(store.time_kept.month_of([one], MONTH, rules, UTC)[one].days) == 30
    record(f"{where}: a day of {seen} agents", median_ms(lambda: store.time_kept.day(DAY, rules, UTC)), "ms", bar=2000)
    month_ms = median_ms(lambda: store.time_kept.month_of([one], MONTH, rules, UTC))
    record(f"{where}: a month of one agent", month_ms, "ms", bar=200)
    record(f"{where}: a day of one agent", median_ms(lambda: store.time_kept.stretches(one, DAY, UTC)), "ms", bar=20)


def in_postgresql() -> None:
    """As a manager who sees everybody, and as the supervisor of one team."""
    from tests.postgres import start_server, stop_server

    server = start_server({"shared_buffers": "512MB", "max_wal_size": "2GB"}, durable=True)
    try:
        centre = make_shared_centre(server, server.fresh_database())
        fill_postgresql(centre.admin_url)
        for number, seen in (("4001", AGENTS), ("3001", len(range(1, AGENTS, 12)))):
            with Store.open(centre.url, login=Login(number, centre.password(number))) as store:
                measure(store, f"PostgreSQL as {centre.person(number).role}", seen)
    finally:
        stop_server(server)


def in_sqlite(home: Path) -> None:
    """The embedded database."""
    path = home / "deskside.db"
    with Store.open(path, hasher=QUICK_HASHES) as store:
        make_centre(store, HandClock())
    fill_sqlite(path)
    with Store.open(path) as store:
        measure(store, "SQLite", AGENTS)


def run() -> None:
    """Both databases, one after the other; 1 GB of disk at a time."""
    from tests.postgres import find_programs

    home = Path(tempfile.mkdtemp(prefix="deskside-bench-"))
    try:
        in_sqlite(home)
    finally:
        shutil.rmtree(home)
    if find_programs() is not None:
        in_postgresql()


if __name__ == "__main__":
    run()
    sys.stdout.write(table() + "\n")
