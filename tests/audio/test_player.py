"""The player on a clock turned by hand: what sounds, where it says it is, and what it counts as heard."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from threading import Event
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.audio.outputs import NullOutputs
from console.audio.player import Pan, Player, PlayState
from console.audio.playing import DevicesListed
from console.domain.calls import SoundSource
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.ledger import Heard
from tests.audio.players import DEVICE_HZ, RATE_HZ, SOURCE, Bench, MemorySound, noise

Wave = np.ndarray[Any, np.dtype[np.float64]]


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(lambda so: qtbot.waitUntil(so, timeout=5000), MemorySound(noise(30)))
    yield made
    made.player.shut_down()


def source_of(bench: Bench, start_ms: float, end_ms: float, lane: int = 0) -> Wave:
    """The sound's own samples, -1..1."""
    return np.asarray(bench.sound.samples[int(start_ms * 8) : int(end_ms * 8), lane] / 32768)


def same(heard: Wave, expected: Wave) -> float:
    """Correlation of what sounded (device rate) with source samples (8 kHz)."""
    picked = heard[:: DEVICE_HZ // RATE_HZ]
    count = min(len(picked), len(expected))
    return float(np.corrcoef(picked[:count], expected[:count])[0, 1])


def jump(wave: Wave) -> float:
    """The greatest step between neighbours; the test sound itself stays far below a click."""
    return float(np.abs(np.diff(wave)).max())


def test_plays_agent_left_and_customer_right_and_nothing_else(bench: Bench) -> None:
    bench.open()
    bench.player.play()
    sound = bench.turn(2000)
    assert same(sound[480:, 0], source_of(bench, 10, 2000, 0)) > 0.999
    assert same(sound[480:, 1], source_of(bench, 10, 2000, 1)) > 0.999
    assert bench.player.position_ms == 2000
    assert bench.player.state is PlayState.PLAYING


def test_pause_keeps_the_place_and_resume_steps_back(bench: Bench) -> None:
    bench.open()
    bench.player.play()
    bench.turn(4000)
    bench.player.pause()
    kept = bench.player.position_ms
    assert 4000 <= kept <= 4010
    assert not bench.turn(100)[480:].any()
    assert bench.player.position_ms == kept
    bench.player.play()
    assert bench.player.position_ms == kept - 1500
    bench.player.pause()
    bench.player.seek(7000)
    bench.player.play()
    assert bench.player.position_ms == 7000


def test_resume_step_is_settable_within_its_limits(bench: Bench) -> None:
    bench.player.resume_back_ms = 9000
    assert bench.player.resume_back_ms == 5000
    bench.player.resume_back_ms = 0
    bench.open()
    bench.player.play()
    bench.turn(1000)
    bench.player.pause()
    kept = bench.player.position_ms
    bench.player.play()
    assert bench.player.position_ms == kept


def test_seek_while_playing_sounds_at_once_without_a_click(bench: Bench) -> None:
    bench.open()
    bench.player.play()
    before = bench.turn(1000)
    bench.player.seek(20_000)
    assert bench.player.position_ms == 20_000
    after = bench.turn(1000)
    assert same(after[480:, 0], source_of(bench, 20_010, 21_000)) > 0.999
    assert jump(np.concatenate((before, after))[:, 0]) < 1.5 * jump(source_of(bench, 0, 30_000).repeat(1)) + 1e-3
    assert bench.player.position_ms == 21_000


def test_ends_and_starts_over(bench: Bench) -> None:
    bench.open()
    bench.player.seek(29_500)
    bench.player.play()
    bench.turn(700)
    bench.wait(lambda: bench.player.state is PlayState.ENDED)
    assert bench.player.position_ms == bench.player.duration_ms == 30_000
    bench.player.play()
    assert bench.player.position_ms == 0
    bench.turn(100)
    assert bench.player.position_ms == 100


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.0, 1.5, 2.0, 3.0])
def test_position_and_ledger_are_in_call_time_at_any_speed(bench: Bench, speed: float) -> None:
    bench.open()
    bench.player.set_speed(speed)
    bench.player.seek(5000)
    bench.player.play()
    bench.turn(4000)
    assert bench.player.position_ms == pytest.approx(5000 + 4000 * speed, abs=1)
    bench.player.pause()
    (span,) = bench.ledger.spans
    assert (span.start_ms, span.speed) == (5000, round(speed * 100))
    assert span.end_ms == pytest.approx(5000 + 4005 * speed, abs=2)


