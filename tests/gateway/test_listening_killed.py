"""A gateway is killed while somebody listens through it: the next one says so, and through it one can listen again."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.domain.floor_book import ActionState
from tests.gateway.listening_console import ListeningConsole
from tests.gateway.programs import Start, programs, seconds_until
from tests.gateway.test_process import pytestmark as pytestmark
from tests.gateway.test_process import who_leads
from tests.shared_centre import SharedCentre, connect_trusted


@pytest.fixture
def start(config_file: Path, tmp_path: Path) -> Iterator[Start]:
    """Starts a gateway whose calls can be heard; all are ended."""
    folder = tmp_path / "logs"
    folder.mkdir()
    with programs(folder, "-m", "tests.gateway.scripted", str(config_file), "live") as start:
        yield start


@pytest.mark.parametrize("end", ["SIGKILL", "SIGSTOP"])
def test_what_a_killed_gateway_left_is_ended_by_the_next(gateway_centre: SharedCentre, start: Start, end: str) -> None:
    first = start()
    seconds_until(lambda: who_leads(gateway_centre)[0] == first.pid)
    console = ListeningConsole(gateway_centre, "3001")
    try:
        key, _ = console.hears()
        unfetched = console.ask()
        assert console.settled(unfetched).state is ActionState.ACCEPTED
        second = start()
        first.send_signal(signal.Signals[end])
        for one in (key, unfetched):
            over = console.over(one)
            assert (over.state, over.words) == (ActionState.DONE, "the gateway ended")
        seconds_until(lambda: who_leads(gateway_centre)[0] == second.pid)
        with connect_trusted(gateway_centre) as root:
            query = "SELECT facts ->> 'seconds' FROM audit WHERE kind = 'floor_action_ended'"
            assert [int(seconds) <= 20 for (seconds,) in root.execute(query)] == [True, True]
            assert root.execute("SELECT count(*) FROM media_offer").fetchall() == [(0,)]
        again, _ = console.hears()
        assert [one.action_id for one in console.store.live.listenings()] == [again]
    finally:
        console.close()
