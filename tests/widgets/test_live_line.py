"""What is said of a sheet that was made live, and who sat beside."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from console.domain.calls import Call, SoundSource
from console.domain.ledger import Heard, Ledger
from console.domain.sheet import MadeLive, Pin, Sheet
from console.widgets.live_line import LiveLine, made_live_words

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
WAITING = Call(uuid.uuid4(), AT, 0, SoundSource(()), "live:1:2", live_since=AT)
COME = replace(WAITING, sound=SoundSource(("a.wav",)), duration_ms=100_000)
LIVE = Sheet("monitoring", 1, live=MadeLive(AT, 40_000))
HEARD = Ledger((Heard(0, 30_000),))


def placed(how: str) -> Sheet:
    """Moved to the recording."""
    return replace(LIVE, live=MadeLive(AT, 40_000, ((0, 7000),), how, beside=True))


@pytest.mark.parametrize(
    ("sheet", "call", "words"),
    [
        (LIVE, WAITING, "Made live, 75 % heard · its recording has not come yet"),
        (placed("sound"), COME, "Made live, 30 % heard · placed in the recording by its sound"),
        (placed("times"), COME, "Made live, 30 % heard · placed in the recording by the clocks alone"),
    ],
)
def test_it_says_how_much_was_heard_and_how_it_came_to_the_recording(
    qtbot: QtBot, sheet: Sheet, call: Call, words: str
) -> None:
    line = LiveLine()
    qtbot.addWidget(line)
    line.show_sheet(sheet, HEARD, call, 0, editable=True)
    assert line.words.text().startswith(words)


def test_while_one_listens_the_share_is_of_what_there_was_so_far(qtbot: QtBot) -> None:
    line = LiveLine()
    qtbot.addWidget(line)
    line.show_sheet(replace(LIVE, live=MadeLive(AT)), HEARD, WAITING, 60_000, editable=True)
    assert line.words.text().startswith("Made live, 50 % heard")


def test_a_sheet_made_on_a_recording_says_nothing(qtbot: QtBot) -> None:
    line = LiveLine()
    qtbot.addWidget(line)
    line.show_sheet(LIVE, HEARD, WAITING, 0, editable=True)
    assert not line.isHidden()
    line.show_sheet(Sheet("monitoring", 1), HEARD, COME, 0, editable=True)
    assert line.isHidden()
    assert made_live_words(Sheet("monitoring", 1), HEARD, COME) == ""


def test_what_was_praised_is_counted_in_words(qtbot: QtBot) -> None:
    line = LiveLine()
    qtbot.addWidget(line)
    praised = (Pin(30_000, "Well done", 10_000), Pin(35_000), Pin(38_000, "Well done", 31_000))
    line.show_sheet(replace(LIVE, pins=praised), HEARD, WAITING, 0, editable=True)
    assert line.words.text().endswith(" · well done: 2")
    line.show_sheet(replace(LIVE, pins=praised[1:2]), HEARD, WAITING, 0, editable=True)
    assert "well done" not in line.words.text()


def test_side_by_side_is_a_tick_while_the_sheet_may_be_changed(qtbot: QtBot) -> None:
    line = LiveLine()
    qtbot.addWidget(line)
    line.show_sheet(LIVE, HEARD, WAITING, 0, editable=True)
    assert not line.beside.isChecked()
    with qtbot.waitSignal(line.beside_set) as told:
        line.beside.click()
    assert told.args == [True]
    line.show_sheet(placed("sound"), HEARD, COME, 0, editable=False)
    assert line.beside.isChecked()
    assert not line.beside.isEnabled()
    assert line.praise.isHidden()
    line.show_sheet(LIVE, HEARD, WAITING, 0, editable=False)
    assert line.beside.isHidden()


def test_the_button_names_its_key(qtbot: QtBot) -> None:
    line = LiveLine()
    qtbot.addWidget(line)
    line.set_key("Shift+W")
    line.show_sheet(LIVE, HEARD, WAITING, 0, editable=True)
    assert line.praise.toolTip().endswith("(Shift+W)")
    with qtbot.waitSignal(line.praised):
        line.praise.click()
