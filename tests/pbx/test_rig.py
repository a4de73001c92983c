"""The rig itself: that a real Asterisk, phones of our own and plain AMI do what the stories will rest on."""

from __future__ import annotations

import asyncio
import ssl
import wave
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.pbx.asterisk import Asterisk
from tests.pbx.plain_manager import PlainManager, moment
from tests.pbx.sip_phone import Habit, Stage
from tests.pbx.small_centre import SmallCentre, small_centre
from tests.pbx.sound_stream import RATE, strength

pytestmark = pytest.mark.asterisk

Part = Callable[[SmallCentre], Awaitable[None]]


def played(switch: Asterisk, part: Part) -> None:
    async def whole() -> None:
        async with small_centre(switch) as centre:
            await part(centre)

    asyncio.run(whole())


def test_a_queue_call_is_answered_and_ended_at_the_very_moments(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre) -> None:
        agent, queue = await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        caller = await centre.customer(queue)
        call = await agent.ringing()
        assert call.number == caller.local[5 : caller.local.index("@")]
        called = await centre.manager.until("AgentCalled", Queue=queue)
        assert abs(moment(called) - call.reached[Stage.RINGING]) < timedelta(milliseconds=100)
        answered = await call.answer()
        connected = await centre.manager.until("AgentConnect", Queue=queue)
        assert abs(moment(connected) - answered) < timedelta(milliseconds=100)
        assert connected["MemberName"] == agent.number
        await caller.until(Stage.UP)
        ended = await call.hang_up()
        complete = await centre.manager.until("AgentComplete", Queue=queue)
        # The switch looks who is gone when it gets there: on a busy machine the caller's leg is down by then as well.
        assert complete["Reason"] in ("agent", "caller")
        assert abs(moment(complete) - ended) < timedelta(milliseconds=100)
        await caller.until(Stage.ENDED)
        assert "0 active channels" in centre.switch.cli("core show channels")

    played(asterisk, part)


def test_holding_is_told_of_the_channel_that_pressed_it(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre) -> None:
        agent, queue = await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        await centre.customer(queue)
        call = await agent.ringing()
        await call.answer()
        await centre.manager.until("BridgeEnter")
        for way in ("sendonly", "inactive"):
            seen = len(centre.manager.events)
            held = await call.hold(way)
            event = await centre.manager.until("Hold", seen)
            assert event["Channel"].startswith(f"PJSIP/{agent.number}-")
            assert abs(moment(event) - held) < timedelta(milliseconds=100)
            await call.unhold()
            await centre.manager.until("Unhold", seen)

    played(asterisk, part)


def test_a_call_nobody_answers_goes_back_to_the_queue(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre) -> None:
        agent, queue = await centre.agent(), centre.queue(timeout=1)
        await centre.sign_on(agent, queue)
        caller = await centre.customer(queue)
        call = await agent.ringing()
        event = await centre.manager.until("AgentRingNoAnswer", Queue=queue)
        assert 900 <= int(event["RingTime"]) <= 1200
        await call.until(Stage.ENDED)
        again = await agent.ringing()
        seen = len(centre.manager.events)
        await again.refuse(486)
        hangup = await centre.manager.until("Hangup", seen, CallerIDNum=agent.number)
        assert hangup["Cause-txt"] == "User busy"
        dialled = await centre.manager.until("DialEnd", seen)
        assert dialled["DialStatus"] == "NOANSWER"  # a queue calls it that, busy or not
        agent.habit = Habit(after_s=0.0)
        await centre.manager.until("AgentConnect", Queue=queue)
        await caller.until(Stage.UP)

    played(asterisk, part)


def test_a_caller_who_gives_up_is_abandoned(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre) -> None:
        agent, queue = await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        caller = await centre.customer(queue)
        call = await agent.ringing()
        await caller.hang_up()
        await centre.manager.until("QueueCallerAbandon", Queue=queue)
        await call.until(Stage.ENDED)
        assert not call.ended_by_us

    played(asterisk, part)


