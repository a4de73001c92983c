"""The connection to ARI: what was asked is answered, refused, late or lost, and nonsense does no harm."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.telephony.asterisk_ari import Ari, AriLate, AriLogin, AriLost, AriRefused, AriTiming, told
from tests.telephony.scripted_ari import ScriptedAri, scripted_ari

TIMING = AriTiming(connect_s=2, answer_s=0.3, ping_every_s=5, first_retry_s=0.01, longest_retry_s=0.05)


@dataclass
class Ear:
    events: list[Mapping[str, Any]] = field(default_factory=list)
    connections: int = 0
    greet: Callable[[], Awaitable[None]] | None = None

    def take(self, event: Mapping[str, Any]) -> None:
        self.events.append(event)
        if told(event, "type") == "Bad":
            raise ZeroDivisionError

    async def connected(self) -> None:
        self.connections += 1
        if self.greet is not None:
            await self.greet()


@asynccontextmanager
async def line(switch: ScriptedAri, secret: str = "s3cret") -> AsyncIterator[tuple[Ari, Ear]]:
    ear = Ear()
    ari = Ari(AriLogin("127.0.0.1", "me", secret, switch.port, tls=False), "deskside", ear, TIMING)
    running = asyncio.create_task(ari.run())
    await ari.tried.wait()
    try:
        yield ari, ear
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.005)


def test_what_is_asked_is_answered_refused_or_late() -> None:
    async def story() -> None:
        async with scripted_ari(channels={"1.1": "Up"}) as switch, line(switch) as (ari, _):
            assert ari.fault == ""
            assert await ari.ask("GET", "channels") == [{"id": "1.1", "state": "Up"}]
            assert await ari.ask("DELETE", "channels/1.1") is None
            switch.refuse["POST bridges"] = 409
            with pytest.raises(AriRefused, match="as told") as caught:
                await ari.ask("POST", "bridges", {"bridgeId": "a b/c"})
            assert caught.value.status == 409
            assert switch.times("bridgeId=a+b%2Fc") == 1
            switch.silent = True
            with pytest.raises(AriLate, match="no answer to GET channels"):
                await ari.ask("GET", "channels/1.1")

    asyncio.run(story())


def test_what_is_asked_when_the_line_breaks_is_lost_and_never_asked_again() -> None:
    async def story() -> None:
        async with scripted_ari(silent=True) as switch, line(switch) as (ari, ear):
            asked = asyncio.create_task(ari.ask("POST", "channels/1.1/continue"))
            await until(lambda: switch.times("continue") == 1)
            switch.visits[-1].transport.abort()
            with pytest.raises(AriLost):
                await asked
            await until(lambda: ear.connections == 2)
            switch.silent = False
            assert await ari.ask("GET", "channels") == []
            assert switch.times("continue") == 1

    asyncio.run(story())


def test_a_refused_login_and_a_missing_switch_are_said_and_tried_again() -> None:
    async def story() -> None:
        async with scripted_ari() as switch, line(switch, "wrong") as (ari, ear):
            assert ari.fault == "the login me is refused (ari.conf)"
            with pytest.raises(AriLost, match="is refused"):
                await ari.ask("GET", "channels")
            switch.secret = "wrong"
            await until(lambda: ear.connections == 1 and not ari.fault)
            await switch.close()
            await until(lambda: bool(ari.fault))
            await switch.open()
            await until(lambda: ear.connections == 2 and not ari.fault)

    asyncio.run(story())


def test_nonsense_is_left_out_and_the_rest_is_heard() -> None:
    async def story() -> None:
        async with scripted_ari() as switch, line(switch) as (ari, ear):
            for words in (
                "",
                "{",
                "[" * 100_000,
                "[1, 2]",
                '"StasisStart"',
                '{"type": "RESTResponse"}',
                '{"type": "RESTResponse", "request_id": ["deskside-1"], "status_code": {}}',
                '{"type": "RESTResponse", "request_id": "deskside-77", "status_code": 200}',
                '{"type": "Bad"}',
                '{"type": 7, "channel": [null]}',
            ):
                await switch.say(words)
            await switch.tell("StasisStart", "x")
            await until(lambda: bool(ear.events) and told(ear.events[-1], "type") == "StasisStart")
            assert await ari.ask("GET", "channels") == []
            assert ear.connections == 1
            await switch.say("x" * (5 << 20))  # nobody is to fill our memory
            await until(lambda: ear.connections == 2)

    asyncio.run(story())


@pytest.mark.parametrize("status", ["7", '"200"', "null", "[]", "99999999999999999999"])
@pytest.mark.parametrize("body", ['"["', "7", '"7"', "null", '"{\\"message\\": 7}"'])
def test_an_answer_out_of_its_form_is_a_refusal(status: str, body: str) -> None:
    async def story() -> None:
        async with scripted_ari(silent=True) as switch, line(switch) as (ari, _):
            asked = asyncio.create_task(ari.ask("GET", "channels"))
            await until(lambda: bool(switch.asked))
            words = f'"request_id": "deskside-1", "status_code": {status}, "message_body": {body}'
            await switch.say(f'{{"type": "RESTResponse", {words}}}')
            with pytest.raises(AriRefused):
                await asked

    asyncio.run(story())


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["channel", "id", "type"]) | st.text(), inner),
)


@given(st.dictionaries(st.sampled_from(["channel", "type", "bridge"]), json_values))
def test_whatever_an_event_holds_only_text_is_told(event: dict[str, Any]) -> None:
    assert isinstance(told(event, "channel", "id"), str)
    assert isinstance(told(event, "type"), str)
