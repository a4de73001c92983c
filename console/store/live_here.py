"""Deeds of listening on an SQLite database: what 086_floor.sql does on a server."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update

from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import ALLOWED, FloorAction
from console.domain.live import OFFER_LASTS
from console.domain.people import Person
from console.store.floor_tables import FloorActionTable, MediaOfferTable


def _must_listen(by: Person) -> None:
    if not by.active or FloorAction.LISTEN not in ALLOWED[by.role]:
        raise PlaceFault(FaultKind.NO_RIGHT)


def stop(connection: Connection, at: datetime, listening_id: UUID, by: Person) -> None:
    """As `stop_listening`."""
    _must_listen(by)
    asked = FloorActionTable
    own = (
        asked.id == listening_id,
        asked.by_id == by.id,
        asked.action == FloorAction.LISTEN.value,
        asked.listening_id.is_(None),
    )
    known = connection.execute(select(asked.stop_at).where(*own)).first()
    if known is None:
        raise PlaceFault(FaultKind.NOT_FOUND, what="listening")
    if known.stop_at is None:
        connection.execute(update(asked).where(*own).values(stop_at=at))


def take(connection: Connection, at: datetime, action_id: UUID, by: Person) -> Any:
    """As `take_offer`."""
    _must_listen(by)
    kept = MediaOfferTable
    wanted = (
        select(kept.offer)
        .join(FloorActionTable, FloorActionTable.id == kept.action_id)
        .where(kept.action_id == action_id, FloorActionTable.by_id == by.id, kept.made_at > at - OFFER_LASTS)
    )
    said = connection.scalar(wanted)
    if said is None:
        raise PlaceFault(FaultKind.NOT_FOUND, what="offer")
    connection.execute(update(kept).where(kept.action_id == action_id).values(offer=None, taken_at=at))
    return said
