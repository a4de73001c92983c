"""`deskside add-person` on a real database: made once, said in one sentence, and the exit code tells."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from console.__main__ import main
from console.add_person import DONE, NOT_USABLE, PLACE_FAILED
from console.domain.people import Role
from console.places import HOME_VARIABLE
from console.store.store import Store

Add = Callable[..., int]
MANAGER = ("9001", "--name", "孙伟", "--role", "manager")


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return f"sqlite:///{(tmp_path / 'centre.db').as_posix()}"


@pytest.fixture
def add(monkeypatch: pytest.MonkeyPatch, url: str) -> Add:
    """Runs the command with a password on standard input; the exit code."""

    def run(*words: str, password: str = "listen-well\n", database: str = url) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(password))
        return main(["--database", database, "add-person", *words, "--password-stdin"])

    return run


def test_the_first_person_can_sign_on_and_has_a_form(add: Add, url: str) -> None:
    assert add(*MANAGER) == DONE
    with Store.open(url) as store:
        person = store.people.sign_on("9001", "listen-well")
        assert (person.name, person.role) == ("孙伟", Role.MANAGER)
        assert store.forms.newest("monitoring").items


def test_an_agent_gets_a_pin_and_a_team(add: Add, url: str) -> None:
    assert add("1001", "--name", "王芳", "--role", "agent", "--team", "A", password="2468\n") == DONE
    with Store.open(url) as store:
        agent = store.people.check_number_and_pin("1001", "2468")
        assert (agent.role, agent.team) == (Role.AGENT, "A")


def test_twice_is_once_and_the_password_stays(add: Add, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(*MANAGER) == add(*MANAGER, password="another\n") == DONE
    assert "nothing was changed" in capsys.readouterr().out
    with Store.open(url) as store:
        assert store.people.sign_on("9001", "listen-well").number == "9001"


@pytest.mark.parametrize(
    ("words", "password", "said"),
    [
        (("9001", "--name", "别人", "--role", "manager"), "x\n", "Work number 9001 belongs to somebody else."),
        (("9002", "--name", "李", "--role", "inspector"), "\n", "nobody can sign on with an empty password"),
        ((" ", "--name", "李", "--role", "inspector"), "x\n", "number and name must not be empty"),
    ],
)
def test_what_cannot_be_is_said(
    add: Add, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], password: str, said: str
) -> None:
    add(*MANAGER)
    assert add(*words, password=password) == NOT_USABLE
    assert said in capsys.readouterr().err


def test_a_place_that_fails_is_said(add: Add, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(*MANAGER, database="nonsense") == PLACE_FAILED
    assert "The database cannot be reached." in capsys.readouterr().err
    with sqlite3.connect(tmp_path / "theirs.db") as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    assert add(*MANAGER, database=f"sqlite:///{tmp_path / 'theirs.db'}") == PLACE_FAILED
    assert "is not one of Deskside" in capsys.readouterr().err


def test_the_demo_centre_is_left_alone(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert url
    assert main(["add-person", *MANAGER, "--password-stdin"]) == NOT_USABLE
    assert "name a database with --database" in capsys.readouterr().err


def test_a_shared_database_has_a_command_of_its_own(add: Add, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(*MANAGER, database="postgresql://db.example/deskside") == NOT_USABLE
    assert "deskside admin add-user makes account and login" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("9001",), ("9001", "--name", "孙伟", "--role", "king")])
def test_missing_or_unknown_arguments_are_said(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["add-person", *words])
    assert ended.value.code == NOT_USABLE
    assert "usage:" in capsys.readouterr().err
