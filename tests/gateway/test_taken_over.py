"""A customer who was taken over goes on talking when the gateway ends; whoever listens hears nothing any more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from console.domain.floor import AgentState, FloorAction
from console.domain.floor_book import ActionState, ActionToDo, Stop
from console.domain.live import GATEWAY_ENDED
from console.gateway.here import GatewayHere, Held
from console.gateway.listening import Listenings
from console.gateway.outcomes import Outcomes
from console.store.store import Store
from console.telephony.live import Ending, ListeningEnded, Mode, Offer
from tests.gateway.here_centre import QUICK, Listening, furnish
from tests.gateway.scripted import ScriptedSwitch, agent
from tests.gateway.scripted_media import ScriptedMedia


class Written:
    """As `FloorWriting`, for what came of actions: kept by key, the last word of each."""

    def __init__(self) -> None:
        self.words: dict[UUID, tuple[ActionState, str]] = {}

    def finish(self, action_id: UUID, state: ActionState, words: str, **_: Any) -> None:
        self.words[action_id] = state, words


class Play:
    """One time of leading, at a switch where 1001 talks."""

    def __init__(self) -> None:
        self.media = ScriptedMedia()
        switch = ScriptedSwitch({"1001": agent("1001", AgentState.TALKING, call_key="1.7")}, live=self.media)
        self.written = Written()
        self.listenings = Listenings(switch, Outcomes(self.written, self._at_once))  # type: ignore[arg-type]

    @staticmethod
    async def _at_once(deed: Callable[[], Any]) -> Any:
        return deed()

    def todo(self, action: FloorAction, listening: UUID | None = None) -> ActionToDo:
        return ActionToDo(uuid4(), "1001", action, call_key="1.7", by_number="3001", listening_id=listening)

    async def hears(self) -> UUID:
        asked = self.todo(FloorAction.LISTEN)
        await self.listenings.carry_out(asked)
        assert self.written.words[asked.id][0] is ActionState.ACCEPTED
        return asked.id

    async def turns(self, listening: UUID, mode: FloorAction) -> UUID:
        asked = self.todo(mode, listening)
        await self.listenings.carry_out(asked)
        return asked.id


def played(story: Callable[[Play], Awaitable[None]]) -> Play:
    async def whole() -> Play:
        play = Play()
        await story(play)
        return play

    return asyncio.run(asyncio.wait_for(whole(), 10))


def test_the_conversation_is_left_and_all_else_is_taken_down() -> None:
    keys: list[UUID] = []

    async def story(play: Play) -> None:
        for mode in (FloorAction.TAKE_OVER, FloorAction.JOIN, None):
            keys.append(await play.hears())
            if mode is not None:
                await play.turns(keys[-1], mode)
        await play.listenings.stop(cut=False)

    play = played(story)
    assert play.media.open == {"key-1": Mode.TAKE_OVER}
    assert [play.written.words[key] for key in keys] == [(ActionState.DONE, GATEWAY_ENDED)] * 3


def test_a_taking_over_that_the_switch_refused_is_none() -> None:
    async def story(play: Play) -> None:
        key = await play.hears()
        play.media.answers = [Offer(ok=False, words="no")]
        await play.turns(key, FloorAction.TAKE_OVER)
        await play.listenings.stop(cut=False)

    assert played(story).media.open == {}


def test_one_that_whoever_talks_has_ended_is_ended() -> None:
    async def story(play: Play) -> None:
        key = await play.hears()
        await play.turns(key, FloorAction.TAKE_OVER)
        play.listenings.heed([ActionToDo(key, "1001", FloorAction.LISTEN, stop=Stop.ASKED)])
        await play.listenings.stop(cut=False)

    assert played(story).media.open == {}


def test_one_that_nobody_was_told_of_yet_is_ended() -> None:
    """Nobody would fetch the customer."""

    async def story(play: Play) -> None:
        key = await play.hears()
        play.media.hold = asyncio.Event()
        taking = asyncio.create_task(play.turns(key, FloorAction.TAKE_OVER))
        while ("take_over", "key-1") not in play.media.asked:
            await asyncio.sleep(0)
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)
        await play.listenings.stop(cut=False)

    assert played(story).media.open == {}


def test_the_end_of_the_conversation_is_written_as_of_any() -> None:
    async def story(play: Play) -> None:
        key = await play.hears()
        await play.turns(key, FloorAction.TAKE_OVER)
        play.listenings.ended(ListeningEnded("key-1", Ending.CALL_OVER))
        await asyncio.gather(*play.listenings._running)
        assert play.written.words[key] == (ActionState.DONE, "the call is over")

    played(story)


def test_the_gateway_of_the_console_that_talks_to_the_customer_ends_that_too(tmp_path: Path) -> None:
    path = tmp_path / "deskside.db"
    lead = furnish(path)
    media, listening = ScriptedMedia(), Listening()
    switch = ScriptedSwitch({"2001": agent("2001", AgentState.TALKING, call_key="1.7")}, live=media)
    gateway = GatewayHere(
        f"sqlite:///{path}", lambda _: Held("pbx", lambda: switch), listening.hear, listening.say, pace=QUICK
    )
    with Store.open(path) as store:

        def carried_out(key: UUID) -> None:
            gateway.ring()
            until_s = monotonic() + 10
            while store.floor.action(key).state is ActionState.PENDING:
                assert monotonic() < until_s
                Event().wait(0.01)

        gateway.start()
        try:
            listening.until(lambda: bool(listening.agents))
            heard = next(one.id for one in store.people.list_people() if one.number == "2001")
            key = store.live.ask(lead, heard, "1.7")
            carried_out(key)
            (open_one,) = store.live.listenings()
            carried_out(store.live.mode(lead, open_one, FloorAction.TAKE_OVER))
            assert media.open == {"key-1": Mode.TAKE_OVER}
        finally:
            gateway.stop()
        assert media.open == {}
        assert store.floor.action(key).words == GATEWAY_ENDED
