"""`deskside import` on the real embedded store: text and JSON, exit codes, a second run, a locked database."""

from __future__ import annotations

import argparse
import io
import json
import signal
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from console.domain.calls import AgentSide, Call, CallFilter
from console.domain.people import Person, Role
from console.intake import command
from console.intake.command import ALL_IN, CANCELLED, NOT_USABLE, PLACE_FAILED, SOME_REFUSED
from console.intake.intake import Intake, Plan, run_through, survey
from console.intake.sources import ImportSource, save_sources
from console.store.engine import Patience
from console.store.ids import new_id
from console.store.people import NewPerson
from console.store.store import Store
from tests.intake.sounds import write_wav

VIEWER = Person(new_id(), "9", "Viewer", Role.MANAGER)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DESKSIDE_HOME", str(tmp_path / "home"))
    return f"sqlite:///{(tmp_path / 'centre.db').as_posix()}"


def _run(*words: str) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    out, err = io.StringIO(), io.StringIO()
    return command.run(parser.parse_args(words), out, err), out.getvalue(), err.getvalue()


def _calls(url: str) -> list[Call]:
    with Store.open(url) as store:
        return [row.call for row in store.calls.page(CallFilter(), VIEWER, 0, 1000)]


def test_a_folder_comes_in_and_a_second_time_nothing_is_added(tmp_path: Path, url: str) -> None:
    with Store.open(url) as store:
        store.people.add(NewPerson("1001", "张伟", Role.AGENT, team="一组"))
    folder = tmp_path / "rec"
    write_wav(folder / "q-600-13800138000-20261105-093012-1762306212.42.wav", seed=1)
    write_wav(folder / "external-1001-13800138000-20261105-093112-1762306272.43.wav", seed=2)
    words = (str(folder), "--pattern", "freepbx", "--timezone", "Asia/Shanghai", "--side", "right", "--database", url)
    code, out, err = _run(*words)
    assert (code, err) == (ALL_IN, "")
    assert "2 added, 0 already in, 0 refused" in out
    calls = _calls(url)
    assert [call.agent_name for call in calls] == ["张伟", ""]
    assert {call.customer_number for call in calls} == {"138****8000"}
    assert {call.sound.side for call in calls} == {AgentSide.RIGHT}
    code, out, _ = _run(*words, "--json")
    said = json.loads(out)
    assert (code, said["added"], said["known"]) == (ALL_IN, 0, 2)


def test_refused_files_give_their_reasons_in_json(tmp_path: Path, url: str) -> None:
    write_wav(tmp_path / "rec" / "good.wav")
    (tmp_path / "rec" / "坏.wav").write_bytes(b"")
    code, out, _ = _run(str(tmp_path / "rec"), "--json", "--database", url)
    said = json.loads(out)
    assert code == SOME_REFUSED
    refused = [line for line in said["lines"] if line["outcome"] == "refused"]
    assert [Path(line["path"]).name for line in refused] == ["坏.wav"]
    assert refused[0]["reason"]["kind"] == "audio_empty"
    assert "坏.wav" in _run(str(tmp_path / "rec"), "--database", url)[1]


def test_what_cannot_be_used_is_told_before_a_database_is_made(tmp_path: Path, url: str) -> None:
    write_wav(tmp_path / "rec" / "good.wav")
    for words in (
        ("--pattern", "{nobody}"),
        ("--timezone", "Mars/Olympus"),
        ("--csv", str(tmp_path / "rec" / "good.wav")),
        ("--source", "no such source"),
    ):
        code, out, err = _run(str(tmp_path / "rec"), *words, "--database", url)
        assert (code, out) == (NOT_USABLE, ""), words
        assert err.startswith("deskside import: ")
    assert not (tmp_path / "centre.db").exists()


