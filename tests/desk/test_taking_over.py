"""Taking over a call: the switch closes the lines one listened by, and that is not its end; being refused it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.live_mode import LiveMode
from console.desk.live_now import Stage
from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState
from console.store.store import Store
from tests.desk.live_rig import LiveRig, live_rig
from tests.desk.test_live_listening import Microphone


@pytest.fixture
def rig(qtbot: QtBot, tmp_path: Path) -> Iterator[LiveRig]:
    background = Background()
    with Store.open(tmp_path / "live.sqlite") as store, live_rig(store, background, qtbot) as made:
        made.talk("2000")
        yield made
    background.close()


@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.REFUSED])
def test_lines_that_close_meanwhile_end_it_only_when_it_is_refused(
    rig: LiveRig, qtbot: QtBot, state: ActionState
) -> None:
    microphone = Microphone()
    mode = LiveMode(rig.live, rig.desk, microphone)
    rig.hear()
    mode.be(FloorAction.TAKE_OVER)
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    rig.live._line_ended.emit(rig.live._attempt)
    qtbot.wait(50)
    assert rig.live.now.stage is Stage.HEARING
    rig.answer(state)
    if state is ActionState.DONE:
        qtbot.waitUntil(lambda: mode.now is FloorAction.TAKE_OVER)
        assert rig.live.now.stage is Stage.HEARING
        assert microphone.told[0] == (FloorAction.TAKE_OVER, 0, None)  # the ways that were fetched lead nowhere now
        rig.live.stop()
        assert microphone.told[-1] == "closed"
    else:
        rig.until(Stage.ENDED)


def test_without_it_a_closed_line_is_the_end(rig: LiveRig) -> None:
    LiveMode(rig.live, rig.desk, Microphone(), rig.live)
    rig.hear()
    rig.live._line_ended.emit(rig.live._attempt)
    rig.until(Stage.ENDED)
