"""Hears the floor live: states come with the notices themselves, believed from the gateways' own sessions only."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from time import monotonic
from typing import Any

from console.domain.events import LinkState
from console.domain.floor import AgentNow, FloorAction
from console.domain.floor_book import FloorNow, GatewayNow
from console.store.connecting import Session
from console.store.floor_rows import heard_agent, moment, must_read_queues
from console.store.lines import Line, Listener, Notice

CHANNEL = "deskside_floor"
ASKED_CHANNEL = "deskside_floor_asked"

LOOK_AGAIN_S = 1.0
"""What we cannot believe or have missed makes us read the floor anew, no oftener than this."""

_QUIET_S = 10.0

_log = logging.getLogger(__name__)


class FloorNews(StrEnum):
    """What else of the floor has changed; it is read again by the store."""

    PLAN = "plan"
    LIMITS = "limits"
    TEAMS = "teams"
    ACTIONS = "actions"
    ALERTS = "alerts"
    HANDOVERS = "handovers"


@dataclass(frozen=True)
class FloorHeard:
    """What a console is told at once. `whole` is the floor anew (first, and after anything was missed), else None.

    `changed` are agents that are now otherwise and `through` the gateway of each of them by number, `gateways` signs of
    life, `news` what to read again.
    """

    whole: FloorNow | None = None
    changed: tuple[AgentNow, ...] = ()
    through: Mapping[str, str] = field(default_factory=dict)
    gateways: tuple[GatewayNow, ...] = ()
    news: frozenset[FloorNews] = frozenset()


class FloorListener(Listener):
    """Tells the floor whole after each CONNECTED, then what changes, in order, from `start` to `stop`.

    `on_heard` and `state_changed` are called in the listener's own thread. While all goes well nothing is asked of the
    database: each notice carries its rows. A notice out of turn, or of a gateway that was not known, has the floor read
    whole again; queues that are too many for a notice are read by themselves.
    """

    name = "floor"

    def __init__(
        self,
        session: Session,
        on_heard: Callable[[FloorHeard], object],
        state_changed: Callable[[LinkState], object] | None = None,
        *,
        keep_alive_s: float = _QUIET_S,
    ) -> None:
        super().__init__(session, state_changed, keep_alive_s=keep_alive_s)
        self._on_heard = on_heard
        self._pids: dict[int, str] = {}
        self._gateways: dict[str, GatewayNow] = {}
        self._last: dict[str, int] = {}
        self._queues: dict[str, tuple[str, ...]] = {}
        self._cut: dict[str, tuple[AgentNow, str]] = {}
        self._looked_s = 0.0
        self._owed = False

    def _join(self, line: Line) -> None:
        self._last.clear()
        line.ask(f"LISTEN {CHANNEL}")
        self._read_whole(line)
        self._say(LinkState.CONNECTED)

    def _read_whole(self, line: Line) -> None:
        """Channels first: what is told from then on is heard, and what the reading knows already is heard again."""
        self._owed = False
        self._looked_s = monotonic()
        for channel in self._channels(line):
            if channel not in self._last:
                line.ask(f'LISTEN "{channel}"')
        known = self._channels(line)
        for channel in set(self._last) - set(known):
            line.ask(f'UNLISTEN "{channel}"')
        self._last = known
        rows = line.ask(
            "SELECT name, backend_pid, (extract(epoch FROM as_of) * 1000000)::bigint, link, words, able::text,"
            " (extract(epoch FROM clock_timestamp() - heard_at) * 1000000)::bigint FROM gateway"
        )
        self._pids = {int(pid or 0): str(name) for name, pid, *_ in rows}
        self._gateways = {str(row[0]): _gateway(row) for row in rows}
        agents, through = {}, {}
        for (said,) in line.ask("SELECT said FROM floor_now()"):
            agent, gateway = heard_agent(json.loads(said or ""))
            agents[agent.agent_number] = agent
            through[agent.agent_number] = gateway
        self._queues = {number: agent.queues for number, agent in agents.items()}
        self._cut.clear()
        self._call(self._on_heard, FloorHeard(FloorNow(agents, through, dict(self._gateways))))

    @staticmethod
    def _channels(line: Line) -> dict[str, int]:
        rows = line.ask("SELECT channel, seq FROM floor_channels()")
        return {str(channel): int(seq or 0) for channel, seq in rows}

    def _read_cut(self, line: Line) -> None:
        """The queues of those of whom a notice told only that they are otherwise."""
        self._looked_s = monotonic()
        cut, self._cut = self._cut, {}
        numbers = json.dumps(list(cut)).encode().hex()  # they come from outside
        for number, said in line.ask(
            "SELECT p.number, a.queues::text FROM agent_now a JOIN person p ON p.id = a.agent_id WHERE p.number IN"  # noqa: S608
            f" (SELECT json_array_elements_text(convert_from(decode('{numbers}', 'hex'), 'UTF8')::json))"
        ):
            self._queues[number or ""] = tuple(json.loads(said or "[]"))
        changed = tuple(replace(agent, queues=self._queues.get(number, ())) for number, (agent, _) in cut.items())
        through = {number: gateway for number, (_, gateway) in cut.items()}
        self._call(self._on_heard, FloorHeard(None, changed, through))

    def _patience_s(self) -> float:
        if not self._owed and not self._cut:
            return super()._patience_s()
        return max(0.0, self._looked_s + LOOK_AGAIN_S - monotonic())

    def _idle(self, line: Line) -> None:
        if self._owed or self._cut:
            self._look_again(line)
        else:
            super()._idle(line)

    def _look_again(self, line: Line) -> None:
        if self._owed:
            self._read_whole(line)
        else:
            self._read_cut(line)

    def _heard(self, line: Line, notices: list[Notice]) -> None:
        changed: dict[str, AgentNow] = {}
        through: dict[str, str] = {}
        beats: dict[str, GatewayNow] = {}
        news: set[FloorNews] = set()
        for notice in notices:
            if notice.channel == CHANNEL and notice.said in _NEWS:
                news.add(_NEWS[notice.said])
            elif notice.pid not in self._pids or not self._take(notice, changed, through, beats):
                self._owed = True
        if changed or beats or news:
            heard = FloorHeard(None, tuple(changed.values()), through, tuple(beats.values()), frozenset(news))
            self._call(self._on_heard, heard)
        self._owed = self._owed or FloorNews.TEAMS in news
        if (self._owed or self._cut) and monotonic() - self._looked_s >= LOOK_AGAIN_S:
            self._look_again(line)

    def _take(
        self, notice: Notice, changed: dict[str, AgentNow], through: dict[str, str], beats: dict[str, GatewayNow]
    ) -> bool:
        """Take in what a gateway said; False when something before it was missed."""
        try:
            said = json.loads(notice.said)
            if notice.channel == CHANNEL:
                before = self._gateways[said["gateway"]]
                now = GatewayNow(
                    before.name, moment(said["as_of"]), said["link"], said["words"], timedelta(), before.able
                )
                self._gateways[now.name] = beats[now.name] = now
                return True
            turn, known, rows = said
            last = self._last[notice.channel]
            if turn <= last and known != last:
                return True  # told before the floor was read
            in_turn: bool = known == last
            self._last[notice.channel] = turn
            for row in rows:
                agent, gateway = heard_agent(row, self._queues.get(row[0], ()))
                number = agent.agent_number
                changed[number], through[number] = agent, gateway
                self._queues[number] = agent.queues
                if must_read_queues(row) or number in self._cut:
                    self._cut[number] = agent, gateway
        except (ValueError, KeyError, TypeError):
            _log.warning("floor: a gateway's notice could not be read")
            return False
        return in_turn


class AskedListener(Listener):
    """Rings `on_asked` (in its own thread) when somebody has asked something of a gateway, and after connecting."""

    name = "asked"

    def __init__(self, session: Session, on_asked: Callable[[None], object]) -> None:
        super().__init__(session)
        self._on_asked = on_asked

    def _join(self, line: Line) -> None:
        line.ask(f"LISTEN {ASKED_CHANNEL}")
        self._call(self._on_asked, None)

    def _heard(self, line: Line, notices: list[Notice]) -> None:  # noqa: ARG002 - what they say is not read
        self._call(self._on_asked, None)


_NEWS = {news.value: news for news in FloorNews}
_ACTIONS = {action.value: action for action in FloorAction}


def _gateway(row: Sequence[Any]) -> GatewayNow:
    name, _, as_of, link, words, able, age = row
    known = frozenset(_ACTIONS[one] for one in json.loads(able) if one in _ACTIONS)
    return GatewayNow(name, moment(int(as_of)), link, words, timedelta(microseconds=max(0, int(age))), known)
