"""One Asterisk for the tests of this folder; each test brings queues and phones of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pbx.asterisk import Asterisk, start_asterisk, stop_asterisk


@pytest.fixture(scope="session")
def asterisk(request: pytest.FixtureRequest) -> Iterator[Asterisk]:
    """Running, shared by the tests of this run: none may stop it."""
    switch = start_asterisk()
    yield switch
    stop_asterisk(switch, keep_log=bool(request.session.testsfailed))


@pytest.fixture
def own_asterisk(request: pytest.FixtureRequest) -> Iterator[Asterisk]:
    """Of one test, which may do with it what it likes."""
    switch = start_asterisk()
    yield switch
    stop_asterisk(switch, keep_log=bool(request.session.testsfailed))
