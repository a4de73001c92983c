"""A shared centre as in service: people who are login roles, teams, calls; made once a run, copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from console.domain.calls import Call
from console.domain.forms import Form
from console.domain.people import Person, Role
from console.store.people import NewPerson
from console.store.store import Store
from tests.postgres import PostgresServer
from tests.store.centres import QUICK_HASHES, START, HandClock, a_call, monitoring_form


@dataclass(frozen=True)
class Member:
    """Somebody of the centre with what they sign on with; `teams` are those granted beyond the own one."""

    person: Person
    password: str
    teams: tuple[str, ...] = ()

    @property
    def id(self) -> UUID:
        """Of the person."""
        return self.person.id


@dataclass(frozen=True)
class Wanted:
    """Who is to be there."""

    number: str
    name: str
    role: Role
    team: str = ""
    teams: tuple[str, ...] = ()
    active: bool = True


PEOPLE = (
    Wanted("1001", "王芳", Role.AGENT, "A"),
    Wanted("1002", "陈静", Role.AGENT, "B"),
    Wanted("2001", "李明", Role.INSPECTOR, teams=("A",)),
    Wanted("2002", "赵敏", Role.INSPECTOR, teams=("A", "B")),
    Wanted("2009", "钱进", Role.INSPECTOR, teams=("A",), active=False),
    Wanted("3001", "周强", Role.SUPERVISOR, "A"),
    Wanted("3002", "吴兰", Role.SUPERVISOR, "B"),
    Wanted("4001", "郑华", Role.MANAGER),
    Wanted("9001", "孙伟", Role.ADMINISTRATOR),
)
CALLS_OF_EACH_TEAM = 4


@dataclass(frozen=True)
class SharedCentre:
    """One database with people of every role, the form, and four calls each of team A, team B and no team."""

    server: PostgresServer
    database: str
    form: Form
    members: dict[str, Member]
    calls: dict[str, tuple[Call, ...]]

    @property
    def admin_url(self) -> str:
        """For the superuser, whom the server trusts."""
        return self.server.url(self.database)

    @property
    def url(self) -> str:
        """As people are given it: without anybody's name."""
        return f"postgresql://127.0.0.1:{self.server.port}/{self.database}"

    def person(self, number: str) -> Person:
        """The person with this work number."""
        return self.members[number].person

    def password(self, number: str) -> str:
        """What this person signs on with."""
        return self.members[number].password


def connect(centre: SharedCentre, number: str, **wishes: Any) -> psycopg.Connection[Any]:
    """The driver alone, as the person with this work number; each statement is its own transaction unless wished."""
    return psycopg.connect(centre.url, user=number, password=centre.password(number), **({"autocommit": True} | wishes))


def connect_trusted(centre: SharedCentre, **wishes: Any) -> psycopg.Connection[Any]:
    """The driver alone, as the superuser."""
    return psycopg.connect(centre.admin_url, **({"autocommit": True} | wishes))


def make_shared_centre(server: PostgresServer, database: str) -> SharedCentre:
    """Fill an empty database; the roles are made where the server does not have them yet."""
    url = server.url(database)
    with Store.open(url, now=HandClock(), hasher=QUICK_HASHES) as store:
        form = monitoring_form()
        store.forms.publish(form)
        members = {wanted.number: _add(store, url, wanted) for wanted in PEOPLE}
        calls = {team: _calls(members, team, first) for first, team in enumerate(("A", "B", ""))}
        store.calls.add_many([call for some in calls.values() for call in some])
    return SharedCentre(server, database, form, members, calls)


def _add(store: Store, url: str, wanted: Wanted) -> Member:
    password = f"listen-{wanted.number}"
    pin = "1234" if wanted.role is Role.AGENT else ""
    new = NewPerson(wanted.number, wanted.name, wanted.role, wanted.team, password=password, pin=pin)
    person = store.people.add(new)
    if not wanted.active:
        store.people.set_active(person.id, active=False)
        person = replace(person, active=False)
    with psycopg.connect(url, autocommit=True) as connection:
        _make_role(connection, wanted, password)
        if connection.execute("SELECT to_regclass('person_team')").fetchone() != (None,):
            for team in wanted.teams:
                connection.execute("INSERT INTO person_team (person_id, team) VALUES (%s, %s)", (person.id, team))
    return Member(person, password, wanted.teams)


def _make_role(connection: psycopg.Connection[Any], wanted: Wanted, password: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (wanted.number,)).fetchone()
    deed = sql.SQL("ALTER ROLE {} {} PASSWORD {}" if found else "CREATE ROLE {} {} PASSWORD {}")
    door = sql.SQL("LOGIN" if wanted.active else "NOLOGIN")
    connection.execute(deed.format(sql.Identifier(wanted.number), door, sql.Literal(password)))
    for group in ("deskside_person", f"deskside_{wanted.role}"):
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (group,)).fetchone():
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(wanted.number)))


def _calls(members: dict[str, Member], team: str, first: int) -> tuple[Call, ...]:
    agent = members["1002" if team == "B" else "1001"].person
    return tuple(
        replace(
            a_call(first * CALLS_OF_EACH_TEAM + at),
            started_at=START - timedelta(hours=first * CALLS_OF_EACH_TEAM + at + 1),
            agent_id=agent.id if team else None,
            agent_number=agent.number if team else "",
            agent_name=agent.name if team else "",
            team=team,
            customer_number=f"1381234{first}67{at}",
        )
        for at in range(CALLS_OF_EACH_TEAM)
    )


@pytest.fixture(scope="session")
def centre_template(postgres_server: PostgresServer) -> SharedCentre:
    """The centre that others are copied from; nobody may be connected to it."""
    return make_shared_centre(postgres_server, postgres_server.fresh_database())


@pytest.fixture
def shared_centre(centre_template: SharedCentre) -> Iterator[SharedCentre]:
    """A centre of its own for one test; logins and ids are the same in each."""
    server = centre_template.server
    name = server.fresh_database(centre_template.database)
    yield replace(centre_template, database=name)
    server.drop_database(name)
