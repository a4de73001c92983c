"""The import behind its screen: choosing, preview, a run on the real store, cancel, a failing place, the report."""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from console.desk import importing as module
from console.desk.background import Background
from console.desk.import_words import line_cells
from console.desk.importing import Importing, ImportSource, ImportState, Line, Outcome, Remark, Report
from console.desk.sentences import sentence_of
from console.domain.calls import CallFilter
from console.domain.faults import FaultKind
from console.domain.naming import CallField
from console.domain.people import Person, Role
from console.intake.csv_columns import CallTable, Table, join_table, read_table
from console.intake.sources import load_sources, save_sources
from console.store.engine import Patience
from console.store.ids import new_id
from console.store.people import NewPerson
from console.store.store import Store
from tests.intake.sounds import write_wav

VIEWER = Person(new_id(), "9", "Viewer", Role.MANAGER)
NAME = "external-1001-13800138000-20261105-093012-1762306212.{:05}.wav"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{(tmp_path / 'centre.db').as_posix()}", patience=Patience(lock_s=0.05)) as opened:
        opened.people.add(NewPerson("1001", "张伟", Role.AGENT, team="一组"))
        yield opened


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    assert qtbot
    door = Background()
    yield door
    door.close()


@pytest.fixture
def importing(background: Background, store: Store, tmp_path: Path) -> Iterator[Importing]:
    made = Importing(background, store, None, tmp_path / "config" / "sources.json")
    yield made
    made.shut_down()


def _recordings(folder: Path, count: int) -> Path:
    for seed in range(count):
        write_wav(folder / NAME.format(seed), seed=seed, frames=80)
    return folder


def _ready(qtbot: QtBot, importing: Importing, *paths: Path) -> None:
    importing.add_paths([str(path) for path in paths])
    qtbot.waitUntil(lambda: importing.state is ImportState.READY)


def _run(qtbot: QtBot, importing: Importing) -> Report:
    with qtbot.waitSignal(importing.ended) as ended:
        importing.start()
    assert ended.args
    report: Report = ended.args[0]
    return report


def test_a_folder_is_looked_through_previewed_and_imported(
    qtbot: QtBot, importing: Importing, store: Store, tmp_path: Path
) -> None:
    added: list[int] = []
    importing.calls_added.connect(added.append)
    assert importing.state is ImportState.CHOOSING
    assert not importing.can_start
    _ready(qtbot, importing, _recordings(tmp_path / "rec", 30))
    assert importing.found == 30
    rows = importing.preview()
    assert len(rows) == 20
    assert rows[0].values[CallField.AGENT] == "1001"
    assert rows[0].misfit is None
    report = _run(qtbot, importing)
    assert (report.added, importing.state, added) == (30, ImportState.ENDED, [30])
    assert store.calls.count(CallFilter(), VIEWER) == 30
    importing.clear()
    assert (importing.state, importing.found) == (ImportState.CHOOSING, 0)


def test_a_bad_pattern_is_told_and_nothing_can_start_until_it_is_mended(
    qtbot: QtBot, importing: Importing, tmp_path: Path
) -> None:
    _ready(qtbot, importing, _recordings(tmp_path / "rec", 2))
    importing.set_source(ImportSource(patterns="{queue}{agent}"))
    assert importing.source_fault is not None
    assert importing.source_fault.kind is FaultKind.BAD_PATTERN
    assert not importing.can_start
    assert len(importing.preview()) == 2
    importing.set_source(ImportSource(patterns="exten-{agent}"))
    assert importing.can_start
    assert importing.preview()[0].misfit is not None


