"""A day of several agents, and what it comes to together: a team's, or that of all one sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from console.domain.attendance import AttendanceRules
from console.domain.floor import ON_CALL, AgentState
from console.domain.month_kept import Mark, mark_of
from console.domain.time_kept import DayKept


@dataclass(frozen=True)
class AgentDay:
    """An agent of the floor and the day as it was kept."""

    agent_id: UUID
    number: str
    name: str
    team: str
    kept: DayKept


@dataclass
class DayTotals:
    """Sums over some agents' day. `marks` counts each mark that occurs."""

    agents: int = 0
    present: int = 0
    signed_on_ms: int = 0
    calls: int = 0
    spent_ms: dict[AgentState, int] = field(default_factory=lambda: dict.fromkeys(AgentState, 0))
    marks: dict[Mark, int] = field(default_factory=lambda: dict.fromkeys(Mark, 0))

    def add(self, row: AgentDay, mark: Mark) -> None:
        """One more agent, whose day has that mark."""
        day = row.kept
        self.agents += 1
        self.present += day.signed_on_at is not None
        self.signed_on_ms += day.signed_on_ms
        self.calls += day.calls_taken
        self.marks[mark] += 1
        for (state, _), length_ms in day.spent_ms.items():
            self.spent_ms[state] += length_ms

    @property
    def talk_ms(self) -> int:
        """In conversation, the customers' waiting left out."""
        return sum(self.spent_ms[state] for state in ON_CALL if state is not AgentState.ON_HOLD)

    @property
    def late(self) -> int:
        """Who came late, an absence apart."""
        return self.marks[Mark.LATE] + self.marks[Mark.LATE_AND_EARLY]

    @property
    def early(self) -> int:
        """Who left early, an absence apart."""
        return self.marks[Mark.EARLY] + self.marks[Mark.LATE_AND_EARLY]


def totals_by_team(rows: Iterable[AgentDay], rules: AttendanceRules | None) -> Mapping[str, DayTotals]:
    """The totals of each team, and of all together under an empty name."""
    found = {"": DayTotals()}
    for row in rows:
        mark = mark_of(row.kept, rules)
        found[""].add(row, mark)
        if row.team:
            found.setdefault(row.team, DayTotals()).add(row, mark)
    return found
