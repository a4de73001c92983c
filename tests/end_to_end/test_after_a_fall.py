"""A console that falls says so at its next start, once, and the sign-on page is behind it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from console.places import HOME_VARIABLE

FALLS = """
import faulthandler, sys
from console import app
from console.__main__ import main
def settled(self):
    faulthandler._sigsegv()
app.Console._settle_in = settled
sys.exit(main([]))
"""
LOOKS = """
import sys
from PySide6.QtCore import QTimer
from console import app
from console.__main__ import main
show = app.Console._show_fall
def shown(self, found):
    show(self, found)
    page = self.what_happened
    if page is None:
        print("nothing", flush=True)
    else:
        print(found[0].what, page.go_on.text(), self.window._stack.currentWidget() is page, flush=True)
        page.go_on.click()
        print(self.window._stack.currentWidget() is self.sign_on_screen, flush=True)
    QTimer.singleShot(0, self.window.close)
app.Console._show_fall = shown
sys.exit(main([]))
"""


def run(code: str, home: Path) -> tuple[int, list[str]]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", HOME_VARIABLE: str(home)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60, env=environment
    )
    return done.returncode, done.stdout.splitlines()


def test_a_fall_is_told_once(tmp_path: Path) -> None:
    code, _ = run(FALLS, tmp_path)
    assert code != 0
    code, said = run(LOOKS, tmp_path)
    assert code == 0
    assert said[0].startswith("Segmentation fault")
    assert said[0].endswith("True")
    assert said[1] == "True"
    assert run(LOOKS, tmp_path) == (0, ["nothing"])
