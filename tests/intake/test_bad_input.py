"""Broken, mislabelled and strange files: each gets its reason, none stops the others."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from console.audio.reader import Reader, open_sound
from console.domain.calls import SoundSource
from console.domain.faults import FaultKind, PlaceFault
from console.intake import intake as module
from console.intake.intake import Intake, Plan, run_through, survey
from console.intake.report import Outcome, Remark, Report
from tests.intake.sounds import KeptCalls, write_wav


def _import(*paths: Path) -> tuple[Report, KeptCalls]:
    calls = KeptCalls()
    plan = Plan(tuple(str(path) for path in paths))
    return run_through(Intake(plan, survey(plan), []), calls, lambda _progress: None), calls


def _reasons(report: Report) -> dict[str, FaultKind]:
    return {Path(line.path).name: line.fault.kind for line in report.lines if line.fault}


def test_every_kind_of_broken_file_is_refused_with_its_reason_and_the_good_one_is_in(tmp_path: Path) -> None:
    good = write_wav(tmp_path / "good.wav")
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "picture.wav").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    (tmp_path / "text.mp3").write_text("not a sound\n" * 50, encoding="utf-8")
    (tmp_path / "head only.wav").write_bytes(good.read_bytes()[:30])
    raw = bytearray(good.read_bytes())
    struct.pack_into("<H", raw, 22, 0)
    (tmp_path / "0 channels.wav").write_bytes(raw)
    report, calls = _import(tmp_path)
    assert list(calls.by_name()) == ["good.wav"]
    reasons = _reasons(report)
    assert set(reasons) == {"empty.wav", "picture.wav", "text.mp3", "head only.wav", "0 channels.wav"}
    assert reasons["empty.wav"] is FaultKind.AUDIO_EMPTY
    assert reasons["picture.wav"] is FaultKind.NOT_AUDIO
    assert reasons["text.mp3"] is FaultKind.NOT_AUDIO
    assert reasons["0 channels.wav"] is FaultKind.NOT_AUDIO
    assert report.refused == 5
    assert all(line.outcome is Outcome.REFUSED for line in report.lines if line.fault)


def test_a_truncated_recording_comes_in_with_what_is_there(tmp_path: Path) -> None:
    whole = write_wav(tmp_path / "w" / "call.wav", frames=16_000)
    (tmp_path / "cut.wav").write_bytes(whole.read_bytes()[:-32_000])
    report, calls = _import(tmp_path / "cut.wav")
    assert report.added == 1
    assert calls.by_name()["cut.wav"].duration_ms == 1000
    assert Remark.BREAKS_OFF in report.lines[0].remarks


def test_sound_under_a_wrong_name_and_high_rates_come_in(tmp_path: Path) -> None:
    write_wav(tmp_path / "wav.wav", seed=1).rename(tmp_path / "really wav.mp3")
    write_wav(tmp_path / "studio.wav", seed=2, rate_hz=192_000, frames=192_000)
    report, calls = _import(tmp_path)
    assert report.refused == 0
    assert calls.by_name()["studio.wav"].duration_ms == 1000


def test_chinese_names_emoji_and_255_bytes(tmp_path: Path) -> None:
    longest = "长" * 83 + "xx" + ".wav"
    assert len(longest.encode()) == 255
    names = ["投诉-张伟 2026年11月5日.wav", "😀 call 📞.wav", longest]
    for seed, name in enumerate(names):
        write_wav(tmp_path / "录音 🗂" / name, seed=seed)
    report, calls = _import(tmp_path)
    assert report.added == 3
    assert set(calls.by_name()) == set(names)


@pytest.mark.skipif(os.name == "nt", reason="Windows names are text")
def test_a_name_that_is_no_text_is_refused_not_a_crash(tmp_path: Path) -> None:
    good = write_wav(tmp_path / "good.wav")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.wav")).write_bytes(good.read_bytes())
    report, _ = _import(tmp_path)
    assert (report.added, report.refused) == (1, 1)
    (line,) = [line for line in report.lines if line.fault]
    assert line.fault is not None
    assert line.fault.kind is FaultKind.FILE_UNREADABLE


def test_a_file_that_may_not_be_read_is_the_places_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_wav(tmp_path / "secret.wav", seed=1)
    write_wav(tmp_path / "open.wav", seed=2)
    real = open_sound

    def guarded(source: SoundSource) -> Reader:
        if "secret" in source.paths[0]:
            raise PlaceFault(FaultKind.FILE_UNREADABLE, name="secret.wav", path=source.paths[0])
        return real(source)

    monkeypatch.setattr(module, "open_sound", guarded)
    report, _ = _import(tmp_path)
    assert _reasons(report) == {"secret.wav": FaultKind.FILE_UNREADABLE}
    assert report.added == 1


def test_files_that_vanish_between_the_survey_and_the_reading(tmp_path: Path) -> None:
    write_wav(tmp_path / "gone.wav", seed=1)
    write_wav(tmp_path / "here.wav", seed=2)
    plan = Plan((str(tmp_path),))
    surveyed = survey(plan)
    (tmp_path / "gone.wav").unlink()
    report = run_through(Intake(plan, surveyed, []), KeptCalls(), lambda _progress: None)
    assert _reasons(report) == {"gone.wav": FaultKind.FILE_MISSING}
    assert report.added == 1


def test_a_file_that_vanishes_between_opening_and_hashing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_wav(tmp_path / "gone.wav")

    def vanish(paths: list[str], **_: object) -> str:
        Path(paths[0]).unlink()
        raise FileNotFoundError(paths[0])

    monkeypatch.setattr(module, "content_hash", vanish)
    report, _ = _import(tmp_path)
    assert _reasons(report) == {"gone.wav": FaultKind.FILE_MISSING}


def test_sides_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    write_wav(tmp_path / "c-in.wav", channels=1, rate_hz=8000)
    write_wav(tmp_path / "c-out.wav", channels=1, rate_hz=16_000)
    report, _ = _import(tmp_path)
    assert list(_reasons(report).values()) == [FaultKind.PAIR_MISMATCH]


def test_a_path_that_is_not_there_is_in_the_report(tmp_path: Path) -> None:
    report, _ = _import(tmp_path / "nowhere")
    assert (report.total, report.refused, report.left) == (1, 1, 0)
    assert list(_reasons(report).values()) == [FaultKind.FILE_MISSING]
