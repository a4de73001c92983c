"""Real speech comes in: Asterisk's own prompts and music in several codings, and a real call in two files."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from console.domain.faults import FaultKind
from console.intake.intake import Intake, Plan, run_through, survey
from console.intake.report import Report
from tests.intake.sounds import KeptCalls
from tests.requirements_met import missing

ROOT = Path(__file__).resolve().parents[2]
TWO_SIDED = ROOT.parent / "shared" / "data"
PROMPTS = tuple(f"asterisk-core-sounds-en-{coding}" for coding in ("wav", "gsm", "g722"))


def _import(*folders: Path) -> tuple[Report, KeptCalls]:
    calls = KeptCalls()
    plan = Plan(tuple(str(folder) for folder in folders))
    return run_through(Intake(plan, survey(plan), []), calls, lambda _progress: None), calls


@pytest.mark.recordings
def test_asterisk_s_prompts_come_in_and_what_no_reader_knows_is_named() -> None:
    cache: Path = runpy.run_path(str(ROOT / "packaging" / "real_recordings.py"))["cache_folder"]()
    folders = [cache / name for name in PROMPTS]
    if not all(folder.is_dir() for folder in folders):
        missing("recordings", "python packaging/real_recordings.py")
    report, calls = _import(*folders)
    assert report.added > 500
    assert report.added == len(calls.calls)
    assert report.done == report.total
    kinds = {line.fault.kind for line in report.lines if line.fault}
    assert kinds <= {FaultKind.AUDIO_UNSUPPORTED, FaultKind.AUDIO_EMPTY}
    refused = {Path(line.path).suffix for line in report.lines if line.fault}
    assert refused <= {".g722", ".g729", ".siren7", ".siren14", ".sln16", ".gsm", ".wav"}


def test_a_real_call_in_two_files_is_one_call_agent_first() -> None:
    if not (TWO_SIDED / "call-a-agent.flac").exists():
        pytest.skip("the two-sided call is not beside this checkout")
    report, calls = _import(TWO_SIDED)
    assert report.added == 1
    (call,) = calls.calls.values()
    assert [Path(path).name for path in call.sound.paths] == ["call-a-agent.flac", "call-a-customer.flac"]
    assert 240_000 < call.duration_ms < 250_000
