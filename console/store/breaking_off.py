"""Ends a wait for a server that is gone, from outside the thread that waits for it."""

from __future__ import annotations

import socket
import weakref
from contextlib import suppress
from typing import Any

import psycopg
from sqlalchemy import Engine, event

BROKEN_OFF: weakref.WeakSet[psycopg.Connection[Any]] = weakref.WeakSet()
"""The connections that somebody gave up waiting on."""


class Breaker:
    """Knows the connection that an engine used last. `break_off` may be called in any thread."""

    def __init__(self, engine: Engine) -> None:
        self._used: weakref.ref[psycopg.Connection[Any]] | None = None
        if engine.dialect.name == "postgresql":
            event.listen(engine, "checkout", self._remember)

    def _remember(self, connection: psycopg.Connection[Any], _record: object, _proxy: object) -> None:
        self._used = weakref.ref(connection)

    def break_off(self) -> None:
        """Shut the connection on this side: whoever waits on it sees it lost at once."""
        connection = self._used() if self._used is not None else None
        if connection is None or connection.closed:
            return
        BROKEN_OFF.add(connection)
        with (
            suppress(OSError, psycopg.Error),  # gone meanwhile: that is what was wanted
            socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as twin,
        ):
            twin.shutdown(socket.SHUT_RDWR)
