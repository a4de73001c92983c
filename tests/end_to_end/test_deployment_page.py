"""docs/deployment.md, typed as it stands: its commands run on a server of this test, so that the page cannot rot.

Blocks marked `sh` are run here; those marked `sh server` need a machine of their own (packages, systemd, a second
server) and are only read. Paths of a Debian server become folders of the test.
"""

from __future__ import annotations

import os
import re
import shlex
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.postgres import SUPERUSER, PostgresServer, start_server, stop_server

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sh[^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Desk:
    """Where the page is typed: a shell whose server is the test's, and what it left."""

    server: PostgresServer
    folder: Path

    def type(self, block: str) -> subprocess.CompletedProcess[str]:
        """Run a block of the page as a new shell would that stops at the first failure."""
        data = self.server.folder / "data"
        owner = data.owner()
        group = data.group()
        for said, meant in (
            ("/etc/postgresql/15/main", str(data)),
            ("/etc/deskside-ca", str(self.folder / "ca")),
            ("/var/backups/deskside", str(self.folder / "backups")),
            ("-o postgres -g postgres", f"-o {owner} -g {group}"),
        ):
            block = block.replace(said, meant)
        return subprocess.run(
            ["/bin/sh", "-euc", block],
            env={
                "PATH": f"{self.folder / 'bin'}:{self.server.binaries}:/usr/bin:/bin",
                "HOME": str(self.folder),
                "LANG": "C.UTF-8",
                "DESKSIDE_HOME": str(self.folder / "home"),
                "QT_QPA_PLATFORM": "offscreen",
                "PGHOST": "127.0.0.1",
                "PGHOSTADDR": "127.0.0.1",
                "PGPORT": str(self.server.port),
                "PGUSER": SUPERUSER,
                "PGPASSWORD": (self.folder / "word").read_text() if (self.folder / "word").exists() else "",
            },
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A server as Debian makes one: empty, with a folder for further settings."""
    server = start_server(durable=True)
    folder = tmp_path_factory.mktemp("desk")
    data = server.folder / "data"
    (data / "conf.d").mkdir()
    with (data / "postgresql.conf").open("a") as settings:
        settings.write("include_dir 'conf.d'\n")
    restart = f"cd / && exec {shlex.join(_as_owner(data))} {server.binaries}/pg_ctl restart -w -s -D {data} -m fast"
    _program(folder / "bin" / "deskside", f'exec {sys.executable} -m console "$@"', PYTHONPATH=str(ROOT))
    _program(folder / "bin" / "runuser", 'test "$1 $2 $3" = "-u postgres --"; shift 3; exec "$@"')
    _program(folder / "bin" / "systemctl", f'test "$*" = "restart postgresql"; {restart} >/dev/null </dev/null')
    yield Desk(server, folder)
    stop_server(server)


def _as_owner(data: Path) -> list[str]:
    if os.geteuid() != 0:
        return ["env"]
    return ["setpriv", f"--reuid={data.owner()}", f"--regid={data.group()}", "--clear-groups"]


def _program(path: Path, line: str, **environment: str) -> None:
    path.parent.mkdir(exist_ok=True)
    given = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in environment.items())
    path.write_text(f"#!/bin/sh\nset -e\n{given}{line}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_the_page_from_top_to_bottom(desk: Desk) -> None:
    said = []
    for kind, block in BLOCK.findall(PAGE):
        if kind != "sh":
            continue
        done = desk.type(block)
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        said.append(done.stdout)
        word = re.search(r"The password of 9001 is (\S+) and", done.stdout)
        if word:
            (desk.folder / "word").write_text(word[1])
    whole = "\n".join(said)
    assert "The schema was made" in whole
    assert whole.count("and is not shown again.") == 10
    assert "9001    孙伟  administrator" in whole
    assert "The audit chain is whole" in whole
    assert "Nothing was removed" in whole
    assert "wrong" not in whole
    assert "The database of" in whole


def test_who_is_not_of_the_centre_does_not_get_in(desk: Desk) -> None:
    """The line of pg_hba.conf that the page writes, and the certificate, as a console meets them."""
    there = f"host=db1.example hostaddr=127.0.0.1 port={desk.server.port} dbname=deskside"
    hba = (desk.server.folder / "data" / "pg_hba.conf").read_text()
    assert hba.count("hostssl deskside +deskside_person 10.0.0.0/24 scram-sha-256") == 1
    secure = f"{there} sslmode=verify-full sslrootcert={desk.folder / 'ca' / 'ca.crt'}"
    word = (desk.folder / "word").read_text()
    with psycopg.connect(secure, user="9001", password=word) as connection:
        assert connection.execute("SELECT role FROM sign_on()").fetchone() == ("administrator",)
    with pytest.raises(psycopg.OperationalError, match="does not match host name"):
        psycopg.connect(secure.replace("db1.example", "db2.example"), user="9001", password=word)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(secure, user="9001", password="guess")


def test_commands_in_words_are_commands() -> None:
    """What the page names in a sentence or a table exists, with these arguments."""
    from console.__main__ import _parser

    named = re.findall(r"`(deskside admin [^`]+)`", PAGE)
    assert len(named) > 8
    for words in named:
        parts = shlex.split(words.replace("\n", " "))[1:]
        if "--help" in parts:
            continue
        _parser(parts).parse_args(parts)


def test_units_run_commands_that_exist() -> None:
    from console.__main__ import _parser

    lines = re.findall(r"^ExecStart=/usr/local/bin/deskside (.*)$", PAGE, re.MULTILINE)
    assert len(lines) == 3
    for line in lines:
        parts = shlex.split(line)
        _parser(parts).parse_args(parts)
