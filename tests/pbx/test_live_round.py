"""A round of listening at a real Asterisk: each is heard alone, who hangs up is stepped over, nothing is left."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from console.audio.outputs import NullOutputs, RunningNullDevice, Take
from console.audio.player import Player
from console.desk.background import Background
from console.desk.floor_actions import FloorActions
from console.desk.floor_desk import FloorDesk
from console.desk.listening import ListeningDesk
from console.desk.live_listening import LiveListening
from console.desk.live_now import Stage
from console.desk.live_round import LiveRound, RoundStage
from console.domain.floor import AgentState
from console.domain.people import Role
from console.gateway.here import GatewayHere, Held
from console.store.people import NewPerson
from console.store.store import Store
from console.telephony.ami import AmiLogin
from console.telephony.asterisk import Asterisk as Adapter
from tests.gateway.here_centre import QUICK
from tests.pbx.asterisk import Asterisk
from tests.pbx.live_scene import LOUD, Way, both, ours_on
from tests.pbx.sip_phone import Call
from tests.pbx.small_centre import small_centre
from tests.pbx.sound_stream import RATE, strength

pytestmark = pytest.mark.asterisk

TEAM = ("1001", "1002", "1003")
TONES = {"1001": (400.0, 600.0), "1002": (800.0, 1000.0), "1003": (1200.0, 1400.0)}
"""Of the agent and of the customer; whole turns in any half second."""
EACH_S = 2
LONGEST_GAP_S = 0.1
"""But for changes that the machine held up: the next call is heard before this one goes."""
SOON_S = 2.0
BEFORE_S, AFTER_S = 0.8, 0.4
WINDOW_S = 0.5
DB_40 = 100.0
HEARD = 500
STOOD_S = 0.1
"""A device's turn is 10 ms."""


class Floor(Thread):
    """Three agents with customers, each saying a tone, at phones in a loop of its own until `over`."""

    def __init__(self, switch: Asterisk) -> None:
        super().__init__(name="floor")
        self.calls: dict[str, Call] = {}
        self.failed: BaseException | None = None
        self._switch = switch
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()

    def run(self) -> None:
        try:
            self._loop.run_until_complete(self._talk())
        except BaseException as error:  # told in the test's own thread
            self.failed = error
        finally:
            self._loop.close()

    async def _talk(self) -> None:
        async with small_centre(self._switch) as centre:
            centre._free = list(TEAM)
            for number in TEAM:
                phone, queue = await centre.agent(), centre.queue()
                await centre.sign_on(phone, queue)
                customer = await centre.customer(queue)
                call = await phone.ringing()
                await call.answer()
                agent_hz, customer_hz = TONES[number]
                call.sound.play(agent_hz)
                customer.sound.play(customer_hz)
                self.calls[number] = call
            await self._over.wait()

    def do(self, deed: Coroutine[object, object, object]) -> None:
        """Have it done there."""
        asyncio.run_coroutine_threadsafe(deed, self._loop).result(10)

    def end(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._over.set)
        self.join(20)
        if self.failed is not None:
            raise self.failed


class LoudDevice(RunningNullDevice):
    """A device that notes when it had something to sound."""

    def __init__(self) -> None:
        super().__init__()
        self._taken: list[tuple[float, float, bool]] = []
        """When, how much sound, whether any of it could be heard."""

    def start(self, take: Take) -> None:
        """Begin the clock."""

        def noted(frames: int) -> bytes:
            sound = take(frames)
            loud = np.abs(np.frombuffer(sound, np.int16).astype(np.int32)).max(initial=0) > HEARD
            self._taken.append((time.monotonic(), frames / self.rate_hz, bool(loud)))
            return sound

        super().start(noted)

    def gap_s(self, since_s: float, until_s: float) -> float:
        """The longest silence, between two sounds: by what was sounded, and where it stood still, by the clock."""
        longest_s = silent_s = 0.0
        taken = [one for one in self._taken if since_s <= one[0] <= until_s]
        for (before_s, *_), (at_s, length_s, loud) in pairwise(taken):
            pause_s = at_s - before_s
            silent_s = 0.0 if loud and pause_s < STOOD_S else silent_s + (pause_s if pause_s >= STOOD_S else length_s)
            longest_s = max(longest_s, silent_s)
            silent_s = 0.0 if loud else silent_s
        return longest_s


