"""Writes the floor as any gateway does and tells the console around it what was written: on SQLite nobody else does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, TypeVar
from uuid import UUID

from console.domain.events import LinkState
from console.domain.faults import PlaceFault
from console.domain.floor import AgentNow, FloorAction, Limits
from console.domain.floor_book import ActionState, ActionToDo, Alert, GatewayNow, ToldAlert
from console.domain.live import LiveOffer
from console.store.floor_listening import FloorHeard, FloorNews
from console.store.floor_rows import plain, plain_queues
from console.store.floor_writing import FloorWriting, is_not_leading
from console.store.store import Store

T = TypeVar("T")

LOOK_S = 1.0
"""How often we look what another console on the same file did."""

_LATELY = timedelta(hours=1)


class TellingWriting:
    """A FloorWriting over `store`'s own; `hear` and `say` as of a floor's ear, called in the thread of the writing.

    While another console leads, what that one wrote is told, once a second.
    """

    def __init__(
        self,
        store: Store,
        name: str,
        hear: Callable[[FloorHeard], object],
        say: Callable[[LinkState], object],
        now_s: Callable[[], float] = monotonic,
    ) -> None:
        self._store, self._name = store, name
        self._inner: FloorWriting = store.floor_writing(name)
        self._hear, self._say, self._now_s = hear, say, now_s
        self._link: LinkState | None = None
        self._able: frozenset[FloorAction] = frozenset()
        self._numbers: frozenset[str] = frozenset()
        self._just_led = False
        self._looked_s: float | None = None
        self._mark: int | None = None
        self._kept: dict[FloorNews, Any] = {}

    def lead(self, able: frozenset[FloorAction], *, fresh: bool = True) -> bool:
        """As `FloorWriting.lead`; the floor is told whole."""
        led = self._do(lambda: self._inner.lead(able, fresh=fresh))
        self._just_led = led
        if led:
            self._able = able
            self.limits()
            self._hear(FloorHeard(self._do(self._store.floor.now), news=self._news()))
        elif self._is_time():
            mark = self._mark
            news = self._news()
            if mark is None or mark != self._mark:
                self._hear(FloorHeard(self._do(self._store.floor.now), news=news))
        return led

    def put(self, as_of: datetime, link: str, words: str, agents: Sequence[AgentNow] = ()) -> int:
        """As `FloorWriting.put`; who is known here is told, and that the gateway lives."""
        known = self._do(lambda: self._inner.put(as_of, link, words, agents))
        changed = tuple(_as_kept(agent) for agent in agents if agent.agent_number in self._numbers)
        through = {agent.agent_number: self._name for agent in changed}
        beat = GatewayNow(self._name, as_of, link, plain(words, 300), able=self._able)
        news = self._news() if self._is_time() else frozenset()
        self._hear(FloorHeard(None, changed, through, (beat,), news))
        return known

    def remember(self, over: Sequence[AgentNow]) -> None:
        """As `FloorWriting.remember`."""
        self._do(lambda: self._inner.remember(over))

    def take(self) -> list[ActionToDo]:
        """As `FloorWriting.take`; what came too late for us is refused in the first one."""
        todo = self._do(self._inner.take)
        if self._just_led:
            self._just_led = False
            self._tell(FloorNews.ACTIONS)
        return todo

    def finish(
        self, action_id: UUID, state: ActionState, words: str, *, last: bool = True, offer: LiveOffer | None = None
    ) -> None:
        """As `FloorWriting.finish`."""
        self._do(lambda: self._inner.finish(action_id, state, words, last=last, offer=offer))
        self._tell(FloorNews.ACTIONS)

    def put_alerts(self, told: Sequence[ToldAlert]) -> int:
        """As `FloorWriting.put_alerts`."""
        changed = self._do(lambda: self._inner.put_alerts(told))
        if changed:
            self._tell(FloorNews.ALERTS)
        return changed

    def open_alerts(self) -> list[tuple[str, Alert]]:
        """As `FloorWriting.open_alerts`."""
        return self._do(self._inner.open_alerts)

    def limits(self) -> tuple[dict[str, str], dict[str, Limits]]:
        """As `FloorWriting.limits`."""
        teams, own = self._do(self._inner.limits)
        self._numbers = frozenset(teams)
        return teams, own

    def close(self) -> None:
        """As `FloorWriting.close`."""
        self._inner.close()

    def _tell(self, news: FloorNews) -> None:
        self._hear(FloorHeard(news=frozenset({news})))

    def _is_time(self) -> bool:
        now_s = self._now_s()
        if self._looked_s is not None and now_s - self._looked_s < LOOK_S:
            return False
        self._looked_s = now_s
        return True

    def _news(self) -> frozenset[FloorNews]:
        """What others, and this console itself, have changed since the last look."""
        mark = self._do(self._store.change_mark)
        if mark == self._mark:
            return frozenset()
        self._mark = mark
        floor, since = self._store.floor, datetime.now(UTC) - _LATELY
        kept: dict[FloorNews, Any] = {
            FloorNews.PLAN: self._do(lambda: (floor.rooms(), floor.limits())),
            FloorNews.ACTIONS: self._do(lambda: floor.actions(since)),
            FloorNews.ALERTS: self._do(lambda: floor.alerts(since)),
            FloorNews.HANDOVERS: self._do(lambda: floor.handovers(since)),
        }
        before, self._kept = self._kept, kept
        return frozenset(news for news, now in kept.items() if before and before[news] != now)

    def _do(self, deed: Callable[[], T]) -> T:
        try:
            done = deed()
        except PlaceFault as fault:
            self._say_link(LinkState.CONNECTED if is_not_leading(fault) else LinkState.LOST)
            raise
        self._say_link(LinkState.CONNECTED)
        return done

    def _say_link(self, link: LinkState) -> None:
        if link is not self._link:
            self._link = link
            self._say(link)


def _as_kept(agent: AgentNow) -> AgentNow:
    """The texts of the outside world as the database keeps them."""
    return replace(
        agent,
        reason=plain(agent.reason, 40),
        queue=plain(agent.queue, 40),
        call_key=plain(agent.call_key, 80),
        other_number=plain(agent.other_number, 24),
        next_reason=plain(agent.next_reason, 40),
        why=plain(agent.why, 160),
        queues=plain_queues(agent.queues),
    )
