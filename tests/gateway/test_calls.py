"""A finished call comes in by itself with its recording, once the recording is whole."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from console.domain.calls import Direction
from console.gateway.calls import CallTaker
from console.store.store import Store
from console.telephony.interface import CallRecord
from tests.shared_centre import SharedCentre, connect
from tests.store.centres import START

pytestmark = pytest.mark.postgresql


@pytest.fixture
def taker(open_gateway_store: Callable[[], Store]) -> Iterator[CallTaker]:
    taker = CallTaker(open_gateway_store, lambda path: f"//files/{Path(path).name}", look_s=0.05)
    taker.start()
    yield taker
    taker.stop()


@contextmanager
def recording(path: Path, seconds: int) -> Iterator[None]:
    """A stereo file that grows while the block runs."""
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(4 * 8000 * (seconds - 1)))
        yield
        file.writeframes(bytes(4 * 8000))


def calls(centre: SharedCentre) -> list[tuple[object, ...]]:
    query = (
        "SELECT agent_name, queue, direction, call_number, customer_masked, ring_ms, hold_ms, duration_ms,"
        " sound_paths FROM call WHERE call_number LIKE 'pbx%'"
    )
    with connect(centre, "4001") as session:
        return session.execute(query).fetchall()


def record(path: Path | None, key: str = "pbx-1.7") -> CallRecord:
    return CallRecord(
        key,
        key,
        START,
        "1001",
        queue="售后",
        direction=Direction.INBOUND,
        caller_number="13812345678",
        ring_ms=3100,
        talk_ms=2000,
        hold_ms=1500,
        recording=str(path) if path else None,
    )


def test_a_call_comes_in_with_ring_and_hold(gateway_centre: SharedCentre, taker: CallTaker, tmp_path: Path) -> None:
    path = tmp_path / "one.wav"
    taker.take(record(None, "pbx-0"))  # not recorded: nothing to score
    taker.take(record(tmp_path / "never.wav", "pbx-2"))
    with recording(path, 3):
        taker.take(record(path))
    for _ in range(200):
        if calls(gateway_centre):
            break
        Event().wait(0.05)
    assert calls(gateway_centre) == [
        ("王芳", "售后", "inbound", "pbx-1.7", "138****5678", 3100, 1500, 3000, ["//files/one.wav"])
    ]
