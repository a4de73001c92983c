"""Each deed of a supervisor from the database to a real Asterisk and back: done, seen by the switch, on record."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from console.domain.audit import AuditKind
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import FORCED_SIGN_OFF, AgentNow, AgentState, FloorAction
from console.domain.floor_book import ActionState, AskedAction
from console.gateway.gateway import Gateway
from console.store.ids import new_id
from console.store.store import Store
from tests.gateway.test_gateway import QUICK, until
from tests.pbx.asterisk import Asterisk
from tests.pbx.conftest import asterisk  # noqa: F401 - a fixture
from tests.pbx.floor_adapter import floor_adapter
from tests.pbx.sip_phone import Call, Habit, SipPhone, Stage
from tests.pbx.small_centre import SmallCentre, small_centre
from tests.shared_centre import SharedCentre

pytestmark = [pytest.mark.asterisk, pytest.mark.postgresql]

AGENT, DESK_PHONE = "1001", "1010"
"""王芳 of team A, and the phone at the supervisor's seat."""


@dataclass
class Work:
    """A centre on the switch, a gateway at work, and 周强 (3001), who supervises team A by a login of the own."""

    centre: SharedCentre
    small: SmallCentre
    lead: Store
    manager: Store

    async def asked(self, action: FloorAction, **given: str) -> AskedAction:
        """What came of it, when there is a last word."""
        person, agent, key = self.centre.person("3001"), self.centre.person(AGENT), new_id()
        floor = self.lead.floor
        await asyncio.to_thread(lambda: floor.ask(person, agent.id, action, action_id=key, **given))
        await until(lambda: floor.action(key).ended_at is not None, 10)
        self.is_on_record(floor.action(key))
        return floor.action(key)

    async def done(self, action: FloorAction, **given: str) -> AskedAction:
        """It was done, and an event proved it."""
        said = await self.asked(action, **given)
        assert said.state is ActionState.DONE, said
        return said

    def is_on_record(self, said: AskedAction) -> None:
        """Who asked for what and why, and what came of it: the chain holds."""
        entries = [entry for entry in self.manager.audit.entries() if entry.facts.get("id") == str(said.id)]
        asked, ended = entries
        assert (asked.kind, ended.kind) == (AuditKind.FLOOR_ACTION, AuditKind.FLOOR_ACTION_ENDED)
        assert (asked.person_id, asked.subject_id) == (self.centre.person("3001").id, said.agent_id)
        assert (asked.facts["action"], asked.facts["reason"]) == (said.action.value, said.reason)
        assert asked.facts["call"] == said.call_key
        assert (ended.facts["outcome"], ended.facts["words"]) == (said.state.value, said.words)
        assert self.manager.audit.verify().broken is None

    def now(self) -> AgentNow | None:
        """The agent as the supervisor sees it."""
        return self.lead.floor.now().agents.get(AGENT)

    async def shows(self, state: AgentState, reason: str = "", **fields: object) -> AgentNow:
        """Wait until it does."""

        def is_so() -> bool:
            now = self.now()
            return (
                now is not None
                and (now.state, now.reason) == (state, reason)
                and all(getattr(now, name) == value for name, value in fields.items())
            )

        await until(is_so, 10)
        now = self.now()
        assert now is not None
        return now

    def queue(self, name: str) -> str:
        """What the switch itself says of a queue."""
        return self.small.switch.cli(f"queue show {name}")

    def channels(self) -> str:
        """What the switch itself says of calls."""
        return self.small.switch.cli("core show channels concise")

    async def agent(self) -> tuple[SipPhone, str]:
        """Ready in a queue."""
        self.small._free = [AGENT, DESK_PHONE]
        phone, queue = await self.small.agent(), self.small.queue()
        await self.small.sign_on(phone, queue)
        await self.shows(AgentState.READY)
        return phone, queue

    async def talk(self, phone: SipPhone, queue: str) -> tuple[Call, Call, str]:
        """With a customer: the call at the agent's phone, the customer's, its key on the floor."""
        customer = await self.small.customer(queue)
        call = await phone.ringing()
        await call.answer()
        now = await self.shows(AgentState.TALKING)
        assert now.call_key
        return call, customer, now.call_key


Story = Callable[[Work], Coroutine[Any, Any, None]]
Play = Callable[[Story], None]


@pytest.fixture
def play(
    asterisk: Asterisk,  # noqa: F811
    gateway_centre: SharedCentre,
    open_gateway_store: Callable[[], Store],
) -> Play:
    """Tells a story while a gateway works between that switch and that database."""

    @asynccontextmanager
    async def gateway() -> AsyncIterator[None]:
        at_work = Gateway(lambda: floor_adapter(asterisk), open_gateway_store().floor_writing("pbx"), pace=QUICK)
        running = asyncio.create_task(at_work.run())
        try:
            yield
        finally:
            at_work.stop()
            await running

    async def whole(story: Story, lead: Store, manager: Store) -> None:
        async with small_centre(asterisk) as small, gateway():
            await story(Work(gateway_centre, small, lead, manager))

    def run(story: Story) -> None:
        with ExitStack() as doors:
            stores = [
                doors.enter_context(Store.open(gateway_centre.url, login=gateway_centre.login(number)))
                for number in ("3001", "4001")
            ]
            asyncio.run(whole(story, *stores))

    return run


