"""What lines do to a live call: a table of harms by a proxy, each heard in real time, and how soon the ear is back."""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np

from console.audio.live_call import LiveCall
from tests.audio.live_calls import DEVICE, FRAME, RATE, Floats, Samples
from tests.bench.impaired_line import Harm, Speaker, heard_call, sound_of
from tests.bench.table import record

PERIOD = DEVICE // 100
SETTLED_S = 5.0
"""What comes before is the ear's way to its distance."""
BACK_S = 10.0
LEAST_POWER = 1e-4
"""Of what counts as speech: pauses are like anything."""
LINES_S, STALL_LINES_S = 16.0, 34.0
BURST_AT_S, STALL_AT_S = 8.0, 8.0
LINES = (
    ("nothing", Harm()),
    ("100 ms of way", Harm(delay_ms=100)),
    ("unrest |N(0, 5)| ms", Harm(jitter_ms=5)),
    ("unrest |N(0, 15)| ms", Harm(jitter_ms=15)),
    ("unrest |N(0, 60)| ms", Harm(jitter_ms=60)),
    ("loss 1 %", Harm(loss=0.01)),
    ("loss 5 %", Harm(loss=0.05)),
    ("loss 30 %", Harm(loss=0.3)),
    ("one in ten 30 ms late, out of order", Harm(reordered=0.1)),
    ("one in three twice", Harm(twice=1 / 3)),
    ("a burst after 200 ms", Harm(stall_from_s=BURST_AT_S, stall_s=0.2)),
)
STALL = ("a flood after 20 s", Harm(stall_from_s=STALL_AT_S, stall_s=20.0))
AT_ONCE = 6


@dataclass
class Listened:
    """An ear on one call: its agent's side, and before each period how far behind it was and wanted to be."""

    call: LiveCall

    def __post_init__(self) -> None:
        self.head = self.call.head(DEVICE)
        self.sound: list[Floats] = []
        self.behind_ms: list[float] = []
        self.target_ms: list[float] = []
        self._before = (0.0, 0.0)

    def turn(self, now_s: float) -> None:
        """A period of sound."""
        self.sound.append(self.head.render(PERIOD, now_s)[:, 0])
        self.behind_ms.append(self.head.figures.behind_ms)
        self.target_ms.append(max(leg.target_ms for leg in self.call.legs))

    def came_s(self) -> float:
        """How much has come: once all has, what is still heard is made up."""
        return self.call.sound.info.duration_ms / 1000

    def settle(self) -> None:
        """What is made up counts from now on."""
        self._before = (self.head.figures.concealed_ms, self.head.figures.played_ms)

    @property
    def concealed_percent(self) -> float:
        """Since it settled."""
        figures, (made_up, played) = self.head.figures, self._before
        return 100 * (figures.concealed_ms - made_up) / 2 / (figures.played_ms - played)


def listen_to(lines: tuple[tuple[str, Harm], ...], seconds: float) -> list[tuple[str, Listened, float]]:
    """All of them at once in real time; with each the second at which its speaker began, counted from its ear's."""
    with ExitStack() as ends:
        opened = [ends.enter_context(heard_call(harm, (21, 22))) for _name, harm in lines]
        ears = [Listened(call) for call, _ways in opened]
        speaker = Speaker([way for _call, ways in opened for way in ways], seconds)
        began_s = now_s = time.monotonic()
        settled, first_s = False, 0.0
        while speaker.speaking and ears[0].came_s() - first_s < seconds - 0.5:
            first_s = first_s or ears[0].came_s()
            now_s += PERIOD / DEVICE
            time.sleep(max(0.0, now_s - time.monotonic()))
            for ear in ears:
                ear.turn(now_s)
                if not settled and now_s - began_s > SETTLED_S + 1:
                    ear.settle()
            settled = settled or now_s - began_s > SETTLED_S + 1
        spoken_s = float(speaker.sent_s()[0]) - began_s
    return [(name, ear, spoken_s) for (name, _harm), ear in zip(lines, ears, strict=True)]


