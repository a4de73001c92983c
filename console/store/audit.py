"""The record of deeds: written in the transaction of the deed itself, so that neither stands without the other."""

from __future__ import annotations

import getpass
import json
import socket
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Text, bindparam, insert, select, text, type_coerce, update

from console.domain.audit import AuditEntry, AuditKind
from console.domain.people import Person
from console.store.audit_chain import ChainReport, chain_hash, verify
from console.store.columns import coded
from console.store.engine import Database
from console.store.ids import new_id
from console.store.shared_tables import ChainTable
from console.store.tables import AuditTable

Clock = Callable[[], datetime]

# Of SQLite. Made once: putting a statement together takes longer than running it.
_LAST = select(ChainTable.audit_id, ChainTable.audit_hash)
_ADD = insert(AuditTable).values(facts=type_coerce(bindparam("said"), Text))
_MOVE_ON = update(ChainTable).values(audit_id=bindparam("number"), audit_hash=bindparam("link"))

# Of PostgreSQL.
_RECORD = text("SELECT record(:kind, :actor, :subject, CAST(:facts AS jsonb), :at)")
_RECORD_DEED = text("SELECT record_deed(:id, :kind, :subject, CAST(:facts AS json), :actor, :at)")


def record(
    connection: Connection,
    at: datetime,
    kind: AuditKind,
    *,
    person_id: UUID | None = None,
    subject_id: UUID | None = None,
    facts: Mapping[str, str | int] | None = None,
) -> None:
    """Add a record within the caller's transaction; on PostgreSQL one of a trusted session, others call functions."""
    said = _said(facts or {})
    if connection.dialect.name == "sqlite":
        _add_link(connection, at, kind, person_id, subject_id, said)
    else:
        deed = {"kind": str(kind), "actor": person_id, "subject": subject_id, "facts": said, "at": at}
        connection.execute(_RECORD, deed)


def _said(facts: Mapping[str, str | int]) -> str:
    return json.dumps(coded(facts), ensure_ascii=False, separators=(",", ":"))


def _add_link(
    connection: Connection, at: datetime, kind: AuditKind, person_id: UUID | None, subject_id: UUID | None, said: str
) -> None:
    """The next link of the chain; the write lock of SQLite, which the transaction holds, keeps the end still."""
    last = connection.execute(_LAST).one()
    login, host = _here()
    moment = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    fields = (str(last.audit_id + 1), moment, kind, person_id, login, None, subject_id, host, said)
    link = chain_hash(last.audit_hash, (None if field is None else str(field).encode() for field in fields))
    row = {
        "id": last.audit_id + 1,
        "at": at,
        "kind": kind,
        "person_id": person_id,
        "login": login,
        "subject_id": subject_id,
        "from_where": host,
        "said": said,
        "hash": link,
    }
    connection.execute(_ADD, row)
    connection.execute(_MOVE_ON, {"number": last.audit_id + 1, "link": link})


@cache
def _here() -> tuple[str, str]:
    """The account and the computer that this program runs on."""
    try:
        login = getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name, as in a container
        login = ""
    return coded(login), coded(socket.gethostname())


class Audit:
    """Reading the record, and adding deeds that change nothing else (listening, exporting, printing)."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now

    def append(
        self,
        kind: AuditKind,
        person: Person,
        subject_id: UUID | None = None,
        *,
        deed_id: UUID | None = None,
        **facts: str | int,
    ) -> None:
        """Record a deed of `person`.

        With a `deed_id` of its own it may be sent to a shared database twice and counts once.
        """
        with self._database.deed() as connection:
            if self._database.is_sqlite:
                record(connection, self._now(), kind, person_id=person.id, subject_id=subject_id, facts=facts)
                return
            deed = {
                "id": deed_id or new_id(),
                "kind": str(kind),
                "subject": subject_id,
                "facts": _said(facts),
                "actor": person.id,
                "at": self._now(),
            }
            connection.execute(_RECORD_DEED, deed)

    def entries(
        self, *, kind: AuditKind | None = None, subject_id: UUID | None = None, after: int = 0, limit: int = 1000
    ) -> list[AuditEntry]:
        """Records with a number above `after`, oldest first."""
        wanted = select(AuditTable).where(AuditTable.id > after).order_by(AuditTable.id).limit(limit)
        if kind is not None:
            wanted = wanted.where(AuditTable.kind == kind)
        if subject_id is not None:
            wanted = wanted.where(AuditTable.subject_id == subject_id)
        with self._database.reading() as connection:
            return [_entry(row) for row in connection.execute(wanted)]

    def verify(self, *, newest: int | None = None, witness: tuple[int, bytes] | None = None) -> ChainReport:
        """Walk the chain, or its newest records (`audit_chain.verify`). PlaceFault(NO_RIGHT)."""
        with self._database.reading() as connection:
            return verify(connection, newest=newest, witness=witness)


def _entry(row: Any) -> AuditEntry:
    return AuditEntry(
        number=row.id,
        at=row.at,
        kind=AuditKind(row.kind),
        person_id=row.person_id,
        subject_id=row.subject_id,
        facts=row.facts,
        login=row.login,
        from_where=row.from_where,
        on_behalf_id=row.on_behalf_id,
    )
