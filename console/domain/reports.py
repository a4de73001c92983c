"""What a month's evaluations come to: counts, so that every mean and rate is taken in one place and the same way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from uuid import UUID


@dataclass(frozen=True)
class ReportItem:
    """An item that some evaluation of the month was asked about; the versions of one form share their items."""

    form_key: str
    key: str


@dataclass(frozen=True)
class Tally:
    """Sums over some evaluations. `judged` and `failed` are by item, in the order of the report's items.

    An item counts as judged where it conforms or fails: "not applicable" and "unscored" never do.
    """

    evaluations: int
    points: int
    critical: int
    judged: tuple[int, ...]
    failed: tuple[int, ...]

    @property
    def mean(self) -> float | None:
        """Mean points; None of nothing."""
        return self.points / self.evaluations if self.evaluations else None

    @property
    def critical_rate(self) -> float | None:
        """Share of the evaluations in which a critical item failed (DOMAIN §2), 0..1; None of nothing."""
        return self.critical / self.evaluations if self.evaluations else None

    def failure_rate(self, item: int) -> float | None:
        """Share of those judged in which the item at this place failed, 0..1; None where it was never judged."""
        return self.failed[item] / self.judged[item] if self.judged[item] else None


@dataclass(frozen=True)
class LastScore:
    """The newest score of one call. `drawn`: chance chose it, so it may judge the agent (DOMAIN §3)."""

    call_id: UUID
    scored_at: datetime
    points: int
    critical: bool
    drawn: bool


@dataclass(frozen=True)
class Tallies:
    """The evaluations that people are judged by, and apart from them those that would mislead (DOMAIN §3).

    `drawn`: of calls that chance chose. `hand_picked`: of calls chosen for what they are. `side_by_side`: of calls that
    a coaching note spoke of before they were scored.
    """

    drawn: Tally
    hand_picked: Tally
    side_by_side: Tally


@dataclass(frozen=True)
class TeamLine:
    """A team; its evaluations are those of agents who were in it on the day."""

    team: str
    tallies: Tallies


@dataclass(frozen=True)
class AgentLine:
    """An agent, in every team of the month together; None and empty words stand for calls of an unknown agent."""

    agent_id: UUID | None
    number: str
    name: str
    teams: tuple[str, ...]
    tallies: Tallies


@dataclass(frozen=True)
class MonthReport:
    """The evaluations of calls first scored in one month, each as its newest revision has it.

    `teams` is what was asked for, None for all. Lines stand by team's name and by agent's number.
    """

    first_day: date
    teams: tuple[str, ...] | None
    items: tuple[ReportItem, ...]
    whole: Tallies
    by_team: tuple[TeamLine, ...]
    by_agent: tuple[AgentLine, ...]


def month_bounds(first_day: date, zone: tzinfo | None = None) -> tuple[datetime, datetime]:
    """From the first moment of the month to the first of the next, in `zone`, by default this computer's.

    ValueError when `first_day` is not the first of a month.
    """
    if first_day.day != 1:
        raise ValueError(f"not the first of a month: {first_day}")
    since = datetime(first_day.year, first_day.month, 1, tzinfo=zone)
    until = datetime(first_day.year + first_day.month // 12, first_day.month % 12 + 1, 1, tzinfo=zone)
    return (since, until) if zone is not None else (since.astimezone(), until.astimezone())
