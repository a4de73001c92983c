"""Reads alerts with what followed, in the database's thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from console.domain.alert_outcomes import Outcome, Tally, outcomes, tally
from console.domain.faults import Fault
from console.domain.floor import Limits
from console.domain.floor_book import Alert

if TYPE_CHECKING:
    from console.store.store import Store

LISTED = 1000
"""Of more alerts than these the newest are listed."""

COUNTED = 10_000
"""Of more alerts the newest are counted: reading these takes a quarter of a second in the database's thread."""


@dataclass(frozen=True)
class ReadAlerts:
    """What stands, what was alerted newest first, and the names of who answered."""

    open: list[Outcome] = field(default_factory=list)
    past: list[Outcome] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)


def read_alerts(store: Store, now: datetime, since: datetime | None, known: frozenset[UUID]) -> ReadAlerts:
    """What stands; with `since` what was alerted from then on too. Names of all who are not `known`."""
    never = now + timedelta(days=36_500)  # what stands is found whenever it was raised
    standing = store.floor.alerts(never)
    listed = store.floor.alerts(since, LISTED) if since is not None else []
    alerts = list({one.id: one for one in (*listed, *standing)}.values())
    found = outcomes(alerts, store.floor.actions(_first(alerts, never)))
    open_now = [one for one in found if one.alert.ended_at is None]
    past = [one for one in reversed(found) if since is not None and one.first_at >= since]
    who = {one.answered_by for one in found if one.answered_by is not None} - known
    return ReadAlerts(open_now, past, {key: _name(store, key) for key in who})


def count_alerts(
    store: Store, since: datetime, team_of: Mapping[UUID, str], limits: Mapping[str, Limits]
) -> list[Tally]:
    """What was alerted of agents that one sees, by team, state and level."""
    alerts = store.floor.alerts(since, COUNTED)
    found = outcomes(alerts, store.floor.actions(_first(alerts, since)))
    teams: Callable[[UUID], str] = team_of.__getitem__
    return tally((one for one in found if one.alert.agent_id in team_of), teams, limits)


def _first(alerts: Sequence[Alert], otherwise: datetime) -> datetime:
    return min((one.raised_at for one in alerts), default=otherwise)


def _name(store: Store, person_id: UUID) -> str:
    try:
        return store.people.get(person_id).name
    except Fault:
        return ""
