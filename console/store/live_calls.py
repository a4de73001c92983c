"""Calls that are scored while they go on: a row before the recording, which becomes that call's when it comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, exists, insert, select, update

from console.domain.calls import AgentSide, Call, Direction, SoundSource
from console.domain.evaluations import Revision
from console.domain.faults import FaultKind, PlaceFault
from console.domain.reanchor import TapePlace, on_tape
from console.store.ids import new_id
from console.store.tables import CallTable, DraftTable, NoteCallTable, PersonTable, PlaceTable

NEAR = timedelta(days=1)
"""A key is looked for among an agent's calls of so long before and after."""


@dataclass(frozen=True)
class LiveBegin:
    """A call that goes on, as the floor knows it. `key` is the telephone system's, empty where there is none.

    `since` is the moment of the tape's place 0: what is marked counts from it.
    """

    agent_id: UUID
    key: str
    since: datetime
    queue: str = ""
    direction: Direction = Direction.UNKNOWN
    other_number: str = ""


def live_hash(agent_number: str, key: str) -> str:
    """What a call is known by until its recording has come."""
    return f"live:{agent_number}:{key}"


def call_begun(begun: LiveBegin, agent: Any) -> Call:
    """The row of a call that goes on. PlaceFault(NOT_FOUND) for nobody's."""
    if agent is None:
        raise PlaceFault(FaultKind.NOT_FOUND, what="agent")
    call_id = new_id()
    return Call(
        id=call_id,
        started_at=begun.since,
        duration_ms=0,
        sound=SoundSource((), AgentSide.LEFT),
        content_hash=live_hash(agent.number, begun.key or str(call_id)),
        agent_id=agent.id,
        agent_number=agent.number,
        agent_name=agent.name,
        team=agent.team,
        direction=begun.direction,
        queue=begun.queue,
        call_number=begun.key,
        customer_number=begun.other_number,
        live_since=begun.since,
    )


def agent_of(connection: Connection, agent_id: UUID) -> Any:
    """The row of a person; None where there is none."""
    columns = (PersonTable.id, PersonTable.number, PersonTable.name, PersonTable.team)
    return connection.execute(select(*columns).where(PersonTable.id == agent_id)).first()


def begin_here(connection: Connection, begun: LiveBegin, row: dict[str, Any]) -> UUID:
    """Add `row` unless the call is there, waiting or with its recording; its key."""
    if begun.key:
        known = connection.scalar(select(CallTable.id).where(CallTable.content_hash == row["content_hash"]))
        known = known or connection.scalar(
            select(CallTable.id).where(
                CallTable.agent_id == begun.agent_id,
                CallTable.started_at.between(begun.since - NEAR, begun.since + NEAR),
                CallTable.call_number == begun.key,
            )
        )
        if known is not None:
            return known
    connection.execute(insert(CallTable), row)
    key: UUID = row["id"]
    return key


def join_here(connection: Connection, row: dict[str, Any]) -> bool:
    """Make `row` the recording of the call that waits for it; False when none does."""
    if not row["call_number"]:
        return False
    waits = CallTable.content_hash == live_hash(row["agent_number"], row["call_number"])
    kept = ("id", "agent_id", "agent_number", "agent_name", "team", "hand_picked", "live_since")
    told = {name: value for name, value in row.items() if name not in kept}
    return connection.execute(update(CallTable).where(waits).values(told)).rowcount > 0


def drop_here(connection: Connection, call_id: UUID) -> bool:
    """Take a waiting call away that nobody has marked anything on; whether it went."""
    spoken_of = [exists().where(table.call_id == CallTable.id) for table in (DraftTable, NoteCallTable)]
    gone = delete(CallTable).where(
        CallTable.id == call_id,
        CallTable.content_hash.startswith("live:"),
        CallTable.points.is_(None),
        *(~one for one in spoken_of),
    )
    return connection.execute(gone).rowcount > 0


def place_here(connection: Connection, revision: Revision, place: TapePlace, at: datetime) -> None:
    """Keep where the tape of a revision lies; what is kept already stays. PlaceFault(NOT_FOUND) for one off a tape."""
    if not on_tape(revision.sheet):
        raise PlaceFault(FaultKind.NOT_FOUND, what="tape")
    if connection.scalar(select(PlaceTable.how).where(PlaceTable.revision_id == revision.id)) is None:
        pieces = [list(piece) for piece in place.pieces]
        row = {"revision_id": revision.id, "pieces": pieces, "how": place.how.value, "placed_at": at}
        connection.execute(insert(PlaceTable), row)
