from __future__ import annotations

import numpy as np
import pytest

from console.audio.concealment import GONE_MS, Concealer, Floats, pitch_period

RATE = 8000


def vowel(hertz: float, ms: int) -> Floats:
    at = np.arange(RATE * ms // 1000) / RATE
    tones = np.stack([np.sin(2 * np.pi * hertz * k * at) / k for k in range(1, 6)])
    return np.asarray(0.2 * tones.sum(axis=0), np.float32)


@pytest.mark.parametrize("hertz", [80, 110, 160, 250, 380])
def test_the_period_of_a_voice_is_found(hertz: int) -> None:
    found = pitch_period(vowel(hertz, 100), RATE)
    times = found * hertz / RATE
    assert abs(times - round(times)) < 0.1, "a period, or a few of them"


def test_a_short_hole_in_a_vowel_is_hardly_there_and_nothing_clicks() -> None:
    sound, filler = vowel(125, 400), Concealer(RATE)
    blocks = [sound[at : at + 40] for at in range(0, len(sound), 40)]
    out = np.concatenate(
        [filler.missing(40) if 40 <= number < 44 else filler.heard(b) for number, b in enumerate(blocks)]
    )
    hole = slice(1600, 1760)
    error = out[hole] - sound[hole]
    assert np.sqrt(np.mean(error**2)) < 0.1 * np.sqrt(np.mean(sound[hole] ** 2))
    assert np.abs(np.diff(out)).max() <= 1.2 * np.abs(np.diff(sound)).max()
    assert np.array_equal(out[1800:], sound[1800:]), "after the hole it is what came"


def test_what_follows_a_hole_is_led_to_and_stays_as_it_came() -> None:
    """Louder and higher after the hole: its end is like what follows, which nothing is laid over."""
    before, after = vowel(125, 200), 2 * vowel(160, 200)
    filler = Concealer(RATE)
    for at in range(0, len(before), 40):
        filler.heard(before[at : at + 40])
    made = np.concatenate([filler.missing(40)] + [filler.missing(40, after, 160 - 40 * at) for at in (1, 2, 3)])
    assert np.array_equal(filler.heard(after[:40]), after[:40])
    period = RATE // 160
    ending, should = made[-period // 2 :], after[period // 2 : period]
    error = np.sqrt(np.mean((ending - should) ** 2)) / np.sqrt(np.mean(should**2))
    assert error < 0.5
    whole = np.concatenate((before, made, after))
    assert np.abs(np.diff(whole)).max() <= 1.2 * np.abs(np.diff(after)).max(), "no click at either end"


def test_what_follows_is_of_no_use_while_it_is_shorter_than_a_period() -> None:
    filler = Concealer(RATE)
    filler.heard(vowel(100, 100))
    assert np.isfinite(filler.missing(40, vowel(100, 5), 40)).all()
    assert filler.concealing


def test_a_long_hole_fades_to_nothing() -> None:
    filler = Concealer(RATE)
    filler.heard(vowel(125, 100))
    made = np.concatenate([filler.missing(40) for _ in range(40)])
    assert np.abs(made[: RATE * 15 // 1000]).max() > 0.2
    assert not made[RATE * GONE_MS // 1000 :].any()
    assert filler.concealing


def test_silence_is_filled_with_silence() -> None:
    filler = Concealer(RATE)
    filler.heard(np.zeros(800, np.float32))
    assert not filler.missing(160).any()
