"""The adapter where the switch is odd, hostile, silent or miserly with rights; the true ways are in tests/pbx."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from console.domain.floor import AgentNow, AgentState, AwayReason
from console.telephony import asterisk_deeds
from console.telephony.ami_packets import Packet
from console.telephony.asterisk_site import AsteriskSite, Devices, can_be_dialled, joined_by, phone_of
from console.telephony.interface import AgentChanged, CallEnded, CallRecord, Cap, Change, Link, LinkChanged
from console.telephony.outlet import MOST, Listening, Outlet
from console.telephony.rules import SiteRules
from console.telephony.switch_clock import SwitchTime
from tests.telephony.scripted_ami import Fields, Visit
from tests.telephony.scripted_floor import ALL, Gateway, ScriptedFloor, channel, gateway, member

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)


async def state(here: Gateway, number: str, wanted: AgentState) -> AgentNow:
    await until(lambda: here.now(number).state is wanted)
    return here.now(number)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asterisk_deeds, "CONFIRM_S", 0.3)
    monkeypatch.setattr(asterisk_deeds, "ANSWER_S", 0.3)


def test_accepted_but_never_seen_is_not_confirmed() -> None:
    async def story() -> None:
        floor = ScriptedFloor([member("1001")], silent=True)
        async with gateway(floor) as here:
            result = await here.adapter.set_away("1001", AwayReason.MEAL)
            assert (result.accepted, result.confirmed) == (True, False)
            assert "not seen to be done" in result.words
            assert here.now("1001").state is AgentState.READY

    asyncio.run(story())


def test_done_without_an_event_is_confirmed_by_a_list() -> None:
    async def story() -> None:
        floor = ScriptedFloor([member("1001")], silent=True)
        async with gateway(floor) as here:
            asking = asyncio.create_task(here.adapter.set_away("1001", AwayReason.MEAL))
            floor.members[0] |= {"Paused": "1", "PausedReason": "meal"}
            assert (await asking).confirmed
            assert here.now("1001").state is AgentState.AWAY

    asyncio.run(story())


def test_queues_are_told_as_members_come_and_go_and_are_no_new_state() -> None:
    """Names of the outside world are taken as they are; a detour to the same phone is the same agent."""
    evil = "sales & <b>, 王|芳'"

    async def story() -> None:
        row = member("1001", LoginTime=str(int(time.time()) - 3600))
        floor = ScriptedFloor([row], devices={"PJSIP/1001": "NOT_INUSE"})
        async with gateway(floor) as here:
            before = await state(here, "1001", AgentState.READY)
            assert before.queues == ("sales",)
            changes = here.adapter.changes()
            for told, name, more in (
                ("QueueMemberAdded", evil, {}),
                ("QueueMemberAdded", evil, {"Location": "Local/1001@q/n"}),
                ("QueueMemberPause", evil, {"Paused": "1", "PausedReason": "meal"}),
                ("QueueMemberRemoved", evil, {"Location": "Local/1001@q/n"}),
                ("QueueMemberRemoved", "sales", {}),
            ):
                floor.tell(told, member("1001", name, **more))
                if told == "QueueMemberPause":
                    floor.tell(told, member("1001", name, Paused="0"))
            await until(lambda: here.now("1001").queues == (evil,))
            now = here.now("1001")
            assert (now.state, now.since) == (AgentState.READY, before.since)
            async with asyncio.timeout(10):
                told_queues = [change.agent.queues async for change in _agents_until(changes, (evil,))]
            assert list(dict.fromkeys(told_queues)) == [("sales", evil), (evil,)]

    asyncio.run(story())


async def _agents_until(changes: AsyncIterator[Change], queues: tuple[str, ...]) -> AsyncIterator[AgentChanged]:
    async for change in changes:
        if isinstance(change, AgentChanged):
            yield change
            if change.agent.queues == queues:
                return


def test_an_agent_who_could_not_be_put_back_is_shouted_about() -> None:
    async def story() -> None:
        site = AsteriskSite(rules=SiteRules(wrap_up_s={"sales": 60}))
        last = str(int(time.time()))
        floor = ScriptedFloor([member("1001", LastCall=last)], refused={"QueueAdd": "Unable to add interface"})
        async with gateway(floor, site) as here:
            await state(here, "1001", AgentState.AFTER_CALL)
            result = await here.adapter.set_ready("1001")
            assert (result.accepted, result.confirmed) == (True, False)
            assert "TAKEN OUT of sales" in result.words
            assert "Unable to add interface" in result.words
            assert floor.switch.count("QueueAdd") == 3

    asyncio.run(story())


def test_put_back_as_it_was() -> None:
    async def story() -> None:
        last = str(int(time.time()))
        floor = ScriptedFloor(
            [member("1001", LastCall=last, Wrapuptime="60", Penalty="4", Location="Local/1001@q/n")],
            devices={"PJSIP/1001": "NOT_INUSE"},
        )
        async with gateway(floor) as here:
            await state(here, "1001", AgentState.AFTER_CALL)
            result = await here.adapter.set_ready("1001")
            assert result.confirmed
            (asked,) = [one for one in floor.switch.asked if one["Action"] == "QueueAdd"]
            assert {key: asked[key] for key in ("Interface", "Penalty", "StateInterface", "Wrapuptime")} == {
                "Interface": "Local/1001@q/n",
                "Penalty": "4",
                "StateInterface": "PJSIP/1001",
                "Wrapuptime": "60",
            }
            await state(here, "1001", AgentState.READY)

    asyncio.run(story())


def test_who_signed_off_meanwhile_is_not_signed_on_again_after_a_lost_connection() -> None:
    async def story() -> None:
        row = member("1001", LastCall=str(int(time.time())), Wrapuptime="60")
        floor = ScriptedFloor([row], refused={"QueueRemove": "Unable to remove interface: Not there"})
        async with gateway(floor) as here:
            await state(here, "1001", AgentState.AFTER_CALL)
            result = await here.adapter.set_ready("1001")
            assert (result.accepted, result.words) == (False, "Unable to remove interface: Not there")
            assert set(floor.variables.values()) == {""}
            floor.members.clear()
            floor.switch.here.cut()
            await state(here, "1001", AgentState.SIGNED_OFF)
            assert floor.switch.count("QueueAdd") == 0

    asyncio.run(story())


def test_who_was_out_of_a_queue_when_a_gateway_died_is_put_back_by_the_next() -> None:
    """Another of an hour ago is not: perhaps gone home."""

    async def story() -> None:
        last = str(int(time.time()))
        name = "1001 <b>, 王|芳&=%"
        row = member("1001", "sales, & more", LastCall=last, Wrapuptime="60", Penalty="4", Name=name)
        floor = ScriptedFloor([row, member("1002")], devices={"PJSIP/1001": "NOT_INUSE"})
        site = AsteriskSite(numbers={"PJSIP/1001": "1001"})
        adding = asyncio.Event()

        async def dies(_visit: Visit, _asked: Fields) -> None:
            adding.set()

        async with gateway(floor, site) as here:
            await state(here, "1001", AgentState.AFTER_CALL)
            floor.switch.answers["QueueAdd"] = dies
            asking = asyncio.create_task(here.adapter.set_ready("1001"))
            await asyncio.wait_for(adding.wait(), 5)
            assert [one["Location"] for one in floor.members] == ["PJSIP/1002"]
            ((key, note),) = floor.variables.items()
            floor.variables["DESKSIDE_TAKEN_OUT_8"] = note.replace(note.split("&")[0], str(int(last) - 3600))
            floor.switch.answers["QueueAdd"] = floor._deed
            floor.switch.here.cut()
            assert "TAKEN OUT" in (await asking).words
            await state(here, "1001", AgentState.READY)
        assert key == "DESKSIDE_TAKEN_OUT_1"
        assert set(floor.variables.values()) == {""}
        (back,) = [one for one in floor.members if one["Location"] == "PJSIP/1001"]
        assert [back[of] for of in ("Queue", "Name", "Penalty", "Wrapuptime", "StateInterface")] == [
            *("sales, & more", name, "4", "60", "PJSIP/1001")
        ]
        assert floor.switch.count("QueueAdd") == 2

    asyncio.run(story())


def test_whoever_stops_meanwhile_leaves_nobody_out_of_a_queue() -> None:
    async def story() -> None:
        last = str(int(time.time()))
        floor = ScriptedFloor([member("1001", LastCall=last, Wrapuptime="60")], devices={"PJSIP/1001": "NOT_INUSE"})
        adding, may = asyncio.Event(), asyncio.Event()

        async def slowly(visit: Visit, asked: Fields) -> None:
            adding.set()
            await may.wait()
            await floor._deed(visit, asked)

        floor.switch.answers["QueueAdd"] = slowly
        async with gateway(floor) as here:
            await state(here, "1001", AgentState.AFTER_CALL)
            asking = asyncio.create_task(here.adapter.set_ready("1001"))
            await asyncio.wait_for(adding.wait(), 5)
            asking.cancel()
            asyncio.get_running_loop().call_later(0.1, may.set)
        assert len(floor.members) == 1
        assert set(floor.variables.values()) == {""}

    asyncio.run(story())


def test_a_fixed_member_waits_for_the_end_of_its_time() -> None:
    async def story() -> None:
        last = str(int(time.time()))
        floor = ScriptedFloor([member("1001", LastCall=last, Wrapuptime="60", Membership="static")])
        async with gateway(floor) as here:
            await state(here, "1001", AgentState.AFTER_CALL)
            result = await here.adapter.set_ready("1001")
            assert (result.accepted, result.confirmed) == (False, False)
            assert "ends by itself" in result.words

    asyncio.run(story())


def test_what_may_not_be_done_is_not_offered_and_is_said() -> None:
    async def story() -> None:
        allowed = ALL.replace("QueuePause", "").replace("Redirect", "").replace("DeviceStateList", "")
        floor = ScriptedFloor([member("1001")], allowed=allowed)
        async with gateway(floor) as here:
            assert Cap.SIGN_OFF | Cap.END_CALL in here.adapter.caps
            assert not here.adapter.caps & (Cap.SET_AWAY | Cap.TAKE_OVER)
            words = " ".join([*await here.adapter.missing(), *here.adapter.unheard()])
            assert "The login may not QueuePause (write = agent)" in words
            assert "The login may not Redirect (write = call): take a call over will not work." in words
            assert "No event of class agent" in words
            result = await here.adapter.set_away("1001", AwayReason.MEAL)
            assert (result.accepted, result.words) == (False, "Permission denied")
            assert here.now("1001").state is AgentState.READY

    asyncio.run(story())


def test_without_the_right_to_list_channels_the_floor_is_still_seen() -> None:
    async def story() -> None:
        floor = ScriptedFloor([member("1001"), member("1002", Status="2")], allowed=ALL.replace("Status", ""))
        async with gateway(floor) as here:
            assert here.now("1001").state is AgentState.READY
            assert here.now("1002").state is AgentState.BUSY

    asyncio.run(story())


@pytest.mark.parametrize(
    "name",
    ["<b>Ann</b>", "a\nEvent: Hangup", "\u202eevil\u2066", "\x1b[31m", "'; DROP TABLE agent; --", "x" * 5000, "{}%s"],
)
def test_names_are_only_names(name: str) -> None:
    async def story() -> None:
        floor = ScriptedFloor([member(name, Location="PJSIP/1001", StateInterface="PJSIP/1001")])
        async with gateway(floor) as here:
            assert here.now("1001").state is AgentState.READY
            floor.tell("QueueMemberStatus", floor.members[0] | {"Status": "2"})
            await state(here, "1001", AgentState.BUSY)

    asyncio.run(story())


def test_10_000_members_are_known_in_seconds() -> None:
    async def story() -> None:
        floor = ScriptedFloor([member(str(number)) for number in range(10_000)])
        began = time.monotonic()
        async with gateway(floor) as here:
            assert len(here.adapter.snapshot().agents) == 10_000
            assert {now.state for now in here.adapter.snapshot().agents.values()} == {AgentState.READY}
            assert time.monotonic() - began < 15

    asyncio.run(story())


def test_a_member_added_while_a_list_is_written_stays() -> None:
    async def story() -> None:
        floor = ScriptedFloor([member("1001")])
        async with gateway(floor) as here:
            asking = asyncio.create_task(here.adapter._list_members())
            await asyncio.sleep(0)
            floor.tell("QueueMemberAdded", member("1002"))
            await asking
            await state(here, "1002", AgentState.READY)
            assert here.adapter._members.of("1002")

    asyncio.run(story())


def test_a_channel_that_began_while_a_list_is_written_stays() -> None:
    async def story() -> None:
        floor = ScriptedFloor([member("1001")])
        async with gateway(floor) as here:
            asking = asyncio.create_task(here.adapter._list_channels())
            await asyncio.sleep(0)
            floor.tell("Newchannel", channel("9.1", "PJSIP/1001-00000001", ChannelState="4", Exten="0123"))
            await asking
            assert "9.1" in here.adapter._channels.live
            floor.tell("Newstate", channel("9.1", "PJSIP/1001-00000001"))
            now = await state(here, "1001", AgentState.TALKING)
            assert now.direction.value == "outbound"

    asyncio.run(story())


def test_a_list_takes_no_hold_back_and_puts_nobody_where_he_has_left() -> None:
    async def story() -> None:
        phone = channel("9.2", "PJSIP/1001-00000002", BridgeID="b", BridgeUniqueid="b", Linkedid="9.1")
        customer = channel("9.1", "PJSIP/trunk-00000001", BridgeID="b", BridgeUniqueid="b")
        floor = ScriptedFloor([member("1001")], [phone, customer], {"PJSIP/trunk": "INUSE"})
        async with gateway(floor) as here:
            await state(here, "1001", AgentState.TALKING)
            floor.tell("Hold", phone)
            await state(here, "1001", AgentState.ON_HOLD)
            await here.adapter._list_channels()
            assert here.now("1001").state is AgentState.ON_HOLD
            assert here.adapter._channels.live["9.2"].held_since is not None
            facts, row = here.adapter._facts, here.adapter._row
            list(facts.channel_row(Packet({"Event": "Status", **phone}), datetime.now(UTC)))
            floor.tell("BridgeLeave", phone)
            await until(lambda: not here.adapter._channels.live["9.2"].bridge)
            row(facts.channel_row)(Packet({"Event": "StatusComplete"}), datetime.now(UTC))
            assert here.adapter._channels.live["9.2"].bridge == ""

    asyncio.run(story())


def test_the_phone_behind_a_hint_and_behind_a_detour() -> None:
    async def story() -> None:
        floor = ScriptedFloor(
            [
                member("1001", Location="Local/1001@q/n", StateInterface="hint:1001@ext-local"),
                member("1002", Location="Local/1002@q/n", StateInterface="Local/1002@q/n"),
                member("1003", Location="Local/1003@q", StateInterface="Local/1003@q", Status="0"),
            ],
            devices={"PJSIP/77": "NOT_INUSE", "SIP/1002": "INUSE"},
            hints={"1001@ext-local": "Custom:DND1001&PJSIP/77"},
        )
        async with gateway(floor) as here:
            assert here.now("1001").state is AgentState.READY
            assert here.now("1002").state is AgentState.BUSY
            assert here.now("1003").state is AgentState.UNKNOWN
            floor.tell("DeviceStateChange", {"Device": "SIP/1002", "State": "NOT_INUSE"})
            await state(here, "1002", AgentState.READY)
            floor.tell("Newchannel", channel("9.1", "PJSIP/77-00000001", ChannelState="5"))
            await state(here, "1001", AgentState.RINGING)

    asyncio.run(story())


def test_who_asks_for_help_is_told_by_a_state_of_its_own() -> None:
    async def story() -> None:
        ours = {"Custom:deskside-help-1001": "INUSE", "Custom:deskside-help-": "INUSE", "Custom:night-1002": "INUSE"}
        floor = ScriptedFloor([member("1001"), member("1002")], devices=ours)
        async with gateway(floor) as here:
            assert (here.now("1001").help, here.now("1002").help) == (True, False)
            assert here.adapter.snapshot().agents.keys() == {"1001", "1002"}
            floor.tell("DeviceStateChange", {"Device": "Custom:deskside-help-1001", "State": "NOT_INUSE"})
            floor.tell("DeviceStateChange", {"Device": "Custom:deskside-help-1002", "State": "INUSE"})
            await until(lambda: here.now("1002").help)
            assert (here.now("1001").help, here.now("1001").state) == (False, AgentState.READY)

    asyncio.run(story())


@pytest.mark.parametrize("ahead_s", [3600, -3600])
def test_a_switch_whose_clock_is_wrong_tells_right_times(ahead_s: float) -> None:
    async def story() -> None:
        floor = ScriptedFloor([member("1001", Paused="1", PausedReason="meal")])
        floor.switch.clock_ahead_s = ahead_s
        floor.members[0]["LastPause"] = str(int(time.time() + ahead_s) - 100)
        async with gateway(floor) as here:
            passed = datetime.now(UTC) - here.now("1001").since
            assert 98 < passed.total_seconds() < 130  # the clock is an hour out, and this machine may be busy
            floor.switch.clock_ahead_s = 0  # and is set right
            floor.members[0] |= {"Paused": "0", "Timestamp": f"{time.time():.6f}"}
            floor.tell("QueueMemberPause", floor.members[0])
            now = await state(here, "1001", AgentState.READY)
            assert -1 < (datetime.now(UTC) - now.since).total_seconds() < 30

    asyncio.run(story())


def test_the_link_is_up_when_the_floor_is_known() -> None:
    async def story() -> None:
        floor = ScriptedFloor([member("1001")])
        async with gateway(floor) as here:
            changes = here.adapter.changes()
            floor.members.append(member("1002", Paused="1", PausedReason="rest"))
            floor.switch.here.cut()
            told = []
            async with asyncio.timeout(10):
                async for change in changes:
                    told.append(change)
                    if isinstance(change, LinkChanged) and change.link is Link.UP:
                        break
            assert isinstance(told[0], AgentChanged | LinkChanged)
            states = [one.agent.state for one in told if isinstance(one, AgentChanged)]
            assert states[0] is AgentState.UNKNOWN
            assert here.now("1001").state is AgentState.READY
            assert here.now("1002").state is AgentState.AWAY
            assert [one.link for one in told if isinstance(one, LinkChanged)] == [Link.DOWN, Link.UP]

    asyncio.run(story())


def test_deeds_on_nobody() -> None:
    async def story() -> None:
        async with gateway(ScriptedFloor([member("1001")])) as here:
            for result in (
                await here.adapter.sign_off("9999"),
                await here.adapter.set_away("9999", AwayReason.REST),
                await here.adapter.set_ready("9999"),
                await here.adapter.end_call("1001"),
                await here.adapter.take_over("1001", "1002"),
                await here.adapter.take_over("1001", "1002\r\nAction: Hangup"),
            ):
                assert (result.accepted, result.confirmed) == (False, False)
                assert result.words

    asyncio.run(story())


def test_stop_ends_listening_and_may_be_called_twice() -> None:
    async def story() -> None:
        async with gateway(ScriptedFloor([member("1001")])) as here:
            changes = here.adapter.changes()
            await here.adapter.stop()
            await here.adapter.stop()
            assert [change async for change in changes][-1:] != [None]
            assert [change async for change in here.adapter.changes()] == []

    asyncio.run(story())


# The small parts


def test_a_listener_that_sleeps_keeps_the_newest_of_each_and_every_call() -> None:
    async def story() -> None:
        outlet = Outlet()
        listening = outlet.listen()
        link = LinkChanged(Link.DEGRADED, AT)
        outlet.put(link)
        for turn in range(MOST + 1):
            at = AT + timedelta(seconds=turn)
            outlet.put(AgentChanged(AgentNow(str(turn % 7), AgentState.READY, at, as_of=at)))
        outlet.close()
        kept = [change async for change in listening]
        assert kept[0] == link
        assert len(kept) <= MOST
        newest = {one.agent.agent_number: one.agent.since for one in kept if isinstance(one, AgentChanged)}
        assert max(newest.values()) == AT + timedelta(seconds=MOST)
        assert len(newest) == 7

    asyncio.run(story())


def test_calls_that_nobody_fetches_are_kept_and_hold_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    walks: list[Listening] = []
    walk = Listening._keep_newest

    def counted(one: Listening) -> None:
        walks.append(one)
        walk(one)

    monkeypatch.setattr(Listening, "_keep_newest", counted)

    async def story() -> None:
        outlet = Outlet()
        listening = outlet.listen()
        ended = CallEnded(CallRecord("1", "1", AT, "1001"))
        for _ in range(MOST + 30_000):
            outlet.put(ended)
        outlet.close()
        assert sum([1 async for _ in listening]) == MOST + 30_000
        assert len(walks) == 1

    asyncio.run(story())


def test_moments_go_forward_and_never_pass_the_arrival() -> None:
    clock = SwitchTime()
    start_s = AT.timestamp()
    assert clock.of_event(start_s, AT) == AT
    clock.read(AT, start_s - 50)
    clock.read(AT + timedelta(seconds=2), start_s - 48.5)  # it took half a second longer
    assert clock.offset_s == 50
    assert clock.of_event(start_s - 46, AT + timedelta(seconds=9)) == AT + timedelta(seconds=4)
    assert clock.of_event(start_s - 47, AT + timedelta(seconds=9)) == AT + timedelta(seconds=4)
    assert clock.of_event(start_s + 99, AT + timedelta(seconds=10)) == AT + timedelta(seconds=10)
    assert clock.of_event(1e300, AT + timedelta(seconds=11)) == AT + timedelta(seconds=11)


def test_what_is_a_phone() -> None:
    assert phone_of("PJSIP/ann-b-0000000a") == "PJSIP/ann-b"
    assert phone_of("Local/1001@q-00000001;1") == phone_of("Snoop/1.2-00000001") == phone_of("PJSIP") == ""
    assert joined_by("Local/1001@q-00000001;1") == joined_by("Local/1001@q-00000001;2") != ""
    assert joined_by("PJSIP/1001-00000001") == ""
    assert AsteriskSite(numbers={"PJSIP/seat7": "1001"}).number("PJSIP/seat7") == "1001"
    assert (
        AsteriskSite(recordings=("/var/spool", "https://pbx/rec")).address("/var/spool/a.wav")
        == "https://pbx/rec/a.wav"
    )
    assert AsteriskSite().address("") is None
    assert Devices().behind("Agent/1001", "Agent/1001", "1001") == ""


@pytest.mark.parametrize("number", ["", "1001&PJSIP/1002", "10 01", "1001,1", "x" * 41, "１００１", "1\n"])
def test_what_cannot_be_dialled(number: str) -> None:
    assert not can_be_dialled(number)
    assert can_be_dialled("+4930123456")
