from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from console.audio.listening import PassageKind
from console.audio.peaks import Peaks
from console.audio.player import PlayState
from console.audio.sidecar import PeakShelf
from console.domain.calls import Call, SoundSource
from console.domain.faults import Fault, FaultKind
from tests.audio.sounds import write
from tests.widgets.waves import call_of, desk, recording, talk


def test_a_call_opens_with_its_picture_and_passages(qtbot: QtBot, tmp_path: Path) -> None:
    with desk() as parts:
        grown: list[Peaks] = []
        parts.listening.peaks_changed.connect(grown.append)
        parts.open_whole(qtbot, call_of(recording(tmp_path)))
        assert parts.player.state is PlayState.PAUSED
        assert grown[-1].done_frames == grown[-1].frames == 30 * 8000
        silence = [p for p in parts.listening.passages if p.kind is PassageKind.SILENCE]
        assert any(abs(p.start_ms - 10_000) < 500 and abs(p.end_ms - 15_000) < 500 for p in silence)


def test_a_kept_picture_is_used_again(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call = call_of(recording(tmp_path), content_hash="abc")
    shelf = PeakShelf(tmp_path / "shelf")
    with desk(shelf) as parts:
        parts.open_whole(qtbot, call)
    monkeypatch.setattr("console.desk.listening.make_peaks", None)
    with desk(shelf) as parts:
        parts.open_whole(qtbot, call)
        assert parts.listening.peaks is not None


def test_a_missing_file_is_told_and_can_be_tried_again(qtbot: QtBot, tmp_path: Path) -> None:
    with desk() as parts:
        faults: list[Fault] = []
        parts.listening.faulted.connect(faults.append)
        path = tmp_path / "talk-2.wav"
        parts.listening.open_call(call_of(path))
        qtbot.waitUntil(lambda: bool(faults) and parts.player.state is PlayState.EMPTY)
        assert faults[0].kind is FaultKind.FILE_MISSING
        recording(tmp_path)
        with qtbot.waitSignals([parts.player.opened, parts.listening.passages_changed], timeout=10_000):
            parts.listening.reopen()


def test_a_recording_that_was_removed_is_told_and_not_looked_for(qtbot: QtBot, tmp_path: Path) -> None:
    with desk() as parts:
        faults: list[Fault] = []
        opened: list[Call] = []
        parts.listening.faulted.connect(faults.append)
        parts.listening.opened.connect(opened.append)
        gone = replace(call_of(recording(tmp_path)), sound_gone_at=datetime(2026, 11, 3, 12, tzinfo=UTC))
        parts.listening.open_call(gone)
        assert [(fault.kind, fault.facts) for fault in faults] == [(FaultKind.RECORDING_REMOVED, {"on": "2026-11-03"})]
        assert opened == [gone]
        assert parts.player.state is PlayState.EMPTY
        assert parts.background.pending == 0
        parts.listening.reopen()
        assert len(faults) == 2
        parts.open_whole(qtbot, call_of(recording(tmp_path)))


def test_a_call_whose_recording_has_not_come_opens_without_sound(qtbot: QtBot, tmp_path: Path) -> None:
    with desk() as parts:
        faults: list[Fault] = []
        parts.listening.faulted.connect(faults.append)
        parts.listening.open_call(replace(call_of(recording(tmp_path)), sound=SoundSource(())))
        assert [fault.kind for fault in faults] == [FaultKind.RECORDING_AWAITED]
        assert parts.player.state is PlayState.EMPTY
        assert parts.background.pending == 0
        parts.open_whole(qtbot, call_of(recording(tmp_path)))


def test_another_shortest_silence_holds_for_the_open_call(qtbot: QtBot, tmp_path: Path) -> None:
    with desk() as parts:
        parts.open_whole(qtbot, call_of(recording(tmp_path)))
        assert any(p.kind is PassageKind.SILENCE for p in parts.listening.passages)
        with qtbot.waitSignal(parts.listening.passages_changed):
            parts.listening.set_quiet_min_ms(10_000)
        assert not any(p.kind is PassageKind.SILENCE for p in parts.listening.passages)


def test_only_the_last_call_opened_is_told_of(qtbot: QtBot, tmp_path: Path) -> None:
    with desk() as parts:
        told: list[Peaks] = []
        parts.listening.peaks_changed.connect(told.append)
        parts.listening.open_call(call_of(recording(tmp_path, 1)))
        parts.open_whole(qtbot, call_of(recording(tmp_path, 2)))
        qtbot.waitUntil(lambda: parts.background.pending == 0)
        assert told
        assert {peaks.lanes for peaks in told} == {2}


def test_closing_forgets_everything(qtbot: QtBot, tmp_path: Path) -> None:
    with desk() as parts:
        parts.open_whole(qtbot, call_of(recording(tmp_path)))
        with qtbot.waitSignal(parts.listening.closed):
            parts.listening.close()
        assert parts.listening.call is None
        assert parts.listening.peaks is None
        assert parts.listening.passages == ()
        assert parts.player.state is PlayState.EMPTY


def test_close_up_samples_are_fetched_once_and_are_the_file_s(qtbot: QtBot, tmp_path: Path) -> None:
    with desk() as parts:
        parts.open_whole(qtbot, call_of(recording(tmp_path)))
        closeup = parts.listening.closeup
        with qtbot.waitSignal(closeup.samples_changed):
            assert closeup.samples(80_000, 81_000) is None
        kept = closeup.samples(80_100, 80_900)
        assert kept is not None
        first, samples = kept
        wanted = talk()[80_100:80_900].T
        assert np.array_equal(samples[:, 80_100 - first : 80_900 - first], wanted)


def test_while_one_stretch_is_read_the_latest_wish_is_kept(qtbot: QtBot, tmp_path: Path) -> None:
    with desk() as parts:
        parts.open_whole(qtbot, call_of(recording(tmp_path)))
        closeup = parts.listening.closeup
        for start in (0, 100_000, 200_000):
            closeup.samples(start, start + 500)
        qtbot.waitUntil(lambda: closeup.samples(200_000, 200_500) is not None)


def test_ring_back_is_found_and_its_pauses_are_no_silence(qtbot: QtBot, tmp_path: Path) -> None:
    sound = talk()
    tone = (8000 * np.sin(2 * np.pi * 450 * np.arange(8000) / 8000)).astype(np.int16)
    for turn in range(3):
        start = turn * 5 * 8000
        sound[start : start + 5 * 8000] = 0
        sound[start : start + 8000, 0] = tone
    path = write(tmp_path / "ring.wav", sound, "PCM_16")
    with desk() as parts:
        parts.open_whole(qtbot, call_of(path))
        qtbot.waitUntil(lambda: any(p.kind is PassageKind.RING_BACK for p in parts.listening.passages))
        ring = next(p for p in parts.listening.passages if p.kind is PassageKind.RING_BACK)
        silences = [p for p in parts.listening.passages if p.kind is PassageKind.SILENCE]
        assert all(p.end_ms > ring.end_ms or p.start_ms < ring.start_ms for p in silences)
