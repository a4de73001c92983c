"""Calls of a real Asterisk come into an open console by themselves: two sides, true seconds, ready to be scored."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.audio.reader import open_sound
from console.desk.keys import Action
from console.desk.open_sheet import SheetState
from console.domain.calls import Call, CallFilter, CallStretch, EndedBy, StretchKind
from console.domain.sheet import Span, Verdict
from console.domain.suggestions import APOLOGY, LONG_WAIT, THREE_RINGS, EvidenceSource, Reason
from console.store.store import Store
from tests.conftest import ROOT
from tests.end_to_end.conftest import Hands, home, memory_keyring, open_console  # noqa: F401 - fixtures
from tests.gateway.test_gateway import states, until
from tests.pbx.asterisk import Asterisk
from tests.pbx.conftest import own_asterisk  # noqa: F401 - a fixture
from tests.pbx.sip_phone import SipPhone, Stage
from tests.pbx.small_centre import SmallCentre, small_centre
from tests.pbx.sound_stream import RATE, strength
from tests.shared_centre import SharedCentre

pytestmark = [pytest.mark.asterisk, pytest.mark.postgresql]

INSPECTOR = "2002"
"""Sees the calls of both agents."""

CUSTOMER_HZ, AGENT_HZ = 440, 880
CLOSE_MS = 100
SHOWN_WITHIN_S = 5.0
"""After a call's end: its recording is whole once its length has stood still for a second."""


@dataclass
class Told:
    """What the phones' own clock says of a call. Moments as `datetime.timestamp`."""

    ring: float = 0.0
    answer: float = 0.0
    hold: float = 0.0
    unhold: float = 0.0
    end: float = 0.0


async def ringing_call(centre: SmallCentre, agent: SipPhone, queue: str, ring_s: float) -> Told:
    """A customer calls, the agent answers after `ring_s`, is asked little, and hangs up."""
    told = Told()
    customer = await centre.customer(queue)
    await customer.until(Stage.UP)
    customer.sound.play(CUSTOMER_HZ)
    call = await agent.ringing()
    told.ring = call.reached[Stage.RINGING].timestamp()
    await asyncio.sleep(ring_s)
    told.answer = (await call.answer()).timestamp()
    call.sound.play(AGENT_HZ)
    await asyncio.sleep(3)
    told.end = (await call.hang_up()).timestamp()
    return told


async def held_call(centre: SmallCentre, agent: SipPhone, queue: str, hold_s: float) -> Told:
    """A customer calls, is answered at once and put on hold for `hold_s`, in which nobody says anything."""
    told = Told()
    customer = await centre.customer(queue)
    await customer.until(Stage.UP)
    customer.sound.play(0)  # a telephone at which nobody speaks
    call = await agent.ringing()
    told.ring = call.reached[Stage.RINGING].timestamp()
    await asyncio.sleep(1.5)
    told.answer = (await call.answer()).timestamp()
    for side, hz in ((customer, CUSTOMER_HZ), (call, AGENT_HZ)):
        side.sound.play(hz)
    await asyncio.sleep(2)
    for side in (customer, call):
        side.sound.play(0)
    told.hold = (await call.hold()).timestamp()
    await asyncio.sleep(hold_s)
    told.unhold = (await call.unhold()).timestamp()
    for side, hz in ((customer, CUSTOMER_HZ), (call, AGENT_HZ)):
        side.sound.play(hz)
    await asyncio.sleep(2)
    told.end = (await call.hang_up()).timestamp()
    return told


@contextmanager
def gateway(switch: Asterisk, centre: SharedCentre, folder: Path) -> Iterator[None]:
    """`deskside gateway` as a program, as it is deployed."""
    name, secret = switch.login
    for file, words in (("database", centre.password("gateway-9")), ("pbx", secret)):
        path = folder / f"{file}.password"
        path.write_text(words, encoding="utf-8")
        path.chmod(0o600)
    config = folder / "gateway.toml"
    config.write_text(
        f"""
name = "pbx"
[database]
url = "{centre.url}"
login = "gateway-9"
password_file = "database.password"
[pbx]
kind = "asterisk"
host = "{switch.address}"
port = {switch.ami_port}
user = "{name}"
password_file = "pbx.password"
tls = false
[recordings]
switch = "/mnt/spool/monitor"
here = "{switch.recordings}"
""",
        encoding="utf-8",
    )
    log = folder / "gateway.log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "console", "gateway", "--config", str(config)]
        process = subprocess.Popen(command, cwd=ROOT, stderr=output)
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(20) == 0, log.read_text(encoding="utf-8")