def test_a_colleague_is_consulted_and_given_the_call(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre) -> None:
        agent, colleague, queue = await centre.agent(), await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        caller = await centre.customer(queue)
        call = await agent.ringing()
        await call.answer()
        await centre.manager.until("AgentConnect", Queue=queue)
        await call.hold()
        question = await agent.call(colleague.number)
        asked = await colleague.ringing()
        await asked.answer()
        await question.until(Stage.UP)
        seen = len(centre.manager.events)
        await call.transfer_to(question)
        event = await centre.manager.until("AttendedTransfer", seen)
        assert event["Result"] == "Success"
        await call.until(Stage.ENDED)
        asked.sound.play(440)
        async with asyncio.timeout(5):
            while caller.sound.heard(440) < 4000:
                await asyncio.sleep(0.05)
        await asked.hang_up()
        await caller.until(Stage.ENDED)

    played(asterisk, part)


def test_a_call_is_given_away_blind(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre) -> None:
        agent, colleague, queue = await centre.agent(), await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        await centre.customer(queue)
        call = await agent.ringing()
        await call.answer()
        await centre.manager.until("AgentConnect", Queue=queue)
        await call.transfer(colleague.number)
        event = await centre.manager.until("BlindTransfer", Extension=colleague.number)
        assert event["Result"] == "Success"
        given = await colleague.ringing()
        await given.answer()
        await call.until(Stage.ENDED)

    played(asterisk, part)


def test_three_talk_in_a_conference(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre) -> None:
        agent, third, queue = await centre.agent(), await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        await centre.customer(queue)
        call = await agent.ringing()
        await call.answer()
        connected = await centre.manager.until("AgentConnect", Queue=queue)
        await centre.manager.done(
            "Redirect",
            Channel=connected["Channel"],
            ExtraChannel=connected["DestChannel"],
            Context="console",
            Exten=f"room-{queue}",
            Priority=1,
            ExtraContext="console",
            ExtraExten=f"room-{queue}",
            ExtraPriority=1,
        )
        await (await third.call(f"room-{queue}")).until(Stage.UP)
        async with asyncio.timeout(5):
            while len(centre.manager.of("ConfbridgeJoin", Conference=queue)) < 3:
                await asyncio.sleep(0.02)

    played(asterisk, part)


def test_pausing_and_removing_are_told_and_shown(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre) -> None:
        agent, queue = await centre.agent(), centre.queue(f"PJSIP/{1098},0,1098")
        await centre.sign_on(agent, queue, wrap_up_s=8)
        name = f"PJSIP/{agent.number}"
        await centre.manager.done("QueuePause", Interface=name, Paused="true", Reason="meal")
        event = await centre.manager.until("QueueMemberPause", Queue=queue, Paused="1")
        assert (event["PausedReason"], event["Wrapuptime"]) == ("meal", "8")
        assert "paused:meal" in centre.switch.cli(f"queue show {queue}")
        await centre.manager.done("QueuePause", Interface=name, Paused="false")
        await centre.manager.done("QueueRemove", Queue=queue, Interface=name)
        await centre.manager.until("QueueMemberRemoved", Queue=queue)
        assert name not in centre.switch.cli(f"queue show {queue}")
        fixed = await centre.manager.act("QueueRemove", Queue=queue, Interface="PJSIP/1098")
        assert fixed["Message"] == "Member not dynamic"

    played(asterisk, part)


@pytest.mark.parametrize("kind", ["", "/n"])
def test_a_member_by_detour_rings_the_phone(asterisk: Asterisk, kind: str) -> None:
    async def part(centre: SmallCentre) -> None:
        agent, queue = await centre.agent(), centre.queue()
        way = f"Local/{agent.number}@from-queue{kind}"
        await centre.sign_on(agent, queue, Interface=way, StateInterface=f"PJSIP/{agent.number}")
        caller = await centre.customer(queue)
        call = await agent.ringing()
        await call.answer()
        for side in (call, caller):
            side.sound.play(440)  # without sound a detour stays
        event = await centre.manager.until("AgentConnect", Queue=queue)
        assert event["DestChannel"].startswith(f"Local/{agent.number}@from-queue-")
        left = [line for line in centre.switch.cli("core show channels concise").splitlines() if "Local/" in line]
        async with asyncio.timeout(5):
            while bool(left) != bool(kind):  # without /n the detour is cut out of the call
                await asyncio.sleep(0.05)
                shown = centre.switch.cli("core show channels concise")
                left = [line for line in shown.splitlines() if "Local/" in line]

    played(asterisk, part)


