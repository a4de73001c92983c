"""Listening that is left while the database cannot be asked: its end is asked for until the database has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.live_now import Stage
from console.desk.live_stops import AGAIN_MS
from console.domain.events import LinkState
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor_book import Stop
from console.store.store import Store
from tests.desk.live_rig import LiveRig, live_rig


@pytest.fixture
def rig(qtbot: QtBot, tmp_path: Path) -> Iterator[LiveRig]:
    background = Background()
    with Store.open(tmp_path / "stops.sqlite") as store, live_rig(store, background, qtbot) as made:
        made.talk("2000")
        yield made
    background.close()


class Refusals:
    """The database's answers to being asked for an end."""

    def __init__(self, rig: LiveRig, patch: pytest.MonkeyPatch, *kinds: FaultKind) -> None:
        self.asked: list[UUID] = []
        self._kinds, self._stop = list(kinds), rig.store.live.stop
        patch.setattr(rig.store.live, "stop", self)

    def __call__(self, by: Any, key: UUID) -> None:
        self.asked.append(key)
        if self._kinds:
            raise PlaceFault(self._kinds.pop(0))
        self._stop(by, key)


def left(rig: LiveRig, qtbot: QtBot) -> UUID:
    """Somebody listened and stopped; what the database said to that has come."""
    key = rig.hear()
    rig.live.stop()
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    return key


def stopped(rig: LiveRig) -> list[UUID]:
    return [one.id for one in rig.taken() if one.stop is Stop.ASKED]


def test_an_end_that_did_not_arrive_is_asked_for_when_the_link_is_back(
    rig: LiveRig, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = Refusals(rig, monkeypatch, FaultKind.DATABASE_UNREACHABLE, FaultKind.DATABASE_UNREACHABLE)
    rig.live._stops._wait_ms = 3_600_000
    key = left(rig, qtbot)
    assert stopped(rig) == []
    rig.desk.link_changed.emit(LinkState.LOST)
    assert len(refusals.asked) == 1
    for asked in (2, 3):
        rig.desk.link_changed.emit(LinkState.CONNECTED)
        qtbot.waitUntil(lambda: rig.background.pending == 0)
        assert len(refusals.asked) == asked
    assert stopped(rig) == [key]
    rig.desk.link_changed.emit(LinkState.CONNECTED)
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    assert len(refusals.asked) == 3, "the database has it"


def test_where_the_link_never_went_it_is_asked_again_less_and_less_often(
    rig: LiveRig, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    Refusals(rig, monkeypatch, FaultKind.DATABASE_LOCKED)
    key = left(rig, qtbot)
    stops = rig.live._stops
    assert stops._again.isActive()
    assert (stops._again.interval(), stops._wait_ms) == (AGAIN_MS, 2 * AGAIN_MS)
    stops._again.start(0)
    qtbot.waitUntil(lambda: not stops._owed)
    assert stopped(rig) == [key]
    assert not stops._again.isActive()
    assert stops._wait_ms == AGAIN_MS


def test_what_the_database_does_not_know_is_over(rig: LiveRig, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    refusals = Refusals(rig, monkeypatch, FaultKind.NOT_FOUND)
    left(rig, qtbot)
    assert not rig.live._stops._again.isActive()
    rig.desk.link_changed.emit(LinkState.CONNECTED)
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    assert len(refusals.asked) == 1


def test_an_asking_whose_answer_was_lost_leaves_nobody_listening(
    rig: LiveRig, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = rig.store.live.ask

    def lost(*given: Any, **more: Any) -> UUID:
        ask(*given, **more)
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)

    monkeypatch.setattr(rig.store.live, "ask", lost)
    rig.live.listen("2000")
    rig.until(Stage.REFUSED)
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    assert rig.taken() == [], "nobody makes heard what nobody would fetch"
