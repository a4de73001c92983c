"""A real PostgreSQL for the tests: started once, a fresh database for each test, stopped by its own process id."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.requirements_met import missing

INSTALL = "sudo apt-get install postgresql"


def find_programs() -> Path | None:
    """The folder of the newest PostgreSQL's programs; None where there is none."""
    found = sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: int(folder.parent.name),
    )
    usual = shutil.which("initdb")
    return found[-1] if found else Path(usual).parent if usual else None


def _user() -> str | None:
    """The server refuses to run as root; whoever it then runs as. None: as ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, check=True, cwd=folder, user=_user(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


@dataclass
class PostgresServer:
    """A server of our own on a loopback port and a socket in its folder; everybody who connects is trusted."""

    folder: Path
    binaries: Path
    port: int
    durable: bool
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def process_id(self) -> int:
        """Of the server's first process, while it runs."""
        return int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://deskside@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start and wait until it answers."""
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "max_connections": "100",
            "shared_buffers": "32MB",
            "fsync": "on" if self.durable else "off",
        }
        self._control("start", "-l", str(self.folder / "log"), "-o", " ".join(f"-c{k}={v}" for k, v in options.items()))

    def stop(self) -> None:
        """Stop it (by the process id it wrote), cutting every connection, and wait for the end."""
        self._control("stop", "-m", "fast")

    def _control(self, deed: str, *arguments: str) -> None:
        data = str(self.folder / "data")
        _run(self.folder, str(self.binaries / "pg_ctl"), deed, "-w", "-t", "60", "-s", "-D", data, *arguments)

    def fresh_database(self, template: str = "template1") -> str:
        """The name of a new database, a copy of `template`."""
        name = f"test_{next(self.numbers)}"
        self.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def execute(self, statement: sql.Composed) -> None:
        """Run one statement as the superuser, outside any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


def start_server(*, durable: bool = False) -> PostgresServer:
    """Make a cluster in a folder of its own and start it; skips, or fails when required, where there is none.

    `durable` waits for the disk at each commit, as in service; without, a fresh database costs a tenth. Only a power
    cut could tell the difference.
    """
    binaries = find_programs()
    if binaries is None:
        missing("PostgreSQL", INSTALL)
        raise AssertionError
    # Not below pytest's folder: that one is closed to the user the server runs as, and long for a socket's path.
    folder = Path(tempfile.mkdtemp(prefix="deskside-pg-"))
    user = _user()
    if user is not None:
        shutil.chown(folder, user)
    _run(
        folder,
        str(binaries / "initdb"),
        *("-D", str(folder / "data"), "-U", "deskside", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
    )
    server = PostgresServer(folder, binaries, _free_port(), durable)
    server.start()
    return server


def stop_server(server: PostgresServer) -> None:
    """Stop it and remove its folder."""
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of this test run."""
    server = start_server()
    yield server
    stop_server(server)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """An empty database of its own for one test."""
    name = postgres_server.fresh_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)
