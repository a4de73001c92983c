"""Each deed of a supervisor and each snapshot, proven by what the switch itself says of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from console.domain.calls import Direction, EndedBy
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import AgentState, AwayReason
from console.telephony.asterisk_site import AsteriskSite
from console.telephony.interface import Cap, Link, Telephony
from console.telephony.rules import SiteRules
from tests.certificates import Authority
from tests.cutting_proxy import CuttingProxy
from tests.pbx.adapter_watch import AdapterWatch, adapter_watch
from tests.pbx.asterisk import AGENTS, Asterisk
from tests.pbx.sip_phone import Call, SipPhone, Stage
from tests.pbx.small_centre import SmallCentre, small_centre

pytestmark = pytest.mark.asterisk

FREE = list(reversed(AGENTS))
"""Each test has agents of its own: what others left behind is not theirs."""

Part = Callable[[SmallCentre, AdapterWatch], Awaitable[None]]


def played(switch: Asterisk, part: Part, site: AsteriskSite | None = None) -> None:
    async def whole() -> None:
        async with small_centre(switch) as centre, adapter_watch(switch, site) as watch:
            centre._free = FREE
            await part(centre, watch)

    asyncio.run(whole())


def shown(centre: SmallCentre, queue: str, number: str) -> str:
    """What the switch's own command line says of a member; empty when it is none."""
    lines = centre.switch.cli(f"queue show {queue}").splitlines()
    return next((line for line in lines if f"PJSIP/{number}" in line or f"Local/{number}@" in line), "")


async def talking(centre: SmallCentre, watch: AdapterWatch, agent: SipPhone, queue: str) -> tuple[Call, Call]:
    """A customer's call that the agent has answered."""
    customer = await centre.customer(queue)
    call = await agent.ringing()
    await call.answer()
    await watch.state(agent.number, AgentState.TALKING)
    return customer, call


def test_a_call_from_ringing_to_its_record(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre, watch: AdapterWatch) -> None:
        agent, queue = await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        await watch.state(agent.number, AgentState.READY)
        customer = await centre.customer(queue)
        call = await agent.ringing()
        await watch.state(agent.number, AgentState.RINGING)
        await asyncio.sleep(0.3)
        answered = await call.answer()
        now = await watch.state(agent.number, AgentState.TALKING)
        assert abs((now.since - answered).total_seconds()) < 0.1
        assert now.queue == queue
        held = await call.hold()
        now = await watch.state(agent.number, AgentState.ON_HOLD)
        assert abs((now.since - held).total_seconds()) < 0.1
        await asyncio.sleep(0.5)
        back = await call.unhold()
        await watch.state(agent.number, AgentState.TALKING)
        ended = await call.hang_up()
        await watch.state(agent.number, AgentState.READY)
        record = await watch.call(agent.number)
        assert (record.queue, record.direction, record.ended_by) == (queue, Direction.INBOUND, EndedBy.AGENT)
        assert record.talk_ms == pytest.approx((ended - answered).total_seconds() * 1000, abs=100)
        assert record.hold_ms == pytest.approx((back - held).total_seconds() * 1000, abs=100)
        assert record.ring_ms == pytest.approx(300, abs=100)
        assert record.wait_ms == pytest.approx(300, abs=150)
        assert record.caller_number.startswith("138")
        assert record.recording == f"/mnt/spool/monitor/{record.linked_key}.wav"
        assert watch.states(agent.number)[-6:] == [
            AgentState.READY,
            AgentState.RINGING,
            AgentState.TALKING,
            AgentState.ON_HOLD,
            AgentState.TALKING,
            AgentState.READY,
        ]
        await customer.until(Stage.ENDED)

    played(asterisk, part)


def test_set_away_and_ready_in_two_queues(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre, watch: AdapterWatch) -> None:
        agent, first, second = await centre.agent(), centre.queue(), centre.queue()
        await centre.sign_on(agent, first)
        before = await watch.state(agent.number, AgentState.READY)
        await centre.sign_on(agent, second)
        await watch.until(lambda: watch.now(agent.number).queues == tuple(sorted((first, second))))
        now = watch.now(agent.number)
        assert (before.queues, now.state, now.since) == ((first,), AgentState.READY, before.since)
        result = await watch.adapter.set_away(agent.number, AwayReason.MEAL)
        assert (result.accepted, result.confirmed) == (True, True)
        assert watch.now(agent.number).state is AgentState.AWAY
        assert watch.now(agent.number).reason == "meal"
        assert all("paused:meal" in shown(centre, queue, agent.number) for queue in (first, second))
        again = await watch.adapter.set_away(agent.number, AwayReason.TRAINING)
        assert again.confirmed
        assert "paused:training" in shown(centre, first, agent.number)
        assert (await watch.adapter.set_ready(agent.number)).confirmed
        assert watch.now(agent.number).state is AgentState.READY
        assert not any("paused" in shown(centre, queue, agent.number) for queue in (first, second))
        before = watch.now(agent.number)
        centre.switch.cli(f"queue remove member PJSIP/{agent.number} from {first}")
        await watch.until(lambda: watch.now(agent.number).queues == (second,))
        now = watch.now(agent.number)
        assert (now.state, now.since) == (AgentState.READY, before.since)

    played(asterisk, part)


