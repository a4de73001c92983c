"""Calls, people, forms and the record as the store gives them, going on with what was listed already."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from console.domain.appeals import Appeal
from console.domain.audit import AuditKind
from console.domain.calls import Call, CallFilter, CallOrder, CallRow
from console.domain.faults import FaultKind, PlaceFault
from console.domain.forms import Form
from console.domain.people import Person, Role
from console.store.appeals import Appeals
from console.store.audit import Audit
from console.store.calls import AddResult, Calls
from console.store.forms import Forms
from console.store.ids import new_id
from console.store.local_work import LocalWork
from console.store.people import People

KEPT_ROWS = 10_000
"""Listed calls that are remembered, a little over what the list itself holds; the oldest are forgotten first."""


def passes(row: CallRow, wanted: CallFilter, viewer: Person) -> bool:
    """Whether the list shows `row` to `viewer` under a filter, as the database would say."""
    call = row.call
    words = "\n".join((call.agent_name, call.agent_number, call.queue, call.call_number)).casefold()
    return (
        (viewer.role is not Role.AGENT or (call.agent_id == viewer.id and row.points is not None))
        and wanted.text.strip().casefold() in words
        and wanted.agent_id in (None, call.agent_id)
        and wanted.team in ("", call.team)
        and wanted.queue in ("", call.queue)
        and (wanted.since is None or call.started_at >= wanted.since)
        and (wanted.until is None or call.started_at < wanted.until)
        and (wanted.longer_ms is None or call.duration_ms >= wanted.longer_ms)
        and (wanted.shorter_ms is None or call.duration_ms <= wanted.shorter_ms)
        and (not wanted.progress or row.progress in wanted.progress)
        and (not wanted.drawn_for_me or row.drawn_for_me)
    )


_KEYS: dict[CallOrder, Callable[[CallRow], tuple[Any, ...]]] = {
    CallOrder.STARTED: lambda row: (row.call.started_at,),
    CallOrder.DURATION: lambda row: (row.call.duration_ms,),
    CallOrder.AGENT: lambda row: (row.call.agent_name, row.call.agent_number),
    CallOrder.QUEUE: lambda row: (row.call.queue, row.call.started_at),
    CallOrder.POINTS: lambda row: (row.points or 0,),
}


def in_order(rows: Sequence[CallRow], wanted: CallFilter) -> list[CallRow]:
    """`rows` in the list's order; calls without points come last when that is what is ordered by."""
    found = sorted(rows, key=lambda row: (*_KEYS[wanted.order](row), row.call.id.int), reverse=wanted.descending)
    if wanted.order is CallOrder.POINTS:
        found.sort(key=lambda row: row.points is None)
    return found


class OfflineCalls:
    """The same deeds and faults as `Calls`. Rows hold masked numbers only; they are never written to disk."""

    def __init__(self, real: Calls, work: LocalWork) -> None:
        self._real, self._work = real, work
        self._rows: OrderedDict[UUID, CallRow] = OrderedDict()
        self._calls: dict[UUID, Call] = {}
        self._queues: list[str] = []
        self._teams: list[str] = []
        self.standing: Callable[[CallRow], CallRow] = lambda row: row

    def __getattr__(self, name: str) -> Any:
        return self._work.guard(self._real, name)

    def known_row(self, call_id: UUID) -> CallRow | None:
        """A call as it was last listed; None when it never was."""
        return self._rows.get(call_id)

    def count(self, wanted: CallFilter, viewer: Person) -> int:
        """As `Calls.count`, of what was listed."""
        return self._work.read(lambda: self._real.count(wanted, viewer), lambda: len(self._found(wanted, viewer)))

    def page(self, wanted: CallFilter, viewer: Person, offset: int, limit: int) -> list[CallRow]:
        """As `Calls.page`, of what was listed."""
        return self._work.read(
            lambda: [self._see(row) for row in self._real.page(wanted, viewer, offset, limit)],
            lambda: in_order(self._found(wanted, viewer), wanted)[offset : offset + limit],
        )

    def row(self, call_id: UUID, viewer: Person) -> CallRow:
        """As `Calls.row`."""
        return self._work.read(lambda: self._see(self._real.row(call_id, viewer)), lambda: self._known(call_id))

    def rows(self, call_ids: Sequence[UUID], viewer: Person) -> list[CallRow]:
        """As `Calls.rows`, of what was listed."""

        def known() -> list[CallRow]:
            return [row for row in self._found(CallFilter(), viewer) if row.call.id in call_ids]

        return self._work.read(lambda: [self._see(row) for row in self._real.rows(call_ids, viewer)], known)

    def get(self, call_id: UUID) -> Call:
        """As `Calls.get`."""

        def ask() -> Call:
            call = self._real.get(call_id)
            self._calls[call_id] = call
            return call

        return self._work.read(ask, lambda: self._calls.get(call_id) or self._known(call_id).call)

    def queues(self) -> list[str]:
        """As `Calls.queues`."""

        def ask() -> list[str]:
            self._queues = self._real.queues()
            return self._queues

        return self._work.read(ask, lambda: self._queues)

    def teams(self) -> list[str]:
        """As `Calls.teams`."""

        def ask() -> list[str]:
            self._teams = self._real.teams()
            return self._teams

        return self._work.read(ask, lambda: self._teams)

    def add_many(self, calls: Sequence[Call], person: Person | None = None) -> AddResult:
        """As `Calls.add_many`; not while the database is away."""
        self._needs_database("import")
        return self._real.add_many(calls, person)

    def known_hashes(self, hashes: Sequence[str]) -> set[str]:
        """As `Calls.known_hashes`; not while the database is away."""
        self._needs_database("import")
        return self._real.known_hashes(hashes)

    def reveal_number(self, call_id: UUID, person: Person, reason: str) -> str:
        """As `Calls.reveal_number`; not while the database is away, for it is recorded there."""
        self._needs_database("reveal")
        return self._real.reveal_number(call_id, person, reason)

    def _needs_database(self, why: str) -> None:
        if self._work.down:
            raise PlaceFault(FaultKind.NEEDS_DATABASE, why=why)

    def _see(self, row: CallRow) -> CallRow:
        self._rows[row.call.id] = row
        self._rows.move_to_end(row.call.id)
        while len(self._rows) > KEPT_ROWS:
            self._rows.popitem(last=False)
        return self.standing(row)

    def _known(self, call_id: UUID) -> CallRow:
        row = self._rows.get(call_id)
        if row is None:
            raise PlaceFault(FaultKind.NEEDS_DATABASE, why="first_opening")
        return self.standing(row)

    def _found(self, wanted: CallFilter, viewer: Person) -> list[CallRow]:
        rows = (self.standing(row) for row in self._rows.values())
        return [row for row in rows if passes(row, wanted, viewer)]


