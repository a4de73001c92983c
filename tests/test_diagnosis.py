"""`--diagnose`: every part comes whatever is broken, nothing is changed by it, and no secret is on the page."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console import diagnosis
from console.__main__ import main
from console.places import HOME_VARIABLE, embedded_database_url, log_folder, settings_file
from console.settings import Settings, save
from console.store.store import Store

SECRET = "hidden-word"
TITLES = ("Program", "Settings", "Database", "Telephone system", "Sound", "Screens and fonts")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def application(qtbot: QtBot) -> None:
    """The page asks Qt for screens and fonts."""


def line_of(page: str, title: str, name: str) -> str:
    part = page.split(f"== {title}\n")[1].split("\n\n")[0]
    return next(line for line in part.splitlines() if line.startswith(f"{name}:"))


def test_a_new_pc_is_told_part_by_part_and_left_as_it_was(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--diagnose"]) == 0
    page = capsys.readouterr().out
    assert all(f"== {title}\n" in page for title in TITLES)
    assert "could not be found out" not in page
    assert "not made yet" in line_of(page, "Database", "Answer")
    assert not home.exists()


def test_an_embedded_database_is_looked_at_and_not_touched(home: Path) -> None:
    (home / "data").mkdir(parents=True)
    Store.open(embedded_database_url()).close()
    file = home / "data" / "deskside.db"
    before = file.read_bytes()
    assert "yes, " in line_of(diagnosis.as_text(None), "Database", "Answer")
    assert file.read_bytes() == before


def test_a_broken_database_does_not_keep_the_other_parts_away(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database" * 100)
    page = diagnosis.as_text(f"sqlite:///{broken}")
    assert "could not be found out: DatabaseError" in page
    assert "== Screens and fonts\nQt:" in page


@pytest.mark.parametrize(
    "url", [f"postgresql://u:{SECRET}@127.0.0.1:9/d", f"postgresql://127.0.0.1:9/d?password={SECRET}"]
)
def test_no_password_is_on_the_page(url: str) -> None:
    page = diagnosis.as_text(url)
    assert SECRET not in page
    assert "none: " in line_of(page, "Database", "Answer")


def test_a_telephone_system_that_does_not_answer_is_told(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET)
    (tmp_path / "gateway.toml").write_text(
        'name = "here"\n[pbx]\nkind = "asterisk"\nhost = "127.0.0.1"\nport = 9\nuser = "desk"\npassword_file = "key"\n'
    )
    (tmp_path / "key").chmod(0o600)
    save(Settings(gateway_file=str(tmp_path / "gateway.toml")), settings_file())
    page = diagnosis.as_text(None)
    assert "127.0.0.1:9" in line_of(page, "Telephone system", "Address")
    assert "none" in line_of(page, "Telephone system", "Answer")
    assert SECRET not in page


def test_settings_that_cannot_be_used_are_told() -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(json.dumps({"theme": 7}))
    assert "bad_settings" in line_of(diagnosis.as_text(None), "Settings", "Not usable")


def test_a_window_s_program_leaves_the_page_beside_its_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert diagnosis.run(None) == 0
    assert "== Program" in (log_folder() / "diagnosis.txt").read_text(encoding="utf-8")
