"""How fast 10,000 recordings come in, and what memory that takes; run by `make bench` or by itself."""

from __future__ import annotations

import hashlib
import struct
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

from console.intake.intake import Intake, Plan, run_through, survey
from console.intake.sources import ImportSource
from console.store.store import Store
from tests.bench.table import record, table

COUNT = 10_000
SECONDS = 2


def make_recordings(folder: Path, count: int = COUNT) -> None:
    """`count` stereo µ-law WAVs of two seconds, a hundred to a folder, named as FreePBX names them."""
    size = 8000 * 2 * SECONDS
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 7, 2, 8000, 16000, 2, 8, b"data", size
    )
    for number in range(count):
        place = folder / f"{number // 100:03}"
        if number % 100 == 0:
            place.mkdir(parents=True)
        name = (
            f"external-{1000 + number % 12}-138{number:08}-20261105-{number % 86400 // 3600:02}{number % 3600 // 60:02}"
        )
        body = struct.pack("<I", number) * (size // 4)
        (place / f"{name}{number % 60:02}-{1_762_306_212 + number}.{number}.wav").write_bytes(header + body)


def run(count: int = COUNT) -> None:
    """Milliseconds a recording for a first and a second run (all known), and the peak of Python's own memory.

    The peer is the least any import must do: open each file once and take its SHA-256.
    """
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "rec"
        make_recordings(folder, count)
        plan = Plan((str(folder),), ImportSource(preset="freepbx", time_zone="Asia/Shanghai"))
        began = time.perf_counter()
        for path in sorted(folder.rglob("*.wav")):
            hashlib.sha256(path.read_bytes()).digest()
        floor_ms = (time.perf_counter() - began) * 1000 / count
        with Store.open(f"sqlite:///{home}/centre.db") as store:
            for name in ("first time", "again, all known"):
                began = time.perf_counter()
                report = run_through(Intake(plan, survey(plan), []), store.calls, lambda _progress: None)
                each_ms = (time.perf_counter() - began) * 1000 / count
                assert report.added + report.known == count
                peer = f"sha-256 alone, {floor_ms:.3f} ms"
                record(
                    f"import of {count:,} recordings, {name}", each_ms, "ms each", peer=peer, ratio=each_ms / floor_ms
                )
        with Store.open(f"sqlite:///{home}/other.db") as store:
            tracemalloc.start()
            run_through(Intake(plan, survey(plan), []), store.calls, lambda _progress: None)
            peak_mb = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
        record(f"import of {count:,} recordings, memory at its peak", peak_mb, "MB", bar=32)


if __name__ == "__main__":
    run()
    sys.stdout.write(table() + "\n")
