"""What `deskside gateway` says: to whoever started it, and in its log."""

from __future__ import annotations

import argparse
import io
import logging
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from console.gateway import calls, command
from console.gateway.calls import CallTaker
from console.gateway.command import PLACE_FAILED, _write_log, run
from console.store.store import Store
from console.telephony.interface import CallRecord
from tests.gateway.scripted import Unreached

CUSTOMER = "13812345678"
NAME = "李晓梅"


@pytest.fixture
def own_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log of this program is a gateway's while the test runs."""
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(logging.getLogger(), "level", logging.INFO)


class _Told(logging.Filter):
    """Lets everything through and knows that something came."""

    def __init__(self) -> None:
        super().__init__()
        self.came = Event()

    def filter(self, record: logging.LogRecord) -> bool:
        self.came.set()
        return bool(super().filter(record))


def _no_store() -> Store:
    raise AssertionError("nothing is brought in")


@pytest.mark.parametrize("to_file", [False, True], ids=["to the terminal", "to a file"])
@pytest.mark.usefixtures("own_log")
def test_no_number_of_a_customer_is_in_the_log(
    to_file: bool,  # noqa: FBT001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said, log = io.StringIO(), tmp_path / "gateway.log"
    _write_log(str(log) if to_file else "", said)
    monkeypatch.setattr(calls, "GIVE_UP_S", 0.0)
    given_up = _Told()
    monkeypatch.setattr(logging.getLogger("console.gateway.calls"), "filters", [given_up])
    taker = CallTaker(_no_store, look_s=0.01)
    taker.start()
    name = f"q-600-{CUSTOMER}-20260105-090000-1767603600.7.wav"
    taker.take(CallRecord("1.7", "1.7", datetime.now(UTC), "1001", recording=str(tmp_path / name)))
    assert given_up.came.wait(10)
    taker.stop()
    try:
        raise ValueError(f"refused\nDETAIL: Failing row contains ({NAME}, {CUSTOMER})")
    except ValueError:
        logging.getLogger("console.gateway.missed").exception("missed calls could not be looked for")
    for handler in logging.getLogger().handlers:
        handler.close()
    written = log.read_text(encoding="utf-8") if to_file else said.getvalue()
    assert "did not come" in written
    assert "138****5678" in written
    assert "ValueError: refused" in written
    assert CUSTOMER not in written
    assert NAME not in written


@pytest.mark.postgresql
@pytest.mark.usefixtures("own_log", "gateway_centre")
def test_a_check_says_why_the_telephone_system_is_not_there(config_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "CHECK_S", 0.2)
    args = argparse.Namespace(config=str(config_file), check=True, log="")
    out, switch = io.StringIO(), Unreached()
    assert run(args, lambda _: lambda: switch, out) == PLACE_FAILED
    assert out.getvalue().splitlines()[-1] == "127.0.0.1:5038: nobody answers at pbx.example."
    assert switch.stopped
