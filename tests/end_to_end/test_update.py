"""A newer version is told after sign-on and never forced; its installer is opened only when asked, and as signed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from console import __version__
from console.desk.preferences import Preferences
from console.policy import Policy
from console.update_work import UpdateWork
from console.widgets.main_window import MainWindow
from console.widgets.settings_screen import SettingsScreen
from publish_update import public_half, publish

KEY = Ed25519PrivateKey.generate()


class Desk:
    def __init__(self, qtbot: QtBot, home: Path, share: Path | str) -> None:
        policy = Policy(home / "policy.toml", True, {}, str(share), public_half(KEY) if share else "")
        self.preferences = Preferences(home / "settings.json", policy=policy)
        self.window = MainWindow(self.preferences)
        qtbot.addWidget(self.window)
        self.settings = SettingsScreen(self.preferences, self.window)
        self.work = UpdateWork(self.window, self.settings, self.preferences, self.window)

    def offer(self) -> QPushButton:
        return next(b for b in self.window.messages.findChildren(QPushButton) if b.text() == "Open its installer")

    def says(self, words: str) -> bool:
        return any(words in label.text() for label in self.settings.findChildren(QLabel))

    def close(self) -> None:
        self.work.stop()
        self.preferences.close()


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESKSIDE_HOME", str(tmp_path / "home"))
    (tmp_path / "Deskside-99.0.0-setup.exe").write_bytes(b"an installer")
    publish(tmp_path / "Deskside-99.0.0-setup.exe", "99.0.0", {"en": "Faster."}, KEY, tmp_path / "share")
    return tmp_path / "share"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[QUrl]:
    urls: list[QUrl] = []

    def open_url(url: QUrl) -> bool:
        urls.append(url)
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return urls


def test_it_is_told_and_opened_when_asked(qtbot: QtBot, tmp_path: Path, share: Path, opened: list[QUrl]) -> None:
    desk = Desk(qtbot, tmp_path, share)
    assert desk.says(f"Deskside {__version__}")
    qtbot.waitUntil(lambda: desk.window.messages.text == "Deskside 99.0.0 is there. Faster.")
    assert desk.says(f"99.0.0 is there: {share}")
    assert opened == []
    assert not (tmp_path / "home").exists()
    desk.offer().click()
    qtbot.waitUntil(lambda: bool(opened))
    assert Path(opened[0].toLocalFile()).read_bytes() == b"an installer"
    assert Path(opened[0].toLocalFile()).parent == tmp_path / "home" / "cache" / "update"
    desk.close()


def test_what_was_exchanged_meanwhile_is_not_opened(
    qtbot: QtBot, tmp_path: Path, share: Path, opened: list[QUrl]
) -> None:
    desk = Desk(qtbot, tmp_path, share)
    qtbot.waitUntil(lambda: bool(desk.window.messages.text))
    (share / "Deskside-99.0.0-setup.exe").write_bytes(b"an intruder!")
    desk.offer().click()
    qtbot.waitUntil(lambda: "not the one that was signed" in desk.window.messages.text)
    assert opened == []
    desk.close()


def test_an_installer_that_windows_does_not_open_is_not_said_to_be_open(
    qtbot: QtBot, tmp_path: Path, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    desk = Desk(qtbot, tmp_path, share)
    qtbot.waitUntil(lambda: bool(desk.window.messages.text))
    desk.offer().click()
    qtbot.waitUntil(lambda: "so it is not opened" in desk.window.messages.text)
    desk.close()


@pytest.mark.parametrize("harm", ["no policy", "broken", "gone"])
def test_where_nothing_can_be_offered_nothing_is_shown(qtbot: QtBot, tmp_path: Path, share: Path, harm: str) -> None:
    if harm == "broken":
        (share / "deskside-update.json").write_text("{}")
    places: dict[str, Path | str] = {"no policy": "", "gone": tmp_path / "gone"}
    desk = Desk(qtbot, tmp_path, places.get(harm, share))
    qtbot.waitUntil(lambda: all(thread.name != "update" for thread in threading.enumerate()))
    QApplication.processEvents()
    assert desk.window.messages.text == ""
    desk.close()
