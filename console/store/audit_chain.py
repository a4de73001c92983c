"""The hash chain of the audit: how a record follows from those before it, and a walk that finds where one does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, text

BEGINNING = bytes(32)
"""What the first record follows."""

_BATCH = 10_000
"""Records fetched at a time; a few megabytes."""


class Flaw(StrEnum):
    """What is wrong with a record."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    HEAD = "head"


@dataclass(frozen=True)
class Break:
    """The first record, by number, at which the chain does not hold.

    CHANGED: what the record says, or the one before it, is not what was recorded. HEAD: records and chain end apart.
    """

    id: int
    flaw: Flaw


@dataclass(frozen=True)
class ChainReport:
    """What a walk found: how many records hold, from where to where, and what broke first; None: the chain is whole.

    Somebody who may write everything could reckon the whole chain anew. Against that, note `head_id` and `head_hash`
    outside the database now and then: `verify` takes them as a witness.
    """

    held: int
    anchor_id: int
    head_id: int
    head_hash: bytes
    broken: Break | None = None

    def sentence(self) -> str:
        """The finding in plain English, for the command line."""
        if self.broken is None:
            before = f" Records up to {self.anchor_id} were removed by retention." if self.anchor_id else ""
            return f"The audit chain is whole: {self.held} records, head {self.head_id} {self.head_hash.hex()}.{before}"
        number = self.broken.id
        what = {
            Flaw.CHANGED: f"record {number}, or the one before it, is not what was recorded",
            Flaw.MISSING: f"record {number} is missing",
            Flaw.INSERTED: f"record {number} was not written by the chain",
            Flaw.HEAD: f"the last record, {number}, is not the one that the chain ends with",
        }[self.broken.flaw]
        return f"The audit chain is broken: {what}. {self.held} records before it hold."


def chain_hash(previous: bytes, fields: Iterable[bytes | None]) -> bytes:
    """The hash of a record after `previous`; the same as `chain_hash` in server/020_chain.sql.

    Fields as UTF-8, in this order: id, at (`YYYY-MM-DDTHH:MM:SS.ffffff`, UTC), kind, person_id, login, on_behalf_id,
    subject_id, from_where, facts. Each enters as its length in bytes, a colon, and its bytes; None as an empty one.
    """
    parts = [b"%d:%b" % (len(field), field) if field else b"0:" for field in fields]
    return sha256(previous + b"".join(parts)).digest()


def verify(
    connection: Connection, *, newest: int | None = None, witness: tuple[int, bytes] | None = None
) -> ChainReport:
    """Walk the chain from where retention left it to its head; a second for 100,000 records or so.

    With `newest` only that many records at its end are walked, from a hash that is taken as it stands.

    Needs one transaction and the right to read audit, chain and audit_anchor. `witness` is a number and its hash,
    noted from an earlier report.
    """
    walk = _Walk(connection, newest)
    broken = walk.first_break(witness)
    return ChainReport(walk.held, walk.anchor_id, walk.head_id, walk.head_hash, broken)