def test_a_saved_source_is_used_by_name_and_other_options_change_it(tmp_path: Path, url: str) -> None:
    save_sources(command.sources_file(), [ImportSource("总机", patterns="{queue}_{agent}", side=AgentSide.MIXED)])
    write_wav(tmp_path / "rec" / "vip_7.wav")
    assert _run(str(tmp_path / "rec"), "--source", "总机", "--side", "left", "--database", url)[0] == ALL_IN
    (call,) = _calls(url)
    assert (call.queue, call.agent_number, call.sound.side) == ("vip", "7", AgentSide.LEFT)


def test_the_embedded_database_is_the_default(tmp_path: Path, url: str) -> None:
    del url
    write_wav(tmp_path / "rec" / "a.wav")
    assert _run(str(tmp_path / "rec"))[0] == ALL_IN
    assert (tmp_path / "home" / "data" / "deskside.db").exists()


def test_an_unreachable_database_is_the_places_fault(tmp_path: Path, url: str) -> None:
    del url
    write_wav(tmp_path / "rec" / "a.wav")
    code, out, _ = _run(str(tmp_path / "rec"), "--json", "--database", "mysql://nowhere")
    assert code == PLACE_FAILED
    assert json.loads(out)["fault"]["kind"] == "database_unreachable"


def test_ctrl_c_between_batches_leaves_whole_calls(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(150):
        write_wav(tmp_path / "rec" / f"{seed:03}.wav", seed=seed, frames=80)
    handlers: list[Any] = []
    monkeypatch.setattr(signal, "signal", lambda _number, handler: handlers.append(handler))
    monkeypatch.setattr(command, "_teller", lambda *_, **__: lambda _progress: handlers[0](2, None))
    code, out, _ = _run(str(tmp_path / "rec"), "--database", url)
    assert code == CANCELLED
    assert "what was added is whole and stays" in out
    assert 0 < len(_calls(url)) < 150


def test_a_locked_database_ends_the_run_and_the_report_says_what_is_in(tmp_path: Path, url: str) -> None:
    for seed in range(120):
        write_wav(tmp_path / "rec" / f"{seed:03}.wav", seed=seed, frames=80)
    plan = Plan((str(tmp_path / "rec"),))
    with Store.open(url, patience=Patience(lock_s=0.05)) as store:
        other = sqlite3.connect(tmp_path / "centre.db", isolation_level=None)
        intake = Intake(plan, survey(plan), [])
        try:
            report = run_through(intake, store.calls, lambda _progress: other.executescript("BEGIN IMMEDIATE").close())
        finally:
            other.close()
        assert report.fault is not None
        assert report.fault.kind == "database_locked"
        assert report.added == store.calls.count(CallFilter(), VIEWER) == 120 - report.left
        assert run_through(Intake(plan, survey(plan), []), store.calls, lambda _p: None).added == report.left


def test_the_help_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(["--help"])
    said = capsys.readouterr().out
    assert "exit codes" in said
    assert "%Y%m%d" in said


@pytest.mark.parametrize(
    "table",
    [
        b"",
        b"\x00\x01\x02\xff" * 4000,
        b'file,agent\n"never closed,' + b"x" * 200_000,
        b"file,agent\n" + b"good.wav,=cmd|'/C calc'!A0\n" * 3,
        b"file;agent\n../../etc/passwd;1001\ngood.wav;\xe5\xbc\n",
        b",,,,\n" + b"a," * 5000 + b"\n",
    ],
)
def test_a_hostile_table_ends_in_a_sentence_and_an_exit_code(tmp_path: Path, url: str, table: bytes) -> None:
    write_wav(tmp_path / "rec" / "good.wav")
    (tmp_path / "calls.csv").write_bytes(table)
    words = (str(tmp_path / "rec"), "--csv", str(tmp_path / "calls.csv"), "--database", url)
    code, out, err = _run(*words)
    assert code in (ALL_IN, NOT_USABLE)
    assert err.startswith("deskside import: bad csv") if code == NOT_USABLE else "1 added" in out
    assert "Traceback" not in out + err
