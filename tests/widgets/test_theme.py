from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QLocale
from PySide6.QtGui import QColor, QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.desk.action_names import action_name
from console.desk.keys import Action
from console.desk.preferences import Preferences
from console.places import resources_folder
from console.widgets import language, theme
from console.widgets.rail import SCREENS
from console.widgets.settings_screen import SettingsScreen
from console.widgets.theme import DARK, LIGHT, Theme
from tests.requirements_met import missing

WIDGETS = Path(theme.__file__).parent


@pytest.fixture(autouse=True)
def back_to_the_beginning(qapp: QApplication) -> Iterator[None]:
    face = qapp.font()
    yield
    theme.apply_theme(qapp, "light")
    qapp.setStyleSheet("")
    qapp.setFont(face)
    language.apply_language(qapp, "en")


def luminance(colour: QColor) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in colour.getRgbF()[:3]]  # type: ignore[index]
    return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio, WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read(look: Theme) -> None:
    for ink in (look.text, look.muted_text, look.accent, look.danger, look.warn, look.good):
        for ground in (look.window, look.surface, look.sunken):
            assert contrast(ink, ground) >= 4.5, (ink.name(), ground.name())
    for ink, ground in (
        (look.accent_text, look.accent),
        (look.text, look.accent_soft),
        (look.warn, look.warn_soft),
        (look.danger, look.danger_soft),
        (look.good, look.good_soft),
        (look.text, look.hover),
        (look.muted_text, look.hover),
        (look.muted_text, look.accent_soft),
        (look.accent, look.accent_soft),
    ):
        assert contrast(ink, ground) >= 4.5, (ink.name(), ground.name())
    for shape in (look.lane_agent, look.lane_customer, look.evidence, look.heard, look.talkover, look.focus):
        assert contrast(shape, look.surface) >= (2.8 if shape == look.evidence else 3.0), shape.name()


def test_the_look_changes_live(qtbot: QtBot, qapp: QApplication) -> None:
    class Watcher(QWidget):
        told = 0

        def changeEvent(self, event: QEvent) -> None:
            self.told += event.type() == QEvent.Type.PaletteChange
            super().changeEvent(event)

    watcher = Watcher()
    qtbot.addWidget(watcher)
    theme.apply_theme(qapp, "light")
    watcher.told = 0
    assert theme.apply_theme(qapp, "dark") is DARK
    qtbot.waitUntil(lambda: watcher.told > 0)
    assert theme.current() is DARK
    assert watcher.palette().window().color() == DARK.window
    assert theme.apply_theme(qapp, "system") in (LIGHT, DARK)


def test_the_system_is_followed_only_when_asked(qapp: QApplication) -> None:
    theme.apply_theme(qapp, "dark")
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    assert theme.current() is DARK


def test_text_is_never_below_nine_points(qapp: QApplication) -> None:
    theme.apply_text_size(qapp, 100)
    sizes: tuple[theme.Size, ...] = ("small", "body", "strong", "heading", "title", "figure")
    points = [theme.font(size).pointSizeF() for size in sizes]
    assert points == sorted(points)
    assert points[0] >= 9
    theme.apply_text_size(qapp, 150)
    assert theme.font("small").pointSizeF() > 13


def test_every_icon_is_tinted(qapp: QApplication) -> None:
    del qapp
    names = [path.stem for path in (resources_folder() / "icons").glob("*.svg")]
    assert set(SCREENS) <= set(names)
    for name in names:
        svg = (resources_folder() / "icons" / f"{name}.svg").read_text()
        assert "currentColor" in svg or name.startswith("arrow-")
        picture = theme.pixmap(name, 16, QColor("#ff0000"), ratio=2.0)
        assert (picture.width(), picture.devicePixelRatio()) == (32, 2.0)
        assert not picture.toImage().allGray() or name.startswith("arrow-")
        assert not theme.icon(name).isNull()
    with pytest.raises(KeyError):
        theme.icon("no such icon")


