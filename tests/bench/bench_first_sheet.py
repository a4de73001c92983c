"""The longest turn of the event loop while a person's first sheet opens: its rows made beforehand, or then."""

from __future__ import annotations

import os
import statistics
import time
from typing import Any, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from console.desk.background import Background
from console.desk.scoring import ScoringDesk
from console.widgets import theme
from console.widgets.sheet_panel import SheetPanel
from tests.bench.table import record
from tests.desk.scoring_fakes import FakePlayer, FakeStore, a_call, a_person

ROUNDS = 7
TURN_MS = 16.0


def _turn_ms() -> float:
    """One turn, by the processor's time of this thread: what else runs on the machine is not ours."""
    began = time.thread_time()
    QApplication.processEvents()
    return (time.thread_time() - began) * 1e3


def _longest_ms(*, beforehand: bool) -> float:
    background = Background()
    desk = ScoringDesk(background, FakeStore(), cast(Any, FakePlayer()), a_person())
    panel = SheetPanel(desk)
    panel.resize(460, 690)
    panel.show()
    QApplication.processEvents()
    if beforehand:
        desk.prepare()
        while len(panel.list.rows) < 20 or panel.list._making.isActive():
            QApplication.processEvents()
    desk.open_call(a_call())
    turns = [0.0]
    while background.pending or not panel.list.isVisible():
        turns.append(_turn_ms())
    turns += [_turn_ms() for _ in range(20)]
    panel.close()
    panel.deleteLater()
    background.close()
    return max(turns)


def run() -> None:
    """Measure and record both, in turns."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply_theme(app, "light")
    then, before = [], []
    for _ in range(ROUNDS):
        then.append(_longest_ms(beforehand=False))
        before.append(_longest_ms(beforehand=True))
    made_then = statistics.median(then)
    record(
        "first sheet, longest turn",
        statistics.median(before),
        "ms",
        peer=f"rows made in that turn: {made_then:.1f} ms",
        bar=TURN_MS,
    )
