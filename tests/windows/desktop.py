"""A screen of a test's own with a keyboard: what a window shows there as an array, and keys as a hand presses them."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tests.requirements_met import missing

INSTALL = "sudo apt-get install xvfb xdotool"
SIZE = (1440, 900)
GLANCE_S = 0.2
CARET = 400
"""Pixels that may differ between two glances at a window that is at rest: a text cursor that blinks."""

PAGE, STRIP = 100_000, 20_000
"""Pixels that differ at the least between two pages of the window, and where a page gets a line more."""
SHADES = 4
"""An empty screen has fewer."""

Picture = np.ndarray[Any, np.dtype[np.uint8]]


def until(seen: Callable[[], object], what: str, timeout_s: float = 60) -> None:
    """Look again and again until `seen`; AssertionError naming `what` when it never is."""
    deadline = time.monotonic() + timeout_s
    while not seen():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout_s:.0f} s: {what}")
        time.sleep(0.05)


class Desktop:
    """An X server without a monitor, at a display number that it chose itself; ended by its process id."""

    def __init__(self, folder: Path, size: tuple[int, int] = SIZE) -> None:
        server, hand = shutil.which("Xvfb"), shutil.which("xdotool")
        if server is None or hand is None:
            missing("a screen to drive", INSTALL)
        assert server is not None
        assert hand is not None
        self._hand, self._folder = hand, folder
        reading, writing = os.pipe()
        screen = ["-screen", "0", f"{size[0]}x{size[1]}x24", "-fbdir", str(folder)]
        command = [server, "-displayfd", str(writing), *screen, "-nolisten", "tcp"]
        self._server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as told:
            self.display = f":{told.readline().strip()}"
        if self.display == ":":
            self._server.wait(10)
            raise RuntimeError("Xvfb did not start")

    def close(self) -> None:
        """End the server."""
        self._server.terminate()
        self._server.wait(10)

    def _do(self, *words: str, check: bool = True) -> str:
        environment = {**os.environ, "DISPLAY": self.display}
        command = [self._hand, *words]
        return subprocess.run(
            command, env=environment, check=check, capture_output=True, text=True, timeout=60
        ).stdout.strip()

    def windows(self) -> dict[str, str]:
        """Titles of the windows that are shown, by id."""
        found = self._do("search", "--onlyvisible", "--name", ".", check=False).split()
        return {window: self._do("getwindowname", window, check=False) for window in found}

    def take_focus(self, title: str) -> None:
        """Wait for a window whose title has these words, and give it the keyboard."""
        found: list[str] = []

        def shown() -> bool:
            found[:] = [window for window, name in self.windows().items() if title in name]
            return bool(found)

        until(shown, f"a window called {title!r}", 90)
        self._do("windowfocus", "--sync", found[0])

    def press(self, *chords: str) -> None:
        """Keys one after another, in X's names: `ctrl+Return`."""
        for chord in chords:
            self._do("key", "--delay", "30", chord)

    def type(self, text: str) -> None:
        """Characters, in the window that has the keyboard."""
        self._do("type", "--delay", "30", text)

    def picture(self) -> Picture:
        """What is on the screen: height, width, red-green-blue."""
        raw = (self._folder / "Xvfb_screen0").read_bytes()  # an XWD file: 25 words of header, names, colours, lines
        header = np.frombuffer(raw, ">u4", 25)
        offset, width, height, line = int(header[0] + 12 * header[19]), int(header[4]), int(header[5]), int(header[12])
        lines = np.frombuffer(raw, np.uint8, height * line, offset).reshape(height, line)
        return lines[:, : 4 * width].reshape(height, width, 4)[:, :, 2::-1].copy()

    def rest(self, what: str, unlike: Picture | None = None, by: int = PAGE) -> Picture:
        """Wait for `what` until nothing more changes than a cursor that blinks; the picture.

        With `unlike` it must differ from that picture by so many pixels.
        """
        before = self.picture()

        def at_rest() -> bool:
            nonlocal before
            time.sleep(GLANCE_S)
            now = self.picture()
            still, before = _changed(now, before) <= CARET, now
            turned = unlike is None or _changed(now, unlike) > by
            return still and turned and len(np.unique(now[::5, ::5, 0])) > SHADES

        until(at_rest, what)
        return before

    def keep(self, path: Path) -> None:
        """Write the picture as PNG."""
        from PySide6.QtGui import QImage

        shown = self.picture()
        image = QImage(shown.tobytes(), shown.shape[1], shown.shape[0], 3 * shown.shape[1], QImage.Format.Format_RGB888)
        path.parent.mkdir(parents=True, exist_ok=True)
        assert image.save(str(path))


def _changed(now: Picture, before: Picture) -> int:
    return int((now != before).any(axis=2).sum())
