"""Gateways as programs of their own, to be killed, stopped and cut off."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

from tests.conftest import ROOT
from tests.shared_centre import SharedCentre, connect

Start = Callable[[], "subprocess.Popen[bytes]"]


@contextmanager
def programs(folder: Path, *command: str) -> Iterator[Start]:
    """Starts `python -W error …` as often as asked; all are ended. What they say is in `folder`."""
    running: list[subprocess.Popen[bytes]] = []

    def start_one() -> subprocess.Popen[bytes]:
        with (folder / f"gateway-{len(running)}.log").open("wb") as log:
            process = subprocess.Popen([sys.executable, "-W", "error", *command], cwd=ROOT, stderr=log)
        running.append(process)
        return process

    try:
        yield start_one
    finally:
        for process in running:
            process.kill()
            process.wait()


def gateway_file(
    folder: Path, centre: SharedCentre, pbx: tuple[str, int, str, str], *, database: str = "", more: str = ""
) -> Path:
    """A gateway's file for a telephone system (host, port, user, secret); `database` is another address of it."""
    host, port, user, secret = pbx
    for name, words in (("database", centre.password("gateway-9")), ("pbx", secret)):
        path = folder / f"{name}.password"
        path.write_text(f"{words}\n", encoding="utf-8")
        path.chmod(0o600)
    path = folder / "gateway.toml"
    path.write_text(
        f'name = "pbx"\n[database]\nurl = "{database or centre.url}"\nlogin = "gateway-9"\n'
        f'password_file = "database.password"\n[pbx]\nkind = "asterisk"\nhost = "{host}"\nport = {port}\n'
        f'user = "{user}"\npassword_file = "pbx.password"\ntls = false\n{more}',
        encoding="utf-8",
    )
    return path


def states_now(centre: SharedCentre) -> dict[str, str]:
    """Each agent's state, by number."""
    with connect(centre, "4001") as session:
        rows = session.execute("SELECT p.number, n.state FROM agent_now n JOIN person p ON p.id = n.agent_id")
        return dict(rows.fetchall())


def seconds_until(true: Callable[[], bool], longest_s: float = 20.0) -> float:
    """How long it took."""
    began = monotonic()
    while not true():
        assert monotonic() - began < longest_s, "did not come"
        Event().wait(0.02)
    return monotonic() - began
