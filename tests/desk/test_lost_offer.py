"""A microphone's way that never came to be told of: nobody is told to be heard who is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from console.audio.live_talk import TalkStage
from console.desk.live_mode import LiveMode
from console.desk.live_now import Stage
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState
from console.domain.live import LiveOffer, Transport
from console.domain.people import Person
from console.store.store import Store
from tests.audio.test_live_lines import Switch, frames_of, serving
from tests.desk.live_rig import LiveRig, live_rig
from tests.desk.test_talking import TalkRig


class Asking:
    """Somebody who hears a call over WebSockets, and asks to be more to it."""

    def __init__(self, rig: LiveRig, talk: TalkRig, port: int) -> None:
        self.rig, self.talking = rig, talk.talking
        self.way = f"ws://127.0.0.1:{port}/media"
        self.stages: list[TalkStage] = []
        self.talking.changed.connect(lambda: self.stages.append(self.talking.now.stage))
        self.mode = LiveMode(rig.live, rig.desk, self.talking)
        rig.live.listen("2000")
        todo = rig.take_listening()
        offer = LiveOffer(Transport.WEBSOCKET, "ulaw", 8000, f"{self.way}/a", f"{self.way}/b")
        rig.gateway.finish(todo.id, ActionState.ACCEPTED, "", last=False, offer=offer)
        rig.news()
        rig.until(Stage.HEARING)

    def be(self, mode: FloorAction) -> UUID:
        """It is asked for, done, and the way for the microphone offered."""
        self.mode.be(mode)
        self.rig.qtbot.waitUntil(lambda: self.rig.background.pending == 0)
        (todo,) = [one for one in self.rig.taken() if one.action is mode and one.stop is None]
        offer = LiveOffer(Transport.WEBSOCKET, "ulaw", 8000, talk=f"{self.way}/t")
        self.rig.gateway.finish(todo.id, ActionState.DONE, "", offer=offer)
        self.rig.news()
        return todo.id


@pytest.fixture
def asking(qtbot: QtBot, tmp_path: Path) -> Iterator[Asking]:
    talk = TalkRig(tmp_path, qtbot)
    with (
        serving(Switch(frames_of("ulaw"))) as port,
        Store.open(tmp_path / "offer.sqlite") as store,
        live_rig(store, talk.background, qtbot) as rig,
    ):
        rig.talk("2000")
        yield Asking(rig, talk, port)
        rig.live.close()
        talk.talking.close()
        qtbot.waitUntil(lambda: talk.background.pending == 0)
    talk.close()


class Faults:
    """What the database says to whoever takes an offer, in turn, before it gives it."""

    def __init__(self, asking: Asking, patch: pytest.MonkeyPatch, *kinds: FaultKind) -> None:
        self.kinds = list(kinds)
        self._offer = asking.rig.store.live.offer
        patch.setattr(asking.rig.store.live, "offer", self)

    def __call__(self, by: Person, key: UUID) -> LiveOffer:
        if self.kinds:
            raise PlaceFault(self.kinds.pop(0))
        return self._offer(by, key)


def test_a_link_that_breaks_before_the_way_is_told_is_waited_for(
    asking: Asking, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = Faults(asking, monkeypatch, FaultKind.DATABASE_UNREACHABLE)
    asking.be(FloorAction.WHISPER)
    qtbot.waitUntil(lambda: not faults.kinds and not asking.mode._looking)
    assert (asking.mode.now, asking.mode.wanted) == (FloorAction.LISTEN, FloorAction.WHISPER)
    assert asking.stages == []
    asking.rig.live.tick()
    qtbot.waitUntil(lambda: asking.talking.now.stage is TalkStage.READY)
    assert asking.mode.now is FloorAction.WHISPER


@pytest.mark.parametrize("mode", [FloorAction.WHISPER, FloorAction.JOIN])
def test_a_way_that_was_told_to_nobody_is_no_way(
    asking: Asking, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, mode: FloorAction
) -> None:
    """The link breaks as the answer comes: it was told, though not here, and no second time."""
    faults = Faults(asking, monkeypatch, FaultKind.DATABASE_UNREACHABLE, FaultKind.NOT_FOUND)
    asking.be(mode)
    qtbot.waitUntil(lambda: len(faults.kinds) == 1 and not asking.mode._looking)
    asking.rig.live.tick()
    qtbot.waitUntil(lambda: asking.mode.now is mode)
    assert (asking.talking.now.mode, asking.stages) == (mode, [TalkStage.FAILED])
    fault = asking.talking.now.fault
    assert fault is not None
    assert fault.kind is FaultKind.MEDIA_UNREACHABLE
    asking.mode.lose_talk()
    assert (asking.mode.now, asking.mode.wanted) == (FloorAction.LISTEN, FloorAction.LISTEN)
    assert TalkStage.READY not in asking.stages
    assert asking.rig.live.now.stage is Stage.HEARING


def test_listening_again_waits_for_no_way(asking: Asking, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asking.be(FloorAction.WHISPER)
    qtbot.waitUntil(lambda: asking.talking.now.stage is TalkStage.READY)
    faults = Faults(asking, monkeypatch, FaultKind.DATABASE_UNREACHABLE)
    asking.mode.be(FloorAction.LISTEN)
    qtbot.waitUntil(lambda: asking.rig.background.pending == 0)
    asking.rig.answer(ActionState.DONE)
    qtbot.waitUntil(lambda: asking.mode.now is FloorAction.LISTEN)
    assert faults.kinds, "there is none to be asked for"
    assert asking.talking.now.mode is None
