"""Each opening of a call that is listened to leaves one record, and one that is only looked at leaves none."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from console.audio.player import PlayState
from console.desk.background import Background
from console.desk.listen_record import ListenRecord
from console.domain.audit import AuditKind
from console.domain.people import Person
from tests.desk.scoring_fakes import a_call, a_person


class Opening(QObject):
    """The listening desk's news of a call."""

    opened = Signal(object)
    live: object = None


class Playing(QObject):
    """The player's news of its state."""

    state_changed = Signal(object)


class Records:
    """The audit, as a list."""

    def __init__(self) -> None:
        self.rows: list[tuple[AuditKind, UUID | None]] = []

    def append(self, kind: AuditKind, _person: Person, subject_id: UUID | None = None, **_facts: str | int) -> None:
        self.rows.append((kind, subject_id))


def test_one_record_for_each_opening_that_sounded(qtbot: QtBot) -> None:
    background, records, opening, playing = Background(), Records(), Opening(), Playing()
    record = ListenRecord(background, records, playing, opening, a_person())  # type: ignore[arg-type]
    first, looked_at = a_call(), a_call()
    opening.opened.emit(first)
    for state in (PlayState.LOADING, PlayState.PLAYING, PlayState.PAUSED, PlayState.PLAYING):
        playing.state_changed.emit(state)
    opening.opened.emit(looked_at)
    playing.state_changed.emit(PlayState.PAUSED)
    opening.opened.emit(first)
    playing.state_changed.emit(PlayState.PLAYING)
    qtbot.waitUntil(lambda: background.pending == 0)
    assert records.rows == [(AuditKind.LISTEN, first.id)] * 2
    assert record.parent() is None
    background.close()


def test_listening_to_a_live_call_is_recorded_where_it_is_asked_for(qtbot: QtBot) -> None:
    background, records, opening, playing = Background(), Records(), Opening(), Playing()
    ListenRecord(background, records, playing, opening, a_person(), opening)  # type: ignore[arg-type]
    opening.live = object()
    opening.opened.emit(a_call())
    playing.state_changed.emit(PlayState.PLAYING)
    qtbot.waitUntil(lambda: background.pending == 0)
    assert records.rows == []
    background.close()