def test_speed_changes_in_place(bench: Bench) -> None:
    bench.open()
    bench.player.play()
    bench.turn(1000)
    for speed in (1.5, 0.7, 3.0, 1.0):
        at = bench.player.position_ms
        bench.player.set_speed(speed)
        bench.turn(20)
        assert bench.player.position_ms == pytest.approx(at + 20 * speed, abs=2)
    assert [h.speed for h in bench.ledger.spans][:2] == [100, 150]


def test_speed_steps_and_limits(bench: Bench) -> None:
    bench.player.faster()
    assert bench.player.speed == 1.1
    bench.player.slower()
    bench.player.slower()
    assert bench.player.speed == 0.9
    bench.player.set_speed(9.0)
    assert bench.player.speed == 3.0
    bench.player.faster()
    assert bench.player.speed == 3.0
    bench.player.normal_speed()
    assert bench.player.speed == 1.0


def test_lanes_are_muted_soloed_and_weighed(bench: Bench) -> None:
    bench.open()
    bench.player.play()
    bench.turn(500)
    bench.player.set_muted(0, on=True)
    sound = bench.turn(500)[960:]
    assert not sound[:, 0].any()
    assert sound[:, 1].any()
    bench.player.set_muted(0, on=False)
    bench.player.set_gain_db(1, -20)
    sound = bench.turn(500)[960:]
    assert np.std(sound[:, 1]) / np.std(sound[:, 0]) == pytest.approx(0.1, rel=0.1)
    bench.player.set_solo(1)
    sound = bench.turn(500)[960:]
    assert np.array_equal(sound[:, 0], sound[:, 1])
    bench.player.set_solo(None)
    bench.player.set_pan(Pan.MIDDLE)
    sound = bench.turn(500)[960:]
    assert np.array_equal(sound[:, 0], sound[:, 1])


def test_muting_does_not_click_and_does_not_move(bench: Bench) -> None:
    bench.open()
    bench.player.play()
    parts = [bench.turn(500)]
    for on in (True, False, True, False):
        bench.player.set_muted(0, on=on)
        parts.append(bench.turn(200))
    wave = np.concatenate(parts)[480:, 0]
    assert jump(wave) <= jump(np.asarray(bench.turn(3000)[:, 0])) * 1.2
    assert same(np.concatenate(parts)[480:, 1], source_of(bench, 10, 1300, 1)) > 0.999


def test_what_sounded_up_to_now_is_told_when_asked_for(bench: Bench) -> None:
    bench.open()
    bench.player.set_speed(2.0)
    bench.player.play()
    bench.turn(200)
    assert bench.ledger.heard_ms == 0
    bench.player.report_heard()
    (span,) = bench.ledger.spans
    assert (span.start_ms, span.speed) == (0, 200)
    assert 380 <= span.end_ms <= 420
    bench.turn(100)
    bench.player.pause()
    assert bench.ledger.spans[0].end_ms > span.end_ms
    assert len(bench.ledger.spans) == 1
    bench.player.report_heard()
    assert len(bench.ledger.spans) == 1


def test_what_nobody_could_hear_is_not_heard(bench: Bench) -> None:
    bench.open()
    bench.player.play()
    bench.turn(1000)
    bench.player.set_muted(0, on=True)
    bench.turn(1000)
    bench.player.set_gain_db(1, -60)
    bench.turn(1000)
    bench.player.set_muted(0, on=False)
    bench.turn(1000)
    bench.player.pause()
    assert not bench.ledger.covers(2050, 2950)
    assert bench.ledger.covers(0, 2000)
    assert bench.ledger.covers(3000, 4000)


def test_loop_is_exact_to_the_sample(bench: Bench) -> None:
    bench.open()
    bench.player.set_loop(2000, 3000)
    bench.player.seek(2000)
    bench.player.play()
    sound = bench.turn(3500)
    for lap in range(3):
        start = lap * DEVICE_HZ + 480
        assert same(sound[start : start + 40_000, 0], source_of(bench, 2010, 2840)) > 0.999
    assert bench.player.position_ms == 2500
    assert jump(sound[480:, 0]) < 0.5
    bench.player.set_loop_on(on=False)
    bench.turn(1000)
    assert bench.player.position_ms == 3500


def test_loop_points_find_their_order_and_edges(bench: Bench) -> None:
    bench.open()
    bench.player.set_loop(9000, 4000)
    assert (bench.player.loop, bench.player.loop_on) == ((4000, 9000), True)
    bench.player.set_loop(5000, None)
    assert bench.player.loop == (5000, 30_000)
    bench.player.set_loop(5000, 5010)
    assert bench.player.loop == (5000, 30_000)
    bench.player.set_loop(None, None)
    assert bench.player.loop is None
    assert not bench.player.loop_on


