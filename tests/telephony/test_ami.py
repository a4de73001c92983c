"""The connection to a manager interface that misbehaves in every way: nothing hangs, nothing is done twice."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.domain.faults import FaultKind, PlaceFault
from console.telephony.ami import Ami, AmiFailure, AmiLogin, AmiTiming, Late, Lost, NotAllowed, Refused
from console.telephony.ami_packets import Packet
from console.telephony.interface import Link, LinkChanged
from tests.certificates import Authority, put_key
from tests.telephony.scripted_ami import Fields, ScriptedAmi, Visit, nothing, packet, scripted

QUICK = AmiTiming(
    connect_s=2, answer_s=0.5, list_s=1, ping_every_s=0.1, slow_s=0.3, first_retry_s=0.01, longest_retry_s=0.05
)


@dataclass
class Told:
    """Keeps what a listener is told, and lets a test wait for it."""

    links: list[LinkChanged] = field(default_factory=list)
    events: list[Packet] = field(default_factory=list)
    clocks: list[float] = field(default_factory=list)
    lives: int = 0
    working: Callable[[], Awaitable[None]] | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def heard(self, at: datetime) -> None:
        assert at.tzinfo is UTC

    def clock(self, at: datetime, switch_s: float) -> None:
        self.clocks.append(switch_s - at.timestamp())
        self.changed.set()

    def take(self, packet: Packet, at: datetime) -> None:
        assert at.tzinfo is UTC
        self.events.append(packet)
        self.changed.set()
        if packet["Boom"]:
            raise RuntimeError("a bug of ours")

    def link(self, change: LinkChanged) -> None:
        self.links.append(change)
        self.changed.set()

    async def work(self) -> None:
        self.lives += 1
        self.changed.set()
        if self.working is not None:
            await self.working()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not true():
                self.changed.clear()
                await self.changed.wait()

    def is_up(self, times: int = 1) -> bool:
        return sum(change.link is Link.UP for change in self.links) >= times and self.links[-1].link is Link.UP


@asynccontextmanager
async def connected(server: ScriptedAmi, told: Told, timing: AmiTiming = QUICK) -> AsyncIterator[Ami]:
    ami = Ami(AmiLogin("127.0.0.1", "me", "s3cret", server.port), told, timing)
    running = asyncio.create_task(ami.run())
    try:
        await told.until(told.is_up)
        yield ami
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def too_late(visit: Visit, asked: Fields) -> None:
    await asyncio.sleep(QUICK.answer_s * 1.5)
    visit.reply(asked, "Success")


async def refuse(visit: Visit, asked: Fields) -> None:
    visit.reply(asked, "Error", ("Message", "Member not dynamic"))


async def deny(visit: Visit, asked: Fields) -> None:
    visit.reply(asked, "Error", ("Message", "Permission denied"))


async def three_rows(visit: Visit, asked: Fields) -> None:
    name = ("ActionID", asked["ActionID"])
    visit.reply(asked, "Success", ("EventList", "start"))
    for row in range(3):
        visit.event("QueueMemberPause", MemberName=str(row))
        visit.send(("Event", "QueueMember"), name, ("Name", str(row)))
    visit.send(("Event", "QueueStatusComplete"), name, ("EventList", "Complete"))
    visit.event("Hangup")


def test_a_login_by_challenge_and_an_answer() -> None:
    async def story() -> None:
        async def yes(visit: Visit, asked: Fields) -> None:
            visit.reply(asked, "Success", ("Value", asked["Variable"]))

        async with scripted(Getvar=yes) as server, connected(server, Told()) as ami:
            assert (await ami.ask("Getvar", ("Variable", "名字")))["Value"] == "名字"
            assert "Secret" not in str(server.asked)
            assert ami.greeting == "Asterisk Call Manager/11.0.0"

    asyncio.run(story())


def test_failures_have_types() -> None:
    async def story() -> None:
        async with (
            scripted(QueueRemove=refuse, Originate=deny, Hangup=nothing) as server,
            connected(server, Told()) as ami,
        ):
            with pytest.raises(Refused, match="Member not dynamic"):
                await ami.ask("QueueRemove")
            with pytest.raises(NotAllowed):
                await ami.ask("Originate")
            with pytest.raises(Late, match=r"no answer to Hangup within 0\.5 s"):
                await ami.ask("Hangup")
            with pytest.raises(ValueError, match="line end"):
                await ami.ask("QueuePause", ("Reason", "a\r\nAction: Hangup"))

    asyncio.run(story())


def test_an_answer_that_comes_late_answers_nothing_else() -> None:
    async def story() -> None:
        timing = replace(QUICK, ping_every_s=2)
        async with scripted(Hangup=too_late, Redirect=refuse) as server, connected(server, Told(), timing) as ami:
            with pytest.raises(Late):
                await ami.ask("Hangup")
            with pytest.raises(Refused):
                await ami.ask("Redirect", timeout_s=5)

    asyncio.run(story())


def test_a_list_comes_in_the_order_of_the_stream() -> None:
    async def story() -> None:
        told, order = Told(), list[str]()
        async with scripted(QueueStatus=three_rows) as server, connected(server, told) as ami:
            await ami.ask_list(
                "QueueStatus", lambda row, _: order.append(row.event + row["Name"] + str(len(told.events)))
            )
            assert order == ["QueueMember01", "QueueMember12", "QueueMember23", "QueueStatusComplete3"]
            await told.until(lambda: len(told.events) == 4)

    asyncio.run(story())


def test_what_is_asked_ends_with_the_connection_and_is_never_asked_again() -> None:
    async def story() -> None:
        async with scripted(Hangup=nothing) as server:
            told = Told()
            async with connected(server, told) as ami:
                asking = asyncio.create_task(ami.ask("Hangup", timeout_s=30))
                while not server.count("Hangup"):
                    await asyncio.sleep(0.01)
                server.here.cut()
                with pytest.raises(Lost):
                    await asking
                with pytest.raises(Lost):
                    await ami.ask("Hangup")
                await told.until(lambda: told.is_up(2))
                assert server.count("Hangup") == 1
                assert [change.link for change in told.links] == [Link.UP, Link.DOWN, Link.UP]
                await told.until(lambda: told.lives == 2)

    asyncio.run(story())


def test_a_link_that_is_half_open_is_found_out() -> None:
    async def story() -> None:
        async with scripted() as server:
            told = Told()
            async with connected(server, told):
                server.answers["Ping"] = nothing
                began = time.monotonic()
                await told.until(lambda: told.links[-1].link is Link.DOWN)
                assert "no sign of life" in told.links[-1].words
                assert time.monotonic() - began < 5

    asyncio.run(story())


def test_a_switch_that_stops_in_the_middle_of_a_packet_is_left() -> None:
    async def story() -> None:
        async with scripted() as server:
            told = Told()
            async with connected(server, told):
                server.answers["Ping"] = nothing
                server.here.writer.write(b"Event: Hangup\r\nUniq")
                await told.until(lambda: told.links[-1].link is Link.DOWN)
                server.answers.clear()
                await told.until(lambda: told.is_up(2))
                assert told.events == []
                server.here.event("Newchannel")
                await told.until(lambda: len(told.events) == 1)

    asyncio.run(story())


def test_50_000_events_at_once_stop_neither_actions_nor_the_link() -> None:
    flood = b"".join(
        packet(
            ("Event", "QueueMemberStatus"), ("MemberName", f"Agent {i}"), ("Interface", f"PJSIP/{i}"), ("Status", "1")
        )
        for i in range(50_000)
    )

    async def story() -> None:
        async def yes(visit: Visit, asked: Fields) -> None:
            visit.reply(asked, "Success")

        async with scripted(Getvar=yes) as server:
            told = Told()
            async with connected(server, told) as ami:
                server.here.writer.write(flood)
                await ami.ask("Getvar", timeout_s=10)
                assert len(told.events) == 50_000
                assert Link.DOWN not in [change.link for change in told.links]

    asyncio.run(story())


def test_a_refused_login_is_told_and_not_tried_again() -> None:
    async def story() -> None:
        async with scripted() as server:
            server.secret = "another"
            with pytest.raises(PlaceFault) as refused:
                await Ami(AmiLogin("127.0.0.1", "me", "s3cret", server.port), Told(), QUICK).run()
            assert refused.value.kind is FaultKind.TELEPHONE_REFUSED
            assert "Authentication failed" in str(refused.value.facts["words"])
            assert len(server.visits) == 1

    asyncio.run(story())


def test_a_login_refused_later_is_tried_on() -> None:
    async def story() -> None:
        async with scripted() as server:
            told = Told()
            async with connected(server, told):
                server.secret = "another"
                server.here.cut()
                await told.until(lambda: "refuses the login" in told.links[-1].words)
                server.secret = "s3cret"
                await told.until(lambda: told.is_up(2))

    asyncio.run(story())


def test_a_restart_is_got_over_and_down_has_one_beginning() -> None:
    async def story() -> None:
        async with scripted() as server:
            told = Told()
            async with connected(server, told):
                await server.close()
                await told.until(lambda: len(told.links) >= 3)
                down = [change for change in told.links if change.link is Link.DOWN]
                assert len({change.since for change in down}) == 1
                assert down[-1].words == "127.0.0.1 cannot be reached"
                await server.open()
                await told.until(lambda: told.is_up(2))

    asyncio.run(story())


def test_something_that_is_no_switch_is_not_up() -> None:
    async def story() -> None:
        async with scripted() as server:
            told = Told()
            async with connected(server, told):
                server.greeting = b"SSH-2.0-OpenSSH\r\n"
                server.here.cut()
                await told.until(lambda: "SSH" in told.links[-1].words)
                assert told.links[-1].words == "what answers at 127.0.0.1 is no telephone system: SSH-2.0-OpenSSH"

    asyncio.run(story())


def test_slow_answers_are_told_as_a_worse_link() -> None:
    async def story() -> None:
        async def slowly(visit: Visit, asked: Fields) -> None:
            await asyncio.sleep(0.4)
            await server._ping(visit, asked)

        async def busy() -> None:
            while True:
                server.here.event("Newexten")
                await asyncio.sleep(0.02)

        async with scripted() as server:
            told = Told()
            async with connected(server, told):
                server.answers["Ping"] = slowly
                noise = asyncio.create_task(busy())
                await told.until(lambda: told.links[-1].link is Link.DEGRADED)
                server.answers.clear()
                await told.until(lambda: told.is_up(2))
                noise.cancel()
                assert Link.DOWN not in [change.link for change in told.links]

    asyncio.run(story())


def test_the_clock_of_the_switch_is_read_and_read_again() -> None:
    async def story() -> None:
        async with scripted() as server:
            server.clock_ahead_s = 3600
            told = Told()
            async with connected(server, told):
                await told.until(lambda: bool(told.clocks))
                assert told.clocks[-1] == pytest.approx(3600, abs=0.5)
                server.clock_ahead_s = -7200
                await told.until(lambda: told.clocks[-1] < 0)
                assert told.clocks[-1] == pytest.approx(-7200, abs=0.5)

    asyncio.run(story())


def test_a_bug_with_one_event_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with scripted() as server:
            told = Told()
            async with connected(server, told):
                server.here.event("Strange", Boom="yes")
                server.here.event("Next")
                await told.until(lambda: len(told.events) == 2)
                assert told.is_up()

    asyncio.run(story())
    assert "could not be taken in" in caplog.text


def test_work_that_fails_begins_again_with_a_new_connection() -> None:
    async def story() -> None:
        async def fail_once() -> None:
            if told.lives == 1:
                raise Late("no answer to QueueStatus within 20 s")

        async with scripted() as server:
            told = Told()
            told.working = fail_once
            async with connected(server, told):
                await told.until(lambda: told.lives == 2)
                assert any("QueueStatus" in change.words for change in told.links)

    asyncio.run(story())


def test_a_row_too_long_fails_the_list() -> None:
    async def story() -> None:
        async def long_row(visit: Visit, asked: Fields) -> None:
            name = ("ActionID", asked["ActionID"])
            visit.reply(asked, "Success", ("EventList", "start"))
            visit.send(("Event", "QueueMember"), name, ("Name", "x" * 300_000))
            visit.send(("Event", "QueueStatusComplete"), name)

        async with scripted(QueueStatus=long_row) as server, connected(server, Told()) as ami:
            with pytest.raises(AmiFailure, match="too long"):
                await ami.ask_list("QueueStatus", lambda *_: None)
            assert ami.dropped == 1

    asyncio.run(story())


def tls_of(folder: Path, authority: Authority, address: str) -> ssl.SSLContext:
    certificate, key = authority.server(address)
    (folder / "certificate.pem").write_bytes(certificate)
    put_key(folder / "key.pem", key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize("wrong", ["", "authority", "name"])
def test_tls_with_a_good_certificate_only(tmp_path: Path, wrong: str) -> None:
    authority = Authority()
    (tmp_path / "authority.pem").write_bytes((Authority() if wrong == "authority" else authority).certificate)
    tls = tls_of(tmp_path, authority, "192.0.2.1" if wrong == "name" else "127.0.0.1")

    async def story() -> None:
        server = ScriptedAmi()
        await server.open(tls)
        told = Told()
        login = AmiLogin("127.0.0.1", "me", "s3cret", server.port, tls=True, ca_file=tmp_path / "authority.pem")
        running = asyncio.create_task(Ami(login, told, QUICK).run())
        try:
            if wrong:
                with pytest.raises(PlaceFault) as refused:
                    await running
                assert refused.value.kind is FaultKind.SERVER_NOT_TRUSTED
                assert server.asked == []
            else:
                await told.until(told.is_up)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await server.close()

    asyncio.run(story())


def test_the_secret_is_in_no_text() -> None:
    assert "s3cret" not in repr(AmiLogin("127.0.0.1", "me", "s3cret"))