def test_away_during_a_call_comes_after_it(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre, watch: AdapterWatch) -> None:
        agent, queue = await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        _, call = await talking(centre, watch, agent, queue)
        assert (await watch.adapter.set_away(agent.number, AwayReason.REST)).confirmed
        now = watch.now(agent.number)
        assert (now.state, now.next_state, now.next_reason) == (AgentState.TALKING, AgentState.AWAY, "rest")
        ended = await call.hang_up()
        now = await watch.state(agent.number, AgentState.AWAY)
        assert abs((now.since - ended).total_seconds()) < 0.1

    played(asterisk, part)


def test_sign_off_of_dynamic_members(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre, watch: AdapterWatch) -> None:
        agent, first, second = await centre.agent(), centre.queue(), centre.queue()
        await centre.sign_on(agent, first)
        await centre.sign_on(agent, second)
        _, call = await talking(centre, watch, agent, first)
        result = await watch.adapter.sign_off(agent.number)
        assert (result.accepted, result.confirmed, result.words) == (True, True, "")
        assert shown(centre, first, agent.number) == shown(centre, second, agent.number) == ""
        assert watch.now(agent.number).state is AgentState.TALKING
        assert watch.now(agent.number).next_state is AgentState.SIGNED_OFF
        await call.hang_up()
        await watch.state(agent.number, AgentState.SIGNED_OFF)
        again = await watch.adapter.sign_off(agent.number)
        assert (again.accepted, again.confirmed) == (False, False)
        assert "in no queue" in again.words

    played(asterisk, part)


def test_a_fixed_member_is_paused_and_that_is_said(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre, watch: AdapterWatch) -> None:
        agent = await centre.agent()
        fixed, other = centre.queue(f"PJSIP/{agent.number},0,{agent.number}"), centre.queue()
        await centre.sign_on(agent, other)
        await watch.until(lambda: len(watch.adapter._members.of(agent.number)) == 2)
        result = await watch.adapter.sign_off(agent.number)
        assert result.confirmed
        assert fixed in result.words
        assert "Member not dynamic" in result.words
        assert "paused" in shown(centre, fixed, agent.number)
        assert shown(centre, other, agent.number) == ""
        now = await watch.state(agent.number, AgentState.SIGNED_OFF)
        assert now.reason == "forced_sign_off"
        assert (await watch.adapter.set_ready(agent.number)).confirmed
        await watch.state(agent.number, AgentState.READY)

    played(asterisk, part)


def test_ready_ends_the_time_after_a_call(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre, watch: AdapterWatch) -> None:
        agent, queue = await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue, wrap_up_s=60, Penalty=3)
        _, call = await talking(centre, watch, agent, queue)
        await call.hang_up()
        await watch.state(agent.number, AgentState.AFTER_CALL)
        await centre.customer(queue)
        result = await watch.adapter.set_ready(agent.number)
        assert (result.accepted, result.confirmed, result.words) == (True, True, "")
        second = await agent.ringing()
        await watch.state(agent.number, AgentState.RINGING)
        assert "with penalty 3" in shown(centre, queue, agent.number)
        await watch.adapter._list_members()
        assert [row.wrap_up_s for row in watch.adapter._members.of(agent.number)] == [60]
        await second.answer()
        await watch.state(agent.number, AgentState.TALKING)

    played(asterisk, part)


def test_a_queues_own_wrap_up_is_ended_too(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre, watch: AdapterWatch) -> None:
        agent, queue = await centre.agent(), centre.queue(wrapuptime=60)
        watch.adapter._site.rules.wrap_up_s[queue] = 60  # type: ignore[index]
        await centre.sign_on(agent, queue)
        _, call = await talking(centre, watch, agent, queue)
        await call.hang_up()
        await watch.state(agent.number, AgentState.AFTER_CALL)
        assert (await watch.adapter.set_ready(agent.number)).confirmed
        await centre.customer(queue)
        await agent.ringing()

    played(asterisk, part, AsteriskSite(rules=SiteRules(wrap_up_s={})))


