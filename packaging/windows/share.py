"""One of several pytest processes at the same tests: each takes the next file that nobody has taken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from windows.left_out import OTHER_PARTS, Entry

FEWEST_EXAMPLES = 5
SHARED = "files"
"""Its folder holds a file for each file of tests that was taken."""
LINES = "lines"
"""Ending of the file where a process writes down what it does, an object a line."""


class Share:
    """A pytest plugin that chooses, takes and writes down. `folder` is the processes' own; `name` tells this one's.

    `shortened` has each property tried with a fifth of its examples.
    """

    def __init__(self, folder: Path, name: str, entries: list[Entry], *, shortened: bool) -> None:
        self._taken = folder / SHARED
        self._written = (folder / f"{name}.{LINES}").open("w", encoding="utf-8")
        self._entries = entries
        self._shortened = shortened

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out what needs another part, and what the list names."""
        ours = [item for item in items if not any(item.get_closest_marker(part) for part in OTHER_PARTS)]
        left_out = {item for item in ours if any(entry.matches(item.nodeid) for entry in self._entries)}
        chosen = [item for item in ours if item not in left_out]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
        items[:] = chosen
        self._write(ids=[item.nodeid for item in ours], left_out=[item.nodeid for item in left_out])
        if self._shortened:
            for item in chosen:
                _shorten(item)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Test after test of the files that are ours."""
        if session.testsfailed:
            raise session.Interrupted(f"{session.testsfailed} files could not be read")
        taking = self._take(session.items)
        item = next(taking, None)
        while item is not None:
            following = next(taking, None)
            self._write(begun=item.nodeid)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.shouldstop:
                raise session.Interrupted(str(session.shouldstop))
            item = following
        self._write(done=True)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Setup, test and teardown each have an outcome."""
        self._write(id=report.nodeid, outcome=report.outcome, last=report.when == "teardown", took_s=report.duration)

    def _write(self, **facts: object) -> None:
        """At once: a process may end at any moment."""
        self._written.write(json.dumps(facts) + "\n")
        self._written.flush()

    def _take(self, items: list[pytest.Item]) -> Iterator[pytest.Item]:
        for path, group in groupby(items, key=lambda item: item.path):
            try:
                (self._taken / f"{path.parent.name}-{path.name}").touch(exist_ok=False)
            except FileExistsError:
                continue
            yield from group


def _shorten(item: pytest.Item) -> None:
    from hypothesis import settings  # late: pytest wants to be first

    function: Any = getattr(item, "obj", None)
    function = getattr(function, "__func__", function)
    if getattr(function, "is_hypothesis_test", False):
        before = getattr(function, "_hypothesis_internal_use_settings", None) or settings()
        fewer = max(FEWEST_EXAMPLES, before.max_examples // 5)
        function._hypothesis_internal_use_settings = settings(before, max_examples=min(fewer, before.max_examples))
