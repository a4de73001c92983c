"""Makes the demo centre's recordings from scripts of our own, so that a first run has something to hear and find.

`python resources/demo/make_sounds.py` reads `scripts.json`, lets espeak-ng speak each line, and writes one stereo file
per call (agent left, customer right, 8 kHz, telephone band) and `truth.json`, which says what happens when. The same
scripts and the same espeak-ng give the same bytes.
"""

from __future__ import annotations

import io
import itertools
import json
import struct
import subprocess
import sys
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

RATE_HZ = 8000
BAND_HZ = (300.0, 3400.0)
AGENT, CUSTOMER = 0, 1
RING_HZ, RING_ON_MS, RING_CYCLE_MS = 450.0, 1000, 5000
"""The ring-back of China: 450 Hz, 1 s on, 4 s off."""
SPEECH_DBFS, MUSIC_DBFS, RING_DBFS, NOISE_DBFS = -21.0, -27.0, -20.0, -74.0
WORDS_PER_MINUTE = {"zh": 235, "en": 170}
OPUS_LEVEL = 0.958
"""libsndfile's compression level: about 17 kbit/s a lane; a step less and one lane leaks into the other."""

Samples = npt.NDArray[np.float64]
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Mood:
    """How a line is spoken: factors on speed, points on pitch, decibels on loudness."""

    speed: float = 1.0
    pitch: int = 0
    gain_db: float = 0.0


MOODS = {"calm": Mood(), "upset": Mood(1.22, 22, 7.0), "hurried": Mood(1.45, 6, 1.0)}


@dataclass
class Timeline:
    """A call as it grows: clips on two lanes, and what the truth file will say of them. All times in ms."""

    rng: np.random.Generator
    cursor_ms: int = 400
    clips: list[tuple[int, int, Samples]] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)
    passages: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    praise: list[list[int]] = field(default_factory=list)

    def put(self, lane: int, start_ms: int, sound: Samples) -> int:
        """Lay `sound` on `lane` and return where it ends."""
        self.clips.append((lane, start_ms, sound))
        end_ms = start_ms + round(len(sound) * 1000 / RATE_HZ)
        self.cursor_ms = max(self.cursor_ms, end_ms)
        return end_ms


