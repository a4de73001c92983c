"""Makes a centre out of an empty PostgreSQL database, or brings one up to this version; again is nothing."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from console.admin.place import DONE, OLDEST_SERVER, NotDone, NotUsable, Place, one
from console.store.schema import REVISIONS
from console.store.server_code import fingerprint
from console.store.store import Store

MONTHS_AHEAD = 3


@dataclass(frozen=True)
class Standing:
    """What a database has of ours: the schema's version, which functions; empty for none. `things`: tables at all."""

    version: str
    functions: str
    things: int


def add_arguments(commands: Any) -> None:
    """The command that sets up and upgrades."""
    init = commands.add_parser("init", help="make schema, groups and functions, or bring them up to this version")
    init.add_argument("url", nargs="?", metavar="URL", help="the database; made when the server has none of that name")
    init.add_argument("--again", action="store_true", help="put functions and rights in place anew, whatever is there")
    init.set_defaults(run=init_database)


def init_database(place: Place, args: argparse.Namespace) -> int:
    """Everything that a new centre needs but its people. Needs a superuser, or the owner of an empty database."""
    say = place.terminal.say
    if make_database(place):
        say(f"Database {place.database} was made.")
    with place.connected() as connection:
        refuse_old_server(connection)
        before = standing(connection)
        if not before.version and before.things:
            raise NotUsable(f"Database {place.database} is in use for something else; name an empty one.")
        if before.functions and args.again:
            forget_functions(connection)
        with Store.open(place.url, login=place.session.login, patience=place.session.patience) as store:
            args.furnish(store)
        after = standing(connection)
        if not is_current(after):
            raise NotDone("Only a superuser or a member of deskside_owner can set a centre up or bring it up to date.")
        made = one(connection, "SELECT make_partitions(%s)", MONTHS_AHEAD)
        nobody = not one(connection, "SELECT EXISTS (SELECT FROM person)")
    if not before.version:
        say(f"The schema was made, version {after.version}.")
    elif before.version != after.version:
        say(f"The schema was brought from version {before.version} to {after.version}.")
    else:
        say(f"The schema is at version {after.version} already.")
    if before.functions != after.functions or args.again:
        say("Groups, functions and rights were put in place.")
    else:
        say("Groups, functions and rights are those of this version already.")
    say(f"{made} parts were made ahead." if made else f"Parts are made {MONTHS_AHEAD} months ahead.")
    if nobody:
        say("Nobody can sign on yet; make the first account with: deskside admin add-user … --role administrator")
    return DONE


def forget_functions(connection: psycopg.Connection[Any]) -> None:
    """Let the next trusted session put functions and rights in place anew."""
    connection.execute("DELETE FROM installed")


def make_database(place: Place) -> bool:
    """Make the database that `place` names where the server has none; whether it was made."""
    if place.exists():
        return False
    with place.other_database("postgres").connected() as connection:
        refuse_old_server(connection)
        # template0: whatever was put into template1 on this server is not ours.
        make = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
        connection.execute(make.format(sql.Identifier(place.database)))
    return True


def refuse_old_server(connection: psycopg.Connection[Any]) -> None:
    """NotUsable before PostgreSQL 15, and for a database that cannot hold every script."""
    version = connection.info.server_version
    if version < OLDEST_SERVER:
        raise NotUsable(f"PostgreSQL 15 or newer is needed; this server is {version // 10_000}.")
    encoding = one(connection, "SHOW server_encoding")
    if encoding != "UTF8":
        raise NotUsable(f"The database must be in UTF8; this one is in {encoding}.")


def standing(connection: psycopg.Connection[Any]) -> Standing:
    """What the database has of ours."""
    version = functions = ""
    if one(connection, "SELECT to_regclass('public.alembic_version') IS NOT NULL"):
        version = one(connection, "SELECT version_num FROM alembic_version") or ""
    if one(connection, "SELECT to_regclass('public.installed') IS NOT NULL"):
        functions = one(connection, "SELECT fingerprint FROM installed ORDER BY at DESC LIMIT 1") or ""
    things = one(
        connection, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    )
    return Standing(version, functions, things)


def refuse_other_version(connection: psycopg.Connection[Any]) -> None:
    """NotDone unless the database is just as this version makes it: what only looks or copies changes nothing."""
    if not is_current(standing(connection)):
        raise NotDone("The database is not as this version of Deskside makes it; run: deskside admin init")


def is_current(standing: Standing) -> bool:
    """Whether the database is just as this version makes it."""
    return standing.version == REVISIONS[-1] and standing.functions == fingerprint()
