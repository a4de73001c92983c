"""The gateway inside a console: what it writes is told at once, it ends promptly, and two on one file get on."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import wave
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pytest

from console.domain.calls import CallFilter, Direction
from console.domain.events import LinkState
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.domain.floor import AgentState, AwayReason, FloorAction
from console.domain.floor_book import ActionState
from console.domain.floor_plan import Room
from console.domain.people import Person, Role
from console.gateway.gateway import Pace
from console.gateway.here import GatewayHere, Held, held_by_file
from console.store.floor_listening import FloorNews
from console.store.floor_writing_here import EmbeddedFloorWriting
from console.store.people import NewPerson
from console.store.store import Store
from console.telephony.interface import CallRecord, Link, RecordingEnded
from tests.gateway.here_centre import NUMBERS, QUICK, Listening, furnish
from tests.gateway.scripted import ScriptedSwitch, Unreached, agent

ROOT = Path(__file__).resolve().parents[2]
SLOW = Pace(beat_s=30.0, batch_s=0.01)

Start = Callable[..., tuple[GatewayHere, Listening]]


class Refusing(ScriptedSwitch):
    async def start(self) -> None:
        raise PlaceFault(FaultKind.TELEPHONE_REFUSED, words="Authentication failed")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "floor.sqlite"


@pytest.fixture
def lead(path: Path) -> Person:
    return furnish(path)


@pytest.fixture
def store(path: Path, lead: Person) -> Iterator[Store]:
    assert lead.active
    with Store.open(path) as store:
        yield store


@pytest.fixture
def start(path: Path, lead: Person) -> Iterator[Start]:
    """Starts a gateway on the file; all are stopped at the end and leave no thread."""
    assert lead.active
    begun: list[GatewayHere] = []

    def start_one(
        switch: ScriptedSwitch, pace: Pace = QUICK, find: Callable[[Store], Held] | None = None, **more: object
    ) -> tuple[GatewayHere, Listening]:
        listening = Listening()
        found = find or (lambda _: Held("pbx", lambda: switch))
        url = f"sqlite:///{path}"
        gateway = GatewayHere(url, found, listening.hear, listening.say, pace=pace, **more)  # type: ignore[arg-type]
        begun.append(gateway)
        gateway.start()
        return gateway, listening

    yield start_one
    for gateway in begun:
        gateway.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("gateway")]


def test_states_are_told_at_once_and_kept(start: Start, store: Store) -> None:
    switch = ScriptedSwitch({"2001": agent("2001")})
    gateway, listening = start(switch)
    listening.until(lambda: listening.states() == {"2001": "ready"})
    assert listening.heard[0].whole is not None
    switch_loop(gateway, lambda: switch.turn(agent("2001", AgentState.TALKING), agent("nobody")))
    listening.until(lambda: listening.states() == {"2001": "talking"})
    assert listening.heard[-1].whole is None
    assert listening.gateway == ("up", "")
    kept = store.floor.now()
    assert (kept.agents["2001"].state, kept.gateway_of) == (AgentState.TALKING, {"2001": "pbx"})
    assert listening.links == [LinkState.CONNECTED]
    switch_loop(gateway, lambda: switch.set_link(Link.DOWN))
    listening.until(lambda: listening.gateway == ("down", "the cable") and listening.states() == {"2001": "unknown"})
    gateway.stop()
    told = len(listening.heard)
    assert store.floor.now().agents["2001"].state is AgentState.UNKNOWN
    assert len(listening.heard) == told


def switch_loop(gateway: GatewayHere, deed: Callable[[], None]) -> None:
    """Do it in the loop of the telephone system."""
    assert gateway._loop is not None
    gateway._loop.call_soon_threadsafe(deed)


def test_whoever_gets_an_account_while_signed_on_is_on_the_floor(start: Start, store: Store) -> None:
    _, listening = start(ScriptedSwitch({"2001": agent("2001"), "2009": agent("2009", AgentState.BUSY)}))
    listening.until(lambda: listening.states() == {"2001": "ready"})
    store.people.add(NewPerson("2009", "新来", Role.AGENT, "一组"))
    listening.until(lambda: listening.states() == {"2001": "ready", "2009": "busy"})
    assert store.floor.now().agents["2009"].state is AgentState.BUSY


def test_what_is_asked_is_done_when_it_rings(start: Start, store: Store, lead: Person) -> None:
    switch = ScriptedSwitch({"2001": agent("2001")})
    gateway, listening = start(switch, SLOW)
    listening.until(lambda: listening.states() == {"2001": "ready"} and FloorNews.ACTIONS in listening.news)
    listening.news.clear()
    agent_id = next(person.id for person in store.people.list_people() if person.number == "2001")
    began_s = monotonic()
    asked = store.floor.ask(lead, agent_id, FloorAction.SET_AWAY, reason=AwayReason.REST)
    gateway.ring()
    listening.until(lambda: FloorNews.ACTIONS in listening.news and listening.states() == {"2001": "away"})
    assert monotonic() - began_s < SLOW.beat_s / 10
    assert store.floor.action(asked).state is ActionState.DONE


def test_what_others_change_in_the_file_is_told(start: Start, store: Store, lead: Person) -> None:
    _, listening = start(ScriptedSwitch({"2001": agent("2001")}))
    listening.until(lambda: listening.states() == {"2001": "ready"})
    listening.news.clear()
    store.floor.save_room(Room(uuid4(), "一号大厅", 1, 1), lead)
    store.floor.hand_over(lead, "一组", "耳机坏了")
    listening.until(lambda: {FloorNews.PLAN, FloorNews.HANDOVERS} <= listening.news)


def test_it_ends_promptly_also_while_the_database_is_locked(start: Start, path: Path) -> None:
    gateway, listening = start(ScriptedSwitch({"2001": agent("2001")}))
    listening.until(lambda: listening.states() == {"2001": "ready"})
    with lock(path):
        listening.until(lambda: listening.links[-1] is LinkState.LOST)
        began_s = monotonic()
        gateway.stop()
        assert monotonic() - began_s < 2.5
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("gateway")]


def test_it_goes_on_when_the_lock_is_gone(start: Start, path: Path) -> None:
    with lock(path):
        gateway, listening = start(ScriptedSwitch({"2001": agent("2001")}))
        listening.until(lambda: LinkState.LOST in listening.links)
    listening.until(lambda: listening.states() == {"2001": "ready"})
    assert listening.links[-1] is LinkState.CONNECTED
    began_s = monotonic()
    gateway.stop()
    assert monotonic() - began_s < 1.0


class lock:  # noqa: N801 - used like a function
    """Another program holds the right to write."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def test_stopped_before_it_began_it_leaves_nothing(start: Start) -> None:
    gateway, listening = start(ScriptedSwitch())
    gateway.stop()
    assert listening.heard == []


