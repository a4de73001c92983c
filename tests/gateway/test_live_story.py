"""A live call of a real Asterisk is scored while it goes on; each mark lies in its recording where it was heard."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from time import perf_counter

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.audio.outputs import NullOutputs, RunningNullDevice, Take
from console.audio.reader import open_sound
from console.desk.live_now import Stage
from console.desk.open_sheet import SheetState
from console.domain.calls import Call
from console.domain.floor import AgentState
from console.domain.reanchor import PlacedBy, TapePlace
from console.domain.sheet import Verdict
from console.store.store import Store
from tests.audio.live_calls import RATE, Samples, speech
from tests.conftest import ROOT
from tests.end_to_end.conftest import Hands, home, memory_keyring, open_console  # noqa: F401 - fixtures
from tests.gateway.programs import gateway_file, states_now
from tests.gateway.test_gateway import until
from tests.pbx.asterisk import Asterisk
from tests.pbx.conftest import own_asterisk  # noqa: F401 - a fixture
from tests.pbx.sip_phone import Stage as CallStage
from tests.pbx.small_centre import small_centre
from tests.shared_centre import SharedCentre

pytestmark = [pytest.mark.asterisk, pytest.mark.postgresql]

LEAD, AGENT = "3001", "1001"
NEAR_MS = 50
LISTENED_S = (1.5, 1.0, 0.5)
"""So much of what was heard last says where it was: longer than a pause, or shorter than what the edge stretches."""
LIKE = 0.9
GREETING, ARGUMENT, PACE = "greeting_with_number", "no_argument", "pace_and_tone"

Floats = NDArray[np.float64]


class HeardDevice(RunningNullDevice):
    """A device that remembers what it was given last."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: deque[bytes] = deque(maxlen=400)
        self._keeping = Lock()

    def start(self, take: Take) -> None:
        """Begin the clock."""

        def kept(frames: int) -> bytes:
            sound = take(frames)
            with self._keeping:
                self._kept.append(sound)
            return sound

        super().start(kept)

    def last(self, seconds: float) -> Floats:
        """What sounded last: agent left, customer right, at the rate of the phones."""
        with self._keeping:
            sound = np.frombuffer(b"".join(self._kept), np.int16).reshape(-1, 2).astype(np.float64)
        step = self.rate_hz // RATE
        sound = sound[-round(seconds * RATE) * step :]
        return np.asarray(sound.reshape(-1, step, 2).mean(axis=1))


class Speaking(Thread):
    """A customer and the agent, each with a voice of their own, until `hung_up`; in a loop beside the console's."""

    def __init__(self, switch: Asterisk, centre: SharedCentre) -> None:
        super().__init__(name="speaking")
        self.hung_up = Event()
        self.failed: BaseException | None = None
        self.voices: tuple[Samples, Samples] = (speech(60, seed=61), speech(60, seed=62))
        self._switch, self._centre = switch, centre

    def run(self) -> None:
        try:
            asyncio.run(self._call())
        except BaseException as error:  # told in the test's own thread
            self.failed = error

    async def _call(self) -> None:
        async with small_centre(self._switch) as centre:
            centre._free = [AGENT]
            phone, queue = await centre.agent(), centre.queue(timeout=60)
            await centre.sign_on(phone, queue)
            await until(lambda: states_now(self._centre).get(AGENT) == "ready", 20)
            customer = await centre.customer(queue)
            await customer.until(CallStage.UP)
            customer.sound.speak(self.voices[1])
            call = await phone.ringing()
            await asyncio.sleep(0.5)
            await call.answer()
            call.sound.speak(self.voices[0])
            await asyncio.to_thread(self.hung_up.wait, 80)
            await call.hang_up()


