"""Calls in and out of the database: added once by content, listed fast, numbers masked on the way out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, insert, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from console.domain.audit import AuditKind
from console.domain.calls import (
    AgentSide,
    Call,
    CallFilter,
    CallOrder,
    CallRow,
    CallStretch,
    Direction,
    EndedBy,
    Progress,
    SoundSource,
    StretchKind,
    masked,
)
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.people import Person, Right, Role
from console.store.audit import Clock, record
from console.store.columns import Words, place_in
from console.store.engine import Database, once_more_if_raced
from console.store.live_calls import LiveBegin, agent_of, begin_here, call_begun, drop_here, join_here
from console.store.tables import CallTable, DrawTable, PersonTable

T = TypeVar("T")

AnySelect = Select[*tuple[Any, ...]]

SHOWN = tuple(column for column in CallTable.__table__.c if column.name not in ("customer_number", "search"))
"""What a console reads of a call: the customer's whole number is for `reveal_number` alone."""

CHUNK = 500
"""Values in one IN list; well under SQLite's limit of 32,766."""

_ORDER: dict[CallOrder, tuple[str, ...]] = {
    CallOrder.STARTED: ("started_at",),
    CallOrder.DURATION: ("duration_ms",),
    CallOrder.AGENT: ("agent_name", "agent_number"),
    CallOrder.QUEUE: ("queue", "started_at"),
    CallOrder.POINTS: ("points",),
}


@dataclass(frozen=True)
class AddResult:
    """How many calls were new, and how many were already there (or twice in the same list)."""

    added: int
    known: int


