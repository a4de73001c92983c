"""How each kind of database is reached: what is set on every connection, and how long anything may take."""

from __future__ import annotations

import json
import re
import selectors
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from console.domain.faults import FaultKind, PlaceFault
from console.store.breaking_off import BROKEN_OFF
from console.store.connecting import Login as Login
from console.store.connecting import Patience as Patience
from console.store.connecting import Session, parameters
from console.store.translating import faults

T = TypeVar("T")

APPLICATION_ID = 0x0DE5C51D
"""In the header of every SQLite file of ours, so that a stranger's file is never taken for one."""

FRESH_S = 30.0
"""A connection that answered so lately is taken for alive by a deed, if the server has not said otherwise since."""

_HASTY: ContextVar[bool] = ContextVar("hasty", default=False)
"""Whether the connection is taken from the pool for a deed, which must not spend a way to the server on asking."""


@dataclass(frozen=True)
class Address:
    """Where a database is: an SQLite file, or what PostgreSQL's own library takes (it knows lists of hosts).

    `shown` is the address without its password.
    """

    shown: str
    file: Path | None = None
    server: str = ""


_PASSWORD = re.compile(r"((?<=://)[^:@/]*:)[^@/]*(?=@)|((?<=[?&])password=)[^&]*")


def address_of(text: str | Path) -> Address:
    """The address in a URL (`sqlite:///path`, `postgresql://…`), or of the SQLite file at a path.

    PlaceFault(DATABASE_UNREACHABLE) when it is no URL, or of a database that the console does not know.
    """
    if isinstance(text, Path):
        return Address(URL.create("sqlite", database=str(text)).render_as_string(), file=text)
    kind, _, rest = text.partition("://")
    family = kind.partition("+")[0]
    if family == "sqlite":
        return Address(text, file=Path(make_url(text).database or ""))
    if family in ("postgresql", "postgres"):
        server = f"postgresql://{rest}"
        try:
            conninfo_to_dict(server)
        except psycopg.ProgrammingError:  # its words quote the address, and with it the password
            raise PlaceFault(FaultKind.DATABASE_UNREACHABLE, why="not an address of PostgreSQL") from None
        return Address(_PASSWORD.sub(lambda found: f"{found[1] or found[2]}***", server), server=server)
    raise PlaceFault(FaultKind.DATABASE_UNREACHABLE, why="unknown kind of database")


def make_engine(address: Address, patience: Patience, session: Session | None = None) -> Engine:
    """An engine for one thread's work, on PostgreSQL of `session`'s person; connects at first use.

    What is bound to a statement stays out of error texts. Faults of the address itself as `connecting.parameters`.
    """
    return (
        _sqlite(address.file, patience) if address.file else _postgresql(session or Session(address.server, patience))
    )


def _dumps(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair, as a broken paste can leave: written as an escape it is kept too.
        return json.dumps(value, separators=(",", ":"))
    return text


def _sqlite(file: Path, patience: Patience) -> Engine:
    path = file.resolve()

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=patience.lock_s, isolation_level=None, check_same_thread=False)

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,  # the pool of "sqlite://" would close one thread's connection under another's hands
        pool_size=1,
        max_overflow=1,
        hide_parameters=True,
        json_serializer=_dumps,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:  # noqa: ARG001
        """WAL lets readers and a writer live together; FULL puts each commit on the disk before it is called safe."""
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA temp_store = MEMORY")  # the temporary folder may be full or gone
        connection.execute("PRAGMA cache_size = -16000")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        """A write takes its lock at once: a read that turns into a write could fail without waiting."""
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(session: Session) -> Engine:
    parameters(session.server, session.patience, session.login)  # a bad address is said before anything is tried

    def connect() -> psycopg.Connection[Any]:
        return session.connect(autocommit=False)

    engine = create_engine(
        "postgresql+psycopg://",
        creator=connect,
        pool_size=1,
        max_overflow=1,
        hide_parameters=True,
        json_serializer=_dumps,
    )

    @event.listens_for(engine, "checkin")
    def used(connection: psycopg.Connection[Any] | None, record: ConnectionPoolEntry) -> None:  # noqa: ARG001
        record.info["used"] = monotonic()

    @event.listens_for(engine, "checkout")
    def still_there(connection: psycopg.Connection[Any], record: ConnectionPoolEntry, proxy: object) -> None:  # noqa: ARG001
        """A connection that was cut while it lay idle is made anew, unseen.

        One that was broken off is not: nobody answers, and the way to a new one would be as silent, and longer.
        """
        used = record.info.get("used")
        if used is None or (_HASTY.get() and monotonic() - used < FRESH_S and _is_silent(connection)):
            return
        try:
            engine.dialect.do_ping(connection)  # type: ignore[arg-type]
        except psycopg.Error as error:
            if connection in BROKEN_OFF:
                raise
            raise DisconnectionError from error

    return engine


def _is_silent(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server has said nothing unasked, such as that it is going; costs no way to it."""
    with selectors.DefaultSelector() as selector:
        selector.register(connection.fileno(), selectors.EVENT_READ)
        return not selector.select(0)


def once_more_if_raced(deed: Callable[[], T]) -> T:
    """What `deed` (a whole transaction) gives; run again where another console wrote between its look and its insert.

    The second look finds what the other wrote. SQLite stands writers in line, so there it never happens.
    """
    try:
        return deed()
    except IntegrityError:
        return deed()


class Database:
    """The transactions of a store: `reading()` and `writing()`, each ending in a commit or a fault.

    On PostgreSQL `deed()` is for one statement that is its own transaction: one way to the server and back.
    `session` is there on PostgreSQL, for connections beside these.
    """

    def __init__(self, engine: Engine, session: Session | None = None) -> None:
        self.engine = engine
        self.session = session
        self._writer = engine.execution_options(writes=True)
        self._doer = self._writer if self.is_sqlite else engine.execution_options(isolation_level="AUTOCOMMIT")

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with faults(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the right to write from its first statement; commits at the end."""
        with faults(), self._writer.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def deed(self) -> Iterator[Connection]:
        """For one statement; on PostgreSQL it is safe when it has returned, on SQLite at the end of the block."""
        with faults(), self._taken() as connection, connection.begin():
            yield connection

    def _taken(self) -> Connection:
        token = _HASTY.set(True)
        try:
            return self._doer.connect()
        finally:
            _HASTY.reset(token)
