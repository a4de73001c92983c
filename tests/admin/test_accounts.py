"""Accounts by command: made once, changed in one place and in the login too, said in one sentence each."""

from __future__ import annotations

import argparse
import json
from typing import Any

import psycopg
import pytest

from console.admin import accounts, secrets
from console.admin.place import NotUsable, Place, Terminal
from tests.admin.conftest import Admin
from tests.admin.people import SUN, WANG, add, login, password_of

pytestmark = pytest.mark.postgresql


@pytest.fixture
def centre(admin: Admin, url: str) -> str:
    """A centre with an administrator and an inspector."""
    add(admin, url, *SUN)
    add(admin, url, *WANG)
    return url


def groups(url: str, number: str) -> set[str]:
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
            " JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = %s",
            (number,),
        )
        return {name for (name,) in found}


def test_who_was_added_signs_on_with_what_was_typed(centre: str) -> None:
    with login(centre, "1001") as connection:
        row = connection.execute("SELECT name, role, team, seat FROM sign_on()").fetchone()
        assert row == ("王芳", "inspector", "A", "A01")
        assert connection.execute("SELECT my_teams()").fetchone() == (["A", "B"],)
    assert groups(centre, "1001") == {"deskside_person", "deskside_inspector"}


def test_only_a_verifier_reaches_the_server(centre: str) -> None:
    with psycopg.connect(centre) as connection:
        (kept,) = connection.execute("SELECT rolpassword FROM pg_authid WHERE rolname = '1001'").fetchone() or ("",)
        assert kept.startswith("SCRAM-SHA-256$")
        found = connection.execute("SELECT password_hash FROM person WHERE number = '1001'").fetchone()
        assert found == (None,)


def test_again_is_nothing_and_the_password_stays(admin: Admin, centre: str) -> None:
    done = admin("add-user", *WANG, "--password-stdin", "--database", centre, typed="another-word\n")
    assert done.code == 0
    assert "is there already" in done.out
    assert "1001 had team B already." in done.out
    login(centre, "1001").close()


def test_a_number_is_never_given_to_another(admin: Admin, centre: str) -> None:
    words = ("1001", "--name", "李明", "--role", "inspector", "--generate-password")
    done = admin("add-user", *words, "--database", centre)
    assert (done.code, done.out) == (2, "")
    assert "1001 is there already: 王芳, inspector of team A at seat A01" in done.err


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("pg_1001", "PostgreSQL keeps the name"),
        ("deskside", "has a login named deskside that does not belong"),
        ("deskside_owner", "PostgreSQL keeps the name"),
        ("工" * 22, "at most 63"),
        ("10\t01", "cannot begin or end with a space"),
        (" ", "cannot be empty"),
    ],
)
def test_a_number_that_cannot_be_a_login_is_refused(admin: Admin, centre: str, number: str, said: str) -> None:
    done = admin("add-user", number, "--name", "李", "--role", "agent", "--generate-password", "--database", centre)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


@pytest.mark.parametrize(
    ("typed", "said"), [("short\n", "at least 8 characters"), ("\n", "at least 8 characters"), ("", "at least 8")]
)
def test_a_short_password_is_refused(admin: Admin, centre: str, typed: str, said: str) -> None:
    words = ("1002", "--name", "李", "--role", "agent", "--password-stdin", "--database", centre)
    done = admin("add-user", *words, typed=typed)
    assert done.code == 2
    assert said in done.err


def test_without_a_terminal_nobody_is_asked(admin: Admin, centre: str) -> None:
    done = admin("add-user", "1002", "--name", "李", "--role", "agent", "--database", centre)
    assert done.code == 2
    assert "--password-stdin or --generate-password" in done.err


def test_a_made_up_password_is_said_once_and_opens(admin: Admin, centre: str) -> None:
    done = admin("reset-password", "1001", "--generate-password", "--database", centre)
    assert done.code == 0
    word = done.out.split("The password of 1001 is ")[1].split()[0]
    login(centre, "1001", word).close()
    with pytest.raises(psycopg.OperationalError):
        login(centre, "1001").close()


def test_a_closed_account_lets_nobody_in_and_ends_who_is(admin: Admin, centre: str) -> None:
    with login(centre, "1001") as connection:
        done = admin("disable-user", "1001", "--database", centre)
        assert "1001 can no longer sign on" in done.out
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        login(centre, "1001").close()
    assert "could not sign on before" in admin("disable-user", "1001", "--database", centre).out
    assert "can sign on again" in admin("enable-user", "1001", "--database", centre).out
    assert "already" in admin("enable-user", "1001", "--database", centre).out
    login(centre, "1001").close()


def test_a_login_that_was_dropped_by_hand_is_made_again(admin: Admin, centre: str) -> None:
    with psycopg.connect(centre, autocommit=True) as connection:
        connection.execute('DROP ROLE "1001"')
    assert "has no login" in admin("list-users", "--database", centre).out
    assert admin("enable-user", "1001", "--database", centre).code == 0
    assert admin("reset-password", "1001", "--password-stdin", "--database", centre, typed="listen-1001\n").code == 0
    login(centre, "1001").close()
    assert groups(centre, "1001") == {"deskside_person", "deskside_inspector"}


def test_another_role_is_another_group(admin: Admin, centre: str) -> None:
    assert "1001 is now supervisor." in admin("set-role", "1001", "supervisor", "--database", centre).out
    assert groups(centre, "1001") == {"deskside_person", "deskside_supervisor"}
    assert "already" in admin("set-role", "1001", "supervisor", "--database", centre).out
    with login(centre, "1001") as connection:
        assert connection.execute("SELECT my_role()").fetchone() == ("supervisor",)


