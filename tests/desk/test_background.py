"""Background work: results in the GUI thread, order kept for the database, failures become faults."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.domain.faults import BugFault, Fault, FaultKind, PlaceFault


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    assert qtbot
    door = Background()
    yield door
    door.close()


def test_results_arrive_in_the_gui_thread_in_order(qtbot: QtBot, background: Background) -> None:
    seen: list[tuple[int, int]] = []

    def note(number: int) -> None:
        seen.append((number, threading.get_ident()))

    for number in range(50):
        background.on_database(lambda number=number: number, note)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(seen) == 50)
    assert [number for number, _ in seen] == list(range(50))
    assert {thread for _, thread in seen} == {threading.get_ident()}
    assert background.pending == 0


def test_a_fault_reaches_its_handler_and_only_it(qtbot: QtBot, background: Background) -> None:
    told: list[Fault] = []
    everyone: list[Fault] = []
    background.fault_happened.connect(everyone.append)

    def locked() -> None:
        raise PlaceFault(FaultKind.DATABASE_LOCKED)

    background.on_database(locked, None, told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].kind is FaultKind.DATABASE_LOCKED
    assert everyone == []


def test_what_is_forgotten_still_ends_but_nobody_is_told(qtbot: QtBot, background: Background) -> None:
    done: list[str] = []
    told: list[object] = []
    background.fault_happened.connect(told.append)

    def refuse() -> None:
        done.append("refused")
        raise PlaceFault(FaultKind.DISK_FULL)

    background.on_database(lambda: done.append("kept"), told.append)
    background.on_files(refuse, None, told.append)
    background.forget_all()
    qtbot.waitUntil(lambda: background.pending == 0)
    assert sorted(done) == ["kept", "refused"]
    assert told == []


def test_an_unforeseen_error_is_our_bug_and_names_no_secret(qtbot: QtBot, background: Background) -> None:
    def broken() -> None:
        raise RuntimeError("password=hunter2")

    with qtbot.waitSignal(background.fault_happened) as caught:
        background.on_files(broken)
    fault = caught.args[0]
    assert isinstance(fault, BugFault)
    assert "hunter2" not in str(fault)


def test_a_forgotten_job_says_nothing(qtbot: QtBot, background: Background) -> None:
    told: list[object] = []
    gate = threading.Event()
    job = background.on_database(gate.wait, told.append, told.append)
    job.forget()
    gate.set()
    qtbot.waitUntil(lambda: background.pending == 0)
    assert told == []


def test_what_is_asked_after_the_end_is_let_go(qtbot: QtBot) -> None:
    assert qtbot
    door = Background()
    done: list[int] = []
    door.on_database(lambda: 1, done.append)
    door.close()
    door.on_database(lambda: 2, done.append)
    door.on_files(lambda: 3, done.append)
    assert door.database_waits_s >= 0
    qtbot.waitUntil(lambda: done == [1])
    assert door.pending == 0
