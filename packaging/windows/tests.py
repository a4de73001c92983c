"""`make windows-tests`: the tests under the Windows Python, in Wine or, the same file, on a real Windows machine.

    python packaging/windows/tests.py [--shortened] [--processes N] [--once-more] [pytest's own words]

What needs PostgreSQL, PulseAudio, Asterisk or the built installer is not asked for. Of the rest everything is run but
what tests/windows/not_under_wine.txt leaves out with a reason. It fails at any failure, at a test that skips itself
without being on the list, at an entry of the list that is idle, and when less than 95 % was run. With `--once-more`
a few that failed are named, and run once more by themselves.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LEAST = 0.95
LONGEST_S = 1800
LONGEST_TEST_S = 240
"""A test that takes longer has its process end, with what every thread was doing."""
MOST_BROKEN = 5
"""So often a process that broke off is followed by another."""
MOST_AGAIN = 8
"""More failures than these are no bad luck of a busy machine: nothing is run once more."""
AGAIN = "again"
"""The folder of the second tries, in that of the first."""
_FACES = "DESKSIDE_TEST_FACES"
"""Names the folder of faces, Windows' own by itself: without a screen Qt does not ask Windows for them. Wine takes
over no variable that begins with QT_."""
_TOLD = {"QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1", "PYTHONIOENCODING": "utf-8"}
SLOWEST = 15
"""Tests named as the slowest."""


def main(words: list[str]) -> int:
    """Run them where this is; the exit code."""
    parser = argparse.ArgumentParser(prog="tests.py", description="the tests under the Windows Python")
    parser.add_argument("--shortened", action="store_true", help="a fifth of the examples of each property")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--once-more", action="store_true", help="run a few that failed a second time, and name them")
    parser.add_argument("--share", nargs=2, help=argparse.SUPPRESS)
    asked, others = parser.parse_known_args(words)
    if asked.share:
        return _share(Path(asked.share[0]), asked.share[1], others, shortened=asked.shortened)
    if sys.platform != "win32":
        return _in_wine(words)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    with tempfile.TemporaryDirectory() as folder:
        words = [*(["--shortened"] if asked.shortened else []), *others]
        return _all(Path(folder), asked.processes, words, once_more=asked.once_more)


def _share(folder: Path, name: str, words: list[str], *, shortened: bool) -> int:
    """What one process does: pytest, which takes its part of the files."""
    import pytest

    from windows.left_out import LIST, read
    from windows.share import Share

    share = Share(folder, name, read(LIST.read_text(encoding="utf-8")), shortened=shortened)
    ends = ["-o", f"faulthandler_timeout={LONGEST_TEST_S}", "-o", "faulthandler_exit_on_timeout=true"]
    return int(pytest.main(["-q", "-p", "no:cacheprovider", f"--rootdir={ROOT}", *ends, *words], plugins=[share]))


def _all(folder: Path, processes: int, words: list[str], *, once_more: bool) -> int:
    """Start the processes, wait for all of them, add up; one that broke off is followed by another."""
    from windows.share import SHARED

    (folder / SHARED).mkdir()
    begun = time.monotonic()
    with ThreadPoolExecutor(processes) as pool:
        numbers = range(1, processes + 1)
        outcomes = list(pool.map(lambda number: _one(folder, number, words, begun + LONGEST_S), numbers))
    done = _read(folder)
    failed = done.with_outcome("failed")
    if once_more and 0 < len(failed) <= MOST_AGAIN and not done.with_outcome("broke off"):
        print(f"once more: the {len(failed)} that failed", *failed, sep="\n  ")
        (folder / AGAIN / SHARED).mkdir(parents=True)
        shortened = [word for word in words if word == "--shortened"]
        outcomes = [_one(folder / AGAIN, 1, [*shortened, *failed], begun + LONGEST_S)]
        done.outcomes |= _read(folder / AGAIN).outcomes
    whole = not set(words) - {"--shortened"}
    return 1 if _summed_up(done, time.monotonic() - begun, whole=whole) or any(outcomes) else 0


def _one(folder: Path, number: int, words: list[str], until: float) -> int:
    """One process to its end, with whichever follow it; its exit code, its words printed where it failed."""
    faces = os.environ.get(_FACES, r"C:\Windows\Fonts")
    # Kept in the clone, what one process puts there and takes away would trip up another that looks for tests.
    examples = str(folder / f"examples-{number}")
    environment = {**os.environ, **_TOLD, "QT_QPA_FONTDIR": faces, "HYPOTHESIS_STORAGE_DIRECTORY": examples}
    worst = 0
    for attempt in range(MOST_BROKEN + 1):
        name = f"process-{number}.{attempt}"
        log = folder / f"{name}.log"
        command = [sys.executable, str(Path(__file__).resolve()), *words, "--share", str(folder), name]
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
            code = _ended(process, until)
        worst = worst or code
        if code:
            print(f"--- {name} ended with {code}\n", log.read_text("utf-8", "replace"), sep="", flush=True)
        lines = _lines(folder / f"{name}.lines")
        if time.monotonic() > until or any("done" in line for line in lines) or not any("begun" in x for x in lines):
            break
    return worst


def _ended(process: subprocess.Popen[bytes], until: float) -> int:
    try:
        return process.wait(max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return -1


def _lines(path: Path) -> list[dict[str, Any]]:
    """What a process wrote down; the last line of one that was ended may be half."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        with suppress(ValueError):
            found.append(json.loads(line))
    return found


@dataclass
class _Done:
    """What came of the tests: `ids` of all, `out` those left out by the list, and how each that was begun ended."""

    ids: list[str] = field(default_factory=list)
    out: set[str] = field(default_factory=set)
    outcomes: dict[str, str] = field(default_factory=dict)
    slow: Counter[str] = field(default_factory=Counter)

    def with_outcome(self, *those: str) -> list[str]:
        return [i for i, outcome in self.outcomes.items() if outcome in those]


