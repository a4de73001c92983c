from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.floor_desk import FloorDesk
from console.desk.handover import SHIFT, HandoverDesk, Unfinished, unfinished
from console.desk.handover_words import alert_row, author_words, coaching_row, pin_words, refused_row, signed_words
from console.domain.coaching import FollowUp, Note
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import AgentNow, AgentState, FloorAction, LimitLevel
from console.domain.floor_book import ActionState, ToldAlert
from console.domain.floor_plan import Room, Seat
from console.domain.people import Person, Role
from console.store.ids import new_id
from console.store.people import NewPerson
from console.store.store import Store
from tests.desk.small_floor import HandClock

TODAY = date(2026, 11, 20)


class Rig:
    """Two leads and an inspector, each with an own desk on one database."""

    def __init__(self, store: Store, background: Background, clock: HandClock) -> None:
        self.store, self.background, self.clock = store, background, clock
        self.lead = store.people.add(NewPerson("1101", "杨帆", Role.SUPERVISOR, "A 组"))
        self.next = store.people.add(NewPerson("1102", "林涛", Role.SUPERVISOR, "A 组"))
        self.inspector = store.people.add(NewPerson("1001", "李慧", Role.INSPECTOR))
        self.agent = store.people.add(NewPerson("2001", "王芳", Role.AGENT, "A 组"))
        self.seat = Seat(uuid4(), 0, 0, "A1", self.agent.id)
        store.floor.save_room(Room(uuid4(), "一号厅", 1, 1, (self.seat,)), self.lead)
        self.faults: list[object] = []
        self.desks: list[FloorDesk] = []

    def desk_of(self, qtbot: QtBot, person: Person) -> HandoverDesk:
        desk = FloorDesk(self.background, self.store, person, None, now_s=self.clock)
        desk.faulted.connect(self.faults.append)
        desk.start()
        handover = HandoverDesk(desk, desk, now=lambda: self.clock.at)
        handover.start()
        qtbot.waitUntil(lambda: handover.loaded and bool(desk.people))
        self.desks.append(desk)
        return handover


@pytest.fixture
def rig(qapp: QCoreApplication, tmp_path: Path) -> Iterator[Rig]:
    clock, background = HandClock(), Background(qapp)
    with Store.open(tmp_path / "floor.sqlite", now=lambda: clock.at) as store:
        yield Rig(store, background, clock)
        background.close()


def note(**fields: object) -> Note:
    plain = Note(uuid4(), uuid4(), "王芳", uuid4(), "杨帆", datetime(2026, 11, 18, 9, tzinfo=UTC))
    return replace(plain, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({}, Unfinished.DRAFT),
        ({"shared": True}, Unfinished.UNSIGNED),
        ({"shared": True, "acknowledged_at": datetime(2026, 11, 19, tzinfo=UTC)}, None),
        (
            {"shared": True, "acknowledged_at": datetime(2026, 11, 19, tzinfo=UTC), "action_due": TODAY},
            Unfinished.DUE,
        ),
        (
            {
                "shared": True,
                "acknowledged_at": datetime(2026, 11, 19, tzinfo=UTC),
                "action_due": TODAY + timedelta(days=1),
            },
            None,
        ),
        ({"follow_up": FollowUp.CLOSED}, None),
        ({"follow_up": FollowUp.IMPROVED, "shared": True}, None),
    ],
)
def test_what_a_coaching_note_waits_for(fields: dict[str, object], what: Unfinished | None) -> None:
    assert unfinished(note(**fields), TODAY) is what


def test_the_next_lead_signs_and_nobody_signs_their_own(qtbot: QtBot, rig: Rig) -> None:
    mine, theirs = rig.desk_of(qtbot, rig.lead), rig.desk_of(qtbot, rig.next)
    with qtbot.waitSignals([mine.note_kept, mine.changed]):
        mine.hand_over("A 组", "王芳要求调休")
    qtbot.waitUntil(lambda: bool(mine.book.notes))
    assert mine.waiting == []
    (written,) = mine.book.notes
    mine.sign([written])
    theirs.look()
    qtbot.waitUntil(lambda: bool(theirs.book.notes))
    assert [one.words for one in theirs.waiting] == ["王芳要求调休"]
    rig.clock.turn(60)
    theirs.sign(theirs.waiting)
    qtbot.waitUntil(lambda: not theirs.waiting)
    (signed,) = theirs.book.notes
    assert (signed.signed_by, signed.signed_at) == (rig.next.id, rig.clock.at)
    theirs.show(whole=True)
    qtbot.waitUntil(lambda: bool(theirs.book.names))
    assert author_words(theirs, signed).startswith("杨帆 · ")
    assert author_words(theirs, signed).endswith(" · for A 组")
    assert signed_words(theirs, signed).startswith("Signed by you · ")
    assert signed_words(theirs, written) == "Not signed yet"
    assert not rig.faults


