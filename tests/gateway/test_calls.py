"""A finished call comes in by itself with its recording, once the recording is whole."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from console.domain.calls import Call, Direction, EndedBy
from console.gateway.calls import CallTaker
from console.intake.intake import content_hash
from console.store.live_calls import LiveBegin
from console.store.store import Store
from console.telephony.interface import CallRecord, RecordingEnded
from tests.shared_centre import SharedCentre, connect
from tests.store.centres import START

pytestmark = pytest.mark.postgresql


@pytest.fixture
def added() -> list[Call]:
    """What the taker has said that it added."""
    return []


@pytest.fixture
def taker(open_gateway_store: Callable[[], Store], added: list[Call]) -> Iterator[CallTaker]:
    taker = CallTaker(
        open_gateway_store, lambda path: f"//files/{Path(path).name}", 0.05, unsaid_s=0.5, on_added=added.append
    )
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
        "SELECT agent_name, queue, direction, call_number, customer_masked, ring_ms, wait_ms, talk_ms, hold_ms,"
        " ended_by, duration_ms, sound_paths, stretches FROM call WHERE call_number LIKE 'pbx%'"
    )
    with connect(centre, "4001") as session:
        return session.execute(query).fetchall()


def wait_until(true: Callable[[], bool]) -> None:
    """For ten seconds at most."""
    for _ in range(200):
        if true():
            return
        Event().wait(0.05)


def record(path: Path | None, key: str = "pbx-1.7") -> CallRecord:
    return CallRecord(
        key,
        key,
        START,
        "1001",
        queue="售后",
        direction=Direction.INBOUND,
        caller_number="13812345678",
        ring_ms=400,
        wait_ms=900,
        talk_ms=2000,
        hold_ms=1500,
        ended_by=EndedBy.CALLER,
        recording=str(path) if path else None,
        answered_at=START + timedelta(seconds=1),
        holds=((START + timedelta(seconds=1.2), START + timedelta(seconds=2.7)),),
    )


def test_a_call_comes_in_with_ring_and_hold(
    gateway_centre: SharedCentre, taker: CallTaker, added: list[Call], tmp_path: Path
) -> None:
    path = tmp_path / "one.wav"
    taker.take(record(None, "pbx-0"))  # not recorded: nothing to score
    taker.take(record(tmp_path / "never.wav", "pbx-2"))
    with recording(path, 3):
        taker.take(record(path))
    taker.ended(RecordingEnded(str(path), START, START + timedelta(seconds=3)))
    for _ in range(200):
        if calls(gateway_centre):
            break
        Event().wait(0.05)
    (found,) = calls(gateway_centre)
    assert found[:5] == ("王芳", "售后", "inbound", "pbx-1.7", "138****5678")
    assert found[5:-1] == (400, 900, 2000, 1500, "caller", 3000, ["//files/one.wav"])
    assert found[-1] == [[600, 1000, "ring"], [1200, 2700, "hold"]]
    assert [(call.call_number, call.talk_ms) for call in added] == [("pbx-1.7", 2000)]


@pytest.mark.parametrize("key", ["pbx-3.9", "pbx-3.1"], ids=["by its leg", "by its call"])
def test_the_recording_of_a_call_that_was_scored_live_is_that_calls(
    gateway_centre: SharedCentre, taker: CallTaker, added: list[Call], tmp_path: Path, key: str
) -> None:
    """A floor may know a call by its key at the queue or by the agent's leg."""
    inspector, agent = gateway_centre.person("2001"), gateway_centre.person("1001")
    with closing(Store.open(gateway_centre.url, login=gateway_centre.login("2001"))) as store:
        row = store.calls.begin_live(LiveBegin(agent.id, key, START, "售后"), inspector)
        with recording(tmp_path / "live.wav", 2):
            taker.take(replace(record(tmp_path / "live.wav", "pbx-3.9"), linked_key="pbx-3.1"))
        for _ in range(200):
            if added:
                break
            Event().wait(0.05)
        call = store.calls.get(row.id)
    assert call.sound.paths == ("//files/live.wav",)
    assert (call.agent_id, call.live_since, call.duration_ms) == (agent.id, START, 2000)
    assert len(calls(gateway_centre)) == 1


