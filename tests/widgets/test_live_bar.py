"""The bar over the player and the seats' marks, from the key on the floor to the end of the call, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.audio.live_call import LineFigures, Quality, Trouble
from console.audio.live_leg import LegFigures
from console.desk.background import Background
from console.desk.key_defaults import REVIEW_GROUPS, ROOM_GROUPS
from console.desk.keys import LIVE_ACTIONS, Action
from console.desk.live_mode import LiveMode
from console.desk.live_now import Stage
from console.desk.preferences import Preferences
from console.domain.floor import AgentState, FloorAction
from console.domain.floor_book import ActionState
from console.store.store import Store
from console.widgets import theme
from console.widgets.floor_screen import FloorScreen
from console.widgets.keyboard import Keyboard
from console.widgets.live_bar import LiveBar
from console.widgets.player_panel import PlayerPanel
from console.widgets.seat_face import Detail
from tests.desk.live_rig import LiveRig, live_rig
from tests.desk.test_live_listening import Microphone


class Place:
    """The floor and the player of somebody who listens, each with its keys."""

    def __init__(self, rig: LiveRig, preferences: Preferences, qtbot: QtBot, *, talk: bool = False) -> None:
        self.rig, self.qtbot = rig, qtbot
        self.microphone = Microphone()
        self.mode = LiveMode(rig.live, rig.desk, self.microphone) if talk else None
        self.screen = FloorScreen(rig.desk.model)
        self.screen.add_actions(rig.actions, preferences, rig.live)
        self.screen.add_listeners(rig.listeners, rig.live)
        qtbot.addWidget(self.screen)
        keys = Keyboard(self.screen, preferences.keymap)
        keys.set_groups(ROOM_GROUPS)
        keys.action_triggered.connect(self.screen.perform)
        self.screen.resize(1300, 700)
        self.review = QWidget()
        qtbot.addWidget(self.review)
        self.panel = PlayerPanel(rig.player, rig.listening)
        self.bar = LiveBar(rig.live, rig.listeners, rig.player, preferences, self.panel, mode=self.mode)
        self.panel.add_bar(self.bar)
        self.bar.edge_asked.connect(self.panel.go_to_edge)
        self.bar.stop_asked.connect(rig.live.stop)
        self.panel.stop_asked.connect(rig.live.stop)
        column = QVBoxLayout(self.review)
        column.addWidget(self.panel)
        self.keyboard = Keyboard(self.review, preferences.keymap)
        self.keyboard.set_groups(REVIEW_GROUPS)
        self.keyboard.set_idle(LIVE_ACTIONS, idle=False)
        self.keyboard.action_triggered.connect(self.panel.act)
        self.review.resize(1000, 360)

    def front(self, widget: QWidget) -> None:
        (self.review if widget is self.screen else self.screen).hide()
        widget.show()
        widget.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is widget)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        self.qtbot.keyClick(QApplication.focusWidget(), key, held)  # type: ignore[no-untyped-call]

    def at_seat(self, number: str = "2000") -> None:
        self.front(self.screen)
        self.screen.view.setFocus()
        self.screen.view.choose(number)

    def hear(self) -> None:
        """As a supervisor does: the seat, the key, and the call is in the player."""
        self.at_seat()
        self.press(Qt.Key.Key_L)
        todo = self.rig.take_listening()
        self.rig.offer(todo)
        self.key = todo.id
        self.rig.until(Stage.HEARING)
        self.front(self.review)
        self.panel.waveform.picture.setFocus()
        self.qtbot.waitUntil(lambda: self.rig.player.at_edge)


@pytest.fixture
def rig(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[LiveRig]:
    theme.apply_theme(qapp, "light")
    background = Background()
    with Store.open(tmp_path / "live.sqlite") as store, live_rig(store, background, qtbot) as made:
        made.talk("2000")
        yield made
    background.close()


@pytest.fixture
def preferences(tmp_path: Path) -> Iterator[Preferences]:
    made = Preferences(tmp_path / "settings.json")
    yield made
    made.close()


@pytest.fixture
def place(rig: LiveRig, preferences: Preferences, qtbot: QtBot) -> Place:
    return Place(rig, preferences, qtbot)


def part_of(place: Place) -> Any:
    assert place.screen.deeds is not None
    return place.screen.deeds.part


def test_listening_is_offered_on_the_card_with_its_key_and_its_reason(place: Place) -> None:
    place.at_seat()
    button = part_of(place).buttons[FloorAction.LISTEN]
    assert button.isEnabled()
    assert button.toolTip() == "Hear both sides, unheard (L)"
    place.rig.turn("2000", AgentState.READY)
    assert not button.isEnabled()
    place.press(Qt.Key.Key_L)
    assert part_of(place).note.text() == "Listen: no call"
    assert place.rig.live.now.stage is Stage.IDLE


def test_one_key_leads_from_the_seat_to_the_sound(place: Place) -> None:
    place.at_seat()
    place.press(Qt.Key.Key_L)
    assert place.rig.live.now.stage is Stage.ASKED
    assert part_of(place).question.action is None, "nothing is asked"
    assert part_of(place).note.text() == "Listen: asking…"
    place.rig.offer(place.rig.take_listening())
    place.rig.until(Stage.HEARING)
    assert part_of(place).note.text() == ""
    assert place.bar.mark.text() == "LIVE"
    assert place.bar.who.text() == "王芳"
    assert place.bar.facts.text().startswith("talking · 0:3")
    assert not place.bar.facts.text().endswith("told")
    assert place.bar.facts.toolTip() == "The agent is not told that you listen"


def test_that_the_agent_was_told_is_said(place: Place) -> None:
    place.at_seat()
    place.press(Qt.Key.Key_L)
    place.rig.offer(place.rig.take_listening(), told=True)
    place.rig.until(Stage.HEARING)
    assert place.bar.facts.text().endswith("· agent told")
    assert place.bar.facts.toolTip() == "A tone has told the agent that somebody listens"


def test_a_refusal_is_said_on_the_card(place: Place) -> None:
    place.at_seat()
    place.press(Qt.Key.Key_L)
    place.rig.gateway.finish(place.rig.take_listening().id, ActionState.REFUSED, "this gateway cannot do that")
    place.rig.news()
    place.rig.until(Stage.REFUSED)
    assert part_of(place).note.text() == "Listen: the telephone system cannot do that"


def test_back_and_to_live_by_key_with_the_distance_in_words(place: Place) -> None:
    place.hear()
    place.rig.say(30)
    bar = place.bar
    assert not bar.to_live.isEnabled()
    assert bar.behind.text() == ""
    place.rig.player.pause()
    place.rig.say(60)
    place.qtbot.waitUntil(lambda: bar.behind.text() == "0:01 behind", timeout=8_000)
    assert bar.to_live.isEnabled()
    assert "End" in bar.to_live.toolTip()
    place.press(Qt.Key.Key_End)
    place.qtbot.waitUntil(lambda: place.rig.player.at_edge)
    assert bar.behind.text() == ""


def test_stopping_by_key_says_that_what_was_heard_stays(place: Place) -> None:
    place.hear()
    place.rig.say(10)
    place.press(Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    assert place.rig.live.now.stage is Stage.ENDED
    assert place.bar.mark.text() == "OVER"
    assert place.bar._said == "You listen no longer. What was heard can be played again."
    assert not place.bar.stop.isEnabled()
    assert not place.bar.to_live.isEnabled()


@pytest.mark.parametrize("words", ["", "the call is over"])
def test_the_end_of_the_call_is_said_calmly(place: Place, words: str) -> None:
    place.hear()
    place.rig.say(10)
    place.rig.end(place.key, words)
    place.rig.until(Stage.ENDED)
    assert place.bar._said == "The call has ended. What was heard can be played again."


def test_who_else_listens_is_said_on_the_bar_the_card_and_the_seat(place: Place) -> None:
    rig = place.rig
    place.hear()
    other = rig.store.live.ask(rig.other, rig.agents[0].id, "1.7")
    rig.offer(next(one for one in rig.taken() if one.id == other))
    place.qtbot.waitUntil(lambda: len(rig.listeners.of("2000")) == 2)
    assert place.bar.others.toolTip() == "Also here: 郭静 (listening)"
    place.qtbot.waitUntil(lambda: place.bar.others.text() == "Also here: 郭静 (listening)")
    place.at_seat()
    hearing = place.screen.view._hearing
    assert hearing is not None
    assert hearing.numbers == {"2000"}
    labels = [label.text() for label in place.screen.card.findChildren(type(place.bar.others))]
    assert "Heard by: you (listening), 郭静 (listening)" in labels


def test_levels_repaint_nothing_but_their_seat(place: Place) -> None:
    place.hear()
    place.at_seat()
    view = place.screen.view
    painted: list[int] = []
    plain = view.paintEvent

    def watched(event: QPaintEvent) -> None:
        painted.append(event.region().boundingRect().width())
        plain(event)

    view.paintEvent = watched  # type: ignore[method-assign]
    place.rig.live._levels.stop()
    painted.append(0)
    while painted:  # until nothing else is on its way
        painted.clear()
        place.qtbot.wait(50)
    place.rig.live.level_changed.emit("2000", (0.5, 0.9))
    place.qtbot.waitUntil(lambda: bool(painted))
    assert max(painted) <= view.cell.width() + 2


def test_a_level_is_shown_where_it_is_measured_and_nowhere_else(place: Place) -> None:
    rig = place.rig
    rig.talk("2001", "1.8")
    place.hear()
    other = rig.store.live.ask(rig.other, rig.agents[1].id, "1.8")
    rig.offer(next(one for one in rig.taken() if one.id == other))
    place.qtbot.waitUntil(lambda: rig.listeners.numbers == {"2000", "2001"})
    hearing = place.screen.view._hearing
    assert hearing is not None
    rig.live._levels.stop()
    rig.live.level_changed.emit("2000", (0.8, 0.8))
    look = theme.current()
    lanes = {look.lane_agent.rgb(), look.lane_customer.rgb()}

    def inks(number: str) -> set[int]:
        picture = QImage(120, 60, QImage.Format.Format_RGB32)
        picture.fill(look.surface)
        painter = QPainter(picture)
        hearing.draw(painter, picture.rect(), number, Detail.STATE)
        painter.end()
        return {picture.pixel(x, y) for x in range(120) for y in range(60)}

    assert lanes <= inks("2000")
    assert not lanes & inks("2001"), "what somebody else hears does not come here"
    assert look.accent.rgb() in inks("2001"), "but that somebody does is shown"


LEG = LegFigures(100, 0, 0, 3.0, 40.0, 0.02)


@pytest.mark.parametrize(
    ("figures", "words", "letter"),
    [
        (LineFigures((LEG, LEG), 42, 0, 0.0, Quality.GOOD, Trouble.NOTHING), "clear", "G"),
        (
            LineFigures((LEG, LegFigures(100, 2, 0, 3.0, 40.0, 0.02)), 42, 0, 0.02, Quality.FAIR, Trouble.LOSS),
            "Data is lost on the way: 2 % of the sound is filled in",
            "F",
        ),
        (
            LineFigures((LEG, LEG), 42, 0, 0.02, Quality.FAIR, Trouble.LOSS),
            "Data comes too late: 2 % of the sound is filled in",
            "F",
        ),
        (
            LineFigures((LegFigures(9, 0, 0, 1, 40, 2.4), LEG), 42, 0, 0.0, Quality.POOR, Trouble.ONE_SIDE),
            "Nothing comes of the agent's side",
            "P",
        ),
        (
            LineFigures(
                (LegFigures(9, 0, 0, 1, 40, 2.4), LegFigures(9, 0, 0, 1, 40, 2.1)),
                42,
                0,
                None,
                Quality.NONE,
                Trouble.NO_PACKETS,
            ),
            "No data for 2 s: a firewall?",
            "–",
        ),
        (
            LineFigures((LegFigures(9, 0, 0, 60, 150, 0.1), LEG), 160, 0, 0.0, Quality.FAIR, Trouble.UNREST),
            "The network is restless: heard 150 ms late",
            "F",
        ),
    ],
)
def test_the_light_says_why_in_words_and_form(place: Place, figures: LineFigures, words: str, letter: str) -> None:
    from console.desk.live_words import quality_letter

    place.hear()
    place.rig.live.figures_changed.emit(figures)
    assert place.bar._said == words
    assert place.bar.light.quality is figures.quality
    assert quality_letter(figures.quality) == letter
    assert place.bar.light.toolTip().startswith(f"{words}") or words in place.bar.light.toolTip()


def test_helping_is_only_offered_with_a_microphone(place: Place) -> None:
    assert place.bar.modes is None


def test_what_one_is_to_the_call_is_chosen_by_key(rig: LiveRig, preferences: Preferences, qtbot: QtBot) -> None:
    with_talk = Place(rig, preferences, qtbot, talk=True)
    with_talk.hear()
    modes = with_talk.bar.modes
    assert modes is not None
    assert modes.buttons[FloorAction.LISTEN].isChecked()
    modes.buttons[FloorAction.WHISPER].setFocus()
    with_talk.press(Qt.Key.Key_Space)
    assert modes.note.text() == "Whisper: asking…"
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    rig.answer(ActionState.DONE)
    qtbot.waitUntil(modes.buttons[FloorAction.WHISPER].isChecked)
    modes.ask(FloorAction.TAKE_OVER)
    assert with_talk.mode is not None
    assert with_talk.mode.wanted is None, "it is asked once more"
    assert modes.buttons[FloorAction.TAKE_OVER].text() == "Take over call: press again"
    modes.ask(FloorAction.TAKE_OVER)
    assert with_talk.mode.wanted is FloorAction.TAKE_OVER


def test_what_was_asked_once_is_not_asked_any_more_when_the_call_is_over(
    rig: LiveRig, preferences: Preferences, qtbot: QtBot
) -> None:
    with_talk = Place(rig, preferences, qtbot, talk=True)
    with_talk.hear()
    modes = with_talk.bar.modes
    assert modes is not None
    modes.ask(FloorAction.TAKE_OVER)
    rig.live.stop()
    assert modes.buttons[FloorAction.TAKE_OVER].text() == "Take over call"
    assert not any(button.isChecked() or button.isEnabled() for button in modes.buttons.values())


def test_the_keys_of_live_calls_are_off_without_one(preferences: Preferences, qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    keyboard = Keyboard(box, preferences.keymap)
    keyboard.set_groups(REVIEW_GROUPS)
    assert not set(keyboard._acting.values()) & set(LIVE_ACTIONS)
    keyboard.set_idle(LIVE_ACTIONS, idle=False)
    assert keyboard._acting["End"] is Action.GO_TO_LIVE
