"""Live calls heard through one telephone system: begun, changed and ended for whoever asked, and nothing left over.

Where agents are to be told that somebody listens, the telephone system has told them before it makes an offer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID

from console.domain.faults import Fault
from console.domain.floor import AgentNow, FloorAction
from console.domain.floor_book import ActionState, ActionToDo, Stop
from console.domain.live import GATEWAY_ENDED, MODES, LiveOffer, Transport, without_addresses
from console.gateway.outcomes import Outcomes
from console.telephony.interface import Telephony, able
from console.telephony.live import Ending, ListeningEnded, LiveMedia, MediaWish, Mode, Offer

LONGEST_S = 10.0
"""Whoever wants to hear a call has given up by then."""

GONE_S = 15.0
"""A listener who was signed on nowhere for so long has lost more than a line: a console tries again every 10 s."""

FAREWELL_S = 2.0

ENDINGS = {
    Ending.CALL_OVER: "the call is over",
    Ending.GIVEN_AWAY: "the call went to somebody else",
    Ending.CONSOLE_GONE: "the console is gone",
    Ending.NOT_FETCHED: "nobody fetched the sound",
}
OVER = "the listening is over"

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Heard:
    """One listening; without a key while it is being made. `stop` are the words with which it is to end.

    `is_sent`: as RTP, so that the telephone system cannot know whether anybody hears. `taken`: its customer was taken
    over, and whoever asked may know it.
    """

    id: UUID
    agent_number: str
    key: str = ""
    stop: str = ""
    is_sent: bool = False
    taken: bool = False
    gone_since_s: float | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Listenings:
    """The listenings of one time of leading."""

    def __init__(self, telephony: Telephony, outcomes: Outcomes, now_s: Callable[[], float] = monotonic) -> None:
        self._telephony = telephony
        self._outcomes = outcomes
        self._now_s = now_s
        self._heard: dict[UUID, _Heard] = {}
        self._ended: dict[str, ListeningEnded] = {}
        self._running: set[asyncio.Task[None]] = set()

    def takes(self, todo: ActionToDo) -> bool:
        """Whether it is about live sound."""
        return todo.listening_id is not None or (todo.action in MODES and todo.action is not FloorAction.TAKE_OVER)

    async def carry_out(self, todo: ActionToDo) -> None:
        """Begin a listening, or change what the listener is to its call; and write what came of it."""
        words = self._refusal(todo)
        live = self._telephony.live
        if words or live is None:
            await self._outcomes.write(todo.id, ActionState.REFUSED, words or "this telephone system cannot do that")
        elif todo.listening_id is None:
            await self._begin(todo, live)
        else:
            await self._change(todo, self._heard.get(todo.listening_id), live)

    def heed(self, stops: Sequence[ActionToDo]) -> None:
        """End what its listener ended, and what nobody hears any more; told anew at each look."""
        gone = {todo.id for todo in stops if todo.stop is Stop.GONE}
        for heard in self._heard.values():
            if heard.id not in gone:
                heard.gone_since_s = None
            elif heard.gone_since_s is None:
                heard.gone_since_s = self._now_s()
        for todo in stops:
            one = self._heard.get(todo.id)
            if one is None:
                continue  # not begun yet, so it comes again; or its end is just being written
            if todo.stop is Stop.ASKED:
                self._end(one, "ended by whoever listened")
            elif todo.stop is Stop.BARRED:
                self._end(one, "not allowed any more")
            elif one.is_sent and one.gone_since_s is not None and self._now_s() - one.gone_since_s >= GONE_S:
                self._end(one, ENDINGS[Ending.CONSOLE_GONE])

    def ended(self, change: ListeningEnded) -> None:
        """The telephone system says that one is over."""
        for one in self._heard.values():
            if one.key == change.key:
                if not one.stop:
                    one.stop = ENDINGS[change.why]
                    self._start(self._write_end(one))
                return
        self._ended[change.key] = change  # before we knew its key, or after we have ended it ourselves

    async def stop(self, *, cut: bool) -> None:
        """End them all: this gateway does not lead any more, or its telephone system is gone.

        A customer who was taken over goes on talking, unless that is to be `cut`.
        """
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        left, self._heard = self._heard, {}
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*(self._leave(one, cut=cut) for one in left.values())), FAREWELL_S)

    async def _leave(self, one: _Heard, *, cut: bool) -> None:
        if cut or one.stop or not one.taken:
            await self._take_down(one)
        with suppress(Fault):
            await self._outcomes.write_once(one.id, ActionState.DONE, one.stop or GATEWAY_ENDED)

    def _refusal(self, todo: ActionToDo) -> str:
        agent = self._telephony.snapshot().agents.get(todo.agent_number)
        if todo.action not in able(self._telephony.caps):
            return "this telephone system cannot do that"
        if agent is None:
            return "the telephone system does not know this agent"
        if todo.listening_id is None and todo.action is not FloorAction.LISTEN:
            return OVER
        if todo.listening_id is None and not agent.on_call:
            return f"{todo.agent_number} has no call"
        if todo.listening_id is None and todo.call_key not in ("", agent.call_key):
            return "the call that was meant is over"
        return ""

    async def _begin(self, todo: ActionToDo, live: LiveMedia) -> None:
        agent = self._agent(todo.agent_number)
        meant = agent.call_key if agent is not None else ""
        hear_at = todo.hear_at
        wish = MediaWish(hear_at.address, hear_at.agent_port, hear_at.customer_port) if hear_at else MediaWish()
        one = self._heard[todo.id] = _Heard(todo.id, todo.agent_number)
        async with one.lock:
            offer = await _asked(live.listen(todo.agent_number, todo.by_number, wish))
            if not offer.ok:
                del self._heard[one.id]
                await self._outcomes.write(todo.id, ActionState.REFUSED, without_addresses(offer.words))
                return
            one.key, one.is_sent = offer.key, offer.transport.value == Transport.RTP.value
            early = self._ended.pop(offer.key, None)
            agent = self._agent(todo.agent_number)
            if early is not None:
                one.stop = ENDINGS[early.why]
            elif agent is None or agent.call_key != meant:
                one.stop = "the call that was meant is over"
            if one.stop:
                await self._take_down(one)
                await self._write_end(one, ActionState.REFUSED)
                return
            made = _live_offer(offer)
            await self._outcomes.write(todo.id, ActionState.ACCEPTED, "", last=False, offer=made)

    async def _change(self, todo: ActionToDo, one: _Heard | None, live: LiveMedia) -> None:
        if one is None:
            await self._outcomes.write(todo.id, ActionState.REFUSED, OVER)
            return
        async with one.lock:
            if one.stop or not one.key:
                offer = Offer(ok=False, words=OVER)
            elif todo.action is FloorAction.LISTEN:
                offer = await _asked(live.quiet(one.key))
            elif todo.action is FloorAction.TAKE_OVER:
                offer = await _asked(live.take_over(one.key))
            else:
                offer = await _asked(live.talk(one.key, Mode(todo.action.value)))
        state = ActionState.DONE if offer.ok else ActionState.REFUSED
        made = _live_offer(offer) if offer.ok else None
        await self._outcomes.write(todo.id, state, without_addresses(offer.words), offer=made)
        one.taken = one.taken or (offer.ok and todo.action is FloorAction.TAKE_OVER)

    def _end(self, one: _Heard, words: str) -> None:
        if not one.stop:
            one.stop = words
            if one.key:
                self._start(self._stop_one(one))

    async def _stop_one(self, one: _Heard) -> None:
        await self._take_down(one)
        self._ended.pop(one.key, None)
        await self._write_end(one)

    async def _take_down(self, one: _Heard) -> None:
        """Have nothing of it left at the telephone system, if it answers at all."""
        live = self._telephony.live
        if live is not None and one.key:
            try:
                await asyncio.wait_for(live.stop(one.key), LONGEST_S)
            except Exception as error:
                _log.error("a listening may be left at the telephone system: %s", type(error).__name__)

    async def _write_end(self, one: _Heard, state: ActionState = ActionState.DONE) -> None:
        await self._outcomes.write(one.id, state, one.stop)
        self._heard.pop(one.id, None)

    def _agent(self, number: str) -> AgentNow | None:
        return self._telephony.snapshot().agents.get(number)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


async def _asked(deed: Coroutine[Any, Any, Offer]) -> Offer:
    """What came of it, in time. No word of a failure is logged: it may quote an address."""
    try:
        return await asyncio.wait_for(deed, LONGEST_S)
    except TimeoutError:
        return Offer(ok=False, words="the telephone system did not answer")
    except Exception as error:
        _log.error("live sound failed: %s", type(error).__name__)
        return Offer(ok=False, words=f"the gateway failed: {type(error).__name__}")


def _live_offer(offer: Offer) -> LiveOffer | None:
    """What the asker is told; None where nothing new is to be fetched."""
    if not (offer.agent_url or offer.customer_url or offer.talk_url):
        return None
    return LiveOffer(
        Transport(offer.transport.value),
        offer.form,
        offer.rate_hz,
        offer.agent_url,
        offer.customer_url,
        offer.talk_url,
        offer.told,
        offer.authority,
    )
