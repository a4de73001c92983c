"""A database that is locked, full or hangs while a call is scored: it is said, nothing is lost, the window lives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from console.desk.keeping import SaveState
from console.desk.keys import Action, item_action
from console.desk.leaving import WAIT_S
from console.desk.open_sheet import SheetState
from console.domain.sheet import Sheet, Verdict
from console.store.engine import Patience
from console.store.store import Store
from tests.end_to_end.conftest import INSPECTOR, PASSWORD, Centre, Hands, furnish, open_console
from tests.memory_keyring import MemoryKeyring
from tests.postgres import PostgresServer

GREETING, RINGS = "greeting_with_number", "answer_three_rings"
LONGEST_STANDSTILL_S = 0.5
"""Waiting for the database in the GUI thread would show as seconds; the rest is for a machine that is busy."""
HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """An SQLite file, except where a test names another."""
    return f"sqlite:///{(tmp_path / 'centre.db').as_posix()}"


class Heartbeat(QObject):
    """Beats in the window's thread; the longest time between two beats is how long the window stood still."""

    def __init__(self) -> None:
        super().__init__()
        self._last_s = time.monotonic()
        self.longest_s = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(20)

    @Slot()
    def _beat(self) -> None:
        now_s = time.monotonic()
        self.longest_s = max(self.longest_s, now_s - self._last_s)
        self._last_s = now_s


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process holds the whole file."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "held\n"
        try:
            yield
        finally:
            other.stdin.close()


@contextmanager
def stopped(server: PostgresServer) -> Iterator[None]:
    """The server's processes stand still: connections stay open and nothing answers."""
    first = server.process_id
    children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
    processes = [first, *map(int, children)]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in reversed(processes):
            os.kill(process, signal.SIGCONT)


def open_call(hands: Hands, centre: Centre) -> None:
    """Sign on and open the newest call."""
    hands.sign_on(INSPECTOR, PASSWORD)
    hands.place.review.open_call(centre.calls[0])
    hands.bot.waitUntil(lambda: hands.place.scoring.view.state is SheetState.DRAFT, timeout=10_000)


def status(hands: Hands) -> str:
    """What the status line says."""
    return " ".join(label.text() for label in hands.console.window.status.findChildren(QLabel) if label.isVisible())


def stored(centre: Centre) -> Sheet:
    """The draft of the newest call as another console would find it."""
    with Store.open(centre.url) as store:
        draft = store.evaluations.find_draft(centre.call(0))
    assert draft is not None
    return draft.sheet


def path_of(centre: Centre) -> Path:
    return Path(centre.url.removeprefix("sqlite:///"))


@pytest.mark.slow
def test_a_locked_file_is_said_and_saved_to_by_itself_when_it_is_free(hands: Hands, centre: Centre) -> None:
    open_call(hands, centre)
    scoring, banner = hands.place.scoring, hands.place.review.sheet.banner
    with locked(path_of(centre)):
        heartbeat = Heartbeat()
        hands.act(item_action(2))
        hands.bot.waitUntil(lambda: scoring.saved is SaveState.FAILED, timeout=15_000)
        busy = "The database is busy with another program; your work is kept and tried again."
        assert banner.sentence.text() == f"Not saved: {busy}"
        assert "Not saved yet; trying again" in status(hands)
        hands.act(item_action(1))
        assert scoring.sheet.mark(GREETING).verdict is Verdict.FAILS
        assert heartbeat.longest_s < LONGEST_STANDSTILL_S
    heartbeat = Heartbeat()  # not over the other process's start and end, for which we wait here
    hands.bot.waitUntil(lambda: scoring.saved is SaveState.SAVED, timeout=20_000)
    assert not banner.isVisible()
    assert "All saved" in status(hands)
    kept = stored(centre)
    assert (kept.mark(RINGS).verdict, kept.mark(GREETING).verdict) == (Verdict.FAILS, Verdict.FAILS)
    assert heartbeat.longest_s < LONGEST_STANDSTILL_S


