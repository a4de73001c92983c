"""A second start finds the first, whatever a killed one left behind; with real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from console.one_window import MOST_BYTES, OneWindow, _name
from console.places import HOME_VARIABLE

FIRST = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from console.one_window import OneWindow
app = QCoreApplication([])
one = OneWindow(Path(sys.argv[1]))
assert one.take()
if sys.argv[2] == "hears":
    one.listen()
if sys.argv[2] == "late":
    QTimer.singleShot(2000, one.listen)
    QTimer.singleShot(20_000, lambda: print("nothing heard", flush=True))
one.asked.connect(lambda words: print(words, flush=True))
print("ready", flush=True)
if sys.argv[2] != "deaf":
    app.exec()
sys.stdin.readline()
"""
"""The first one, as far as a second can tell; a `deaf` one does not answer, a `late` one is slow to."""

CONSOLE = """
import sys
from console import app
from console.__main__ import main
come_forward = app.Console.come_forward
def told(self, words):
    come_forward(self, words)
    print(words, self.window.messages.text, flush=True)
    self.window.close()
app.Console.come_forward = told
settle_in = app.Console._settle_in
def settled(self):
    settle_in(self)
    print("open", flush=True)
app.Console._settle_in = settled
sys.exit(main(["--database", sys.argv[1]]))
"""
"""The real console, which says what it is told and closes its window then."""


@contextmanager
def started(*command: str, home: Path) -> Iterator[subprocess.Popen[str]]:
    own = {"QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8", HOME_VARIABLE: str(home)}
    environment = {**os.environ, **own}
    process = subprocess.Popen(
        [sys.executable, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=environment
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stdin.close()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_a_second_start_of_the_program_raises_the_first_and_ends(tmp_path: Path) -> None:
    own = f"sqlite:///{(tmp_path / 'centre.db').as_posix()}"
    began = time.monotonic()
    with started("-c", CONSOLE, own, home=tmp_path) as first:
        assert line_of(first) == "open"
        opened_s, began = time.monotonic() - began, time.monotonic()
        with started("-m", "console", "--database", "postgresql://u:secret@server/other", home=tmp_path) as second:
            assert second.wait(20) == 0
            assert line_of(second) == ""
        took_s = time.monotonic() - began
        said = line_of(first)
        assert said.startswith("{'database': 'postgresql://u@server/other', 'find': ''}")
        assert "close it to open another database" in said
        assert first.wait(20) == 0
    assert took_s < max(5.0, opened_s)  # a second on a quiet machine; where a window takes longer, no longer than that


def test_what_is_handed_over_arrives_and_costs_less_than_a_second(folder: Path, qtbot: QtBot) -> None:
    del qtbot
    with started("-c", FIRST, str(folder), "hears", home=folder) as first:
        assert line_of(first) == "ready"
        second = OneWindow(folder)
        assert not second.take()
        began = time.monotonic()
        assert second.hand_over({"database": "席边"}) == 0
        assert time.monotonic() - began < 1.0
        assert line_of(first) == "{'database': '席边'}"


def test_a_killed_one_does_not_block(folder: Path, qtbot: QtBot) -> None:
    del qtbot
    with started("-c", FIRST, str(folder), "hears", home=folder) as first:
        assert line_of(first) == "ready"
    next_one = OneWindow(folder)
    assert next_one.take()
    next_one.listen()
    next_one.listen()
    third = OneWindow(folder)
    assert not third.take()
    next_one.close()
    assert third.hand_over({}) is None  # the place was left meanwhile, and is the third's
    assert not next_one.take()
    third.close()


def test_one_that_does_not_answer_is_told_unless_it_has_just_begun(folder: Path, qtbot: QtBot) -> None:
    del qtbot
    with started("-c", FIRST, str(folder), "deaf", home=folder) as first:
        assert line_of(first) == "ready"
        second = OneWindow(folder)
        assert not second.take()
        assert second.hand_over({"find": ""}) == 0
        for wrong_by_s in (-3600, 3600):  # also where the clock was set back
            os.utime(folder / "console.lock", (time.time() + wrong_by_s,) * 2)
            assert second.hand_over({"find": "7"}) == 1


def test_words_wait_for_a_first_that_has_only_just_begun(folder: Path, qtbot: QtBot) -> None:
    del qtbot
    with started("-c", FIRST, str(folder), "late", home=folder) as first:
        assert line_of(first) == "ready"
        second = OneWindow(folder)
        assert not second.take()
        assert second.hand_over({"find": "7"}) == 0
        assert line_of(first) == "{'find': '7'}"


def test_another_data_folder_is_another_console(tmp_path: Path, qtbot: QtBot) -> None:
    del qtbot
    ones = [OneWindow(tmp_path / name) for name in ("a", "b")]
    assert all(one.take() for one in ones)
    for one in ones:
        one.close()


def test_a_folder_that_cannot_be_made_does_not_keep_the_console_away(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    assert OneWindow(tmp_path / "plain" / "data").take()


@pytest.mark.parametrize("words", [b"no json\n", b"7\n", b"x" * (2 * MOST_BYTES)])
def test_nonsense_is_hung_up_on(words: bytes, folder: Path, qtbot: QtBot) -> None:
    one = OneWindow(folder)
    assert one.take()
    one.listen()
    heard: list[object] = []
    one.asked.connect(heard.append)
    for said in (words, json.dumps({"good": 1}).encode() + b"\n"):
        caller = QLocalSocket()
        caller.connectToServer(_name(folder))
        assert caller.waitForConnected(1000)
        caller.write(said)
        if said is words:
            with qtbot.waitSignal(caller.disconnected):
                pass
        else:
            qtbot.waitUntil(lambda: bool(heard))
        caller.abort()
    assert heard == [{"good": 1}]
    one.close()
