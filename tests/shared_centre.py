"""A shared centre as in service: people who are login roles, teams, calls; made once a run, copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from console.domain.calls import Call
from console.domain.forms import Form
from console.domain.people import Person, Role
from console.store.engine import Login
from console.store.ids import new_id
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

    def login(self, number: str) -> Login:
        """For `Store.open`, as this person."""
        return Login(number, self.members[number].password)

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
        members = {wanted.number: add_member(url, wanted) for wanted in PEOPLE}
        calls = {team: _calls(members, team, first) for first, team in enumerate(("A", "B", ""))}
        store.calls.add_many([call for some in calls.values() for call in some])
    return SharedCentre(server, database, form, members, calls)


def add_member(url: str, wanted: Wanted) -> Member:
    """Make one person and the login role as `deskside admin` does; `url` is a trusted session's."""
    number, password = wanted.number, f"listen-{wanted.number}"
    person = Person(new_id(), number, wanted.name, wanted.role, wanted.team, active=wanted.active)
    with psycopg.connect(url, autocommit=True) as connection:
        verifier = connection.pgconn.encrypt_password(password.encode(), number.encode(), b"scram-sha-256").decode()
        connection.execute(
            "SELECT add_person(%s, %s, %s, %s, '', %s, %s)",
            (number, person.name, person.role.value, person.team, verifier, person.id),
        )
        for team in wanted.teams:
            connection.execute("SELECT grant_team(%s, %s)", (number, team))
        if not wanted.active:
            connection.execute("SELECT set_person_active(%s, false)", (number,))
    return Member(person, password, wanted.teams)


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
    yield replace(centre_template, database=name, members=dict(centre_template.members))
    server.drop_database(name)