def test_a_span_is_played_and_no_more(bench: Bench) -> None:
    bench.open()
    bench.player.play_span(6000, 7250)
    sound = bench.turn(2000)
    bench.wait(lambda: bench.player.state is PlayState.PAUSED)
    assert bench.player.position_ms == 7250
    assert not sound[60_010:].any()
    assert bench.ledger.spans == (Heard(6000, 7250),)
    bench.player.play()
    assert bench.player.position_ms == 7250


def test_skipping_silence_leaves_margins_and_does_not_count(bench: Bench) -> None:
    bench.open()
    bench.player.set_quiet([(2000, 8000)])
    bench.player.set_skip_silence(on=True)
    bench.player.play()
    sound = bench.turn(4000)
    assert same(sound[480 : DEVICE_HZ * 2, 0], source_of(bench, 10, 2000)) > 0.999
    late = sound[round(DEVICE_HZ * 2.26) :, 0]
    assert same(late, source_of(bench, 7760, 9490)) > 0.999
    bench.player.pause()
    assert bench.ledger.missed(0, 9000) == ((2250, 7750),)


def test_a_mono_sound_is_in_the_middle(qtbot: QtBot) -> None:
    bench = Bench(lambda so: qtbot.waitUntil(so, timeout=5000), MemorySound(noise(3, lanes=1)), rate_hz=44100)
    bench.open()
    bench.player.play()
    sound = bench.turn(1000)
    assert np.array_equal(sound[:, 0], sound[:, 1])
    assert sound.any()
    bench.player.shut_down()


def test_a_sound_that_goes_away_is_one_fault_and_the_place_stays(bench: Bench) -> None:
    bench.open()
    bench.player.play()
    bench.turn(1000)
    bench.sound.gone = True
    bench.turn(1500)
    bench.wait(lambda: bench.player.state is PlayState.PAUSED)
    assert bench.faults == [FaultKind.FILE_MISSING]
    assert 1000 <= bench.player.position_ms < 2500
    bench.sound.gone = False
    bench.player.play()
    bench.turn(100)
    assert bench.player.state is PlayState.PLAYING


def test_a_lost_device_pauses_and_play_goes_on_elsewhere(bench: Bench) -> None:
    bench.open()
    bench.player.play()
    bench.turn(1000)
    bench.outputs.device.lost = True
    bench.wait(lambda: bench.player.state is PlayState.PAUSED)
    assert bench.faults == [FaultKind.DEVICE_LOST]
    assert 1000 <= bench.player.position_ms <= 1010
    bench.player.play()
    bench.turn(2000)
    assert bench.player.state is PlayState.PLAYING
    assert bench.player.position_ms == pytest.approx(2000, abs=10)