def test_ending_a_call_cuts_both_sides(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre, watch: AdapterWatch) -> None:
        agent, queue = await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        customer, call = await talking(centre, watch, agent, queue)
        result = await watch.adapter.end_call(agent.number)
        assert (result.accepted, result.confirmed, result.words) == (True, True, "")
        await customer.until(Stage.ENDED)
        await call.until(Stage.ENDED)
        assert "0 active channels" in centre.switch.cli("core show channels")
        record = await watch.call(agent.number)
        assert record.ended_by is EndedBy.SUPERVISOR
        log = (centre.switch.folder / "log" / "queue_log").read_text()
        assert re.search(rf"\|{queue}\|[^|]*\|SUPHANGUP\|", log)
        again = await watch.adapter.end_call(agent.number)
        assert (again.accepted, again.words) == (False, f"{agent.number} has no call")

    played(asterisk, part)


def test_a_call_is_taken_over(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre, watch: AdapterWatch) -> None:
        agent, lead, queue = await centre.agent(), await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        customer, call = await talking(centre, watch, agent, queue)
        taking = asyncio.create_task(watch.adapter.take_over(agent.number, lead.number))
        offered = await lead.ringing()
        await call.until(Stage.ENDED)
        await watch.state(agent.number, AgentState.READY)
        assert not taking.done()
        await offered.answer()
        result = await taking
        assert (result.accepted, result.confirmed) == (True, True)
        bridged = centre.switch.cli("core show channels concise")
        assert f"PJSIP/{agent.number}-" not in bridged
        assert f"PJSIP/{lead.number}-" in bridged
        assert customer.stage is Stage.UP
        record = await watch.call(agent.number)
        assert record.ended_by is EndedBy.SUPERVISOR
        for wrong in ("1001\r\nAction: Hangup", "", "10 01"):
            assert not (await watch.adapter.take_over(agent.number, wrong)).accepted

    played(asterisk, part)


def test_a_customer_is_not_sent_to_nowhere(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre, watch: AdapterWatch) -> None:
        agent, queue = await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        customer, call = await talking(centre, watch, agent, queue)
        result = await watch.adapter.take_over(agent.number, "9999")
        assert (result.accepted, result.words) == (False, "the switch knows no 9999 in console")
        assert customer.stage is call.stage is Stage.UP
        assert watch.now(agent.number).state is AgentState.TALKING
        await call.hang_up()
        assert (await watch.call(agent.number)).ended_by is EndedBy.AGENT

    played(asterisk, part)


def test_an_own_call_is_told_recorded_and_ended(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre, watch: AdapterWatch) -> None:
        agent, other, queue = await centre.agent(), await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        await centre.sign_on(other, queue)
        await watch.state(other.number, AgentState.READY)
        asking = asyncio.create_task(agent.call(other.number))
        offered = await other.ringing()
        await watch.state(other.number, AgentState.RINGING)
        await asyncio.sleep(0.3)
        await offered.answer()
        call = await asking
        now = await watch.state(other.number, AgentState.TALKING)
        assert now.direction is Direction.INTERNAL
        held = await call.hold()
        await watch.state(agent.number, AgentState.ON_HOLD)
        await asyncio.sleep(0.3)
        hold_s = (await call.unhold() - held).total_seconds()
        await watch.state(agent.number, AgentState.TALKING)
        assert (await watch.adapter.end_call(agent.number)).confirmed
        await offered.until(Stage.ENDED)
        mine, theirs = await watch.call(agent.number), await watch.call(other.number)
        assert mine.direction is theirs.direction is Direction.INTERNAL
        assert mine.ring_ms == pytest.approx(300, abs=100)
        assert mine.hold_ms == pytest.approx(hold_s * 1000, abs=100)
        assert mine.talk_ms == pytest.approx(theirs.talk_ms, abs=100)
        assert (mine.ended_by, theirs.hold_ms) == (EndedBy.SUPERVISOR, 0)

    played(asterisk, part)


def test_nobody_answers_and_the_caller_gives_up(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre, watch: AdapterWatch) -> None:
        agent, queue = await centre.agent(), centre.queue(timeout=1)
        await centre.sign_on(agent, queue)
        customer = await centre.customer(queue)
        await agent.ringing()
        record = await watch.call(agent.number)
        assert (record.ended_by, record.talk_ms, record.hold_ms) == (EndedBy.NOT_ANSWERED, None, None)
        assert record.ring_ms == pytest.approx(1000, abs=200)
        await customer.hang_up()
        await watch.until(lambda: any(call.queue == queue and not call.agent_number for call in watch.calls))
        lost = next(call for call in watch.calls if call.queue == queue and not call.agent_number)
        assert lost.ended_by is EndedBy.ABANDONED
        assert lost.wait_ms is not None
        assert lost.wait_ms >= 1000
        assert len({call.key for call in watch.calls}) == len(watch.calls)

    played(asterisk, part)


