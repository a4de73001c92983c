"""A console under a policy: the database is the settled one, and where that cannot be read, none at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from console.app import Console
from console.audio.outputs import NullOutputs
from console.desk.preferences import Preferences
from console.places import HOME_VARIABLE, settings_file
from console.policy import load_policy
from console.settings import Settings, save


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    return tmp_path


def console_under(app: QApplication, words: str, home: Path, given: str | None = None) -> Console:
    file = home / "policy.toml"
    file.write_text(words)
    return Console(app, Preferences(settings_file(), policy=load_policy(file)), given, NullOutputs())


def test_a_policy_that_cannot_be_read_opens_no_database(qtbot: QtBot, qapp: QApplication, home: Path) -> None:
    save(Settings(database_url=f"sqlite:///{(home / 'own.db').as_posix()}"), settings_file())
    console = console_under(qapp, "[database\n", home)
    qtbot.addWidget(console.window)
    with qtbot.waitSignal(console.sign_on.refused):
        console.start()
    assert any("policy.toml" in label.text() for label in console.sign_on_screen.findChildren(QLabel))
    with qtbot.waitSignal(console.sign_on.refused):
        console.sign_on.sign_on("1001", "deskside")
    assert not list(home.rglob("*.db"))
    assert not console.embedded
    console.window.close()
    console.shut_down()


def test_the_settled_database_is_opened_and_a_given_one_before_it(qapp: QApplication, home: Path) -> None:
    url, given = (f"sqlite:///{(home / name).as_posix()}" for name in ("settled.db", "given.db"))
    for console, opened in (
        (console_under(qapp, f"[database]\nurl = '{url}'\n[settings]\nlanguage = 'en'", home), url),
        (console_under(qapp, f"[database]\nurl = '{url}'", home, given), given),
        (console_under(qapp, "[database\n", home, given), given),
    ):
        assert console.door.url == opened
        assert not console.embedded
        languages = [b for b in console.sign_on_screen.findChildren(QPushButton) if b.objectName() in ("zh_CN", "en")]
        assert any(button.isEnabled() for button in languages) is ("language" not in console.preferences.locked)
        console.window.close()
        console.shut_down()
