"""From an event on the switch's socket to its painted seat, through the gateway as a program and PostgreSQL."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psycopg
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from console.desk.background import Background
from console.desk.floor import FloorModel
from console.desk.floor_desk import FloorDesk
from console.domain.floor import AgentState
from console.domain.floor_plan import Room, Seat
from console.domain.people import Role
from console.store.engine import Login
from console.store.floor_listening import FloorHeard, FloorListener
from console.store.store import Store
from console.widgets import theme
from console.widgets.seat_view import SeatView
from tests.bench.table import record
from tests.conftest import ROOT
from tests.postgres import start_server, stop_server
from tests.shared_centre import Wanted, add_member
from tests.store.centres import QUICK_HASHES
from tests.telephony.scripted_floor import ScriptedFloor, member

MEDIAN_MS, P99_MS = 150.0, 300.0
SEATED, EVENTS, EVERY_S = 500, 600, 0.05
MANY, MANY_A_SECOND, MANY_S = 5_000, 800, 20.0
MOST = 10_000
ROWS, COLUMNS = 20, 25
NAME, PASSWORD = "4001", "listen-4001"
PACE_S = 0.005


@dataclass
class Switch:
    """A scripted telephone system in a thread of its own; its `members` are paused and released."""

    members: int
    sent: dict[str, tuple[bool, float]] = field(default_factory=dict)
    floor: ScriptedFloor = field(init=False)

    def __post_init__(self) -> None:
        self.floor = ScriptedFloor([member(f"a{number}") for number in range(self.members)])
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="switch")

    def __enter__(self) -> Switch:
        self._thread.start()
        self.call(self.floor.switch.open())
        return self

    def __exit__(self, *_: object) -> None:
        self.call(self.floor.switch.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def call(self, work: Any) -> Any:
        """Run a coroutine there and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def begin(self, work: Any) -> None:
        """Run a coroutine there meanwhile."""
        asyncio.run_coroutine_threadsafe(work, self._loop)

    def turn(self, number: int) -> None:
        """Pause or release one member, now."""
        row = self.floor.members[number]
        paused = row["Paused"] == "0"
        row |= {"Paused": str(int(paused)), "PausedReason": "meal" if paused else ""}
        self.sent[row["Name"]] = (paused, time.perf_counter())
        self.floor.tell("QueueMemberPause", row)

    async def turn_slowly(self, done: Callable[[], bool]) -> None:
        """One at a time, never in step with anybody's frames."""
        numbers = random.Random(4)
        while not done():
            self.turn(numbers.randrange(SEATED))
            await asyncio.sleep(EVERY_S * numbers.uniform(0.5, 1.5))

    async def turn_many(self, done: Callable[[], bool]) -> None:
        """`MANY_A_SECOND` of them, in small bursts."""
        numbers = random.Random(5)
        while not done():
            for _ in range(round(MANY_A_SECOND * PACE_S)):
                self.turn(numbers.randrange(self.members))
            await asyncio.sleep(PACE_S)


class WatchedView(SeatView):
    """Notes when a seat was painted as it was sent last."""

    def watch(self, switch: Switch, model: FloorModel) -> None:
        """Begin."""
        self.switch, self.floor = switch, model
        self.took_ms: list[float] = []
        self.seen: dict[str, float] = {}

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painted_s, model = time.perf_counter(), self.floor
        for name, (paused, sent_s) in tuple(self.switch.sent.items()):
            seat = model.seat_of(name)
            if self.seen.get(name) == sent_s or seat is None or seat.agent is None:
                continue
            cell = self.visualRect(model.index(seat.place.row, seat.place.column))
            state = AgentState.AWAY if paused else AgentState.READY
            if seat.agent.state is state and event.region().intersects(cell):
                self.seen[name] = sent_s
                self.took_ms.append((painted_s - sent_s) * 1000)


