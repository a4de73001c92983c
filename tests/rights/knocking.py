"""What the stories of attacks share: a login's session, and a refusal that has the right reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

NO_RIGHT = "42501"
OURS = ("DS001", "DS002")
HIDDEN_DIGITS = "13800001111"
"""The number of every customer of the world."""

Session = psycopg.Connection[Any]


@contextmanager
def refused(session: Session, *states: str) -> Iterator[None]:
    """What is tried within is refused for want of a right (or with one of `states`), and leaves nothing behind."""
    with pytest.raises(psycopg.Error) as caught, session.transaction():
        yield
    said = caught.value
    if not states:
        assert said.sqlstate == NO_RIGHT or said.diag.message_primary == "no_right", said
    else:
        assert said.sqlstate in states, said


def one(session: Session, query: str, *values: object) -> Any:
    """The first column of the only row."""
    row = session.execute(query, values).fetchone()
    assert row is not None
    return row[0]