def test_an_inspector_leaves_notes_and_signs_none(qtbot: QtBot, rig: Rig) -> None:
    lead, inspector = rig.desk_of(qtbot, rig.lead), rig.desk_of(qtbot, rig.inspector)
    with qtbot.waitSignal(inspector.note_kept):
        inspector.hand_over("", "录音 12 听一下")
    with qtbot.waitSignal(lead.note_kept):
        lead.hand_over("", "好")
    inspector.look()
    qtbot.waitUntil(lambda: len(inspector.book.notes) == 2)
    assert inspector.may_write
    assert inspector.waiting == []
    lead.look()
    qtbot.waitUntil(lambda: [one.words for one in lead.notes()] == ["录音 12 听一下", "好"])


def test_signed_notes_go_with_their_shift_and_unsigned_ones_stay(qtbot: QtBot, rig: Rig) -> None:
    store = rig.store.floor
    old, open_one = store.hand_over(rig.lead, "", "旧的"), store.hand_over(rig.lead, "", "没人签")
    store.sign(old, rig.next)
    rig.clock.turn(SHIFT.total_seconds() + 60)
    theirs = rig.desk_of(qtbot, rig.next)
    assert [one.id for one in theirs.book.notes] == [open_one]


def test_a_note_says_the_seat_and_the_moment_it_is_pinned_to(qtbot: QtBot, rig: Rig) -> None:
    about = rig.clock.at - timedelta(minutes=5)
    rig.store.floor.hand_over(rig.lead, "A 组", "保持过久", rig.seat.id, about)
    theirs = rig.desk_of(qtbot, rig.next)
    (pinned,) = theirs.book.notes
    assert pin_words(theirs, pinned).startswith("A1 · ")
    assert pin_words(theirs, replace(pinned, seat_id=uuid4(), about_at=None)) == ""
    found = theirs.place_of(rig.seat.id)
    assert found is not None
    assert (found[0].name, found[1]) == ("一号厅", "A1")


def test_what_is_left_open_is_read_once_somebody_looks(qtbot: QtBot, rig: Rig) -> None:
    store = rig.store
    writing = store.floor_writing("pbx")
    assert writing.lead(frozenset({FloorAction.SIGN_OFF}))
    busy = AgentNow("2001", AgentState.AWAY, rig.clock.at, "meal", as_of=rig.clock.at)
    writing.put(rig.clock.at, "up", "", [busy])
    rig.clock.turn(400)
    limit = (busy.agent_number, busy.state, busy.reason, busy.since)
    told = [ToldAlert(*limit, level, 300_000, rig.clock.at) for level in (LimitLevel.WARN, LimitLevel.ALARM)]
    assert writing.put_alerts(told) == 2
    action = store.floor.ask(rig.lead, rig.agent.id, FloorAction.SIGN_OFF)
    writing.take()
    writing.finish(action, ActionState.REFUSED, "not a member")
    draft = Note(new_id(), rig.agent.id, "", rig.lead.id, "", rig.clock.at, strength="开场好")
    store.coaching.save(draft)
    desk = rig.desk_of(qtbot, rig.next)
    assert not desk.book.alerts
    desk.show(whole=True)
    qtbot.waitUntil(lambda: bool(desk.book.alerts))
    book = desk.book
    (alert,) = book.alerts
    row = alert_row(desk, alert)
    assert (row.title, row.tag, row.pressing) == ("王芳 2001", "limit passed", True)
    assert row.detail.startswith("away (meal) since ")
    (unsettled,) = book.coaching
    assert coaching_row(*unsettled).tag == "draft"
    (refused,) = book.refused
    assert refused_row(desk, refused).detail.endswith(": not a member")
    assert refused_row(desk, refused).tag == "sign off"
    own = replace(refused, words="2001 has no call")
    assert refused_row(desk, own).detail.endswith(": 2001 has no such call")
    writing.put_alerts([ToldAlert(*limit, LimitLevel.ALARM, 300_000, rig.clock.at, ended_at=rig.clock.at)])
    desk.look()
    qtbot.waitUntil(lambda: not desk.book.alerts)
    writing.close()


def test_a_refusal_is_told_and_what_was_signed_before_it_is_seen(
    qtbot: QtBot, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in ("一", "二"):
        rig.store.floor.hand_over(rig.lead, "", words)
    theirs = rig.desk_of(qtbot, rig.next)
    real = rig.store.floor.sign
    signed: list[object] = []

    def once(key: object, by: Person) -> None:
        if signed:
            raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)
        signed.append(key)
        real(key, by)  # type: ignore[arg-type]

    monkeypatch.setattr(rig.store.floor, "sign", once)
    theirs.sign(theirs.waiting)
    qtbot.waitUntil(lambda: len(theirs.waiting) == 1)
    assert len(rig.faults) == 1

    def refuse(*_: object) -> None:
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)

    monkeypatch.setattr(rig.store.floor, "hand_over", refuse)
    with qtbot.waitSignal(theirs.note_refused):
        theirs.hand_over("", "三")
