"""Calls of a shared database: added, looked up by content and uncovered by functions there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, column, text
from sqlalchemy.dialects.postgresql import ARRAY

from console.domain.calls import Call
from console.domain.people import Person
from console.store.calls import AddResult, Calls, agents_by_number, check_reveal, row_of
from console.store.columns import Json, UtcTime, Words
from console.store.live_calls import LiveBegin, agent_of, call_begun

_ADD = text("SELECT add_calls(CAST(:calls AS json), :who, :at)").bindparams(
    bindparam("calls", type_=Json()), bindparam("at", type_=UtcTime())
)
_KNOWN = (
    text("SELECT known_recordings(:hashes) AS known")
    .bindparams(bindparam("hashes", type_=ARRAY(Words())))
    .columns(column("known", ARRAY(Words())))
)
_BEGIN_LIVE = text("SELECT begin_live(CAST(:call AS json))").bindparams(bindparam("call", type_=Json()))
_DROP_LIVE = text("SELECT drop_live(:call_id)")
_LAST = text("SELECT last_recorded(:folder) AS at").columns(column("at", UtcTime()))
_REVEAL = text("SELECT reveal_number(:call_id, :reason, :who, :at)").bindparams(
    bindparam("reason", type_=Words()), bindparam("at", type_=UtcTime())
)
_REVEALED = text("SELECT revealed_number(:record) AS number").columns(column("number", Words()))


class SharedCalls(Calls):
    """As `Calls`; what comes in is one statement however many there are."""

    def _add(self, calls: Sequence[Call], person: Person | None) -> AddResult:
        with self._database.deed() as connection:
            agents = agents_by_number(connection)
        rows = [_said(row_of(call, agents.get(call.agent_number))) for call in calls]
        asked = {"calls": rows, "who": person.id if person else None, "at": self._now()}
        with self._database.deed() as connection:
            added: int = connection.execute(_ADD, asked).scalar_one()
        return AddResult(added, len(calls) - added)

    def _begin_live(self, begun: LiveBegin) -> UUID:
        with self._database.deed() as connection:
            agent = agent_of(connection, begun.agent_id)
        row = _said(row_of(call_begun(begun, agent), agent))
        with self._database.deed() as connection:
            return UUID(str(connection.execute(_BEGIN_LIVE, {"call": row}).scalar_one()))

    def drop_live(self, call_id: UUID) -> bool:
        """As `Calls.drop_live`."""
        with self._database.deed() as connection:
            return bool(connection.execute(_DROP_LIVE, {"call_id": call_id}).scalar_one())

    def known_hashes(self, hashes: Iterable[str]) -> set[str]:
        """As `Calls.known_hashes`."""
        with self._database.deed() as connection:
            return set(connection.execute(_KNOWN, {"hashes": list(hashes)}).scalar_one())

    def last_recorded(self, folder: str) -> datetime | None:
        """As `Calls.last_recorded`, of the last month; for gateways alone."""
        with self._database.deed() as connection:
            found: datetime | None = connection.execute(_LAST, {"folder": folder}).scalar_one()
        return found

    def reveal_number(self, call_id: UUID, person: Person, reason: str) -> str:
        """As `Calls.reveal_number`."""
        check_reveal(person, reason)
        asked = {"call_id": call_id, "reason": reason.strip(), "who": person.id, "at": self._now()}
        with self._database.deed() as connection:
            recorded: int = connection.execute(_REVEAL, asked).scalar_one()
        with self._database.deed() as connection:
            number: str = connection.execute(_REVEALED, {"record": recorded}).scalar_one()
        return number


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """A row in the words of JSON. ValueError for a time without zone."""
    agent_id = row["agent_id"]
    return row | {
        "id": str(row["id"]),
        "started_at": _zoned(row["started_at"]),
        "live_since": row["live_since"] and _zoned(row["live_since"]),
        "sound_at": row["sound_at"] and _zoned(row["sound_at"]),
        "agent_id": str(agent_id) if agent_id else None,
    }


def _zoned(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a time without zone cannot be stored")
    return at.astimezone(UTC).isoformat()
