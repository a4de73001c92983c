"""The one place where what a database driver says becomes a fault that can be said to a person."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.store.columns import decoded

NEVER_CHANGES = "never changes"
"""In every message of the triggers that guard what is append-only."""

_SQLITE = {
    sqlite3.SQLITE_BUSY: FaultKind.DATABASE_LOCKED,
    sqlite3.SQLITE_LOCKED: FaultKind.DATABASE_LOCKED,
    sqlite3.SQLITE_FULL: FaultKind.DISK_FULL,
    sqlite3.SQLITE_CORRUPT: FaultKind.DATABASE_BROKEN,
    sqlite3.SQLITE_NOTADB: FaultKind.DATABASE_BROKEN,
    sqlite3.SQLITE_IOERR_SHMSIZE: FaultKind.DISK_FULL,
    sqlite3.SQLITE_CANTOPEN: FaultKind.DATABASE_UNREACHABLE,
    sqlite3.SQLITE_IOERR: FaultKind.DATABASE_UNREACHABLE,
    sqlite3.SQLITE_READONLY: FaultKind.NO_RIGHT,
    sqlite3.SQLITE_PERM: FaultKind.NO_RIGHT,
    sqlite3.SQLITE_AUTH: FaultKind.NO_RIGHT,
}
"""By extended or else primary result code, https://sqlite.org/rescode.html."""

_POSTGRESQL = {
    "53100": FaultKind.DISK_FULL,
    "54000": FaultKind.TEXT_TOO_LONG,
    "42501": FaultKind.NO_RIGHT,
    "28P01": FaultKind.NO_RIGHT,
    "28000": FaultKind.NO_RIGHT,
    "25006": FaultKind.NO_RIGHT,
    "55P03": FaultKind.DATABASE_LOCKED,
    "40P01": FaultKind.DATABASE_LOCKED,
    "40001": FaultKind.DATABASE_LOCKED,
    "XX001": FaultKind.DATABASE_BROKEN,
    "XX002": FaultKind.DATABASE_BROKEN,
}
"""By SQLSTATE, https://www.postgresql.org/docs/15/errcodes-appendix.html."""

_OURS: dict[str, type[Fault]] = {"DS001": InputFault, "DS002": PlaceFault}
"""What functions of the server raise: the message is the kind, the detail its facts as JSON (server/010_whoami.sql)."""

_UNREACHABLE_CLASSES = ("08", "53", "57")
"""Connection lost, out of resources, stopped by the operator or by the statement timeout."""


def fault_of(error: BaseException) -> Fault | None:
    """The fault that `error` of SQLAlchemy or of a driver stands for; None when it is a mistake of ours."""
    original = error.orig if isinstance(error, DBAPIError) else error
    kind: FaultKind | None = None
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", 0)
        kind = _SQLITE.get(code) or _SQLITE.get(code & 0xFF)
        if kind is None and NEVER_CHANGES in str(original):
            kind = FaultKind.NO_RIGHT
    elif isinstance(original, psycopg.Error):
        state = original.sqlstate
        if state in _OURS:
            return _said_by_server(_OURS[state], original)
        if state is None:
            lost = isinstance(original, (psycopg.OperationalError, psycopg.InterfaceError))
            kind = FaultKind.DATABASE_UNREACHABLE if lost else None
        else:
            kind = _POSTGRESQL.get(state)
            if kind is None and state.startswith(_UNREACHABLE_CLASSES):
                kind = FaultKind.DATABASE_UNREACHABLE
    elif isinstance(error, OperationalError):
        kind = FaultKind.DATABASE_UNREACHABLE
    if kind is None:
        return None
    why = str(original).strip().splitlines()
    blame = InputFault if kind is FaultKind.TEXT_TOO_LONG else PlaceFault
    return blame(kind, why=why[0] if why else type(original).__name__)


def _said_by_server(fault: type[Fault], error: psycopg.Error) -> Fault:
    facts = decoded(json.loads(error.diag.message_detail or "{}"))
    return fault(FaultKind(str(error.diag.message_primary)), **facts)


@contextmanager
def faults() -> Iterator[None]:
    """Whatever the database says within becomes a PlaceFault; integrity errors and mistakes of ours pass through."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, psycopg.Error) as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise fault from error