class Calls:
    """The calls of the centre."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now
        self._page_query = page_query if database.is_sqlite else whole_page_query

    def add_many(self, calls: Sequence[Call], person: Person | None = None) -> AddResult:
        """Add what is not there yet (by content hash), all in one transaction, `person` being who imported.

        A call with a known agent's number and no agent gets that agent, and name and team where it has none. One whose
        row waits for its recording (`begin_live`) becomes that call, which keeps its key; it counts as added.
        """
        return once_more_if_raced(lambda: self._add(calls, person))

    def _add(self, calls: Sequence[Call], person: Person | None) -> AddResult:
        with self._database.writing() as connection:
            known = _known_hashes(connection, [call.content_hash for call in calls])
            agents = agents_by_number(connection)
            rows, joined = [], 0
            for call in calls:
                if call.content_hash not in known:
                    known.add(call.content_hash)
                    row = row_of(call, agents.get(call.agent_number))
                    if join_here(connection, row):
                        joined += 1
                    else:
                        rows.append(row | _UNSCORED)
            if rows:
                connection.execute(insert(CallTable), rows)
            added = len(rows) + joined
            if added:
                facts: dict[str, str | int] = {"added": added, "known": len(calls) - added}
                who = person.id if person else None
                record(connection, self._now(), AuditKind.IMPORT, person_id=who, facts=facts)
        return AddResult(added, len(calls) - added)

    def begin_live(self, begun: LiveBegin, person: Person) -> Call:
        """The row of a call that goes on, so that `person` may score it before its recording comes.

        Whoever else begins it finds the same one. PlaceFault: NO_RIGHT, NOT_FOUND (agent).
        """
        if not person.may(Right.SCORE):
            raise PlaceFault(FaultKind.NO_RIGHT)
        return self.get(once_more_if_raced(lambda: self._begin_live(begun)))

    def _begin_live(self, begun: LiveBegin) -> UUID:
        with self._database.writing() as connection:
            agent = agent_of(connection, begun.agent_id)
            return begin_here(connection, begun, row_of(call_begun(begun, agent), agent) | _UNSCORED)

    def drop_live(self, call_id: UUID) -> bool:
        """Take a call away that waits for its recording and on which nothing was marked; whether it went."""
        with self._database.writing() as connection:
            return drop_here(connection, call_id)

    def known_hashes(self, hashes: Iterable[str]) -> set[str]:
        """Those of `hashes` that are calls already."""
        with self._database.reading() as connection:
            return _known_hashes(connection, hashes)

    def last_recorded(self, folder: str) -> datetime | None:
        """When the newest of the last calls ended whose recording lies under `folder`; None when there is none."""
        query = select(CallTable.started_at, CallTable.duration_ms, CallTable.sound_paths)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(CallTable.started_at.desc()).limit(CHUNK)).all()
        ends = [at + timedelta(milliseconds=ms) for at, ms, paths in rows if paths and paths[0].startswith(folder)]
        return max(ends, default=None)

    def count(self, wanted: CallFilter, viewer: Person) -> int:
        """How many calls `viewer` finds with `wanted`."""
        with self._database.reading() as connection:
            return connection.scalar(_matching(select(func.count()).select_from(CallTable), wanted, viewer)) or 0

    def page(self, wanted: CallFilter, viewer: Person, offset: int, limit: int) -> list[CallRow]:
        """Rows offset..offset+limit of the list in the order of `wanted`; calls without points come last."""
        with self._database.reading() as connection:
            return [_call_row(row) for row in connection.execute(self._page_query(wanted, viewer, offset, limit))]

    def row(self, call_id: UUID, viewer: Person) -> CallRow:
        """One row of the list, whatever is filtered; PlaceFault(NOT_FOUND)."""
        query = _matching(_rows(viewer), CallFilter(), viewer).where(CallTable.id == call_id)
        with self._database.reading() as connection:
            return _call_row(_found(connection.execute(query).first()))

    def rows(self, call_ids: Sequence[UUID], viewer: Person) -> list[CallRow]:
        """Rows of these calls as the list would show them, in one question; those that `viewer` may not see are not."""
        query = _matching(_rows(viewer), CallFilter(), viewer)
        with self._database.reading() as connection:
            return [
                _call_row(row)
                for chunk in _chunks(call_ids, CHUNK)
                for row in connection.execute(query.where(CallTable.id.in_(chunk)))
            ]

    def get(self, call_id: UUID) -> Call:
        """The call, its customer's number masked; PlaceFault(NOT_FOUND)."""
        with self._database.reading() as connection:
            return _call(_found(connection.execute(select(*SHOWN).where(CallTable.id == call_id)).first()))

    def reveal_number(self, call_id: UUID, person: Person, reason: str) -> str:
        """The customer's whole number; who asked and why is recorded in the same transaction.

        PlaceFault: NO_RIGHT, NOT_FOUND; InputFault(REASON_MISSING).
        """
        check_reveal(person, reason)
        with self._database.writing() as connection:
            number = connection.scalar(select(CallTable.customer_number).where(CallTable.id == call_id))
            if number is None:
                raise PlaceFault(FaultKind.NOT_FOUND, what="call")
            facts = {"reason": reason.strip()}
            record(connection, self._now(), AuditKind.REVEAL, person_id=person.id, subject_id=call_id, facts=facts)
        return number

    def draw_for(self, inspector_id: UUID, call_ids: Sequence[UUID]) -> None:
        """Give calls to an inspector; those given already stay as they are."""
        with self._database.writing() as connection:
            mine = set(connection.scalars(select(DrawTable.call_id).where(DrawTable.inspector_id == inspector_id)))
            rows = [
                {"call_id": call_id, "inspector_id": inspector_id, "drawn_at": self._now()}
                for call_id in dict.fromkeys(call_ids)
                if call_id not in mine
            ]
            if rows:
                connection.execute(insert(DrawTable), rows)

    def queues(self) -> list[str]:
        """Every queue that a call came through, in order."""
        return self._distinct(CallTable.queue)

    def teams(self) -> list[str]:
        """Every team that a call belongs to, in order."""
        return self._distinct(CallTable.team)

    def _distinct(self, column: InstrumentedAttribute[str]) -> list[str]:
        # A walk from value to next value by the index: 100,000 calls have a handful of queues.
        found: list[str] = []
        with self._database.reading() as connection:
            value = connection.scalar(select(func.min(column)))
            while value is not None:
                if value:
                    found.append(value)
                value = connection.scalar(select(func.min(column)).where(column > value))
        return found


