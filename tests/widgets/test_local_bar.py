"""The bar for a device of this PC: asks whose call and which device, then says how it is heard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.audio.live_input import Layout
from console.audio.outputs import NullOutputs
from console.audio.player import Player
from console.desk.call_list import Choices
from console.desk.live_now import Stage
from console.store.ids import new_id
from console.widgets import theme
from console.widgets.local_bar import LocalBar
from tests.desk.test_local_listening import LocalRig


@pytest.fixture
def rig(qtbot: QtBot, qapp: QApplication) -> Iterator[LocalRig]:
    theme.apply_theme(qapp, "light")
    made = LocalRig(qtbot)
    yield made
    made.close()


def test_from_the_asking_to_the_end(rig: LocalRig, qtbot: QtBot) -> None:
    player = Player(outputs=NullOutputs())
    bar = LocalBar(rig.local, player)
    qtbot.addWidget(bar)
    with qtbot.waitSignal(rig.local.inputs_listed):
        bar.begin()
    assert not bar.listen.isEnabled()
    assert bar.words.text() == "There are no agents yet"
    agents = ((new_id(), "Wang Fang", "2000"), (new_id(), "Li Na", "2001"))
    bar.set_choices(Choices(agents, ()))
    assert [bar.device.itemText(n) for n in range(bar.device.count())] == ["System default", "null microphone"]
    bar.agent.setCurrentIndex(1)
    bar.sides.setCurrentIndex(1)
    assert bar.layout_chosen is Layout.AGENT_RIGHT
    bar.listen.click()
    rig.until(Stage.HEARING)
    live = rig.heard[0][1]
    player.open_live(live)
    qtbot.waitUntil(lambda: player.at_edge and live.sound.info.frames > 16_000)
    assert not bar.to_live.isEnabled(), "one is there"
    player.seek(100)
    qtbot.waitUntil(bar.to_live.isEnabled)
    assert rig.heard[0][0].agent_name == "Li Na"
    assert bar.words.text() == "Li Na: one channel, so both speak in the agent's lane"
    assert (bar.agent.isVisible(), bar.stop.isVisible(), bar.mark.isVisible()) == (False, True, True)
    bar.stop.click()
    assert (bar.agent.isVisible(), bar.stop.isVisible()) == (True, False)
    assert bar.agent.currentText() == "2001 Li Na"
    with qtbot.waitSignal(bar.left):
        bar.leave.click()
    player.shut_down()
