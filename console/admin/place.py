"""Where an administrator's command works: the server it names, whoever it connects as, the terminal it speaks to."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, TextIO

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from console.domain.faults import Fault, FaultKind, PlaceFault
from console.store.connecting import BoundedConnection, Login, Patience, Session, safety
from console.store.engine import address_of
from console.store.translating import faults

DONE, NOT_DONE, NOT_USABLE = 0, 1, 2
"""Exit codes: it is so now (it may have been before) · the server or a disk is at fault · arguments cannot be used."""

OLDEST_SERVER = 150_000
"""The oldest server that will do, as PostgreSQL numbers its versions."""

PATIENT = Patience(lock_s=30, connect_s=10, answer_s=6 * 3600)
"""Copying or walking through years of data takes its time."""


class NotUsable(Exception):
    """What was asked cannot be done as it was asked; the text is a whole sentence."""


class NotDone(Exception):
    """The server, a program or a disk did not let it be done; the text is a whole sentence."""


@dataclass
class Terminal:
    """What a command writes to and asks."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    read: TextIO = field(default_factory=lambda: sys.stdin)
    ask_secret: Callable[[str], str] = getpass.getpass

    def say(self, sentence: str) -> None:
        """A line of what was done."""
        self.out.write(f"{sentence}\n")
        self.out.flush()

    @property
    def can_ask(self) -> bool:
        """Whether somebody sits there."""
        return self.read.isatty()


class Place:
    """A PostgreSQL server and database, connected to as whoever the address, the system or a typed password says."""

    def __init__(self, url: str, terminal: Terminal) -> None:
        address = address_of(url)
        if not address.server:
            raise NotUsable(
                "Only a PostgreSQL database is shared and kept by these commands; an SQLite file needs none of them."
            )
        self.terminal = terminal
        self.shown = address.shown
        self.session = Session(address.server, PATIENT)

    @property
    def url(self) -> str:
        """The address for the store; the login goes beside it."""
        return self.session.server

    @property
    def database(self) -> str:
        """The name of the database."""
        asked = conninfo_to_dict(self.url)
        return str(asked.get("dbname") or os.environ.get("PGDATABASE") or self._user())

    def other_database(self, name: str) -> Place:
        """The same server and login, another database."""
        there = Place(self.url, self.terminal)
        there.session = replace(self.session, server=make_conninfo(self.url, dbname=name))
        return there

    @contextmanager
    def connected(self) -> Iterator[BoundedConnection]:
        """A connection on which each statement is a transaction; closed at the end. What goes wrong is a Fault.

        A password that nobody has given is asked for, once.
        """
        with faults():
            connection = self._connect()
            try:
                yield connection
            finally:
                connection.close()

    def _connect(self) -> BoundedConnection:
        try:
            return self.session.connect()
        except Fault as fault:
            said = str(fault.facts.get("why", ""))
            if self.session.login or not self.terminal.can_ask or "password" not in said:
                raise
        user = self._user()
        self.session.login = Login(user, self.terminal.ask_secret(f"Password of {user}: "))
        return self.session.connect()

    def _user(self) -> str:
        asked = conninfo_to_dict(self.url)
        return str(asked.get("user") or os.environ.get("PGUSER") or getpass.getuser())

    def exists(self) -> bool:
        """Whether the database is there."""
        try:
            with self.connected():
                return True
        except PlaceFault as fault:
            if fault.kind is FaultKind.DATABASE_UNREACHABLE and fault.facts.get("why") == "no_such_database":
                return False
            raise

    def for_programs(self) -> tuple[str, dict[str, str]]:
        """Address and environment for PostgreSQL's own programs; the password is in neither argument nor file."""
        asked = {name: value for name, value in conninfo_to_dict(self.url).items() if name != "password"}
        given: dict[str, Any] = safety(asked)
        environment = dict(os.environ)
        password = conninfo_to_dict(self.url).get("password")
        if self.session.login:
            given["user"] = self.session.login.number
            password = self.session.login.password
        if password:
            environment["PGPASSWORD"] = str(password)
        return make_conninfo("", **asked | given), environment


def one(connection: psycopg.Connection[Any], query: str, *values: Any) -> Any:
    """The first value of the first row; None without a row."""
    row = connection.execute(query, values or None).fetchone()
    return row[0] if row else None


def rows(connection: psycopg.Connection[Any], query: str, *values: Any) -> list[Any]:
    """All rows."""
    found: list[Any] = connection.execute(query, values or None).fetchall()
    return found
