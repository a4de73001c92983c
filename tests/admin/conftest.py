"""Commands run on a server of their own: roles are the whole server's, and these tests count them."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from console.__main__ import main
from console.places import HOME_VARIABLE
from tests.postgres import PostgresServer, start_server, stop_server


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code, what it said, what it complained of."""

    code: int
    out: str
    err: str


Admin = Callable[..., Ran]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings, nor libpq's, of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))


@pytest.fixture(scope="package")
def own_server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    server = start_server()
    yield server
    stop_server(server, keep_log=bool(request.session.testsfailed))


@pytest.fixture
def admin(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Admin:
    """Runs `deskside admin …`; `typed` is standard input."""

    def run(*words: str, typed: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capsys.readouterr()
        code = main(["admin", *words])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


@pytest.fixture
def empty_url(own_server: PostgresServer) -> Iterator[str]:
    """An empty database."""
    name = own_server.fresh_database()
    yield own_server.url(name)
    own_server.drop_database(name)


@pytest.fixture(scope="package")
def made_once(own_server: PostgresServer) -> str:
    """The name of a database that was set up; nobody may be connected to it."""
    name = own_server.fresh_database()
    assert main(["admin", "init", own_server.url(name)]) == 0
    return name


@pytest.fixture
def url(own_server: PostgresServer, made_once: str) -> Iterator[str]:
    """A new centre in which nobody works yet."""
    name = own_server.fresh_database(made_once)
    yield own_server.url(name)
    own_server.drop_database(name)