class Lead:
    """A supervisor's console on SQLite that holds the switch itself, and goes round its team."""

    def __init__(self, store: Store, url: str, switch: Asterisk, way: Way, qtbot: QtBot) -> None:
        name, secret = switch.login
        login, site = AmiLogin(switch.address, name, secret, switch.ami_port, tls=False), way(switch)
        held = Held("pbx", lambda: Adapter(login, live=site))
        person = store.people.add(NewPerson("1101", "杨帆", Role.SUPERVISOR))
        store.people.add_many([NewPerson(number, f"坐席{number}", Role.AGENT, "一组") for number in TEAM])
        self.qtbot, self.switch = qtbot, switch
        self.background = Background()
        self.desk = FloorDesk(
            self.background,
            store,
            person,
            lambda hear, say: GatewayHere(url, lambda _: held, hear, say, pace=QUICK),
        )
        self.actions = FloorActions(self.desk)
        self.outputs = NullOutputs(running=True)
        self.device = LoudDevice()
        self.outputs.device = self.device
        self.player = Player(outputs=self.outputs)
        self.listening = ListeningDesk(self.player, self.background)
        self.live = LiveListening(self.actions, self.background)
        self.live.to_hear.connect(self.listening.open_live)
        self.round = LiveRound(self.live, self.actions, self.background)
        self.round.each_s = EACH_S
        self.home = QObject()
        self.heard: list[tuple[str, float]] = []
        """Whom, and since when."""
        self.round.changed.connect(self._note)

    def _note(self) -> None:
        number = self.round.now.number
        if number and number not in [who for who, _ in self.heard[-1:]]:
            self.heard.append((number, time.monotonic()))

    def start(self) -> None:
        self.desk.start()
        self.actions.start()
        self.until(lambda: self.talking() == set(TEAM), 20)

    def close(self) -> None:
        self.round.end()
        self.live.close()
        self.until(lambda: self.background.pending == 0)
        self.actions.stop()
        self.desk.stop()
        self.listening.close()
        self.player.shut_down()
        self.background.close()

    def until(self, true: Callable[[], bool], longest_s: float = 10) -> None:
        self.qtbot.waitUntil(true, timeout=round(longest_s * 1000))

    def talking(self) -> set[str]:
        agents = self.desk.agents.values()
        return {one.agent_number for one in agents if one.state is AgentState.TALKING}

    def hears(self, number: str) -> tuple[float, float]:
        """Wait until that agent is heard: each side's own tone over the loudest of all others."""
        self.until(lambda: self.round.now.number == number)
        return self.apart(number)

    def apart(self, number: str) -> tuple[float, float]:
        """The same of whoever is heard already."""
        assert self.live.now.number == number
        found: list[tuple[float, float]] = []

        def is_clear() -> bool:
            found.append(self._apart_now(number))
            return min(found[-1]) > DB_40

        self.until(is_clear, EACH_S)
        return found[-1]

    def _apart_now(self, number: str) -> tuple[float, float]:
        agent, customer = (self._lane_apart(lane, TONES[number][lane]) for lane in (0, 1))
        return agent, customer

    def _lane_apart(self, lane: int, own_hz: float) -> float:
        call, frames = self.live.call, round(WINDOW_S * RATE)
        assert call is not None
        tape = call.legs[lane].tape
        last = tape.read(max(0, tape.end - frames), frames).astype(np.float64)
        own = strength(last, own_hz)
        if own < LOUD:
            return 0.0
        return own / max(1e-9, *(strength(last, hz) for pair in TONES.values() for hz in pair if hz != own_hz))

    def left(self) -> list[str]:
        return ours_on(self.switch)


@contextmanager
def lead_of(switch: Asterisk, way: Way, qtbot: QtBot, path: Path) -> Iterator[tuple[Lead, Floor]]:
    floor = Floor(switch)
    floor.start()
    with Store.open(path) as store:
        lead = Lead(store, f"sqlite:///{path}", switch, way, qtbot)
        try:
            lead.start()
            yield lead, floor
        finally:
            lead.close()
            floor.end()


@both
def test_a_round_goes_through_the_team_and_leaves_nothing(
    asterisk: Asterisk, way: Way, qtbot: QtBot, tmp_path: Path
) -> None:
    first, second, third = TEAM
    with lead_of(asterisk, way, qtbot, tmp_path / "round.sqlite") as (lead, floor):
        lead.round.start(lambda: list(TEAM), lead.home)
        apart = [lead.hears(number) for number in TEAM]
        apart.append(lead.hears(first))
        floor.do(floor.calls[second].hang_up())
        apart.append(lead.hears(third))
        assert [who for who, _ in lead.heard] == [*TEAM, first, third], "who has hung up is stepped over"
        assert lead.round.now.of == 2
        ended_s = time.monotonic()
        floor.do(floor.calls[third].hang_up())
        apart.append(lead.hears(first))
        assert lead.heard[-1][1] - ended_s < EACH_S, "nobody waits for a call that is over"
        lead.round.stay()
        assert lead.round.now.stage is RoundStage.IDLE
        qtbot.wait(EACH_S * 1000 + 500)
        assert (lead.live.now.stage, lead.live.now.number) == (Stage.HEARING, first)
        apart.append(lead.apart(first))
        assert lead.left()
        lead.live.stop()
        lead.until(lambda: lead.left() == [])
        *changes, after_the_end_s = (at_s for _, at_s in lead.heard[1:])
        gaps_s = [lead.device.gap_s(at_s - BEFORE_S, min(at_s + AFTER_S, ended_s)) for at_s in changes]
        last_s = lead.device.gap_s(ended_s - AFTER_S, after_the_end_s + AFTER_S)
        decibels = 20 * np.log10(min(min(pair) for pair in apart))
        sys.stdout.write(
            f"\n{way.__name__}: own tone {decibels:.0f} dB over all others at the least; silence at each change"
            f" {', '.join(f'{gap_s * 1000:.0f}' for gap_s in gaps_s)} ms, after a call that was over"
            f" {last_s * 1000:.0f} ms\n"
        )
        assert sorted(gaps_s)[1] < LONGEST_GAP_S
        assert last_s < SOON_S
