"""A widget with a style sheet of its own takes each theme and each language once, and nothing while it is built."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QFrame, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from console.widgets import theme
from console.widgets.dressing import FollowsLook, bar_sheet, wear
from console.widgets.theme import DARK, LIGHT, Theme


class Bar(FollowsLook, QFrame):
    """Its own style sheet makes Qt tell of a new palette while it is dressed."""

    BUILT = "built"

    def __init__(self, parent: QWidget | None = None) -> None:
        self.told: list[QEvent.Type] = []
        super().__init__(parent)
        self.dressed: list[Theme] = []
        self.said = 0
        self.dress_early()
        self.built = True

    def dress_early(self) -> None:
        """What Qt does to some widgets while they are made."""
        for kind in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange):
            QCoreApplication.sendEvent(self, QEvent(kind))
        assert not self.dressed
        assert not self.said

    def retranslate(self) -> None:
        self.said += 1

    def dress(self) -> None:
        look = theme.current()
        self.dressed.append(look)
        self.setStyleSheet(f"QFrame {{ background: {look.surface.name()}; color: {look.text.name()}; }}")

    def changeEvent(self, event: QEvent) -> None:
        self.told.append(event.type())
        super().changeEvent(event)


class Badge(FollowsLook, QToolButton):
    """Says everything anew with its words."""

    BUILT = "said"
    said = 0

    def retranslate(self) -> None:
        self.said += 1


@pytest.fixture(autouse=True)
def in_the_light(qapp: QApplication) -> Iterator[None]:
    theme.apply_theme(qapp, "light")
    yield
    theme.apply_theme(qapp, "light")


def test_a_theme_is_followed_once_although_the_own_sheet_tells_of_it_again(qtbot: QtBot, qapp: QApplication) -> None:
    bar = Bar()
    qtbot.addWidget(bar)
    bar.show()
    bar.told.clear()
    theme.apply_theme(qapp, "dark")
    qtbot.waitUntil(lambda: DARK in bar.dressed)
    qapp.processEvents()
    assert bar.told.count(QEvent.Type.PaletteChange) > 1
    assert bar.dressed.count(DARK) == 1
    theme.apply_theme(qapp, "light")
    qtbot.waitUntil(lambda: bar.dressed[-1] is LIGHT)
    assert bar.said == 0


def test_a_language_is_followed_each_time(qtbot: QtBot) -> None:
    bar = Bar()
    qtbot.addWidget(bar)
    bar.dressed.clear()
    for times in (1, 2):
        QCoreApplication.sendEvent(bar, QEvent(QEvent.Type.LanguageChange))
        assert bar.said == times
    assert not bar.dressed


def test_what_has_no_dress_of_its_own_says_everything_again(qtbot: QtBot, qapp: QApplication) -> None:
    badge = Badge()
    qtbot.addWidget(badge)
    badge.show()
    before = badge.said
    theme.apply_theme(qapp, "dark")
    qtbot.waitUntil(lambda: badge.said == before + 1)


def test_a_sheet_it_wears_is_not_put_on_again(qtbot: QtBot) -> None:
    bar = Bar()
    qtbot.addWidget(bar)
    bar.show()
    sheet = bar_sheet("bar", LIGHT.accent_soft, LIGHT.accent, LIGHT.accent_text, radius=6)
    wear(bar, sheet)
    assert bar.styleSheet() == sheet
    bar.told.clear()
    wear(bar, sheet)
    assert not bar.told
    wear(bar, bar_sheet("bar", DARK.accent_soft, DARK.accent, DARK.accent_text))
    assert QEvent.Type.StyleChange in bar.told
