"""A floor told fact by fact, with seconds for moments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from console.domain.calls import Direction
from console.domain.floor import AgentNow, AgentState
from console.telephony.facts import (
    BridgeEntered,
    BridgeLeft,
    ChannelGone,
    ChannelSeen,
    Completed,
    Connected,
    Fact,
    Heard,
    Line,
    LinkUp,
    ListBegins,
    ListEnds,
    Listing,
    Member,
    Offered,
    Phase,
    SwitchClock,
)
from console.telephony.machine import Machine
from console.telephony.rules import SiteRules

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
AGENT = "1001"
PHONE = "PJSIP/1001"
LEG = f"c1-{AGENT}"
"""The agent's channel in the call c1."""
SWITCH_AHEAD_S = 3600.0
"""The system's clock is wrong by an hour, as a rule."""


def t(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def switch_s(seconds: float) -> int:
    """The whole second that the system would write for that moment."""
    return int(t(seconds).timestamp() + SWITCH_AHEAD_S)


def member(
    at: float,
    line: Line | None = Line.FREE,
    *,
    queue: str = "sales",
    agent: str = AGENT,
    device: str = PHONE,
    paused: bool = False,
    reason: str = "",
    paused_at: float | None = None,
    last_call: float | None = None,
    wrap_up_s: int = 0,
) -> Member:
    return Member(
        t(at),
        agent,
        queue,
        device,
        line,
        paused,
        reason,
        switch_s(paused_at) if paused_at is not None else 0,
        switch_s(last_call) if last_call is not None else 0,
        wrap_up_s,
    )


class Story:
    """A machine that is linked and has read both listings, at second 0."""

    def __init__(
        self, *members: Member, wrap_up_s: dict[str, int] | None = None, channels: Iterable[Fact] = ()
    ) -> None:
        self.machine = Machine(SiteRules(wrap_up_s=wrap_up_s or {}))
        self.read(*(members or (member(0),)), channels=channels)

    def read(self, *members: Fact, channels: Iterable[Fact] = (), at: float = 0) -> None:
        """A link that has come, and what it read."""
        self.tell(
            LinkUp(t(at)),
            Heard(t(at)),
            SwitchClock(t(at), t(at).timestamp() + SWITCH_AHEAD_S),
            ListBegins(t(at), Listing.MEMBERS),
            *members,
            ListEnds(t(at), Listing.MEMBERS),
            ListBegins(t(at), Listing.CHANNELS),
            *channels,
            ListEnds(t(at), Listing.CHANNELS),
        )

    def tell(self, *facts: Fact) -> AgentNow | None:
        for fact in facts:
            self.machine.apply(fact)
        return self.machine.agents().get(AGENT)

    def at(self, seconds: float) -> AgentNow:
        """The agent at that moment, with news until then."""
        self.machine.apply(Heard(t(seconds)))
        self.machine.tick(t(seconds))
        return self.machine.agents()[AGENT]


def ringing(at: float, call: str = "c1", agent: str = AGENT, device: str = PHONE) -> list[Fact]:
    """A queue's call is offered, as Asterisk tells it; it takes a tenth of a second."""
    return [
        ChannelSeen(t(at), call, call, Phase.UP, number="13812345678"),
        ChannelSeen(t(at + 0.01), f"{call}-{agent}", call, Phase.RINGING, device, Direction.INBOUND, "13812345678"),
        Offered(t(at + 0.02), agent, "sales", call, call, "13812345678", f"{call}-{agent}"),
        member(at + 0.03, Line.RINGING, agent=agent, device=device),
    ]


def answered(at: float, call: str = "c1", agent: str = AGENT, device: str = PHONE) -> list[Fact]:
    return [
        ChannelSeen(t(at), f"{call}-{agent}", call, Phase.UP, device),
        Connected(t(at + 0.01), agent, "sales", call, call, "13812345678", f"{call}-{agent}"),
        BridgeEntered(t(at + 0.02), call, f"b-{call}"),
        BridgeEntered(t(at + 0.03), f"{call}-{agent}", f"b-{call}"),
        member(at + 0.04, Line.IN_USE, agent=agent, device=device),
    ]


def hung_up(at: float, call: str = "c1", agent: str = AGENT, device: str = PHONE) -> list[Fact]:
    return [
        BridgeLeft(t(at), call, f"b-{call}"),
        BridgeLeft(t(at + 0.01), f"{call}-{agent}", f"b-{call}"),
        Completed(t(at + 0.02), agent, call),
        ChannelGone(t(at + 0.03), f"{call}-{agent}"),
        ChannelGone(t(at + 0.04), call),
        member(at + 0.05, Line.FREE, last_call=at, agent=agent, device=device),
    ]


def on_a_call(*more: Fact, wrap_up_s: dict[str, int] | None = None) -> Story:
    """Offered at 10, answered at 14."""
    told = Story(wrap_up_s=wrap_up_s)
    told.tell(*ringing(10), *answered(14), *more)
    return told


def is_(now: AgentNow, state: AgentState, since: float, rule: int, within_s: float = 0.0) -> None:
    assert (now.state, now.why.split(":")[0]) == (state, str(rule)), now
    assert abs(now.since - t(since)) <= timedelta(seconds=within_s), (now.since - t(0)).total_seconds()
