"""Real recordings, whole way: brought in by the intake, opened in the console, drawn, and heard at the device."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.audio.outputs import NullOutputs, RunningNullDevice, Take
from console.audio.player import PlayState
from console.audio.reader import open_sound
from console.domain.calls import Call, CallFilter
from console.domain.faults import FaultKind
from console.domain.people import Role
from console.intake.intake import Intake, Plan, run_through, survey
from console.intake.report import Report
from console.store.people import NewPerson
from console.store.store import Store
from console.store_door import publish_shipped_form
from console.widgets import theme
from tests.audio.pcap import rtp_sound
from tests.end_to_end.conftest import PASSWORD, Hands, open_console
from tests.requirements_met import missing

pytestmark = pytest.mark.recordings

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "asterisk-core-sounds-en-wav",
    "asterisk-core-sounds-en-gsm",
    "asterisk-core-sounds-en-g722",
    "asterisk-moh-opsound-wav",
)
CALL = [ROOT.parent / "shared" / "data" / f"call-a-{side}.flac" for side in ("agent", "customer")]
DEVICE_HZ = 48_000
SAMPLES = {
    "wav prompt": "en_US_f_Allison/vm-intro.wav",
    "gsm prompt": "en_US_f_Allison/vm-intro.gsm",
    "g722 prompt": "en_US_f_Allison/vm-intro.g722",
    "music": ".wav",
    "A-law leg": "leg.al",
    "µ-law leg": "leg.ul",
    "two-sided call": "call-a-agent.flac",
}
"""How the path of one recording of each kind ends."""


@dataclass(frozen=True)
class Centre:
    """Where the set was imported, what the import told, and the calls it made."""

    url: str
    report: Report
    calls: tuple[Call, ...]

    def call(self, kind: str) -> Call:
        """The sample of `kind`."""
        found = [call for call in self.calls if call.sound.paths[0].endswith(SAMPLES[kind])]
        if kind == "music":
            found = sorted((c for c in found if "moh" in c.sound.paths[0]), key=lambda c: c.duration_ms)
        if not found and kind == "two-sided call":
            pytest.skip("the two-sided call is not beside this checkout")
        return found[0]


def package(name: str) -> Path:
    """The folder that `name` is unpacked in."""
    folder: Path = runpy.run_path(str(ROOT / "packaging" / "real_recordings.py"))["cache_folder"]() / name
    if not folder.is_dir():
        missing("recordings", "python packaging/real_recordings.py")
    return folder


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Centre:
    """The whole set in a database, through the intake."""
    folder = tmp_path_factory.mktemp("recordings")
    alaw = rtp_sound(package("sip-tester") / "usr" / "share" / "sip-tester" / "g711a.pcap", payload_type=8)
    (folder / "leg.al").write_bytes(alaw)
    leg, _ = soundfile.read(
        str(folder / "leg.al"), samplerate=8000, channels=1, format="RAW", subtype="ALAW", dtype="int16"
    )
    soundfile.write(str(folder / "leg.ul"), leg, 8000, format="RAW", subtype="ULAW")
    paths = [package(name) for name in PACKAGES] + [folder] + ([CALL[0].parent] if CALL[0].is_file() else [])
    url = f"sqlite:///{(folder / 'centre.db').as_posix()}"
    with Store.open(url) as store:
        publish_shipped_form(store)
        inspector = store.people.add(NewPerson("1001", "林晓", Role.INSPECTOR, password=PASSWORD))
        plan = Plan(tuple(str(path) for path in paths))
        report = run_through(Intake(plan, survey(plan), []), store.calls, lambda _progress: None)
        rows = store.calls.page(CallFilter(), inspector, 0, 10_000)
    return Centre(url, report, tuple(row.call for row in rows))


class ListenedTo(RunningNullDevice):
    """The null device in real time, with an ear at it."""

    def __init__(self) -> None:
        super().__init__(DEVICE_HZ)
        self.sounded: list[bytes] = []

    def start(self, take: Take) -> None:
        """Begin; every period is remembered."""

        def overheard(frames: int) -> bytes:
            sound = take(frames)
            self.sounded.append(sound)
            return sound

        super().start(overheard)

    @property
    def loudest(self) -> int:
        """The highest sample so far."""
        return max((int(np.abs(np.frombuffer(part, np.int16)).max()) for part in self.sounded), default=0)


@pytest.fixture
def outputs() -> NullOutputs:
    """The machine's one output, overheard."""
    made = NullOutputs(rate_hz=DEVICE_HZ)
    made.device = ListenedTo()
    return made


