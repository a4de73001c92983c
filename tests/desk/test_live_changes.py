from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from console.desk.live_changes import LiveChanges
from console.domain.events import Event, EventKind, LinkState


class OtherThread:
    """A listener as far as the desk knows it: whatever the test says is told from a thread of its own."""

    def __init__(self, hear: Callable[[Event], object], say: Callable[[LinkState], object]) -> None:
        self.hear, self.say = hear, say
        self.running = False

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False

    def tell(self, *numbers: int) -> None:
        """Events with these numbers, one after the other."""
        telling = Thread(target=lambda: [self.hear(an_event(number)) for number in numbers])
        telling.start()
        telling.join()


def an_event(number: int) -> Event:
    return Event(number, EventKind.SUBMITTED, UUID(int=number))


@pytest.fixture
def live(qtbot: QtBot) -> LiveChanges:
    assert qtbot
    made = LiveChanges(OtherThread)
    made.start()
    return made


def other(live: LiveChanges) -> OtherThread:
    found = live._listener
    assert isinstance(found, OtherThread)
    return found


def test_events_come_in_order_first_at_once_then_gathered_for_a_frame(qtbot: QtBot, live: LiveChanges) -> None:
    batches: list[list[int]] = []
    live.changed.connect(lambda events: batches.append([event.seq for event in events]))
    other(live).tell(1)
    assert batches == [], "not in the other thread"
    qtbot.waitUntil(lambda: batches == [[1]])
    other(live).tell(2)
    other(live).tell(3, 4)
    qtbot.waitUntil(lambda: sum(map(len, batches)) == 4)
    assert batches == [[1], [2, 3, 4]]
    other(live).tell(*range(5, 1005))
    qtbot.waitUntil(lambda: sum(map(len, batches)) == 1004)
    assert [seq for batch in batches for seq in batch] == list(range(1, 1005))


def test_the_link_is_told(qtbot: QtBot, live: LiveChanges) -> None:
    with qtbot.waitSignal(live.link_changed) as told:
        other(live).say(LinkState.CONNECTED)
    assert told.args == [LinkState.CONNECTED]


def test_nothing_is_told_after_the_end(qtbot: QtBot, live: LiveChanges) -> None:
    other(live).tell(1)
    other(live).say(LinkState.LOST)
    with qtbot.assertNotEmitted(live.changed, wait=50), qtbot.assertNotEmitted(live.link_changed):
        live.stop()
    assert not other(live).running
