"""How fast 10,000 recordings come in, and what memory that takes; run by `make bench` or by itself."""

from __future__ import annotations

import resource
import struct
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

from console.intake.intake import Intake, Plan, run_through, survey
from console.intake.sources import ImportSource
from console.store.store import Store

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


def measure(count: int = COUNT) -> dict[str, float]:
    """Files a second for a first and a second run (all known), and the peak of Python's own memory in MB."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "rec"
        make_recordings(folder, count)
        plan = Plan((str(folder),), ImportSource(preset="freepbx", time_zone="Asia/Shanghai"))
        result: dict[str, float] = {}
        with Store.open(f"sqlite:///{home}/centre.db") as store:
            for name in ("first", "again"):
                began = time.perf_counter()
                report = run_through(Intake(plan, survey(plan), []), store.calls, lambda _progress: None)
                result[f"{name}_per_s"] = count / (time.perf_counter() - began)
                assert report.added + report.known == count
                assert not report.refused
        with Store.open(f"sqlite:///{home}/other.db") as store:
            tracemalloc.start()
            run_through(Intake(plan, survey(plan), []), store.calls, lambda _progress: None)
            result["peak_mb"] = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
        result["process_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return result


def main() -> int:
    """Print the figures, one a line."""
    for name, value in measure().items():
        sys.stdout.write(f"import 10,000 files: {name:12} {value:10.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