@pytest.mark.parametrize("kind", ["", "/n"])
def test_a_member_by_detour_is_seen_by_the_phone_behind_it(asterisk: Asterisk, kind: str) -> None:
    async def part(centre: SmallCentre, watch: AdapterWatch) -> None:
        agent, queue = await centre.agent(), centre.queue()
        way = f"Local/{agent.number}@from-queue{kind}"
        await centre.sign_on(agent, queue, Interface=way, StateInterface=f"PJSIP/{agent.number}")
        await watch.state(agent.number, AgentState.READY)
        customer, call = await talking(centre, watch, agent, queue)
        for side in (call, customer):
            side.sound.play(440)
        await call.hold()
        await watch.state(agent.number, AgentState.ON_HOLD)
        await asyncio.sleep(0.3)
        await call.unhold()
        await watch.state(agent.number, AgentState.TALKING)
        assert (await watch.adapter.set_away(agent.number, AwayReason.OTHER)).confirmed
        assert "paused:other" in shown(centre, queue, agent.number)
        assert (await watch.adapter.end_call(agent.number)).confirmed
        await customer.until(Stage.ENDED)
        await watch.state(agent.number, AgentState.AWAY)
        record = await watch.call(agent.number)
        assert record.hold_ms == pytest.approx(300, abs=100)
        assert len([call for call in watch.calls if call.agent_number == agent.number]) == 1
        assert (await watch.adapter.sign_off(agent.number)).confirmed
        assert shown(centre, queue, agent.number) == ""

    played(asterisk, part)


def test_a_second_gateway_sees_what_the_first_does(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre, watch: AdapterWatch) -> None:
        agent, idle, away, queue = await centre.agent(), await centre.agent(), await centre.agent(), centre.queue()
        for one in (agent, idle, away):
            await centre.sign_on(one, queue)
        await centre.manager.done("QueuePause", Interface=f"PJSIP/{away.number}", Paused="true", Reason="meal")
        await centre.manager.done("QueuePause", Interface=f"PJSIP/{idle.number}", Paused="true", Reason="rest")
        await talking(centre, watch, agent, queue)
        await asyncio.sleep(1.2)
        async with adapter_watch(centre.switch) as other:
            for one in (agent, idle, away):
                mine, theirs = watch.now(one.number), other.now(one.number)
                assert (mine.state, mine.reason, mine.queue, mine.call_key, mine.other_number) == (
                    (theirs.state, theirs.reason, theirs.queue, theirs.call_key, theirs.other_number)
                )
                assert abs((mine.since - theirs.since).total_seconds()) < 1.1
            assert abs((other.now(agent.number).since - watch.now(agent.number).since).total_seconds()) < 0.1
            assert Cap.SIGN_OFF | Cap.END_CALL | Cap.TAKE_OVER | Cap.SET_AWAY in other.adapter.caps

    played(asterisk, part)


def test_what_the_login_may_not_is_said(asterisk: Asterisk) -> None:
    async def whole() -> None:
        async with adapter_watch(asterisk) as watch:
            assert not any("may not" in words for words in await watch.adapter.missing())

    asyncio.run(whole())


def test_a_login_with_too_few_rights_says_what_it_lacks(asterisk: Asterisk) -> None:
    async def whole() -> None:
        async with small_centre(asterisk) as centre, adapter_watch(asterisk, login=("narrow", "narrow")) as watch:
            centre._free = FREE
            agent, queue = await centre.agent(), centre.queue()
            await centre.sign_on(agent, queue)
            await watch.state(agent.number, AgentState.READY)  # its listings still tell, and the device states
            words = " ".join([*await watch.adapter.missing(), *watch.adapter.unheard()])
            for action in ("QueuePause", "QueueRemove", "QueueAdd", "QueueLog"):
                assert f"may not {action} (write = agent)" in words
            assert "may not Hangup" not in words
            assert "No event of class agent" in words
            assert watch.adapter.caps & (Cap.SET_AWAY | Cap.SIGN_OFF | Cap.END_CALL) == Cap.END_CALL
            result = await watch.adapter.set_away(agent.number, AwayReason.MEAL)
            assert (result.accepted, result.words) == (False, "Permission denied")
            assert "paused" not in shown(centre, queue, agent.number)

    asyncio.run(whole())


