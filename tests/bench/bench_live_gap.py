"""The ear beside a full screen: a floor of 500 seats changes and the live call's picture is drawn, all the time."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from console.audio.devices import SystemOutputs
from console.widgets import theme
from console.widgets.player_panel import PlayerPanel
from tests.bench.bench_floor import Ours
from tests.bench.bench_live_call import sound_server
from tests.bench.bench_live_cost import panel_on, rest
from tests.bench.bench_play import Watched
from tests.bench.impaired_line import Harm, Speaker, heard_call
from tests.bench.table import record

ROWS, COLUMNS = 20, 25
CHANGES = 100
SETTLED_S, MEASURED_S = 3.0, 15.0
BAR_MS = 25.0
TURNS_S = 0.001
"""As the console sets it: how soon another thread has its turn."""


class FullScreen:
    """Floor and picture, drawn anew whole in every turn of the event loop."""

    def __init__(self, floor: Ours, panel: PlayerPanel) -> None:
        self._floor, self._panel = floor, panel
        self.turns_s: list[float] = []
        self._last_s = 0.0
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def _turn(self) -> None:
        now_s = time.perf_counter()
        self.turns_s.append(now_s - self._last_s)
        self._last_s = now_s
        self._floor.change(self._floor.news(CHANGES, len(self.turns_s)))
        if not len(self.turns_s) % 30:
            self._floor.second()
        waveform = self._panel.waveform
        waveform.picture.show_detail()  # as if all of it had to be drawn again
        waveform.overview.show_window(waveform.picture.view)

    def stop(self) -> None:
        """Rest."""
        self._timer.stop()


def gaps_ms() -> tuple[list[float], float]:
    """Waits between two calls of the device, and how often a second the screen was drawn."""
    outputs = Watched(SystemOutputs(), 10)
    floor = Ours(ROWS, COLUMNS, None)
    with heard_call(Harm(), (21, 22)) as (call, ways), panel_on(call, outputs) as panel:
        speaker = Speaker(ways, SETTLED_S + MEASURED_S + 3)
        screen = FullScreen(floor, panel)
        rest(SETTLED_S)
        outputs.calls.clear()
        screen.turns_s.clear()
        rest(MEASURED_S)
        calls, turns = list(outputs.calls), len(screen.turns_s)
        screen.stop()
        speaker.sent_s()
    floor.close()
    return [float(gap) * 1000 for gap in np.diff(calls)], turns / MEASURED_S


def run() -> None:
    """Where there is a sound server."""
    instance = QApplication.instance()
    app = instance if isinstance(instance, QApplication) else QApplication([])
    theme.apply_theme(app, "light")
    before_s = sys.getswitchinterval()
    sys.setswitchinterval(TURNS_S)
    try:
        with tempfile.TemporaryDirectory() as home, sound_server(Path(home)) as server:
            if server is not None:
                server.record()  # a sink that nobody hears takes its time
                gaps, a_second = gaps_ms()
                name = "10 ms call of a live call beside a floor of 500 seats and its picture"
                record(f"{name}: longest gap", max(gaps), "ms", bar=BAR_MS)
                record(f"{name}: p99 of the gaps", float(np.percentile(gaps, 99)), "ms")
                record(f"{name}: drawn", a_second, "a second")
    finally:
        sys.setswitchinterval(before_s)