def likeness_db(heard: Floats, sound: Samples, begins_s: float, lag_s: float) -> float:
    """Segmental signal-to-noise in dB of `heard` from its settled part on, over 20 ms each, -10 to 35.

    Each segment is laid where the 100 ms around it fit best: that the ear cuts a period out is no noise, what it makes
    up is. `lag_s` is about how long after it was said something is heard.
    """
    step = DEVICE // RATE
    spectrum = np.fft.rfft(sound / 32768)
    said = np.fft.irfft(spectrum, len(sound) * step) * step
    coarse_said, coarse_heard = said[::step], heard[::step].astype(np.float64)
    reach, around, size = RATE // 50, RATE // 20, DEVICE // 50
    lag = round((begins_s + lag_s) * RATE)
    found = []
    for at in range(round((begins_s + SETTLED_S) * RATE), len(coarse_heard) - 2 * around, RATE // 50):
        begin = at - around - lag - reach
        window = coarse_said[begin : begin + 2 * (around + reach)]
        if begin < 0 or len(window) < 2 * (around + reach):
            continue
        part = coarse_heard[at - around : at + around]
        power = np.convolve(window * window, np.ones(len(part)), "valid")
        if np.mean(part * part) > LEAST_POWER:
            lag += reach - int(np.argmax(np.correlate(window, part, "valid") / np.sqrt(power + 1e-3)))
        fine = (at - lag) * step
        segment = heard[at * step : at * step + size].astype(np.float64)
        if fine < step or fine + size + step > len(said) or np.mean(said[fine : fine + size] ** 2) < LEAST_POWER:
            continue
        errors = [float(np.sum((said[fine + by : fine + by + size] - segment) ** 2)) for by in range(-step, step + 1)]
        signal = float(np.sum(said[fine : fine + size] ** 2))
        found.append(float(np.clip(10 * np.log10(signal / max(min(errors), 1e-12)), -10, 35)))
    return statistics.fmean(found)


def run() -> None:
    """A row for each harm, and how soon the distance is as it should be after a burst and a stall."""
    heard = [one for at in range(0, len(LINES), AT_ONCE) for one in listen_to(LINES[at : at + AT_ONCE], LINES_S)]
    for name, ear, began_s in heard:
        settled = round((began_s + SETTLED_S) * 100)
        behind_ms = statistics.median(ear.behind_ms[settled:])
        record(f"live line with {name}: behind the newest sound, median", behind_ms, "ms")
        record(f"live line with {name}: made up", ear.concealed_percent, "%")
        lag_s = ear.behind_ms[settled] / 1000
        ratio_db = likeness_db(np.concatenate(ear.sound), sound_of(21, LINES_S), began_s, lag_s - FRAME / RATE)
        record(f"live line with {name}: segmental signal to noise", ratio_db, "dB")
    name, burst, began_s = heard[-1]
    record(f"live line with {name}: back at its distance", back_s(burst, began_s + BURST_AT_S + 0.2), "s", bar=BACK_S)
    ((name, stalled, began_s),) = listen_to((STALL,), STALL_LINES_S)
    record(f"live line with {name}: back at its distance", back_s(stalled, began_s + STALL_AT_S + 20), "s", bar=BACK_S)
    kept = np.count_nonzero(stalled.call.sound.read(0, stalled.call.sound.info.frames)[:, 0])
    share = 100 * kept / np.count_nonzero(sound_of(21, STALL_LINES_S))
    record(f"live line with {name}: on the tape, to be rewound", min(share, 100.0), "%")


def back_s(ear: Listened, after_s: float) -> float:
    """How long after that second the ear was last more than 40 ms beyond its target."""
    late = np.flatnonzero(np.array(ear.behind_ms) > np.array(ear.target_ms) + 40)
    late = late[late >= after_s * 100]
    return float(late[-1] + 1) / 100 - after_s if len(late) else 0.0
