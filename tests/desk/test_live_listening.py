"""Listening to a live call, from the asking to its end, with packets of a real port: what is said, kept, left over."""

from __future__ import annotations

import builtins
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from console.audio.live_call import Quality
from console.audio.player import PlayState
from console.desk.background import Background
from console.desk.live_legs import LiveLegs
from console.desk.live_listening import LiveListening
from console.desk.live_mode import LiveMode
from console.desk.live_now import Stage, Why
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import AgentState, FloorAction, Offer
from console.domain.floor_book import ActionState, AskedAction, Stop
from console.domain.live import LiveOffer, Transport
from console.domain.people import Role
from console.store.store import Store
from tests.desk.live_rig import LiveRig, live_rig


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:  # noqa: ARG001 - there is an application
    made = Background()
    yield made
    made.close()


@pytest.fixture
def rig(qtbot: QtBot, background: Background, tmp_path: Path) -> Iterator[LiveRig]:
    with Store.open(tmp_path / "live.sqlite") as store, live_rig(store, background, qtbot) as made:
        made.talk("2000")
        made.talk("2001", "1.8")
        yield made


def test_a_call_is_asked_for_connected_and_heard(rig: LiveRig, qtbot: QtBot) -> None:
    rig.live.listen("2000")
    assert rig.live.now.stage is Stage.ASKED
    assert rig.live.now.name == "王芳"
    rig.offer(rig.take_listening())
    rig.until(Stage.HEARING)
    assert rig.stages == [Stage.ASKED, Stage.CONNECTING, Stage.HEARING]
    qtbot.waitUntil(lambda: rig.player.at_edge)
    rig.say(40)
    assert rig.player.live is rig.live.call
    call = rig.opened[0]
    assert (call.agent_name, call.agent_number, call.queue, call.call_number) == ("王芳", "2000", "600", "1.7")
    heard = rig.live.call.sound.read(0, 6000) if rig.live.call is not None else None
    assert heard is not None
    assert heard.any(axis=0).all()
    qtbot.waitUntil(lambda: rig.listening.peaks is not None and rig.listening.peaks.frames > 4000)


def test_figures_come_once_a_second_and_levels_of_the_seat_oftener(rig: LiveRig, qtbot: QtBot) -> None:
    figures: list[Any] = []
    levels: list[Any] = []
    rig.live.figures_changed.connect(figures.append)
    rig.live.level_changed.connect(lambda number, level: levels.append((number, level)))
    rig.hear()
    rig.say(25)
    rig.live.tick()
    assert figures[-1].quality in (Quality.GOOD, Quality.FAIR, Quality.POOR)
    qtbot.waitUntil(lambda: any(level and max(level) > 0.2 for _, level in levels))
    assert {number for number, _ in levels} == {"2000"}
    rig.live.stop()
    assert levels[-1] == ("2000", None)


def test_the_call_ends_and_what_was_heard_stays(rig: LiveRig, qtbot: QtBot) -> None:
    key = rig.hear()
    rig.say(50)
    rig.end(key, "the call that was meant is over")
    rig.until(Stage.ENDED)
    assert rig.live.now.words == "the call that was meant is over"
    assert rig.live.call is not None
    assert rig.live.call.ended
    rig.outputs.device.turn(rig.outputs.device.rate_hz * 2)
    qtbot.waitUntil(lambda: rig.player.state is PlayState.ENDED)
    assert rig.player.duration_ms >= 700
    rig.player.seek(100)
    rig.player.play()
    assert rig.player.state is PlayState.PLAYING
    qtbot.waitUntil(lambda: not rig.live._attempt.legs.lines)  # type: ignore[union-attr]


def test_stopping_takes_it_down_at_the_telephone_system(rig: LiveRig, qtbot: QtBot) -> None:
    key = rig.hear()
    rig.say(5)
    rig.live.stop()
    assert (rig.live.now.stage, rig.live.now.why) == (Stage.ENDED, Why.STOPPED)
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    assert [(one.id, one.stop) for one in rig.taken()] == [(key, Stop.ASKED)]


def test_listening_to_another_ends_the_first(rig: LiveRig, qtbot: QtBot) -> None:
    first = rig.hear("2000")
    rig.say(10)
    old = rig.live.call
    second = rig.hear("2001")
    assert first != second
    assert old is not None
    assert old.ended
    assert rig.player.live is rig.live.call is not old
    assert [call.agent_number for call in rig.opened] == ["2000", "2001"]
    rig.say(10)
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    assert [one.id for one in rig.taken() if one.stop is Stop.ASKED] in ([first], [])


@pytest.mark.parametrize(("state", "offer"), [(AgentState.READY, Offer.NO_CALL), (AgentState.RINGING, Offer.NO_CALL)])
def test_what_is_not_offered_is_refused_at_once(rig: LiveRig, state: AgentState, offer: Offer) -> None:
    rig.turn("2000", state)
    rig.live.listen("2000")
    assert (rig.live.now.stage, rig.live.now.why, rig.live.now.offer) == (Stage.REFUSED, Why.NOT_OFFERED, offer)
    assert rig.background.pending == 0


