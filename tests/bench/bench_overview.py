"""Opening a recording: the overview of an hour against soundfile's blocks, its first pixels, its memory, its passages.

The peer is the program audiowaveform where it is on PATH, its start and the file it writes counted in. Debian does
not carry it; a stand-in takes its place: one thread reading `soundfile.blocks` and taking `reduceat` of them, as one
would write it in an afternoon. Ours and the peer's run in turns.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from console.audio.extremes import BIN_FRAMES
from console.audio.g711 import Int16s
from console.audio.listening import find_quiet_and_talkover
from console.audio.peaks import Peaks, make_peaks
from console.audio.reader import open_sound
from console.audio.ring_back import find_ring_back
from console.audio.sidecar import PeakShelf
from console.domain.calls import SoundSource
from tests.bench.hour import hour_file
from tests.bench.table import record

AUDIOWAVEFORM = shutil.which("audiowaveform")
STAND_IN = "soundfile blocks + reduceat, one thread"
BARS = {"PCM 16": 0.6, "µ-law": 0.6, "FLAC": 0.7, "MP3": 0.7, "Opus": 0.9}
TURNS = {"PCM 16": 7, "µ-law": 7, "FLAC": 5, "MP3": 5, "Opus": 3}
FIRST_PIXELS_MS = {"Opus": 500.0}
MEMORY_MB = 32.0
PEAK = Path("/proc/self/status")
"""Linux only; `ru_maxrss` will not do, for a child starts with its parent's."""