@contextmanager
def centre() -> Iterator[str]:
    """The address of a database with agents, a room of 500 of them, a manager and a gateway's login."""
    server = start_server(durable=True)
    try:
        url = server.url(server.fresh_database())
        with Store.open(url, hasher=QUICK_HASHES) as store:
            manager = add_member(url, Wanted(NAME, "郑华", Role.MANAGER)).person
            add_member(url, Wanted("gateway-9", "gateway", Role.GATEWAY))
            with psycopg.connect(url, autocommit=True) as root:
                root.execute(
                    "INSERT INTO person"
                    " (id, number, name, role, team, seat, active, wrong_passwords, wrong_pins, version)"
                    " SELECT gen_random_uuid(), 'a' || n, '王芳', 'agent', 'T' || n / 25, '', true, 0, 0, 1"
                    f" FROM generate_series(0, {MOST - 1}) n"
                )
            ids = {one.number: one.id for one in store.people.list_people(Role.AGENT)}
            seats = [Seat(uuid4(), index // COLUMNS, index % COLUMNS, "", ids[f"a{index}"]) for index in range(SEATED)]
            store.floor.save_room(Room(uuid4(), "一号厅", ROWS, COLUMNS, tuple(seats)), manager)
        yield f"postgresql://127.0.0.1:{server.port}/{url.rpartition('/')[2]}"
    finally:
        stop_server(server)


@contextmanager
def gateway(url: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`deskside gateway`, as a program."""
    with tempfile.TemporaryDirectory() as place:
        for name, secret in (("database", "listen-gateway-9"), ("pbx", "s3cret")):
            path = Path(place, name)
            path.write_text(secret)
            path.chmod(0o600)
        file = Path(place, "gateway.toml")
        file.write_text(
            f'name = "pbx"\n[database]\nurl = "{url}"\nlogin = "gateway-9"\npassword_file = "database"\n'
            f'[pbx]\nkind = "asterisk"\nhost = "127.0.0.1"\nport = {port}\nuser = "me"\n'
            'password_file = "pbx"\ntls = false\n'
        )
        command = [sys.executable, "-m", "console", "gateway", "--config", str(file)]
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
            try:
                yield process
            finally:
                process.terminate()
                process.wait(20)


def cpu_s(process: subprocess.Popen[bytes]) -> float:
    """What a process has taken so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Console:
    """One person's floor in a window, as the console shows it; and when its ear heard of each change."""

    def __init__(self, url: str, switch: Switch) -> None:
        self.heard_ms: list[float] = []
        self._switch = switch
        self._heard_of: dict[str, float] = {}
        self.background = Background()
        self.store = Store.open(url, login=Login(NAME, PASSWORD))
        session = self.store.session
        assert session is not None
        person = self.store.people.sign_on_here()
        self.desk = FloorDesk(
            self.background, self.store, person, lambda hear, say: FloorListener(session, self._hearing(hear), say)
        )
        self.view = WatchedView(self.desk.model)
        self.view.watch(switch, self.desk.model)
        self.view.resize(1920, 1000)
        self.view.show()
        self.desk.start()

    def _hearing(self, hear: Callable[[FloorHeard], object]) -> Callable[[FloorHeard], object]:
        def heard(news: FloorHeard) -> None:
            now_s = time.perf_counter()
            for agent in news.changed:
                paused, sent_s = self._switch.sent.get(agent.agent_number, (False, 0.0))
                as_sent = agent.state is (AgentState.AWAY if paused else AgentState.READY)
                if sent_s and as_sent and self._heard_of.get(agent.agent_number) != sent_s:
                    self._heard_of[agent.agent_number] = sent_s
                    self.heard_ms.append((now_s - sent_s) * 1000)
            hear(news)

        return heard

    def close(self) -> None:
        """Let go of everything."""
        self.desk.stop()
        self.view.close()
        self.background.close()
        self.store.close()


def run_until(true: Callable[[], bool], longest_s: float) -> float:
    """Live in Qt's own loop until something is so; how long it took."""
    loop = QEventLoop()
    began_s = time.perf_counter()
    looking = QTimer(interval=20)
    looking.timeout.connect(lambda: loop.exit() if true() else None)
    looking.start()
    QTimer.singleShot(round(longest_s * 1000), loop, loop.quit)
    loop.exec()
    looking.stop()
    assert true(), f"did not come within {longest_s:g} s"
    return time.perf_counter() - began_s


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def small(url: str) -> None:
    """500 agents, one change at a time."""
    with Switch(SEATED) as switch, gateway(url, switch.floor.switch.port):
        console = Console(url, switch)
        view = console.view
        run_until(lambda: console.desk.model.counts[AgentState.READY] == SEATED, 60)
        switch.begin(switch.turn_slowly(lambda: len(view.took_ms) >= EVENTS))
        run_until(lambda: len(view.took_ms) >= EVENTS, 2 * EVENTS * EVERY_S)
        took, heard = view.took_ms, console.heard_ms
        console.close()
    record("event at the switch to painted seat, median", statistics.median(took), "ms", bar=MEDIAN_MS)
    record("event at the switch to painted seat, p99", _p99(took), "ms", bar=P99_MS)
    record("of it until the console heard, median", statistics.median(heard), "ms", peer=f"p99 {_p99(heard):.0f} ms")


def many(url: str) -> None:
    """5,000 agents, 800 changes a second, 500 of them watched: what a gateway takes of a core."""
    with Switch(MANY) as switch, gateway(url, switch.floor.switch.port) as process:
        console = Console(url, switch)
        run_until(lambda: len(console.desk.agents) >= MANY, 60)
        end_s = time.perf_counter() + MANY_S
        began_cpu_s = cpu_s(process)
        switch.begin(switch.turn_many(lambda: time.perf_counter() > end_s))
        run_until(lambda: time.perf_counter() > end_s, 2 * MANY_S)
        share = (cpu_s(process) - began_cpu_s) / MANY_S
        took = console.view.took_ms
        console.close()
    record(f"gateway, {MANY:,} agents, {MANY_A_SECOND} events/s", share * 100, "% of a core", bar=100)
    peer = f"p99 {_p99(took):.0f} ms, {len(took)} seats"
    record(f"event to painted seat at {MANY_A_SECOND} events/s, median", statistics.median(took), "ms", peer=peer)


def most(url: str) -> None:
    """10,000 members, from a gateway's start until a console knows them all."""
    with Switch(MOST) as switch:
        console = Console(url, switch)
        with gateway(url, switch.floor.switch.port):
            took_s = run_until(
                lambda: sum(one.state is AgentState.READY for one in console.desk.agents.values()) == MOST, 120
            )
        console.close()
    record("10,000 members, from the gateway's start to the console", took_s, "s")


def run() -> None:
    """All three, each with a gateway of its own."""
    instance = QApplication.instance()
    app = instance if isinstance(instance, QApplication) else QApplication([])
    theme.apply_theme(app, "light")
    gc.disable()  # as in the console, which collects in its own thread only
    try:
        with centre() as url:
            for part in (small, many, most):
                part(url)
                gc.collect()
    finally:
        gc.enable()
