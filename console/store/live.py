"""Listening as people ask for it: begun, changed and ended through the gateway; the address to the asker alone."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, text

from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import FloorAction
from console.domain.floor_book import HearAt
from console.domain.live import MODES, Listening, LiveOffer, listenings
from console.domain.people import Person
from console.store import floor_here, live_here
from console.store.audit import Clock
from console.store.columns import Json, UtcTime, Words
from console.store.engine import Database
from console.store.floor_rows import action_of, wish_of
from console.store.floor_tables import FloorActionTable
from console.store.ids import new_id

LOOPBACK = "127.0.0.1"

LONGEST = timedelta(days=1)
"""No call is heard for longer."""


def _calls(query: str, **types: Any) -> Any:
    return text(f"SELECT {query}").bindparams(*(bindparam(name, type_=kind) for name, kind in types.items()))


_ASK = _calls(
    "ask_action(:id, :agent, :action, :reason, :to_phone, :call_key, :listening, CAST(:hear_at AS json), :who, :now)",
    call_key=Words(),
    hear_at=Json(none_as_null=True),
    now=UtcTime(),
)
_STOP = _calls("stop_listening(:id, :who, :now)", now=UtcTime())
_TAKE = _calls("take_offer(:id, :who, :now)", now=UtcTime())


class Live:
    """Live calls heard. On a shared database rights are the server's, on SQLite those of `ALLOWED`.

    What came of each thing asked is told as FloorNews.ACTIONS, and stands in `Floor.action`.
    """

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now

    def own_address(self) -> str:
        """The console's address as the database sees it: the only one of which it may say that it hears there."""
        if self._database.is_sqlite:
            return LOOPBACK
        with self._database.reading() as connection:
            return connection.execute(text("SELECT host(inet_client_addr())")).scalar_one() or ""

    def ask(
        self,
        by: Person,
        agent_id: UUID,
        call_key: str,
        *,
        hear_at: HearAt | None = None,
        action_id: UUID | None = None,
    ) -> UUID:
        """Ask to hear the call that an agent is on; the key of the listening.

        It is ACCEPTED once it can be heard: then take its `offer`. `hear_at` is for telephone systems that send RTP;
        others do not need it. Asked again with the same key it is asked once. PlaceFault: NO_RIGHT (`why` address: that
        is not where this console is), NOT_FOUND (agent, gateway).
        """
        return self._ask(by, agent_id, FloorAction.LISTEN, call_key, None, hear_at, action_id)

    def mode(self, by: Person, listening: Listening, mode: FloorAction, *, action_id: UUID | None = None) -> UUID:
        """Ask to be something else (`MODES`) to the call of one's own open listening; the key of what was asked.

        When that is DONE it is so; then there is an `offer` of it where the microphone has a way of its own.
        PlaceFault: NO_RIGHT, NOT_FOUND (listening). ValueError for what is no mode.
        """
        if mode not in MODES:
            raise ValueError(f"nobody can be {mode.value} to a call")
        return self._ask(by, listening.agent_id, mode, listening.call_key, listening.action_id, None, action_id)

    def stop(self, by: Person, listening_id: UUID) -> None:
        """Listen no longer; over already is over. PlaceFault: NO_RIGHT, NOT_FOUND for what is not one's own."""
        if self._database.is_sqlite:
            with self._database.writing() as connection:
                live_here.stop(connection, self._now(), listening_id, by)
            return
        with self._database.deed() as connection:
            connection.execute(_STOP, {"id": listening_id, "who": by.id, "now": self._now()})

    def offer(self, by: Person, action_id: UUID) -> LiveOffer:
        """Where the sound of what one asked for is fetched: once, and within half a minute.

        PlaceFault(NOT_FOUND) for anything else, whether there is such a thing or not.
        """
        if self._database.is_sqlite:
            with self._database.writing() as connection:
                said = live_here.take(connection, self._now(), action_id, by)
        else:
            with self._database.deed() as connection:
                asked = {"id": action_id, "who": by.id, "now": self._now()}
                said = connection.execute(_TAKE, asked).scalar_one()
        try:
            return LiveOffer.from_json(said if isinstance(said, str) else json.dumps(said))
        except ValueError:
            raise PlaceFault(FaultKind.NOT_FOUND, what="offer") from None

    def listenings(self, since: timedelta = timedelta()) -> list[Listening]:
        """Who hears whom now, by begin, however long already; with `since` those that ended in the last while too."""
        asked = FloorActionTable
        with self._database.reading() as connection:
            clock = self._clock(connection)
            heard = (
                asked.action == FloorAction.LISTEN.value,
                asked.listening_id.is_(None),
                asked.began_at.is_not(None),
            )
            rows = list(connection.execute(select(asked).where(*heard, asked.ended_at.is_(None))))
            if since:
                begun = asked.at >= clock - since - LONGEST
                rows += connection.execute(select(asked).where(*heard, begun, asked.ended_at >= clock - since))
            keys = [row.id for row in rows]
            # By their time, which has an index: there are a hundred times as many deeds as people who listen.
            turned = (asked.at >= min((row.at for row in rows), default=clock), asked.listening_id.in_(keys))
            changes = connection.execute(select(asked).where(*turned)).all() if keys else []
        return listenings(action_of(row) for row in (*rows, *changes))

    def _clock(self, connection: Any) -> datetime:
        if self._database.is_sqlite:
            return self._now()
        clock: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return clock

    def _ask(
        self,
        by: Person,
        agent_id: UUID,
        action: FloorAction,
        call_key: str,
        listening: UUID | None,
        hear_at: HearAt | None,
        action_id: UUID | None,
    ) -> UUID:
        key = action_id or new_id()
        asked = {
            "id": key,
            "agent": agent_id,
            "action": action.value,
            "reason": "",
            "to_phone": "",
            "call_key": call_key,
            "listening": listening,
            "hear_at": wish_of(hear_at),
            "who": by.id,
        }
        if self._database.is_sqlite:
            with self._database.writing() as connection:
                floor_here.ask(connection, self._now(), asked, by)
        else:
            with self._database.deed() as connection:
                connection.execute(_ASK, asked | {"now": self._now()})
        return key