def seconds_of(work: Callable[[], object]) -> float:
    """How long `work` takes once."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def program_overview(path: Path) -> None:
    """The program audiowaveform, making the same bins of both lanes."""
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/peaks.dat"
        command = [str(AUDIOWAVEFORM), "-i", str(path), "-o", out, "-z", str(BIN_FRAMES), "-b", "16", "-q"]
        subprocess.run([*command, "--split-channels"], check=True, capture_output=True, timeout=120)


def stand_in_overview(path: Path) -> tuple[Int16s, Int16s]:
    """The stand-in: lows and highs (bins, lanes)."""
    lows, highs = [], []
    for block in soundfile.blocks(str(path), blocksize=BIN_FRAMES * 1024, dtype="int16", always_2d=True):
        cuts = np.arange(0, len(block), BIN_FRAMES)
        lows.append(np.minimum.reduceat(block, cuts))
        highs.append(np.maximum.reduceat(block, cuts))
    return np.concatenate(lows), np.concatenate(highs)


def first_pixels_seconds(source: SoundSource) -> float:
    """From opening to the first summary that can be drawn."""
    began = time.perf_counter()
    shown: list[float] = []

    def show(peaks: Peaks) -> None:
        if not shown:
            peaks.columns(0, peaks.frames / 1920, 1920)
            shown.append(time.perf_counter() - began)

    make_peaks(source, on_progress=show, stop=lambda: bool(shown))
    return shown[0]


def parallel_gain(path: Path) -> float:
    """How much faster two threads decode than one: 2 on two idle cores, 1 where the cores are taken."""
    alone = seconds_of(lambda: stand_in_overview(path))

    def both() -> None:
        other = threading.Thread(target=stand_in_overview, args=(path,))
        other.start()
        stand_in_overview(path)
        other.join()

    return 2 * alone / seconds_of(both)


def _overviews() -> None:
    peer_overview: Callable[[Path], object] = program_overview if AUDIOWAVEFORM else stand_in_overview
    peer_name = "audiowaveform" if AUDIOWAVEFORM else STAND_IN
    for name, turns in TURNS.items():
        path = hour_file(name)
        source = SoundSource((str(path),))
        ours, peers, firsts = [], [], []
        for _ in range(turns):
            firsts.append(first_pixels_seconds(source))
            ours.append(seconds_of(lambda source=source: make_peaks(source)))  # type: ignore[misc]
            peers.append(seconds_of(lambda path=path: peer_overview(path)))  # type: ignore[misc]
        ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, peers, strict=True))
        peer = f"{peer_name}, {1e3 * statistics.median(peers):.0f} ms"
        record(f"overview, 1 h {name}", 1e3 * statistics.median(ours), "ms", peer=peer, ratio=ratio, bar=BARS[name])
        record(f"first pixels, 1 h {name}", 1e3 * statistics.median(firsts), "ms", bar=FIRST_PIXELS_MS.get(name, 100.0))
    gsm = hour_file("GSM 6.10")
    record("overview, 1 h GSM 6.10 mono", 1e3 * seconds_of(lambda: make_peaks(SoundSource((str(gsm),)))), "ms")
    gain = statistics.median(parallel_gain(hour_file("FLAC")) for _ in range(3))
    record("two threads decode as fast as … one", gain, "x", peer="2 on idle cores; FLAC, MP3, Opus need it")


def _floor() -> None:
    path = hour_file("PCM 16")
    buffer = bytearray(1 << 20)

    def read() -> None:
        with path.open("rb", buffering=0) as file:
            while file.readinto(buffer):
                pass

    floor = statistics.median(seconds_of(read) for _ in range(7))
    ours = statistics.median(seconds_of(lambda: make_peaks(SoundSource((str(path),)))) for _ in range(7))
    record("overview, 1 h PCM 16, over read()", 1e3 * ours, "ms", peer="read() alone", ratio=ours / floor, bar=6)


def _reopening() -> None:
    source = SoundSource((str(hour_file("PCM 16")),))
    peaks = make_peaks(source)
    with tempfile.TemporaryDirectory() as folder:
        shelf = PeakShelf(Path(folder))
        shelf.save("hour", peaks)
        again = statistics.median(seconds_of(lambda: shelf.load("hour")) for _ in range(15))
    record("re-open from kept peaks, 1 h", 1e3 * again, "ms", bar=5)
    with open_sound(source) as reader:
        whole = statistics.median(seconds_of(lambda: peaks.columns(0, peaks.frames / 1920, 1920)) for _ in range(15))
        near = statistics.median(seconds_of(lambda: peaks.columns(9e6, 200, 1920, reader)) for _ in range(15))
    record("columns of the whole hour, 1920 px", 1e3 * whole, "ms")
    record("columns from samples, 200 frames/px, 1920 px", 1e3 * near, "ms")


def _passages() -> None:
    source = SoundSource((str(hour_file("PCM 16")),))
    peaks = make_peaks(source)
    spans = statistics.median(seconds_of(lambda: find_quiet_and_talkover(peaks)) for _ in range(7))
    rings = statistics.median(seconds_of(lambda: find_ring_back(source)) for _ in range(5))
    record("silence and talk-over, 1 h", 1e3 * spans, "ms")
    record("silence, talk-over and ring-back, 1 h", 1e3 * (spans + rings), "ms", bar=200)


def _memory() -> None:
    """Peak memory over that of a run on one minute, each in a process of its own, so that nothing else counts."""
    if not PEAK.is_file():
        return
    for name, minutes in [("PCM 16", 180), ("µ-law", 180), ("FLAC", 60), ("MP3", 60), ("Opus", 60)]:
        small, large = (_peak_mb(hour_file(name, length)) for length in (1, minutes))
        record(f"extra memory, {minutes // 60} h {name}", large - small, "MB", bar=MEMORY_MB)


def _peak_mb(path: Path) -> float:
    command = [sys.executable, "-m", "tests.bench.bench_overview", str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout)


def run() -> None:
    """Measure everything here."""
    _floor()
    _overviews()
    _reopening()
    _passages()
    _memory()


if __name__ == "__main__":
    make_peaks(SoundSource((sys.argv[1],)))
    (peak,) = (line for line in PEAK.read_text().splitlines() if line.startswith("VmHWM"))
    print(float(peak.split()[1]) / 1024)  # noqa: T201
