"""How long things are kept, and what has had its time."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID


class Kept(StrEnum):
    """What has a policy of its own. Evaluations take coaching notes and empty calls with them."""

    RECORDINGS = "recordings"
    LOGS = "logs"
    EVALUATIONS = "evaluations"


@dataclass(frozen=True)
class PlanLine:
    """What would go now. `what` is a kind of `Kept`, or notes or calls, which go with the evaluations.

    `bytes` where the database itself holds them, None where it cannot know.
    """

    what: str
    months: int
    before: datetime
    things: int
    oldest: datetime | None
    bytes: int | None


@dataclass(frozen=True)
class OldRecording:
    """A call whose recording has had its time, and where its files are."""

    call_id: UUID
    started_at: datetime
    paths: tuple[str, ...]


def limit_of(kind: Kept, months: int, now: datetime) -> datetime:
    """The moment before which things of `kind` have had their time, UTC. Logs go by whole months."""
    moment = now.astimezone(UTC)
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    if kind is Kept.LOGS:
        return datetime(year, month + 1, 1, tzinfo=UTC)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