def test_a_device_that_falls_silent_counts_as_lost(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.audio.ring.LOST_TICKS", 5)
    bench.open()
    bench.outputs.device.real_time = True  # it should call by itself now, and does not
    bench.player.play()
    bench.wait(lambda: bench.faults == [FaultKind.DEVICE_LOST])
    assert bench.player.state is PlayState.PAUSED


def test_what_was_heard_is_told_about_once_a_second(bench: Bench) -> None:
    bench.open()
    bench.player.play()
    bench.turn(4200)
    bench.wait(lambda: len(bench.heard) >= 3)
    assert bench.player.state is PlayState.PLAYING


def test_without_any_output_it_says_so_when_played(qtbot: QtBot) -> None:
    bench = Bench(lambda so: qtbot.waitUntil(so, timeout=5000), MemorySound(noise(3)))
    bench.outputs.present = False
    bench.open()
    assert bench.faults == []
    bench.player.play()
    bench.wait(lambda: bench.faults == [FaultKind.NO_OUTPUT_DEVICE])
    assert bench.player.state is PlayState.PAUSED
    bench.player.shut_down()


def test_a_broken_sound_is_a_fault_and_leaves_it_empty(qtbot: QtBot) -> None:
    def refuse(source: SoundSource) -> MemorySound:
        raise InputFault(FaultKind.NOT_AUDIO, path=source.paths[0])

    player = Player(outputs=NullOutputs(), opener=refuse)
    with qtbot.waitSignal(player.fault_happened, timeout=5000):
        player.open(SOURCE)
    assert player.state is PlayState.EMPTY
    player.play()
    player.seek(100)
    assert player.position_ms == 0
    player.shut_down()


def test_asked_to_play_while_opening_it_plays_when_open(bench: Bench) -> None:
    bench.player.open(SOURCE)
    bench.player.seek(3000)
    bench.player.play()
    bench.wait(lambda: bench.player.state is PlayState.PLAYING)
    bench.turn(500)
    assert bench.player.position_ms == 3500


def test_closing_reports_what_was_heard_before_it_returns(bench: Bench) -> None:
    bench.open()
    bench.player.play()
    bench.turn(700)
    bench.player.close()
    assert bench.ledger.covers(0, 700)
    assert bench.player.state is PlayState.EMPTY
    bench.wait(lambda: bench.sound.closed)


def test_running_time_shows_the_position_about_thirty_times_a_second(qtbot: QtBot) -> None:
    outputs = NullOutputs(running=True)
    player = Player(outputs=outputs, opener=lambda _source: MemorySound(noise(5)))
    seen: list[int] = []
    player.position_changed.connect(seen.append)
    with qtbot.waitSignal(player.opened, timeout=5000):
        player.open(SOURCE)
    player.play()
    qtbot.waitUntil(lambda: len(seen) > 20, timeout=5000)
    assert seen == sorted(seen)
    assert max(b - a for a, b in pairwise(seen)) < 200
    player.shut_down()


def test_an_open_device_is_given_back_before_the_devices_are_listed_unless_it_plays(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.open()
    deeds: list[str] = []

    def noted(deed: str, way: Callable[..., Any]) -> Callable[..., Any]:
        def do(*given: object) -> Any:
            deeds.append(deed)
            return way(*given)

        return do

    monkeypatch.setattr(bench.outputs, "names", noted("list", bench.outputs.names))
    monkeypatch.setattr(bench.outputs, "open", noted("open", bench.outputs.open))
    monkeypatch.setattr(bench.outputs.device, "close", noted("close", bench.outputs.device.close))
    bench.player.refresh_devices()
    bench.wait(lambda: deeds == ["close", "list", "open"])
    deeds.clear()
    bench.player.play()
    bench.turn(1000)
    bench.player.refresh_devices()
    bench.wait(lambda: deeds == ["list"])
    bench.turn(1000)
    assert bench.player.state is PlayState.PLAYING
    assert bench.player.position_ms == pytest.approx(2000, abs=10)


def ended_and_not_told(bench: Bench) -> None:
    """The sound has come to its end and nobody has said so yet: the window's own loop has not turned."""
    bench.open()
    bench.player.play()
    bench.turn(31_000)
    deadline = time.monotonic() + 5
    while bench.player._engine.playing and time.monotonic() < deadline:
        Event().wait(0.001)
    assert bench.player.state is PlayState.PLAYING


def test_pausing_as_it_ends_is_the_end(bench: Bench) -> None:
    ended_and_not_told(bench)
    bench.player.pause()
    assert bench.player.state is PlayState.ENDED
    bench.player.play()
    assert bench.player.position_ms < 100


def test_seeking_as_it_ends_stands_there(bench: Bench) -> None:
    ended_and_not_told(bench)
    bench.player.seek(5000)
    bench.player.report_heard()
    assert bench.player.state is PlayState.PAUSED
    bench.player.play()
    assert bench.player.position_ms >= 5000


def test_what_is_told_keeps_its_order_where_whoever_hears_of_it_asks_for_more(bench: Bench) -> None:
    player, engine = bench.player, bench.player._engine

    def ask() -> None:
        engine._tell(DevicesListed(("third",)))
        player.report_heard()

    player.devices_changed.connect(ask, Qt.ConnectionType.SingleShotConnection)
    engine._events.extend([DevicesListed(("first",)), DevicesListed(("second",))])
    player.report_heard()
    assert player.device_names() == ("third",)


def test_a_device_that_fails_when_the_sound_is_gone_leaves_it_empty(bench: Bench) -> None:
    bench.open()
    bench.player.play()
    bench.player.close()
    bench.player._engine._fail(PlaceFault(FaultKind.DEVICE_LOST, device="x"))  # as its thread does, which had begun to
    bench.player.report_heard()
    assert bench.player.state is PlayState.EMPTY


def test_what_nobody_foresaw_of_a_sound_is_told_once(qtbot: QtBot) -> None:
    tried: list[SoundSource] = []

    def fail(source: SoundSource) -> MemorySound:
        tried.append(source)
        raise ValueError

    player = Player(outputs=NullOutputs(), opener=fail)
    with qtbot.waitSignal(player.fault_happened, timeout=5000) as told:
        player.open(SOURCE)
    assert told.args is not None
    assert told.args[0].kind is FaultKind.BUG
    assert player.state is PlayState.EMPTY
    player.shut_down()
    assert tried == [SOURCE]
