"""The list of 100,000 calls in the real database: does filtering and scrolling ever halt the window?"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from console.desk.background import Background
from console.desk.call_list import CallList, ListState
from console.desk.keymap import Keymap
from console.store.store import Store
from console.widgets import theme
from console.widgets.call_list import CallListPane
from tests.bench.bench_store import CALLS, fill, p95
from tests.bench.table import record, table
from tests.store.centres import QUICK_HASHES, HandClock, make_centre

PAUSE_MS = 16.0
REST_S = 0.002
WORDS = ("坐席0042", "投诉", "C00047", "坐席", "no such words", "")


class Turns:
    """Turns of the event loop: how long each kept the window from the next, on the clock and of this thread's own."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self.taken_ms: list[float] = []
        self.own_ms: list[float] = []

    def turn(self) -> None:
        """One turn, then a rest in which the database's thread has the interpreter, as in the real loop."""
        began, own = time.perf_counter(), time.thread_time()
        self._app.processEvents()
        self.taken_ms.append((time.perf_counter() - began) * 1000)
        self.own_ms.append((time.thread_time() - own) * 1000)
        time.sleep(REST_S)

    def until(self, so: Callable[[], bool], most_s: float = 20.0) -> None:
        """Turn until `so`."""
        end = time.perf_counter() + most_s
        while not so():
            assert time.perf_counter() < end
            self.turn()

    def deed(self, do: Callable[[], object]) -> None:
        """Something the user does is a part of its turn."""
        began, own = time.perf_counter(), time.thread_time()
        do()
        self.taken_ms.append((time.perf_counter() - began) * 1000)
        self.own_ms.append((time.thread_time() - own) * 1000)
        self.turn()
        for kept in (self.taken_ms, self.own_ms):
            last = kept.pop()
            kept[-1] += last


def _type(turns: Turns, pane: CallListPane, model: CallList) -> Iterator[float]:
    """Each word typed a letter at a time, until its list is there; how long the list took."""
    for word in WORDS:
        for length in range(1, len(word) + 1) if word else (0,):
            turns.deed(lambda text=word[:length]: pane.search.setText(text))  # type: ignore[misc]
        began = time.perf_counter()
        turns.until(lambda text=word: model.filter.text == text and model.settled)  # type: ignore[misc]
        yield (time.perf_counter() - began) * 1000


def _jump(turns: Turns, pane: CallListPane, model: CallList) -> Iterator[float]:
    """Far jumps by the scroll bar; how long until the rows are there."""
    bar, chance = pane.table.verticalScrollBar(), random.Random(3)
    for _ in range(60):
        turns.deed(lambda: bar.setValue(chance.randrange(bar.maximum())))
        began = time.perf_counter()
        turns.until(lambda: model.row_at(pane.table.rowAt(0)) is not None)
        yield (time.perf_counter() - began) * 1000


def _roll(turns: Turns, pane: CallListPane, _model: CallList) -> Iterator[float]:
    """Through 3,000 rows, half a row at a time."""
    bar, step = pane.table.verticalScrollBar(), pane.table.verticalHeader().defaultSectionSize() // 2
    bar.setValue(bar.maximum() // 3)
    for _ in range(6000):
        turns.deed(lambda: bar.setValue(bar.value() + step))
        yield turns.taken_ms[-1]


DEEDS = {"filtering": _type, "jumping": _jump, "scrolling": _roll}


def run(count: int = CALLS) -> None:
    """The longest turn of the window's loop in each deed, and how much of that was waiting for something else."""
    instance = QApplication.instance()
    app = instance if isinstance(instance, QApplication) else QApplication([])
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.001)  # as the console does
    theme.apply_theme(app, "light")
    with tempfile.TemporaryDirectory() as home, Store.open(Path(home) / "deskside.db", hasher=QUICK_HASHES) as store:
        centre = make_centre(store, HandClock())
        fill(centre, count)
        background = Background()
        model = CallList(background, store.calls, store.people)
        pane = CallListPane(model, Keymap())
        pane.resize(480, 900)
        pane.show()
        model.show_for(centre.li)
        Turns(app).until(lambda: model.state is ListState.READY)
        for name, deed in DEEDS.items():
            turns = Turns(app)
            waits = list(deed(turns, pane, model))
            own = turns.own_ms[turns.taken_ms.index(max(turns.taken_ms))]
            usual = statistics.quantiles(turns.taken_ms, n=100)[98]
            peer = f"{own:.1f} ms of it the window's own work; p99 {usual:.1f} ms"
            record(f"{name} {count:,} calls, longest pause", max(turns.taken_ms), "ms", bar=PAUSE_MS, peer=peer)
            if deed is not _roll:
                record(f"{name} {count:,} calls, until the rows are there, p95", p95(waits), "ms")
        pane.close()
        background.close()
    sys.setswitchinterval(before)


if __name__ == "__main__":
    run()
    sys.stdout.write(table() + "\n")
