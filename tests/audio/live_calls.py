"""Live calls for tests: speech-like sound, packets of it, a line that does to them what lines do, and an ear."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from console.audio.live_head import LiveHead
from console.audio.live_leg import LiveLeg
from console.audio.live_tape import from_samples

Floats = NDArray[np.float32]
Samples = NDArray[np.int16]
RATE = 8000
FRAME = 160
DEVICE = 48000


def speech(seconds: float, seed: int = 1, level: float = 0.25, rate: int = RATE) -> Samples:
    """Voiced spells of gliding pitch with pauses between them: what pitch finders and quiet finders are made for."""
    chance = np.random.default_rng(seed)
    out = np.zeros(int(seconds * rate))
    at = 0
    while at < len(out):
        length = int(chance.uniform(0.25, 0.9) * rate)
        pitch = chance.uniform(95, 230) * (1 + 0.1 * np.sin(np.linspace(0, chance.uniform(1, 6), length)))
        phase = np.cumsum(2 * np.pi * pitch / rate)
        spell = sum(np.sin(k * phase) / k for k in range(1, 9)) * np.hanning(length) ** 0.4
        out[at : at + length] += spell[: len(out) - at]
        at += length + int(chance.uniform(0.1, 0.5) * rate)
    out *= level / max(1e-9, float(np.abs(out).max()))
    return np.asarray(np.rint(out * 32767), np.int16)


@dataclass(frozen=True)
class Sent:
    """A packet on the line: sample number, content, when it was sent, when it comes."""

    at: int
    samples: Samples
    sent_s: float
    came_s: float


def packets(sound: Samples, start_s: float = 10.0, clock: float = 1.0, rate: int = RATE) -> list[Sent]:
    """20 ms packets; the sender's clock runs `clock` times as fast as ours."""
    frame = rate // 50
    found = []
    for at in range(0, len(sound) - frame + 1, frame):
        sent_s = start_s + (at + frame) / rate / clock
        found.append(Sent(at, sound[at : at + frame], sent_s, sent_s))
    return found


Line = Callable[[list[Sent]], list[Sent]]


def jitter(ms: float, seed: int = 2) -> Line:
    """Every packet is held up |N(0, ms)|."""
    chance = np.random.default_rng(seed)
    return lambda sent: [replace(one, came_s=one.came_s + abs(chance.normal(0, ms)) / 1000) for one in sent]


def loss(share: float, seed: int = 3) -> Line:
    """`share` of the packets do not come."""
    chance = np.random.default_rng(seed)
    return lambda sent: [one for one in sent if chance.random() >= share]


def stall(begins_s: float, lasts_s: float) -> Line:
    """Nothing comes for a while; then all of it, in order, at once."""
    ends_s = begins_s + lasts_s
    return lambda sent: [
        replace(one, came_s=ends_s + one.at * 1e-8) if begins_s <= one.came_s < ends_s else one for one in sent
    ]


def through(sent: list[Sent], *lines: Line) -> list[Sent]:
    """The packets as they come, in the order of coming."""
    for line in lines:
        sent = line(sent)
    return sorted(sent, key=lambda one: one.came_s)


@dataclass
class Heard:
    """What the ear had: sound at the device's rate from `start_s` on, and after each period how far behind it was."""

    sound: Floats
    start_s: float
    behind_ms: NDArray[np.float64]
    head: LiveHead


def listen(legs_sent: Sequence[Iterable[Sent]], until_s: float, *, rate: int = RATE, period_ms: int = 10) -> Heard:
    """Hear the packets of each leg at the moments they come, a device's period after another."""
    waiting = [list(sent) for sent in legs_sent]
    start_s = min(sent[0].came_s for sent in waiting if sent)
    legs = [LiveLeg(rate, start_s - 0.02) for _ in waiting]
    head = LiveHead(legs, DEVICE)
    frames = DEVICE * period_ms // 1000
    now_s, places, out, behind = start_s, [0] * len(legs), [], []
    while now_s < until_s:
        for number, (leg, sent) in enumerate(zip(legs, waiting, strict=True)):
            while places[number] < len(sent) and sent[places[number]].came_s <= now_s:
                one = sent[places[number]]
                leg.take(one.at, from_samples(one.samples), one.came_s, begins=places[number] == 0)
                places[number] += 1
        out.append(head.render(frames, now_s))
        behind.append(head.figures.behind_ms)
        now_s += period_ms / 1000
    return Heard(np.concatenate(out), start_s, np.array(behind), head)


def lag_ms(
    heard: Floats, sound: Samples, start_s: float, sent_from_s: float, at_s: float, rate: int = RATE, clock: float = 1.0
) -> float:
    """How long after it was spoken the second from `at_s` on is heard, in ms, by correlation."""
    step = DEVICE // rate
    begin = int((at_s - start_s) * DEVICE)
    part = heard[begin : begin + DEVICE : step].astype(np.float64)
    upto = int((at_s - sent_from_s + 1.0) * rate * clock)
    source = sound[max(0, upto - 3 * rate) : upto].astype(np.float64)
    likeness = np.correlate(source, part, "valid")
    power = np.sqrt(np.convolve(source * source, np.ones(len(part)), "valid"))
    best = int(np.argmax(likeness / np.maximum(power, 1e-9)))
    return (len(source) - len(part) - best) * 1000 / rate


def likeness_to(heard: Floats, sound: Samples, rate: int = RATE) -> float:
    """Best normalised correlation of the heard second with any place of `sound`."""
    part = heard[:: DEVICE // rate].astype(np.float64)
    source = sound.astype(np.float64)
    power = np.sqrt(np.maximum(np.convolve(source * source, np.ones(len(part)), "valid"), 1e-9) * np.sum(part * part))
    return float(np.max(np.correlate(source, part, "valid") / power))
