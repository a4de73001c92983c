"""The last 24 hours of 500 agents: read from the database, then gone through a moment at a time."""

from __future__ import annotations

import gc
import os
import random
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from console.desk.background import Background
from console.desk.floor_desk import FloorDesk
from console.desk.floor_history import FloorHistory
from console.domain.floor_past import Past
from console.domain.floor_track import us_of
from console.domain.people import Role
from console.store.people import NewPerson
from console.store.store import Store
from console.widgets import theme
from console.widgets.history_page import HistoryPage
from tests.bench.table import record
from tests.desk.small_past import centre_of, write_day

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AGENTS, COLUMNS, CALLS = 500, 25, 15
LOAD_MS, FRAME_MS, INDEX_MS, MEMORY_MB, STEP_MS = 10_000.0, 1000 / 60, 5.0, 40.0, 1000 / 60
ROUNDS = 40


def _until(true: Callable[[], object]) -> float:
    """Turn the event loop; the longest turn in ms, of the window's own thread's work."""
    longest = 0.0
    while not true():
        began = time.thread_time()
        QApplication.processEvents()
        longest = max(longest, (time.thread_time() - began) * 1e3)
        time.sleep(0.001)
    return longest


def _timed(name: str, deed: Callable[[], object], times: int) -> None:
    """Deed to pixels, the median of `times`; beside it the window's own work, which other programs do not lengthen."""
    taken, own = [], []
    for _ in range(times):
        began, began_own = time.perf_counter(), time.thread_time()
        deed()
        QApplication.processEvents()
        QApplication.processEvents()
        taken.append((time.perf_counter() - began) * 1e3)
        own.append((time.thread_time() - began_own) * 1e3)
    said = f"{statistics.median(own):.1f} ms of it the window's own work"
    record(name, statistics.median(taken), "ms", peer=said, bar=STEP_MS)


def run() -> None:
    """Measure and record."""
    instance = QApplication.instance()
    app = instance if isinstance(instance, QApplication) else QApplication([])
    theme.apply_theme(app, "light")
    theme.apply_text_size(app, 100)
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "day.sqlite") as store:
        lead = store.people.add(NewPerson("1101", "杨帆", Role.SUPERVISOR))
        _, agents = centre_of(store, lead, AGENTS, COLUMNS)
        rows = write_day(store, agents, NOW, CALLS)
        background = Background()
        desk = FloorDesk(background, store, lead, None)
        history = FloorHistory(desk, desk, now=lambda: NOW)
        page = HistoryPage(history)
        page.resize(1920, 1000)
        page.show()
        desk.start()
        _until(lambda: desk.people)
        gc.collect()
        gc.disable()  # as in the console, which collects between frames
        began = time.perf_counter()
        page.shown_again()
        longest = _until(lambda: history.ready)
        what = f"24 h of {AGENTS} agents"
        taken = (time.perf_counter() - began) * 1e3
        record(f"{what}, read", taken, "ms", peer=f"{rows} rows, SQLite, in pieces", bar=LOAD_MS)
        record(f"{what}, longest work in the window meanwhile", longest, "ms", bar=FRAME_MS)
        _index(history)
        _walk(history, what)
        gc.enable()
        page.close()
        page.deleteLater()
        desk.stop()
        background.close()
        tracemalloc.start()
        past = Past()
        past.add(store.floor.history(NOW - timedelta(hours=24), NOW))
        gc.collect()
        record(
            f"{what}, memory", tracemalloc.get_traced_memory()[0] / 1e6, "MB", peer=f"{len(past)} rows", bar=MEMORY_MB
        )
        del past
        tracemalloc.stop()


def _index(history: FloorHistory) -> None:
    dice = random.Random(3)
    begin_us, past = us_of(history.begin), history.day.past
    taken = []
    for _ in range(ROUNDS):
        at_us = begin_us + dice.randrange(86_400_000_000)
        began = time.perf_counter()
        past.floor(at_us)
        taken.append((time.perf_counter() - began) * 1e3)
    record("state of 500 agents at a moment", statistics.median(taken), "ms", bar=INDEX_MS)


def _walk(history: FloorHistory, what: str) -> None:
    dice = random.Random(5)
    _timed(
        f"{what}, a jump to painted",
        lambda: history.go_to(NOW - timedelta(seconds=dice.randrange(3600, 80_000))),
        ROUNDS,
    )
    history.go_to(NOW - timedelta(hours=5))
    _timed(f"{what}, a frame of 60x play to painted", lambda: history.go_by(6), ROUNDS)
    _timed(f"{what}, counts and stops of the live edge", history.reckon, 5)
