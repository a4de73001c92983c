"""Who should be coached and why, as far as scores can tell (DOMAIN §7): the same for every way of keeping them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import fmean
from uuid import UUID

LOOK_BACK_CALLS = 5
"""The same item failed twice in this many calls."""

FALL_POINTS = 5
"""A fall of this many points against the agent's own mean."""

LEAST_FOR_MEAN = 3
"""Earlier scores needed before a mean says anything."""


class Reason(StrEnum):
    """Why a talk is due; the first is the most pressing."""

    CRITICAL = "critical"
    SAME_ITEM = "same_item"
    FALL = "fall"
    PRAISE = "praise"


@dataclass(frozen=True)
class Result:
    """The standing score of one call. Hand-picked calls count for faults and praise, never for the mean (§3)."""

    call_id: UUID
    started_at: datetime
    points: int
    failed: frozenset[str] = frozenset()
    critical: frozenset[str] = frozenset()
    total: int = 100
    hand_picked: bool = False
    coached: bool = False


@dataclass(frozen=True)
class Ask:
    """A reason to coach and the calls that show it, newest first. `mean` is the agent's own, for a fall only."""

    reason: Reason
    call_ids: tuple[UUID, ...]
    item_key: str = ""
    points: int = 0
    mean: float = 0.0


def reasons_to_coach(results: Iterable[Result]) -> tuple[Ask, ...]:
    """What one agent's results ask for, in order of pressure. What the newest call showed and was coached is done."""
    by_time = sorted(results, key=lambda result: (result.started_at, result.call_id))
    recent = by_time[::-1][:LOOK_BACK_CALLS]
    return (*_critical(recent), *_same_item(recent), *_fall(by_time), *_praise(recent))


def _critical(recent: Sequence[Result]) -> list[Ask]:
    keys = sorted({key for result in recent for key in result.critical if not result.coached})
    return [
        Ask(Reason.CRITICAL, tuple(r.call_id for r in recent if key in r.critical and not r.coached), key)
        for key in keys
    ]


def _same_item(recent: Sequence[Result]) -> list[Ask]:
    asks = []
    for key in sorted({key for result in recent for key in result.failed}):
        shows = [result for result in recent if key in result.failed]
        if len(shows) >= 2 and not shows[0].coached:
            asks.append(Ask(Reason.SAME_ITEM, tuple(result.call_id for result in shows), key))
    return asks


def _fall(by_time: Sequence[Result]) -> list[Ask]:
    drawn = [result for result in by_time if not result.hand_picked]
    if len(drawn) <= LEAST_FOR_MEAN or drawn[-1].coached:
        return []
    *earlier, last = drawn
    mean = fmean(result.points for result in earlier)
    if mean - last.points < FALL_POINTS:
        return []
    return [Ask(Reason.FALL, (last.call_id,), points=last.points, mean=mean)]


def _praise(recent: Sequence[Result]) -> list[Ask]:
    perfect = [result for result in recent if result.points == result.total and not result.coached]
    return [Ask(Reason.PRAISE, (perfect[0].call_id,), points=perfect[0].points)] if perfect else []