class _Walk:
    def __init__(self, connection: Connection, newest: int | None) -> None:
        self._connection = connection
        # One statement, so that records added meanwhile are neither missed nor taken for too many.
        row = connection.exec_driver_sql(_ENDS).one()
        self.anchor_id = row.anchor_id or 0
        self.head_id = row.head_id or 0
        self.head_hash = bytes(row.head_hash or b"")
        self.held = 0
        self._start_id, self._start_hash = self.anchor_id, bytes(row.anchor_hash or BEGINNING)
        if newest is not None and self.head_id - newest > self.anchor_id:
            self._start_id = self.head_id - newest
            # A record that is missing is found below, as the hash of the one after it.
            self._start_hash = bytes(connection.execute(_HASH, {"id": self._start_id}).scalar() or b"")
        self._below = row.below
        self._above = row.above

    def first_break(self, witness: tuple[int, bytes] | None) -> Break | None:
        if self._below is not None:
            return Break(self._below, Flaw.INSERTED)
        previous = self._start_hash
        expected = self._start_id + 1
        for number, *fields, kept in _rows_between(self._connection, self._start_id, self.head_id):
            if number != expected:
                return Break(expected, Flaw.MISSING) if number > expected else Break(number, Flaw.INSERTED)
            if chain_hash(previous, fields) != kept or (witness and witness[0] == number and witness[1] != kept):
                return Break(number, Flaw.INSERTED if self._is_double(number) else Flaw.CHANGED)
            previous = kept
            expected += 1
            self.held += 1
        if expected <= self.head_id:
            return Break(expected, Flaw.MISSING)
        if previous != self.head_hash:
            return Break(self.head_id, Flaw.HEAD)
        if self._above is not None:
            return Break(self._above, Flaw.INSERTED)
        if witness and witness[0] > self.head_id:
            return Break(witness[0], Flaw.MISSING)
        return None

    def _is_double(self, number: int) -> bool:
        return bool(self._connection.execute(_COUNT, {"id": number}).scalar_one() > 1)


def _rows_between(connection: Connection, after: int, last: int) -> Iterator[Any]:
    """Number, fields of the hash, hash; by spans of numbers, so that none with a doubled number slips through."""
    on_sqlite = connection.dialect.name == "sqlite"
    for first in range(after, last, _BATCH):
        span = {"first": first, "last": min(first + _BATCH, last)}
        rows = connection.execute(_SQLITE if on_sqlite else _POSTGRESQL, span)
        yield from map(_as_on_postgresql, rows) if on_sqlite else rows


_ENDS = """
SELECT chain.audit_id AS head_id, chain.audit_hash AS head_hash, anchor.id AS anchor_id, anchor.hash AS anchor_hash,
    (SELECT min(id) FROM audit WHERE id <= coalesce(anchor.id, 0)) AS below,
    (SELECT min(id) FROM audit WHERE id > chain.audit_id) AS above
FROM (SELECT 1 AS one) AS always
LEFT JOIN chain ON true
LEFT JOIN (SELECT id, hash FROM audit_anchor ORDER BY id DESC LIMIT 1) AS anchor ON true
"""

_COUNT = text("SELECT count(*) FROM audit WHERE id = :id")
_HASH = text("SELECT hash FROM audit WHERE id = :id")

_POSTGRESQL = text(
    """
    SELECT id, convert_to(id::text, 'UTF8'),
        convert_to(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24\\:MI\\:SS.US'), 'UTF8'),
        convert_to(kind, 'UTF8'), convert_to(person_id::text, 'UTF8'), convert_to(login, 'UTF8'),
        convert_to(on_behalf_id::text, 'UTF8'), convert_to(subject_id::text, 'UTF8'),
        convert_to(from_where, 'UTF8'), convert_to(facts::text, 'UTF8'), hash
    FROM audit WHERE id > :first AND id <= :last ORDER BY id, at
    """
)


# As bytes: somebody who writes into the file directly may leave what is no text.
_SQLITE = text(
    """
    SELECT id, CAST(id AS BLOB), CAST(replace(at, ' ', 'T') AS BLOB), CAST(kind AS BLOB), CAST(person_id AS BLOB),
        CAST(login AS BLOB), CAST(on_behalf_id AS BLOB), CAST(subject_id AS BLOB), CAST(from_where AS BLOB),
        CAST(facts AS BLOB), CAST(hash AS BLOB)
    FROM audit WHERE id > :first AND id <= :last ORDER BY id
    """
)
_KEYS = (4, 6, 7)


def _as_on_postgresql(row: Sequence[Any]) -> list[Any]:
    """A row of SQLite with hyphens in its keys; SQLite keeps their digits alone."""
    values = list(row)
    for at in _KEYS:
        key = values[at]
        if key:
            values[at] = b"-".join((key[:8], key[8:12], key[12:16], key[16:20], key[20:]))
    return values