def test_a_second_console_watches_and_takes_over(start: Start) -> None:
    first = ScriptedSwitch({"2001": agent("2001")})
    second = ScriptedSwitch({"2001": agent("2001", AgentState.BUSY)})
    leading, listening = start(first)
    listening.until(lambda: listening.states() == {"2001": "ready"})
    _, watching = start(second)
    watching.until(lambda: watching.states() == {"2001": "ready"})
    switch_loop(leading, lambda: first.turn(agent("2001", AgentState.TALKING)))
    watching.until(lambda: watching.states() == {"2001": "talking"})
    assert second.started == 0
    leading.stop()
    watching.until(lambda: watching.states() == {"2001": "busy"})
    assert (first.stopped, second.started) == (1, 1)


def test_why_the_telephone_system_is_not_there_is_said_while_it_is_tried(start: Start) -> None:
    switch = Unreached({"2001": agent("2001")})
    gateway, listening = start(switch)
    listening.until(lambda: listening.gateway == ("down", "nobody answers at pbx.example"))
    assert set(listening.states().values()) <= {"unknown"}
    switch_loop(gateway, switch.reached.set)
    listening.until(lambda: listening.gateway == ("up", "") and listening.states() == {"2001": "ready"})


def test_a_database_that_fails_as_the_telephone_system_comes_ends_nothing(
    start: Start, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = [PlaceFault(FaultKind.DATABASE_LOCKED)]
    lead_as_it_is = EmbeddedFloorWriting.lead

    def lead(writing: EmbeddedFloorWriting, able: frozenset[FloorAction], *, fresh: bool = True) -> bool:
        if failing and not fresh:
            raise failing.pop()
        return lead_as_it_is(writing, able, fresh=fresh)

    monkeypatch.setattr(EmbeddedFloorWriting, "lead", lead)
    faults: list[Fault] = []
    _, listening = start(ScriptedSwitch({"2001": agent("2001")}), failed=faults.append)
    listening.until(lambda: listening.states() == {"2001": "ready"})
    assert failing == faults == []
    assert FloorAction.SIGN_OFF in store.floor.now().gateways["pbx"].able


def test_a_login_that_is_refused_is_said(start: Start) -> None:
    faults: list[Fault] = []
    _, listening = start(Refusing(), failed=faults.append)
    listening.until(lambda: listening.gateway == ("down", "Authentication failed"))
    wait(lambda: [fault.kind for fault in faults] == [FaultKind.TELEPHONE_REFUSED])


def test_a_gateway_file_that_cannot_be_used_is_said(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "gateway.toml"
    file.write_text('name = "pbx"\n[pbx]\nkind = "avaya"')
    faults: list[Fault] = []
    _, listening = start(ScriptedSwitch(), find=lambda _: held_by_file(file), failed=faults.append)
    listening.until(lambda: listening.gateway[0] == "down" and "avaya" in listening.gateway[1])
    wait(lambda: [fault.kind for fault in faults] == [FaultKind.BAD_GATEWAY_FILE])


def wait(true: Callable[[], bool]) -> None:
    """What comes right after what was waited for."""
    end_s = monotonic() + 5
    while not true():
        assert monotonic() < end_s, "did not come"
        threading.Event().wait(0.01)


def test_a_gateway_file_needs_no_database(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    (tmp_path / "secret").chmod(0o600)
    file = tmp_path / "gateway.toml"
    words = 'name = "pbx"\n[pbx]\nkind = "asterisk"\nhost = "pbx.example"\nuser = "u"\npassword_file = "secret"\n'
    file.write_text(words)
    assert held_by_file(file).name == "pbx"
    file.write_text(words + '[database]\nurl = "postgresql:///elsewhere"\n')
    assert held_by_file(file).shown is not None
    file.write_text(words + "hots = 1\n")
    with pytest.raises(InputFault, match="hots"):
        held_by_file(file)


def test_a_finished_call_comes_in_with_its_recording(start: Start, store: Store, lead: Person, tmp_path: Path) -> None:
    sound = tmp_path / "call.wav"
    with wave.open(str(sound), "wb") as file:
        file.setparams((2, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(4 * 8000 * 2))
    switch, came = ScriptedSwitch({"2001": agent("2001")}), threading.Event()
    held = Held("pbx", lambda: switch, shown=str)
    gateway, listening = start(switch, find=lambda _: held, brought_in=came.set)
    listening.until(lambda: listening.states() == {"2001": "ready"})
    began_at = datetime.now(UTC) - timedelta(seconds=2)
    record = CallRecord(
        "pbx-1", "pbx-1", began_at, "2001", direction=Direction.INBOUND, ring_ms=3000, recording=str(sound)
    )
    ended = RecordingEnded(str(sound), began_at, began_at + timedelta(seconds=2))
    switch_loop(gateway, lambda: switch.end(record))
    switch_loop(gateway, lambda: switch._outlet.put(ended))
    assert came.wait(10)
    (row,) = store.calls.page(CallFilter(), lead, 0, 10)
    assert (row.call.agent_name, row.call.ring_ms, row.call.duration_ms) == ("坐席2001", 3000, 2000)


def test_a_console_killed_in_mid_shift_leaves_a_file_that_opens(start: Start, path: Path, store: Store) -> None:
    command = [sys.executable, "-m", "tests.gateway.here_centre", str(path)]
    console = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert console.stdout is not None
        assert console.stdout.readline().split() == [b"alive"]
    finally:
        console.kill()
        console.wait()
        if console.stdout is not None:
            console.stdout.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    killed_at = datetime.now(UTC)
    kept = store.floor.now()
    assert {one.agent_number for one in kept.agents.values()} <= set(NUMBERS)
    assert store.floor.history(killed_at - timedelta(hours=1), killed_at + timedelta(hours=1))
    _, listening = start(ScriptedSwitch({number: agent(number, AgentState.BUSY) for number in NUMBERS}))
    listening.until(lambda: listening.states() == dict.fromkeys(NUMBERS, "busy"))  # five seconds after its last word
    assert store.audit.verify().broken is None
