"""A PostgreSQL that speaks TLS under an authority of the tests' own, reached as if it were on another machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.certificates import Authority, put_key
from tests.postgres import PostgresServer, start_server, stop_server

FAR = "127.1"
"""This machine in a spelling that counts as another one."""


@dataclass
class SafeServer:
    """A server with TLS; `url` names it in a spelling that counts as far away."""

    server: PostgresServer
    authority: Authority
    roots: Path

    def url(self, *wishes: str) -> str:
        return f"postgresql://deskside@{FAR}:{self.server.port}/postgres?" + "&".join(wishes)

    @property
    def trusted(self) -> str:
        """The address with our authority."""
        return self.url(f"sslrootcert={self.roots.as_posix()}")

    def show(self, certificate: bytes, key: bytes) -> None:
        """Give the server another certificate."""
        data = self.server.folder / "data"
        put_key(data / "server.key", key)
        (data / "server.crt").write_bytes(certificate)
        if os.geteuid() == 0:
            for name in ("server.key", "server.crt"):
                shutil.chown(data / name, (data / "PG_VERSION").owner())
        self.server.execute(sql.SQL("ALTER SYSTEM SET ssl = on"))
        self.server.execute(sql.SQL("SELECT pg_reload_conf()"))
        local = f"postgresql://deskside@127.0.0.1:{self.server.port}/postgres?sslmode=require"
        for _ in range(500):  # each try is a round trip; the server reads its files in its own time
            try:
                with psycopg.connect(local):
                    return
            except psycopg.OperationalError:
                continue
        pytest.fail("the server does not turn TLS on")


@pytest.fixture(scope="module")
def safe_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SafeServer]:
    server = start_server()
    authority = Authority()
    roots = tmp_path_factory.mktemp("authority") / "ca.crt"
    roots.write_bytes(authority.certificate)
    yield SafeServer(server, authority, roots)
    stop_server(server)
