"""The hour of sound that the benches measure with: bursts of speech-like noise, made once into build/bench-files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from tests.bench.table import BUILD

RATE_HZ = 8000
FORMATS = {
    "PCM 16": ("wav", "WAV", "PCM_16", 2),
    "µ-law": ("ulaw.wav", "WAV", "ULAW", 2),
    "FLAC": ("flac", "FLAC", "PCM_16", 2),
    "MP3": ("mp3", "MP3", "MPEG_LAYER_III", 2),
    "Opus": ("opus", "OGG", "OPUS", 2),
    "GSM 6.10": ("gsm.wav", "WAV", "GSM610", 1),
}


def hour_file(name: str, minutes: int = 60) -> Path:
    """The file of `minutes` in the format called `name` in FORMATS, made when it is not there yet."""
    ending, file_format, subtype, lanes = FORMATS[name]
    path = BUILD / "bench-files" / f"call-{minutes}.{ending}"
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"part-{path.name}")
    with soundfile.SoundFile(str(part), "w", RATE_HZ, lanes, subtype, format=file_format) as sound:
        for minute in range(minutes):
            sound.write(_minute(minute)[:, :lanes])
    part.rename(path)
    return path


def _minute(number: int) -> npt.NDArray[np.int16]:
    """A minute of two people taking turns: syllables of low-passed noise, pauses, and a little line noise."""
    random = np.random.default_rng(number)
    frames = 60 * RATE_HZ
    noise = random.normal(0, 1, (frames + 3, 2))
    voiced = noise[:-3] + 2 * noise[1:-2] + 2 * noise[2:-1] + noise[3:]
    syllables = np.abs(np.sin(np.arange(frames) * 2 * np.pi * 2.1 / RATE_HZ))[:, np.newaxis]
    turns = np.repeat(random.integers(0, 4, 20), 3 * RATE_HZ)
    speaking = np.stack([np.isin(turns, (0, 3)), np.isin(turns, (1, 3))], axis=1)
    sound = voiced * syllables * speaking * 900 + noise[:-3] * 12
    samples: npt.NDArray[np.int16] = np.clip(sound, -32768, 32767).astype(np.int16)
    return samples
