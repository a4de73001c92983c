"""The record of deeds: written in the transaction of the deed itself, so that neither stands without the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select

from console.domain.audit import AuditEntry, AuditKind
from console.domain.people import Person
from console.store.engine import Database
from console.store.tables import AuditTable

Clock = Callable[[], datetime]


def record(
    connection: Connection,
    at: datetime,
    kind: AuditKind,
    *,
    person_id: UUID | None = None,
    subject_id: UUID | None = None,
    facts: Mapping[str, str | int] | None = None,
) -> None:
    """Add a row within the caller's transaction."""
    row = {"at": at, "kind": kind, "person_id": person_id, "subject_id": subject_id, "facts": dict(facts or {})}
    connection.execute(insert(AuditTable), row)


class Audit:
    """Reading the record, and adding deeds that change nothing else (listening, printing)."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now

    def append(self, kind: AuditKind, person: Person, subject_id: UUID | None = None, **facts: str | int) -> None:
        """Record a deed of `person`."""
        with self._database.writing() as connection:
            record(connection, self._now(), kind, person_id=person.id, subject_id=subject_id, facts=facts)

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
            return [
                AuditEntry(row.id, row.at, AuditKind(row.kind), row.person_id, row.subject_id, row.facts)
                for row in connection.execute(wanted)
            ]
