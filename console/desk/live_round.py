"""A round of listening: one live call after another for some seconds each, the next one ready before this one goes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.background import Background
from console.desk.floor_actions import FloorActions
from console.desk.live_listening import LiveListening
from console.desk.live_now import LiveNow, Stage, Why
from console.domain.floor import FloorAction

EACH_S = 10
SHORTEST_S, LONGEST_S = 3, 120
AHEAD_S = 1.5
"""So long before the change the next call is asked for: it is heard within a tenth of it, a slow one is waited for."""
PATIENCE_S = 6.0
"""A call that is not heard so long after it was asked for is skipped."""
TICK_MS = 200


class RoundStage(StrEnum):
    """How the round stands. WAITING: nobody is on a call that may be heard."""

    IDLE = "idle"
    WAITING = "waiting"
    CONNECTING = "connecting"
    HEARING = "hearing"


@dataclass(frozen=True)
class RoundNow:
    """Who is heard, `at`-th of `of` who are on a call, for how long yet, who comes next, and who was left out and why.

    `left_s` is None while there is nobody to change to.
    """

    stage: RoundStage = RoundStage.IDLE
    number: str = ""
    name: str = ""
    left_s: int | None = None
    next_name: str = ""
    at: int = 0
    of: int = 0
    skipped: LiveNow | None = None


def comes_next(order: Sequence[str], current: str, can: Container[str]) -> str:
    """Who of those who `can` be heard follows `current`, going round `order`; empty for nobody else.

    Whoever is not in the order any more is followed by its first.
    """
    begin = order.index(current) + 1 if current in order else 0
    turned = (*order[begin:], *order[:begin])
    return next((number for number in turned if number in can and number != current), "")


class LiveRound(QObject):
    """The one round of a person, over the LiveListening that is in the player. Lives in the GUI thread.

    `changed` when `now` is other; `stayed` when the call that is heard is to be listened to from now on. Anything else
    that somebody listens to ends the round.
    """

    changed = Signal()
    stayed = Signal()

    def __init__(
        self,
        live: LiveListening,
        actions: FloorActions,
        background: Background,
        parent: QObject | None = None,
        *,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.now = RoundNow()
        self.each_s = EACH_S
        self._live, self._actions, self._now_s = live, actions, now_s
        self._ahead = LiveListening(actions, background, self, now_s=now_s)
        self._who: Callable[[], Sequence[str]] = tuple
        self._home: QObject | None = None
        self._current = self._current_key = self._asked_key = ""
        self._until_s = self._asked_s = 0.0
        self._barred: dict[str, str] = {}
        self._skipped: LiveNow | None = None
        self._turning = False
        self._clock = QTimer(self, interval=TICK_MS)
        self._clock.timeout.connect(self.tick)
        live.changed.connect(self._follow)
        self._ahead.changed.connect(self.tick)

    @property
    def under_way(self) -> bool:
        """Whether one goes round."""
        return self.now.stage is not RoundStage.IDLE

    # what a person does

    def start(self, who: Callable[[], Sequence[str]], home: QObject) -> None:
        """Go round the agents that `who` gives, asked anew each time: whoever begins a call joins in.

        It ends with `home`, which `who` may look at.
        """
        self._end()
        self._who, self._home = who, home
        home.destroyed.connect(self.stop)
        self._current = self._live.now.number if self._live.now.stage.under_way else ""
        self._until_s = 0.0
        self._barred.clear()
        self._skipped = None
        self._show(RoundNow(RoundStage.WAITING))
        self._clock.start()
        self.tick()

    @Slot()
    def stay(self) -> None:
        """Listen to this call and no other; nothing while none is heard."""
        if self.now.stage is RoundStage.HEARING:
            self._end()
            self.stayed.emit()

    @Slot()
    def skip(self) -> None:
        """The next one, as soon as it is heard."""
        self._until_s = 0.0
        self.tick()

    @Slot()
    def stop(self) -> None:
        """No round, and no listening, any more."""
        if self.under_way:
            self._end()
            self._live.stop()

    def end(self) -> None:
        """No round any more; what is heard stays."""
        self._end()

    def _end(self) -> None:
        if self._home is not None:
            with suppress(RuntimeError, TypeError):  # it is being destroyed
                self._home.destroyed.disconnect(self.stop)
        self._home, self._who = None, tuple
        self._clock.stop()
        self._show(RoundNow())
        self._ahead.close()

    # going round

    @Slot()
    def tick(self) -> None:
        """Another moment: look who can be heard, ask for the next in time, and change."""
        if not self.under_way or self._turning:
            return
        self._turning = True
        try:
            self._turn()
        finally:
            self._turning = False

    def _turn(self) -> None:
        order, now_s = list(self._who()), self._now_s()
        self._tend_ahead(order, now_s)
        can = {number for number in order if self._may_hear(number)}
        follows, hears = self._follows(order, can), self._hears
        if hears and not follows:
            self._until_s = now_s + self.each_s  # nobody else: this one is heard on
        elif hears and self._current not in can:
            self._until_s = 0.0
        left_s = self._until_s - now_s if hears else 0.0
        if self._ahead.now.stage is Stage.HEARING and left_s <= 0:
            self._change(now_s)
        elif self._ahead.now.stage is Stage.IDLE and follows and left_s <= AHEAD_S:
            agent = self._actions.agent_now(follows)
            self._asked_s, self._asked_key = now_s, agent.call_key if agent is not None else ""
            self._ahead.listen(follows)
        self._tell(order, can)

    @property
    def _hears(self) -> bool:
        return self._live.now.stage is Stage.HEARING and self._live.now.number == self._current

    def _follows(self, order: Sequence[str], can: Container[str]) -> str:
        """The next one; another call of the one whose call is over where nobody else has any."""
        other = comes_next(order, self._current, can)
        return other or (self._current if self._current in can and not self._hears else "")

    def _tend_ahead(self, order: Sequence[str], now_s: float) -> None:
        """What was asked for and came to nothing is left, and why is kept where it says more than that it is over."""
        ahead = self._ahead.now
        if ahead.stage is Stage.REFUSED:
            self._bar(ahead, self._asked_key)
        elif ahead.stage in (Stage.ASKED, Stage.CONNECTING) and now_s - self._asked_s > PATIENCE_S:
            self._bar(LiveNow(Stage.REFUSED, ahead.number, ahead.name, why=Why.NO_ANSWER), self._asked_key)
        elif ahead.stage is Stage.IDLE or self._is_wanted(ahead, order):
            return
        self._ahead.close()

    def _is_wanted(self, ahead: LiveNow, order: Sequence[str]) -> bool:
        return ahead.stage.under_way and ahead.number in order and self._may_hear(ahead.number)

    def _bar(self, why: LiveNow, call_key: str) -> None:
        heard = self._actions.agent_now(why.number)
        if heard is not None and heard.on_call and heard.call_key == call_key:
            self._barred[why.number] = call_key
            self._skipped = why

    def _change(self, now_s: float) -> None:
        self._current, self._current_key = self._ahead.now.number, self._asked_key
        self._skipped = None
        self._until_s = now_s + self.each_s
        self._live.adopt(self._ahead)

    def _may_hear(self, number: str) -> bool:
        """Whether there is a call that may be heard; one that may not is told once."""
        agent = self._actions.agent_now(number)
        if agent is None or not agent.on_call:
            return False
        if self._barred.get(number) == agent.call_key:
            return False
        offer = self._actions.offers(number)[FloorAction.LISTEN]
        if not offer.open:
            why = LiveNow(Stage.REFUSED, number, self._name(number), why=Why.NOT_OFFERED, offer=offer)
            self._bar(why, agent.call_key)
        return offer.open

    def _name(self, number: str) -> str:
        sitter = self._actions.sitter_of(number)
        return (sitter.name or number) if sitter is not None else number

    def _tell(self, order: Sequence[str], can: Container[str]) -> None:
        hears, left_s = self._hears, None
        # Once the next is asked for it is the next, whoever begins a call meanwhile.
        ahead = self._ahead.now.number if self._ahead.now.stage.under_way else ""
        follows = ahead or self._follows(order, can)
        among = [number for number in order if number in can or (hears and number == self._current)]
        if hears and follows:
            left_s = max(0, math.ceil(self._until_s - self._now_s()))
        stage = RoundStage.HEARING if hears else RoundStage.CONNECTING if follows else RoundStage.WAITING
        self._show(
            RoundNow(
                stage,
                self._current if hears else "",
                self._live.now.name if hears else "",
                left_s,
                self._name(follows) if follows else "",
                among.index(self._current) + 1 if hears and self._current in among else 0,
                len(among),
                self._skipped,
            )
        )

    @Slot()
    def _follow(self) -> None:
        """A call that is over is followed by the next at once; whoever listens to something else goes round no more."""
        if not self.under_way or self._turning:
            return
        here = self._live.now
        # What a round hears it has asked for elsewhere: asked for here, it is what a person wants.
        another = here.stage is Stage.ASKED or (here.stage.under_way and here.number != self._current)
        if another or here.stage is Stage.IDLE or here.why in (Why.STOPPED, Why.CLOSED):
            self._end()
            return
        if here.stage is Stage.ENDED and here.number == self._current:
            self._barred[self._current] = self._current_key  # the agent may be said to be in it for a moment yet
        self.tick()

    def _show(self, now: RoundNow) -> None:
        if now != self.now:
            self.now = now
            self.changed.emit()