def test_teams_come_and_go(admin: Admin, centre: str) -> None:
    assert "Team C was granted to 1001." in admin("grant-team", "1001", "C", "--database", centre).out
    assert "1001 had team C already." in admin("grant-team", "1001", "C", "--database", centre).out
    assert "Team C was taken from 1001." in admin("revoke-team", "1001", "C", "--database", centre).out
    assert "was not granted C" in admin("revoke-team", "1001", "C", "--database", centre).out
    assert "still the own team" in admin("revoke-team", "1001", "A", "--database", centre).out


def test_a_move_is_said_and_again_is_nothing(admin: Admin, centre: str) -> None:
    done = admin("change-user", "1001", "--team", "B", "--seat", "", "--database", centre)
    assert done.out == "1001 is now 王芳, inspector of team B.\n"
    assert "1001 is already" in admin("change-user", "1001", "--team", "B", "--database", centre).out
    assert admin("change-user", "1001", "--database", centre).code == 2


def test_nobody_of_that_number(admin: Admin, centre: str) -> None:
    for words in (("disable-user", "7"), ("grant-team", "7", "A"), ("set-role", "7", "agent")):
        done = admin(*words, "--database", centre)
        assert done.code == 2
        assert "Nobody here has the work number 7." in done.err


def test_the_list_shows_who_is_here(admin: Admin, centre: str) -> None:
    admin("disable-user", "1001", "--database", centre)
    listed = admin("list-users", "--database", centre).out.splitlines()
    assert listed[0].split() == ["number", "name", "role", "team", "also", "sees", "seat"]
    assert listed[1].split() == ["1001", "王芳", "inspector", "A", "B", "A01", "closed"]
    people: list[dict[str, Any]] = json.loads(admin("list-users", "--json", "--database", centre).out)
    assert [person["number"] for person in people] == ["1001", "9001"]
    assert people[0]["granted"] == ["B"]


def test_an_administrator_of_the_centre_keeps_it_by_their_own_login(
    admin: Admin, centre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = centre.replace("deskside@", "9001@")
    monkeypatch.setenv("PGPASSWORD", password_of("9001"))
    words = ("1002", "--name", "陈静", "--role", "agent", "--team", "A", "--generate-password")
    assert admin("add-user", *words, "--database", theirs).code == 0
    assert admin("disable-user", "1002", "--database", theirs).code == 0
    own = admin("set-role", "9001", "manager", "--database", theirs)
    assert own.code == 1
    assert "Nobody changes the own account" in own.err
    with psycopg.connect(centre) as connection:
        kinds = connection.execute("SELECT kind, login FROM audit ORDER BY id DESC LIMIT 2").fetchall()
    assert kinds == [("person_disabled", "9001"), ("person_added", "9001")]


def test_others_keep_nobody(admin: Admin, centre: str, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = centre.replace("deskside@", "1001@")
    monkeypatch.setenv("PGPASSWORD", password_of("1001"))
    for words in (
        ("add-user", "1003", "--name", "x", "--role", "manager", "--generate-password"),
        ("set-role", "1001", "manager"),
        ("grant-team", "1001", "C"),
        ("disable-user", "9001"),
        ("reset-password", "9001", "--generate-password"),
    ):
        done = admin(*words, "--database", theirs)
        assert (done.code, done.out) == (1, ""), words


def test_everybody_may_change_the_own_password(admin: Admin, centre: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", password_of("1001"))
    theirs = centre.replace("deskside@", "1001@")
    done = admin("reset-password", "1001", "--password-stdin", "--database", theirs, typed="better-words\n")
    assert done.code == 0, done.err
    login(centre, "1001", "better-words").close()


class Typist(Terminal):
    """Somebody at a terminal who types these secrets."""

    def __init__(self, *typed: str) -> None:
        self.asked: list[str] = []
        self.typed = list(typed)
        super().__init__(ask_secret=self._type)

    def _type(self, what: str) -> str:
        self.asked.append(what)
        return self.typed.pop(0)

    @property
    def can_ask(self) -> bool:
        return True


def test_a_password_that_the_server_wants_is_asked_for_once(centre: str) -> None:
    typist = Typist(password_of("9001"))
    place = Place(centre.replace("deskside@", "9001@"), typist)
    for _ in range(2):
        with place.connected() as connection:
            assert accounts.find(connection, "1001") is not None
    assert typist.asked == ["Password of 9001: "]


def test_a_new_password_is_typed_twice_alike() -> None:
    args = argparse.Namespace(generate_password=False, password_stdin=False)
    typist = Typist("listen-well", "listen-well")
    assert secrets.new_password(args, "1001", typist) == "listen-well"
    with pytest.raises(NotUsable, match="not alike"):
        secrets.new_password(args, "1001", Typist("listen-well", "listen-wall"))


def test_a_made_up_password_can_be_read_aloud() -> None:
    made = {secrets.generated() for _ in range(200)}
    assert len(made) == 200
    assert all(len(word) == 19 and not set(word) & set("0o1il") for word in made)


def test_columns_count_chinese_characters_as_two() -> None:
    assert accounts.table([("王芳", "a"), ("abcd", "b"), ("", "c")]) == ["王芳  a", "abcd  b", "      c"]
