"""A database that cannot be used is named for what it is, within bounded time, and left as it was."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from console.domain.audit import AuditKind
from console.domain.faults import FaultKind, PlaceFault
from console.domain.ledger import Ledger
from console.domain.sheet import rest_conform
from console.store.engine import APPLICATION_ID, Login, Patience, address_of
from console.store.ids import new_id
from console.store.schema import REVISIONS
from console.store.store import Store
from console.store.tables import CallTable
from tests.postgres import PostgresServer
from tests.store.centres import IMPATIENT, QUICK_HASHES, Centre, HandClock, OpenStore, a_call, make_centre

NOBODY = 65534


def refused(url: str, **wishes: Any) -> PlaceFault:
    """The fault that opening ends in."""
    with pytest.raises(PlaceFault) as caught:
        Store.open(url, patience=IMPATIENT, **wishes)
    return caught.value


def at(path: Path) -> str:
    return f"sqlite:///{path}"


def test_opening_again_finds_what_was_kept(centre: Centre, open_store: OpenStore) -> None:
    call = centre.add_call()
    assert open_store().calls.get(call.id) == centre.store.calls.get(call.id)


def test_a_sqlite_file_is_ours_durable_and_strict(sqlite_centre: Centre, sqlite_path: Path) -> None:
    with sqlite_centre.store._database.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("application_id", "journal_mode", "synchronous", "foreign_keys", "integrity_check")
        }
    assert pragmas == {
        "application_id": APPLICATION_ID,
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "integrity_check": "ok",
    }
    sqlite_centre.store.close()
    assert not sqlite_path.with_name(sqlite_path.name + "-wal").exists()


def test_makes_the_folder_of_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "数据 🗂" / ("席边%20#.db" if os.name == "nt" else "席边%20?#.db")
    Store.open(path).close()
    assert path.is_file()
    Store.open(path, create=False).close()


def test_nothing_is_written_to_the_folder_for_what_is_temporary(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store, store._database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA temp_store").scalar() == 2  # memory


def test_a_missing_file_is_not_made_when_only_an_old_one_will_do(tmp_path: Path) -> None:
    assert refused(at(tmp_path / "none.db"), create=False).kind is FaultKind.DATABASE_UNREACHABLE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url", ["nonsense", "", "postgresql://host:port:x/db", "mysql://host/db", "sqlite://", "sqlite:///:memory:"]
)
def test_what_is_no_address_of_a_database_is_said(url: str) -> None:
    assert refused(url).kind is FaultKind.DATABASE_UNREACHABLE


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("postgresql://li:s3cret@host/db", "postgresql://li:***@host/db"),
        (
            "postgresql+psycopg://li@host/db?password=s3cret&sslmode=require",
            "postgresql://li@host/db?password=***&sslmode=require",
        ),
        (
            "postgres://a:5432,b:5433/db?target_session_attrs=any",
            "postgresql://a:5432,b:5433/db?target_session_attrs=any",
        ),
        ("postgresql://[::1]:5432/db", "postgresql://[::1]:5432/db"),
    ],
)
def test_an_address_is_shown_without_its_password(given: str, shown: str) -> None:
    assert address_of(given).shown == shown


@pytest.mark.parametrize(
    "url", ["postgresql://li:s3cret@[::1/db", "postgresql://li:s3cret@h/db?nonsense=1", "li:s3cret@h"]
)
def test_what_is_wrong_with_an_address_is_said_without_its_password(url: str) -> None:
    assert "s3cret" not in str(refused(url))


def test_what_was_to_be_kept_does_not_stand_in_the_first_line_of_an_error(centre: Centre) -> None:
    with pytest.raises(DBAPIError) as caught, centre.store._database.writing() as connection:
        connection.execute(insert(CallTable), {"id": new_id(), "customer_number": "13800001234"})
    first_line = str(caught.value).splitlines()[0]  # all that the log takes; the server's DETAIL quotes the row
    assert "13800001234" not in first_line
    assert "[SQL parameters hidden" in str(caught.value)


def test_threads_may_read_and_write_at_the_same_time(sqlite_centre: Centre) -> None:
    call = sqlite_centre.add_call()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(50):
                sqlite_centre.store.calls.get(call.id)
                sqlite_centre.store.audit.append(AuditKind.LISTEN, sqlite_centre.li, call.id)
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(sqlite_centre.store.audit.entries(kind=AuditKind.LISTEN)) == 150


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert refused(at(tmp_path)).kind is FaultKind.DATABASE_UNREACHABLE


@pytest.mark.parametrize("content", [b"no database at all " * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_never_overwritten(sqlite_path: Path, content: bytes) -> None:
    sqlite_path.write_bytes(content)
    assert refused(at(sqlite_path)).kind is FaultKind.DATABASE_BROKEN
    assert sqlite_path.read_bytes() == content
    assert [path.name for path in sqlite_path.parent.iterdir()] == [sqlite_path.name]


def test_a_page_gone_bad_in_use_is_said(sqlite_centre: Centre, sqlite_path: Path) -> None:
    for number in range(50):
        sqlite_centre.add_call(number)
    sqlite_centre.store.close()
    content = bytearray(sqlite_path.read_bytes())
    content[8192:] = b"\xaa" * (len(content) - 8192)
    sqlite_path.write_bytes(content)
    assert refused(at(sqlite_path)).kind is FaultKind.DATABASE_BROKEN
    assert sqlite_path.read_bytes() == bytes(content)


def test_somebody_elses_database_is_left_alone(sqlite_path: Path) -> None:
    with sqlite3.connect(sqlite_path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = sqlite_path.read_bytes()
    assert refused(at(sqlite_path)).kind is FaultKind.DATABASE_BROKEN
    assert sqlite_path.read_bytes() == before


def test_an_empty_file_becomes_a_database(sqlite_path: Path) -> None:
    sqlite_path.touch()
    Store.open(at(sqlite_path)).close()
    assert sqlite_path.stat().st_size > 0


def test_a_database_of_a_newer_version_is_left_alone(centre: Centre, url: str, sqlite_path: Path) -> None:
    with centre.store._database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    centre.store.close()
    before = sqlite_path.read_bytes() if sqlite_path.exists() else b""
    fault = refused(url)
    assert (fault.kind, fault.facts["found"]) == (FaultKind.DATABASE_NEWER, "9999")
    assert fault.facts["known"] == REVISIONS[-1]
    assert (sqlite_path.read_bytes() if sqlite_path.exists() else b"") == before


def test_a_locked_file_is_said_after_a_bounded_wait_and_works_again_after(sqlite_path: Path, clock: HandClock) -> None:
    with Store.open(at(sqlite_path), patience=IMPATIENT, now=clock, hasher=QUICK_HASHES) as store:
        centre = make_centre(store, clock)
        draft = store.evaluations.open_draft(centre.add_call().id, centre.li, centre.form)
        other = sqlite3.connect(sqlite_path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(PlaceFault) as caught:
            store.evaluations.save_draft(draft.id, 1, draft.sheet, Ledger())
        assert caught.value.kind is FaultKind.DATABASE_LOCKED
        assert time.monotonic() - began < 2
        assert store.evaluations.find_draft(draft.call_id) == draft
        other.execute("ROLLBACK")
        other.close()
        assert store.evaluations.save_draft(draft.id, 1, draft.sheet, Ledger()) == 2


def test_a_full_disk_is_said_and_nothing_kept_is_lost(sqlite_centre: Centre) -> None:
    store = sqlite_centre.store
    draft = store.evaluations.open_draft(sqlite_centre.add_call().id, sqlite_centre.li, sqlite_centre.form)
    version = store.evaluations.save_draft(draft.id, 1, rest_conform(sqlite_centre.form, draft.sheet), Ledger())
    with store._database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(PlaceFault) as caught:
        store.calls.add_many([a_call(number) for number in range(1, 2000)])
    assert caught.value.kind is FaultKind.DISK_FULL
    kept = store.evaluations.find_draft(draft.call_id)
    assert kept is not None
    assert kept.version == version
    with store._database.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    sqlite_centre.add_call(5000)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write everywhere: for a while be somebody who may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_folder_is_said() -> None:
    with tempfile.TemporaryDirectory() as folder:  # not tmp_path: nobody else may look into that
        Path(folder).chmod(0o555)
        with as_nobody():
            kind = refused(at(Path(folder) / "new.db")).kind
    assert kind in (FaultKind.NO_RIGHT, FaultKind.DATABASE_UNREACHABLE)


def test_a_server_that_is_not_there_is_said() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert refused(f"postgresql://nobody@127.0.0.1:{port}/none").kind is FaultKind.DATABASE_UNREACHABLE


def test_a_server_that_takes_the_call_and_says_nothing_is_said_in_time() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        fault = refused(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/none")
        assert time.monotonic() - began < 5
    assert fault.kind is FaultKind.DATABASE_UNREACHABLE


@pytest.mark.postgresql
def test_a_database_that_is_not_on_the_server_is_said(postgres_url: str) -> None:
    assert refused(postgres_url + "_not").kind is FaultKind.DATABASE_UNREACHABLE


def backend_of(store: Store) -> int:
    """The process id of the server's end of this console's connection."""
    with store._database.reading() as connection:
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


@pytest.mark.postgresql
def test_a_hung_server_ends_as_a_fault_and_the_next_try_works(
    postgres_server: PostgresServer, postgres_url: str, clock: HandClock
) -> None:
    patience = Patience(lock_s=0.2, connect_s=2, answer_s=1)
    with Store.open(postgres_url, patience=patience, now=clock, hasher=QUICK_HASHES) as store:
        centre = make_centre(store, clock)
        stopped = (backend_of(store), postgres_server.process_id)
        for process in stopped:
            os.kill(process, signal.SIGSTOP)
        try:
            began = time.monotonic()
            with pytest.raises(PlaceFault) as caught:
                store.people.list_people()
            waited_s = time.monotonic() - began
        finally:
            for process in stopped:
                os.kill(process, signal.SIGCONT)
        assert caught.value.kind is FaultKind.DATABASE_UNREACHABLE
        assert waited_s < 6
        assert store.people.get(centre.li.id) == centre.li


@pytest.mark.postgresql
def test_a_hung_connection_is_left_for_a_new_one(postgres_url: str, clock: HandClock) -> None:
    patience = Patience(lock_s=0.2, connect_s=2, answer_s=1)
    with Store.open(postgres_url, patience=patience, now=clock, hasher=QUICK_HASHES) as store:
        centre = make_centre(store, clock)
        backend = backend_of(store)
        os.kill(backend, signal.SIGSTOP)
        try:
            assert store.people.get(centre.li.id) == centre.li
        finally:
            os.kill(backend, signal.SIGCONT)


@pytest.mark.postgresql
def test_a_connection_cut_while_idle_is_made_anew_unseen(postgres_url: str, clock: HandClock) -> None:
    with Store.open(postgres_url, patience=IMPATIENT, now=clock, hasher=QUICK_HASHES) as store:
        centre = make_centre(store, clock)
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend_of(store)])
        assert store.people.get(centre.li.id) == centre.li


@pytest.mark.postgresql
def test_a_lock_held_by_another_is_said_after_a_bounded_wait(postgres_url: str, clock: HandClock) -> None:
    with Store.open(postgres_url, patience=IMPATIENT, now=clock, hasher=QUICK_HASHES) as store:
        centre = make_centre(store, clock)
        draft = store.evaluations.open_draft(centre.add_call().id, centre.li, centre.form)
        with psycopg.connect(postgres_url) as other:
            other.execute("SELECT * FROM draft FOR UPDATE")
            with pytest.raises(PlaceFault) as caught:
                store.evaluations.save_draft(draft.id, 1, draft.sheet, Ledger())
        assert caught.value.kind is FaultKind.DATABASE_LOCKED
        assert store.evaluations.save_draft(draft.id, 1, draft.sheet, Ledger()) == 2


@pytest.mark.postgresql
def test_a_login_with_a_right_to_read_only_is_told_so(postgres_url: str, clock: HandClock) -> None:
    with Store.open(postgres_url, now=clock, hasher=QUICK_HASHES) as store:
        li = make_centre(store, clock).li
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute("CREATE ROLE looker LOGIN PASSWORD 'looks' IN ROLE deskside_person")
    try:
        with Store.open(postgres_url, login=Login("looker", "looks")) as store:
            with pytest.raises(PlaceFault) as caught:
                store.people.set_active(li.id, active=False)
            assert caught.value.kind is FaultKind.NO_RIGHT
    finally:
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute("DROP OWNED BY looker")
            other.execute("DROP ROLE looker")


def test_two_consoles_see_each_others_changes(centre: Centre, open_store: OpenStore) -> None:
    other = open_store()
    before = other.change_mark()
    assert other.change_mark() == before
    call = centre.add_call()
    assert other.change_mark() != before
    assert other.calls.get(call.id) == centre.store.calls.get(call.id)