class Stories(Thread):
    """The telephone calls, in a loop of their own beside the console's."""

    def __init__(self, switch: Asterisk, centre: SharedCentre) -> None:
        super().__init__(name="stories")
        self.told: dict[str, Told] = {}
        self.failed: BaseException | None = None
        self._switch, self._centre = switch, centre

    def run(self) -> None:
        try:
            asyncio.run(self._calls())
        except BaseException as error:  # told in the test's own thread
            self.failed = error

    async def _calls(self) -> None:
        async with small_centre(self._switch) as centre:
            centre._free = ["1001", "1002"]
            agents = [await centre.agent(), await centre.agent()]
            queues = [centre.queue(timeout=60) for _ in agents]
            for agent, queue in zip(agents, queues, strict=True):
                await centre.sign_on(agent, queue)
            ready = {"1001": "ready", "1002": "ready"}
            await until(lambda: ready.items() <= states(self._centre).items(), 20)
            told = await asyncio.gather(
                ringing_call(centre, agents[0], queues[0], 16.0), held_call(centre, agents[1], queues[1], 21.0)
            )
            self.told = dict(zip(("1001", "1002"), told, strict=True))


def lanes_of(call: Call) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Agent's and customer's samples, whole."""
    with open_sound(call.sound) as reader:
        assert (reader.info.lanes, reader.info.rate_hz) == (2, RATE)
        samples = reader.read(0, reader.info.frames).astype(np.float64)
    return samples[:, 0], samples[:, 1]


def loud(lane: NDArray[np.float64], start_ms: float, end_ms: float) -> float:
    """The loudest sample of a part."""
    return float(np.abs(lane[int(start_ms * RATE / 1000) : int(end_ms * RATE / 1000)]).max())


def close(measured_ms: int | None, seconds: float) -> bool:
    return measured_ms is not None and abs(measured_ms - 1000 * seconds) <= CLOSE_MS


def found_rows(hands: Hands) -> dict[str, Call]:
    """The calls of the switch that the list shows, by agent."""
    rows = (hands.place.calls.row_at(at) for at in range(hands.place.calls.rowCount()))
    return {row.call.agent_number: row.call for row in rows if row is not None and "." in row.call.call_number}


def check_ringing_call(call: Call, told: Told) -> None:
    assert close(call.ring_ms, told.answer - told.ring), (call, told)
    assert close(call.talk_ms, told.end - told.answer), (call, told)
    assert (call.hold_ms, call.ended_by) == (0, EndedBy.AGENT)
    ring = call.stretches[0]
    assert ring.kind is StretchKind.RING
    agent, customer = lanes_of(call)
    talk = slice(ring.end_ms * RATE // 1000 + RATE // 2, ring.end_ms * RATE // 1000 + 2 * RATE)
    assert strength(agent[talk], AGENT_HZ) > 7000 > 100 > strength(agent[talk], CUSTOMER_HZ)
    assert strength(customer[talk], CUSTOMER_HZ) > 7000 > 100 > strength(customer[talk], AGENT_HZ)
    assert loud(agent, 0, ring.end_ms - CLOSE_MS) < 100 < loud(agent, ring.end_ms, ring.end_ms + 2 * CLOSE_MS)


def check_held_call(call: Call, told: Told) -> None:
    assert close(call.ring_ms, told.answer - told.ring), (call, told)
    assert close(call.talk_ms, told.end - told.answer), (call, told)
    assert close(call.hold_ms, told.unhold - told.hold), (call, told)
    (hold,) = (one for one in call.stretches if one.kind is StretchKind.HOLD)
    assert close(hold.end_ms - hold.start_ms, told.unhold - told.hold)
    for lane in lanes_of(call):
        assert loud(lane, hold.start_ms + CLOSE_MS, hold.end_ms - CLOSE_MS) < 100
        assert loud(lane, hold.start_ms - 3 * CLOSE_MS, hold.start_ms - CLOSE_MS) > 5000
        assert loud(lane, hold.end_ms + CLOSE_MS, hold.end_ms + 3 * CLOSE_MS) > 5000


def hold_of(call: Call) -> CallStretch:
    return next(one for one in call.stretches if one.kind is StretchKind.HOLD)


def open_row(hands: Hands, call: Call) -> None:
    """Open it from the list and wait until it is heard."""
    at = hands.place.calls.row_of(call.id)
    row = hands.place.calls.row_at(at) if at is not None else None
    assert row is not None
    with hands.bot.waitSignal(hands.place.listening.passages_changed, timeout=20_000):
        hands.place.review.open_row(row)
    view = hands.place.scoring
    hands.bot.waitUntil(lambda: view.view.state is SheetState.DRAFT, timeout=10_000)


def test_recorded_calls_come_into_review_and_bring_their_evidence(
    qtbot: QtBot,
    qapp: QApplication,
    home: Path,  # noqa: F811
    tmp_path: Path,
    own_asterisk: Asterisk,  # noqa: F811
    gateway_centre: SharedCentre,
) -> None:
    (home / "pc").mkdir(parents=True)
    stories = Stories(own_asterisk, gateway_centre)
    with (
        gateway(own_asterisk, gateway_centre, tmp_path),
        open_console(qtbot, qapp, home / "pc", gateway_centre.url) as hands,
    ):
        hands.sign_on(INSPECTOR, gateway_centre.password(INSPECTOR))
        place = hands.place
        qtbot.waitUntil(lambda: place.calls.rowCount() > 0, timeout=10_000)
        wanted = CallFilter(since=place.calls.filter.since, longer_ms=1000)
        place.calls.show_filtered(wanted)
        qtbot.waitUntil(lambda: place.calls.settled, timeout=10_000)
        before = place.calls.rowCount()
        chosen = place.calls.row_at(0)
        assert chosen is not None
        place.review.calls.table.setCurrentIndex(place.calls.index(0, 0))

        stories.start()
        qtbot.waitUntil(lambda: stories.failed is not None or len(found_rows(hands)) == 2, timeout=90_000)
        shown = time.time()
        qtbot.waitUntil(lambda: not stories.is_alive(), timeout=20_000)
        if stories.failed is not None:
            raise stories.failed
        late, held = stories.told["1001"], stories.told["1002"]
        assert shown - max(late.end, held.end) < SHOWN_WITHIN_S
        assert place.calls.filter == wanted
        assert place.calls.rowCount() == before + 2
        assert place.calls.row_of(chosen.call.id) == place.review.calls.table.currentIndex().row()

        with Store.open(gateway_centre.url, login=gateway_centre.login(INSPECTOR)) as store:
            listed = store.calls.page(CallFilter(), gateway_centre.person(INSPECTOR), 0, 100)
        calls = {row.call.agent_number: row.call for row in listed if "." in row.call.call_number}
        assert calls == found_rows(hands)
        check_ringing_call(calls["1001"], late)
        check_held_call(calls["1002"], held)
        score(hands, calls["1001"], calls["1002"])


def score(hands: Hands, late: Call, held: Call) -> None:
    """Every suggestion is there with its reason and its place, and one is taken by its key."""
    place = hands.place
    open_row(hands, late)
    first, apology = place.suggesting.of(THREE_RINGS), place.suggesting.of(APOLOGY)
    assert first is not None
    assert apology is not None
    assert (first.verdict, first.reason, first.source) == (Verdict.FAILS, Reason.RANG, EvidenceSource.TELEPHONE)
    assert first.measured_ms == round((late.ring_ms or 0) / 100) * 100
    assert (apology.verdict, apology.spans[0].start_ms) == (None, late.stretches[0].end_ms)

    open_row(hands, held)
    verdicts = {key: one.verdict if (one := place.suggesting.of(key)) else None for key in (THREE_RINGS, APOLOGY)}
    assert verdicts == {THREE_RINGS: Verdict.CONFORMS, APOLOGY: Verdict.NOT_APPLICABLE}
    wait = place.suggesting.of(LONG_WAIT)
    assert wait is not None
    assert wait.verdict is Verdict.FAILS
    (heard,) = wait.spans
    hold = hold_of(held)
    assert heard.start_ms <= hold.start_ms < hold.end_ms <= heard.end_ms
    assert heard.end_ms - heard.start_ms < hold.end_ms - hold.start_ms + 10 * CLOSE_MS
    place.scoring.focus_item(LONG_WAIT)
    hands.act(Action.TAKE_SUGGESTION)
    mark = place.scoring.sheet.mark(LONG_WAIT)
    assert (mark.verdict, mark.evidence) == (Verdict.FAILS, (Span(heard.start_ms, heard.end_ms),))
    assert mark.note
    assert place.suggesting.of(LONG_WAIT) is None
