"""What is kept of the floor: gateways' signs of life, actions asked for, stretches of states, alerts, handovers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from console.domain.floor import AgentNow, AgentState, FloorAction, LimitLevel, aged


@dataclass(frozen=True, slots=True)
class GatewayNow:
    """A gateway's last sign of life. `as_of` is in its own clock, which its agents' moments are in too.

    `link` is the telephone system's connection to it: up, degraded or down; `words` say why. `age` is how long ago it
    was heard by the database.
    """

    name: str
    as_of: datetime
    link: str
    words: str = ""
    age: timedelta = timedelta()
    able: frozenset[FloorAction] = frozenset()

    @property
    def at(self) -> datetime:
        """What its clock showed when this was read."""
        return self.as_of + self.age


@dataclass(frozen=True)
class FloorNow:
    """The floor at one moment, by agent number: states, and through which gateway each came."""

    agents: Mapping[str, AgentNow] = field(default_factory=dict)
    gateway_of: Mapping[str, str] = field(default_factory=dict)
    gateways: Mapping[str, GatewayNow] = field(default_factory=dict)

    def aged(self) -> dict[str, AgentNow]:
        """The agents as they may be shown: unknown where the gateway has been silent too long."""
        shown = {}
        for number, agent in self.agents.items():
            gateway = self.gateways.get(self.gateway_of[number])
            shown[number] = agent if gateway is None else aged(agent, gateway.at, gateway.as_of)
        return shown


class ActionState(StrEnum):
    """How far an action has come. Accepted: the telephone system took the order, nothing has proved it yet."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AskedAction:
    """What somebody asked to be done to an agent, and what came of it, in the telephone system's words.

    LISTEN is accepted while it goes on, from `began_at` to `ended_at`. With `listening_id` an action changes what its
    asker is to the call of that listening, see `console.domain.live`.
    """

    id: UUID
    at: datetime
    by_id: UUID
    agent_id: UUID
    action: FloorAction
    reason: str = ""
    to_phone: str = ""
    call_key: str = ""
    state: ActionState = ActionState.PENDING
    words: str = ""
    ended_at: datetime | None = None
    listening_id: UUID | None = None
    began_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HearAt:
    """Where a console can be sent live sound: its own address, and a UDP port of its own for each side."""

    address: str = field(repr=False)
    agent_port: int
    customer_port: int


class Stop(StrEnum):
    """Why a listening is to end: whoever listens wants it, may not any more, or is signed on nowhere."""

    ASKED = "asked"
    BARRED = "barred"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ActionToDo:
    """An action as the gateway takes it up, asked by the person `by_number`.

    With `stop` it is no action: the listening of that id is to end.
    """

    id: UUID
    agent_number: str
    action: FloorAction
    reason: str = ""
    to_phone: str = ""
    call_key: str = ""
    by_number: str = ""
    listening_id: UUID | None = None
    hear_at: HearAt | None = field(default=None, repr=False)
    stop: Stop | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """A state that an agent entered; it lasted until the agent's next one."""

    agent_id: UUID
    state: AgentState
    entered_at: datetime
    reason: str = ""
    queue: str = ""
    call_key: str = ""
    help: bool = False


class AlertAnswer(StrEnum):
    """What a lead did about an alert."""

    NONE = ""
    SEEN = "seen"
    SNOOZED = "snoozed"


class AlertKind(StrEnum):
    """What an alert is about."""

    LIMIT = "limit"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class ToldAlert:
    """How an alert stands at `at`, as the gateway tells it: once for each level, and when it is over (`ended_at`).

    `limit_ms` is 0 for a call for help. All moments are in the gateway's clock.
    """

    agent_number: str
    state: AgentState
    reason: str
    since: datetime
    level: LimitLevel
    limit_ms: int
    at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A level of a limit that was reached, or a call for help, as it is kept; and what was answered.

    `raised_at` and `answered_at` are in the database's clock, the others in the gateway's. `ended_at` is when the agent
    left the state. What was put off and told again afterwards is snoozed still, but not until anything.
    """

    id: UUID
    agent_id: UUID
    state: AgentState
    reason: str
    since: datetime
    level: LimitLevel
    limit_ms: int
    raised_at: datetime
    ended_at: datetime | None = None
    answer: AlertAnswer = AlertAnswer.NONE
    answer_reason: str = ""
    answered_by: UUID | None = None
    answered_at: datetime | None = None
    snoozed_until: datetime | None = None

    @property
    def kind(self) -> AlertKind:
        """A call for help has no limit."""
        return AlertKind.LIMIT if self.limit_ms else AlertKind.HELP

    @property
    def asks(self) -> bool:
        """Whether it waits for an answer."""
        if self.ended_at is not None or self.answer is AlertAnswer.SEEN:
            return False
        return self.answer is AlertAnswer.NONE or self.snoozed_until is None


@dataclass(frozen=True, slots=True)
class Handover:
    """A note for the next lead of `team` ('' for all), pinned to a seat and a moment or to neither."""

    id: UUID
    at: datetime
    by_id: UUID
    team: str
    words: str
    seat_id: UUID | None = None
    about_at: datetime | None = None
    signed_by: UUID | None = None
    signed_at: datetime | None = None
