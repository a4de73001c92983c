"""Everything by keyboard: panes and Tab, inline boxes, keys, settings, filters, coaching, importing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QWidget,
)

from console.audio.outputs import NULL_NAME
from console.audio.player import PlayState
from console.desk.importing import ImportState
from console.desk.keys import Action
from console.desk.open_sheet import SheetState
from console.domain.calls import Progress
from console.store.store import Store
from console.widgets import language, theme
from console.widgets.key_sheet import KeySheet
from tests.end_to_end.conftest import AGENT, INSPECTOR, PASSWORD, Centre, Hands, a_recording

Key = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Keys are the same on every database: one kind is enough here."""
    return f"sqlite:///{(tmp_path / 'centre.db').as_posix()}"


@pytest.fixture
def signed_on(hands: Hands, centre: Centre, qapp: QApplication) -> Iterator[Hands]:
    hands.sign_on(INSPECTOR, PASSWORD)
    hands.bot.waitUntil(lambda: hands.place.calls.rowCount() == len(centre.calls))
    hands.bot.waitUntil(lambda: hands.place.calls.row_at(0) is not None)
    yield hands
    language.apply_language(qapp, "en")
    theme.apply_theme(qapp, "light")
    qapp.setStyleSheet("")


def focus() -> QWidget:
    """Where the keyboard is."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def within(pane: QWidget) -> bool:
    """Whether the keyboard is in `pane`."""
    return pane is focus() or pane.isAncestorOf(focus())


def tab_to(hands: Hands, wanted: QWidget, most: int = 60) -> None:
    """Press Tab until `wanted` has the keyboard."""
    for _ in range(most):
        if focus() is wanted:
            return
        hands.press(Key.Key_Tab)
    pytest.fail(f"Tab never comes to {wanted.accessibleName() or wanted}")


def open_first(hands: Hands) -> None:
    """The first call of the list, open with its sheet."""
    hands.place.review.calls.table.setFocus()
    hands.press(Key.Key_Home)
    hands.press(Key.Key_Return)
    hands.bot.waitUntil(lambda: hands.place.scoring.view.state is SheetState.DRAFT)
    hands.bot.waitUntil(lambda: hands.place.player.state is PlayState.PAUSED)


def test_f6_walks_the_panes_round_and_back(signed_on: Hands) -> None:
    hands, review = signed_on, signed_on.place.review
    open_first(hands)
    panes: list[QWidget] = [hands.console.window.rail, review.calls, review.panel, review.sheet]
    at = next(i for i, pane in enumerate(panes) if within(pane))
    for step in range(1, 5):
        hands.press(Key.Key_F6)
        assert within(panes[(at + step) % 4])
    for step in range(3, -1, -1):
        hands.press(Key.Key_F6, SHIFT)
        assert within(panes[(at + step) % 4])


def stops(pane: QWidget) -> list[QWidget]:
    """Everything in `pane` that Tab comes to."""
    return [
        w
        for w in pane.findChildren(QWidget)
        if w.isVisible()
        and w.isEnabled()
        and w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.focusProxy() is None
        and not isinstance(w.parent(), QComboBox | QAbstractSpinBox)
    ]


def test_tab_comes_to_every_control_of_list_and_player(signed_on: Hands) -> None:
    hands, review = signed_on, signed_on.place.review
    open_first(hands)
    hands.press(Key.Key_Slash)
    assert focus() is review.calls.search
    tab_to(hands, review.calls._filter_button)
    hands.press(Key.Key_Space)
    for pane in (review.calls, review.panel):
        wanted = stops(pane)
        assert len(wanted) > 5
        hands.console.window._into(pane)
        met = {focus()}
        for _ in range(len(wanted) + 3):
            if not within(pane):
                break
            hands.press(Key.Key_Tab)
            met.add(focus())
        missed = [
            w.accessibleName() or w for w in wanted if w not in met and isinstance(w, QAbstractButton | QComboBox)
        ]
        assert not missed


def test_filters_are_set_and_next_call_opens(signed_on: Hands, centre: Centre) -> None:
    hands, place = signed_on, signed_on.place
    hands.press(Key.Key_F, CTRL)
    tab_to(hands, place.review.calls._filter_button)
    hands.press(Key.Key_Space)
    state = place.review.calls.filters._state
    tab_to(hands, state)
    hands.press(Key.Key_Down)  # not scored
    hands.bot.waitUntil(lambda: place.calls.filter.progress == {Progress.OPEN})
    hands.bot.waitUntil(lambda: place.calls.settled)
    tab_to(hands, place.review.calls.table)
    hands.press(Key.Key_Return)
    hands.bot.waitUntil(lambda: place.scoring.view.state is SheetState.DRAFT)
    first = place.scoring.view.call
    hands.press(Key.Key_Return, SHIFT)
    with hands.bot.waitSignal(place.scoring.submitted, timeout=10_000):
        hands.press(Key.Key_Return, CTRL)
        if place.review.sheet.strip.isVisible():
            hands.press(Key.Key_Return, CTRL)
    hands.bot.waitUntil(lambda: place.calls.rowCount() == len(centre.calls) - 1)
    hands.press(Key.Key_PageDown, CTRL)  # the call that follows, though the scored one has left the list
    hands.bot.waitUntil(lambda: place.scoring.view.state is SheetState.DRAFT)
    assert first is not None
    assert place.scoring.view.call is not None
    assert (first.id, place.scoring.view.call.id) == (centre.call(0), centre.call(1))


def test_the_list_says_draft_from_the_first_mark(signed_on: Hands, centre: Centre) -> None:
    hands, place = signed_on, signed_on.place
    open_first(hands)
    hands.press(Key.Key_2)

    def progress() -> Progress:
        at = place.calls.row_of(centre.call(0))
        row = place.calls.row_at(at) if at is not None else None
        return row.progress if row else Progress.OPEN

    hands.bot.waitUntil(lambda: progress() is Progress.DRAFT)


def test_tab_on_a_whole_sheet_goes_on_to_the_notes(signed_on: Hands) -> None:
    hands, sheet = signed_on, signed_on.place.review.sheet
    open_first(hands)
    hands.press(Key.Key_Tab)
    assert within(sheet.list), (focus(), hands.console.window.messages.text)
    hands.press(Key.Key_Return, SHIFT)
    hands.press(Key.Key_Tab)
    assert focus() is sheet.list.texts.notes
    hands.type("all in order")
    hands.press(Key.Key_Tab)
    assert focus() is sheet.list.texts.advice
    assert signed_on.place.scoring.sheet.notes == "all in order"


def test_escape_closes_what_was_opened_inline(signed_on: Hands) -> None:
    hands, place = signed_on, signed_on.place
    open_first(hands)
    hands.press(Key.Key_2)
    hands.press(Key.Key_N)
    note = place.review.sheet.list.rows["greeting_with_number"].note
    assert focus() is note
    hands.press(Key.Key_Escape)
    assert focus() is place.review.sheet.list.rows["greeting_with_number"], hands.console.window.messages.text
    hands.press(Key.Key_Return, CTRL)
    hands.bot.waitUntil(place.review.sheet.strip.isVisible)
    hands.press(Key.Key_Escape)
    assert not place.review.sheet.strip.isVisible()
    header = place.review.header
    header._eye.setFocus(Qt.FocusReason.TabFocusReason)
    hands.press(Key.Key_Space)
    assert isinstance(focus(), QLineEdit)
    hands.press(Key.Key_Escape)
    assert not isinstance(focus(), QLineEdit)


def test_a_key_is_changed_on_the_key_sheet_and_used(signed_on: Hands) -> None:
    hands, place = signed_on, signed_on.place
    open_first(hands)
    hands.press(Key.Key_F1)
    sheets = [w for w in QApplication.topLevelWidgets() if isinstance(w, KeySheet) and w.isVisible()]
    (sheet,) = sheets
    hands.bot.waitUntil(lambda: QApplication.activeWindow() is sheet)
    pane = sheet.pane
    assert focus() is pane.search
    hands.type("skip")
    assert pane.action is Action.SKIP_SILENCE
    tab_to(hands, pane.plain)
    hands.press(Key.Key_Space)
    hands.press(Key.Key_K)
    assert pane.action is Action.SKIP_SILENCE  # it stays in hand
    hands.press(Key.Key_Escape)
    hands.bot.waitUntil(lambda: not sheet.isVisible())
    hands.console.window.activateWindow()
    hands.bot.waitUntil(lambda: QApplication.activeWindow() is hands.console.window)
    before = place.player.skip_silence
    place.review.sheet.focus_sheet()
    hands.press(Key.Key_K)
    assert place.player.skip_silence is not before
    assert "K" in place.review.panel.transport.button(Action.SKIP_SILENCE).toolTip()


def test_language_and_theme_are_chosen_in_the_settings(signed_on: Hands) -> None:
    hands, screen = signed_on, signed_on.place.settings_screen
    hands.press(Key.Key_Comma, CTRL)
    assert hands.console.window.current_screen == "settings"
    assert within(screen)
    tab_to(hands, screen.theme)
    hands.press(Key.Key_End)
    assert hands.console.preferences.settings.theme == "dark"
    assert theme.current().dark
    tab_to(hands, screen.language)
    for _ in range(screen.language.count()):
        if screen.language.currentData() == "zh_CN":
            break
        hands.press(Key.Key_Up)
    assert hands.console.preferences.settings.language == "zh_CN"
    assert focus() is screen.language
    hands.press(Key.Key_2, ALT)
    assert hands.console.window.current_screen == "review"


def test_the_sound_output_is_chosen_in_the_settings(signed_on: Hands) -> None:
    hands, screen = signed_on, signed_on.place.settings_screen
    hands.press(Key.Key_Comma, CTRL)
    hands.press(Key.Key_Down)
    hands.bot.waitUntil(lambda: screen.device.count() == 2)  # as the system, and the only one there is
    hands.press(Key.Key_Tab)
    assert focus() is screen.device
    hands.press(Key.Key_Down)
    assert hands.console.preferences.settings.output_device == NULL_NAME


def test_a_note_goes_from_the_sheet_to_the_agents_signature(signed_on: Hands, centre: Centre) -> None:
    hands, place = signed_on, signed_on.place
    open_first(hands)
    hands.press(Key.Key_2)
    hands.press(Key.Key_K, CTRL)
    hands.bot.waitUntil(lambda: hands.console.window.current_screen == "coaching")
    hands.bot.waitUntil(lambda: place.coaching.loaded)
    note = place.coaching_screen._note
    assert focus() is note._strength
    hands.type("calm and clear")
    tab_to(hands, note._priorities[0])
    hands.type("name and number first")
    tab_to(hands, note._action)
    hands.type("read the greeting aloud three times")
    tab_to(hands, note._due)
    hands.press(Key.Key_Space)
    signing = note._signing
    hands.bot.waitUntil(signing._share.isEnabled)
    tab_to(hands, signing._share)
    hands.press(Key.Key_Space)
    hands.bot.waitUntil(signing._number.isVisible)
    tab_to(hands, signing._number)
    hands.type(AGENT)
    hands.press(Key.Key_Tab)
    assert focus() is signing._pin
    hands.type("2468")
    hands.press(Key.Key_Return)
    hands.bot.waitUntil(lambda: place.coaching.signed)
    with Store.open(centre.url) as store:
        (kept,) = store.coaching.list_notes()
        assert kept.acknowledged_at is not None
        assert (kept.strength, kept.agent_name) == ("calm and clear", "王芳")


def test_a_folder_is_imported_from_the_clipboard(signed_on: Hands, tmp_path: Path, centre: Centre) -> None:
    hands, place = signed_on, signed_on.place
    folder = tmp_path / "新录音"
    folder.mkdir()
    a_recording(folder / "q-600-13800138001-20261119-102000-1.1.wav", seconds=3)
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(folder))])
    QGuiApplication.clipboard().setMimeData(copied)
    hands.press(Key.Key_O, CTRL)
    importing = place.pages.importing
    assert importing is not None
    assert within(importing)
    hands.press(Key.Key_V, CTRL)
    hands.bot.waitUntil(lambda: place.importing.can_start, timeout=10_000)
    hands.press(Key.Key_Return, CTRL)
    hands.bot.waitUntil(lambda: place.importing.state is ImportState.ENDED, timeout=10_000)
    tab_to(hands, importing._back)
    hands.press(Key.Key_Space)
    hands.bot.waitUntil(lambda: place.calls.rowCount() == len(centre.calls) + 1)
    assert focus() is place.review.calls.table


def shows_focus(widget: QWidget) -> bool:
    """Whether the widget looks different with the keyboard in it than without."""
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    with_focus = widget.grab().toImage()
    widget.clearFocus()
    QApplication.processEvents()
    return with_focus != widget.grab().toImage()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_everything_that_takes_the_keyboard_has_a_name_and_shows_it(signed_on: Hands, look: str) -> None:
    hands, place = signed_on, signed_on.place
    hands.console.preferences.change(theme=look)
    open_first(hands)
    hands.press(Key.Key_2)
    hands.press(Key.Key_Return, CTRL)  # with the strip open
    place.review.calls._filter_button.setChecked(True)
    window = hands.console.window
    settings = place.settings_screen
    screens: list[tuple[str, Callable[[], object]]] = [
        ("review", lambda: None),
        ("coaching", place.coach_this),
        *(("settings", partial(settings.pages.setCurrentRow, row)) for row in range(settings.pages.count())),
        ("review", place.pages.show_import),
    ]
    for screen, prepare in screens:
        window.show_screen(screen)
        prepare()
        hands.bot.waitUntil(lambda: hands.console.background.pending == 0)
        seen: set[tuple[type[QWidget], str]] = set()
        for widget in stops(window):
            if isinstance(widget, QAbstractScrollArea) and not widget.accessibleName():
                pytest.fail(f"{screen}: {type(widget).__name__} {widget.objectName()} has no name")
            named = widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text())
            assert named, (screen, type(widget).__name__, widget.parent())
            if isinstance(widget, QAbstractButton):
                assert widget.toolTip(), (screen, named)
            kind = (type(widget), str(widget.property("kind")))
            if kind not in seen:
                seen.add(kind)
                assert shows_focus(widget), (screen, look, type(widget).__name__, named)
