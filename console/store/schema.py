"""Brings a database to the schema this console knows, or refuses to touch it; always in one transaction."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, inspect, text

from console.domain.faults import FaultKind, PlaceFault
from console.store.connecting import BoundedConnection
from console.store.engine import APPLICATION_ID, Database
from console.store.server_code import become_owner, fingerprint, install, installed_fingerprint, is_trusted
from console.store.translating import faults

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""Every schema revision, oldest first. The last is what this console works with."""

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
"""Beside this file, so that it is found in a frozen build too."""

UPGRADE_S = 4 * 3600.0
"""The patience for one statement of an upgrade, which may move millions of rows."""

_LOCK_KEY = 0x0DE5C51D


def refuse_strangers(path: Path) -> None:
    """Look at an SQLite file without changing it, before anything of ours opens it for writing.

    PlaceFault: DATABASE_BROKEN when it is damaged or somebody else's, DATABASE_NEWER when a newer console made it.
    """
    if not path.exists() or path.stat().st_size == 0:
        return
    with faults():
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            (owner,) = connection.execute("PRAGMA application_id").fetchone()
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            rows = connection.execute("SELECT version_num FROM alembic_version").fetchall() if owner else []
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_ERROR:
                raise PlaceFault(FaultKind.DATABASE_BROKEN, why="not a database of this console") from error
            raise
        finally:
            connection.close()
    if owner != APPLICATION_ID and (owner or names):
        raise PlaceFault(FaultKind.DATABASE_BROKEN, why="not a database of this console")
    for (revision,) in rows:
        _known(str(revision))


def _known(revision: str) -> None:
    if revision not in REVISIONS:
        raise PlaceFault(FaultKind.DATABASE_NEWER, found=revision, known=REVISIONS[-1])


def revision_of(connection: Connection) -> str | None:
    """The schema revision of the database; None when it has no schema of ours yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def bring_up_to_date(database: Database) -> None:
    """Make or upgrade the schema, and on PostgreSQL the server's functions. Two consoles may do so at once.

    On PostgreSQL only a trusted session does so: for a person's own login an older schema is DATABASE_OLDER.
    PlaceFault: DATABASE_NEWER, DATABASE_OLDER; the database is untouched then.
    """
    if database.is_sqlite:
        _bring_file(database)
    else:
        _bring_server(database)


def _bring_file(database: Database) -> None:
    with database.reading() as connection:
        found = _known_revision(connection)
    if found == REVISIONS[-1]:
        return
    with database.writing() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        if _known_revision(connection) != REVISIONS[-1]:
            _upgrade(connection)


def _bring_server(database: Database) -> None:
    with database.reading() as connection:
        trusted = is_trusted(connection)
        if not trusted and not connection.scalar(_MAY_LOOK):
            raise PlaceFault(FaultKind.DATABASE_OLDER, found="", known=REVISIONS[-1])
        found = _known_revision(connection)
        if found == REVISIONS[-1] and (not trusted or installed_fingerprint(connection) == fingerprint()):
            return
    if not trusted:
        raise PlaceFault(FaultKind.DATABASE_OLDER, found=found or "", known=REVISIONS[-1])
    with database.writing() as connection:
        _take_time(connection)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK_KEY})")
        found = _known_revision(connection)
        if found == REVISIONS[-1] and installed_fingerprint(connection) == fingerprint():
            return
        become_owner(connection)
        if found != REVISIONS[-1]:
            _upgrade(connection)
        install(connection)
    # That connection is too patient for daily work.
    database.engine.dispose()


def _take_time(connection: Connection) -> None:
    """A large database is not brought up to date within the patience for one answer."""
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
    driver = connection.connection.driver_connection
    if isinstance(driver, BoundedConnection):
        driver.answer_s = UPGRADE_S


_MAY_LOOK = text("SELECT coalesce(has_table_privilege(to_regclass('public.alembic_version'), 'SELECT'), false)")
"""From 0002 on everybody with a login here may read which schema this is."""


def _known_revision(connection: Connection) -> str | None:
    found = revision_of(connection)
    if found is not None:
        _known(found)
    return found


def _upgrade(connection: Connection) -> None:
    # Alembic takes a tenth of a second to import and is wanted once in the life of a database.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    cast(dict[str, object], config.attributes)["connection"] = connection
    command.upgrade(config, "head")
