"""A month's report out of a year of a million evaluations, beside the plain join over their twenty million marks."""

from __future__ import annotations

import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from console.domain.forms import Form
from console.domain.reports import MonthReport
from console.store.connecting import Login
from console.store.store import Store
from tests.bench.table import record, table
from tests.shared_centre import make_shared_centre
from tests.store.centres import QUICK_HASHES, HandClock, make_centre

EVALUATIONS = 1_000_000
AGENTS = 500
TEAMS = 12
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MONTH = date(2026, 6, 1)
ROUNDS = 7

SERVER = {"shared_buffers": "512MB", "max_wal_size": "2GB", "checkpoint_timeout": "30min"}
"""A small server that is given a little memory, and room to be filled fast."""

REVISION = (
    "id, draft_id, call_id, number, agent_id, team, inspector_id, inspector_name, submitted_at, form_key, form_version,"
    " points, critical, verdicts, pins, notes, advice, heard, reason"
)
RESULT = (
    "call_id, revision_id, agent_id, team, scored_at, form_key, form_version, points, critical, verdicts, hand_picked,"
    " side_by_side"
)

PLAIN_JOIN = """
    SELECT r.agent_id, r.team, m.item_key, count(*), sum(CASE WHEN m.verdict IN (1, 2) THEN 1 ELSE 0 END),
        sum(CASE m.verdict WHEN 2 THEN 1 ELSE 0 END)
    FROM revision r JOIN revision_mark m ON m.revision_id = r.id
    WHERE r.submitted_at >= :since AND r.submitted_at < :until
    GROUP BY r.agent_id, r.team, m.item_key
"""
"""What is compared: no corrections to look for, nothing set apart, so the join is as lean as it can be."""


@dataclass(frozen=True)
class Year:
    """A year's evaluations as arrays, the same for both databases."""

    form: Form
    inspector: UUID
    verdicts: NDArray[np.uint8]
    points: NDArray[np.int64]
    critical: NDArray[np.bool_]

    @classmethod
    def make(cls, form: Form, inspector: UUID) -> Year:
        """One item in thirteen fails; those that may not apply sometimes do not."""
        random = np.random.default_rng(7)
        drawn = random.random((EVALUATIONS, len(form.items)))
        verdicts = np.where(drawn < 1 / 13, np.uint8(2), np.uint8(1))
        verdicts[(drawn > 0.95) & np.array([item.may_not_apply for item in form.items])] = 3
        fails = verdicts == 2
        critical = fails[:, [item.critical for item in form.items]].any(axis=1)
        return cls(form, inspector, verdicts, 100 - 2 * fails.sum(axis=1), critical)

    def revisions(self, *, packed: bool) -> Iterator[tuple[Any, ...]]:
        """Rows of REVISION; verdicts as bytes, or as the text of an array."""
        codes = self.verdicts.tobytes() if packed else None
        size = self.verdicts.shape[1]
        for number in range(EVALUATIONS):
            at = self.at(number)
            mine = codes[number * size : (number + 1) * size] if codes else self.verdicts[number].tolist()
            key = self.key(at, number)
            yield (
                *(self.key(at, number, kind) for kind in (1, 2)),
                key,
                1,
                self.agent(number),
                self.team(number),
                self.inspector,
                "",
                at,
                self.form.key,
                self.form.version,
                int(self.points[number]),
                bool(self.critical[number]),
                mine,
                *("[]", "", "", "[[0,60000]]", ""),
            )

    def results(self) -> Iterator[tuple[Any, ...]]:
        """Rows of RESULT: one in twenty hand-picked, one in thirty-three side by side."""
        codes = self.verdicts.tobytes()
        size = self.verdicts.shape[1]
        for number in range(EVALUATIONS):
            at = self.at(number)
            yield (
                self.key(at, number),
                self.key(at, number, 1),
                self.agent(number),
                self.team(number),
                at,
                self.form.key,
                self.form.version,
                int(self.points[number]),
                bool(self.critical[number]),
                codes[number * size : (number + 1) * size],
                number % 20 == 0,
                number % 33 == 0,
            )

    def at(self, number: int) -> datetime:
        """Spread evenly over the year."""
        return YEAR + timedelta(seconds=number * 365 * 86400 / EVALUATIONS)

    def key(self, at: datetime, number: int, kind: int = 0) -> UUID:
        """A UUIDv7 of that moment."""
        return UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | kind << 72 | 2 << 62 | number)

    def agent(self, number: int) -> UUID:
        """As calls fall to agents: in no order."""
        return UUID(int=1 + number * 7919 % AGENTS)

    def team(self, number: int) -> str:
        """Of that agent."""
        return f"班组{number * 7919 % AGENTS % TEAMS}"


def agents() -> list[tuple[Any, ...]]:
    """Rows of person."""
    return [(UUID(int=1 + n), f"8{n:04}", f"坐席{n}", f"班组{n % TEAMS}") for n in range(AGENTS)]


