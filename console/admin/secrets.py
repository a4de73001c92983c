"""A new password: asked for twice, read from a pipe or made up, and turned into what a server may be told."""

from __future__ import annotations

import argparse
import secrets
from typing import Any

import psycopg

from console.admin.place import NotUsable, Terminal

LEAST = 8
"""Characters of a password that a person chooses."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is taken for another when read from a note or over the telephone."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How a new password is given; without either it is asked for."""
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--generate-password", action="store_true", help="make one up and print it, once")
    way.add_argument("--password-stdin", action="store_true", help="read it from standard input")


def new_password(args: argparse.Namespace, number: str, terminal: Terminal) -> str:
    """The password that `args` ask for. NotUsable when it is too short or was not typed alike twice."""
    if args.generate_password:
        return generated()
    if args.password_stdin:
        password = terminal.read.readline().rstrip("\r\n")
    elif not terminal.can_ask:
        raise NotUsable("Nobody can be asked for a password here: use --password-stdin or --generate-password.")
    else:
        password = terminal.ask_secret(f"New password of {number}: ")
        if terminal.ask_secret("Once more: ") != password:
            raise NotUsable("The two passwords are not alike; nothing was changed.")
    if len(password) < LEAST:
        raise NotUsable(f"A password has at least {LEAST} characters; nothing was changed.")
    return password


def generated() -> str:
    """79 bits in four groups, easy to read aloud."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def verifier(connection: psycopg.Connection[Any], number: str, password: str) -> str:
    """What PostgreSQL keeps of a password (RFC 5803): it proves who knows it and does not give it away."""
    return connection.pgconn.encrypt_password(password.encode(), number.encode(), b"scram-sha-256").decode()
