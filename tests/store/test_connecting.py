from __future__ import annotations

import os
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.store.connecting import Session, connect, fault_at_the_door, is_local, safety
from console.store.engine import Login, Patience
from console.store.store import Store
from tests.postgres import PostgresServer
from tests.safe_server import FAR, SafeServer
from tests.shared_centre import SharedCentre

PATIENT = Patience(connect_s=5)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No libpq settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))


HERE: tuple[dict[str, Any], ...] = (
    {},
    {"host": "/var/run/postgresql"},
    {"host": "LocalHost"},
    {"host": "127.0.0.1,127.255.0.9,::1"},
    {"host": "db.centre", "hostaddr": "127.0.0.1"},
    {"host": "localhost", "service": "centre"},
)
ELSEWHERE: tuple[dict[str, Any], ...] = (
    {"host": "localhost", "hostaddr": "10.0.0.5"},
    {"host": "localhost,db.centre"},
    {"host": "127.0.0.1.centre.example"},
    {"host": "10.0.0.5"},
    {"service": "centre"},
)


@pytest.mark.parametrize("asked", HERE)
def test_this_machine(asked: dict[str, Any]) -> None:
    assert is_local(asked)


@pytest.mark.parametrize("asked", ELSEWHERE)
def test_another_machine(asked: dict[str, Any]) -> None:
    assert not is_local(asked)


def test_what_libpq_takes_from_its_surroundings_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.centre")
    assert not is_local({})
    assert is_local({"host": "localhost"})
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.1")
    assert is_local({})
    monkeypatch.setenv("PGSERVICE", "centre")
    assert not is_local({})


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require"])
def test_less_than_a_checked_certificate_is_refused_beyond_this_machine(mode: str) -> None:
    with pytest.raises(PlaceFault) as caught:
        safety({"host": "localhost,db.centre", "sslmode": mode})
    assert (caught.value.kind, caught.value.facts["sslmode"]) == (FaultKind.ADDRESS_UNSAFE, mode)
    assert safety({"host": "localhost", "sslmode": mode}) == {}


def test_the_certificate_and_its_name_are_checked_unless_the_address_asks_for_the_certificate_only() -> None:
    assert safety({"host": "db.centre"})["sslmode"] == "verify-full"
    given = safety({"host": "db.centre", "sslmode": "verify-ca", "sslrootcert": "/ca.crt"})
    assert given == {"sslmode": "verify-ca", "gssencmode": "disable"}


def test_an_address_that_is_unsafe_is_not_even_tried() -> None:
    with pytest.raises(PlaceFault) as caught:
        Store.open("postgresql://nowhere.invalid/deskside?sslmode=prefer", login=Login("1001", "word"))
    assert caught.value.kind is FaultKind.ADDRESS_UNSAFE


def test_a_login_does_not_show_its_password() -> None:
    assert "secret" not in repr(Login("1001", "secret"))


@pytest.mark.parametrize(
    "said",
    [
        'FATAL:  password authentication failed for user "1001"',
        '致命错误:  用户 "1001" Password 认证失败',
        "fe_sendauth: no password supplied",
    ],
)
def test_a_wrong_password_is_known_in_both_languages(said: str) -> None:
    fault = fault_at_the_door(said, personal=True)
    assert fault is not None
    assert fault.kind is FaultKind.WRONG_SIGN_ON
    service = fault_at_the_door(said, personal=False)
    assert service is not None
    assert service.kind is FaultKind.NO_RIGHT


def test_a_name_that_cannot_be_found_is_no_certificate_fault() -> None:
    assert fault_at_the_door('could not translate host name "db" to address', personal=True) is None


def refused(url: str, login: Login | None = None) -> Fault:
    with pytest.raises(Fault) as caught:
        connect(url, PATIENT, login).close()
    return caught.value


# on a real server