def page_query(wanted: CallFilter, viewer: Person, offset: int, limit: int) -> AnySelect:
    """The query behind `Calls.page`; apart so that a test can ask the database how it would run it.

    The page's keys are found first, by index; only its rows are then read whole.
    """
    keys = _matching(select(CallTable.id), wanted, viewer).order_by(*_order(wanted)).offset(offset).limit(limit)
    page = keys.subquery("page")
    return _rows(viewer).join(page, page.c.id == CallTable.id).order_by(*_order(wanted))


def whole_page_query(wanted: CallFilter, viewer: Person, offset: int, limit: int) -> AnySelect:
    """The same for a shared database: one walk through the indexes of all months, merged.

    Of a page found by its keys first, PostgreSQL does not see that each key has one month, and reads every month whole.
    What is drawn is asked for the page's rows only, not for those passed over on the way to it.
    """
    walk = _matching(select(*SHOWN), wanted, viewer).order_by(*_order(wanted)).offset(offset).limit(limit)
    page = walk.subquery("page")
    return select(page, _drawn(viewer, page.c.id)).order_by(*_order(wanted, page.c))


def _order(wanted: CallFilter, columns: Any = CallTable) -> list[ColumnElement[Any]]:
    order: list[ColumnElement[Any]] = []
    for name in (*_ORDER[wanted.order], "id"):
        column = getattr(columns, name)
        turned = column.desc() if wanted.descending else column.asc()
        order.append(turned.nulls_last() if name == "points" else turned)
    return order


def _rows(viewer: Person) -> AnySelect:
    return select(*SHOWN, _drawn(viewer, CallTable.id))


def _drawn(viewer: Person, call_id: Any) -> Any:
    drawn: ColumnElement[bool] = literal(False)  # nothing is drawn for agents, nor may they look there
    if viewer.role is not Role.AGENT:
        drawn = exists().where(DrawTable.call_id == call_id, DrawTable.inspector_id == viewer.id)
    return drawn.label("drawn_for_me")


def _matching(query: AnySelect, wanted: CallFilter, viewer: Person) -> AnySelect:
    """`query` narrowed to `wanted` and to what `viewer` may see: an agent sees own submitted results only."""
    tests: list[ColumnElement[bool]] = []
    if viewer.role is Role.AGENT:
        tests += [CallTable.agent_id == viewer.id, CallTable.points.is_not(None)]
    if wanted.text.strip():
        tests.append(place_in(CallTable.search, literal(wanted.text.strip().casefold(), Words())) > 0)
    if wanted.agent_id is not None:
        tests.append(CallTable.agent_id == wanted.agent_id)
    if wanted.team:
        tests.append(CallTable.team == wanted.team)
    if wanted.queue:
        tests.append(CallTable.queue == wanted.queue)
    if wanted.since is not None:
        tests.append(CallTable.started_at >= wanted.since)
    if wanted.until is not None:
        tests.append(CallTable.started_at < wanted.until)
    if wanted.longer_ms is not None:
        tests.append(CallTable.duration_ms >= wanted.longer_ms)
    if wanted.shorter_ms is not None:
        tests.append(CallTable.duration_ms <= wanted.shorter_ms)
    if wanted.progress:
        tests.append(CallTable.progress.in_(sorted(wanted.progress)))
    if wanted.drawn_for_me:
        mine = select(DrawTable.call_id).where(DrawTable.inspector_id == viewer.id)
        tests.append(CallTable.id.in_(mine))
    return query.where(and_(*tests)) if tests else query


def _known_hashes(connection: Connection, hashes: Iterable[str]) -> set[str]:
    known: set[str] = set()
    for chunk in _chunks(hashes, CHUNK):
        known |= set(connection.scalars(select(CallTable.content_hash).where(CallTable.content_hash.in_(chunk))))
    return known