def test_a_refusal_of_the_telephone_system_is_said_in_its_words(rig: LiveRig) -> None:
    rig.live.listen("2000")
    todo = rig.take_listening()
    rig.gateway.finish(todo.id, ActionState.REFUSED, "this gateway cannot do that")
    rig.news()
    rig.until(Stage.REFUSED)
    assert rig.live.now.words == "this gateway cannot do that"
    assert not rig.opened


def test_where_nobody_answers_one_is_told_and_nothing_is_left(rig: LiveRig, qtbot: QtBot) -> None:
    rig.live.listen("2000")
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    rig.clock.turn(21)
    rig.live.tick()
    assert (rig.live.now.stage, rig.live.now.why) == (Stage.REFUSED, Why.NO_ANSWER)
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    assert all(one.stop is None for one in rig.taken())


def test_no_way_to_the_sound_is_told_and_taken_down(rig: LiveRig, qtbot: QtBot) -> None:
    rig.live.listen("2000")
    todo = rig.take_listening()
    offer = LiveOffer(Transport.WEBSOCKET, "ulaw", 8000, "ws://127.0.0.1:9/a", "ws://127.0.0.1:9/b")
    rig.gateway.finish(todo.id, ActionState.ACCEPTED, "", last=False, offer=offer)
    rig.news()
    rig.until(Stage.REFUSED)
    assert rig.live.now.fault is not None
    assert rig.live.now.fault.kind is FaultKind.MEDIA_UNREACHABLE
    assert "127.0.0.1" not in str(rig.live.now.fault), "the address is nobody's to see"
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    assert [one.stop for one in rig.taken()] == [Stop.ASKED]


def test_going_leaves_nothing_behind(rig: LiveRig, qtbot: QtBot) -> None:
    rig.hear()
    rig.live.close()
    assert rig.live.now.stage is Stage.IDLE
    assert rig.live.call is None
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    assert [one.stop for one in rig.taken()] == [Stop.ASKED]


def test_going_while_it_is_asked_for_is_heeded_when_the_offer_comes(rig: LiveRig, qtbot: QtBot) -> None:
    rig.live.listen("2000")
    todo = rig.take_listening()
    rig.live.close()
    rig.offer(todo)
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    assert rig.live.now.stage is Stage.IDLE
    assert not rig.opened
    assert [one.stop for one in rig.taken()] == [Stop.ASKED]


def test_who_listens_is_seen_by_number(rig: LiveRig, qtbot: QtBot) -> None:
    assert rig.listeners.numbers == frozenset()
    key = rig.hear()
    qtbot.waitUntil(lambda: rig.listeners.numbers == {"2000"})
    listener = rig.listeners.of("2000")[0]
    assert (listener.name, listener.mode, listener.mine) == ("杨帆", FloorAction.LISTEN, True)
    store = rig.store
    other = store.live.ask(rig.other, rig.agents[0].id, "1.7")
    rig.offer(next(one for one in rig.taken() if one.id == other))
    qtbot.waitUntil(lambda: [one.name for one in rig.listeners.of("2000")] == ["杨帆", "郭静"])
    rig.end(key)
    qtbot.waitUntil(lambda: [one.name for one in rig.listeners.of("2000")] == ["郭静"])


