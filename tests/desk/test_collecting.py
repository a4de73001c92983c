"""The garbage collector runs in the GUI thread only, and is given back as it was found."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.collecting import Collecting


class Freed(QObject):
    """Tells in which thread it was freed."""

    def __init__(self, told: list[int]) -> None:
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: told.append(threading.get_ident()))


def _make_garbage() -> int:
    return len([[[] for _ in range(10)] for _ in range(5000)])


def test_what_is_in_a_cycle_is_freed_in_the_gui_thread(qtbot: QtBot) -> None:
    background, collecting = Background(), Collecting()
    collecting.start()
    told: list[int] = []
    for _ in range(20):
        Freed(told)
    for _ in range(10):  # a worker that allocates enough to start a collection, were it allowed to
        background.on_files(_make_garbage)
    qtbot.waitUntil(lambda: background.pending == 0)
    qtbot.waitUntil(lambda: bool(gc.collect() or told))
    assert set(told) == {threading.get_ident()}
    collecting.stop()
    background.close()


def test_it_collects_by_itself(qtbot: QtBot) -> None:
    collecting = Collecting()
    collecting.start()
    told: list[int] = []
    Freed(told)
    kept: list[list[int]] = []

    def enough() -> bool:
        kept.extend([] for _ in range(2000))
        return bool(told)

    qtbot.waitUntil(enough, timeout=10_000)
    collecting.stop()


def test_it_is_given_back_as_it_was() -> None:
    assert not gc.isenabled()  # the tests' own conftest
    gc.enable()
    collecting = Collecting()
    assert not gc.isenabled()
    collecting.stop()
    assert gc.isenabled()
    gc.disable()


def test_work_is_let_go_in_the_gui_thread(qtbot: QtBot) -> None:
    background = Background()
    told: list[int] = []

    class Work:
        def __init__(self) -> None:
            weakref.finalize(self, lambda: told.append(threading.get_ident()))

        def __call__(self) -> None:
            return None

    for _ in range(50):
        background.on_files(Work())
    qtbot.waitUntil(lambda: len(told) == 50)
    assert set(told) == {threading.get_ident()}
    background.close()
