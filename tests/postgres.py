"""A real PostgreSQL for the tests: started once, a fresh database for each test, stopped by its own process id.

As in service only the superuser of this machine is trusted; everybody else shows a password.
"""

from __future__ import annotations

import os
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
SUPERUSER = "deskside"
KEPT_LOGS = Path(__file__).resolve().parents[1] / "build" / "postgresql-logs"
"""Where a server's log goes when a test of its run failed."""

WHO_MAY_CONNECT = f"""\
# database  user
local all          {SUPERUSER}               trust
host  all          {SUPERUSER} 127.0.0.1/32  trust
host  replication  {SUPERUSER} 127.0.0.1/32  trust
local all          all                       scram-sha-256
host  all          all         127.0.0.1/32  scram-sha-256
"""


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
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd

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
    """A server of our own on a loopback port and a socket in its folder; `settings` are added to its usual ones.

    `durable` waits for the disk at each commit, as in service; without, a fresh database costs a tenth. Only a power
    cut could tell the difference.
    """

    folder: Path
    binaries: Path
    port: int
    durable: bool = False
    settings: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def process_id(self) -> int:
        """Of the server's first process, while it runs."""
        return int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    @property
    def log(self) -> Path:
        """What it wrote."""
        return self.folder / "log"

    def url(self, database: str, user: str = SUPERUSER) -> str:
        """The address of one of its databases, for the superuser if nobody else is named."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start and wait until it answers."""
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "max_connections": "200",
            "shared_buffers": "32MB",
            "fsync": "on" if self.durable else "off",
            **self.settings,
        }
        arguments = " ".join(f"-c{name}={value}" for name, value in options.items())
        try:
            self._control("start", "-l", str(self.log), "-o", arguments)
        except subprocess.CalledProcessError as error:
            raise RuntimeError(f"PostgreSQL did not start: {self.log.read_text()[-2000:]}") from error

    def stop(self, how: str = "fast") -> None:
        """Stop it (by the process id it wrote), cutting every connection, and wait for the end.

        `how` "immediate" ends it as a crash would; the next start recovers.
        """
        self._control("stop", "-m", how)

    def promote(self) -> None:
        """Make a standby a server that may be written to, and wait until it is."""
        self._control("promote")

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

    def execute(self, statement: sql.Composed | sql.SQL) -> None:
        """Run one statement as the superuser, outside any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


def _new_server(settings: dict[str, str], *, durable: bool) -> PostgresServer:
    """A server yet without data; skips, or fails when required, where there are no programs."""
    binaries = find_programs()
    if binaries is None:
        missing("PostgreSQL", INSTALL)
        raise AssertionError
    # Not below pytest's folder: that one is closed to the user the server runs as, and long for a socket's path.
    folder = Path(tempfile.mkdtemp(prefix="deskside-pg-"))
    user = _user()
    if user is not None:
        shutil.chown(folder, user)
    return PostgresServer(folder, binaries, _free_port(), durable, settings)


def start_server(settings: dict[str, str] | None = None, *, durable: bool = False) -> PostgresServer:
    """Make a cluster in a folder of its own and start it; skips, or fails when required, where there is none."""
    server = _new_server(settings or {}, durable=durable)
    _run(
        server.folder,
        str(server.binaries / "initdb"),
        *("-D", str(server.folder / "data"), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"),
        "--no-sync",
    )
    (server.folder / "data" / "pg_hba.conf").write_text(WHO_MAY_CONNECT)
    server.start()
    return server


def start_standby(
    primary: PostgresServer, settings: dict[str, str] | None = None, *, by_port: int | None = None
) -> PostgresServer:
    """A second server that follows `primary` by streaming, may be read, and can be promoted.

    It reaches the primary by another port than its own, a proxy's, where `by_port` says so. It has a slot there under
    the name of its folder, so that nothing it lacks is thrown away.
    """
    standby = _new_server(settings or {}, durable=primary.durable)
    slot = standby.folder.name.replace("-", "_").lower()
    address = f"host=127.0.0.1 port={by_port or primary.port} user={SUPERUSER} application_name={slot}"
    _run(
        standby.folder,
        str(standby.binaries / "pg_basebackup"),
        *("-d", address, "-D", str(standby.folder / "data"), "-R", "-C", "-S", slot, "-c", "fast", "--no-sync"),
    )
    standby.start()
    return standby


def stop_server(server: PostgresServer, *, keep_log: bool = False) -> None:
    """Stop it, if it runs, and remove its folder; with `keep_log` its log stays in KEPT_LOGS."""
    if (server.folder / "data" / "postmaster.pid").exists():
        server.stop("immediate")
    if keep_log:
        KEPT_LOGS.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(server.log, KEPT_LOGS / f"{server.folder.name}.log")
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    """The server of this test run."""
    server = start_server()
    yield server
    stop_server(server, keep_log=bool(request.session.testsfailed))


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """An empty database of its own for one test."""
    name = postgres_server.fresh_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture
def standby(postgres_server: PostgresServer, request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    """A server that follows the one of this test run; a test may promote or stop it."""
    server = start_standby(postgres_server)
    yield server
    stop_server(server, keep_log=bool(request.session.testsfailed))
    slot = sql.Literal(server.folder.name.replace("-", "_").lower())
    postgres_server.execute(sql.SQL("SELECT pg_drop_replication_slot({})").format(slot))
