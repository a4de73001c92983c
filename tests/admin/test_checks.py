"""`admin check` on a real server: each thing that somebody may have broken is named, and the way to mend it works."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg.sql import SQL

from console.admin import check_server
from console.admin.findings import Grade
from tests.admin.conftest import Admin
from tests.admin.people import SUN, WANG, add, login, password_of
from tests.postgres import PostgresServer, start_server, start_standby, stop_server

pytestmark = pytest.mark.postgresql

Found = list[tuple[str, str]]
AS_OWNER = "SET ROLE deskside_owner; "


@pytest.fixture
def centre(admin: Admin, url: str) -> str:
    add(admin, url, *SUN)
    add(admin, url, *WANG)
    return url


@pytest.fixture
def execute(centre: str) -> Iterator[Callable[[str], Any]]:
    """As the superuser, each statement for itself."""
    with psycopg.connect(centre, autocommit=True) as connection:
        yield connection.execute


def found(admin: Admin, url: str, what: str) -> Found:
    """Grade and words of one thing."""
    lines = json.loads(admin("check", "--json", "--database", url).out)
    return [(line["grade"], line["words"]) for line in lines if line["what"] == what]


def test_a_centre_as_it_was_made_is_well(admin: Admin, centre: str) -> None:
    lines = json.loads(admin("check", "--json", "--database", centre).out)
    grades = {line["what"]: line["grade"] for line in lines}
    for what in ("server", "clock", "schema", "functions", "groups", "people", "rights", "parts", "audit"):
        assert grades[what] == "well", what
    assert grades["backup"] == "look"


def test_a_page_for_people_says_what_to_do(admin: Admin, centre: str) -> None:
    said = admin("check", "--database", centre).out
    assert "OK " in said
    assert "look at this  backup" in said
    assert "    → Run: deskside admin backup FOLDER" in said


def test_rights_given_by_hand_are_found_and_mended(admin: Admin, centre: str, execute: Callable[[str], Any]) -> None:
    execute("GRANT SELECT (customer_number) ON call TO deskside_inspector")
    execute("ALTER TABLE revision DISABLE ROW LEVEL SECURITY")
    words = [words for grade, words in found(admin, centre, "rights") if grade == "wrong"]
    assert "revision is not guarded row by row" in words
    assert "deskside_inspector may select call.customer_number" in words
    assert "1001, an inspector, may select call.customer_number" in words
    assert admin("check", "--database", centre).code == Grade.WRONG
    assert admin("init", "--again", centre).code == 0
    assert found(admin, centre, "rights")[0][0] == "well"


@pytest.mark.parametrize(
    ("broken", "said", "mended"),
    [
        ('ALTER ROLE "1001" CREATEROLE', "1001 has rights over the server", 'ALTER ROLE "1001" NOCREATEROLE'),
        ('GRANT pg_read_all_data TO "1001"', "also in pg_read_all_data", 'REVOKE pg_read_all_data FROM "1001"'),
        (AS_OWNER + 'GRANT deskside_manager TO "1001"', "also in deskside_manager", "set-role 1001 inspector"),
        (AS_OWNER + 'REVOKE deskside_inspector FROM "1001"', "not in deskside_inspector", "set-role 1001 inspector"),
        ('ALTER ROLE "1001" NOLOGIN', "cannot sign on although", "enable-user 1001"),
        ('DROP ROLE "1001"', "1001 has no login", "enable-user 1001"),
        ('ALTER ROLE "1001" PASSWORD NULL', "1001 has no password", "reset-password 1001 --generate-password"),
    ],
)
def test_an_odd_login_is_found_and_mended(
    admin: Admin, centre: str, execute: Callable[[str], Any], broken: str, said: str, mended: str
) -> None:
    execute(broken)
    execute("RESET ROLE")
    assert any(said in words for _, words in found(admin, centre, "people"))
    if mended.split()[0].isupper():
        execute(mended)
    else:
        assert admin(*mended.split(), "--database", centre).code == 0
    left = [words for _, words in found(admin, centre, "people") if "has no password" not in words]
    assert not any(said in words for words in left)


def test_a_closed_account_that_opens_is_wrong(admin: Admin, centre: str, execute: Callable[[str], Any]) -> None:
    admin("disable-user", "1001", "--database", centre)
    execute('ALTER ROLE "1001" LOGIN')
    assert ("wrong", "1001 can sign on although the account is closed") in found(admin, centre, "people")
    assert admin("disable-user", "1001", "--database", centre).code == 0
    with pytest.raises(psycopg.OperationalError):
        login(centre, "1001").close()


def test_a_login_of_nobody_is_named(admin: Admin, centre: str, execute: Callable[[str], Any]) -> None:
    execute("CREATE ROLE left_over LOGIN")
    execute("GRANT deskside_person TO left_over")
    try:
        assert any("left_over" in words for _, words in found(admin, centre, "people"))
    finally:
        execute("DROP ROLE left_over")


def test_a_group_that_lets_in_is_wrong(admin: Admin, centre: str, execute: Callable[[str], Any]) -> None:
    execute("ALTER ROLE deskside_manager LOGIN")
    try:
        assert ("wrong", "deskside_manager can sign on") in found(admin, centre, "groups")
    finally:
        execute("ALTER ROLE deskside_manager NOLOGIN")


def test_functions_of_another_version_are_wrong_and_nothing_else_is_looked_at(
    admin: Admin, centre: str, execute: Callable[[str], Any]
) -> None:
    execute("UPDATE installed SET fingerprint = 'older'")
    assert found(admin, centre, "functions") == [("wrong", "not those of this version")]
    assert found(admin, centre, "rights") == []
    assert admin("verify-audit", "--database", centre).code == 1
    execute("UPDATE alembic_version SET version_num = '9999'")
    assert found(admin, centre, "schema")[0][0] == "wrong"


def test_a_record_that_was_changed_is_found(admin: Admin, centre: str, execute: Callable[[str], Any]) -> None:
    whole = admin("verify-audit", "--database", centre)
    assert whole.code == 0
    assert "The audit chain is whole" in whole.out
    number, head = whole.out.split("head ")[1].rstrip(".\n").split()
    assert admin("verify-audit", "--witness", f"{number}:{head}", "--database", centre).code == 0
    assert admin("verify-audit", "--witness", f"{number}:{'00' * 32}", "--database", centre).code == 1
    assert admin("verify-audit", "--witness", "nonsense", "--database", centre).code == 2
    execute("ALTER TABLE audit DISABLE TRIGGER USER")
    execute("SET session_replication_role = replica")
    execute("UPDATE audit SET kind = 'listen' WHERE id = 2")
    broken = admin("verify-audit", "--database", centre)
    assert broken.code == 1
    assert "record 2, or the one before it" in broken.out
    assert found(admin, centre, "audit")[0][0] == "wrong"


def test_no_part_for_the_coming_month(admin: Admin, centre: str, execute: Callable[[str], Any]) -> None:
    ahead = "(date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month')"
    execute(f"DO $$ BEGIN EXECUTE 'DROP TABLE parts.audit' || to_char({ahead}, '_YYYY_MM'); END $$")
    grade, words = found(admin, centre, "parts")[0]
    assert grade == "look"
    assert words.startswith("lacking for 2")
    assert admin("partitions", "--database", centre).code == 0
    assert found(admin, centre, "parts") == [("well", "this month and the next have theirs")]
    assert admin("partitions", "--months", "99", "--database", centre).code == 2


def test_an_administrator_sees_less_and_is_told_so(admin: Admin, centre: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", password_of("9001"))
    theirs = centre.replace("deskside@", "9001@")
    assert found(admin, theirs, "pg_hba.conf") == [("unseen", "only a superuser may read it")]
    assert found(admin, theirs, "people")[0][0] == "well"
    assert found(admin, theirs, "audit")[0][0] == "well"


# the server


class Answers:
    """A connection that answers as a server would which cannot be had in a test."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers

    def execute(self, query: str, values: Any = None) -> Answers:  # noqa: ARG002
        self._found = next((rows for word, rows in self._answers.items() if word in query), [(None,)])
        return self

    def fetchone(self) -> Any:
        return self._found[0] if self._found else None

    def fetchall(self) -> Any:
        return self._found