def main() -> int:
    """Write every call of the scripts; says what it made."""
    scripts = json.loads((HERE / "scripts.json").read_text(encoding="utf-8"))
    folder = HERE / "sounds"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.opus"):
        old.unlink()
    truths = []
    for script in scripts["scripts"]:
        for cast in script["casts"]:
            truth, samples = render(script, cast, scripts["agents"][cast["agent"]])
            data = opus_bytes(samples, serial=zlib.crc32(truth["file"].encode()))
            (folder / truth["file"]).write_bytes(data)
            truths.append(truth)
            print(f"{truth['file']:24} {truth['duration_ms'] / 1000:6.1f} s {len(data) / 1024:6.0f} KiB")
    text = json.dumps({"rate_hz": RATE_HZ, "sounds": truths}, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
    return 0


def render(script: dict[str, Any], cast: dict[str, Any], agent: dict[str, Any]) -> tuple[dict[str, Any], Samples]:
    """One call: what is true of it, and its samples (frames, 2) between -1 and 1."""
    name = f"{script['key']}-{cast['agent']}.opus"
    line = Timeline(np.random.default_rng(zlib.crc32(name.encode())))
    outbound = script["direction"] == "outbound"
    for step in script["steps"]:
        start_ms, end_ms = play_step(line, step, script, cast, agent, ring_lane=CUSTOMER if outbound else AGENT)
        if "fails" in step:
            line.faults.append(
                {"item": step["fails"], "start_ms": start_ms, "end_ms": end_ms, "note": step["note"]},
            )
        if "praise" in step:
            line.praise.append([start_ms, end_ms])
    line.passages.extend(talk_over(line.turns))
    line.passages.sort(key=lambda passage: int(passage["start_ms"]))
    duration_ms = line.cursor_ms + 500
    truth = {
        "file": name,
        "script": script["key"],
        "language": script["language"],
        "direction": script["direction"],
        "queue": script["queue"],
        "agent": cast["agent"],
        "duration_ms": duration_ms,
        "rings": sum(int(step.get("ring", 0)) for step in script["steps"]),
        "summary": script["summary"],
        "advice": script["advice"],
        "coaching": script.get("coaching"),
        "praised": script.get("praise"),
        "not_applicable": script["not_applicable"],
        "faults": line.faults,
        "praise": line.praise,
        "passages": line.passages,
        "turns": line.turns,
    }
    return truth, mixed(line, duration_ms)


def play_step(
    line: Timeline,
    step: dict[str, Any],
    script: dict[str, Any],
    cast: dict[str, Any],
    agent: dict[str, Any],
    *,
    ring_lane: int,
) -> tuple[int, int]:
    """Lay one step of a script on the timeline; returns the stretch it covers."""
    start_ms = line.cursor_ms
    if "ring" in step:
        end_ms = start_ms
        for ring in range(int(step["ring"])):
            end_ms = line.put(ring_lane, start_ms + ring * RING_CYCLE_MS, tone(RING_HZ, RING_ON_MS, RING_DBFS))
        line.cursor_ms = end_ms + 1700
        line.passages.append({"kind": "ring_back", "start_ms": start_ms, "end_ms": end_ms})
        return start_ms, end_ms
    if "hold_ms" in step:
        end_ms = line.put(AGENT, start_ms + 700, melody(int(step["hold_ms"])))
        line.passages.append({"kind": "hold_music", "start_ms": start_ms + 700, "end_ms": end_ms})
        line.cursor_ms = end_ms + 500
        return start_ms + 700, end_ms
    if "silence_ms" in step:
        end_ms = start_ms + int(step["silence_ms"])
        line.passages.append({"kind": "silence", "start_ms": start_ms, "end_ms": end_ms})
        line.cursor_ms = end_ms - 300  # the next line begins after its own little pause
        return start_ms, end_ms
    if "pause_ms" in step:
        line.cursor_ms += int(step["pause_ms"])
        return start_ms, line.cursor_ms
    is_agent = step["who"] == "agent"
    female = cast["customer"]["voice"].startswith("f")
    caller = cast["surname"] + ("女士" if female else "先生")
    words = str(step["say"]).format(number=agent["say"], surname=cast["surname"], caller=caller)
    sound = spoken(words, script["language"], agent if is_agent else cast["customer"], MOODS[step.get("mood", "calm")])
    pause_ms = -int(step["over_ms"]) if "over_ms" in step else 300 + int(line.rng.integers(0, 450))
    if step is not script["steps"][0] and "silence_ms" in _before(script, step):
        pause_ms = 300
    start_ms = max(0, line.cursor_ms + pause_ms)
    end_ms = line.put(AGENT if is_agent else CUSTOMER, start_ms, sound)
    line.turns.append({"who": step["who"], "start_ms": start_ms, "end_ms": end_ms, "say": words})
    return start_ms, end_ms


def _before(script: dict[str, Any], step: dict[str, Any]) -> dict[str, Any]:
    steps: list[dict[str, Any]] = script["steps"]
    return steps[next(at for at, other in enumerate(steps) if other is step) - 1]


def talk_over(turns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where two turns of different people cover each other."""
    found = []
    for first, second in itertools.pairwise(turns):
        end_ms = min(first["end_ms"], second["end_ms"])
        if first["who"] != second["who"] and second["start_ms"] < end_ms:
            found.append({"kind": "talk_over", "start_ms": second["start_ms"], "end_ms": end_ms})
    return found


def spoken(words: str, language: str, voice: dict[str, Any], mood: Mood) -> Samples:
    """`words` by espeak-ng, in the telephone band at 8 kHz, without the silence around them, at speech level."""
    base = "cmn" if language == "zh" else voice.get("accent", "en-gb")
    speed = round(WORDS_PER_MINUTE[language] * mood.speed)
    pitch = min(99, int(voice["pitch"]) + mood.pitch)
    command = ["espeak-ng", "-v", f"{base}+{voice['voice']}", "-s", str(speed), "-p", str(pitch), "--stdout", words]
    wave = subprocess.run(command, check=True, capture_output=True).stdout
    samples, rate_hz = soundfile.read(io.BytesIO(patched_wave(wave)), dtype="float64")
    narrow = telephone_band(samples, rate_hz)
    loud = np.flatnonzero(np.abs(narrow) > np.abs(narrow).max() * 0.02)
    narrow = narrow[loud[0] : loud[-1] + 1]
    return at_level(narrow, SPEECH_DBFS + mood.gain_db)


def patched_wave(wave: bytes) -> bytes:
    """`wave` with its real lengths: on a pipe espeak-ng cannot go back to write them."""
    body = len(wave) - 44
    return wave[:4] + struct.pack("<I", body + 36) + wave[8:40] + struct.pack("<I", body) + wave[44:]


def telephone_band(samples: Samples, rate_hz: int) -> Samples:
    """`samples` at 8 kHz, nothing below 300 or above 3,400 Hz (soft edges of 100 Hz)."""
    spectrum = np.fft.rfft(samples)
    at_hz = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    low, high = BAND_HZ
    spectrum *= np.clip((at_hz - low + 100) / 100, 0, 1) * np.clip((high + 100 - at_hz) / 100, 0, 1)
    frames = round(len(samples) * RATE_HZ / rate_hz)
    kept = spectrum[: frames // 2 + 1]
    narrow: Samples = np.fft.irfft(kept, frames) * (frames / len(samples))
    return narrow


def at_level(samples: Samples, dbfs: float) -> Samples:
    """`samples` with an RMS of `dbfs`, peaks bent softly below full scale."""
    scaled = samples * (10 ** (dbfs / 20) / np.sqrt(np.mean(samples**2)))
    bent: Samples = np.tanh(scaled)
    return bent


def tone(hz: float, length_ms: int, dbfs: float) -> Samples:
    """A steady tone with edges of 10 ms."""
    t = np.arange(length_ms * RATE_HZ // 1000) / RATE_HZ
    edge = np.clip(np.minimum(t, t[-1] - t) / 0.01, 0, 1)
    sound: Samples = np.sin(2 * np.pi * hz * t) * edge * 10 ** (dbfs / 20) * np.sqrt(2)
    return sound


def melody(length_ms: int) -> Samples:
    """Hold music of our own: a slow pentatonic tune over a low fifth."""
    tune = [0, 4, 7, 9, 7, 4, 2, 4, 0, 2, 4, 9, 12, 9, 7, 4, 2, 0, 4, 2, -3, 0]
    frames = length_ms * RATE_HZ // 1000
    sound = np.zeros(frames + RATE_HZ * 2)
    beat = RATE_HZ * 45 // 100
    t = np.arange(RATE_HZ * 2) / RATE_HZ
    for at, start in enumerate(range(0, frames, beat)):
        notes = [tune[at % len(tune)] + 12] + ([-5, 0] if at % 4 == 0 else [])
        for note in notes:
            hz = 392.0 * 2 ** (note / 12)
            pluck = np.exp(-t * 2.2) * (np.sin(2 * np.pi * hz * t) + 0.3 * np.sin(4 * np.pi * hz * t))
            sound[start : start + len(t)] += pluck * (1.0 if note > 6 else 0.5)
    edge = np.clip(np.minimum(np.arange(frames), np.arange(frames)[::-1]) / (RATE_HZ * 0.3), 0, 1)
    return at_level(sound[:frames] * edge, MUSIC_DBFS)


def mixed(line: Timeline, duration_ms: int) -> Samples:
    """Both lanes with a light noise floor; clips that reach past the end are cut."""
    frames = duration_ms * RATE_HZ // 1000
    lanes = line.rng.standard_normal((frames, 2)) * 10 ** (NOISE_DBFS / 20)
    for lane, start_ms, sound in line.clips:
        start = start_ms * RATE_HZ // 1000
        room = lanes[start : start + len(sound), lane]
        room += sound[: len(room)]
    return np.clip(lanes, -1, 1)


def opus_bytes(samples: Samples, serial: int) -> bytes:
    """`samples` as Ogg Opus whose stream number is `serial` (libsndfile draws one by the clock otherwise)."""
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, RATE_HZ, format="OGG", subtype="OPUS", compression_level=OPUS_LEVEL)
    data = bytearray(buffer.getvalue())
    at = 0
    while at < len(data):  # page by page: RFC 3533 §6
        segments = data[at + 26]
        length = 27 + segments + sum(data[at + 27 : at + 27 + segments])
        data[at + 14 : at + 18] = struct.pack("<I", serial)
        data[at + 22 : at + 26] = bytes(4)
        data[at + 22 : at + 26] = struct.pack("<I", ogg_sum(data[at : at + length]))
        at += length
    return bytes(data)


def _sum_table() -> list[int]:
    table = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
        table.append(value & 0xFFFFFFFF)
    return table


SUM_TABLE = _sum_table()


def ogg_sum(page: bytes | bytearray) -> int:
    """The checksum of an Ogg page (RFC 3533 §6: CRC-32 with polynomial 0x04C11DB7, no reflection)."""
    value = 0
    for byte in page:
        value = ((value << 8) & 0xFFFFFFFF) ^ SUM_TABLE[(value >> 24) ^ byte]
    return value


if __name__ == "__main__":
    sys.exit(main())