@contextmanager
def gateway(switch: Asterisk, centre: SharedCentre, folder: Path) -> Iterator[None]:
    """`deskside gateway` as a program, as it is deployed where calls are listened to."""
    more = (
        f'[media]\nuser = "{switch.login[0]}"\npassword_file = "pbx.password"\ntls = false\nport = {switch.http_port}\n'
        f'[recordings]\nswitch = "/mnt/spool/monitor"\nhere = "{switch.recordings}"\n'
    )
    config = gateway_file(folder, centre, (switch.address, switch.ami_port, *switch.login), more=more)
    log = folder / "gateway.log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "console", "gateway", "--config", str(config)]
        process = subprocess.Popen(command, cwd=ROOT, stderr=output)
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(20) == 0, log.read_text(encoding="utf-8")


def place_of(part: Floats, whole: Floats) -> tuple[float, float]:
    """Where `part` ends in `whole`, in ms, and how alike they are there, 0 to 1."""
    size = 1 << (len(whole) + len(part)).bit_length()
    products = np.fft.irfft(np.fft.rfft(whole, size) * np.conj(np.fft.rfft(part, size)), size)
    alike = products[: len(whole) - len(part) + 1]
    sums = np.concatenate([[0.0], np.cumsum(whole * whole)])
    power = np.sqrt(np.maximum(sums[len(part) :] - sums[: -len(part)], 1.0) * max(1.0, float(np.sum(part * part))))
    likeness = alike / power
    best = int(np.argmax(likeness))
    return (best + len(part)) * 1000 / RATE, float(likeness[best])


def in_recording(heard: Floats, voice: Samples, recorded: Floats) -> float | None:
    """Where in the recording the moment lies at which `heard` was heard, in ms, by what the phone itself has sent.

    None where the side was quiet then, or the edge drew out what it said: that is nowhere to be found as it was.
    """
    spoken = voice.astype(np.float64)
    parts = [heard[-round(seconds * RATE) :] for seconds in LISTENED_S]
    (sent_ms, like), part = max(((place_of(part, spoken), part) for part in parts), key=lambda one: one[0][1])
    if like < LIKE:
        return None
    sent = round(sent_ms * RATE / 1000)
    found_ms, like = place_of(spoken[sent - len(part) : sent], recorded)
    assert like > LIKE, like
    return found_ms


def lanes_of(call: Call) -> Floats:
    """The whole recording, agent and customer."""
    with open_sound(call.sound) as reader:
        assert (reader.info.lanes, reader.info.rate_hz) == (2, RATE)
        return np.asarray(reader.read(0, reader.info.frames).astype(np.float64))


class Marking:
    """Marks made by ear: with each, what the device has sounded up to it."""

    def __init__(self, hands: Hands, device: HeardDevice) -> None:
        self._scoring, self._device = hands.place.scoring, device
        self.heard: dict[str, Floats] = {}

    def mark(self, item: str) -> None:
        self._scoring.press_item(item)
        self.heard[item] = self._device.last(LISTENED_S[0])

    def praise(self) -> None:
        self._scoring.praise("Well done")
        self.heard["praise"] = self._device.last(LISTENED_S[0])


def hear(hands: Hands) -> None:
    """Listen to the agent's call once it goes on, with its sheet open."""
    place, bot = hands.place, hands.bot
    assert place.floor is not None
    floor, live = place.floor, place.floor.hearing.live

    def talks() -> bool:
        now = floor.desk.agents.get(AGENT)
        return now is not None and now.state is AgentState.TALKING

    bot.waitUntil(talks, timeout=30_000)
    live.listen(AGENT)
    bot.waitUntil(lambda: live.now.stage in (Stage.HEARING, Stage.REFUSED), timeout=10_000)
    assert live.now.stage is Stage.HEARING, live.now
    bot.waitUntil(lambda: place.scoring.view.state is SheetState.DRAFT, timeout=10_000)
    bot.waitUntil(lambda: place.player.at_edge, timeout=10_000)


def mark_three_and_praise(hands: Hands, device: HeardDevice) -> Marking:
    """Two marks and a praise at the edge, and one after going back."""
    player, marking = hands.place.player, Marking(hands, device)
    hands.wait_for_position(5_000)
    marking.mark(GREETING)
    hands.wait_for_position(9_000)
    marking.mark(ARGUMENT)
    hands.wait_for_position(12_000)
    marking.praise()
    player.seek(3_000)
    hands.bot.waitUntil(lambda: not player.at_edge and player.position_ms < 5_000)
    hands.wait_for_position(6_500)
    marking.mark(PACE)
    assert player.position_ms < 7_500
    player.go_to_edge()
    hands.bot.waitUntil(lambda: player.at_edge)
    hands.wait_for_position(16_000)
    return marking


