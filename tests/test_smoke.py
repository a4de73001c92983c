"""`--smoke` as the installer's test runs it: a process of its own, one line, nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from console import __version__, smoke
from console.hands import HandsEnded
from console.places import HOME_VARIABLE


def test_it_tells_in_one_line_that_everything_works_and_leaves_nothing(tmp_path: Path) -> None:
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    temporary.mkdir()
    told = subprocess.run(
        [sys.executable, "-m", "console", "--smoke"],
        env={**os.environ, HOME_VARIABLE: str(home), "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    (line,) = told.stdout.splitlines()
    found = json.loads(line)
    assert found["version"] == __version__
    assert found["frozen"] is False
    assert found["talking"] > 1
    assert found["ms"]["played"] >= smoke.HEARD_MS * 0.9
    assert not home.exists()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (HandsEnded("waited 60 s in vain until sound plays"), "waited 60 s in vain until sound plays"),
        (OSError("no such library"), "OSError: no such library"),
    ],
)
def test_what_fails_is_told_in_the_line_and_by_the_exit_code(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(timings: dict[str, int]) -> dict[str, object]:
        timings["window_made"] = 5
        raise error

    monkeypatch.setattr(smoke, "_try_all", fail)
    monkeypatch.setattr(smoke, "without_a_screen", lambda _home: None)
    assert smoke.run() == 1
    told = json.loads(capsys.readouterr().out)
    assert told["failed"] == said
    assert told["ms"] == {"window_made": 5}


def test_a_window_s_program_has_nothing_to_write_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smoke, "_try_all", lambda _timings: {})
    monkeypatch.setattr(smoke, "without_a_screen", lambda _home: None)
    monkeypatch.setattr(sys, "stdout", None)
    assert smoke.run() == 0
