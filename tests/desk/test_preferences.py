from __future__ import annotations

import errno
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.desk import preferences as module
from console.desk.keys import Action
from console.desk.preferences import Preferences
from console.domain.faults import FaultKind
from console.policy import Policy
from console.settings import Settings, load, save


def test_a_change_is_told_once_and_written(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    preferences = Preferences(path)
    with qtbot.waitSignal(preferences.changed) as told:
        preferences.change(theme="dark", evidence_ms=8000)
    assert told.args == [frozenset({"theme"})]
    with qtbot.assertNotEmitted(preferences.changed):
        preferences.change(theme="dark")
    qtbot.waitUntil(path.exists)
    assert load(path)[0].theme == "dark"


@pytest.mark.usefixtures("qapp")
def test_closing_writes_what_waits(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "settings.json")
    preferences.keep("splitter", [200, 700])
    preferences.close()
    assert load(tmp_path / "settings.json")[0].kept == {"splitter": [200, 700]}
    assert preferences.kept("splitter") == [200, 700]
    preferences.keep("splitter", None)
    assert preferences.kept("splitter", "none") == "none"
    preferences.close()


@pytest.mark.usefixtures("qapp")
def test_a_broken_file_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{")
    preferences = Preferences(path)
    fault = preferences.take_first_fault()
    assert fault is not None
    assert fault.kind is FaultKind.BAD_SETTINGS
    assert preferences.take_first_fault() is None
    assert preferences.settings == Settings()


@pytest.mark.parametrize("content", ['{"database_url": "postgresql://server/db"}', "{"])
def test_a_file_that_could_not_be_read_or_put_aside_is_never_overwritten(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "held by another program")

    path = tmp_path / "settings.json"
    path.write_text(content)
    with monkeypatch.context() as held:
        held.setattr(Path, "read_bytes", refuse)
        held.setattr(Path, "rename", refuse)
        preferences = Preferences(path)
    first = preferences.take_first_fault()
    assert first is not None
    assert first.kind is FaultKind.SETTINGS_LEFT_ALONE
    preferences.keep("splitter", [200, 700])
    with qtbot.waitSignal(preferences.fault_happened) as told:
        preferences.close()
    assert told.args is not None
    assert told.args[0].kind is FaultKind.SETTINGS_NOT_KEPT
    assert preferences.kept("splitter") == [200, 700]
    assert path.read_text() == content


def test_an_address_with_a_password_is_refused_and_never_written(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    preferences = Preferences(path)
    preferences.change(database_url="postgresql://server/db")
    with qtbot.waitSignal(preferences.fault_happened) as told:
        preferences.change(database_url="postgresql://li:s3cret@server/db", theme="dark")
    assert told.args is not None
    assert told.args[0].kind is FaultKind.PASSWORD_IN_ADDRESS
    assert (preferences.settings.database_url, preferences.settings.theme) == ("postgresql://server/db", "dark")
    preferences.close()
    assert "s3cret" not in path.read_text()


def test_keys_are_kept(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    preferences = Preferences(path)
    with qtbot.waitSignal(preferences.keymap_changed):
        preferences.change_keymap(preferences.keymap.with_changed(Action.MARK, plain="K"))
    preferences.close()
    assert Preferences(path).keymap.chords(Action.MARK).plain == "K"


@pytest.mark.parametrize(
    ("code", "kind"), [(errno.ENOSPC, FaultKind.DISK_FULL), (errno.EACCES, FaultKind.SETTINGS_NOT_KEPT)]
)
def test_a_disk_that_refuses_is_told_and_the_choice_stays(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, kind: FaultKind
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, "no")

    monkeypatch.setattr(module, "save", refuse)
    preferences = Preferences(tmp_path / "settings.json")
    preferences.change(step_back_ms=99_999)
    with qtbot.waitSignal(preferences.fault_happened) as told:
        preferences.write()
    assert told.args is not None
    assert told.args[0].kind is kind
    assert preferences.settings.step_back_ms == 5000


def test_what_is_locked_holds_and_is_neither_changed_nor_written(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save(Settings(theme="light", language="en"), path)
    preferences = Preferences(path, policy=Policy(tmp_path, locked={"theme": "dark", "database_url": "sqlite:///a"}))
    assert preferences.locked == {"theme", "database_url"}
    assert (preferences.settings.theme, preferences.settings.database_url) == ("dark", "sqlite:///a")
    with qtbot.waitSignal(preferences.changed) as told:
        preferences.change(theme="light", database_url="sqlite:///b", language="zh_CN")
    assert told.args == [frozenset({"language"})]
    assert preferences.settings.theme == "dark"
    preferences.close()
    assert load(path)[0] == Settings(theme="light", language="zh_CN")
