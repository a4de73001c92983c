"""`--diagnose`: every part comes whatever is broken, nothing is changed by it, and no secret is on the page."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console import diagnosis
from console.__main__ import main
from console.places import HOME_VARIABLE, embedded_database_url, log_folder, settings_file
from console.policy import POLICY_VARIABLE
from console.settings import Settings, save
from console.store.store import Store
from console.update import NotUsable, UpdateNote
from tests.postgres import PostgresServer
from tests.safe_server import FAR

SECRET = "hidden-word"
TITLES = ("Program", "Policy", "Settings", "Database", "Telephone system", "Update", "Sound", "Screens and fonts")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv(POLICY_VARIABLE, str(tmp_path / "policy.toml"))
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


@pytest.mark.postgresql
def test_why_a_server_is_not_believed_is_said_in_a_sentence(postgres_server: PostgresServer) -> None:
    page = diagnosis.as_text(f"postgresql://{FAR}:{postgres_server.port}/postgres")
    assert "server_not_trusted" in line_of(page, "Database", "Answer")
    assert "no encrypted connection" in line_of(page, "Database", "Why")


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


def test_what_is_settled_and_what_is_wrong_with_it_are_told(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(
        f"[database]\nurl = 'sqlite:///{tmp_path.as_posix()}/centre.db'\n[updates]\n[update]\nfrom = '{tmp_path}'\n"
        f"key = 'AAAA'\n"
    )
    page = diagnosis.as_text(None)
    assert "(there)" in line_of(page, "Policy", "File")
    assert "centre.db" in line_of(page, "Policy", "Settles database_url")
    assert "updates" in line_of(page, "Policy", "Wrong in it")
    assert "centre.db" in line_of(page, "Database", "Address")
    assert "none: deskside-update.json cannot be read" in line_of(page, "Update", "Found")
    file.write_text("[database\n")
    page = diagnosis.as_text(None)
    assert "NO database" in line_of(page, "Policy", "Effect")
    assert "none" in line_of(page, "Database", "Address")


def test_a_place_of_updates_that_hangs_does_not_hold_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go, asked = threading.Event(), threading.Event()

    def hang(*_words: str) -> UpdateNote:
        asked.set()
        let_go.wait()
        raise NotUsable("late")

    monkeypatch.setattr(diagnosis, "look", hang)
    monkeypatch.setattr(diagnosis, "NOTE_S", 0.05)
    (tmp_path / "policy.toml").write_text("[update]\nfrom = 'https://updates.example/'\nkey = 'AAAA'\n")
    assert "no answer" in line_of(diagnosis.as_text(None), "Update", "Found")
    assert asked.is_set()
    let_go.set()


def test_secrets_everywhere_are_nowhere_on_the_page(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One word as every password, key and token that a PC of ours may have, and as names of people and calls."""
    url = f"postgresql://desk:{SECRET}@127.0.0.1:9/d?sslpassword={SECRET}"
    for name in ("PGPASSWORD", "PGPASSFILE", "DESKSIDE_PASSWORD", "AMI_SECRET"):
        monkeypatch.setenv(name, SECRET)
    (tmp_path / "key").write_text(SECRET)
    (tmp_path / "key").chmod(0o600)
    gateway = tmp_path / "gateway.toml"
    pbx = f'name = "here"\n[pbx]\nkind = "asterisk"\nhost = "127.0.0.1"\nport = 9\nuser = "desk"\n{{}} = "{SECRET}"\n'
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(
        json.dumps(
            {
                "database_url": url,
                "reports_url": url,
                "gateway_file": str(gateway),
                "last_number": SECRET,
                "kept": {"call_list.search": SECRET, "password": SECRET},
                "later": {"token": SECRET},
            }
        )
    )
    log_folder().mkdir(parents=True)
    (log_folder() / "crash-20260101-000000.txt").write_text(SECRET)
    (log_folder() / "deskside.log").write_text(SECRET)
    (home / "data" / "outbox").mkdir(parents=True)
    (home / "data" / "outbox" / f"{SECRET}.outbox").write_text(SECRET)
    policies = (
        f'[database]\nurl = "{url}"\n[settings]\nlast_number = "{SECRET}"\n',
        f'[database]\nurl = "{url}',
        f'[database]\npassword = "{SECRET}"\n[update]\nfrom = "https://desk:{SECRET}@127.0.0.1:9/"\nkey = "{SECRET}"\n',
        f'[update]\nfrom = "https://127.0.0.1:9/?token={SECRET}"\nkey = "{SECRET}"\n',
    )
    caplog.set_level("DEBUG")
    for policy in policies:
        (tmp_path / "policy.toml").write_text(policy)
        for line in ("password_file", "password", "secret"):
            gateway.write_text(pbx.format(line))
            gateway.chmod(0o600)
            for given in (None, url, f"postgresql://127.0.0.1:9/d?password={SECRET}"):
                assert SECRET not in diagnosis.as_text(given), (policy, line, given)
    assert SECRET not in caplog.text
