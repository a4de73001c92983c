"""A bare server becomes a centre, once; again is nothing; what is somebody else's stays theirs."""

from __future__ import annotations

import json

import psycopg
import pytest
from psycopg import sql

from console.store.store import Store
from tests.admin.conftest import Admin
from tests.admin.people import SUN, add
from tests.postgres import PostgresServer, start_server, stop_server

pytestmark = pytest.mark.postgresql


def test_an_empty_database_becomes_a_centre_with_a_form(admin: Admin, empty_url: str) -> None:
    done = admin("init", empty_url)
    assert (done.code, done.err) == (0, "")
    assert "The schema was made" in done.out
    assert "Groups, functions and rights were put in place." in done.out
    assert "Nobody can sign on yet" in done.out
    with Store.open(empty_url) as store:
        assert store.forms.newest("monitoring").items


def test_a_database_that_is_lacking_is_made(admin: Admin, own_server: PostgresServer) -> None:
    url = own_server.url("new-centre")
    try:
        assert "Database new-centre was made." in admin("init", url).out
        assert "was made" not in admin("init", url).out
    finally:
        own_server.drop_database("new-centre")


def test_again_is_nothing_and_says_so(admin: Admin, url: str) -> None:
    add(admin, url, *SUN)
    done = admin("init", url)
    assert done.code == 0
    assert done.out.count("already") == 2
    assert "Nobody can sign on" not in done.out


def test_rights_that_somebody_changed_by_hand_are_put_back(admin: Admin, url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("GRANT UPDATE ON revision TO deskside_inspector")
    assert "are those of this version already" in admin("init", url).out
    assert admin("init", url, "--again").code == 0
    with psycopg.connect(url, autocommit=True) as connection:
        asked = "SELECT has_table_privilege('deskside_inspector', 'revision', 'UPDATE')"
        assert connection.execute(asked).fetchone() == (False,)


def test_a_database_of_others_is_left_alone(admin: Admin, empty_url: str) -> None:
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE theirs (x int)")
    done = admin("init", empty_url)
    assert (done.code, done.out) == (2, "")
    assert "is in use for something else" in done.err
    with psycopg.connect(empty_url) as connection:
        found = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        ).fetchall()
    assert found == [("theirs",)]


def test_a_database_that_is_not_in_utf8_is_refused(admin: Admin, own_server: PostgresServer) -> None:
    own_server.execute(sql.SQL("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"))
    try:
        done = admin("init", own_server.url("latin"))
        assert done.code == 2
        assert "must be in UTF8" in done.err
    finally:
        own_server.drop_database("latin")


def test_somebody_of_the_centre_cannot_set_it_up(admin: Admin, url: str) -> None:
    add(admin, url, *SUN)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE installed SET fingerprint = 'older'")
    theirs = url.replace("deskside@", "9001:listen-9001@")
    assert admin("init", theirs).code != 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Name a database with --database"),
        (("--database", "sqlite:///here.db"), "Only a PostgreSQL database is shared"),
        (("--database", "postgresql://deskside@127.0.0.1:1/centre"), "cannot be reached"),
    ],
)
def test_a_place_that_will_not_do_is_said(admin: Admin, words: tuple[str, ...], said: str) -> None:
    done = admin("list-users", *words)
    assert done.code in (1, 2)
    assert said in done.err


def test_a_centre_can_be_kept_without_a_superuser(admin: Admin, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a server that somebody else keeps, who gave us a login that may make databases and roles."""
    server = start_server()
    try:
        server.execute(sql.SQL("CREATE ROLE keeper LOGIN CREATEDB CREATEROLE PASSWORD 'keeper-word'"))
        monkeypatch.setenv("PGPASSWORD", "keeper-word")
        url = server.url("centre", "keeper")
        assert admin("init", url).code == 0
        assert "already" in admin("init", url).out
        add(admin, url, *SUN)
        assert admin("set-role", "9001", "manager", "--database", url).code == 0
        assert "go on until they end by themselves" in admin("disable-user", "9001", "--database", url).out
        lines = {line["what"]: line for line in json.loads(admin("check", "--json", "--database", url).out)}
    finally:
        stop_server(server)
    assert lines["rights"]["grade"] == lines["people"]["grade"] == "well"
    assert lines["owners"]["words"] == "keeper may do what deskside_owner may"
