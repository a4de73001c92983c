"""Starting: from the spawn to the first paint against a bare PySide6 window, and to a list that can be used."""

from __future__ import annotations

import compileall
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.table import record

ROOT = Path(__file__).resolve().parents[2]
TURNS = 11

BARE = """
import sys, time
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
class Window(QWidget):
    painted = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            QTimer.singleShot(0, self.tell)
    def tell(self):
        print("painted", time.time(), flush=True)
        app.quit()
app = QApplication(sys.argv)
window = Window()
box = QVBoxLayout(window)
box.addWidget(QLabel("席边 Deskside"), 0, Qt.AlignmentFlag.AlignCenter)
window.resize(1360, 768)
window.show()
app.exec()
"""
"""What nobody can do without: one label, aligned, in a window of the same size."""

OURS = """
import sys, time
what, sys.argv[1:] = sys.argv[1], []
def tell():
    print("painted", time.time(), flush=True)
    if what == "paint":
        console.window.close()
def sign_on(people):
    from console.demo_people import PASSWORD
    console.sign_on.sign_on("1001", PASSWORD)
def listed():
    if console.workplace.calls.rowCount() and console.workplace.calls.row_at(0) is not None:
        print("usable", time.time(), flush=True)
        console.window.close()
def opened(person):
    console.workplace.calls.modelReset.connect(listed)
    console.workplace.calls.dataChanged.connect(listed)
def watched(self):
    global console
    console = self
    self.window.furnished.disconnect()
    self.window.furnished.connect(tell)
    if what == "use":
        self.window.furnished.connect(self._settle_in)
        self.sign_on.people_listed.connect(sign_on)
        self.signed_on.connect(opened)
    start(self)
def open_watched(url):
    global start
    import gc
    gc.disable()  # as the first line of _open does
    import console.app
    start, console.app.Console.start = console.app.Console.start, watched
    return open_as_ever(url)
import console.__main__ as main
open_as_ever, main._open = main._open, open_watched
sys.exit(main.main())
"""
"""The console as it starts for its user, told apart only by what it prints and by being closed again."""


@contextlib.contextmanager
def screen() -> Iterator[tuple[str, dict[str, str]]]:
    """Where to paint: an Xvfb of our own, which is a real window system, else Qt's offscreen platform."""
    program = shutil.which("Xvfb")
    if program is None:
        yield "offscreen", {"QT_QPA_PLATFORM": "offscreen"}
        return
    command = [program, "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        display = server.stdout.readline().strip()
        try:
            yield "Xvfb", {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{display}"}
        finally:
            server.terminate()


def measure(script: str, surroundings: dict[str, str], *arguments: str) -> dict[str, float]:
    """Milliseconds from the spawn to each moment that `script` prints."""
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    moments = (line.split() for line in done.stdout.splitlines())
    return {word: 1000 * (float(at) - began) for word, at in moments}


def run() -> None:
    """Ours and the bare window in turns, bytecode made before; the user's folders are the system's, in a fresh home."""
    compileall.compile_dir(str(ROOT / "console"), quiet=1)
    ours_of_it = ("PYTHONDONTWRITEBYTECODE", "DISPLAY", "WAYLAND_DISPLAY", "DESKSIDE_HOME")
    plain = {name: value for name, value in os.environ.items() if name not in ours_of_it and name[:4] != "XDG_"}
    with tempfile.TemporaryDirectory() as home, screen() as (where, platform):
        surroundings = plain | platform | {"HOME": home}
        measure(OURS, surroundings, "use")  # makes the demo centre, warms the caches
        measure(BARE, surroundings)
        bare, ours, usable = [], [], []
        for _ in range(TURNS):
            bare.append(measure(BARE, surroundings)["painted"])
            ours.append(measure(OURS, surroundings, "paint")["painted"])
            usable.append(measure(OURS, surroundings, "use")["usable"])
    first, alone = statistics.median(ours), statistics.median(bare)
    peer = f"bare PySide6 window with one label, {alone:.0f} ms, {where}"
    record("first paint", first, "ms", peer=peer, ratio=first / alone, bar=1.3)
    record(f"spawn to signed on with the calls listed, {where}", statistics.median(usable), "ms", bar=1500)


if __name__ == "__main__":
    run()
