"""The whole chain fails in every way it can: nobody is shown as ready on stale news, and all is right again after."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.floor_desk import FloorDesk
from console.domain.floor import AgentState
from console.store.floor_listening import FloorListener
from console.store.store import Store
from tests.cutting_proxy import CuttingProxy
from tests.gateway.programs import Start, gateway_file, programs
from tests.shared_centre import SharedCentre
from tests.telephony.scripted_ami import packet
from tests.telephony.scripted_floor import ScriptedFloor, member
from tests.telephony.switch_thread import SwitchThread

pytestmark = pytest.mark.postgresql

DARK_S = 5.3
"""5 s, and what a busy machine takes until a seat shows it."""
BACK_MS = 25_000


class Chain:
    """Telephone system, gateway as a program, PostgreSQL, and one person's floor; both of the gateway's lines fail."""

    def __init__(
        self,
        qtbot: QtBot,
        switch: SwitchThread,
        pbx: CuttingProxy,
        database: CuttingProxy,
        start: Start,
        desk: FloorDesk,
    ) -> None:
        self.qtbot, self.switch, self.pbx, self.database, self.start, self.desk = (
            *(qtbot, switch, pbx, database),
            *(start, desk),
        )
        self.gateway: subprocess.Popen[bytes] = start()
        self.seen: list[tuple[AgentState | None, int]] = []
        desk.model.shown.connect(lambda: self.seen.append((self.state("1001"), desk.model.counts[AgentState.READY])))

    def state(self, number: str) -> AgentState | None:
        seat = self.desk.model.seat_of(number)
        return seat.agent.state if seat and seat.agent else None

    def shows(self, *wanted: AgentState, timeout_ms: int = BACK_MS) -> None:
        self.qtbot.waitUntil(lambda: (self.state("1001"), self.state("1002")) == wanted, timeout=timeout_ms)


@pytest.fixture
def floor() -> ScriptedFloor:
    return ScriptedFloor([member("1001"), member("1002")], devices={"PJSIP/1001": "NOT_INUSE"})


@pytest.fixture
def chain(qtbot: QtBot, gateway_centre: SharedCentre, tmp_path: Path, floor: ScriptedFloor) -> Iterator[Chain]:
    with ExitStack() as doors:
        switch = doors.enter_context(SwitchThread(floor))
        pbx = doors.enter_context(CuttingProxy(switch.port))
        database = doors.enter_context(CuttingProxy(gateway_centre.server.port))
        url = f"postgresql://127.0.0.1:{database.port}/{gateway_centre.database}"
        file = gateway_file(tmp_path, gateway_centre, ("127.0.0.1", pbx.port, "me", "s3cret"), database=url)
        start = doors.enter_context(programs(tmp_path, "-m", "console", "gateway", "--config", str(file)))
        background = Background()
        doors.callback(background.close)
        store = doors.enter_context(Store.open(gateway_centre.url, login=gateway_centre.login("4001")))
        session = store.session
        assert session is not None
        person = store.people.sign_on_here()
        desk = FloorDesk(background, store, person, lambda hear, say: FloorListener(session, hear, say))
        desk.start()
        doors.callback(desk.stop)
        chain = Chain(qtbot, switch, pbx, database, start, desk)
        chain.shows(AgentState.READY, AgentState.READY)
        yield chain
    assert "Traceback" not in (tmp_path / "gateway-0.log").read_text()


def _stops_mid_packet(chain: Chain) -> None:
    chain.switch.do(lambda: chain.switch.floor.switch.here.writer.write(b"Event: QueueMemberPause\r\nQueue: sa"))
    chain.pbx.hang()


def _refuses(chain: Chain) -> None:
    def refuse() -> None:
        chain.switch.floor.switch.secret = "another"
        chain.switch.floor.switch.here.cut()

    chain.switch.do(refuse)


def _lets_in(chain: Chain) -> None:
    chain.switch.do(lambda: setattr(chain.switch.floor.switch, "secret", "s3cret"))


def _restarts(chain: Chain) -> None:
    chain.switch.call(chain.switch.floor.switch.close())


def _started(chain: Chain) -> None:
    chain.switch.call(chain.switch.floor.switch.open())


def _killed(chain: Chain) -> None:
    chain.gateway.kill()


def _another(chain: Chain) -> None:
    chain.start()


OUTAGES: dict[str, tuple[Callable[[Chain], object], Callable[[Chain], object]]] = {
    "the line to the switch hangs": (lambda c: c.pbx.hang(), lambda c: c.pbx.resume()),
    "the line to the switch is cut": (lambda c: c.pbx.refuse(), lambda c: c.pbx.resume()),
    "the switch stops in the middle of a packet": (_stops_mid_packet, lambda c: c.pbx.resume()),
    "the switch refuses the login": (_refuses, _lets_in),
    "the switch restarts": (_restarts, _started),
    "the gateway is killed": (_killed, _another),
    "the gateway is stuck": (
        lambda c: c.gateway.send_signal(signal.SIGSTOP),
        lambda c: c.gateway.send_signal(signal.SIGCONT),
    ),
    "the line to the database hangs": (lambda c: c.database.hang(), lambda c: c.database.resume()),
    "the line to the database is cut": (lambda c: c.database.refuse(), lambda c: c.database.resume()),
}


@pytest.mark.parametrize("outage", OUTAGES)
def test_nobody_is_ready_on_stale_news(chain: Chain, outage: str) -> None:
    fails, is_mended = OUTAGES[outage]
    unknown = AgentState.UNKNOWN
    fails(chain)
    began_s = monotonic()
    chain.shows(unknown, unknown, timeout_ms=20_000)
    dark_s = monotonic() - began_s
    chain.seen.clear()
    chain.switch.pause("1001")
    chain.qtbot.wait(1500)
    assert {state for state, _ in chain.seen} <= {unknown}
    assert {ready for _, ready in chain.seen} <= {0}
    seat = chain.desk.model.seat_of("1001")
    assert seat is not None
    assert seat.elapsed_ms(chain.desk.model.now_s) > 0
    is_mended(chain)
    chain.shows(AgentState.AWAY, AgentState.READY)
    assert AgentState.READY not in {state for state, _ in chain.seen}
    assert dark_s < DARK_S


@pytest.mark.parametrize(
    "floor", [ScriptedFloor([member("1001", Name="<b onclick=x>王\x07|\t芳</b>" * 400), member("1002")])]
)
def test_what_a_switch_may_say_changes_nothing_that_is_true(chain: Chain) -> None:
    """Floods, strangers, events out of order, a clock that is set, and names that are no names."""
    switch = chain.switch.floor.switch
    pause = chain.switch.pause
    strangers = packet(
        ("Event", "QueueMemberStatus"), ("Queue", "x"), ("Interface", "PJSIP/77"), ("Status", "2")
    ) + packet(
        ("Event", "VarSet"), ("Channel", "PJSIP/1002-00000001"), ("Uniqueid", "9.9"), ("Variable", "A"), ("Value", "1")
    )
    for _ in range(4):  # 50,000 events in two seconds and as fast as they are taken
        chain.switch.do(lambda: switch.here.writer.write(strangers * 6250))
        chain.qtbot.wait(250)
    pause("1001", "<script>" + "lunch" * 2000)
    chain.qtbot.waitUntil(lambda: chain.state("1001") is AgentState.BUSY, timeout=BACK_MS)
    assert chain.state("1002") is AgentState.READY
    lost = {"Channel": "PJSIP/1002-0000000a", "Uniqueid": "5.5", "Linkedid": "5.5"}
    for name in ("Hangup", "BridgeEnter", "AgentComplete", "Unhold", "Newstate", "AgentConnect", "Hold"):
        chain.switch.do(lambda name=name: switch.here.event(name, **lost, Interface="PJSIP/9", Queue="nowhere"))  # type: ignore[misc]
    for ahead_s in (3600.0, -3600.0, 0.0):
        chain.switch.do(lambda s=ahead_s: setattr(switch, "clock_ahead_s", s))  # type: ignore[misc]
        chain.qtbot.wait(2000)
        chain.switch.release("1001")
        chain.qtbot.waitUntil(lambda: chain.state("1001") is AgentState.READY, timeout=BACK_MS)
        pause("1001")
        chain.qtbot.waitUntil(lambda: chain.state("1001") is AgentState.AWAY, timeout=BACK_MS)
        seat = chain.desk.model.seat_of("1001")
        assert seat is not None
        assert seat.elapsed_ms(chain.desk.model.now_s) < 5000
    assert chain.gateway.poll() is None
    assert len(switch.visits) == 1
