"""Real speech comes in: Asterisk's own prompts and music in several codings, and a real call in two files."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.domain.faults import FaultKind
from console.intake.intake import Intake, Plan, run_through, survey
from console.intake.report import Report
from tests.intake.sounds import KeptCalls
from tests.requirements_met import missing

SOUNDS = Path("/usr/share/asterisk")
TWO_SIDED = Path(__file__).resolve().parents[3] / "shared" / "data"


def _import(folder: Path) -> tuple[Report, KeptCalls]:
    calls = KeptCalls()
    plan = Plan((str(folder),))
    return run_through(Intake(plan, survey(plan), []), calls, lambda _progress: None), calls


@pytest.mark.recordings
def test_asterisk_s_prompts_come_in_and_what_no_reader_knows_is_named() -> None:
    if not list(SOUNDS.rglob("*.wav")) or not list(SOUNDS.rglob("*.gsm")):
        missing("recordings", "sudo apt-get install asterisk-core-sounds-en-wav asterisk-core-sounds-en-gsm")
    report, calls = _import(SOUNDS)
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
