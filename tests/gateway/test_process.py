"""Gateways as programs: one leads, dies by kill -9 or is stuck, the other takes over within five seconds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from tests.conftest import ROOT
from tests.cutting_proxy import CuttingProxy
from tests.gateway.programs import Start, programs, seconds_until
from tests.shared_centre import SharedCentre, connect

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(os.name != "posix", reason="signals as systemd sends them"),
]

TAKEN_OVER_S = 5.0


@pytest.fixture
def start(config_file: Path, tmp_path: Path) -> Iterator[Start]:
    """Starts a gateway on a scripted telephone system; all are ended."""
    folder = tmp_path / "logs"
    folder.mkdir()
    with programs(folder, "-m", "tests.gateway.scripted", str(config_file)) as start:
        yield start


def who_leads(centre: SharedCentre) -> tuple[int, set[str]]:
    """The process whose word stands for agent 1001 (0: nobody's), and the states of all."""
    with connect(centre, "4001") as session:
        rows = session.execute(
            "SELECT p.number, n.state, n.why FROM agent_now n JOIN person p ON p.id = n.agent_id"
        ).fetchall()
    told = {why for number, _, why in rows if number == "1001"}
    return next((int(why) for why in told if why.isdecimal()), 0), {state for _, state, _ in rows}


@pytest.mark.parametrize("end", ["killed", "stuck"])
def test_the_other_takes_over(gateway_centre: SharedCentre, start: Start, end: str) -> None:
    first = start()
    seconds_until(lambda: who_leads(gateway_centre)[0] == first.pid)
    second = start()
    Event().wait(2.0)  # it stands by meanwhile
    assert who_leads(gateway_centre)[0] == first.pid
    assert second.poll() is None
    first.send_signal(signal.SIGKILL if end == "killed" else signal.SIGSTOP)
    took_s = seconds_until(lambda: who_leads(gateway_centre) == (second.pid, {"ready"}))
    assert took_s <= TAKEN_OVER_S


def test_a_leader_that_wakes_up_or_is_back_writes_nothing(
    gateway_centre: SharedCentre, config_file: Path, tmp_path: Path, start: Start
) -> None:
    """Stuck as by a computer that sleeps, or cut off from the database without being told: each is followed in time."""
    with CuttingProxy(gateway_centre.server.port) as line:
        own = f"postgresql://127.0.0.1:{line.port}/{gateway_centre.database}"
        cut_off = tmp_path / "cut_off.toml"
        cut_off.write_text(config_file.read_text().replace(gateway_centre.url, own))
        with programs(tmp_path, "-m", "tests.gateway.scripted", str(cut_off)) as start_cut_off:
            first = start_cut_off()
            seconds_until(lambda: who_leads(gateway_centre)[0] == first.pid)
            second = start()
            Event().wait(1.5)
            line.hang()
            took_s = seconds_until(lambda: who_leads(gateway_centre) == (second.pid, {"ready"}))
            assert took_s <= TAKEN_OVER_S
            line.resume()
            Event().wait(2.0)
            assert who_leads(gateway_centre) == (second.pid, {"ready"})
            second.send_signal(signal.SIGSTOP)
            took_s = seconds_until(lambda: who_leads(gateway_centre) == (first.pid, {"ready"}))
            assert took_s <= TAKEN_OVER_S
            second.send_signal(signal.SIGCONT)
            for _ in range(40):
                Event().wait(0.05)
                assert who_leads(gateway_centre) == (first.pid, {"ready"})
            assert (first.poll(), second.poll()) == (None, None)


def test_it_ends_cleanly_when_asked(gateway_centre: SharedCentre, start: Start) -> None:
    gateway = start()
    seconds_until(lambda: who_leads(gateway_centre)[0] == gateway.pid)
    gateway.send_signal(signal.SIGTERM)
    assert gateway.wait(10) == 0
    assert who_leads(gateway_centre) == (0, {"unknown"})


def test_what_happens_can_be_written_to_a_file(config_file: Path, tmp_path: Path) -> None:
    log = tmp_path / "gateway.log"
    with programs(tmp_path, "-m", "console", "gateway", "--config", str(config_file), "--log", str(log)) as start:
        gateway = start()
        seconds_until(lambda: log.exists() and "leading" in log.read_text())
        gateway.send_signal(signal.SIGTERM)
        assert gateway.wait(10) == 0
    assert (tmp_path / "gateway-0.log").read_text() == ""
    with programs(tmp_path, "-m", "console", "gateway", "--config", str(config_file), "--log", str(tmp_path)) as start:
        assert start().wait(10) == 2


def test_a_bad_file_is_said_and_ends_it(tmp_path: Path) -> None:
    bad = tmp_path / "gateway.toml"
    bad.write_text("name = 7")
    command = [sys.executable, "-W", "error", "-m", "console", "gateway", "--config", str(bad)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"database is missing" in done.stderr
