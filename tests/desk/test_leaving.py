from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from console.desk.leaving import ASK_AGAIN_WITHIN_S, WAIT_S, Leaving
from tests.desk.scoring_fakes import Ticking


class Door:
    """A desk with unsaved sheets, somebody who wants to go, and a clock turned by hand."""

    def __init__(self, bot: QtBot) -> None:
        self.bot = bot
        self.unsaved = 0
        self.gone = 0
        self.held: list[int] = []
        self.clock = Ticking()
        self.leaving = Leaving(lambda: self.unsaved, clock=self.clock)
        self.leaving.held.connect(self.held.append)

    def ask(self) -> None:
        self.leaving.ask(self.go)

    def go(self) -> None:
        self.gone += 1

    def wait_in_vain(self) -> None:
        """Ask, and let the time for the saves under way pass."""
        self.ask()
        self.clock.now += WAIT_S
        self.bot.waitUntil(lambda: bool(self.held))


@pytest.fixture
def door(qtbot: QtBot) -> Door:
    return Door(qtbot)


def test_nothing_unsaved_goes_at_once(door: Door) -> None:
    assert door.leaving.may_go()
    door.ask()
    assert door.gone == 1


def test_a_save_under_way_is_waited_for(door: Door) -> None:
    door.unsaved = 1
    assert not door.leaving.may_go()
    door.ask()
    assert door.gone == 0
    door.unsaved = 0
    door.bot.waitUntil(lambda: door.gone == 1)
    assert not door.held


def test_what_cannot_be_saved_holds_the_door_until_asked_again(door: Door) -> None:
    door.unsaved = 2
    door.wait_in_vain()
    assert (door.held, door.gone) == ([2], 0)
    assert door.leaving.may_go()
    door.ask()
    assert door.gone == 1


def test_a_warning_of_long_ago_does_not_open_the_door(door: Door) -> None:
    door.unsaved = 1
    door.wait_in_vain()
    door.clock.now += ASK_AGAIN_WITHIN_S + 1
    assert not door.leaving.may_go()
    door.ask()
    assert door.gone == 0


def test_a_warning_counts_for_one_leaving(door: Door) -> None:
    door.unsaved = 1
    door.wait_in_vain()
    door.ask()
    assert not door.leaving.may_go()


def test_once_stopped_nobody_goes(door: Door) -> None:
    door.unsaved = 1
    door.ask()
    door.leaving.stop()
    door.unsaved = 0
    with door.bot.assertNotEmitted(door.leaving.held, wait=150):
        pass
    assert door.gone == 0
