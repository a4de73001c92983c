"""Logins as the server makes them: whatever a work number is, it is refused or becomes just that login, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from psycopg import sql

from tests.shared_centre import SharedCentre, connect, connect_trusted

pytestmark = pytest.mark.postgresql


@pytest.fixture
def trusted(shared_centre: SharedCentre) -> Iterator[psycopg.Connection[Any]]:
    with connect_trusted(shared_centre) as connection:
        yield connection


def verifier(connection: psycopg.Connection[Any], password: str) -> str:
    return connection.pgconn.encrypt_password(password.encode(), b"", b"scram-sha-256").decode()


def reason(connection: psycopg.Connection[Any], query: str, *values: Any) -> tuple[str | None, str | None]:
    """SQLSTATE and message of a refusal."""
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(query, values)
    return caught.value.sqlstate, caught.value.diag.message_primary


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
@example("x'; DROP TABLE person; --")
@example('"1001" SUPERUSER')
@example("$$")
@example("current_user")
@example("CURRENT_ROLE")
@example("Public")
@example("deskside_manager")
@example("é" * 32)
def test_any_number_is_refused_or_becomes_that_login(trusted: psycopg.Connection[Any], number: str) -> None:
    made = verifier(trusted, "listen-well")
    with trusted.transaction(force_rollback=True):
        refused: psycopg.Error | None = None
        try:
            with trusted.transaction():
                trusted.execute("SELECT add_person(%s, 'N', 'agent', 'A', '', %s)", (number, made))
        except psycopg.Error as error:
            refused = error
        if refused is not None:
            assert (refused.sqlstate, refused.diag.message_primary) == ("DS001", "number_unusable")
            return
        row = trusted.execute(
            "SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolconnlimit"
            " FROM pg_roles WHERE rolname = %s",
            (number,),
        ).fetchone()
        assert row == (True, False, False, False, False, 20)
        trusted.execute(sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(sql.Identifier(number)))
        assert trusted.execute("SELECT number FROM sign_on()").fetchone() == (number,)


@pytest.mark.parametrize(
    "words", ["listen-well", "", "md5" + "0" * 32, "SCRAM-SHA-256$4096:a$b:c'; --", "SCRAM-SHA-256$"]
)
def test_anything_but_a_verifier_is_refused(trusted: psycopg.Connection[Any], words: str) -> None:
    state, _ = reason(trusted, "SELECT add_person('1777', 'N', 'agent', 'A', '', %s)", words)
    assert state == "22023"
    assert reason(trusted, "SELECT set_verifier('1001', %s)", words)[0] == "22023"


def test_an_administrator_cannot_take_over_who_keeps_the_server(
    shared_centre: SharedCentre, trusted: psycopg.Connection[Any]
) -> None:
    if trusted.info.server_version >= 160_000:
        pytest.skip("from PostgreSQL 16 on nobody whom the owner made can be given the owner's rights")
    trusted.execute('GRANT deskside_owner TO "1001"')
    try:
        with connect(shared_centre, "9001") as administrator:
            made = verifier(administrator, "taken-over")
            query = "SELECT set_verifier('1001', %s)"
            assert reason(administrator, query, made) == ("DS002", "no_right")
            administrator.execute("SELECT set_person_role('1001', 'inspector')")
            administrator.execute("SELECT set_person_active('1001', false)")
    finally:
        trusted.execute('REVOKE deskside_owner FROM "1001"')
        trusted.execute('ALTER ROLE "1001" LOGIN')
    connect(shared_centre, "1001").close()


def test_who_is_nobody_here_does_not_sign_on(shared_centre: SharedCentre, trusted: psycopg.Connection[Any]) -> None:
    with connect(shared_centre, "2001") as connection:
        assert connection.execute("SELECT name FROM sign_on()").fetchone() is not None
        trusted.execute("UPDATE person SET active = false WHERE number = '2001'")
        assert reason(connection, "SELECT sign_on()") == ("DS002", "account_closed")
    assert reason(trusted, "SELECT sign_on()") == ("DS002", "account_closed")


def test_signing_on_is_recorded_with_the_login(shared_centre: SharedCentre, trusted: psycopg.Connection[Any]) -> None:
    with connect(shared_centre, "2001") as connection:
        connection.execute("SELECT sign_on()")
    row = trusted.execute("SELECT kind, person_id, login FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    assert row == ("sign_on", shared_centre.person("2001").id, "2001")


def test_a_deed_of_somebody_else_is_refused(shared_centre: SharedCentre) -> None:
    other = shared_centre.person("4001").id
    with connect(shared_centre, "9001") as connection:
        query = "SELECT add_person('1778', 'N', 'agent', on_behalf => %s)"
        assert reason(connection, query, other) == ("DS002", "no_right")