def test_colours_are_named_in_one_file_only() -> None:
    for path in WIDGETS.glob("*.py"):
        if path.name != "theme.py":
            assert not re.search(r"#[0-9a-fA-F]{6}\b|QColor\(\d", path.read_text(encoding="utf-8")), path.name
    assert {f.name for f in fields(Theme)} >= {"lane_agent", "lane_customer", "evidence", "heard", "silence"}


def test_dressing_is_quick(qapp: QApplication) -> None:
    begun = time.thread_time()
    theme.apply_theme(qapp, "dark" if theme.current() is LIGHT else "light")
    assert time.thread_time() - begun < 0.25


def test_the_language_changes_live(qtbot: QtBot, qapp: QApplication) -> None:
    class Words(QLabel):
        told = 0

        def changeEvent(self, event: QEvent) -> None:
            self.told += event.type() == QEvent.Type.LanguageChange
            super().changeEvent(event)

    label = Words()
    qtbot.addWidget(label)
    assert language.apply_language(qapp, "zh_CN") == "zh_CN"
    assert language.current_language() == "zh_CN"
    assert QLocale().language() is QLocale.Language.Chinese
    if not (resources_folder() / "i18n" / "deskside_zh_CN.qm").exists():
        missing("the built translations", "make translations")
    qtbot.waitUntil(lambda: label.told > 0)
    assert action_name(Action.GO_REVIEW) == "听评"
    assert qapp.translate("QPlatformTheme", "Cancel") == "取消"
    assert language.apply_language(qapp, "en") == "en"
    assert action_name(Action.GO_REVIEW) == "Review"
    assert language.apply_language(qapp, "") == language.system_language()


def test_a_heading_keeps_its_face_through_theme_and_text_size(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    theme.apply_theme(qapp, "light")
    theme.apply_text_size(qapp, 100)
    screen = SettingsScreen(Preferences(tmp_path / "settings.json"))
    qtbot.addWidget(screen)
    screen.show()
    for choice in ("dark", "light", "dark"):
        theme.apply_theme(qapp, choice)
        headings = [label.font() for label in screen.findChildren(QLabel) if label.text() == "Sound and scoring"]
        assert headings == [theme.font("heading")]
    theme.apply_text_size(qapp, 150)
    (heading,) = (label for label in screen.findChildren(QLabel) if label.text() == "Sound and scoring")
    assert heading.font().pointSizeF() == pytest.approx(theme.font("heading").pointSizeF(), abs=0.1)
    theme.apply_text_size(qapp, 100)
    assert heading.font().pointSizeF() == pytest.approx(theme.font("heading").pointSizeF(), abs=0.1)


def test_text_size_reaches_every_word_at_once_and_comes_back(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    theme.apply_theme(qapp, "light")
    theme.apply_text_size(qapp, 100)
    screen = SettingsScreen(Preferences(tmp_path / "settings.json"))
    qtbot.addWidget(screen)
    screen.show()
    labels = [label for label in screen.findChildren(QLabel) if label.text()]
    before = [label.font().pointSizeF() for label in labels]
    for percent in (150, 110, 125, 100):
        theme.apply_text_size(qapp, percent)
        now = [label.font().pointSizeF() for label in labels]
        assert now == pytest.approx([size * percent / 100 for size in before], abs=0.1)


@pytest.mark.parametrize(
    ("system", "first"),
    [("Segoe UI", "Segoe UI"), ("Microsoft YaHei UI", "Microsoft YaHei UI"), ("Tahoma", "Segoe UI")],
)
@pytest.mark.usefixtures("qapp")
def test_windows_own_faces_come_first_there(monkeypatch: pytest.MonkeyPatch, system: str, first: str) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(QFontDatabase, "systemFont", lambda _which: QFont(system))
    families = theme._families()
    assert families[0] == first
    assert "Microsoft YaHei UI" in families[:2]
