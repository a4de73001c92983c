"""Calls that ended while nobody was there to hear of it come in from their recordings, never twice."""

from __future__ import annotations

import os
import wave
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from console.domain.calls import Call, SoundSource
from console.gateway.missed import MissedCalls, Place
from console.intake.intake import content_hash
from console.intake.sources import ImportSource
from console.store.ids import new_id
from console.store.store import Store
from tests.shared_centre import SharedCentre, connect

pytestmark = pytest.mark.postgresql

LAST = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
"""When the last call ended that was heard of."""


def record(path: Path, said: int, at: datetime = LAST + timedelta(minutes=30)) -> Path:
    """A recording of two seconds, other than those which say something else."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(said.to_bytes(2, "little", signed=True) * 16000)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def heard(path: Path) -> Call:
    """A call that a gateway brought in, two seconds until LAST."""
    return Call(
        new_id(), LAST - timedelta(seconds=2), 2000, SoundSource((f"//files/{path.name}",)), content_hash((str(path),))
    )


class Rig:
    def __init__(self, centre: SharedCentre, open_store: Callable[[], Store], folder: Path) -> None:
        self.centre = centre
        self.folder = folder
        self.expected: list[str] = []
        self.seen = 0
        self.first = record(folder / "1700000000.1.wav", 1, LAST)
        place = Place(str(folder), lambda path: path.replace(str(folder), "//files"), ImportSource(preset="asterisk"))
        self.missed = MissedCalls(open_store, place, lambda: self.expected, quiet_s=0.1, again_s=0.02)

    def rows(self) -> list[tuple[object, ...]]:
        query = "SELECT sound_paths, call_number, agent_name, queue, ring_ms, hold_ms, started_at FROM call"
        with connect(self.centre, "4001") as session:
            return session.execute(f"{query} WHERE sound_paths ->> 0 LIKE '//files/%' ORDER BY call_number").fetchall()

    def paths(self) -> list[object]:
        return [row[0] for row in self.rows()]

    def until(self, count: int) -> None:
        end = monotonic() + 10
        while len(self.rows()) < count:
            assert monotonic() < end, self.rows()
            Event().wait(0.02)


@pytest.fixture
def rig(gateway_centre: SharedCentre, open_gateway_store: Callable[[], Store], tmp_path: Path) -> Iterator[Rig]:
    folder = tmp_path / "monitor"
    (folder / "2026").mkdir(parents=True)
    rig = Rig(gateway_centre, open_gateway_store, folder)
    rig.missed.start()
    yield rig
    rig.missed.stop()


def test_what_was_missed_comes_in_once_with_what_is_known(rig: Rig, open_gateway_store: Callable[[], Store]) -> None:
    began = int((LAST + timedelta(minutes=20)).timestamp())
    open_gateway_store().calls.add_many([heard(rig.first)])
    record(rig.folder / "1700000000.2.wav", 2, LAST - timedelta(hours=3))  # older: brought in or left out long ago
    record(rig.folder / "2026" / f"{began}.3.wav", 3)
    record(rig.folder / f"sales-1001-20261120-101500-{began}.4.wav", 4)
    record(rig.folder / f"{began}.5.wav", 1)  # the call we know, under another name
    record(rig.folder / "greeting.wav", 6)  # no call
    expected = record(rig.folder / f"{began}.7.wav", 7)  # comes in with more
    (rig.folder / f"{began}.8.wav").write_bytes(b"no sound")
    rig.expected = [str(expected)]
    for _ in range(2):
        rig.missed.look()
        rig.until(3)
    one, two, _ = sorted(rig.rows(), key=lambda row: str(row[0]), reverse=True)[:3]
    assert two[:3] == ([f"//files/2026/{began}.3.wav"], f"{began}.3", "")
    assert (two[4], two[5], two[6]) == (None, None, datetime.fromtimestamp(began, UTC))
    assert (one[1], one[2], one[3]) == (f"{began}.4", "王芳", "sales")
    rig.expected = []
    rig.missed.look()
    rig.until(4)
    assert [f"//files/{began}.7.wav"] in rig.paths()


def test_a_pair_is_one_call_whether_or_not_its_mix_came_in(rig: Rig, open_gateway_store: Callable[[], Store]) -> None:
    mix = record(rig.folder / "1700000001.1.wav", 1, LAST)
    for number, says in ((1, 10), (2, 20)):
        record(rig.folder / f"170000000{number}.1-rx.wav", says)
        record(rig.folder / f"170000000{number}.1-tx.wav", says + 1)
    record(rig.folder / "1700000002.1.wav", 22)
    open_gateway_store().calls.add_many([heard(mix)])
    rig.missed.look()
    rig.until(2)
    rig.missed.look()
    Event().wait(0.5)
    assert rig.paths() == [["//files/1700000001.1.wav"], ["//files/1700000002.1-tx.wav", "//files/1700000002.1-rx.wav"]]


def test_a_recording_that_is_still_written_waits(rig: Rig, open_gateway_store: Callable[[], Store]) -> None:
    open_gateway_store().calls.add_many([heard(rig.first)])
    growing = record(rig.folder / "1700000009.1.wav", 9)
    rig.missed.look()
    for _ in range(20):
        with growing.open("ab") as file:
            file.write(bytes(160))
        Event().wait(0.03)
        assert len(rig.rows()) == 1
    rig.until(2)


def test_nothing_is_missed_where_nothing_ever_came_in(rig: Rig) -> None:
    rig.missed.look()
    Event().wait(0.4)
    assert rig.rows() == []


def test_a_database_that_is_gone_is_waited_for(
    gateway_centre: SharedCentre, open_gateway_store: Callable[[], Store], tmp_path: Path
) -> None:
    tries: list[int] = []

    def open_store() -> Store:
        tries.append(1)
        if len(tries) < 3:
            return Store.open("postgresql://127.0.0.1:1/nobody")
        return open_gateway_store()

    rig = Rig(gateway_centre, open_store, tmp_path)
    open_gateway_store().calls.add_many([heard(rig.first)])
    record(tmp_path / "1700000003.1.wav", 3)
    rig.missed.start()
    rig.missed.look()
    try:
        rig.until(2)
    finally:
        rig.missed.stop()
    assert len(tries) == 3