def test_a_phone_that_leaves_is_unavailable_at_once(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre) -> None:
        agent, queue = await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        seen = len(centre.manager.events)
        gone = await agent.register(0)
        event = await centre.manager.until("QueueMemberStatus", seen, Queue=queue, Status="5")
        assert abs(moment(event) - gone) < timedelta(milliseconds=100)

    played(asterisk, part)


def _samples(path: Path) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels()) == (RATE, 1)
        return np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16).astype(np.float64)


def test_a_recording_keeps_both_sides_apart(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre) -> None:
        agent, queue = await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        caller = await centre.customer(queue)
        caller.sound.play(700)
        call = await agent.ringing()
        call.sound.play(440)
        answered = await call.answer()
        async with asyncio.timeout(5):
            while min(caller.sound.heard(440), call.sound.heard(700)) < 6000:
                await asyncio.sleep(0.05)
        ended = await call.hang_up()
        cdr = await centre.manager.until_any(lambda event: event["Event"] == "Cdr" and queue in event["Destination"])
        whole = centre.switch.recordings / cdr["RecordingFile"]
        assert whole.name == f"{cdr['UniqueID']}.wav"
        sides = [_samples(whole.with_name(f"{whole.stem}-{side}.wav")) for side in ("rx", "tx")]
        customer, agents_own = (side[-int((ended - answered).total_seconds() * RATE * 0.8) :] for side in sides)
        assert len(sides[0]) == pytest.approx(len(sides[1]), abs=RATE // 10)
        assert strength(customer, 700) > 20 * strength(customer, 440)
        assert strength(agents_own, 440) > 20 * strength(agents_own, 700)

    played(asterisk, part)


def test_the_floors_own_login_may_do_what_it_needs_and_no_more(asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre) -> None:
        agent, queue = await centre.agent(), centre.queue()
        floor = PlainManager()
        await floor.open(centre.switch.address, centre.switch.ami_port, centre.switch.login)
        try:
            member = {"Queue": queue, "Interface": f"PJSIP/{agent.number}"}
            for action in ("QueueAdd", "QueuePause", "QueueRemove"):
                await floor.done(action, **member, Paused="true")
            refused = await floor.act("Command", Command="core show version")
            assert (refused["Response"], refused["Message"]) == ("Error", "Permission denied")
            assert (await floor.act("GetConfig", Filename="queues.conf"))["Message"] == "Permission denied"
            await floor.until("QueueMemberRemoved", Queue=queue)
        finally:
            await floor.close()

    played(asterisk, part)


def test_the_manager_speaks_tls_with_a_certificate_of_our_authority(asterisk: Asterisk) -> None:
    trusting = ssl.create_default_context(cafile=str(asterisk.ca_file))

    async def greeting(context: ssl.SSLContext) -> bytes:
        reader, writer = await asyncio.open_connection(asterisk.address, asterisk.ami_tls_port, ssl=context)
        line = await reader.readline()
        writer.close()
        await writer.wait_closed()
        return line

    assert asyncio.run(greeting(trusting)).startswith(b"Asterisk Call Manager/")
    with pytest.raises(ssl.SSLCertVerificationError):
        asyncio.run(greeting(ssl.create_default_context()))


def test_a_restart_ends_calls_and_keeps_members_and_phones(own_asterisk: Asterisk) -> None:
    async def part(centre: SmallCentre) -> None:
        agent, queue = await centre.agent(), centre.queue()
        await centre.sign_on(agent, queue)
        caller = await centre.customer(queue)
        call = await agent.ringing()
        await call.answer()
        await caller.until(Stage.UP)
        began = datetime.now(UTC)
        await asyncio.to_thread(centre.switch.restart)
        assert datetime.now(UTC) - began < timedelta(seconds=8)
        await call.until(Stage.ENDED)
        shown = centre.switch.cli(f"queue show {queue}")
        assert f"PJSIP/{agent.number}" in shown
        assert "Not in use" in shown

    played(own_asterisk, part)


def test_a_kill_leaves_nothing_that_keeps_it_from_starting(own_asterisk: Asterisk) -> None:
    own_asterisk.kill()
    with pytest.raises(ConnectionRefusedError):
        own_asterisk.cli("core show uptime")
    own_asterisk.start()
    assert "System uptime" in own_asterisk.cli("core show uptime")