def test_set_away_and_ready(play: Play) -> None:
    async def story(work: Work) -> None:
        _, queue = await work.agent()
        await work.done(FloorAction.SET_AWAY, reason="training")
        assert "(paused:training" in work.queue(queue)
        await work.shows(AgentState.AWAY, "training")
        await work.done(FloorAction.SET_READY)
        assert "paused" not in work.queue(queue)
        await work.shows(AgentState.READY)

    play(story)


def test_set_away_during_a_call_comes_next_and_the_call_is_ended(play: Play) -> None:
    async def story(work: Work) -> None:
        phone, queue = await work.agent()
        call, customer, key = await work.talk(phone, queue)
        await work.done(FloorAction.SET_AWAY, reason="meal", call_key=key)
        await work.shows(AgentState.TALKING, next_state=AgentState.AWAY, next_reason="meal")
        assert "(paused:meal" in work.queue(queue)
        other = await work.asked(FloorAction.END_CALL, call_key="another")
        assert (other.state, other.words) == (ActionState.REFUSED, "the call that was meant is over")
        assert f"PJSIP/{AGENT}-" in work.channels()
        await work.done(FloorAction.END_CALL, call_key=key, reason="the customer asked for it")
        assert work.channels().strip() == ""
        for side in (call, customer):
            await side.until(Stage.ENDED)
            assert not side.ended_by_us
        await work.shows(AgentState.AWAY, "meal")
        no_call = await work.asked(FloorAction.END_CALL)
        assert (no_call.state, no_call.words) == (ActionState.REFUSED, f"{AGENT} has no call")

    play(story)


def test_take_over(play: Play) -> None:
    async def story(work: Work) -> None:
        phone, queue = await work.agent()
        own = await work.small.agent()
        own.habit = Habit(after_s=0.2)
        call, customer, key = await work.talk(phone, queue)
        nowhere = await work.asked(FloorAction.TAKE_OVER, call_key=key, to_phone="77")
        assert nowhere.state is ActionState.REFUSED, nowhere
        assert "knows no 77" in nowhere.words
        assert customer.stage is Stage.UP
        await work.done(FloorAction.TAKE_OVER, call_key=key, to_phone=DESK_PHONE)
        await call.until(Stage.ENDED)
        assert customer.stage is Stage.UP
        assert f"PJSIP/{AGENT}-" not in work.channels()
        assert f"PJSIP/{DESK_PHONE}-" in work.channels()
        await work.shows(AgentState.READY)
        await (await own.ringing()).hang_up()

    play(story)


def test_sign_off_and_where_only_a_pause_is_possible(play: Play) -> None:
    async def story(work: Work) -> None:
        _, queue = await work.agent()
        await work.done(FloorAction.SIGN_OFF, reason="went home")
        assert AGENT not in work.queue(queue)
        await work.shows(AgentState.SIGNED_OFF)
        gone = await work.asked(FloorAction.SET_AWAY, reason="rest")
        assert (gone.state, gone.words) == (ActionState.REFUSED, f"{AGENT} is in no queue, so cannot be away")
        fixed = work.small.queue(f"PJSIP/{AGENT},0,{AGENT}")
        await work.shows(AgentState.READY)
        said = await work.done(FloorAction.SIGN_OFF)
        assert said.words == f"fixed in {fixed} (Member not dynamic), so paused there instead"
        assert f"(paused:{FORCED_SIGN_OFF}" in work.queue(fixed)
        await work.shows(AgentState.SIGNED_OFF, FORCED_SIGN_OFF)
        await work.done(FloorAction.SET_READY)
        assert "paused" not in work.queue(fixed)

    play(story)


def test_who_may_not_is_refused_by_the_database_and_the_switch_hears_nothing(play: Play) -> None:
    async def story(work: Work) -> None:
        phone, queue = await work.agent()
        call, customer, key = await work.talk(phone, queue)
        agent = work.centre.person(AGENT)
        for number, action, kind in (
            ("3002", FloorAction.END_CALL, FaultKind.NOT_FOUND),  # supervises another team: there is no such agent
            ("3002", FloorAction.SIGN_OFF, FaultKind.NOT_FOUND),
            ("2001", FloorAction.END_CALL, FaultKind.NO_RIGHT),  # inspects this team
            ("2001", FloorAction.TAKE_OVER, FaultKind.NO_RIGHT),
            (AGENT, FloorAction.SET_READY, FaultKind.NO_RIGHT),
            ("9001", FloorAction.SIGN_OFF, FaultKind.NO_RIGHT),
        ):
            with Store.open(work.centre.url, login=work.centre.login(number)) as store:
                person = work.centre.person(number)
                with pytest.raises(PlaceFault) as refused:
                    await asyncio.to_thread(
                        store.floor.ask, person, agent.id, action, call_key=key, to_phone=DESK_PHONE
                    )
            assert refused.value.kind is kind, (number, action)
        assert work.manager.floor.recent_actions(timedelta(hours=1)) == []
        await work.done(FloorAction.SET_AWAY, reason="rest", call_key=key)  # one that is allowed goes through, last
        assert (call.stage, customer.stage) == (Stage.UP, Stage.UP)
        assert f"PJSIP/{AGENT}-" in work.channels()
        await call.hang_up()

    play(story)
