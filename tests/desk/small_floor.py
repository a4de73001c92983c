"""A floor of any size in every state there is, told by a hand-turned clock: for tests, benches and pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from console.desk.floor_grid import Sitter
from console.domain.floor import AgentNow, AgentState, AwayReason, SourceClock
from console.domain.floor_plan import Room, Seat

BEGAN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NAMES = ("王芳", "李雷", "韩梅梅", "欧阳娜娜", "张伟", "刘洋", "陈静", "杨帆", "赵敏", "周杰", "吴昊", "徐丽")
TEAMS = ("A 组", "B 组", "C 组")

PATTERN: tuple[tuple[AgentState, int, str], ...] = (
    (AgentState.TALKING, 151, ""),
    (AgentState.READY, 40, ""),
    (AgentState.TALKING, 640, ""),
    (AgentState.AFTER_CALL, 31, ""),
    (AgentState.RINGING, 6, ""),
    (AgentState.ON_HOLD, 17, ""),
    (AgentState.READY, 312, ""),
    (AgentState.BUSY, 220, ""),
    (AgentState.AWAY, 130, AwayReason.REST),
    (AgentState.TALKING, 47, ""),
    (AgentState.CONSULTING, 88, ""),
    (AgentState.AFTER_CALL, 75, ""),
    (AgentState.SIGNED_OFF, 5000, ""),
    (AgentState.TALKING, 301, ""),
    (AgentState.AWAY, 200, AwayReason.TRAINING),
    (AgentState.CONFERENCE, 122, ""),
    (AgentState.READY, 3, ""),
    (AgentState.UNKNOWN, 95, ""),
    (AgentState.ON_HOLD, 44, ""),
)
"""State, seconds in it, reason: the seats in turn."""


@dataclass
class HandClock:
    """A monotonic clock turned by hand, and the source's clock beside it."""

    seconds: float = 1000.0
    began_s: float = field(default=1000.0, init=False)

    def __call__(self) -> float:
        return self.seconds

    def turn(self, seconds: float) -> None:
        self.seconds += seconds

    @property
    def at(self) -> datetime:
        """The source's time."""
        return BEGAN + timedelta(seconds=self.seconds - self.began_s)

    @property
    def source(self) -> SourceClock:
        return SourceClock(self.at, self.seconds)


def number_of(index: int) -> str:
    return str(1001 + index)


def room_of(rows: int, columns: int, *, aisle: int = 0, empty_every: int = 0) -> tuple[Room, dict[UUID, Sitter]]:
    """A room with an aisle after every `aisle` columns, nobody at every `empty_every`-th seat; and who sits there."""
    seats: list[Seat] = []
    sitters: dict[UUID, Sitter] = {}
    index = 0
    for row in range(rows):
        for column in range(columns):
            if aisle and column % (aisle + 1) == aisle:
                continue
            key = UUID(int=10_000_000 + len(seats))
            if empty_every and len(seats) % empty_every == empty_every - 1:
                seats.append(Seat(key, row, column, f"{chr(65 + row % 26)}{column + 1}"))
                continue
            agent_id = UUID(int=index + 1)
            name = NAMES[index % len(NAMES)]
            sitters[agent_id] = Sitter(number_of(index), name, TEAMS[row % len(TEAMS)], agent_id)
            seats.append(Seat(key, row, column, f"{chr(65 + row % 26)}{column + 1}", agent_id))
            index += 1
    return Room(UUID(int=99), "一号大厅", rows, columns, tuple(seats)), sitters


def agent(number: str, state: AgentState, seconds: float, at: datetime, reason: str = "") -> AgentNow:
    """Somebody `seconds` in a state at `at`."""
    return AgentNow(number, state, at - timedelta(seconds=seconds), reason, queues=signed_on(state), as_of=at)


def signed_on(state: AgentState) -> tuple[str, ...]:
    """The queues of whoever is signed on."""
    return () if state is AgentState.SIGNED_OFF else ("600", "601")


def everybody(count: int, at: datetime, *, help_every: int = 0) -> list[AgentNow]:
    """`count` agents in the pattern's states; every `help_every`-th asks for help."""
    found = []
    for index in range(count):
        state, seconds, reason = PATTERN[index % len(PATTERN)]
        helped = bool(help_every) and index % help_every == help_every - 1
        since = at - timedelta(seconds=seconds + index % 7)
        queue = "" if state is AgentState.SIGNED_OFF else "600"
        on = signed_on(state)
        found.append(AgentNow(number_of(index), state, since, reason, queue, help=helped, queues=on, as_of=at))
    return found
