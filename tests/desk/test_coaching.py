"""Coaching behind its screen, on the real store: begun from a sheet, kept behind every change, shared, signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.coaching import NOBODY, CoachingDesk
from console.desk.keeping import SaveState
from console.domain.coaching import Clip, FollowUp, Lack, Note
from console.domain.coaching_reasons import Reason
from console.domain.events import Event, EventKind
from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.people import Person
from console.domain.reanchor import PlacedBy, TapePlace
from console.domain.sheet import Sheet, Span, praise
from console.store.ids import new_id
from console.store.store import Store
from tests.store.centres import QUICK_HASHES, Centre, HandClock, make_centre


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    clock = HandClock()
    with Store.open(f"sqlite:///{(tmp_path / 'c.db').as_posix()}", now=clock, hasher=QUICK_HASHES) as store:
        yield make_centre(store, clock)


@pytest.fixture
def background(qtbot: QtBot, centre: Centre) -> Iterator[Background]:
    assert qtbot
    assert centre  # the store closes after the last work on it has ended
    door = Background()
    yield door
    door.close()


@pytest.fixture
def desk(qtbot: QtBot, background: Background, centre: Centre) -> Iterator[CoachingDesk]:
    made = CoachingDesk(background, centre.store, centre.li, now=centre.clock)
    with qtbot.waitSignal(made.notes_changed):
        made.refresh()
    yield made
    made.close()


def _calm(qtbot: QtBot, desk: CoachingDesk) -> None:
    """Nothing under way in the database thread: the test may use its store now."""
    qtbot.waitUntil(lambda: desk._background.pending == 0)


def _saved(qtbot: QtBot, desk: CoachingDesk) -> Note:
    qtbot.waitUntil(lambda: desk.saved is SaveState.SAVED)
    _calm(qtbot, desk)
    assert desk.note is not None
    return desk.note


def _begun(qtbot: QtBot, desk: CoachingDesk, centre: Centre) -> Note:
    _calm(qtbot, desk)
    call = centre.add_call(1)
    revision = centre.score(call.id, "no_argument", "no_long_wait")
    desk.start_from(centre.store.calls.get(call.id), revision.sheet, centre.form)
    return _saved(qtbot, desk)


def test_coach_this_begins_with_the_failed_items_and_their_clips(
    qtbot: QtBot, desk: CoachingDesk, centre: Centre
) -> None:
    note = _begun(qtbot, desk, centre)
    assert note.agent_id == centre.wang.id
    assert note.agent_name == centre.wang.name
    assert note.item_keys == ("no_long_wait", "no_argument")
    assert [clip.item_key for clip in note.clips] == ["no_long_wait", "no_argument"]
    kept = centre.store.coaching.get(note.id)
    assert kept.clips == note.clips
    assert kept.coach_id == centre.li.id
    assert centre.store.calls.row(note.call_ids[0], centre.li).coached


def test_every_change_is_kept_and_the_last_one_wins(qtbot: QtBot, desk: CoachingDesk, centre: Centre) -> None:
    note = _begun(qtbot, desk, centre)
    for text in ("语", "语气", "语气亲切"):
        desk.set_strength(text)
    desk.set_priority(1, "核对信息")
    desk.set_priority(0, "先致歉")
    desk.set_agent_words("我会注意")
    desk.set_action("旁听两通")
    assert list(desk.lacks) == [Lack.ACTION_DUE]
    desk.set_action_due(date(2026, 3, 9))
    assert not desk.lacks
    _saved(qtbot, desk)
    kept = centre.store.coaching.get(note.id)
    assert (kept.strength, kept.priorities, kept.agent_words) == ("语气亲切", ("先致歉", "核对信息"), "我会注意")
    assert (kept.action, kept.action_due) == ("旁听两通", date(2026, 3, 9))
    desk.set_priority(1, "")
    desk.set_priority(0, "")
    desk.set_priority(2, "three is too many")
    assert desk.note is not None
    assert desk.note.priorities == ()


def test_what_is_typed_as_the_window_closes_is_kept(
    qtbot: QtBot, background: Background, desk: CoachingDesk, centre: Centre
) -> None:
    note = _begun(qtbot, desk, centre)
    for length in range(1, 20):
        desk.set_strength("好" * length)
    desk.close()
    background.close()
    assert centre.store.coaching.get(note.id).strength == "好" * 19


def test_an_empty_new_note_is_not_kept_until_it_says_something_of_somebody(
    qtbot: QtBot, desk: CoachingDesk, centre: Centre
) -> None:
    desk.new_note()
    assert desk.note is not None
    assert desk.note.agent_id == NOBODY
    desk.set_strength("早就想说")
    assert desk.lacks[0] is Lack.AGENT
    _calm(qtbot, desk)
    assert centre.store.coaching.list_notes() == []
    assert desk.agents
    desk.set_agent(centre.chen.id)
    note = _saved(qtbot, desk)
    assert centre.store.coaching.get(note.id).strength == "早就想说"
    assert desk.note.agent_name == centre.chen.name


def test_a_failed_save_is_told_and_the_next_change_saves_all(
    qtbot: QtBot, desk: CoachingDesk, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = _begun(qtbot, desk, centre)
    real = centre.store.coaching.save
    faults: list[Fault] = []
    desk.fault_happened.connect(faults.append)

    def full(_note: Note) -> Note:
        raise PlaceFault(FaultKind.DISK_FULL)

    monkeypatch.setattr(centre.store.coaching, "save", full)
    desk.set_strength("语气亲切")
    qtbot.waitUntil(lambda: desk.saved is SaveState.FAILED)
    assert [fault.kind for fault in faults] == [FaultKind.DISK_FULL]
    monkeypatch.setattr(centre.store.coaching, "save", real)
    desk.retry()
    _saved(qtbot, desk)
    assert centre.store.coaching.get(note.id).strength == "语气亲切"


class Refusing:
    """The store's `save` until `fault` is set, then that fault for every save."""

    def __init__(self, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fault: Fault | None = None
        self._save = centre.store.coaching.save
        monkeypatch.setattr(centre.store.coaching, "save", self)

    def __call__(self, note: Note) -> Note:
        if self.fault is not None:
            raise self.fault
        return self._save(note)


def test_a_note_that_cannot_be_saved_is_counted_listed_and_saved_after_another_was_opened(
    qtbot: QtBot, desk: CoachingDesk, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = _begun(qtbot, desk, centre)
    saving = Refusing(centre, monkeypatch)
    saving.fault = PlaceFault(FaultKind.DISK_FULL)
    desk.set_strength("语气亲切")
    qtbot.waitUntil(lambda: desk.saved is SaveState.FAILED)
    assert desk.unsaved_notes == 1
    desk.open_note(note.id)
    assert desk.note is not None
    assert desk.note.strength == "语气亲切", "opening it again must not drop what was typed"
    desk.new_note(centre.chen.id)
    assert desk.note.id != note.id
    assert desk.unsaved_notes == 1
    assert next(one for one in desk.notes if one.id == note.id).strength == "语气亲切"
    desk.open_note(note.id)
    assert desk.note.strength == "语气亲切"
    desk.close_note()
    saving.fault = None
    qtbot.waitUntil(lambda: desk.unsaved_notes == 0)
    _calm(qtbot, desk)
    assert centre.store.coaching.get(note.id).strength == "语气亲切"
    assert [one.id for one in desk.notes].count(note.id) == 1


def test_words_for_nobody_yet_wait_in_memory_and_are_counted(qtbot: QtBot, desk: CoachingDesk, centre: Centre) -> None:
    desk.new_note()
    assert desk.unsaved_notes == 0
    desk.set_action("旁听两通")
    assert desk.note is not None
    waiting = desk.note.id
    desk.new_note(centre.chen.id)
    assert desk.unsaved_notes == 1
    assert desk.notes[0].id == waiting
    desk.open_note(waiting)
    assert desk.note.action == "旁听两通"
    desk.set_agent(centre.wang.id)
    _saved(qtbot, desk)
    assert desk.unsaved_notes == 0
    assert centre.store.coaching.get(waiting).action == "旁听两通"


def test_what_cannot_be_saved_over_a_change_made_elsewhere_becomes_a_note_of_its_own(
    qtbot: QtBot, desk: CoachingDesk, centre: Centre
) -> None:
    note = _begun(qtbot, desk, centre)
    elsewhere = centre.store.coaching.get(note.id)
    centre.store.coaching.save(replace(elsewhere, strength="从别处"))
    desk.set_strength("语气亲切")
    qtbot.waitUntil(lambda: desk.saved is SaveState.FAILED)
    desk.open_note(note.id)
    qtbot.waitUntil(lambda: desk.note is not None and desk.note.strength == "从别处")
    qtbot.waitUntil(lambda: desk.unsaved_notes == 0)
    _calm(qtbot, desk)
    assert {one.strength for one in centre.store.coaching.list_notes()} == {"从别处", "语气亲切"}
    assert {one.strength for one in desk.notes} == {"从别处", "语气亲切"}


def test_sharing_that_fails_at_the_save_before_it_still_saves(
    qtbot: QtBot, desk: CoachingDesk, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = _begun(qtbot, desk, centre)
    keeper = desk._keeper
    assert keeper is not None
    saving = Refusing(centre, monkeypatch)
    saving.fault = PlaceFault(FaultKind.DATABASE_LOCKED)
    keeper.box.put(replace(keeper.note, strength="语气亲切"))  # waits when the deed's turn comes, no save queued
    with qtbot.waitSignal(desk.fault_happened):
        keeper.do(lambda version: centre.store.coaching.share(note.id, version), desk.fault_happened.emit)
    saving.fault = None
    _saved(qtbot, desk)
    assert centre.store.coaching.get(note.id).strength == "语气亲切"


def test_shared_then_signed_with_own_number_and_pin_and_then_only_the_follow_up_moves(
    qtbot: QtBot, desk: CoachingDesk, centre: Centre
) -> None:
    note = _begun(qtbot, desk, centre)
    desk.acknowledge("1001", "1234")
    desk.share()
    _calm(qtbot, desk)
    assert not centre.store.coaching.get(note.id).shared
    desk.set_strength("语气亲切")
    with qtbot.waitSignal(desk.note_changed):
        desk.share()
    assert desk.note is not None
    assert desk.note.shared
    with qtbot.waitSignal(desk.acknowledge_refused) as refused:
        desk.acknowledge("1001", "0000")
    assert refused.args
    assert refused.args[0].kind is FaultKind.WRONG_PIN
    with qtbot.waitSignal(desk.note_changed):
        desk.acknowledge("1001", "1234")
    assert desk.signed
    desk.set_strength("改了")
    desk.set_follow_up(FollowUp.IMPROVED)
    _saved(qtbot, desk)
    kept = centre.store.coaching.get(note.id)
    assert (kept.strength, kept.follow_up) == ("语气亲切", FollowUp.IMPROVED)
    assert kept.acknowledged_at is not None


def test_clips_and_calls_come_and_go(qtbot: QtBot, desk: CoachingDesk, centre: Centre) -> None:
    _begun(qtbot, desk, centre)
    other = centre.store.calls.get(centre.add_call(2).id)
    clip = Clip(other.id, Span(500, 900))
    desk.add_clip(other, clip)
    assert desk.note is not None
    assert other.id in desk.note.call_ids
    desk.remove_clip(clip)
    assert clip not in desk.note.clips
    assert other.id in desk.note.call_ids
    first = desk.note.call_ids[0]
    desk.remove_call(first)
    assert desk.note.clips == ()
    assert desk.note.call_ids == (other.id,)
    assert centre.store.coaching.get(_saved(qtbot, desk).id).call_ids == (other.id,)


def test_lists_who_asks_and_the_notes_narrowed(qtbot: QtBot, desk: CoachingDesk, centre: Centre) -> None:
    _begun(qtbot, desk, centre)
    desk.set_follow_up(FollowUp.CLOSED)
    _saved(qtbot, desk)
    call = centre.add_call(5, agent_number="1002")
    centre.score(call.id, "confidentiality")
    with qtbot.waitSignal(desk.asks_changed):
        desk.refresh()
    asks = [(ask.agent_name, ask.ask.reason) for ask in desk.asks]
    assert (centre.chen.name, Reason.CRITICAL) in asks
    with qtbot.waitSignal(desk.notes_changed):
        desk.filter_notes(FollowUp.OPEN)
    assert desk.notes == []
    with qtbot.waitSignal(desk.notes_changed):
        desk.filter_notes(FollowUp.CLOSED, centre.wang.id)
    assert len(desk.notes) == 1
    ask = next(one for one in desk.asks if one.ask.reason is Reason.CRITICAL)
    desk.start_for(ask)
    note = _saved(qtbot, desk)
    assert (note.agent_id, note.call_ids, note.item_keys) == (centre.chen.id, (call.id,), ("confidentiality",))


def test_opening_another_note_fetches_its_calls_and_a_lost_one_is_told(
    qtbot: QtBot, desk: CoachingDesk, centre: Centre
) -> None:
    note = _begun(qtbot, desk, centre)
    desk.close_note()
    assert desk.note is None
    desk.calls.clear()
    with qtbot.waitSignal(desk.calls_changed):
        desk.open_note(note.id)
    assert desk.note is not None
    assert set(desk.calls) == set(note.call_ids)
    with qtbot.waitSignal(desk.fault_happened) as told:
        desk.open_note(UUID(int=7))
    assert told.args
    assert told.args[0].kind is FaultKind.NOT_FOUND
    assert new_id() != note.id


def told(kind: EventKind, note: Note, by: Person) -> list[Event]:
    """What the server would tell of a note."""
    return [Event(1, kind, None, note.id, by.id)]


def test_a_note_signed_at_another_console_stands_signed_here(qtbot: QtBot, desk: CoachingDesk, centre: Centre) -> None:
    note = _begun(qtbot, desk, centre)
    desk.set_strength("语气亲切")
    _saved(qtbot, desk)
    desk.share()
    qtbot.waitUntil(lambda: desk.note is not None and desk.note.shared)
    _calm(qtbot, desk)
    centre.store.coaching.acknowledge(note.id, "1001", "1234")
    assert not desk.signed
    with qtbot.waitSignals([desk.notes_changed, desk.note_changed]):
        desk.heed(told(EventKind.NOTE_ACKNOWLEDGED, note, centre.wang))
    assert desk.signed
    _calm(qtbot, desk)


def test_own_words_and_other_deeds_make_no_list_anew(qtbot: QtBot, desk: CoachingDesk, centre: Centre) -> None:
    note = _begun(qtbot, desk, centre)
    _calm(qtbot, desk)
    with qtbot.assertNotEmitted(desk.notes_changed, wait=50):
        desk.heed(told(EventKind.NOTE_CHANGED, note, centre.li))
        desk.heed(told(EventKind.SUBMITTED, note, centre.zhao))


def test_an_agent_finds_own_shared_notes_and_changes_none(
    qtbot: QtBot, background: Background, desk: CoachingDesk, centre: Centre
) -> None:
    note = _begun(qtbot, desk, centre)
    agents = CoachingDesk(background, centre.store, centre.wang)
    agents.refresh()
    _calm(qtbot, agents)
    assert agents.notes == []
    desk.set_strength("语气亲切")
    _saved(qtbot, desk)
    desk.share()
    qtbot.waitUntil(lambda: desk.note is not None and desk.note.shared)
    with qtbot.waitSignal(agents.notes_changed):
        agents.heed(told(EventKind.NOTE_SHARED, note, centre.li))
    assert [one.id for one in agents.notes] == [note.id]
    assert (agents.asks, agents.agents) == ([], [])
    agents.open_note(note.id)
    qtbot.waitUntil(lambda: agents.note is not None)
    agents.set_strength("nobody writes here")
    assert agents.note is not None
    assert agents.note.strength == "语气亲切"
    assert agents.frozen
    agents.acknowledge(agents.own_number, "1234")
    qtbot.waitUntil(lambda: agents.signed)
    agents.close()


def test_where_passwords_sign_a_refusal_speaks_of_passwords(
    qtbot: QtBot, background: Background, centre: Centre
) -> None:
    desk = CoachingDesk(background, centre.store, centre.li, by_password=True)
    desk.refresh()
    _begun(qtbot, desk, centre)
    desk.set_strength("语气亲切")
    _saved(qtbot, desk)
    desk.share()
    qtbot.waitUntil(lambda: desk.note is not None and desk.note.shared)
    with qtbot.waitSignal(desk.acknowledge_refused) as refused:
        desk.acknowledge("1001", "0000")
    assert refused.args is not None
    assert refused.args[0].kind is FaultKind.WRONG_SIGN_ON
    desk.close()


def test_clips_of_a_call_heard_live_go_over_to_its_recording(qtbot: QtBot, desk: CoachingDesk, centre: Centre) -> None:
    first = _begun(qtbot, desk, centre)
    (call_id,) = first.call_ids
    before = [clip.span for clip in first.clips]
    desk.close_note()
    desk.start_from(centre.store.calls.get(call_id), praise(Sheet("monitoring", 1), 30_000, 20_000, "好"), centre.form)
    held = _saved(qtbot, desk)
    assert [(clip.span, clip.text) for clip in held.clips] == [(Span(10_000, 30_000), "好")]
    desk.move_clips(call_id, TapePlace(((0, 7_000),), PlacedBy.SOUND))
    held = _saved(qtbot, desk)
    assert [clip.span for clip in held.clips] == [Span(17_000, 37_000)]
    stored = centre.store.coaching.get(first.id)
    assert [clip.span for clip in stored.clips] == [Span(one.start_ms + 7_000, one.end_ms + 7_000) for one in before]
    assert centre.store.coaching.get(held.id).clips == held.clips


def test_clips_in_anothers_note_are_that_coachs_to_move(
    qtbot: QtBot, desk: CoachingDesk, background: Background, centre: Centre
) -> None:
    note = _begun(qtbot, desk, centre)
    other = CoachingDesk(background, centre.store, centre.zhao, now=centre.clock)
    other.open_note(note.id)
    qtbot.waitUntil(lambda: other.note is not None)
    other.move_clips(note.call_ids[0], TapePlace(((0, 7_000),), PlacedBy.SOUND))
    _calm(qtbot, other)
    assert other.note is not None
    assert other.note.clips == note.clips
    assert centre.store.coaching.get(note.id) == note
    other.close()