def test_marks_of_a_live_call_lie_in_its_recording_where_they_were_heard(
    qtbot: QtBot,
    qapp: QApplication,
    home: Path,  # noqa: F811
    tmp_path: Path,
    own_asterisk: Asterisk,  # noqa: F811
    gateway_centre: SharedCentre,
) -> None:
    (home / "pc").mkdir(parents=True)
    device, outputs = HeardDevice(), NullOutputs(running=True)
    outputs.device = device
    speaking = Speaking(own_asterisk, gateway_centre)
    with (
        gateway(own_asterisk, gateway_centre, tmp_path),
        open_console(qtbot, qapp, home / "pc", gateway_centre.url, outputs) as hands,
    ):
        speaking.start()
        try:
            hands.sign_on(LEAD, gateway_centre.password(LEAD))
            place = hands.place
            hear(hands)
            marking = mark_three_and_praise(hands, device)
            row = place.scoring.view.call
            assert row is not None
            assert row.waits_for_sound
            marked = place.scoring.sheet
            assert all(marked.mark(item).evidence for item in (GREETING, ARGUMENT, PACE))
            placed: list[tuple[Call, TapePlace]] = []
            place.live_sheets.placed.connect(lambda call, place: placed.append((call, place)))
            began_s = perf_counter()
        finally:
            speaking.hung_up.set()
        qtbot.waitUntil(lambda: bool(placed), timeout=30_000)
        came_s = perf_counter() - began_s
        qtbot.waitUntil(lambda: not speaking.is_alive(), timeout=10_000)
        if speaking.failed is not None:
            raise speaking.failed
        ((call, where),) = placed
        assert call.id == row.id
        assert where.how is PlacedBy.SOUND
        with qtbot.waitSignal(place.scoring.submitted, timeout=10_000):
            place.scoring.rest_conform()
            place.scoring.submit(confirmed=True)
        submitted = place.scoring.sheet

    with Store.open(gateway_centre.url, login=gateway_centre.login(LEAD)) as store:
        (revision,) = store.evaluations.revisions(row.id)
        kept = store.calls.get(row.id)
    assert revision.sheet == submitted
    assert revision.sheet.live is not None
    assert revision.sheet.live.how == "sound"
    assert revision.inspector_id == gateway_centre.person(LEAD).id
    assert (kept.id, kept.agent_number, kept.waits_for_sound) == (row.id, AGENT, False)
    (pin,) = revision.sheet.pins
    assert pin.clip is not None
    ends_ms = {"praise": pin.clip.end_ms}
    for item in (GREETING, ARGUMENT, PACE):
        assert revision.sheet.mark(item).verdict is Verdict.FAILS
        (span,) = revision.sheet.mark(item).evidence
        (before,) = marked.mark(item).evidence
        longer_ms = span.end_ms - span.start_ms - (before.end_ms - before.start_ms)
        assert abs(longer_ms) <= NEAR_MS, "the clocks of tape and recording differ by no more within one mark"
        ends_ms[item] = span.end_ms
    recorded = lanes_of(kept)
    off_ms: dict[str, list[float]] = {}
    for what, end_ms in ends_ms.items():
        found = [
            in_recording(marking.heard[what][:, lane], speaking.voices[lane], recorded[:, lane]) for lane in (0, 1)
        ]
        off_ms[what] = [round(end_ms - at_ms, 1) for at_ms in found if at_ms is not None]
    sys.stdout.write(f"\nfrom hanging up to its place in the recording {came_s:.1f} s; off by (ms) {off_ms}\n")
    assert all(off_ms.values()), off_ms
    assert all(abs(one) <= NEAR_MS for both in off_ms.values() for one in both), off_ms