def _chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def agents_by_number(connection: Connection) -> dict[str, Any]:
    """Who a call belongs to, by the work number that came with it."""
    found = connection.execute(select(PersonTable.number, PersonTable.id, PersonTable.name, PersonTable.team))
    return {row.number: row for row in found}


def check_reveal(person: Person, reason: str) -> None:
    """PlaceFault(NO_RIGHT); InputFault(REASON_MISSING)."""
    if not person.may(Right.REVEAL):
        raise PlaceFault(FaultKind.NO_RIGHT)
    if not reason.strip():
        raise InputFault(FaultKind.REASON_MISSING)


def _found(row: Any) -> Any:
    if row is None:
        raise PlaceFault(FaultKind.NOT_FOUND, what="call")
    return row


def row_of(call: Call, agent: Any) -> dict[str, Any]:
    """What is known of a call that comes in; `agent` is the row of its agent, or None."""
    agent_name = call.agent_name or (agent.name if agent else "")
    return {
        "id": call.id,
        "started_at": call.started_at,
        "duration_ms": call.duration_ms,
        "sound_paths": list(call.sound.paths),
        "agent_side": call.sound.side,
        "raw_rate_hz": call.sound.raw_rate_hz,
        "content_hash": call.content_hash,
        "agent_id": call.agent_id or (agent.id if agent else None),
        "agent_number": call.agent_number,
        "agent_name": agent_name,
        "team": call.team or (agent.team if agent else ""),
        "direction": call.direction,
        "queue": call.queue,
        "call_number": call.call_number,
        "customer_number": call.customer_number,
        "customer_masked": masked(call.customer_number),
        "ring_ms": call.ring_ms,
        "wait_ms": call.wait_ms,
        "talk_ms": call.talk_ms,
        "hold_ms": call.hold_ms,
        "ended_by": call.ended_by,
        "stretches": [[one.start_ms, one.end_ms, one.kind] for one in call.stretches],
        "hand_picked": call.hand_picked,
        "live_since": call.live_since,
        "sound_at": call.sound_at,
        "search": "\n".join((agent_name, call.agent_number, call.queue, call.call_number)).casefold(),
    }


_UNSCORED = {"progress": Progress.OPEN, "points": None, "critical": False, "inspector_name": "", "coached": False}


def _call(row: Any) -> Call:
    return Call(
        id=row.id,
        started_at=row.started_at,
        duration_ms=row.duration_ms,
        sound=SoundSource(tuple(row.sound_paths), AgentSide(row.agent_side), row.raw_rate_hz),
        content_hash=row.content_hash,
        agent_id=row.agent_id,
        agent_number=row.agent_number,
        agent_name=row.agent_name,
        team=row.team,
        direction=Direction(row.direction),
        queue=row.queue,
        call_number=row.call_number,
        customer_number=row.customer_masked,
        ring_ms=row.ring_ms,
        wait_ms=row.wait_ms,
        talk_ms=row.talk_ms,
        hold_ms=row.hold_ms,
        ended_by=_ENDS.get(row.ended_by, EndedBy.UNKNOWN),
        stretches=_stretches(row.stretches),
        hand_picked=row.hand_picked,
        sound_gone_at=row.sound_gone_at,
        live_since=row.live_since,
        sound_at=row.sound_at,
    )


_ENDS = {end.value: end for end in EndedBy}


def _stretches(raw: Any) -> tuple[CallStretch, ...]:
    """None at all where one is not as we write them: a list must not fail by what somebody put into the database."""
    try:
        return tuple(CallStretch(int(start), int(end), StretchKind(kind)) for start, end, kind in raw)
    except (TypeError, ValueError, OverflowError):
        return ()


def _call_row(row: Any) -> CallRow:
    return CallRow(
        call=_call(row),
        progress=Progress(row.progress),
        points=row.points,
        critical=row.critical,
        inspector_name=row.inspector_name,
        drawn_for_me=bool(row.drawn_for_me),
        coached=row.coached,
    )
