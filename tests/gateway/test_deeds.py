"""What comes of a deed is what the telephone system says of it, also where that takes long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast
from uuid import uuid4

import pytest

from console.desk.deed_book import UNANSWERED_S
from console.domain.floor import AgentState, FloorAction
from console.domain.floor_book import ActionState, ActionToDo
from console.gateway import deeds
from console.gateway.deeds import LONGEST_S, Deeds
from console.store.floor_writing import FloorWriting
from console.telephony import asterisk_deeds
from console.telephony.asterisk_deeds import ANSWER_S, CONFIRM_S
from tests.telephony.scripted_floor import ScriptedFloor, channel, gateway, member

FASTER = 10


class OneDeed:
    """A database that asks for one deed and keeps what came of it."""

    def __init__(self, todo: ActionToDo) -> None:
        self._todo = [todo]
        self.came: asyncio.Future[tuple[ActionState, str]] = asyncio.get_running_loop().create_future()

    def take(self) -> list[ActionToDo]:
        taken, self._todo = self._todo, []
        return taken

    def finish(self, _action_id: object, state: ActionState, words: str, **_more: object) -> None:
        self.came.set_result((state, words))


async def _in_line(work: Callable[[], Any]) -> Any:
    return work()


def test_a_telephone_system_that_waits_for_a_phone_has_the_last_word_before_anybody_gives_up() -> None:
    assert ANSWER_S + 2 * CONFIRM_S < LONGEST_S < UNANSWERED_S


def test_a_customer_sent_where_nobody_answers_is_no_refused_deed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The agent's telephone does not even let go at once. All of it ten times as fast as on a real switch."""
    for module, name in ((deeds, "LONGEST_S"), (asterisk_deeds, "ANSWER_S"), (asterisk_deeds, "CONFIRM_S")):
        monkeypatch.setattr(module, name, getattr(module, name) / FASTER)

    async def story() -> None:
        floor = ScriptedFloor(
            [member("1001")],
            [
                channel("9.2", "PJSIP/1001-00000002", BridgeID="b", BridgeUniqueid="b", Linkedid="9.1"),
                channel("9.1", "PJSIP/trunk-00000001", BridgeID="b", BridgeUniqueid="b"),
            ],
        )
        async with gateway(floor) as here, asyncio.timeout(20):
            while here.now("1001").state is not AgentState.TALKING:
                await asyncio.sleep(0.01)
            writing = OneDeed(ActionToDo(uuid4(), "1001", FloorAction.TAKE_OVER, to_phone="1101"))
            done = Deeds(here.adapter, cast("FloorWriting", writing), _in_line)
            await done.take_up()
            came = await writing.came
            await done.stop(cut=True)
            assert came == (ActionState.ACCEPTED, "the customer was sent to 1101, where nobody answers")

    asyncio.run(story())