def _read(folder: Path) -> _Done:
    """What the processes of that folder wrote down."""
    done = _Done()
    for line in (line for path in sorted(folder.glob("*.lines")) for line in _lines(path)):
        if "ids" in line:
            done.ids, done.out = line["ids"], set(line["left_out"])
        elif "begun" in line:
            done.outcomes[line["begun"]] = "broke off"
        elif "id" in line:
            done.slow[line["id"]] += line["took_s"]
            if line["outcome"] != "passed" or (line["last"] and done.outcomes[line["id"]] == "broke off"):
                done.outcomes[line["id"]] = line["outcome"]
    return done


def _summed_up(done: _Done, took_s: float, *, whole: bool) -> bool:
    """Print what was done; whether something is wrong. Only of a whole run is the list asked for all it says."""
    from windows.left_out import LIST, idle, read

    entries = read(LIST.read_text(encoding="utf-8"))
    ids, out, outcomes = done.ids, done.out, done.outcomes
    count = Counter(outcomes.values())
    wrong = [f"{outcomes[i]}: {i}" for i in done.with_outcome("failed", "broke off")]
    wrong += [f"skipped itself and is not in {LIST.name}: {i}" for i in done.with_outcome("skipped")]
    wrong += [f"was not run: {i}" for i in ids if i not in outcomes and i not in out]
    run = len(outcomes) - count["skipped"]
    share = run / max(1, len(ids))
    if whole:
        wrong += [f"matches no test, in {LIST.name}: {pattern}" for pattern in idle(entries, ids)]
    if whole and share < LEAST:
        wrong.append(f"only {share:.1%} were run, {LEAST:.0%} are asked for")
    print("the slowest:")
    for i, spent_s in done.slow.most_common(SLOWEST):
        print(f"  {spent_s:6.1f} s {i}")
    print("left out:")
    for entry in entries if whole else ():
        print(f"  {sum(entry.matches(i) for i in ids):4} {entry.pattern}: {entry.reason}")
    print(*wrong, sep="\n")
    counted = ", ".join(f"{number} {outcome}" for outcome, number in sorted(count.items()))
    print(
        f"{len(ids)} tests need neither PostgreSQL nor PulseAudio nor Asterisk: {len(out)} left out, "
        f"{run} run ({share:.1%}): {counted}; {took_s:.0f} s"
    )
    return bool(wrong)


def _in_wine(words: list[str]) -> int:
    """A copy of the clone, and this very file under the Windows Python that sees it."""
    from debian_root import NotMade, alone, cache_folder
    from windows.parts import python_for_tests
    from windows.wine import Wine, wine_root

    work = cache_folder() / "windows"
    work.mkdir(parents=True, exist_ok=True)
    try:
        root = wine_root()
        python = python_for_tests(work, lambda said: print(said, flush=True))
    except NotMade as reason:
        print(f"Wine or its Python is not here; enable with: {reason}", file=sys.stderr)
        return 1
    with alone(work / "tests.lock"), _copied() as clone:  # at its end all of the prefix is ended
        # Kept between runs: making a prefix takes 20 s, and compiled modules are kept there too.
        prefix = work / "prefix-of-tests"
        for local in prefix.glob("drive_c/users/*/AppData/Local"):
            shutil.rmtree(local / "Temp", ignore_errors=True)
            (local / "Temp").mkdir(exist_ok=True)
        shown = {python: "/deskside/python", clone: "/deskside/clone"}
        wine = Wine(root, prefix, shown, _TOLD_IN_WINE)
        wine.begin()
        _give_faces(root, prefix)
        inner = [r"Z:\deskside\clone\packaging\windows\tests.py", *words]
        command = ["sh", "-c", _ENTERED, "sh", r"Z:\deskside\python\python.exe", *inner]
        return subprocess.run(
            wine.command(*command, inside="/deskside/clone"),
            stdin=subprocess.DEVNULL,
            env=wine.environment(),
            timeout=LONGEST_S + 120,
        ).returncode


_TOLD_IN_WINE = {
    _FACES: r"C:\faces",
    "PYTHONPYCACHEPREFIX": r"C:\compiled",
    "XDG_RUNTIME_DIR": "/tmp",
    # As Wine is told elsewhere, and no debugger beside a program that has crashed: it would wait for somebody.
    "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=;winedbg.exe=",
}
_ENTERED = """wine "$@"
code=$?
/usr/lib/*/wine/wineserver -k
exit $code
"""


def _give_faces(root: Path, prefix: Path) -> None:
    """All of the root's faces in one folder of the prefix: Wine itself brings none that Qt finds."""
    folder = prefix / "drive_c" / "faces"
    folder.mkdir(parents=True, exist_ok=True)
    for face in (root / "usr" / "share" / "fonts").rglob("*.tt[cf]"):
        copy = folder / face.with_suffix(".otf").name  # Qt does not look for .ttc, but can read one
        if not copy.exists():
            shutil.copyfile(face, copy)


@contextmanager
def _copied() -> Iterator[Path]:
    """What git keeps or would keep of the clone, and the built translations, in a folder that goes away."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    built = [str(path.relative_to(ROOT)) for path in (ROOT / "resources" / "i18n").glob("*.qm")]
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        for name in [*names, *built]:
            if name and (ROOT / name).is_file():
                (clone / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, clone / name)  # with its time, by which compiled modules are known
        yield clone


if __name__ == "__main__":
    # Not this folder, where this file would pass for the tests' own package.
    sys.path[:] = [str(ROOT / "packaging"), *(path for path in sys.path if Path(path).resolve() != HERE)]
    sys.exit(main(sys.argv[1:]))