def test_a_dropped_table_is_read_mapped_and_joined(qtbot: QtBot, importing: Importing, tmp_path: Path) -> None:
    folder = _recordings(tmp_path / "rec", 2)
    table = tmp_path / "通话.csv"
    table.write_text(f"名字,坐席,录音文件\nx,李娜,{NAME.format(0)}\n", encoding="gbk")
    with qtbot.waitSignals([importing.preview_changed] * 3):
        importing.add_paths([str(folder), str(table)])
    qtbot.waitUntil(lambda: importing.can_start)
    assert importing.mapping() == {CallField.AGENT_NAME: "坐席", CallField.FILE: "录音文件"}
    assert [row.from_table for row in importing.preview()] == [True, False]
    importing.map_column("名字", CallField.AGENT_NAME)
    qtbot.waitUntil(lambda: importing.preview()[0].values[CallField.AGENT_NAME] == "x")
    importing.map_column("录音文件", None)
    qtbot.waitUntil(lambda: importing.source_fault is not None)
    assert importing.source_fault is not None
    assert importing.source_fault.facts["why"] == "no_key"
    assert not importing.can_start
    importing.set_csv("")
    assert importing.source_fault is None
    assert importing.can_start


def test_after_a_table_without_a_key_a_good_one_is_joined_and_starting_over_forgets_it(
    qtbot: QtBot, importing: Importing, tmp_path: Path
) -> None:
    folder = _recordings(tmp_path / "rec", 1)
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text("队列,备注\nq,x\n", encoding="utf-8")
    good.write_text(f"录音文件,队列\n{NAME.format(0)},售后\n", encoding="utf-8")
    _ready(qtbot, importing, folder)
    importing.set_csv(str(bad))
    qtbot.waitUntil(lambda: importing.source_fault is not None)
    importing.set_csv(str(good))
    assert importing.source_fault is None
    qtbot.waitUntil(lambda: importing.can_start)
    assert importing.preview()[0].values[CallField.QUEUE] == "售后"
    importing.set_csv(str(bad))
    qtbot.waitUntil(lambda: importing.source_fault is not None)
    importing.clear()
    assert importing.source_fault is None
    _ready(qtbot, importing, folder)
    assert importing.can_start


