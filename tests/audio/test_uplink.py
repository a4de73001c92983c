"""Exact frames from a microphone fed by hand: one every 20 ms whatever its clock does, and never a backlog."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.audio.backlog import Backlog
from console.audio.uplink import FRAME_S, Pace, encoded
from console.audio.voice import CEILING, Voice, decibels
from tests.audio.hand_talk import HandUplink, decoded, pitch, tone

SIZES = {"ulaw": 160, "alaw": 160, "slin": 320, "slin16": 640}
RATES = {"ulaw": 8000, "alaw": 8000, "slin": 8000, "slin16": 16000}


@pytest.mark.parametrize("form", list(SIZES))
def test_frames_are_exact_and_hold_what_was_said(form: str) -> None:
    hand = HandUplink(form)
    hand.uplink.heard = True
    hand.turn(5.0)
    assert {len(frame) for frame in hand.line.frames} == {SIZES[form]}
    assert 245 <= len(hand.line.frames) <= 250
    heard = hand.line.sound()[RATES[form] :]
    assert pitch(heard, RATES[form]) == pytest.approx(1000, rel=0.005)
    assert decibels(np.asarray(heard)) == pytest.approx(decibels(tone(1000, 1)), abs=0.3)


def test_nothing_is_sent_while_muted_and_the_level_is_seen_all_the_same() -> None:
    hand = HandUplink()
    hand.turn(2.0)
    assert hand.line.frames == []
    assert hand.uplink.level_db == pytest.approx(decibels(tone(1000, 1)), abs=0.3)
    hand.uplink.heard = True
    hand.turn(1.0)
    sent = len(hand.line.frames)
    assert 48 <= sent <= 51
    hand.uplink.heard = False
    hand.turn(1.0)
    assert len(hand.line.frames) == sent + 1, "one frame to fade out in, and no more"
    last = decoded(hand.line.frames[-1], "slin16")
    assert abs(last[-1]) < 0.01
    first = decoded(hand.line.frames[0], "slin16")
    assert abs(first[0]) < 0.01


@pytest.mark.parametrize("error", [0.01, -0.01, 0.0003])
def test_a_microphone_whose_clock_is_wrong_is_held(error: float) -> None:
    hand = HandUplink(clock_error=error)
    hand.uplink.heard = True
    hand.turn(90.0)
    at = np.array(hand.line.at_s[-1000:])
    assert np.all(np.abs(np.diff(at) - FRAME_S) < 0.006), "a frame in every slot"
    assert hand.uplink.drift == pytest.approx(error, abs=0.002)
    assert hand.uplink.dropped_s < 0.2
    assert hand.uplink._elastic.waiting_s < 0.06
    heard = hand.line.sound()[-16000 * 10 :]
    assert pitch(heard, 16000) == pytest.approx(1000 * (1 + hand.uplink.drift), rel=0.004)
    frame = np.abs(np.diff(heard, n=2)).max()
    assert frame < 1.5 * np.abs(np.diff(tone(1000, 0.1, 16000), n=2)).max(), "no click"


def test_a_stall_of_the_sender_is_lost_and_not_made_up_for() -> None:
    hand = HandUplink()
    hand.uplink.heard = True
    hand.turn(3.0)
    before = len(hand.line.frames)
    hand.now_s += 1.5
    hand.speak()
    hand.uplink.turn(hand.now_s)
    assert len(hand.line.frames) == before + 1
    hand.turn(2.0)
    assert len(hand.line.frames) <= before + 102
    assert hand.uplink.dropped_s > 0.8
    assert hand.uplink._elastic.waiting_s < 0.06


def test_a_stall_of_the_microphone_is_faded_into_and_its_flood_dropped() -> None:
    hand = HandUplink()
    hand.uplink.heard = True
    hand.turn(3.0)
    hand.turn(0.4, speaks=False)
    before = len(hand.line.frames)
    hand.turn(2.0)
    assert len(hand.line.frames) - before <= 101
    assert hand.uplink._elastic.waiting_s < 0.06
    heard = hand.line.sound()
    assert np.abs(np.diff(heard, n=2)).max() < 1.5 * np.abs(np.diff(tone(1000, 0.1, 16000), n=2)).max()


@given(st.lists(st.floats(0.0, 0.2), min_size=1, max_size=400))
def test_no_slot_is_used_twice_and_none_is_made_up_for(waits: list[float]) -> None:
    pace, now_s = Pace(10.0), 10.0
    used: list[int] = []
    for wait in waits:
        now_s += wait
        if pace.due(now_s):
            used.append(int((now_s - 10.0) / FRAME_S + 1e-6))
        assert pace.next_s > now_s - 1e-9
    assert len(set(used)) >= len(used) - 1
    assert len(used) <= (now_s - 10.0) / FRAME_S + 1 + 1e-6


@given(st.floats(0.05, 20.0))
def test_however_loud_it_is_never_overdriven(size: float) -> None:
    voice = Voice(16000, 320)
    for at in range(60):
        made = voice.frame(np.asarray(tone(700, FRAME_S, 16000, size, at * FRAME_S), np.float32), heard=True)
        assert np.abs(made).max() <= 1.0
    assert np.abs(made).max() == pytest.approx(min(size, CEILING), rel=0.05)


def test_rumble_is_taken_out_and_speech_is_not() -> None:
    for hz, least, most in ((30, -60.0, -20.0), (300, -1.0, 0.5), (3000, -0.5, 0.5)):
        voice = Voice(8000, 160)
        made = np.concatenate(
            [
                voice.frame(np.asarray(tone(hz, FRAME_S, 8000, 0.25, at * FRAME_S), np.float32), heard=True)
                for at in range(50)
            ]
        )
        assert least <= decibels(made[4000:]) - decibels(tone(hz, 1, 8000)) <= most


def test_ducking_is_20_db_and_without_a_click() -> None:
    voice = Voice(16000, 320)
    made = []
    for at in range(100):
        sound = np.asarray(tone(700, FRAME_S, 16000, 0.25, at * FRAME_S), np.float32)
        made.append(voice.frame(sound, heard=True, ducked=50 <= at < 75))
    assert decibels(made[40]) - decibels(made[60]) == pytest.approx(20, abs=0.3)
    assert decibels(made[90]) == pytest.approx(decibels(made[40]), abs=0.1)
    whole = np.concatenate(made[2:])
    assert np.abs(np.diff(whole, n=2)).max() < 1.5 * np.abs(np.diff(tone(700, 0.1, 16000), n=2)).max()


@given(st.binary(min_size=320, max_size=320))
def test_alaw_codes_are_the_nearest(sound: bytes) -> None:
    samples = np.frombuffer(sound, "<i2")
    back = decoded(encoded(np.asarray(samples / 32768, np.float32), "alaw"), "alaw") * 32768
    assert np.all(np.abs(back - samples) <= np.maximum(16, np.abs(samples.astype(int)) / 16))


@pytest.mark.parametrize(
    ("words", "flushed"),
    [
        ("STATUS queue_length:6 xon_level:800 xoff_level:900 queue_full:false", 1),
        ("STATUS queue_length:5 xon_level:800 xoff_level:900 queue_full:false", 0),
        ('{"event": "STATUS", "queue_length": 43, "xon_level": 800}', 1),
        ("MEDIA_XON channel_id:1", 0),
    ],
)
def test_what_waits_at_the_switch_is_thrown_away_there(words: str, flushed: int) -> None:
    said: list[str] = []
    backlog = Backlog(said.append)
    for at in range(21):
        backlog.tend(5.0 + at / 10)
    assert said == ["GET_STATUS"] * 3
    backlog.hear(words)
    assert said[3:] == ["FLUSH_MEDIA"] * flushed