def test_by_tls_with_the_right_certificate_only(asterisk: Asterisk, tmp_path: Path) -> None:
    (tmp_path / "stranger.pem").write_bytes(Authority().certificate)

    async def whole() -> None:
        async with adapter_watch(asterisk, ca_file=asterisk.ca_file) as watch:
            telephony: Telephony = watch.adapter
            assert Cap.SIGN_OFF in telephony.caps
        with pytest.raises(PlaceFault) as strange:
            async with adapter_watch(asterisk, ca_file=tmp_path / "stranger.pem"):
                pass
        assert strange.value.kind is FaultKind.SERVER_NOT_TRUSTED
        with pytest.raises(PlaceFault) as refused:
            async with adapter_watch(asterisk, login=("deskside", "wrong")):
                pass
        assert refused.value.kind is FaultKind.TELEPHONE_REFUSED

    asyncio.run(whole())


def test_a_crash_in_the_middle_of_a_call_ends_in_the_truth(own_asterisk: Asterisk) -> None:
    async def whole() -> None:
        switch = own_asterisk
        async with small_centre(switch) as centre:
            agent, queue = await centre.agent(), centre.queue()
            await centre.sign_on(agent, queue)
            async with adapter_watch(switch) as watch:
                await talking(centre, watch, agent, queue)
                await asyncio.to_thread(switch.kill)
                lost = await watch.state(agent.number, AgentState.UNKNOWN, 5)
                assert lost.why.startswith("0: not connected")
                await asyncio.to_thread(switch.start)
                await watch.until(lambda: watch.links[-1] is Link.UP, 20)
                now = watch.now(agent.number)
                member = shown(centre, queue, agent.number)
                truth = {"(Not in use)": AgentState.READY, "(Unavailable)": AgentState.BUSY}
                states = [state for words, state in truth.items() if words in member] or [AgentState.SIGNED_OFF]
                assert now.state is states[0], (now, member)
                record = await watch.call(agent.number)
                assert (record.ended_by, record.talk_ms) == (EndedBy.UNKNOWN, None)

    asyncio.run(whole())


def test_a_link_cut_in_the_middle_of_a_call_loses_nothing_that_lasts(asterisk: Asterisk) -> None:
    async def whole() -> None:
        with CuttingProxy(asterisk.ami_port, asterisk.address) as proxy:
            async with small_centre(asterisk) as centre, adapter_watch(asterisk, port=proxy.port) as watch:
                centre._free = FREE
                agent, other, queue = await centre.agent(), await centre.agent(), centre.queue()
                await centre.sign_on(agent, queue, Penalty=0)
                await centre.sign_on(other, queue, Penalty=1)
                customer, call = await talking(centre, watch, agent, queue)
                since = watch.now(agent.number).since
                await watch.state(other.number, AgentState.READY)
                proxy.refuse()
                await watch.state(agent.number, AgentState.UNKNOWN, 5)
                assert not (await watch.adapter.end_call(agent.number)).accepted
                await centre.manager.done("QueuePause", Interface=f"PJSIP/{other.number}", Paused="true", Reason="meal")
                await call.hold()
                proxy.resume()
                await watch.state(other.number, AgentState.AWAY, 15)
                held = watch.now(agent.number)
                assert (held.state, held.queue) == (AgentState.ON_HOLD, queue)
                await call.unhold()
                now = await watch.state(agent.number, AgentState.TALKING)
                assert now.since >= since
                assert customer.stage is Stage.UP
                await call.hang_up()
                record = await watch.call(agent.number)
                assert record.ended_by is EndedBy.AGENT
                assert record.talk_ms is not None
                assert record.hold_ms is None  # it began while nobody looked

    asyncio.run(whole())


def test_a_link_that_hangs_is_unknown_within_five_seconds(asterisk: Asterisk) -> None:
    async def whole() -> None:
        with CuttingProxy(asterisk.ami_port, asterisk.address) as proxy:
            async with small_centre(asterisk) as centre, adapter_watch(asterisk, port=proxy.port) as watch:
                centre._free = FREE
                agent, queue = await centre.agent(), centre.queue()
                await centre.sign_on(agent, queue)
                await watch.state(agent.number, AgentState.READY)
                proxy.hang()
                began = asyncio.get_running_loop().time()
                await watch.state(agent.number, AgentState.UNKNOWN, 6)
                assert asyncio.get_running_loop().time() - began < 5.5
                proxy.resume()
                await watch.state(agent.number, AgentState.READY, 15)

    asyncio.run(whole())
