"""The certificate of a real server, long before, shortly before and after its end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from console.admin.check_certificate import certificate
from console.admin.findings import Finding, Grade
from tests.certificates import Authority, put_key
from tests.postgres import PostgresServer, start_server, stop_server

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def own(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    server = start_server()
    yield server
    stop_server(server, keep_log=bool(request.session.testsfailed))


def show(server: PostgresServer, days: int) -> None:
    """Restart it with a certificate that ends so many days from now."""
    data = server.folder / "data"
    made, key = Authority().server("10.0.0.5", days)
    put_key(data / "server.key", key)
    (data / "server.crt").write_bytes(made)
    for name in ("server.key", "server.crt"):
        shutil.chown(data / name, Path(data / "PG_VERSION").owner())
    server.settings["ssl"] = "on"
    server.stop()
    server.start()


def found(url: str) -> list[Finding]:
    with psycopg.connect(url) as connection:
        return list(certificate(connection))


@pytest.mark.parametrize(
    ("days", "grade", "said"),
    [(400, Grade.WELL, "for 10.0.0.5, until"), (9, Grade.LOOK, "8 days left"), (-1, Grade.WRONG, "out of date")],
)
def test_how_long_it_is_good(own: PostgresServer, days: int, grade: Grade, said: str) -> None:
    show(own, days)
    (finding,) = found(own.url("postgres"))
    assert finding.grade is grade
    assert said in finding.words


def test_it_is_fetched_over_the_loopback_where_the_way_was_a_folder(own: PostgresServer) -> None:
    show(own, 400)
    (finding,) = found(f"host={own.folder} port={own.port} user=deskside dbname=postgres")
    assert finding.grade is Grade.WELL


def test_nothing_is_said_of_a_server_without_tls(own_server: PostgresServer) -> None:
    assert found(own_server.url("postgres")) == []
