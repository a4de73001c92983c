"""The servers that the other tests rest on: who is let in, what a copy holds, what a standby follows."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.postgres import PostgresServer
from tests.shared_centre import SharedCentre, connect, connect_trusted

pytestmark = pytest.mark.postgresql


def test_people_sign_on_with_their_password_and_with_nothing_else(shared_centre: SharedCentre) -> None:
    with connect(shared_centre, "2001") as connection:
        assert connection.execute("SELECT session_user").fetchone() == ("2001",)
    socket = str(shared_centre.server.folder)
    for wishes in ({"password": "wrong"}, {"password": ""}, {"password": "", "host": socket, "hostaddr": ""}):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(make_conninfo(shared_centre.url, user="2001", **wishes))
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        connect(shared_centre, "2009")


def test_each_test_has_a_centre_of_its_own(shared_centre: SharedCentre, centre_template: SharedCentre) -> None:
    assert shared_centre.database != centre_template.database
    with connect_trusted(shared_centre) as connection:
        assert connection.execute("SELECT count(*) FROM call").fetchone() == (12,)
        assert connection.execute("SELECT count(*) FROM person WHERE active").fetchone() == (8,)


def test_a_standby_follows_and_can_be_promoted(shared_centre: SharedCentre, standby: PostgresServer) -> None:
    where = standby.url(shared_centre.database)
    with psycopg.connect(where, autocommit=True) as connection:
        assert connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("DELETE FROM draw")
        standby.promote()
        connection.execute("DELETE FROM draw")
