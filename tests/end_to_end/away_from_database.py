"""An inspector at a console of its own process, who works on when the database goes, until the process is killed."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import keyring
from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.app import make_application
from console.audio.player import PlayState
from console.desk.call_list import ListState
from console.desk.keys import Action
from console.desk.open_sheet import SheetState
from tests.end_to_end.conftest import INSPECTOR, PASSWORD, Hands, open_console
from tests.memory_keyring import MemoryKeyring

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NOTE = "说话太快 spoke too fast"
STRENGTH = "开场白自然 a natural greeting"
SCORING, KEPT = "scoring", "kept"
"""What is told on standard output."""


class OneKeyring(MemoryKeyring):
    """The same key for everybody who asks, in every process of a test."""

    def get_password(self, service: str, username: str) -> str | None:  # noqa: ARG002
        """One key."""
        return base64.b64encode(bytes(range(32))).decode()


class Eyes:
    """Waits as pytest-qt's QtBot does, in a process without pytest."""

    def waitUntil(self, seen: Callable[[], object], timeout: int = 20_000) -> None:
        """Until `seen()` is true."""
        for _ in range(timeout // 10):
            if seen():
                return
            QTest.qWait(10)
        raise TimeoutError(seen)

    def waitActive(self, widget: QWidget) -> None:
        """Until the window is in front."""
        self.waitUntil(widget.isActiveWindow)

    def waitSignal(self, signal: SignalInstance, timeout: int = 20_000) -> Any:
        """A block that ends when `signal` was emitted."""
        return _Expecting(self, signal, timeout)


class _Expecting:
    def __init__(self, eyes: Eyes, signal: SignalInstance, timeout: int) -> None:
        self._eyes, self._signal, self._timeout = eyes, signal, timeout
        self._heard = 0

    def _hear(self, *_: object) -> None:
        self._heard += 1

    def __enter__(self) -> None:
        self._signal.connect(self._hear)

    def __exit__(self, *_: object) -> None:
        self._eyes.waitUntil(lambda: self._heard, self._timeout)
        self._signal.disconnect(self._hear)


def open_first_call(hands: Hands) -> None:
    """From the list, by Return."""
    place = hands.place
    hands.bot.waitUntil(lambda: place.calls.state is ListState.READY, timeout=20_000)
    place.review.calls.table.setFocus()
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_Return)
    hands.bot.waitUntil(lambda: place.scoring.view.state is SheetState.DRAFT, timeout=20_000)


def work_on(hands: Hands) -> None:
    """Without the database: mark, note, submit, coach, begin the next call, listen. All by keyboard."""
    place, bot = hands.place, hands.bot
    hands.press(Qt.Key.Key_5)
    hands.press(Qt.Key.Key_N)
    hands.type(NOTE)
    place.review.sheet.focus_sheet()
    hands.press(Qt.Key.Key_Return, SHIFT)
    with bot.waitSignal(place.scoring.submitted, timeout=20_000):
        hands.press(Qt.Key.Key_Return, CTRL)
    hands.press(Qt.Key.Key_K, CTRL)
    bot.waitUntil(lambda: hands.console.window.current_screen == "coaching", timeout=20_000)
    strength = place.coaching_screen._note._strength
    strength.setFocus()
    hands.type(STRENGTH)
    hands.act(Action.GO_REVIEW)
    hands.press(Qt.Key.Key_PageDown, CTRL)
    bot.waitUntil(lambda: place.scoring.view.state is SheetState.DRAFT, timeout=20_000)
    bot.waitUntil(lambda: place.player.state is PlayState.PAUSED, timeout=20_000)
    hands.press(Qt.Key.Key_3)
    hands.press(Qt.Key.Key_Space)
    bot.waitUntil(lambda: place.player.position_ms > 300, timeout=20_000)
    hands.press(Qt.Key.Key_Space)


def main(url: str, home: Path) -> None:
    """Tell what was reached; go on when a line comes in; never end by itself."""
    keyring.set_keyring(OneKeyring())
    app = make_application()
    with open_console(cast("QtBot", Eyes()), app, home, url) as hands:
        hands.sign_on(INSPECTOR, PASSWORD)
        open_first_call(hands)
        hands.press(Qt.Key.Key_2)
        hands.bot.waitUntil(lambda: hands.place.unsaved == 0, timeout=20_000)
        print(SCORING, flush=True)  # noqa: T201
        sys.stdin.readline()
        work_on(hands)
        offline = hands.place.offline
        assert offline is not None
        hands.bot.waitUntil(lambda: offline.sharing.standing.waiting == 4 and hands.place.unsaved == 0, timeout=20_000)
        print(KEPT, flush=True)  # noqa: T201
        hands.bot.waitUntil(lambda: False, timeout=600_000)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