def test_an_import_waits_for_its_table(
    qtbot: QtBot, importing: Importing, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, may_read = _recordings(tmp_path / "rec", 1), threading.Event()
    table = tmp_path / "calls.csv"
    table.write_text(f"录音文件,队列\n{NAME.format(0)},售后\n", encoding="utf-8")

    def read_when_allowed(path: str) -> Table:
        assert may_read.wait(20)
        return read_table(path)

    monkeypatch.setattr(module, "read_table", read_when_allowed)
    _ready(qtbot, importing, folder)
    assert importing.can_start
    importing.set_csv(str(table))
    try:
        assert not importing.can_start
        importing.start()
        assert importing.state is ImportState.READY
    finally:
        may_read.set()
    qtbot.waitUntil(lambda: importing.can_start)
    _run(qtbot, importing)
    assert [row.call.queue for row in store.calls.page(CallFilter(), VIEWER, 0, 9)] == ["售后"]


def test_a_table_is_joined_beside_the_window_and_only_when_it_is_read_otherwise(
    qtbot: QtBot, importing: Importing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, threads = _recordings(tmp_path / "rec", 1), list[str]()
    table = tmp_path / "calls.csv"
    table.write_text(f"录音文件,队列,时间\n{NAME.format(0)},售后,2026-11-05 09:30:12\n", encoding="utf-8")

    def join_and_tell(*given: Any) -> CallTable:
        threads.append(threading.current_thread().name.partition("_")[0])
        return join_table(*given)

    monkeypatch.setattr(module, "join_table", join_and_tell)
    _ready(qtbot, importing, folder)
    importing.set_csv(str(table))
    qtbot.waitUntil(lambda: importing.can_start)
    for pattern in ("{queue", "{queue}-{agent}-{any}", "{agent}-{any}"):
        importing.set_source(replace(importing.source, patterns=pattern))
    assert importing.can_start
    assert importing.preview()[0].from_table
    assert threads == ["files"]
    for zone, hour in (("Asia/Shanghai", 1), ("UTC", 9)):
        importing.set_source(replace(importing.source, time_zone=zone))
        assert not importing.can_start
        qtbot.waitUntil(lambda: importing.can_start)
        started = importing.preview()[0].started_at
        assert started is not None
        assert started.hour == hour
    importing.map_column("队列", None)
    qtbot.waitUntil(lambda: importing.can_start)
    assert importing.preview()[0].values.get(CallField.QUEUE) != "售后"
    assert threads == ["files"] * 4


def test_of_two_ways_to_read_a_table_the_last_holds(
    qtbot: QtBot, importing: Importing, background: Background, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, may_join = _recordings(tmp_path / "rec", 1), threading.Event()
    table = tmp_path / "calls.csv"
    table.write_text(f"录音文件,队列,时间\n{NAME.format(0)},售后,2026-11-05 09:30:12\n", encoding="utf-8")

    def join_late_for_shanghai(table: Table, mapping: dict[CallField, str], zone: tzinfo, shape: str) -> CallTable:
        assert str(zone) != "Asia/Shanghai" or may_join.wait(20)
        return join_table(table, mapping, zone, shape)

    _ready(qtbot, importing, folder)
    importing.set_csv(str(table))
    qtbot.waitUntil(lambda: importing.can_start)
    monkeypatch.setattr(module, "join_table", join_late_for_shanghai)
    try:
        importing.set_source(replace(importing.source, time_zone="Asia/Shanghai"))
        importing.set_source(replace(importing.source, time_zone="UTC"))
        qtbot.waitUntil(lambda: importing.can_start)
    finally:
        may_join.set()
    qtbot.waitUntil(lambda: background.pending == 0)
    started = importing.preview()[0].started_at
    assert started is not None
    assert started.hour == 9


def test_a_table_given_up_for_another_takes_nothing_with_it_when_it_is_refused(
    qtbot: QtBot, importing: Importing, background: Background, tmp_path: Path
) -> None:
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_bytes(b"")
    good.write_text(f"录音文件,队列\n{NAME.format(0)},售后\n", encoding="utf-8")
    importing.set_csv(str(bad))
    importing.set_csv(str(good))
    qtbot.waitUntil(lambda: background.pending == 0)
    assert importing.csv_path == str(good)
    assert importing.table is not None


def test_a_table_that_is_none_is_told_and_forgotten(qtbot: QtBot, importing: Importing, tmp_path: Path) -> None:
    table = tmp_path / "empty.csv"
    table.write_bytes(b"")
    with qtbot.waitSignal(importing.fault_happened) as told:
        importing.set_csv(str(table))
    assert told.args
    assert told.args[0].kind is FaultKind.BAD_CSV
    assert importing.csv_path == ""


def test_cancel_leaves_whole_calls_and_the_rest_can_follow(
    qtbot: QtBot, importing: Importing, store: Store, tmp_path: Path
) -> None:
    _ready(qtbot, importing, _recordings(tmp_path / "rec", 250))
    importing.progress_changed.connect(lambda now: importing.cancel() if now.done else None)
    report = _run(qtbot, importing)
    assert report.stopped
    assert 0 < report.added < 250
    assert store.calls.count(CallFilter(), VIEWER) == report.added
    importing.progress_changed.disconnect()
    with qtbot.waitSignal(importing.ended):
        importing.go_on()
    again = importing.report
    assert again is not None
    assert (again.added, again.known) == (250 - report.added, report.added)


def test_a_locked_database_ends_the_run_with_a_report(
    qtbot: QtBot, importing: Importing, store: Store, tmp_path: Path
) -> None:
    _ready(qtbot, importing, _recordings(tmp_path / "rec", 120))
    other = sqlite3.connect(tmp_path / "centre.db", isolation_level=None)
    try:
        importing.progress_changed.connect(lambda now: other.execute("BEGIN IMMEDIATE") if 0 < now.done < 120 else None)
        report = _run(qtbot, importing)
    finally:
        other.close()
    assert report.fault is not None
    assert report.fault.kind is FaultKind.DATABASE_LOCKED
    assert store.calls.count(CallFilter(), VIEWER) == report.added > 0


def test_sources_are_kept_used_and_forgotten(qtbot: QtBot, importing: Importing) -> None:
    importing.set_source(ImportSource(patterns="{queue}-{agent}"))
    with qtbot.waitSignal(importing.sources_changed):
        importing.save_source(" 总机 ")
    assert [one.name for one in importing.sources] == ["总机"]
    importing.set_source(ImportSource())
    importing.use_source("总机")
    assert importing.source.patterns == "{queue}-{agent}"
    with qtbot.waitSignal(importing.sources_changed):
        importing.remove_source("总机")
    assert importing.sources == []
    assert importing.source.name == ""


def test_sources_that_cannot_be_read_now_are_not_written_over(
    qtbot: QtBot, importing: Importing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bytes:
        raise PermissionError(errno.EACCES, "held by another program")

    path = tmp_path / "config" / "sources.json"
    save_sources(path, [ImportSource("总机"), ImportSource("热线")])
    with monkeypatch.context() as held:
        held.setattr(Path, "read_bytes", refuse)
        with qtbot.waitSignal(importing.fault_happened) as told:
            importing.load_sources()
        assert told.args
        assert sentence_of(told.args[0]) == "sources.json: the file may not be read."
        for deed in (importing.save_source, importing.remove_source):
            with qtbot.waitSignal(importing.fault_happened) as told:
                deed("总机")
            assert told.args
            assert told.args[0].kind is FaultKind.SETTINGS_NOT_KEPT
    importing.set_source(ImportSource(patterns="{agent}"))
    with qtbot.waitSignal(importing.sources_changed):
        importing.save_source("新来源")
    assert {one.name for one in importing.sources} == {"总机", "新来源", "热线"}
    assert load_sources(path) == importing.sources


def test_the_report_is_written_where_asked_or_the_fault_told(
    qtbot: QtBot, importing: Importing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, threads = _recordings(tmp_path / "rec", 1), list[str]()

    def cells_and_thread(line: Line) -> Sequence[str]:
        threads.append(threading.current_thread().name.partition("_")[0])
        return line_cells(line)

    monkeypatch.setattr(module, "line_cells", cells_and_thread)
    (folder / "坏.wav").write_bytes(b"")
    _ready(qtbot, importing, folder)
    report = _run(qtbot, importing)
    assert [(line.outcome, line.remarks) for line in report.lines] == [(Outcome.REFUSED, ())]
    assert Remark.NAME_MISFIT not in report.remark_counts()
    with qtbot.waitSignal(importing.report_exported):
        importing.export_report(str(tmp_path / "report.csv"))
    assert "坏.wav" in (tmp_path / "report.csv").read_text(encoding="utf-8-sig")
    assert threads == ["files"]
    with qtbot.waitSignal(importing.fault_happened) as told:
        importing.export_report(str(tmp_path / "no" / "such" / "folder.csv"))
    assert told.args is not None
    assert told.args[0].kind is FaultKind.FILE_NOT_WRITTEN
    assert sentence_of(told.args[0]) == "folder.csv: the file could not be written."


def test_turning_the_pair_s_sides_looks_again(qtbot: QtBot, importing: Importing, tmp_path: Path) -> None:
    for side in ("in", "out"):
        write_wav(tmp_path / "rec" / f"a-{side}.wav", channels=1)
    _ready(qtbot, importing, tmp_path / "rec")
    assert importing.preview()[0].name == "a-out.wav"
    assert importing.preview()[0].sides == 2
    importing.set_source(replace(importing.source, agent_file=type(importing.source.agent_file).IN))
    qtbot.waitUntil(lambda: importing.state is ImportState.READY)
    assert importing.preview()[0].name == "a-in.wav"
