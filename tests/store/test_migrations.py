"""The schema that migrations make is the schema that the tables say, and both consoles may start at once."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from console.store.schema import MIGRATIONS, REVISIONS, revision_of
from console.store.store import Store
from console.store.tables import AuditTable, Base
from tests.conftest import ROOT


def test_migrations_and_tables_agree(store: Store) -> None:
    with store._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
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


def test_times_without_zone_are_refused(store: Store) -> None:
    row = {"at": datetime(2026, 1, 1), "kind": "x", "facts": {}}  # noqa: DTZ001 - that is the point
    with pytest.raises(StatementError, match="without zone"), store._database.writing() as connection:
        connection.execute(insert(AuditTable), row)
    with store._database.writing() as connection:
        connection.execute(insert(AuditTable), row | {"at": datetime(2026, 1, 1, tzinfo=UTC)})
        (kept,) = connection.scalars(select(AuditTable.at))
    assert kept == datetime(2026, 1, 1, tzinfo=UTC)
    assert kept.tzinfo is UTC
