"""What is heard of a live call over every kind of line: how late, how much made up, and that it is the same sound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from console.audio.live_head import LiveHead
from console.audio.live_leg import LiveLeg
from console.audio.live_tape import from_samples
from tests.audio.live_calls import (
    DEVICE,
    FRAME,
    RATE,
    Floats,
    Heard,
    Line,
    Sent,
    jitter,
    lag_ms,
    likeness_to,
    listen,
    loss,
    packets,
    speech,
    stall,
    through,
)

AGENT, CUSTOMER = speech(20, seed=1), speech(20, seed=9)


def over(*lines: Line, clock: float = 1.0, until_s: float = 29.0) -> Heard:
    return listen(
        [through(packets(AGENT, clock=clock), *lines), through(packets(CUSTOMER, clock=clock), *lines)], until_s
    )


def concealed(heard: Heard) -> float:
    """Share of the sound that was made up."""
    return heard.head.figures.concealed_ms / 2 / heard.head.figures.played_ms


def second(heard: Heard, at_s: float, lane: int) -> Floats:
    begin = int((at_s - heard.start_s) * DEVICE)
    return heard.sound[begin : begin + DEVICE, lane]


def test_on_a_good_line_both_sides_are_heard_whole_40_ms_behind_and_each_on_its_lane() -> None:
    heard = over()
    assert concealed(heard) < 0.003, "the first moment only"
    for lane, own, other in ((0, AGENT, CUSTOMER), (1, CUSTOMER, AGENT)):
        assert likeness_to(second(heard, 20, lane), own) > 0.98
        assert likeness_to(second(heard, 20, lane), other) < 0.8
        assert lag_ms(heard.sound[:, lane], own, heard.start_s, 10.0, 20) == pytest.approx(40, abs=4)


@pytest.mark.parametrize(("unrest_ms", "behind_ms"), [(5, 50), (15, 68)])
def test_unrest_costs_distance_and_not_sound(unrest_ms: float, behind_ms: float) -> None:
    heard = over(jitter(unrest_ms))
    assert concealed(heard) <= 0.005
    assert np.median(heard.behind_ms[500:]) <= behind_ms
    assert likeness_to(second(heard, 20, 0), AGENT) > 0.95


def test_wild_unrest_stays_within_the_cap() -> None:
    heard = over(jitter(300))
    assert heard.behind_ms[500:].max() < 260
    assert np.isfinite(heard.sound).all()


@pytest.mark.parametrize("share", [0.01, 0.05, 0.3])
def test_what_is_lost_is_made_up_and_nothing_else(share: float) -> None:
    heard = over(loss(share))
    assert concealed(heard) == pytest.approx(share, abs=0.3 * share + 0.005)
    assert np.median(heard.behind_ms[500:]) == pytest.approx(40, abs=3), "what never comes is not waited for"


def test_only_what_was_lost_is_made_up_to_the_sample() -> None:
    sound = speech(4.0)
    other = packets(np.zeros_like(sound))
    whole = listen([packets(sound), other], 13.5)
    holed = listen([[one for one in packets(sound) if one.at != 100 * FRAME], other], 13.5)
    unlike = np.flatnonzero(np.abs(whole.sound[:, 0] - holed.sound[:, 0]) > 1e-4)
    assert 18 <= (unlike[-1] - unlike[0]) / (DEVICE / 1000) <= 24, "a packet, and the reach of the resampling"
    made_up_ms = holed.head.figures.concealed_ms - whole.head.figures.concealed_ms
    assert made_up_ms == pytest.approx(20.0), "beside the first moment of the call"


def test_packets_in_disorder_and_twice_are_heard_once_and_in_order() -> None:
    def shuffled(sent: list[Sent]) -> list[Sent]:
        swapped = [replace(one, came_s=one.came_s + (0.015 if n % 7 == 0 else 0)) for n, one in enumerate(sent)]
        return swapped + swapped[::3]

    heard = over(shuffled)
    assert concealed(heard) < 0.005
    assert likeness_to(second(heard, 20, 0), AGENT) > 0.97


def test_after_a_burst_of_200_ms_the_distance_is_as_before() -> None:
    heard = over(stall(18.0, 0.2))
    at = int((28.0 - heard.start_s) * 100)
    assert heard.behind_ms[at] < heard.head.legs[0].target_ms + 40
    assert concealed(heard) < 0.02


def test_a_stall_and_the_flood_after_it_leave_the_ear_at_the_live_edge_and_the_tape_whole() -> None:
    heard = over(stall(14.0, 8.0))
    assert lag_ms(heard.sound[:, 0], AGENT, heard.start_s, 10.0, 25) == pytest.approx(40, abs=8)
    kept = heard.head.legs[0].tape.read(0, 15 * RATE)
    assert np.corrcoef(kept, AGENT[: 15 * RATE])[0, 1] > 0.99, "what could not be heard live can be rewound"


@pytest.mark.parametrize("clock", [0.99, 1.0003, 1.01])
def test_clocks_that_differ_are_followed(clock: float) -> None:
    heard = over(clock=clock, until_s=29.0)
    assert heard.head.figures.drift_ppm == pytest.approx((clock - 1) * 1e6, rel=0.25, abs=600)
    assert abs(heard.behind_ms[-500] - heard.head.legs[0].target_ms) < 25
    assert heard.head.figures.jumped == 0


@pytest.mark.parametrize("clock", [0.99, 1.01])
@pytest.mark.parametrize(("share", "unrest_ms"), [(0.3, 0.0), (0.1, 100.0), (0.3, 300.0)])
def test_everything_at_once_leaves_the_ear_at_the_edge(share: float, unrest_ms: float, clock: float) -> None:
    def twice(sent: list[Sent]) -> list[Sent]:
        return sent + [replace(one, came_s=one.came_s + 0.03) for one in sent[::5]]

    heard = over(loss(share), jitter(unrest_ms), twice, clock=clock)
    assert np.isfinite(heard.sound).all()
    assert heard.behind_ms[1000:].max() < 300
    assert np.sqrt(np.mean(second(heard, 20, 0) ** 2)) > 0.01, "something is heard all the same"
    assert concealed(heard) < share + 0.45


def test_silence_that_is_not_sent_is_silence_and_what_follows_is_in_its_place() -> None:
    def hushed(sent: list[Sent]) -> list[Sent]:
        return [one for one in sent if not 14.0 <= one.sent_s < 17.0]

    heard = over(hushed)
    pause = second(heard, 15, 0)
    assert not pause.any()
    assert lag_ms(heard.sound[:, 0], AGENT, heard.start_s, 10.0, 22) == pytest.approx(40, abs=5)


def test_a_stream_begun_anew_goes_on_behind_the_old_one() -> None:
    leg = LiveLeg(RATE, 0.0)
    head = LiveHead([leg], DEVICE)
    sound = speech(12, seed=4)
    out, now_s = [], 0.02
    for number in range(len(sound) // FRAME):
        begins = number in (0, 200)
        at = (number - 200 if number >= 200 else number) * FRAME
        leg.take(at, from_samples(sound[number * FRAME : (number + 1) * FRAME]), now_s, begins=begins)
        out += [head.render(480, now_s + step / 100) for step in range(2)]
        now_s += 0.02
    heard = np.concatenate(out)[:, 0]
    assert head.figures.concealed_ms < 60
    assert likeness_to(heard[10 * DEVICE : 11 * DEVICE], sound) > 0.97


def test_a_count_that_leaps_is_put_where_it_came() -> None:
    leg = LiveLeg(RATE, 0.0)
    codes = from_samples(speech(0.02))
    leg.take(0, codes, 0.02, begins=True)
    leg.take(2**31, codes, 0.04)
    leg.take(2**31 + FRAME, codes, 0.06)
    assert leg.tape.end == 3 * FRAME


def test_sound_that_was_dropped_on_the_way_does_not_leave_the_ear_ahead_for_ever() -> None:
    sent = packets(AGENT)
    lost_on_the_way = [replace(one, at=one.at - (8000 if one.sent_s > 16 else 0)) for one in sent]
    kept = [one for one in lost_on_the_way if not 15.0 < one.sent_s <= 16.0]
    heard = listen([kept, packets(CUSTOMER)], 29.0)
    assert lag_ms(heard.sound[:, 1], CUSTOMER, heard.start_s, 10.0, 24) < 60, "the other side never waits for it"
    assert likeness_to(second(heard, 24, 0), AGENT) > 0.95


def test_nothing_yet_is_silence() -> None:
    head = LiveHead([LiveLeg(RATE, 0.0)], DEVICE)
    assert not head.render(480, 1.0).any()
