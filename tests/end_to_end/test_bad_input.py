"""Recordings that are missing, lost or cut, and starts that go wrong: one sentence each, and the work goes on."""

from __future__ import annotations

import io
import shlex
import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from console.__main__ import main
from console.app import _report_bugs
from console.audio.player import PlayState
from console.crash_log import CrashLog
from console.desk.keeping import SaveState
from console.desk.keys import item_action
from console.desk.open_sheet import SheetState
from console.domain.sheet import Verdict
from console.store.store import Store
from tests.end_to_end.conftest import INSPECTOR, PASSWORD, SECONDS, Centre, Hands, open_console

GREETING = "greeting_with_number"


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Nothing here is about the kind of database."""
    return f"sqlite:///{(tmp_path / 'centre.db').as_posix()}"


def words_on(hands: Hands) -> list[str]:
    """Every sentence in sight."""
    return [label.text() for label in hands.console.window.findChildren(QLabel) if label.isVisible()]


def open_call(hands: Hands, centre: Centre, number: int = 0) -> None:
    """Open a call and wait for its sheet and its sound, or for what is said in place of it."""
    place = hands.place
    place.review.open_call(centre.calls[number])
    hands.bot.waitUntil(lambda: place.scoring.view.state is SheetState.DRAFT)
    hands.bot.waitUntil(lambda: place.player.state is not PlayState.LOADING)


def saved(hands: Hands) -> bool:
    """Whether the open sheet is on disk."""
    return hands.place.scoring.saved is SaveState.SAVED


class TestRecordings:
    def test_one_that_is_gone_is_said_its_sheet_is_scored_and_it_opens_once_it_is_back(
        self, hands: Hands, centre: Centre
    ) -> None:
        hands.sign_on(INSPECTOR, PASSWORD)
        path = Path(centre.calls[0].sound.paths[0])
        away = path.rename(path.with_suffix(".away"))
        open_call(hands, centre)
        panel = hands.place.review.panel
        hands.bot.waitUntil(panel.message.isVisible)
        assert "call-0.wav: the file is no longer there." in words_on(hands)
        hands.act(item_action(2))
        assert hands.place.scoring.sheet.mark(GREETING).verdict is Verdict.FAILS
        hands.bot.waitUntil(lambda: saved(hands))
        away.rename(path)
        panel.message.retry_asked.emit()
        hands.bot.waitUntil(lambda: hands.place.player.state is PlayState.PAUSED)
        hands.bot.waitUntil(lambda: panel.waveform.isVisible())
        assert hands.place.scoring.sheet.mark(GREETING).verdict is Verdict.FAILS

    def test_one_that_is_lost_while_it_plays_stops_in_its_place_with_one_sentence(
        self, hands: Hands, centre: Centre
    ) -> None:
        hands.sign_on(INSPECTOR, PASSWORD)
        open_call(hands, centre)
        place, panel = hands.place, hands.place.review.panel
        place.player.play()
        hands.wait_for_position(1500)
        with Path(centre.calls[0].sound.paths[0]).open("r+b") as file:
            file.truncate(44)
        hands.bot.waitUntil(lambda: place.player.state is PlayState.PAUSED, timeout=10_000)
        hands.bot.waitUntil(lambda: bool(panel.fault_line.text))
        assert panel.fault_line.text == "call-0.wav: the file is no longer there."
        assert 1500 <= place.player.position_ms < SECONDS * 1000
        assert panel.waveform.isVisible()
        hands.act(item_action(2))
        assert place.scoring.sheet.mark(GREETING).verdict is Verdict.FAILS
        assert place.scoring.ledger.covers(0, 1400)
        hands.bot.waitUntil(lambda: saved(hands))

    def test_one_that_breaks_off_plays_what_there_is_and_says_so(self, hands: Hands, centre: Centre) -> None:
        hands.sign_on(INSPECTOR, PASSWORD)
        path = Path(centre.calls[0].sound.paths[0])
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size // 2)
        open_call(hands, centre)
        place, panel = hands.place, hands.place.review.panel
        hands.bot.waitUntil(lambda: bool(panel.fault_line.text))
        assert panel.fault_line.text == "The recording breaks off early; what is there can be heard."
        assert abs(place.player.duration_ms - SECONDS * 500) < 10
        place.player.seek(place.player.duration_ms - 300)
        place.player.play()
        hands.bot.waitUntil(lambda: place.player.state is PlayState.ENDED)
        hands.console.preferences.change(language="zh_CN")
        hands.bot.waitUntil(lambda: panel.fault_line.text == "录音不完整，已有部分可以收听。")
        hands.console.preferences.change(language="en")
        open_call(hands, centre, 1)
        hands.bot.waitUntil(lambda: place.player.state is PlayState.PAUSED)
        assert not panel.fault_line.text


class TestStarts:
    @pytest.mark.parametrize("url", ["nonsense", "sqlite:", "mysql://host/centre", "postgresql://host:port:x/db"])
    def test_an_address_that_is_none_is_said_on_the_sign_on_page(
        self, qtbot: QtBot, qapp: QApplication, home: Path, url: str
    ) -> None:
        with open_console(qtbot, qapp, home, url) as hands:
            wanted = "The database cannot be reached. Check the network and the address in Settings."
            qtbot.waitUntil(lambda: wanted in words_on(hands))

    def test_a_database_of_a_newer_version_is_said_and_left_alone(
        self, qtbot: QtBot, qapp: QApplication, home: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "newer.db"
        Store.open(path).close()
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.close()
        before = path.read_bytes()
        with open_console(qtbot, qapp, home, f"sqlite:///{path}") as hands:
            wanted = "The database was made by a newer version of Deskside; update this one to open it."
            qtbot.waitUntil(lambda: wanted in words_on(hands))
        assert path.read_bytes() == before

    def test_a_file_that_is_no_database_is_said_and_left_alone(
        self, qtbot: QtBot, qapp: QApplication, home: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "notes.db"
        path.write_bytes(b"a letter, not a database\n" * 200)
        before = path.read_bytes()
        with open_console(qtbot, qapp, home, f"sqlite:///{path}") as hands:
            wanted = "The database is damaged or is not one of Deskside; nothing was written to it."
            qtbot.waitUntil(lambda: wanted in words_on(hands))
        assert path.read_bytes() == before

    def test_without_people_the_page_names_the_command_and_after_it_the_first_one_signs_on(
        self,
        qtbot: QtBot,
        qapp: QApplication,
        home: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        with open_console(qtbot, qapp, home, f"sqlite:///{tmp_path / 'new.db'}") as hands:
            command = hands.console.sign_on_screen.command
            qtbot.waitUntil(command.isVisible)
            assert any(words.startswith("Nobody has an account in this database yet.") for words in words_on(hands))
            words = command.toPlainText().replace("NUMBER", "9001").replace("NAME", "孙伟")
            monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
            assert main([*shlex.split(words)[1:], "--password-stdin"]) == 0
            hands.sign_on("9001", PASSWORD)
            assert hands.place.person.name == "孙伟"

    def test_broken_settings_are_told_once_and_kept_aside(
        self, qtbot: QtBot, qapp: QApplication, home: Path, centre: Centre
    ) -> None:
        home.mkdir()
        (home / "settings.json").write_text('{"theme": "dark", ', encoding="utf-8")
        told = "The settings file was damaged; defaults are used and the old one is kept as settings.json.broken."
        with open_console(qtbot, qapp, home, centre.url) as hands:
            assert hands.console.window.messages.text == told
            hands.sign_on(INSPECTOR, PASSWORD)
        assert (home / "settings.json.broken").read_text(encoding="utf-8") == '{"theme": "dark", '
        with open_console(qtbot, qapp, home, centre.url) as hands:
            assert hands.console.window.messages.text == ""


@pytest.mark.qt_no_exception_capture
def test_what_nobody_foresaw_is_logged_told_once_and_the_window_goes_on(
    hands: Hands, centre: Centre, home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    noted: list[str] = []
    crashes = CrashLog(home)
    monkeypatch.setattr(crashes, "note", lambda kind, _trace: noted.append(kind.__name__))
    _report_bugs(hands.console, crashes)
    hands.sign_on(INSPECTOR, PASSWORD)
    open_call(hands, centre)
    turns: list[int] = []

    def stumble() -> None:
        turns.append(len(turns))
        raise ZeroDivisionError("nobody foresaw this")

    messages = hands.console.window.messages
    QTimer.singleShot(0, stumble)
    hands.bot.waitUntil(lambda: bool(messages.text))
    assert messages.text == "Something went wrong in Deskside; it is in the log. Your work is kept; you can go on."
    messages.dismiss()
    QTimer.singleShot(0, stumble)
    hands.bot.waitUntil(lambda: len(turns) == 2)
    assert messages.text == ""
    assert sum(record.exc_info is not None for record in caplog.records) == 2
    assert noted == ["ZeroDivisionError"]
    hands.act(item_action(2))
    hands.bot.waitUntil(lambda: saved(hands))
    assert hands.place.scoring.sheet.mark(GREETING).verdict is Verdict.FAILS
