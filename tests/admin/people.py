"""People that the tests of the commands add, each with the password `listen-NUMBER`."""

from __future__ import annotations

from typing import Any

import psycopg

from tests.admin.conftest import Admin

WANG = ("1001", "--name", "王芳", "--role", "inspector", "--team", "A", "--seat", "A01", "--grant", "B")
SUN = ("9001", "--name", "孙伟", "--role", "administrator")


def password_of(number: str) -> str:
    """What they sign on with."""
    return f"listen-{number}"


def add(admin: Admin, url: str, *words: str) -> None:
    """Add one person."""
    done = admin("add-user", *words, "--password-stdin", "--database", url, typed=password_of(words[0]) + "\n")
    assert done.code == 0, done.err


def login(url: str, number: str, password: str | None = None) -> psycopg.Connection[Any]:
    """The driver alone, as this person."""
    return psycopg.connect(url, user=number, password=password or password_of(number), autocommit=True)
