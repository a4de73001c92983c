"""Which tests are not run under Windows, and why: a list that is held against the tests that there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

LIST = Path(__file__).resolve().parents[2] / "tests" / "windows" / "not_under_wine.txt"
OTHER_PARTS = ("postgresql", "pulseaudio", "asterisk", "wine")
"""Marks of tests that need another part, the last the built installer: they are not counted among those to be run."""


class BadList(Exception):
    """The list is not as it should be; the words name the line."""


@dataclass(frozen=True)
class Entry:
    """Tests that are not run, by node id or by a pattern of it, and why not."""

    pattern: str
    reason: str

    def matches(self, node_id: str) -> bool:
        """Brackets are letters here, as in the ids of parametrized tests; only * and ? stand for others."""
        return fnmatchcase(node_id, self.pattern.replace("[", "[[]"))


def read(text: str) -> list[Entry]:
    """The entries: pattern, tab, reason; lines of # and empty ones say nothing. Raises BadList."""
    entries = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        pattern, _, reason = (part.strip() for part in line.partition("\t"))
        if not reason:
            raise BadList(f"line {number} has no reason: {pattern}")
        entries.append(Entry(pattern, reason))
    return entries


def idle(entries: Iterable[Entry], node_ids: Iterable[str]) -> list[str]:
    """Patterns that match no test: it was renamed or has gone."""
    ids = list(node_ids)
    return [one.pattern for one in entries if not any(one.matches(node_id) for node_id in ids)]
