"""What one live call costs while it is looked at: both sockets, ear, device, player's timers, the growing picture."""

from __future__ import annotations

import os
import resource
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from console.audio.devices import SystemOutputs
from console.audio.live_call import LiveCall
from console.audio.outputs import NullOutputs, Outputs
from console.audio.player import Player
from console.desk.background import Background
from console.desk.listening import ListeningDesk
from console.domain.calls import Call, SoundSource
from console.widgets import theme
from console.widgets.player_panel import PlayerPanel
from tests.bench.bench_live_call import sound_server
from tests.bench.impaired_line import Harm, Speaker, Way, heard_call
from tests.bench.peers import absent, gstreamer
from tests.bench.table import record

CALL = Call(UUID(int=9), datetime(2026, 11, 22, 9, 30, tzinfo=UTC), 0, SoundSource(("",)), "")
SETTLED_S, MEASURED_S = 3.0, 20.0
BAR_PERCENT = 4.0
WAITING_MS = 40
"""The peer's jitter buffer, as long as ours at rest."""
DEVICE = "device"
"""Whoever is no thread of ours: PortAudio's, which calls the ear, and the sound server's client."""


def rest(seconds: float) -> None:
    """Let the event loop wait for what happens, as it does in the console: no turn of it is the bench's own."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def spent_s() -> dict[str, float]:
    """Seconds of a core that each thread of this process has taken."""
    names = {thread.native_id: thread.name for thread in threading.enumerate() if "Dummy" not in thread.name}
    spent: dict[str, float] = {}
    for task in Path("/proc/self/task").iterdir():
        try:
            ran = int((task / "schedstat").read_text(encoding="ascii").split()[0]) / 1e9
        except OSError:  # it has ended
            continue
        name = names.get(int(task.name), DEVICE)
        spent[name] = spent.get(name, 0.0) + ran
    return spent


@contextmanager
def panel_on(call: LiveCall, outputs: Outputs) -> Iterator[PlayerPanel]:
    """The panel of the console, as large as on a usual screen, with `call` heard in it."""
    background = Background()
    player = Player(outputs=outputs)
    listening = ListeningDesk(player, background)
    panel = PlayerPanel(player, listening)
    panel.resize(1300, 360)
    panel.show()
    listening.open_live(CALL, call)
    try:
        yield panel
    finally:
        listening.close()
        panel.close()
        panel.deleteLater()
        player.shut_down()
        background.close()


def shares(outputs: Outputs, *, shown: bool = True) -> dict[str, float]:
    """Of a core in percent, by thread, at the live edge."""
    with heard_call(Harm(), (21, 22)) as (call, ways), panel_on(call, outputs) as panel:
        speaker = Speaker(ways, SETTLED_S + MEASURED_S + 3)
        panel.setVisible(shown)
        rest(SETTLED_S + 1)
        before, began = spent_s(), time.perf_counter()
        rest(MEASURED_S)
        after, seconds = spent_s(), time.perf_counter() - began
        speaker.sent_s()
    return {name: 100 * (ran - before.get(name, 0.0)) / seconds for name, ran in after.items()}


def gstreamer_share() -> float:
    """Of a core in percent, one pipeline for each side, with what they take to begin left out."""
    short_s, long_s = SETTLED_S, SETTLED_S + MEASURED_S
    return 100 * (_of_pipelines_s(long_s) - _of_pipelines_s(short_s)) / (long_s - short_s)


def _of_pipelines_s(seconds: float) -> float:
    """What both take of a core while they play so long; in seconds."""
    before = _of_children_s()
    with ExitStack() as pipelines:
        ports = [pipelines.enter_context(gstreamer(WAITING_MS)) for _ in range(2)]
        ways = [Way(port, seed) for port, seed in zip(ports, (21, 22), strict=True)]
        speaker = Speaker(ways, seconds + 1)
        rest(seconds)
    spent = _of_children_s() - before  # the speaker has not ended, so it does not count yet
    speaker.sent_s()
    return spent


def _of_children_s() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def run() -> None:
    """Through a sound server where there is one, and into a device that nobody hears."""
    instance = QApplication.instance()
    app = instance if isinstance(instance, QApplication) else QApplication([])
    theme.apply_theme(app, "light")
    _tell("null device", shares(NullOutputs(running=True)))
    with tempfile.TemporaryDirectory() as home, sound_server(Path(home)) as server:
        if server is not None:
            if absent("GStreamer") is None:
                record("GStreamer hearing both sides, two pipelines, PulseAudio", gstreamer_share(), "% of a core")
            _tell("PulseAudio", shares(SystemOutputs()))


def _tell(device: str, found: dict[str, float]) -> None:
    for name, percent in sorted(found.items(), key=lambda one: -one[1]):
        if percent >= 0.05:
            record(f"live call looked at, {device}, of it {name}", percent, "% of a core")
    record(f"live call looked at, {device}", sum(found.values()), "% of a core", bar=BAR_PERCENT)
