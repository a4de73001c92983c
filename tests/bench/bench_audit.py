"""What the chain of records costs: a walk along a million of them, and one deed more."""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from console.domain.audit import AuditKind
from console.domain.people import Role
from console.store.audit_chain import BEGINNING, chain_hash
from console.store.ids import new_id
from console.store.people import NewPerson
from console.store.store import Store
from tests.bench.table import record, table
from tests.postgres import start_server, stop_server
from tests.store.centres import QUICK_HASHES

RECORDS = 1_000_000
DEEDS = 500
BAR_S = 60.0
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def chain(many: int) -> Iterator[tuple[Any, ...]]:
    """Rows of audit (id, at, kind, subject, facts, hash), well chained: a year of listening."""
    previous = BEGINNING
    for number in range(1, many + 1):
        at = BEGAN + timedelta(seconds=number * 30)
        subject = new_id()
        said = f'{{"seconds":{number % 900},"call":"C{number:08}"}}'
        moment = at.replace(tzinfo=None).isoformat(timespec="microseconds")
        fields = (str(number), moment, "listen", None, "2001", None, str(subject), "10.1.2.3 deskside PC-017", said)
        previous = chain_hash(previous, (None if field is None else field.encode() for field in fields))
        yield number, at, "listen", subject, said, previous


def fill_postgresql(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM audit")
        into = "COPY audit (id, at, kind, login, subject_id, from_where, facts, hash) FROM STDIN"
        with connection.cursor().copy(into) as copy:
            for number, at, kind, subject, said, link in chain(RECORDS):
                copy.write_row((number, at, kind, "2001", subject, "10.1.2.3 deskside PC-017", said, link))
        connection.execute(
            "UPDATE chain SET audit_id = %s, audit_hash = (SELECT hash FROM audit WHERE id = %s)", (RECORDS, RECORDS)
        )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE audit")


def fill_sqlite(store: Store) -> None:
    rows = (
        (number, f"{at:%Y-%m-%d %H:%M:%S.%f}", kind, "2001", subject.hex, "10.1.2.3 deskside PC-017", said, link)
        for number, at, kind, subject, said, link in chain(RECORDS)
    )
    with closing(sqlite3.connect(store.url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DROP TRIGGER audit_no_delete")
        connection.execute("DELETE FROM audit")
        into = "INSERT INTO audit (id, at, kind, login, subject_id, from_where, facts, hash) VALUES (?,?,?,?,?,?,?,?)"
        connection.executemany(into, rows)
        connection.execute(
            "UPDATE chain SET audit_id = ?, audit_hash = (SELECT hash FROM audit WHERE id = ?)", (RECORDS, RECORDS)
        )
        connection.execute("COMMIT")


def measure(store: Store, name: str) -> None:
    began = time.perf_counter()
    report = store.audit.verify()
    taken_s = time.perf_counter() - began
    assert report.broken is None
    assert report.held == RECORDS
    record(f"audit chain verified, {RECORDS:,} records, {name}", taken_s, "s", bar=BAR_S)
    (person,) = store.people.add_many([NewPerson("2001", "李明", Role.INSPECTOR)])
    taken = []
    for _ in range(DEEDS):
        began = time.perf_counter()
        store.audit.append(AuditKind.LISTEN, person, new_id(), seconds=3)
        taken.append((time.perf_counter() - began) * 1000)
    record(f"one record more, {name}, median of {DEEDS}", statistics.median(taken), "ms")


def run() -> None:
    """Both databases."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "a.db", hasher=QUICK_HASHES) as store:
        fill_sqlite(store)
        measure(store, "SQLite")
    server = start_server(durable=True)
    try:
        url = server.url(server.fresh_database())
        with Store.open(url, hasher=QUICK_HASHES) as store:
            fill_postgresql(url)
            measure(store, "PostgreSQL")
    finally:
        stop_server(server)


if __name__ == "__main__":
    run()
    sys.exit(print(table()))  # noqa: T201
