"""What is asked of a gateway and what comes of it, on an SQLite database: the part of 087_gateway.sql about actions."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, delete, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or
from sqlalchemy.orm import aliased

from console.domain.audit import AuditKind
from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState, ActionToDo, Stop
from console.domain.live import GATEWAY_ENDED, OFFER_LASTS, LiveOffer
from console.store.audit import record
from console.store.floor_rows import hear_at_of, plain
from console.store.floor_tables import FloorActionTable, MediaOfferTable
from console.store.tables import PersonTable

TOO_LATE = timedelta(seconds=10)
"""What nobody began by then is refused: whoever asked has looked away."""

_asked = FloorActionTable
_offers = MediaOfferTable


def take(connection: Connection, at: datetime, gateway: str) -> list[ActionToDo]:
    """As `take_actions`. Of whoever is gone nobody knows here: their sound finds nobody and ends."""
    waiting = (
        _asked.ended_at.is_(None),
        _asked.gateway == gateway,
        _asked.state == ActionState.PENDING,
        _asked.taken_at.is_(None),
    )
    too_late = (_asked.at <= at - TOO_LATE) | _asked.stop_at.is_not(None)
    for key, stopped in connection.execute(select(_asked.id, _asked.stop_at).where(*waiting, too_late)).all():
        words = "nobody carried it out in time" if stopped is None else "not wanted any more"
        finish(connection, at, key, ActionState.REFUSED, words)
    asked_at = select(_asked.at).where(_asked.id == _offers.action_id).scalar_subquery()
    old = (asked_at < at - OFFER_LASTS, _offers.made_at.is_(None) | (_offers.made_at < at - OFFER_LASTS))
    connection.execute(delete(_offers).where(*old))
    by = aliased(PersonTable)
    rows = connection.execute(
        select(_asked, PersonTable.number, by.number.label("by_number"), _offers.wish)
        .join(PersonTable, PersonTable.id == _asked.agent_id)
        .join(by, by.id == _asked.by_id)
        .outerjoin(_offers, _offers.action_id == _asked.id)
        .where(*waiting)
        .order_by(_asked.at, _asked.id)
    ).all()
    connection.execute(update(_asked).where(*waiting).values(taken_at=at))
    connection.execute(delete(_offers).where(_offers.action_id.in_([row.id for row in rows])))
    return [*map(_to_do, rows), *_to_end(connection, gateway)]


def _to_do(row: Any) -> ActionToDo:
    return ActionToDo(
        row.id,
        row.number,
        FloorAction(row.action),
        row.reason,
        row.to_phone,
        row.call_key,
        row.by_number,
        row.listening_id,
        hear_at_of(row.wish),
    )


def _to_end(connection: Connection, gateway: str) -> list[ActionToDo]:
    """Listenings whose listener wants it, or does not work here any more."""
    left = select(PersonTable.id).where(PersonTable.active.is_(False))
    stopped = connection.scalars(_heard(gateway).where(_asked.stop_at.is_not(None))).all()
    barred = connection.scalars(_heard(gateway).where(_asked.stop_at.is_(None), _asked.by_id.in_(left))).all()
    return [
        *(ActionToDo(key, "", FloorAction.LISTEN, stop=Stop.ASKED) for key in stopped),
        *(ActionToDo(key, "", FloorAction.LISTEN, stop=Stop.BARRED) for key in barred),
    ]


def _heard(gateway: str) -> Select[UUID]:
    """The open listenings through this gateway that were taken up."""
    return select(_asked.id).where(
        _asked.ended_at.is_(None),
        _asked.gateway == gateway,
        _asked.action == FloorAction.LISTEN.value,
        _asked.listening_id.is_(None),
        _asked.taken_at.is_not(None),
    )


def end_left(connection: Connection, at: datetime, gateway: str) -> None:
    """What the last leader had begun is over: nobody knows how far it came, and nobody hears through it."""
    for key in connection.scalars(_heard(gateway).where(_asked.began_at.is_not(None))).all():
        finish(connection, at, key, ActionState.DONE, GATEWAY_ENDED)
    begun = (_asked.ended_at.is_(None), _asked.gateway == gateway, _asked.taken_at.is_not(None))
    lost = {"state": "refused", "words": "the gateway ended while it was at it", "ended_at": at}
    connection.execute(update(_asked).where(*begun).values(lost))


def finish(
    connection: Connection,
    at: datetime,
    action_id: UUID,
    state: ActionState,
    words: str,
    *,
    last: bool = True,
    offer: LiveOffer | None = None,
) -> None:
    """As `finish_action`."""
    known = plain(words, 300)
    row = connection.execute(select(_asked).where(_asked.id == action_id, _asked.ended_at.is_(None))).first()
    if row is None:
        return
    heard = row.action == FloorAction.LISTEN and row.listening_id is None
    now_so = {"state": state.value, "words": known, "ended_at": at if last else None}
    if heard and state is ActionState.ACCEPTED and not last and row.began_at is None:
        now_so["began_at"] = at
    connection.execute(update(_asked).where(_asked.id == action_id).values(now_so))
    if last:
        facts: dict[str, str | int] = {"id": str(action_id), "outcome": state.value, "words": known}
        if row.began_at is not None:
            facts |= {"call": row.call_key, "seconds": round((at - row.began_at).total_seconds())}
        record(connection, at, AuditKind.FLOOR_ACTION_ENDED, subject_id=row.agent_id, facts=facts)
        # Whatever was offered for it leads nowhere now.
        listening = select(_asked.listening_id).where(_asked.id == _offers.action_id).scalar_subquery()
        connection.execute(delete(_offers).where((_offers.action_id == action_id) | (listening == action_id)))
    if offer is not None:
        made = {"action_id": action_id, "offer": json.loads(offer.to_json()), "made_at": at}
        connection.execute(insert_or(_offers).values(made).on_conflict_do_nothing())
