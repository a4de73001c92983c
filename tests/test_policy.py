"""What an administrator settles holds, what is wrong with it is said; a broken policy opens no demo centre."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from console.domain.faults import Fault, FaultKind
from console.places import HOME_VARIABLE, settings_file
from console.policy import POLICY_VARIABLE, load_policy, policy_file, settings_in_force
from console.settings import Settings, save

SECRET = "hidden-word"
WHOLE = """
[database]
url = "postgresql://server/deskside"
reports = "postgresql://standby/deskside"
[gateway]
config = 'C:\\Deskside\\gateway.toml'
[update]
from = "https://updates.example/deskside"
key = "AAAA"
[settings]
language = "zh_CN"
text_percent = 125
suggestions = false
"""


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv(POLICY_VARIABLE, str(tmp_path / "policy.toml"))
    return tmp_path / "policy.toml"


def test_no_file_settles_nothing(file: Path) -> None:
    policy = load_policy()
    assert (policy.file, policy.there, policy.fault, policy.problems) == (file, False, None, ())
    assert policy.settle(Settings(theme="dark")) == Settings(theme="dark")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_is_settled_overrides_what_a_person_chose(file: Path, encoding: str) -> None:
    file.write_text(WHOLE, encoding=encoding)
    policy = load_policy()
    assert policy.problems == ()
    settled = policy.settle(Settings(language="en", theme="dark", database_url="sqlite:///own.db"))
    assert (settled.language, settled.text_percent, settled.suggestions, settled.theme) == ("zh_CN", 125, False, "dark")
    assert settled.database_url == "postgresql://server/deskside"
    assert settled.gateway_file == r"C:\Deskside\gateway.toml"
    assert (policy.update_from, policy.update_key) == ("https://updates.example/deskside", "AAAA")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("[settings]\nthem = 'dark'", "[settings] them: is not known"),
        ("[settings]\ntheme = 'blue'", "[settings] theme: cannot have this value"),
        ("[settings]\nlast_number = '7'", "[settings] last_number: is not known"),
        ("[gateway]\nconfig = 7", "[gateway] config: has to be a text"),
        ("[updates]\nfrom = 'x'", "“updates” is not known"),
        ("update = 'x'", "“update” has to be a table"),
        (f"[update]\nfrom = 'https://u:{SECRET}@server/'", "[update] from: holds a password"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_holds(file: Path, words: str, said: str) -> None:
    table = "" if words.startswith("update =") else "[database]\nurl = 'sqlite:///here.db'\n"
    file.write_text(f"{table}{words}\n")
    policy = load_policy()
    assert policy.fault is None
    assert [line for line in policy.problems if line.startswith(said)] == list(policy.problems) != []
    assert SECRET not in str(policy)
    assert bool(table) == ("database_url" in policy.locked)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"[database\nurl=", "unreadable"),
        ("[database]\nurl = 'postgresql://s/d'".encode("utf-16-le"), "unreadable"),
        ("[database]\nurl = 'postgresql://s/d' # 席".encode("utf-16")[:-1], "unreadable"),
        ("[database]\nurl = 'postgresql://s/d' # 数据库".encode("gbk"), "unreadable"),
        (f"[database]\nurl = 'postgresql://u:{SECRET}@s/d'".encode(), "password"),
        (f"[database]\nurl = 'postgresql://s/d?password={SECRET}'".encode(), "password"),
        (b"[database]\nurl = 7", "address"),
        (b"[database]\nurl = ''", "address"),
        (b"[database]\nurl = 'server'", "address"),
        (b"database = 'postgresql://s/d'", "address"),
    ],
)
def test_a_policy_whose_database_cannot_be_had_is_a_fault(file: Path, content: bytes, why: str) -> None:
    file.write_bytes(content)
    policy = load_policy()
    assert policy.fault is not None
    assert policy.fault.kind is FaultKind.POLICY_BROKEN
    assert policy.fault.facts == {"place": str(file), "why": why}
    assert SECRET not in str(policy)
    with pytest.raises(Fault):
        settings_in_force()


@pytest.mark.skipif(sys.platform == "win32", reason="rights lie in lists there, which the installer sets")
def test_a_policy_that_everybody_may_write_is_not_trusted(file: Path) -> None:
    file.write_text(WHOLE)
    file.chmod(0o666)
    fault = load_policy().fault
    assert fault is not None
    assert fault.facts["why"] == "writable"


def test_a_folder_in_its_place_is_a_fault_and_not_an_absence(file: Path) -> None:
    file.mkdir()
    assert load_policy().fault is not None


def test_an_installed_program_does_not_ask_the_environment(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("ProgramData", str(file.parent))
    assert file.parent not in policy_file().parents
    assert policy_file().name == "policy.toml"


def test_a_command_takes_settings_and_policy_together(file: Path) -> None:
    save(Settings(last_number="1001", database_url="sqlite:///own.db"), settings_file())
    file.write_text(WHOLE)
    assert settings_in_force().database_url == "postgresql://server/deskside"
    assert settings_in_force().last_number == "1001"
