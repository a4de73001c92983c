"""The store: one database, opened, checked and brought up to date, with a named part for each kind of thing kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from sqlalchemy import text

from console.domain.faults import FaultKind, PlaceFault
from console.store.appeals import Appeals
from console.store.audit import Audit, Clock
from console.store.breaking_off import Breaker
from console.store.calls import Calls
from console.store.coaching import Coaching
from console.store.connecting import Session
from console.store.engine import Database, Login, Patience, address_of, make_engine
from console.store.evaluations import Evaluations
from console.store.floor import Floor
from console.store.floor_writing import FloorWriting, SharedFloorWriting
from console.store.floor_writing_here import EmbeddedFloorWriting
from console.store.forms import Forms
from console.store.live import Live
from console.store.people import People
from console.store.reports import Reports
from console.store.retention import Retention
from console.store.schema import bring_up_to_date, refuse_strangers
from console.store.secrets import Hasher, argon2id
from console.store.shared_calls import SharedCalls
from console.store.shared_evaluations import SharedEvaluations
from console.store.shared_forms import SharedForms
from console.store.time_kept import TimeKept
from console.store.translating import faults


def utc_now() -> datetime:
    """The moment it is, with zone."""
    return datetime.now(UTC)


class Store:
    """Everything the console keeps. Every call is synchronous and made in one thread: the database thread.

    Values in and out are domain dataclasses. What fails is a PlaceFault or an InputFault; what a method says it
    kept is on the disk.
    """

    def __init__(self, url: str, database: Database, now: Clock, hasher: Hasher) -> None:
        self.url = url
        self._database = database
        self._now = now
        self._breaker = Breaker(database.engine)
        self.audit = Audit(database, now)
        self.people = People(database, now, hasher)
        shared = not database.is_sqlite
        self.forms = (SharedForms if shared else Forms)(database, now)
        self.calls = (SharedCalls if shared else Calls)(database, now)
        self.evaluations = (SharedEvaluations if shared else Evaluations)(database, now, self.forms)
        self.coaching = Coaching(database, now, self.people, self.forms)
        self.reports = Reports(database, self.forms)
        self.retention = Retention(database, now)
        self.appeals = Appeals(database, now)
        self.floor = Floor(database, now)
        self.live = Live(database, now)
        self.time_kept = TimeKept(database, now)

    @classmethod
    def open(
        cls,
        url: str | Path,
        *,
        login: Login | None = None,
        create: bool = True,
        patience: Patience | None = None,
        now: Clock = utc_now,
        hasher: Hasher | None = None,
    ) -> Store:
        """The store at `url` (`sqlite:///path`, `postgresql://…` or a file's path), its schema made or upgraded.

        `login` is the person who connects to a shared database; without, it is whoever the URL or libpq's own files
        name. With `create` false a missing SQLite file is DATABASE_UNREACHABLE. PlaceFault: DATABASE_NEWER and
        DATABASE_BROKEN leave what is there untouched; DATABASE_LOCKED, DISK_FULL; faults as `connecting.connect`.
        """
        address = address_of(url)
        if address.file is not None:
            _prepare_file(address.file, create=create)
        patience = patience or Patience()
        session = Session(address.server, patience, login) if address.server else None
        database = Database(make_engine(address, patience, session), session)
        try:
            bring_up_to_date(database)
        except BaseException:
            database.engine.dispose()
            raise
        return cls(address.shown, database, now, hasher or argon2id())

    @property
    def session(self) -> Session | None:
        """Server and person of a shared database, for connections beside the store's own; None on SQLite."""
        return self._database.session

    def floor_writing(self, gateway: str) -> FloorWriting:
        """For the gateway of that name, and for the simulator on SQLite."""
        if self.session is None:
            return EmbeddedFloorWriting(self._database, self._now, gateway)
        return SharedFloorWriting(self.session, gateway)

    def change_mark(self) -> int:
        """A number that differs when another console has changed something; it may differ after own changes too.

        Cheap enough to ask ten times a second.
        """
        query = "PRAGMA data_version"
        if not self._database.is_sqlite:
            query = "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint"
        with self._database.reading() as connection:
            return int(connection.execute(text(query)).scalar_one())

    def ping(self) -> None:
        """Return when the database answers and takes changes; any fault of reaching it, also for a mere standby."""
        query = "SELECT 0" if self._database.is_sqlite else "SELECT pg_is_in_recovery()"
        with self._database.reading() as connection:
            if connection.execute(text(query)).scalar_one():
                raise PlaceFault(FaultKind.DATABASE_UNREACHABLE, why="standby")

    def break_off(self) -> None:
        """End a wait for a server that is gone; may be called in any thread. What waits is DATABASE_UNREACHABLE."""
        self._breaker.break_off()

    def close(self) -> None:
        """Let go of the database; on SQLite the write-ahead log is folded in."""
        self._database.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _prepare_file(path: Path, *, create: bool) -> None:
    if not path.name or str(path) == ":memory:":
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE, why="the URL names no file")
    with faults():
        try:
            if not path.exists() and not create:
                raise PlaceFault(FaultKind.DATABASE_UNREACHABLE, why=f"no such file: {path}")
            path.parent.mkdir(parents=True, exist_ok=True)
            refuse_strangers(path)
        except PermissionError as error:
            raise PlaceFault(FaultKind.NO_RIGHT, why=str(error)) from error
        except OSError as error:
            raise PlaceFault(FaultKind.DATABASE_UNREACHABLE, why=str(error)) from error