class Microphone:
    """As `Talk`."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def open(self, mode: FloorAction, lines: list[Any], offer: LiveOffer | None) -> None:
        self.told.append((mode, len(lines), offer))

    def close(self) -> None:
        self.told.append("closed")


def test_the_mode_is_asked_for_and_the_microphone_opened_when_it_is_so(rig: LiveRig, qtbot: QtBot) -> None:
    microphone = Microphone()
    mode = LiveMode(rig.live, rig.desk, microphone)
    mode.be(FloorAction.WHISPER)
    assert mode.wanted is None, "nothing is heard"
    rig.hear()
    mode.be(FloorAction.WHISPER)
    assert mode.wanted is FloorAction.WHISPER
    assert microphone.told == []
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    rig.answer(ActionState.DONE)
    qtbot.waitUntil(lambda: mode.now is FloorAction.WHISPER)
    assert microphone.told == [(FloorAction.WHISPER, 2, None)]
    mode.be(FloorAction.JOIN)
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    rig.answer(ActionState.REFUSED, "no")
    qtbot.waitUntil(lambda: mode.words == "no")
    assert (mode.now, mode.wanted) == (FloorAction.WHISPER, None)
    rig.live.stop()
    assert microphone.told[-1] == "closed"
    assert mode.now is FloorAction.LISTEN


def test_nothing_of_a_live_call_is_written_to_a_disk(
    rig: LiveRig, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    plain_open = builtins.open

    def watched(file: Any, mode: str = "r", *args: Any, **more: Any) -> Any:
        if any(letter in mode for letter in "wax+"):
            written.append(str(file))
        return plain_open(file, mode, *args, **more)

    def sizes() -> dict[str, int]:
        return {str(path): path.stat().st_size for path in tmp_path.rglob("*") if not path.name.startswith("live.")}

    monkeypatch.setattr(builtins, "open", watched)
    before = sizes()
    rig.hear()
    rig.say(25)
    rig.live.stop()
    rig.listening.close()
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    assert written == []
    assert sizes() == before


def test_an_inspector_may_listen_too(qtbot: QtBot, background: Background, tmp_path: Path) -> None:
    with (
        Store.open(tmp_path / "inspector.sqlite") as store,
        live_rig(store, background, qtbot, Role.INSPECTOR) as rig,
    ):
        rig.talk()
        rig.hear()
        rig.say(5)


def test_after_a_call_that_ended_the_next_one_sounds(rig: LiveRig, qtbot: QtBot) -> None:
    key = rig.hear("2000")
    qtbot.waitUntil(lambda: rig.player.at_edge)
    rig.say(10)
    rig.end(key)
    rig.until(Stage.ENDED)
    rig.outputs.device.turn(rig.outputs.device.rate_hz * 2)
    qtbot.waitUntil(lambda: rig.player.state is PlayState.ENDED)
    rig.hear("2001")
    qtbot.waitUntil(lambda: rig.player.at_edge)
    assert rig.player.state is PlayState.PLAYING
    rig.say(10)
    rig.outputs.device.turn(rig.outputs.device.rate_hz // 10)
    assert rig.live.call is not None
    assert rig.live.call._heads


def test_where_sound_is_to_come_is_known_also_when_it_was_left_meanwhile(rig: LiveRig) -> None:
    legs = LiveLegs()
    hear_at = legs.hear_at("127.0.0.1")
    legs.close()
    assert legs.hear_at("127.0.0.1") == hear_at
    assert rig.background.pending == 0


@pytest.fixture
def ahead(rig: LiveRig, background: Background, qtbot: QtBot) -> Iterator[LiveListening]:
    """Hears 2000 already, as a round does before it changes."""
    made = LiveListening(rig.actions, background, now_s=rig.clock)
    made.listen("2000")
    rig.offer(rig.take_listening())
    qtbot.waitUntil(lambda: made.now.stage is Stage.HEARING and background.pending == 0)
    yield made
    made.close()


def test_an_end_told_while_a_call_changes_hands_is_heeded(
    rig: LiveRig, ahead: LiveListening, qtbot: QtBot, background: Background
) -> None:
    assert ahead.listening is not None
    key = ahead.listening.action_id
    rig.desk.actions_changed.emit()  # it looks, and finds that it goes on
    looked = threading.Event()
    background.on_database(looked.set)
    assert looked.wait(5)
    rig.gateway.finish(key, ActionState.DONE, "the call is over")
    assert rig.live.adopt(ahead)
    rig.desk.actions_changed.emit()
    qtbot.waitUntil(lambda: rig.live.now.stage is Stage.ENDED)
    assert rig.live.now.words == "the call is over"


def test_a_line_that_is_lost_while_a_call_changes_hands_ends_it(
    rig: LiveRig, ahead: LiveListening, qtbot: QtBot
) -> None:
    assert ahead._attempt is not None
    ahead._attempt.legs.ended()  # as the line's thread does: it is told in the next turn of the loop
    assert rig.live.adopt(ahead)
    qtbot.waitUntil(lambda: rig.live.now.stage is Stage.ENDED)


def test_an_end_that_could_not_be_looked_at_is_looked_at_again(
    rig: LiveRig, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> AskedAction:
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)

    key = rig.hear()
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    monkeypatch.setattr(rig.store.floor, "action", fail)
    rig.end(key)
    qtbot.waitUntil(lambda: rig.live._attempt is not None and rig.live._attempt.owed)
    monkeypatch.undo()
    rig.live.tick()
    rig.until(Stage.ENDED)


def test_who_stops_while_it_connects_has_stopped_and_was_not_refused(
    rig: LiveRig, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PlaceFault(FaultKind.MEDIA_UNREACHABLE, why="x")

    def stop() -> None:
        if rig.live.now.stage is Stage.CONNECTING:
            rig.live.stop()

    monkeypatch.setattr(LiveLegs, "open", fail)
    rig.live.changed.connect(stop)
    rig.live.listen("2000")
    rig.offer(rig.take_listening())
    rig.until(Stage.ENDED)
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    assert (rig.live.now.stage, rig.live.now.why, rig.live.now.fault) == (Stage.ENDED, Why.STOPPED, None)


def test_who_hears_of_the_end_and_listens_on_is_told_no_figures_of_the_old_call(rig: LiveRig) -> None:
    def listen_on() -> None:
        if rig.live.now.stage is Stage.ENDED and rig.live.now.number == "2000":
            rig.live.listen("2001")

    figures: list[object] = []
    key = rig.hear()
    rig.live.changed.connect(listen_on)
    rig.live.figures_changed.connect(figures.append)
    rig.end(key)
    rig.until(Stage.ASKED)
    assert rig.live.now.number == "2001"
    assert figures == []
