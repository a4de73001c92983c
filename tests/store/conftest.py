"""Every test of the store runs on both databases; `centre` is a small one with people and the form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from console.store.store import Store
from tests.postgres import PostgresServer
from tests.rights.knocking import Session
from tests.rights.table import Who
from tests.rights.world import World, copy_of, make_world
from tests.shared_centre import SharedCentre, connect_trusted
from tests.store.centres import QUICK_HASHES, Centre, HandClock, OpenStore, make_centre


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind in turn; on PostgreSQL with the schema where the test begins with it open."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'deskside.db'}"
    opened = {"store", "centre"} & set(request.fixturenames)
    fresh: str = request.getfixturevalue("postgres_url_with_schema" if opened else "postgres_url")
    return fresh


@pytest.fixture(scope="session")
def schema_template(postgres_server: PostgresServer) -> str:
    """The name of a database with the schema alone: copying it takes a third of the time of making it."""
    name = postgres_server.fresh_database()
    Store.open(postgres_server.url(name), hasher=QUICK_HASHES).close()
    return name


@pytest.fixture
def postgres_url_with_schema(postgres_server: PostgresServer, schema_template: str) -> Iterator[str]:
    """Such a database of its own for one test."""
    name = postgres_server.fresh_database(schema_template)
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def open_store(url: str, clock: HandClock) -> Iterator[OpenStore]:
    """Opens consoles on the database, each with its own connection; all are closed at the end."""
    opened: list[Store] = []

    def open_one(**wishes: object) -> Store:
        store = Store.open(url, **({"now": clock, "hasher": QUICK_HASHES} | wishes))  # type: ignore[arg-type]
        opened.append(store)
        return store

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    return open_store()


@pytest.fixture
def centre(store: Store, clock: HandClock) -> Centre:
    return make_centre(store, clock)


@pytest.fixture
def sqlite_centre(sqlite_path: Path, clock: HandClock) -> Iterator[Centre]:
    """A centre on SQLite only."""
    with Store.open(f"sqlite:///{sqlite_path}", now=clock, hasher=QUICK_HASHES) as store:
        yield make_centre(store, clock)


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    """Where an SQLite file may be made."""
    return tmp_path / "deskside.db"


@pytest.fixture(scope="session")
def world_template(centre_template: SharedCentre) -> Iterator[World]:
    """A shared centre with a row of every kind that a right can tell apart; others are copied from it."""
    server = centre_template.server
    name = server.fresh_database(centre_template.database)
    yield make_world(replace(centre_template, database=name))
    server.drop_database(name)


@pytest.fixture
def attacked(world_template: World) -> Iterator[World]:
    """Such a centre of its own for one test."""
    with copy_of(world_template) as world:
        yield world


@pytest.fixture
def li(attacked: World) -> Iterator[Session]:
    """An inspector of team A."""
    with attacked.connect(Who.INSPECTOR, autocommit=True) as session:
        yield session


@pytest.fixture
def root(attacked: World) -> Iterator[Session]:
    """Who keeps the server: to look at what is there."""
    with connect_trusted(attacked.centre) as session:
        yield session
