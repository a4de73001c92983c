"""What has had its time goes, by policy and never otherwise; what guards the past steps aside for this alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, func, insert, select, text, update

from console.domain.audit import AuditKind
from console.domain.calls import Progress
from console.domain.people import Person
from console.domain.retention import Kept, OldRecording, PlanLine, limit_of
from console.store.audit import Clock, record
from console.store.engine import Database
from console.store.floor_tables import AlertTable, FloorActionTable, HandoverTable
from console.store.shared_tables import AgentStateTable, AnchorTable, AppealTable, PolicyTable, ResultTable
from console.store.tables import (
    AuditTable,
    CallTable,
    DraftTable,
    DrawTable,
    EvidenceTable,
    MarkTable,
    NoteCallTable,
    NoteTable,
    RevisionTable,
)

_PLAN = text("SELECT kind, months, before, things, oldest, bytes FROM retention_plan(:at)")
_RECORDINGS = text("SELECT id, started_at, sound_paths FROM recordings_to_remove(:most, :at)")
_APPLY = text("SELECT apply_retention(:kind, :calls, :most, :person, :at)")
_SET = text("SELECT set_retention(:kind, :months, :person, :at)")

_Ids = Select[UUID]


class Retention:
    """The policies of the centre and their working. On a shared database for administrators and trusted programs."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now

    def set_months(self, kind: Kept, months: int, person: Person | None = None) -> None:
        """Keep `kind` that many months from now on; recorded. ValueError below one month."""
        if months < 1:
            raise ValueError(f"not a number of months: {months}")
        with self._database.writing() as connection:
            if not self._database.is_sqlite:
                wish = {"kind": str(kind), "months": months, "person": _id(person), "at": self._now()}
                connection.execute(_SET, wish)
                return
            before = _months(connection, kind)
            if before != months:
                connection.execute(update(PolicyTable).where(PolicyTable.key == kind).values(months=months))
                facts: dict[str, str | int] = {"what": kind, "from": before, "to": months}
                record(connection, self._now(), AuditKind.POLICY_SET, person_id=_id(person), facts=facts)

    def plan(self) -> tuple[PlanLine, ...]:
        """What would go now; nothing is changed."""
        with self._database.reading() as connection:
            if not self._database.is_sqlite:
                return tuple(PlanLine(*row) for row in connection.execute(_PLAN, {"at": self._now()}))
            return tuple(self._lines(connection))

    def recordings_to_remove(self, most: int = 1_000_000) -> list[OldRecording]:
        """Calls whose recording has had its time, oldest first, for the program that removes the files."""
        with self._database.reading() as connection:
            if not self._database.is_sqlite:
                rows = connection.execute(_RECORDINGS, {"most": most, "at": self._now()})
            else:
                limit = limit_of(Kept.RECORDINGS, _months(connection, Kept.RECORDINGS), self._now())
                rows = connection.execute(
                    select(CallTable.id, CallTable.started_at, CallTable.sound_paths)
                    .where(*_recordings_due(limit))
                    .order_by(CallTable.started_at, CallTable.id)
                    .limit(most)
                )
            return [OldRecording(row.id, row.started_at, tuple(row.sound_paths)) for row in rows]

    def apply(self, kind: Kept, person: Person | None = None, *, calls: Sequence[UUID] = (), most: int = 500) -> int:
        """Let go of what has had its time; how many things went. Recorded, in the same transaction.

        RECORDINGS: those of `calls` that are due count as removed from now on; their files are gone already.
        LOGS: whole months. EVALUATIONS: at most `most` of each sort at a time, 0 when nothing is left to do.
        """
        with self._database.writing() as connection:
            if not self._database.is_sqlite:
                wish = {"kind": str(kind), "calls": list(calls), "most": most, "person": _id(person), "at": self._now()}
                return int(connection.execute(_APPLY, wish).scalar_one())
            limit = limit_of(kind, _months(connection, kind), self._now())
            gone = {
                Kept.RECORDINGS: lambda: self._mark_recordings(connection, limit, calls),
                Kept.LOGS: lambda: _drop_logs(connection, limit),
                Kept.EVALUATIONS: lambda: _drop_evaluations(connection, limit, most),
            }[kind]()
            if gone:
                facts: dict[str, str | int] = {"what": kind, "before": f"{limit:%Y-%m-%d}", "count": gone}
                record(connection, self._now(), AuditKind.RETENTION, person_id=_id(person), facts=facts)
            return gone

    def _mark_recordings(self, connection: Connection, limit: Any, calls: Sequence[UUID]) -> int:
        due = update(CallTable).where(CallTable.id.in_(calls), *_recordings_due(limit))
        return connection.execute(due.values(sound_gone_at=self._now())).rowcount

    def _lines(self, connection: Connection) -> Iterator[PlanLine]:
        for kind in Kept:
            months = _months(connection, kind)
            limit = limit_of(kind, months, self._now())
            for what, (column, *tests) in _DUE[kind](limit).items():
                things, oldest = connection.execute(select(func.count(), func.min(column)).where(*tests)).one()
                yield PlanLine(what, months, limit, things, oldest, None)


def _id(person: Person | None) -> UUID | None:
    return person.id if person else None


def _months(connection: Connection, kind: Kept) -> int:
    return connection.execute(select(PolicyTable.months).where(PolicyTable.key == kind)).scalar_one()


# what is due, on SQLite; for PostgreSQL the same stands in server/080_growth.sql

