"""The schema that migrations make is the schema that the tables say, and both consoles may start at once."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import ForeignKeyConstraint, Uuid, bindparam, insert, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import SchemaItem

from console.store.columns import UtcTime
from console.store.engine import APPLICATION_ID, Database, Patience, address_of, make_engine
from console.store.floor_tables import RoomTable
from console.store.ids import new_id
from console.store.schema import MIGRATIONS, REVISIONS, revision_of
from console.store.server_code import become_owner
from console.store.shared_tables import AgentStateTable, MonthTable
from console.store.store import Store
from console.store.tables import Base, PersonTable
from tests.conftest import ROOT
from tests.store.centres import OpenStore


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_migrations_and_tables_agree(store: Store) -> None:
    """Parts of tables lie in a schema of their own and are not compared, nor the keys that PostgreSQL draws to each."""
    with store._database.reading() as connection:
        kind = connection.dialect.name

        def stands_here(thing: SchemaItem, *_: object) -> bool:
            if isinstance(thing, ForeignKeyConstraint) and thing.elements[0].target_fullname.startswith("parts."):
                return False
            return bool(thing.info.get("only", kind) == kind)

        opts = {"compare_type": True, "include_object": stands_here}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []
        assert revision_of(connection) == REVISIONS[-1]


def test_every_revision_is_known_in_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert tuple(revision.revision for revision in script.walk_revisions())[::-1] == REVISIONS


def test_every_constraint_and_index_has_a_name_by_the_convention() -> None:
    for table in Base.metadata.sorted_tables:
        names = [str(thing.name) for thing in table.constraints] + [str(index.name) for index in table.indexes]
        for name in names:
            assert name.startswith(("pk_", "fk_", "uq_", "ck_", "ix_"))


def test_two_consoles_may_make_the_schema_at_once(url: str) -> None:
    program = "import sys; from console.store.store import Store; sys.stdin.read(1); Store.open(sys.argv[1]).close()"
    consoles = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", program, url], cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    for console in consoles:
        assert console.stdin is not None
        console.stdin.write(b".")
        console.stdin.flush()
    said = [console.communicate()[1].decode() for console in consoles]
    assert [console.returncode for console in consoles] == [0, 0, 0], said


def test_a_database_of_0002_grows_a_floor(url: str, open_store: OpenStore) -> None:
    agent, entered = new_id(), datetime(2026, 3, 2, 9, tzinfo=UTC)
    database = Database(make_engine(address_of(url), Patience()))
    try:
        with database.writing() as connection:
            if database.is_sqlite:
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            else:
                become_owner(connection)
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, "0002")
            connection.execute(
                insert(PersonTable), {"id": agent, "number": "1001", "name": "王芳", "role": "agent", "team": "A"}
            )
            old = {"id": new_id(), "agent_id": agent, "state": "ready", "reason": "", "at": entered, "source": "old"}
            query = "INSERT INTO agent_state (id, agent_id, state, reason, entered_at, source) VALUES "
            values = text(f"{query} (:id, :agent_id, :state, :reason, :at, :source)")
            types = (
                bindparam("id", type_=Uuid()),
                bindparam("agent_id", type_=Uuid()),
                bindparam("at", type_=UtcTime()),
            )
            connection.execute(values.bindparams(*types), old)
    finally:
        database.engine.dispose()
    store = open_store()
    with store._database.reading() as connection:
        assert revision_of(connection) == REVISIONS[-1]
        (kept,) = connection.execute(select(AgentStateTable)).all()
        assert (kept.agent_id, kept.entered_at, kept.queue, kept.call_key, kept.help) == (agent, entered, "", "", False)
        assert connection.execute(select(RoomTable)).all() == []


def test_times_without_zone_are_refused(store: Store) -> None:
    row = {"first_day": date(2026, 1, 1), "published_at": datetime(2026, 1, 1)}  # noqa: DTZ001 - that is the point
    with pytest.raises(StatementError, match="without zone"), store._database.writing() as connection:
        connection.execute(insert(MonthTable), row)
    with store._database.writing() as connection:
        connection.execute(insert(MonthTable), row | {"published_at": datetime(2026, 1, 1, tzinfo=UTC)})
        (kept,) = connection.scalars(select(MonthTable.published_at))
    assert kept == datetime(2026, 1, 1, tzinfo=UTC)
    assert kept.tzinfo is UTC
