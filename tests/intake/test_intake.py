"""An import brings in whole calls, each once, says what became of every file, and can be ended at any moment."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.domain.calls import AgentSide, Direction
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.people import Person, Role
from console.intake.intake import Intake, Plan, Progress, content_hash, keep, run_through, survey
from console.intake.pairing import AgentFile
from console.intake.report import Line, Outcome, Remark, Report, report_as_csv
from console.intake.sources import ImportSource
from console.store.ids import new_id
from tests.intake.sounds import KeptCalls, write_wav

ZHANG = Person(new_id(), "1001", "张伟", Role.AGENT, team="一组")
FREEPBX = ImportSource(preset="freepbx", time_zone="Asia/Shanghai")


def _import(
    calls: KeptCalls,
    *paths: Path,
    source: ImportSource = FREEPBX,
    csv: Path | None = None,
    people: Sequence[Person] = (ZHANG,),
) -> Report:
    plan = Plan(tuple(str(p) for p in paths), source, str(csv or ""))
    return run_through(Intake(plan, survey(plan), people), calls, lambda _progress: None)


def test_a_call_carries_what_its_name_says(tmp_path: Path) -> None:
    calls = KeptCalls()
    write_wav(tmp_path / "external-1001-13800138000-20261105-093012-1762306212.42.wav", frames=16_000)
    report = _import(calls, tmp_path)
    assert (report.added, report.known, report.refused, report.lines) == (1, 0, 0, [])
    (call,) = calls.calls.values()
    assert call.started_at == datetime(2026, 11, 5, 1, 30, 12, tzinfo=UTC)
    assert call.duration_ms == 2000
    assert (call.agent_id, call.agent_number, call.agent_name, call.team) == (ZHANG.id, "1001", "张伟", "一组")
    assert call.direction is Direction.INBOUND
    assert call.customer_number == "13800138000"
    assert call.call_number == "1762306212.42"
    assert call.sound.side is AgentSide.LEFT
    assert Path(call.sound.paths[0]).is_absolute()


def test_the_same_content_is_one_call_whatever_its_name(tmp_path: Path) -> None:
    calls = KeptCalls()
    first = write_wav(tmp_path / "a.wav", seed=5)
    write_wav(tmp_path / "b" / "copy.wav", seed=5)
    report = _import(calls, tmp_path)
    assert (report.added, report.known) == (1, 1)
    assert report.lines[-1].remarks == (Remark.TWICE_HERE,)
    again = _import(calls, first)
    assert (again.added, again.known, len(calls.calls)) == (0, 1, 1)
    assert again.lines == [Line(str(first), Outcome.KNOWN)]


def test_a_pair_is_one_call_and_stays_one_when_the_sides_are_turned(tmp_path: Path) -> None:
    calls = KeptCalls()
    write_wav(tmp_path / "1001-20261105-093012-1762306212.42-in.wav", seed=1, channels=1)
    out = write_wav(tmp_path / "1001-20261105-093012-1762306212.42-out.wav", seed=2, channels=1)
    asterisk = ImportSource(preset="asterisk")
    assert _import(calls, tmp_path, source=asterisk).added == 1
    (call,) = calls.calls.values()
    assert call.sound.paths[0] == str(out)
    assert call.agent_number == "1001"
    turned = ImportSource(preset="asterisk", agent_file=AgentFile.IN)
    assert _import(calls, tmp_path, source=turned).known == 1


def test_the_table_goes_before_the_name_and_both_fill_in(tmp_path: Path) -> None:
    calls = KeptCalls()
    write_wav(tmp_path / "q-600-13800138000-20261105-093012-1762306212.42.wav", seed=1)
    write_wav(tmp_path / "other.wav", seed=2)
    table = tmp_path / "calls.csv"
    table.write_text(
        "录音文件,坐席,振铃时长\nq-600-13800138000-20261105-093012-1762306212.42.wav,张伟,0:18\n", encoding="gbk"
    )
    report = _import(calls, tmp_path, csv=table)
    by_name = calls.by_name()
    call = by_name["q-600-13800138000-20261105-093012-1762306212.42.wav"]
    assert (call.agent_number, call.queue, call.ring_ms, call.hold_ms) == ("1001", "600", 18_000, None)
    (line,) = report.lines
    assert line.path.endswith("other.wav")
    assert set(line.remarks) == {Remark.NO_TABLE_LINE, Remark.NAME_MISFIT, Remark.TIME_FROM_FILE}
    assert line.misfit is not None
    assert report.remark_counts()[Remark.NAME_MISFIT] == 1


def test_without_any_time_the_file_s_own_is_taken_and_said(tmp_path: Path) -> None:
    calls = KeptCalls()
    file = write_wav(tmp_path / "call.wav", frames=80_000)
    os.utime(file, (1_762_306_222, 1_762_306_222))
    report = _import(calls, file)
    (call,) = calls.calls.values()
    assert call.started_at == datetime.fromtimestamp(1_762_306_212, UTC)
    assert Remark.TIME_FROM_FILE in report.lines[0].remarks


def test_an_agent_nobody_knows_stays_as_written_and_is_remarked(tmp_path: Path) -> None:
    calls = KeptCalls()
    write_wav(tmp_path / "external-4711-138-20261105-093012-1762306212.42.wav")
    twins = [Person(new_id(), "1", "李娜", Role.AGENT), Person(new_id(), "2", "李娜", Role.AGENT)]
    report = _import(calls, tmp_path, people=twins)
    (call,) = calls.calls.values()
    assert (call.agent_id, call.agent_number) == (None, "4711")
    assert report.lines[0].remarks == (Remark.AGENT_UNKNOWN,)
    write_wav(tmp_path / "two" / "external-李娜-138-20261105-093012-1762306212.43.wav", seed=9)
    _import(calls, tmp_path / "two", people=twins)
    call = calls.by_name()["external-李娜-138-20261105-093012-1762306212.43.wav"]
    assert (call.agent_id, call.agent_number, call.agent_name) == (None, "", "李娜")


def _many(folder: Path, count: int) -> None:
    for number in range(count):
        write_wav(folder / f"{number:04}.wav", seed=number, frames=80)


def test_cancel_leaves_whole_batches_and_says_what_was_not_reached(tmp_path: Path) -> None:
    _many(tmp_path, 230)
    calls = KeptCalls()
    stopped = False
    plan = Plan((str(tmp_path),))
    intake = Intake(plan, survey(plan), [], stop=lambda: stopped)

    def progress(now: Progress) -> None:
        nonlocal stopped
        stopped = now.done >= 100

    report = run_through(intake, calls, progress)
    assert report.stopped
    assert report.added == len(calls.calls) >= 100
    assert report.left == 230 - report.added > 0
    assert _import(calls, tmp_path, source=ImportSource()).added == 230 - report.added


@pytest.mark.parametrize("kind", [FaultKind.DISK_FULL, FaultKind.DATABASE_LOCKED])
def test_a_place_that_fails_ends_the_run_with_whole_batches_kept(tmp_path: Path, kind: FaultKind) -> None:
    _many(tmp_path, 250)
    calls = KeptCalls()
    calls.fault, calls.faults_after = PlaceFault(kind), 1
    report = _import(calls, tmp_path, source=ImportSource())
    assert report.fault is calls.fault
    assert not report.stopped
    assert report.added == len(calls.calls) == calls.batches[0]
    assert report.left == 250 - report.added
    calls.fault = None
    assert _import(calls, tmp_path, source=ImportSource()).added == 250 - report.added


def test_a_batch_ends_by_time_too_so_that_progress_moves(tmp_path: Path) -> None:
    _many(tmp_path, 5)
    plan = Plan((str(tmp_path),))
    ticks = iter(range(1000))
    intake = Intake(plan, survey(plan), [], clock=lambda: float(next(ticks)))
    batch = intake.prepare()
    assert batch is not None
    assert len(batch.prepared) == 1
    progress = intake.settle(batch, keep(batch, KeptCalls()))
    assert (progress.done, progress.total, progress.current) == (1, 5, "0000.wav")
    assert progress.rate > 0
    assert progress.seconds_left is not None


def test_cancel_is_heard_inside_a_long_file(tmp_path: Path) -> None:
    file = tmp_path / "long.ul"
    with file.open("wb") as opened:
        opened.truncate(20 << 20)
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    plan = Plan((str(file),))
    intake = Intake(plan, survey(plan), [], stop=stop)
    assert intake.prepare() is None
    assert intake.finish().stopped


def test_a_bad_pattern_or_zone_is_told_before_anything_is_read(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav")
    for source in (ImportSource(patterns="{who}"), ImportSource(time_zone="Mars/Olympus")):
        plan = Plan((str(tmp_path),), source)
        with pytest.raises(InputFault):
            Intake(plan, survey(plan), [])


def test_the_table_itself_is_not_taken_for_a_recording(tmp_path: Path) -> None:
    table = tmp_path / "calls.wav"
    table.write_text("file,agent\nx.wav,1\n", encoding="utf-8")
    assert _import(KeptCalls(), table, csv=table).total == 0


def test_hashes_are_of_content_and_a_pair_s_does_not_depend_on_order(tmp_path: Path) -> None:
    one, two = write_wav(tmp_path / "1.wav", seed=1), write_wav(tmp_path / "2.wav", seed=2)
    assert content_hash([str(one), str(two)]) == content_hash([str(two), str(one)])
    assert content_hash([str(one)]) != content_hash([str(two)])


def test_the_report_as_a_table_opens_in_office_programs_and_runs_no_formula() -> None:
    report = Report(lines=[Line("=cmd.wav", Outcome.REFUSED), Line("录音.wav", Outcome.KNOWN)])
    written = report_as_csv(report, ["文件", "结果"], lambda line: [line.outcome.value])
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig").splitlines() == ["文件,结果", "'=cmd.wav,refused", "录音.wav,known"]