@pytest.mark.postgresql
class TestServer:
    def test_a_person_is_let_in_and_the_pc_is_named(self, shared_centre: SharedCentre) -> None:
        login = Login("2001", shared_centre.password("2001"))
        with connect(shared_centre.url, PATIENT, login) as connection:
            found = connection.execute("SELECT session_user, current_setting('application_name')").fetchone()
        assert found == ("2001", f"deskside {socket.gethostname()}")

    def test_another_user_in_the_address_is_not_used(self, shared_centre: SharedCentre) -> None:
        login = Login("2001", shared_centre.password("2001"))
        with connect(shared_centre.admin_url, PATIENT, login) as connection:
            assert connection.execute("SELECT session_user").fetchone() == ("2001",)

    @pytest.mark.parametrize("number", ["2001", "no-such-number"])
    def test_wrong_password_and_unknown_number_are_told_alike(self, shared_centre: SharedCentre, number: str) -> None:
        fault = refused(shared_centre.url, Login(number, "wrong"))
        assert isinstance(fault, InputFault)
        assert (fault.kind, dict(fault.facts)) == (FaultKind.WRONG_SIGN_ON, {})

    @pytest.mark.parametrize("login", [Login("2001", ""), Login("", "word"), Login("2001", "listen-2001\0x")])
    def test_what_is_missing_is_not_taken_from_the_pc(
        self, shared_centre: SharedCentre, login: Login, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PGPASSWORD", shared_centre.password("2001"))
        monkeypatch.setenv("PGUSER", "2001")
        assert refused(shared_centre.url, login).kind is FaultKind.WRONG_SIGN_ON

    def test_a_closed_account_is_told_to_whoever_knows_its_password(self, shared_centre: SharedCentre) -> None:
        right = Login("2009", shared_centre.password("2009"))
        assert refused(shared_centre.url, right).kind is FaultKind.ACCOUNT_CLOSED
        assert refused(shared_centre.url, replace(right, password="wrong")).kind is FaultKind.WRONG_SIGN_ON

    def test_a_password_that_was_right_and_is_not_any_more_asks_to_sign_on_again(
        self, shared_centre: SharedCentre
    ) -> None:
        password = shared_centre.password("2002")
        session = Session(shared_centre.url, PATIENT, Login("2002", password))
        session.connect().close()
        alter = sql.SQL("ALTER ROLE {} PASSWORD {}")
        shared_centre.server.execute(alter.format(sql.Identifier("2002"), sql.Literal("another-word")))
        try:
            with pytest.raises(PlaceFault) as caught:
                session.connect()
            assert (caught.value.kind, caught.value.facts["why"]) == (
                FaultKind.DATABASE_UNREACHABLE,
                "password_changed",
            )
            session.login = Login("2002", "another-word")
            session.connect().close()
        finally:
            shared_centre.server.execute(alter.format(sql.Identifier("2002"), sql.Literal(password)))

    def test_no_connection_left(self, shared_centre: SharedCentre) -> None:
        name = sql.Identifier(shared_centre.database)
        shared_centre.server.execute(sql.SQL("ALTER DATABASE {} CONNECTION LIMIT 0").format(name))
        login = Login("2001", shared_centre.password("2001"))
        assert refused(shared_centre.url, login).kind is FaultKind.TOO_MANY_CONNECTIONS

    def test_a_database_that_is_not_there(self, shared_centre: SharedCentre) -> None:
        fault = refused(shared_centre.url + "_not", Login("2001", shared_centre.password("2001")))
        assert (fault.kind, fault.facts["why"]) == (FaultKind.DATABASE_UNREACHABLE, "no_such_database")


# over TLS


@pytest.mark.postgresql
class TestTls:
    def test_a_server_without_tls_gets_nothing(self, postgres_server: PostgresServer) -> None:
        fault = refused(f"postgresql://{FAR}:{postgres_server.port}/postgres", Login("1001", "word"))
        assert (fault.kind, fault.facts["why"]) == (FaultKind.SERVER_NOT_TRUSTED, "no_tls")

    def test_a_certificate_of_our_authority_is_trusted(self, safe_server: SafeServer) -> None:
        safe_server.show(*safe_server.authority.server())
        with connect(safe_server.trusted, PATIENT) as connection:
            assert connection.pgconn.ssl_in_use

    def test_a_stranger_is_not(self, safe_server: SafeServer) -> None:
        safe_server.show(*safe_server.authority.server())
        fault = refused(safe_server.url())
        assert (fault.kind, fault.facts["why"]) == (FaultKind.SERVER_NOT_TRUSTED, "certificate")

    def test_another_servers_certificate_is_not_unless_the_address_says_so(self, safe_server: SafeServer) -> None:
        safe_server.show(*safe_server.authority.server("10.0.0.5"))
        fault = refused(safe_server.trusted)
        assert (fault.kind, fault.facts["why"]) == (FaultKind.SERVER_NOT_TRUSTED, "host_name")
        with connect(safe_server.trusted + "&sslmode=verify-ca", PATIENT) as connection:
            assert connection.pgconn.ssl_in_use

    def test_a_certificate_out_of_date_is_not(self, safe_server: SafeServer) -> None:
        safe_server.show(*safe_server.authority.server(days=-1))
        fault = refused(safe_server.trusted)
        assert (fault.kind, fault.facts["why"]) == (FaultKind.SERVER_NOT_TRUSTED, "certificate")

    def test_a_missing_file_of_authorities_is_said(self, safe_server: SafeServer) -> None:
        safe_server.show(*safe_server.authority.server())
        fault = refused(safe_server.url("sslrootcert=/nowhere/ca.crt"))
        assert (fault.kind, fault.facts["why"]) == (FaultKind.SERVER_NOT_TRUSTED, "no_roots")