def fill_postgresql(url: str, year: Year) -> None:
    """By COPY; marks by the server from what was copied. Triggers and promises rest meanwhile."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        cursor.executemany(
            "INSERT INTO person (id, number, name, team, role, seat, active, wrong_passwords, wrong_pins, version)"
            " VALUES (%s, %s, %s, %s, 'agent', '', true, 0, 0, 1)",
            agents(),
        )
        for columns, name, rows in (
            (REVISION, "revision", year.revisions(packed=False)),
            (RESULT, "result", year.results()),
        ):
            with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        cursor.execute(
            "INSERT INTO revision_mark (revision_id, item_key, verdict, note)"
            " SELECT r.id, k.key, r.verdicts[k.place], '' FROM revision r"
            " CROSS JOIN unnest(%s::text[]) WITH ORDINALITY AS k (key, place)",
            ([item.key for item in year.form.items],),
        )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def fill_sqlite(path: Path, year: Year) -> None:
    """The same rows; marks by the database from its packed verdicts. Triggers are off in this file from now on."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")

    def plain(row: Sequence[Any]) -> list[Any]:
        return [
            value.hex
            if isinstance(value, UUID)
            else f"{value.replace(tzinfo=None).isoformat(' ', 'microseconds')}"
            if isinstance(value, datetime)
            else value
            for value in row
        ]

    connection.execute("BEGIN")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.executemany(
        "INSERT INTO person (id, number, name, team, role, seat, active, wrong_passwords, wrong_pins, version)"
        " VALUES (?, ?, ?, ?, 'agent', '', 1, 0, 0, 1)",
        map(plain, agents()),
    )
    marks = ", ".join("?" for _ in REVISION.split(","))
    connection.executemany(
        f"INSERT INTO revision ({REVISION}) VALUES ({marks})", map(plain, year.revisions(packed=True))
    )
    marks = ", ".join("?" for _ in RESULT.split(","))
    connection.executemany(f"INSERT INTO result ({RESULT}) VALUES ({marks})", map(plain, year.results()))
    items = " UNION ALL ".join(
        f"SELECT {place} AS place, '{i.key}' AS key" for place, i in enumerate(year.form.items, 1)
    )
    connection.execute(
        "INSERT INTO revision_mark (revision_id, item_key, verdict, note)"
        " SELECT r.id, i.key, CAST(hex(substr(r.verdicts, i.place, 1)) AS INTEGER), ''"
        f" FROM revision r CROSS JOIN ({items}) i"
    )
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def plain_join(connection: Connection) -> list[Any]:
    """The month by the rows of marks."""
    bounds: dict[str, Any] = {"since": datetime(2026, 6, 1, tzinfo=UTC), "until": datetime(2026, 7, 1, tzinfo=UTC)}
    if connection.dialect.name == "sqlite":
        bounds = {name: at.replace(tzinfo=None).isoformat(" ", "microseconds") for name, at in bounds.items()}
    return list(connection.execute(text(PLAIN_JOIN), bounds).all())


def agree(report: MonthReport, rows: list[Any]) -> None:
    """Both count the same."""
    kinds = (report.whole.drawn, report.whole.hand_picked, report.whole.side_by_side)
    ours = [sum(sum(getattr(tally, name)) for tally in kinds) for name in ("judged", "failed")]
    assert ours == [sum(int(row[4]) for row in rows), sum(int(row[5]) for row in rows)]
    assert sum(tally.evaluations for tally in kinds) * len(report.items) == sum(int(row[3]) for row in rows)


def measure(store: Store, where: str, most_ms: float, share: float) -> None:
    """The report and the join, in turns."""
    ours: list[float] = []
    theirs: list[float] = []

    def timed(deed: Callable[[], Any], taken: list[float]) -> Any:
        began = time.perf_counter()
        done = deed()
        taken.append((time.perf_counter() - began) * 1000)
        return done

    def by_marks() -> list[Any]:
        with store._database.reading() as connection:
            return plain_join(connection)

    for turn in range(ROUNDS + 1):
        report = timed(lambda: store.reports.month(MONTH, zone=UTC), ours)
        rows = timed(by_marks, theirs)
        if turn == 0:  # the first fills the caches of both
            agree(report, rows)
            ours.clear()
            theirs.clear()
    taken, other = statistics.median(ours), statistics.median(theirs)
    record(f"{where}: month out of {EVALUATIONS:,} evaluations", taken, "ms", bar=most_ms)
    peer = f"plain join over the marks, {other:.0f} ms"
    record(f"{where}: the same, against the marks", taken, "ms", peer=peer, ratio=taken / other, bar=share)


def in_postgresql() -> None:
    """As the owner, and as a manager under row rights."""
    from tests.postgres import start_server, stop_server

    server = start_server(SERVER, durable=True)
    try:
        centre = make_shared_centre(server, server.fresh_database())
        fill_postgresql(centre.admin_url, Year.make(centre.form, centre.person("2001").id))
        with Store.open(centre.admin_url) as store:
            measure(store, "PostgreSQL", 300, 0.5)
        with Store.open(centre.url, login=Login("4001", centre.password("4001"))) as store:
            taken = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                store.reports.month(MONTH, zone=UTC)
                taken.append((time.perf_counter() - began) * 1000)
            record("PostgreSQL: the month as a manager, row by row allowed", statistics.median(taken), "ms", bar=300)
    finally:
        stop_server(server)


def in_sqlite(home: Path) -> None:
    """The embedded database."""
    path = home / "deskside.db"
    with Store.open(path, hasher=QUICK_HASHES) as store:
        centre = make_centre(store, HandClock())
        year = Year.make(centre.form, centre.li.id)
    fill_sqlite(path, year)
    with Store.open(path) as store:
        measure(store, "SQLite", 500, 0.3)


def run() -> None:
    """Both databases, one after the other; 4 GB of disk at a time."""
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