def test_a_call_that_went_on_to_another_agent_in_one_recording_is_a_call_of_each(
    gateway_centre: SharedCentre, taker: CallTaker, added: list[Call], tmp_path: Path
) -> None:
    path = tmp_path / "moved.wav"
    first = replace(record(path, "pbx-5.2"), linked_key="pbx-5.1", ended_by=EndedBy.TRANSFER)
    second = replace(
        record(path, "pbx-5.7"), linked_key="pbx-5.1", agent_number="1002", queue="投诉", hold_ms=0, holds=()
    )
    with recording(path, 3):
        pass
    taker.ended(RecordingEnded(str(path), START, START + timedelta(seconds=3)))
    for leg in (first, second):
        taker.take(leg)
    wait_until(lambda: len(added) == 2)
    with recording(tmp_path / "last.wav", 2):
        pass
    for leg in (first, second, record(tmp_path / "last.wav", "pbx-6.1")):  # the first two once more
        taker.take(leg)
    wait_until(lambda: len(added) == 3)
    found = {(agent, key): (queue, hold_ms) for agent, queue, _, key, *_, hold_ms, _, _, _, _ in calls(gateway_centre)}
    assert found == {
        ("王芳", "pbx-5.2"): ("售后", 1500),
        ("陈静", "pbx-5.7"): ("投诉", 0),
        ("王芳", "pbx-6.1"): ("售后", 1500),
    }
    with closing(Store.open(gateway_centre.url, login=gateway_centre.login("2001"))) as store:
        assert store.calls.known_hashes([content_hash((str(path),))]), "imported by hand it is there already"


def test_two_agents_who_call_each_other_are_one_call(
    gateway_centre: SharedCentre, taker: CallTaker, added: list[Call], tmp_path: Path
) -> None:
    for name, agent, key in (("both", "1001", "pbx-7.1"), ("both", "1002", "pbx-7.2"), ("last", "1001", "pbx-8.1")):
        with recording(tmp_path / f"{name}.wav", 2 if name == "both" else 3):
            pass
        taker.take(replace(record(tmp_path / f"{name}.wav", key), agent_number=agent, queue=""))
    wait_until(lambda: len(added) == 2)
    assert {key for _, _, _, key, *_ in calls(gateway_centre)} == {"pbx-7.1", "pbx-8.1"}


def test_each_side_is_heard_by_itself(gateway_centre: SharedCentre, taker: CallTaker, tmp_path: Path) -> None:
    mix = tmp_path / "two.wav"
    with recording(mix, 2), recording(tmp_path / "two-rx.wav", 2), recording(tmp_path / "two-tx.wav", 2):
        taker.take(record(mix, "pbx-2.1"))
    for _ in range(200):
        if calls(gateway_centre):
            break
        Event().wait(0.05)
    ((*_, paths, stretches),) = calls(gateway_centre)
    assert paths == ["//files/two-tx.wav", "//files/two-rx.wav"]
    assert stretches == []  # nobody said when its recording ended


def test_a_call_that_goes_on_is_not_brought_in_half(
    gateway_centre: SharedCentre, taker: CallTaker, added: list[Call], tmp_path: Path
) -> None:
    path = tmp_path / "three.wav"
    with recording(path, 3):
        taker.take(record(path, "pbx-3.1"))
        Event().wait(0.3)  # its file stands still: nobody says anything
        assert not added
    taker.ended(RecordingEnded(str(path), START, START + timedelta(seconds=3)))
    for _ in range(200):
        if added:
            break
        Event().wait(0.05)
    assert [call.duration_ms for call in added] == [3000]
    assert len(calls(gateway_centre)) == 1
