"""A live call goes through tape, ear, picture and panel for long at high speed: memory stays what it was."""

from __future__ import annotations

import gc
import tracemalloc

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.widgets import theme
from tests.audio.live_line import HandLine
from tests.widgets.test_live_panel import CALL
from tests.widgets.waves import desk, panel_of

MINUTES = 12
"""An hour of it takes minutes, and showed the same."""
KEPT_MIN = 2
ALLOWED = 5_000_000


@pytest.mark.slow
def test_memory_is_as_the_first_minutes_left_it(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply_theme(qapp, "light")
    line = HandLine(most_s=KEPT_MIN * 60, frame=1600)
    with desk() as parts:
        panel_of(qtbot, parts)
        parts.listening.open_live(CALL, line.call)
        qtbot.waitUntil(lambda: parts.player.at_edge)
        device = parts.outputs.device
        tracemalloc.start()
        try:
            used = []
            for _ in range(MINUTES):
                for _ in range(60):
                    line.turn(1)
                    device.turn(device.rate_hz)
                frames = line.call.sound.info.frames
                qtbot.waitUntil(lambda: parts.listening.peaks is not None and parts.listening.peaks.frames >= frames)  # noqa: B023 - it is waited for here
                line.call.figures()
                gc.collect()
                used.append(tracemalloc.get_traced_memory()[0])
        finally:
            tracemalloc.stop()
        assert parts.player.at_edge
        assert abs(parts.player.duration_ms - MINUTES * 60_000) < 1_000
        kept = used[KEPT_MIN + 1 :]
        assert max(kept) - min(kept) < ALLOWED, [round(one / 1e6, 1) for one in used]