class OfflinePeople:
    """The same deeds and faults as `People`."""

    def __init__(self, real: People, work: LocalWork) -> None:
        self._real, self._work = real, work
        self._listed: dict[Role | None, list[Person]] = {}

    def __getattr__(self, name: str) -> Any:
        return self._work.guard(self._real, name)

    def list_people(self, role: Role | None = None) -> list[Person]:
        """As `People.list_people`; those of the last look while the database is away."""

        def ask() -> list[Person]:
            self._listed[role] = self._real.list_people(role)
            return self._listed[role]

        return self._work.read(ask, lambda: self._listed.get(role, []))


class OfflineForms:
    """The same deeds and faults as `Forms`."""

    def __init__(self, real: Forms, work: LocalWork) -> None:
        self._real, self._work = real, work
        self._newest: dict[str, Form] = {}

    def __getattr__(self, name: str) -> Any:
        return self._work.guard(self._real, name)

    def get(self, key: str, version: int) -> Form:
        """As `Forms.get`, which remembers what it read."""
        try:
            return self._real.get(key, version)
        except PlaceFault as fault:
            if fault.kind is FaultKind.DATABASE_UNREACHABLE and self._work.possible:
                self._work.lost()
                raise PlaceFault(FaultKind.NEEDS_DATABASE, why="first_opening") from fault
            raise

    def newest(self, key: str) -> Form:
        """As `Forms.newest`; the newest seen while the database is away."""

        def ask() -> Form:
            self._newest[key] = self._real.newest(key)
            return self._newest[key]

        def known() -> Form:
            if key not in self._newest:
                raise PlaceFault(FaultKind.NEEDS_DATABASE)
            return self._newest[key]

        return self._work.read(ask, known)


class OfflineAppeals:
    """The same deeds and faults as `Appeals`; the lists of the last look while the database is away."""

    def __init__(self, real: Appeals, work: LocalWork) -> None:
        self._real, self._work = real, work
        self._listed: dict[str, list[Appeal]] = {}

    def __getattr__(self, name: str) -> Any:
        return self._work.guard(self._real, name)

    def list_appeals(self, **wanted: Any) -> list[Appeal]:
        """As `Appeals.list_appeals`."""
        asked = repr(sorted(wanted.items()))

        def ask() -> list[Appeal]:
            self._listed[asked] = self._real.list_appeals(**wanted)
            return self._listed[asked]

        return self._work.read(ask, lambda: self._listed.get(asked, []))


class OfflineAudit:
    """The same deeds and faults as `Audit`; what was heard meanwhile is recorded afterwards."""

    def __init__(self, real: Audit, work: LocalWork) -> None:
        self._real, self._work = real, work

    def __getattr__(self, name: str) -> Any:
        return self._work.guard(self._real, name)

    def append(self, kind: AuditKind, person: Person, subject_id: UUID | None = None, **facts: str | int) -> None:
        """As `Audit.append`; sent late, the record says when the deed was done (`done_at`)."""
        deed_id = new_id()

        def keep(_tried: bool) -> None:  # noqa: FBT001 - the shape that LocalWork.do asks for
            content = {
                "deed": str(deed_id),
                "kind": str(kind),
                "subject": str(subject_id) if subject_id else None,
                "facts": {**facts, "done_at": self._work.now().isoformat()},
            }
            self._work.keep_record(deed_id, content)

        self._work.do(deed_id, lambda: self._real.append(kind, person, subject_id, deed_id=deed_id, **facts), keep)