@pytest.mark.slow
@pytest.mark.parametrize("way", ["close", "sign off"])
def test_nobody_leaves_with_an_unsaved_sheet_without_being_told(hands: Hands, centre: Centre, way: str) -> None:
    open_call(hands, centre)
    window = hands.console.window

    def leave() -> None:
        if way == "close":
            window.close()
        else:
            hands.act(Action.SIGN_OFF)

    def left() -> bool:
        return not window.isVisible() or hands.console.workplace is None

    with locked(path_of(centre)):
        hands.act(item_action(2))
        leave()
        hands.bot.waitUntil(lambda: bool(window.messages.text), timeout=round(WAIT_S * 1000) + 8000)
        assert window.messages.text == ("1 sheet or note could not be saved yet. To leave all the same, ask again.")
        assert not left()
        assert hands.place.scoring.sheet.mark(GREETING).verdict is Verdict.FAILS
    hands.bot.waitUntil(lambda: hands.place.unsaved == 0, timeout=20_000)
    leave()
    hands.bot.waitUntil(left)
    assert stored(centre).mark(GREETING).verdict is Verdict.FAILS


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A disk of its own on `folder`, 2 MB; skips where the machine does not let us."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "deskside-test", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
def test_a_full_disk_is_said_and_what_was_written_is_saved_once_there_is_room(
    qtbot: QtBot, qapp: QApplication, home: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk):
        url = f"sqlite:///{(disk / 'centre.db').as_posix()}"
        with Store.open(url) as store:
            centre = Centre(url, *furnish(store, tmp_path, calls=1))
        with open_console(qtbot, qapp, home, url) as hands:
            open_call(hands, centre)
            hands.act(item_action(2))
            qtbot.waitUntil(lambda: hands.place.scoring.saved is SaveState.SAVED)
            fill(disk / "other")
            notes = "客户情绪激动。" * 8000
            hands.place.scoring.set_notes(notes)
            qtbot.waitUntil(lambda: hands.place.scoring.saved is SaveState.FAILED, timeout=15_000)
            full = "The disk is full; make room, then go on. What was saved before is safe."
            assert hands.place.review.sheet.banner.sentence.text() == f"Not saved: {full}"
            assert hands.place.scoring.sheet.notes == notes
            (disk / "other").unlink()
            qtbot.waitUntil(lambda: hands.place.scoring.saved is SaveState.SAVED, timeout=20_000)
        kept = stored(centre)
        assert (kept.mark(GREETING).verdict, kept.notes) == (Verdict.FAILS, notes)


def fill(path: Path) -> None:
    """Take all the room there is."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


@pytest.mark.slow
@pytest.mark.postgresql
def test_a_server_that_hangs_is_said_within_two_seconds_and_the_window_lives(
    qtbot: QtBot, qapp: QApplication, home: Path, tmp_path: Path, postgres_server: PostgresServer, postgres_url: str
) -> None:
    with Store.open(postgres_url) as store:
        centre = Centre(postgres_url, *furnish(store, tmp_path, calls=1))
    with open_console(qtbot, qapp, home, postgres_url) as hands:
        open_call(hands, centre)
        qtbot.waitUntil(lambda: "Connected" in status(hands))
        scoring, player = hands.place.scoring, hands.place.player
        player.play()
        heartbeat = Heartbeat()
        with stopped(postgres_server):
            hands.act(item_action(2))
            began_s = time.monotonic()
            qtbot.waitUntil(lambda: "Waiting for the database… · " in status(hands), timeout=10_000)
            assert time.monotonic() - began_s < 2.5
            qtbot.waitUntil(lambda: "Waiting for the database… · 4 s" in status(hands), timeout=10_000)
            before_ms = player.position_ms
            hands.act(item_action(1))
            assert scoring.saved is SaveState.SAVING
            hands.wait_for_position(before_ms + 500)
        qtbot.waitUntil(lambda: scoring.saved is SaveState.SAVED, timeout=20_000)
        qtbot.waitUntil(lambda: "Connected" in status(hands))
        assert heartbeat.longest_s < LONGEST_STANDSTILL_S
        assert hands.console.window.messages.text == ""
        kept = stored(centre)
        assert (kept.mark(RINGS).verdict, kept.mark(GREETING).verdict) == (Verdict.FAILS, Verdict.FAILS)


@pytest.mark.slow
@pytest.mark.postgresql
def test_a_server_given_up_is_tried_again_by_itself(
    qtbot: QtBot,
    qapp: QApplication,
    home: Path,
    tmp_path: Path,
    postgres_server: PostgresServer,
    postgres_url: str,
    memory_keyring: MemoryKeyring,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same past the end of patience, which is half a minute in service, on a PC that can keep nothing itself."""
    memory_keyring.broken = True
    monkeypatch.setattr("console.store.store.Patience", partial(Patience, connect_s=2, answer_s=2.0))
    with Store.open(postgres_url) as store:
        centre = Centre(postgres_url, *furnish(store, tmp_path, calls=1))
    with open_console(qtbot, qapp, home, postgres_url) as hands:
        open_call(hands, centre)
        scoring, banner = hands.place.scoring, hands.place.review.sheet.banner
        with stopped(postgres_server):
            hands.act(item_action(2))
            qtbot.waitUntil(lambda: scoring.saved is SaveState.FAILED, timeout=20_000)
            lost = "The database cannot be reached. Check the network and the address in Settings."
            assert banner.sentence.text() == f"Not saved: {lost}"
            hands.act(item_action(1))
        qtbot.waitUntil(lambda: scoring.saved is SaveState.SAVED, timeout=30_000)
        assert not banner.isVisible()
        qtbot.waitUntil(lambda: "Connected" in status(hands))
        kept = stored(centre)
        assert (kept.mark(RINGS).verdict, kept.mark(GREETING).verdict) == (Verdict.FAILS, Verdict.FAILS)
