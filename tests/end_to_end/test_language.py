"""The language changes over the whole open console at once: in Chinese no English is left, in English no Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QWidget,
)

from console.desk.keys import Action, item_action
from console.desk.open_sheet import SheetState
from console.widgets.language import apply_language
from tests.end_to_end.conftest import INSPECTOR, PASSWORD, Centre, Hands

NAMES = {"Deskside", "English", "PIN", "CSV", "GBK", "UTC", "Unix", "Asterisk", "MixMonitor", "FreePBX", "Issabel"}
NAMES |= {"VICIdial", "WAV", "FLAC", "MP", "Ogg", "Opus", "GSM", "law"}
KEYS = {
    "Ctrl",
    "Shift",
    "Alt",
    "Enter",
    "Esc",
    "Space",
    "Del",
    "Delete",
    "Backspace",
    "Tab",
    "Home",
    "End",
    "PgUp",
    "PgDn",
}
UNITS = {"dB", "ms", "Hz", "kHz"}
WORD = re.compile(r"[A-Za-z]{2,}")
DATA = re.compile(r"\{[^}]*\}|\S+://\S*|[A-Z]\w*(?:/[\w+-]+)+|/\S*|\S+\.(?:wav|db|csv|json)\b|-(?:in|out|rx|tx)\b")
"""What is not said by us: holes of patterns, addresses, time zones, paths, files, endings of file names."""
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Nothing here is about the kind of database."""
    return f"sqlite:///{(tmp_path / 'centre.db').as_posix()}"


@pytest.fixture(autouse=True)
def english_again(qapp: QApplication) -> Iterator[None]:
    """Other tests read English."""
    yield
    apply_language(qapp, "en")


def said_by(widget: QWidget) -> Iterator[str]:
    """Everything `widget` itself says: to the eye, to the pointer, to a screen reader."""
    yield widget.toolTip()
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(index) for index in range(widget.count()))
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(index) for index in range(widget.count()))
    elif isinstance(widget, QTableView):
        yield from table_words(widget)


def table_words(view: QTableView) -> Iterator[str]:
    """Heads and cells."""
    model, head = view.model(), view.horizontalHeader()
    for column in range(model.columnCount()):
        if not head.isSectionHidden(column):
            yield str(model.headerData(column, head.orientation()) or "")
            yield from (str(model.index(row, column).data() or "") for row in range(model.rowCount()))


def sayings(window: QWidget) -> Iterator[tuple[str, str]]:
    """(who, what) of everything in sight in `window`."""
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisible():
            yield from ((f"{type(widget).__name__} {widget.objectName()}", words) for words in said_by(widget) if words)


def english_in(words: str) -> set[str]:
    """Words of English that are neither names, keys, units nor data."""
    return set(WORD.findall(DATA.sub(" ", words))) - NAMES - KEYS - UNITS


def chinese_in(words: str) -> set[str]:
    return set(CHINESE.findall(words))


def settle() -> None:
    """Let the change of language reach every widget."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange.value)
    QApplication.processEvents()


def strangers(hands: Hands, foreign: Callable[[str], set[str]], known: set[str]) -> list[tuple[str, str]]:
    """What is said on the screen in front in the wrong language."""
    settle()
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    assert hands.console.window in windows
    return [
        (who, words)
        for window in windows
        for who, words in sayings(window)
        if {word for word in foreign(words) if not any(word in name for name in known)}
    ]


def screens(hands: Hands) -> Iterator[str]:
    """Walks through the console, one thing after another in front."""
    console, place = hands.console, hands.place
    yield "review"
    hands.act(Action.SUBMIT)
    hands.bot.waitUntil(place.review.sheet.strip.isVisible)
    yield "submit strip"
    hands.act(Action.DISMISS)
    place.pages.show_import()
    yield "import"
    place.pages.show_review()
    place.coach_this()
    hands.bot.waitUntil(lambda: console.window.current_screen == "coaching")
    hands.bot.waitUntil(lambda: console.background.pending == 0)
    yield "coaching"
    console.window.show_screen("settings")
    yield "settings"
    sheet = console.window.show_keys()
    yield "keys"
    sheet.close()
    console.window.show_screen("review")


@pytest.fixture
def working(hands: Hands, centre: Centre) -> Hands:
    """A call opened, played a little, one item failed; one recording missing, so that a fault is told too."""
    Path(centre.calls[2].sound.paths[0]).unlink()
    hands.sign_on(INSPECTOR, PASSWORD)
    place = hands.place
    hands.bot.waitUntil(lambda: place.calls.rowCount() == len(centre.calls))
    with hands.bot.waitSignals([place.player.opened, place.listening.passages_changed], timeout=20_000):
        place.review.open_call(centre.calls[0])
    hands.bot.waitUntil(lambda: place.scoring.view.state is SheetState.DRAFT)
    place.player.play()
    hands.wait_for_position(300)
    hands.act(item_action(18))
    place.player.pause()
    return hands


def test_every_screen_follows_at_once(working: Hands, centre: Centre) -> None:
    known = {centre.inspector.name, "王芳", "C0", "C1", "C2", "null", "简体中文"}
    change = working.console.preferences.change
    left: list[tuple[str, str, str]] = []
    for screen in screens(working):
        change(language="zh_CN")
        left += [(screen, *stranger) for stranger in strangers(working, english_in, known)]
        change(language="en")
        left += [(screen, *stranger) for stranger in strangers(working, chinese_in, known)]
    assert not left


def test_a_fault_and_the_sign_on_page_follow_too(working: Hands, centre: Centre) -> None:
    change = working.console.preferences.change
    known = {centre.inspector.name, "王芳", "null", "简体中文"}
    working.place.review.open_call(centre.calls[2])
    working.bot.waitUntil(working.place.review.panel.message.isVisible)
    change(language="zh_CN")
    assert not strangers(working, english_in, known)
    working.bot.waitUntil(lambda: working.place.unsaved == 0)
    working.act(Action.SIGN_OFF)
    working.bot.waitUntil(lambda: working.console.workplace is None)
    assert not strangers(working, english_in, known)