@pytest.fixture
def hands(qtbot: QtBot, qapp: QApplication, home: Path, imported: Centre, outputs: NullOutputs) -> Iterator[Hands]:
    """The console open on the imported set, somebody signed on."""
    with open_console(qtbot, qapp, home, imported.url, outputs) as made:
        made.sign_on("1001", PASSWORD)
        yield made


def open_in(hands: Hands, call: Call) -> None:
    """Open `call` and wait for its sound and its whole picture."""
    place = hands.place
    with hands.bot.waitSignals([place.player.opened, place.listening.passages_changed], timeout=30_000):
        place.review.open_call(call)


def test_the_whole_set_comes_in(imported: Centre) -> None:
    report = imported.report
    assert report.added == len(imported.calls) >= 1500
    assert report.done == report.total
    refused = {line.fault.kind for line in report.lines if line.fault}
    assert refused <= {FaultKind.AUDIO_EMPTY}
    assert all(call.duration_ms > 0 for call in imported.calls)


def drawn(hands: Hands) -> set[str]:
    """The colours of sound in the picture as it stands."""
    picture, look = hands.place.review.panel.waveform.picture, theme.current()
    image = picture.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    return seen & {look.lane_agent.name(), look.lane_customer.name()}


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_each_kind_opens_plays_and_is_drawn(hands: Hands, imported: Centre, outputs: NullOutputs, kind: str) -> None:
    place, device = hands.place, outputs.device
    assert isinstance(device, ListenedTo)
    call = imported.call(kind)
    open_in(hands, call)
    assert place.player.info is not None
    assert place.player.info.lanes == len(call.sound.paths)
    assert abs(place.player.duration_ms - call.duration_ms) <= 1
    assert len(drawn(hands)) == place.player.info.lanes
    place.player.play()
    hands.wait_for_position(700)
    hands.bot.waitUntil(lambda: device.loudest > 300, timeout=10_000)
    place.player.pause()
    assert place.scoring.ledger.spans
    assert not place.review.panel.fault_line.text


def upsampled(samples: npt.NDArray[np.int16], times: int) -> npt.NDArray[np.float64]:
    """`samples` at `times` the rate, through the spectrum: shares nothing with the player's own conversion."""
    frames = len(samples)
    spectrum = np.fft.rfft(samples / 32768, axis=0)
    return np.asarray(np.fft.irfft(spectrum, frames * times, axis=0) * times)


def likeness(heard: npt.NDArray[np.float64], expected: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Correlation and loudness (1.0 the same) over all, at the shift within 20 ms that fits the first 10 s best."""
    most, length = DEVICE_HZ // 50, 1 << 20
    first, other = (np.fft.rfft(sound[: length // 2], length) for sound in (heard, expected))
    cross = np.fft.irfft(first * np.conj(other), length)
    shift = int(np.argmax(np.concatenate((cross[-most:], cross[:most])))) - most
    a, b = heard[max(0, shift) :], expected[max(0, -shift) :]
    both = min(len(a), len(b))
    a, b = a[:both], b[:both]
    return float(a @ b / np.sqrt((a @ a) * (b @ b))), float(np.sqrt((a @ a) / (b @ b)))


class TestWhole:
    """With a device whose clock is turned by hand, as fast as the console can."""

    @pytest.fixture
    def outputs(self) -> NullOutputs:
        return NullOutputs(rate_hz=DEVICE_HZ)

    @pytest.mark.parametrize("kind", ["wav prompt", "g722 prompt", "two-sided call"])
    def test_what_reaches_the_device_is_what_the_file_holds(
        self, hands: Hands, imported: Centre, outputs: NullOutputs, kind: str
    ) -> None:
        player, call = hands.place.player, imported.call(kind)
        open_in(hands, call)
        player.play()
        sounded: list[Any] = []
        frames = call.duration_ms * DEVICE_HZ // 1000
        for _ in range(frames // DEVICE_HZ + 2):
            sounded.append(np.frombuffer(outputs.device.turn(DEVICE_HZ), np.int16).reshape(-1, 2))
            QApplication.processEvents()
        hands.bot.waitUntil(lambda: player.state is PlayState.ENDED, timeout=10_000)
        heard = np.concatenate(sounded) / 32768
        with open_sound(call.sound) as reader:
            expected = upsampled(reader.read(0, reader.info.frames), DEVICE_HZ // reader.info.rate_hz)
        for ear in (0, 1):
            alike, loudness = likeness(heard[:, ear], expected[:, min(ear, expected.shape[1] - 1)])
            assert alike > 0.99
            assert loudness == pytest.approx(1.0, abs=0.02)
        assert hands.place.scoring.ledger.covers(0, player.duration_ms - 50)
