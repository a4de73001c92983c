"""Keeping one thing behind every change of it: when a failed save is tried again, and when it is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.keeping import FIRST_RETRY_MS, HOPELESS, LONGEST_RETRY_MS, Box, Keeper, SaveState
from console.domain.faults import Fault, FaultKind, PlaceFault


class Shelf:
    """Where a text is kept; refuses with `fault` while there is one."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self.kept = ""
        self.tries = 0

    def write(self, text: str, version: int) -> int:
        self.tries += 1
        if self.fault is not None:
            raise self.fault
        self.kept = text
        return version + 1


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    assert qtbot
    door = Background()
    yield door
    door.close()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def keeper(background: Background, shelf: Shelf) -> Iterator[Keeper[str]]:
    made = Keeper(background, Box(shelf.write, 1))
    yield made
    made.stop()


def _settle(qtbot: QtBot, background: Background) -> None:
    qtbot.waitUntil(lambda: background.pending == 0)


@pytest.mark.parametrize("kind", sorted(HOPELESS))
def test_what_trying_again_cannot_mend_waits_for_a_person(
    qtbot: QtBot, background: Background, shelf: Shelf, keeper: Keeper[str], kind: FaultKind
) -> None:
    shelf.fault = PlaceFault(kind)
    keeper.keep("one")
    _settle(qtbot, background)
    assert keeper.state is SaveState.FAILED
    assert keeper.hopeless
    assert not keeper.settled
    assert not keeper._timer.isActive()
    shelf.fault = None
    keeper.retry()
    _settle(qtbot, background)
    assert (shelf.kept, keeper.state, keeper.hopeless) == ("one", SaveState.SAVED, False)


def test_tries_come_later_and_later_and_begin_anew_after_a_success(
    qtbot: QtBot, background: Background, shelf: Shelf, keeper: Keeper[str]
) -> None:
    shelf.fault = PlaceFault(FaultKind.DATABASE_UNREACHABLE)
    told: list[Fault] = []
    keeper.faulted.connect(told.append)
    keeper.keep("one")
    waits_ms = []
    for _ in range(8):
        _settle(qtbot, background)
        assert keeper._timer.isActive()
        waits_ms.append(keeper._timer.interval())
        keeper.retry()
    _settle(qtbot, background)
    assert waits_ms == [min(FIRST_RETRY_MS * 2**n, LONGEST_RETRY_MS) for n in range(8)]
    assert len(told) == 1, "the same trouble is told once"
    shelf.fault = None
    keeper.keep("two")
    _settle(qtbot, background)
    assert (shelf.kept, keeper.box.version, keeper._timer.isActive()) == ("two", 2, False)
    shelf.fault = PlaceFault(FaultKind.DATABASE_LOCKED)
    keeper.keep("three")
    _settle(qtbot, background)
    assert keeper._timer.interval() == FIRST_RETRY_MS


def test_after_a_stop_nothing_is_saved_any_more(
    qtbot: QtBot, background: Background, shelf: Shelf, keeper: Keeper[str]
) -> None:
    keeper.keep("one")
    _settle(qtbot, background)
    keeper.stop()
    keeper.keep("two")
    keeper.retry()
    _settle(qtbot, background)
    assert (shelf.kept, shelf.tries) == ("one", 1)
