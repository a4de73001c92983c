"""The seal on the records of 0001, as they are moved: each hash goes over the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any


def sealed(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Rows of audit with their hash. `rows` have id, at (as canonical text), kind, person_id, subject_id, facts.

    They are numbered anew: a sequence leaves gaps, and from now on a gap means that a record was taken away.
    Keys come as texts with hyphens or None. What 0001 did not record (login, on whose behalf, from where) is empty.
    """
    last = bytes(32)
    for number, row in enumerate(rows, 1):
        fields = (str(number), row.at, row.kind, row.person_id, "", None, row.subject_id, "", row.facts)
        encoded = [(field or "").encode() for field in fields]
        last = sha256(last + b"".join(b"%d:%b" % (len(field), field) for field in encoded)).digest()
        yield {
            "id": number,
            "at": row.at,
            "kind": row.kind,
            "person_id": row.person_id,
            "subject_id": row.subject_id,
            "facts": row.facts,
            "hash": last,
        }