_Tests = list[ColumnElement[bool]]


def _appeal_waits(call_id: Any) -> ColumnElement[bool]:
    return exists().where(
        RevisionTable.call_id == call_id, AppealTable.revision_id == RevisionTable.id, AppealTable.outcome == ""
    )


def _recordings_due(limit: Any) -> _Tests:
    return [CallTable.started_at < limit, CallTable.sound_gone_at.is_(None), ~_appeal_waits(CallTable.id)]


def _evaluations_due(limit: Any) -> _Tests:
    newer = exists().where(RevisionTable.call_id == ResultTable.call_id, RevisionTable.submitted_at >= limit)
    at_work = exists().where(DraftTable.call_id == ResultTable.call_id)
    return [ResultTable.scored_at < limit, ~newer, ~at_work, ~_appeal_waits(ResultTable.call_id)]


def _calls_due(limit: Any) -> _Tests:
    return [
        CallTable.started_at < limit,
        CallTable.sound_gone_at.is_not(None),
        *(~exists().where(table.call_id == CallTable.id) for table in (RevisionTable, DraftTable, NoteCallTable)),
    ]


_DUE: dict[Kept, Callable[[Any], dict[str, list[Any]]]] = {
    Kept.RECORDINGS: lambda limit: {"recordings": [CallTable.started_at, *_recordings_due(limit)]},
    Kept.LOGS: lambda limit: {"logs": [AuditTable.at, AuditTable.id <= _last_log(limit)]},
    Kept.EVALUATIONS: lambda limit: {
        "evaluations": [ResultTable.scored_at, *_evaluations_due(limit)],
        "notes": [NoteTable.made_at, NoteTable.made_at < limit],
        "calls": [CallTable.started_at, *_calls_due(limit)],
    },
}


def _last_log(limit: Any) -> Any:
    """The number up to which every record is old: what stays must still be a chain."""
    staying = select(func.min(AuditTable.id)).where(AuditTable.at >= limit).scalar_subquery()
    newest = select(func.max(AuditTable.id)).scalar_subquery()
    return func.coalesce(staying - 1, newest)


# the deeds on SQLite


def _drop_logs(connection: Connection, limit: Any) -> int:
    due = AuditTable.id <= _last_log(limit)
    last = connection.execute(
        select(AuditTable.id, AuditTable.hash, AuditTable.at).where(due).order_by(AuditTable.id.desc()).limit(1)
    ).first()
    gone = 0
    if last is not None:
        connection.execute(delete(AnchorTable))
        connection.execute(insert(AnchorTable), {"id": last.id, "hash": last.hash, "at": last.at})
        with _unguarded(connection, AuditTable):
            gone = connection.execute(delete(AuditTable).where(AuditTable.id <= last.id)).rowcount
    for at in (FloorActionTable.at, AlertTable.raised_at, HandoverTable.at):
        connection.execute(delete(at.class_).where(at < limit))
    return gone + connection.execute(delete(AgentStateTable).where(AgentStateTable.entered_at < limit)).rowcount


def _drop_evaluations(connection: Connection, limit: Any, most: int) -> int:
    def first(query: _Ids) -> list[UUID]:
        return list(connection.scalars(query.limit(most)))

    scored = first(select(ResultTable.call_id).where(*_evaluations_due(limit)).order_by(ResultTable.scored_at))
    notes = first(select(NoteTable.id).where(NoteTable.made_at < limit).order_by(NoteTable.made_at))
    coached = list(connection.scalars(select(NoteCallTable.call_id).where(NoteCallTable.note_id.in_(notes))))
    sheets = select(RevisionTable.id).where(RevisionTable.call_id.in_(scored))
    guarded = (EvidenceTable, MarkTable, RevisionTable, NoteTable, NoteCallTable, AppealTable, CallTable)
    with _unguarded(connection, *guarded):
        for table in (AppealTable, EvidenceTable, MarkTable):
            connection.execute(delete(table).where(table.revision_id.in_(sheets)))
        connection.execute(delete(ResultTable).where(ResultTable.call_id.in_(scored)))
        connection.execute(delete(RevisionTable).where(RevisionTable.call_id.in_(scored)))
        connection.execute(delete(NoteCallTable).where(NoteCallTable.note_id.in_(notes)))
        connection.execute(delete(NoteTable).where(NoteTable.id.in_(notes)))
        blank = {"progress": Progress.OPEN, "points": None, "critical": False, "inspector_name": ""}
        connection.execute(update(CallTable).where(CallTable.id.in_(scored)).values(**blank))
        spoken_of = exists().where(NoteCallTable.call_id == CallTable.id)
        connection.execute(update(CallTable).where(CallTable.id.in_(coached), ~spoken_of).values(coached=False))
        shells = first(select(CallTable.id).where(*_calls_due(limit)).order_by(CallTable.started_at))
        connection.execute(delete(DrawTable).where(DrawTable.call_id.in_(shells)))
        connection.execute(delete(CallTable).where(CallTable.id.in_(shells)))
    return len(scored) + len(notes) + len(shells)


@contextmanager
def _unguarded(connection: Connection, *tables: Any) -> Iterator[None]:
    """Without the triggers of these tables; they are back before the transaction ends, or it never happened."""
    names = ", ".join(f"'{table.__tablename__}'" for table in tables)
    triggers = connection.exec_driver_sql(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({names})"  # noqa: S608
    ).all()
    for name, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, deed in triggers:
        connection.exec_driver_sql(deed)