HERE = ("127.0.0.1", "255.255.255.255")
FAR = ("10.0.0.0", "255.0.0.0")


@pytest.mark.parametrize(
    ("kind", "where", "method", "grade"),
    [
        ("hostssl", FAR, "scram-sha-256", None),
        ("hostssl", FAR, "cert", None),
        ("host", FAR, "reject", None),
        ("host", FAR, "scram-sha-256", Grade.WRONG),
        ("hostnossl", ("all", None), "scram-sha-256", Grade.WRONG),
        ("hostssl", FAR, "trust", Grade.WRONG),
        ("hostssl", FAR, "password", Grade.WRONG),
        ("hostssl", FAR, "md5", Grade.LOOK),
        ("host", HERE, "scram-sha-256", None),
        ("host", ("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), "scram-sha-256", None),
        ("host", ("127.0.0.1", "0.0.0.0"), "scram-sha-256", Grade.WRONG),
        ("host", HERE, "trust", Grade.LOOK),
        ("local", (None, None), "peer", None),
        ("local", (None, None), "trust", Grade.LOOK),
    ],
)
def test_each_line_of_pg_hba(kind: str, where: tuple[str, str], method: str, grade: Grade | None) -> None:
    rows = [(7, kind, *where, method, ["all"], None)]
    connection: Any = Answers(has_function_privilege=[(True,)], pg_hba_file_rules=rows)
    findings = list(check_server.doors(connection))
    assert [finding.grade for finding in findings] == [grade or Grade.WELL]


def test_what_a_careless_server_gets_wrong(admin: Admin) -> None:
    careless = start_server({"listen_addresses": "*", "synchronous_commit": "off", "full_page_writes": "off"})
    try:
        hba = Path(careless.folder / "data" / "pg_hba.conf")
        hba.write_text(hba.read_text() + "host all all 0.0.0.0/0 md5\nlocal all nonsense\n")
        url = careless.url("centre")
        assert admin("init", url).code == 0
        lines = json.loads(admin("check", "--json", "--database", url).out)
        wrong = {line["what"]: line["words"] for line in lines if line["grade"] == "wrong"}
    finally:
        stop_server(careless)
    assert "offers none" in wrong["TLS"]
    assert wrong["disk"].startswith("fsync and full_page_writes and synchronous_commit off")
    assert "without TLS" in wrong["pg_hba.conf line 7"]
    assert "cannot be read" in wrong["pg_hba.conf line 8"]


def until_replicated(server: PostgresServer, how: LiteralString) -> None:
    """Wait, for ten seconds at most, until some standby follows so."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        for _ in range(100):
            if connection.execute(SQL("SELECT true FROM pg_stat_replication WHERE ") + SQL(how)).fetchone():
                return
            connection.execute("SELECT pg_sleep(0.1)")
    raise AssertionError(f"no standby is {how}")


def test_a_standby_that_follows_and_one_that_went_away(admin: Admin, own_server: PostgresServer, centre: str) -> None:
    standby = start_standby(own_server)
    try:
        name = standby.folder.name.replace("-", "_").lower()
        follows = f"{name} at 127.0.0.1 follows"
        alone = f"{follows}; a commit does not wait for it (step 10 of the page)"
        until_replicated(own_server, "state = 'streaming'")
        assert ("well", alone) in found(admin, centre, "standby")
        with psycopg.connect(own_server.url("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.execute("SELECT pg_reload_conf()")
            until_replicated(own_server, "sync_state = 'sync'")  # the sender has read its settings anew
            assert ("well", f"{follows}; a commit waits for it") in found(admin, centre, "standby")
            connection.execute("ALTER SYSTEM RESET synchronous_standby_names")
            connection.execute("SELECT pg_reload_conf()")
        theirs = standby.url(centre.rpartition("/")[2])
        assert [grade for grade, _ in found(admin, theirs, "standby")] == ["well"]
        assert [grade for grade, _ in found(admin, theirs, "rights")] == ["well"]
        standby.stop()
        assert any(grade == "look" and "is away" in words for grade, words in found(admin, centre, "standby"))
    finally:
        stop_server(standby)
        with psycopg.connect(own_server.url("postgres"), autocommit=True) as connection:
            connection.execute("SELECT pg_drop_replication_slot(%s)", (name,))


@pytest.mark.parametrize(("used", "grade"), [(80, Grade.WELL), (81, Grade.LOOK)])
def test_room_for_the_next_console(used: int, grade: Grade) -> None:
    connection: Any = Answers(max_connections=[("100",)], pg_stat_activity=[(used,)])
    assert [finding.grade for finding in check_server.room(connection)] == [grade]


def test_clocks_apart(monkeypatch: pytest.MonkeyPatch, own_server: PostgresServer) -> None:
    monkeypatch.setattr(check_server, "CLOCKS_APART", timedelta(microseconds=-1))
    with psycopg.connect(own_server.url("postgres")) as connection:
        assert [finding.grade for finding in check_server.clock(connection)] == [Grade.LOOK]
